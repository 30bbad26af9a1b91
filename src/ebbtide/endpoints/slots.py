"""The endpoints: their names under each criterion, and what each measures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.criteria import ANY_BY_ID

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ebbtide.study import Options

__all__ = [
    "DOR",
    "ENDPOINT_MEANINGS",
    "OS",
    "OTHER_PFS",
    "PFS",
    "PREFIXES",
    "SLOTS",
    "TTP",
    "TTR",
    "name_of",
    "names_of",
    "other_negation",
]

PREFIXES: Final[Mapping[str, str]] = {"irrc": "ir", "irrecist": "ir", "irecist": "i", "imrecist": "im"}
"""What stands before the name of an endpoint under the criteria that follow a progression."""

ENDPOINT_MEANINGS: Final[Mapping[str, str]] = {
    "OS": "overall survival: from day 0 to death",
    "PFS": "progression-free survival: from day 0 to progression or death",
    "TTP": "time to progression: from day 0 to progression; death censors",
    "TTR": "time to response: from day 0 to the first CR or PR; responders only",
    "DOR": "duration of response: from the first CR or PR to progression or death; responders only",
}
"""The endpoints, and what each measures."""

OS, PFS, OTHER_PFS, TTP, TTR, DOR = range(6)
"""Which time a row holds, in the order of the rows of a course."""

SLOTS: Final = 6
"""How many there are."""

_NAMES: Final = ("OS", "PFS", "PFS", "TTP", "TTR", "DOR")
_NEGATIONS: Final = ("next_scan", "any_later")


def other_negation(options: Options) -> str:
    """Name the reading of imRECIST that the study has not pinned.

    Examples:
        >>> from ebbtide.study import Options
        >>> other_negation(Options())
        'any_later'
    """
    return next(reading for reading in _NEGATIONS if reading != options.imrecist_negation)


def name_of(slot: int, criterion: str, options: Options) -> str:
    """Give the name of an endpoint under a criterion.

    imRECIST has PFS twice: by the reading the study has pinned, and by the other one with that reading behind
    the name.

    Args:
        slot: Which time it is.
        criterion: The id of the criterion.
        options: `imrecist_negation`.

    Examples:
        >>> from ebbtide.study import Options
        >>> name_of(DOR, "irecist", Options()), name_of(OTHER_PFS, "imrecist", Options())
        ('iDOR', 'imPFS (any_later)')
    """
    if slot == OS:
        return _NAMES[OS]
    suffix = f" ({other_negation(options)})" if slot == OTHER_PFS else ""
    return f"{PREFIXES.get(criterion, '')}{_NAMES[slot]}{suffix}"


def names_of(slots: pl.Series, places: pl.Series, criteria: pl.Series, options: Options) -> pl.Series:
    """Give the names of many endpoints.

    Args:
        slots: Which time each row holds. Shape (n,).
        places: Which course each row belongs to, by its place. Shape (n,).
        criteria: The ids of the criteria of the courses. Shape (m,).
        options: `imrecist_negation`.
    """
    of_course = criteria.replace_strict({name: place for place, name in enumerate(ANY_BY_ID)}, return_dtype=pl.Int64)
    names = [name_of(slot, name, options) for name in ANY_BY_ID for slot in range(SLOTS)]
    return pl.Series("endpoint", names, dtype=pl.String).gather(of_course.gather(places) * SLOTS + slots)
