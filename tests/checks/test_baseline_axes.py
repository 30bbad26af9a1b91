"""B05: which axis was measured."""

from __future__ import annotations

import pytest

from tests.checks.baseline_studies import queries, query, row, study


def test_a_node_without_a_short_axis_is_asked_about() -> None:
    """A node with its longest diameter alone cannot count; it is asked about once, at its first visit."""
    rows = [row("T1node", None, longest_um=18_000, state="measured", day=day) for day in (-7, 42)]
    one = query("B05", study(*rows))
    assert (one["lesion"], one["day"], one["severity"]) == ("T1node", -7, "error")
    assert "a longest diameter (18 mm) and no short axis" in one["message"]


def test_a_node_with_a_short_axis_is_fine() -> None:
    """Also where the longest diameter is given beside it; and RECIST 1.0 counts the longest diameter."""
    assert queries("B05", study(row("T1node", 16_000), row("T2node", 16_000, longest_um=18_000))) == []
    alone = row("T1node", None, longest_um=18_000, state="measured")
    assert queries("B05", study(alone), "recist-1.0") == []


def test_a_lesion_with_its_short_axis_alone_is_asked_about() -> None:
    """A target that is no node counts by its longest diameter."""
    one = query("B05", study(row("T1", None, perpendicular_um=12_000, state="measured")))
    assert "a short axis (12 mm) and no longest diameter" in one["message"]


@pytest.mark.parametrize(
    ("organ", "asked"), [("LIVER", True), ("LIVER HILUM", False), ("AXILLA", False), (None, False)]
)
def test_a_node_in_a_solid_organ_is_doubted(organ: str | None, *, asked: bool) -> None:
    """A lesion of the liver that was measured as a node is probably none; one at its hilum may well be."""
    found = queries("B05", study(row("T1node", 16_000, organ=organ)))
    assert [one["severity"] for one in found] == (["warning"] if asked else [])


def test_a_short_axis_above_the_longest_diameter_is_impossible() -> None:
    """A micrometre decides, at every visit."""
    assert queries("B05", study(row("T1", 12_000, perpendicular_um=12_000))) == []
    one = query("B05", study(row("T1", 12_000), row("T1", 12_000, perpendicular_um=12_001, day=42)))
    assert (one["day"], one["severity"]) == (42, "error")
    assert "(12.001 mm) is longer than its longest diameter (12 mm)" in one["message"]


@pytest.mark.parametrize(
    ("product", "unit", "wrong"),
    [("240", "mm2", False), ("241", "mm2", False), ("241.1", "mm2", True), ("2.4", "cm2", False), ("204", "mm2", True)],
)
def test_a_product_is_that_of_the_two_diameters(product: str, unit: str, *, wrong: bool) -> None:
    """20 mm times 12 mm is 240 mm²; what is a square millimetre apart is rounded."""
    records = [{"TRLNKID": "T1", "TRTESTCD": "PPD", "TRSTRESC": product, "TRSTRESU": unit, "VISIT": "BASELINE"}]
    lesion = row("T1", 20_000, perpendicular_um=12_000, visit="BASELINE")
    found = queries("B05", study(lesion, domains={"TR": records}))
    assert len(found) == wrong
    assert all("20 mm times 12 mm is 240 mm²" in one["message"] for one in found)
