"""The records of RS, numbered: which test of which response has which RSSEQ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.cdisc.sdtm.rs_records import is_recorded, last_numbers, records_of
from ebbtide.criteria import ANY_BY_ID

if TYPE_CHECKING:
    from ebbtide.cdisc.derived import Derived

__all__ = ["TESTS", "numbered_best", "numbered_responses", "overall_numbers"]

TESTS: Final = {
    "TRGRESP": "Target Response",
    "NTRGRESP": "Non-target Response",
    "NEWLIND": "New Lesion Indicator",
    "NEWLPROG": "New Lesion Progression",
    "OVRLRESP": "Overall Response",
    "BESTRESP": "Best Overall Response",
}
"""The tests, in the order in which they are numbered."""

_POINT: Final = ("subject", "reader", "day", "criterion")
_WORDS: Final = ("target_response", "nontarget_response", "new_lesion", "overall_response")
_NEW: Final = {"none": "N", "unequivocal": "Y", "additional": "Y", "equivocal": "U", "not_evaluated": "U"}
_PROGRESSION: Final = {"unequivocal": "UNEQUIVOCAL", "additional": "UNEQUIVOCAL", "equivocal": "EQUIVOCAL"}
_BEST: Final = {"UNCONFIRMED": "best_overall_response", "CONFIRMED": "confirmed_best_overall_response"}
_BEST_DAY: Final = {"UNCONFIRMED": "best_day", "CONFIRMED": "confirmed_day"}


def numbered_responses(derived: Derived) -> pl.DataFrame:
    """Lay the responses out test by test, and number them.

    Responses that the study's own RS reports keep the numbers that they have there, and what it has no record of
    follows its last number. For all others RSSEQ counts within a subject: by reader, day, criterion (in the order of
    the house) and test (in the order of TESTS). Tests without a result have no record.

    New lesions are told under every criterion by NEWLIND: Y, N, or U where it is uncertain or was not looked for.
    NEWLPROG, which judges progression by new lesions, is told beside it where one is equivocal, and where one is
    unequivocal under criteria that progress by it alone; under those that add new lesions to the burden or wait for
    confirmation (irRC, irRECIST, iRECIST, imRECIST) a new lesion is told by NEWLIND alone.

    Returns:
        One row per record of a time point: `response` (the row of `derived.responses`, from 0), `subject, reader,
        day, date, visit, criterion`, RSTESTCD, RSSTRESC and RSSEQ; `dtc` and `number`, the date and the number of the
        visit as the study's own RS has them, null without it; in order.

    Sources:
        CDISC RECIST 1.1 supplement, RS examples; CDISC CT 2025-03-28, code list ONCRTSCD.
    """
    text = pl.col(*_WORDS, "criterion", "visit").cast(pl.String)
    responses = derived.responses.with_row_index("response").with_columns(text)
    at_once = [name for name, one in ANY_BY_ID.items() if not one.confirms]
    sure, new = pl.col("criterion").is_in(at_once), pl.col("new_lesion")
    told = responses.with_columns(
        TRGRESP="target_response",
        NTRGRESP="nontarget_response",
        NEWLIND=new.replace_strict(_NEW, default=None, return_dtype=pl.String),
        NEWLPROG=pl.when(sure | (new == "equivocal")).then(
            new.replace_strict(_PROGRESSION, default=None, return_dtype=pl.String)
        ),
        OVRLRESP="overall_response",
    )
    heads = ("response", *_POINT, "date", "visit")
    tests = [test for test in TESTS if test != "BESTRESP"]
    records = told.unpivot(tests, index=heads, variable_name="RSTESTCD", value_name="RSSTRESC").drop_nulls("RSSTRESC")
    ordered = records.sort(
        "subject", "reader", "day", _place("criterion", list(ANY_BY_ID)), "response", _place("RSTESTCD", list(TESTS))
    )
    if is_recorded(derived):
        return _as_recorded(ordered, derived)
    return ordered.with_columns(RSSEQ=_counted(), dtc=pl.lit(None, pl.String), number=pl.lit(None, pl.Float64))


def _as_recorded(records: pl.DataFrame, derived: Derived) -> pl.DataFrame:
    """Number the records as the study's own RS does; what it has no record of follows its last number."""
    told = derived.study.table("reported").filter(pl.col("overall_response").is_not_null())
    rows = told.select(*_POINT, "row").sort("row").with_columns(turn=pl.int_range(pl.len()).over(_POINT))
    own = rows.join(records_of(derived.study), on="row").rename({"SRCSEQ": "RSSEQ"})
    turn = (pl.col("response").rank("dense").over(_POINT) - 1).cast(pl.Int64)
    found = records.with_columns(turn=turn).join(
        own.select(*_POINT, pl.col("turn").cast(pl.Int64), "RSTESTCD", "RSSEQ", "dtc", "number"),
        on=[*_POINT, "turn", "RSTESTCD"], how="left", maintain_order="left",
    )  # fmt: skip
    last = last_numbers(derived.study)
    new = pl.col("last").fill_null(0) + pl.col("RSSEQ").is_null().cum_sum().over("subject").cast(pl.Int64)
    numbered = found.join(last, on="subject", how="left", maintain_order="left")
    of_response = [pl.coalesce(name, pl.col(name).drop_nulls().first().over("response")) for name in ("dtc", "number")]
    return numbered.with_columns(*of_response, RSSEQ=pl.coalesce("RSSEQ", new)).drop("turn", "last")


def _counted() -> pl.Expr:
    return pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("subject")


def overall_numbers(derived: Derived) -> pl.DataFrame:
    """Give the number of each overall response: what rests on it names it so.

    Returns:
        One row per row of `derived.responses` that has an overall response, in its order: `subject, reader,
        criterion` (String), `day` (Int32) and `number` (Int64), the RSSEQ of its OVRLRESP.
    """
    records = numbered_responses(derived).filter(pl.col("RSTESTCD") == "OVRLRESP").sort("response")
    return records.select("subject", "reader", "criterion", pl.col("day").cast(pl.Int32), number="RSSEQ")


def numbered_best(derived: Derived) -> pl.DataFrame:
    """Lay the best responses out, and number them after the responses of their subject.

    By reader, criterion, and the unconfirmed one before the confirmed one. Nobody's best response is recorded where
    no assessment was made.

    Returns:
        One row per record: `subject, reader, day` (of the response; null where none counts), `criterion`, RSSCAT
        (UNCONFIRMED or CONFIRMED), RSTESTCD, RSSTRESC and RSSEQ.
    """
    assessed = derived.responses.select(pl.col("subject", "reader", "criterion").cast(pl.String)).unique()
    best = derived.best.with_columns(pl.col("criterion").cast(pl.String)).join(
        assessed, on=["subject", "reader", "criterion"], how="semi", maintain_order="left"
    )
    parts = [
        best.select(
            "subject", "reader", "criterion", RSSCAT=pl.lit(kind), RSSTRESC=_BEST[kind], day=pl.col(_BEST_DAY[kind])
        )
        for kind in _BEST
    ]
    records = pl.concat(parts).filter(pl.col("RSSTRESC") != "MISSING").with_columns(RSTESTCD=pl.lit("BESTRESP"))
    taken = [numbered_responses(derived).select("subject", last="RSSEQ")]
    taken += [last_numbers(derived.study)] if is_recorded(derived) else []
    last = pl.concat(taken).group_by("subject").agg(pl.col("last").max())
    places = (_place("criterion", list(ANY_BY_ID)), _place("RSSCAT", list(_BEST)))
    ordered = records.sort("subject", "reader", *places).join(last, on="subject", how="left", maintain_order="left")
    return ordered.with_columns(RSSEQ=pl.col("last").fill_null(0) + _counted()).drop("last")


def _place(column: str, words: list[str]) -> pl.Expr:
    return pl.col(column).replace_strict({word: place for place, word in enumerate(words)}, default=len(words))
