"""Every reason and flag of Lugano, LYRIC and RECIL fires where its rule holds, and is silent where it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from ebbtide.criteria import lugano, lyric, recil
from ebbtide.criteria.parts.composite.looks import Look, Patient, Sight
from ebbtide.criteria.parts.lymphoma.clauses import LUGANO_CLAUSES, LUGANO_FLAGS
from ebbtide.study import Options
from ebbtide.terms import lesions as t
from ebbtide.terms import scans as s
from tests.criteria.lymphoma.scans import AVID, lesion, new, node, run, scan, unmeasured

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ebbtide.criteria import CompositeCriterion

LUGANO, LYRIC, RECIL = lugano.CRITERION, lyric.CRITERION, recil.CRITERION


class Scene(NamedTuple):
    """A course, the word of its last call, all reasons and all flags of that call."""

    course: tuple[Look, ...]
    call: str
    reasons: str
    flags: str
    options: Mapping[str, Any] = {}


def mass(longest: str = "40", across: str = "20", **more: object) -> Sight:
    """Make the node of most courses."""
    return node("T1", longest, across, **more)


def single(longest: str = "30", **more: object) -> Sight:
    """Make a node of one diameter."""
    return node("T1", longest, None, **more)


def other(state: int) -> Sight:
    """Make disease that is not measured."""
    return unmeasured("NT", state)


def marrow(state: int) -> Sight:
    """Make marrow that is listed like a lesion."""
    return unmeasured("M", state, organ="bone marrow")


def printed(total: str, day: int = 42, **said: int) -> Look:
    """Make a time point of a printed sum."""
    return scan(day, lesion("(sum)", total, None), **said)


WELL = {"stable": 1}
POSITIVE = scan(0, mass(), deauville=s.DEAUVILLE_4)
START = scan(0, node("T1", "40", "25"), deauville=s.DEAUVILLE_4)
FLARE = scan(42, node("T1", "60", "25"), **WELL)
BESIDE = scan(120, node("T1", "35", "20"), new("N1", "20", "15"), **WELL)
HOTTER = scan(42, node("T1", "40", "25"), deauville=s.DEAUVILLE_5)

OF_LUGANO = (
    Scene((POSITIVE, scan(42, mass(), deauville=s.DEAUVILLE_2)), "CR", "PET_DECIDES METABOLIC_COMPLETE", ""),
    Scene((POSITIVE, scan(42, mass(), deauville=s.DEAUVILLE_4, uptake=s.LOWER)), "PR", "PET_DECIDES UPTAKE_LOWER", ""),
    Scene(
        (POSITIVE, scan(42, mass(), deauville=s.DEAUVILLE_4, uptake=s.UNCHANGED)),
        "SD",
        "PET_DECIDES UPTAKE_UNCHANGED",
        "",
    ),
    Scene(
        (POSITIVE, scan(42, mass(), deauville=s.DEAUVILLE_5)), "PD", "PET_DECIDES UPTAKE_HIGHER", "UPTAKE_FROM_SCORE"
    ),
    Scene(
        (
            POSITIVE,
            scan(42, mass(), deauville=s.DEAUVILLE_2),
            scan(84, mass(), deauville=s.DEAUVILLE_4, uptake=s.LOWER),
        ),
        "PD",
        "PET_DECIDES UPTAKE_AFTER_RESPONSE",
        "",
        {"pet_ref": "previous"},
    ),
    Scene(
        (POSITIVE, scan(42, mass(), deauville=s.DEAUVILLE_2, new_avid=s.NEW_SEEN)),
        "PD",
        "PET_DECIDES METABOLIC_COMPLETE NEW_FOCI",
        "",
    ),
    Scene(
        (POSITIVE, scan(42, mass(), deauville=s.DEAUVILLE_2, new_avid=s.NEW_DOUBTFUL)),
        "CR",
        "PET_DECIDES METABOLIC_COMPLETE",
        "EQUIVOCAL_NEW_LESION",
    ),
    Scene(
        (POSITIVE, scan(42, mass(), deauville=s.DEAUVILLE_2, new_avid=s.NEW_UNREAD)),
        "CR",
        "PET_DECIDES METABOLIC_COMPLETE",
        "NEW_NOT_EVALUATED",
    ),
    Scene(
        (POSITIVE, scan(42, mass(), deauville=s.DEAUVILLE_2, marrow_uptake=s.MARROW_REDUCED)),
        "PR",
        "PET_DECIDES METABOLIC_COMPLETE MARROW_REDUCED",
        "",
    ),
    Scene(
        (POSITIVE, scan(42, mass(), deauville=s.DEAUVILLE_2, marrow_uptake=s.MARROW_UNCHANGED)),
        "SD",
        "PET_DECIDES METABOLIC_COMPLETE MARROW_UNCHANGED",
        "",
    ),
    Scene(
        (POSITIVE, scan(42, mass(), deauville=s.DEAUVILLE_2, marrow_uptake=s.MARROW_FOCAL)),
        "PR",
        "PET_DECIDES METABOLIC_COMPLETE MARROW_FOCAL",
        "MARROW_FOCAL",
    ),
    Scene(
        (POSITIVE, scan(42, mass(), deauville=s.DEAUVILLE_2, marrow_uptake=s.MARROW_NEW)),
        "PD",
        "PET_DECIDES METABOLIC_COMPLETE MARROW_NEW_FOCI",
        "",
    ),
    Scene(
        (POSITIVE, scan(42, mass(), deauville=s.DEAUVILLE_4)),
        "SD",
        "CT_DECIDES UPTAKE_NOT_TOLD PRODUCTS_BETWEEN",
        "PET_NOT_EVALUABLE",
    ),
    Scene(
        (POSITIVE, scan(42, mass(), deauville=s.DEAUVILLE_X)),
        "SD",
        "CT_DECIDES SCORE_NOT_TOLD PRODUCTS_BETWEEN",
        "DEAUVILLE_X PET_NOT_EVALUABLE",
    ),
    Scene(
        (POSITIVE, scan(42, mass(), deauville=s.DEAUVILLE_2), scan(84, mass(), deauville=s.DEAUVILLE_X)),
        "CR",
        "SCORE_NOT_TOLD PET_CARRIED",
        "DEAUVILLE_X PET_NOT_EVALUABLE",
        {"lugano_pet_not_evaluable": "previous_pet"},
    ),
    Scene((POSITIVE, scan(42, mass(), uptake=s.UNCHANGED)), "SD", "PET_DECIDES UPTAKE_UNCHANGED", "SCORE_NOT_RECORDED"),
    Scene(
        (scan(0, mass(), deauville=s.DEAUVILLE_1), scan(42, mass(), deauville=s.DEAUVILLE_1)),
        "CR",
        "PET_DECIDES METABOLIC_COMPLETE",
        "PET_NEGATIVE_AT_BASELINE",
    ),
    Scene(
        (POSITIVE, scan(42, mass(), deauville=s.DEAUVILLE_1)),
        "SD",
        "CT_DECIDES_NOT_AVID PRODUCTS_BETWEEN",
        "",
        {"lugano_histology": "not_avid"},
    ),
    Scene((POSITIVE, scan(42)), "NE", "NOTHING_EVALUABLE CT_NOT_DONE", ""),
    Scene((POSITIVE, scan(42, mass("60", "30"))), "PD", "CT_DECIDES LESION_GREW", ""),
    Scene(
        (scan(0, lesion("T1", "40", "20")), scan(42, lesion("T1", "0", "0")), scan(84, lesion("T1", "8", "6"))),
        "PD",
        "CT_DECIDES LESION_RETURNED",
        "",
    ),
    Scene((POSITIVE, scan(42, mass(), new("N1", "20", "10"))), "PD", "CT_DECIDES NEW_LESION", ""),
    Scene(
        (POSITIVE, scan(42, mass(), new("N1", "20", "10")), scan(84, mass())),
        "PD",
        "CT_DECIDES NEW_LESION_BEFORE",
        "AFTER_PD",
    ),
    Scene((POSITIVE, scan(42, mass(), new("N1", "10", "5"))), "SD", "CT_DECIDES PRODUCTS_BETWEEN", "SMALL_NEW_LESION"),
    Scene(
        (POSITIVE, scan(42, mass(), unmeasured("N1", t.EQUIVOCAL, role=t.NEW))),
        "SD",
        "CT_DECIDES PRODUCTS_BETWEEN",
        "EQUIVOCAL_NEW_LESION",
    ),
    Scene(
        (scan(0, mass(), other(t.PRESENT)), scan(42, mass(), other(t.UNEQUIVOCAL_PROGRESSION))),
        "PD",
        "CT_DECIDES NONMEASURED_PROGRESSED",
        "",
    ),
    Scene(
        (scan(0, mass(), spleen=150_000), scan(42, mass(), spleen=160_001)), "PD", "CT_DECIDES SPLEEN_PROGRESSED", ""
    ),
    Scene(
        (scan(0, mass(), marrow(t.PRESENT)), scan(42, mass(), marrow(t.UNEQUIVOCAL_PROGRESSION))),
        "PD",
        "CT_DECIDES MARROW_INVOLVED",
        "",
    ),
    Scene((POSITIVE, scan(42, mass("15", "10"))), "CR", "CT_DECIDES ALL_NORMAL", ""),
    Scene((POSITIVE, scan(42, mass("20", "20"))), "PR", "CT_DECIDES PRODUCTS_FELL", ""),
    Scene((POSITIVE, scan(42, mass())), "SD", "CT_DECIDES PRODUCTS_BETWEEN", ""),
    Scene(
        (scan(0, mass(), other(t.PRESENT)), scan(42, mass("20", "20"), other(t.INCREASED))),
        "SD",
        "CT_DECIDES PRODUCTS_FELL NONMEASURED_INCREASED",
        "",
    ),
    Scene(
        (scan(0, other(t.PRESENT)), scan(42, other(t.PRESENT))), "SD", "CT_DECIDES NO_TARGETS NONMEASURED_REMAINS", ""
    ),
    Scene((scan(0, spleen=150_000), scan(42, spleen=150_000)), "SD", "CT_DECIDES NO_TARGETS SPLEEN_NOT_FALLEN", ""),
    Scene((scan(0, spleen=110_000), scan(42, spleen=110_000)), "NED", "CT_DECIDES NO_DISEASE_AT_BASELINE", ""),
    Scene(
        (scan(0, mass(), spleen=150_000), scan(42, mass("20", "20"), spleen=140_000)),
        "SD",
        "CT_DECIDES PRODUCTS_FELL SPLEEN_NOT_FALLEN",
        "",
    ),
    Scene(
        (scan(0, mass(), spleen=150_000), scan(42, mass("20", "20"))),
        "NE",
        "NOTHING_EVALUABLE PRODUCTS_FELL SPLEEN_NOT_MEASURED",
        "",
    ),
    Scene(
        (scan(0, mass()), scan(42, mass(), spleen=150_000)),
        "SD",
        "CT_DECIDES PRODUCTS_BETWEEN",
        "SPLEEN_WITHOUT_BASELINE",
    ),
    Scene(
        (scan(0, mass(), node("T2", "40", "20")), scan(42, mass())), "NE", "NOTHING_EVALUABLE TARGET_NOT_ASSESSED", ""
    ),
    Scene(
        (scan(0, mass(), node("T2", "40", "20")), scan(42, mass("60", "30"))),
        "PD",
        "CT_DECIDES LESION_GREW",
        "PARTIAL_PD",
    ),
    Scene((POSITIVE, scan(42, mass("20", "20", treated=1))), "NE", "NOTHING_EVALUABLE TARGET_TREATED", "LOCAL_THERAPY"),
    Scene((POSITIVE, scan(42, node("T1", "30", None))), "NE", "NOTHING_EVALUABLE NO_PRODUCTS", ""),
    Scene((scan(0), scan(42, mass())), "NE", "NOTHING_EVALUABLE NO_BASELINE", "LATE_TARGET"),
    Scene(
        (scan(0, mass(), other(t.PRESENT)), scan(42, mass(), other(t.NOT_DONE))),
        "SD",
        "CT_DECIDES PRODUCTS_BETWEEN",
        "NONTARGET_NOT_ASSESSED",
    ),
    Scene(
        (scan(0, mass(), marrow(t.PRESENT)), scan(42, mass(), marrow(t.NOT_DONE))),
        "SD",
        "CT_DECIDES PRODUCTS_BETWEEN",
        "MARROW_NOT_ASSESSED",
    ),
    Scene(
        (POSITIVE, scan(42, mass("60", "30"), deauville=s.DEAUVILLE_1)),
        "CR",
        "PET_DECIDES METABOLIC_COMPLETE",
        "DISCORDANT",
    ),
    Scene(
        (POSITIVE, scan(42, mass(), deauville=s.DEAUVILLE_1)),
        "CR",
        "PET_DECIDES METABOLIC_COMPLETE",
        "HISTOLOGY_ASSUMED_AVID",
        {"patient": Patient()},
    ),
    Scene(
        (
            scan(0, *[node(f"T{i}", "20", "20") for i in range(7)]),
            scan(42, *[node(f"T{i}", "20", "20") for i in range(7)]),
        ),
        "SD",
        "CT_DECIDES PRODUCTS_BETWEEN",
        "MORE_THAN_6_TARGETS",
    ),
)
OF_LYRIC = (
    Scene((START, FLARE), "IR(1)", "CT_DECIDES LESION_GREW INDETERMINATE_1", ""),
    Scene(
        (START, FLARE._replace(stable=-1)), "IR(1)", "CT_DECIDES LESION_GREW INDETERMINATE_1", "CLINICAL_STATE_NOT_TOLD"
    ),
    Scene((START, BESIDE), "IR(2)", "CT_DECIDES NEW_LESION INDETERMINATE_2", ""),
    Scene(
        (scan(0, mass(), node("T2", "40", "20")), scan(42, mass(), new("N1", "20", "10"), **WELL)),
        "IR(2)",
        "CT_DECIDES NEW_LESION INDETERMINATE_2",
        "PARTIAL_PD SUM_NOT_KNOWN",
    ),
    Scene(
        (START, scan(42, node("T1", "40", "25"), unmeasured("N1", t.PRESENT, role=t.NEW))),
        "IR(2)",
        "CT_DECIDES NEW_LESION INDETERMINATE_2",
        "SET_NOT_MEASURED",
    ),
    Scene(
        (
            scan(0, *[node(f"T{i}", "20", "20") for i in range(6)]),
            scan(42, *[node(f"T{i}", "20", "20") for i in range(6)], new("N1", "20", "15")),
        ),
        "IR(2)",
        "CT_DECIDES NEW_LESION INDETERMINATE_2",
        "SET_FULL",
    ),
    Scene((START, HOTTER), "IR(3)", "PET_DECIDES UPTAKE_HIGHER INDETERMINATE_3", "UPTAKE_FROM_SCORE"),
    Scene((START, FLARE._replace(day=85, last_day=85)), "PD", "CT_DECIDES LESION_GREW TOO_LATE", ""),
    Scene((START, FLARE._replace(stable=0)), "PD", "CT_DECIDES LESION_GREW DETERIORATED", ""),
    Scene(
        (START._replace(spleen=120_000), scan(42, node("T1", "40", "25"), spleen=150_000)),
        "PD",
        "CT_DECIDES SPLEEN_PROGRESSED DEFINITE",
        "",
    ),
    Scene((START, FLARE, scan(84, node("T1", "70", "24"), **WELL)), "PD", "CT_DECIDES LESION_GREW SUM_GREW_ON", ""),
    Scene((START, FLARE, scan(84, node("T1", "60", "25"), **WELL)), "IR(1)", "CT_DECIDES LESION_GREW SUM_HELD", ""),
    Scene(
        (START, FLARE, scan(84, node("T1", "25", "20"), **WELL)),
        "PR",
        "CT_DECIDES PRODUCTS_FELL SUM_HALVED CLEARED",
        "",
    ),
    Scene(
        (START, BESIDE, scan(204, node("T1", "30", "20"), new("N1", "45", "20"))),
        "PD",
        "CT_DECIDES LESION_GREW SET_GREW",
        "",
    ),
    Scene(
        (START, BESIDE, scan(204, node("T1", "35", "20"), new("N1", "20", "15"))),
        "IR(2)",
        "CT_DECIDES PRODUCTS_BETWEEN SET_HELD",
        "",
    ),
    Scene(
        (START, BESIDE, scan(204, node("T1", "20", "10"), new("N1", "10", "10"))),
        "PR",
        "CT_DECIDES PRODUCTS_FELL CLEARED",
        "",
    ),
    Scene(
        (START, BESIDE, scan(204, node("T1", "35", "20"), unmeasured("N1", t.ABSENT, role=t.NEW))),
        "SD",
        "CT_DECIDES PRODUCTS_BETWEEN STILL_OPEN",
        "",
    ),
    Scene(
        (START, HOTTER, scan(126, node("T1", "60", "25"), deauville=s.DEAUVILLE_5)),
        "PD",
        "PET_DECIDES UPTAKE_HIGHER LESION_GREW CHANGED_IN_SIZE",
        "UPTAKE_FROM_SCORE",
    ),
    Scene(
        (START, HOTTER, scan(126, node("T1", "40", "25"), deauville=s.DEAUVILLE_5)),
        "IR(3)",
        "PET_DECIDES UPTAKE_HIGHER UPTAKE_HELD",
        "UPTAKE_FROM_SCORE",
    ),
    Scene(
        (START, HOTTER, scan(126, node("T1", "40", "25"), deauville=s.DEAUVILLE_5, biopsy="H4")),
        "PD",
        "PET_DECIDES UPTAKE_HIGHER TISSUE_POSITIVE",
        "UPTAKE_FROM_SCORE LYMPHOMA_IN_SAMPLE",
    ),
    Scene(
        (START, HOTTER, scan(126, node("T1", "40", "25"), deauville=s.DEAUVILLE_5, biopsy="H1")),
        "IR(3)",
        "PET_DECIDES UPTAKE_HIGHER UPTAKE_HELD",
        "UPTAKE_FROM_SCORE NO_LYMPHOMA_IN_SAMPLE",
    ),
    Scene((START, FLARE, scan(84)), "NE", "NOTHING_EVALUABLE CT_NOT_DONE STILL_OPEN", ""),
    Scene(
        (START, FLARE, scan(127, node("T1", "60", "25"), **WELL)), "IR(1)", "CT_DECIDES LESION_GREW SUM_HELD", "OVERDUE"
    ),
)
OF_RECIL = (
    Scene((printed("100", 0), printed("120.1")), "PD", "SUM_ROSE", ""),
    Scene((scan(0, single()), scan(42, single("10")), scan(84, single("15"))), "PR", "SMALL_LESIONS_GREW SUM_FELL", ""),
    Scene((scan(0, single()), scan(42, single(), new("N1", "20", None))), "PD", "NEW_LESION", ""),
    Scene((scan(0, single()), scan(42, single(), new_avid=s.NEW_SEEN)), "PD", "NEW_FOCI", ""),
    Scene(
        (scan(0, single()), scan(42, single(), new("N1", "20", None)), scan(84, single())),
        "PD",
        "NEW_LESION_BEFORE",
        "AFTER_PD",
    ),
    Scene(
        (scan(0, single(), other(t.PRESENT)), scan(42, single(), other(t.UNEQUIVOCAL_PROGRESSION))),
        "PD",
        "NONTARGET_PROGRESSED",
        "",
    ),
    Scene((scan(0, single()), scan(42, single(), marrow_uptake=s.MARROW_NEW)), "PD", "MARROW_INVOLVED", ""),
    Scene((scan(0, single()), scan(42, single("9"))), "CR", "ALL_NORMAL", "WITHOUT_PET MARROW_NOT_TOLD"),
    Scene(
        (printed("100", 0), printed("70", deauville=s.DEAUVILLE_3, marrow_uptake=s.MARROW_NONE)),
        "CR",
        "PET_NEGATIVE SUM_FELL",
        "",
    ),
    Scene((printed("100", 0), printed("70", deauville=s.DEAUVILLE_4)), "PR", "PET_POSITIVE SUM_FELL", ""),
    Scene((printed("100", 0), printed("70", deauville=s.DEAUVILLE_X)), "PR", "SUM_FELL", "DEAUVILLE_X"),
    Scene(
        (printed("100", 0), printed("70", deauville=s.DEAUVILLE_3, marrow_uptake=s.MARROW_REDUCED)),
        "PR",
        "MARROW_NOT_CLEAR SUM_FELL",
        "",
    ),
    Scene((printed("100", 0), printed("90")), "MR", "SUM_FELL_LITTLE", ""),
    Scene((printed("100", 0), printed("110")), "SD", "SUM_BETWEEN", ""),
    Scene((scan(0, other(t.PRESENT)), scan(42, other(t.PRESENT))), "SD", "NO_TARGETS", ""),
    Scene((scan(0, unmeasured("N1", t.ABSENT, role=t.NEW)), scan(42)), "NED", "NO_DISEASE_AT_BASELINE", ""),
    Scene((scan(0, single(), node("T2", "30", None)), scan(42, single())), "NE", "TARGET_NOT_ASSESSED", ""),
    Scene((scan(0, single(), node("T2", "30", None)), scan(42, single("73"))), "PD", "SUM_ROSE", "PARTIAL_PD"),
    Scene((scan(0, single()), scan(42, single(treated=1))), "NE", "TARGET_TREATED", "LOCAL_THERAPY"),
    Scene((scan(0), scan(42, single())), "NE", "NO_BASELINE", ""),
    Scene(
        (scan(0, single()), scan(42, single(), new("N1", "14", None, nodal=1))), "SD", "SUM_BETWEEN", "SMALL_NEW_LESION"
    ),
    Scene(
        (scan(0, single()), scan(42, single(), unmeasured("N1", t.EQUIVOCAL, role=t.NEW))),
        "SD",
        "SUM_BETWEEN",
        "EQUIVOCAL_NEW_LESION",
    ),
    Scene(
        (scan(0, single()), scan(42, single(), unmeasured("N1", t.NOT_EVALUABLE, role=t.NEW))),
        "SD",
        "SUM_BETWEEN",
        "NEW_NOT_EVALUATED",
    ),
    Scene(
        (scan(0, single(), other(t.PRESENT)), scan(42, single(), other(t.NOT_DONE))),
        "SD",
        "SUM_BETWEEN",
        "NONTARGET_NOT_ASSESSED",
    ),
    Scene(
        (
            scan(0, *[node(f"T{i}", "20", None) for i in range(4)]),
            scan(42, *[node(f"T{i}", "20", None) for i in range(4)]),
        ),
        "SD",
        "SUM_BETWEEN",
        "MORE_THAN_3_TARGETS",
    ),
)
CASES = [
    *((LUGANO, scene) for scene in OF_LUGANO),
    *((LYRIC, scene) for scene in OF_LYRIC),
    *((RECIL, scene) for scene in OF_RECIL),
]
IDS = [f"{criterion.id}-{scene.reasons}-{scene.flags}" for criterion, scene in CASES]


@pytest.mark.parametrize(("criterion", "scene"), CASES, ids=IDS)
def test_a_call_says_these_reasons_and_flags_and_no_others(criterion: CompositeCriterion, scene: Scene) -> None:
    """What fires fires, what is silent is silent, and every sentence is complete."""
    options = {name: value for name, value in scene.options.items() if name != "patient"}
    said = run(criterion, *scene.course, patient=scene.options.get("patient", AVID), **options)[-1]
    verdict = said.verdict
    fired = [clause for clause in criterion.clauses if clause.bit & verdict.reasons]
    flagged = [clause for clause in criterion.flag_clauses if clause.bit & verdict.flags]
    numbers = criterion.numbers(criterion.define(Options(**options)), said)
    sentences = [clause.says.format(**numbers) for clause in (*fired, *flagged)]

    assert (verdict.word or criterion.words.overall[verdict.overall]) == scene.call
    assert " ".join(clause.word for clause in fired) == scene.reasons
    assert " ".join(clause.word for clause in flagged) == scene.flags
    assert all("not computable" not in one and "{" not in one for one in sentences)


@pytest.mark.parametrize(
    ("criterion", "scenes", "elsewhere"),
    [
        (LUGANO, OF_LUGANO, ()),
        (LYRIC, OF_LYRIC, (*LUGANO_CLAUSES, *LUGANO_FLAGS)),
        (RECIL, OF_RECIL, ()),
    ],
    ids=["lugano", "lyric", "recil"],
)
def test_no_reason_or_flag_goes_untried(
    criterion: CompositeCriterion, scenes: tuple[Scene, ...], elsewhere: tuple[Any, ...]
) -> None:
    """The scenes above name every word, and none in every scene; what LYRIC has of Lugano is tried there."""
    told = [{*scene.reasons.split(), *scene.flags.split()} for scene in scenes]
    words = {clause.word for clause in (*criterion.clauses, *criterion.flag_clauses)}
    known = {clause.word for clause in elsewhere}

    assert words - known - set().union(*told) == set()
    assert set().union(*told) <= words
    assert set.intersection(*told) == set()
