"""What is recorded of patients with leukemia: findings, their dates, treatments, the onsets of CRS, and imaging."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.assessment.batch import Tables, prepare
from ebbtide.assessment.composite.scans import sights_of
from ebbtide.assessment.sums import BARE
from ebbtide.terms.lesions import NOT_DONE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from ebbtide.assessment.composite.marrow_rows import Row
    from ebbtide.criteria.parts.composite.looks import Sight
    from ebbtide.study import Study
    from ebbtide.study.options import Options

__all__ = ["NOTHING", "Chart", "Given", "Imaging", "charts_of", "imaging_of", "was_done"]


class Imaging(NamedTuple):
    """One imaging of one reader: its days, its visit and date, and its lesions."""

    day: int
    last_day: int
    visit: str | None
    date: date | None
    is_baseline: bool
    sights: tuple[Sight, ...]


class Given(NamedTuple):
    """One treatment: first and last day, and its words; the last day is None where it is not recorded."""

    day: int
    end_day: int | None
    words: str


class Chart(NamedTuple):
    """What is recorded of one subject."""

    rows: Sequence[Row]
    dates: Mapping[int, date]
    given: Sequence[Given]
    crs_days: Sequence[int]


NOTHING: Final = Chart((), {}, (), ())
"""The chart of a subject of whom nothing but imaging is recorded."""


def imaging_of(study: Study, subjects: Sequence[str], options: Options) -> dict[str, dict[str, list[Imaging]]]:
    """Place the imaging of some subjects in time, as for the solid-tumor criteria."""
    own = pl.col("subject").is_in(subjects)
    measurements, timepoints = (study.table(name).filter(own) for name in ("measurements", "timepoints"))
    tables = Tables(measurements, timepoints, study.table("reported").clear())
    if tables.measurements.is_empty() and tables.timepoints.is_empty():
        return {}
    batch = prepare(tables, options, as_arrays=False)
    sights = sights_of(batch.rows, study.table("lesion_details"))
    places = [*batch.points["place"], len(batch.rows)]
    columns = batch.points.select(
        pl.col("subject", "reader").cast(pl.String), "start", "last_day", "visit", "date", "is_baseline"
    )
    found: dict[str, dict[str, list[Imaging]]] = {}
    for place, (subject, reader, day, last_day, *head) in enumerate(columns.iter_rows()):
        seen = sights[places[place] : places[place + 1]]
        visit, when, is_baseline = head
        kept = tuple(sight for sight in seen if sight.lesion != BARE)
        one = Imaging(day, last_day, visit and str(visit), when, is_baseline, kept)
        found.setdefault(subject, {}).setdefault(reader, []).append(one)
    return found


def was_done(image: Imaging) -> bool:
    """Tell whether an imaging is one, not the empty baseline of a subject without any."""
    return not image.is_baseline or any(sight.state != NOT_DONE for sight in image.sights)


def charts_of(study: Study, rows: Mapping[str, Sequence[Row]]) -> dict[str, Chart]:
    """Gather findings, their dates, treatments and the onsets of CRS by subject."""
    dates: dict[str, dict[int, date]] = {}
    for subject, day, when in study.table("findings").select("subject", "day", "date").drop_nulls().iter_rows():
        dates.setdefault(subject, {})[day] = when
    given: dict[str, list[Given]] = {}
    columns = ("subject", "day", "end_day", "agent", "class")
    for subject, day, end_day, agent, kind in study.table("treatments").select(columns).sort(columns).iter_rows():
        given.setdefault(subject, []).append(Given(day, end_day, f"{agent} {kind or ''}"))
    onsets: dict[str, list[int]] = {}
    for subject, day, event in study.table("events").select("subject", "day", "event").iter_rows():
        if event == "crs":
            onsets.setdefault(subject, []).append(day)
    return {
        subject: Chart(
            rows.get(subject, ()), dates.get(subject, {}), given.get(subject, ()), sorted(onsets.get(subject, ()))
        )
        for subject in {*rows, *given, *onsets}
    }
