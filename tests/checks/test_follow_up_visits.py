"""Visits and dates: imaging, schedule, partial dates, early stable disease, other therapies."""

from __future__ import annotations

import pytest

from tests.checks.follow_up_trials import Row, found, lesion, responses, trial


def imaged(methods: dict[int, str | None]) -> list[Row]:
    """Write readings of one target by the method of each day."""
    return [row for day, how in methods.items() for row in lesion("T1", {day: "30"}, method=how)]


def test_a_change_of_method_is_asked_where_it_begins() -> None:
    """F09 asks at the first visit by MRI of a lesion that baseline has by CT, and not again while it stays MRI."""
    rows = imaged({-7: "CT SCAN", 42: "SPIRAL CT", 84: "MRI", 126: "MR"})
    (query,) = found(trial({"measurements": rows}), "F09")
    assert (query["lesion"], query["day"], query["severity"]) == ("T1", 84, "query")
    assert "T1 was imaged by MRI, at baseline by CT SCAN" in query["message"]


@pytest.mark.parametrize("methods", [{-7: "CT", 42: None}, {-7: None, 42: "MRI"}, {-7: "CT", 42: "CAMERA"}])
def test_an_unknown_method_is_no_change(methods: dict[int, str | None]) -> None:
    """F09 is silent where either method is not told or not known."""
    assert found(trial({"measurements": imaged(methods)}), "F09") == []


@pytest.mark.parametrize(("slice_mm", "asked"), [("5", 0), ("5.001", 1), (None, 0)])
def test_another_slice_thickness_is_asked(slice_mm: str | None, asked: int) -> None:
    """F09 asks about slices of another thickness than at baseline."""
    rows = [*lesion("T1", {-7: "30"}, slice_mm="5"), *lesion("T1", {42: "30"}, slice_mm=slice_mm)]
    query = found(trial({"measurements": rows}), "F09")
    assert len(query) == asked
    assert all("slices of 5.001 mm, at baseline of 5 mm" in one["message"] for one in query)


@pytest.mark.parametrize(("last", "most", "asked"), [(49, 7, 0), (50, 7, 1), (50, 8, 0)])
def test_scans_of_a_visit_lie_close(last: int, most: int, asked: int) -> None:
    """F10 allows scan_spread_days, 7, between the scans of a visit."""
    rows = [
        *lesion("T1", {-7: "30"}, visit="BASELINE"), *lesion("T2", {-7: "20"}, visit="BASELINE"),
        *lesion("T1", {42: "30"}, visit="WEEK 6"), *lesion("T2", {last: "20"}, visit="WEEK 6"),
    ]  # fmt: skip
    query = found(trial({"measurements": rows}, scan_spread_days=most), "F10")
    assert [(one["visit"], one["day"], one["severity"]) for one in query] == [("WEEK 6", 42, "warning")] * asked
    assert all("8 days apart, from day 42 (T1) to day 50 (T2), more than 7 days" in one["message"] for one in query)


@pytest.mark.parametrize(("day", "asked"), [(35, 0), (34, 1), (49, 0), (50, 1)])
def test_a_visit_outside_its_window_is_told(day: int, asked: int) -> None:
    """F11 tells of an assessment more than 7 days from its planned day, every 42 days."""
    rows = lesion("T1", {-7: "30", day: "30"})
    query = found(trial({"measurements": rows}, visit_interval_days=42), "F11")
    assert [(one["day"], one["severity"]) for one in query] == [(day, "info")] * asked
    assert all("8 days" in one["message"] and "planned day 42" in one["message"] for one in query)
    assert found(trial({"measurements": rows}), "F11") == []
    assert found(trial({"measurements": rows}, visit_interval_days=42, visit_window_days=8), "F11") == []


def test_an_unscheduled_visit_has_no_window() -> None:
    """F11 leaves out visits that are named unscheduled."""
    rows = [*lesion("T1", {-7: "30"}), *lesion("T1", {60: "30"}, visit="UNSCHEDULED 1")]
    assert found(trial({"measurements": rows}, visit_interval_days=42), "F11") == []


@pytest.mark.parametrize(("day", "asked"), [(139, 0), (140, 1)])
def test_two_missed_assessments_are_asked(day: int, asked: int) -> None:
    """F11 asks after more than 2 x 42 + 2 x 7 = 98 days from the assessment of day 41 to the next."""
    rows = lesion("T1", {-7: "30", 41: "30", day: "30"})
    query = [
        one for one in found(trial({"measurements": rows}, visit_interval_days=42), "F11") if one["severity"] == "query"
    ]
    assert [one["day"] for one in query] == [day] * asked
    assert all("99 days passed since the assessment of day 41" in one["message"] for one in query)


@pytest.mark.parametrize(("day", "asked"), [(91, 0), (92, 1)])
def test_two_assessments_missed_from_the_start_are_asked(day: int, asked: int) -> None:
    """F11 counts from day 0, from which only the visit can be late: 2 x 42 + 7 = 91 days."""
    query = found(trial({"measurements": lesion("T1", {-7: "30", day: "30"})}, visit_interval_days=42), "F11")
    assert [one["day"] for one in query if one["severity"] == "query"] == [day] * asked


def test_every_record_dated_in_part_is_named() -> None:
    """F12 names in one query all records of a domain, reader and visit that have the same partial date."""
    usual: Row = {"VISIT": "WEEK 6", "TREVAL": "INVESTIGATOR", "TRDY": "43"}
    records = [
        usual | {"TRLNKID": "T1", "TRTESTCD": "LDIAM", "TRDTC": "2014-01", "TRSEQ": "1"},
        usual | {"TRLNKID": "T1", "TRTESTCD": "LPERP", "TRDTC": "2014-01", "TRSEQ": "2"},
        usual | {"TRLNKID": None, "TRTESTCD": "SUMDIAM", "TRDTC": "2014-01", "TRSEQ": "3"},
        usual | {"TRLNKID": "T2", "TRTESTCD": "LDIAM", "TRDTC": "2014", "TRSEQ": "4"},
        usual | {"TRLNKID": "T3", "TRTESTCD": "LDIAM", "TRDTC": "2014-01-05", "TRSEQ": "5"},
        usual | {"TRLNKID": "T3", "TRTESTCD": "LPERP", "TRDTC": "2014-01-05T11:45", "TRSEQ": "6"},
        usual | {"TRLNKID": "T3", "TRTESTCD": "LPERP", "TRDTC": None, "TRSEQ": "7"},
    ]
    year, month = sorted(found(trial({}, {"TR": records}), "F12"), key=lambda one: one["message"])
    assert month["message"].startswith(
        "WEEK 6: 3 records of TR are dated 2014-01 only: T1 (LDIAM, LPERP), SUMDIAM; TRSEQ 1, 2, 3."
    )
    assert year["message"].startswith("WEEK 6: 1 record of TR is dated 2014 only: T2 (LDIAM); TRSEQ 4.")
    assert (month["reader"], month["visit"], month["day"], month["severity"]) == ("INVESTIGATOR", "WEEK 6", 42, "query")


def test_a_partial_date_of_a_tidy_table_is_asked() -> None:
    """F12 asks about a date that was completed when its table was read."""
    first: Row = {"lesion": "T1", "role": "target", "longest_mm": "30"}
    rows = [first | {"date": "2024-01-01"}, first | {"date": "2024-03"}]
    (query,) = found(trial({"measurements": rows}), "F12")
    assert query["subject"] == "S1"
    assert "2024-03 is read as" in query["message"]
    assert found(trial({"measurements": [rows[0], first | {"date": "2024-03-01"}]}), "F12") == []


@pytest.mark.parametrize(
    ("word", "day", "criterion", "asked"),
    [
        ("SD", 41, "recist-1.1", 1),
        ("SD", 42, "recist-1.1", 0),
        ("iSD", 41, "irecist", 1),
        ("NON-CR/NON-PD", 41, "recist-1.1", 1),
        ("PR", 41, "recist-1.1", 0),
        ("NC", 27, "who", 1),
        ("NC", 28, "who", 0),
    ],
)
def test_stable_disease_counts_from_a_day_on(word: str, day: int, criterion: str, asked: int) -> None:
    """F15 tells of stable disease before sd_min_days, 42, and of no change before nc_min_days, 28, under WHO."""
    query = found(trial({"reported": responses({day: word}, criterion)}), "F15")
    assert [(one["day"], one["severity"]) for one in query] == [(day, "info")] * asked


def test_the_option_says_from_when_stable_disease_counts() -> None:
    """With sd_min_days 49, SD on day 48 is too early."""
    (query,) = found(trial({"reported": responses({48: "SD"})}, sd_min_days=49), "F15")
    assert "SD (RECIST 1.1) on day 48, before day 49" in query["message"]


@pytest.mark.parametrize(
    "tables",
    [
        {"events": [{"day": 60, "event": "new_therapy"}]},
        {"treatments": [{"day": 60, "agent": "thoracic radiation", "class": "radiotherapy"}]},
        {"treatments": [{"day": 60, "agent": "lobectomy", "class": "surgery"}]},
    ],
)
def test_assessments_after_another_therapy_are_asked(tables: dict[str, list[Row]]) -> None:
    """F13 asks once for each therapy, at the first assessment after it, and names all that follow."""
    rows = lesion("T1", {-7: "30", 42: "28", 84: "25", 126: "20"})
    (query,) = found(trial({"measurements": rows} | tables), "F13")
    assert (query["day"], query["severity"]) == (84, "query")
    assert "on day 60, and 2 assessments come after it (day 84, day 126)" in query["message"]


def test_two_names_of_one_therapy_are_one_query() -> None:
    """F13 asks once where the same day has an event and a treatment."""
    tables = {
        "measurements": lesion("T1", {-7: "30", 84: "25"}),
        "events": [{"day": 60, "event": "new_therapy", "detail": "docetaxel"}],
        "treatments": [{"day": 60, "agent": "rib 7", "class": "radiotherapy"}],
    }
    (query,) = found(trial(tables), "F13")
    assert "new therapy (docetaxel) and radiotherapy (rib 7) on day 60" in query["message"]


@pytest.mark.parametrize("event", ["pulmonary_embolism", "radiation_pneumonitis", "crs"])
def test_an_adverse_event_is_no_therapy(event: str) -> None:
    """F13 takes only events that name a therapy."""
    tables = {"measurements": lesion("T1", {-7: "30", 84: "25"}), "events": [{"day": 60, "event": event}]}
    assert found(trial(tables), "F13") == []


@pytest.mark.parametrize(("day", "asked"), [(41, 1), (42, 0), (-8, 0)])
def test_what_comes_on_the_day_or_before_baseline_is_right(day: int, asked: int) -> None:
    """F13 is silent for a scan on the day of the therapy, and for surgery before the baseline scan."""
    rows = lesion("T1", {-7: "30", 42: "28"})
    given = [{"day": day, "agent": "resection of a rib", "class": "surgery"}]
    assert len(found(trial({"measurements": rows, "treatments": given}), "F13")) == asked


def test_a_study_drug_is_no_other_therapy() -> None:
    """F13 is silent for treatments that are neither surgery nor radiotherapy."""
    given = [{"day": 21, "agent": "nivolumab", "class": "checkpoint_inhibitor"}]
    assert found(trial({"measurements": lesion("T1", {-7: "30", 42: "28"}), "treatments": given}), "F13") == []


def test_a_target_treated_locally_is_asked() -> None:
    """F13 asks at the first reading of a target that is marked as treated locally after baseline."""
    rows = [*lesion("T1", {-7: "30"}, locally_treated="no"), *lesion("T1", {42: "28", 84: "20"}, locally_treated="yes")]
    (query,) = found(trial({"measurements": rows}), "F13")
    assert (query["lesion"], query["day"]) == ("T1", 42)
    whole = lesion("T1", {-7: "30", 42: "28"}, locally_treated="yes")
    assert found(trial({"measurements": whole}), "F13") == []
