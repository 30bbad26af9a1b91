"""Which readings are judged together, which of them is the baseline, and what is said about it."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

import ebbtide
from ebbtide import Options
from ebbtide.errors import EbbtideError
from tests.criteria.histories import study_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ebbtide import Assessment

    Row = dict[str, Any]


def seen(lesion: str, day: int, millimetres: int | None, visit: str | None = None, **more: object) -> Row:
    """Write one reading down; a lesion's name tells its role, and no length means not evaluable."""
    role = "target" if lesion.startswith("T") else "nontarget" if lesion.startswith("NT") else "new"
    size = {"state": "not_evaluable"} if millimetres is None else {"longest_um": 1_000 * millimetres}
    return {"subject": "P1", "lesion": lesion, "role": role, "day": day, "visit": visit} | size | more


def judge(rows: Iterable[Row], criterion: str = "recist-1.1", options: Options | None = None) -> Assessment:
    """Judge rows under one criterion."""
    return ebbtide.assess(study_of(rows), criteria=[criterion], options=options, explanations=False)


def calls(rows: Iterable[Row], criterion: str = "recist-1.1", options: Options | None = None) -> list[tuple[int, str]]:
    """Give the day and the call of every time point."""
    return judge(rows, criterion, options).responses.select("day", "overall_response").rows()


def rules(rows: Iterable[Row]) -> list[tuple[str, str]]:
    """Give the rule and the severity of every finding."""
    return [(finding.rule, finding.severity) for finding in judge(rows).findings]


BASELINE = [seen("T1", 0, 50), seen("T2", 0, 50)]


def test_lesions_of_one_label_are_judged_together_on_their_first_day() -> None:
    """A visit whose lesions were scanned on two days is one time point, and it is complete."""
    rows = [*BASELINE, seen("T1", 28, 30, "WEEK 4"), seen("T2", 31, 30, "WEEK 4"), seen("T1", 56, 50, "WEEK 8")]
    assert calls(rows) == [(28, "PR"), (56, "NE")]


def test_every_day_is_a_time_point_where_nothing_is_labelled() -> None:
    """Without labels two days are two time points, however near they are."""
    assert calls([*BASELINE, seen("T1", 28, 30), seen("T2", 29, 30)]) == [(28, "NE"), (29, "NE")]


@pytest.mark.parametrize("label", [None, "", "  ", "UNSCHEDULED 1", "Unplanned", "unsch. CT", "ad hoc"])
def test_an_image_without_a_planned_label_joins_the_nearest_visit(label: str | None) -> None:
    """Within the window it completes the labelled visit, before it or after it."""
    after = [*BASELINE, seen("T1", 28, 30, "WEEK 4"), seen("T2", 35, 30, label)]
    before = [*BASELINE, seen("T2", 21, 30, label), seen("T1", 28, 30, "WEEK 4")]
    assert calls(after) == [(28, "PR")]
    assert [word for _, word in calls(before)] == ["PR"]


def test_an_image_beyond_the_window_stands_alone() -> None:
    """Eight days away it is a time point of its own."""
    rows = [*BASELINE, seen("T1", 28, 30, "WEEK 4"), seen("T2", 36, 30, "UNSCHEDULED")]
    assert calls(rows) == [(28, "NE"), (36, "NE")]


def test_an_image_between_two_visits_joins_the_nearer_one() -> None:
    """Four days after one visit and six before the next, it belongs to the first."""
    rows = [*BASELINE, seen("T1", 28, 30, "WEEK 4"), seen("T2", 32, 30), seen("T1", 38, 30, "WEEK 5")]
    assert calls(rows) == [(28, "PR"), (38, "NE")]


def test_a_label_used_again_and_again_is_several_visits() -> None:
    """A lesion measured under FOLLOW-UP on days far apart was seen at as many time points."""
    rows = [*BASELINE] + [seen(name, day, size, "FOLLOW-UP") for day, size in ((42, 30), (84, 31), (126, 60))
                          for name in ("T1", "T2")]  # fmt: skip
    assert calls(rows) == [(42, "PR"), (84, "PR"), (126, "PD")]


def test_a_long_visit_stays_one_where_no_lesion_was_seen_twice() -> None:
    """Lesions scanned weeks apart under one label are one time point as long as each was scanned once."""
    rows = [*BASELINE, seen("T1", 28, 30, "CYCLE 2"), seen("T2", 48, 30, "CYCLE 2")]
    assert calls(rows) == [(28, "PR")]


def test_the_order_of_rows_decides_nothing() -> None:
    """Labels, joined images and all: every order of five readings gives the same time points."""
    rows = [seen("T1", 0, 50, "BASELINE"), seen("T2", -3, 50, "BASELINE"), seen("T1", 28, 30, "WEEK 4"),
            seen("T2", 30, 30), seen("NT1", 29, None, "WEEK 4")]  # fmt: skip
    found = {str(judge(order).responses.rows()) for order in permutations(rows)}
    assert len(found) == 1


def test_a_time_point_begins_with_its_first_image() -> None:
    """A visit that an earlier image has joined begins on that image's day and date, under its own label."""
    rows = [
        seen("T1", 0, 50, "BASELINE", date=date(2024, 1, 1)),
        seen("T1", 28, 50, "WEEK 4", date=date(2024, 1, 29)),
        seen("NEW1", 26, 20, None, date=date(2024, 1, 27)),
    ]
    found = judge(rows).responses.select("day", "date", "visit", "overall_response").rows()
    assert found == [(26, date(2024, 1, 27), "WEEK 4", "PD")]


# ------------------------------------------------------------------------------------------------------ baseline


def test_the_last_scan_before_therapy_is_the_baseline() -> None:
    """Earlier scans are kept apart and not judged, and the study is told."""
    rows = [seen("T1", -60, 20), seen("T1", -5, 50), seen("T1", 42, 45)]
    assert calls(rows) == [(42, "SD")]
    assert rules(rows) == [("ASSESS02", "info")]


def test_a_scan_on_the_day_of_therapy_is_before_it() -> None:
    """Day 0 is the last day that can be the baseline without a label."""
    assert calls([seen("T1", -5, 40), seen("T1", 0, 50), seen("T1", 42, 45)]) == [(42, "SD")]


@pytest.mark.parametrize(
    "label", ["BASELINE", "Screening", "screen", "BL", "Baseline 2", "Pre-treatment CT", "SCREENING VISIT"]
)
def test_a_label_makes_a_late_scan_the_baseline(label: str) -> None:
    """Where the file calls a scan of day 10 the baseline, it is."""
    assert calls([seen("T1", -30, 20), seen("T1", 10, 50, label), seen("T1", 42, 45)]) == [(42, "SD")]


@pytest.mark.parametrize(
    "label",
    ["WEEK 4 POST-BASELINE", "8 weeks after baseline", "BASELINE + 6 WEEKS", "Change from baseline", "BLADDER MRI"],
)
def test_a_label_that_only_mentions_the_baseline_is_a_visit(label: str) -> None:
    """A follow-up is not taken for the baseline because its label counts from there."""
    rows = [seen("T1", 0, 50, "BASELINE"), seen("T1", 28, 50, "WEEK 4"), seen("T1", 56, 70, label)]
    assert calls(rows) == [(28, "SD"), (56, "PD")]


def test_two_scans_labelled_baseline_leave_the_last() -> None:
    """Of two candidates the later one is used, and the study is told."""
    rows = [seen("T1", -20, 30, "SCREENING"), seen("T1", -2, 50, "BASELINE"), seen("T1", 42, 45, "WEEK 6")]
    assert calls(rows) == [(42, "SD")]
    assert rules(rows) == [("ASSESS02", "info")]


def test_a_baseline_that_shows_nothing_gives_way_to_the_one_before() -> None:
    """A scan on which no lesion could be evaluated is no reference."""
    rows = [seen("T1", -10, 50), seen("T1", 0, None), seen("T1", 42, 30)]
    assert calls(rows)[-1] == (42, "PR")


def test_the_first_scan_stands_in_within_the_window() -> None:
    """A scan of day 5 can still be the baseline where there is none before therapy."""
    assert calls([seen("T1", 5, 50), seen("T1", 42, 30)]) == [(42, "PR")]


def test_without_a_baseline_nothing_is_a_response() -> None:
    """The study is told, and time points are not evaluable unless they progress among themselves."""
    rows = [seen("T1", 30, 50), seen("T1", 60, 20), seen("T1", 90, 30)]
    assert calls(rows) == [(30, "NE"), (60, "NE"), (90, "PD")]
    assert rules(rows) == [("ASSESS01", "error")]


def test_without_a_baseline_a_new_lesion_is_progression() -> None:
    """What is called new needs no sum to be compared with."""
    assert calls([seen("T1", 30, 50), seen("T1", 60, 50), seen("NEW1", 60, 20)]) == [(30, "NE"), (60, "PD")]


def test_without_a_baseline_a_later_target_changes_no_earlier_call() -> None:
    """A prefix of the history gives a prefix of the calls here too."""
    rows = [seen("T1", 30, 50), seen("T1", 60, 20), seen("T1", 90, 30)]
    later = [*rows, seen("T1", 120, 30), seen("T2", 120, 10)]
    assert calls(later)[:3] == calls(rows) == [(30, "NE"), (60, "NE"), (90, "PD")]


def test_the_subjects_of_a_study_have_their_own_baselines() -> None:
    """One subject without a baseline changes nothing for another."""
    rows = [seen("T1", 0, 50), seen("T1", 42, 30), seen("T1", 30, 50) | {"subject": "P2"}]
    found = judge(rows).responses.select("subject", "day", "overall_response").rows()
    assert found == [("P1", 42, "PR"), ("P2", 30, "NE")]


# ------------------------------------------------------------------------------------------------------- lesions


def test_a_target_that_comes_late_is_not_summed() -> None:
    """Targets are chosen at baseline; one that begins later is left out, and the study is told."""
    rows = [*BASELINE, seen("T1", 42, 50), seen("T2", 42, 50), seen("T3", 42, 80)]
    assert calls(rows) == [(42, "SD")]
    assert rules(rows) == [("ASSESS04", "warning")]


def test_a_lesion_that_is_there_at_baseline_is_not_new() -> None:
    """Called new at baseline, it is a non-target from then on."""
    rows = [seen("T1", 0, 50), seen("NEW1", 0, 20), seen("T1", 42, 50), seen("NEW1", 42, 20)]
    found = judge(rows).responses
    assert found.select("overall_response", "nontarget_response", "new_lesion").rows() == [
        ("SD", "NON-CR/NON-PD", "none")
    ]


def test_of_two_readings_in_one_visit_the_last_day_counts() -> None:
    """A lesion seen twice under one label within the window is judged by its later reading, and the study is told."""
    rows = [seen("T1", 0, 50, "BASELINE"), seen("T1", 28, 50, "WEEK 4"), seen("T1", 31, 30, "WEEK 4")]
    assert calls(rows) == [(28, "PR")]
    assert rules(rows) == [("ASSESS03", "warning")]


def test_too_many_new_lesions_are_refused() -> None:
    """More new lesions than can be followed by name are an error that names the subject."""
    rows = [seen("T1", 0, 50), *(seen(f"NEW{number}", 42, 20) for number in range(63))]
    with pytest.raises(EbbtideError, match="P1: 63 different new lesions"):
        judge(rows)


# --------------------------------------------------------------------------------------------------- the interval


def test_an_interval_runs_from_the_first_image_that_shows_the_progression() -> None:
    """A new lesion found five days into a visit opens the iUPD on that day."""
    rows = [
        seen("T1", 0, 50, "BASELINE"), seen("T1", 28, 50, "WEEK 4"), seen("NEW1", 33, 20, "WEEK 4"),
        seen("T1", 60, 50, "WEEK 8"), seen("NEW1", 60, 20, "WEEK 8"), seen("NEW2", 60, 20, "WEEK 8"),
    ]  # fmt: skip
    later = [row | {"day": 61} if row["day"] == 60 else row for row in rows]
    assert calls(rows, "irecist") == [(28, "iUPD"), (60, "IGNORED")]
    assert calls(later, "irecist") == [(28, "iUPD"), (61, "iCPD")]


def test_an_interval_ends_with_the_first_image_of_the_later_visit() -> None:
    """A confirming lesion scanned on day 30 does not help a visit that began on day 27."""
    rows = [
        seen("T1", 0, 50, "BASELINE"), seen("T1", 28, 60, "WEEK 4"),
        seen("NT1", 0, 10, "BASELINE"), seen("NT1", 55, 10, "WEEK 8"), seen("T1", 58, 70, "WEEK 8"),
    ]  # fmt: skip
    assert calls(rows, "irecist") == [(28, "iUPD"), (55, "IGNORED")]


def test_an_interval_ends_with_the_first_image_also_where_that_has_no_label() -> None:
    """An unlabelled scan that joins a visit is as much its first image as a labelled one."""
    rows = [
        seen("T1", 0, 50, "BASELINE"), seen("T1", 28, 60, "WEEK 4"),
        seen("NEW1", 54, 20), seen("T1", 58, 70, "WEEK 8"),
    ]  # fmt: skip
    assert [word for _, word in calls(rows, "irecist")] == ["iUPD", "IGNORED"]


def test_a_response_is_dated_to_its_last_image() -> None:
    """The 28 days to its confirmation run from the image that completed it."""
    options = Options(confirmation_required=True)
    rows = [
        seen("T1", 0, 50, "BASELINE"), seen("T2", 0, 50, "BASELINE"),
        seen("T1", 28, 30, "WEEK 4"), seen("T2", 33, 30, "WEEK 4"),
        seen("T1", 60, 30, "WEEK 8"), seen("T2", 60, 30, "WEEK 8"),
        seen("T1", 99, 36, "WEEK 12"), seen("T2", 99, 35, "WEEK 12"),
    ]  # fmt: skip
    later = [row | {"day": 61} if row["day"] == 60 else row for row in rows]
    assert [word for _, word in calls(rows, options=options)] == ["PR", "PR", "SD"]
    assert [word for _, word in calls(later, options=options)] == ["PR", "PR", "PR"]


# --------------------------------------------------------------------------------------------------- the readers


def test_readers_are_judged_apart() -> None:
    """Each reader has a baseline, a nadir and a set of lesions, and another reader's change nothing."""
    one = [seen("T1", day, size, reader="R1") for day, size in ((0, 50), (42, 30), (84, 36))]
    two = [seen("T1", day, size, reader="R2") for day, size in ((0, 30), (42, 50), (84, 20))]
    found = judge([*one, *two]).responses
    assert found.select("reader", "day", "overall_response").rows() == [
        ("R1", 42, "PR"), ("R1", 84, "PD"), ("R2", 42, "PD"), ("R2", 84, "PR"),
    ]  # fmt: skip
    alone = judge(two).responses
    assert found.filter(pl.col("reader") == "R2").rows() == alone.rows()


def test_notes_of_a_time_point_are_the_readers_own() -> None:
    """A new symptom that one reader notes does not confirm another's progression."""
    rows = [
        seen(name, day, size, reader=reader)
        for reader in ("R1", "R2")
        for name, day, size in (("T1", 0, 50), ("T1", 42, 60), ("T1", 50, 60), ("NEW1", 50, 20))
    ]
    notes = [{"subject": "P1", "reader": "R2", "day": 50, "new_symptom": True}]
    found = ebbtide.assess(study_of(rows, notes), criteria=["irecist"]).responses
    assert found["overall_response"].to_list() == ["iUPD", "IGNORED", "iUPD", "iCPD"]
