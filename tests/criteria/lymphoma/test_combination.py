"""PET decides wherever it can be judged, in a lymphoma that takes up FDG; CT in any other."""

from __future__ import annotations

from itertools import product

import pytest

from ebbtide.criteria import lugano
from ebbtide.criteria.parts.composite.looks import Look, Patient, Sight
from ebbtide.criteria.parts.lymphoma.combination import decide
from ebbtide.criteria.parts.lymphoma.reasons import Note, Why
from ebbtide.criteria.parts.lymphoma.records import GREW, NEW, NONMEASURED, SPLEEN, Driver, LuganoRules
from ebbtide.terms import lesions as t
from ebbtide.terms import scans as s
from ebbtide.terms.lymphomas import is_avid
from ebbtide.terms.responses import CR, NE, NONE, PD, PR, SD
from tests.criteria.lymphoma.scans import NOT_AVID, calls, last, new, node, scan, unmeasured

LUGANO = lugano.CRITERION
PUBLISHED = (
    ("01-701-1015", "WEEK 8", "NMR", "SAD"),
    ("01-701-1015", "WEEK 16", "PMR", "PAR"),
    ("01-701-1015", "WEEK 24", "CMR", "PAR"),
    ("01-701-1023", "WEEK 8", "ND", "NE"),
    ("01-701-1028", "WEEK 8", "PMR", "PAR"),
    ("01-701-1028", "WEEK 16", "PMR", "PAR"),
    ("01-701-1028", "WEEK 24", "PMD", "PAD"),
    ("01-701-1034", "WEEK 8", "NMR", "SAD"),
    ("01-701-1034", "WEEK 16", "NMR", "SAD"),
    ("01-701-1034", "WEEK 24", "NMR", "SAD"),
    ("01-701-1097", "WEEK 8", "NMR", "SAD"),
    ("01-701-1097", "WEEK 16", "PMD", "PAR"),
    ("01-701-1097", "WEEK 24", "PMD", "PAR"),
    ("01-701-1115", "WEEK 8", "", "PAD"),
    ("01-701-1118", "WEEK 8", "CMR", "CAR"),
    ("01-701-1118", "WEEK 16", "CMR", "CAR"),
    ("01-701-1118", "WEEK 24", "CMR", "CAR"),
    ("01-701-1130", "WEEK 8", "PMR", "PAR"),
    ("01-701-1130", "WEEK 16", "PMR", "PAR"),
    ("01-701-1130", "WEEK 24", "PMD", "PAD"),
    ("01-701-1133", "WEEK 8", "NMR", "PAR"),
    ("01-701-1133", "WEEK 16", "NE", "PAR"),
    ("01-701-1133", "WEEK 24", "NMR", "PAR"),
    ("01-701-1148", "WEEK 8", "", "PAR"),
    ("01-701-1148", "WEEK 16", "", "PAR"),
    ("01-701-1148", "WEEK 24", "", "PAR"),
    ("01-701-1153", "WEEK 8", "NE", "SAD"),
    ("01-701-1153", "WEEK 16", "NMR", "SAD"),
    ("01-701-1153", "WEEK 24", "NMR", "SAD"),
    ("01-701-1275", "WEEK 8", "PMD", "PAD"),
    ("01-701-1275", "WEEK 16", "PMD", "PAD"),
    ("01-710-1315", "WEEK 8", "NMR", "PAR"),
    ("01-710-1315", "WEEK 16", "PMR", "PAR"),
    ("01-716-1311", "WEEK 8", "PMR", "NE"),
    ("01-716-1311", "WEEK 16", "CMR", ""),
)
"""Categories of PET-CT and of CT that the lymphoma domain of pharmaversesdtm prints (Apache-2.0), 35 visits."""
CODES = {
    "CMR": CR,
    "PMR": PR,
    "NMR": SD,
    "PMD": PD,
    "CAR": CR,
    "PAR": PR,
    "SAD": SD,
    "PAD": PD,
    "NE": NE,
    "ND": NONE,
    "": NONE,
}


@pytest.mark.parametrize(("subject", "visit", "pet", "ct"), PUBLISHED)
def test_pet_decides_at_each_of_35_visits_where_it_was_judged(subject: str, visit: str, pet: str, ct: str) -> None:
    """Its category stands; CT's does where PET was not done, not evaluable or left blank."""
    on_ct = NE if CODES[ct] == NONE else CODES[ct]
    decision = decide(LuganoRules(), 1, CODES[pet], on_ct, (Driver(GREW, "T1", 1, 0),) if on_ct == PD else ())

    expected = CODES[pet] if pet in ("CMR", "PMR", "NMR", "PMD") else on_ct
    assert len(PUBLISHED) == len({(one, when) for one, when, _, _ in PUBLISHED}) == 35
    assert decision.category == expected, (subject, visit)
    assert bool(decision.reasons & Why.PET_DECIDES) is (pet in ("CMR", "PMR", "NMR", "PMD"))
    assert not decision.flags


CARRIED = {("01-701-1133", "WEEK 16"): SD}
"""Where the example of admiralonco for these data takes the PET before instead of CT (vignette on Lugano 2014)."""
PETS: tuple[tuple[dict[str, int], int | None], ...] = (
    ({"deauville": s.DEAUVILLE_2}, CR),
    ({"deauville": s.DEAUVILLE_4, "uptake": s.LOWER}, PR),
    ({"deauville": s.DEAUVILLE_5, "uptake": s.UNCHANGED}, SD),
    ({}, None),
    ({"deauville": s.DEAUVILLE_X}, None),
    ({"deauville": s.DEAUVILLE_5}, None),
    ({"deauville": s.DEAUVILLE_5, "uptake": s.HIGHER}, PD),
)
"""What is said of a PET, and its category; None where it cannot be judged."""
SIZES = (("40", "20", SD), ("40", "10", PR), ("14", "10", CR), ("38", "21", SD), ("16", "20", PR))


def test_pet_decides_over_a_course_of_35_visits() -> None:
    """Each PET meets each CT: the call is PET's where it can be judged, else CT's."""
    visits = list(product(PETS, SIZES))
    looks = [
        scan(28 * (i + 1), node("T1", longest, across), **said)
        for i, ((said, _), (longest, across, _)) in enumerate(visits)
    ]
    found = calls(LUGANO, scan(0, node("T1", "40", "20"), deauville=s.DEAUVILLE_5), *looks)
    ct = [dict(verdict.components)["ct"] for verdict in found]

    assert len(found) == 35
    for verdict, ((_, pet), _), on_ct in zip(found, visits, ct, strict=True):
        decided = pet is not None and not (on_ct == "PD" and pet in (PR, SD))
        assert verdict.overall == pet if decided else verdict.overall in (CR, PR, SD, PD)
        assert bool(verdict.reasons & Why.PET_DECIDES) is (pet is not None)
    assert {bool(verdict.reasons & Why.CT_DECIDES) for verdict in found} == {True, False}


@pytest.mark.parametrize("option", ["ct", "previous_pet"])
def test_the_35_visits_as_courses(option: str) -> None:
    """From scans with these categories to the calls: one visit depends on what stands for a PET without result."""
    found: dict[tuple[str, str], int] = {}
    for subject in dict.fromkeys(one for one, _, _, _ in PUBLISHED):
        visits = [(visit, pet, ct) for one, visit, pet, ct in PUBLISHED if one == subject]
        looks = [visit_of(56 * (i + 1), pet, ct) for i, (_, pet, ct) in enumerate(visits)]
        start = scan(0, *nodes("40"), deauville=s.DEAUVILLE_4)
        verdicts = calls(LUGANO, start, *looks, lugano_pet_not_evaluable=option)
        found |= {(subject, visit): one.overall for (visit, _, _), one in zip(visits, verdicts, strict=True)}
    by_rule = {
        (subject, visit): CODES[pet] if CODES[pet] not in (NE, NONE) else NE if CODES[ct] == NONE else CODES[ct]
        for subject, visit, pet, ct in PUBLISHED
    }

    assert len(found) == 35
    assert found == by_rule | (CARRIED if option == "previous_pet" else {})
    assert by_rule["01-701-1133", "WEEK 16"] == PR


def nodes(longest: str) -> tuple[Sight, ...]:
    """Make the node of a course."""
    return (node("T1", longest, "20", avid=1),)


def visit_of(day: int, pet: str, ct: str) -> Look:
    """Make a scan that PET and CT judge so, on a course whose node was 40 x 20 mm."""
    on_pet = {
        "CMR": {"deauville": s.DEAUVILLE_2},
        "PMR": {"deauville": s.DEAUVILLE_4, "uptake": s.LOWER},
        "NMR": {"deauville": s.DEAUVILLE_4, "uptake": s.UNCHANGED},
        "PMD": {"deauville": s.DEAUVILLE_5, "uptake": s.HIGHER},
        "NE": {"deauville": s.DEAUVILLE_X},
    }
    on_ct = {"CAR": nodes("10"), "PAR": nodes("20"), "SAD": nodes("40"), "PAD": nodes("61")}
    sights = on_ct.get(ct, (unmeasured("T1", t.NOT_EVALUABLE, role=t.TARGET, nodal=1),) if ct == "NE" else ())
    return scan(day, *sights, **on_pet.get(pet, {}))


@pytest.mark.parametrize(
    ("before", "ct", "call", "carried"),
    [
        ({"deauville": s.DEAUVILLE_2}, "40", SD, CR),
        ({"deauville": s.DEAUVILLE_4, "uptake": s.UNCHANGED}, "20", PR, SD),
        ({"deauville": s.DEAUVILLE_5, "uptake": s.HIGHER}, "40", SD, PD),
        ({"deauville": s.DEAUVILLE_2}, "61", PD, PD),
        ({"deauville": s.DEAUVILLE_X}, "40", SD, SD),
        ({}, "40", SD, SD),
    ],
)
def test_a_pet_without_result_may_leave_the_one_before_standing(
    before: dict[str, int], ct: str, call: int, carried: int
) -> None:
    """By option, where CT has not progressed; the part of PET says NE either way."""
    course = (
        scan(0, *nodes("40"), deauville=s.DEAUVILLE_4),
        scan(42, *nodes("40"), **before),
        scan(84, *nodes(ct), deauville=s.DEAUVILLE_X),
    )
    found = {one: last(LUGANO, *course, lugano_pet_not_evaluable=one) for one in ("ct", "previous_pet")}
    judged = before.get("deauville", s.DEAUVILLE_X) != s.DEAUVILLE_X

    assert [one.overall for one in found.values()] == [call, carried]
    assert [dict(one.components)["pet"] for one in found.values()] == ["NE", "NE"]
    assert bool(found["previous_pet"].reasons & Why.PET_CARRIED) is (judged and ct != "61")
    assert not found["previous_pet"].reasons & Why.PET_DECIDES
    assert not found["ct"].reasons & Why.PET_CARRIED


def test_a_pet_that_is_not_done_leaves_nothing_standing() -> None:
    """CT decides, whatever the option."""
    course = scan(0, *nodes("40"), deauville=s.DEAUVILLE_4), scan(42, *nodes("40"), deauville=s.DEAUVILLE_2)
    found = last(LUGANO, *course, scan(84, *nodes("40")), lugano_pet_not_evaluable="previous_pet")

    assert found.overall == SD


@pytest.mark.parametrize(
    ("before", "flagged"),
    [(s.UNTOLD, False), (s.DEAUVILLE_1, True), (s.DEAUVILLE_3, True), (s.DEAUVILLE_4, False), (s.DEAUVILLE_X, False)],
)
def test_a_pet_that_was_negative_at_baseline_is_flagged(before: int, flagged: bool) -> None:  # noqa: FBT001 - a case
    """A complete metabolic response says little then."""
    verdict = last(LUGANO, scan(0, *nodes("40"), deauville=before), scan(42, *nodes("40"), deauville=s.DEAUVILLE_2))

    assert verdict.overall == CR
    assert bool(verdict.flags & Note.PET_NEGATIVE_AT_BASELINE) is flagged


@pytest.mark.parametrize(("pet", "ct"), list(product((CR, PR, SD, PD, NE, NONE), (CR, PR, SD, PD, NE))))
def test_ct_decides_in_a_lymphoma_that_takes_up_no_fdg(pet: int, ct: int) -> None:
    """Whatever PET says."""
    decision = decide(LuganoRules(), 0, pet, ct, ())

    assert decision.category == ct
    assert not decision.flags
    assert bool(decision.reasons & Why.NOTHING_EVALUABLE) is (ct == NE)


@pytest.mark.parametrize(
    ("pet", "kind", "avid", "call", "strict", "discordant"),
    [
        (CR, NEW, s.UNTOLD, CR, PD, True),
        (CR, NEW, 1, CR, PD, True),
        (CR, GREW, 0, CR, PD, True),
        (CR, GREW, s.UNTOLD, CR, PD, True),
        (CR, GREW, 1, CR, CR, False),
        (CR, SPLEEN, s.UNTOLD, CR, PD, True),
        (PR, GREW, 1, PD, PD, False),
        (PR, GREW, 0, PR, PD, True),
        (PR, GREW, s.UNTOLD, PR, PD, True),
        (SD, GREW, 1, PD, PD, False),
        (SD, NONMEASURED, 0, SD, PD, True),
        (PD, GREW, 0, PD, PD, False),
    ],
)
def test_progression_on_ct_against_pet(
    pet: int,
    kind: int,
    avid: int,
    call: int,
    strict: int,
    discordant: bool,  # noqa: FBT001 - a case
) -> None:
    """Avid growth outweighs a response short of complete; the rest is flagged, and PET stands if it governs all."""
    drivers = (Driver(kind, "T1", avid, 42),)
    governs, not_ = (decide(LuganoRules(pet_governs=flag), 1, pet, PD, drivers) for flag in (1, 0))

    assert (governs.category, not_.category) == (call, strict)
    assert [bool(one.flags & Note.DISCORDANT) for one in (governs, not_)] == [discordant, discordant]


@pytest.mark.parametrize("pet", [NE, NONE])
def test_neither_can_be_judged(pet: int) -> None:
    """NE of both is NE."""
    decision = decide(LuganoRules(), 1, pet, NE, ())
    assert (decision.category, decision.reasons) == (NE, Why.NOTHING_EVALUABLE)


def test_a_new_lesion_under_a_complete_metabolic_response_goes_to_review() -> None:
    """From the scans to the call: flagged, CR if PET governs all, and what comes next says so."""
    course = (
        scan(0, node("T1", "40", "20"), deauville=s.DEAUVILLE_5),
        scan(42, node("T1", "40", "20"), new("N1", "20", "20", avid=0), deauville=s.DEAUVILLE_1),
    )
    verdict = last(LUGANO, *course)

    assert (verdict.overall, bool(verdict.flags & Note.DISCORDANT)) == (CR, True)
    assert last(LUGANO, *course, pet_governs_all=False).overall == PD


def test_a_growing_lesion_that_takes_up_fdg_is_progression_under_a_partial_one() -> None:
    """Its avidity tells."""
    first = scan(0, node("T1", "40", "20"), deauville=s.DEAUVILLE_5)
    found = {
        avid: last(LUGANO, first, scan(42, node("T1", "60", "40", avid=avid), deauville=s.DEAUVILLE_4, uptake=s.LOWER))
        for avid in (1, 0)
    }

    assert {avid: one.overall for avid, one in found.items()} == {1: PD, 0: PR}
    assert found[1].reasons & Why.LESION_GREW


@pytest.mark.parametrize(
    ("diagnosis", "avid"),
    [
        ("Hodgkin lymphoma", True),
        ("DLBCL", True),
        ("follicular lymphoma", True),
        ("mantle_cell_lymphoma", True),
        ("Chronic lymphocytic leukemia", False),
        ("CLL/SLL", False),
        ("small_lymphocytic_lymphoma", False),
        ("Waldenström macroglobulinemia", False),
        ("Waldenstrom", False),
        ("lymphoplasmacytic lymphoma", False),
        ("Mycosis fungoides", False),
        ("Nodal marginal zone lymphoma", False),
        ("MALT lymphoma", False),
        ("Richter transformation of CLL", True),
        ("Transformed marginal zone lymphoma", True),
        ("", None),
    ],
)
def test_which_lymphomas_take_up_fdg(diagnosis: str, avid: bool | None) -> None:  # noqa: FBT001 - a case
    """Those that do not as a rule are named, unless transformed; the rest do."""
    assert is_avid(diagnosis) is avid


def test_the_study_may_say_whether_pet_decides() -> None:
    """The option outweighs the diagnosis; without a diagnosis PET decides, flagged."""
    course = scan(0, node("T1", "40", "20")), scan(42, node("T1", "40", "20"), deauville=s.DEAUVILLE_1)

    assert last(LUGANO, *course).overall == CR
    assert last(LUGANO, *course, patient=NOT_AVID).overall == SD
    assert last(LUGANO, *course, patient=NOT_AVID).reasons & Why.CT_DECIDES_NOT_AVID
    assert last(LUGANO, *course, patient=NOT_AVID, lugano_histology="avid").overall == CR
    assert last(LUGANO, *course, lugano_histology="not_avid").overall == SD
    unknown = last(LUGANO, *course, patient=Patient())
    assert (unknown.overall, bool(unknown.flags & Note.HISTOLOGY_ASSUMED_AVID)) == (CR, True)
    assert not last(LUGANO, *course).flags & Note.HISTOLOGY_ASSUMED_AVID
