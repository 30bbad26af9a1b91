"""The lesion map of a subject: its readings as the criterion reads them, visit by visit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.assessment.batch import Tables, prepare
from ebbtide.assessment.sums import BARE, NEW, NONTARGETS, SUM
from ebbtide.criteria import Criterion
from ebbtide.criteria.parts.readings import sizes
from ebbtide.criteria.parts.records import DIAMETERS, LENGTHS, PRODUCTS, PRODUCTS_OR_LENGTHS, VIABLE, Reading
from ebbtide.errors import DataError
from ebbtide.figures.lesion_map import CELLS, GROWS, RESPONDS, VISITS, Trend, lesion_map
from ebbtide.patterns.dissociation import FALL_PCT, RISE_PCT, moved_targets
from ebbtide.terms.families import family_of
from ebbtide.terms.lesions import MERGED, NONTARGET, TARGET
from ebbtide.workflow.drawing.asking import about, criterion_of, reader_of, subject_of

if TYPE_CHECKING:
    from ebbtide.assessment.batch import Batch
    from ebbtide.criteria import AnyCriterion
    from ebbtide.figures import Figure
    from ebbtide.workflow.assessed import Assessment
    from ebbtide.workflow.drawing.asking import Asked

__all__ = ["draw"]

_MEASURES: Final = {
    DIAMETERS: ("diameter", "longest diameter, nodes by short axis"),
    LENGTHS: ("length", "longest diameter, of nodes too"),
    VIABLE: ("viable", "longest viable diameter, nodes by short axis"),
    PRODUCTS: ("product", "product of the two diameters"),
}
_MICROMETRES: Final = {"mm": 1e3, "mm2": 1e6}
_UNNAMED: Final = "Organ not named"
_TOGETHER: Final = "Lesions told together"
_NAMES: Final = {SUM: "targets, as printed", NONTARGETS: "non-targets", NEW: "new lesions"}


def draw(assessment: Assessment, asked: Asked) -> Figure:
    """Draw the lesions of one subject.

    Raises:
        DataError: If no subject is named where there are several, or none of its lesions is recorded.
    """
    subject, criterion = subject_of(assessment, asked), criterion_of(assessment, asked)
    tables = Tables.of_study(assessment.study, may_be_empty=True).of(subject)
    hint = "the map needs `measurements`, or `timepoints` with sums, of this subject"
    if tables.measurements.is_empty() and tables.timepoints.is_empty():
        raise DataError(f"no lesion of {subject} is recorded", hint=hint)
    batch = prepare(tables, assessment.options, as_arrays=False)
    reader = _reader_of(assessment, asked, batch, subject)
    points = _points(batch, assessment, criterion, subject, reader)
    unit, (size, measure) = _measured(assessment, criterion, points)
    readings = _readings(batch, reader, size, unit)
    if readings.is_empty():
        raise DataError(f"no lesion of {subject} is recorded", hint=hint)
    cells = _cells(readings, points, unit)
    lesions = cells.filter(pl.col("role") != "sum")["lesion"].n_unique()
    shown = f"{lesions} lesion{'' if lesions == 1 else 's'} in {points.height} visits"
    return lesion_map(
        cells,
        points,
        about(assessment, shown, criterion=criterion, reader=reader),
        subject=subject,
        measure=measure,
        trend=Trend(FALL_PCT, RISE_PCT, "dissociated response, Bernard-Tessier 2020"),
    )


def _reader_of(assessment: Assessment, asked: Asked, batch: Batch, subject: str) -> str:
    """Take the reader asked for, or the first who read this subject."""
    readers = batch.points["reader"].cast(pl.String).unique().sort().to_list()
    if asked.reader is None:
        return str(readers[0])
    reader = reader_of(assessment, asked)
    if reader not in readers:
        raise DataError(f"reader {reader!r} did not read {subject}", hint=f"these did: {', '.join(readers)}")
    return reader


def _points(batch: Batch, assessment: Assessment, criterion: AnyCriterion, subject: str, reader: str) -> pl.DataFrame:
    """Give each time point with the criterion's sum and call; the baseline has the baseline sum."""
    own = batch.points.filter(pl.col("reader").cast(pl.String) == reader)
    # A subject without a baseline is given an empty one the day before its first scan.
    made = pl.col("is_baseline") & (pl.col("start") < int(_read_days(assessment, subject, reader)))
    heads = own.filter(~made).select(day=pl.col("start").cast(pl.Int32), visit="visit", is_baseline="is_baseline")
    calls = assessment.responses.filter(
        pl.col("subject") == subject, pl.col("reader") == reader, pl.col("criterion").cast(pl.String) == criterion.id
    )
    named = {"sum": "burden", "unit": "burden_unit", "change_pct": "change_from_baseline_pct"}
    given = {name: pl.col(column) if column in calls.columns else pl.lit(None) for name, column in named.items()}
    flags = pl.col("flags").cast(pl.String) if "flags" in calls.columns else pl.lit("")
    words = flags.fill_null("").str.split(" ")
    told = calls.select(
        "day",
        response=pl.col("overall_response").cast(pl.String),
        waits=words.list.contains("UNCONFIRMED"),
        is_partial=words.list.contains("PARTIAL") | words.list.contains("PARTIAL_PD"),
        **given,
        baseline=pl.col("baseline") if "baseline" in calls.columns else pl.lit(None),
    ).with_columns(pl.col("day").cast(pl.Int32), pl.col("unit").cast(pl.String))
    joined = heads.join(told.drop("baseline"), on="day", how="left", maintain_order="left")
    first = told["baseline"].drop_nulls().head(1).to_list()
    at_first = pl.col("is_baseline") & pl.col("sum").is_null()
    families = [
        None if word is None else family_of(word, is_unconfirmed=bool(waits)).value
        for word, waits in joined.select("response", "waits").rows()
    ]
    return joined.with_columns(
        sum=pl.when(at_first).then(pl.lit(first[0] if first else None, pl.Float64)).otherwise(pl.col("sum")),
        unit=pl.col("unit").fill_null(strategy="backward").fill_null(strategy="forward"),
        family=pl.Series(families, dtype=pl.String),
        is_partial=pl.col("is_partial").fill_null(value=False),
    ).select(pl.col(name).cast(kind) for name, kind in VISITS.items())


def _read_days(assessment: Assessment, subject: str, reader: str) -> int:
    """Find the first day on which anything of a subject was read."""
    days = [
        table.filter(pl.col("subject") == subject, pl.col("reader") == reader)["day"].min()
        for table in (assessment.study.table("measurements"), assessment.study.table("timepoints"))
    ]
    return min(day for day in days if isinstance(day, int))


def _measured(assessment: Assessment, criterion: AnyCriterion, points: pl.DataFrame) -> tuple[str, tuple[str, str]]:
    """Find what the criterion sums, and in which unit."""
    if not isinstance(criterion, Criterion):
        return "mm", _MEASURES[DIAMETERS]
    measure = criterion.define(assessment.options).measure
    if measure == PRODUCTS_OR_LENGTHS:
        measure = LENGTHS if "mm" in points["unit"] else PRODUCTS
    return "mm2" if measure == PRODUCTS else "mm", _MEASURES[measure]


def _readings(batch: Batch, reader: str, size: str, unit: str) -> pl.DataFrame:
    """Give the readings of a reader with their sizes, as the criteria measure them."""
    measured = [sizes(Reading(*values)) for values in zip(*batch.readings, strict=True)]
    # What merged into another is counted there.
    lost = batch.rows["state"].to_physical() == MERGED
    return (
        batch.rows.select(
            "lesion", "role", "organ", "side", "nodal", "locally_treated",
            reader=pl.col("reader").cast(pl.String),
            day=pl.col("start").cast(pl.Int32),
            state=pl.col("state").cast(pl.String),
        )
        .with_columns(
            lost=lost,
            number=pl.Series([getattr(one, size) for one in measured], dtype=pl.Int64),
            size_um=pl.Series([one.diameter for one in measured], dtype=pl.Int64),
        )
        .filter(pl.col("reader") == reader, pl.col("lesion") != BARE)
        .with_columns(pl.when(pl.col(name) >= 0, ~pl.col("lost")).then(name) for name in ("number", "size_um"))
        .with_columns(size=pl.col("number") / _MICROMETRES[unit])
    )  # fmt: skip


def _cells(readings: pl.DataFrame, points: pl.DataFrame, unit: str) -> pl.DataFrame:
    """Give one row per lesion and visit, read or not."""
    heads = points.select("day", "visit", "is_baseline")
    first = pl.col("day").min()
    named = _described(readings)
    seen = readings.group_by("lesion").agg(entry=first)
    whole = named.join(seen, on="lesion").join(heads, how="cross")
    given = readings.select("lesion", "day", "state", "number", "size_um", "size", "locally_treated")
    cells = whole.join(given, on=["lesion", "day"], how="left")
    at_baseline = pl.col("is_baseline")
    own = [pl.col(name).filter(at_baseline).first().over("lesion") for name in ("number", "size_um")]
    joined = cells.with_columns(from_number=own[0], from_um=own[1])
    change = 100 * (pl.col("number") - pl.col("from_number")).cast(pl.Float64) / pl.col("from_number").cast(pl.Float64)
    is_new = pl.col("role") == "new"
    before = is_new & (pl.col("day") < pl.col("entry"))
    return (
        joined.with_columns(
            state=pl.when(pl.col("state").is_not_null())
            .then("state")
            .when(before)
            .then(pl.lit("not_there"))
            .otherwise(pl.lit("missing")),
            change_pct=pl.when(pl.col("from_number") > 0, ~is_new).then(change),
            unit=pl.when(pl.col("size").is_not_null()).then(pl.lit(unit)),
            is_treated=pl.col("locally_treated").fill_null(value=False),
        )
        .pipe(_with_trend)
        .pipe(_with_entry)
        # A word that there is no new lesion stands for none.
        .filter(~pl.col("lesion").str.starts_with("(new") | pl.col("is_new").any().over("lesion"))
        .select(pl.col(name).cast(kind) for name, kind in CELLS.items())
    )


def _described(readings: pl.DataFrame) -> pl.DataFrame:
    """Name each lesion, its organ and its part."""
    role = pl.col("role").to_physical()
    part = pl.when(role == TARGET).then(pl.lit("target")).when(role == NONTARGET).then(pl.lit("non-target"))
    together = pl.col("lesion").str.starts_with("(")
    organ = pl.col("organ").fill_null("").str.strip_chars().str.to_lowercase().replace("", _UNNAMED)
    side = pl.col("side").fill_null("").str.strip_chars().str.to_lowercase()
    label = pl.col("lesion").replace(_NAMES).str.strip_chars("()")
    ordered = readings.sort("lesion", "day", "role")
    return ordered.group_by("lesion", maintain_order=True).agg(
        role=pl.when(together.first(), pl.col("lesion").first() == SUM)
        .then(pl.lit("sum"))
        .otherwise(part.otherwise(pl.lit("new")).first()),
        organ=pl.when(together.first()).then(pl.lit(_TOGETHER)).otherwise(organ.first().pipe(_capital)),
        label=pl.concat_str(
            label.first(), side.filter(side != "").first().fill_null(""), separator=" "
        ).str.strip_chars(),
        nodal=pl.col("nodal").fill_null(value=False).any(),
    )


def _capital(word: pl.Expr) -> pl.Expr:
    return word.str.slice(0, 1).str.to_uppercase() + word.str.slice(1)


def _with_trend(cells: pl.DataFrame) -> pl.DataFrame:
    """Say which lesions moved beyond the limits of a dissociated response, by diameter."""
    known = cells.filter(
        pl.col("role") != "sum",
        ~pl.col("is_baseline"),
        ~pl.col("is_treated"),
        pl.col("size_um").is_not_null(),
        pl.col("from_um").is_not_null(),
    ).filter(pl.col("role") != "new")
    moved = moved_targets(known.select("lesion", "day", "size_um", "from_um")).select("lesion", "day", "up")
    word = pl.when("up").then(pl.lit(GROWS)).when(~pl.col("up")).then(pl.lit(RESPONDS))
    return cells.join(moved, on=["lesion", "day"], how="left").with_columns(trend=word)


def _with_entry(cells: pl.DataFrame) -> pl.DataFrame:
    """Mark where a new lesion is first seen; where it never is for sure, where it is first suspected."""
    there = ~pl.col("state").is_in(["not_there", "missing", "absent", "not_evaluable", "not_done", "merged"])
    sure = there & (pl.col("state") != "equivocal")
    sight = pl.coalesce(
        pl.col("day").filter(sure).min().over("lesion"), pl.col("day").filter(there).min().over("lesion")
    )
    return cells.with_columns(is_new=((pl.col("role") == "new") & (pl.col("day") == sight)).fill_null(value=False))
