"""What the record of each subject and reader holds: how far it goes, deaths, new therapies, and the calls made.

Every pattern is asked of streams: one subject read by one reader.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.terms.responses import CPD, CR, NED, NON, PD, PR, SD

if TYPE_CHECKING:
    from ebbtide.assessment.courses import Courses
    from ebbtide.criteria import AnyCriterion
    from ebbtide.study import Options, Study

__all__ = ["EVALUABLE", "Record", "first_evaluations", "record_of"]

EVALUABLE: Final = (CR, PR, SD, NON, PD, CPD, NED)
_STREAM: Final = ["subject", "reader"]


@dataclass(frozen=True)
class Record:
    """The streams of a study and what is known of them.

    Args:
        streams: One row per subject and reader, in order: `stream` (its number), `subject`, `reader`, `last_day`
            (the last day on which anything is recorded), `death_day`, `new_therapy_day`.
        calls: One row per stream, criterion and day after baseline: `stream`, `criterion` (its place among the
            criteria), `day`, `response`.
        progressions: One row per progression: `stream`, `criterion`, `reading`, `day`, `outcome`, `known_day`.
        criteria: The criteria of the calls.
        options: The readings chosen.
    """

    streams: pl.DataFrame
    calls: pl.DataFrame
    progressions: pl.DataFrame
    criteria: tuple[AnyCriterion, ...]
    options: Options

    @property
    def ids(self) -> list[str]:
        """The ids of the criteria."""
        return [criterion.id for criterion in self.criteria]

    def criterion(self, name: str) -> AnyCriterion:
        """Give the criterion of an id."""
        return self.criteria[self.ids.index(name)]

    def calls_under(self, name: str) -> pl.DataFrame:
        """Give the evaluable calls under one criterion, by stream and day."""
        return self._evaluable[self.ids.index(name)]

    @cached_property
    def _evaluable(self) -> list[pl.DataFrame]:
        counted = self.calls.filter(pl.col("response").is_in(EVALUABLE))
        return [counted.filter(pl.col("criterion") == place) for place in range(len(self.criteria))]

    def progressions_under(self, name: str, reading: str | None = None) -> pl.DataFrame:
        """Give the progressions under one criterion, of one reading where it has several."""
        rows = self.progressions.filter(pl.col("criterion") == self.ids.index(name))
        return rows if reading is None else rows.filter(pl.col("reading") == reading)

    def is_seen(self, name: str) -> pl.Series:
        """Tell which streams have an evaluable call under a criterion."""
        return self.streams["stream"].is_in(self.calls_under(name)["stream"].unique().implode())

    def new_therapy(self) -> pl.Expr:
        """The day from which scans do not count any more; null where there is none."""
        return pl.col("new_therapy_day") if self.options.pattern_new_therapy_cuts else pl.lit(None, pl.Int32)


def record_of(courses: Courses, study: Study, options: Options) -> Record:
    """Gather what the definitions of patterns ask of a study."""
    streams = courses.heads.select(_STREAM).unique(maintain_order=True).with_row_index("stream")
    ids = [criterion.id for criterion in courses.criteria]
    heads = courses.heads.join(streams, on=_STREAM, how="left", maintain_order="left").sort("course")
    places = {name: place for place, name in enumerate(ids)}
    stream = heads["stream"]
    criterion = heads["criterion"].replace_strict(places, return_dtype=pl.UInt8) if places else heads["criterion"]
    calls = courses.calls.select(
        stream=stream.gather(courses.calls["course"]),
        criterion=criterion.gather(courses.calls["course"]),
        day="day",
        response="response",
    )
    follows = courses.progressions
    progressions = follows.select(
        "reading",
        "day",
        "outcome",
        "known_day",
        stream=stream.gather(follows["course"]),
        criterion=criterion.gather(follows["course"]),
    )
    known = days_of(study).join(
        calls.group_by("stream")
        .agg(last_call=pl.col("day").max())
        .join(streams, on="stream")
        .drop("stream", "reader")
        .group_by("subject")
        .agg(pl.col("last_call").max()),
        on="subject",
        how="full",
        coalesce=True,
    )
    told = streams.join(known, on="subject", how="left", maintain_order="left").select(
        "stream",
        *_STREAM,
        last_day=pl.max_horizontal("last_day", "last_call"),
        death_day="death_day",
        new_therapy_day="new_therapy_day",
    )
    return Record(told, calls, progressions, courses.criteria, options)


def first_evaluations(record: Record) -> pl.DataFrame:
    """Find the first call of each stream under RECIST 1.1 and the study therapy, and whether it is PD.

    Returns:
        One row per stream that has one, in order: `stream`, `day`, `progression` (null where it cannot be evaluated).
    """
    if "recist-1.1" not in record.ids:
        return pl.DataFrame(schema={"stream": pl.UInt32, "day": pl.Int32, "progression": pl.Boolean})
    calls = record.calls.filter(pl.col("criterion") == record.ids.index("recist-1.1"))
    first = calls.unique("stream", keep="first", maintain_order=True)
    starts = record.streams.select(start=record.new_therapy())["start"].gather(first["stream"])
    evaluable = pl.when(pl.col("response").is_in(EVALUABLE))
    return first.filter((pl.col("day") <= starts).fill_null(value=True)).select(
        "stream", "day", progression=evaluable.then(pl.col("response") == PD)
    )


def days_of(study: Study) -> pl.DataFrame:
    """Find each subject's last recorded day beside its scans, its death and its first new therapy.

    Returns:
        `subject`, `last_day`, `death_day`, `new_therapy_day`; days from day 0, null where there is none.
    """
    event = pl.col("event")
    events = study.table("events")
    spans = [events, study.table("treatments")]
    days = [table.select("subject", day=pl.max_horizontal("day", "end_day")) for table in spans]
    days.append(study.table("findings").select("subject", "day"))
    last = pl.concat(days).group_by("subject").agg(last_day=pl.col("day").max().cast(pl.Int32))
    told = events.group_by("subject").agg(
        death_day=pl.col("day").filter(event == "death").min().cast(pl.Int32),
        new_therapy_day=pl.col("day").filter(event == "new_therapy").min().cast(pl.Int32),
    )
    return last.join(told, on="subject", how="left")
