"""Runs the criteria over a batch: facts once, then each criterion's calls."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ebbtide.assessment.engine import bind, bind_survey, runner_of
from ebbtide.assessment.flipping import Judged
from ebbtide.assessment.runner import Calls, Scratch, judge
from ebbtide.criteria.parts.records import NO_ORGAN, STRANGER, Call, Common, Definition, Lesion, Organ, Point

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.assessment.batch import Batch
    from ebbtide.criteria.parts.criterion import Criterion

BLOCK: Final = 1_000
"""Subjects judged at a time: their facts stay in the processor's cache."""
THREADS: Final = 2


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
    worth: Any = np.empty(rows, np.int64)
    kind: Any = np.empty(rows, np.int8)
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
    columns: list[Any] = [np.empty(rows, np.int8 if name in small else np.int64) for name in Calls._fields]
    return Calls(*columns)


def judge_interpreted(
    batch: Batch, rulings: Sequence[Ruling], others: Sequence[Ruling], *, keeps_steps: bool = False
) -> Judgement:
    """Judge a whole batch with the rules as they are."""
    visits = batch.visits
    streams = batch.streams
    scratch = list_scratch(batch, len(visits.day))
    follow_ups = len(visits.day) - streams
    if streams and (rulings or others):
        bind_survey(compile_=False)(batch.readings, visits, scratch, 0, streams)
    tables: list[Calls] = []
    steps: list[list[Judged]] = []
    for judged in (rulings, others):
        calls = list_calls(follow_ups * len(judged))
        for column, ruling in enumerate(judged if streams else ()):
            recorder = Recorder(ruling, [])
            run = recorder.run if keeps_steps else runner_of(ruling.criterion, compile_=False)
            run(ruling.definition, batch.readings, visits, scratch, calls, 0, streams, column, len(judged))
            steps.append(recorder.steps)
        tables.append(calls)
    return Judgement(tables[0], tables[1], steps[: len(rulings)] if keeps_steps else None)


def replay(batch: Batch, rulings: Sequence[Ruling]) -> list[list[Judged]]:
    """Judge a batch again, interpreted, and keep what each step was given and what it said.

    Returns:
        For each ruling one entry per time point after baseline, in their order.
    """
    if not batch.streams:
        return [[] for _ in rulings]
    batch = in_lists(batch)
    visits = batch.visits
    scratch = list_scratch(batch, len(visits.day))
    calls = list_calls(len(visits.day) - batch.streams)
    bind_survey(compile_=False)(batch.readings, visits, scratch, 0, batch.streams)
    found = []
    for ruling in rulings:
        recorder = Recorder(ruling, [])
        recorder.run(ruling.definition, batch.readings, visits, scratch, calls, 0, batch.streams, 0, 1)
        found.append(recorder.steps)
    return found


def in_lists(batch: Batch) -> Batch:
    """Give a batch's columns as lists, so that an explanation speaks of plain numbers."""
    readings = type(batch.readings)(*(as_list(column) for column in batch.readings))
    visits = type(batch.visits)(*(as_list(column) for column in batch.visits))
    return batch._replace(readings=readings, visits=visits)


def as_list(column: Any) -> list[int]:
    """Turn a column into a list, if it is none."""
    return column if isinstance(column, list) else column.tolist()


class Recorder(NamedTuple):
    """A step that keeps what it was given and what it said."""

    ruling: Ruling
    steps: list[Judged]

    @property
    def run(self) -> Any:
        """The runner of the criterion, with this step in place of its own."""
        return bind(judge, {"begin": self.ruling.criterion.begin, "step": self.step})

    def step(self, definition: Definition, state: Any, point: Point, common: Common) -> tuple[Any, Call]:
        """Judge one time point, and keep it."""
        after, call = self.ruling.criterion.step(definition, state, point, common)
        self.steps.append(Judged(state, point, common, call))
        return after, call


class Judgement(NamedTuple):
    """The calls of a batch: those of its rulings, and those of other readings for the settled table.

    `steps` is what each ruling's step was given and said, where that was kept; see `replay`.
    """

    calls: Calls
    others: Calls
    steps: list[list[Judged]] | None = None


def judge_batch(
    batch: Batch,
    rulings: Sequence[Ruling],
    others: Sequence[Ruling] = (),
    *,
    compiled: bool,
    spare: list[Calls] | None = None,
    keeps_steps: bool = False,
) -> Judgement:
    """Judge a batch, interpreted or compiled.

    Args:
        batch: What to judge.
        rulings: The columns of calls.
        others: Further columns, kept apart.
        compiled: Run machine code.
        spare: Columns of an earlier batch that may be written over (fresh memory is dear); kept up to date.
        keeps_steps: Keep what each step was given and said, of an interpreted run: calls are to be explained.
    """
    if not compiled:
        return judge_interpreted(batch, rulings, others, keeps_steps=keeps_steps)
    rows = len(batch.visits.day) - batch.streams
    calls = reuse(rows * len(rulings), spare)
    tables = (Table.of(rulings, calls), Table.of(others, array_calls(rows * len(others))))
    work = Compiled(batch, bind_survey(compile_=True), tables)
    middle = batch.streams // 2
    if middle < BLOCK:
        judge_subjects(work, 0, batch.streams)
        return Judgement(tables[0].calls, tables[1].calls)
    # The first subject alone: compiling, or loading machine code, must not happen in two threads at once.
    judge_subjects(work, 0, 1)
    with ThreadPoolExecutor(THREADS) as pool:
        halves = [
            pool.submit(judge_subjects, work, 1, middle),
            pool.submit(judge_subjects, work, middle, batch.streams),
        ]
        for half in halves:
            half.result()
    return Judgement(tables[0].calls, tables[1].calls)


def load_machine_code(batch: Batch, rulings: Sequence[Ruling]) -> None:
    """Compile the rules, or load what was compiled before, by judging no subject of a batch.

    Args:
        batch: Any batch that lies in arrays; it may be empty.
        rulings: The columns of calls.
    """
    scratch = array_scratch(batch, 1)
    bind_survey(compile_=True)(batch.readings, batch.visits, scratch, 0, 0)
    table = Table.of(rulings, array_calls(0))
    judge_block(table, batch, scratch, 0, 0)


def reuse(rows: int, spare: list[Calls] | None) -> Calls:
    """Take columns of so many rows, from earlier memory where there is enough."""
    if spare is None:
        return array_calls(rows)
    if not spare or len(spare[0].overall) < rows:
        spare[:] = [array_calls(rows + rows // 8)]
    return Calls(*(column[:rows] for column in spare[0]))


class Bound(NamedTuple):
    """A criterion's machine code and its definition."""

    run: Any
    definition: Any

    @classmethod
    def of(cls, ruling: Ruling) -> Bound:
        """Bind a ruling."""
        return cls(runner_of(ruling.criterion, compile_=True), in_array(ruling.definition))


class Table(NamedTuple):
    """Criteria that are judged together, and where their calls are written."""

    bound: tuple[Bound, ...]
    calls: Calls

    @classmethod
    def of(cls, rulings: Sequence[Ruling], calls: Calls) -> Table:
        """Bind rulings to the columns of their calls."""
        return cls(tuple(Bound.of(ruling) for ruling in rulings), calls)


class Compiled(NamedTuple):
    """A batch under machine code: what is read and what is written."""

    batch: Batch
    survey: Any
    tables: tuple[Table, ...]


def judge_subjects(work: Compiled, first: int, last: int) -> None:
    """Judge subjects `first` to `last`, block by block, with memory of their own."""
    batch = work.batch
    visits = batch.visits
    edges = [*range(first, last, BLOCK), last]
    most = max((visits.starts[end] - visits.starts[start] for start, end in pairwise(edges)), default=0)
    scratch = array_scratch(batch, int(most))
    for start, end in pairwise(edges):
        work.survey(batch.readings, visits, scratch, start, end)
        for table in work.tables:
            judge_block(table, batch, scratch, start, end)


def judge_block(table: Table, batch: Batch, scratch: Scratch, start: int, end: int) -> None:
    """Judge one block of subjects under the criteria of one table."""
    visits, columns = batch.visits, len(table.bound)
    rows = slice((visits.starts[start] - start) * columns, (visits.starts[end] - end) * columns)
    part = Calls(*(column[rows] for column in table.calls))
    for column, bound in enumerate(table.bound):
        bound.run(bound.definition, batch.readings, visits, scratch, part, start, end, column, columns)
