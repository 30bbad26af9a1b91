"""R13 and R21: dates of responses, and progressions that were not looked at again."""

from __future__ import annotations

import pytest

from ebbtide.study import Options
from tests.checks.responses_told import Row, asked, call, lesion, said, study_of


def over_two_days(week: int) -> list[Row]:
    """Measure two lesions of a visit, the second two days after the first."""
    first, second = lesion("T01", 50, first=week), lesion("T02", 50, first=week)
    return [*first, {**second[0], "day": 7 * week + 2}]


def dated(word: str, week: int, after: int) -> Row:
    """Report a response of a visit so many days after its first scan."""
    return {**call(word, week), "day": 7 * week + after}


MEASURED = [*over_two_days(0), *over_two_days(4), *over_two_days(8)]


@pytest.mark.parametrize(
    ("rule", "right"),
    [
        ("by_response", (dated("SD", 4, 2), dated("PD", 8, 0))),
        ("first", (dated("SD", 4, 0), dated("PD", 8, 0))),
        ("last", (dated("SD", 4, 2), dated("PD", 8, 2))),
    ],
)
def test_the_option_says_which_scan_dates_a_response(rule: str, right: tuple[Row, Row]) -> None:
    """The first for PD and the last for others by default; always the first, or the last, by option."""
    study = study_of(measurements=MEASURED, reported=right, options={"response_date": rule})
    assert asked("R13", study) == []


def test_a_response_dated_by_another_scan_is_queried() -> None:
    """SD dated by the first scan of its visit, and PD by the last: each the wrong way round."""
    study = study_of(measurements=MEASURED, reported=[dated("SD", 4, 0), dated("PD", 8, 2)])
    stable, progressed = asked("R13", study)
    assert (stable["visit"], progressed["visit"], progressed["severity"]) == ("Week 4", "Week 8", "warning")
    assert "SD is dated day 28. The scans of the visit are from day 28 to day 30" in stable["message"]
    assert "PD is dated day 58. The scans of the visit are from day 56 to day 58" in progressed["message"]
    assert "by the first scan, day 56" in progressed["message"]


def test_another_convention_is_asked_about_once() -> None:
    """Where every response is dated by the last scan, the study is asked and not each visit."""
    study = study_of(measurements=MEASURED, reported=[dated("SD", 4, 2), dated("PD", 8, 2)])
    [query] = asked("R13", study)
    assert query["subject"] is None
    assert (
        "All 2 responses of visits that were scanned over several days are dated by the last scan" in query["message"]
    )


@pytest.mark.parametrize("after", [1, 3])
def test_a_response_on_no_scan_day_is_left_to_m13(after: int) -> None:
    """One fact gives one query: a day of neither scan is no convention of the study."""
    study = study_of(measurements=MEASURED, reported=[dated("SD", 4, after), dated("PD", 8, 0)])
    assert asked("R13", study) == []


def test_the_option_is_known_by_its_name() -> None:
    """`response_date` pins the convention of a study."""
    assert Options.model_validate({"response_date": "first"}).changed() == {"response_date": "first"}


@pytest.mark.parametrize(("until", "fires"), [(84, False), (85, True)])
def test_an_iupd_is_looked_at_again(until: int, *, fires: bool) -> None:
    """An iUPD of day 28 without a later scan, in a record that goes on beyond day 84."""
    contact = [{"day": until, "event": "last_contact"}]
    found = asked("R21", study_of(reported=said("iUPD", criterion="irecist"), events=contact))
    assert bool(found) is fires
    if found:
        assert (found[0]["day"], found[0]["severity"]) == (28, "warning")
        assert "no later assessment is recorded, though the record goes on until day 85" in found[0]["message"]


def test_a_late_scan_after_an_iupd_is_asked_about() -> None:
    """IUPD on day 28 and the next scan on day 98, 70 days later; the iCPD of R14 is not asked about twice."""
    rows = [call("iUPD", 4, criterion="irecist"), call("iSD", 14, criterion="irecist")]
    [query] = asked("R21", study_of(reported=rows))
    assert "the next assessment is Week 14, 70 days later" in query["message"]
    late = [call("iUPD", 4, criterion="irecist"), call("iCPD", 14, criterion="irecist")]
    assert asked("R21", study_of(reported=late)) == []
    assert asked("R21", study_of(reported=said("iUPD", "iSD", criterion="irecist"))) == []


DOSES: list[Row] = [{"day": 0, "agent": "nivolumab"}, {"day": 70, "agent": "nivolumab"}]


def test_treatment_past_progression_needs_a_stable_patient() -> None:
    """A dose on day 70 after PD on day 28 asks for the state of the patient, unless it was recorded as stable."""
    stable = [{"visit": "Week 4", "day": 28, "clinically_stable": True, "target_state": "present"}]
    unknown = [{**stable[0], "subject": "P-02"}]
    [query] = asked("R21", study_of(reported=said("PD"), treatments=DOSES, timepoints=unknown))
    assert (query["subject"], query["day"]) == ("P-01", 28)
    assert "nivolumab went on until day 70, and it is not recorded that the patient was" in query["message"]
    assert asked("R21", study_of(reported=said("PD"), treatments=DOSES, timepoints=stable)) == []
    worse = [{**stable[0], "clinically_stable": False}]
    [query] = asked("R21", study_of(reported=said("PD"), treatments=DOSES, timepoints=worse))
    assert "recorded as not clinically stable" in query["message"]


def test_a_study_that_never_records_stability_is_asked_once() -> None:
    """Two subjects treated past progression make one query on the study."""
    doses = [{**dose, "subject": subject} for dose in DOSES for subject in ("P-01", "P-02")]
    reported = [{**call("PD", 4), "subject": subject} for subject in ("P-01", "P-02")]
    [query] = asked("R21", study_of(reported=reported, treatments=doses))
    assert query["subject"] is None
    assert query["message"].startswith("2 subjects were treated past a progression")


def test_another_therapy_after_progression_is_no_treatment_past_it() -> None:
    """What begins after the progression is a new therapy."""
    doses = [DOSES[0], {"day": 70, "agent": "docetaxel"}]
    assert asked("R21", study_of(reported=said("PD"), treatments=doses)) == []
