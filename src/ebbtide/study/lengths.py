"""Lengths as whole micrometres: from a number with a unit to an integer, exactly.

Text goes through decimal arithmetic and never through a float. What is finer than a
micrometre is rounded half to even, and the caller can ask which values that concerns.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final, Literal, Self, TypeAlias

import polars as pl

from ebbtide.errors import UnitError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "LIMIT_UM",
    "MICROMETRES_PER",
    "Length",
    "Unit",
    "as_millimetres",
    "is_finer_than_a_micrometre",
    "micrometres",
    "unit_named",
]

Unit: TypeAlias = Literal["um", "mm", "cm", "m"]

MICROMETRES_PER: Final[Mapping[Unit, int]] = {"um": 1, "mm": 1_000, "cm": 10_000, "m": 1_000_000}

LIMIT_UM: Final = 10_000_000
"""Lengths stay below 10 m, so that sums of areas cannot overflow 64 bits."""

_DECIMALS: Final[Mapping[Unit, int]] = {"um": 0, "mm": 3, "cm": 4, "m": 6}
_UNIT_WORDS: Final[Mapping[str, Unit]] = {
    **dict.fromkeys(("um", "µm", "μm", "micrometre", "micrometres", "micrometer", "micrometers", "micron"), "um"),
    **dict.fromkeys(("mm", "millimetre", "millimetres", "millimeter", "millimeters"), "mm"),
    **dict.fromkeys(("cm", "centimetre", "centimetres", "centimeter", "centimeters"), "cm"),
    **dict.fromkeys(("m", "metre", "metres", "meter", "meters"), "m"),
}
# Twelve significant digits separate what a float cannot hold from what the source really wrote.
_FLOAT_NOISE_UM: Final = 1e-6
_ABSURD: Final = 100_000_000


@dataclass(frozen=True, slots=True, order=True)
class Length:
    """A non-negative length in whole micrometres.

    Examples:
        >>> Length.of("1.2", "cm") == Length.of("12", "mm")
        True
        >>> print(Length.of("33.6128", "mm"))
        33.613 mm
    """

    micrometres: int

    def __post_init__(self) -> None:
        """Refuse what can be no length of a lesion."""
        if self.micrometres < 0:
            raise UnitError(
                f"a length cannot be negative: {self}", hint="leave the cell blank where nothing was measured"
            )
        if self.micrometres >= LIMIT_UM:
            raise UnitError(
                f"a length of 10 m or more cannot be right: {self}",
                hint="look for a slipped decimal point or a wrong unit",
            )

    @classmethod
    def of(cls, value: str | Decimal | int, unit: Unit) -> Self:
        """Make a length from a decimal number and its unit, rounded half to even.

        Raises:
            UnitError: If the text is no number, the unit is unknown, or the length is negative or 10 m or more.

        Examples:
            >>> Length.of("0.0025", "mm"), Length.of("0.0035", "mm")
            (Length(micrometres=2), Length(micrometres=4))
        """
        factor = MICROMETRES_PER.get(unit)
        if factor is None:
            raise UnitError(f"unknown unit of length: {unit}", hint=f"use one of {', '.join(MICROMETRES_PER)}")
        try:
            exact = int((Decimal(value) * factor).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
        except (InvalidOperation, ValueError) as error:
            raise UnitError(f"not a length: {value}", hint="write a decimal number such as 12.5") from error
        return cls(exact)

    def __str__(self) -> str:
        """Give the length in millimetres, made from the integer and not from a float."""
        whole, thousandths = divmod(abs(self.micrometres), 1_000)
        decimals = f"{thousandths:03d}".rstrip("0")
        sign = "-" if self.micrometres < 0 else ""
        return f"{sign}{whole}{'.' if decimals else ''}{decimals} mm"


def unit_named(word: str) -> Unit | None:
    """Find the unit a word stands for, case and blanks apart.

    Examples:
        >>> unit_named(" CM "), unit_named("inch")
        ('cm', None)
    """
    return _UNIT_WORDS.get(word.strip().casefold())


def micrometres(values: pl.Series, unit: Unit) -> pl.Series:
    """Turn numbers or text into whole micrometres.

    Args:
        values: Numbers in `unit`, as text, integers, decimals or floats. Shape (n,).
        unit: The unit of the values.

    Returns:
        The lengths, null where the value is null or no finite number. Shape (n,), µm, Int64.
        Negative values stay negative, and text is not stripped: judging either is the caller's part.

    Examples:
        >>> micrometres(pl.Series(["1.25", "too small", None]), "cm").to_list()
        [12500, None, None]
        >>> micrometres(pl.Series([8.2, 33.6128]), "mm").to_list()
        [8200, 33613]
    """
    factor = MICROMETRES_PER[unit]
    if values.dtype.is_integer():
        # Far beyond any length a product could wrap around and look like one.
        return values.cast(pl.Int64, strict=False).clip(-_ABSURD, _ABSURD) * factor
    if values.dtype == pl.Float64:
        return _from_floats(values, factor, unit)
    # Float32 goes through its shortest text: 12.3 and not 12.300000190734863.
    exact = values if isinstance(values.dtype, pl.Decimal) else values.cast(pl.String)
    return _from_decimals(exact, unit)


def as_millimetres(um: pl.Expr) -> pl.Expr:
    """Write lengths as text, made from the integers and not from floats.

    Args:
        um: Lengths, µm, not negative. Shape (n,).

    Returns:
        Text such as `12.5 mm`; null where the length is. Shape (n,).

    Examples:
        >>> pl.DataFrame({"um": [12_500, 7_000]}).select(as_millimetres(pl.col("um"))).to_series().to_list()
        ['12.5 mm', '7 mm']
    """
    whole, decimals = um // 1_000, (um % 1_000).cast(pl.String).str.zfill(3).str.strip_chars_end("0")
    return pl.when(decimals == "").then(pl.format("{} mm", whole)).otherwise(pl.format("{}.{} mm", whole, decimals))


def is_finer_than_a_micrometre(values: pl.Series, unit: Unit) -> pl.Series:
    """Tell which values `micrometres` has to round.

    Args:
        values: Numbers in `unit`, as text, integers, decimals or floats. Shape (n,).
        unit: The unit of the values.

    Returns:
        True where a value has digits below a micrometre; False where it is null. Shape (n,).

    Examples:
        >>> is_finer_than_a_micrometre(pl.Series(["33.6128", "33.6120"]), "mm").to_list()
        [True, False]
    """
    if values.dtype == pl.Float64:
        scaled = values * MICROMETRES_PER[unit]
        return _is_between_micrometres(scaled, scaled.round())
    is_coarse = isinstance(values.dtype, pl.Decimal) and values.dtype.scale <= _DECIMALS[unit]
    if values.dtype.is_integer() or is_coarse:
        return pl.repeat(value=False, n=len(values), eager=True)
    return _text_is_finer(values.cast(pl.String), _DECIMALS[unit])


def _is_between_micrometres(scaled: pl.Series, whole: pl.Series) -> pl.Series:
    gap = (scaled - whole).abs()
    most = gap.max()
    if not isinstance(most, float) or not most > _FLOAT_NOISE_UM:
        return pl.repeat(value=False, n=len(scaled), eager=True)
    return ((gap > _FLOAT_NOISE_UM) & scaled.is_finite()).fill_null(value=False)


def _text_is_finer(text: pl.Series, decimals: int) -> pl.Series:
    point = text.str.find(".", literal=True).cast(pl.Int32).fill_null(-1)
    # A pattern costs three times as much as counting, so it only sees what is long enough.
    long = (text.str.len_bytes().cast(pl.Int32) - point > decimals + 1).fill_null(value=False)
    if not long.any():
        return long
    pattern = rf"\.\d{{{decimals}}}\d*[1-9]|[eE]-"
    return long & text.set(~long, None).str.contains(pattern).fill_null(value=False)


def _from_decimals(values: pl.Series, unit: Unit) -> pl.Series:
    scaled = values.cast(pl.Decimal(38, _DECIMALS[unit]), strict=False)
    return scaled.to_physical().cast(pl.Int64, strict=False)


def _from_floats(values: pl.Series, factor: int, unit: Unit) -> pl.Series:
    scaled = values * factor
    whole = scaled.round(mode="half_to_even")
    # A float with digits below a micrometre is rounded as its shortest decimal text, as text itself is.
    finer = _is_between_micrometres(scaled, whole)
    result = whole.cast(pl.Int64, strict=False)
    if finer.any():
        places = finer.arg_true()
        result = result.scatter(places, _from_decimals(values.gather(places).cast(pl.String), unit))
    return result
