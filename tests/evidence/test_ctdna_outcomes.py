"""Response and survival by the change of ctDNA, in the bundled study."""

from __future__ import annotations

import polars as pl
import pytest

from ebbtide.errors import MissingColumnError
from ebbtide.evidence.ctdna_outcomes import inspire_patients, response_by_ctdna, survival_by_ctdna

FELL, ROSE = "Decrease from baseline", "Increase from baseline"


def test_response_goes_with_a_fall() -> None:
    """14 of 33 patients whose ctDNA fell responded, and 1 of 40 whose ctDNA rose; the other 21 are left out."""
    rates = response_by_ctdna(inspire_patients())
    assert rates.select("ctdna", "responders", "patients").rows() == [(FELL, 14, 33), (ROSE, 1, 40)]
    assert rates["low"].round(3).to_list() == [0.255, 0.001]
    assert rates["high"].round(3).to_list() == [0.608, 0.132]


@pytest.mark.parametrize(("endpoint", "events"), [("OS", 64), ("PFS", 82)])
def test_every_patient_has_a_time(endpoint: str, events: int) -> None:
    """94 patients, 64 deaths, 82 progressions or deaths, as published with the data."""
    patients = inspire_patients("PFS" if endpoint == "PFS" else "OS")
    assert patients.height == 94
    assert patients["time"].null_count() == 0
    assert patients["event"].sum() == events


def test_survival_goes_with_a_fall() -> None:
    """14 of 33 died where ctDNA fell, 32 of 40 where it rose; the hazard of the latter is higher."""
    told = survival_by_ctdna(inspire_patients())
    assert told["medians"].select("group", "subjects", "events").rows() == [(FELL, 33, 14), (ROSE, 40, 32)]
    assert told["test"]["p"][0] < 0.001
    assert told["hazards"]["low"][0] > 1


def test_a_column_that_is_missing_is_named() -> None:
    """Both ask for their columns."""
    with pytest.raises(MissingColumnError, match="responded"):
        response_by_ctdna(pl.DataFrame({"ctdna": ["a"]}))
    with pytest.raises(MissingColumnError, match="time, event"):
        survival_by_ctdna(pl.DataFrame({"ctdna": ["a"]}))
