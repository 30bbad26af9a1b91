"""Exact numbers for people: lengths, areas and percentages made from whole micrometres."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction

MOST_DECIMALS = 6


def length_text(micrometres: int, *, area: bool = False, signed: bool = False) -> str:
    """Write a length or an area with its unit, without trailing zeros.

    Examples:
        >>> length_text(90_730)
        '90.73 mm'
        >>> length_text(48_260, signed=True)
        '+48.26 mm'
        >>> length_text(25_000_000, area=True)
        '25 mm2'
    """
    value = Decimal(micrometres).scaleb(-6 if area else -3)
    text = f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
    sign = "+" if signed and micrometres >= 0 else ""
    return f"{sign}{text} {'mm2' if area else 'mm'}"


def percent_text(part: int, whole: int, *limits: int) -> str:
    """Write a change in percent, with as many decimals as keep it apart from a limit.

    Examples:
        >>> percent_text(48_260, 42_470)
        '+113.6 %'
        >>> percent_text(19_999, 100_000, 20)
        '+19.999 %'
    """
    if whole <= 0:
        return "not computable in %"
    exact = Fraction(100 * part, whole)
    decimals = 1
    while decimals < MOST_DECIMALS and any(_rounded(exact, decimals) == limit != exact for limit in limits):
        decimals += 1
    return f"{_rounded(exact, decimals):+.{decimals}f} %"


def _rounded(exact: Fraction, decimals: int) -> Decimal:
    with localcontext() as context:
        context.prec = 50
        value = Decimal(exact.numerator) / Decimal(exact.denominator)
        return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)
