"""Lugano on PET: the five-point scale, uptake, new foci and marrow."""

from __future__ import annotations

import pytest

from ebbtide.criteria import lugano
from ebbtide.criteria.parts.lymphoma.reasons import Note, Why
from ebbtide.terms import scans as s
from ebbtide.terms.responses import CR, NE, PD, PR, SD
from tests.criteria.lymphoma.scans import NOT_AVID, calls, last, new, node, scan

LUGANO = lugano.CRITERION
FIRST = scan(0, node("T1", "40", "20"), deauville=s.DEAUVILLE_5)
"""A baseline with a positive PET."""


def pet(**said: int) -> dict[str, str]:
    """Give the parts of a PET without CT after a positive baseline."""
    return dict(last(LUGANO, FIRST, scan(42, **said)).components)


@pytest.mark.parametrize(
    ("score", "uptake", "word"),
    [
        (s.DEAUVILLE_1, s.UNTOLD, "CMR"),
        (s.DEAUVILLE_2, s.UNTOLD, "CMR"),
        (s.DEAUVILLE_3, s.UNTOLD, "CMR"),
        (s.DEAUVILLE_3, s.HIGHER, "CMR"),
        (s.DEAUVILLE_4, s.LOWER, "PMR"),
        (s.DEAUVILLE_4, s.UNCHANGED, "NMR"),
        (s.DEAUVILLE_4, s.HIGHER, "PMD"),
        (s.DEAUVILLE_5, s.LOWER, "PMR"),
        (s.DEAUVILLE_5, s.UNCHANGED, "NMR"),
        (s.DEAUVILLE_5, s.HIGHER, "PMD"),
        (s.DEAUVILLE_5, s.UNTOLD, "NE"),
        (s.DEAUVILLE_X, s.LOWER, "NE"),
        (s.UNTOLD, s.LOWER, "NE"),
        (s.UNTOLD, s.UNCHANGED, "NMR"),
        (s.UNTOLD, s.HIGHER, "PMD"),
    ],
)
def test_score_and_uptake_give_the_category(score: int, uptake: int, word: str) -> None:
    """1 to 3 is complete; 4 and 5 go by the uptake against baseline."""
    assert pet(deauville=score, uptake=uptake) == {"pet": word}


@pytest.mark.parametrize(
    ("before", "now", "word"),
    [
        (s.DEAUVILLE_5, s.DEAUVILLE_4, "PMR"),
        (s.DEAUVILLE_4, s.DEAUVILLE_5, "PMD"),
        (s.DEAUVILLE_3, s.DEAUVILLE_4, "PMD"),
        (s.DEAUVILLE_4, s.DEAUVILLE_4, "NE"),
        (s.UNTOLD, s.DEAUVILLE_4, "NE"),
        (s.DEAUVILLE_X, s.DEAUVILLE_4, "NE"),
    ],
)
def test_scores_that_differ_tell_the_change_of_uptake(before: int, now: int, word: str) -> None:
    """Where nobody told it, unless the study forbids; equal scores tell nothing."""
    course = scan(0, node("T1", "40", "20"), deauville=before), scan(42, deauville=now)
    verdict = last(LUGANO, *course)

    assert dict(verdict.components)["pet"] == word
    assert bool(verdict.flags & Note.UPTAKE_FROM_SCORE) is (word != "NE")
    assert dict(last(LUGANO, *course, uptake_from_score=False).components)["pet"] == "NE"


def test_a_score_of_3_may_be_no_complete_response() -> None:
    """A trial that de-escalates treatment asks for more."""
    course = FIRST, scan(42, deauville=s.DEAUVILLE_3, uptake=s.LOWER)

    assert last(LUGANO, *course).overall == CR
    assert last(LUGANO, *course, d3_is_cmr=False).overall == PR
    assert last(LUGANO, FIRST, scan(42, deauville=s.DEAUVILLE_2), d3_is_cmr=False).overall == CR


def test_after_a_complete_response_uptake_may_be_compared_with_that_pet() -> None:
    """Lower than at baseline, and a relapse all the same."""
    course = FIRST, scan(42, deauville=s.DEAUVILLE_2), scan(84, deauville=s.DEAUVILLE_4, uptake=s.LOWER)

    assert last(LUGANO, *course).overall == PR
    relapsed = last(LUGANO, *course, pet_ref="previous")
    assert (relapsed.overall, bool(relapsed.reasons & Why.UPTAKE_AFTER_RESPONSE)) == (PD, True)
    assert last(LUGANO, FIRST, course[2], pet_ref="previous").overall == PR


@pytest.mark.parametrize(
    ("marrow", "word"),
    [
        (s.MARROW_NONE, "CMR"),
        (s.MARROW_REDUCED, "PMR"),
        (s.MARROW_UNCHANGED, "NMR"),
        (s.MARROW_NEW, "PMD"),
        (s.MARROW_FOCAL, "PMR"),
    ],
)
def test_marrow_on_pet_can_only_worsen_the_category(marrow: int, word: str) -> None:
    """Nodes are negative; marrow says the rest, and foci that persist are flagged."""
    verdict = last(LUGANO, FIRST, scan(42, deauville=s.DEAUVILLE_1, marrow_uptake=marrow))

    assert dict(verdict.components)["pet"] == word
    assert bool(verdict.flags & Note.MARROW_FOCAL) is (marrow == s.MARROW_FOCAL)


def test_foci_of_marrow_without_a_score_are_progression() -> None:
    """New foci prove it; anything less cannot be judged without a score of the other sites."""
    assert pet(marrow_uptake=s.MARROW_NEW) == {"pet": "PMD"}
    assert pet(marrow_uptake=s.MARROW_REDUCED) == {"pet": "NE"}


def test_a_biopsy_clears_focal_marrow() -> None:
    """Marrow that was sampled and shows no lymphoma is none."""
    look = scan(42, deauville=s.DEAUVILLE_1, marrow_uptake=s.MARROW_FOCAL, biopsy="H1", biopsied="bone_marrow")
    assert last(LUGANO, FIRST, look).overall == CR


@pytest.mark.parametrize(
    ("said", "word", "flag"),
    [
        (s.NO_NEW, "CMR", 0),
        (s.NEW_SEEN, "PMD", 0),
        (s.NEW_MORE, "PMD", 0),
        (s.NEW_DOUBTFUL, "CMR", Note.EQUIVOCAL_NEW_LESION),
        (s.NEW_UNREAD, "CMR", Note.NEW_NOT_EVALUATED),
    ],
)
def test_new_foci_are_progression_whatever_the_score(said: int, word: str, flag: int) -> None:
    """In doubt they are flagged."""
    verdict = last(LUGANO, FIRST, scan(42, deauville=s.DEAUVILLE_1, new_avid=said))

    assert dict(verdict.components)["pet"] == word
    assert verdict.flags & (Note.EQUIVOCAL_NEW_LESION | Note.NEW_NOT_EVALUATED) == flag


def test_a_new_lesion_that_takes_up_fdg_is_a_new_focus() -> None:
    """It makes PET progressive, at any size."""
    verdict = last(
        LUGANO, FIRST, scan(42, node("T1", "40", "20"), new("N1", "6", "4", avid=1), deauville=s.DEAUVILLE_1)
    )

    assert dict(verdict.components) == {"ct": "PD", "pet": "PMD"}
    assert verdict.overall == PD


def test_a_score_of_x_leaves_it_to_ct() -> None:
    """X is ignored for response, and flagged."""
    verdict = last(LUGANO, FIRST, scan(42, node("T1", "40", "10"), deauville=s.DEAUVILLE_X))

    assert (verdict.overall, bool(verdict.flags & Note.DEAUVILLE_X)) == (PR, True)


def test_uptake_without_a_score_says_nothing_of_a_lymphoma_that_takes_up_none() -> None:
    """A positive score is taken for granted only where FDG is taken up as a rule."""
    verdict = last(LUGANO, FIRST, scan(42, uptake=s.HIGHER), patient=NOT_AVID)

    assert dict(verdict.components) == {"pet": "NE"}
    assert verdict.overall == NE


def test_pet_of_a_course_follows_the_scores() -> None:
    """Response, stable, progression, in their order."""
    found = calls(
        LUGANO,
        FIRST,
        scan(42, deauville=s.DEAUVILLE_4, uptake=s.LOWER),
        scan(84, deauville=s.DEAUVILLE_5, uptake=s.UNCHANGED),
        scan(126, deauville=s.DEAUVILLE_5, uptake=s.HIGHER),
    )
    assert [one.overall for one in found] == [PR, SD, PD]
