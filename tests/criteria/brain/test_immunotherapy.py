"""iRANO: a progression in the first six months of immunotherapy waits three months, unless the patient is worse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ebbtide.criteria.parts.composite.criterion import settle_episodes
from ebbtide.criteria.parts.composite.looks import Patient
from ebbtide.study import Options
from ebbtide.terms.scans import FLAIR_INCREASED, UNTOLD
from tests.criteria.brain import scans
from tests.criteria.brain.scans import BY_ID, MM, Seen, scan, square

if TYPE_CHECKING:
    from ebbtide.criteria.parts.composite.criterion import Said
    from ebbtide.criteria.parts.composite.looks import Look

MM2 = 1_000_000
ONE: dict[str, Seen] = {"T1": (20 * MM, 20 * MM)}
"""One enhancing lesion of 400 mm2."""
BASELINE = scan(0, ONE)
FIRST: dict[str, Seen] = {"T1": (25 * MM, 20 * MM)}
"""The same at 500 mm2: a quarter more."""


def calls(*looks: Look, **options: Any) -> list[str]:  # noqa: ANN401 - options by name
    """Judge scans under iRANO and say the calls."""
    return scans.calls(*looks, criterion="irano", **options)


def judged(*looks: Look, **options: Any) -> list[Said]:  # noqa: ANN401 - options by name
    """Judge scans under iRANO."""
    return scans.judged(*looks, criterion="irano", **options)


def reasons(said: Said) -> set[str]:
    """Name the reasons of a call."""
    return scans.reasons(said, "irano")


@pytest.mark.parametrize(
    ("day", "call"), [(0, "PD_UNCONFIRMED"), (181, "PD_UNCONFIRMED"), (182, "PD_UNCONFIRMED"), (183, "PD")]
)
def test_six_months_are_182_days(day: int, call: str) -> None:
    """Up to day 182 from the first dose a progression is unconfirmed, after it final."""
    began = Patient(immunotherapy_day=56)
    assert calls(BASELINE, scan(56 + day, FIRST), patient=began) == [call]


def test_a_progression_before_immunotherapy_does_not_wait() -> None:
    """What progresses before the first dose is progression at once."""
    assert calls(BASELINE, scan(28, FIRST), patient=Patient(immunotherapy_day=29)) == ["PD"]


def test_the_months_are_an_option() -> None:
    """A protocol that counts 183 or 168 days says so."""
    assert calls(BASELINE, scan(183, FIRST), irano_early_days=183) == ["PD_UNCONFIRMED"]
    assert calls(BASELINE, scan(169, FIRST), irano_early_days=168) == ["PD"]


def test_clinical_decline_does_not_wait() -> None:
    """A patient who is worse has progressed at once, whether images show it or not; unknown is flagged and waits."""
    assert calls(BASELINE, scan(56, FIRST, stable=0)) == ["PD"]
    assert calls(BASELINE, scan(56, ONE, stable=0)) == ["PD"]
    unknown = judged(BASELINE, scan(56, FIRST, stable=UNTOLD))[0]
    assert unknown.verdict.overall == 5
    assert "CLINICAL_UNKNOWN" in scans.flags(unknown, "irano")


@pytest.mark.parametrize(
    ("area", "call"), [(625 * MM2 - 1, "SD"), (625 * MM2, "PD"), (625 * MM2 + 1, "PD"), (500 * MM2, "SD")]
)
def test_confirmed_by_a_quarter_over_the_first(area: int, call: str) -> None:
    """Three months later 625 mm2 over 500 confirm, to the square micrometer; the same size does not."""
    found = judged(BASELINE, scan(56, FIRST), scan(146, {"T1": square(area)}))
    assert calls(BASELINE, scan(56, FIRST), scan(146, {"T1": square(area)})) == ["PD_UNCONFIRMED", call]
    assert ("GREW_SINCE_FIRST" in reasons(found[1])) == (call == "PD")
    assert ("NOT_CONFIRMED" in reasons(found[1])) == (call == "SD")


@pytest.mark.parametrize(("day", "call"), [(145, "PD_UNCONFIRMED"), (146, "PD"), (147, "PD")])
def test_it_is_confirmed_after_ninety_days(day: int, call: str) -> None:
    """A scan 89 days after the first is too early, one of 90 days confirms."""
    assert calls(BASELINE, scan(56, FIRST), scan(day, {"T1": square(700 * MM2)}))[1] == call


def test_confirmed_progression_is_dated_back() -> None:
    """The event is that of the first scan, and hindsight confirms the first call without rewriting it."""
    found = judged(BASELINE, scan(56, FIRST), scan(146, {"T1": square(700 * MM2)}))
    assert [one.verdict.event_day for one in found] == [56, 56]
    assert found[0].verdict.due == (146, 146)
    assert settle_episodes([one.verdict for one in found], [56, 146]) == [(56, "confirmed", 146)]


def test_against_the_nadir_the_same_size_confirms() -> None:
    """By option a lesion that is merely still a quarter over the nadir confirms; the difference is flagged."""
    looks = (BASELINE, scan(56, FIRST), scan(146, FIRST))
    found = judged(*looks, irano_confirm_reference="nadir")[1]
    assert found.verdict.overall == 6
    assert "STILL_PROGRESSED" in reasons(found)
    assert "REFERENCES_DIFFER" in scans.flags(found, "irano")
    assert calls(*looks)[1] == "SD"


def test_after_disregard_growth_is_measured_from_the_first_scan() -> None:
    """Not confirmed at 500 mm2, the lesion progresses at 625; by option at 500 against the old nadir."""
    looks = (BASELINE, scan(56, FIRST), scan(146, FIRST), scan(230, {"T1": square(624 * MM2)}))
    assert calls(*looks) == ["PD_UNCONFIRMED", "SD", "SD"]
    assert calls(*looks, irano_reference_after="nadir") == ["PD_UNCONFIRMED", "SD", "PD"]
    assert calls(*looks[:3], scan(230, {"T1": square(625 * MM2)})) == ["PD_UNCONFIRMED", "SD", "PD"]


def test_the_smaller_of_the_two_scans_is_the_reference() -> None:
    """A lesion that had shrunk again when the progression was disregarded is measured from there."""
    looks = (BASELINE, scan(56, FIRST), scan(146, {"T1": square(420 * MM2)}))
    assert judged(*looks, scan(230, ONE))[2].verdict.nadir == 420 * MM2


def test_new_lesion_is_unconfirmed_and_a_further_one_confirms() -> None:
    """One new lesion that stays as it is confirms nothing; another one does."""
    one, two = {**ONE, "NEW1": (8 * MM, 8 * MM)}, {**ONE, "NEW1": (8 * MM, 8 * MM), "NEW2": "present"}
    assert calls(BASELINE, scan(56, one), scan(146, one)) == ["PD_UNCONFIRMED", "SD"]
    found = judged(BASELINE, scan(56, one), scan(146, two))
    assert found[1].verdict.overall == 6
    assert "MORE_LESIONS_SINCE_FIRST" in reasons(found[1])


def test_a_further_lesion_seen_too_early_confirms_later() -> None:
    """Seen after 60 days it waits; still there after 90 days it confirms, against the first scan."""
    one, two = {**ONE, "NEW1": "present"}, {**ONE, "NEW1": "present", "NEW2": "present"}
    assert calls(BASELINE, scan(56, one), scan(116, two), scan(146, two)) == ["PD_UNCONFIRMED", "PD_UNCONFIRMED", "PD"]


def test_measurable_new_lesions_join_the_sum() -> None:
    """400 + 144 mm2 grow to 400 + 400 by the new lesion: +47 %; by option the targets alone speak."""
    first, later = {**ONE, "NEW1": (12 * MM, 12 * MM)}, {**ONE, "NEW1": (20 * MM, 20 * MM)}
    looks = (BASELINE, scan(56, first), scan(146, later))
    assert calls(*looks) == ["PD_UNCONFIRMED", "PD"]
    assert calls(*looks, irano_new_in_sum=False) == ["PD_UNCONFIRMED", "SD"]


def test_a_new_lesion_that_was_disregarded_stays_in_the_sum() -> None:
    """Its later growth is growth of the sum, and its presence keeps a response away."""
    first = {**ONE, "NEW1": (12 * MM, 12 * MM)}
    grown = {**ONE, "NEW1": (30 * MM, 12 * MM)}
    small = {"T1": (5 * MM, 5 * MM), "NEW1": (10 * MM, 10 * MM)}
    start = (BASELINE, scan(56, first), scan(146, first))
    assert calls(*start, scan(230, grown))[1:] == ["SD", "PD"]
    assert calls(*start, scan(230, small))[1:] == ["SD", "SD"]
    assert calls(*start, scan(230, {"T1": (5 * MM, 5 * MM), "NEW1": "absent"}))[1:] == ["SD", "PR"]


def test_words_of_the_reader_confirm_what_is_not_measured() -> None:
    """FLAIR that has increased again, or clear progression elsewhere, confirms."""
    flair = (BASELINE, scan(56, ONE, flair=FLAIR_INCREASED), scan(146, ONE, flair=FLAIR_INCREASED))
    worse, base = {**ONE, "NT1": "unequivocal_progression"}, scan(0, {**ONE, "NT1": "present"})
    assert calls(*flair) == ["PD_UNCONFIRMED", "PD"]
    assert calls(base, scan(56, worse), scan(146, worse)) == ["PD_UNCONFIRMED", "PD"]
    assert calls(base, scan(56, worse), scan(146, {**ONE, "NT1": "present"})) == ["PD_UNCONFIRMED", "SD"]


def test_decline_while_it_waits_is_progression() -> None:
    """A patient who gets worse before the repeat has progressed, dated by the first scan."""
    found = judged(BASELINE, scan(56, FIRST), scan(84, FIRST, stable=0))
    assert found[1].verdict.overall == 6
    assert found[1].verdict.event_day == 56


def test_a_lesion_that_shrinks_before_the_repeat_lifts_the_question() -> None:
    """A scan without progression is called as it is, early or not."""
    looks = (BASELINE, scan(56, FIRST), scan(84, {"T1": (10 * MM, 10 * MM)}))
    assert calls(*looks) == ["PD_UNCONFIRMED", "PR"]


@pytest.mark.parametrize("day", [84, 146])
def test_what_cannot_be_evaluated_leaves_it_open(day: int) -> None:
    """A repeat without the lesion is NE and the question waits, with its day."""
    found = judged(BASELINE, scan(56, FIRST), scan(day, {}), scan(170, {"T1": square(700 * MM2)}))
    assert [one.verdict.overall for one in found] == [5, 7, 6]
    assert found[1].verdict.since_day == 56


def test_printed_sums_cannot_confirm_by_size() -> None:
    """Without products a new lesion that stays leaves the question open."""
    before = {"(sum)": {"longest": 40 * MM}}
    after = {**before, "NEW1": "present"}
    assert calls(scan(0, before), scan(56, after), scan(146, after)) == ["PD_UNCONFIRMED", "NE"]


def test_growth_on_less_steroid_does_not_confirm() -> None:
    """A lesion that has grown while the dose fell is not confirmed."""
    looks = (BASELINE, scan(56, FIRST), scan(146, {"T1": square(700 * MM2)}, steroid=0))
    assert calls(*looks) == ["PD_UNCONFIRMED", "SD"]


def test_after_six_months_a_second_progression_is_final() -> None:
    """A disregarded progression does not buy another wait once the six months are over."""
    looks = (BASELINE, scan(56, FIRST), scan(146, FIRST), scan(200, {"T1": square(800 * MM2)}))
    found = judged(*looks)
    assert [one.verdict.overall for one in found] == [5, 3, 6]
    assert found[2].verdict.event_day == 200
    told = settle_episodes([one.verdict for one in found], [56, 146, 200])
    assert told == [(56, "disregarded", 146), (200, "confirmed", 200)]


def test_a_second_progression_within_six_months_waits_again() -> None:
    """Within the months every progression may be the inflammation."""
    looks = (BASELINE, scan(28, FIRST), scan(118, FIRST), scan(170, {"T1": square(800 * MM2)}))
    assert calls(*looks) == ["PD_UNCONFIRMED", "SD", "PD_UNCONFIRMED"]


def test_what_comes_next_names_the_scan() -> None:
    """An unconfirmed progression waits for a scan 90 days on, against the first or the nadir."""
    found = judged(BASELINE, scan(56, FIRST), scan(146, ONE))
    tell = BY_ID["irano"].next_step
    plain, nadir = Options(), Options(irano_confirm_reference="nadir")
    told = [tell(BY_ID["irano"].define(options), found[0], "day {}".format) for options in (plain, nadir)]
    assert "day 146" in told[0]
    assert "against day 56" in told[0]
    assert "against the nadir" in told[1]
    assert tell(BY_ID["irano"].define(plain), found[1], "day {}".format) == ""


def test_the_days_until_a_repeat_are_an_option() -> None:
    """Three months may be 91 days."""
    looks = (BASELINE, scan(56, FIRST), scan(146, {"T1": square(700 * MM2)}))
    assert calls(*looks, irano_confirm_days=91)[1] == "PD_UNCONFIRMED"


def test_two_partial_sums_leave_the_question_open() -> None:
    """Where different lesions were measured at the two scans, neither growth nor its absence is called."""
    base = scan(0, {"T1": (20 * MM, 20 * MM), "T2": (10 * MM, 10 * MM), "T3": (10 * MM, 10 * MM)})
    first = scan(56, {"T1": (30 * MM, 30 * MM)})
    later = scan(146, {"T1": (30 * MM, 30 * MM), "T2": (25 * MM, 20 * MM)})
    found = judged(base, first, later)
    assert [one.verdict.overall for one in found] == [5, 7]
    assert "QUESTION_OPEN" in reasons(found[1])


def test_a_new_lesion_without_size_stays_out_of_the_sum() -> None:
    """A new lesion that was only named cannot be compared; once measured it is not growth from nothing."""
    named, sized = {**ONE, "NEW1": "present"}, {**ONE, "NEW1": (30 * MM, 30 * MM)}
    assert calls(BASELINE, scan(56, named), scan(146, sized)) == ["PD_UNCONFIRMED", "SD"]


def test_against_the_old_nadir_new_lesions_stay_apart() -> None:
    """By option a disregarded new lesion does not weigh on the sum that the old nadir is compared with."""
    first = {**ONE, "NEW1": (12 * MM, 12 * MM)}
    looks = (BASELINE, scan(56, first), scan(146, first), scan(230, first))
    assert calls(*looks, irano_reference_after="nadir") == ["PD_UNCONFIRMED", "SD", "SD"]


def test_a_small_new_lesion_that_grows_confirms() -> None:
    """8 x 8 mm is in no sum; 10 x 10 three months later is growth all the same, 9.999 mm across is not measurable."""
    small = {**ONE, "NEW1": (8 * MM, 8 * MM)}
    looks = (BASELINE, scan(56, small))
    found = judged(*looks, scan(146, {**ONE, "NEW1": (10 * MM, 10 * MM)}))[1]
    assert found.verdict.overall == 6
    assert {"NEW_LESION_GREW", "OTHERS_SINCE_FIRST"} <= reasons(found)
    assert calls(*looks, scan(146, {**ONE, "NEW1": (10 * MM, 10 * MM - 1)}))[1] == "SD"
    assert calls(*looks, scan(146, {**ONE, "NEW1": (10 * MM, 10 * MM)}), rano_known_new_growth=False)[1] == "SD"


def test_a_new_lesion_in_the_sum_is_judged_there() -> None:
    """144 to 196 mm2 is a third more by itself, but the sum of 544 has grown by a tenth."""
    first, later = {**ONE, "NEW1": (12 * MM, 12 * MM)}, {**ONE, "NEW1": (14 * MM, 14 * MM)}
    looks = (BASELINE, scan(56, first), scan(146, later))
    assert calls(*looks) == ["PD_UNCONFIRMED", "SD"]
    assert "NEW_LESION_GREW" not in reasons(judged(*looks)[1])


def test_kept_out_of_the_sum_a_new_lesion_progresses_later() -> None:
    """By option it confirms nothing, and is measured from the scan that disregarded it."""
    first, later = {**ONE, "NEW1": (12 * MM, 12 * MM)}, {**ONE, "NEW1": (20 * MM, 20 * MM)}
    looks = (BASELINE, scan(56, first), scan(146, later))
    apart: dict[str, Any] = {"irano_new_in_sum": False}
    assert calls(*looks, scan(230, later), **apart) == ["PD_UNCONFIRMED", "SD", "SD"]
    assert calls(*looks, scan(230, {**ONE, "NEW1": (25 * MM, 20 * MM)}), **apart)[2] == "PD"
    assert calls(*looks, scan(230, {**ONE, "NEW1": square(500 * MM2 - 1)}), **apart)[2] == "SD"


def test_readers_word_of_a_new_lesion_confirms() -> None:
    """Clear progression of a lesion that was new, not measured: confirmed."""
    looks = (BASELINE, scan(56, {**ONE, "NEW1": "present"}))
    assert calls(*looks, scan(146, {**ONE, "NEW1": "unequivocal_progression"})) == ["PD_UNCONFIRMED", "PD"]
    assert calls(*looks, scan(146, {**ONE, "NEW1": "present"})) == ["PD_UNCONFIRMED", "SD"]


def test_radiotherapy_opens_no_window() -> None:
    """Under iRANO the weeks after radiotherapy make no call final or doubtful."""
    radiated = Patient(radiotherapy_day=-28)
    assert calls(BASELINE, scan(50, FIRST), scan(60, FIRST), patient=radiated)[1] == "PD_UNCONFIRMED"
    assert calls(BASELINE, scan(50, FIRST), patient=Patient(immunotherapy_day=-200, radiotherapy_day=-28)) == ["PD"]
