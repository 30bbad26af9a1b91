"""Cellular kinetics of each infusion, without a model: peak, area, half-life, expansion, persistence.

The numbers describe an expansion. They are no evidence for or against pseudoprogression by themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ebbtide.assessment.laboratory.results import ABOVE, BELOW, QUANTIFIED
from ebbtide.celltherapy.infusions import chosen, infusions
from ebbtide.celltherapy.profile import area, doubling, terminal
from ebbtide.celltherapy.samples import KNOWN_UNITS, SERIES, daily, kinetic_samples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.study import Study
    from ebbtide.study.celltherapy_options import CellTherapyOptions

__all__ = ["AREA_DAYS", "KINETICS", "kinetics"]

AREA_DAYS: Final = 28
"""The day to which the area under the curve is measured."""
KINETICS: Final = {
    "subject": pl.String,
    "infusion": pl.Int32,
    "infusion_day": pl.Int32,
    "measure": pl.String,
    "unit": pl.String,
    "samples": pl.Int32,
    "below_lloq": pl.Int32,
    "first_day": pl.Int32,
    "last_day": pl.Int32,
    "detected": pl.Boolean,
    "cmax": pl.Float64,
    "tmax_day": pl.Int32,
    "auc_0_28": pl.Float64,
    "auc_partial": pl.Float64,
    "auc_from_day": pl.Int32,
    "auc_to_day": pl.Int32,
    "auc_points": pl.Int32,
    "auc_below_lloq": pl.String,
    "clast": pl.Float64,
    "tlast_day": pl.Int32,
    "half_life_days": pl.Float64,
    "half_life_r2": pl.Float64,
    "half_life_adjusted_r2": pl.Float64,
    "half_life_points": pl.Int32,
    "half_life_from_day": pl.Int32,
    "half_life_to_day": pl.Int32,
    "doubling_days": pl.Float64,
    "doubling_r2": pl.Float64,
    "doubling_points": pl.Int32,
    "persistence_day": pl.Int32,
    "persistence_censored": pl.Boolean,
    "gone_by_day": pl.Int32,
    "note": pl.String,
}
"""Columns of the kinetics."""


def kinetics(study: Study, options: CellTherapyOptions | None = None) -> pl.DataFrame:
    """Describe the expansion and persistence of the infused cells, infusion by infusion.

    Days count from the infusion, and its samples end the day before the next one. Each unit is a series of its own;
    nothing is converted. A result below the lower limit of quantification is censored and never 0.

    Args:
        study: The study; its tables `treatments` and `findings` are read.
        options: The readings chosen; those of the study when left out.

    Returns:
        One row per subject, infusion, measure and unit, the columns of `KINETICS`. `cmax` and `tmax_day` are the
        maximum and its first day; where only words call a sample the peak, its day alone is given, and where they say
        that the peak has no day, its number alone. `auc_0_28` (unit
        x days) is there where the samples reach from day 0 (`kinetics_area_starts_by`) to day 28 or beyond;
        otherwise the area is `auc_partial`, of `auc_from_day` to `auc_to_day`. `auc_below_lloq` tells what samples
        below the limit did to it. `clast` and `tlast_day` are of the last sample above the limit. The terminal line
        runs through the last three or more samples after the maximum, those with the best adjusted R²; the doubling
        time is that of the line from the first sample to the maximum (R² is null for two points).
        `persistence_day` is the last day on which cells were found; it is censored where that is the last sample of
        all, and `gone_by_day` is the sample after it otherwise. What cannot be told is null, and `note` says why.

    Sources:
        Denney 2015 (area, terminal line). The example is Zhao 2025.

    Examples:
        >>> import polars as pl
        >>> import ebbtide
        >>> given = pl.DataFrame({"subject": ["S1"], "day": [127], "agent": ["CAR-T"], "class": ["car_t"]})
        >>> found = {"subject": ["S1"], "day": [141], "test": ["CAR copies in blood"], "value": [4858.59]}
        >>> found |= {"unit": ["copies/ug DNA"], "category": ["car_kinetics"]}
        >>> study = ebbtide.read_study({"treatments": given, "findings": pl.DataFrame(found)})
        >>> kinetics(study).select("tmax_day", "cmax", "persistence_censored").row(0)
        (14, 4858.59, True)
    """
    readings = chosen(study, options)
    samples = kinetic_samples(study, infusions(study, readings))
    days = daily(samples, readings.kinetics_same_day)
    counts = samples.group_by(*SERIES, maintain_order=True).agg(
        samples=pl.len(), below_lloq=(pl.col("reading") == BELOW).sum(), unread=pl.col("reading").is_null().sum()
    )
    rows = [
        dict(zip(SERIES, key, strict=True)) | _described(part.rows(named=True), key[3], readings)
        for key, part in days.group_by(*SERIES, maintain_order=True)
    ]
    described = pl.DataFrame(rows, schema={name: kind for name, kind in KINETICS.items() if name not in _COUNTED})
    unread = pl.when(pl.col("unread") > 0).then(pl.format("{} without a usable result", "unread"))
    joined = described.join(counts, on=SERIES, nulls_equal=True, maintain_order="left")
    return joined.with_columns(
        note=pl.concat_str(pl.col("note"), unread, separator="; ", ignore_nulls=True).replace("", None)
    ).select(pl.col(name).cast(kind) for name, kind in KINETICS.items())


_COUNTED: Final = ("samples", "below_lloq")


def _described(days: Sequence[dict[str, Any]], unit: object, options: CellTherapyOptions) -> dict[str, Any]:
    """Describe one series; `days` are in order."""
    dated = [day for day in days if not day["undated"]]
    row = _profiled(dated, unit, options) if dated else {"infusion_day": days[0]["infusion_day"]}
    told = max((day["amount"] for day in days if day["undated"] and day["amount"] is not None), default=None)
    if told is None or told <= row.get("cmax", 0):
        return row
    return row | _told_peak(told, row, dated, unit)


def _told_peak(told: float, row: dict[str, Any], dated: Sequence[dict[str, Any]], unit: object) -> dict[str, Any]:
    """Give a peak that has no day; what is measured from its day is then not known."""
    unknown = {name: None for name in KINETICS if name.startswith(("auc_", "half_life_", "doubling_"))}
    notes = [_unit_note(unit), "the peak has no day"]
    found = unknown | {"cmax": told, "tmax_day": None, "detected": True, "note": _joined(notes)}
    below = [day["day"] for day in dated if day["reading"] == BELOW]
    if row.get("detected") is False and below:
        found |= {"persistence_censored": False, "gone_by_day": below[0]}
    return found


def _profiled(days: Sequence[dict[str, Any]], unit: object, options: CellTherapyOptions) -> dict[str, Any]:
    """Describe the samples that have a day."""
    infusion_day = days[0]["infusion_day"]
    row: dict[str, Any] = {
        "infusion_day": infusion_day,
        "first_day": days[0]["day"],
        "last_day": days[-1]["day"],
    }
    row |= _persistence(days)
    if infusion_day is None:
        return row | {"first_day": None, "last_day": None} | _NO_AXIS
    notes = [_unit_note(unit)]
    found = [day for day in days if day["reading"] == QUANTIFIED]
    if not found:
        called = next((day["day"] for day in days if day["peak"] and day["reading"] in ABOVE), None)
        notes.append(_nothing_note(days, called))
        return row | {"tmax_day": called, "note": _joined(notes)}
    top = max(day["amount"] for day in found)
    peak = next(at for at, day in enumerate(found) if day["amount"] == top)
    row |= {"cmax": top, "tmax_day": found[peak]["day"]} | _last(found)
    row |= _area(days, options) | _half_life(found[peak + 1 :]) | _expansion(found[: peak + 1])
    notes.append("one quantified sample" if len(found) == 1 else None)
    return row | {"note": _joined(notes)}


_NO_AXIS: Final = {
    "persistence_day": None,
    "persistence_censored": None,
    "gone_by_day": None,
    "note": "no CAR-T infusion is recorded for the subject",
}


def _persistence(days: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Tell the last day on which cells were found, above the limit or in words, and whether they were then gone."""
    told = [day for day in days if day["reading"] is not None]
    seen = [at for at, day in enumerate(told) if _is_above(day)]
    if not seen:
        return {"detected": False if told else None}
    last = seen[-1]
    later = told[last + 1 :]
    return {
        "detected": True,
        "persistence_day": told[last]["day"],
        "persistence_censored": not later,
        "gone_by_day": later[0]["day"] if later else None,
    }


def _is_above(day: dict[str, Any]) -> bool:
    """Tell whether a sample shows cells above the limit; one at the limit does not."""
    if day["reading"] == QUANTIFIED and day["limit"] is not None:
        return bool(day["amount"] > day["limit"])
    return day["reading"] in ABOVE


def _last(found: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Find the last quantified sample above the limit."""
    above = [day for day in found if _is_above(day)]
    return {"clast": above[-1]["amount"], "tlast_day": above[-1]["day"]} if above else {}


def _area(days: Sequence[dict[str, Any]], options: CellTherapyOptions) -> dict[str, Any]:
    """Measure the area under the series, and tell which days it covers."""
    half = options.kinetics_below_lloq == "half"
    points = [(day["day"], _amount(day, half=half)) for day in days]
    used = [(day, amount) for day, amount in points if amount is not None]
    measured = area([day for day, _ in used], [amount for _, amount in used], AREA_DAYS)
    if measured is None:
        return {}
    whole = measured.from_day <= options.kinetics_area_starts_by and measured.to_day == AREA_DAYS
    censored = any(day["reading"] == BELOW and day["day"] <= AREA_DAYS for day in days)
    return {
        "auc_0_28" if whole else "auc_partial": measured.amount,
        "auc_from_day": int(measured.from_day),
        "auc_to_day": int(measured.to_day),
        "auc_points": measured.points,
        "auc_below_lloq": ("half where the limit is known" if half else "left out") if censored else "none",
    }


def _amount(day: dict[str, Any], *, half: bool) -> float | None:
    """Give what a sample adds to the area; None for one that is left out."""
    if half and day["reading"] == BELOW and day["limit"] is not None:
        return float(day["limit"] / 2)
    return None if day["amount"] is None else float(day["amount"])


def _half_life(after: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Draw the terminal line through the samples after the maximum."""
    line = terminal([day["day"] for day in after], [day["amount"] for day in after])
    if line is None:
        return {}
    return {
        "half_life_days": line.days_to_double,
        "half_life_r2": line.r2,
        "half_life_adjusted_r2": line.adjusted_r2,
        "half_life_points": line.points,
        "half_life_from_day": int(line.from_day),
        "half_life_to_day": int(line.to_day),
    }


def _expansion(up_to_peak: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Draw the line of the expansion."""
    line = doubling([day["day"] for day in up_to_peak], [day["amount"] for day in up_to_peak])
    if line is None:
        return {}
    return {"doubling_days": line.days_to_double, "doubling_r2": line.r2, "doubling_points": line.points}


def _unit_note(unit: object) -> str | None:
    """Tell of a unit that is not known; its series is described, and kept apart."""
    if unit is None:
        return "no unit"
    if unit == "%":
        return "of which cells it is the percentage is not said: kept apart"
    return None if unit in KNOWN_UNITS else f"the unit {unit} is not known and is kept apart"


def _nothing_note(days: Sequence[dict[str, Any]], called: int | None) -> str:
    """Tell why a series has no maximum."""
    if called is not None:
        return "the peak is told in words, without a number"
    readings = {day["reading"] for day in days}
    if readings <= {BELOW}:
        return "not detected, or below the limit, in every sample"
    return "no quantified sample"


def _joined(notes: Sequence[str | None]) -> str | None:
    return "; ".join(note for note in notes if note) or None
