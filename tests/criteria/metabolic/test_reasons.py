"""Every reason and flag of the metabolic criteria fires where its rule holds, and is silent where it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from ebbtide.terms.lesions import NONTARGET, NOT_DONE, UNEQUIVOCAL_PROGRESSION
from ebbtide.terms.responses import PD
from ebbtide.terms.scans import NEW_DOUBTFUL, NEW_UNREAD
from tests.criteria.metabolic.scans import GONE, UNTOLD, Call, counted, criterion_of, hottest, last, lesion, new, pet

if TYPE_CHECKING:
    from ebbtide.criteria.parts.composite.looks import Look

BASE = pet(0, lesion("T1", "10.0"), liver="2.0", tlg="100")
NOTHING_NEW = pet(42, lesion("T1", "10.0"), liver="2.0", tlg="100")
COLD = pet(0, lesion("T1", longest=9_000, avid=0))
FURTHER = {"ipercist_confirm": "further_rise"}


class Scene(NamedTuple):
    """Scans after which a word is among the reasons or flags of the last call."""

    word: str
    scans: list[Look]
    options: dict[str, Any] = {}  # noqa: RUF012 - never changed


def second(*sights: Any, **told: Any) -> list[Look]:  # noqa: ANN401 - lesions, and any field of a scan
    """Put a scan after the baseline."""
    return [BASE, pet(42, *sights, **told)]


def grown(size: str, *days: int) -> list[Look]:
    """Let one lesion rise to 14.0, and then become as told."""
    return hottest("10.0", "14.0", size, days=(0, 42, *days))


SUL = (
    Scene("ALL_GONE", second(lesion("T1", GONE))),
    Scene("ALL_BELOW_LIVER", second(lesion("T1", "1.9"), liver="2.0")),
    Scene("NO_DISEASE_AT_BASELINE", [COLD, COLD._replace(day=42)]),
    Scene("SUL_ROSE", second(lesion("T1", "14.0"))),
    Scene("NO_BASELINE_SUL", [pet(0, lesion("T1")), pet(42, lesion("T1", "5.0"))]),
    Scene("SUL_NOT_MEASURED", second(lesion("T1"))),
    Scene("NOT_COMPARABLE", second(lesion("T1", "5.0"), comparable=0), {"percist_strict_qc": True}),
    Scene("SUL_FELL", second(lesion("T1", "5.0"))),
    Scene("SUL_BETWEEN", second(lesion("T1", "9.0"))),
    Scene(
        "NONTARGET_REMAINS",
        [pet(0, lesion("T1", "9"), lesion("T2")), pet(42, lesion("T1", GONE), lesion("T2"))],
    ),
    Scene("PET_NOT_COMPARABLE", second(lesion("T1", "5.0"), liver="2.3")),
    Scene("QUALITY_UNKNOWN", second(lesion("T1", "9.0"))),
    Scene("NOT_MEASURABLE", [pet(0, lesion("T1", "2.9"), liver="2.0"), pet(42, lesion("T1", "2.9"))]),
    Scene("PARTIAL_PD", [pet(0, lesion("T1", "9.0"), lesion("T2", "1.0")), pet(42, lesion("T1", "14.0"))]),
    Scene("ON_THE_LINE", second(lesion("T1", "7.0"))),
    Scene("BASELINE_OR_NADIR", hottest("10.0", "4.0", "8.0")),
    Scene("LIVER_UNKNOWN", second(lesion("T1", "5.0"))),
    Scene("RETURNED", hottest("10.0", GONE, "3.0")),
    Scene("LOCAL_THERAPY", second(lesion("T1", "5.0", treated=1))),
    Scene("EQUIVOCAL_NEW_LESION", second(lesion("T1", "9.0"), new_avid=NEW_DOUBTFUL)),
    Scene("NEW_NOT_EVALUATED", second(lesion("T1", "9.0"), new_avid=NEW_UNREAD)),
    Scene("NEW_AVIDITY_UNTOLD", second(lesion("T1", "9.0"), new("N1"))),
)
FLOORS = (
    Scene("FELL_TOO_LITTLE", hottest("2.0", "1.3")),
    Scene("ROSE_TOO_LITTLE", hottest("2.0", "2.7")),
)
OTHERS = (
    Scene("TLG_ROSE", second(lesion("T1", "10.0"), tlg="175")),
    Scene("NEW_AVID_LESION", second(lesion("T1", "9.0"), new("N1", "4.0"))),
    Scene("NONTARGET_PROGRESSED", second(lesion("T1", "9.0", NONTARGET, state=UNEQUIVOCAL_PROGRESSION))),
    Scene(
        "LESION_ROSE",
        [pet(0, lesion("T1", "9"), lesion("T2", "2")), pet(42, lesion("T1", "5"), lesion("T2", "3"))],
    ),
    Scene("RECIST_PROGRESSED", second(lesion("T1", "5.0"), recist=PD)),
    Scene("RECIST_PD", second(lesion("T1", "5.0"), recist=PD)),
    Scene(
        "TAKEN_AS_COOLER",
        [pet(0, lesion("T1", "9"), lesion("T2", "2")), pet(42, lesion("T1", "5"))],
        {"percist_missing_sul": "cooler"},
    ),
)
AFTER_PD = Scene("AFTER_PD", hottest("10.0", "14.0", "14.0"))
SCENES = {
    "percist": (
        *SUL,
        *FLOORS,
        *OTHERS,
        AFTER_PD,
        Scene("PMD_TO_CONFIRM", second(lesion("T1", "14.0"))),
        Scene("CONFIRMED", hottest("10.0", "14.0", "14.0")),
    ),
    "ipercist": (
        *SUL,
        *FLOORS,
        *OTHERS,
        Scene("UPMD_OPENS", second(lesion("T1", "14.0"))),
        Scene("UNCONFIRMED", second(lesion("T1", "14.0"))),
        Scene("STILL_PMD", grown("14.0", 84)),
        Scene("CONFIRMED", grown("14.0", 84)),
        Scene("ROSE_FURTHER", grown("15.0", 84), FURTHER),
        Scene("ONE_MORE_LESION", [*grown("14", 84)[:2], pet(84, lesion("T1", "14"), new("N1", "3"))], FURTHER),
        Scene("NOT_FURTHER", grown("14.0", 84), FURTHER),
        Scene("FURTHER_RISE", grown("14.0", 84)),
        Scene("UPMD_DISREGARDED", grown("9.0", 84)),
        Scene("TOO_EARLY", grown("14.0", 60)),
        Scene("EARLY", grown("14.0", 60), {"ipercist_early_scan": "counts"}),
        Scene("LATE", grown("14.0", 99)),
        Scene("AFTER_CPMD", hottest("10.0", "14.0", "14.0", "14.0")),
    ),
    "impercist5": (
        *SUL,
        *(scene._replace(options={"impercist5_floor": True}) for scene in FLOORS),
        AFTER_PD,
        Scene("NEW_IN_SUM", second(lesion("T1", "9.0"), new("N1", "1.0"))),
    ),
    "percimt": (
        Scene("ALL_GONE", second(lesion("T1", GONE))),
        Scene("MANY_NEW", counted("0.9", "0.9", "0.9", "0.9")),
        Scene("MANY_NEW_OVER_10", counted("1.1", "1.1", "1.1")),
        Scene("MANY_NEW_OVER_15", counted("1.6", "1.6")),
        Scene(
            "SOME_GONE",
            [pet(0, lesion("T1", "9"), lesion("T2", "2")), pet(42, lesion("T1", "9"), lesion("T2", GONE))],
        ),
        Scene("NONE_GONE", second(lesion("T1", "1.0"))),
        Scene("FEW_NEW", counted("1.6")),
        Scene("LESION_NOT_ASSESSED", second(lesion("T1", UNTOLD, state=NOT_DONE))),
        Scene("NEW_NOT_ASSESSED", [*counted("1.6"), pet(84, lesion("T1", "5.0"))]),
        Scene("LESIONS_NOT_LISTED", [pet(0, lesion("(sum)", longest=9)), pet(42, lesion("(sum)", longest=9))]),
        Scene("NO_BASELINE_LESIONS", [COLD, COLD._replace(day=42)]),
        Scene("NEW_SIZE_UNKNOWN", second(lesion("T1", "9.0"), new("N1", "3.0"))),
        Scene("NEW_LESION_GONE", [*counted("1.6"), pet(84, lesion("T1", "5.0"), lesion("N0", GONE, role=2))]),
        Scene("A6", counted("1.5", "1.6")),
        Scene("AFTER_PD", [*counted("1.6", "1.6"), pet(84, lesion("T1", "5.0"))]),
        *(scene for scene in SUL if scene.word in {"EQUIVOCAL_NEW_LESION", "NEW_NOT_EVALUATED", "NEW_AVIDITY_UNTOLD"}),
    ),
}
CASES = [(name, scene) for name, scenes in SCENES.items() for scene in scenes]
IDS = [f"{name}-{scene.word}" for name, scene in CASES]
QUIET = {name: second(lesion("T1", "9.0"), liver="2.0", tlg="100") for name in SCENES}
ANOTHER = second(lesion("T1", GONE), liver="2.0", tlg="100")
"""A complete response, where the quiet scan would say the very word."""


def said_by(name: str, scene: Scene) -> Call:
    """Give the last call."""
    return last(name, scene.scans, **scene.options)


@pytest.mark.parametrize(("name", "scene"), CASES, ids=IDS)
def test_a_word_fires_where_its_rule_holds(name: str, scene: Scene) -> None:
    """The word is set, and its sentence is complete."""
    call = said_by(name, scene)

    assert scene.word in call.reasons | call.flags
    assert not any("{" in sentence for sentence in call.sentences)


@pytest.mark.parametrize(("name", "scene"), CASES, ids=IDS)
def test_a_word_is_silent_where_its_rule_does_not_hold(name: str, scene: Scene) -> None:
    """An unremarkable scan does not set it."""
    scans = ANOTHER if scene.word in {"SUL_BETWEEN", "NONE_GONE"} else QUIET[name]
    call = last(name, scans)

    assert scene.word not in call.reasons | call.flags


@pytest.mark.parametrize("name", SCENES)
def test_no_word_goes_untried(name: str) -> None:
    """Each clause of the criterion has its scene, its own bit and its own word."""
    criterion = criterion_of(name)
    clauses = (*criterion.clauses, *criterion.flag_clauses)

    assert {clause.word for clause in clauses} == {scene.word for scene in SCENES[name]}
    assert len({clause.bit for clause in criterion.clauses}) == len(criterion.clauses)
    assert len({clause.bit for clause in criterion.flag_clauses}) == len(criterion.flag_clauses)


@pytest.mark.parametrize(("name", "scene"), CASES, ids=IDS)
def test_no_bit_goes_without_a_word(name: str, scene: Scene) -> None:
    """Whatever the step sets, the criterion can say, and every call has a reason."""
    criterion, verdict = criterion_of(name), said_by(name, scene).verdict

    assert not verdict.reasons & ~sum(clause.bit for clause in criterion.clauses)
    assert not verdict.flags & ~sum(clause.bit for clause in criterion.flag_clauses)
    assert verdict.reasons


def test_an_explanation_names_the_numbers() -> None:
    """The sentence says what was measured, against what, and the limit."""
    assert last("percist", hottest("10.0", "13.001")).sentences[0] == (
        "SULpeak of the hottest lesion (T1) 13.001 is +30.01 % and +3.001 SUL over the baseline 10; "
        "progression by more than +30 % and 0.8 SUL."
    )
    other = [pet(0, lesion("T1", "9"), lesion("T2", "2")), pet(42, lesion("T1", "4"), lesion("T2", "5"))]
    assert last("percist", other).sentences[0].startswith("SULpeak of the hottest lesion (T2) 5 is -44.4 %")
    assert last("impercist5", other).sentences[0].startswith("Sum of SULpeak of the up to 5 hottest lesions 9 is")
    nadir = last("percist", hottest("10.0", "4.0", "8.0"), percist_pmd_reference="nadir")
    assert "over the nadir 4 (day 42)" in nadir.sentences[0]
    assert "2 new lesions over 1.5 cm; limit 2." in last("percimt", counted("1.6", "1.6")).sentences
    literal = last("percimt", counted("0.9", "0.9", "0.9", "0.9"), percimt_counts="literal")
    assert "4 new lesions of 1.0 cm or less; limit 4." in literal.sentences


def test_what_comes_next_is_said() -> None:
    """A progression that waits says until when."""
    assert last("percist", hottest("10.0", "14.0")).sentences[-1] == "See it again within 30 days, by day 72."
    assert last("ipercist", hottest("10.0", "14.0")).sentences[-1] == (
        "Still open: confirm by a second PET on day 70 to day 98."
    )
    assert last("percimt", counted("1.6", "1.6")).sentences[-1] == ""
