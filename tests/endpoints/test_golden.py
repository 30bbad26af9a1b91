"""Golden cases of best responses: what is published, or follows from what is.

Each `golden/*.toml` beside this file holds one table or one patient. Its keys: `says` (what it shows), `source`,
`basis` (P published, D derived from published numbers or rules, A ambiguous, T a third party's opinion), `criterion`,
`preset` and `options` (what departs from the defaults), and either

* `rows`: each with `calls` (day and word) or `words` (one every 56 days), where a list of words is any of them, and
  `expect`; `options` of a row stand over those of the case, or
* `readings`: a case of `tests/golden` whose readings are judged, or `measurements`; and `expect`.

`expect` names columns of the table: `best`, `best_day`, `confirmed`, `confirmed_day`, and others by their own name.
"""

from __future__ import annotations

import tomllib
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import ebbtide
from ebbtide.endpoints.best import BEST_RESPONSES, best_responses
from ebbtide.endpoints.milestones import milestones_of
from ebbtide.study import Options
from tests.endpoints.courses import best_of
from tests.golden.test_golden import TABLES, frame

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
READINGS = HERE.parent / "golden"
FILES = sorted((HERE / "golden").glob("*.toml"))
NAMES = [file.stem for file in FILES]
SHORT = {"best": "best_overall_response", "confirmed": "confirmed_best_overall_response"}
EVERY = 56
ANY = ("iCR", "iPR", "iSD", "NON-iCR/NON-iUPD", "iUPD", "iCPD", "NE")


def load(file: Path) -> dict[str, Any]:
    """Read one case."""
    return tomllib.loads(file.read_text("utf-8"))


def options_of(case: dict[str, Any], row: dict[str, Any] | None = None) -> Options:
    """Take the options of a case, and over them those of a row."""
    return Options.of_preset(case.get("preset"), **(case.get("options", {}) | (row or {}).get("options", {})))


def courses_of(row: dict[str, Any]) -> Iterator[list[tuple[int, str]]]:
    """Expand what a row allows into courses, leaving out those that no criterion can reach."""
    calls = [[EVERY * place, word] for place, word in enumerate(row.get("words", ()), start=1)] or row["calls"]
    days = [day for day, _ in calls]
    choices = [ANY if words == "Any" else [words] if isinstance(words, str) else words for _, words in calls]
    for words in product(*choices):
        if is_reachable(words):
            yield list(zip(days, words, strict=True))


def is_reachable(words: tuple[str, ...]) -> bool:
    """Tell whether every first iCPD has an iUPD before it, with nothing but iUPD and NE between."""
    if "iCPD" not in words:
        return True
    before = [word for word in words[: words.index("iCPD")] if word != "NE"]
    return bool(before) and before[-1] == "iUPD"


def wanted(expect: dict[str, Any]) -> dict[str, Any]:
    """Turn what a row expects into columns of the table; no day is written as `none`."""
    return {SHORT.get(key, key): None if value == "none" else value for key, value in expect.items()}


def judged(case: dict[str, Any]) -> dict[str, Any]:
    """Judge the readings of a case, and take the best response under its criterion."""
    told = load(READINGS / f"{case['readings']}.toml") if "readings" in case else case
    study = ebbtide.read_study({table: frame(told[table]) for table in TABLES if told.get(table)})
    options = options_of(case)
    courses = ebbtide.assess(study, criteria=[case["criterion"]], options=options, explanations=False).courses
    return best_responses(courses, milestones_of(study), options).row(0, named=True)


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_a_best_response_comes_out_as_published_or_derived(file: Path) -> None:
    """Every column that the case names is what the table says, for every course that a row allows."""
    case = load(file)
    if "rows" not in case:
        want = wanted(case["expect"])
        found = judged(case)
        assert {name: found[name] for name in want} == want, case["says"]
    for row in case.get("rows", ()):
        courses = {f"P{place:04}": calls for place, calls in enumerate(courses_of(row))}
        assert courses
        want = wanted(row["expect"])
        for subject, found in best_of(courses, case["criterion"], options_of(case, row)).items():
            assert {name: found[name] for name in want} == want, (case["says"], courses[subject])


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_a_golden_case_is_complete(file: Path) -> None:
    """A case says what it shows, where it is from and what it expects, in known words only."""
    case = load(file)
    rows = case.get("rows", [case])
    assert set(case) <= {
        "says",
        "source",
        "basis",
        "criterion",
        "preset",
        "options",
        "rows",
        "readings",
        "expect",
        *TABLES,
    }
    assert case["says"].endswith(".")
    assert case["source"]
    assert case["basis"] in {"P", "D", "A", "T"}
    assert all(row["expect"] and set(wanted(row["expect"])) <= set(BEST_RESPONSES) for row in rows)
