"""What the figures of many subjects share: the looks of responses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import polars as pl

from ebbtide.figures.altair import drawing_library
from ebbtide.figures.layer_data import layer_of
from ebbtide.figures.theme import FAMILY_LOOKS, GREY
from ebbtide.terms.families import Family, family_of

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "Limits",
    "Rate",
    "families_in",
    "families_of",
    "family_points",
    "looks_of",
]

_LARGE: Final = 40


class Limits(NamedTuple):
    """The limits of a criterion, in percent of its burden; null where it has none.

    Args:
        fall_pct: The fall from baseline that is a response.
        rise_pct: The rise that is progression.
        response: What its definition says a partial response needs.
        progression: The same of progression.
        is_rise_from_baseline: Whether the rise is from baseline, not from the nadir or of one lesion.
    """

    fall_pct: float | None = None
    rise_pct: float | None = None
    response: str = ""
    progression: str = ""
    is_rise_from_baseline: bool = False


class Rate(NamedTuple):
    """A rate with its interval, in parts of one: responders among subjects."""

    responders: int
    subjects: int
    estimate: float
    low: float
    high: float

    @property
    def words(self) -> str:
        """Say it with its interval.

        Examples:
            >>> Rate(4, 10, 0.4, 0.1216, 0.7376).words
            '4 of 10, 40.0 % (exact 95 % interval 12.2 to 73.8 %)'
        """
        interval = f"exact 95 % interval {100 * self.low:.1f} to {100 * self.high:.1f} %"
        return f"{self.responders} of {self.subjects}, {100 * self.estimate:.1f} % ({interval})"


def families_of(words: pl.Series) -> pl.Series:
    """Tell of which family each response is, as text.

    Examples:
        >>> families_of(pl.Series(["PR", None])).to_list()
        ['partial response', 'not judged']
    """
    known = {word: family_of(word).value for word in words.cast(pl.String).unique().drop_nulls()}
    return words.cast(pl.String).replace_strict(known, default=Family.UNJUDGED.value, return_dtype=pl.String)


def families_in(values: Iterable[str]) -> list[Family]:
    """List the families that there are, best first."""
    there = set(values)
    return [family for family in Family if family.value in there]


def looks_of(*, on_white: bool = False) -> Any:  # noqa: ANN401 - a scale
    """Make the scale of colors of the families; all of them, so that panels that share it agree.

    Args:
        on_white: Lines and dots without an outline: what is white is drawn grey.
    """
    names = [family.value for family in FAMILY_LOOKS]
    white = GREY if on_white else FAMILY_LOOKS[Family.UNJUDGED].color
    colors = [white if family is Family.UNJUDGED else look.color for family, look in FAMILY_LOOKS.items()]
    return drawing_library().Scale(domain=names, range=colors)


def family_points(frame: pl.DataFrame, size: int = 50) -> Any:  # noqa: ANN401 - a chart
    """Draw points with the shape and color of their `family`; the place is left to be encoded.

    White points have a grey outline, and hollow ones are hollow.
    """
    alt = drawing_library()
    names, looks = [family.value for family in FAMILY_LOOKS], list(FAMILY_LOOKS.values())
    white = FAMILY_LOOKS[Family.UNJUDGED].color
    fills = [look.color if look.is_filled else "white" for look in looks]
    strokes = [GREY if look.color == white else look.color for look in looks]

    def scale(range_: list[str]) -> Any:  # noqa: ANN401
        return alt.Scale(domain=names, range=range_)

    return (
        layer_of(frame)
        .mark_point(size=size, opacity=1, strokeWidth=2 if size >= _LARGE else 1)
        .encode(
            shape=alt.Shape("family:N", scale=scale([look.shape for look in looks]), legend=None),
            fill=alt.Fill("family:N", scale=scale(fills), legend=None),
            stroke=alt.Stroke("family:N", scale=scale(strokes), legend=None),
        )
    )
