"""Laws of sameness: the same patient, written down another way, is judged the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from hypothesis import assume, given
from hypothesis import strategies as st

import ebbtide
from ebbtide.study import Study
from tests.criteria.histories import study_of, tidy
from tests.strategies import Patient, complete_patients, patients

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

WITHOUT_SIZES: Final = ("who", "mwho", "recist-1.0", "choi")
"""Criteria in which no limit is a number of millimetres."""
BY_LENGTH: Final = ("recist-1.0", "recist-1.1", "irrecist", "irecist", "imrecist", "mrecist", "choi")
SETTLED: Final = ("iCR", "iPR", "iSD", "NON-iCR/NON-iUPD", "NED")


def judge(rows: Sequence[dict[str, Any]], criteria: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """Judge rows and give the rows of the responses."""
    return ebbtide.assess(study_of(rows), criteria=criteria, explanations=False).responses.rows(named=True)


@given(patients(noted=False), st.randoms(use_true_random=False))
def test_the_names_of_lesions_change_nothing(patient: Patient, chance: Random) -> None:
    """Lesions under other names, in another alphabetical order, give the same calls."""
    new = {row["lesion"] for row in patient.rows if row["role"] == "new"}
    organs = [row["organ"] for row in patient.rows if row["role"] == "new" and row["organ"]]
    assume(len(new) < 2 or not organs)  # of two new lesions of one size in one organ the name decides which is followed
    names = sorted({row["lesion"] for row in patient.rows})
    others = chance.sample([f"L{number}" for number in range(len(names))], len(names))
    called = dict(zip(names, others, strict=True))
    assert judge(patient.rows) == judge([row | {"lesion": called[row["lesion"]]} for row in patient.rows])


@given(complete_patients(), st.sampled_from((2, 3, 10)))
def test_criteria_of_percentages_know_no_size(patient: Patient, factor: int) -> None:
    """Where no limit is in millimetres, a patient so many times as large is called the same."""
    sizes = ("longest_um", "perpendicular_um")
    larger = [
        row | {name: factor * row[name] for name in sizes if row.get(name) is not None}
        for row in patient.rows
        if row["state"] != "too_small"
    ]
    plain = [row for row in patient.rows if row["state"] != "too_small"]
    words = [(row["target_response"], row["overall_response"]) for row in judge(plain, WITHOUT_SIZES)]
    assert words == [(row["target_response"], row["overall_response"]) for row in judge(larger, WITHOUT_SIZES)]


@given(complete_patients())
def test_a_printed_sum_is_judged_as_its_lesion(patient: Patient) -> None:
    """One target, or the sum that a case report prints of it, gives the same calls and numbers."""
    rows = [row for row in patient.rows if row["lesion"] == "T1"]
    printed = tidy(
        ({"subject": "S1", "day": row["day"], "target_sum_um": row["longest_um"]} for row in rows), "timepoints"
    )
    found = ebbtide.assess(Study("sums", {"timepoints": printed}), explanations=False).responses
    assert judge(rows) == found.rows(named=True)


@given(complete_patients(), st.integers(1, 9))
def test_a_lesion_in_two_pieces_is_judged_as_one(patient: Patient, tenths: int) -> None:
    """Fragments whose lengths add up to the lesion's give its calls, under every criterion of lengths."""
    rows = []
    for row in patient.rows:
        length = row.get("longest_um") or 0
        part = length * tenths // 10
        if row["lesion"] != "T1" or row["day"] == 0 or not 0 < part < length:
            rows.append(row)
            continue
        rows += [row | {"lesion": "T1.1", "longest_um": part}, row | {"lesion": "T1.2", "longest_um": length - part}]
    assert judge(rows, BY_LENGTH) == judge(patient.rows, BY_LENGTH)


@given(patients())
def test_hindsight_says_what_the_later_calls_say(patient: Patient) -> None:
    """An iUPD is confirmed by an iCPD, disregarded by a response or stable disease, whichever comes first."""
    found = ebbtide.assess(study_of(patient.rows, patient.notes), criteria=["irecist"], explanations=False)
    calls = found.responses.select("day", "overall_response").rows()
    settled = {
        day: (outcome, known) for day, outcome, known in found.settled.select("day", "outcome", "known_day").rows()
    }
    for place, (day, word) in enumerate(calls):
        if word == "iCPD":
            return
        if word != "iUPD":
            assert day not in settled
            continue
        later = [(when, then) for when, then in calls[place + 1 :] if then == "iCPD" or then in SETTLED]
        expected = ("unconfirmed", None)
        if later:
            expected = ("confirmed" if later[0][1] == "iCPD" else "disregarded", later[0][0])
        assert settled[day] == expected
