"""Laws that hold for every patient: what may never happen, whatever the readings are."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Literal

import polars as pl
from hypothesis import assume, example, given
from hypothesis import strategies as st

import ebbtide
from ebbtide import Options
from ebbtide.criteria import CRITERIA
from tests.criteria.histories import rows_of, study_of
from tests.strategies import Patient, patients, sizes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from random import Random

IDS: Final = tuple(criterion.id for criterion in CRITERIA)
AS_I: Final = {"CR": "iCR", "PR": "iPR", "SD": "iSD", "PD": "iUPD", "NON-CR/NON-PD": "NON-iCR/NON-iUPD"}
RANKS: Final = {"CR": 1, "PR": 2, "SD": 3, "NC": 3, "PD": 4, "NE": 5}
READINGS: Final = (
    Options(),
    Options(confirmation_required=True, confirm_days=56),
    Options(ne_impute="last_value"),
    Options(ne_impute="lower_bound_zero", confirmation_required=True),
)
"""Options that RECIST 1.1 and iRECIST share."""
SETTLED: Final = ("iCR", "iPR", "iSD", "NON-iCR/NON-iUPD", "NED")
"""Calls of iRECIST that end an open progression."""

TARGET_CLAUSES: Final = {
    "TARGETS_GONE": "CR",
    "SUM_FELL": "PR",
    "DENSITY_FELL": "PR",
    "RESPONSE_HELD": "PR",
    "SUM_BETWEEN": "SD",
    "SUM_ROSE": "PD",
    "LESION_ROSE": "PD",
    "TARGET_REAPPEARED": "PD",
    "TARGET_NOT_ASSESSED": "NE",
    "TARGET_TREATED": "NE",
    "METHOD_DIFFERS": "NE",
    "NO_BASELINE_SUM": "NE",
    "BURDEN_NOT_ASSESSED": "NE",
}
"""The reasons that decide the target response, and what each decides."""


def judge(
    people: Iterable[Patient], criteria: Sequence[str] = IDS, options: Options | None = None
) -> list[dict[str, Any]]:
    """Judge patients and give the rows of their responses."""
    people = list(people)
    rows = [row for patient in people for row in patient.rows]
    study = study_of(rows, [row for patient in people for row in patient.notes])
    return ebbtide.assess(study, criteria=criteria, options=options, explanations=False).responses.rows(named=True)


def plain(word: str | None) -> str:
    """Take the prefix of a family of criteria off a response word."""
    bare = (word or "").removeprefix("ir").removeprefix("i")
    return {"UPD": "PD", "CPD": "PD", "NC": "SD"}.get(bare, bare)


def without_subject(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave the name of the subject out of responses."""
    return [{name: value for name, value in row.items() if name != "subject"} for row in rows]


@given(patients())
def test_a_prefix_of_the_history_gives_a_prefix_of_the_calls(patient: Patient) -> None:
    """No later scan changes a word, a number, a reason or a flag of an earlier call."""
    days = patient.days[1:]
    assume(days)
    found = judge(patient.until(day).named(f"until {day:04d}") for day in days)
    by_cut = {day: without_subject(row for row in found if row["subject"] == f"until {day:04d}") for day in days}
    for day in days:
        assert by_cut[day] == [row for row in by_cut[days[-1]] if row["day"] <= day]


@given(patients(), patients(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_subjects_changes_nothing(one: Patient, other: Patient, chance: Random) -> None:
    """Rows in any order, of one subject or of several, give the same calls in the same order."""
    people = [one.named("A"), other.named("B")]
    rows = [row for patient in people for row in patient.rows]
    notes = [row for patient in people for row in patient.notes]
    mixed = Patient(chance.sample(rows, len(rows)), chance.sample(notes, len(notes)))
    together = judge([mixed])
    assert together == judge(people)
    assert [row for row in together if row["subject"] == "A"] == judge([one.named("A")])


@given(patients(noted=False))
def test_units_change_nothing(patient: Patient) -> None:
    """Lengths in centimetres, millimetres or micrometres, as text or as exact numbers, give the same calls."""
    spoken = [in_unit(patient, "mm", 3), in_unit(patient, "cm", 4), in_unit(patient, "um", 0)]
    found = [ebbtide.assess(frame, explanations=False).responses.rows() for frame in spoken]
    assert found[0] == found[1] == found[2]


def in_unit(patient: Patient, unit: str, places: int) -> pl.DataFrame:
    """Write a patient's readings down as a person would, lengths as text in a unit."""

    def text(length: int | None) -> str | None:
        return None if length is None else f"{Decimal(length).scaleb(-places):f}"

    return pl.DataFrame(
        [
            {name: row.get(name) for name in ("subject", "lesion", "role", "day", "state", "nodal", "organ")}
            | {f"{name}_{unit}": text(row.get(f"{name}_um")) for name in ("longest", "perpendicular")}
            for row in patient.rows
        ],
        schema_overrides=dict.fromkeys(("organ", f"longest_{unit}", f"perpendicular_{unit}"), pl.String),
    )


@given(st.data(), patients(targets=1))
def test_a_larger_target_is_never_judged_better(data: st.DataObject, patient: Patient) -> None:
    """Raising one follow-up value never improves the target response of its time point, under any criterion."""
    measured = [row for row in patient.rows if row["role"] == "target" and row["day"] > 0 and "longest_um" in row]
    assume(measured)
    row = data.draw(st.sampled_from(measured))
    larger = data.draw(sizes(row["longest_um"]).filter(lambda size: size > row["longest_um"]))
    raised = row | {"longest_um": larger, "state": "measured"}
    if row["nodal"]:
        raised["perpendicular_um"] = row["perpendicular_um"] + larger - row["longest_um"]
    after = Patient([raised if one is row else one for one in patient.rows], patient.notes)
    day = row["day"]
    pairs = zip(judge([patient.until(day)]), judge([after.until(day)]), strict=True)
    for before, now in pairs:
        if before["day"] != day:
            assert before == now
            continue
        for column in ("target_response", "target_numeric"):
            was, is_now = plain(before[column]), plain(now[column])
            assert RANKS[is_now] >= RANKS[was] or (was == "NE" and is_now == "PD"), (before, now)


@given(patients())
def test_confirmed_progression_follows_unconfirmed(patient: Patient) -> None:
    """Before the first iCPD there is an iUPD, with nothing between but iUPD, NE and ignored scans."""
    words = [row["overall_response"] for row in judge([patient], ["irecist"])]
    if "iCPD" in words:
        before = words[: words.index("iCPD")]
        last_settled = max((place for place, word in enumerate(before) if word in SETTLED), default=-1)
        assert "iUPD" in before[last_settled + 1 :]


@given(patients(), st.sampled_from((0, 2, 7)))
def test_nothing_is_confirmed_before_28_days_but_by_the_exception(patient: Patient, variance: int) -> None:
    """An iCPD comes 28 days less the variance after the first iUPD, or with a new symptom and one more new lesion."""
    opened: int | None = None
    symptoms = {row["day"] for row in patient.notes if row.get("new_symptom")}
    for row in judge([patient], ["irecist"], Options(early_variance_days=variance)):
        word, day = row["overall_response"], row["day"]
        if word in SETTLED:
            opened = None
        elif word == "iUPD" and opened is None:
            opened = day
        elif word == "iCPD":
            assert opened is not None
            if day - opened < 28 - variance:
                assert day in symptoms
                assert {"CONFIRMED_EARLY_SYMPTOM", "NEW_LESION"} <= set(row["reasons"].split())
            return


RETURNED_WHILE_ANOTHER_WAS_MISSED: Final = Patient(
    rows_of({"T1node": {0: 15_000, 42: 7_500, 84: "not_evaluable"}, "T2node": {0: 15_000, 42: 7_500, 84: 12_500}}), []
)


@given(patients(changing=False, noted=False), st.integers(28, 90))
@example(RETURNED_WHILE_ANOTHER_WAS_MISSED, 28)
def test_identical_data_neither_open_nor_leave_an_unconfirmed_progression(patient: Patient, gap: int) -> None:
    """The same findings again never turn a response into an iUPD, nor an iUPD into a response or an iCPD.

    Where targets were missed they may turn it into NE, which leaves the question open.
    """
    last = patient.days[-1]
    again = [row | {"day": last + gap} for row in patient.rows if row["day"] == last]
    assume(last > 0)
    words = [row["overall_response"] for row in judge([Patient(patient.rows + again, [])], ["irecist"])]
    if "iCPD" not in words[:-1] and words[-2] != "IGNORED":
        assert words[-1] != "iCPD"
        assert words[-1] == words[-2] or (words[-2], words[-1]) == ("iUPD", "NE"), words


@given(patients(targets=1))
def test_targets_that_are_gone_are_a_complete_response(patient: Patient) -> None:
    """Where every target was seen and none is left, the target response is complete and never progression."""
    targets = {row["lesion"] for row in patient.rows if row["role"] == "target"}
    for row in judge([patient], ["recist-1.1", "irecist", "recist-1.0", "choi", "mrecist"]):
        ruled = row["criterion"] in ("recist-1.1", "irecist", "mrecist")
        looks = [one for one in patient.rows if one["day"] == row["day"] and one["role"] == "target"]
        gone = len(looks) == len(targets) and all(is_gone(one, nodes_may_stay=ruled) for one in looks)
        assert (plain(row["target_response"]) == "CR") == gone


def is_gone(row: dict[str, Any], *, nodes_may_stay: bool) -> bool:
    """Tell whether nothing of a target is left; a node below 10 mm may stay."""
    if row["state"] == "absent":
        return True
    size = row.get("perpendicular_um" if row["nodal"] else "longest_um")
    if size is None:
        return bool(row["state"] == "too_small" and row["nodal"] and nodes_may_stay)
    return size == 0 or bool(row["nodal"] and nodes_may_stay and size < 10_000)


@given(patients(), st.sampled_from(READINGS))
def test_irecist_is_recist_1_1_until_the_first_progression(patient: Patient, options: Options) -> None:
    """Up to the first progression every word and number is the same but for the prefix, under every shared option."""
    found = judge([patient], ["recist-1.1", "irecist"], options)
    for classic, immune in zip(found[::2], found[1::2], strict=True):
        word = classic["overall_response"]
        assert immune["overall_response"] == AS_I.get(word, word)
        assert plain(immune["target_response"]) == plain(classic["target_response"])
        for same in ("burden", "baseline", "nadir", "new_lesion"):
            assert immune[same] == classic[same]
        if word == "PD":
            return


@given(patients(targets=1))
def test_the_nadir_is_the_smallest_complete_sum_before(patient: Patient) -> None:
    """A call whose targets are NE never moves the nadir, nor does a partial sum; every other sum below it does."""
    found = judge([patient])
    for criterion in IDS:
        # Without a baseline sum the first complete one becomes the nadir, although its targets are NE.
        own = [row for row in found if row["criterion"] == criterion and row["baseline"] is not None]
        for row, later in pairwise(own):
            counts = plain(row["target_response"]) not in ("NE", "") and row["overall_response"] != "IGNORED"
            counts = counts and not {"PARTIAL_PD", "AFTER_iCPD"} & set(row["flags"].split())
            counts = counts and (criterion != "who" or is_complete(patient, row["day"]))
            lower = counts and row["burden"] is not None and row["burden"] < row["nadir"]
            assert later["nadir"] == (row["burden"] if lower else row["nadir"])


def is_complete(patient: Patient, day: int) -> bool:
    """Tell whether every target was seen on a day."""
    targets = [row for row in patient.rows if row["role"] == "target" and row["state"] != "not_evaluable"]
    return len([row for row in targets if row["day"] == day]) == len({row["lesion"] for row in targets})


@given(patients(targets=1))
def test_one_clause_decides_the_targets_and_agrees_with_the_verdict(patient: Patient) -> None:
    """Each call of targets has exactly one deciding reason, and it gives the very response that was called."""
    for row in judge([patient]):
        clauses = [name for name in row["reasons"].split() if name in TARGET_CLAUSES]
        assert [TARGET_CLAUSES[name] for name in clauses] == [plain(row["target_response"])]


@given(patients(targets=1), st.sampled_from(("lower_bound_zero", "last_value")))
def test_an_imputed_sum_is_never_a_response(patient: Patient, how: Literal["lower_bound_zero", "last_value"]) -> None:
    """An imputed call is SD, PD or NE, says that a target was not assessed, and leaves the nadir alone."""
    found = judge([patient], ["recist-1.1"], Options(ne_impute=how))
    for row, later in pairwise([*found, None]):
        if row is None or "IMPUTED" not in row["flags"].split():
            continue
        clauses = {name for name in row["reasons"].split() if name in TARGET_CLAUSES} - {"TARGET_NOT_ASSESSED"}
        assert "TARGET_NOT_ASSESSED" in row["reasons"].split()
        assert row["target_response"] in ("SD", "PD", "NE")
        assert [TARGET_CLAUSES[name] for name in clauses] == [row["target_response"]][: len(clauses)]
        assert later is None or later["nadir"] == row["nadir"]


A_NODE_THAT_GROWS_BELOW_10_MM: Final = Patient(
    rows_of({"T1node": {0: 15_000, 42: 1_000, 84: 9_000}, "T2": {0: 20_000, 42: 0, 84: "not_evaluable"}}), []
)


@given(patients())
@example(A_NODE_THAT_GROWS_BELOW_10_MM)
def test_a_row_that_says_not_done_is_no_row(patient: Patient) -> None:
    """A target or non-target that was not assessed is judged alike whether its row says so or is left out."""
    kept = [row for row in patient.rows if row["state"] != "not_evaluable" or row["role"] == "new"]
    assume({row["day"] for row in kept} == set(patient.days))
    assert judge([patient]) == judge([patient._replace(rows=kept)])
