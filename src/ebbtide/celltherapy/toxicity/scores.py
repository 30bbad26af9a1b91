"""Scores of risk before cell therapy: pure functions on values that are in the right unit already.

They say how such patients fared in the cohorts they were made from, and nothing of one patient's cause.
"""

from __future__ import annotations

from fractions import Fraction
from math import log2
from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, Final, NamedTuple

from ebbtide.assessment.laboratory.units import exact

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["HEMATOTOX", "Hematotox", "easix", "hematotox", "hematotox_points", "log2_of"]

HEMATOTOX: Final = ("platelets", "anc", "hemoglobin", "crp", "ferritin")
"""The parts of CAR-HEMATOTOX, in the order printed."""
_HIGH: Final = 2
_CUTS: Final[Mapping[str, tuple[tuple[Callable[[Fraction, Fraction], bool], str], ...]]] = {
    "platelets": ((le, "175"), (lt, "75")),
    "anc": ((le, "1.2"),),
    "hemoglobin": ((le, "9.0"),),
    "crp": ((ge, "3.0"),),
    "ferritin": ((ge, "650"), (gt, "2000")),
}
"""What gives a point each."""


class Hematotox(NamedTuple):
    """CAR-HEMATOTOX with its parts.

    Args:
        score: 0 to 7; None where a part is not known.
        at_least: The points of the parts that are known.
        risk: `high` from 2 points on, `low` below; None where the parts that are known do not tell.
        points: The points of each part; None where it is not known.
    """

    score: int | None
    at_least: int
    risk: str | None
    points: Mapping[str, int | None]


def hematotox_points(part: str, value: Fraction | float) -> int:
    """Give the points of one part of CAR-HEMATOTOX.

    Args:
        part: One of `HEMATOTOX`.
        value: Platelets and neutrophils in 1e9/L, hemoglobin in g/dL, CRP in mg/dL, ferritin in ng/mL.

    Returns:
        Platelets above 175 are 0, 75 to 175 are 1, below 75 are 2; neutrophils above 1.2 are 0, else 1; hemoglobin
        above 9.0 is 0, else 1; CRP below 3.0 is 0, else 1; ferritin below 650 is 0, 650 to 2000 is 1, above is 2.
        On which side a value on a limit falls is to be confirmed against the paper.

    Raises:
        ValueError: If there is no such part.

    Sources:
        Rejeski 2021, table 2.

    Examples:
        >>> [hematotox_points("platelets", count) for count in (176, 175, 75, 74)]
        [0, 1, 1, 2]
    """
    if part not in _CUTS:
        message = f"CAR-HEMATOTOX has the parts {HEMATOTOX}, not {part!r}"
        raise ValueError(message)
    number = value if isinstance(value, Fraction) else exact(value)
    return sum(reaches(number, Fraction(cut)) for reaches, cut in _CUTS[part])


def hematotox(values: Mapping[str, Fraction | float | None]) -> Hematotox:
    """Add up CAR-HEMATOTOX.

    Args:
        values: The parts by name, in the units of `hematotox_points`; None or absent where not known.

    Sources:
        Rejeski 2021 (0 or 1 is low, 2 and more is high risk).

    Examples:
        >>> hematotox({"platelets": 60, "anc": 2, "hemoglobin": 10, "crp": 1, "ferritin": 500}).score
        2
        >>> part = hematotox({"platelets": 60})
        >>> part.score, part.at_least, part.risk
        (None, 2, 'high')
    """
    given = {part: values.get(part) for part in HEMATOTOX}
    points = {part: None if value is None else hematotox_points(part, value) for part, value in given.items()}
    known = [point for point in points.values() if point is not None]
    total, is_complete = sum(known), len(known) == len(HEMATOTOX)
    low = "low" if is_complete else None
    return Hematotox(total if is_complete else None, total, "high" if total >= _HIGH else low, points)


def easix(ldh: Fraction | None, platelets: Fraction | None, factor: Fraction | None = Fraction(1)) -> Fraction | None:
    """Give EASIX, its modification or the simplified form.

    Args:
        ldh: U/L.
        platelets: 1e9/L.
        factor: Creatinine (mg/dL) for EASIX, CRP (mg/dL; the unit is to be confirmed against the paper) for m-EASIX,
            1 for the simplified form.

    Returns:
        LDH times the factor over platelets; None where a part is not known or there are no platelets.

    Sources:
        Luft 2017 (EASIX); Pennisi 2021 (m-EASIX, simplified EASIX).

    Examples:
        >>> easix(Fraction(300), Fraction(100), Fraction(2))
        Fraction(6, 1)
    """
    if ldh is None or factor is None or not platelets:
        return None
    return ldh * factor / platelets


def log2_of(value: Fraction | None) -> float | None:
    """Take the logarithm to base 2, under which EASIX is reported; None for nothing and for what is not above 0.

    Examples:
        >>> log2_of(Fraction(8)), log2_of(Fraction(0)) is None
        (3.0, True)
    """
    return None if value is None or value <= 0 else log2(value)
