"""RECIL: derived values first, then every limit and one micrometre to each side."""

from __future__ import annotations

import pytest

from ebbtide.criteria import recil
from ebbtide.criteria.parts.lymphoma.recil_records import Note, Why
from ebbtide.terms import lesions as t
from ebbtide.terms import scans as s
from ebbtide.terms.responses import CR, NE, NED, NEW_EQUIVOCAL, PD, PR, SD
from tests.criteria.lymphoma.scans import calls, last, lesion, new, node, scan, unmeasured, words

RECIL = recil.CRITERION


def printed(total: str, day: int = 42, **said: int) -> object:
    """Make a time point of a printed sum."""
    return scan(day, lesion("(sum)", total, None), **said)


@pytest.mark.parametrize(
    ("total", "said", "word"),
    [
        ("70", {"deauville": s.DEAUVILLE_3, "marrow_uptake": s.MARROW_NONE}, "CR"),
        ("90", {"deauville": s.DEAUVILLE_4}, "MR"),
        ("90.1", {"deauville": s.DEAUVILLE_4}, "SD"),
        ("90.001", {"deauville": s.DEAUVILLE_4}, "SD"),
        ("89.999", {"deauville": s.DEAUVILLE_1}, "MR"),
        ("120", {"deauville": s.DEAUVILLE_5}, "SD"),
        ("120.001", {"deauville": s.DEAUVILLE_5}, "PD"),
        ("120.1", {"deauville": s.DEAUVILLE_5}, "PD"),
        ("70", {"deauville": s.DEAUVILLE_4}, "PR"),
        ("70", {"deauville": s.DEAUVILLE_X}, "PR"),
        ("70", {}, "PR"),
        ("70.001", {"deauville": s.DEAUVILLE_2}, "MR"),
        ("0", {}, "CR"),
        ("0", {"deauville": s.DEAUVILLE_5}, "PR"),
        ("0", {"marrow_uptake": s.MARROW_REDUCED}, "PR"),
    ],
)
def test_a_sum_of_100_mm(total: str, said: dict[str, int], word: str) -> None:
    """Limits of sum, PET and marrow; only progression must exceed its limit."""
    assert words(RECIL, printed("100", 0), printed(total, **said)) == [word]  # type: ignore[arg-type]


def test_a_minor_response_counts_as_stable_disease() -> None:
    """Its word is MR."""
    verdict = last(RECIL, printed("100", 0), printed("80"))  # type: ignore[arg-type]
    assert (verdict.overall, verdict.word, verdict.target) == (SD, "MR", SD)


def test_growth_is_from_the_nadir_and_response_from_baseline() -> None:
    """50 to 60 mm is exactly 20 %, 60.001 mm more."""
    course = [printed("100", 0), printed("50", 42)]
    assert words(RECIL, *course, printed("60", 84))[-1] == "PR"  # type: ignore[arg-type]
    assert words(RECIL, *course, printed("60.001", 84))[-1] == "PD"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("nadir", "now", "word"),
    [
        ("0", "15", "PR"),
        ("0", "15.001", "PD"),
        ("14.999", "19.998", "PR"),
        ("14.999", "19.999", "PD"),
        ("15", "18.001", "PD"),
    ],
)
def test_a_printed_sum_below_15_mm_is_of_small_lesions(nadir: str, now: str, word: str) -> None:
    """It must itself grow by 5 mm to more than 15 mm."""
    course = printed("100", 0), printed(nadir, 42), printed(now, 84)
    assert words(RECIL, *course)[-1] == word  # type: ignore[arg-type]


@pytest.mark.parametrize(("longest", "call"), [("9.999", CR), ("10", PR)])
def test_a_node_below_10_mm_is_normal(longest: str, call: int) -> None:
    """Without PET it must be, for a complete response."""
    verdict = last(RECIL, scan(0, node("T1", "30", None)), scan(42, node("T1", longest, None)))

    assert verdict.overall == call
    assert bool(verdict.flags & Note.WITHOUT_PET) is (call == CR)


@pytest.mark.parametrize(
    ("nadir", "now", "call"),
    [
        ("14.999", "19.998", SD),
        ("14.999", "19.999", PD),
        ("10", "15", SD),
        ("10", "15.001", PD),
        ("15", "18.001", PD),
        ("15", "18", SD),
    ],
)
def test_a_small_lesion_must_grow_by_5_mm_beyond_15_mm(nadir: str, now: str, call: int) -> None:
    """Below 15 mm after therapy a fifth more is not enough."""
    verdict = last(
        RECIL, scan(0, node("T1", "20", None)), scan(42, node("T1", nadir, None)), scan(84, node("T1", now, None))
    )

    assert verdict.overall == call
    assert bool(verdict.reasons & Why.SMALL_LESIONS_GREW) is (call == SD and now != "18")


@pytest.mark.parametrize(
    ("sight", "call"),
    [
        (new("N1", "15", "9", nodal=1), PD),
        (new("N1", "14.999", "9", nodal=1), SD),
        (new("N1", "14.999", "9", nodal=1, avid=1), PD),
        (new("N1", "6", "4"), PD),
        (unmeasured("N1", t.PRESENT, role=t.NEW, nodal=1), PD),
        (unmeasured("N1", t.EQUIVOCAL, role=t.NEW), SD),
    ],
)
def test_a_new_node_counts_from_15_mm(sight: object, call: int) -> None:
    """Any other new lesion counts when it is beyond doubt."""
    verdict = last(RECIL, scan(0, node("T1", "30", None)), scan(42, node("T1", "30", None), sight))  # type: ignore[arg-type]

    assert verdict.overall == call
    assert verdict.new == (1 if call == PD else NEW_EQUIVOCAL)


def test_new_foci_on_pet_are_new_lesions() -> None:
    """In doubt they wait; a new lesion stands when it is seen no more."""
    before, after = scan(0, node("T1", "30", None)), scan(84, node("T1", "30", None))
    first, second = calls(RECIL, before, scan(42, node("T1", "30", None), new_avid=s.NEW_SEEN), after)
    seen, gone = calls(RECIL, before, scan(42, node("T1", "30", None), new("N1", "20", None)), after)

    assert (first.overall, second.overall) == (PD, SD)
    assert (seen.overall, gone.overall) == (PD, PD)
    assert gone.reasons & Why.NEW_LESION_BEFORE
    assert gone.flags & Note.AFTER_PD


@pytest.mark.parametrize(
    ("before", "now", "call"),
    [
        (s.MARROW_UNCHANGED, s.UNTOLD, PR),
        (s.MARROW_UNCHANGED, s.MARROW_NONE, CR),
        (s.MARROW_UNCHANGED, s.MARROW_FOCAL, PR),
        (s.MARROW_NONE, s.UNTOLD, CR),
        (s.UNTOLD, s.UNTOLD, CR),
        (s.UNTOLD, s.MARROW_NEW, PD),
    ],
)
def test_marrow_must_be_negative_for_a_complete_response(before: int, now: int, call: int) -> None:
    """Involved and not seen again, it is not known to be."""
    course = scan(0, node("T1", "30", None), marrow_uptake=before), scan(42, node("T1", "8", None), marrow_uptake=now)
    verdict = last(RECIL, *course)

    assert verdict.overall == call
    assert bool(verdict.flags & Note.MARROW_NOT_TOLD) is (before == now == s.UNTOLD)
    strict = last(RECIL, *course, recil_marrow_unknown="prevents_cr").overall
    assert strict == (PR if before == now == s.UNTOLD else call)


def test_marrow_may_be_listed_or_sampled() -> None:
    """As a lesion of the marrow, or by a biopsy that shows none."""
    before = scan(0, node("T1", "30", None), unmeasured("M", t.PRESENT, organ="bone marrow"))
    there, gone, worse = (
        scan(42, node("T1", "8", None), unmeasured("M", state, organ="bone marrow"))
        for state in (t.PRESENT, t.ABSENT, t.UNEQUIVOCAL_PROGRESSION)
    )

    assert [last(RECIL, before, look).overall for look in (there, gone, worse)] == [PR, CR, PD]
    sampled = there._replace(biopsy="H1", biopsied="bone_marrow")
    assert last(RECIL, before, sampled).overall == CR


@pytest.mark.parametrize(
    ("state", "deauville", "call"),
    [
        (t.ABSENT, s.UNTOLD, CR),
        (t.PRESENT, s.UNTOLD, PR),
        (t.PRESENT, s.DEAUVILLE_2, CR),
        (t.NOT_DONE, s.UNTOLD, PR),
        (t.UNEQUIVOCAL_PROGRESSION, s.UNTOLD, PD),
    ],
)
def test_non_measured_disease(state: int, deauville: int, call: int) -> None:
    """It prevents a complete response by size, not one by PET, and its progression is one."""
    course = (
        scan(0, node("T1", "30", None), unmeasured("NT", t.PRESENT)),
        scan(42, node("T1", "8", None), unmeasured("NT", state), deauville=deauville),
    )

    assert last(RECIL, *course).overall == call
    assert bool(last(RECIL, *course).flags & Note.NONTARGET_NOT_ASSESSED) is (state == t.NOT_DONE)
    if call == PD:
        assert last(RECIL, *course, recil_nontarget_pd=False).overall == PR


def test_a_target_not_assessed_leaves_the_call_open_unless_the_rest_proves_progression() -> None:
    """What is known of the sum is held against the whole nadir."""
    before = scan(0, node("T1", "30", None), node("T2", "20", None))
    open_, proved = (last(RECIL, before, scan(42, node("T1", size, None))) for size in ("60", "60.001"))

    assert (open_.overall, bool(open_.reasons & Why.TARGET_NOT_ASSESSED)) == (NE, True)
    assert (proved.overall, bool(proved.flags & Note.PARTIAL_PD)) == (PD, True)


def test_targets_beyond_three_stand() -> None:
    """The reader's choice is kept and flagged."""
    many = [node(f"T{i}", "30", None) for i in range(4)]
    four, three = (last(RECIL, scan(0, *some), scan(42, *some)) for some in (many, many[:3]))

    assert (four.burden, bool(four.flags & Note.MORE_THAN_3_TARGETS)) == (120_000, True)
    assert not three.flags & Note.MORE_THAN_3_TARGETS


def test_a_lesion_treated_locally_leaves_the_sum() -> None:
    """NE, unless the study lets it count."""
    course = scan(0, node("T1", "30", None)), scan(42, node("T1", "15", None, treated=1))

    assert last(RECIL, *course).reasons & Why.TARGET_TREATED
    assert last(RECIL, *course).flags & Note.LOCAL_THERAPY
    assert last(RECIL, *course, resected_counts_zero=True).overall == PR


@pytest.mark.parametrize(("state", "call"), [(t.ABSENT, CR), (t.PRESENT, SD), (t.NOT_DONE, NE)])
def test_without_targets_the_rest_is_judged(state: int, call: int) -> None:
    """Nothing was measured at baseline."""
    assert last(RECIL, scan(0, unmeasured("NT", t.PRESENT)), scan(42, unmeasured("NT", state))).overall == call


def test_missing_baselines() -> None:
    """None at all, one without a size, and one without disease."""
    after = scan(42, node("T1", "30", None))

    assert last(RECIL, scan(0), after).overall == NE
    assert last(RECIL, scan(0, node("T1", None, None)), after).reasons & Why.NO_BASELINE
    assert last(RECIL, scan(0, unmeasured("N", t.ABSENT, role=t.NEW)), scan(42)).overall == NED


def test_the_day_of_a_progression_is_that_of_its_image() -> None:
    """Of the targets, of what is not measured, or of the new lesion."""
    before = scan(0, node("T1", "30", None), unmeasured("NT", t.PRESENT))
    grown = scan(42, node("T1", "60", None, day=44), unmeasured("NT", t.PRESENT))
    worse = scan(42, node("T1", "30", None), unmeasured("NT", t.UNEQUIVOCAL_PROGRESSION, day=45))
    fresh = scan(42, node("T1", "30", None), unmeasured("NT", t.PRESENT), new("N1", "20", None, day=43))

    assert [last(RECIL, before, look).event_day for look in (grown, worse, fresh)] == [44, 45, 43]
