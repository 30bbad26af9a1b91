"""One time point, compartment by compartment: what belongs to it, and what each compartment says."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ebbtide.criteria.parts.leukemia import bits
from ebbtide.criteria.parts.leukemia.blood import UNKNOWN, counts_axis
from ebbtide.criteria.parts.leukemia.concurrence import concurrent
from ebbtide.criteria.parts.leukemia.extramedullary import NOT_IMAGED, Found
from ebbtide.criteria.parts.leukemia.looks import CNS_BLASTS, Blood, Counts, Marrow, Nervous, Residual
from ebbtide.criteria.parts.leukemia.marrow import marrow_category
from ebbtide.criteria.parts.leukemia.nervous_system import cns_state, is_cns2, is_cns3
from ebbtide.criteria.parts.records import NEVER
from ebbtide.terms.responses import NE
from ebbtide.terms.scans import UNTOLD

if TYPE_CHECKING:
    from ebbtide.criteria.parts.leukemia.looks import MarrowLook
    from ebbtide.criteria.parts.leukemia.rules import Rules
    from ebbtide.criteria.parts.leukemia.state import State

__all__ = ["Compartments", "compartments"]


class Compartments(NamedTuple):
    """What belongs to a time point.

    Args:
        marrow: The marrow, and `residual`, `blood`, `counts`, `nervous` likewise.
        outside: What was found outside the marrow.
        category: Of the marrow, CR, PR, SD or NE.
        axis: Of the counts, FULL and its kin.
        cns: The nervous system, a CNS code.
        cns_remains: Whether it is involved and not cleared.
        reasons: Bits of reasons of the marrow and the counts, `flags`: of flags.
    """

    marrow: Marrow
    residual: Residual
    blood: Blood
    counts: Counts
    nervous: Nervous
    outside: Found
    category: int = NE
    axis: int = UNKNOWN
    cns: int = UNTOLD
    cns_remains: bool = False
    marrow_reasons: int = 0
    count_reasons: int = 0
    flags: int = 0


def compartments(rules: Rules, state: State, look: MarrowLook, found: Found) -> Compartments:
    """Gather what belongs to a time point and judge each compartment by itself."""
    parts, carried = _gathered(rules, state, look, found)
    category, reasons, flags = marrow_category(rules, parts.marrow, parts.residual, state.baseline)
    axis, count_reasons, count_flags = counts_axis(rules, parts.counts)
    cns = cns_state(parts.nervous, by_ratio=bool(rules.ratio_limit))
    is_again = is_cns2(cns) and state.cns_clear
    flags |= count_flags | parts.outside.flags
    flags |= bits.CARRIED_FORWARD if carried else 0
    flags |= bits.CNS2_AFTER_CNS1 if is_again else 0
    return parts._replace(
        category=category,
        axis=axis,
        cns=cns,
        cns_remains=is_cns3(cns) or cns == CNS_BLASTS or (is_cns2(cns) and (not is_again or bool(rules.cns2_stays))),
        marrow_reasons=reasons,
        count_reasons=count_reasons,
        flags=flags,
    )


def _gathered(rules: Rules, state: State, look: MarrowLook, found: Found) -> tuple[Compartments, bool]:
    """Choose the findings of one call: the marrow, what lies within days of it, and imaging within weeks."""
    near, far = rules.component_days, rules.imaging_days
    reach = near if found.day == NEVER else far
    marrow, old_marrow = concurrent(rules, look.marrow, state.marrow, Marrow(), day=look.day, within=reach)
    day = look.day if old_marrow or marrow.day == NEVER else marrow.day
    residual, old_residual = concurrent(rules, look.residual, state.residual, Residual(), day=day, within=near)
    counts, old_counts = concurrent(rules, look.counts, state.counts, Counts(), day=day, within=near)
    blood, old_blood = look.blood, False
    if blood.day == NEVER:
        blood, old_blood = concurrent(rules, look.blood, state.blood, Blood(), day=day, within=near)
    nervous, old_nervous = look.nervous, False
    if nervous.day == NEVER:
        nervous, old_nervous = concurrent(rules, look.nervous, state.nervous, Nervous(), day=day, within=near)
    outside, old_outside = found, False
    if found.day == NEVER:
        outside, old_outside = concurrent(rules, found, state.outside, NOT_IMAGED, day=day, within=far)
    carried = any((old_marrow, old_residual, old_counts, old_blood, old_nervous, old_outside))
    return Compartments(marrow, residual, blood, counts, nervous, outside), carried
