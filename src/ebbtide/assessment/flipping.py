"""How far a call is from flipping: the smallest change of the sum that would alter it.

The step itself is asked, at every limit and one micrometre to each side; nothing here
repeats a rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ebbtide.criteria.parts.readings import NODE_NORMAL_UM
from ebbtide.criteria.parts.records import (
    DIAMETERS,
    LENGTHS,
    PRODUCTS,
    PRODUCTS_OR_LENGTHS,
    VIABLE,
    Call,
    Common,
    Definition,
    Point,
)

if TYPE_CHECKING:
    from collections.abc import Callable

FIELDS: Final = {DIAMETERS: "diameters", LENGTHS: "lengths", VIABLE: "viable", PRODUCTS: "products"}
FIVE_MM: Final = 5_000


class Judged(NamedTuple):
    """One step of a replay: what it was given and what it said."""

    state: Any
    point: Point
    common: Common
    call: Call


class Flip(NamedTuple):
    """The nearest sum at which the call would be another, µm or µm²."""

    change: int
    total: int
    overall: int


def field_of(definition: Definition, point: Point) -> str:
    """Name the sum a criterion looks at."""
    if definition.measure == PRODUCTS_OR_LENGTHS:
        return "lengths" if point.flat else "products"
    return FIELDS[definition.measure]


def with_total(definition: Definition, point: Point, total: int) -> Point:
    """Give the time point another target sum."""
    gone = int(total == 0 or (is_single_node(point) and total < NODE_NORMAL_UM))
    return point._replace(
        **{field_of(definition, point): total},
        resolved=gone,
        viable_resolved=gone,
        gone=gone,
        target_visible=1 - gone,
    )


def is_single_node(point: Point) -> bool:
    """Tell whether one lymph node is all that the sum holds."""
    return point.targets == 1 and point.nodes == 1


def candidates(definition: Definition, judged: Judged) -> set[int]:
    """List the sums at which a limit lies, and their neighbours."""
    call = judged.call
    point = judged.point
    now = getattr(point, field_of(definition, point))
    extra = call.burden - now
    limits = {now + FIVE_MM - call.growth}
    if point.nodes == 0 or not definition.node_rule:
        limits.add(0)
    elif is_single_node(point):
        # Among several targets, how far each node is from 10 mm decides, which the sum does not tell.
        limits.add(NODE_NORMAL_UM + extra)
    if call.nadir >= 0:
        limits |= {call.nadir, call.nadir + definition.rise_floor, -(-(100 + definition.rise_pct) * call.nadir // 100)}
    if call.baseline >= 0:
        limits.add((100 - definition.fall_pct) * call.baseline // 100)
    if call.baseline >= 0 and definition.from_baseline:
        limits.add(-(-(100 + definition.rise_pct) * call.baseline // 100))
    if call.reference >= 0:
        limits |= {call.reference + FIVE_MM, call.reference - FIVE_MM, call.reference}
    targets = {limit - extra if limit else 0 for limit in limits}
    return {near for limit in targets for near in (limit - 1, limit, limit + 1) if near >= 0 and near != now}


def nearest_flips(definition: Definition, step: Callable[..., Any], judged: Judged) -> list[Flip]:
    """Find the nearest smaller and the nearest larger target sum that would change the overall call.

    Args:
        definition: The criterion's numbers.
        step: The criterion's step.
        judged: The time point as it was judged.

    Returns:
        At most two flips: downwards first. None where no target sum stands behind the call,
        or where single lesions decide (WHO).
    """
    point = judged.point
    field = field_of(definition, point)
    if definition.per_lesion or point.targets == 0 or judged.call.burden < 0 or getattr(point, f"{field}_missing"):
        return []
    now = getattr(point, field)
    if point.resolved or point.gone:
        return []
    found: dict[int, Flip] = {}
    for total in sorted(candidates(definition, judged), key=lambda one: abs(one - now)):
        way = 1 if total > now else -1
        if way not in found:
            common = judged.common._replace(targets_now=judged.common.targets_now + total - now)
            _, call = step(definition, judged.state, with_total(definition, point, total), common)
            if call.overall != judged.call.overall:
                found[way] = Flip(total - now, total, call.overall)
    return [found[way] for way in (-1, 1) if way in found]
