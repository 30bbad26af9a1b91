"""Every reason and flag of response in acute lymphoblastic leukemia fires where it should, and only there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ebbtide.criteria.acute_lymphoblastic import CRITERION
from ebbtide.criteria.parts.leukemia.extramedullary import IN_DOUBT
from ebbtide.criteria.parts.leukemia.looks import (
    MRD_PERCENT,
    SAID_CR,
    SAID_NO_REMISSION,
    SAID_RELAPSE,
    Blood,
    Counts,
    Marrow,
    MarrowLook,
    Nervous,
)
from ebbtide.study.options import Options
from ebbtide.terms.lesions import ABSENT, EQUIVOCAL, NEW, PRESENT
from tests.criteria.leukemia.leukemia_looks import BASE, FULL, at, blasts, flags, judge, mass, mrd, outside, reasons

if TYPE_CHECKING:
    from collections.abc import Callable

    from ebbtide.criteria.parts.composite.criterion import Said
    from tests.criteria.leukemia.leukemia_looks import Part

FIRST = at(28, marrow=blasts(2_000), counts=FULL)
MASS = at(0, marrow=blasts(80_000), outside=outside(mass(40_000, 20_000)))
FLUID = at(0, marrow=blasts(80_000), nervous=Nervous(0, 0))
WET = at(0, marrow=blasts(80_000), nervous=Nervous(0, 1, 3_000, 1_000))
BLOODY = at(0, marrow=blasts(80_000), blood=Blood(0, 1, 9_000))


def one(look: MarrowLook, base: MarrowLook = BASE, **options: object) -> Said:
    """Judge one time point."""
    return judge(look, base=base, age=None, **options)[-1]


def nci(*looks: MarrowLook, base: MarrowLook = BASE) -> Said:
    """Judge the last of some time points under NCI 2010, what nobody examined taken as clear."""
    return judge(*looks, base=base, all_profile="nci2010", all_unexamined="clear")[-1]


def two(look: MarrowLook, age: float | None = None, **options: object) -> Said:
    """Judge one time point after a remission."""
    return judge(FIRST, look, base=BASE, age=age, **options)[-1]


def after(**parts: Part) -> MarrowLook:
    """Make a later time point."""
    return at(84, **parts)


REASONS: dict[str, Callable[[], Said]] = {
    "MARROW_CLEAR": lambda: one(FIRST),
    "MARROW_SAID_CLEAR": lambda: one(at(28, marrow=Marrow(0, said=SAID_CR))),
    "MARROW_BLASTS": lambda: one(at(28, marrow=blasts(30_000))),
    "MARROW_FELL": lambda: one(at(28, marrow=blasts(10_000), counts=FULL)),
    "MARROW_UNKNOWN": lambda: one(at(28)),
    "MARROW_SAID_DISEASE": lambda: one(at(28, marrow=Marrow(0, said=SAID_NO_REMISSION))),
    "MRD_ONE_PERCENT": lambda: one(at(28, marrow=blasts(2_000), residual=mrd(MRD_PERCENT))),
    "MRD_BELOW_ONE": lambda: one(at(28, marrow=blasts(9_000), residual=mrd(1)), all_mrd_below_1_is_cr=True),
    "RELAPSE_MARROW": lambda: two(after(marrow=blasts(6_000))),
    "RELAPSE_AFTER_PR": lambda: nci(at(28, marrow=blasts(10_000), counts=FULL), after(marrow=blasts(26_000))),
    "RELAPSE_CHILD": lambda: two(after(marrow=blasts(26_000)), age=8),
    "RELAPSE_SAID": lambda: two(after(marrow=Marrow(0, said=SAID_RELAPSE))),
    "RELAPSE_BLOOD": lambda: two(after(marrow=blasts(2_000), blood=Blood(0, 1))),
    "RELAPSE_CNS": lambda: one(at(28, nervous=Nervous(0, 0, signs=1)), FLUID),
    "RELAPSE_OUTSIDE": lambda: two(after(outside=outside(mass(20_000, 20_000)))),
    "MORE_MARROW": lambda: nci(at(28, marrow=blasts(100_000))),
    "MORE_BLOOD": lambda: nci(at(28, marrow=blasts(80_000), blood=Blood(0, 1, 20_000)), base=BLOODY),
    "OUTSIDE_GREW": lambda: one(at(28, outside=outside(mass(80_000, 40_000))), MASS),
    "OUTSIDE_NEW": lambda: one(at(28, outside=outside(mass(20_000, 20_000, role=NEW)))),
    "OUTSIDE_RETURNED": lambda: judge(
        at(28, outside=outside(mass(0, 0, state=ABSENT))), after(outside=outside(mass(9_000, 9_000))), base=MASS
    )[-1],
    "OUTSIDE_REMAINS": lambda: one(at(28, marrow=blasts(2_000), outside=outside(mass(40_000, 20_000))), MASS),
    "OUTSIDE_HALVED": lambda: one(
        at(28, marrow=blasts(2_000), counts=FULL, outside=outside(mass(20_000, 20_000))), MASS
    ),
    "OUTSIDE_UNKNOWN": lambda: one(FIRST, MASS),
    "OUTSIDE_GONE": lambda: one(FIRST._replace(outside=outside(mass(0, 0, state=ABSENT))._replace(day=28)), MASS),
    "CNS_REMAINS": lambda: one(at(28, marrow=blasts(2_000), nervous=Nervous(0, 1, 3_000, 1_000)), WET),
    "CNS_UNKNOWN": lambda: one(FIRST, WET),
    "BLOOD_UNKNOWN": lambda: one(FIRST, all_profile="nccn"),
    "BLOOD_BLASTS": lambda: nci(at(28, marrow=blasts(2_000), blood=Blood(0, 1, 8_000)), base=BLOODY),
    "COUNTS_FULL": lambda: one(FIRST),
    "NEUTROPHILS_LOW": lambda: one(at(28, marrow=blasts(2_000), counts=Counts(0, 0, 200_000_000))),
    "PLATELETS_LOW": lambda: one(at(28, marrow=blasts(2_000), counts=Counts(0, 2_000_000, 0))),
    "COUNTS_NOT_KNOWN": lambda: one(at(28, marrow=blasts(2_000))),
    "TRANSFUSED": lambda: one(at(28, marrow=blasts(2_000), counts=FULL._replace(transfused=1)), all_profile="cibmtr"),
    "NO_TRILINEAGE": lambda: nci(at(28, marrow=blasts(2_000, trilineage=0), counts=FULL)),
    "NEITHER": lambda: one(at(28, marrow=blasts(60_000))),
}
FLAGS: dict[str, Callable[[], Said]] = {
    "REVIEW_5PCT": lambda: one(at(28, marrow=blasts(5_000))),
    "COUNTS_UNKNOWN": lambda: one(at(28, marrow=blasts(2_000))),
    "G_CSF": lambda: one(at(28, marrow=blasts(2_000), counts=FULL._replace(support=1))),
    "TPO_AGONIST": lambda: one(at(28, marrow=blasts(2_000), counts=FULL._replace(support=2))),
    "CARRIED_FORWARD": lambda: two(after(counts=FULL), carry_forward_marrow=60),
    "UNDER_4_WEEKS": lambda: nci(FIRST),
    "CNS2_AFTER_CNS1": lambda: one(FIRST._replace(nervous=Nervous(28, 1, 3_000)), FLUID),
    "MRD_BELOW_1PCT": lambda: one(at(28, marrow=blasts(9_000), residual=mrd(1))),
    "SWELLING_WITH_CRS": lambda: one(at(5, outside=outside(mass(80_000, 40_000), days_since_crs=2)), MASS),
    "PET_NEGATIVE_RESIDUAL": lambda: one(at(28, outside=outside(mass(40_000, 20_000)._replace(avid=0))), MASS),
    "EQUIVOCAL_NEW_LESION": lambda: one(at(28, outside=outside(mass(9_000, 9_000, role=NEW, state=EQUIVOCAL)))),
    "AFTER_PD": lambda: judge(FIRST, after(marrow=blasts(60_000)), at(120, marrow=blasts(60_000)))[-1],
    "SECOND_MARROW_NEEDED": lambda: two(after(marrow=blasts(6_000)), age=8),
    "CONTRADICTORY": lambda: one(at(28, marrow=Marrow(0, contradicted=1))),
    "TRILINEAGE_UNKNOWN": lambda: nci(FIRST),
    "TRANSFUSION_UNKNOWN": lambda: one(FIRST, all_profile="cibmtr"),
    "CIRCULATING_BLASTS": lambda: one(at(28, marrow=blasts(2_000), blood=Blood(0, 1))),
    "NO_BASELINE": lambda: one(FIRST, MarrowLook(0)),
    "BLASTS_AFTER_REMISSION": lambda: two(after(marrow=blasts(5_000))),
    "SIZE_UNKNOWN": lambda: one(at(28, outside=outside(mass(-1, -1, state=PRESENT))), MASS),
    "OUTSIDE_IN_DOUBT": lambda: one(at(28, marrow=blasts(2_000), outside=outside(said=IN_DOUBT))),
    "PROFILE_ELN2024": lambda: one(FIRST),
    "PROFILE_NCI2010": lambda: nci(FIRST),
    "PROFILE_NCCN": lambda: one(FIRST, all_profile="nccn"),
    "PROFILE_CIBMTR": lambda: one(FIRST, all_profile="cibmtr"),
}


def test_the_tables_hold_every_reason_and_flag() -> None:
    """None is left out."""
    assert set(REASONS) == {clause.word for clause in CRITERION.clauses}
    assert set(FLAGS) == {clause.word for clause in CRITERION.flag_clauses}


@pytest.mark.parametrize("word", REASONS)
def test_a_reason_fires_and_stays_silent(word: str) -> None:
    """It is there where it decides, and not in a plain remission or an empty time point."""
    assert word in reasons(REASONS[word]())
    silent = one(at(28)) if word in {"MARROW_CLEAR", "COUNTS_FULL"} else one(FIRST)
    assert word not in reasons(silent)


@pytest.mark.parametrize("word", FLAGS)
def test_a_flag_fires_and_stays_silent(word: str) -> None:
    """It is there where it should be, and not in a plain remission."""
    assert word in flags(FLAGS[word]())
    silent = one(FIRST, all_profile="nccn", all_unexamined="clear") if word == "PROFILE_ELN2024" else one(FIRST)
    assert word not in flags(silent)


NEXT = {
    "REVIEW_5PCT": "Have the marrow of exactly 5 % read again.",
    "COUNTS_UNKNOWN": "Give the neutrophils and platelets of that week.",
    "CNS2_AFTER_CNS1": "Repeat the lumbar puncture.",
    "SWELLING_WITH_CRS": "Image the lesion again once CRS is over.",
    "SECOND_MARROW_NEEDED": "Examine a second marrow with two tests.",
    "UNDER_4_WEEKS": "Look again at four weeks (day 56).",
    "CONTRADICTORY": "Obtain a marrow.",
    "PROFILE_ELN2024": "",
}


@pytest.mark.parametrize("word", NEXT)
def test_the_next_step_says_what_is_missing(word: str) -> None:
    """One sentence, or none where the call is settled."""
    rules = CRITERION.define(Options(all_profile="nci2010" if word == "UNDER_4_WEEKS" else "eln2024"))
    assert CRITERION.next_step(rules, FLAGS[word](), lambda day: f"day {day}") == NEXT[word]


def test_what_is_needed_is_listed() -> None:
    """Imaging, a puncture, a smear and a marrow."""
    rules = CRITERION.define(Options())
    base = MASS._replace(nervous=Nervous(0, 1, 3_000, 1_000))
    told = CRITERION.next_step(rules, one(at(28), base, all_profile="nccn"), str)
    assert told == "Obtain a marrow, imaging of the disease outside the marrow, a lumbar puncture, a blood smear."


def test_the_table_of_criteria_tells_each_profile() -> None:
    """Limits and relapse come from the rules."""
    eln, nci = CRITERION.describe(), CRITERION.describe(Options(all_profile="nci2010", all_outside="nccn"))
    assert "above 1.0" in eln["CR"]
    assert "at least 1.0" in nci["CR"]
    assert "more than 5 %" in eln["PD"]
    assert "at least 25 %" in nci["PD"]
    assert "+25 %" in nci["PD"]
