"""Whether two readers chose the same target lesions at baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.assessment.batch import organ_groups
from ebbtide.checks.examined import Examined
from ebbtide.criteria import by_sizes

if TYPE_CHECKING:
    from ebbtide.assessment import JudgedStudy

__all__ = ["CHOICES", "chosen_targets", "differ_in_targets"]

CHOICES: Final = {
    "subject": pl.String,
    "reader": pl.String,
    "targets": pl.UInt32,
    "nodes": pl.UInt32,
    "organs": pl.String,
    "sided": pl.UInt32,
    "sides": pl.String,
}
"""The targets of a subject and reader: how many, how many of them nodes, their organs as one text (null where that
of any is unknown), how many have a side, and organs with sides as one text."""
_SIDE: Final = r"\b(LEFT|RIGHT|BILATERAL)\b"


def chosen_targets(judged: JudgedStudy | None) -> pl.DataFrame:
    """Describe the targets that each reader chose at baseline; columns as in CHOICES.

    Organs are grouped as for new lesions: paired organs are one, all lymph nodes are one.
    """
    if judged is None:
        return pl.DataFrame(schema=CHOICES)
    trial = Examined(judged.study, tuple(one.id for one in by_sizes(judged.criteria)), judged)
    rows = trial.targets.filter("is_baseline").unique(["subject", "reader", "lesion"], keep="last")
    groups, _, _ = organ_groups(rows["organ"].cast(pl.String).unique().drop_nulls())
    organ = pl.when("nodal").then(pl.lit(0)).otherwise(_group(pl.col("organ").cast(pl.String), groups))
    known = rows.select("subject", "reader", "nodal", organ=organ, side=_side_of(rows))
    with_side = pl.format("{} {}", "organ", pl.col("side").fill_null("")).sort().str.join(", ")
    found = known.group_by("subject", "reader").agg(
        targets=pl.len(),
        nodes=pl.col("nodal").sum(),
        organs=pl.when(pl.col("organ").is_not_null().all()).then(pl.col("organ").sort().cast(pl.String).str.join(", ")),
        sided=pl.col("side").count(),
        sides=pl.when(pl.col("organ").is_not_null().all()).then(with_side),
    )
    return found.select(pl.col(name).cast(kind) for name, kind in CHOICES.items())


def differ_in_targets(first: str, second: str) -> pl.Expr:
    """Tell whether two readers' targets differ: in number, in how many are nodes, in their organs or sides.

    What one of the two does not say is no difference: organs are compared where all are known, sides where both
    give one for as many targets.

    Args:
        first: Prefix of the columns of CHOICES of one reader.
        second: That of the other.
    """
    number, nodes, organs, sided, sides = (
        pl.col(f"{first}{name}") != pl.col(f"{second}{name}")
        for name in ("targets", "nodes", "organs", "sided", "sides")
    )
    one_alone = pl.col(f"{first}targets").is_null() != pl.col(f"{second}targets").is_null()
    differing = [number, nodes, organs, sides & ~sided]
    return one_alone | pl.any_horizontal(one.fill_null(value=False) for one in differing)


def _group(organ: pl.Expr, groups: dict[str, int]) -> pl.Expr:
    return organ.replace_strict(groups, default=None, return_dtype=pl.Int64) if groups else pl.lit(None, pl.Int64)


def _side_of(rows: pl.DataFrame) -> pl.Expr:
    """Read the side off its column, else off the name of the organ."""
    named, organ = (pl.col(name).cast(pl.String).str.to_uppercase() for name in ("side", "organ"))
    given = pl.when(named.str.strip_chars() != "").then(named.str.strip_chars())
    return pl.coalesce(given, organ.str.extract(_SIDE)) if len(rows) else pl.lit(None, pl.String)
