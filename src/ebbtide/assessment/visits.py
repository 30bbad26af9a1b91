"""Time points: which readings are judged together, and which of them is the baseline.

A time point is a visit label; images without one join the nearest labelled visit within
the window, else each day is its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.assessment.codes import LARGE, Codes, are_different, codes, crossed, names_in, numbered, order_of
from ebbtide.study import Finding
from ebbtide.terms.lesions import NONTARGET, NOT_DONE, NOT_EVALUABLE

if TYPE_CHECKING:
    from ebbtide.study.options import Options

STREAM: Final = ["subject", "reader"]
UNSCHEDULED: Final = r"(?i)^\s*(unsch|unplanned|ad[ -]?hoc|early|interim|extra)"
BASELINE_LABEL: Final = (
    r"(?i)^\s*(baseline|screening|screen|bl|pre-?(treatment|infusion))\W*\d*\W*"
    r"(visit|scan|ct|mri|tumou?r|assessment|imaging|\s)*$"
)
SEEN: Final = ("measured", "too_small", "present", "increased", "decreased", "unequivocal_progression")


@dataclass(frozen=True)
class Edges:
    """Where subjects and time points begin among ordered rows, worked out once whatever the rows hold beside it.

    `new_stream` and `new_point` are true on the first row of a subject and of a time point.
    """

    new_stream: pl.Series
    new_point: pl.Series

    @cached_property
    def streams(self) -> Codes:
        """The number of each row's subject, counted once per reader."""
        return numbered(self.new_stream)

    @cached_property
    def points(self) -> Codes:
        """The number of each row's time point."""
        return numbered(self.new_point)

    @cached_property
    def places(self) -> pl.DataFrame:
        """The first row of every time point: its place, its subject's number, and whether the subject begins there."""
        place = self.new_point.arg_true()
        return pl.DataFrame(
            {
                "place": place.cast(pl.Int64),
                "stream": self.streams.numbers.gather(place),
                "new_stream": self.new_stream.gather(place),
            }
        )


@dataclass(frozen=True)
class Layout:
    """Rows ordered by subject, reader and day (or time point), and where each begins."""

    rows: pl.DataFrame
    edges: Edges

    def heads(self, *columns: str) -> pl.DataFrame:
        """Take the first row of every time point, with its place among the rows and its subject's number."""
        places = self.edges.places
        return self.rows.select(columns)[places.get_column("place")].hstack(places)


def lay_out(rows: pl.DataFrame, by: str) -> Layout:
    """Order rows by subject, reader and `by`; rows in order already are left as they are."""
    layout = boundaries(rows, by)
    if layout is None:
        layout = boundaries(in_order(rows, by), by)
    if layout is None:
        message = "sorted rows are not in order"
        raise AssertionError(message)
    return layout


def in_order(rows: pl.DataFrame, by: str) -> pl.DataFrame:
    """Sort rows by subject, reader and `by`; rows alike stay as they stand."""
    if len(rows) > LARGE:
        streams = crossed(codes(rows["subject"]), codes(rows["reader"]))
        order = order_of(streams, rows[by])
        if order is not None:
            return rows[order]
    return rows.sort("subject", "reader", by, maintain_order=True)


def boundaries(rows: pl.DataFrame, by: str) -> Layout | None:
    """Find where subjects and time points begin, or None when rows are out of order."""
    same = (pl.col("subject") == pl.col("subject").shift(1)) & (pl.col("reader") == pl.col("reader").shift(1))
    step = pl.col(by).diff()
    found = rows.select(
        new_stream=~same.fill_null(value=False),
        new_point=~same.fill_null(value=False) | (step != 0).fill_null(value=True),
        falls=same & (step < 0),
    )
    if found["falls"].any():
        return None
    firsts = rows.select(STREAM)[found["new_stream"].arg_true()]
    rising = (pl.col("subject") > pl.col("subject").shift(1)) | (
        (pl.col("subject") == pl.col("subject").shift(1)) & (pl.col("reader") > pl.col("reader").shift(1))
    )
    if not firsts.select(rising.fill_null(value=True).all()).item():
        return None
    return Layout(rows, Edges(found["new_stream"], found["new_point"]))


def place_readings(readings: pl.DataFrame, options: Options) -> Layout:
    """Find the time point each reading belongs to, as `start`, its first day.

    Args:
        readings: Tidy measurements, in any order.
        options: The window for unlabelled images.

    Returns:
        The same rows with `start` (day), ordered by it.
    """
    layout = lay_out(readings, "day")
    if every_day_is_a_visit(layout, options):
        return replace(layout, rows=layout.rows.with_columns(start=pl.col("day")))
    marked = readings.with_columns(label=label_of())
    placed = join_unlabelled(split_reused_labels(marked, options), options).drop("label")
    return lay_out(placed, "start")


def label_of() -> pl.Expr:
    """Take the visit label, unless it only says that the visit was not planned."""
    label = pl.col("visit").cast(pl.String).str.strip_chars().str.to_uppercase()
    planned = label.is_not_null() & (label != "") & ~label.str.contains(UNSCHEDULED)
    return pl.when(planned).then(label)


def with_labels(heads: pl.DataFrame) -> pl.DataFrame:
    """Add the label of each time point as a number, null where it has none."""
    words = heads.select(pl.col("visit").unique()).with_columns(label=label_of())
    known = words["label"].drop_nulls().unique().sort()
    numbered = words.with_columns(label=pl.col("label").cast(pl.Enum(known)).to_physical().cast(pl.Int64))
    return heads.join(numbered, on="visit", how="left", nulls_equal=True, maintain_order="left")


def every_day_is_a_visit(layout: Layout, options: Options) -> bool:
    """Tell whether labels add nothing: one label a day, each used once, none near an unlabelled day."""
    visit = layout.rows["visit"]
    if visit.null_count() == len(visit):
        return True
    changes = visit.ne_missing(visit.shift(1)) & ~layout.edges.new_point
    if changes.any():
        return False
    heads = with_labels(layout.heads("visit", "day"))
    labelled = heads.filter(pl.col("label").is_not_null())
    most = labelled["label"].max()
    labels = Codes(labelled["label"], most + 1 if isinstance(most, int) else 0)
    if not are_different(crossed(Codes(labelled["stream"], len(heads)), labels)):
        return False
    if len(labelled) == len(heads):
        return True
    gap = pl.col("day").diff().over("stream")
    parts = pl.col("label").is_null() != pl.col("label").shift(1).over("stream").is_null()
    near = (gap <= options.tp_window_days) & parts
    return not heads.select(near.any()).item()


def split_reused_labels(readings: pl.DataFrame, options: Options) -> pl.DataFrame:
    """Start a labelled time point at its first day; split a label that stands for several visits.

    A label under which one lesion was measured on days far apart ("FOLLOW-UP") is no single visit.
    """
    group = [*STREAM, "label"]
    spread = pl.col("day").max() - pl.col("day").min() > options.tp_window_days
    reused = (
        readings.filter(pl.col("label").is_not_null())
        .group_by([*group, "lesion"])
        .agg(spread=spread)
        .group_by(group)
        .agg(reused=pl.col("spread").any())
    )
    joined = readings.join(reused, on=group, how="left", maintain_order="left").sort([*group, "day"])
    gap = (pl.col("day") - pl.col("day").shift(1).over(group)).fill_null(0) > options.tp_window_days
    cluster = (gap & pl.col("reused")).cum_sum().over(group)
    return (
        joined.with_columns(cluster=cluster.fill_null(0))
        .with_columns(start=pl.when(pl.col("label").is_not_null()).then(pl.col("day").min().over([*group, "cluster"])))
        .drop("cluster", "reused")
    )


def join_unlabelled(readings: pl.DataFrame, options: Options) -> pl.DataFrame:
    """Let images without a label join the nearest labelled visit within the window."""
    loose = readings.filter(pl.col("start").is_null())
    if loose.is_empty():
        return readings
    days = readings.filter(pl.col("start").is_not_null()).select(*STREAM, "day", near="start").unique().sort("day")
    joined = (
        loose.drop("start")
        .sort("day")
        .join_asof(
            days, on="day", by=STREAM, strategy="nearest", tolerance=options.tp_window_days, check_sortedness=False
        )
        .with_columns(start=pl.coalesce("near", "day"))
        .drop("near")
    )
    fixed = readings.filter(pl.col("start").is_not_null())
    # An image that joins a visit may come before its first labelled one.
    return pl.concat([fixed, joined.select(fixed.columns)]).with_columns(
        start=pl.col("day").min().over([*STREAM, "start"])
    )


def baselines(layout: Layout, options: Options) -> pl.DataFrame:
    """Find each subject's baseline: the last time point at or before day 0, or labelled as baseline.

    Without either, the first time point stands in when it lies within the window after
    day 0; else the subject has no baseline.

    Returns:
        One row per subject and reader, in order: `baseline` (day, null when there is none), `candidates`.
    """
    role, state = pl.col("role").to_physical(), pl.col("state").to_physical()
    looked = (role <= NONTARGET) & (state != NOT_EVALUABLE) & (state != NOT_DONE)
    counted = layout.rows.select(looked).to_series().cast(pl.Int64).cum_sum()
    heads = layout.heads("subject", "reader", "start", "visit")
    ends = heads["place"].shift(-1, fill_value=len(layout.rows)) - 1
    before = pl.concat([pl.Series([0], dtype=pl.Int64), counted]).gather(heads["place"])
    words = names_in(heads["visit"])
    labels = words.filter(words.str.contains(BASELINE_LABEL)).cast(heads.schema["visit"]).implode()
    named = pl.col("visit").is_in(labels).fill_null(value=False)
    points = heads.with_columns(looked=counted.gather(ends) > before, candidate=named | (pl.col("start") <= 0))
    if is_first_alone(points):
        # Nothing to choose: the common case, and much cheaper than asking subject by subject.
        return points.filter("new_stream").select(
            "stream", "subject", "reader", candidates=pl.lit(1, pl.UInt32), baseline="start", first="start"
        )
    seen = pl.col("start").filter(pl.col("candidate") & pl.col("looked"))
    first = pl.col("start").min()
    return points.group_by("stream", maintain_order=True).agg(
        pl.col("subject", "reader").first(),
        candidates=seen.len(),
        baseline=pl.coalesce(
            seen.max(),
            pl.col("start").filter("candidate").max(),
            pl.when(first <= options.tp_window_days).then(first),
        ),
        first=first,
    )


def is_first_alone(points: pl.DataFrame) -> bool:
    """Tell whether each subject's first time point, and no other, could be its baseline and was looked at."""
    is_first = pl.col("candidate") == pl.col("new_stream")
    return bool(points.select((is_first & (pl.col("looked") | ~pl.col("new_stream"))).all()).item())


def set_baseline(layout: Layout, chosen: pl.DataFrame) -> Layout:
    """Leave out what lies before baseline, and give a subject without one an empty baseline.

    Nothing can be measured against a baseline that is not there: such a subject's time
    points are NE, unless they progress among themselves. A lesion that is there at
    baseline is not new, whatever it is called.
    """
    new = layout.rows["role"].to_physical() > NONTARGET
    stream = layout.edges.streams.numbers
    shown = layout.rows["state"].filter(new).cast(pl.String).is_in(SEEN)
    at_baseline = (layout.rows["start"].filter(new) == chosen["baseline"].gather(stream.filter(new))) & shown
    clean = chosen["baseline"].null_count() == 0 and bool((chosen["baseline"] == chosen["first"]).all())
    if clean and not at_baseline.any():
        return layout
    joined = layout.rows.with_columns(baseline=chosen["baseline"].gather(stream))
    kept = joined.filter(pl.col("baseline").is_null() | (pl.col("start") >= pl.col("baseline")))
    bare = kept.filter(pl.col("baseline").is_null())
    if not bare.is_empty():
        kept = pl.concat([kept, empty_baseline(bare)])
    kind = layout.rows.schema["role"]
    role = pl.col("role").cast(pl.String)
    old = (
        role.str.starts_with("new")
        & pl.col("state").cast(pl.String).is_in(SEEN)
        & (pl.col("start") == pl.col("baseline"))
    )
    known = kept.with_columns(role=pl.when(old).then(pl.lit("nontarget")).otherwise(role).cast(kind))
    return lay_out(known.drop("baseline"), "start")


def empty_baseline(readings: pl.DataFrame) -> pl.DataFrame:
    """Make a time point before the first, in which the targets and non-targets of the first are not done.

    A lesion read later for the first time must not change what was called before it.
    """
    first = pl.col("start") == pl.col("start").min().over(STREAM)
    known = readings.filter(first & ~pl.col("role").cast(pl.String).str.starts_with("new"))
    before = readings.group_by(STREAM).agg(before=pl.col("start").min() - 1)
    rows = known.unique([*STREAM, "lesion"], keep="first", maintain_order=True).join(before, on=STREAM, how="left")
    blank = [
        pl.lit(None, readings.schema[name]).alias(name)
        for name in readings.columns
        if name.endswith(("_um", "_mhu", "_milli")) or name == "avid"
    ]
    lost = before.join(rows.select(STREAM).unique(), on=STREAM, how="anti").join(
        readings.unique(STREAM, keep="first", maintain_order=True), on=STREAM, how="left"
    )
    both = pl.concat([rows, lost.select(rows.columns)])
    return both.with_columns(
        *blank,
        start=pl.col("before").cast(readings.schema["start"]),
        day=pl.col("before").cast(readings.schema["day"]),
        date=pl.lit(None, readings.schema["date"]),
        visit=pl.lit(None, readings.schema["visit"]),
        state=pl.lit("not_done", readings.schema["state"]),
        locally_treated=pl.lit(value=False),
    ).select(readings.columns)


def baseline_findings(chosen: pl.DataFrame) -> list[Finding]:
    """Say which subjects have no baseline, or more than one time point that could be it."""
    none = [
        Finding(
            "ASSESS01",
            "error",
            "measurements",
            None,
            "day",
            subject,
            "no baseline: the first time point lies after the start of therapy",
            "add the scan before therapy, or label it BASELINE in `visit`; until then its time points are NE",
        )
        for subject in chosen.filter(pl.col("baseline").is_null()).sort(STREAM)["subject"]
    ]
    several = chosen.filter(pl.col("candidates") > 1).sort(STREAM).select("subject", "candidates", "baseline")
    return none + [
        Finding(
            "ASSESS02",
            "info",
            "measurements",
            None,
            "day",
            subject,
            f"{candidates} time points could be the baseline; day {day}, the last, is used",
            "earlier ones are kept for growth rates before therapy and are not judged",
        )
        for subject, candidates, day in several.iter_rows()
    ]
