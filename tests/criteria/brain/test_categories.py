"""RANO's categories of one time point: the sum of products, other lesions, and what goes with them."""

from __future__ import annotations

import pytest

from ebbtide.criteria.parts.records import MISSING
from ebbtide.terms.scans import FLAIR_DECREASED, FLAIR_INCREASED, UNTOLD
from tests.criteria.brain.scans import MM, calls, flags, judged, reasons, scan, square

MM2 = 1_000_000
ONE = {"T1": (20 * MM, 20 * MM)}
"""One enhancing lesion of 400 mm2."""
BASELINE = scan(0, ONE)


@pytest.mark.parametrize(
    ("area", "call"),
    [
        (200 * MM2, "PR"),
        (200 * MM2 - 1, "PR"),
        (200 * MM2 + 1, "SD"),
        (400 * MM2, "SD"),
        (500 * MM2 - 1, "SD"),
        (500 * MM2, "PD"),
        (500 * MM2 + 1, "PD"),
    ],
)
def test_limits_of_the_sum_are_inclusive(area: int, call: str) -> None:
    """Half of baseline is a response, a quarter more than the smallest sum progression, to the square micrometer."""
    assert calls(BASELINE, scan(56, {"T1": square(area)})) == [call]


def test_progression_is_measured_from_the_smallest_sum() -> None:
    """A sum back at 60 % of baseline is progression after one of 40 %."""
    small, back = {"T1": square(160 * MM2)}, {"T1": square(240 * MM2)}
    assert calls(BASELINE, scan(56, small), scan(112, back)) == ["PR", "PD"]
    assert calls(BASELINE, scan(56, back)) == ["SD"]


@pytest.mark.parametrize(("area", "call"), [(200 * MM2 - 1, "SD"), (200 * MM2, "PD"), (200 * MM2 + 1, "PD")])
def test_the_limit_over_the_smallest_sum_is_exact(area: int, call: str) -> None:
    """From 160 mm2 the limit is 200, half of baseline though it is, to the square micrometer."""
    looks = (
        BASELINE,
        scan(56, {"T1": square(160 * MM2)}, steroid=4 * MM),
        scan(112, {"T1": square(area)}, steroid=4 * MM),
    )
    assert calls(*looks)[1] == call


def test_products_of_several_lesions_are_summed() -> None:
    """One lesion that has doubled is no progression while the sum has grown by less than a quarter."""
    before = {"T1": (30 * MM, 30 * MM), "T2": (10 * MM, 10 * MM)}
    after = {"T1": (30 * MM, 30 * MM), "T2": (20 * MM, 10 * MM)}
    assert calls(scan(0, before), scan(56, after)) == ["SD"]


def test_complete_response_needs_everything() -> None:
    """All enhancement gone, no corticosteroid, FLAIR and patient no worse: CR."""
    assert calls(BASELINE, scan(56, {"T1": "absent"}, steroid=0)) == ["CR"]


@pytest.mark.parametrize(
    ("dose", "call"), [(0, "CR"), (750, "CR"), (751, "PR"), (2_000, "PR"), (2_001, "SD"), (MISSING, "CR")]
)
def test_steroid_stands_between_complete_partial_and_stable(dose: int, call: str) -> None:
    """Up to 0.75 mg no enhancement is CR, up to the dose of baseline PR, above it SD; unknown prevents nothing."""
    found = judged(BASELINE, scan(56, {"T1": "absent"}, steroid=dose))
    assert calls(BASELINE, scan(56, {"T1": "absent"}, steroid=dose)) == [call]
    assert ("STEROID_UNKNOWN" in flags(found[0])) == (dose == MISSING)


def test_half_of_baseline_on_more_steroid_is_stable() -> None:
    """A response needs no more corticosteroid than at baseline, and the call says so."""
    found = judged(BASELINE, scan(56, {"T1": square(100 * MM2)}, steroid=4 * MM))[0]
    assert found.verdict.overall == 3
    assert "STEROID_PREVENTS_PR" in reasons(found)
    assert "STEROID_ABOVE_BASELINE" in flags(found)


def test_lesion_that_is_not_measured_keeps_complete_response_away() -> None:
    """Targets gone with other enhancement left is PR, gone with it CR."""
    before = {**ONE, "NT1": "present"}
    assert calls(scan(0, before), scan(56, {"T1": "absent", "NT1": "present"}, steroid=0)) == ["PR"]
    assert calls(scan(0, before), scan(56, {"T1": "absent", "NT1": "absent"}, steroid=0)) == ["CR"]
    assert calls(scan(0, before), scan(56, {"T1": "absent", "NT1": "not_evaluable"}, steroid=0)) == ["PR"]


@pytest.mark.parametrize(
    ("lesions", "said", "reason"),
    [
        ({"T1": (25 * MM, 20 * MM)}, {}, "SUM_ROSE"),
        ({**ONE, "NT1": "unequivocal_progression"}, {}, "NONTARGET_PROGRESSED"),
        ({**ONE, "NT1": "present", "NEW1": "present"}, {}, "NEW_LESION"),
        ({**ONE, "NT1": "present"}, {"flair": FLAIR_INCREASED}, "FLAIR_ROSE"),
        ({**ONE, "NT1": "present"}, {"stable": 0}, "CLINICALLY_WORSE"),
    ],
)
def test_any_part_that_progresses_is_progression(lesions: dict[str, object], said: dict[str, int], reason: str) -> None:
    """Growth, clear progression elsewhere, a new lesion, FLAIR or the patient's decline: each alone is PD."""
    found = judged(scan(0, {**ONE, "NT1": "present"}), scan(56, lesions, **said))[0]
    assert found.verdict.overall == 6
    assert reason in reasons(found)


def test_a_response_of_the_sum_does_not_outweigh_progression_elsewhere() -> None:
    """All enhancement gone is PD where FLAIR has increased, SD where it has on less corticosteroid."""
    dry, gone = scan(0, ONE, steroid=0), {"T1": "absent"}
    assert calls(dry, scan(56, gone, steroid=0, flair=FLAIR_INCREASED)) == ["PD"]
    assert calls(BASELINE, scan(56, gone, steroid=0, flair=FLAIR_INCREASED)) == ["SD"]
    assert calls(BASELINE, scan(56, {"T1": "absent"}, steroid=0, flair=FLAIR_DECREASED)) == ["CR"]


def test_growth_on_less_steroid_waits() -> None:
    """A quarter more on a falling dose is SD with a flag; on the same or an unknown dose, or by option, PD."""
    grown = {"T1": (25 * MM, 20 * MM)}
    found = judged(BASELINE, scan(56, grown, steroid=1_999))[0]
    assert found.verdict.overall == 3
    assert "SUM_ROSE_ON_LESS_STEROID" in reasons(found)
    assert "STEROID_REDUCED" in flags(found)
    assert calls(BASELINE, scan(56, grown)) == ["PD"]
    assert calls(BASELINE, scan(56, grown, steroid=MISSING)) == ["PD"]
    assert calls(BASELINE, scan(56, grown, steroid=0), rano_steroid_fall="pd") == ["PD"]


def test_flair_on_less_steroid_waits_too() -> None:
    """An increase of FLAIR on a falling dose is no progression, and says why."""
    found = judged(BASELINE, scan(56, ONE, steroid=0, flair=FLAIR_INCREASED))[0]
    assert found.verdict.overall == 3
    assert "FLAIR_ROSE_ON_LESS_STEROID" in reasons(found)


def test_new_lesion_counts_on_any_dose() -> None:
    """A new lesion is progression on a falling dose as well."""
    assert calls(BASELINE, scan(56, {**ONE, "NEW1": "present"}, steroid=0)) == ["PD"]


@pytest.mark.parametrize(("reference", "call"), [("nadir", "PD"), ("baseline", "SD"), ("previous", "SD")])
def test_the_dose_may_be_compared_with_three_scans(reference: str, call: str) -> None:
    """2 mg is less than 8 at baseline and 4 last time, and more than 1 at the smallest sum."""
    looks = (
        scan(0, ONE, steroid=8 * MM),
        scan(56, {"T1": square(300 * MM2)}, steroid=1 * MM),
        scan(112, {"T1": square(320 * MM2)}, steroid=4 * MM),
        scan(168, {"T1": square(380 * MM2)}, steroid=2 * MM),
    )
    assert calls(*looks, rano_steroid_reference=reference)[2] == call


def test_what_nobody_told_is_flagged_and_assumed_unchanged() -> None:
    """Without FLAIR, dose and clinical state the lesions decide, and three flags name what is missing."""
    bare = {"flair": UNTOLD, "steroid": MISSING, "stable": UNTOLD}
    found = judged(scan(0, ONE, **bare), scan(56, {"T1": "absent"}, **bare))[0]
    assert found.verdict.overall == 1
    assert {"FLAIR_UNKNOWN", "STEROID_UNKNOWN", "CLINICAL_UNKNOWN"} <= flags(found)
    assert not {"FLAIR_UNKNOWN", "STEROID_UNKNOWN", "CLINICAL_UNKNOWN"} & flags(judged(BASELINE, scan(56, ONE))[0])


def test_a_missing_lesion_is_not_evaluable_unless_growth_is_proved() -> None:
    """A sum that lacks a lesion is NE, or PD where what is left is a quarter over the whole."""
    before = scan(0, {"T1": (20 * MM, 20 * MM), "T2": (10 * MM, 10 * MM)})
    assert calls(before, scan(56, {"T1": (20 * MM, 20 * MM)})) == ["NE"]
    assert calls(before, scan(56, {"T1": "absent", "T2": "not_evaluable"})) == ["NE"]
    found = judged(before, scan(56, {"T1": (25 * MM, 25 * MM), "T2": "not_done"}))[0]
    assert found.verdict.overall == 6
    assert "PARTIAL_PD" in flags(found)
    assert found.verdict.burden == 625 * MM2


def test_an_incomplete_sum_moves_no_nadir() -> None:
    """After a time point that lacks a lesion growth is still measured from the sum before it."""
    both = {"T1": (20 * MM, 20 * MM), "T2": (20 * MM, 20 * MM)}
    less = {"T1": (10 * MM, 10 * MM), "T2": "not_done"}
    assert judged(scan(0, both), scan(28, less), scan(56, both))[1].verdict.nadir == 800 * MM2


def test_one_diameter_is_no_product() -> None:
    """A printed sum of lengths cannot be judged, and the reason names what is missing; gone is gone."""
    printed = {"(sum)": {"longest": 40 * MM}}
    found = judged(scan(0, printed), scan(56, {"(sum)": {"longest": 20 * MM}}))[0]
    assert found.verdict.overall == 7
    assert "NO_PRODUCT" in reasons(found)
    assert calls(scan(0, printed), scan(56, {"(sum)": {"longest": 0}}, steroid=0)) == ["CR"]


@pytest.mark.parametrize(("across", "measured"), [(10 * MM - 1, False), (10 * MM, True), (10 * MM + 1, True)])
def test_a_target_needs_ten_millimeters_both_ways(across: int, measured: bool) -> None:  # noqa: FBT001
    """One of 10 mm across is summed, one a micrometer shorter is only followed, with a flag."""
    found = judged(scan(0, {"T1": (30 * MM, across)}), scan(56, {"T1": (10 * MM, 10 * MM)}))[0]
    assert (found.verdict.baseline > 0) == measured
    assert ("TARGET_NOT_MEASURABLE" in flags(found)) != measured
    assert found.verdict.overall == (2 if measured else 3)


def test_five_lesions_are_summed() -> None:
    """Of six targets the smallest is followed without measuring; five are all summed, and none too many."""
    lesions = {f"T{n}": ((10 + n) * MM, 10 * MM) for n in range(1, 7)}
    found = judged(scan(0, lesions), scan(56, lesions))[0]
    assert found.verdict.baseline == sum((10 + n) * 10 * MM2 for n in range(2, 7))
    assert "TOO_MANY_TARGETS" in flags(found)
    five = {name: size for name, size in lesions.items() if name != "T1"}
    assert judged(scan(0, five), scan(56, five))[0].verdict.baseline == found.verdict.baseline
    assert "TOO_MANY_TARGETS" not in flags(judged(scan(0, five), scan(56, five))[0])


def test_without_measurable_disease_stable_is_best() -> None:
    """Lesions that were never measurable may all go: SD, with the reason."""
    found = judged(scan(0, {"NT1": "present"}), scan(56, {"NT1": "absent"}, steroid=0))[0]
    assert found.verdict.overall == 3
    assert "NO_MEASURABLE_LESION" in reasons(found)
    assert calls(scan(0, {"NT1": "present"}), scan(56, {"NT1": "not_done"})) == ["NE"]


def test_no_enhancing_disease_at_baseline() -> None:
    """After a resection without residue the patient is stable until a new lesion comes."""
    clean = {"(sum)": "absent"}
    assert calls(scan(0, clean), scan(56, clean), scan(112, {**clean, "NEW1": "present"})) == ["SD", "PD"]


def test_a_baseline_that_says_nothing_proves_only_progression() -> None:
    """Without baseline later scans are NE until they progress among themselves."""
    found = calls(scan(0), scan(56, ONE), scan(112, ONE), scan(168, {"T1": (25 * MM, 20 * MM)}))
    assert found == ["NE", "NE", "PD"]
    assert calls(scan(0), scan(56, {"NEW1": "present"})) == ["PD"]


def test_equivocal_new_lesion_does_not_count() -> None:
    """A doubtful new lesion is flagged, as is one that nobody looked for."""
    doubtful = judged(BASELINE, scan(56, {**ONE, "NEW1": "equivocal"}))[0]
    unread = judged(BASELINE, scan(56, {**ONE, "NEW1": "not_evaluable"}))[0]
    assert (doubtful.verdict.overall, unread.verdict.overall) == (3, 3)
    assert "EQUIVOCAL_NEW_LESION" in flags(doubtful)
    assert "NEW_NOT_EVALUATED" in flags(unread)


def test_local_therapy_makes_a_target_useless() -> None:
    """A treated target leaves the sum not evaluable to the end, unless an option lets it count."""
    treated = {"T1": {"longest": 5 * MM, "across": 5 * MM, "treated": 1}}
    looks = (BASELINE, scan(56, treated), scan(112, {"T1": (5 * MM, 5 * MM)}))
    assert calls(*looks) == ["NE", "NE"]
    assert calls(*looks, resected_counts_zero=True) == ["PR", "PR"]


def test_a_lesion_listed_late_is_flagged() -> None:
    """A target that baseline does not have is not counted, and that is said."""
    found = judged(BASELINE, scan(56, {**ONE, "T2": (30 * MM, 30 * MM)}))[0]
    assert found.verdict.overall == 3
    assert "LATE_LESION" in flags(found)


def test_too_small_to_measure_counts_as_five_millimeters_square() -> None:
    """A target that is there but too small is 25 mm2."""
    assert judged(BASELINE, scan(56, {"T1": "too_small"}))[0].verdict.burden == 25 * MM2


def test_enhancement_that_returns_is_progression() -> None:
    """After everything was gone any enhancement is growth."""
    gone = {"T1": "absent"}
    assert calls(BASELINE, scan(56, gone, steroid=0), scan(112, {"T1": (10 * MM, 10 * MM)}, steroid=0)) == ["CR", "PD"]


def test_flair_is_rated_by_edition_or_option() -> None:
    """RANO 2.0 does not rate FLAIR, unless told to; 2010 does, unless told not to."""
    looks = (BASELINE, scan(56, ONE, flair=FLAIR_INCREASED))
    assert calls(*looks) == ["PD"]
    assert calls(*looks, rano_nonenhancing="not_rated") == ["SD"]
    assert calls(*looks, rano_edition="rano_2.0") == ["SD"]
    assert calls(*looks, rano_edition="rano_2.0", rano_nonenhancing="rated") == ["PD"]
    assert "FLAIR_NOT_RATED" in flags(judged(*looks, rano_edition="rano_2.0")[0])


def test_components_name_size_and_clinic() -> None:
    """The parts of a call are the sum's category and the clinical state."""
    assert judged(BASELINE, scan(56, ONE, stable=0))[0].verdict.components == (("size", "SD"), ("clinical", "WORSE"))
    assert judged(BASELINE, scan(56, ONE, stable=UNTOLD))[0].verdict.components[1] == ("clinical", "NE")


def test_progression_is_dated_by_its_first_image() -> None:
    """Of a time point of several days the day of the image that shows the growth counts."""
    lesions = {"T1": {"longest": 20 * MM, "across": 20 * MM, "day": 56}, "T2": {**square(625 * MM2), "day": 58}}
    base = scan(0, {"T1": (20 * MM, 20 * MM), "T2": (10 * MM, 10 * MM)})
    found = judged(base, scan(56, lesions, last_day=58))[0]
    assert found.verdict.event_day == 58


def test_the_physiologic_dose_is_an_option() -> None:
    """A protocol that allows 1.5 mg calls CR on it."""
    looks = (BASELINE, scan(56, {"T1": "absent"}, steroid=1_500))
    assert calls(*looks) == ["PR"]
    assert calls(*looks, rano_physiologic_steroid_ug=1_500) == ["CR"]
