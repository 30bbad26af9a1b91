"""Golden cases: small studies whose patterns are published, or follow from published numbers and rules.

Each `*.toml` of the folder `golden` is one subject. Its keys: `says` (what it shows), `source`, `basis` (P published,
D derived from published numbers or rules, A ambiguous: the call under the named option), the rows of tidy tables
(lengths as text), `options` (what departs from the defaults) and `expect` (one row per definition; `because` lists
words of its explanation).
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from ebbtide.patterns import DEFINITIONS
from tests.patterns.studies import patterns_of, row_of

FILES = sorted((Path(__file__).parent / "golden").glob("*.toml"))
NAMES = [file.stem for file in FILES]
TABLES = ("measurements", "timepoints", "reported", "treatments", "events", "findings")
TOLD = ("call", "basis_day", "known_day")


def load(file: Path) -> dict[str, Any]:
    """Read one case."""
    return tomllib.loads(file.read_text("utf-8"))


def judge(case: dict[str, Any]) -> list[dict[str, Any]]:
    """Find what the case speaks of, in its own terms."""
    tables = {name: case[name] for name in TABLES if name in case}
    table = patterns_of(tables, **case.get("options", {}))
    rows = [(row, row_of(table, row["pattern"], row["definition"])) for row in case["expect"]]
    return [
        {name: found[name] for name in TOLD if name in row}
        | {"because": [words for words in row.get("because", []) if words in found["explanation"]]}
        for row, found in rows
    ]


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_a_golden_case_comes_out_as_published_or_derived(file: Path) -> None:
    """Every call with its days and its reason is what the case says."""
    case = load(file)
    wanted = [
        {name: row[name] for name in TOLD if name in row} | {"because": row.get("because", [])}
        for row in case["expect"]
    ]
    assert judge(case) == wanted, case["says"]


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_a_golden_case_is_complete(file: Path) -> None:
    """A case says what it shows, where it is from and what it expects, in known words only."""
    case = load(file)
    known = {definition.key for definition in DEFINITIONS}
    assert set(case) <= {"says", "source", "basis", "options", "expect", *TABLES}
    assert case["says"].endswith(".")
    assert case["source"]
    assert case["basis"] in {"P", "D", "A"}
    assert {(row["pattern"], row["definition"]) for row in case["expect"]} <= known
    assert all(set(row) <= {"pattern", "definition", "because", *TOLD} for row in case["expect"])


def test_every_definition_has_a_golden_case() -> None:
    """No definition goes without an outside check."""
    asked = {(row["pattern"], row["definition"]) for file in FILES for row in load(file)["expect"]}
    assert asked == {definition.key for definition in DEFINITIONS}
