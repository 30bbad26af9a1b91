"""Scales of performance status: pure functions on recorded values.

A value is compared with an earlier one of the same scale only; another scale is for display.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["LANSKY_YEARS", "SCALES", "TABLES", "PsDrop", "ecog_class", "is_disputed", "is_on_scale", "ps_drop"]

SCALES: Final = ("ecog", "karnofsky", "lansky")
"""The scales, as recorded."""
LANSKY_YEARS: Final = 16
"""Below this age Lansky is the scale."""
TABLES: Final[Mapping[str, tuple[int, ...]]] = {
    "ma2010": (5, 4, 4, 4, 3, 3, 2, 2, 1, 1, 0),
    "prasad2018": (5, 4, 4, 4, 4, 3, 3, 2, 1, 1, 0),
    "traditional": (5, 4, 4, 3, 3, 2, 2, 1, 1, 0, 0),
}
"""The ECOG class of Karnofsky 0, 10, ... 100 under each table; 0 is death, ECOG 5."""
_MOST: Final = {"ecog": 5, "karnofsky": 100, "lansky": 100}
_STEP: Final = 10


class PsDrop(NamedTuple):
    """How much worse a performance status became.

    Args:
        any: ECOG by 1; Karnofsky or Lansky by 20, or by 10 across an ECOG class; None where it cannot be told.
        major: ECOG by 2; Karnofsky or Lansky by 30.
    """

    any: bool | None
    major: bool


def is_on_scale(scale: str, value: float) -> bool:
    """Tell whether a value can be one of its scale: whole ECOG 0 to 5, Karnofsky and Lansky 0 to 100.

    Examples:
        >>> is_on_scale("ecog", 6), is_on_scale("karnofsky", 85)
        (False, True)
    """
    return value == int(value) and 0 <= value <= _MOST[scale]


def ecog_class(value: float, table: str = "ma2010") -> int | None:
    """Show a Karnofsky or Lansky value as an ECOG class.

    Args:
        value: 0 to 100.
        table: One of `TABLES`. Of pairs recorded by both scales, 75 % agree with Ma 2010, 78.1 % with Prasad 2018.

    Returns:
        The class; None for a value that no table prints (85, say).

    Raises:
        KeyError: If there is no such table.

    Sources:
        Ma 2010; Prasad 2018.

    Examples:
        >>> [ecog_class(70, table) for table in TABLES], ecog_class(85)
        ([2, 2, 1], None)
    """
    classes = TABLES[table]
    return classes[int(value) // _STEP] if value in range(0, 101, _STEP) else None


def is_disputed(value: float) -> bool:
    """Tell whether the tables disagree on a Karnofsky value.

    Examples:
        >>> [value for value in range(100, -1, -10) if is_disputed(value)]
        [90, 70, 60, 50, 40, 30]
    """
    return len({ecog_class(value, table) for table in TABLES}) > 1


def ps_drop(scale: str, before: float, now: float, table: str = "ma2010") -> PsDrop:
    """Tell whether performance status became worse, by two values of the scale on which both were recorded.

    Args:
        scale: One of `SCALES`, of both values.
        before: The earlier value.
        now: The later value.
        table: The table by whose classes a fall of 10 counts.

    Sources:
        Ma 2010 and Prasad 2018 (the classes).

    Examples:
        >>> ps_drop("ecog", 1, 2), ps_drop("karnofsky", 90, 80).any, ps_drop("karnofsky", 80, 70).any
        (PsDrop(any=True, major=False), False, True)
        >>> ps_drop("lansky", 90, 60)
        PsDrop(any=True, major=True)
    """
    if scale == "ecog":
        return PsDrop(now - before >= 1, now - before >= 2)  # noqa: PLR2004
    fall = before - now
    if fall < _STEP or fall >= 2 * _STEP:
        return PsDrop(fall >= 2 * _STEP, fall >= 3 * _STEP)
    classes = ecog_class(before, table), ecog_class(now, table)
    return PsDrop(None if None in classes else classes[0] != classes[1], major=False)
