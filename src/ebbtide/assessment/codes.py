"""Names and stretches of rows as numbers, and rows in order of them.

Lives here: what makes large tables quick, because numbers are compared, counted and sorted at a
fraction of what words cost. Small tables do without arrays, whose library takes time to load.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.formats.text import categories_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LARGE: Final = 50_000
"""Rows from which arrays are quicker."""
MOST_SLOTS: Final = 100_000_000
MOST_KEYS: Final = 1 << 62


class Codes(NamedTuple):
    """Names as numbers, and how many different ones there are."""

    numbers: pl.Series
    many: int


def codes(names: pl.Series) -> Codes:
    """Number names in their alphabetical order."""
    if not isinstance(names.dtype, pl.Categorical):
        known = names.unique().sort()
        return Codes(names.cast(pl.Enum(known)).to_physical().cast(pl.Int32), len(known))
    seen = names_in(names)
    ranks = seen.sort().search_sorted(seen).cast(pl.Int32)
    return Codes(ranks.gather(names.to_physical()), len(seen))


def names_in(names: pl.Series) -> pl.Series:
    """List the different names of a column as text; categories that only other parts have may be among them."""
    return categories_of(names) if isinstance(names.dtype, pl.Categorical) else names.unique()


def numbered(begins: pl.Series) -> Codes:
    """Number stretches of rows by where each begins."""
    numbers = begins.cast(pl.Int64).cum_sum() - 1
    return Codes(numbers, numbers.item(-1) + 1 if len(numbers) else 0)


def crossed(outer: Codes, inner: Codes) -> Codes:
    """Number pairs."""
    return Codes(outer.numbers * inner.many + inner.numbers, outer.many * inner.many)


def are_different(codes: Codes) -> bool:
    """Tell whether no number stands twice."""
    if not worth_slots(codes):
        return codes.numbers.n_unique() == len(codes.numbers)
    return int(slots_of(codes.numbers, codes.many).sum()) == len(codes.numbers)


def are_among(numbers: pl.Series, known: pl.Series, many: int) -> bool:
    """Tell whether all numbers are among the known ones."""
    if not worth_slots(Codes(numbers, many)):
        return bool(numbers.is_in(known.implode()).all())
    return bool(slots_of(known, many)[numbers.to_numpy()].all())


def worth_slots(codes: Codes) -> bool:
    """Tell whether one slot for each number is quicker than searching."""
    return len(codes.numbers) > LARGE and codes.many <= MOST_SLOTS


def slots_of(numbers: pl.Series, many: int) -> NDArray[np.bool_]:
    """Mark the slots of some numbers, as an array of truth values."""
    import numpy as np

    slots = np.zeros(many, np.bool_)
    slots[numbers.to_numpy()] = True
    return slots


def order_of(outer: Codes, day: pl.Series) -> pl.Series | None:
    """Find the order of rows by a number, then by day, then as they stand; None where that is too much for one number.

    Args:
        outer: The number of each row's subject, or of what else comes first.
        day: Whole numbers, none null.
    """
    import numpy as np

    rows, days = len(day), day.cast(pl.Int64)
    first, last = days.min(), days.max()
    if not isinstance(first, int) or not isinstance(last, int):
        return None
    span = last - first + 1
    if outer.many * span * rows >= MOST_KEYS:
        return None
    keys = (outer.numbers.cast(pl.Int64) * span + (days - first)) * rows + pl.int_range(rows, eager=True)
    return pl.Series(np.sort(keys.to_numpy())) % rows
