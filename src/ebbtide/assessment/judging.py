"""Runs the criteria over a batch: facts once, then each criterion's calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ebbtide.assessment.engine import bind_survey, plain, runner_of
from ebbtide.assessment.runner import Calls, Scratch, judge, keep
from ebbtide.criteria.parts.criterion import Criterion
from ebbtide.criteria.parts.records import NO_ORGAN, STRANGER, Call, Definition, Lesion, Organ, Point

if TYPE_CHECKING:
    from ebbtide.assessment.batch import Batch

BLOCK: Final = 1_000
"""Subjects judged at a time: their facts stay in the processor's cache."""


class Ruling(NamedTuple):
    """One column of calls: a criterion under one definition, and the reading it stands for."""

    criterion: Criterion
    definition: Definition
    reading: str


def list_scratch(batch: Batch, points: int) -> Scratch:
    """Make the memory of an interpreted run."""
    rows = len(batch.readings.lesion)
    return Scratch(
        [STRANGER] * batch.lesions, [NO_ORGAN] * max(batch.organs, 1), [None] * points, [0] * rows, [0] * rows
    )


def array_scratch(batch: Batch, points: int) -> Scratch:
    """Make the memory of a compiled run."""
    import numpy as np

    rows = len(batch.readings.lesion)
    lesions: Any = np.empty((batch.lesions, len(Lesion._fields)), np.int64)
    lesions[:] = STRANGER
    organs: Any = np.empty((max(batch.organs, 1), len(Organ._fields)), np.int64)
    organs[:] = NO_ORGAN
    facts: Any = np.empty(points, record_type(Point))
    worth: Any = np.zeros(rows, np.int64)
    kind: Any = np.zeros(rows, np.int8)
    return Scratch(lesions, organs, facts, worth, kind)


def list_calls(rows: int) -> Calls:
    """Make the columns of an interpreted run."""
    return Calls(*([0] * rows for _ in Calls._fields))


def record_type(record: Any) -> Any:
    """Lay a record out in an array, so that machine code reads the one field it needs."""
    import numpy as np

    return np.dtype([(name, np.int64) for name in record._fields])


def in_array(definition: Definition) -> Any:
    """Give a definition to machine code."""
    import numpy as np

    return np.array([tuple(definition)], record_type(Definition))[0]


def array_calls(rows: int) -> Calls:
    """Make the columns of a compiled run, narrow where codes are small."""
    import numpy as np

    small = {"target", "numeric", "nontarget", "new", "overall", "outcome"}
    columns: list[Any] = [np.zeros(rows, np.int8 if name in small else np.int64) for name in Calls._fields]
    return Calls(*columns)


def judge_interpreted(batch: Batch, rulings: Sequence[Ruling]) -> Calls:
    """Judge a whole batch with the rules as they are."""
    visits = batch.visits
    streams = batch.streams
    scratch = list_scratch(batch, len(visits.day))
    follow_ups = len(visits.day) - streams
    calls = list_calls(follow_ups * len(rulings))
    if streams:
        bind_survey(compile_=False)(batch.readings, visits, scratch, 0, streams)
    for column, ruling in enumerate(rulings):
        run = runner_of(ruling.criterion, compile_=False)
        if streams:
            run(ruling.definition, batch.readings, visits, scratch, calls, 0, streams, column, len(rulings))
    return calls


def replay(batch: Batch, ruling: Ruling) -> list[Call]:
    """Judge a batch again, interpreted, and keep whole calls with their evidence."""
    visits = batch.visits
    scratch = list_scratch(batch, len(visits.day))
    calls: list[Any] = [None] * (len(visits.day) - batch.streams)
    if batch.streams:
        bind_survey(compile_=False)(batch.readings, visits, scratch, 0, batch.streams)
        replayer(ruling)(
            ruling.definition, batch.readings, visits, scratch, calls, 0, batch.streams, 0, 1
        )
    return calls


def replayer(ruling: Ruling) -> Any:
    """Bind a step so that its whole calls are kept in a list."""
    slots = {
        "begin": ruling.criterion.begin,
        "step": ruling.criterion.step,
        "keep_call": keep,
        "settle": leave_open,
    }
    return plain(judge, slots, "replay")  # type: ignore[arg-type]


def leave_open(*_: object) -> None:
    """Settle nothing: a replay asks what was known that day."""


def judge_batch(batch: Batch, rulings: Sequence[Ruling], *, compiled: bool) -> Calls:
    """Judge a batch, interpreted or compiled, block by block."""
    if not compiled:
        return judge_interpreted(batch, rulings)
    visits = batch.visits
    streams = batch.streams
    columns = len(rulings)
    blocks = range(0, streams, BLOCK)
    most = max((visits.starts[min(first + BLOCK, streams)] - visits.starts[first] for first in blocks), default=0)
    scratch = array_scratch(batch, int(most))
    calls = array_calls((len(visits.day) - streams) * columns)
    survey = bind_survey(compile_=True)
    definitions = [in_array(ruling.definition) for ruling in rulings]
    runs = [runner_of(ruling.criterion, compile_=True) for ruling in rulings]
    for first in blocks:
        last = min(first + BLOCK, streams)
        rows = slice((visits.starts[first] - first) * columns, (visits.starts[last] - last) * columns)
        survey(batch.readings, visits, scratch, first, last)
        part = Calls(*(column[rows] for column in calls))
        for column, run in enumerate(runs):
            run(definitions[column], batch.readings, visits, scratch, part, first, last, column, columns)
    return calls
