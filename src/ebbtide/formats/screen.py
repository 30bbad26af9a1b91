"""A quick sieve for large tables: which lesions need a closer look, and which surely do not.

The closer looks (`lesions`, `twins`, `slips`) group by lesion, which costs many times what reading
does. The sieve counts in arrays with one slot per lesion instead. It may let through a lesion that
turns out well; it never holds back one that does not (a test compares both ways).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.formats.slips import FOLD, LARGE_UM, SMALL_UM, size_of_lesion
from ebbtide.formats.text import distinct

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Coded", "code_lesions", "is_steady", "screen", "screen_sizes"]

WORTHWHILE: Final = 50_000
"""Rows from which the sieve is quicker than looking at every lesion."""

_MOST_SLOTS: Final = 100_000_000
_DAYS: Final = 1 << 18
_GLANCE: Final = 1_000


class _Codes(NamedTuple):
    """A number for each row, from 0 on, and how many numbers there are."""

    values: NDArray[np.int64]
    many: int


class _Points(NamedTuple):
    """The subject and the time point of each row, and whether a time point begins there."""

    subjects: _Codes
    days: _Codes
    begins: pl.Series


class Coded(NamedTuple):
    """The lesions of a table as numbers, made once for every look at it."""

    points: _Points | None
    within: _Codes
    lesions: _Codes


def code_lesions(frame: pl.DataFrame) -> Coded | None:
    """Number the lesions of a large table; None for a small one, or where there are too many to count that way.

    Args:
        frame: Readings with `subject`, `reader`, `lesion` and `day`, none null. One row per reading.
    """
    if frame.height < WORTHWHILE:
        return None
    points = _points(frame)
    subjects = _coded(frame.get_column("subject")) if points is None else points.subjects
    within = _crossed(_coded(frame.get_column("reader")), _coded(frame.get_column("lesion")))
    if subjects.many * within.many > _MOST_SLOTS:
        return None
    return Coded(points, within, _crossed(subjects, within))


def screen(frame: pl.DataFrame, coded: Coded) -> pl.Series:
    """Sieve the lesions of a large table for roles that change and days that are read twice.

    Args:
        frame: Tidy readings. One row per reading.
        coded: Its lesions.

    Returns:
        The rows of lesions to look at closer. Shape (n,), Boolean.
    """
    lesions = coded.lesions
    rows = _twice(frame, coded) | _changes_role(frame, lesions)
    if not _visits_are_days(frame, coded.points):
        visits = _coded(frame.get_column("visit"))
        rows |= _is_repeated(lesions.values * visits.many + visits.values)
    return _whole_lesions(rows, lesions)


def screen_sizes(frame: pl.DataFrame, coded: Coded) -> pl.Series:
    """Sieve the lesions of a large table for sizes that leap, start small or are very large.

    Args:
        frame: Tidy readings whose states are settled: a length that contradicts its state is no size.
        coded: Its lesions.

    Returns:
        The rows of lesions to look at closer. Shape (n,), Boolean.
    """
    return _whole_lesions(_odd_sizes(frame, coded), coded.lesions)


def _coded(values: pl.Series) -> _Codes:
    """Number the rows by name, null being a name too."""
    if not isinstance(values.dtype, pl.Categorical):
        runs = distinct(values.head(_GLANCE))
        if len(runs) == 1 and (values == runs.item()).all():
            return _Codes(pl.repeat(0, len(values), dtype=pl.Int64, eager=True).to_numpy(), 1)
        values = values.cast(pl.Categorical(pl.Categories.random()))
    codes = values.to_physical()
    most = codes.max()
    count = most + 1 if isinstance(most, int) else 0
    return _Codes(codes.cast(pl.Int64).fill_null(count).to_numpy(), count + 1)


def _points(frame: pl.DataFrame) -> _Points | None:
    """Number subjects and time points, if the rows of each subject lie together in the order of days."""
    subject, day = frame.get_column("subject"), frame.get_column("day")
    told = pl.select(enters=(subject != subject.shift(1)).fill_null(value=True), step=day - day.shift(1))
    begins = pl.col("enters") | (pl.col("step") != 0)
    told = told.with_columns(begins=begins, backwards=~pl.col("enters") & (pl.col("step") < 0))
    enters = told.get_column("enters")
    if told.get_column("backwards").any() or not _are_different(subject.filter(enters)):
        return None
    return _Points(_counted(enters), _counted(told.get_column("begins")), told.get_column("begins"))


def _are_different(names: pl.Series) -> bool:
    return names.is_sorted() or names.n_unique() == len(names)


def _counted(begins: pl.Series) -> _Codes:
    """Number stretches of rows by where each begins."""
    numbers = begins.cast(pl.Int64).cum_sum() - 1
    return _Codes(numbers.to_numpy(), numbers.item(-1) + 1)


def _crossed(outer: _Codes, inner: _Codes) -> _Codes:
    if inner.many == 1:
        return outer
    return _Codes(outer.values * inner.many + inner.values, outer.many * inner.many)


def _twice(frame: pl.DataFrame, coded: Coded) -> NDArray[np.bool_]:
    """Mark the rows of a lesion that is read twice on one day."""
    if coded.points is None:
        return _is_repeated(coded.lesions.values * _DAYS + frame.get_column("day").cast(pl.Int64).to_numpy())
    seen = _crossed(coded.points.days, coded.within)
    return _is_counted_twice(seen) if _has_repeats(seen) else _none(frame)


def _none(frame: pl.DataFrame) -> NDArray[np.bool_]:
    import numpy as np

    return np.zeros(frame.height, dtype=np.bool_)


def _has_repeats(codes: _Codes) -> bool:
    """Tell whether a number stands twice, without saying where."""
    import numpy as np

    if codes.many > _MOST_SLOTS:
        return bool(_is_repeated(codes.values).any())
    seen = np.zeros(codes.many, dtype=np.bool_)
    seen[codes.values] = True
    return int(np.count_nonzero(seen)) < len(codes.values)


def _visits_are_days(frame: pl.DataFrame, points: _Points | None) -> bool:
    """Tell whether no visit of a subject spans two days, by looking at the first row of each run of rows."""
    visit = pl.col("visit")
    if frame.get_column("visit").null_count() == frame.height:
        return True
    if points is not None and _is_one_visit_a_day(frame.get_column("visit"), points):
        return True
    keys = [pl.col("subject"), pl.col("day"), visit]
    begins = pl.any_horizontal([key.ne_missing(key.shift()) for key in keys])
    first = frame.select(keys).filter(begins).unique()
    spans = first.select("subject", "visit").filter(visit.is_not_null())
    return spans.n_unique() == spans.height


def _is_one_visit_a_day(visit: pl.Series, points: _Points) -> bool:
    """Tell whether each day has one visit throughout, and no subject has one visit on two days."""
    if (visit.ne_missing(visit.shift(1)) & ~points.begins).any():
        return False
    named = visit.filter(points.begins)
    subjects = points.subjects.values[points.begins.to_numpy()]
    visits, known = _coded(named), named.is_not_null().to_numpy()
    crossed = _crossed(_Codes(subjects, points.subjects.many), visits)
    return not _has_repeats(_Codes(crossed.values[known], crossed.many))


def _is_counted_twice(codes: _Codes) -> NDArray[np.bool_]:
    import numpy as np

    if codes.many > _MOST_SLOTS:
        return _is_repeated(codes.values)
    return np.asarray((np.bincount(codes.values, minlength=codes.many) > 1)[codes.values])


def _is_repeated(codes: NDArray[np.int64]) -> NDArray[np.bool_]:
    return pl.Series(codes).is_duplicated().to_numpy()


def _changes_role(frame: pl.DataFrame, lesions: _Codes) -> NDArray[np.bool_]:
    """Mark the rows whose role is not that of the first row of their lesion."""
    import numpy as np

    roles = frame.get_column("role").to_physical().to_numpy()
    first = np.zeros(lesions.many, dtype=roles.dtype)
    first[lesions.values[::-1]] = roles[::-1]
    return np.asarray(first[lesions.values] != roles)


def _odd_sizes(frame: pl.DataFrame, coded: Coded) -> NDArray[np.bool_]:
    """Mark the rows of lesions whose sizes leap, start small or grow very large.

    Two readings of one lesion differ eight times only if its largest and smallest do; a lesion
    starts small only on its earliest day.
    """
    import numpy as np

    lesions = coded.lesions
    sizes = frame.select(size_of_lesion(frame).cast(pl.Int32).fill_null(0)).to_series().to_numpy()
    there = np.flatnonzero(sizes > 0)
    names, seen, days = lesions.values[there], sizes[there], frame.get_column("day").to_numpy()[there]
    least, most, first = (np.zeros(lesions.many, dtype=np.int32) for _ in range(3))
    # Any row of a lesion is a fair start, and the earliest is kept last; what remains is to widen from it.
    least[names[::-1]], most[names], first[names[::-1]] = seen[::-1], seen, days[::-1]
    np.minimum.at(least, names, seen)
    np.maximum.at(most, names, seen)
    if coded.points is None:
        np.minimum.at(first, names, days)
    leaps = FOLD * least.astype(np.int64) <= most
    odd = leaps[names] | (seen > LARGE_UM) | ((seen < SMALL_UM) & (days == first[names]))
    marked = _none(frame)
    marked[there[odd]] = True
    return marked


def is_steady(said: pl.Series, coded: Coded) -> bool:
    """Tell whether a yes-or-no column says the same on all rows of each lesion.

    Args:
        said: A Boolean column; null says nothing.
        coded: The lesions of its table.
    """
    import numpy as np

    lesions = coded.lesions
    yes, no = (np.zeros(lesions.many, dtype=np.bool_) for _ in range(2))
    yes[lesions.values[said.fill_null(value=False).to_numpy()]] = True
    no[lesions.values[(~said).fill_null(value=False).to_numpy()]] = True
    return not bool((yes & no).any())


def _whole_lesions(rows: NDArray[np.bool_], lesions: _Codes) -> pl.Series:
    """Widen marked rows to all rows of their lesions."""
    import numpy as np

    if not rows.any():
        return pl.Series(rows)
    marked = np.zeros(lesions.many, dtype=np.bool_)
    marked[lesions.values[rows]] = True
    return pl.Series(marked[lesions.values])
