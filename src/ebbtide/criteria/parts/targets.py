"""Target response: what the sum of the target lesions says.

Order matters: complete response first (a node growing below 10 mm is never progression),
then progression, then what is missing, then response.
"""

from __future__ import annotations

from typing import NamedTuple

from ebbtide.criteria.parts.reasons import (
    A21,
    A26,
    IMPUTED,
    LOCAL_THERAPY,
    METHOD_CHANGE,
    METHOD_DIFFERS,
    NO_BASELINE_SUM,
    NO_TARGETS,
    ON_THE_LINE,
    PARTIAL_PD,
    RESPONSE_HELD,
    SPLIT_NODE,
    STICKY_PR,
    SUM_BETWEEN,
    SUM_FELL,
    SUM_ROSE,
    TARGET_NOT_ASSESSED,
    TARGET_REAPPEARED,
    TARGET_TREATED,
    TARGETS_GONE,
)
from ebbtide.criteria.parts.records import (
    DIAMETERS,
    LENGTHS,
    MISSING,
    NEVER,
    PRODUCTS,
    PRODUCTS_OR_LENGTHS,
    VIABLE,
    Definition,
    Point,
)
from ebbtide.terms.responses import CR, NE, NONE, PD, PR, SD, Response

IMPUTE_OFF = 0
IMPUTE_ZERO = 1
IMPUTE_LAST = 2


class Burden(NamedTuple):
    """What a criterion sums at one time point, µm or µm²."""

    total: int
    missing: int
    gone: int


class Track(NamedTuple):
    """What a time point's targets are judged against."""

    baseline: int
    nadir: int
    nadir_day: int
    responded: int
    response_day: int
    response_confirmed: int
    lost_response: int


class TargetCall(NamedTuple):
    """The target response, with and without stickiness."""

    response: Response
    numeric: Response
    reasons: int
    flags: int


def burden_of(definition: Definition, point: Point) -> Burden:
    """Sum the targets the way a criterion measures them."""
    measure = definition.measure
    if measure == PRODUCTS_OR_LENGTHS:
        measure = LENGTHS if point.flat else PRODUCTS
    if measure == LENGTHS:
        return Burden(point.lengths, point.lengths_missing, point.gone)
    if measure == PRODUCTS:
        return Burden(point.products, point.products_missing, point.gone)
    if measure == VIABLE:
        return Burden(point.viable, point.viable_missing, point.viable_resolved)
    return Burden(point.diameters, point.diameters_missing, point.resolved)


def begin_track(definition: Definition, point: Point) -> Track:
    """Start from the baseline, which is also the first nadir when it is complete."""
    burden = burden_of(definition, point)
    whole = burden.missing == 0 and point.targets > 0
    total = burden.total if whole else MISSING
    return Track(total, total, point.day if whole else NEVER, 0, NEVER, 0, 0)


def has_risen(definition: Definition, total: int, reference: int) -> bool:
    """Tell whether a burden has grown enough from a reference to be progression.

    Sources:
        Eisenhauer 2009, sec. 4.3.1: at least 20 % and at least 5 mm over the smallest sum;
        from nothing, the absolute limit alone (register A23).
    """
    rise = total - reference
    if rise <= 0 or rise < definition.rise_floor:
        return False
    return 100 * total >= (100 + definition.rise_pct) * reference


def has_fallen(definition: Definition, total: int, baseline: int) -> bool:
    """Tell whether a burden has fallen enough from baseline to be a partial response."""
    return 100 * total <= (100 - definition.fall_pct) * baseline


def is_on_the_line(definition: Definition, total: int, track: Track) -> bool:
    """Tell whether a burden lies exactly on a limit, where "at least" and "more than" part (register A20)."""
    if track.baseline > 0 and 100 * total == (100 - definition.fall_pct) * track.baseline:
        return True
    if track.nadir < 0:
        return False
    relative = 100 * total == (100 + definition.rise_pct) * track.nadir
    absolute = definition.rise_floor > 0 and total - track.nadir == definition.rise_floor
    return (relative or absolute) and has_risen(definition, total, track.nadir)


def is_disturbed(definition: Definition, point: Point) -> bool:
    """Tell whether local therapy or another method makes the sum incomparable."""
    return bool(point.method_changed) or bool(point.treated and not definition.treated_counts)


def judge_target(definition: Definition, track: Track, after_cr: bool, point: Point) -> TargetCall:
    """Judge the target lesions of one time point.

    Sources:
        Eisenhauer 2009, sec. 4.3.1 (CR, PR, PD, SD), sec. 4.4.2 (not all assessed);
        EORTC RECIST clarifications (a held partial response, reappearance after CR).
    """
    if point.targets == 0:
        return TargetCall(NONE, NONE, NO_TARGETS, 0)
    burden = burden_of(definition, point)
    flags = disturbance(definition, point)
    if burden.missing == 0 and burden.gone and flags == 0:
        return TargetCall(CR, CR, TARGETS_GONE, 0)
    if after_cr and definition.reappearance and point.target_visible:
        return TargetCall(PD, PD, TARGET_REAPPEARED, flags)
    reference = track.baseline if definition.from_baseline else track.nadir
    grows = not definition.per_lesion and not (definition.node_rule and is_seen_resolved(definition, point))
    if grows and reference >= 0 and has_risen(definition, burden.total, reference):
        partial = PARTIAL_PD if burden.missing else 0
        return TargetCall(PD, PD, SUM_ROSE, flags | partial | line_flag(definition, burden.total, track))
    if flags:
        reason = TARGET_TREATED if flags & LOCAL_THERAPY else METHOD_DIFFERS
        return TargetCall(NE, NE, reason, flags)
    if burden.missing:
        return judge_imputed(definition, track, burden, point)
    return judge_whole(definition, track, burden.total)


def is_seen_resolved(definition: Definition, point: Point) -> bool:
    """Tell whether every target that was measured counts as gone; their growth is then no progression."""
    return bool(point.viable_seen_resolved if definition.measure == VIABLE else point.seen_resolved)


def disturbance(definition: Definition, point: Point) -> int:
    """Flag what makes the sum incomparable."""
    if not is_disturbed(definition, point):
        return 0
    treated = point.treated and not definition.treated_counts
    return (LOCAL_THERAPY if treated else 0) | (METHOD_CHANGE if point.method_changed else 0)


def parts_flag(definition: Definition, point: Point) -> int:
    """Flag a lymph node in parts, where nodes are measured by their short axis: the short axes are added up.

    Sources:
        CDISC RECIST 1.1 supplement, split tumours; docs/criteria/README.md (split lesions).
    """
    by_short_axis = definition.measure in (DIAMETERS, VIABLE)
    return SPLIT_NODE if by_short_axis and point.nodes_in_parts else 0


def line_flag(definition: Definition, total: int, track: Track) -> int:
    """Flag a sum that lies exactly on a limit."""
    return ON_THE_LINE if is_on_the_line(definition, total, track) else 0


def judge_imputed(definition: Definition, track: Track, burden: Burden, point: Point) -> TargetCall:
    """Judge a sum that lacks a lesion: not evaluable, unless the study imputes; never a response.

    Sources:
        Eisenhauer 2009, sec. 4.4.2; option `ne_impute`.
    """
    if definition.impute == IMPUTE_OFF or definition.measure != DIAMETERS or track.baseline < 0:
        return TargetCall(NE, NE, TARGET_NOT_ASSESSED, 0)
    total = point.diameters_carried if definition.impute == IMPUTE_LAST else burden.total
    if track.nadir >= 0 and has_risen(definition, total, track.nadir):
        return TargetCall(PD, PD, SUM_ROSE | TARGET_NOT_ASSESSED, IMPUTED)
    if has_fallen(definition, total, track.baseline):
        return TargetCall(NE, NE, TARGET_NOT_ASSESSED, IMPUTED)
    return TargetCall(SD, SD, SUM_BETWEEN | TARGET_NOT_ASSESSED, IMPUTED)


def judge_whole(definition: Definition, track: Track, total: int) -> TargetCall:
    """Judge a complete sum that is neither gone nor progressed."""
    if track.baseline < 0:
        return TargetCall(NE, NE, NO_BASELINE_SUM, 0)
    line = line_flag(definition, total, track)
    if has_fallen(definition, total, track.baseline):
        return TargetCall(PR, PR, SUM_FELL, line)
    if holds(definition, track):
        return TargetCall(PR, SD, RESPONSE_HELD, STICKY_PR | line)
    lost = A26 if track.lost_response and definition.holds_response else 0
    unheld = A21 if track.responded and definition.holds_response else 0
    return TargetCall(SD, SD, SUM_BETWEEN, line | lost | unheld)


def holds(definition: Definition, track: Track) -> bool:
    """Tell whether an earlier response is kept until progression.

    Sources:
        EORTC RECIST clarifications, partial response and small changes; register A21, A26.
    """
    if not definition.holds_response or not track.responded:
        return False
    return not definition.confirmation_required or bool(track.response_confirmed)


def shown(burden: Burden, response: Response, targets: int) -> int:
    """Give the sum a call rests on; a sum that lacks a lesion is shown only where it proves progression."""
    if targets == 0 or (burden.missing and response != PD):
        return MISSING
    return burden.total


def follow_track(
    definition: Definition, track: Track, call: TargetCall, progressed: bool, counts: bool, point: Point
) -> Track:
    """Carry the targets' references forward: the nadir takes every complete sum that counts."""
    burden = burden_of(definition, point)
    whole = burden.missing == 0 and point.targets > 0 and not is_disturbed(definition, point) and counts
    lower = whole and (track.nadir < 0 or burden.total < track.nadir)
    responds = call.numeric in (CR, PR)
    first = responds and not track.responded
    confirms = responds and track.responded and point.day - track.response_day >= definition.response_days
    return Track(
        track.baseline,
        burden.total if lower else track.nadir,
        point.day if lower else track.nadir_day,
        int(not progressed and (track.responded or responds)),
        point.last_day if first else track.response_day,
        int(not progressed and (track.response_confirmed or confirms)),
        int(track.lost_response or (progressed and track.responded)),
    )
