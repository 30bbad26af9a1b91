"""Why two calls of one time point differ, in one word."""

from __future__ import annotations

from typing import Final

import polars as pl

from ebbtide.agreement.pairing import PAIR
from ebbtide.agreement.targets import CHOICES, differ_in_targets
from ebbtide.terms.responses import NE, NOT_DONE

__all__ = ["CAUSES", "with_agreement", "with_causes"]

CAUSES: Final = (
    "none",
    "missing_time_point",
    "new_lesion",
    "non_target",
    "different_targets",
    "measurement",
    "calculation",
    "unknown",
)
"""Why two calls differ; `unknown` where neither side tells what its call was made of."""
_PROGRESSIONS: Final = ("PD", "iUPD", "iCPD", "irPD")
_SILENT: Final = (NE, NOT_DONE)
_SUMS: Final = ("sum", "baseline", "nadir")
_STREAM: Final = ("pair", "subject")


def with_agreement(rows: pl.DataFrame) -> pl.DataFrame:
    """Add `agree`: whether both call the time point alike; null where only one has it.

    Two words of one meaning agree (NC and SD); an iUPD and an iCPD do not.
    """
    return rows.with_columns(agree=pl.col("first_code") == pl.col("second_code"))


def with_causes(rows: pl.DataFrame, pairs: pl.DataFrame, choices: pl.DataFrame) -> pl.DataFrame:
    """Add `cause`: why the two calls differ.

    The first that holds, in this order:

    * `none`: they do not differ.
    * `missing_time_point`: one side has no such time point, or calls it NE, or not done.
    * `new_lesion`: one sees an unequivocal new lesion and the other none.
    * `non_target`: one calls the non-targets progressing and the other does not.
    * `different_targets`: the target responses differ, and the targets chosen at baseline differ in number, in how
      many are nodes, in organ or in side.
    * `measurement`: the target responses differ, of the same targets.
    * `non_target`, `new_lesion`: the targets are called alike and the non-targets, or the new lesions, are not.
    * what parted the two before: the parts are called alike, and the calls differ by what went before (an iUPD and
      an iCPD). Where they part here for the first time: `different_targets`, or `measurement` if the sum, its baseline
      or its nadir differ.
    * `calculation`: everything is the same but the call.

    Between what a reader reported and what is computed of the same lesions, a part that was not reported counts as
    the same, and a difference in the targets is `calculation`: their lesions and lengths are one. Between two
    readers' reported responses, a part that one of them does not tell counts as the same; where none is told the
    cause is `unknown`.

    Args:
        rows: Paired time points, as of `paired_points`, with `agree`.
        pairs: As of `pairs_of`.
        choices: The targets of each subject and reader, as of `chosen_targets`.

    Returns:
        The rows in their order, with the columns of PAIR, `cause` and `parted`: whether they differ here.
    """
    sides = ["first_reader", "second_reader", "first_source", "second_source"]
    named = rows.join(pairs.select("pair", *PAIR, *sides), on="pair", how="left", maintain_order="left")
    for side in ("first", "second"):
        own = choices.rename({name: f"{side}_{name}" for name in CHOICES if name not in {"subject", "reader"}})
        keys = {"left_on": ["subject", f"{side}_reader"], "right_on": ["subject", "reader"]}
        named = named.join(own, **keys, how="left", maintain_order="left", suffix="_of_choice")  # type: ignore[arg-type]
    judged = named.with_columns(
        reported=pl.col("kind") == "reported",
        differ=differ_in_targets("first_", "second_"),
        differ_target=_differ("target"),
        differ_nontarget=_differ("nontarget"),
        differ_new=_differ("new_lesion"),
        parted=pl.col("agree").not_().fill_null(value=False),
    )
    own = judged.with_columns(own=_own_cause())
    first = pl.col("own").filter(pl.col("parted") & pl.col("own").is_not_null()).first().over(_STREAM)
    since = pl.col("day").filter(pl.col("parted") & pl.col("own").is_not_null()).first().over(_STREAM)
    before = pl.when(since < pl.col("day")).then(first)
    cause = pl.coalesce("own", before, _cause_of_history())
    return own.with_columns(cause=cause).select(*rows.columns, *PAIR, "cause", "parted")


def _own_cause() -> pl.Expr:
    """Find the cause in the parts of this call; null where they are all alike."""
    silent = pl.any_horizontal(pl.col(f"{side}_code").is_in(_SILENT) for side in ("first", "second"))
    target = pl.when("reported").then(pl.lit("calculation")).when("differ").then(pl.lit("different_targets"))
    return (
        pl.when(pl.col("agree"))
        .then(pl.lit("none"))
        .when(pl.col("agree").is_null() | silent)
        .then(pl.lit("missing_time_point"))
        .when(_one_has("new_lesion", ("unequivocal",)))
        .then(pl.lit("new_lesion"))
        .when(_one_has("nontarget", _PROGRESSIONS))
        .then(pl.lit("non_target"))
        .when("differ_target")
        .then(target.otherwise(pl.lit("measurement")))
        .when("differ_nontarget")
        .then(pl.lit("non_target"))
        .when("differ_new")
        .then(pl.lit("new_lesion"))
        .when("reported")
        .then(pl.lit("calculation"))
        .when(~_tells())
        .then(pl.lit("unknown"))
    )


def _cause_of_history() -> pl.Expr:
    sums = pl.any_horizontal(pl.col(f"first_{name}").ne_missing(pl.col(f"second_{name}")) for name in _SUMS)
    different = pl.when("differ").then(pl.lit("different_targets"))
    return different.when(sums).then(pl.lit("measurement")).otherwise(pl.lit("calculation"))


def _is_computed() -> pl.Expr:
    return (pl.col("first_source") == "computed") & (pl.col("second_source") == "computed")


def _told(part: str) -> pl.Expr:
    """Tell whether both sides speak of a part; a computed call without non-targets says that there are none."""
    return _is_computed() | (pl.col(f"first_{part}").is_not_null() & pl.col(f"second_{part}").is_not_null())


def _differ(part: str) -> pl.Expr:
    return _told(part) & pl.col(f"first_{part}").ne_missing(pl.col(f"second_{part}"))


def _one_has(part: str, words: tuple[str, ...]) -> pl.Expr:
    first, second = (pl.col(f"{side}_{part}").is_in(words).fill_null(value=False) for side in ("first", "second"))
    return _told(part) & (first != second)


def _tells() -> pl.Expr:
    return pl.any_horizontal(_told(part) for part in ("target", "nontarget", "new_lesion"))
