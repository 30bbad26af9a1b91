"""TR: lesion records that are kept or made, and the sums that are derived from them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest

from ebbtide.cdisc.conformance import violations
from ebbtide.cdisc.sdtm.dm import dm
from ebbtide.cdisc.sdtm.rs import rs
from ebbtide.cdisc.sdtm.supplements import supplements
from ebbtide.cdisc.sdtm.tr import tr
from ebbtide.cdisc.sdtm.tr_points import time_points
from ebbtide.cdisc.sdtm.tr_sums import sums_of
from ebbtide.cdisc.sdtm.tu import tu
from ebbtide.formats import read_study
from ebbtide.study import Records
from ebbtide.workflow.assessed import assess
from tests.cdisc.derived_studies import derived_of
from tests.cdisc.tumor_tables import EXAMPLES, bundled, derived_from, results

if TYPE_CHECKING:
    from ebbtide.cdisc.derived import Derived
    from ebbtide.study import Study

LIVER = ("LIVER",)
NODE = ("LYMPH NODE",)


def read_back(derived: Derived) -> Study:
    """Read what is derived as a study of its own."""
    return read_study({made.name.lower(): made.frame for made in (tu(derived), tr(derived), rs(derived), dm(derived))})


def test_a_sum_is_the_exact_decimal() -> None:
    """12.1 + 7.3 mm is 19.4 mm as text and as the number nearest to it, never 19.400000000000002."""
    made = tr(
        derived_from(
            ("T1", 0, "target", "measured", *LIVER, 12.1),
            ("T2", 0, "target", "measured", *LIVER, 7.3),
        )
    )
    record = made.frame.filter(TRTESTCD="SUMDIAM").row(0, named=True)
    assert (record["TRORRES"], record["TRSTRESC"], record["TRSTRESN"], record["TRSTRESU"]) == (
        "19.4",
        "19.4",
        19.4,
        "mm",
    )
    assert (record["TRGRPID"], record["TRLNKID"], record["TRDRVFL"], record["TRLNKGRP"]) == ("TARGET", None, "Y", "A1")


def test_changes_are_of_the_baseline_and_of_the_smallest_sum_before() -> None:
    """Of 50, 30 and 36 mm: -40 and -28 % from 50, then +20 % and +6 mm from 30; the baseline has no changes."""
    made = tr(
        derived_from(*[("T1", day, "target", "measured", *LIVER, size) for day, size in ((0, 50), (42, 30), (84, 36))])
    ).frame
    assert results(made, "SUMDIAM") == [50, 30, 36]
    assert results(made, "PCBSD") == [-40, -28]
    assert results(made, "PCNSD") == [-40, 20]
    assert results(made, "ACNSD") == [-20, 6]
    assert made.filter(TRTESTCD="PCNSD")["TRSTRESU"].unique().to_list() == ["%"]


def test_nodes_are_summed_by_their_short_axis_and_left_out_of_the_other_sum() -> None:
    """A liver lesion of 20 mm and a node of 30 by 16 mm: 36 mm in all, 20 mm without nodes."""
    made = tr(
        derived_from(
            ("T1", 0, "target", "measured", *LIVER, 20),
            ("T2", 0, "target", "measured", *NODE, 30, 16),
        )
    ).frame
    assert (results(made, "SUMDIAM"), results(made, "SUMNLNLD")) == ([36], [20])


def test_there_is_no_sum_without_nodes_where_all_targets_are_nodes() -> None:
    """An empty sum is not written as 0."""
    made = tr(derived_from(("T1", 0, "target", "measured", *NODE, 30, 16))).frame
    assert (results(made, "SUMDIAM"), results(made, "SUMNLNLD")) == ([16], [])


def test_a_sum_that_lacks_a_lesion_is_not_done() -> None:
    """With one of two targets not evaluable there is a reason instead of a sum, no change, and no new nadir."""
    made = tr(
        derived_from(
            ("T1", 0, "target", "measured", *LIVER, 30),
            ("T2", 0, "target", "measured", *LIVER, 30),
            ("T1", 42, "target", "measured", *LIVER, 10),
            ("T2", 42, "target", "not_evaluable", *LIVER),
            ("T1", 84, "target", "measured", *LIVER, 30),
            ("T2", 84, "target", "measured", *LIVER, 24),
        )
    ).frame
    sums = made.filter(TRTESTCD="SUMDIAM").select("TRSTRESN", "TRSTAT", "TRREASND", "TRDRVFL").rows()
    assert sums == [
        (60.0, None, None, "Y"),
        (None, "NOT DONE", "NOT ALL TARGET LESIONS ASSESSED", None),
        (54.0, None, None, "Y"),
    ]
    assert results(made, "PCNSD") == [-10]


def test_from_nothing_there_is_no_percentage() -> None:
    """After a sum of 0 a lesion of 7 mm is 7 mm over the nadir, and no percentage of it."""
    made = tr(
        derived_from(*[("T1", day, "target", "measured", *LIVER, size) for day, size in ((0, 20), (42, 0), (84, 7))])
    ).frame
    assert results(made, "ACNSD") == [-20, 7]
    assert results(made, "PCNSD") == [-100]


def test_products_are_summed_for_criteria_of_areas() -> None:
    """20 x 10 and 15 x 4 mm are 260 mm2; 13 x 10 and 0 mm are 130 mm2, half of it."""
    rows = [
        ("T1", 0, "target", "measured", *LIVER, 20, 10),
        ("T2", 0, "target", "measured", *LIVER, 15, 4),
        ("T1", 42, "target", "measured", *LIVER, 13, 10),
        ("T2", 42, "target", "absent", *LIVER),
    ]
    made = tr(derived_from(*rows, criteria=["recist-1.1", "who"])).frame
    assert (results(made, "SUMPPD"), results(made, "PCBSPPD"), results(made, "ACNSPPD")) == ([260, 130], [-50], [-130])
    assert made.filter(TRTESTCD="SUMPPD")["TRSTRESU"].unique().to_list() == ["mm2"]
    assert results(tr(derived_from(*rows)).frame, "SUMPPD") == []


def test_products_that_nobody_measured_are_not_summed() -> None:
    """One diameter per lesion makes no product, and no record that one is missing."""
    made = tr(derived_from(("T1", 0, "target", "measured", *LIVER, 20), criteria=["who"])).frame
    assert "SUMPPD" not in made["TRTESTCD"]


def test_each_criterion_has_the_sum_it_rests_on() -> None:
    """RECIST 1.0 sums the longest diameter of a node too: 20 + 30 mm."""
    rows = [("T1", 0, "target", "measured", *LIVER, 20), ("T2", 0, "target", "measured", *NODE, 30, 16)]
    made = tr(derived_from(*rows, criteria=["recist-1.0"])).frame
    assert (results(made, "SUMLDIAM"), results(made, "SUMDIAM")) == ([50], [36])


def test_a_locally_treated_target_makes_no_nadir() -> None:
    """A sum of 40 mm after a target was resected is told, and 50 mm stays the nadir of what follows."""
    rows = [("T1", day, "target", "measured", *LIVER, size) for day, size in ((0, 50), (42, 40), (84, 45))]
    derived = derived_from(*rows)
    table = derived.study.table("measurements").with_columns(locally_treated=pl.col("day") >= 42)
    study = replace(derived.study, tables={**derived.study.tables, "measurements": table})
    made = tr(derived_of(study, criteria=["recist-1.1"])).frame
    assert (results(made, "SUMDIAM"), results(made, "ACNSD")) == ([50, 40, 45], [-10, -5])


def test_printed_sums_are_told_without_lesions() -> None:
    """The published case prints sums: 42.47 mm at baseline and 90.73 mm on day 28, +113.6 % (its article's figure)."""
    made = tr(bundled("gastric-car-t")).frame
    assert made["TRLNKID"].null_count() == made.height
    assert results(made, "SUMDIAM")[:2] == [42.47, 90.73]
    assert round(results(made, "PCBSD")[0], 1) == 113.6


@pytest.mark.parametrize("name", EXAMPLES)
def test_sums_are_those_that_were_judged(name: str) -> None:
    """Every complete sum, baseline and nadir is that of the response under RECIST 1.1, to the micrometre."""
    derived = bundled(name)
    sums = sums_of(time_points(derived.study, derived.options), "diameter").filter(~pl.col("is_baseline"))
    numbers = [(pl.col(of) * 1_000).round().cast(pl.Int64).alias(f"our_{of}") for of in ("burden", "baseline", "nadir")]
    called = derived.responses.select("subject", "reader", pl.col("day").alias("start"), *numbers)
    both = sums.join(called, on=["subject", "reader", "start"])
    assert both.height == sums.height > 0
    assert both.filter(pl.col("complete") & pl.col("our_burden").ne_missing(pl.col("total"))).is_empty()
    for of in ("baseline", "nadir"):
        assert both[of].equals(both[f"our_{of}"].alias(of), null_equal=True)


def test_records_of_the_study_are_kept_as_they_are() -> None:
    """Each of the 546 records has its number, its words and its result; what is derived follows with new numbers."""
    derived = bundled("pharmaverse-recist")
    came, made = derived.study.domains["TR"].frame, tr(derived).frame
    kept = made.filter(pl.col("TRDRVFL").is_null() & pl.col("TRSTAT").is_null())
    shared = ["USUBJID", "TRSEQ", "TRLNKID", "TRTESTCD", "TRTEST", "TRORRES", "TRSTRESC", "VISIT", "TRDTC", "TREVAL"]
    text = kept.select(shared).with_columns(pl.col("TRSEQ").cast(pl.String)).sort("USUBJID", "TRSEQ")
    assert text.equals(came.select(shared).sort("USUBJID", "TRSEQ"))
    last = came.group_by("USUBJID").agg(last=pl.col("TRSEQ").cast(pl.Int64).max())
    ours = made.filter(pl.col("TRDRVFL").is_not_null() | pl.col("TRSTAT").is_not_null()).join(last, on="USUBJID")
    assert ours.filter(pl.col("TRSEQ") <= pl.col("last")).is_empty()
    assert made.select("USUBJID", "TRSEQ").is_unique().all()


def test_link_groups_of_the_study_are_kept() -> None:
    """A time point whose records are of the group V2 keeps that name for its sum; the others are numbered."""
    derived = bundled("pharmaverse-recist")
    records = derived.study.domains["TR"]
    group = pl.when(pl.col("VISIT") == "WEEK 3").then(pl.lit("V2"))
    domains = {**derived.study.domains, "TR": records._replace(frame=records.frame.with_columns(TRLNKGRP=group))}
    made = tr(derived_of(replace(derived.study, domains=domains), criteria=["recist-1.1"])).frame
    own = made.filter((pl.col("USUBJID") == "01-701-1118") & (pl.col("TREVAL") == "INVESTIGATOR"))
    groups = own.filter(TRTESTCD="SUMDIAM")["TRLNKGRP"].to_list()
    assert groups == ["R1-A1", "V2", "R1-A3", "R1-A4", "R1-A5"]


def test_a_partial_date_is_not_completed() -> None:
    """The sum of a time point of which only the month is known has that month and no study day."""
    made = tr(bundled("pharmaverse-recist")).frame
    record = made.filter(
        TRTESTCD="SUMDIAM", USUBJID="01-701-1015", VISIT="WEEK 6", TREVAL="INVESTIGATOR"
    ).row(0, named=True)  # fmt: skip
    assert (record["TRDTC"], record["TRDY"], record["VISITNUM"]) == ("2014-02", None, 3.0)


def test_what_was_derived_before_is_derived_anew() -> None:
    """Derived records that a study brings are replaced: deriving twice is deriving once."""
    derived = bundled("pharmaverse-recist")
    once = tr(derived).frame
    text = once.select(pl.all().cast(pl.String)).with_columns(row=pl.int_range(2, once.height + 2, dtype=pl.UInt32))
    places = derived.study.domains["TR"].frame.select("USUBJID", "TRSEQ", old="row")
    moved = text.join(places, on=["USUBJID", "TRSEQ"], how="left").with_columns(
        row=pl.coalesce("old", pl.col("row") + 10_000)
    )
    study = replace(derived.study, domains={**derived.study.domains, "TR": Records(moved.drop("old"), "tr.csv")})
    again = tr(derived_of(study, criteria=["recist-1.1"])).frame
    derived_tests = ["SUMDIAM", "SUMNLNLD", "PCBSD", "PCNSD", "ACNSD"]
    done = pl.col("TRSTAT").is_null()
    for test in derived_tests:
        assert results(again.filter(done), test) == results(once.filter(done), test)


@pytest.mark.parametrize(
    ("row", "record"),
    [
        (("T1", 42, "target", "measured", *LIVER, 12.5), ("LDIAM", "12.5", "12.5", 12.5, "mm", None)),
        (("T1", 42, "target", "too_small", *LIVER), ("LDIAM", "TOO SMALL TO MEASURE", "5", 5.0, "mm", None)),
        (("T1", 42, "target", "too_small", *LIVER, 4), ("LDIAM", "TOO SMALL TO MEASURE", "4", 4.0, "mm", None)),
        (("T1", 42, "target", "absent", *LIVER), ("TUMSTATE", "ABSENT", "ABSENT", None, None, None)),
        (("T1", 42, "target", "not_evaluable", *LIVER), ("LDIAM", None, None, None, None, "NOT EVALUABLE")),
        (("T1", 42, "target", "not_done", *LIVER), ("LDIAM", None, None, None, None, "SCAN NOT PERFORMED")),
        (("NT1", 42, "nontarget", "present", *NODE), ("LNSTATE", "PATHOLOGICAL", "PATHOLOGICAL", None, None, None)),
        (
            ("NT1", 42, "nontarget", "unequivocal_progression", *LIVER),
            ("TUMSTATE", "UNEQUIVOCAL", "UNEQUIVOCAL", None, None, None),
        ),
    ],
)
def test_a_reading_becomes_a_record(row: tuple[object, ...], record: tuple[object, ...]) -> None:
    """Sizes, states and what was not read stand under the test and in the words of controlled terminology."""
    first = (row[0], 0, row[2], "measured" if row[2] == "target" else "present", row[4], 20, 16)
    made = tr(derived_from(first, row)).frame.filter((pl.col("TRDY") == 43) & pl.col("TRLNKID").is_not_null())
    told = made.select("TRTESTCD", "TRORRES", "TRSTRESC", "TRSTRESN", "TRSTRESU", "TRREASND").rows()
    assert told == [record]


def test_supplemental_qualifiers_stay_in_their_own_dataset() -> None:
    """TRLOC that reading joined from SUPPTR is no variable of TR, and SUPPTR holds it as it came."""
    derived = bundled("pharmaverse-recist")
    came = derived.study.domains["TR"].frame
    qualifiers = came.head(1).select(
        "STUDYID", "USUBJID", "row", RDOMAIN=pl.lit("TR"), IDVAR=pl.lit("TRSEQ"), IDVARVAL="TRSEQ",
        QNAM=pl.lit("TRLOC"), QLABEL=pl.lit("Location of the Tumor"), QVAL=pl.lit("LIVER"), QORIG=pl.lit("CRF"),
    )  # fmt: skip
    domains = {
        **derived.study.domains,
        "TR": Records(came.with_columns(TRLOC=pl.lit("LIVER")), "tr.csv"),
        "SUPPTR": Records(qualifiers, "supptr.csv"),
    }
    held = derived_of(replace(derived.study, domains=domains), criteria=["recist-1.1"])
    assert tr(held).frame.equals(tr(derived).frame)
    [apart] = supplements(held)
    assert (apart.name, apart.frame.equals(qualifiers.select(apart.frame.columns))) == ("SUPPTR", True)
    assert violations([tr(held), apart]) == []
    assert supplements(derived) == ()


@pytest.mark.parametrize(
    ("role", "organ", "nodal", "word"),
    [
        ("target", "LIVER", None, "TARGET"),
        ("target", "LYMPH NODE", None, "TARGET"),
        ("nontarget", "AXILLA", True, "NON-TARGET NODAL"),
        ("target", "LYMPH NODE", False, "TARGET EXTRA NODAL"),
        ("new", "LUNG", None, "NEW"),
    ],
)
def test_a_lesion_is_identified_by_its_role(role: str, organ: str, nodal: bool | None, word: str) -> None:  # noqa: FBT001 - a cell of the table
    """NODAL and EXTRA NODAL are added only where the location would say otherwise."""
    state = "present" if role == "new" else "measured"
    derived = derived_from(("L1", 0, role, state, organ, 20, 16))
    said = pl.col("nodal") if nodal is None else pl.lit(nodal)
    table = derived.study.table("measurements").with_columns(nodal=said)
    study = replace(derived.study, tables={**derived.study.tables, "measurements": table})
    made = tu(derived_of(study, criteria=["recist-1.1"])).frame
    assert made.select("TULNKID", "TUTESTCD", "TUSTRESC", "TULOC").rows() == [("L1", "TUMIDENT", word, organ)]


def test_tu_of_the_study_is_kept() -> None:
    """Its records are those that came, in their order."""
    derived = bundled("pharmaverse-recist")
    came, made = derived.study.domains["TU"].frame, tu(derived).frame
    names = ["USUBJID", "TULNKID", "TUSTRESC", "TULOC", "TUEVAL", "TUEVALID", "VISIT"]
    assert made.select(names).equals(came.select(names))


@pytest.mark.parametrize("name", ["pharmaverse-recist", "atezolizumab"])
def test_the_records_read_back_are_judged_alike(name: str) -> None:
    """TU, TR, RS and DM read as SDTM give every response again, with its numbers and its reasons."""
    criteria = ["recist-1.1", "irecist", "who"]
    derived = bundled(name, criteria)
    again = assess(read_back(derived), criteria=criteria, explanations=False).responses
    told = ["visit", "explanation"]
    assert again.drop(told).equals(derived.responses.drop(told))


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_datasets_conform(name: str) -> None:
    """TU and TR break no rule, and their columns are the variables that describe them."""
    derived = bundled(name)
    made = [tu(derived), tr(derived)]
    assert violations(made) == []
    for dataset in made:
        assert dataset.frame.columns == [variable.name for variable in dataset.variables]


def test_sums_that_lack_a_lesion_are_not_written_twice() -> None:
    """What is written, read back and written again has the same records: a sum that is not done is derived anew."""
    derived = derived_from(
        ("T1", 0, "target", "measured", *LIVER, 20),
        ("T2", 0, "target", "measured", *LIVER, 30),
        ("T1", 42, "target", "measured", *LIVER, 20),
        ("T2", 42, "target", "not_evaluable", *LIVER),
    )
    first = tr(derived).frame
    again = tr(derived_of(read_back(derived), criteria=["recist-1.1"])).frame
    assert first.filter(TRTESTCD="SUMDIAM")["TRSTAT"].to_list() == [None, "NOT DONE"]
    assert again.select("TRSEQ", "TRTESTCD", "TRSTAT").equals(first.select("TRSEQ", "TRTESTCD", "TRSTAT"))


@pytest.mark.parametrize("left_out", [("TRSTRESC",), ("TRSTRESC", "TRORRES", "TRORRESU"), ("TRSTRESN",)])
def test_results_that_stand_in_one_variable_only_are_told_in_all(left_out: tuple[str, ...]) -> None:
    """A TR with TRSTRESN alone, or with TRSTRESC alone, gives both, the same as number and as text."""
    cells = {"TRTESTCD": "LDIAM", "TRTEST": "Longest Diameter", "TRORRES": "20", "TRORRESU": "mm", "TRSTRESU": "mm"}
    row = {"USUBJID": "P1", "TRLNKID": "T1", "TRGRPID": "TARGET", **cells, "TRSTRESC": "20", "TRSTRESN": "20.0"}
    dates = ("2024-01-10", "2024-02-21")
    frame = pl.DataFrame([{**row, "TRSEQ": str(seq), "TRDTC": date} for seq, date in enumerate(dates, start=1)])
    made = tr(derived_of(read_study({"tr": frame.drop(left_out)}), criteria=["recist-1.1"]))
    told = made.frame.filter(TRTESTCD="LDIAM")
    assert told.select("TRSTRESC", "TRSTRESN", "TRSTRESU").rows() == [("20", 20.0, "mm")] * 2


def test_the_study_is_named_by_any_domain_where_there_is_no_dm() -> None:
    """Records and sums have the STUDYID that TR has, and not the name of the folder."""
    row = {"STUDYID": "ONE", "USUBJID": "P1", "TRLNKID": "T1", "TRGRPID": "TARGET", "TRTESTCD": "LDIAM"}
    result = {"TRORRES": "20", "TRORRESU": "mm", "TRSTRESC": "20", "TRSTRESU": "mm", "TRDTC": "2024-01-10"}
    derived = derived_of(read_study({"tr": pl.DataFrame([row | result])}), criteria=["recist-1.1"])
    assert tr(derived).frame["STUDYID"].unique().to_list() == ["ONE"]
    assert dm(derived).frame["STUDYID"].to_list() == ["ONE"]
