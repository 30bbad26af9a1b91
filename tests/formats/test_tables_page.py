"""The page on tables cannot fall behind the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import ebbtide
from ebbtide.formats.rules import RULES
from tests.formats.tables_page import BLOCK, PAGE, blocks, written

SOURCES = [path.read_text("utf-8") for path in Path(ebbtide.__file__).parent.rglob("formats/**/*.py")]


def test_the_page_says_what_the_code_does() -> None:
    """Columns, synonyms, words and rules are those of the code (`python -m tests.formats.tables_page` mends it)."""
    page = PAGE.read_text("utf-8")
    assert {block["name"] for block in BLOCK.finditer(page)} == set(blocks())
    assert page == written(page)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_can_fire(rule: str) -> None:
    """A rule that no reader names has no place in the list."""
    assert sum(len(re.findall(rf'"{rule}"', source)) for source in SOURCES) > 1


def test_every_rule_named_is_listed() -> None:
    """A reader names no rule that the list lacks."""
    named = {rule for source in SOURCES for rule in re.findall(r'"(READ\d\d)"', source)}
    assert named == set(RULES)
