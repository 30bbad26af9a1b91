"""Every change that a user can notice has its line, and one that moves a verdict says on what grounds."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["tool"]["towncrier"]
KINDS = [kind["directory"] for kind in SETTINGS["type"]]
FRAGMENTS = sorted(path for path in (ROOT / "changelog.d").iterdir() if path.name != "README.md")


def test_the_kinds_are_those_of_the_house() -> None:
    """A judgement comes first: it is what a reader of the log must not miss."""
    assert KINDS == ["judgement", "breaking", "feature", "fix", "docs"]


def test_fragments_are_named_for_their_kind() -> None:
    """A fragment is called +words.kind.md, or number.kind.md when it answers an issue."""
    pattern = rf"(\+[a-z0-9-]+|\d+)\.({'|'.join(KINDS)})\.md"

    assert [path.name for path in FRAGMENTS if not re.fullmatch(pattern, path.name)] == []


def test_fragments_are_sentences() -> None:
    """A fragment begins with a capital or a name and ends with a full stop."""
    texts = {path.name: path.read_text("utf8").strip() for path in FRAGMENTS}

    assert [name for name, text in texts.items() if not re.fullmatch(r"[A-Z`*\[].*\.", text, re.DOTALL)] == []


def test_a_judgement_names_its_decision_and_its_golden_case() -> None:
    """A response or an endpoint changes on recorded grounds, and a case shows it."""
    for fragment in FRAGMENTS:
        if ".judgement." in fragment.name:
            named = re.findall(r"[\w./-]+\.(?:md|toml)", fragment.read_text("utf8"))

            assert any(name.startswith("docs/decisions/") for name in named), fragment.name
            assert any(name.endswith(".toml") for name in named), fragment.name
            assert [name for name in named if not (ROOT / name).exists()] == [], fragment.name


def test_the_log_holds_the_place_for_the_next_release() -> None:
    """The tool that joins the fragments finds where to write."""
    assert SETTINGS["start_string"] in (ROOT / SETTINGS["filename"]).read_text("utf8")
