"""The bundled cases at their flares: what the evidence said, and where the pathway stood."""

from __future__ import annotations

import polars as pl
import pytest

import ebbtide
from ebbtide import examples
from ebbtide.evidence.gathering import evidence
from ebbtide.evidence.pathway import pathway, standing

CRITERIA = ("recist-1.1", "irecist")


def states_of(name: str, subject: str, today: int | None = None) -> list[tuple[int, str, int | None, int | None]]:
    """Follow one subject of a bundled case: day, state underneath, and the window of each step."""
    study = ebbtide.read_study(examples.path(name))
    assessment = ebbtide.assess(study, criteria=CRITERIA)
    steps = pathway(study, assessment.courses, assessment.patterns(explain=False), subject=subject, today=today)
    early = steps.filter(machine="P-CART-EARLY", run=1)
    return early.select("day", "underneath", "window_open", "window_close").rows()


def test_the_gastric_flare_is_scanned_again_in_its_window() -> None:
    """On day 28 the next scan lies 4 to 8 weeks ahead; that of day 56 is smaller, and the biopsy of day 100 agrees."""
    assert states_of("gastric-car-t", "GC-01", 28)[-1] == (28, "FLARE_SCAN", 56, 84)
    assert [step[:2] for step in states_of("gastric-car-t", "GC-01", 120)][-2:] == [
        (56, "FLARE_RESOLVED"),
        (100, "FLARE_RESOLVED"),
    ]


def test_the_swelling_of_the_boy_is_imaged_by_month_1() -> None:
    """CRS and swelling on day 3: imaging is due by day 35; at one month the lesion is gone."""
    assert states_of("infant-all-bone-lesion", "IL-01", 3)[-1] == (3, "FLARE_EARLY", 3, 35)
    assert states_of("infant-all-bone-lesion", "IL-01")[-1][:2] == (30, "FLARE_RESOLVED")


@pytest.mark.parametrize("subject", ["DC-01.1", "DC-01.2"])
def test_the_donor_case_never_flares(subject: str) -> None:
    """Nothing is larger after either infusion; a peak without a day is no sign of a failed expansion."""
    study = ebbtide.read_study(examples.path("donor-car-t"))
    assessment = ebbtide.assess(study, criteria=CRITERIA)
    row = standing(study, assessment.courses, subject=subject).row(0, named=True)
    assert (row["state"], row["flags"]) == ("NONE", [])


@pytest.mark.parametrize(
    ("name", "subject", "day"), [("gastric-car-t", "GC-01", 28), ("infant-all-bone-lesion", "IL-01", 3)]
)
def test_the_evidence_at_the_flare_makes_up_no_probability(name: str, subject: str, day: int) -> None:
    """No prior is published for these settings: the verdict is insufficient, and what is known is a direction."""
    found = evidence(ebbtide.read_study(examples.path(name)), subject, day=day)
    assert found.verdict.startswith("insufficient: no prior for this setting")
    assert found.plain is None
    assert found.table.filter(pl.col("status") == "counted").is_empty()


def test_a_leg_that_grows_is_set_against_cytokine_release() -> None:
    """No scan is known on day 3: the growth of the leg stands in for it, on the day of CRS grade 2; then the scan."""
    study = ebbtide.read_study(examples.path("infant-all-bone-lesion"))
    told = {
        day: evidence(study, "IL-01", day=day).table.filter(item="flare_timing").row(0, named=True)
        for day in (2, 3, 30)
    }
    assert (told[2]["status"], told[2]["found"]) == ("not_recorded", None)
    assert told[3]["found"] == (
        "enlargement seen or felt 3 days after the infusion; no count of cells; cytokine release grade 2 on day 3"
    )
    assert told[30]["found"].startswith("last scan 30 days after the infusion")
