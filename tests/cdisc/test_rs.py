"""RS: responses test by test, their numbering, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from ebbtide.cdisc.adam.adrs import adrs
from ebbtide.cdisc.conformance import violations
from ebbtide.cdisc.sdtm.dm import dm
from ebbtide.cdisc.sdtm.rs import rs
from ebbtide.cdisc.sdtm.rs_numbers import overall_numbers
from ebbtide.cdisc.sdtm.tr import tr
from ebbtide.cdisc.sdtm.tu import tu
from ebbtide.criteria import BY_ID
from ebbtide.formats import read_study
from ebbtide.terms.codelists import CATEGORIES
from tests.cdisc.derived_studies import derived_of, example, told
from tests.cdisc.tumor_tables import EXAMPLES, bundled, derived_from, lesions_of, results

if TYPE_CHECKING:
    from ebbtide.cdisc.derived import Derived
    from ebbtide.study import Study

TARGET = ("target", "measured", "LIVER")
POINT = ("subject", "reader", "day", "criterion")
WORDS = ("target_response", "nontarget_response", "new_lesion", "overall_response")


def growing_with_a_new_lesion(state: str = "present") -> tuple[tuple[object, ...], ...]:
    """A target of 50 mm that stays, and a new lesion on day 42."""
    return (
        ("T1", 0, *TARGET, 50),
        ("T1", 42, *TARGET, 50),
        ("N1", 42, "new", state, "LUNG"),
    )


def test_a_time_point_is_told_test_by_test() -> None:
    """Stable targets and an unequivocal new lesion: SD, a new lesion, its progression, and PD in all."""
    made = rs(derived_from(*growing_with_a_new_lesion())).frame.filter(pl.col("RSTESTCD") != "BESTRESP")
    assert made.select("RSSEQ", "RSTESTCD", "RSTEST", "RSCAT", "RSORRES", "RSSTRESC", "RSDY").rows() == [
        (1, "TRGRESP", "Target Response", "RECIST 1.1", "SD", "SD", 43),
        (2, "NEWLIND", "New Lesion Indicator", "RECIST 1.1", "Y", "Y", 43),
        (3, "NEWLPROG", "New Lesion Progression", "RECIST 1.1", "UNEQUIVOCAL", "UNEQUIVOCAL", 43),
        (4, "OVRLRESP", "Overall Response", "RECIST 1.1", "PD", "PD", 43),
    ]
    assert made["RSDRVFL"].unique().to_list() == ["Y"]


def test_responses_are_linked_to_the_lesions_of_their_time_point() -> None:
    """All records of the second time point are of the group A2, as those of its lesions are; best ones are of none."""
    derived = derived_from(*growing_with_a_new_lesion())
    made = rs(derived).frame
    best = pl.col("RSTESTCD") == "BESTRESP"
    assert (made.filter(~best)["RSLNKGRP"].to_list(), made.filter(best)["RSLNKGRP"].to_list()) == (
        ["A2"] * 4,
        [None] * 2,
    )
    assert set(tr(derived).frame.filter(TRLNKGRP="A2")["TRLNKID"].drop_nulls()) == {"T1", "N1"}


def test_a_new_lesion_is_no_progression_where_it_is_added_to_the_burden() -> None:
    """The indicator tells it under imRECIST, and beside it RECIST 1.1 that it is progression."""
    made = rs(derived_from(*growing_with_a_new_lesion(), criteria=["recist-1.1", "imrecist"])).frame
    tests = made.filter(pl.col("RSTESTCD").str.starts_with("NEWL")).select("RSCAT", "RSTESTCD", "RSSTRESC").rows()
    assert tests == [
        ("RECIST 1.1", "NEWLIND", "Y"),
        ("RECIST 1.1", "NEWLPROG", "UNEQUIVOCAL"),
        ("imRECIST", "NEWLIND", "Y"),
    ]


def test_an_equivocal_new_lesion_is_uncertain_under_every_criterion() -> None:
    """Whether there is one is not known (U), and that it may be is told as EQUIVOCAL."""
    made = rs(derived_from(*growing_with_a_new_lesion("equivocal"), criteria=["recist-1.1", "irecist"])).frame
    assert results(made, "NEWLIND", "RS") == ["U", "U"]
    assert results(made, "NEWLPROG", "RS") == ["EQUIVOCAL", "EQUIVOCAL"]


def test_every_criterion_has_its_category() -> None:
    """RSCAT is the CDISC term, or the author's name for what CDISC has none."""
    made = rs(derived_from(*growing_with_a_new_lesion(), criteria=list(BY_ID))).frame
    assert made["RSCAT"].unique(maintain_order=True).to_list() == [CATEGORIES[name] for name in BY_ID]


def test_the_confirmed_best_response_is_told_apart() -> None:
    """One PR that no later scan confirms: PR unconfirmed, SD confirmed, both of day 56 (study day 57)."""
    made = rs(derived_from(("T1", 0, *TARGET, 50), ("T1", 56, *TARGET, 20))).frame
    best = made.filter(RSTESTCD="BESTRESP").select("RSSCAT", "RSSTRESC", "RSDY", "RSCAT").rows()
    assert best == [("UNCONFIRMED", "PR", 57, "RECIST 1.1"), ("CONFIRMED", "SD", 57, "RECIST 1.1")]


def test_days_before_the_start_of_therapy_have_no_zero() -> None:
    """A first scan on day -3 and one on day 0 are study days -3 and 1."""
    derived = derived_from(("T1", -3, *TARGET, 50), ("T1", 0, *TARGET, 50), ("T1", 42, *TARGET, 50))
    assert tr(derived).frame.filter(TRTESTCD="LDIAM")["TRDY"].to_list() == [-3, 1, 43]


def test_a_partial_date_stays_partial() -> None:
    """The investigator's week 6 of 01-701-1015 is dated 2014-02 in TR; no day is made up, nor a study day."""
    made = rs(bundled("pharmaverse-recist")).frame.filter(
        USUBJID="01-701-1015", RSTESTCD="OVRLRESP", VISIT="WEEK 6", RSEVAL="INVESTIGATOR"
    )
    assert made.select("RSSTRESC", "RSDTC", "RSDY", "VISITNUM").rows() == [("NE", "2014-02", None, 3.0)]


def test_evaluators_are_those_of_tr() -> None:
    """Role and name of each reader are those that the records of lesions have."""
    derived = bundled("pharmaverse-recist")
    named = rs(derived).frame.select(pl.col("RSEVAL", "RSEVALID")).unique().sort("RSEVALID").rows()
    records = derived.study.domains["TR"].frame.select("TREVAL", "TREVALID").unique().sort("TREVALID").rows()
    assert named == records


def test_reported_responses_become_rs_too() -> None:
    """PR and PD that a reader called stand as they are, and are not said to be derived."""
    made = rs(told({"P1": [(42, "PR"), (84, "PD")]})).frame.filter(USUBJID="P1")
    assert "RSDRVFL" not in made.columns
    assert results(made, "OVRLRESP", "RS") == ["PR", "PD"]
    assert made.filter(RSTESTCD="OVRLRESP")["RSDY"].to_list() == [43, 85]


def test_who_was_never_assessed_has_no_record() -> None:
    """A subject without any scan has no best response either."""
    subjects = pl.DataFrame({"subject": ["P1", "P2"]})
    study = lesions_of(("T1", 0, *TARGET, 50), ("T1", 42, *TARGET, 50), subjects=subjects)
    made = rs(derived_of(study, criteria=["recist-1.1"])).frame
    assert made["USUBJID"].unique().to_list() == ["P1"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_numbers_name_one_record_and_are_found_again(name: str) -> None:
    """RSSEQ is unique within a subject, and `overall_numbers` names the overall response of each row."""
    derived = bundled(name, ["recist-1.1", "irecist", "who"])
    made = rs(derived).frame
    assert made.select("USUBJID", "RSSEQ").is_unique().all()
    numbers = overall_numbers(derived)
    heads = [pl.col(column).cast(pl.String) for column in ("subject", "reader", "criterion")]
    assert numbers.drop("number").equals(derived.responses.select(*heads, "day"))
    named = made.join(numbers, left_on=["USUBJID", "RSSEQ"], right_on=["subject", "number"])
    assert named.height == derived.responses.height
    assert set(named["RSTESTCD"]) == {"OVRLRESP"}
    words = named.sort("USUBJID", "RSSEQ")["RSSTRESC"]
    place = pl.col("criterion").cast(pl.String).replace_strict({one: i for i, one in enumerate(BY_ID)})
    expected = derived.responses.sort("subject", "reader", "day", place)["overall_response"].cast(pl.String)
    assert words.to_list() == expected.to_list()


def test_the_order_of_rows_changes_no_number() -> None:
    """The same readings from the last to the first give the same RS."""
    rows = (*growing_with_a_new_lesion(), ("T1", 84, *TARGET, 70), ("N1", 84, "new", "present", "LUNG"))
    forward, backward = rs(derived_from(*rows)), rs(derived_from(*reversed(rows)))
    assert forward.frame.equals(backward.frame)


def package(derived: Derived) -> Study:
    """Read what is derived as a study of its own."""
    return read_study({made.name.lower(): made.frame for made in (tu(derived), tr(derived), rs(derived), dm(derived))})


@pytest.mark.parametrize("name", ["pharmaverse-recist", "atezolizumab"])
def test_the_responses_that_are_read_back_are_those_that_were_computed(name: str) -> None:
    """Under every criterion, each component and each overall response is reported as it was computed."""
    derived = bundled(name, list(BY_ID))
    back = package(derived)
    columns = [pl.col(column).cast(pl.String) for column in (*POINT, *WORDS)]
    computed = derived.responses.select(columns).sort(POINT)
    assert back.table("reported").select(columns).sort(POINT).equals(computed)


def test_best_responses_are_read_back() -> None:
    """What was derived, confirmed and unconfirmed, is what the study then says was reported."""
    derived = bundled("pharmaverse-recist")
    said = package(derived).table("reported_best").sort("subject", "reader", "confirmed")
    kinds = {"best_overall_response": False, "confirmed_best_overall_response": True}
    best = pl.concat(
        derived.best.select("subject", "reader", pl.col(name).alias("best_overall_response"), confirmed=pl.lit(kind))
        for name, kind in kinds.items()
    ).sort("subject", "reader", "confirmed")
    assert said.select(best.columns).equals(best)


@pytest.mark.parametrize("name", EXAMPLES)
def test_rs_conforms(name: str) -> None:
    """RS breaks no rule under any criterion, and its columns are the variables that describe them."""
    made = rs(bundled(name, list(BY_ID)))
    assert violations([made]) == []
    assert made.frame.columns == [variable.name for variable in made.variables]


def test_a_study_of_reported_responses_alone_has_no_lesions() -> None:
    """TR and TU are empty and have their variables all the same."""
    derived = told({"P1": [(42, "PR")]})
    assert (tr(derived).frame.height, tu(derived).frame.height) == (0, 0)


def test_reported_responses_keep_their_numbers_and_dates() -> None:
    """The records of the example's RS have the RSSEQ, RSDTC and RSSTRESC they came with; best ones are numbered on."""
    study = example()
    made = rs(derived_of(study, source="reported")).frame
    own = study.domains["RS"].frame.select(
        "USUBJID", RSSEQ=pl.col("RSSEQ").cast(pl.Int64), dtc="RSDTC", said="RSSTRESC"
    )
    kept = made.filter(RSTESTCD="OVRLRESP").join(own, on=["USUBJID", "RSSEQ"], how="left")
    assert kept.height == own.height
    assert kept["RSDTC"].to_list() == kept["dtc"].to_list()
    assert kept["RSSTRESC"].to_list() == kept["said"].to_list()
    assert kept.filter(RSDTC="2014-02")["RSDY"].null_count() == kept.filter(RSDTC="2014-02").height > 0
    assert made.select("USUBJID", "RSSEQ").is_unique().all()


def test_what_the_study_has_no_record_of_follows_its_last_number() -> None:
    """RS says NEWLPROG only, among records of other tests: NEWLIND and the best responses come after number 9."""
    cells = {"USUBJID": "P1", "RSCAT": "RECIST 1.1", "RSEVAL": "INVESTIGATOR", "VISIT": "W6", "VISITNUM": "3"}
    said = [("4", "NEWLPROG", "UNEQUIVOCAL", "T09:00"), ("5", "OVRLRESP", "PD", "T10:00"), ("9", "ECOG101", "1", "")]
    rows = [
        {**cells, "RSSEQ": number, "RSTESTCD": test, "RSSTRESC": word, "RSDTC": f"2024-02-21{time}"}
        for number, test, word, time in said
    ]
    start = pl.DataFrame([{"USUBJID": "P1", "RFSTDTC": "2024-01-10"}])
    study = read_study({"rs": pl.DataFrame(rows), "dm": start})
    made = rs(derived_of(study, source="reported", criteria=["recist-1.1"])).frame
    assert made.select("RSTESTCD", "RSSEQ", "RSDTC", "RSDY").rows() == [
        ("NEWLPROG", 4, "2024-02-21T09:00", 43),
        ("OVRLRESP", 5, "2024-02-21T10:00", 43),
        ("NEWLIND", 10, "2024-02-21T09:00", 43),
        ("BESTRESP", 11, "2024-02-21T09:00", 43),
        ("BESTRESP", 12, "2024-02-21T09:00", 43),
    ]


def test_analysis_names_the_records_that_are_written() -> None:
    """Each overall response of ADRS has its SRCSEQ in the RS that goes with it, reported and computed alike."""
    for source in ("reported", "computed"):
        derived = derived_of(example(), source=source, criteria=["recist-1.1"])
        rows = adrs(derived).frame.filter(pl.col("PARAMCD").str.starts_with("OVR"))
        made = rs(derived).frame.select("USUBJID", SRCSEQ="RSSEQ", said="RSSTRESC", test="RSTESTCD")
        found = rows.join(made, on=["USUBJID", "SRCSEQ"], how="left")
        assert found["test"].unique().to_list() == ["OVRLRESP"]
        assert found["said"].to_list() == found["AVALC"].to_list()
