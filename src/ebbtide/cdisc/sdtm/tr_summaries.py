"""The summary records of TR: target sums and their changes, one record per test and time point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.cdisc.sdtm.tr_numbers import decimals, number_of_text
from ebbtide.cdisc.sdtm.tr_points import POINT, STREAM
from ebbtide.cdisc.sdtm.tr_sums import percent_change, sums_of
from ebbtide.criteria import by_sizes
from ebbtide.criteria.parts.records import DIAMETERS, LENGTHS, PRODUCTS, PRODUCTS_OR_LENGTHS, VIABLE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ebbtide.cdisc.sdtm.tr_points import TimePoints
    from ebbtide.criteria import AnyCriterion

__all__ = ["NOT_ALL", "SUMMARY_TESTS", "summary_records"]

NOT_ALL: Final = "NOT ALL TARGET LESIONS ASSESSED"
"""Why there is no sum: one that lacks a lesion is none."""

_PERCENT_PLACES: Final = 4


class _Tests(NamedTuple):
    """The tests that tell one kind of sum; empty where CDISC has none."""

    total: str
    without_nodes: str
    from_baseline_pct: str
    from_nadir_pct: str
    from_nadir: str
    unit: str
    places: int


_TESTS: Final = {
    "diameter": _Tests("SUMDIAM", "SUMNLNLD", "PCBSD", "PCNSD", "ACNSD", "mm", 3),
    "length": _Tests("SUMLDIAM", "", "PCBSLD", "PCNSLD", "", "mm", 3),
    "viable": _Tests("SUMVDIAM", "", "", "", "", "mm", 3),
    "product": _Tests("SUMPPD", "", "PCBSPPD", "PCNSPPD", "ACNSPPD", "mm2", 6),
}
_MEASURES: Final = {
    DIAMETERS: "diameter",
    LENGTHS: "length",
    VIABLE: "viable",
    PRODUCTS: "product",
    PRODUCTS_OR_LENGTHS: "product",
}

_AT_BASELINE: Final = {
    "viable": pl.col("viable_read"),
    "product": pl.col("product_um2") > 0,
}
"""Who measures viable parts, or second diameters, does so at baseline; others have no such sums."""

SUMMARY_TESTS: Final = {
    "SUMDIAM": "Sum of Diameter",
    "SUMNLNLD": "Sum Diameters of Non Lymph Node Tumors",
    "PCBSD": "Percent Change Baseline in Sum of Diam",
    "PCNSD": "Percent Change Nadir in Sum of Diam",
    "ACNSD": "Absolute Change Nadir in Sum of Diam",
    "SUMLDIAM": "Sum of Longest Diameter",
    "PCBSLD": "Percent Change Baseline Sum Longest Diam",
    "PCNSLD": "Percent Change Nadir in Sum Longest Diam",
    "SUMVDIAM": "Sum of Viable Diameter",
    "SUMPPD": "Sum of Products of Perpendicular Diam",
    "PCBSPPD": "Percent Change Baseline in Sum of PPD",
    "PCNSPPD": "Percent Change Nadir in Sum of PPD",
    "ACNSPPD": "Absolute Change Nadir in Sum of PPD",
}
"""The tests of a summary, in their order."""


def summary_records(points: TimePoints, criteria: Iterable[AnyCriterion]) -> pl.DataFrame:
    """Sum the targets of each time point in every way that the criteria ask for.

    Diameters are always summed; longest diameters for RECIST 1.0, viable ones for mRECIST and products for criteria
    of areas, where they were measured at baseline. A sum that lacks a lesion is NOT DONE with its reason and has no
    changes. Percentages have up to four decimals; from nothing there is none.

    Returns:
        One record per time point and test: `subject, reader, start`, TRTESTCD, TRTEST, TRORRES, TRORRESU, TRSTRESC,
        TRSTRESN, TRSTRESU, TRSTAT, TRREASND, TRDRVFL.
    """
    asked = {_MEASURES[criterion.definition.measure] for criterion in by_sizes(criteria)} | {"diameter"}
    parts = [_records_of(points, measure) for measure in _TESTS if measure in asked]
    records = pl.concat(parts)
    return records.with_columns(
        TRTEST=pl.col("TRTESTCD").replace_strict(SUMMARY_TESTS, return_dtype=pl.String),
        TRSTRESC="TRORRES",
        TRSTRESN=number_of_text(pl.col("TRORRES")),
        TRSTRESU="TRORRESU",
        TRDRVFL=pl.when(pl.col("TRSTAT").is_null()).then(pl.lit("Y")),
    )


def _records_of(points: TimePoints, measure: str) -> pl.DataFrame:
    tests, sums = _TESTS[measure], sums_of(points, measure)
    if measure in _AT_BASELINE:
        seen = points.targets.filter(pl.col("is_baseline") & _AT_BASELINE[measure]).select(STREAM).unique()
        sums = sums.join(seen, on=STREAM, how="semi", maintain_order="left")
    whole = sums.filter("complete")
    after = whole.filter(~pl.col("is_baseline") & pl.col("baseline").is_not_null())
    minimal = whole.filter(pl.col("nadir").is_not_null())
    visceral = whole.filter(pl.col("expected").list.len() > pl.col("nodes"))
    rise = (pl.col("total") - pl.col("nadir")).alias("rise")
    parts = [
        _lengths(whole, "total", tests.total, tests),
        _lengths(visceral, "without_nodes", tests.without_nodes, tests),
        _percentages(after, "baseline", tests.from_baseline_pct),
        _percentages(minimal, "nadir", tests.from_nadir_pct),
        _lengths(minimal.with_columns(rise), "rise", tests.from_nadir, tests),
        _undone(sums.filter(~pl.col("complete")), tests.total),
    ]
    return pl.concat([part for part in parts if part is not None])


def _lengths(sums: pl.DataFrame, column: str, test: str, tests: _Tests) -> pl.DataFrame | None:
    return _record(sums, test, decimals(pl.col(column), tests.places), tests.unit) if test else None


def _percentages(sums: pl.DataFrame, reference: str, test: str) -> pl.DataFrame | None:
    if not test:
        return None
    defined = sums.filter(pl.col(reference) > 0)
    scaled = (percent_change("total", reference) * 10**_PERCENT_PLACES).round().cast(pl.Int64)
    return _record(defined, test, decimals(scaled, _PERCENT_PLACES), "%")


def _record(sums: pl.DataFrame, test: str, result: pl.Expr, unit: str) -> pl.DataFrame:
    nothing = pl.lit(None, pl.String)
    return sums.select(
        *POINT, TRTESTCD=pl.lit(test), TRORRES=result, TRORRESU=pl.lit(unit), TRSTAT=nothing, TRREASND=nothing
    )


def _undone(sums: pl.DataFrame, test: str) -> pl.DataFrame:
    nothing = pl.lit(None, pl.String)
    return sums.select(
        *POINT,
        TRTESTCD=pl.lit(test),
        TRORRES=nothing,
        TRORRESU=nothing,
        TRSTAT=pl.lit("NOT DONE"),
        TRREASND=pl.lit(NOT_ALL),
    )
