"""Laws: what was known stays known, order changes nothing, and the columns agree with a plain reading of the calls."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import ebbtide
from ebbtide.patterns import patterns
from tests.patterns.studies import reported

if TYPE_CHECKING:
    from collections.abc import Sequence

KEY = ["subject", "reader", "pattern", "definition"]
VISITS = 7


def courses_of_disease(seed: int, subjects: int = 40) -> dict[str, pl.DataFrame]:
    """Draw subjects whose lesions grow and then turn, some with new lesions, earlier scans, deaths, new therapies."""
    draw = np.random.default_rng(seed)
    rows: list[dict[str, object]] = []
    events: list[dict[str, object]] = []
    doses: list[dict[str, object]] = []
    for number in range(subjects):
        subject = f"S{number:03d}"
        before = [-42] if draw.random() < 1 / 2 else []
        days = [*before, 0, *(28 * (visit + 1) + int(draw.integers(-3, 4)) for visit in range(VISITS))]
        drift, turn = draw.normal(0, 0.12), int(draw.integers(1, VISITS))
        for lesion in range(int(draw.integers(1, 4))):
            size = float(draw.integers(10, 60))
            for visit, day in enumerate(days):
                lost = draw.random() < 1 / 25
                rows.append(
                    {"subject": subject, "lesion": f"T{lesion}", "role": "target", "organ": "LIVER", "day": day}
                    | {"longest_mm": None if lost else f"{size:.1f}", "state": "not_evaluable" if lost else None}
                    | {"perpendicular_mm": f"{0.8 * size:.1f}" if number % 2 and not lost else None}
                )
                size *= float(np.exp(drift * (1 if visit < turn else -1.5) + draw.normal(0, 0.15)))
        if draw.random() < 2 / 5:
            organ = str(draw.choice(["LUNG", "LIVER"]))
            rows += [
                {"subject": subject, "lesion": "N1", "role": "new", "organ": organ, "day": day}
                | {"longest_mm": f"{draw.integers(5, 25)}", "state": None, "perpendicular_mm": None}
                for day in days[len(before) + 1 + int(draw.integers(1, VISITS)) :]
            ]
        doses += [{"subject": subject, "day": day, "agent": "nivolumab"} for day in range(0, 120, 21)]
        if draw.random() < 1 / 4:
            events.append({"subject": subject, "day": int(draw.integers(50, 200)), "event": "new_therapy"})
        if draw.random() < 1 / 4:
            events.append({"subject": subject, "day": 210, "event": "death"})
    tables = {"measurements": rows, "events": events, "treatments": doses}
    return {name: pl.DataFrame(table, infer_schema_length=None) for name, table in tables.items()}


def up_to(tables: dict[str, pl.DataFrame], day: int) -> dict[str, pl.DataFrame]:
    """Cut every table off after a day."""
    cut = {name: table.filter(pl.col("day") <= day) for name, table in tables.items()}
    return {name: table for name, table in cut.items() if len(table)}


def called(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Call the patterns of a study."""
    assessment = ebbtide.assess(ebbtide.read_study(tables), explanations=False)
    ends = assessment.endpoints(explain=False)
    return patterns(assessment.courses, assessment.study, ends, assessment.options)


@pytest.mark.parametrize("seed", [1, 2])
def test_what_became_known_stays_known(seed: int) -> None:
    """A call with a day on which it became known is the same, days included, however much follows."""
    tables = courses_of_disease(seed)
    tables_so_far = [called(up_to(tables, day)) for day in (45, 95, 150, 999)]
    question = pl.col("pattern") == "progression_under_question"
    for then, now in itertools.pairwise(tables_so_far):
        known = then.filter(pl.col("known_day").is_not_null(), ~question)
        columns = [*KEY, "call", "basis_day", "known_day"]
        again = known.select(KEY).join(now, on=KEY, how="left", maintain_order="left")
        assert_frame_equal(again.select(columns), known.select(columns))


def test_yes_and_no_are_both_drawn() -> None:
    """The drawn subjects say yes and no under most definitions, or the law above would hold of nothing."""
    table = called(courses_of_disease(3))
    assert table.filter(call="yes")["definition"].n_unique() >= 15
    assert table.filter(call="no")["definition"].n_unique() >= 15


def test_order_of_rows_changes_nothing() -> None:
    """Shuffled tables give the same patterns, explanations included."""
    tables = courses_of_disease(4)
    shuffled = {name: table.sample(fraction=1, shuffle=True, seed=5) for name, table in tables.items()}
    assert_frame_equal(called(shuffled), called(tables))


def plain_reading(words: Sequence[str]) -> str:
    """Read a sequence of iRECIST words as Seymour 2017 does, one by one: was an iUPD disregarded?"""
    waits = False
    for word in words:
        if word == "iCPD":
            return "no"
        if waits and word in {"iSD", "iPR"}:
            return "yes"
        waits = waits or word == "iUPD"
    if waits:
        return "open"
    return "not_computable" if all(word == "NE" for word in words) else "no"


def test_every_short_sequence_is_read_as_it_stands() -> None:
    """All sequences of up to four iRECIST words agree with a plain reading of them."""
    words = ("iUPD", "iSD", "iPR", "NE", "iCPD")
    sequences = [some for length in (1, 2, 3, 4) for some in itertools.product(words, repeat=length)]
    rows = [row for place, some in enumerate(sequences) for row in reported(some, subject=f"S{place:04d}")]
    study = ebbtide.read_study({"reported": pl.DataFrame(rows)})
    assessment = ebbtide.assess(study, responses="reported")
    table = patterns(assessment.courses, study, None, study.options)
    found = table.filter(pattern="pseudoprogression", definition="irecist")["call"].to_list()
    assert found == [plain_reading(some) for some in sequences]


def test_explanations_change_no_call() -> None:
    """With or without explanations the calls are the same; without, the column is empty."""
    tables = courses_of_disease(6)
    assessment = ebbtide.assess(ebbtide.read_study(tables), explanations=False)
    told, silent = (
        patterns(assessment.courses, assessment.study, None, assessment.options, explain=explain)
        for explain in (True, False)
    )
    assert_frame_equal(told.drop("explanation"), silent.drop("explanation"))
    assert silent["explanation"].null_count() == len(silent)
    assert told["explanation"].null_count() == 0
    assert not told["explanation"].str.contains("?", literal=True).any()
