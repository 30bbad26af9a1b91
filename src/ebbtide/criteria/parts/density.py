"""Choi's second arm: the density of the lesions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.criteria.parts.reasons import (
    DENSITY_DID_NOT_FALL,
    DENSITY_FELL,
    DENSITY_NOT_COMPUTABLE,
    DENSITY_UNKNOWN,
    LOCAL_THERAPY,
    METHOD_CHANGE,
    PARTIAL_PD,
)
from ebbtide.criteria.parts.targets import TargetCall
from ebbtide.terms.responses import NE, PD, PR, SD

if TYPE_CHECKING:
    from ebbtide.criteria.parts.records import Definition, Point


def is_computable(baseline: int, baseline_count: int, point: Point) -> bool:
    """Tell whether the mean density can be compared: given for every lesion at both, above 0 HU at baseline."""
    return baseline > 0 and baseline_count > 0 and point.density_count > 0 and point.density_missing == 0


def density_fell(definition: Definition, baseline: int, baseline_count: int, point: Point) -> bool:
    """Tell whether the mean of the lesions' densities fell enough, cross-multiplied."""
    now = 100 * point.density * baseline_count
    return now <= (100 - definition.density_fall_pct) * baseline * point.density_count


def judge_density(
    definition: Definition, call: TargetCall, baseline: int, baseline_count: int, point: Point
) -> TargetCall:
    """Judge size and density together.

    Sources:
        Choi 2007: response is -10 % in size or -15 % in density; progression is +10 % in size
        that does not meet response by density. The modified form asks for both.
    """
    if call.response not in (PR, SD, PD):
        return call
    if call.flags & PARTIAL_PD or not is_computable(baseline, baseline_count, point):
        flags = call.flags | DENSITY_NOT_COMPUTABLE
        if definition.density_required and call.response != PR:
            return TargetCall(NE, NE, DENSITY_UNKNOWN, flags)
        return TargetCall(call.response, call.numeric, call.reasons, flags)
    fell = density_fell(definition, baseline, baseline_count, point)
    if call.flags & (LOCAL_THERAPY | METHOD_CHANGE):
        return TargetCall(NE, NE, call.reasons, call.flags) if fell else call
    if definition.both_arms:
        return judge_both(call, fell)
    if fell:
        return TargetCall(PR, PR, DENSITY_FELL, call.flags)
    return call


def judge_both(call: TargetCall, fell: bool) -> TargetCall:
    """Judge by the modified form: a response needs size and density."""
    if call.response == PR and not fell:
        return TargetCall(SD, SD, DENSITY_DID_NOT_FALL, call.flags)
    if call.response == PR:
        return TargetCall(PR, PR, call.reasons | DENSITY_FELL, call.flags)
    return call
