"""B10 and B13: whether targets were chosen where there were any, and kept their role."""

from __future__ import annotations

import pytest

import ebbtide
from ebbtide.study import Study
from tests.checks.baseline_studies import queries, query, row, study, tidy


def test_measurable_disease_needs_a_target() -> None:
    """The site says measurable, and the reader lists non-targets alone."""
    said = [{"measurable_disease": True}]
    one = query("B10", study(row("NT1", organ="BONE"), subjects=said))
    assert (one["subject"], one["day"], one["severity"]) == ("S1", -7, "query")
    assert "no target lesion was chosen" in one["message"]
    assert queries("B10", study(row("T1", 20_000), subjects=said)) == []


def test_a_printed_sum_stands_for_targets() -> None:
    """A sum of the targets without lesions is enough."""
    sums = [{"day": 0, "target_sum_um": 40_000}]
    assert queries("B10", study(subjects=[{"measurable_disease": True}], timepoints=sums)) == []


def test_targets_contradict_no_measurable_disease() -> None:
    """The reverse is asked about too; a blank says nothing."""
    rows = (row("T1", 20_000), row("T2", 20_000))
    assert "(T1, T2)" in query("B10", study(*rows, subjects=[{"measurable_disease": False}]))["message"]
    assert queries("B10", study(*rows, subjects=[{"measurable_disease": None}])) == []


@pytest.mark.parametrize(
    ("lesion", "um", "asked"), [("NT1", 10_000, 1), ("NT1", 9_999, 0), ("NT1node", 15_000, 1), ("NT1node", 14_999, 0)]
)
def test_a_large_nontarget_could_be_a_target(lesion: str, um: int, asked: int) -> None:
    """All measurable lesions are targets while there is room for them."""
    rows = (row("T1", 20_000, organ="LUNG"), row(lesion, um, organ="LIVER"))
    found = queries("B10", study(*rows))
    assert [(one["lesion"], "1 of 5 targets were chosen" in one["message"]) for one in found] == [
        (lesion, True)
    ] * asked


def test_a_full_organ_has_no_room() -> None:
    """Two targets in the liver leave its third lesion a non-target; nor is there room for a sixth in all."""
    liver = [row(f"T{i}", 20_000, organ="LIVER") for i in (1, 2)]
    assert queries("B10", study(*liver, row("NT1", 30_000, organ="LIVER"))) == []
    five = [row(f"T{i}", 20_000, organ=organ) for i, organ in enumerate(("LIVER", "LUNG", "BRAIN", "SPLEEN", "COLON"))]
    assert queries("B10", study(*five, row("NT1", 30_000, organ="KIDNEY"))) == []


@pytest.mark.parametrize("organ", ["BONE", "ASCITES", None])
def test_a_nontarget_that_is_not_measurable_stays_one(organ: str | None) -> None:
    """Bone and fluid, and lesions of an unknown organ, are not asked about."""
    assert queries("B10", study(row("T1", 20_000, organ="LUNG"), row("NT1", 30_000, organ=organ))) == []


def test_a_target_begins_at_baseline() -> None:
    """A target first read on day 42 is not part of the sum."""
    one = query("B13", study(row("T1", 20_000), row("T2", 20_000, day=42, visit="WEEK 6")))
    assert (one["lesion"], one["visit"], one["day"], one["severity"]) == ("T2", "WEEK 6", 42, "error")
    assert "no reading at the baseline of day -7" in one["message"]


def test_parts_of_a_split_target_may_begin_later() -> None:
    """T1.1 and T1.2 are what T1 has become."""
    assert queries("B13", study(row("T1", 20_000), row("T1.1", 9_000, day=42), row("T1.2", 9_000, day=42))) == []


def test_a_role_is_kept() -> None:
    """A target that is a non-target later has changed its role."""
    one = query("B13", study(row("T1", 20_000), row("T1", 20_000, role="nontarget", day=42)))
    assert (one["lesion"], one["day"]) == ("T1", 42)
    assert "T1 is called non-target, and was target before" in one["message"]


def test_a_role_that_was_settled_on_reading_is_told() -> None:
    """What the reader of the files settled is the same fact, asked about once."""
    readings = tidy([row("T1", 20_000), row("T1", 20_000, day=42, role="nontarget")], "measurements")
    table = readings.select("subject", "lesion", "day", "role", longest_mm=readings["longest_um"] / 1000)
    read = ebbtide.read_study({"measurements": table})
    assert (
        "T1 was target and is called non-target on day 42"
        in query("B13", Study("s", read.tables, read.findings))["message"]
    )


def test_domains_that_contradict_each_other_tell_it_too() -> None:
    """TU says target, and the group of TR says non-target at week 6."""
    tu = [{"TULNKID": "T1", "TUTESTCD": "TUMIDENT", "TUSTRESC": "TARGET", "VISIT": "BASELINE"}]
    tr = [{"TRLNKID": "T1", "TRTESTCD": "LDIAM", "TRGRPID": group, "VISIT": visit} for group, visit in
          (("TARGET", "BASELINE"), ("NON-TARGET", "WEEK 6"))]  # fmt: skip
    rows = (row("T1", 20_000, visit="BASELINE"), row("T1", 20_000, day=42, visit="WEEK 6"))
    one = query("B13", study(*rows, domains={"TU": tu, "TR": tr}))
    assert (one["lesion"], one["day"]) == ("T1", 42)
    assert queries("B13", study(*rows, domains={"TU": tu, "TR": tr[:1]})) == []
