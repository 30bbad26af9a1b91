"""RS: the responses that readers called, one row per time point and criterion, and the best ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.formats.names import folded
from ebbtide.formats.raw import Raw
from ebbtide.formats.sdtm.codes import CRITERIA_BY_CATEGORY
from ebbtide.formats.sdtm.unused import tell_unused

if TYPE_CHECKING:
    from ebbtide.formats.accounts import Account
    from ebbtide.formats.sdtm.domains import Domain
    from ebbtide.study.findings import Findings

__all__ = ["Responses", "reported_responses"]

_COLUMNS: Final = {
    "OVRLRESP": "overall_response",
    "TRGRESP": "target_response",
    "NTRGRESP": "nontarget_response",
    "NEWLPROG": "new_lesion",
    "NEWLIND": "new_lesion",
}
_POINT: Final = ("subject", "reader", "visit", "date", "day", "criterion")
_NEW: Final = ("NEWLPROG", "NEWLIND")
_BEST: Final = "BESTRESP"
_ELSEWHERE: Final = ("MEASIND", "MDIS", "ECOG101", "KPSS0101")
"""Tests of RS that other tables are made of."""


class Responses(NamedTuple):
    """The responses of time points, the best ones, and the records behind the rows of the first."""

    reported: Raw
    best: Raw
    pairs: pl.DataFrame


def reported_responses(rs: Domain, findings: Findings, account: Account) -> Responses:
    """Turn RS into `reported` and `reported_best`."""
    rs.require("RSTESTCD")
    intake = rs.intake("reported", findings)
    rs.note_partial_dates("reported", findings)
    records = rs.frame.select(
        "row",
        subject="USUBJID",
        reader=rs.reader,
        visit=rs.visit,
        date=rs.date,
        day=rs.day(),
        criterion=_criterion(rs),
        test=pl.col("RSTESTCD").str.to_uppercase(),
        said=rs.text("RSSTRESC", "RSORRES"),
        confirmed=_confirmed(rs),
    )
    of_point, is_best = pl.col("test").is_in(list(_COLUMNS)), pl.col("test") == _BEST
    used = (of_point | is_best).fill_null(value=False)
    tell_unused(records.filter(~used & ~pl.col("test").is_in(_ELSEWHERE)), intake, account, column="RSTESTCD")
    if records.filter(used & pl.col("criterion").is_null()).height:
        intake.remark("READ53", "responses name no criterion and are taken as RECIST 1.1", column="RSCAT")
    named = records.with_columns(pl.col("criterion").fill_null("recist-1.1"))
    points = _one_row_per_point(named.filter(of_point))
    silent = named.filter(is_best & pl.col("said").is_null())
    account.set_aside(silent.get_column("row"), "says no best response")
    best = named.filter(is_best & pl.col("said").is_not_null())
    return Responses(
        Raw(points.drop("records"), rs.file, parts=rs.parts),
        Raw(
            best.select("row", "subject", "reader", "criterion", "confirmed", best_overall_response="said"),
            rs.file,
            parts=rs.parts,
        ),
        points.select("row", record="records").explode("record").select(pl.col("record").cast(pl.UInt32), "row"),
    )


def _criterion(rs: Domain) -> pl.Expr:
    """Give the criterion its id, where RSCAT is a category that has one."""
    if "RSCAT" not in rs.frame.columns:
        return pl.lit(None, pl.String)
    seen = rs.frame.get_column("RSCAT").unique().drop_nulls()
    ids = {word: CRITERIA_BY_CATEGORY.get(folded(word), word) for word in seen}
    return pl.col("RSCAT").replace_strict(ids, default=None, return_dtype=pl.String) if ids else pl.col("RSCAT")


def _confirmed(rs: Domain) -> pl.Expr:
    """Tell whether a best response is the confirmed one, where its subcategory or name says so."""
    said = pl.coalesce(_with_confirm(rs.text("RSSCAT")), _with_confirm(rs.text("RSTEST"))).str.to_lowercase()
    never = said.str.contains(r"un-?confirm|not\s+confirm|without\s+confirm")
    return pl.when(never).then(pl.lit("no")).when(said.is_not_null()).then(pl.lit("yes"))


def _with_confirm(text: pl.Expr) -> pl.Expr:
    return pl.when(text.str.to_lowercase().str.contains("confirm", literal=True)).then(text)


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
        pl.col("row").min(), *columns, pl.coalesce(new).alias("new_lesion"), pl.col("row").implode().alias("records")
    )
    return wide.drop("turn").sort("row")
