"""Choi's second arm: the density of the lesions."""

from __future__ import annotations

from ebbtide.criteria.parts.reasons import DENSITY_FELL, DENSITY_NOT_COMPUTABLE, SUM_ROSE
from ebbtide.criteria.parts.records import Definition, Point
from ebbtide.criteria.parts.targets import TargetCall, Track, burden_of, has_risen
from ebbtide.terms.responses import NE, PD, PR, SD


def is_computable(baseline: int, baseline_count: int, point: Point) -> bool:
    """Tell whether the mean density can be compared: given at both, above water at baseline."""
    return baseline > 0 and baseline_count > 0 and point.density_count > 0


def density_fell(definition: Definition, baseline: int, baseline_count: int, point: Point) -> bool:
    """Tell whether the mean of the lesions' densities fell enough, cross-multiplied."""
    now = 100 * point.density * baseline_count
    return now <= (100 - definition.density_fall_pct) * baseline * point.density_count


def size_call(definition: Definition, call: TargetCall, track: Track, point: Point) -> TargetCall:
    """Measure growth from baseline instead of the nadir, where the study says so."""
    if not definition.from_baseline or call.response not in (PD, SD, PR):
        return call
    burden = burden_of(definition, point)
    if track.baseline >= 0 and has_risen(definition, burden.total, track.baseline):
        return TargetCall(PD, PD, SUM_ROSE, call.flags)
    if call.response != PD:
        return call
    if burden.missing:
        return TargetCall(NE, NE, call.reasons, call.flags)
    return TargetCall(SD, SD, call.reasons, call.flags)


def judge_density(
    definition: Definition, sized: TargetCall, track: Track, baseline: int, baseline_count: int, point: Point
) -> TargetCall:
    """Judge size and density together.

    Sources:
        Choi 2007: response is -10 % in size or -15 % in density; progression is +10 % in size
        that does not meet response by density. The modified form asks for both.
    """
    call = size_call(definition, sized, track, point)
    if call.response not in (PR, SD, PD):
        return call
    if not is_computable(baseline, baseline_count, point):
        flags = call.flags | DENSITY_NOT_COMPUTABLE
        if definition.density_required and call.response != PR:
            return TargetCall(NE, NE, call.reasons, flags)
        return TargetCall(call.response, call.numeric, call.reasons, flags)
    fell = density_fell(definition, baseline, baseline_count, point)
    if definition.both_arms:
        return judge_both(call, fell)
    if fell:
        return TargetCall(PR, PR, DENSITY_FELL, call.flags)
    return call


def judge_both(call: TargetCall, fell: bool) -> TargetCall:
    """Judge by the modified form: a response needs size and density."""
    if call.response == PR and not fell:
        return TargetCall(SD, SD, call.reasons, call.flags)
    if call.response == PR:
        return TargetCall(PR, PR, call.reasons | DENSITY_FELL, call.flags)
    return call


