"""Whose reading counts: accepted reads, adjudication, and how evaluators are named (M01, M02, M18)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.check import Check
from ebbtide.checks.domain_records import domain_named, records_of
from ebbtide.checks.records.domain_rows import ASSESSED, PLACE, in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "accepted_twice", "adjudicated_otherwise", "odd_evaluators"]

_ADJUDICATOR: Final = "ADJUDICAT"
_INVESTIGATOR: Final = "INVESTIGATOR"
_REASON: Final = r"^(RS)?(ADJ\w*(REA|RSN|RAT|COM)\w*|REAS?ADJ\w*|RSNADJ\w*|REASND)$"
"""Variables of RS that may hold the reason of an adjudicator: `RSREASND`, qualifiers such as `ADJREAS`, `ADJRSN`."""
_JUDGED: Final = ("OVRLRESP", "BESTRESP")
_NO_EVAL: Final = "{code}EVALID {evalid} without {code}EVAL. Please say in {code}EVAL who it is."
_INVESTIGATOR_NAMED: Final = (
    "{code}EVAL INVESTIGATOR with {code}EVALID {evalid}, which tells independent assessors apart. Please review both."
)
_NOT_TOLD_APART: Final = (
    "{code}EVAL {eval} without {code}EVALID, and others have one. Please say which assessor it was."
)


def accepted_twice(trial: Examined) -> pl.DataFrame:
    """M01: two independent evaluators are marked as accepted at one visit."""
    marked = [
        records_of(trial, code, "ACPTFL", "EVAL", "CAT").with_columns(
            what=pl.concat_str(pl.lit(code), pl.col("cat"), separator=" ", ignore_nulls=True)
        )
        for code in ASSESSED
    ]
    rows = pl.concat(marked).filter(
        pl.col("acptfl").str.to_uppercase() == "Y", _upper("eval").fill_null("") != _INVESTIGATOR
    )
    place = PLACE.alias("at")
    readers = rows.group_by("subject", place, "what").agg(
        pl.col("visit").first(), pl.col("day").min(), readers=pl.col("reader").unique().sort()
    )
    twice = readers.filter(pl.col("readers").list.len() > 1).sort("subject", "day", "at", "what")
    told = pl.format("{}: {}", "what", pl.col("readers").list.join(" and "))
    one = twice.with_columns(told=told).group_by("subject", "at", maintain_order=True).agg(
        pl.col("visit", "day").first(), pl.col("told").str.join("; ")
    )  # fmt: skip
    message = pl.format(
        "{}: more than one independent evaluator is marked as accepted ({}). One evaluation of a time point is the "
        "accepted one. Please review --ACPTFL.",
        *("at", "told"),
    )
    return one.select("subject", "visit", "day", message=message)


def adjudicated_otherwise(trial: Examined) -> pl.DataFrame:
    """M02: an adjudicator agrees with neither reader and gives no reason."""
    rows = pl.concat([_of_domain(trial), _of_tables(trial)] if trial.domain("RS") is None else [_of_domain(trial)])
    is_adjudicator = pl.col("reader").str.to_uppercase().str.contains(_ADJUDICATOR) | pl.col("adjudicates")
    key = ["subject", "at", "criterion", "test"]
    given = rows.filter(pl.col("said").is_not_null())
    readers = given.filter(~is_adjudicator, ~pl.col("reader").str.to_uppercase().str.contains(_INVESTIGATOR))
    known = readers.sort("reader").group_by(key).agg(
        calls=_upper("said").unique(), many=pl.col("reader").n_unique(),
        told=pl.format("{} by {}", "said", "reader").unique(maintain_order=True).str.join(" and "),
    )  # fmt: skip
    both = given.filter(is_adjudicator).join(known.filter(pl.col("many") > 1), on=key, nulls_equal=True)
    apart = both.filter(pl.col("reason").is_null(), ~_upper("said").is_in("calls")).sort("subject", "day", "test")
    message = pl.format(
        "{}: the adjudicator gave {} for {}, the readers {}. An adjudicator who agrees with neither gives a reason. "
        "Please add it or review the response.",
        *("at", "said", "test", "told"),
    )
    return apart.select("subject", "reader", "visit", "day", message=message)


def _of_domain(trial: Examined) -> pl.DataFrame:
    domain = domain_named(trial, "RS")
    # Qualifiers of SUPPRS stand beside the variables of RS, under their own names.
    reasons = [name for name in domain.frame.columns if re.search(_REASON, name)] if domain else []
    rows = records_of(trial, "RS", "EVAL", "CAT", "TESTCD", "STRESC", "ORRES", reason=reasons)
    return rows.filter(_upper("testcd").is_in(_JUDGED)).select(
        *("subject", "reader", "visit", "day", "reason"),
        at=PLACE,
        criterion="cat",
        test=_upper("testcd"),
        said=pl.coalesce("stresc", "orres"),
        adjudicates=_upper("eval").str.contains(_ADJUDICATOR).fill_null(value=False),
    )


def _of_tables(trial: Examined) -> pl.DataFrame:
    return trial.reported.select(
        *("subject", "reader", "visit", "day"),
        reason=pl.lit(None, pl.String),
        at=pl.coalesce("visit", pl.format("Day {}", "day")),
        criterion="criterion",
        test=pl.lit("OVRLRESP"),
        said=pl.col("overall_response").cast(pl.String),
        adjudicates=pl.lit(value=False),
    )


def odd_evaluators(trial: Examined) -> pl.DataFrame:
    """M18: EVAL and EVALID that do not go together, once per domain and combination."""
    found = [message for code in ASSESSED for message in _odd_of(trial, code)]
    return pl.DataFrame({"message": found}, schema={"message": pl.String}).select(
        pl.lit(None, pl.String).alias("subject"), "message"
    )


def _odd_of(trial: Examined, code: str) -> Iterator[str]:
    rows = records_of(trial, code, "EVAL", "EVALID").with_columns(who=_upper("eval"))
    named = pl.col("evalid").is_not_null()
    investigates = (pl.col("who") == _INVESTIGATOR).fill_null(value=False)
    independent = pl.col("who").str.contains(f"INDEPENDENT|{_ADJUDICATOR}").fill_null(value=False)
    told_apart = not rows.filter(named, ~investigates).is_empty()
    odd = {
        _NO_EVAL: named & pl.col("who").is_null(),
        _INVESTIGATOR_NAMED: named & investigates,
        _NOT_TOLD_APART: independent & ~named & pl.lit(value=told_apart),
    }
    for words, condition in odd.items():
        groups = rows.filter(condition).group_by("eval", "evalid").agg("subject").sort("eval", "evalid")
        for who, name, subjects in groups.iter_rows():
            many = "1 record has" if len(subjects) == 1 else f"{len(subjects):,} records have"
            said = words.format(code=code, eval=who, evalid=name)
            yield f"{code} of {in_words(subjects)}: {many} {said}"


def _upper(name: str) -> pl.Expr:
    return pl.col(name).str.to_uppercase()


CHECKS: Final = (
    Check(
        "M01",
        "Two accepted reads",
        "error",
        "More than one independent evaluator is marked as accepted (TUACPTFL, TRACPTFL, RSACPTFL) at a visit.",
        "SDTMIG, --ACPTFL",
        accepted_twice,
    ),
    Check(
        "M02",
        "Adjudicator agrees with neither reader",
        "query",
        "An adjudicator (EVAL, EVALID or reader) gives an overall or best response that neither of two readers gave, "
        "and no reason (RSREASND, a qualifier such as ADJREAS). Investigators are no readers of the central review.",
        "data management",
        adjudicated_otherwise,
    ),
    Check(
        "M18",
        "EVAL and EVALID do not go together",
        "error",
        "An EVALID without EVAL, an investigator with an EVALID, and an independent assessor without one where others "
        "of the domain have one; once per domain and combination.",
        "SDTMIG, --EVAL and --EVALID",
        odd_evaluators,
    ),
)
