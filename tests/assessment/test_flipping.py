"""How far a call is from being another: asked of the rules, and true to the micrometre."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ebbtide
from ebbtide import Options
from tests.criteria.histories import judged, study_of
from tests.strategies import Patient, complete_patients

if TYPE_CHECKING:
    from tests.criteria.histories import History

FLIP: Final = re.compile(r"Flips to (?P<word>\S+) at (?P<change>[+-][\d.]+) mm: a target sum of (?P<total>[\d.]+) mm\.")
BY_SUM: Final = ("recist-1.0", "recist-1.1", "irrecist", "irecist", "imrecist", "mrecist", "choi")


class Told(NamedTuple):
    """A flip as it was told: the other call, the change and the sum, µm."""

    word: str
    change: int
    total: int


def micrometres(text: str) -> int:
    """Read a length in mm."""
    whole, _, part = text.lstrip("+-").partition(".")
    return (-1 if text.startswith("-") else 1) * (1_000 * int(whole) + int(part.ljust(3, "0")))


def told(lines: tuple[str, ...]) -> list[Told]:
    """Read the flips of an explanation."""
    found = [FLIP.fullmatch(line) for line in lines]
    assert None not in found, lines
    return [Told(one["word"], micrometres(one["change"]), micrometres(one["total"])) for one in found if one]


def flips(history: History, criterion: str, day: int, options: Options | None = None) -> list[Told]:
    """Read the flips of one call."""
    [found] = judged(history, criterion, options=options).explanations("S1", day=day)
    return told(found.flips)


def test_a_call_tells_its_nearest_neighbours() -> None:
    """Stable disease is so far from a response and so far from progression."""
    history: History = {"T1": {0: 60_000, 42: 50_000}, "T2": {0: 40_000, 42: 40_000}}
    assert flips(history, "recist-1.1", 42) == [Told("PR", -20_000, 70_000), Told("PD", 30_000, 120_000)]


def test_progression_tells_what_would_undo_it() -> None:
    """One micrometre below the limit it would be stable disease."""
    assert flips({"T1": {0: 42_470, 28: 90_730}}, "irecist", 28) == [Told("iSD", -39_767, 50_963)]


def test_an_open_progression_tells_what_would_confirm_it() -> None:
    """Downwards the bar is reset, upwards it is confirmed 5 mm over the sum of the iUPD."""
    history: History = {"T1": {0: 50_000, 42: 60_000, 84: 62_000}}
    assert flips(history, "irecist", 84) == [Told("iSD", -2_001, 59_999), Told("iCPD", 3_000, 65_000)]


def test_a_new_lesion_in_the_burden_is_kept_out_of_the_target_sum() -> None:
    """The sum that is told is the targets' alone, whatever the burden holds beside it."""
    history: History = {"T1": {0: 100_000, 42: 90_000}, "NEW1": {42: 20_000}}
    assert flips(history, "imrecist", 42) == [Told("PR", -40_000, 50_000), Told("PD", 10_000, 100_000)]


def test_areas_flip_in_areas() -> None:
    """Where products are summed, so are the distances; here a lesion is a micrometre wide, so that areas are exact."""
    history: History = {"T1": {0: (1_000_000, 1), 42: (900_000, 1)}}
    [found] = judged(history, "mwho").explanations("S1", day=42)
    assert found.flips == (
        "Flips to PR at -0.4 mm2: a target sum of 0.5 mm2.",
        "Flips to PD at +0.35 mm2: a target sum of 1.25 mm2.",
    )


@pytest.mark.parametrize(
    ("criterion", "history"),
    [
        ("recist-1.1", {"T1": {0: 50_000, 42: "not_evaluable"}}),
        ("recist-1.1", {"T1": {0: 50_000, 42: 0}}),
        ("recist-1.1", {"NT1": {0: "present", 42: "present"}}),
        ("who", {"T1": {0: 50_000, 42: 50_000}}),
        ("irecist", {"T1": {0: 50_000, 42: 60_000, 50: 60_000}}),
        ("irecist", {"T1": {0: 50_000, 42: 60_000, 84: 65_000}}),
    ],
)
def test_nothing_is_told_where_no_sum_decides(criterion: str, history: History) -> None:
    """Without a complete sum, once all is gone, where single lesions decide and once confirmed there is no distance."""
    assert flips(history, criterion, max(history[next(iter(history))])) == []


def test_a_node_flips_to_a_complete_response_below_10_mm() -> None:
    """One node of 12 mm is 2.001 mm from normal."""
    assert flips({"T1node": {0: 20_000, 42: 12_000}}, "recist-1.1", 42)[0] == Told("CR", -2_001, 9_999)


def test_growth_from_baseline_flips_at_its_own_limit() -> None:
    """Where Choi measures growth from baseline, the flip to progression is there."""
    history: History = {"T1": {0: 100_000, 42: 80_000, 84: 95_000}}
    told_flips = flips(history, "choi", 84, Options(choi_pd_reference="baseline"))
    assert told_flips == [Told("PR", -5_000, 90_000), Told("PD", 15_000, 110_000)]


@given(complete_patients(), st.sampled_from(BY_SUM))
def test_every_flip_is_where_it_is_told_to_be(patient: Patient, criterion: str) -> None:
    """At the told sum the call is the told one, and one micrometre before it is still what it was."""
    for found in explain(patient, criterion):
        for flip in told(found.flips):
            at_flip = shifted(patient, found.day, flip.change)
            nearer = flip.change + (1 if flip.change < 0 else -1)
            before = shifted(patient, found.day, nearer)
            if at_flip is not None:
                assert call_on(at_flip, criterion, found.day) == flip.word
            if before is not None and nearer:
                assert call_on(before, criterion, found.day) == found.overall_response


def explain(patient: Patient, criterion: str) -> list[Any]:
    """Explain every call of a patient."""
    return ebbtide.assess(study_of(patient.rows), criteria=[criterion], explanations=False).explanations("S1")


def call_on(patient: Patient, criterion: str, day: int) -> str:
    """Give the call of one day."""
    found = ebbtide.assess(study_of(patient.rows), criteria=[criterion], explanations=False).responses
    return str(dict(found.select("day", "overall_response").rows())[day])


def shifted(patient: Patient, day: int, change: int) -> Patient | None:
    """Give one target of a day another length; None where none can take the change and still be there."""
    targets = [row for row in patient.rows if row["day"] == day and row["role"] == "target"]
    alone = len(targets) == 1
    for row in targets:
        length = row["longest_um"] + change
        if length > 0 or (length == 0 and alone):
            changed = row | {"longest_um": length, "state": "measured" if length else "absent"}
            return Patient([changed if one is row else one for one in patient.rows], patient.notes)
    return None
