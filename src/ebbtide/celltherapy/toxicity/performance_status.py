"""Performance status as recorded, beside the value it is compared with, and whether it became worse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.assessment.laboratory.names import known_test
from ebbtide.celltherapy.toxicity.chart import chosen
from ebbtide.celltherapy.toxicity.scales import LANSKY_YEARS, SCALES, ecog_class, is_disputed, is_on_scale, ps_drop

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ebbtide.study import Study
    from ebbtide.study.toxicity_options import ToxicityOptions

__all__ = ["PERFORMANCE", "performance"]

PERFORMANCE: Final = {
    "subject": pl.String,
    "day": pl.Int32,
    "scale": pl.String,
    "value": pl.Int32,
    "shown_as_ecog": pl.Int32,
    "is_disputed": pl.Boolean,
    "reference_day": pl.Int32,
    "reference": pl.Int32,
    "drop_any": pl.Boolean,
    "drop_major": pl.Boolean,
    "note": pl.String,
}
"""Columns of the performance status."""


class _Value(NamedTuple):
    day: int
    scale: str
    value: int


def performance(study: Study, options: ToxicityOptions | None = None, *, reference_day: int = 0) -> pl.DataFrame:
    """List every recorded performance status and whether it is worse than before the therapy.

    Args:
        study: The study; reads `findings` (ECOG, Karnofsky, Lansky, as numbers) and `subjects` (age).
        options: The readings chosen, else those of the study; `ps_table` says which table shows other scales as ECOG.
        reference_day: The day, such as that of a later infusion, up to which the value to compare with is sought.

    Returns:
        One row per subject, day and scale, columns of `PERFORMANCE`: the worst value of the day. `reference` is the
        last value of the same scale up to `reference_day`, else its first; the reference itself and values before it
        are compared with nothing, nor is a scale with another one. `shown_as_ecog` is for display only; `is_disputed`
        tells that the tables disagree on it. `note` names a scale that is not the one for the age.

    Sources:
        Ma 2010; Prasad 2018.
    """
    options = chosen(study, options)
    ages = dict(study.table("subjects").select("subject", "age").iter_rows())
    rows = [
        (subject, *told)
        for subject, values in _recorded(study).items()
        for told in _compared(values, ages.get(subject), options.ps_table, reference_day)
    ]
    return pl.DataFrame(rows, schema=PERFORMANCE, orient="row")


def _recorded(study: Study) -> dict[str, list[_Value]]:
    """Read the values of each subject, the worst of a day and scale, by scale and day."""
    worst: dict[tuple[str, str, int], int] = {}
    rows = study.table("findings").filter(pl.col("value").is_not_null()).sort("subject", "day")
    for subject, day, test, value in rows.select("subject", "day", "test", "value").iter_rows():
        scale = known_test(test)
        if scale not in SCALES or not is_on_scale(scale, value):
            continue
        key, number = (subject, scale, day), int(value)
        pick = max if scale == "ecog" else min
        worst[key] = pick(number, worst.get(key, number))
    found: dict[str, list[_Value]] = {}
    for (subject, scale, day), value in sorted(worst.items()):
        found.setdefault(subject, []).append(_Value(day, scale, value))
    return found


def _compared(
    values: Sequence[_Value], age: float | None, table: str, reference_day: int
) -> Iterator[tuple[object, ...]]:
    for scale in SCALES:
        own = [value for value in values if value.scale == scale]
        reference = next((value for value in reversed(own) if value.day <= reference_day), own[0] if own else None)
        for one in own:
            shown = one.value if scale == "ecog" else ecog_class(one.value, table)
            disputed = scale != "ecog" and is_disputed(one.value)
            told: tuple[object, ...] = (None, None, None, None)
            if reference is not None and one.day > reference.day:
                drop = ps_drop(scale, reference.value, one.value, table)
                told = (reference.day, reference.value, drop.any, drop.major)
            yield (one.day, scale, one.value, shown, disputed, *told, _note(scale, age))


def _note(scale: str, age: float | None) -> str:
    if age is None:
        return ""
    if scale == "lansky" and age >= LANSKY_YEARS:
        return f"Lansky is for those under {LANSKY_YEARS} years"
    if scale != "lansky" and age < LANSKY_YEARS:
        return f"Lansky is the scale under {LANSKY_YEARS} years"
    return ""
