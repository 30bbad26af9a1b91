"""How far each call is from being another: the millimetres by which its sum would have to differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ebbtide.assessment.assessing import rulings_of
from ebbtide.assessment.flipping import nearest_flips
from ebbtide.assessment.frames import MICROMETRES_PER_MM, SQUARE_MICROMETRES_PER_MM2
from ebbtide.assessment.judging import replay
from ebbtide.criteria import by_sizes
from ebbtide.criteria.parts.reasons import UNIDIMENSIONAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ebbtide.assessment import JudgedStudy
    from ebbtide.assessment.flipping import Judged
    from ebbtide.assessment.judging import Ruling

__all__ = ["MARGINS", "margins"]

MARGINS: Final = {
    "subject": pl.String,
    "reader": pl.String,
    "criterion": pl.String,
    "day": pl.Int32,
    "visit": pl.String,
    "overall": pl.String,
    "sum": pl.Float64,
    "unit": pl.String,
    "down": pl.Float64,
    "down_to": pl.String,
    "up": pl.Float64,
    "up_to": pl.String,
}
"""Names and types of `margins`, in order."""


def margins(judged: JudgedStudy) -> pl.DataFrame:
    """Find the smallest change of the sum that would make each call another.

    The criterion itself is asked, by replaying every step once; no rule is repeated here.

    Args:
        judged: A study judged.

    Returns:
        One row per time point and criterion by sizes, in the order of the responses; columns as in MARGINS. `down`
        (below 0) and `up` (above 0) are in the unit of the sum, with the call that follows; null where no change of
        the sum makes the call another, or where no sum stands behind it.
    """
    summing = by_sizes(judged.criteria)
    rulings = rulings_of(summing, judged.options)
    steps = replay(judged.batch, rulings)
    rows = [row for place in range(len(steps[0]) if steps else 0) for row in _of_point(place, steps, rulings)]
    numbers = pl.DataFrame(
        rows, schema={name: MARGINS[name] for name in ("down", "down_to", "up", "up_to")}, orient="row"
    )
    own = pl.col("criterion").cast(pl.String).is_in([one.id for one in summing])
    heads = judged.responses.filter(own).select(
        "subject", "reader", "criterion", "day", "visit", overall="overall_response", sum="burden", unit="burden_unit"
    )
    return heads.hstack(numbers).select(pl.col(name).cast(kind) for name, kind in MARGINS.items())


def _of_point(place: int, steps: list[list[Judged]], rulings: list[Ruling]) -> Iterator[tuple[Any, ...]]:
    for ruling, own in zip(rulings, steps, strict=True):
        yield _flips(ruling, own[place])


def _flips(ruling: Ruling, judged: Judged) -> tuple[Any, ...]:
    area = ruling.criterion.is_area and not judged.call.flags & UNIDIMENSIONAL
    unit = SQUARE_MICROMETRES_PER_MM2 if area else MICROMETRES_PER_MM
    found = {flip.change > 0: flip for flip in nearest_flips(ruling.definition, ruling.criterion.step, judged)}
    return tuple(
        value
        for way in (False, True)
        for value in (
            (found[way].change / unit, ruling.criterion.words.overall[found[way].overall])
            if way in found
            else (None, None)
        )
    )
