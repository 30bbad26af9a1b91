"""Non-target response: presence, absence and unequivocal progression, with its memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ebbtide.criteria.parts.reasons import (
    MARKER_RAISED,
    NONTARGET_NOT_ASSESSED,
    NONTARGET_PROGRESSED,
    NONTARGET_REAPPEARED,
    NONTARGET_REMAINS,
    NONTARGET_STILL_PROGRESSED,
    NONTARGETS_GONE,
)
from ebbtide.terms.responses import CR, NE, NON, NONE, PD, Response

if TYPE_CHECKING:
    from ebbtide.criteria.parts.records import Definition, Point

INCREASED = 1
DECREASED = -1


class NontargetCall(NamedTuple):
    """The non-target response, and whether a progression stands for the next time point."""

    response: Response
    standing: int
    reasons: int


def judge_nontarget(definition: Definition, standing: int, after_cr: bool, point: Point) -> NontargetCall:
    """Judge the non-target lesions of one time point.

    An unequivocal progression stands until the non-targets have decreased again; an
    increase that is not unequivocal is no progression.

    Sources:
        Eisenhauer 2009, sec. 4.3.3 and 4.3.4; EORTC RECIST clarifications (UNE, NCLA, INCLA, DECLA).
    """
    if point.nontargets == 0:
        if point.marker_blocks_cr:
            return NontargetCall(NON, 0, MARKER_RAISED)
        return NontargetCall(NONE, 0, 0)
    if after_cr and definition.reappearance and (point.nontarget_visible or point.nontarget_node_une):
        return NontargetCall(PD, point.nontarget_une, NONTARGET_REAPPEARED)
    if point.nontarget_une:
        return NontargetCall(PD, 1, NONTARGET_PROGRESSED)
    if standing and point.nontarget_trend != DECREASED:
        return NontargetCall(PD, 1, NONTARGET_STILL_PROGRESSED)
    if point.nontargets_missing:
        return NontargetCall(NE, 0, NONTARGET_NOT_ASSESSED)
    gone = point.nontargets_gone if definition.node_rule else point.nontargets_absent
    if not gone:
        return NontargetCall(NON, 0, NONTARGET_REMAINS)
    if point.marker_blocks_cr:
        return NontargetCall(NON, 0, MARKER_RAISED)
    return NontargetCall(CR, 0, NONTARGETS_GONE)
