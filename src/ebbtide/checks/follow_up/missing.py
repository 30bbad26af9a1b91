"""Checks of what is missing at a visit: targets and non-targets without a reading, and responses in spite of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.check import Check
from ebbtide.checks.domain_records import records_of
from ebbtide.checks.follow_up.places import (
    LESION,
    STREAM,
    at_visit,
    followed,
    of_study,
    one_or_many,
    queries,
    with_other_names,
)
from ebbtide.criteria import BY_ID
from ebbtide.sources import EISENHAUER_2009
from ebbtide.study.lengths import as_millimetres
from ebbtide.terms.responses import CPD, NE, NOT_DONE, PD, code_of

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS"]

_POINT: Final = (*STREAM, "start")
_OF_SUMS: Final = r"^(SUM|[AP]C[BN])"
_COUNTED_WITHOUT_SIZE: Final = ("absent", "too_small", "merged")


def targets_without_reading(trial: Examined) -> pl.DataFrame:
    """F01. Targets without a reading where others were read, and all that was not done, with its reason."""
    unread = _unread(trial, "target", pl.lit(value=True))
    unread = unread.join(_whole_undone(trial), on=["subject", "reader", "visit"], how="anti", maintain_order="left")
    message = pl.format(
        "{}: the target {} has no record, while {} other {} looked at. A target is expected at every visit, "
        "with its size or with the reason why it was not assessed. Please add either.",
        at_visit(), "lesion", "others", one_or_many(pl.col("others"), "lesion was", "lesions were"),
    )  # fmt: skip
    lost = queries(unread, message, pl.lit("error"))
    undone = _undone_in_words(trial) if trial.domain("TR") is None else _undone_records(trial)
    return pl.concat([lost, undone], how="diagonal")


def responses_despite_missing(trial: Examined) -> pl.DataFrame:
    """F02. A target without a size, and a response other than NE that the others do not decide."""
    expected = _expected(trial, "target", pl.lit(value=True))
    sized = followed(trial).filter(
        pl.col("size_um").is_not_null() | pl.col("state").is_in(_COUNTED_WITHOUT_SIZE)
    )  # fmt: skip
    lost = expected.join(_named(sized), on=[*_POINT, "lesion"], how="anti", maintain_order="left")
    lost = lost.join(_merged_before(trial), on=[*_POINT, "lesion"], how="anti", maintain_order="left")
    lost = lost.sort("lesion").group_by(_POINT).agg(lost=pl.col("lesion").unique(maintain_order=True))
    sums = trial.sums.select(*_POINT, "targets", "measured", "sum_um")
    told = trial.called.join(lost, on=_POINT, maintain_order="left").join(sums, on=_POINT, how="left")
    entered, ours = _code("overall_response", told), _code("our_overall", told)
    open_to_doubt = ~entered.is_in([NE, NOT_DONE]) & ~ours.is_in([PD, CPD]) & (entered != ours)
    asked = told.filter(open_to_doubt.fill_null(value=False)).with_columns(
        title=pl.col("criterion").replace({name: criterion.title for name, criterion in BY_ID.items()}),
        rest=pl.when(pl.col("measured") > 0)
        .then(
            pl.format(
                "the {} of {} that have one sum to {}, which alone is no progression",
                "measured",
                "targets",
                as_millimetres(pl.col("sum_um").fill_null(0)),
            )
        )
        .otherwise(pl.lit("no other target has one either")),
    )
    message = pl.format(
        "{}: overall {} was entered ({}), but {} {} no size; {}. A response that rests on a missing target is NE "
        "unless what was measured shows progression. Expected {}. Please give the size, or review the response.",
        at_visit(), "overall_response", "title",
        pl.col("lost").list.join(", "), one_or_many(pl.col("lost").list.len(), "has", "have"),
        "rest", "our_overall",
    )  # fmt: skip
    return queries(asked, message)


def nontargets_without_state(trial: Examined) -> pl.DataFrame:
    """F03. Non-targets without a state where targets were assessed."""
    lesions = _unread(trial, "nontarget", pl.col("role") == "target")
    lesions = lesions.join(_whole_undone(trial), on=["subject", "reader", "visit"], how="anti", maintain_order="left")
    message = pl.format(
        "{}: the non-target {} has no state, while {} assessed. Each non-target of baseline is expected "
        "at every visit as present, absent, unequivocally progressed or not evaluable. Please add its state.",
        at_visit(), "lesion", pl.format("{} {}", "others", one_or_many(pl.col("others"), "target was", "targets were")),
    )  # fmt: skip
    never = followed(trial).filter(pl.col("role") == "nontarget").is_empty()
    many = lesions["subject"].n_unique()
    if never and many > 1:
        told = (
            f"No non-target has a state after baseline: {lesions.height} are missing, of {many} subjects. Without them "
            "no overall response is complete. Please say whether non-targets were followed."
        )
        return pl.concat([of_study([told]), _unsaid(trial)], how="diagonal")
    return pl.concat([queries(lesions, message), _unsaid(trial)], how="diagonal")


def _unsaid(trial: Examined) -> pl.DataFrame:
    """Time points with a target sum and no word on the non-targets, where baseline had one."""
    points = trial.study.table("timepoints")
    days = trial.points.select(*_POINT, "is_baseline", "baseline")
    told = points.join(days, left_on=[*STREAM, "day"], right_on=_POINT, maintain_order="left")
    told = told.with_columns(start=pl.col("day"))
    had = told.filter("is_baseline", pl.col("nontarget_state").is_not_null()).select(STREAM).unique()
    asked = told.join(had, on=STREAM, how="semi").filter(
        pl.col("start") > pl.col("baseline"), pl.col("target_sum_um").is_not_null(), pl.col("nontarget_state").is_null()
    )
    message = pl.format(
        "{}: the targets sum to {}, but nothing is said of the non-targets, which baseline has. Please add their "
        "state.",
        at_visit(), as_millimetres(pl.col("target_sum_um")),
    )  # fmt: skip
    return queries(asked, message)


def _expected(trial: Examined, role: str, looked_at: pl.Expr) -> pl.DataFrame:
    """The lesions of baseline that are due at each later time point where something was looked at."""
    chosen = trial.readings.filter("is_baseline", pl.col("role") == role).select(LESION).unique(maintain_order=True)
    looked = followed(trial).filter(pl.col("state") != "not_done", looked_at)
    points = looked.group_by(_POINT, maintain_order=True).agg(
        pl.col("visit").drop_nulls().first(), others=pl.col("lesion").n_unique()
    )
    return points.join(chosen, on=STREAM, maintain_order="left_right")


def _unread(trial: Examined, role: str, looked_at: pl.Expr) -> pl.DataFrame:
    """The lesions that are due and have no row, unless they were merged into another before."""
    due = _expected(trial, role, looked_at)
    lost = due.join(_named(followed(trial)), on=[*_POINT, "lesion"], how="anti", maintain_order="left")
    return lost.join(_merged_before(trial), on=[*_POINT, "lesion"], how="anti", maintain_order="left")


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    return with_other_names(rows.select(*_POINT, "lesion")).unique()


def _merged_before(trial: Examined) -> pl.DataFrame:
    """The time points after a lesion was merged into another."""
    rows = followed(trial)
    since = rows.filter(pl.col("state") == "merged").group_by(LESION).agg(since=pl.col("start").min())
    later = since.join(rows.select(_POINT).unique(), on=STREAM).filter(pl.col("start") > pl.col("since"))
    return later.select(*_POINT, "lesion")


def _code(column: str, rows: pl.DataFrame) -> pl.Expr:
    words = {word: code_of(word) for word in rows[column].unique().drop_nulls()}
    return pl.col(column).replace_strict(words, return_dtype=pl.Int8) if words else pl.lit(None, pl.Int8)


def _is_not_done() -> pl.Expr:
    return pl.col("stat").str.strip_chars().str.to_uppercase() == "NOT DONE"


def _is_sum() -> pl.Expr:
    """Tell whether a record is of a sum or what is derived of it, and of no lesion."""
    return pl.col("testcd").str.to_uppercase().str.contains(_OF_SUMS).fill_null(value=False)


def _whole_undone(trial: Examined) -> pl.DataFrame:
    """The visits that were not done as a whole; a sum that could not be formed is no such visit."""
    records = records_of(trial, "TR", "STAT", "TESTCD")
    return records.filter(_is_not_done(), pl.col("lesion").is_null(), ~_is_sum())


def _undone_records(trial: Examined) -> pl.DataFrame:
    """All records of TR that were not done: one query per lesion, visit and reader, which counts its records."""
    records = records_of(trial, "TR", "TESTCD", "GRPID", "STAT", "REASND").filter(_is_not_done())
    records = records.rename({"day": "start"})
    # Why a sum could not be formed is told by the lesions of the visit.
    records = records.filter(~(_is_sum() & pl.col("lesion").is_null() & pl.col("reasnd").is_not_null()))
    domain = trial.domain("TR")
    has_reasons = domain is not None and "TRREASND" in domain.frame.columns
    who = pl.coalesce("lesion", pl.format("group {}", "grpid"), pl.lit("what the visit should hold"))
    who = pl.when(_is_sum() & pl.col("lesion").is_null()).then(pl.lit("the sum of the targets")).otherwise(who)
    told = records.with_columns(who=who, when=pl.coalesce("visit", "date"))
    grouped = told.group_by(*STREAM, "when", "lesion", "who", maintain_order=True).agg(
        pl.col("visit", "start").first(),
        many=pl.len(),
        tests=pl.col("testcd").drop_nulls().unique(maintain_order=True).str.join(", "),
        reasons=pl.col("reasnd").drop_nulls().unique(maintain_order=True).str.join("; "),
        bare=pl.col("reasnd").null_count(),
    )
    said = pl.format(
        "{}: {} was not done ({} {} of TR: {}).",
        at_visit(), "who", "many", one_or_many(pl.col("many"), "record", "records"), "tests",
    )  # fmt: skip
    reason = pl.format(" Reason: {}.", pl.col("reasons").str.strip_chars_end("."))
    asks = pl.format(
        " {} without a reason; what was not done is expected to say why (TRREASND). Please give the reason, or the "
        "result.",
        "bare",
    )  # fmt: skip
    lacks = (pl.col("bare") > 0) & has_reasons
    given = pl.when(pl.col("reasons") != "").then(reason).otherwise(pl.lit(""))
    ending = given + pl.when(lacks).then(asks).otherwise(pl.lit(""))
    severity = pl.when(lacks).then(pl.lit("error")).otherwise(pl.lit("info"))
    listed = queries(grouped, said + ending, severity)
    if has_reasons or records.is_empty():
        return listed
    many = f"TR has no variable TRREASND, and {records.height} records that were not done. Please give their reasons."
    return pl.concat([of_study([many], "error"), listed], how="diagonal")


def _undone_in_words(trial: Examined) -> pl.DataFrame:
    """Lesions of a tidy study that were not done; its tables have no place for the reason."""
    rows = followed(trial).filter(pl.col("state") == "not_done")
    message = pl.format("{}: {} was not done. Please keep the reason in the source.", at_visit(), "lesion")
    return queries(rows, message, pl.lit("info"))


CHECKS: Final = (
    Check(
        "F01",
        "Target not assessed and no reason given",
        "error",
        "Each target of baseline is expected wherever the reader looked at other lesions. What was not done is listed "
        "with its reason; without one it is an error.",
        str(EISENHAUER_2009.at("4.4.2")),
        targets_without_reading,
    ),
    Check(
        "F02",
        "A response in spite of a missing target",
        "query",
        "With a target missing the response is NE, unless what was measured is a progression by itself.",
        str(EISENHAUER_2009.at("4.4.2")),
        responses_despite_missing,
    ),
    Check(
        "F03",
        "Non-targets not assessed",
        "error",
        "Each non-target of baseline is expected to have a state wherever targets were assessed.",
        str(EISENHAUER_2009.at("4.3.3")),
        nontargets_without_state,
    ),
)
