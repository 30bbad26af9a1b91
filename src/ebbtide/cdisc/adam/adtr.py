"""ADTR: the diameters of target lesions and their sums, ready for analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.cdisc.adam.adtr_lesions import lesion_rows, source_records
from ebbtide.cdisc.adam.adtr_sums import sum_rows
from ebbtide.cdisc.adam.adtr_variables import OPTIONAL, VARIABLES
from ebbtide.cdisc.evaluators import evaluators_of
from ebbtide.cdisc.sdtm.tr_points import POINT, STREAM
from ebbtide.cdisc.sdtm.tr_records import tumor_records
from ebbtide.cdisc.sdtm.tr_visits import with_evaluators
from ebbtide.cdisc.subjects import identities, present, study_day
from ebbtide.formats.datasets.dataset import Dataset

if TYPE_CHECKING:
    from ebbtide.cdisc.derived import Derived
    from ebbtide.cdisc.sdtm.tr_records import TumorRecords

__all__ = ["adtr", "analysed"]

_MOST: Final = 8
_LETTERS: Final = 26
_SUM: Final = "SDIAM"
_FLAGS: Final = ("D", "M")


def adtr(derived: Derived) -> Dataset:
    """Make ADTR: a parameter per target lesion, and their sum.

    LDIAMn is the longest diameter of target n, NLDIAMn the short axis of a lymph node, SDIAM the sum of both, in mm.
    Parameters of evaluators after the first bear a letter behind their name, from B: SDIAMB. Rows begin at baseline.
    A row of a lesion names its record of TR by SRCSEQ; a sum rests on several records, which
    `ebbtide.cdisc.traceability.traces` lists. What the flags mean, see `sum_rows`.

    Names and flags are those of the template of admiralonco, with these differences. The evaluators are kept apart,
    and every one has rows. CRFL goes by lesion, so that nodes of less than 10 mm do not prevent it. PDFL is told by the
    sums and not taken from RS, also where the nadir is 0, for which PCHGNAD is blank. An incomplete sum never becomes
    BASE or NADIR and has no change. Lesions have baselines of their own and changes from it.

    Args:
        derived: The study and what follows from it.

    Sources:
        CDISC ADaMIG 1.3, basic data structure; admiralonco 1.4, template ad_adtr; Eisenhauer 2009, sec. 4.3.1.
    """
    records = tumor_records(derived)
    subjects = identities(derived.study)
    rows = analysed(records).join(subjects, on="subject", how="left", maintain_order="left")
    frame, variables = present(rows, VARIABLES, OPTIONAL)
    return Dataset(
        "ADTR",
        "Tumor Results Analysis Dataset",
        frame,
        variables,
        "One record per subject per parameter per analysis visit",
        "BASIC DATA STRUCTURE",
        derived.study.name,
    )


def analysed(records: TumorRecords) -> pl.DataFrame:
    """Make the rows of ADTR, with `subject, reader, start, lesion` (null for a sum) beside its variables."""
    places = evaluators_of(records.points.points["reader"].unique())
    lesions, sums = _with_sources(lesion_rows(records), records), _sums(records)
    rows = pl.concat([lesions, sums], how="diagonal").join(
        places.select("reader", "place", "name"), on="reader", how="left", maintain_order="left"
    )
    ordered = _named(rows).sort("subject", "PARAMCD", "start")
    timed = _timed(ordered, records)
    numbered = timed.with_columns(ASEQ=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("subject"))
    return with_evaluators(numbered, "TR", records.lesions).with_columns(
        PARCAT1=pl.lit("Target Lesion(s)"),
        PARCAT2=pl.when(pl.col("name") != "").then("name").otherwise(pl.lit("Not stated")),
        PARCAT3=pl.lit("RECIST 1.1"),
        TRLNKID="lesion",
    )


def _with_sources(rows: pl.DataFrame, records: TumorRecords) -> pl.DataFrame:
    """Name the record that a lesion's row rests on, where it is one."""
    key = [*POINT, "lesion"]
    found = source_records(records).group_by(key).agg(
        pl.col("TRSEQ").first(), pl.col("variable").first(), many=pl.len()
    )  # fmt: skip
    told = rows.join(found, on=key, how="left", maintain_order="left")
    places = records.points.placed.select(*STREAM, lesion="whole", TULOC=pl.col("organ").cast(pl.String)).unique(
        [*STREAM, "lesion"], keep="first", maintain_order=True
    )
    located = told.join(places, on=[*STREAM, "lesion"], how="left", maintain_order="left")
    return located.with_columns(
        SRCDOM=pl.lit("TR"), SRCVAR="variable", SRCSEQ=pl.when(pl.col("many") == 1).then("TRSEQ")
    ).drop("TRSEQ", "variable", "many")


def _sums(records: TumorRecords) -> pl.DataFrame:
    rows = sum_rows(records.points)
    return rows.with_columns(
        stem=pl.lit(_SUM), SRCDOM=pl.lit("TR"), SRCVAR=pl.lit("TRSTRESN"), day="start", SRCSEQ=pl.lit(None, pl.Int64)
    )


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    """Name the parameters: the stem, the number of the lesion, a letter for every evaluator but the first."""
    letters = {place: _letter(place) for place in rows["place"].unique()}
    letter = pl.col("place").replace_strict(letters, return_dtype=pl.String)
    behind = pl.concat_str(pl.col("number").cast(pl.String).fill_null(""), letter)
    ahead = pl.col("stem").str.slice(0, _MOST - behind.str.len_chars())
    by = pl.when(pl.col("name") != "").then(pl.format(" by {}", pl.col("name"))).otherwise(pl.lit(""))
    kind = pl.when(pl.col("stem") == "NLDIAM").then(pl.lit("Perpendicular")).otherwise(pl.lit("Diameter"))
    of_lesion = pl.format("Target Lesion {} Analysis {} (mm){}", pl.col("number"), kind, by)
    of_sum = pl.format("Target Lesions Sum of Diameters (mm){}", by)
    return rows.with_columns(
        PARAMCD=pl.concat_str(ahead, behind),
        PARAM=pl.when(pl.col("stem") == _SUM).then(of_sum).otherwise(of_lesion),
    )


def _letter(place: int) -> str:
    if place == 1:
        return ""
    return chr(ord("A") + place - 1) if place <= _LETTERS else f"Z{place}"


def _timed(rows: pl.DataFrame, records: TumorRecords) -> pl.DataFrame:
    """Add visit, date and study day."""
    visits = records.visits.select(*POINT, "VISIT", "VISITNUM", "DTC")
    told = rows.join(visits, on=POINT, how="left", maintain_order="left").with_columns(ADT="date", ADY=study_day("day"))
    unnamed = pl.col("VISIT").is_null()
    visit = pl.when(unnamed).then(pl.format("DAY {}", study_day("start"))).otherwise("VISIT")
    number = pl.when(unnamed).then(study_day("start").cast(pl.Float64)).otherwise("VISITNUM")
    written = pl.col("DTC").str.len_chars()
    day, month = _FLAGS
    return told.with_columns(
        AVISIT=pl.when("is_baseline").then(pl.lit("BASELINE")).otherwise(visit),
        AVISITN=pl.when("is_baseline").then(0.0).otherwise(number),
        ADTF=pl.when(written == len("2014-02")).then(pl.lit(day)).when(written == len("2014")).then(pl.lit(month)),
    )
