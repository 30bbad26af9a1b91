"""B03 and B04: the smallest lesions and nodes that may be targets."""

from __future__ import annotations

import pytest

from tests.checks.baseline_studies import queries, query, row, study


def test_a_target_below_10_mm_is_too_small() -> None:
    """Ten millimetres is the least by CT; a micrometre less is asked about, with the subject's own numbers."""
    one = query("B03", study(row("T1", 9_999, organ="LIVER", method="CT SCAN", visit="SCREENING")))
    assert (one["lesion"], one["visit"], one["day"], one["severity"]) == ("T1", "SCREENING", -7, "error")
    assert "SCREENING: target T1 (LIVER) is 9.999 mm in longest diameter by CT SCAN" in one["message"]
    assert "RECIST 1.1 asks for at least 10 mm." in one["message"]
    assert queries("B03", study(row("T1", 10_000, organ="LIVER", method="CT SCAN"))) == []


@pytest.mark.parametrize(
    ("method", "slice_um", "least"),
    [
        ("CT", 5_000, 10_000),
        ("CT", 5_001, 10_002),
        ("MRI", 8_000, 16_000),
        (None, 8_000, 16_000),
        ("CHEST X-RAY", None, 20_000),
        ("CALIPER", None, 10_000),
        ("CALIPER", 8_000, 10_000),
        (None, None, 10_000),
    ],
)
def test_the_least_size_follows_method_and_slices(method: str | None, slice_um: int | None, least: int) -> None:
    """Twice the slice thickness above 5 mm, 20 mm by chest X-ray, 10 mm otherwise; both sides of the line."""
    cells = {"method": method, "slice_um": slice_um}
    assert queries("B03", study(row("T1", least, **cells))) == []
    one = query("B03", study(row("T1", least - 1, **cells)))
    assert one["severity"] == "error"
    assert f"at least {least / 1000:g} mm" in one["message"]
    assert ("twice the slice thickness" in one["message"]) == (least not in {10_000, 20_000})


@pytest.mark.parametrize(
    ("method", "um", "severity"),
    [
        ("SPIRAL CT", 9_999, "error"),
        ("SPIRAL CT", 10_000, None),
        ("X-RAY", 19_999, "error"),
        ("MRI", 9_999, "error"),
        ("MRI", 19_999, "warning"),
        (None, 19_999, "warning"),
        (None, 20_000, None),
    ],
)
def test_recist_1_0_asks_for_20_mm_unless_by_spiral_ct(method: str | None, um: int, severity: str | None) -> None:
    """Where the technique is not known, a size from 10 to 20 mm is a warning."""
    found = queries("B03", study(row("T1", um, method=method)), "recist-1.0")
    assert [one["severity"] for one in found] == ([] if severity is None else [severity])


def test_nodes_are_measured_by_length_in_recist_1_0_only() -> None:
    """RECIST 1.0 has no node rule: a node of 9 mm is a small target there, and no matter of B03 in RECIST 1.1."""
    node = row("T1node", 9_000, longest_um=9_000, method="CT")
    assert queries("B03", study(node)) == []
    assert query("B03", study(node), "recist-1.0")["lesion"] == "T1node"


@pytest.mark.parametrize("criterion", ["who", "irrc", "mwho"])
def test_sums_of_products_set_no_least_size(criterion: str) -> None:
    """WHO and irRC name no smallest lesion at baseline."""
    assert queries("B03", study(row("T1", 4_000)), criterion) == []


def test_each_lesion_is_asked_about_once() -> None:
    """Two criteria with one rule make one query, which names both."""
    assert "RECIST 1.1 and iRECIST" in query("B03", study(row("T1", 5_000)), "recist-1.1", "irecist")["message"]


def test_only_targets_at_baseline_are_asked_about() -> None:
    """A target that shrinks below 10 mm, and a small non-target, are as they should be."""
    assert queries("B03", study(row("T1", 20_000), row("T1", 4_000, day=42), row("NT1", 5_000))) == []


def test_a_target_too_small_to_measure_counts_5_mm() -> None:
    """Such a lesion is no target at baseline."""
    assert "is 5 mm in longest diameter" in query("B03", study(row("T1", state="too_small")))["message"]


def test_a_node_below_15_mm_is_no_target() -> None:
    """Fifteen millimetres in short axis is the least; from 10 mm the node is followed as a non-target."""
    one = query("B04", study(row("T1node", 14_999, organ="LYMPH NODE")))
    assert (one["lesion"], one["severity"]) == ("T1node", "error")
    assert "14.999 mm in short axis. RECIST 1.1 asks for at least 15 mm." in one["message"]
    assert "followed as a non-target" in one["message"]
    assert queries("B04", study(row("T1node", 15_000))) == []


@pytest.mark.parametrize(("um", "words"), [(10_000, "followed as a non-target"), (9_999, "normal and is not recorded")])
def test_the_advice_on_a_target_node_turns_at_10_mm(um: int, words: str) -> None:
    """Below 10 mm a node is normal."""
    assert words in query("B04", study(row("T1node", um)))["message"]


def test_a_normal_node_is_not_recorded() -> None:
    """A non-target node of less than 10 mm is asked about; one of 10 mm, or without a size, is not."""
    assert "Under RECIST 1.1 a node below 10 mm is normal" in query("B04", study(row("NT1node", 9_999)))["message"]
    assert queries("B04", study(row("NT1node", 10_000), row("NT2node"))) == []


def test_a_node_at_the_porta_hepatis_needs_20_mm_in_mrecist() -> None:
    """Other nodes need 15 mm there too."""
    rows = (row("T1node", 19_999, organ="PORTA HEPATIS"), row("T2node", 15_000, organ="AXILLA"))
    assert "at least 20 mm" in query("B04", study(*rows), "mrecist")["message"]
    assert queries("B04", study(*rows), "recist-1.1") == []


@pytest.mark.parametrize("criterion", ["recist-1.0", "who", "irrc", "choi"])
def test_criteria_without_a_node_rule_ask_nothing(criterion: str) -> None:
    """They know no short axis."""
    assert queries("B04", study(row("T1node", 9_000)), criterion) == []
