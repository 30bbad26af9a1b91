"""The rows of ADRS, before they are named and dated: assessments, parameters, deaths, measurable disease."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.assessment.assessing import reading_of
from ebbtide.cdisc.adam.adrs_parameters import DEATH, MEASURABLE, number_of
from ebbtide.cdisc.adam.adrs_records import COURSE
from ebbtide.cdisc.evaluators import evaluators_of
from ebbtide.criteria.parts.records import CONFIRMS_BY_EPISODE, CONFIRMS_NOTHING
from ebbtide.formats.sdtm.domains import Domain
from ebbtide.terms.lesions import ROLES, TARGET
from ebbtide.terms.responses import CPD, PD

if TYPE_CHECKING:
    from ebbtide.cdisc.derived import Derived
    from ebbtide.criteria import AnyCriterion
    from ebbtide.study import Study

__all__ = ["ROWS", "deaths", "leading_criterion", "measurable", "parameters", "time_points"]

ROWS: Final = {
    "subject": pl.String,
    "reader": pl.String,
    "criterion": pl.String,
    "name": pl.String,
    "day": pl.Int32,
    "visit": pl.String,
    "AVALC": pl.String,
    "ANL01FL": pl.String,
    "ANL02FL": pl.String,
    "SRCDOM": pl.String,
    "SRCVAR": pl.String,
    "SRCSEQ": pl.Int64,
    "dtc": pl.String,
}
_FOUND: Final = ("SRCDOM", "SRCVAR", "SRCSEQ", "dtc", "visit")
_YES: Final = pl.lit("Y")


def as_rows(frame: pl.DataFrame) -> pl.DataFrame:
    """Bring rows into the columns of ROWS; what a row does not have is null."""
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(kind).alias(name) for name, kind in ROWS.items()
    )


def time_points(derived: Derived, assessments: pl.DataFrame) -> pl.DataFrame:
    """Give the overall response of every assessment.

    `ANL01FL` marks the worst of each day from day 0 on, if it has a number; `ANL02FL` those up to and including the
    first progression that ends the course: PD, the first iCPD, the first irPD that was confirmed. Under imRECIST no
    progression does.

    Sources:
        admiralonco 1.4, "Creating ADRS" and "Creating ADRS with iRECIST endpoints": ANL01FL and ANL02FL.
    """
    ends = course_ends(derived)
    with_ends = assessments.join(ends, on=list(COURSE), how="left", maintain_order="left")
    numbered = [word for word in assessments["AVALC"].unique() if number_of(word) is not None]
    counts = pl.col("is_worst") & pl.col("AVALC").is_in(numbered)
    return as_rows(
        with_ends.with_columns(
            name=pl.lit("OVR"),
            ANL01FL=pl.when(counts).then(_YES),
            ANL02FL=pl.when((pl.col("day") <= pl.col("end_day")).fill_null(value=True)).then(_YES),
        )
    )


def course_ends(derived: Derived) -> pl.DataFrame:
    """Find the day of the progression that ends each course: `subject`, `reader`, `criterion`, `end_day`."""
    courses = derived.courses
    ending = {one.id: ending_codes(one) for one in courses.criteria}
    pairs = [(name, code) for name, codes in ending.items() for code in codes]
    codes = pl.DataFrame(pairs, schema={"criterion": pl.String, "response": pl.Int8}, orient="row")
    calls = courses.calls.join(courses.heads, on="course").join(codes, on=["criterion", "response"], how="semi")
    readings = [reading for one in courses.criteria if (reading := reading_of(one, derived.options))]
    settled = courses.progressions.filter(pl.col("reading").is_in(readings) & (pl.col("outcome") == "confirmed"))
    confirmed = settled.join(courses.heads, on="course")
    days = pl.concat([part.select(*COURSE, "day") for part in (calls, confirmed)])
    return days.group_by(COURSE).agg(end_day=pl.col("day").min())


def ending_codes(criterion: AnyCriterion) -> tuple[int, ...]:
    """Tell which calls end a course under a criterion by themselves."""
    confirms = criterion.confirms_by
    if confirms == CONFIRMS_NOTHING:
        return (PD, CPD)
    return (CPD,) if confirms == CONFIRMS_BY_EPISODE else ()


def parameters(derived: Derived, assessments: pl.DataFrame) -> pl.DataFrame:
    """Give the response parameters, each with the assessment that decided it; those without a value have no row."""
    told = derived.parameters.filter(
        ~pl.col("parameter").is_in(["OVR", DEATH]) & pl.col("value").is_not_null()
    ).with_columns(pl.col(COURSE).cast(pl.String), name="parameter", AVALC="value", ANL01FL=_YES)
    deciding = assessments.filter("is_worst").select(*COURSE, "day", *_FOUND)
    return as_rows(told.join(deciding, on=[*COURSE, "day"], how="left", maintain_order="left"))


def deaths(derived: Derived) -> pl.DataFrame:
    """Tell of every subject whether and when it died, where the study records deaths or any other event.

    A death that DM knows without a day, or with the year alone, is one that has no date.
    """
    if derived.milestones.is_empty() and not records_deaths(derived.study):
        return as_rows(pl.DataFrame(schema={"subject": pl.String}))
    everybody = pl.DataFrame({"subject": derived.study.subjects}, schema={"subject": pl.String})
    known = everybody.join(derived.milestones, on="subject", how="left", maintain_order="left")
    told = known.join(undated_deaths(derived.study), on="subject", how="left", maintain_order="left")
    is_dated = pl.col("death_day").is_not_null()
    died = is_dated | pl.col("said_by").is_not_null()
    return as_rows(
        told.with_columns(
            name=pl.lit(DEATH),
            day="death_day",
            AVALC=pl.when(died).then(_YES).otherwise(pl.lit("N")),
            ANL01FL=_YES,
            SRCDOM=pl.when(died & ~is_dated).then(pl.lit("DM")),
            SRCVAR=pl.when(~is_dated).then("said_by"),
        )
    )


def undated_deaths(study: Study) -> pl.DataFrame:
    """Find who died by DM, whatever it knows of the date: `subject`, and `said_by`, the variable that says so."""
    if not records_deaths(study):
        return pl.DataFrame(schema={"subject": pl.String, "said_by": pl.String})
    dm = Domain("DM", study.domains["DM"].frame, study.domains["DM"].file)
    flagged = dm.text("DTHFL").str.to_uppercase() == "Y"
    said = pl.when(dm.text("DTHDTC").is_not_null()).then(pl.lit("DTHDTC")).when(flagged).then(pl.lit("DTHFL"))
    told = dm.frame.select(subject="USUBJID", said_by=said).drop_nulls()
    return told.unique("subject", keep="first", maintain_order=True)


def records_deaths(study: Study) -> bool:
    """Tell whether the study came with a DM that has a place for deaths, so that none there means nobody died."""
    records = study.domains.get("DM")
    return records is not None and bool({"DTHDTC", "DTHFL"} & set(records.frame.columns))


def leading_criterion(derived: Derived) -> str:
    """Name the criterion that measurable disease is told under: RECIST 1.1, or the first."""
    ids = [one.id for one in derived.criteria]
    return "recist-1.1" if "recist-1.1" in ids else ids[0]


def measurable(derived: Derived) -> pl.DataFrame:
    """Tell for every subject and reader whether there was a target at baseline, so measurable disease.

    A study without measurements tells it as its site does, if it does (`subjects.measurable_disease`).

    Sources:
        admiralonco 1.4, "Creating ADRS": MDIS is Y for a subject with a target identified at screening, else N.
    """
    readings = derived.study.table("measurements")
    readers = derived.courses.heads.select("reader").unique().join(readings, on="reader", how="semi")
    told = by_targets(derived, readings, readers) if readers.height else by_site(derived)
    named = told.with_columns(name=pl.lit(MEASURABLE), criterion=pl.lit(leading_criterion(derived)), ANL01FL=_YES)
    keys = ["subject", "reader", "AVALC"]
    return as_rows(named.join(target_records(derived), on=keys, how="left", maintain_order="left"))


def by_targets(derived: Derived, readings: pl.DataFrame, readers: pl.DataFrame) -> pl.DataFrame:
    """Answer for every subject and reader by the targets among the measurements: `subject`, `reader`, `AVALC`."""
    everybody = pl.DataFrame({"subject": derived.study.subjects}, schema={"subject": pl.String})
    targets = readings.filter(pl.col("role") == ROLES[TARGET]).select("subject", "reader").unique()
    keys = ["subject", "reader"]
    answers = everybody.join(readers, how="cross").join(targets.with_columns(AVALC=_YES), on=keys, how="left")
    return answers.with_columns(pl.col("AVALC").fill_null("N"))


def by_site(derived: Derived) -> pl.DataFrame:
    """Answer for the subjects of whom the site says it, as of the first evaluator: `subject`, `reader`, `AVALC`."""
    evaluators = evaluators_of(derived.courses.heads["reader"].cast(pl.String).unique())
    said = derived.study.table("subjects").filter(pl.col("measurable_disease").is_not_null())
    return said.select(
        "subject",
        reader=pl.lit(evaluators["reader"].first(), pl.String),
        AVALC=pl.when("measurable_disease").then(_YES).otherwise(pl.lit("N")),
    )


def target_records(derived: Derived) -> pl.DataFrame:
    """Find the first target of each subject and reader in the study's own TU; none where it has no TU."""
    records = derived.study.domains.get("TU")
    kinds = {"subject": pl.String, "reader": pl.String, "SRCSEQ": pl.Int64}
    needed = {"USUBJID", "TUTESTCD", "TUSTRESC", "TUSEQ"}
    if records is None or not needed <= set(records.frame.columns):
        found = pl.DataFrame(schema=kinds)
    else:
        found = first_targets(Domain("TU", records.frame, records.file))
    return found.with_columns(AVALC=_YES, SRCDOM=pl.lit("TU"), SRCVAR=pl.lit("TUSTRESC"))


def first_targets(tu: Domain) -> pl.DataFrame:
    """Take the first record of TU that names a target: `subject`, `reader`, `SRCSEQ`."""
    named = pl.col("TUSTRESC").str.to_uppercase().str.starts_with("TARGET")
    return (
        tu.frame.filter((pl.col("TUTESTCD") == "TUMIDENT") & named)
        .select(
            subject="USUBJID",
            reader=tu.reader,
            SRCSEQ=pl.col("TUSEQ").cast(pl.Float64, strict=False).cast(pl.Int64),
        )
        .group_by("subject", "reader")
        .agg(pl.col("SRCSEQ").min())
    )
