"""Laws of RANO and iRANO: what holds for every course of scans."""

from __future__ import annotations

from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st

from ebbtide.criteria.parts.composite.looks import Look, Patient
from ebbtide.criteria.parts.records import MISSING
from ebbtide.terms.responses import CPD, CR, NE, PD, PR, SD
from tests.criteria.brain.scans import MM, called, flags, judged, reasons, scan, sight

CRITERIA: Final = st.sampled_from(["rano", "irano"])
READINGS: Final = st.sampled_from(
    [
        {},
        {"rano_edition": "rano_2.0"},
        {"rano_confirm_reference": "first_pd", "irano_confirm_reference": "nadir"},
        {"irano_reference_after": "nadir", "rano_confirm_late": True, "rano_repeat_in_window": False},
        {"irano_new_in_sum": False, "rano_late_scan": "waits"},
        {"rano_known_new_growth": False},
    ]
)
RANKS: Final = {CR: 1, PR: 2, SD: 3, PD: 4, CPD: 4}
PATIENTS: Final = st.sampled_from([Patient(), Patient(radiotherapy_day=-28), Patient(immunotherapy_day=40)])
SIDES: Final = st.sampled_from([0, 5, 10, 12, 15, 16, 20, 25, 30])
STATES: Final = st.sampled_from(["absent", "present", "unequivocal_progression", "not_evaluable", "decreased"])
LESION: Final = st.one_of(st.tuples(SIDES, SIDES).map(lambda pair: (pair[0] * MM, pair[1] * MM)), STATES)
LESIONS: Final = st.fixed_dictionaries({}, optional=dict.fromkeys(("T1", "T2", "NT1", "NEW1", "NEW2"), LESION))
SAID: Final = st.fixed_dictionaries(
    {
        "flair": st.sampled_from([-1, 0, 1, 1, 1, 2]),
        "steroid": st.sampled_from([MISSING, 0, 750, 2_000, 4_000]),
        "stable": st.sampled_from([-1, 1, 1, 1, 0]),
        "biopsy": st.sampled_from(["", "", "", "H1", "H4"]),
    }
)


@st.composite
def courses(draw: st.DrawFn) -> tuple[Look, ...]:
    """Draw a baseline with a measured lesion, and up to five scans after it."""
    base = {"T1": (20 * MM, 20 * MM)} | draw(
        st.fixed_dictionaries({}, optional={"T2": st.just((12 * MM, 10 * MM)), "NT1": st.just("present")})
    )
    days = sorted(draw(st.sets(st.integers(7, 400), min_size=1, max_size=5)))
    said = draw(st.lists(SAID, min_size=len(days) + 1, max_size=len(days) + 1))
    later = [scan(day, draw(LESIONS), **told) for day, told in zip(days, said[1:], strict=True)]
    return scan(0, base, **said[0]), *later


@given(courses(), CRITERIA, PATIENTS, READINGS)
def test_a_prefix_of_a_course_has_a_prefix_of_its_calls(
    looks: tuple[Look, ...], criterion: str, patient: Patient, options: dict[str, Any]
) -> None:
    """What is called of a day never depends on later days."""
    whole = [one.verdict for one in judged(*looks, criterion=criterion, patient=patient, **options)]
    for cut in range(1, len(looks)):
        part = [one.verdict for one in judged(*looks[:cut], criterion=criterion, patient=patient, **options)]
        assert part == whole[: cut - 1]


@given(courses(), CRITERIA, PATIENTS)
def test_the_order_of_lesions_changes_nothing(looks: tuple[Look, ...], criterion: str, patient: Patient) -> None:
    """Lesions may be listed in any order."""
    turned = tuple(look._replace(sights=look.sights[::-1]) for look in looks)
    calls, same = (judged(*one, criterion=criterion, patient=patient) for one in (looks, turned))
    assert [one.verdict for one in calls] == [one.verdict for one in same]


@given(courses(), CRITERIA, PATIENTS, st.integers(1, 20))
def test_a_larger_lesion_is_never_judged_better(
    looks: tuple[Look, ...], criterion: str, patient: Patient, more: int
) -> None:
    """A target that measures more at the last scan improves no call, unless one is waiting to be confirmed."""
    *before, last = looks
    old = next((one for one in last.sights if one.lesion == "T1" and one.product > 0), None)
    if old is None:
        return
    size = (old.longest + more * MM, old.across + more * MM)
    sights = tuple(sight("T1", size) if one.lesion == "T1" else one for one in last.sights)
    one = judged(*before, last, criterion=criterion, patient=patient)[-1]
    two = judged(*before, last._replace(sights=sights), criterion=criterion, patient=patient)[-1]
    if NE not in (one.verdict.overall, two.verdict.overall):
        assert RANKS[two.verdict.overall] >= RANKS[one.verdict.overall]


@given(courses(), CRITERIA, PATIENTS, READINGS)
def test_final_progression_stays_final(
    looks: tuple[Look, ...], criterion: str, patient: Patient, options: dict[str, Any]
) -> None:
    """After a final progression every call is flagged, before it none, and nothing waits any more."""
    found = judged(*looks, criterion=criterion, patient=patient, **options)
    final = [one.verdict.overall == CPD for one in found]
    first = final.index(True) if True in final else len(final)
    assert ["AFTER_PD" in flags(one, criterion) for one in found] == [i > first for i in range(len(found))]
    assert all(one.verdict.overall != PD for one in found[first:])


@given(courses(), CRITERIA, PATIENTS, READINGS)
def test_what_waits_has_a_day_and_a_due_day(
    looks: tuple[Look, ...], criterion: str, patient: Patient, options: dict[str, Any]
) -> None:
    """A waiting progression, and only it or a scan that cannot tell, names its day and what it waits for."""
    for one in judged(*looks, criterion=criterion, patient=patient, **options):
        if one.verdict.overall == PD:
            assert one.verdict.event_day == one.verdict.since_day <= one.look.day
            assert one.verdict.due is not None
        if one.verdict.overall in (CR, PR, SD):
            assert one.verdict.due is None


@given(courses(), PATIENTS)
def test_irano_confirms_only_what_waited_or_may_not_wait(looks: tuple[Look, ...], patient: Patient) -> None:
    """A first progression within six months that is final means clinical decline."""
    waited = False
    for one in judged(*looks, criterion="irano", patient=patient):
        early = 0 <= one.verdict.event_day - patient.immunotherapy_day <= 182
        if one.verdict.overall == CPD and early and not waited:
            assert "CLINICALLY_WORSE" in reasons(one, "irano")
        if one.verdict.overall == CPD:
            break
        waited |= one.verdict.overall == PD


@given(courses(), PATIENTS)
def test_unknown_is_never_silent(looks: tuple[Look, ...], patient: Patient) -> None:
    """Whatever was not told of steroid, FLAIR and clinical state is flagged at that time point."""
    for one in judged(*looks, patient=patient):
        assert ("FLAIR_UNKNOWN" in flags(one)) == (one.look.flair == -1)
        assert ("CLINICAL_UNKNOWN" in flags(one)) == (one.look.stable == -1)
        assert one.look.steroid != MISSING or "STEROID_UNKNOWN" in flags(one)


@given(courses(), CRITERIA, PATIENTS, READINGS)
def test_every_call_has_a_word_and_a_reason(
    looks: tuple[Look, ...], criterion: str, patient: Patient, options: dict[str, Any]
) -> None:
    """No call comes without its word and without any reason."""
    for one in judged(*looks, criterion=criterion, patient=patient, **options):
        assert called(one, criterion)
        assert one.verdict.reasons
