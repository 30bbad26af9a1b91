"""Laboratory units, and what each analyte is converted to before a threshold is asked of it.

A unit that no list knows is refused: a number without a known unit says nothing.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["UNITS", "exact", "folded_unit", "in_unit"]

_CELLS: Final = {
    "/ul": "1/1000",
    "cells/ul": "1/1000",
    "/mm3": "1/1000",
    "cells/mm3": "1/1000",
    "109/l": "1",
    "1e9/l": "1",
    "10e9/l": "1",
    "giga/l": "1",
    "g/l": "1",
    "103/ul": "1",
    "1e3/ul": "1",
    "10e3/ul": "1",
    "k/ul": "1",
    "thousand/ul": "1",
    "1000/ul": "1",
    "103/mm3": "1",
    "109cells/l": "1",
    "103cells/ul": "1",
}
_FLUID: Final = {"": "1/1000", "106/l": "1/1000", "1e6/l": "1/1000", **_CELLS}
"""Cells of cerebrospinal fluid are counted per microliter where no unit is given."""
_RED: Final = {"1012/l": "1000", "1e12/l": "1000", "106/ul": "1000", "1e6/ul": "1000", **_CELLS}
_ENZYME: Final = {"u/l": "1", "iu/l": "1", "ukat/l": "60"}
_CONVERSIONS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "anc": ("1e9/L", _CELLS),
    "platelets": ("1e9/L", _CELLS),
    "wbc": ("1e9/L", _CELLS),
    "rbc": ("1e9/L", _RED),
    "blood_blasts": ("1e9/L", _CELLS),
    "csf_wbc": ("1e9/L", _FLUID),
    "csf_rbc": ("1e9/L", _FLUID),
    "hemoglobin": ("g/dL", {"g/dl": "1", "g/l": "1/10"}),
    "crp": ("mg/dL", {"mg/dl": "1", "mg/l": "1/10"}),
    "ferritin": ("ng/mL", {"ng/ml": "1", "ug/l": "1", "ng/dl": "1/100", "mg/l": "1000"}),
    "ldh": ("U/L", _ENZYME),
    "alt": ("U/L", _ENZYME),
    "ast": ("U/L", _ENZYME),
    "creatinine": ("mg/dL", {"mg/dl": "1", "umol/l": "10/884"}),
    "fibrinogen": ("mg/dL", {"mg/dl": "1", "g/l": "100"}),
    "triglycerides": ("mg/dL", {"mg/dl": "1", "mmol/l": "8857/100"}),
    "direct_bilirubin": ("mg/dL", {"mg/dl": "1", "umol/l": "10/171"}),
    "scd25": ("U/mL", {"u/ml": "1", "iu/ml": "1"}),
    "pt": ("s", {"s": "1", "sec": "1", "seconds": "1"}),
    "ptt": ("s", {"s": "1", "sec": "1", "seconds": "1"}),
    "temperature": ("degC", {"degc": "1", "c": "1", "°c": "1", "celsius": "1"}),
    "systolic_pressure": ("mmHg", {"mmhg": "1", "mm[hg]": "1"}),
}
UNITS: Final[Mapping[str, str]] = {analyte: unit for analyte, (unit, _) in _CONVERSIONS.items()}
"""The unit that each analyte is converted to."""
_FAHRENHEIT: Final = ("degf", "f", "°f", "fahrenheit")


def exact(value: float) -> Fraction:
    """Take a number as it was written in decimals, so that nothing near a limit is decided by rounding.

    Examples:
        >>> exact(0.1)
        Fraction(1, 10)
    """
    return Fraction(repr(float(value)))


def in_unit(analyte: str, value: float, unit: str | None) -> Fraction | None:
    """Convert a result to the unit its thresholds are printed in (`UNITS`).

    Args:
        analyte: One of `UNITS`.
        value: The result.
        unit: Its unit as recorded.

    Returns:
        The result in the unit of `UNITS`; None where the unit is not given or unknown.

    Raises:
        KeyError: If the analyte has no unit here.

    Examples:
        >>> in_unit("crp", 30, "mg/L"), in_unit("anc", 0.5, "10^9/L"), in_unit("crp", 30, None)
        (Fraction(3, 1), Fraction(1, 2), None)
    """
    name = folded_unit(unit)
    if analyte == "temperature" and name in _FAHRENHEIT:
        return (exact(value) - 32) * Fraction(5, 9)
    factor = _CONVERSIONS[analyte][1].get(name)
    return None if factor is None else exact(value) * Fraction(factor)


def folded_unit(unit: str | None) -> str:
    """Write a unit in lower case without blanks, powers and multiplication signs.

    Examples:
        >>> folded_unit("x 10^9/L"), folded_unit("µmol/L"), folded_unit(None)
        ('109/l', 'umol/l', '')
    """
    plain = (unit or "").casefold().replace("µ", "u").replace("μ", "u").replace("×", "")
    return re.sub(r"^x(?=1)|[\s^*]", "", re.sub(r"\s", "", plain))
