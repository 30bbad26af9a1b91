"""The state of a lesion, from words and lengths."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tests.formats.support import Tidied, lesion, read_table, tidy


def one(*, role: str = "target", **columns: object) -> Tidied:
    """Read one lesion: usual on day 0, as given on day 42."""
    usual = {"longest_mm": "20"}
    given: dict[str, list[Any]] = {name: [usual.get(name), value] for name, value in columns.items()}
    base: dict[str, list[Any]] = {"longest_mm": ["20", None], "role": [role, role]}
    return tidy(lesion(**(base | given)))


def follow_up(tidied: Tidied) -> dict[str, Any]:
    """The reading of day 42."""
    return tidied.frame.row(1, named=True)


@pytest.mark.parametrize(
    ("role", "given", "state", "um", "rules"),
    [
        # a length says it
        ("target", {"longest_mm": "12"}, "measured", 12_000, []),
        ("target", {"longest_mm": "0"}, "absent", 0, []),
        ("nontarget", {"longest_mm": "12"}, "measured", 12_000, []),
        ("new", {"longest_mm": "12"}, "measured", 12_000, []),
        # nothing says it
        ("target", {}, "not_evaluable", None, ["READ30"]),
        ("nontarget", {}, "not_evaluable", None, ["READ30"]),
        ("new", {}, "not_evaluable", None, ["READ30"]),
        # a state without a length
        ("target", {"state": "too_small"}, "too_small", None, []),
        ("target", {"state": "absent"}, "absent", None, []),
        ("target", {"state": "not_done"}, "not_done", None, []),
        ("target", {"state": "merged"}, "merged", None, []),
        ("target", {"state": "present"}, "not_evaluable", None, ["READ30"]),
        ("target", {"state": "increased"}, "not_evaluable", None, ["READ30"]),
        ("target", {"state": "measured"}, "not_evaluable", None, ["READ30"]),
        ("nontarget", {"state": "increased"}, "increased", None, []),
        ("nontarget", {"state": "unequivocal_progression"}, "unequivocal_progression", None, []),
        ("nontarget", {"state": "measured"}, "present", None, ["READ30"]),
        ("new", {"state": "equivocal"}, "equivocal", None, []),
        ("new_target", {"state": "measured"}, "present", None, ["READ30"]),
        # both, in agreement
        ("target", {"state": "too_small", "longest_mm": "3"}, "too_small", 3_000, []),
        ("target", {"state": "present", "longest_mm": "12"}, "measured", 12_000, []),
        ("target", {"state": "measured", "longest_mm": "0"}, "absent", 0, []),
        ("nontarget", {"state": "present", "longest_mm": "12"}, "present", 12_000, []),
        ("target", {"state": "absent", "longest_mm": "0"}, "absent", 0, []),
        ("target", {"state": "present", "longest_mm": "TSTM"}, "too_small", None, []),
        # both, in contradiction
        ("target", {"state": "absent", "longest_mm": "12"}, "measured", 12_000, ["READ31"]),
        ("target", {"state": "not_evaluable", "longest_mm": "12"}, "not_evaluable", None, ["READ31"]),
        ("target", {"state": "merged", "longest_mm": "12"}, "merged", None, ["READ31"]),
        ("target", {"state": "too_small", "longest_mm": "0"}, "too_small", None, ["READ31"]),
        ("target", {"state": "present", "longest_mm": "0"}, "not_evaluable", None, ["READ30", "READ31"]),
        ("nontarget", {"state": "present", "longest_mm": "0"}, "present", None, ["READ31"]),
        ("target", {"state": "absent", "longest_mm": "NE"}, "absent", None, ["READ31"]),
    ],
)
def test_state_and_length_are_brought_together(
    role: str, given: dict[str, object], state: str, um: int | None, rules: list[str]
) -> None:
    """What the row bears out, and a finding for what it does not."""
    tidied = one(role=role, **given)
    assert (follow_up(tidied)["state"], follow_up(tidied)["longest_um"]) == (state, um)
    assert sorted(tidied.rules) == rules


def node(**columns: object) -> Tidied:
    """Read one target node: sound on day 0, as given on day 42."""
    given = {name: ["16" if name == "perpendicular_mm" else None, value] for name, value in columns.items()}
    base: dict[str, Any] = {"longest_mm": ["20", None], "perpendicular_mm": ["16", None], "nodal": ["yes", "yes"]}
    return tidy(lesion(**(base | given)))


@pytest.mark.parametrize(
    ("given", "state", "perpendicular", "rules"),
    [
        ({"perpendicular_mm": "9"}, "measured", 9_000, []),
        ({"perpendicular_mm": "0"}, "measured", 0, []),
        ({"perpendicular_mm": "7", "state": "absent"}, "absent", 7_000, []),
        ({"perpendicular_mm": "12", "state": "absent"}, "measured", 12_000, ["READ31"]),
        ({"perpendicular_mm": "TSTM"}, "too_small", None, []),
        ({"longest_mm": "12"}, "measured", None, ["READ32"]),
        ({}, "not_evaluable", None, ["READ30"]),
    ],
)
def test_a_node_keeps_its_real_short_axis(
    given: dict[str, object], state: str, perpendicular: int | None, rules: list[str]
) -> None:
    """A normal node is small and not gone; without a short axis it is noted."""
    tidied = node(**given)
    row = follow_up(tidied)
    assert (row["state"], row["perpendicular_um"]) == (state, perpendicular)
    assert sorted(tidied.rules) == rules


def test_viable_tumor_is_a_size() -> None:
    """A lesion measured only in its enhancing part is measured."""
    assert follow_up(one(viable_mm="12"))["state"] == "measured"


def test_findings_name_row_column_and_subject() -> None:
    """The place is the row of the file."""
    finding = one(state="not_evaluable", longest_mm="12").the("READ31")
    assert (finding.row, finding.column, finding.subject) == (3, "state", "P1")
    assert finding.problem == "12 mm contradicts the state not_evaluable and is not used"


def time_point(**columns: object) -> Tidied:
    """Read one time point: a sum of 100 mm on day 0, as given on day 42."""
    base: dict[str, list[Any]] = {"subject": ["P1", "P1"], "day": [0, 42], "target_sum_mm": ["100", None]}
    given = {name: ["100" if name == "target_sum_mm" else None, value] for name, value in columns.items()}
    return read_table({"timepoints": pl.DataFrame(base | given)}, "timepoints")


@pytest.mark.parametrize(
    ("given", "state", "um", "problems"),
    [
        # one of the two, or neither
        ({"target_sum_mm": "60"}, None, 60_000, []),
        ({"target_sum_mm": "0"}, None, 0, []),
        ({"target_sum_mm": "NE"}, "not_evaluable", None, []),
        ({"target_state": "absent"}, "absent", None, []),
        ({"target_state": "decreased"}, "decreased", None, []),
        ({"nontarget_state": "present"}, None, None, []),
        # both, in agreement
        ({"target_sum_mm": "0", "target_state": "absent"}, "absent", 0, []),
        ({"target_sum_mm": "60", "target_state": "measured"}, "measured", 60_000, []),
        ({"target_sum_mm": "60", "target_state": "decreased"}, "measured", 60_000, []),
        ({"target_sum_mm": "5", "target_state": "too_small"}, "too_small", 5_000, []),
        # both, in contradiction
        ({"target_sum_mm": "60", "target_state": "absent"}, "measured", 60_000,
         ["60 mm contradicts the state absent; the length holds"]),
        ({"target_sum_mm": "60", "target_state": "NE"}, "not_evaluable", None,
         ["60 mm contradicts the state not_evaluable and is not used"]),
        ({"target_sum_mm": "60", "target_state": "not_done"}, "not_done", None,
         ["60 mm contradicts the state not_done and is not used"]),
        ({"target_sum_mm": "0", "target_state": "present"}, "present", None,
         ["0 mm contradicts the state present and is not used"]),
        ({"target_sum_mm": "NE", "target_state": "absent"}, "absent", None,
         ["the cell says not_evaluable, the state absent; the state holds"]),
    ],
)  # fmt: skip
def test_the_state_and_the_sum_of_the_targets_are_brought_together(
    given: dict[str, object], state: str | None, um: int | None, problems: list[str]
) -> None:
    """A printed sum and its word are held against each other as the length and the state of a lesion are."""
    tidied = time_point(**given)
    assert tidied.frame.select("target_state", "target_sum_um").row(1) == (state, um)
    told = [one for one in tidied.findings if one.rule == "READ31"]
    assert [(one.problem, one.row, one.column) for one in told] == [(says, 3, "target_state") for says in problems]
