"""What the figures of many subjects share: names short enough to print, an axis of time, the looks of responses."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import polars as pl

from ebbtide.figures.altair import drawing_library
from ebbtide.figures.theme import FAMILY_LOOKS, GREY
from ebbtide.terms.families import Family, family_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "Limits",
    "Rate",
    "counted",
    "drawn_of",
    "families_in",
    "families_of",
    "family_points",
    "fitting",
    "looks_of",
    "printable",
    "sentence",
    "short_names",
    "signed",
    "time_axis",
    "told",
]

_ELLIPSIS: Final = "…"
_LETTER: Final = 5.6
"""The mean width of a letter of 11 pixels."""
_STEPS: Final = (7, 14, 28, 42, 56, 84, 182, 364, 728, 1820, 3640)
"""Days between two ticks: weeks, then half years and years of 52 weeks."""
_MOST_TICKS: Final = 11
_LARGE: Final = 40
_SHORT_SPAN: Final = 70
"""Up to so many days the axis counts days."""


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


def drawn_of(frame: pl.DataFrame) -> Any:  # noqa: ANN401 - a chart
    """Begin a chart of a frame, which it carries whole, however many rows it has.

    The rows go in as text, which Altair need not copy and check row by row for every layer.
    """
    alt = drawing_library()
    return alt.Chart(alt.InlineData(values=frame.write_json(), format=alt.DataFormat(type="json")))


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
        drawn_of(frame)
        .mark_point(size=size, opacity=1, strokeWidth=2 if size >= _LARGE else 1)
        .encode(
            shape=alt.Shape("family:N", scale=scale([look.shape for look in looks]), legend=None),
            fill=alt.Fill("family:N", scale=scale(fills), legend=None),
            stroke=alt.Stroke("family:N", scale=scale(strokes), legend=None),
        )
    )


def printable(text: str) -> str:
    """Leave out what no page can print: control characters, marks that turn the direction of text, line breaks.

    Examples:
        >>> printable("line" + chr(10) + "break" + chr(0))
        'line break'
    """
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def short_names(names: Sequence[str], most: int = 14) -> tuple[dict[str, str], str]:
    """Shorten names to what tells them apart, where they are too long to print.

    Args:
        names: The names, each once.
        most: How many letters there is room for.

    Returns:
        Each name's short form, and a note that says what was left out; empty where nothing was.

    Examples:
        >>> short, note = short_names(["01-701-1015", "01-701-1028"], most=8)
        >>> list(short.values()), note
        (['…1015', '…1028'], 'Subjects are named without their common beginning "01-701-".')
        >>> short_names(["P1", "P2"])
        ({'P1': 'P1', 'P2': 'P2'}, '')
    """
    plain = {name: printable(name) for name in names}
    if all(len(name) <= most for name in plain.values()):
        return plain, ""
    common = _common_beginning(list(plain.values()))
    cut = {name: (_ELLIPSIS if common else "") + text.removeprefix(common) for name, text in plain.items()}
    short = {name: text if len(text) <= most else _middle_out(text, most) for name, text in cut.items()}
    said = [f'Subjects are named without their common beginning "{_middle_out(common, 40)}".'] if common else []
    said += ["Names too long to print are cut in the middle."] if short != cut else []
    return short, " ".join(said)


def _common_beginning(names: list[str]) -> str:
    """Find what all names begin with, up to a sign that parts words; nothing for one name."""
    first, last = min(names), max(names)
    same = (
        0
        if len(names) == 1
        else sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False)))
    )
    return first[: 1 + max(first.rfind(sign, 0, same) for sign in "-_./ ")]


def _middle_out(text: str, most: int) -> str:
    """Cut the middle out of a text that is too long; names differ at their ends."""
    if len(text) <= most:
        return text
    head = (most - 1) // 3
    return f"{text[:head]}{_ELLIPSIS}{text[-(most - 1 - head) :]}"


def fitting(text: str, width: float) -> str:
    """Cut a text to a width in pixels, at 11 pixels to the letter's height.

    Examples:
        >>> fitting("sintilimab and apatinib", 60)
        'sintilima…'
    """
    most = max(1, int(width / _LETTER))
    return text if len(text) <= most else text[: most - 1] + _ELLIPSIS


def time_axis(first: int, last: int, most: int = _MOST_TICKS) -> Any:  # noqa: ANN401 - an axis
    """Make an axis of days that counts weeks, or days where there are few."""
    step = next((one for one in _STEPS if (last - first) / one < most), _STEPS[-1])
    ticks = list(range(-(-first // step) * step, last + 1, step))
    in_days = last - first <= _SHORT_SPAN
    alt = drawing_library()
    title = f"{'Days' if in_days else 'Weeks'} from the start of therapy"
    label = "format(datum.value, 'd')" if in_days else "format(datum.value / 7, 'd')"
    return alt.Axis(title=title, values=ticks, labelExpr=label, grid=False)


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
        >>> told(pl.Series(["no targets", "not assessed", "not assessed"])), told(pl.Series(["no targets"]))
        ('2 not assessed; 1 no targets', 'no targets')
    """
    if reasons.n_unique() == 1:
        return str(reasons[0])
    found = reasons.rename("reason").value_counts(name="n").sort(["n", "reason"], descending=[True, False])
    return "; ".join(f"{n} {reason}" for reason, n in found.rows())
