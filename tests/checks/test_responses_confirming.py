"""R14 and R15: confirmations of an iRECIST progression, in small tables and in public data."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

import ebbtide
from ebbtide.checks import Examined, query_list
from ebbtide.checks.responses import CHECKS
from tests.checks.responses_told import Row, asked, at, call, lesion, said, seen, study_of, sums

PUBLIC: Final = Path(__file__).parent / "data" / "pharmaverse-irecist"


def irecist(*words: str) -> list[Row]:
    """Report iRECIST responses every 4 weeks."""
    return said(*words, criterion="irecist")


def test_a_confirmation_needs_an_open_iupd() -> None:
    """An iCPD without iUPD, or after an iSD has closed it, is an error; NE between leaves it open."""
    [first] = asked("R14", study_of(reported=irecist("iSD", "iCPD")))
    assert (first["visit"], first["severity"]) == ("Week 8", "error")
    assert "No iUPD was entered before it." in first["message"]
    [closed] = asked("R14", study_of(reported=irecist("iUPD", "iSD", "iCPD")))
    assert "was closed by iSD (Week 8), which resets the bar" in closed["message"]
    assert asked("R14", study_of(reported=irecist("iUPD", "NE", "iCPD"))) == []
    assert asked("R14", study_of(reported=irecist("iUPD", "iSD", "iUPD", "iCPD", "iCPD"))) == []


def test_an_ne_closes_the_episode_where_the_study_says_so() -> None:
    """Under `ne_breaks_episode` an iCPD after iUPD and NE has no open iUPD."""
    study = study_of(reported=irecist("iUPD", "NE", "iCPD"), options={"ne_breaks_episode": True})
    assert len(asked("R14", study)) == 1


@pytest.mark.parametrize(("days", "severities"), [(27, ["error"]), (28, []), (56, []), (57, ["query"])])
def test_a_confirmation_comes_between_four_and_eight_weeks(days: int, severities: list[str]) -> None:
    """Before 28 days it is an error, after 56 a question."""
    late = {**call("iCPD", 8, criterion="irecist"), "day": 28 + days, "visit": "later"}
    found = asked("R14", study_of(reported=[call("iUPD", 4, criterion="irecist"), late]))
    assert [query["severity"] for query in found] == severities
    assert all(f"iCPD was entered {days} days after the iUPD of Week 4" in query["message"] for query in found)


def test_the_window_may_be_missed_by_the_days_of_the_option() -> None:
    """`early_variance_days` lets 26 and 58 days pass."""
    for day in (54, 86):
        rows = [call("iUPD", 4, criterion="irecist"), {**call("iCPD", 8, criterion="irecist"), "day": day}]
        assert asked("R14", study_of(reported=rows, options={"early_variance_days": 2})) == []


def test_a_new_symptom_with_one_more_lesion_may_confirm_early() -> None:
    """After 14 days iCPD stands only if a new symptom led to the scan and it shows a new lesion."""
    iupd = call("iUPD", 4, criterion="irecist")
    symptom = [{**at(6), "new_symptom": True}]
    with_new = call("iCPD", 6, criterion="irecist", new="unequivocal")
    assert asked("R14", study_of(reported=[iupd, with_new], timepoints=symptom)) == []
    assert len(asked("R14", study_of(reported=[iupd, with_new]))) == 1
    assert len(asked("R14", study_of(reported=[iupd, call("iCPD", 6, criterion="irecist")], timepoints=symptom))) == 1


def test_a_smaller_sum_confirms_nothing() -> None:
    """70 mm at the iUPD and 65 mm at the iCPD, without anything else, is an error."""
    study = study_of(measurements=sums(50, 70, 65), reported=irecist("iUPD", "iCPD"))
    [query] = asked("R14", study)
    assert "the target sum 65 mm is smaller than 70 mm at the iUPD of Week 4" in query["message"]
    other = study_of(
        measurements=sums(50, 70, 65),
        reported=[call("iUPD", 4, criterion="irecist"), call("iCPD", 8, criterion="irecist", new="unequivocal")],
    )
    assert asked("R14", other) == []


@pytest.mark.parametrize(("length", "fires"), [(75.0, False), (74.999, True)])
def test_a_confirmation_by_targets_needs_five_millimetres_more(length: float, *, fires: bool) -> None:
    """From 70 mm at the iUPD 75 mm confirms, a micrometre less does not."""
    found = asked("R15", study_of(measurements=sums(50, 70, length), reported=irecist("iUPD", "iCPD")))
    assert bool(found) is fires
    if found:
        assert found[0]["severity"] == "error"
        assert "iCPD was entered for the iUPD of Week 4" in found[0]["message"]
        assert "The target sum was 70 mm and is 74.999 mm: +4.999 mm (+7.1 %)" in found[0]["message"]
        assert "The measurements give iUPD" in found[0]["message"]


def test_growth_of_new_lesions_adds_up() -> None:
    """20, 24 and 26 mm: +4 mm does not confirm and +6 mm since the first iUPD does (EORTC, new lesions)."""
    rows = [*sums(50, 50, 50, 50), *lesion("N01", 20, 24, 26, first=4, role="new")]
    [missed] = asked("R15", study_of(measurements=rows, reported=irecist("iUPD", "iUPD", "iUPD")))
    assert missed["visit"] == "Week 12"
    assert "The sum of the new lesions was 20 mm and is 26 mm: +6 mm (+30.0 %)" in missed["message"]
    assert "Expected iCPD" in missed["message"]
    assert asked("R15", study_of(measurements=rows, reported=irecist("iUPD", "iUPD", "iCPD"))) == []


def test_any_further_increase_of_a_nontarget_confirms() -> None:
    """A non-target that only stays progressed confirms nothing; one that has increased again does."""
    for last, fires in (("present", True), ("increased", False)):
        rows = [*sums(50, 50, 50), *seen("NT01", "present", "unequivocal_progression", last)]
        assert bool(asked("R15", study_of(measurements=rows, reported=irecist("iUPD", "iCPD")))) is fires


SEQUENCES: Final = {
    "01-701-1015": "iUPD",
    "01-701-1028": "iUPD iCPD iSD",
    "01-701-1034": "iUPD iSD NON-iCR/NON-iUPD",
    "01-701-1097": "NE",
    "01-701-1115": "iUPD",
    "01-701-1118": "iUPD iSD iSD iUPD",
    "01-701-1130": "iUPD iCR iCR iUPD",
    "01-701-1133": "iSD iPR iPR iUPD",
    "01-701-1146": "iUPD",
    "01-701-1148": "iPR iUPD NON-iCR/NON-iUPD iUPD",
    "01-701-1153": "iSD iCR iPR iPR iSD",
    "01-701-1203": "iPR iSD iPR iPR",
    "01-701-1211": "iPR iCR",
    "01-701-1239": "iCR iPR iUPD iPR",
    "01-701-1275": "iSD iCR",
    "01-701-1287": "iPR iSD iPR iUPD",
    "01-701-1294": "iUPD NE",
    "01-701-1302": "iSD NE",
    "01-701-1345": "iSD iCR NON-iCR/NON-iUPD iSD",
    "01-701-1363": "iCR iUPD iPR iUPD",
    "01-701-1383": "iPR NE NE iUPD",
    "01-701-1415": "iUPD iCR NE NE",
    "01-702-1082": "iUPD iCPD",
    "01-703-1076": "iUPD iSD",
    "01-703-1086": "iPR NE",
    "01-703-1119": "iCR NE",
}
"""Every subject's overall responses in order of days, written down from RS by hand."""

ILLEGAL: Final = {
    # iSD on day 124 after iCPD.
    "01-701-1028": {("R16", "WEEK 18")},
    # iCPD 72 days after its iUPD.
    "01-702-1082": {("R14", "WEEK 12")},
    # A complete response that PR, PR or NON-CR/NON-PD follows.
    "01-701-1153": {("R08", "UNSCHEDULED 9.3")},
    "01-701-1239": {("R08", "WEEK 12")},
    "01-701-1345": {("R08", "WEEK 18 (T)")},
}
"""What is wrong with the sequences: after iCPD nothing but iCPD or NE; iCPD after an open iUPD, 28 to 56 days later."""

SWAPPED: Final = {("01-701-1034", "WEEK 18"), ("01-701-1148", "WEEK 18 (T)"), ("01-701-1345", "WEEK 18 (T)")}
"""Where the parts are iSD/iSD, iPR/iPR and iSD/iSD and the overall response NON-iCR/NON-iUPD."""

IMPOSSIBLE: Final = {
    # A first new lesion with NE, and with iSD.
    ("01-701-1097", "WEEK 6"),
    ("01-701-1302", "WEEK 6"),
    # Target iSD, non-target NE, no new lesion and no open episode, after iCR, is iSD and not NE.
    ("01-701-1415", "WEEK 24"),
}


def public() -> Examined:
    """Read the public responses under iRECIST."""
    return Examined.of(ebbtide.read_study(PUBLIC))


def test_the_sequences_of_the_public_data_are_those_written_down() -> None:
    """The list by hand is the list that is read."""
    kept = public().reported.drop_nulls("overall_response").sort("subject", "day")
    found = kept.group_by("subject", maintain_order=True).agg("overall_response").rows()
    assert {subject: " ".join(words) for subject, words in found} == SEQUENCES


def test_the_illegal_sequences_are_found_and_no_others() -> None:
    """R08, R14 and R16 speak of five subjects, each of its own visit."""
    wanted = [check for check in CHECKS if check.id in ("R08", "R09", "R14", "R15", "R16")]
    found: dict[str, set[tuple[str, str]]] = {}
    for row in query_list(public(), wanted).iter_rows(named=True):
        found.setdefault(row["subject"], set()).add((row["check"], row["visit"]))
    assert found == ILLEGAL


def test_the_swapped_visits_are_found_and_no_others() -> None:
    """R02 says of exactly three visits that two responses look swapped."""
    [check] = [check for check in CHECKS if check.id == "R02"]
    rows = query_list(public(), [check]).to_dicts()
    swapped = {(row["subject"], row["visit"]) for row in rows if "look swapped" in row["message"]}
    others = {(row["subject"], row["visit"]) for row in rows if "look swapped" not in row["message"]}
    assert (swapped, others) == (SWAPPED, IMPOSSIBLE)


def test_the_one_that_closed_the_episode_is_named() -> None:
    """Where an NE closes an episode the query says so, and does not blame the iUPD."""
    study = study_of(reported=irecist("iUPD", "NE", "iCPD"), options={"ne_breaks_episode": True})
    [query] = asked("R14", study)
    assert "The iUPD before it (Week 4) was closed by an assessment that was NE" in query["message"]


def test_an_incomplete_sum_that_confirms_is_not_smaller() -> None:
    """A sum that lacks a target and has grown over the nadir by itself confirms, whatever the whole sum was before."""
    rows = [*sums(40, 70, None), *lesion("T02", 50, 60, 125)]
    assert asked("R14", study_of(measurements=rows, reported=irecist("iUPD", "iCPD"))) == []
