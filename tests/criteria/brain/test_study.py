"""RANO and iRANO over a whole study: radiotherapy, the irradiated field, biopsies and doses come from its tables."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

import ebbtide


def frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Lay rows of one subject out as a table."""
    return pl.DataFrame([{"subject": "S1"} | row for row in rows])


def assessed(criterion: str, **tables: list[dict[str, Any]]) -> ebbtide.Assessment:
    """Judge a lesion of 400 mm2 that is 500 on day 28 and on day 56, in a patient who is well on a steady dose."""
    sizes = (("0", "20"), ("28", "25"), ("56", "25"))
    lesions = [
        {"lesion": "T1", "role": "target", "day": day, "longest_mm": size, "perpendicular_mm": "20"}
        for day, size in sizes
    ]
    notes = [{"day": day, "flair": "stable", "steroid_mg": "2", "clinically_stable": "yes"} for day, _ in sizes]
    known = {"measurements": lesions, "timepoints": notes} | tables
    return ebbtide.assess(ebbtide.read_study({name: frame(rows) for name, rows in known.items()}), criteria=[criterion])


RADIATION: dict[str, Any] = {"day": "-70", "end_day": "-28", "agent": "60 Gy", "class": "radiotherapy"}


@pytest.mark.parametrize(("field", "calls"), [("yes", ["PD_SUSPECTED", "PD"]), ("no", ["PD", "PD"])])
def test_radiotherapy_and_its_field_are_read(field: str, calls: list[str]) -> None:
    """The end of radiotherapy opens the window, and a lesion outside its field is progression at once."""
    details = [{"lesion": "T1", "irradiated": field}]
    found = assessed("rano", treatments=[RADIATION], lesion_details=details)
    assert found.responses["overall_response"].cast(pl.String).to_list() == calls


def test_hindsight_confirms_the_suspected_progression() -> None:
    """What became of the first call stands beside it, with the day that made it known."""
    found = assessed("rano", treatments=[RADIATION])
    assert found.settled.select("day", "outcome", "known_day").rows() == [(28, "confirmed", 56)]


def test_immunotherapy_starts_the_six_months() -> None:
    """Checkpoint inhibition from day 0 makes the progression of day 28 unconfirmed."""
    given = [{"day": "0", "agent": "nivolumab", "class": "checkpoint_inhibitor"}]
    found = assessed("irano", treatments=given)
    assert found.responses["overall_response"].cast(pl.String).to_list() == ["PD_UNCONFIRMED", "PD_UNCONFIRMED"]


def test_an_explanation_names_the_clause_and_what_comes_next() -> None:
    """The reason of a suspected progression cites the table of times, and its next scan has a day."""
    told = assessed("rano", treatments=[RADIATION]).explain("S1", day=28)
    assert "Wen 2010, Table 2" in told
    assert "scan on day 56 or later" in told
