"""Hyperprogression: what is missing, what decides without it, and the signs beside the sums."""

from __future__ import annotations

import pytest

from tests.patterns.studies import call_of, new, patterns_of, row_of, sums, target

HYPER = "hyperprogression"
RATIOS = ("champiat_2017", "saada_bouzid_2017", "ferrara_2018")


@pytest.mark.parametrize("definition", RATIOS)
def test_without_a_scan_before_baseline_there_is_no_rate(definition: str) -> None:
    """Definitions that compare rates say what is missing."""
    row = row_of(patterns_of({"measurements": target("T1", {0: "50", 56: "80"})}), HYPER, definition)
    assert row["call"] == "not_computable"
    assert "No pre-baseline scan" in row["explanation"]
    assert row["known_day"] is None


def test_without_progression_the_rates_are_not_needed() -> None:
    """A first scan that is no PD decides where PD is asked for; growth kinetics alone ask for rates."""
    table = patterns_of({"measurements": target("T1", {0: "50", 56: "50"})})
    assert call_of(table, HYPER, "champiat_2017") == ("no", 56, 56)
    assert call_of(table, HYPER, "ferrara_2018") == ("no", 56, 56)
    assert call_of(table, HYPER, "saada_bouzid_2017")[0] == "not_computable"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (target("T1", {-60: "0", 0: "50", 56: "80"}), "sum is 0"),
        (target("T1", {-60: "40", 0: "50"}), "No scan of the targets after baseline"),
        (
            target("T1", {-60: "40", 0: "50", 56: "80"}) + target("T2", {0: "20", 56: "20"}),
            "on day -60, before baseline",
        ),
        (target("T1", {-60: "40", 0: "50", 56: "80"}) + target("T2", {-60: "20", 0: "20"}), "first scan, on day 56"),
        (target("T1", {-60: "50", 0: "50", 56: "80"}), "no ratio"),
    ],
    ids=["zero", "no scan after", "missing before", "missing after", "no growth before"],
)
def test_what_keeps_a_ratio_from_being_computed_is_told(rows: list[dict[str, object]], words: str) -> None:
    """A sum of 0, a target that is missing, and growth that was none: not computable, never infinite."""
    row = row_of(patterns_of({"measurements": rows}), HYPER, "saada_bouzid_2017")
    assert row["call"] == "not_computable"
    assert words in row["explanation"]


def test_scans_close_together_are_noted() -> None:
    """Less than 14 days between scans is computed and said."""
    row = row_of(
        patterns_of({"measurements": target("T1", {-10: "48", 0: "50", 56: "80"})}), HYPER, "saada_bouzid_2017"
    )
    assert row["call"] == "yes"
    assert "less than 14 days apart" in row["explanation"]


def test_an_earlier_scan_is_taken_where_the_last_is_too_close() -> None:
    """The scan before is the last one at least 14 days before baseline."""
    row = row_of(
        patterns_of({"measurements": target("T1", {-60: "40", -7: "49", 0: "50", 56: "60"})}),
        HYPER,
        "saada_bouzid_2017",
    )
    assert "40 mm on day -60" in row["explanation"]


def test_printed_sums_are_enough() -> None:
    """Sums of a scan before baseline, of baseline and of the first scan give the rates."""
    table = patterns_of({"timepoints": sums({-60: "40", 0: "50", 56: "80"})})
    assert call_of(table, HYPER, "saada_bouzid_2017") == ("yes", 56, 56)


def test_new_lesions_stay_out_of_the_sums() -> None:
    """A new lesion makes the first scan PD and adds nothing to the growth."""
    rows = target("T1", {-60: "40", 0: "50", 56: "50"}) + new("N1", {56: "40"})
    table = patterns_of({"measurements": rows})
    assert call_of(table, HYPER, "champiat_2017") == ("no", 56, 56)


def test_kato_without_the_time_to_failure() -> None:
    """Where nothing tells how long treatment lasted, the call is not computable."""
    row = row_of(patterns_of({"measurements": target("T1", {-60: "49", 0: "50", 50: "90"})}), HYPER, "kato_2017")
    assert row["call"] == "not_computable"
    assert "Time to treatment failure is not recorded" in row["explanation"]


@pytest.mark.parametrize(
    ("treatments", "call"),
    [
        ([{"day": 0, "end_day": 58, "agent": "nivolumab"}], "yes"),
        ([{"day": 0, "end_day": 61, "agent": "nivolumab"}], "no"),
        ([{"day": 0, "agent": "nivolumab"}, {"day": 63, "agent": "Nivolumab"}], "no"),
        ([{"day": 0, "agent": "nivolumab"}, {"day": 42, "agent": "nivolumab"}], "not_computable"),
        ([{"day": 0, "agent": "fludarabine", "class": "lymphodepletion", "end_day": 3}], "not_computable"),
    ],
    ids=["ended", "ended later", "given later", "last dose only", "no study therapy"],
)
def test_how_treatments_tell_of_failure(treatments: list[dict[str, object]], call: str) -> None:
    """The end of treatment tells, and a later dose; the last of single doses does not."""
    rows = target("T1", {-60: "49", 0: "50", 50: "90"})
    table = patterns_of({"measurements": rows, "treatments": treatments})
    assert call_of(table, HYPER, "kato_2017")[0] == call


def test_lo_russo_counts_new_lesions_by_organ() -> None:
    """Two new lesions in an involved organ and one in another are two signs, with the sum three."""
    rows = target("T1", {0: "50", 50: "80"})
    rows += new("N1", {50: "12"}, "LIVER") + new("N2", {50: "12"}, "Liver") + new("N3", {50: "12"}, "BRAIN")
    row = row_of(patterns_of({"measurements": rows}), HYPER, "lo_russo_2019")
    assert (row["call"], row["known_day"]) == ("yes", 50)
    assert "target sum up by 50 %; two new lesions in an involved organ; a new organ" in row["explanation"]


def test_lo_russo_says_what_it_does_not_know() -> None:
    """New lesions whose organ is not told leave two signs unknown."""
    rows = target("T1", {0: "50", 50: "80"}) + new("N1", {50: "12"}, None)
    row = row_of(patterns_of({"measurements": rows}), HYPER, "lo_russo_2019")
    assert row["call"] == "not_computable"
    assert "a new organ" in row["explanation"]
    assert "ECOG 2 or worse" in row["explanation"]


def test_lo_russo_needs_three() -> None:
    """Two signs, and the others known to fail, are no hyperprogression."""
    tables = {
        "measurements": target("T1", {0: "50", 50: "80"}),
        "events": [{"day": 55, "event": "death"}],
        "findings": [{"day": 50, "test": "ECOG performance status", "value": 1, "category": "performance"}],
    }
    row = row_of(patterns_of(tables), HYPER, "lo_russo_2019")
    assert row["call"] == "no"
    assert row["explanation"].startswith("2 of 5 signs")


def test_lo_russo_is_known_with_the_third_sign() -> None:
    """The day it became known is that of the third sign."""
    tables = {
        "measurements": target("T1", {0: "50", 40: "80"}),
        "events": [{"day": 58, "event": "death"}],
        "findings": [{"day": 50, "test": "ECOG", "value": 3, "category": "performance"}],
    }
    assert call_of(patterns_of(tables), HYPER, "lo_russo_2019") == ("yes", 40, 58)


def test_matos_takes_the_first_scan_that_meets_it() -> None:
    """Of several scans within two months the first that meets the definition counts."""
    table = patterns_of({"measurements": target("T1", {0: "50", 28: "75", 56: "90"})})
    assert call_of(table, HYPER, "matos_2020") == ("yes", 28, 28)


def test_matos_waits_for_the_two_months_to_end() -> None:
    """A no is final only when the record goes beyond two months."""
    rows = target("T1", {0: "50", 28: "55"})
    assert call_of(patterns_of({"measurements": rows}), HYPER, "matos_2020") == ("no", 28, None)
    later = rows + target("T1", {70: "90"})
    assert call_of(patterns_of({"measurements": later}), HYPER, "matos_2020") == ("no", 28, 28)


@pytest.mark.parametrize("definition", ["champiat_2017", "ferrara_2018"])
def test_a_first_scan_that_cannot_be_evaluated_tells_nothing(definition: str) -> None:
    """Without an evaluable first evaluation it is not known whether it was PD."""
    rows = target("T1", {-60: "40", 0: "50", 112: "90"})
    rows += [{"lesion": "T1", "role": "target", "organ": "LIVER", "day": 56, "state": "not_evaluable"}]
    row = row_of(patterns_of({"measurements": rows}), HYPER, definition)
    assert row["call"] == "not_computable"
    assert "The first evaluation, on day 56, tells nothing" in row["explanation"]


def test_a_first_scan_under_a_new_therapy_does_not_count() -> None:
    """Growth after a new therapy is none of the study therapy."""
    tables = {
        "measurements": target("T1", {-60: "40", 0: "50", 56: "90"}),
        "events": [{"day": 30, "event": "new_therapy"}],
    }
    row = row_of(patterns_of(tables), HYPER, "saada_bouzid_2017")
    assert row["call"] == "not_computable"
    assert row["explanation"] == "No scan of the targets after baseline."
