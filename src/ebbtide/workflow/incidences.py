"""How often pseudoprogression occurs: published, pooled, and in a study, laid out for reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from ebbtide.patterns.incidence import forest_table, pooled_incidence
from ebbtide.patterns.study_incidence import AMONG
from ebbtide.workflow.grouping import must_tell
from ebbtide.workflow.survivals import p_in_words

if TYPE_CHECKING:
    from ebbtide.statistics.pooling import Estimator, Method
    from ebbtide.workflow.assessed import Assessment

__all__ = ["forest_in_percent", "incidence_as_plain", "incidence_in_percent", "pooled_in_percent"]


def pooled_in_percent(method: Method, estimator: Estimator) -> pl.DataFrame:
    """Pool the published incidences by tumour type and overall.

    Returns:
        One row per tumour type, then `overall`: `group`, `studies`, `pseudoprogressions`, `patients`, `rate`,
        `interval`, `prediction` (texts, in percent), `i2_pct`, `q_p`.

    Raises:
        MissingExtraError: If SciPy is not installed.
    """
    pooled = _in_percent(pooled_incidence(method=method, estimator=estimator))
    return pooled.with_columns(q_p=pl.col("q_p").map_elements(p_in_words, return_dtype=pl.String))


def forest_in_percent(method: Method, estimator: Estimator) -> pl.DataFrame:
    """Lay out the published studies under their tumour types, each with its exact interval and its weight.

    Raises:
        MissingExtraError: If SciPy is not installed.
    """
    rows = forest_table(method=method, estimator=estimator)
    named = pl.when(pl.col("kind") == "study").then("study").otherwise(pl.lit("pooled"))
    return _in_percent(rows.with_columns(named=named, weight=_one_decimal("weight_pct")))


def incidence_in_percent(assessment: Assessment, *, by: str | None) -> pl.DataFrame:
    """Count pseudoprogressions of a study, among all treated and among those who progressed and were scanned again.

    Returns:
        One row per definition, reader and group: `definition`, `criterion`, `reader`, `group`, `progressed`,
        `treated` and `scanned_again` (texts such as `14 of 330  4.2 (2.3 to 7.0)`), `open`, `not_computable`.

    Raises:
        DataError: If the study does not tell the groups.
        MissingExtraError: If SciPy is not installed.
    """
    if by is not None:
        must_tell(assessment.study, by)
    counted = assessment.incidence(by=by)
    group = pl.lit("") if by is None else pl.col(by).cast(pl.String).replace("", "not told")
    text = pl.format("{} of {}  {}", "with_pattern", "patients", _with_interval())
    keys = ["definition", "criterion", "reader", "group"]
    told = counted.with_columns(group=group, text=text)
    scanned = told.filter(among=AMONG[1]).select(*keys, scanned_again="text")
    treated = told.filter(among=AMONG[0]).select(*keys, "progressed", "open", "not_computable", treated="text")
    return treated.join(scanned, on=keys, how="left", maintain_order="left")


def incidence_as_plain(
    assessment: Assessment | None, *, by: str | None, method: Method, estimator: Estimator
) -> dict[str, Any]:
    """Give the published studies, the pooled rates and a study's own as plain values."""
    own = [] if assessment is None else assessment.incidence(by=by).to_dicts()
    pooled = pooled_incidence(method=method, estimator=estimator).drop("weights_pct", strict=False)
    return {
        "study": own,
        "pooled": pooled.to_dicts(),
        "published": forest_table(method=method, estimator=estimator).to_dicts(),
    }


def _in_percent(rows: pl.DataFrame) -> pl.DataFrame:
    prediction = pl.format("{} to {}", _percent("prediction_low"), _percent("prediction_high"))
    return rows.with_columns(
        rate=_percent("estimate"),
        interval=pl.format("{} to {}", _percent("low"), _percent("high")),
        prediction=prediction if "prediction_low" in rows.columns else pl.lit(None, pl.String),
    )


def _with_interval() -> pl.Expr:
    shown = pl.format("{} ({} to {})", *(_percent(name) for name in ("estimate", "low", "high")))
    return shown.fill_null("")


def _percent(name: str) -> pl.Expr:
    return _one_decimal(name, times=100)


def _one_decimal(name: str, *, times: int = 1) -> pl.Expr:
    return (times * pl.col(name)).round(1).cast(pl.String)
