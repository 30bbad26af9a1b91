"""The panel of performance status: each scale as it was recorded, better above."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ebbtide.figures.altair import drawing_library
from ebbtide.figures.layer_data import layer_of
from ebbtide.figures.theme import BLACK, NOTE_SIZE

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    from ebbtide.figures.time_axis import TimeAxis

__all__ = ["performance_panel"]

HEIGHT: Final = 46
_SCALES: Final = {"ecog": ("ECOG performance status", (5.0, 0.0), (0, 2, 4))}
_PERCENT: Final = ((0.0, 100.0), (0, 50, 100))


def performance_panel(scale: str, found: pl.DataFrame, axis: TimeAxis, under: Callable[[], list[Any]]) -> Any:  # noqa: ANN401
    """Draw the performance status on one scale.

    Args:
        scale: `ecog`, `karnofsky` or `lansky`.
        found: Columns `PERFORMANCE` of the course.
        axis: The axis of days.
        under: What lies beneath.
    """
    alt = drawing_library()
    title, (worst, best), ticks = _SCALES.get(scale, (f"{scale.capitalize()} performance status", *_PERCENT))
    domain, is_reversed = sorted((worst, best)), worst > best
    margin = (domain[1] - domain[0]) * 0.08
    y = alt.Y(
        "value:Q",
        scale=alt.Scale(domain=[domain[0] - margin, domain[1] + margin], reverse=is_reversed, nice=False, zero=False),
        axis=alt.Axis(values=list(ticks), title=None),
    )
    own = layer_of(found.sort("day").select("day", "value").to_dicts())
    line = own.mark_line(
        color=BLACK,
        strokeWidth=1.2,
        interpolate="step-after",
        point=alt.OverlayMarkDef(size=30, color=BLACK, filled=True),
    )
    head = layer_of([{"day": axis.first, "words": title}]).mark_text(
        align="left", fontSize=NOTE_SIZE + 0.5, fontWeight="bold", color=BLACK
    )
    layers = [*under(), line.encode(x=axis.x(), y=y), head.encode(x=axis.x(), y=alt.value(-9), text="words:N")]
    return alt.layer(*layers).properties(width=axis.width, height=HEIGHT)
