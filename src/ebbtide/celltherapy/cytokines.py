"""Cytokines after an infusion as multiples of what they were before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.assessment.laboratory.results import BELOW, QUANTIFIED, with_name, with_reading
from ebbtide.celltherapy.burden import before_infusion
from ebbtide.celltherapy.infusions import chosen, infusions
from ebbtide.celltherapy.results import per_infusion

if TYPE_CHECKING:
    from ebbtide.study import Study
    from ebbtide.study.celltherapy_options import CellTherapyOptions

__all__ = ["FOLDS", "cytokine_results", "fold_changes"]

FOLDS: Final = {
    "subject": pl.String,
    "infusion": pl.Int32,
    "infusion_day": pl.Int32,
    "test": pl.String,
    "unit": pl.String,
    "day": pl.Int32,
    "value": pl.Float64,
    "baseline": pl.Float64,
    "baseline_day": pl.Int32,
    "fold": pl.Float64,
    "fold_is": pl.String,
    "note": pl.String,
}
"""Columns of the fold changes."""
_ALSO: Final = ("crp", "ferritin")
_SYNONYMS: Final = {
    **{f"il{number}": f"il_{number}" for number in range(1, 40)},
    **{f"interleukin_{number}": f"il_{number}" for number in range(1, 40)},
    "ifng": "ifn_gamma",
    "ifn_g": "ifn_gamma",
    "interferon_gamma": "ifn_gamma",
    "tnf_alpha": "tnf",
    "tnf_a": "tnf",
    "c_reactive_protein": "crp",
}


def fold_changes(study: Study, options: CellTherapyOptions | None = None) -> pl.DataFrame:
    """Set each cytokine after an infusion against its last value before it.

    Args:
        study: The study; of its table `findings` the category `cytokine` is read, and CRP and ferritin.
        options: The readings chosen; those of the study when left out. `infusion_day_sample` says to which side of
            the infusion a value of its day belongs.

    Returns:
        One row per infusion, test, unit and result after it and before the next, the columns of `FOLDS`. `baseline`
        is the last value before the infusion and after the one before, in the same unit. A result below its limit
        of quantification is censored: with the limit in its place the fold is `at most` what stands there, with one
        in place of the baseline `at least`; `fold_is` is `exact` otherwise. Without a baseline, with both censored
        or without a limit the fold is null, and `note` says why.

    Examples:
        >>> import polars as pl
        >>> import ebbtide
        >>> given = pl.DataFrame({"subject": ["S1"], "day": [0], "agent": ["CAR-T"], "class": ["car_t"]})
        >>> found = {"subject": ["S1"] * 2, "day": [-1, 6], "test": ["IL-6"] * 2, "value": [5.0, 400.0]}
        >>> found |= {"unit": ["pg/mL"] * 2, "category": ["cytokine"] * 2}
        >>> study = ebbtide.read_study({"treatments": given, "findings": pl.DataFrame(found)})
        >>> fold_changes(study).select("test", "day", "fold", "fold_is").rows()
        [('il_6', 6, 80.0, 'exact')]
    """
    readings = chosen(study, options)
    given = infusions(study, readings)
    read = cytokine_results(study)
    same_day = readings.infusion_day_sample
    after = per_infusion(read, given).filter(pl.col("day") >= (1 if same_day == "before" else 0))
    base = (
        before_infusion(read, given, same_day)
        .sort("day", maintain_order=True)
        .group_by("subject", "infusion", "test", "unit", maintain_order=True)
        .agg(
            baseline_day=pl.col("day").last(),
            baseline_reading=pl.col("reading").last(),
            baseline=pl.col("amount").last(),
            baseline_limit=pl.col("limit").last(),
        )
    )
    on = ["subject", "infusion", "test", "unit"]
    joined = after.join(base, on=on, how="left", nulls_equal=True, maintain_order="left")
    return (
        _with_folds(joined)
        .sort(*on, "day", maintain_order=True)
        .select(pl.col(name).cast(kind) for name, kind in FOLDS.items())
    )


def cytokine_results(study: Study) -> pl.DataFrame:
    """Read the results of cytokines, of CRP and of ferritin, each under one name.

    Args:
        study: The study; its table `findings` is read.

    Returns:
        `subject`, `day`, `test`, `unit`, `reading` (`quantified` or `below`), `amount` and `limit`, as recorded.
    """
    found = with_name(study.table("findings").filter(pl.col("day").is_not_null()))
    found = found.with_columns(test=pl.col("name").replace(_SYNONYMS))
    ours = (pl.col("category") == "cytokine") | pl.col("test").is_in(_ALSO)
    read = with_reading(found.filter(ours.fill_null(value=False)))
    return read.filter(pl.col("reading").is_in((QUANTIFIED, BELOW))).select(
        "subject", "day", "test", "unit", "reading", "amount", "limit"
    )


def _with_folds(joined: pl.DataFrame) -> pl.DataFrame:
    """Divide; a censored side is known by its limit only."""
    low, low_before = pl.col("reading") == BELOW, pl.col("baseline_reading") == BELOW
    top = pl.when(low).then("limit").otherwise("amount")
    bottom = pl.when(low_before).then("baseline_limit").otherwise("baseline")
    note = (
        pl.when(pl.col("baseline_reading").is_null())
        .then(pl.lit("no value before the infusion in this unit"))
        .when(low & low_before)
        .then(pl.lit("below the limit before and after"))
        .when(top.is_null() | bottom.is_null())
        .then(pl.lit("below a limit that is not given"))
    )
    kind = pl.when(low).then(pl.lit("at most")).when(low_before).then(pl.lit("at least")).otherwise(pl.lit("exact"))
    return joined.with_columns(
        value="amount",
        note=note,
        fold=pl.when(note.is_null()).then(top / bottom),
        fold_is=pl.when(note.is_null()).then(kind),
    )
