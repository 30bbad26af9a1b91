"""Kinetics set side by side: the infusions of one subject, and the subjects of a study."""

from __future__ import annotations

from typing import Final

import polars as pl

__all__ = ["COMPARISONS", "SUMMARY", "compare_infusions", "summary"]

COMPARISONS: Final = {
    "subject": pl.String,
    "measure": pl.String,
    "unit": pl.String,
    "earlier": pl.Int32,
    "later": pl.Int32,
    "earlier_cmax": pl.Float64,
    "later_cmax": pl.Float64,
    "cmax_ratio": pl.Float64,
    "auc_ratio": pl.Float64,
    "auc_from_day": pl.Int32,
    "auc_to_day": pl.Int32,
    "note": pl.String,
}
"""Columns of the comparison of infusions."""
SUMMARY: Final = {
    "infusion": pl.Int32,
    "measure": pl.String,
    "unit": pl.String,
    "parameter": pl.String,
    "subjects": pl.Int32,
    "with_value": pl.Int32,
    "geometric_mean": pl.Float64,
    "geometric_cv_pct": pl.Float64,
    "median": pl.Float64,
    "lowest": pl.Float64,
    "highest": pl.Float64,
}
"""Columns of the summary."""
SUMMARIZED: Final = ("cmax", "auc_0_28", "half_life_days", "doubling_days", "tmax_day")


def compare_infusions(kinetics: pl.DataFrame) -> pl.DataFrame:
    """Set the infusions of each subject against each other, in one measure and unit.

    Args:
        kinetics: The kinetics of a study.

    Returns:
        One row per subject, measure, unit and pair of infusions, the columns of `COMPARISONS`: ratios are those of
        the later infusion to the earlier. The ratio of areas is there where both cover the same days, told in
        `auc_from_day` and `auc_to_day`. What cannot be compared is null, and `note` says why.

    Examples:
        >>> import polars as pl
        >>> from ebbtide.celltherapy.kinetics import KINETICS
        >>> given = {"subject": "S1", "measure": "car_t_cells", "unit": "% of T cells"}
        >>> rows = [given | {"infusion": 1, "cmax": 37.1}, given | {"infusion": 2, "cmax": 78.1}]
        >>> compare_infusions(pl.DataFrame(rows, schema=KINETICS))["cmax_ratio"].round(3).to_list()
        [2.105]
    """
    series = kinetics.filter(pl.col("infusion").is_not_null(), pl.col("unit").is_not_null()).select(
        *("subject", "measure", "unit", "infusion", "cmax", "auc_from_day", "auc_to_day"),
        auc=pl.coalesce("auc_0_28", "auc_partial"),
    )
    on = ("subject", "measure", "unit")
    pairs = series.join(series, on=on, suffix="_later").filter(pl.col("infusion") < pl.col("infusion_later"))
    same = (pl.col("auc_from_day") == pl.col("auc_from_day_later")) & (
        pl.col("auc_to_day") == pl.col("auc_to_day_later")
    )
    same = same.fill_null(value=False)
    both = pl.col("auc").is_not_null() & pl.col("auc_later").is_not_null()
    note = pl.concat_str(
        pl.when(pl.col("cmax").is_null() | pl.col("cmax_later").is_null()).then(
            pl.lit("no maximum in one of the infusions")
        ),
        pl.when(both & ~same).then(pl.lit("the areas cover different days")),
        separator="; ",
        ignore_nulls=True,
    )
    return (
        pairs.with_columns(
            earlier="infusion",
            later="infusion_later",
            earlier_cmax="cmax",
            later_cmax="cmax_later",
            cmax_ratio=pl.col("cmax_later") / pl.col("cmax"),
            auc_ratio=pl.when(same).then(pl.col("auc_later") / pl.col("auc")),
            auc_from_day=pl.when(same).then("auc_from_day"),
            auc_to_day=pl.when(same).then("auc_to_day"),
            note=pl.when(note != "").then(note),
        )
        .select(pl.col(name).cast(kind) for name, kind in COMPARISONS.items())
        .sort("subject", "measure", "unit", "earlier", "later")
    )


def summary(kinetics: pl.DataFrame) -> pl.DataFrame:
    """Summarize the kinetics over subjects, infusion by infusion, in one measure and unit.

    A subject without a value cannot enter a geometric mean; how many have one is told beside all subjects, since
    those who never expanded are the ones left out.

    Args:
        kinetics: The kinetics of a study.

    Returns:
        One row per infusion, measure, unit and parameter, the columns of `SUMMARY`: `subjects` (with the series),
        `with_value`, the geometric mean and its coefficient of variation, 100 * sqrt(exp(variance of the natural
        logarithms) - 1), null for one value; median and range. Tmax, which may be 0, has no geometric mean.

    Examples:
        >>> import polars as pl
        >>> from ebbtide.celltherapy.kinetics import KINETICS
        >>> given = {"infusion": 1, "measure": "car_copies", "unit": "copies/ug DNA"}
        >>> rows = [given | {"subject": "S1", "cmax": 100.0}, given | {"subject": "S2", "cmax": 10_000.0}]
        >>> table = summary(pl.DataFrame(rows, schema=KINETICS))
        >>> table.filter(parameter="cmax").select("with_value", pl.col("geometric_mean").round(6)).row(0)
        (2, 1000.0)
    """
    on = ("infusion", "measure", "unit")
    known = kinetics.filter(pl.col("infusion").is_not_null(), pl.col("unit").is_not_null())
    long = known.select(*on, "subject", *(pl.col(name).cast(pl.Float64) for name in SUMMARIZED)).unpivot(
        on=SUMMARIZED, index=[*on, "subject"], variable_name="parameter"
    )
    value = pl.col("value")
    logs = pl.when(pl.col("parameter") != "tmax_day").then(value.log())
    order = {name: at for at, name in enumerate(SUMMARIZED)}
    return (
        long.group_by(*on, "parameter")
        .agg(
            subjects=pl.col("subject").n_unique(),
            with_value=value.count(),
            geometric_mean=logs.mean().exp(),
            geometric_cv_pct=100 * (logs.var().exp() - 1).sqrt(),
            median=value.median(),
            lowest=value.min(),
            highest=value.max(),
        )
        .sort(*on, pl.col("parameter").replace_strict(order, return_dtype=pl.Int32))
        .select(pl.col(name).cast(kind) for name, kind in SUMMARY.items())
    )
