"""ADTR: sums by hand, their flags, and the records that every row rests on."""

from __future__ import annotations

from typing import Any, Final

import polars as pl
import pytest

from ebbtide.cdisc.adam.adtr import adtr, analysed
from ebbtide.cdisc.conformance import violations
from ebbtide.cdisc.sdtm.rs import rs
from ebbtide.cdisc.sdtm.tr import tr
from ebbtide.cdisc.sdtm.tr_records import tumor_records
from ebbtide.cdisc.traceability import relrec, traces
from tests.cdisc.tumor_tables import EXAMPLES, bundled, derived_from

TARGET = ("target", "measured", "LIVER")
SUM = pl.col("PARAMCD") == "SDIAM"

# The investigator's target diameters as tr.csv has them (nodes by LPERP), added up by hand:
# AVISIT, AVAL, BASE, NADIR, CHG, CHGNAD, PCHGNAD, CRFL, PDFL, ANL01FL.
BY_HAND: Final[dict[str, list[tuple[Any, ...]]]] = {
    # 21+32+24+19; 20+34+24+18; 20+.+.+18; 0+7+0+0, the 7 mm a node
    "01-701-1015": [
        ("BASELINE", 96, 96, None, None, None, None, None, None, "Y"),
        ("WEEK 3", 96, 96, 96, 0, 0, 0.0, None, None, "Y"),
        ("WEEK 6", 38, 96, 96, None, None, None, None, None, None),
        ("WEEK 9", 7, 96, 96, -89, -89, -8900 / 96, "Y", None, "Y"),
    ],
    # 16+22+21+17+18; 16+21+19+17+18; .+34+41+26+9, which is 19 mm over 91 without T01; 17+23+20+25+7
    "01-701-1028": [
        ("BASELINE", 94, 94, None, None, None, None, None, None, "Y"),
        ("WEEK 3", 91, 94, 94, -3, -3, -300 / 94, None, None, "Y"),
        ("WEEK 6", 110, 94, 91, None, None, None, None, "Y", None),
        ("WEEK 9", 92, 94, 91, -2, 1, 100 / 91, None, None, "Y"),
    ],
    # 31+42+17; 31+34+9; 19+21+4; 7+0+3, both nodes
    "01-701-1115": [
        ("BASELINE", 90, 90, None, None, None, None, None, None, "Y"),
        ("WEEK 3", 74, 90, 90, -16, -16, -1600 / 90, None, None, "Y"),
        ("WEEK 6", 44, 90, 74, -46, -30, -3000 / 74, None, None, "Y"),
        ("WEEK 9", 10, 90, 44, -80, -34, -3400 / 44, "Y", None, "Y"),
    ],
    # 35+22+33; 31+24+33; 37+28+31; 42+39+43, 36 mm over 88
    "01-701-1130": [
        ("BASELINE", 90, 90, None, None, None, None, None, None, "Y"),
        ("WEEK 3", 88, 90, 90, -2, -2, -200 / 90, None, None, "Y"),
        ("WEEK 6", 96, 90, 88, 6, 8, 800 / 88, None, None, "Y"),
        ("WEEK 9", 124, 90, 88, 34, 36, 3600 / 88, None, "Y", "Y"),
    ],
    # 19+21+20; 15+14+13; 0+0+0; 5+0+0, 5 mm over nothing
    "01-701-1133": [
        ("BASELINE", 60, 60, None, None, None, None, None, None, "Y"),
        ("WEEK 3", 42, 60, 60, -18, -18, -30.0, None, None, "Y"),
        ("WEEK 6", 0, 60, 42, -60, -42, -100.0, "Y", None, "Y"),
        ("WEEK 9", 5, 60, 0, -55, 5, None, None, "Y", "Y"),
    ],
}


def sums_of(*rows: tuple[object, ...]) -> pl.DataFrame:
    """The rows of SDIAM of one subject; flags that no row has are there all the same."""
    frame = adtr(derived_from(*rows)).frame.filter(SUM)
    gone = [name for name in ("CRFL", "PDFL") if name not in frame.columns]
    return frame.with_columns(pl.lit(None, pl.String).alias(name) for name in gone)


def course(*sizes: float | None) -> list[tuple[object, ...]]:
    """One target in the liver, every six weeks; None where it could not be evaluated."""
    return [
        ("T1", 42 * place, "target", "not_evaluable" if size is None else "measured", "LIVER", size)
        for place, size in enumerate(sizes)
    ]


@pytest.mark.parametrize("subject", BY_HAND)
def test_sums_are_those_added_up_by_hand(subject: str) -> None:
    """Baseline, nadir, changes and flags of the investigator's sums are those worked out from the records."""
    frame = adtr(bundled("pharmaverse-recist")).frame.filter(SUM & (pl.col("USUBJID") == subject))
    columns = ["AVISIT", "AVAL", "BASE", "NADIR", "CHG", "CHGNAD", "PCHGNAD", "CRFL", "PDFL", "ANL01FL"]
    assert frame.sort("ADY").select(columns).rows() == BY_HAND[subject]


def test_the_percentage_from_baseline_is_one_exact_division() -> None:
    """From 96 to 7 mm is -8900/96 %, and the baseline has no change."""
    frame = adtr(bundled("pharmaverse-recist")).frame.filter(SUM & (pl.col("USUBJID") == "01-701-1015")).sort("ADY")
    assert frame["PCHG"].to_list() == [None, 0.0, None, -8900 / 96]


def test_an_incomplete_sum_says_which_lesions_it_lacks() -> None:
    """In week 6 T02 and T03 of four targets were not assessed; the sum stands, and no change is taken from it."""
    row = (
        adtr(bundled("pharmaverse-recist"))
        .frame.filter(SUM & (pl.col("USUBJID") == "01-701-1015") & (pl.col("AVISIT") == "WEEK 6"))
        .row(0, named=True)
    )
    assert (row["LSEXP"], row["LSASS"], row["AVAL"]) == ("T01, T02, T03, T04", "T01, T04", 38.0)
    assert (row["CHG"], row["PCHG"], row["ANL01FL"], row["ANL04FL"]) == (None, None, None, None)


@pytest.mark.parametrize(
    ("sizes", "flags"),
    [
        ((25, 20, 24.999), (None, None, None)),
        ((25, 20, 25), (None, None, "Y")),
        ((100, 100, 119.999), (None, None, None)),
        ((100, 100, 120), (None, None, "Y")),
        ((30, 0, 4.999), (None, None, None)),
        ((30, 0, 5), (None, None, "Y")),
    ],
)
def test_progression_needs_a_fifth_and_five_millimetres(
    sizes: tuple[float, ...], flags: tuple[str | None, ...]
) -> None:
    """20 % and 5 mm over the nadir are enough, a micrometre less is not; from nothing 5 mm alone decide."""
    assert tuple(sums_of(*course(*sizes))["PDFL"]) == flags


def test_nodes_that_grow_below_ten_millimetres_have_not_progressed() -> None:
    """A node of 16 mm that was 3 and is 9 mm is a complete response all along."""
    rows = [("T1", day, "target", "measured", "LYMPH NODE", 30, size) for day, size in ((0, 16), (42, 3), (84, 9))]
    frame = sums_of(*rows)
    assert (frame["CRFL"].to_list(), frame["PDFL"].to_list()) == ([None, "Y", "Y"], [None] * 3)


def test_a_node_of_ten_millimetres_is_no_complete_response() -> None:
    """10 mm short axis is not normal; 9.999 mm is."""
    rows = [("T1", day, "target", "measured", "LYMPH NODE", 30, size) for day, size in ((0, 16), (42, 10), (84, 9.999))]
    assert sums_of(*rows)["CRFL"].to_list() == [None, None, "Y"]


def test_an_incomplete_baseline_is_no_baseline() -> None:
    """With a target not evaluable at baseline there is no BASE and no change; the first complete sum is the nadir."""
    rows = [
        *course(30, 28, 25),
        ("T2", 0, "target", "not_evaluable", "LIVER"),
        ("T2", 42, *TARGET, 20),
        ("T2", 84, *TARGET, 20),
    ]
    frame = sums_of(*rows).sort("ADY")
    assert frame["BASE"].to_list() == [None] * 3
    assert frame["NADIR"].to_list() == [None, None, 48.0]
    assert frame["CHGNAD"].to_list() == [None, None, -3.0]
    assert frame["ANL02FL"].to_list() == [None] * 3


def test_the_best_sum_and_the_time_before_progression_are_flagged() -> None:
    """Of 50, 30, 30, 40 and 20 mm the last is the smallest (ANL02FL); only the first three precede the progression."""
    frame = sums_of(*course(50, 30, 30, 40, 20)).sort("ADY")
    assert frame["PDFL"].to_list() == [None, None, None, "Y", None]
    assert frame["ANL02FL"].to_list() == [None, None, None, None, "Y"]
    assert frame["ANL03FL"].to_list() == ["Y", "Y", "Y", None, None]
    assert frame["ANL04FL"].to_list() == ["Y"] * 5


def test_of_equal_best_sums_the_first_is_flagged() -> None:
    """30 mm twice: the earlier one is the best change."""
    assert sums_of(*course(50, 30, 30)).sort("ADY")["ANL02FL"].to_list() == [None, "Y", None]


def test_what_was_not_evaluated_has_a_row_without_a_value() -> None:
    """The lesion and the sum of day 42 have rows, neither value nor flag."""
    frame = adtr(derived_from(*course(50, None))).frame.filter(pl.col("ADY") == 43)
    assert frame.select("PARAMCD", "AVAL", "ANL01FL", "LSASS").rows() == [
        ("LDIAM1", None, None, None),
        ("SDIAM", None, None, None),
    ]


def test_lesions_bear_the_number_of_their_name() -> None:
    """T02 and T10 are 2 and 10, a node among them NLDIAM; names without numbers count in their order."""
    rows = [("T10", 0, *TARGET, 20), ("T02", 0, "target", "measured", "LYMPH NODE", 30, 16)]
    assert set(adtr(derived_from(*rows)).frame["PARAMCD"]) == {"LDIAM10", "NLDIAM2", "SDIAM"}
    rows = [("spleen", 0, *TARGET, 20), ("liver", 0, *TARGET, 20)]
    named = adtr(derived_from(*rows)).frame.filter(~SUM).sort("PARAMCD").select("PARAMCD", "TRLNKID").rows()
    assert named == [("LDIAM1", "liver"), ("LDIAM2", "spleen")]


def test_evaluators_have_parameters_of_their_own() -> None:
    """The investigator's are the plain ones; a parameter has one name, and a name one parameter."""
    frame = adtr(bundled("pharmaverse-recist")).frame
    names = frame.select("PARAMCD", "PARAM").unique()
    assert names["PARAMCD"].is_unique().all()
    assert names["PARAM"].is_unique().all()
    told = frame.filter(pl.col("PARAMCD").is_in(["SDIAM", "SDIAMB", "NLDIAM2C"])).select("PARAM", "TREVALID").unique()
    assert set(told.rows()) == {
        ("Target Lesions Sum of Diameters (mm) by Investigator", None),
        ("Target Lesions Sum of Diameters (mm) by Radiologist 1", "RADIOLOGIST 1"),
        ("Target Lesion 2 Analysis Perpendicular (mm) by Radiologist 2", "RADIOLOGIST 2"),
    }
    assert frame["PARAMCD"].str.len_chars().max() == 8


def test_a_date_of_which_only_the_month_was_known_is_flagged() -> None:
    """Week 6 of 01-701-1015 is dated 2014-02: the day is made up, and ADTF says so."""
    frame = adtr(bundled("pharmaverse-recist")).frame.filter(USUBJID="01-701-1015")
    assert set(frame.filter(AVISIT="WEEK 6")["ADTF"]) == {"D"}
    assert set(frame.filter(pl.col("AVISIT") != "WEEK 6")["ADTF"]) == {None}


def test_a_lesion_names_the_record_it_rests_on() -> None:
    """In every row of a lesion AVAL is the result of the record that SRCSEQ names."""
    derived = bundled("pharmaverse-recist")
    lesions = adtr(derived).frame.filter(pl.col("TRLNKID").is_not_null())
    came = derived.study.domains["TR"].frame.select(
        "USUBJID", pl.col("TRSEQ").cast(pl.Int64), "TRSTRESN", link="TRLNKID"
    )
    both = lesions.join(came, left_on=["USUBJID", "SRCSEQ"], right_on=["USUBJID", "TRSEQ"])
    assert both.height == lesions.height == 234
    assert both["TRSTRESN"].cast(pl.Float64).equals(both["AVAL"].alias("TRSTRESN"))
    assert both["link"].equals(both["TRLNKID"].alias("link"))


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_row_is_traced_to_records_that_are_there(name: str) -> None:
    """Each row of ADTR has at least one source, and each source is a record of TR."""
    derived = bundled(name)
    analysis, found = adtr(derived), traces(adtr(derived), derived)
    rows = analysis.frame.select("USUBJID", sequence="ASEQ")
    assert rows.join(found, on=["USUBJID", "sequence"], how="anti").is_empty()
    there = tr(derived).frame.select("USUBJID", SRCSEQ="TRSEQ")
    assert found.join(there, on=["USUBJID", "SRCSEQ"], how="anti").is_empty()


def test_a_complete_sum_is_the_sum_of_its_sources() -> None:
    """The results of the records that a complete sum is traced to add up to it."""
    derived = bundled("pharmaverse-recist")
    analysis = adtr(derived)
    found = traces(analysis, derived)
    results = tr(derived).frame.select("USUBJID", SRCSEQ="TRSEQ", micrometres=(pl.col("TRSTRESN") * 1_000).round())
    added = (
        found.join(results, on=["USUBJID", "SRCSEQ"]).group_by("USUBJID", "sequence").agg(pl.col("micrometres").sum())
    )
    sums = analysis.frame.filter(pl.col("PARAMCD").str.starts_with("SDIAM") & (pl.col("ANL01FL") == "Y"))
    both = sums.join(added, left_on=["USUBJID", "ASEQ"], right_on=["USUBJID", "sequence"])
    assert both.height == sums.height > 0
    assert both.filter((pl.col("AVAL") * 1_000).round() != pl.col("micrometres")).is_empty()


def test_a_lesion_in_parts_rests_on_the_records_of_its_parts() -> None:
    """T1 that has split into 12 and 9 mm is 21 mm; no single record is its source, and its traces name both."""
    derived = derived_from(("T1", 0, *TARGET, 30), ("T1.1", 42, *TARGET, 12), ("T1.2", 42, *TARGET, 9))
    analysis = adtr(derived)
    row = analysis.frame.filter((pl.col("PARAMCD") == "LDIAM1") & (pl.col("ADY") == 43)).row(0, named=True)
    assert (row["AVAL"], row["SRCSEQ"]) == (21.0, None)
    found = traces(analysis, derived).filter(sequence=row["ASEQ"])["SRCSEQ"]
    named = tr(derived).frame.filter(pl.col("TRSEQ").is_in(found.implode()))["TRLNKID"].to_list()
    assert named == ["T1.1", "T1.2"]


def test_a_response_is_traced_to_the_lesions_that_it_tells_of() -> None:
    """The target response rests on the target, new lesions on the new one, the overall response on both."""
    derived = derived_from(("T1", 0, *TARGET, 30), ("T1", 42, *TARGET, 30), ("N1", 42, "new", "present", "LUNG"))
    made, records = rs(derived), tr(derived).frame.select("TRLNKID", SRCSEQ="TRSEQ")
    tests = made.frame.select("RSTESTCD", sequence="RSSEQ")
    found = traces(made, derived).join(tests, on="sequence").join(records, on="SRCSEQ")
    lesions = dict(found.group_by("RSTESTCD").agg(pl.col("TRLNKID").sort()).iter_rows())
    assert lesions == {"TRGRESP": ["T1"], "NEWLIND": ["N1"], "NEWLPROG": ["N1"], "OVRLRESP": ["N1", "T1"]}


def test_there_are_no_traces_of_other_datasets() -> None:
    """RELREC rests on no record, and asking for its traces is a mistake."""
    derived = derived_from(*course(30, 20))
    with pytest.raises(ValueError, match="no traces of RELREC"):
        traces(relrec(derived), derived)


@pytest.mark.parametrize("name", EXAMPLES)
def test_progression_by_the_sum_is_what_was_judged(name: str) -> None:
    """PDFL stands wherever RECIST 1.1 called progression because the sum rose, else only where a target came back."""
    derived = bundled(name)
    rows = analysed(tumor_records(derived)).filter((pl.col("PDFL") == "Y").fill_null(value=False))
    flagged = rows.select("subject", "reader", pl.col("start").alias("day"))
    progressed = derived.responses.filter(pl.col("target_response").cast(pl.String) == "PD")
    called = progressed.select("subject", "reader", "day", reasons=pl.col("reasons").cast(pl.String).str.split(" "))
    point = ["subject", "reader", "day"]
    rose = called.filter(pl.col("reasons").list.contains("SUM_ROSE"))
    came_back = called.filter(pl.col("reasons").list.contains("TARGET_REAPPEARED"))
    assert rose.join(flagged, on=point, how="anti").is_empty()
    assert flagged.join(rose, on=point, how="anti").join(came_back, on=point, how="anti").is_empty()
    assert rose.height > 0


@pytest.mark.parametrize("name", EXAMPLES)
def test_adtr_conforms(name: str) -> None:
    """It breaks no rule, and its columns are the variables that describe them."""
    made = adtr(bundled(name))
    assert violations([made]) == []
    assert made.frame.columns == [variable.name for variable in made.variables]
