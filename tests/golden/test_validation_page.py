"""The page on validation and the golden cases say the same."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs" / "validation.md").read_text("utf-8")
FOLDERS = "|".join(
    re.escape(folder.name) for folder in sorted(HERE.iterdir()) if folder.is_dir() and any(folder.glob("*.toml"))
)
NAMED = sorted(set(re.findall(rf"`((?:{FOLDERS})/[^`]+)`", PAGE)))


def test_every_file_the_page_names_is_there() -> None:
    """A name, with * for any part, finds at least one golden case."""
    assert NAMED
    assert [name for name in NAMED if not any(HERE.glob(f"{name}.toml"))] == []


def test_every_option_that_a_case_sets_is_in_the_table_of_ambiguities() -> None:
    """A reader sees under which names the ambiguous cases were run."""
    cases = [file.read_text("utf-8") for file in HERE.glob("*/*.toml")]
    options = {
        name for case in cases for name in re.findall(r"^(\w+) = ", case.partition("[options]")[2], re.MULTILINE)
    }
    assert {name for name in options if f"`{name}`" not in PAGE} == set()
