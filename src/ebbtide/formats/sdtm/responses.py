"""RS: the responses that readers called, one row per time point and criterion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.formats.raw import Raw

if TYPE_CHECKING:
    from ebbtide.formats.intake import Intake
    from ebbtide.formats.sdtm.domains import Domain

__all__ = ["reported_responses"]

_COLUMNS: Final = {
    "OVRLRESP": "overall_response",
    "TRGRESP": "target_response",
    "NTRGRESP": "nontarget_response",
    "NEWLPROG": "new_lesion",
    "NEWLIND": "new_lesion",
}
_POINT: Final = ("subject", "reader", "visit", "date", "day", "criterion")
_NEW: Final = ("NEWLPROG", "NEWLIND")


def reported_responses(rs: Domain, intake: Intake) -> Raw:
    """Turn RS into `reported`."""
    rs.require("RSTESTCD")
    records = rs.frame.select(
        "row",
        subject="USUBJID",
        reader=rs.reader,
        visit=rs.visit,
        date=rs.text("RSDTC"),
        day=rs.day(),
        criterion=rs.text("RSCAT"),
        test="RSTESTCD",
        said=rs.text("RSSTRESC", "RSORRES"),
    )
    used = pl.col("test").is_in(list(_COLUMNS))
    _remark_unused(records.filter(~used), intake)
    if records.filter(used & pl.col("criterion").is_null()).height:
        intake.remark("READ53", "responses name no criterion and are taken as RECIST 1.1", column="RSCAT")
    points = records.filter(used).with_columns(pl.col("criterion").fill_null("recist-1.1"))
    return Raw(_one_row_per_point(points), rs.file)


def _one_row_per_point(points: pl.DataFrame) -> pl.DataFrame:
    """Bring the tests of a time point side by side; a second record of a test makes a row of its own."""
    points = points.with_columns(turn=pl.int_range(pl.len()).over(*_POINT, "test"))
    columns = [
        pl.col("said").filter(pl.col("test") == test).first().alias(column)
        for test, column in _COLUMNS.items()
        if test not in _NEW
    ]
    # NEWLPROG tells equivocal from unequivocal where NEWLIND only says yes.
    new = [pl.col("said").filter(pl.col("test") == test).first() for test in _NEW]
    wide = points.group_by(*_POINT, "turn", maintain_order=True).agg(
        pl.col("row").min(), *columns, pl.coalesce(new).alias("new_lesion")
    )
    return wide.drop("turn").sort("row")


def _remark_unused(records: pl.DataFrame, intake: Intake) -> None:
    for test, count in records.group_by("test", maintain_order=True).len().iter_rows():
        intake.remark("READ50", f"{count:,} records of {test} are not used", column="RSTESTCD")
