"""RANO after radiotherapy: a progression in the first twelve weeks is suspected until it is proved or repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ebbtide.criteria.parts.brain import radiation
from ebbtide.criteria.parts.composite.criterion import settle_episodes
from ebbtide.criteria.parts.composite.looks import Patient
from ebbtide.study import Options
from ebbtide.terms.scans import FLAIR_INCREASED, UNTOLD
from tests.criteria.brain.scans import BY_ID, MM, RADIATED, calls, flags, judged, reasons, scan, square

if TYPE_CHECKING:
    from ebbtide.criteria.parts.composite.criterion import Said
    from ebbtide.criteria.parts.composite.looks import Look

ONE = {"T1": (20 * MM, 20 * MM)}
BASELINE = scan(0, ONE)


def grown(field: int = 1, side: int = 25) -> dict[str, dict[str, int]]:
    """Write the lesion down, grown in one diameter, in the irradiated field unless said otherwise."""
    return {"T1": {"longest": side * MM, "across": 20 * MM, "irradiated": field}}


@pytest.mark.parametrize(("day", "call"), [(55, "PD_SUSPECTED"), (56, "PD_SUSPECTED"), (57, "PD")])
def test_the_window_is_twelve_weeks(day: int, call: str) -> None:
    """Radiotherapy ended on day -28: day 56 is the 84th and the last on which growth is only suspected."""
    assert calls(BASELINE, scan(day, grown()), patient=RADIATED) == [call]


def test_twelve_weeks_may_exclude_the_last_day() -> None:
    """Read as less than 12 weeks, day 84 after radiotherapy is progression."""
    assert calls(BASELINE, scan(56, grown()), patient=RADIATED, rano_early_days=83) == ["PD"]


def test_without_radiotherapy_there_is_no_window() -> None:
    """Growth is progression at once, and a flag says that no radiotherapy is known."""
    found = judged(BASELINE, scan(28, grown()))[0]
    assert found.verdict.overall == 6
    assert "NO_RADIOTHERAPY" in flags(found)


@pytest.mark.parametrize(("field", "call"), [(1, "PD_SUSPECTED"), (0, "PD"), (UNTOLD, "PD_SUSPECTED")])
def test_growth_outside_the_field_is_progression(field: int, call: str) -> None:
    """Beyond the high-dose region growth is proved; where nobody said, it is suspected and flagged."""
    found = judged(BASELINE, scan(28, grown(field)), patient=RADIATED)[0]
    assert calls(BASELINE, scan(28, grown(field)), patient=RADIATED) == [call]
    assert ("FIELD_UNKNOWN" in flags(found)) == (field == UNTOLD)
    assert ("OUTSIDE_FIELD" in reasons(found)) == (field == 0)


def test_the_lesion_that_grows_must_lie_outside() -> None:
    """A lesion outside the field that has not grown proves nothing about the one inside."""
    before = {"T1": (20 * MM, 20 * MM), "T2": (10 * MM, 10 * MM)}
    after = {
        "T1": {"longest": 30 * MM, "across": 20 * MM, "irradiated": 1},
        "T2": {"longest": 10 * MM, "across": 10 * MM, "irradiated": 0},
    }
    assert calls(scan(0, before), scan(28, after), patient=RADIATED) == ["PD_SUSPECTED"]


@pytest.mark.parametrize(("field", "call"), [(1, "PD_SUSPECTED"), (0, "PD")])
def test_a_new_lesion_outside_the_field_is_progression(field: int, call: str) -> None:
    """So is a lesion that is not measured and has clearly progressed."""
    new = {**ONE, "NEW1": {"longest": 8 * MM, "across": 8 * MM, "irradiated": field}}
    other = {**ONE, "NT1": {"state": 6, "irradiated": field}}
    assert calls(BASELINE, scan(28, new), patient=RADIATED) == [call]
    assert calls(scan(0, {**ONE, "NT1": "present"}), scan(28, other), patient=RADIATED) == [call]


@pytest.mark.parametrize(
    ("biopsy", "call"), [("H1", "PD_SUSPECTED"), ("H2", "PD_SUSPECTED"), ("H3", "PD_SUSPECTED"), ("H4", "PD")]
)
def test_histology_proves_progression(biopsy: str, call: str) -> None:
    """Only viable tumor without treatment effect settles it; another class is flagged."""
    found = judged(BASELINE, scan(28, grown(), biopsy=biopsy), patient=RADIATED)[0]
    assert calls(BASELINE, scan(28, grown(), biopsy=biopsy), patient=RADIATED) == [call]
    assert ("BIOPSY_NOT_TUMOR" in flags(found)) == (biopsy != "H4")


def test_clinical_decline_or_flair_alone_does_not_prove_it() -> None:
    """In the first weeks decline without proof on images or tissue is suspected progression."""
    assert calls(BASELINE, scan(28, ONE, stable=0), patient=RADIATED) == ["PD_SUSPECTED"]
    assert calls(BASELINE, scan(28, ONE, flair=FLAIR_INCREASED), patient=RADIATED) == ["PD_SUSPECTED"]


@pytest.mark.parametrize(("day", "call"), [(55, "PD_SUSPECTED"), (56, "PD"), (57, "PD")])
def test_a_repeat_four_weeks_later_confirms(day: int, call: str) -> None:
    """Still a quarter over the nadir 28 days later is PD, dated by the first; 27 days later is too early."""
    found = judged(BASELINE, scan(28, grown()), scan(day, grown()), patient=RADIATED)
    assert calls(BASELINE, scan(28, grown()), scan(day, grown()), patient=RADIATED)[1] == call
    assert found[1].verdict.event_day == 28
    assert ("SCAN_TOO_EARLY" in reasons(found[1])) == (day == 55)


def test_the_first_call_stays_and_hindsight_confirms_it() -> None:
    """The suspected progression is not rewritten; what became of it is told apart."""
    found = judged(BASELINE, scan(28, grown()), scan(56, grown()), patient=RADIATED)
    told = settle_episodes([one.verdict for one in found], [28, 56])
    assert [one.verdict.overall for one in found] == [5, 6]
    assert told == [(28, "confirmed", 56)]


def test_growth_that_goes_back_is_disregarded() -> None:
    """A repeat without progression lifts the suspicion, before four weeks as well."""
    found = judged(BASELINE, scan(28, grown()), scan(56, ONE), patient=RADIATED)
    assert [one.verdict.overall for one in found] == [5, 3]
    assert "NOT_CONFIRMED" in reasons(found[1])
    assert calls(BASELINE, scan(28, grown()), scan(42, ONE), patient=RADIATED) == ["PD_SUSPECTED", "SD"]
    assert settle_episodes([one.verdict for one in found], [28, 56]) == [(28, "disregarded", 56)]


def test_a_repeat_that_cannot_be_evaluated_leaves_the_question_open() -> None:
    """NE at the repeat waits for the next scan, early or not."""
    looks = (BASELINE, scan(28, grown()), scan(40, {}), scan(60, {}), scan(90, grown()))
    found = judged(*looks, patient=RADIATED)
    assert [one.verdict.overall for one in found] == [5, 7, 7, 6]
    assert found[1].verdict.since_day == found[2].verdict.since_day == 28
    assert "QUESTION_OPEN" in reasons(found[2])


def test_proof_may_come_while_it_waits() -> None:
    """Histology or growth outside the field settles a suspected progression before four weeks."""
    suspected = scan(28, grown())
    assert calls(BASELINE, suspected, scan(35, grown(), biopsy="H4"), patient=RADIATED)[1] == "PD"
    assert calls(BASELINE, suspected, scan(35, grown(0, 40)), patient=RADIATED)[1] == "PD"
    assert calls(BASELINE, suspected, scan(35, ONE, biopsy="H4"), patient=RADIATED)[1] == "PD"


def test_a_new_lesion_that_shrinks_does_not_confirm() -> None:
    """In the field a new lesion of the same size still stands, a smaller one was pseudoprogression."""
    new = {**ONE, "NEW1": (12 * MM, 12 * MM)}
    less = {**ONE, "NEW1": (11 * MM, 11 * MM)}
    assert calls(BASELINE, scan(28, new), scan(56, new), patient=RADIATED) == ["PD_SUSPECTED", "PD"]
    assert calls(BASELINE, scan(28, new), scan(56, less), patient=RADIATED) == ["PD_SUSPECTED", "SD"]


def test_progression_elsewhere_stands_until_it_is_smaller() -> None:
    """A lesion that is not measured confirms as long as nobody calls it smaller."""
    worse, base = {**ONE, "NT1": "unequivocal_progression"}, scan(0, {**ONE, "NT1": "present"})
    still = judged(base, scan(28, worse), scan(56, {**ONE, "NT1": "present"}), patient=RADIATED)[1]
    assert still.verdict.overall == 6
    assert "NONTARGET_STILL_PROGRESSED" in reasons(still)
    assert calls(base, scan(28, worse), scan(56, {**ONE, "NT1": "decreased"}), patient=RADIATED)[1] == "SD"


def test_known_new_lesion_keeps_a_response_away() -> None:
    """After a suspicion was lifted a lesion that was new and remains allows no PR; one not looked at neither."""
    new, less = {**ONE, "NEW1": (12 * MM, 12 * MM)}, {"T1": (10 * MM, 10 * MM), "NEW1": (9 * MM, 9 * MM)}
    gone, unlisted = {"T1": (10 * MM, 10 * MM), "NEW1": "absent"}, {"T1": (10 * MM, 10 * MM)}
    start = (BASELINE, scan(28, new), scan(56, less))
    assert calls(*start, patient=RADIATED) == ["PD_SUSPECTED", "SD"]
    assert calls(*start, scan(84, gone), patient=RADIATED)[2] == "PR"
    found = judged(*start, scan(84, unlisted), patient=RADIATED)[2]
    assert found.verdict.overall == 3
    assert "NEW_LESION_NOT_RULED_OUT" in reasons(found)


def test_the_repeat_may_be_compared_with_the_first_scan() -> None:
    """By option a repeat confirms only where it has grown again, and the difference is flagged."""
    looks = (BASELINE, scan(28, grown()), scan(56, grown()))
    found = judged(*looks, patient=RADIATED, rano_confirm_reference="first_pd")[1]
    assert found.verdict.overall == 3
    assert "REFERENCES_DIFFER" in flags(found)
    more = (BASELINE, scan(28, grown()), scan(56, grown(side=32)))
    assert calls(*more, patient=RADIATED, rano_confirm_reference="first_pd")[1] == "PD"
    worse = (BASELINE, scan(28, ONE, stable=0), scan(56, ONE, stable=0))
    assert calls(*worse, patient=RADIATED, rano_confirm_reference="first_pd")[1] == "PD"


def test_the_repeat_may_have_to_lie_after_the_window() -> None:
    """By option a scan within 12 weeks of radiotherapy confirms nothing, one after them does."""
    strict: dict[str, Any] = {"rano_repeat_in_window": False}
    start = (BASELINE, scan(14, grown()), scan(50, grown()))
    assert calls(*start, patient=RADIATED) == ["PD_SUSPECTED", "PD"]
    assert calls(*start, patient=RADIATED, **strict) == ["PD_SUSPECTED", "PD_SUSPECTED"]
    assert calls(*start, scan(57, grown()), patient=RADIATED, **strict)[2] == "PD"


@pytest.mark.parametrize(("day", "call"), [(55, "PD_SUSPECTED"), (56, "PD_SUSPECTED"), (57, "PD"), (58, "PD")])
def test_a_scan_after_the_window_needs_no_four_weeks(day: int, call: str) -> None:
    """Suspected on day 50 and still there from day 57 on, the 85th after radiotherapy: PD, dated by the first."""
    found = judged(BASELINE, scan(50, grown()), scan(day, grown()), patient=RADIATED)
    assert calls(BASELINE, scan(50, grown()), scan(day, grown()), patient=RADIATED)[1] == call
    assert ("LATE_SCAN_PROGRESSED" in reasons(found[1])) == (call == "PD")
    assert ("SCAN_TOO_EARLY" in reasons(found[1])) == (call != "PD")
    assert found[1].verdict.event_day == 50


@pytest.mark.parametrize(
    "options", [{"rano_late_scan": "waits"}, {"rano_confirm_late": True}, {"rano_confirm_reference": "first_pd"}]
)
def test_a_scan_after_the_window_may_have_to_wait(options: dict[str, Any]) -> None:
    """By option, and where late progression or further growth is asked for, four weeks hold after the window too."""
    looks = (BASELINE, scan(50, grown()), scan(77, grown(side=40)), scan(78, grown(side=40)))
    assert calls(*looks, patient=RADIATED, **options) == ["PD_SUSPECTED", "PD_SUSPECTED", "PD"]
    assert calls(*looks, patient=RADIATED) == ["PD_SUSPECTED", "PD", "PD"]


def disregarded(*last: Look, **options: Any) -> list[Said]:  # noqa: ANN401 - options by name
    """Judge scans after a new lesion of 144 mm2 was down to 121 and its progression disregarded."""
    first, less = {**ONE, "NEW1": (12 * MM, 12 * MM)}, {**ONE, "NEW1": (11 * MM, 11 * MM)}
    return judged(BASELINE, scan(28, first), scan(56, less), *last, patient=RADIATED, **options)


@pytest.mark.parametrize(("area", "progressed"), [(-1, False), (0, True), (1, True)])
def test_a_disregarded_lesion_that_grows_by_a_quarter_is_progression(area: int, progressed: bool) -> None:  # noqa: FBT001
    """From 121 mm2 the limit is 151.25, to the square micrometer; the smallest product counts, not the first."""
    size = square(151_250_000 + area)
    found = disregarded(scan(100, {**ONE, "NEW1": size}))[2]
    assert found.verdict.overall == (6 if progressed else 3)
    assert ("NEW_LESION_GREW" in reasons(found)) == progressed
    assert ("NEW_LESION_REMAINS" in reasons(found)) != progressed


@pytest.mark.parametrize(("across", "progressed"), [(10 * MM - 1, False), (10 * MM, True), (10 * MM + 1, True)])
def test_a_disregarded_lesion_must_be_measurable_to_have_grown(across: int, progressed: bool) -> None:  # noqa: FBT001
    """Both diameters need 10 mm, to the micrometer."""
    found = disregarded(scan(100, {**ONE, "NEW1": (30 * MM, across)}))[2]
    assert found.verdict.overall == (6 if progressed else 3)


def test_growth_of_a_disregarded_lesion_has_its_limits() -> None:
    """By option only the reader's word counts, which no option stops; growth on less corticosteroid is none."""
    large, worse = {**ONE, "NEW1": (30 * MM, 30 * MM)}, {**ONE, "NEW1": "unequivocal_progression"}
    reader: dict[str, Any] = {"rano_known_new_growth": False}
    assert disregarded(scan(100, large), **reader)[2].verdict.overall == 3
    assert disregarded(scan(100, worse), **reader)[2].verdict.overall == 6
    assert disregarded(scan(100, large, steroid=0))[2].verdict.overall == 3
    assert disregarded(scan(100, worse, steroid=0))[2].verdict.overall == 6
    assert disregarded(scan(100, {**ONE, "NEW1": "present"}))[2].verdict.overall == 3


def test_growth_of_a_disregarded_lesion_is_told() -> None:
    """The clause names the lesion with its product and its growth, or the reader's word."""
    rules = BY_ID["rano"].define(Options())
    measured = disregarded(scan(100, {**ONE, "NEW1": (22 * MM, 11 * MM)}))[2]
    worse = disregarded(scan(100, {**ONE, "NEW1": "unequivocal_progression"}))[2]
    assert BY_ID["rano"].numbers(rules, measured)["new_growth"] == "NEW1 to 242 mm2, +100.0 % over its smallest"
    assert BY_ID["rano"].numbers(rules, worse)["new_growth"] == "NEW1, by the reader's word"


def test_rano_2_asks_for_a_repeat_or_histology() -> None:
    """Growth outside the field is not enough in RANO 2.0; histology and a repeat are."""
    new: dict[str, Any] = {"rano_edition": "rano_2.0"}
    assert calls(BASELINE, scan(28, grown(0)), patient=RADIATED, **new) == ["PD_SUSPECTED"]
    assert calls(BASELINE, scan(28, grown(0)), scan(56, grown(0)), patient=RADIATED, **new)[1] == "PD"
    assert calls(BASELINE, scan(28, grown(), biopsy="H4"), patient=RADIATED, **new) == ["PD"]


def test_a_late_progression_may_be_made_to_wait() -> None:
    """By option progression after the window is suspected until repeated, too."""
    late = (BASELINE, scan(100, grown()), scan(128, grown()))
    assert calls(*late, patient=RADIATED) == ["PD", "PD"]
    assert calls(*late, patient=RADIATED, rano_confirm_late=True) == ["PD_SUSPECTED", "PD"]


def test_after_progression_calls_go_on_and_are_flagged() -> None:
    """What comes after PD is computed and does not count."""
    found = judged(BASELINE, scan(100, grown()), scan(150, {"T1": (5 * MM, 5 * MM)}))
    assert [one.verdict.overall for one in found] == [6, 2]
    assert "AFTER_PD" in flags(found[1])
    assert "AFTER_PD" not in flags(found[0])


def test_radiotherapy_that_ends_after_the_scan_makes_it_early() -> None:
    """A scan during radiotherapy lies within the window."""
    rules = BY_ID["rano"].define(Options())
    memory = BY_ID["rano"].begin(rules, Patient(radiotherapy_day=40), BASELINE)
    assert radiation.is_early(rules, memory, 28)


@pytest.mark.parametrize(("ended", "flagged"), [(-1, False), (0, False), (1, True)])
def test_a_baseline_from_before_the_end_of_radiotherapy_is_flagged(ended: int, flagged: bool) -> None:  # noqa: FBT001
    """Growth is measured from a scan after radiotherapy; one from before its last day says so at every call."""
    found = judged(BASELINE, scan(28, ONE), scan(56, {}), patient=Patient(radiotherapy_day=ended))
    assert ["BASELINE_BEFORE_RADIOTHERAPY" in flags(one) for one in found] == [flagged, flagged]
    assert "BASELINE_BEFORE_RADIOTHERAPY" not in flags(judged(BASELINE, scan(28, ONE))[0])


def test_what_comes_next_names_the_day() -> None:
    """A suspected progression waits for a scan from 28 days on; a final one for nothing."""
    found = judged(BASELINE, scan(28, grown()), scan(56, grown()), patient=RADIATED)
    told = [BY_ID["rano"].next_step(BY_ID["rano"].define(Options()), one, "day {}".format) for one in found]
    assert "day 56" in told[0]
    assert told[1] == ""
    assert found[0].verdict.due == (56, 56)


def test_what_comes_next_names_the_end_of_the_window() -> None:
    """Suspected late in the window it is settled by any scan after it; where none within it may confirm, not before."""
    late, early = scan(50, grown()), scan(14, grown())
    strict: dict[str, Any] = {"rano_repeat_in_window": False}
    one = judged(BASELINE, late, patient=RADIATED)[0]
    told = BY_ID["rano"].next_step(BY_ID["rano"].define(Options()), one, "day {}".format)
    assert "on day 78 or later that shows progression, from day 57 on by any that does" in told
    assert one.verdict.due == (78, 78)
    assert judged(BASELINE, early, patient=RADIATED)[0].verdict.due == (42, 42)
    assert judged(BASELINE, early, patient=RADIATED, **strict)[0].verdict.due == (57, 57)
    assert judged(BASELINE, late, patient=RADIATED, **strict)[0].verdict.due == (78, 78)


def test_the_days_until_a_repeat_are_an_option() -> None:
    """A protocol that repeats after eight weeks finds four too early."""
    looks = (BASELINE, scan(28, grown()), scan(56, grown()))
    assert calls(*looks, patient=RADIATED, rano_confirm_days=56)[1] == "PD_SUSPECTED"
