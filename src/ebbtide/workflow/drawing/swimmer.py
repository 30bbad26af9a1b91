"""The swimmer of a study: what was given from day to day, what followed, and who is still followed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.celltherapy.infusions import infusions
from ebbtide.figures.swimmer import swimmer
from ebbtide.figures.wording import counted
from ebbtide.patterns.treatment import SUPPORTING
from ebbtide.terms.families import Family
from ebbtide.workflow.drawing.asking import about, criterion_of, reader_of
from ebbtide.workflow.drawing.subjects import baselines, best_of, calls_of, families_called, followed

if TYPE_CHECKING:
    from ebbtide.figures import Figure
    from ebbtide.study import Study
    from ebbtide.workflow.assessed import Assessment
    from ebbtide.workflow.drawing.asking import Asked

__all__ = ["draw", "phases_of"]

_SPAN: Final = {"subject": pl.String, "what": pl.String, "day": pl.Int32, "end_day": pl.Int32, "label": pl.String}
_MARK: Final = {"subject": pl.String, "what": pl.String, "day": pl.Int32, "label": pl.String}
_TOGETHER: Final = 14
"""Days within which agents that begin are one treatment."""
_AFTER: Final = ("AFTER_PD", "AFTER_iCPD")


def draw(assessment: Assessment, asked: Asked) -> Figure:
    """Draw the swimmer of a study.

    Raises:
        DataError: If nothing in it has a day.
    """
    criterion, reader = criterion_of(assessment, asked), reader_of(assessment, asked)
    study, best = assessment.study, best_of(assessment, criterion, reader)
    calls = calls_of(assessment, criterion, reader).sort("subject", "day")
    lanes = _lanes(assessment, best, baselines(assessment, criterion, reader))
    phases = phases_of(study, lanes)
    spans = phases if phases.height else _states(calls, lanes)
    alive = followed(assessment, best)
    marks = pl.concat(
        [_infusions(study), _responses(best), _progressions(best, calls), _ends(assessment, lanes, alive.whom)]
    )
    marks = marks.join(lanes.select("subject"), on="subject", how="semi", maintain_order="left")
    missing = best.select("subject").join(lanes, on="subject", how="anti", maintain_order="left")
    population = f"{lanes.height:,} of {counted(best.height, 'subject')}"
    unknown = "no treatments are recorded: lanes show the last response called" if phases.is_empty() else ""
    return swimmer(
        lanes,
        spans,
        marks,
        missing.with_columns(reason=pl.lit("without any day on record")),
        about(assessment, population, criterion=criterion, reader=reader),
        notes=(alive.says, f"{unknown[:1].upper()}{unknown[1:]}." if unknown else ""),
    )


def _lanes(assessment: Assessment, best: pl.DataFrame, starts: pl.DataFrame) -> pl.DataFrame:
    """Find the first and last day that anything is known of each subject: day 0 at the latest, death at the most."""
    study = assessment.study
    given = study.table("treatments").filter(pl.col("day").is_not_null())
    known = [
        assessment.responses.select("subject", "day"),
        starts.select("subject", day="baseline_day").with_columns(pl.col("day").clip(lower_bound=0)),
        given.select("subject", pl.max_horizontal("day", "end_day")),
        study.table("events").filter(pl.col("day").is_not_null()).select("subject", "day"),
    ]
    ends = pl.concat([frame.select("subject", day=pl.nth(1).cast(pl.Int32)) for frame in known])
    last = ends.group_by("subject").agg(end_day=pl.col("day").max().clip(lower_bound=0))
    first = given.group_by("subject").agg(start_day=pl.col("day").min().clip(upper_bound=0))
    deaths = assessment.milestones.select("subject", "death_day")
    return (
        best.select("subject")
        .join(last, on="subject", maintain_order="left")
        .join(first, on="subject", how="left", maintain_order="left")
        .join(deaths, on="subject", how="left", maintain_order="left")
        .select("subject", pl.col("start_day").fill_null(0), end_day=pl.coalesce("death_day", "end_day"))
    )


def phases_of(study: Study, lanes: pl.DataFrame) -> pl.DataFrame:
    """Part each lane by what was given: a phase lasts from the start of a treatment to that of the next.

    What only prepares or supports a treatment opens no phase. A phase is opened by an agent that is not part of the
    last one, or by cells; agents that begin within two weeks of each other are one phase. What is opened again has
    the number of its course.

    Args:
        study: The study; its table `treatments` is read.
        lanes: `subject`, `end_day`.
    """
    given = study.table("treatments").filter(
        pl.col("day").is_not_null(), ~pl.col("class").is_in(SUPPORTING).fill_null(value=False)
    )
    days = given.sort("subject", "day", "agent").group_by("subject", "day", maintain_order=True)
    told = days.agg(agents=pl.col("agent").unique(maintain_order=True), cells=(pl.col("class") == "car_t").any())
    rows = [
        (subject, day, " + ".join(sorted(agents)))
        for (subject,), own in told.group_by("subject", maintain_order=True)
        for day, agents in _opened(own.select("day", "agents", "cells").rows())
    ]
    opened = pl.DataFrame(rows, schema={"subject": pl.String, "day": pl.Int32, "label": pl.String}, orient="row")
    number, until = pl.col("label").cum_count().over("subject", "label"), pl.col("day").shift(-1).over("subject")
    again = pl.when(number > 1).then(pl.format("{}, course {}", "label", number)).otherwise("label")
    return (
        opened.join(lanes.select("subject", "end_day"), on="subject", maintain_order="left")
        .with_columns(label=again, what=pl.lit("phase"), end_day=pl.coalesce(until, "end_day"))
        .filter(pl.col("end_day") > pl.col("day"))
        .select(pl.col(name).cast(kind) for name, kind in _SPAN.items())
    )


def _opened(days: list[tuple[int, list[str], bool | None]]) -> list[tuple[int, set[str]]]:
    """Find the phases of one subject: the day each begins, and its agents.

    Examples:
        >>> given = [(0, ["A"], False), (8, ["B"], False), (21, ["A"], False), (90, ["C"], False), (120, ["A"], False)]
        >>> [(day, sorted(agents)) for day, agents in _opened(given)]
        [(0, ['A', 'B']), (90, ['C']), (120, ['A'])]
        >>> _opened([(0, ["cells"], True), (127, ["cells"], True)])
        [(0, {'cells'}), (127, {'cells'})]
    """
    phases: list[tuple[int, set[str]]] = []
    of_cells = False
    for day, agents, are_cells in days:
        start, current = phases[-1] if phases else (day, set())
        if not phases or are_cells or (set(agents) - current and (of_cells or day - start > _TOGETHER)):
            phases.append((day, set(agents)))
            of_cells = bool(are_cells)
        else:
            current.update(agents)
    return phases


def _states(calls: pl.DataFrame, lanes: pl.DataFrame) -> pl.DataFrame:
    """Part each lane by what was last called."""
    rows = calls.filter(pl.col("day") >= 0).join(
        lanes.select("subject", last="end_day"), on="subject", maintain_order="left"
    )
    label = rows.with_columns(label=families_called(rows))
    changes = (pl.col("label") != pl.col("label").shift(1).over("subject")).fill_null(value=True)
    until = pl.col("day").shift(-1).over("subject")
    return (
        label.filter(changes)
        .with_columns(what=pl.lit("state"), end_day=pl.coalesce(until, "last"))
        .filter(pl.col("end_day") > pl.col("day"))
        .select(pl.col(name).cast(kind) for name, kind in _SPAN.items())
    )


def _infusions(study: Study) -> pl.DataFrame:
    return infusions(study).select("subject", what=pl.lit("infusion"), day="day", label="agent")


def _responses(best: pl.DataFrame) -> pl.DataFrame:
    """Mark the first response, and whether one was confirmed."""
    day = pl.coalesce("confirmed_response_day", "response_day")
    is_confirmed = pl.col("confirmed_response_day").is_not_null()
    what = pl.when(is_confirmed).then(pl.lit("response")).otherwise(pl.lit("response, not confirmed"))
    label = pl.when(is_confirmed).then("confirmed_best_overall_response").otherwise("best_overall_response")
    return best.filter(day.is_not_null()).select("subject", what=what, day=day, label=label)


def _progressions(best: pl.DataFrame, calls: pl.DataFrame) -> pl.DataFrame:
    """Mark the progression, and those that were not confirmed."""
    final = best.filter(pl.col("progression_day").is_not_null())
    final = final.select("subject", what=pl.lit("progression"), day="progression_day", label=pl.lit("progression"))
    after = pl.any_horizontal(pl.col("flag_words").list.contains(word) for word in _AFTER)
    waiting = calls.with_columns(family=families_called(calls)).filter(
        ~after, pl.col("family") == Family.UNCONFIRMED.value
    )
    said = waiting.select(
        "subject",
        what=pl.lit("progression, not confirmed"),
        day="day",
        label=pl.col("overall_response").cast(pl.String),
    )
    return pl.concat([final, said.join(final, on=["subject", "day"], how="anti", maintain_order="left")])


def _ends(assessment: Assessment, lanes: pl.DataFrame, alive: pl.DataFrame) -> pl.DataFrame:
    """Mark new therapies, deaths, and at the ends of lanes who is still followed."""
    milestones, none = assessment.milestones, pl.lit(None, pl.String)
    deaths, therapies = (
        milestones.filter(pl.col(column).is_not_null()).select("subject", what=pl.lit(what), day=column, label=none)
        for what, column in (("death", "death_day"), ("new therapy", "new_therapy_day"))
    )
    still = lanes.join(alive.filter("is_followed"), on="subject", how="semi", maintain_order="left")
    kept = still.join(deaths, on="subject", how="anti", maintain_order="left")
    open_ends = kept.select("subject", what=pl.lit("still followed"), day="end_day", label=none)
    return pl.concat([deaths, therapies, open_ends])
