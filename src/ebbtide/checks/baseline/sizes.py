"""Whether the lesions chosen at baseline are large enough to be targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.assessment.batch import method_codes
from ebbtide.checks.baseline.lesions import PLACE, QUERY, chosen, held_to, titles
from ebbtide.checks.check import NO_QUERIES, Check
from ebbtide.criteria import BY_ID
from ebbtide.criteria.parts.readings import NODE_MEASURABLE_UM, NODE_NORMAL_UM
from ebbtide.sources import EISENHAUER_2009, SCHWARTZ_2009
from ebbtide.study.lengths import as_millimetres

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "MEASURABLE", "Least", "with_least", "with_method_codes"]

UNKNOWN, CT, MR, X_RAY, CLINICAL = range(5)
THIN_SLICE_UM: Final = 5_000
PORTA_HEPATIS: Final = r"(?i)porta[l ]*hepat|hepatic hil|liver hil|periportal"
PORTA_HEPATIS_UM: Final = 20_000


class Least(NamedTuple):
    """The smallest longest diameter that can be measured, µm.

    Args:
        sure: Below it a lesion is not measurable by any method not named in `by_method`.
        doubtful: Below it the method has to be a good one.
        by_method: The limit of the methods that the criterion names.
        nodes: Whether nodes are measured so too.
    """

    sure: int
    doubtful: int
    by_method: dict[int, int]
    nodes: bool = False


RECIST_1_1: Final = Least(10_000, 10_000, {X_RAY: 20_000})
RECIST_1_0: Final = Least(10_000, 20_000, {CT: 10_000, X_RAY: 20_000, CLINICAL: 20_000}, nodes=True)
MEASURABLE: Final = {
    "recist-1.0": RECIST_1_0,
    "recist-1.1": RECIST_1_1,
    "irrecist": RECIST_1_1,
    "irecist": RECIST_1_1,
    "imrecist": RECIST_1_1,
    "mrecist": RECIST_1_1,
    "choi": RECIST_1_0,
}
"""What is measurable, by criterion; WHO and irRC set no smallest size at baseline.

Sources:
    Eisenhauer 2009, sec. 3.1.1 (10 mm by CT, MR or calliper, twice the slice thickness above 5 mm, 20 mm by chest
    X-ray); Therasse 2000 (10 mm by spiral CT, 20 mm by any other technique), which Choi 2007 rests on.
"""


def small_targets(trial: Examined) -> pl.DataFrame:
    """B03: find targets whose longest diameter is too short to be measured well."""
    # What is too small to measure has a size, 5 mm, and no longest diameter.
    size = pl.coalesce("longest_um", "viable_um", pl.when(~pl.col("nodal")).then("size_um"))
    targets = with_method_codes(chosen(trial)).with_columns(um=size)
    held = [one for one in held_to(trial) if one in MEASURABLE]
    own = [MEASURABLE[one] for one in held]
    rules = [
        (least, [one for one in held if MEASURABLE[one] == least])
        for i, least in enumerate(own)
        if least not in own[:i]
    ]
    found = [_too_small(targets, least, titles(ids)) for least, ids in rules]
    return pl.concat(found) if found else NO_QUERIES


def with_method_codes(rows: pl.DataFrame) -> pl.DataFrame:
    """Add `imaging`, the kind of imaging as a number; 0 where it is not known."""
    return rows.with_columns(imaging=method_codes(rows.get_column("method")))


def with_least(rows: pl.DataFrame, least: Least) -> pl.DataFrame:
    """Add the smallest measurable size of each lesion, `least` and `doubtful`, and `thick` where slices decide it."""
    named = pl.col("imaging").is_in(list(least.by_method))
    by_method = pl.col("imaging").replace_strict(
        list(least.by_method), list(least.by_method.values()), default=least.sure, return_dtype=pl.Int64
    )
    sliced = ~pl.col("imaging").is_in([X_RAY, CLINICAL]) & (pl.col("slice_um") > THIN_SLICE_UM)
    twice = pl.when(sliced).then(2 * pl.col("slice_um")).otherwise(0)
    return rows.with_columns(
        least=pl.max_horizontal(by_method, twice),
        doubtful=pl.when(named).then(by_method).otherwise(pl.lit(least.doubtful, pl.Int64)),
        thick=(twice > by_method).fill_null(value=False),
    )


def _too_small(targets: pl.DataFrame, least: Least, who: str) -> pl.DataFrame:
    held = targets if least.nodes else targets.filter(~pl.col("nodal"))
    small = with_least(held, least).filter(pl.col("um") < pl.max_horizontal("least", "doubtful"))
    is_sure = pl.col("um") < pl.col("least")
    because = (
        pl.when(~is_sure)
        .then(pl.lit(", unless it was measured by spiral CT"))
        .when("thick")
        .then(pl.format(", twice the slice thickness of {}", as_millimetres(pl.col("slice_um"))))
        .otherwise(pl.lit(""))
    )
    by = (
        pl.when(pl.col("method").is_not_null())
        .then(pl.format("by {}", "method"))
        .otherwise(pl.lit("by a method not told"))
    )
    message = pl.format(
        f"{{}}: target {{}}{{}} is {{}} in longest diameter {{}}. {who} asks for at least {{}}{{}}. "
        "Please review the measurement, or follow the lesion as a non-target.",
        *(PLACE, "lesion", _in_organ(), as_millimetres(pl.col("um")), by),
        *(as_millimetres(pl.when(is_sure).then("least").otherwise("doubtful")), because),
    )
    severity = pl.when(is_sure).then(pl.lit("error")).otherwise(pl.lit("warning"))
    return small.with_columns(day="start", message=message, severity=severity).select(*QUERY, "severity")


def small_nodes(trial: Examined) -> pl.DataFrame:
    """B04: find nodes that are too small for the role they have."""
    held = [one for one in held_to(trial) if one in BY_ID and BY_ID[one].definition.node_rule]
    if not held:
        return NO_QUERIES
    return pl.concat(
        [
            _small_target_nodes(chosen(trial).filter("nodal"), held),
            _normal_nodes(chosen(trial, "nontarget").filter("nodal"), titles(held)),
        ]
    )


def _small_target_nodes(nodes: pl.DataFrame, held: list[str]) -> pl.DataFrame:
    at_porta = pl.col("organ").str.contains(PORTA_HEPATIS).fill_null(value=False) & pl.lit("mrecist" in held)
    least = pl.when(at_porta).then(PORTA_HEPATIS_UM).otherwise(NODE_MEASURABLE_UM)
    small = nodes.with_columns(least=least).filter(pl.col("size_um") < pl.col("least"))
    advice = (
        pl.when(pl.col("size_um") < NODE_NORMAL_UM)
        .then(pl.lit("A node below 10 mm is normal and is not recorded."))
        .otherwise(pl.lit("A node from 10 mm is followed as a non-target."))
    )
    message = pl.format(
        f"{{}}: the target node {{}}{{}} is {{}} in short axis. {titles(held)} asks for at least {{}}. {{}} "
        "Please review the measurement or the choice of the lesion.",
        *(PLACE, "lesion", _in_organ(), as_millimetres(pl.col("size_um")), as_millimetres(pl.col("least")), advice),
    )
    return small.with_columns(day="start", message=message).select(QUERY)


def _normal_nodes(nodes: pl.DataFrame, who: str) -> pl.DataFrame:
    message = pl.format(
        f"{{}}: the non-target node {{}}{{}} is {{}} in short axis. Under {who} a node below 10 mm is normal and is "
        "not recorded. Please review the measurement, or take the lesion off the list.",
        *(PLACE, "lesion", _in_organ(), as_millimetres(pl.col("size_um"))),
    )
    # A non-target that is gone or not measured says nothing of its size at baseline.
    small = nodes.filter(pl.col("state") == "measured", pl.col("size_um") < NODE_NORMAL_UM)
    return small.with_columns(day="start", message=message).select(QUERY)


def _in_organ() -> pl.Expr:
    return pl.when(pl.col("organ").is_null()).then(pl.lit("")).otherwise(pl.format(" ({})", "organ"))


CHECKS: Final = (
    Check(
        "B03",
        "Target too small to be measured",
        "error",
        "Holds the longest diameter of each target at baseline against the smallest that its method, and the slice "
        "thickness, can measure. A warning where only the method decides and is not known.",
        str(EISENHAUER_2009.at("3.1.1")),
        small_targets,
    ),
    Check(
        "B04",
        "Lymph node too small for its role",
        "error",
        "Asks for 15 mm in short axis of a target node, and for 10 mm of a non-target node whose size is recorded.",
        f"{EISENHAUER_2009.at('3.1.1')}; {SCHWARTZ_2009}",
        small_nodes,
    ),
)
