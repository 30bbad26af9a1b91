"""The other tool is handed what it asks for, and a disagreement is put down to what made it."""

from __future__ import annotations

import polars as pl
import pytest

from benchmarks import against_pyrecist as peer

READINGS = pl.DataFrame(
    [
        ("S00000007", "T01", 0, "target", False, 30.0, 20.0, "measured"),
        ("S00000007", "T02", 0, "target", True, 30.0, 18.0, "measured"),
        ("S00000007", "T01", 42, "target", False, None, None, "too_small"),
        ("S00000007", "T02", 42, "target", True, None, None, "not_evaluable"),
        ("S00000007", "NT01", 42, "nontarget", False, 9.0, 5.0, "present"),
        ("S00000007", "NEW01", 42, "new", False, 8.0, 5.0, "measured"),
    ],
    schema=["subject", "lesion", "day", "role", "nodal", "longest_mm", "perpendicular_mm", "state"],
    orient="row",
)


def test_one_number_is_handed_over_per_lesion() -> None:
    """A node gives its short axis, a lesion too small 5 mm, one not evaluable nothing; new lesions have no place."""
    handed = peer.hand_over(READINGS)

    assert handed["measurement"].to_list() == [30.0, 18.0, 5.0, None, 9.0]
    assert handed["study_date"].to_list() == [20200101, 20200101, 20200212, 20200212, 20200212]
    assert set(handed["patient_id"]) == {7}
    assert set(handed["lesion_category"]) == {"target", "non-target"}


def test_mended_input_lacks_what_was_wrong() -> None:
    """Mended once there are no non-targets; mended twice there is no time point with a target missing."""
    handed = peer.hand_over(READINGS)

    assert set(peer.without_nontargets(handed)["lesion_label_alias"]) == {"T01", "T02"}
    assert peer.without_gaps(handed)["study_date"].unique().to_list() == [20200101]


@pytest.mark.parametrize(
    ("ours", "theirs", "no_nontargets", "no_gaps", "facts", "cause"),
    [
        ("PR", "PR", "PR", "PR", {}, None),
        ("SD", "PD", "SD", "SD", {}, peer.NONTARGET),
        ("NE", "PR", "PR", peer.BLANK, {"missing": True}, peer.MISSING_NOW),
        ("SD", "PD", "PD", "SD", {}, peer.MISSING_BEFORE),
        ("PD", peer.BLANK, peer.BLANK, peer.BLANK, {}, peer.AFTER_PD),
        ("CR", "PR", "PR", "PR", {}, peer.NO_CR),
        ("PD", "PR", "PR", "PR", {"nadir": 0}, peer.NADIR_ZERO),
        ("PR", "SD", "SD", "SD", {"on_the_line": True}, peer.ON_THE_LINE),
        ("PD", "SD", "SD", "SD", {}, peer.OTHER),
    ],
)
def test_a_disagreement_has_its_cause(
    *, ours: str, theirs: str, no_nontargets: str, no_gaps: str, facts: dict[str, int | bool], cause: str | None
) -> None:
    """A call that agrees once something is mended was wrong for that; the rest is known by what was read."""
    calls = {"ours": ours, "theirs": theirs, "no_nontargets": no_nontargets, "no_gaps": no_gaps}
    facts = {"missing": False, "nadir": 30_000, "on_the_line": False, **facts}

    assert pl.DataFrame({**calls, **facts}).select(cause=peer.cause())["cause"].item() == cause


def test_thresholds_are_found_exactly() -> None:
    """63 mm from 90 mm lies on the line of 30 %, 62.9 mm does not."""
    handed = pl.DataFrame({
        "patient_id": [1, 1, 1],
        "study_date": [20200101, 20200212, 20200325],
        "measurement": [90.0, 63.0, 62.9],
        "lesion_label_alias": ["T01"] * 3,
        "lesion_category": ["target"] * 3,
    })  # fmt: skip

    assert peer.points_of(handed)["on_the_line"].to_list() == [None, True, False]
