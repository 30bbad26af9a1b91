"""How numbers and reasons are said: in labels, in notes, and to those who cannot see a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

__all__ = ["counted", "printed", "sentence", "signed", "told"]


def printed(amount: float) -> str:
    """Write a size as it was recorded, to two decimals at most.

    Examples:
        >>> printed(42.47), printed(49.15), printed(80.0)
        ('42.47', '49.15', '80')
    """
    return f"{amount:,.2f}".rstrip("0").rstrip(".")


def sentence(text: str) -> str:
    """Begin a text with a capital, and leave the others alone.

    Examples:
        >>> sentence("sum of diameters"), sentence("SULpeak")
        ('Sum of diameters', 'SULpeak')
    """
    return text[:1].upper() + text[1:]


def signed(value: float, digits: int = 0) -> str:
    """Write a change with its sign, the minus as printers set it.

    Examples:
        >>> signed(-30), signed(112.6), signed(-0.2)
        ('\u221230', '+113', '0')
    """
    text = f"{value:+.{digits}f}"
    return text[1:] if float(text) == 0 else text.replace("-", "\u2212")


def counted(number: int, noun: str) -> str:
    """Count things.

    Examples:
        >>> counted(1, "subject"), counted(1200, "subject")
        ('1 subject', '1,200 subjects')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def told(reasons: pl.Series) -> str:
    """Count reasons, the most frequent first; a single one needs no number.

    Examples:
        >>> import polars as pl
        >>> told(pl.Series(["no targets", "not assessed", "not assessed"])), told(pl.Series(["no targets"]))
        ('2 not assessed; 1 no targets', 'no targets')
    """
    if reasons.n_unique() == 1:
        return str(reasons[0])
    found = reasons.rename("reason").value_counts(name="n").sort(["n", "reason"], descending=[True, False])
    return "; ".join(f"{n} {reason}" for reason, n in found.rows())
