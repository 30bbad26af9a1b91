"""The pages on criteria, options and explanations cannot fall behind the definitions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from ebbtide.criteria import ANY_BY_ID, CRITERIA, AnyCriterion, Criterion
from ebbtide.criteria.parts.reasons import FLAGS, REASONS
from tests.house.criteria_pages import BLOCK, CRITERIA_PAGE, blocks, page_of, written
from tests.house.pages import DOCS, ROOT, name_of

if TYPE_CHECKING:
    from pathlib import Path

EXPLANATIONS = (DOCS / "guide" / "explanations.md").read_text("utf-8")
HEADINGS = (
    "What it measures",
    "Targets",
    "Non-targets",
    "New lesions",
    "Overall response",
    "Confirmation",
    "How Ebbtide does it",
    "Options",
    "Flags",
    "Worked example",
    "Where it lives",
    "To be confirmed",
    "Sources",
)


@pytest.mark.parametrize("page", blocks(), ids=name_of)
def test_a_page_says_what_the_definitions_say(page: Path) -> None:
    """Limits, options and sources are those of the code (`python -m tests.house.criteria_pages` mends it)."""
    text = page.read_text("utf-8")

    assert {block["name"] for block in BLOCK.finditer(text)} == set(blocks()[page])
    assert text == written(page)


def test_the_criteria_and_their_pages_are_the_same_set() -> None:
    """No criterion lacks a page, and no page outlives its criterion."""
    pages = {page for page in (DOCS / "criteria").glob("*.md") if page != CRITERIA_PAGE}

    assert pages == {page_of(criterion) for criterion in ANY_BY_ID.values()}


@pytest.mark.parametrize("criterion", ANY_BY_ID.values(), ids=lambda criterion: criterion.id)
def test_a_page_has_every_part(criterion: AnyCriterion) -> None:
    """Each page answers the same questions in the same order."""
    found = re.findall(r"^## (.+)$", page_of(criterion).read_text("utf-8"), re.MULTILINE)

    assert tuple(found) == HEADINGS


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda criterion: criterion.id)
def test_a_page_names_no_number_of_another_definition(criterion: Criterion) -> None:
    """The limits that the prose gives are those of the definition."""
    rules, text = criterion.definition, page_of(criterion).read_text("utf-8")
    prose = BLOCK.sub("", text)

    assert f"{rules.rise_pct} %" in prose
    assert f"{rules.fall_pct} %" in prose
    assert rules.rise_floor == 0 or f"{rules.rise_floor // 1000} mm" in prose


@pytest.mark.parametrize("criterion", ANY_BY_ID.values(), ids=lambda criterion: criterion.id)
def test_a_page_says_where_its_rules_live(criterion: AnyCriterion) -> None:
    """A reader finds the file of the criterion, its step and a golden case that exists."""
    text = page_of(criterion).read_text("utf-8")
    files = [criterion.define.__module__, criterion.step.__module__]
    named = re.findall(r"`([\w.-]+/[\w.-]+)\.toml`", text)

    assert [name for name in files if f"`{name.removeprefix('ebbtide.').replace('.', '/')}.py`" not in text] == []
    assert named
    assert [name for name in named if not (ROOT / "tests" / "golden" / f"{name}.toml").exists()] == []


@pytest.mark.parametrize("word", [*REASONS, *FLAGS])
def test_every_reason_and_flag_is_explained(word: str) -> None:
    """A word in the results can be looked up."""
    assert f"| `{word}` |" in EXPLANATIONS


@pytest.mark.parametrize("page", sorted((DOCS / "decisions").glob("*.md")), ids=name_of)
def test_a_decision_names_cases_that_exist(page: Path) -> None:
    """A case that a decision rests on can be opened."""
    golden = ROOT / "tests" / "golden"
    folders = "|".join(re.escape(folder.name) for folder in golden.iterdir() if folder.is_dir())
    named = re.findall(rf"`(?:tests/golden/)?((?:{folders})/[\w.-]+?)(?:\.toml)?`", page.read_text("utf-8"))

    assert [name for name in named if not (golden / f"{name}.toml").exists()] == []
