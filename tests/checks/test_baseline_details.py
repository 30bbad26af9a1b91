"""B11 and B12: what is known of each lesion, and whether its name is its own."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

import ebbtide
from tests.checks.baseline_studies import Row, queries, query, row, study

WHOLE = {"organ": "LIVER", "method": "CT", "slice_um": 5_000, "date": date(2024, 1, 2)}


def target(lesion: str = "T1", um: int = 20_000, **cells: object) -> Row:
    """Write a target of which all is known, but for the contrast medium."""
    return row(lesion, um, **WHOLE | cells)


def told(*measurements: Row, contrast: bool = True) -> list[Row]:
    """Ask B11, with the contrast medium known of every lesion."""
    details = [{"lesion": one["lesion"], "contrast": contrast} for one in measurements]
    return queries("B11", study(*measurements, lesion_details=details))


def test_a_target_of_which_all_is_known_asks_nothing() -> None:
    """Location, method, date, slices and contrast medium are there; the liver has no sides."""
    assert told(target()) == []


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"organ": None}, "location"),
        ({"organ": "LUNG"}, "side"),
        ({"method": None}, "imaging method"),
        ({"date": None}, "date"),
        ({"slice_um": None}, "slice thickness"),
    ],
)
def test_what_one_target_lacks_is_asked_of_it(cells: Row, words: str) -> None:
    """Where another target has it."""
    (one,) = told(target(organ="LUNG", side="LEFT"), target("T2", **cells))
    assert (one["lesion"], one["severity"]) == ("T2", "warning")
    assert f"target T2 lacks its {words}." in one["message"]


@pytest.mark.parametrize(
    "cells", [{"organ": "LEFT LUNG"}, {"organ": "LUNG", "side": "RIGHT"}, {"method": "CALIPER", "slice_um": None}]
)
def test_what_does_not_apply_is_not_missed(cells: Row) -> None:
    """A side told by the organ is told, and a calliper cuts no slices."""
    assert told(target(organ="LUNG", side="LEFT"), target("T2", **cells)) == []


def test_what_no_target_has_is_told_once() -> None:
    """One query on the whole study, whatever the number of targets; days stand for dates that are nowhere given."""
    one = query("B11", study(*(row(f"T{i}", 20_000, organ="LIVER") for i in range(3))))
    assert one["subject"] is None
    assert (
        "The study does not record of any target lesion: imaging method, slice thickness, use of contrast medium."
        in one["message"]
    )


@pytest.mark.parametrize(
    ("organ", "asked"),
    [("BODY", True), ("chest", True), ("ABDOMINAL CAVITY", True), ("CHEST WALL", False), ("LIVER", False)],
)
def test_a_region_is_no_organ(organ: str, *, asked: bool) -> None:
    """The organ is asked for where only a region of the body is named."""
    found = told(target(organ=organ))
    assert [f"is '{organ}', a region of the body" in one["message"] for one in found] == [True] * asked


def test_a_node_may_lie_in_a_region() -> None:
    """The neck is place enough for a node."""
    assert told(target("T1node", organ="NECK")) == []


def test_two_readings_of_one_name_at_baseline_are_asked_about() -> None:
    """Two sizes of T1 at one baseline visit; two equal ones say the same."""
    rows = [row("T1", um, day=day, visit="BASELINE") for um, day in ((20_000, -9), (35_000, -7))]
    one = query("B12", study(*rows))
    assert (one["lesion"], one["severity"]) == ("T1", "error")
    assert "20 mm on day -9, 35 mm on day -7" in one["message"]
    assert queries("B12", study(rows[0], rows[0] | {"day": -7})) == []


def test_two_readings_of_one_day_are_told_from_the_reading_of_the_file() -> None:
    """The file lists T1 twice on one day: reader and lesion are named."""
    table = pl.DataFrame(
        {"subject": "S1", "reader": "A", "lesion": "T1", "role": "target", "day": [0, 0], "longest_mm": [20.0, 35.0]}
    )
    one = query("B12", ebbtide.read_study({"measurements": table}))
    assert (one["reader"], one["lesion"], one["day"]) == ("A", "T1", 0)
    assert "measured 20 mm and measured 35 mm" in one["message"]


@pytest.mark.parametrize(
    ("organ", "asked"), [("LUNG", True), ("Liver", False), ("LEFT LIVER LOBE", False), (None, False)]
)
def test_one_name_is_one_place(organ: str | None, *, asked: bool) -> None:
    """T1 in the liver at baseline and in the lung later is two lesions; another spelling is not."""
    found = queries("B12", study(row("T1", 20_000, organ="LIVER"), row("T1", 19_000, organ=organ, day=42)))
    assert ["is located in LIVER and LUNG" in one["message"] for one in found] == [True] * asked


@pytest.mark.parametrize(
    ("organ", "asked"), [("NECK", True), ("LYMPH NODE", False), ("LYMPH NODE, AXILLA", False), ("AXILLA, LEFT", False)]
)
def test_one_name_is_one_station(organ: str, *, asked: bool) -> None:
    """A node in the axilla that is one of the neck later is doubted; a vaguer word is no contradiction."""
    found = queries("B12", study(row("T1node", 20_000, organ="AXILLA"), row("T1node", 19_000, organ=organ, day=42)))
    assert [one["severity"] for one in found] == ["warning"] * asked


def test_a_node_that_tu_names_alike_is_one_lesion() -> None:
    """The readings and TU are compared each within themselves; a region is no other place than an organ in it."""
    tu = [{"TULNKID": "T1node", "TUTESTCD": "TUMIDENT", "TULOC": "AXILLA", "VISIT": "BASELINE"}]
    assert queries("B12", study(row("T1node", 20_000, organ="AXILLA"), domains={"TU": tu})) == []
    assert queries("B12", study(row("T1", 20_000, organ="CHEST"), row("T1", 19_000, organ="LUNG", day=42))) == []


def test_one_name_has_one_side() -> None:
    """Left at baseline and right later."""
    rows = (row("T1", 20_000, organ="LUNG", side="LEFT"), row("T1", 19_000, organ="LUNG", side="RIGHT", day=42))
    assert "LEFT LUNG and RIGHT LUNG" in query("B12", study(*rows))["message"]


def test_two_places_in_tu_are_found() -> None:
    """TU keeps what the tidy table does not: the second location of a lesion; a copy at one visit is told too."""
    tu = [{"TULNKID": "T1", "TUTESTCD": "TUMIDENT", "TULOC": organ, "VISIT": visit} for organ, visit in
          (("LIVER", "BASELINE"), ("SPLEEN", "WEEK 6"))]  # fmt: skip
    lesion = row("T1", 20_000, organ="LIVER")
    assert "LIVER and SPLEEN" in query("B12", study(lesion, domains={"TU": tu}))["message"]
    twice = query("B12", study(lesion, domains={"TU": [tu[0], tu[0]]}))
    assert "TU identifies T1 2 times" in twice["message"]


def test_two_names_for_one_lesion_are_found() -> None:
    """Same place and both diameters alike is an error; one diameter alone is a warning."""
    both = [row(name, 20_000, perpendicular_um=12_000, organ="LIVER") for name in ("T1", "T2")]
    one = query("B12", study(*both))
    assert (one["lesion"], one["severity"]) == ("T1", "error")
    assert "T1 and T2 have the same location (LIVER) and the same size (20 mm)" in one["message"]
    single = [row(name, 20_000, organ="LIVER") for name in ("T1", "T2")]
    assert query("B12", study(*single))["severity"] == "warning"


def test_two_names_that_agree_at_every_visit_are_an_error() -> None:
    """One diameter is enough where it agrees twice; where it differs later they are two lesions."""
    rows = [row(name, 20_000, organ="LIVER") for name in ("T1", "T2")]
    later = [row(name, 18_000, organ="LIVER", day=42) for name in ("T1", "T2")]
    assert query("B12", study(*rows, *later))["severity"] == "error"
    apart = [later[0], later[1] | {"longest_um": 18_001}]
    assert queries("B12", study(*rows, *apart)) == []


@pytest.mark.parametrize("cells", [{"longest_um": 20_001}, {"organ": "LUNG"}, {"side": "LEFT"}, {"reader": "B"}])
def test_lesions_that_differ_are_two(cells: Row) -> None:
    """Another size, place, side or reader."""
    assert (
        queries("B12", study(row("T1", 20_000, organ="LIVER"), row("T2", 20_000, **{"organ": "LIVER", **cells}))) == []
    )
