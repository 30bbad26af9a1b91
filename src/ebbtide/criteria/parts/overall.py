"""Overall response: targets, non-targets and new lesions put together, and new lesions read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ebbtide.criteria.parts.reasons import (
    EQUIVOCAL_NEW_LESION,
    EQUIVOCAL_NEW_NODE,
    NEW_LESION_DOUBTFUL,
    NEW_NOT_EVALUATED,
)
from ebbtide.terms.responses import (
    CR,
    NED,
    NEW_EQUIVOCAL,
    NEW_NONE,
    NEW_UNEQUIVOCAL,
    NON,
    NONE,
    PD,
    PR,
    SD,
    Response,
)
from ebbtide.terms.responses import NEW_NOT_EVALUATED as NEW_UNKNOWN

if TYPE_CHECKING:
    from ebbtide.criteria.parts.records import Definition, Point


class NewLesions(NamedTuple):
    """The new lesions that count at a time point, one bit each."""

    bits: int
    word: int
    reasons: int
    flags: int


def certain_bits(definition: Definition, point: Point) -> int:
    """Take the new lesions that are beyond doubt, and large enough where a criterion says how large."""
    return point.new_bits & ~point.new_short_bits if definition.new_least else point.new_bits


def new_lesions(definition: Definition, other_evidence: bool, point: Point) -> NewLesions:
    """Find the new lesions that count.

    Sources:
        EORTC RECIST clarifications: a new node of 10 to 15 mm that is the only evidence is doubtful;
        Lencioni 2010: a new lesion of the liver counts from 10 mm.
    """
    bits = certain_bits(definition, point)
    if not definition.node_rule:
        bits |= point.new_doubtful_bits | point.new_small_bits
    elif other_evidence:
        bits |= point.new_doubtful_bits
    flags = EQUIVOCAL_NEW_LESION if point.new_equivocal else 0
    reasons = 0
    if definition.node_rule and point.new_doubtful_bits & ~bits:
        flags |= EQUIVOCAL_NEW_NODE
        reasons |= NEW_LESION_DOUBTFUL
    unknown = point.new_unread or point.new_missing > 0
    if unknown:
        flags |= NEW_NOT_EVALUATED
    if bits:
        return NewLesions(bits, NEW_UNEQUIVOCAL, reasons, flags)
    if flags & (EQUIVOCAL_NEW_LESION | EQUIVOCAL_NEW_NODE):
        return NewLesions(0, NEW_EQUIVOCAL, reasons, flags)
    return NewLesions(0, NEW_UNKNOWN if unknown else NEW_NONE, reasons, flags)


def combine(target: Response, nontarget: Response, has_new: bool) -> Response:
    """Combine the parts of one time point.

    Sources:
        Eisenhauer 2009, tables 1 and 2.
    """
    if has_new or PD in (target, nontarget):
        return PD
    if target == NONE:
        return NED if nontarget == NONE else nontarget
    if target == CR:
        return CR if nontarget in (CR, NONE) else PR
    return target


def event_day(by_target: bool, by_nontarget: bool, by_new: bool, point: Point) -> int:
    """Find the first image that shows a progressing finding; the time point's first day where nothing progresses.

    Sources:
        Eisenhauer 2009, sec. 4.5.
    """
    day = point.target_day if by_target else point.last_day + 1
    if by_nontarget:
        day = min(day, point.nontarget_day)
    if by_new:
        day = min(day, point.new_day)
    return day if day <= point.last_day else point.day


def is_evaluable(response: Response) -> bool:
    """Tell whether a category says anything about the disease."""
    return response in (CR, PR, SD, NON, PD, NED)
