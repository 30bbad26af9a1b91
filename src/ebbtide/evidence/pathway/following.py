"""Follows every patient of a study through the machines that apply, and tells where each stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.errors import CriteriaError
from ebbtide.evidence.pathway.inputs import Inputs, gathered, inputs_in
from ebbtide.evidence.pathway.running import Run, run_machine
from ebbtide.evidence.pathway.telling import rows_of, stands
from ebbtide.evidence.pathway.transitions import Context, Occurrence
from ebbtide.evidence.pathway.words import Event, Machine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ebbtide.assessment.courses import Courses
    from ebbtide.evidence.pathway.inputs import Sources
    from ebbtide.study import Study
    from ebbtide.study.columns import Dtype

__all__ = ["PATHWAY", "STANDING", "followed", "pathway", "runs_of", "standing"]

_WANTED: Final[Dtype] = pl.List(pl.Struct({"datum": pl.String, "why": pl.String}))
PATHWAY: Final[Mapping[str, Dtype]] = {
    "subject": pl.String,
    "reader": pl.String,
    "machine": pl.String,
    "run": pl.Int32,
    "day": pl.Int32,
    "event": pl.String,
    "transition": pl.String,
    "from_state": pl.String,
    "state": pl.String,
    "underneath": pl.String,
    "label": pl.String,
    "underneath_label": pl.String,
    "event_day": pl.Int32,
    "due_open": pl.Int32,
    "due_close": pl.Int32,
    "window_open": pl.Int32,
    "window_close": pl.Int32,
    "overdue": pl.Boolean,
    "flags": pl.List(pl.String),
    "overrides": pl.List(pl.String),
    "data_to_obtain": _WANTED,
    "source": pl.String,
    "explanation": pl.String,
}
"""Columns of the pathway."""
STANDING: Final[Mapping[str, Dtype]] = {
    "subject": pl.String,
    "reader": pl.String,
    "today": pl.Int32,
    "machine": pl.String,
    "since": pl.Int32,
    "state": pl.String,
    "underneath": pl.String,
    "label": pl.String,
    "underneath_label": pl.String,
    "known": pl.List(pl.String),
    "due_open": pl.Int32,
    "due_close": pl.Int32,
    "window_open": pl.Int32,
    "window_close": pl.Int32,
    "overdue": pl.Boolean,
    "flags": pl.List(pl.String),
    "overrides": pl.List(pl.String),
    "data_to_obtain": _WANTED,
    "why": pl.String,
    "source": pl.String,
    "others": pl.List(pl.String),
}
"""Columns of the standing."""


def pathway(
    study: Study,
    courses: Courses,
    patterns: pl.DataFrame | None = None,
    *,
    lymphoma: pl.DataFrame | None = None,
    subject: str | None = None,
    reader: str | None = None,
    today: int | None = None,
) -> pl.DataFrame:
    """Follow the patients of a study through the decision pathway, transition by transition.

    Args:
        study: The study.
        courses: Its courses; P-ICI needs those under iRECIST.
        patterns: Its patterns, for hyperprogression; without them O3 is not asked.
        lymphoma: Assessments of lymphomas with their areas, the columns of `LYMPHOMA`; P-LYRIC needs them.
        subject: One patient; all when left out.
        reader: Whose scans to follow; each patient's first reader by name when left out.
        today: The day up to which things are known; the last recorded day of each patient when left out.

    Returns:
        One row per transition, in order of subject, machine, run and time, the columns of `PATHWAY`. `state` is
        `URGENT_REVIEW` while one is called for, and `underneath` is where the machine itself stands. `due_open` and
        `due_close` are days of the study, null where nothing is due but what the protocol plans. `event_day` is the
        day on which a progression is dated; `window_open` and `window_close` are the imaging window of the machine
        underneath. `transition` names the row of the machine, and is empty where it begins
        or where only the overrides changed.

    Raises:
        CriteriaError: If the study has no such subject or reader.

    Sources:
        Each row names its own. P-ICI: Jia 2019, Seymour 2017; P-LYRIC: Cheson 2016; P-CART-EARLY: Danylesko 2021,
        Zhao 2025; P-CART-M1: Galtier 2022, de Boer 2023.

    Examples:
        >>> import ebbtide
        >>> study = ebbtide.read_study(ebbtide.examples.path("gastric-car-t"))
        >>> assessment = ebbtide.assess(study, criteria=["recist-1.1", "irecist"])
        >>> table = pathway(study, assessment.courses, today=60)
        >>> table.select("day", "state", "due_open", "due_close").rows()
        [(0, 'NONE', None, None), (0, 'NONE', None, None), (28, 'FLARE_SCAN', 56, 84),
         (56, 'FLARE_RESOLVED', None, None)]
    """
    return followed(gathered(study, courses, patterns, lymphoma), subject, reader, today)[0]


def standing(
    study: Study,
    courses: Courses,
    patterns: pl.DataFrame | None = None,
    *,
    lymphoma: pl.DataFrame | None = None,
    subject: str | None = None,
    reader: str | None = None,
    today: int | None = None,
) -> pl.DataFrame:
    """Tell where each patient stands now: what is known, what to obtain next, by when and why.

    Args:
        study: The study.
        courses: Its courses.
        patterns: Its patterns, for hyperprogression.
        lymphoma: Assessments of lymphomas, the columns of `LYMPHOMA`.
        subject: One patient; all when left out.
        reader: Whose scans to follow.
        today: The day; the last recorded day of each patient when left out.

    Returns:
        One row per subject, the columns of `STANDING`: of several machines the most pressing one, the rest in `others`.
        A patient whom no machine follows is `NOT_ASSESSABLE`. `overdue` is against `today`.

    Raises:
        CriteriaError: If the study has no such subject or reader.

    Examples:
        >>> import ebbtide
        >>> study = ebbtide.read_study(ebbtide.examples.path("gastric-car-t"))
        >>> assessment = ebbtide.assess(study, criteria=["recist-1.1", "irecist"])
        >>> now = standing(study, assessment.courses, today=30).row(0, named=True)
        >>> now["state"], now["due_open"], now["due_close"], now["data_to_obtain"][0]["datum"]
        ('FLARE_SCAN', 56, 84, 'next scan')
    """
    return followed(gathered(study, courses, patterns, lymphoma), subject, reader, today)[1]


def followed(
    sources: Sources, subject: str | None, reader: str | None, today: int | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Run every machine once: what `pathway` gives, and what `standing` gives.

    Args:
        sources: What the machines are told of.
        subject: One patient; all when left out.
        reader: Whose scans to follow.
        today: The day up to which things are known.

    Raises:
        CriteriaError: If there is no such subject or reader.
    """
    steps: list[dict[str, object]] = []
    places = []
    for told in all_inputs(sources, subject, reader):
        runs = runs_of(told, today)
        steps += [row for run in runs for row in rows_of(told, run)]
        places.append(stands(told, runs, today))
    return pl.DataFrame(steps, schema=PATHWAY), pl.DataFrame(places, schema=STANDING)


def all_inputs(sources: Sources, subject: str | None, reader: str | None) -> Iterator[Inputs]:
    """Take the patients that are asked for; with a reader, only those it has read."""
    if reader is not None and reader not in sources.readers:
        raise CriteriaError.unknown("reader", reader, sources.readers)
    if subject is not None:
        yield inputs_in(sources, subject, reader)
        return
    for one in sources.subjects:
        if reader is None or reader in sources.streams.of(one)["reader"].to_list():
            yield inputs_in(sources, one, reader)


def runs_of(told: Inputs, today: int | None = None) -> list[Run]:
    """Run every machine that applies to a patient.

    Args:
        told: What is known of the patient.
        today: The last day that counts; the last recorded one when left out.

    Returns:
        P-ICI from the first dose of a checkpoint inhibitor on, or from day 0 where no CAR-T cells were given, if there
        are calls under iRECIST and the tumor is no lymphoma that P-LYRIC follows; P-LYRIC where there are assessments
        of a lymphoma; P-CART-EARLY for each infusion, and P-CART-M1 for each infusion in a lymphoma.
    """
    last = told.last_day if today is None else today
    if last is None:
        return []
    runs = []
    by_lyric = any(one.event is Event.LYMPHOMA for one in told.occurrences)
    if told.has_calls and told.first_dose is not None and not (told.is_lymphoma and by_lyric):
        runs.append(one_run(Machine.ICI, 1, Occurrence(told.first_dose, Event.FIRST_DOSE), told, last))
    if by_lyric:
        begins = Occurrence(told.first_dose or 0, Event.FIRST_DOSE)
        runs.append(one_run(Machine.LYRIC, 1, begins, told, last))
    for machine in (Machine.CART_EARLY, Machine.CART_M1):
        if machine is Machine.CART_EARLY or told.is_lymphoma:
            infused = [Occurrence(day, Event.INFUSION) for day in told.infusions]
            runs += [one_run(machine, number, one, told, last) for number, one in enumerate(infused, 1)]
    return [run for run in runs if run.steps]


def one_run(machine: Machine, number: int, begins: Occurrence, told: Inputs, last: int) -> Run:
    """Run one machine from its beginning; it has no step if that lies ahead."""
    if begins.day > last:
        return Run(machine, number, [])
    context = Context(begins.day, told.is_lymphoma, told.crs, told.tolerance_days)
    return Run(machine, number, run_machine(machine, begins, following(begins, told, number, machine), context, last))


def following(begins: Occurrence, told: Inputs, number: int, machine: Machine) -> list[Occurrence]:
    """Take what happened after the beginning; a run of CAR-T cells ends with the next infusion."""
    after = [one for one in told.occurrences if one.order > begins.order and not is_its_own(one, begins)]
    if machine not in (Machine.CART_EARLY, Machine.CART_M1) or number >= len(told.infusions):
        return after
    ends = Occurrence(told.infusions[number], Event.INFUSION).order
    return [one for one in after if one.order <= ends]


def is_its_own(one: Occurrence, begins: Occurrence) -> bool:
    """Tell whether a new therapy is the one that is followed."""
    return one.event is Event.NEW_THERAPY and one.day == begins.day
