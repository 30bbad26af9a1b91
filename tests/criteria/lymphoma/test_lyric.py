"""LYRIC: its published table row by row, each indeterminate response resolved both ways, and its limits."""

from __future__ import annotations

import pytest

from ebbtide.criteria import lyric
from ebbtide.criteria.parts.composite.criterion import Outcome
from ebbtide.criteria.parts.composite.looks import Look, Patient, Sight
from ebbtide.criteria.parts.lymphoma.lyric_steps import settle
from ebbtide.criteria.parts.lymphoma.reasons import Note, Why
from ebbtide.terms import lesions as t
from ebbtide.terms import scans as s
from ebbtide.terms.responses import CPD, NE, PD, PR, SD
from tests.criteria.lymphoma.scans import AVID, calls, last, lesion, new, node, scan, um, unmeasured, words

LYRIC = lyric.CRITERION
WELL = {"stable": 1}
START = scan(0, node("T1", "40", "25"))
"""1,000 mm2 in one node."""
FLARE = scan(42, node("T1", "60", "25"), **WELL)
"""1,500 mm2, day 42."""
BESIDE = scan(120, node("T1", "35", "20"), new("N1", "20", "15"), **WELL)
"""700 mm2, and a new lesion of 300 mm2."""
POSITIVE = scan(0, node("T1", "40", "25"), deauville=s.DEAUVILLE_4)
HOTTER = scan(42, node("T1", "40", "25"), deauville=s.DEAUVILLE_5)
"""Higher uptake alone."""


def of_area(area: str, day: int, longest: str = "40", **said: int) -> Look:
    """Make a scan of one node with this area in mm2 and this longest diameter in mm."""
    sight = node("T1", longest, str(round(float(area) / float(longest), 3)))
    return scan(day, sight._replace(product=um(area) * 1_000), **(WELL | said))


def test_growth_of_the_sum_in_12_weeks_is_indeterminate() -> None:
    """L1: 1,000 to 1,500 mm2 on day 42 of a patient who is well."""
    verdict = last(LYRIC, START, FLARE)

    assert (verdict.overall, verdict.word) == (PD, "IR(1)")
    assert (verdict.since_day, verdict.event_day, verdict.due) == (42, 42, (70, 126))


def test_clinical_deterioration_makes_it_progression() -> None:
    """L2."""
    verdict = last(LYRIC, START, scan(42, node("T1", "60", "25"), stable=0))

    assert (verdict.overall, verdict.word, verdict.due) == (CPD, "", None)
    assert verdict.reasons & Why.DETERIORATED


@pytest.mark.parametrize(("day", "word"), [(84, "IR(1)"), (85, "PD"), (91, "PD")])
def test_day_84_is_the_last_of_the_first_12_weeks(day: int, word: str) -> None:
    """L3, and the limit itself."""
    assert words(LYRIC, START, scan(day, node("T1", "60", "25"), **WELL)) == [word]


def test_the_12_weeks_count_from_the_start_of_immunotherapy() -> None:
    """Given from day 10 on, day 94 is day 84 of it."""
    late = Patient("DLBCL", immunotherapy_day=10)
    course = [START, scan(94, node("T1", "60", "25"), **WELL)]

    assert words(LYRIC, *course, patient=late) == ["IR(1)"]
    assert words(LYRIC, *course) == ["PD"]


@pytest.mark.parametrize(("across", "word"), [("37.499", "SD"), ("37.5", "IR(1)")])
def test_the_sum_must_be_half_larger(across: str, word: str) -> None:
    """Exactly 50 % is enough."""
    assert words(LYRIC, START, scan(42, node("T1", "40", across), **WELL)) == [word]


@pytest.mark.parametrize(
    ("area", "longest", "word"),
    [
        ("1640", "42", "IR(1)"),
        ("1650", "42", "PD"),
        ("1650", "38", "IR(1)"),
        ("1649.999", "42", "IR(1)"),
        ("1650", "40", "PD"),
        ("1650", "39.999", "IR(1)"),
    ],
)
def test_further_growth_settles_ir1(area: str, longest: str, word: str) -> None:
    """L4 to L6: a tenth more, and a lesion of 30 mm longer by 10 mm: PD, dated at the first IR."""
    start, flare = of_area("1000", 0, "30"), of_area("1500", 42, "30")
    now = of_area(area, 84, longest)
    first, second = calls(LYRIC, start, flare, now)

    assert (first.word, second.word or "PD") == ("IR(1)", word)
    assert second.overall == (CPD if word == "PD" else PD)
    assert second.event_day == (42 if word == "PD" else 84)
    assert second.since_day == 42
    assert second.due == (None if word == "PD" else (112, 140))


@pytest.mark.parametrize(("longest", "word"), [("25", "PD"), ("24.999", "IR(1)")])
def test_a_small_lesion_needs_5_mm_to_settle_ir1(longest: str, word: str) -> None:
    """Of 20 mm at the first IR."""
    course = of_area("300", 0, "20"), of_area("500", 42, "20"), of_area("550", 84, longest)
    assert words(LYRIC, *course)[-1] == word


@pytest.mark.parametrize(("area", "word"), [("500", "PR"), ("500.001", "IR(1)"), ("900", "IR(1)")])
def test_half_of_baseline_clears_ir1(area: str, word: str) -> None:
    """L7: a response follows; short of it IR(1) stays, stable disease between or not."""
    assert words(LYRIC, START, FLARE, of_area(area, 84)) == ["IR(1)", word]


def test_a_new_lesion_without_the_sum_is_ir2_at_any_time() -> None:
    """L8."""
    verdict = last(LYRIC, START, BESIDE)

    assert (verdict.overall, verdict.word, verdict.due) == (PD, "IR(2)", (204, 204))
    assert verdict.new == 1


@pytest.mark.parametrize(("targets", "first", "from_zero"), [(("35", "20"), "SD", "IR(2)"), (("25", "20"), "PR", "PD")])
def test_a_new_lesion_enters_the_nadir_with_its_first_value(
    targets: tuple[str, str], first: str, from_zero: str
) -> None:
    """L9 and L10: unchanged at the next scan, IR(2) has not progressed; counted from zero it may have."""
    course = (
        START,
        scan(60, node("T1", *targets), **WELL),
        scan(120, node("T1", *targets), new("N1", "20", "15"), **WELL),
        scan(204, node("T1", *targets), new("N1", "20", "15"), **WELL),
    )

    assert words(LYRIC, *course) == [first, "IR(2)", "IR(2)"]
    assert words(LYRIC, *course, lyric_set_nadir="zero") == [first, "IR(2)", from_zero]


@pytest.mark.parametrize(("across", "word"), [("45", "PD"), ("44.999", "IR(2)")])
def test_the_lesions_followed_half_larger_settle_ir2(across: str, word: str) -> None:
    """700 and 300 mm2 are the nadir; 600 and 900 are 1,500."""
    now = scan(204, node("T1", "30", "20"), new("N1", "20", across), **WELL)
    first, second = calls(LYRIC, START, BESIDE, now)

    assert (first.word, second.word or "PD") == ("IR(2)", word)
    assert second.event_day == (120 if word == "PD" else second.event_day)
    assert bool(second.reasons & Why.SET_GREW) is (word == "PD")


def test_a_response_clears_ir2() -> None:
    """The lesions followed are half of baseline or less, the new one among them."""
    now = scan(204, node("T1", "20", "10"), new("N1", "10", "10"), **WELL)
    assert words(LYRIC, START, BESIDE, now) == ["IR(2)", "PR"]


def test_a_complete_response_clears_ir2() -> None:
    """All are gone."""
    now = scan(204, node("T1", "10", "10"), unmeasured("N1", t.ABSENT, role=t.NEW), **WELL)
    assert words(LYRIC, START, BESIDE, now) == ["IR(2)", "CR"]


def test_one_lesion_that_grows_without_the_sum_is_ir2() -> None:
    """It stays while it is large, and is stable disease when it is not; the run stays open."""
    small = node("T2", "20", "15")
    course = (
        scan(0, node("T1", "60", "40"), small),
        scan(100, node("T1", "60", "40"), node("T2", "26", "18"), **WELL),
        scan(156, node("T1", "60", "40"), node("T2", "26", "18"), **WELL),
        scan(212, node("T1", "60", "40"), small, **WELL),
        scan(268, node("T1", "90", "42"), node("T2", "26", "18"), **WELL),
    )
    found = calls(LYRIC, *course)

    assert words(LYRIC, *course) == ["IR(2)", "IR(2)", "SD", "PD"]
    assert (found[-1].event_day, found[-1].since_day) == (100, 100)


def test_more_lesions_join_until_there_are_six() -> None:
    """The largest join; what finds no room is flagged."""
    five = [node(f"T{i}", "40", "25") for i in range(5)]
    both = new("N1", "12", "11"), new("N2", "20", "15")
    verdict = last(LYRIC, scan(0, *five), scan(100, *five, *both, **WELL))

    assert (verdict.word, bool(verdict.flags & Note.SET_FULL)) == ("IR(2)", True)
    grown = scan(184, *five, new("N1", "90", "80"), new("N2", "20", "15"), **WELL)
    assert words(LYRIC, scan(0, *five), scan(100, *five, *both, **WELL), grown)[-1] == "IR(2)"
    assert not last(LYRIC, START, BESIDE).flags & Note.SET_FULL


def test_a_new_lesion_that_is_not_measured_is_followed_by_its_presence() -> None:
    """It is flagged, and IR(2) lasts while it is seen."""
    there, gone = (unmeasured("N1", state, role=t.NEW) for state in (t.PRESENT, t.ABSENT))
    course = [START, scan(100, node("T1", "40", "25"), there, **WELL)]
    verdict = last(LYRIC, *course)

    assert (verdict.word, bool(verdict.flags & Note.SET_NOT_MEASURED)) == ("IR(2)", True)
    assert words(LYRIC, *course, scan(184, node("T1", "40", "25"), there, **WELL))[-1] == "IR(2)"
    assert words(LYRIC, *course, scan(184, node("T1", "40", "25"), gone, **WELL))[-1] == "SD"


def test_higher_uptake_alone_is_ir3() -> None:
    """L11, at any time."""
    verdict = last(LYRIC, POSITIVE, HOTTER)

    assert (verdict.overall, verdict.word, verdict.due) == (PD, "IR(3)", (126, 126))
    assert words(LYRIC, POSITIVE, HOTTER._replace(day=400, last_day=400)) == ["IR(3)"]


def test_size_and_number_outrank_uptake() -> None:
    """L12: with a new lesion it is IR(2); with the sum IR(1)."""
    fresh = HOTTER._replace(sights=(*HOTTER.sights, new("N1", "15", "10")))
    flare = FLARE._replace(deauville=s.DEAUVILLE_5)

    assert words(LYRIC, POSITIVE, fresh) == ["IR(2)"]
    assert words(LYRIC, POSITIVE, flare) == ["IR(1)"]


@pytest.mark.parametrize(
    "after",
    [
        scan(126, node("T1", "60", "25"), deauville=s.DEAUVILLE_5),
        scan(126, node("T1", "40", "25"), new("N1", "20", "15"), deauville=s.DEAUVILLE_5),
        scan(126, node("T1", "40", "25"), deauville=s.DEAUVILLE_5, new_avid=s.NEW_SEEN),
    ],
)
def test_change_of_size_or_number_settles_ir3(after: Look) -> None:
    """PD, dated at the IR(3)."""
    verdict = last(LYRIC, POSITIVE, HOTTER, after)

    assert (verdict.overall, verdict.event_day) == (CPD, 42)
    assert verdict.reasons & Why.CHANGED_IN_SIZE


@pytest.mark.parametrize(
    ("histology", "word"), [("H2", "PD"), ("H4", "PD"), ("H1", "IR(3)"), ("H3", "IR(3)"), ("H5", "IR(3)")]
)
def test_a_biopsy_settles_ir3(histology: str, word: str) -> None:
    """Lymphoma in it is PD; none keeps it indeterminate, with a label, for 12 weeks more."""
    after = scan(126, node("T1", "40", "25"), deauville=s.DEAUVILLE_5, biopsy=histology)
    verdict = last(LYRIC, POSITIVE, HOTTER, after)

    assert words(LYRIC, POSITIVE, HOTTER, after)[-1] == word
    assert verdict.event_day == (42 if word == "PD" else 126)
    assert bool(verdict.flags & Note.NO_LYMPHOMA_IN_SAMPLE) is (histology == "H1")
    assert verdict.due == ((210, 210) if histology == "H1" else None)


@pytest.mark.parametrize(
    ("score", "uptake", "word"),
    [
        (s.DEAUVILLE_2, s.UNTOLD, "CR"),
        (s.DEAUVILLE_4, s.LOWER, "PR"),
        (s.DEAUVILLE_4, s.UNCHANGED, "SD"),
        (s.DEAUVILLE_5, s.HIGHER, "IR(3)"),
    ],
)
def test_uptake_that_falls_clears_ir3(score: int, uptake: int, word: str) -> None:
    """A response clears it; stable disease leaves it open."""
    after = scan(126, node("T1", "40", "25"), deauville=score, uptake=uptake)
    assert words(LYRIC, POSITIVE, HOTTER, after)[-1] == word


def test_stable_disease_between_does_not_clear() -> None:
    """The later progression is dated at the first indeterminate response."""
    calm = scan(126, node("T1", "40", "25"), deauville=s.DEAUVILLE_4, uptake=s.UNCHANGED)
    grown = scan(210, node("T1", "60", "25"), deauville=s.DEAUVILLE_5)
    found = calls(LYRIC, POSITIVE, HOTTER, calm, grown)

    assert [one.overall for one in found] == [PD, SD, CPD]
    assert found[-1].event_day == 42


def test_after_a_response_the_next_progression_starts_anew() -> None:
    """Its run has its own first day."""
    course = (
        START,
        FLARE,
        of_area("450", 84),
        scan(168, node("T1", "40", "25"), **WELL),
        scan(252, node("T1", "70", "40"), **WELL),
    )
    found = calls(LYRIC, *course)

    assert words(LYRIC, *course) == ["IR(1)", "PR", "PD", "PD"]
    assert [one.event_day for one in found] == [42, 84, 168, 252]
    assert found[2].reasons & Why.TOO_LATE
    assert found[3].flags & Note.AFTER_PD


def test_a_new_lesion_taken_in_and_gone_may_start_a_new_run() -> None:
    """After the response it is a known lesion: its return is growth of one lesion."""
    small = scan(204, node("T1", "10", "10"), unmeasured("N1", t.ABSENT, role=t.NEW), **WELL)
    back = scan(288, node("T1", "10", "10"), new("N1", "20", "15"), **WELL)
    found = calls(LYRIC, START, BESIDE, small, back)

    assert [one.word or one.overall for one in found] == ["IR(2)", 1, "IR(2)"]
    assert found[-1].since_day == 288


@pytest.mark.parametrize(
    ("sight", "said"),
    [
        ((unmeasured("NT", t.UNEQUIVOCAL_PROGRESSION),), {}),
        ((unmeasured("M", t.UNEQUIVOCAL_PROGRESSION, organ="bone marrow"),), {}),
        ((), {"spleen": 150_000}),
    ],
)
def test_spleen_marrow_and_non_measured_disease_are_progression(
    sight: tuple[object, ...], said: dict[str, int]
) -> None:
    """No indeterminate response is named for them; a study may take them as IR(2)."""
    start = scan(
        0,
        node("T1", "40", "25"),
        unmeasured("NT", t.PRESENT),
        unmeasured("M", t.PRESENT, organ="marrow"),
        spleen=120_000,
    )
    after = scan(42, node("T1", "40", "25"), *sight, **said)  # type: ignore[arg-type]

    assert words(LYRIC, start, after) == ["PD"]
    assert words(LYRIC, start, after, lyric_other_as_ir2=True) == ["IR(2)"]
    ir1 = scan(21, node("T1", "60", "25"), unmeasured("NT", t.PRESENT), spleen=120_000, **WELL)
    calm = after._replace(day=84, last_day=84)
    assert words(LYRIC, start, ir1, calm) == ["IR(1)", "PD"]
    assert last(LYRIC, start, ir1, calm).event_day == 21


@pytest.mark.parametrize(("avid", "said"), [(-1, {}), (1, {"deauville": s.DEAUVILLE_4, "uptake": s.UNCHANGED})])
def test_a_new_lesion_of_the_marrow_is_marrow(avid: int, said: dict[str, int]) -> None:
    """On CT and on PET: progression and no IR(2), unless a biopsy of the marrow shows no lymphoma."""
    marrow = new("M", None, None, organ="bone marrow", state=t.PRESENT, avid=avid)
    after = scan(42, node("T1", "40", "25"), marrow, **said)
    verdict = last(LYRIC, POSITIVE, after)

    assert verdict.overall == CPD
    assert verdict.reasons & (Why.MARROW_INVOLVED | Why.MARROW_NEW_FOCI)
    assert not verdict.reasons & (Why.NEW_LESION | Why.NEW_FOCI)
    taken = [after, after._replace(day=98, last_day=98), scan(154, node("T1", "40", "25"), deauville=s.DEAUVILLE_2)]
    assert words(LYRIC, POSITIVE, *taken, lyric_other_as_ir2=True) == ["IR(2)", "IR(2)", "CR"]
    sampled = after._replace(biopsy="H1", biopsied="bone_marrow")
    assert words(LYRIC, POSITIVE, sampled) == ["SD"]


@pytest.mark.parametrize(
    ("sights", "word"),
    [((node("T1", "60", "25"),), "IR(1)"), ((node("T1", "40", "25"), new("N1", "20", "15")), "IR(2)")],
)
def test_the_spleen_beside_the_sum_or_a_new_lesion_is_not_told_apart(sights: tuple[Sight, ...], word: str) -> None:
    """The sum comes first, then lesions; the spleen alone is progression."""
    start = START._replace(spleen=120_000)
    with_spleen = scan(42, *sights, spleen=150_000, **WELL)

    assert words(LYRIC, start, with_spleen) == [word]
    assert last(LYRIC, start, with_spleen).reasons & Why.SPLEEN_PROGRESSED
    assert words(LYRIC, start, scan(42, node("T1", "40", "25"), spleen=150_000, **WELL)) == ["PD"]


def test_the_reference_of_the_sum_is_the_nadir_or_baseline() -> None:
    """600 to 900 mm2 is half larger than the nadir, and below baseline."""
    course = START, of_area("600", 21, "30"), of_area("900", 42, "45")

    assert words(LYRIC, *course)[-1] == "IR(1)"
    assert words(LYRIC, *course, lyric_ref="baseline")[-1] == "IR(2)"


def test_the_sum_may_count_without_a_lesion_that_progressed() -> None:
    """Two nodes each half larger, none longer by 10 mm: SD as under Lugano, unless the study says otherwise."""
    before, after = (
        scan(day, node("T1", *size), node("T2", *size), **WELL) for day, size in ((0, ("30", "20")), (42, ("37", "25")))
    )

    assert words(LYRIC, before, after) == ["SD"]
    assert words(LYRIC, before, after, lyric_sum_alone=True) == ["IR(1)"]


@pytest.mark.parametrize(("settles", "word"), [("ir3", "IR(1)"), ("any", "PD")])
def test_lymphoma_in_a_biopsy_may_settle_any_indeterminate_response(settles: str, word: str) -> None:
    """The table names it for IR(3) alone; the finding is flagged either way."""
    after = scan(84, node("T1", "60", "25"), biopsy="H4", **WELL)
    verdict = last(LYRIC, START, FLARE, after, lyric_biopsy_settles=settles)

    assert words(LYRIC, START, FLARE, after, lyric_biopsy_settles=settles)[-1] == word
    assert verdict.flags & Note.LYMPHOMA_IN_SAMPLE


def test_a_biopsy_before_the_growth_settles_nothing() -> None:
    """It was taken before the finding in question."""
    verdict = last(LYRIC, POSITIVE, HOTTER._replace(biopsy="H4"))

    assert verdict.word == "IR(3)"
    assert not verdict.flags & Note.LYMPHOMA_IN_SAMPLE


@pytest.mark.parametrize(("course", "by"), [((START, FLARE), 126), ((START, BESIDE), 204), ((POSITIVE, HOTTER), 126)])
def test_a_scan_after_12_weeks_is_overdue(course: tuple[Look, ...], by: int) -> None:
    """12 weeks after an indeterminate response of any type is the last day."""
    on_time, late = (last(LYRIC, *course, course[-1]._replace(day=day, last_day=day)) for day in (by, by + 1))

    assert on_time.word == late.word == last(LYRIC, *course).word
    assert not on_time.flags & Note.OVERDUE
    assert late.flags & Note.OVERDUE


@pytest.mark.parametrize("course", [(START, FLARE), (START, BESIDE), (POSITIVE, HOTTER)])
def test_no_lymphoma_in_a_biopsy_keeps_any_indeterminate_response(course: tuple[Look, ...]) -> None:
    """It carries the label, and is looked at again 12 weeks later."""
    day = course[-1].day + 56
    again = course[-1]._replace(day=day, last_day=day)
    plain, sampled = last(LYRIC, *course, again), last(LYRIC, *course, again._replace(biopsy="H1"))

    assert plain.word == sampled.word == last(LYRIC, *course).word
    assert not plain.flags & Note.NO_LYMPHOMA_IN_SAMPLE
    assert sampled.flags & Note.NO_LYMPHOMA_IN_SAMPLE
    assert sampled.due == (day + 84, day + 84)
    assert plain.due != sampled.due


def test_a_biopsy_of_the_marrow_is_none_of_the_lesion() -> None:
    """It neither settles nor labels."""
    after = HOTTER._replace(day=126, last_day=126, biopsied="bone_marrow")
    found = [last(LYRIC, POSITIVE, HOTTER, after._replace(biopsy=one)) for one in ("H1", "H4")]

    assert [one.word for one in found] == ["IR(3)", "IR(3)"]
    assert not any(one.flags & (Note.NO_LYMPHOMA_IN_SAMPLE | Note.LYMPHOMA_IN_SAMPLE) for one in found)


def test_what_is_not_evaluable_leaves_the_run_open() -> None:
    """The due date stands."""
    found = calls(LYRIC, START, FLARE, scan(84), scan(120, node("T1", "75", "30"), **WELL))

    assert [one.overall for one in found] == [PD, NE, CPD]
    assert (found[1].due, found[1].since_day, found[2].event_day) == ((70, 126), 42, 42)


def test_whether_the_patient_is_worse_may_not_be_recorded() -> None:
    """It is taken as not, and flagged."""
    verdict = last(LYRIC, START, scan(42, node("T1", "60", "25")))

    assert (verdict.word, bool(verdict.flags & Note.CLINICAL_STATE_NOT_TOLD)) == ("IR(1)", True)
    assert not last(LYRIC, START, FLARE).flags & Note.CLINICAL_STATE_NOT_TOLD


def test_a_sum_that_is_not_known_is_flagged() -> None:
    """A new lesion is IR(2), though the sum might have grown; IR(1) stays."""
    course = (
        scan(0, node("T1", "40", "25"), node("T2", "40", "25")),
        scan(42, node("T1", "40", "25"), new("N1", "20", "15"), **WELL),
    )
    verdict = last(LYRIC, *course)
    open_ = last(LYRIC, START, FLARE, scan(84, new("N1", "20", "15"), **WELL))

    assert (verdict.word, bool(verdict.flags & Note.SUM_NOT_KNOWN)) == ("IR(2)", True)
    assert (open_.word, bool(open_.flags & Note.SUM_NOT_KNOWN)) == ("IR(1)", True)
    assert not open_.reasons & Why.SUM_HELD


def test_hindsight_settles_each_indeterminate_response() -> None:
    """Progression without a response between confirms, a response disregards, the rest leaves it open."""
    days = [42, 84, 126, 168, 210, 252]
    course = [
        START,
        FLARE,
        of_area("450", 84),
        scan(126, node("T1", "22", "20"), new("N1", "20", "15"), **WELL),
        scan(168),
        scan(210, node("T1", "22", "20"), new("N1", "60", "40"), **WELL),
        scan(252, node("T1", "80", "60"), **WELL),
    ]
    found = calls(LYRIC, *course)

    assert words(LYRIC, *course) == ["IR(1)", "PR", "IR(2)", "NE", "PD", "PD"]
    assert settle(found, days) == [Outcome(42, "disregarded", 84), Outcome(126, "confirmed", 210)]
    assert settle(found[:4], days[:4])[-1] == Outcome(126, "unconfirmed", None)
    assert LYRIC.settle is settle


def test_stable_disease_leaves_an_indeterminate_response_open_in_hindsight() -> None:
    """Only a response disregards it."""
    calm = scan(126, node("T1", "40", "25"), deauville=s.DEAUVILLE_4, uptake=s.UNCHANGED)
    assert settle(calls(LYRIC, POSITIVE, HOTTER, calm), [42, 126]) == [Outcome(42, "unconfirmed", None)]


def test_progression_without_an_indeterminate_response_is_settled_at_once() -> None:
    """Later ones add nothing."""
    found = calls(LYRIC, START, scan(91, node("T1", "60", "25"), **WELL), scan(140, node("T1", "70", "25"), **WELL))
    assert settle(found, [91, 140]) == [Outcome(91, "confirmed", 91)]


def test_what_is_no_progression_is_what_lugano_says() -> None:
    """Responses keep their code, and no word of their own."""
    verdict = last(LYRIC, START, scan(42, node("T1", "40", "12")))

    assert (verdict.overall, verdict.word) == (PR, "")
    assert AVID.immunotherapy_day == 0
    assert words(LYRIC, scan(0, lesion("T1", "30", "20")), scan(42, lesion("T1", "0", "0"))) == ["CR"]
