"""How many target lesions were chosen, in all and in one organ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.checks.baseline.lesions import (
    LUGANO,
    PLACE,
    STREAM,
    as_list,
    chosen,
    held_to,
    titles,
    with_organ_groups,
)
from ebbtide.checks.check import NO_QUERIES, Check
from ebbtide.sources import EISENHAUER_2009

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "LIMITS", "Limits", "too_many_in_one_organ", "too_many_targets"]


class Limits(NamedTuple):
    """Most targets of a criterion: in all, in one organ, and of the skin where these are counted apart."""

    total: int | None
    per_organ: int | None
    of_skin: int | None = None


RECIST_1_1: Final = Limits(5, 2)
RECIST_1_0: Final = Limits(10, 5)
INDEX_LESIONS: Final = Limits(10, 5, of_skin=5)
LIMITS: Final = {
    "who": Limits(None, None),
    "mwho": INDEX_LESIONS,
    "recist-1.0": RECIST_1_0,
    "recist-1.1": RECIST_1_1,
    "irrc": INDEX_LESIONS,
    "irrecist": RECIST_1_1,
    "irecist": RECIST_1_1,
    "imrecist": RECIST_1_1,
    "mrecist": RECIST_1_1,
    "choi": RECIST_1_0,
    LUGANO: Limits(6, None),
}
"""Most targets by criterion; None where it sets no limit.

Sources:
    Eisenhauer 2009, sec. 4.2; Therasse 2000 (RECIST 1.0, which Choi 2007 rests on); Wolchok 2009 (irRC and the
    modified WHO); Lencioni 2010; Cheson 2014 (Lugano). WHO 1979 sets none.
"""


def too_many_targets(trial: Examined) -> pl.DataFrame:
    """B01: count the targets of each subject and reader."""
    targets = with_organ_groups(chosen(trial))
    found = [
        _more_than(counted, limit, kind, who)
        for limits, who in _limits(trial)
        for counted, limit, kind in _counted(targets, limits)
        if limit is not None
    ]
    return pl.concat(found) if found else NO_QUERIES


def _counted(targets: pl.DataFrame, limits: Limits) -> Iterator[tuple[pl.DataFrame, int | None, str]]:
    if limits.of_skin is None:
        yield targets, limits.total, "target lesions"
    else:
        yield targets.filter(~pl.col("skin")), limits.total, "target lesions apart from those of the skin"
        yield targets.filter("skin"), limits.of_skin, "target lesions of the skin"


def _more_than(targets: pl.DataFrame, limit: int, kind: str, who: str) -> pl.DataFrame:
    many = targets.group_by(STREAM, maintain_order=True).agg(
        pl.col("visit").first(), pl.col("start").first(), n=pl.len(), lesions=as_list()
    )
    message = pl.format(
        f"{{}}: {{}} {kind} were chosen ({{}}), and {who} {limit}. "
        f"Please keep {limit} of them as targets and follow the others as non-targets.",
        *(PLACE, "n", "lesions"),
    )
    return many.filter(pl.col("n") > limit).select(*STREAM, "visit", day="start", message=message)


def too_many_in_one_organ(trial: Examined) -> pl.DataFrame:
    """B02: count the targets of each organ."""
    targets = with_organ_groups(chosen(trial)).filter(pl.col("group").is_not_null())
    found = [_crowded(targets, limits, who) for limits, who in _limits(trial) if limits.per_organ is not None]
    return pl.concat(found) if found else NO_QUERIES


def _crowded(targets: pl.DataFrame, limits: Limits, who: str) -> pl.DataFrame:
    counted = targets.filter(~pl.col("skin")) if limits.of_skin is not None else targets
    many = counted.group_by(*STREAM, "group", maintain_order=True).agg(
        pl.col("visit").first(), pl.col("start").first(), n=pl.len(), lesions=as_list(), organs=as_list("organ")
    )
    is_nodes = pl.col("group") == 0
    organ = pl.when(is_nodes).then(pl.lit("the lymph nodes")).otherwise("organs")
    rule = (
        pl.when(is_nodes)
        .then(pl.lit("All lymph nodes together count as one organ. "))
        .when(pl.col("organs").str.contains(", ", literal=True))
        .then(pl.lit("Parts and sides of an organ, and both of a pair, count as one. "))
        .otherwise(pl.lit(""))
    )
    message = pl.format(
        f"{{}}: {{}} target lesions were chosen in one organ, {{}} ({{}}), and {who} {limits.per_organ} per organ. "
        f"{{}}Please keep {limits.per_organ} of them as targets and follow the others as non-targets.",
        *(PLACE, "n", organ, "lesions", rule),
    )
    return many.filter(pl.col("n") > limits.per_organ).select(*STREAM, "visit", day="start", message=message)


def _limits(trial: Examined) -> Iterator[tuple[Limits, str]]:
    """Give each set of limits once, with the words for who allows so many."""
    own = [_with_options(LIMITS[one], trial) for one in held_to(trial)]
    for limits in dict.fromkeys(own):
        ids = [one for one, its in zip(held_to(trial), own, strict=True) if its == limits]
        yield limits, f"{titles(ids)} {'allow' if len(ids) > 1 else 'allows'}"


def _with_options(limits: Limits, trial: Examined) -> Limits:
    """Let the study's own limits stand before those of the criterion; its total counts the skin too."""
    total, per_organ = trial.options.max_targets, trial.options.max_targets_per_organ
    return Limits(total or limits.total, per_organ or limits.per_organ, None if total or per_organ else limits.of_skin)


CHECKS: Final = (
    Check(
        "B01",
        "More target lesions than the criterion allows",
        "error",
        "Counts the target lesions of each reader at baseline. Asks the reader to keep as many as the criterion, or "
        "the study's own limit, allows.",
        str(EISENHAUER_2009.at("4.2")),
        too_many_targets,
        ("max_targets",),
    ),
    Check(
        "B02",
        "More target lesions in one organ than the criterion allows",
        "error",
        "Counts the target lesions of each organ at baseline: both of a pair are one organ, and so are all lymph "
        "nodes. Lesions of which only a region of the body is known are not counted.",
        str(EISENHAUER_2009.at("4.2")),
        too_many_in_one_organ,
        ("max_targets_per_organ",),
    ),
)
