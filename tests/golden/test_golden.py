"""Golden cases: small studies whose calls are published, or follow from published numbers and rules.

Each `*.toml` beside this file is one subject. Its keys: `says` (what it shows), `source`, `basis` (P published, D
derived from published numbers or rules, A ambiguous: the call under the named option, T a third party's opinion),
`measurements`, `timepoints`, `findings` and/or `treatments` (rows of the tidy tables, lengths as text), `options` (what
departs from the defaults) and `expect` (one row per criterion and day). The folder is the criterion, or `shared`.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import ebbtide
from ebbtide.criteria import ANY_BY_ID

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*/*.toml"))
NAMES = [f"{file.parent.name}/{file.stem}" for file in FILES]
TABLES = ("measurements", "timepoints", "findings", "treatments")
WORDS = {
    "overall": "overall_response",
    "target": "target_response",
    "numeric": "target_numeric",
    "nontarget": "nontarget_response",
}
FLAGS = ("flags", "not_flags")
CRITERIA = tuple(ANY_BY_ID)


def load(file: Path) -> dict[str, Any]:
    """Read one case."""
    return tomllib.loads(file.read_text("utf-8"))


def frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Lay rows out as a table; a cell that a row leaves out is blank."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return pl.DataFrame({"subject": ["S1"] * len(rows)} | {name: [row.get(name) for row in rows] for name in columns})


def judge(case: dict[str, Any]) -> pl.DataFrame:
    """Assess the subject of a case under the criteria it expects something of."""
    study = ebbtide.read_study({table: frame(case[table]) for table in TABLES if case.get(table)})
    asked = [criterion for criterion in CRITERIA if any(row["criterion"] == criterion for row in case["expect"])]
    options = ebbtide.Options(**case.get("options", {}))
    return ebbtide.assess(study, criteria=asked, options=options).responses


def found(responses: pl.DataFrame, row: dict[str, Any]) -> dict[str, Any]:
    """Pick from the responses what one row of a case speaks of, in the row's own terms."""
    rows = responses.filter(pl.col("day") == row["day"], pl.col("criterion").cast(pl.String) == row["criterion"])
    if "reader" in row:
        rows = rows.filter(pl.col("reader").cast(pl.String) == row["reader"])
    call = rows.row(0, named=True) if rows.height == 1 else {}
    said = {key: call.get(column) for key, column in WORDS.items() if key in row}
    flags = set((call.get("flags") or "").split())
    shown = {
        "flags": sorted(flags & set(row.get("flags", []))),
        "not_flags": sorted(flags & set(row.get("not_flags", []))),
    }
    return said | {key: value for key, value in shown.items() if key in row}


def wanted(row: dict[str, Any]) -> dict[str, Any]:
    """Turn one row of a case into what must be found."""
    want = {key: row[key] for key in WORDS if key in row}
    if "flags" in row:
        want["flags"] = sorted(row["flags"])
    if "not_flags" in row:
        want["not_flags"] = []
    return want


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_a_golden_case_comes_out_as_published_or_derived(file: Path) -> None:
    """Every call, component and flag that the case names is what the engine says."""
    case = load(file)
    responses = judge(case)
    place = [(row["criterion"], row["day"]) for row in case["expect"]]
    got = [found(responses, row) for row in case["expect"]]
    want = [wanted(row) for row in case["expect"]]
    assert list(zip(place, got, strict=True)) == list(zip(place, want, strict=True)), case["says"]


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_what_a_golden_case_says_of_a_day_was_known_that_day(file: Path) -> None:
    """Cut off after any expected day, the history gives the same calls up to it."""
    case = load(file)
    for cut in sorted({row["day"] for row in case["expect"]})[:-1]:
        known = {table: [row for row in case[table] if row["day"] <= cut] for table in TABLES if table in case}
        rows = [row for row in case["expect"] if row["day"] <= cut]
        responses = judge(case | known | {"expect": rows})
        assert [found(responses, row) for row in rows] == [wanted(row) for row in rows], (
            f"{case['says']} (to day {cut})"
        )


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_a_golden_case_is_complete(file: Path) -> None:
    """A case says what it shows, where it is from and what it expects, in known words only."""
    case = load(file)
    allowed = {"criterion", "day", "reader", *WORDS, *FLAGS}
    criteria = {row["criterion"] for row in case["expect"]}
    assert set(case) <= {"says", "source", "basis", "options", "expect", *TABLES}
    assert case["says"].endswith(".")
    assert case["source"]
    assert case["basis"] in {"P", "D", "A", "T"}
    assert any(table in case for table in TABLES)
    assert all(set(row) <= allowed for row in case["expect"])
    assert criteria <= set(CRITERIA)
    assert file.parent.name in criteria or (file.parent.name == "shared" and len(criteria) > 1)


def test_no_two_cases_are_the_same_study() -> None:
    """Each file adds something: no two have the same readings, options and criteria."""
    keys = ("options", "expect", *TABLES)
    seen = [str({key: load(file).get(key) for key in keys}) for file in FILES]
    assert len(seen) == len(set(seen))


def test_every_criterion_has_golden_cases() -> None:
    """No criterion goes without an outside check."""
    assert {row["criterion"] for file in FILES for row in load(file)["expect"]} == set(CRITERIA)
