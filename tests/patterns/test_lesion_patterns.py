"""Patterns at the level of the lesion: which lesions count, and what is missing."""

from __future__ import annotations

import pytest

from tests.patterns.studies import call_of, new, patterns_of, row_of, sums, target

PSEUDO, APART = "pseudoprogression", "dissociated_response"


def nontarget(states: dict[int, str]) -> list[dict[str, object]]:
    """Write the states of one non-target."""
    return [
        {"lesion": "NT1", "role": "nontarget", "organ": "BONE", "day": day, "state": state}
        for day, state in states.items()
    ]


def test_a_node_counts_by_its_short_axis() -> None:
    """A node that is longer but no wider has not grown."""
    node = [
        {"lesion": "T1", "role": "target", "organ": "LYMPH NODE", "nodal": "Y", "day": day}
        | {"longest_mm": long, "perpendicular_mm": short}
        for day, long, short in ((0, "30", "20"), (56, "45", "20"))
    ]
    rows = node + target("T2", {0: "50", 56: "30"})
    assert call_of(patterns_of({"measurements": rows}), APART, "ippolito_2021")[0] == "no"


def test_a_lesion_treated_by_itself_does_not_count() -> None:
    """Radiotherapy to a lesion explains why it shrinks."""
    rows = target("T1", {0: "30", 56: "40"}) + target("T2", {0: "50"}) + target("T2", {56: "30"}, locally_treated="Y")
    assert call_of(patterns_of({"measurements": rows}), APART, "ippolito_2021")[0] == "no"


def test_a_merged_lesion_has_not_shrunk() -> None:
    """A lesion that merged into another is not gone."""
    rows = target("T1", {0: "30", 56: "70"}) + target("T2", {0: "35"})
    rows += [{"lesion": "T2", "role": "target", "organ": "LIVER", "day": 56, "state": "merged"}]
    assert call_of(patterns_of({"measurements": rows}), APART, "ippolito_2021")[0] == "no"


def test_fragments_count_as_their_parent() -> None:
    """The fragments of a split lesion are summed before they are compared."""
    rows = target("T1", {0: "50"}) + target("T1.1", {56: "30"}) + target("T1.2", {56: "20"})
    rows += target("T2", {0: "30", 56: "40"})
    assert call_of(patterns_of({"measurements": rows}), APART, "ippolito_2021")[0] == "no"


def test_a_dissociation_under_a_new_therapy_is_not_counted() -> None:
    """Scans after a new therapy are left out at this level too."""
    tables = {
        "measurements": target("T1", {0: "30", 56: "30", 112: "40"}) + target("T2", {0: "50", 56: "50", 112: "30"}),
        "events": [{"day": 60, "event": "new_therapy"}],
    }
    assert call_of(patterns_of(tables), APART, "ippolito_2021") == ("no", None, None)
    assert call_of(patterns_of(tables, pattern_new_therapy_cuts=False), APART, "ippolito_2021") == ("yes", 112, 112)


def test_sums_alone_tell_nothing_of_lesions() -> None:
    """Definitions of lesions are not computable from printed sums, and say why."""
    table = patterns_of({"timepoints": sums({0: "50", 56: "70", 112: "30"})})
    for pattern, definition in ((PSEUDO, "ippolito_2021"), (PSEUDO, "nishino_lesion"), (APART, "ippolito_2021")):
        row = row_of(table, pattern, definition)
        assert row["call"] == "not_computable"
        assert "one by one" in row["explanation"]


def test_tozuka_asks_at_the_first_scan_with_progression_only() -> None:
    """Without PD at the first scan the question does not arise; the option lifts that."""
    rows = target("T1", {0: "30", 56: "31", 112: "33"}) + target("T2", {0: "50", 56: "50", 112: "40"})
    tables = {"measurements": rows}
    assert call_of(patterns_of(tables), APART, "tozuka_2020") == ("no", 56, 56)
    assert call_of(patterns_of(tables, tozuka_requires_pd=False), APART, "tozuka_2020") == ("yes", 112, 112)


def test_tozuka_hears_the_words_of_readers() -> None:
    """A non-target that grew unequivocally parts from a target that shrank."""
    rows = target("T1", {0: "30", 56: "25"}) + nontarget({0: "present", 56: "unequivocal_progression"})
    row = row_of(patterns_of({"measurements": rows}), APART, "tozuka_2020")
    assert row["call"] == "yes"
    assert "NT1 grew or is new, and T1 shrank" in row["explanation"]


def test_tozuka_without_a_scan_or_without_lesions() -> None:
    """No scan after baseline, or no lesion that is listed: not computable."""
    assert call_of(patterns_of({"measurements": target("T1", {0: "30"})}), APART, "tozuka_2020")[0] == "not_computable"
    table = patterns_of({"timepoints": sums({0: "50", 56: "70"})})
    assert call_of(table, APART, "tozuka_2020") == ("not_computable", None, None)


def test_a_nontarget_that_comes_and_goes() -> None:
    """A non-target that its reader calls increased, and later decreased, is a pseudoprogression of that lesion."""
    rows = target("T1", {0: "30", 56: "30", 112: "30"})
    rows += nontarget({0: "present", 56: "increased", 112: "decreased"})
    assert call_of(patterns_of({"measurements": rows}), PSEUDO, "nishino_lesion") == ("yes", 56, 112)


def test_two_lesions_are_both_named() -> None:
    """The explanation names every lesion that grew and shrank again, in order."""
    days = {0: "20", 56: "30", 112: "15"}
    rows = target("T2", days) + target("T1", days) + target("T3", {0: "20", 56: "20", 112: "20"})
    row = row_of(patterns_of({"measurements": rows}), PSEUDO, "nishino_lesion")
    assert row["explanation"].startswith("T1, T2 grew or appeared")


def test_a_lesion_is_not_compared_with_its_neighbour() -> None:
    """A lesion first measured after baseline has not grown, however small the lesion before it."""
    rows = target("T1", {0: "10", 56: "10"})
    rows += [{"lesion": "T2", "role": "target", "organ": "LIVER", "day": 0, "state": "not_evaluable"}]
    rows += target("T2", {56: "50", 112: "20"})
    assert call_of(patterns_of({"measurements": rows}), PSEUDO, "nishino_lesion")[0] == "no"


def test_a_new_lesion_at_baseline_is_not_new() -> None:
    """A lesion recorded as new on the day of baseline was there already."""
    rows = target("T1", {0: "30", 56: "30", 112: "30"}) + new("N1", {0: "20", 56: "20", 112: "20"})
    assert call_of(patterns_of({"measurements": rows}), PSEUDO, "nishino_lesion")[0] == "no"


@pytest.mark.parametrize(
    ("event", "call"),
    [("death", ("no", 56, 80)), ("new_therapy", ("not_computable", 56, None)), (None, ("open", 56, None))],
)
def test_a_grown_lesion_waits(event: str | None, call: tuple[str, int, int | None]) -> None:
    """A lesion that grew leaves the call open until death or a new therapy."""
    tables = {"measurements": target("T1", {0: "20", 56: "30"})}
    if event:
        tables["events"] = [{"day": 80, "event": event}]
    assert call_of(patterns_of(tables), PSEUDO, "nishino_lesion") == call
    assert call_of(patterns_of(tables), PSEUDO, "ippolito_2021") == call


def test_ippolito_needs_the_lesion_at_the_second_scan() -> None:
    """A lesion that was not measured at the second scan tells nothing."""
    rows = target("T1", {0: "20", 56: "30"}) + target("T2", {0: "20", 56: "20", 112: "20"})
    rows += [{"lesion": "T1", "role": "target", "organ": "LIVER", "day": 112, "state": "not_evaluable"}]
    row = row_of(patterns_of({"measurements": rows}), PSEUDO, "ippolito_2021")
    assert row["call"] == "not_computable"
    assert "not measured on day 112" in row["explanation"]


def test_ippolito_looks_at_two_scans_only() -> None:
    """A fall at the third scan comes too late for the definition."""
    rows = target("T1", {0: "50", 42: "70", 84: "60", 126: "20"})
    assert call_of(patterns_of({"measurements": rows}), PSEUDO, "ippolito_2021") == ("no", 42, 84)


def test_tozuka_with_a_first_scan_that_cannot_be_evaluated() -> None:
    """It is not known whether the first scan was PD, so nothing is said."""
    rows = target("T1", {0: "30", 112: "40"}) + target("T2", {0: "50", 56: "40"})
    rows += [{"lesion": "T1", "role": "target", "organ": "LIVER", "day": 56, "state": "not_evaluable"}]
    row = row_of(patterns_of({"measurements": rows}), APART, "tozuka_2020")
    assert (row["call"], row["known_day"]) == ("not_computable", None)
