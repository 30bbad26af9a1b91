"""What was reported, one row per time point and criterion: words as codes, what came before, what is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.criteria import BY_ID
from ebbtide.criteria.parts.records import CONFIRMS_BY_EPISODE, CONFIRMS_NOTHING
from ebbtide.study.lengths import as_millimetres
from ebbtide.terms.responses import CPD, CR, NE, NED, NON, NOT_DONE, PD, PR, SD, code_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ebbtide.checks.examined import Examined
    from ebbtide.criteria import AnyCriterion

__all__ = [
    "COURSE",
    "RESPONDS",
    "RESTS",
    "SAYS",
    "STREAM",
    "asked",
    "by_episode",
    "classical",
    "followed_as",
    "in_one",
    "nadirs",
    "said",
]

STREAM: Final = ("subject", "reader")
COURSE: Final = ("subject", "reader", "criterion")
RESPONDS: Final = (CR, PR)
RESTS: Final = (CR, PR, SD, NON, NED)
"""Responses that say something of the disease and are no progression."""
SAYS: Final = (*RESTS, PD, CPD)

_POINT: Final = (*COURSE, "start")
_NEW: Final = ("unequivocal", "additional")
_SQUARE_UM: Final = 1_000_000


def said(trial: Examined) -> pl.DataFrame:
    """List the reported responses of the criteria that the study is held to.

    Returns:
        One row per subject, reader, criterion and time point, in order of these, whether or not a response is
        computed there, with the columns of `Examined.reported`, those that `Examined.called` adds, and

        * `when`: the visit, else the day, in words; `title`: the name of the criterion;
        * `overall, target, nontarget`: codes, null where there is no word or none that is known;
        * `our_overall_code, our_target_code, our_nontarget_code`: the same of what is computed;
        * `is_new`: whether a new lesion was reported, null where that is not said;
        * `last, last_when, last_start`: the last evaluable overall response before, as a word, and its time point;
          `last_code`;
        * `had_new, had_pd, had_cpd`: whether a new lesion, a progression, a confirmed one was reported before;
        * `is_area`, `sum_um, baseline_um, nadir_um` (µm, or µm² where `is_area`) and `sum, of_baseline, of_nadir`
          (the same in words).
    """
    return trial.once(_said)


def nadirs(trial: Examined) -> pl.DataFrame:
    """Tell when each computed sum was first seen: `subject, reader, criterion, nadir, nadir_when`."""
    return trial.once(_nadirs)


def _said(trial: Examined) -> pl.DataFrame:
    reported = trial.reported.filter(pl.col("criterion").is_in(trial.criteria))
    rows = reported.join(_computed(trial), on=_POINT, how="left", maintain_order="left")
    # Records of one time point may be spread over rows; the first word of each kind is taken.
    one = rows.sort("row").group_by(_POINT, maintain_order=True).agg(pl.all().drop_nulls().first()).sort(_POINT)
    named = one.with_columns(
        pl.col("new_lesion", "flags", "reasons").cast(pl.String),
        when=pl.coalesce("visit", pl.format("day {}", "start")),
        title=pl.col("criterion").replace_strict({key: one.title for key, one in BY_ID.items()}, default=None),
        overall=_codes(one, "overall_response", overall=True),
        target=_codes(one, "target_response"),
        nontarget=_codes(one, "nontarget_response"),
        our_overall_code=_codes(one, "our_overall", overall=True),
        our_target_code=_codes(one, "our_target"),
        our_nontarget_code=_codes(one, "our_nontarget"),
    )
    return _with_sizes(_with_history(named))


def asked(rows: pl.DataFrame, message: pl.Expr, **more: pl.Expr) -> pl.DataFrame:
    """Make queries of rows: their subject, reader, visit and day, and what is asked."""
    return rows.select(*STREAM, "visit", day=pl.col("start").cast(pl.Int32), message=message, **more)


def followed_as(trial: Examined, *ways: int) -> list[str]:
    """Name the criteria whose progression is followed in one of some ways (`CONFIRMS_...`)."""
    return [name for name in trial.criteria if BY_ID[name].define(trial.options).confirms in ways]


def classical(trial: Examined) -> list[str]:
    """Name the criteria whose progression is final when called."""
    return followed_as(trial, CONFIRMS_NOTHING)


def by_episode(trial: Examined) -> list[str]:
    """Name the criteria whose progression is confirmed within an episode: iRECIST."""
    return followed_as(trial, CONFIRMS_BY_EPISODE)


def in_one(parts: Iterable[pl.Expr]) -> pl.Expr:
    """Join sentences, leaving out those that are null."""
    return pl.concat_str(*parts, separator=" ", ignore_nulls=True)


def _nadirs(trial: Examined) -> pl.DataFrame:
    first = trial.calls.filter(pl.col("burden").is_not_null()).sort("start")
    first = first.unique([*COURSE, "burden"], keep="first", maintain_order=True)
    return first.select(*COURSE, nadir="burden", nadir_when=pl.coalesce("visit", pl.format("day {}", "start")))


def _computed(trial: Examined) -> pl.DataFrame:
    names = {"our_target": "target_response", "our_nontarget": "nontarget_response",
             "our_new": "new_lesion", "our_overall": "overall_response"}  # fmt: skip
    kept = ("burden", "baseline", "nadir", "flags", "reasons")
    return trial.calls.select(*_POINT, *kept, **names)


def _codes(rows: pl.DataFrame, column: str, *, overall: bool = False) -> pl.Expr:
    """Turn words into codes, each in the vocabulary of its criterion; part responses know no confirmed progression."""
    pairs = rows.select("criterion", column).unique().drop_nulls().iter_rows()
    found = {(name, word): _code(BY_ID[name], word, overall=overall, rests="nontarget" in column)
             for name, word in pairs}  # fmt: skip
    keys = [f"{name}|{word}" for name, word in found]
    key = pl.format("{}|{}", "criterion", pl.col(column).cast(pl.String))
    return key.replace_strict(keys, list(found.values()), default=None, return_dtype=pl.Int8)


def _code(criterion: AnyCriterion, word: str, *, overall: bool, rests: bool) -> int | None:
    parts = criterion.words.component
    # Of a vocabulary with one word for both, non-targets mean the category that is neither.
    if rests and word in (parts[NON], criterion.words.overall[NON]):
        return NON
    code = parts.index(word) if word in parts else code_of(word)
    if overall or code is None:
        return code
    return {CPD: PD, NOT_DONE: NE}.get(code, code)


def _with_history(rows: pl.DataFrame) -> pl.DataFrame:
    told = rows.with_columns(
        is_new=pl.when(pl.col("new_lesion").is_in(["none", "equivocal", *_NEW])).then(pl.col("new_lesion").is_in(_NEW)),
        says=pl.col("overall").is_in(SAYS).fill_null(value=False),
    )
    return told.with_columns(
        _last("overall", "says").alias("last_code"),
        _last("overall_response", "says").alias("last"),
        _last("when", "says").alias("last_when"),
        _last("start", "says").alias("last_start"),
        _before(pl.col("is_new")).alias("had_new"),
        _before(pl.col("overall").is_in([PD, CPD])).alias("had_pd"),
        _before(pl.col("overall") == CPD).alias("had_cpd"),
    )


def _last(name: str, says: str) -> pl.Expr:
    return pl.when(says).then(name).forward_fill().shift(1).over(COURSE)


def _before(holds: pl.Expr) -> pl.Expr:
    return holds.fill_null(value=False).cum_max().shift(1, fill_value=False).over(COURSE)


def _with_sizes(rows: pl.DataFrame) -> pl.DataFrame:
    areas = [name for name, one in BY_ID.items() if one.is_area]
    flat = pl.col("flags").str.contains("UNIDIMENSIONAL").fill_null(value=False)
    sized = rows.with_columns(is_area=pl.col("criterion").is_in(areas) & ~flat)
    unit = pl.when("is_area").then(float(_SQUARE_UM)).otherwise(1_000.0)
    # The floats were made from whole numbers and go back to them.
    whole = {
        name: (pl.col(column) * unit).round().cast(pl.Int64)
        for name, column in (("sum_um", "burden"), ("baseline_um", "baseline"), ("nadir_um", "nadir"))
    }
    return sized.with_columns(**whole).with_columns(
        sum=_in_words("sum_um"), of_baseline=_in_words("baseline_um"), of_nadir=_in_words("nadir_um")
    )


def _in_words(name: str) -> pl.Expr:
    area = pl.col(name)
    decimals = (area % _SQUARE_UM).cast(pl.String).str.zfill(6).str.strip_chars_end("0")
    whole = (area // _SQUARE_UM).cast(pl.String)
    text = pl.when(decimals == "").then(whole).otherwise(pl.format("{}.{}", whole, decimals))
    return pl.when("is_area").then(pl.format("{} mm²", text)).otherwise(as_millimetres(area))
