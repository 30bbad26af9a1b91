"""The overall call in acute lymphoblastic leukemia: the first row of the table that holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ebbtide.criteria.parts.leukemia import bits
from ebbtide.criteria.parts.leukemia.blood import FULL, HALF_LOW, LOW, NOT_ALL_KNOWN, ONE_LOW, has_blasts
from ebbtide.criteria.parts.leukemia.looks import SAID_CRI, SAID_MLFS
from ebbtide.criteria.parts.leukemia.marrow import PARTIAL_UP_TO, fell_by_half, is_failure
from ebbtide.criteria.parts.leukemia.nervous_system import is_cns3
from ebbtide.criteria.parts.leukemia.relapse import (
    more_blasts,
    more_circulating,
    pediatric_relapse,
    relapse_in_marrow,
)
from ebbtide.criteria.parts.records import MISSING
from ebbtide.terms.responses import CR, NE, NON, PD, PR, SD
from ebbtide.terms.scans import UNTOLD

if TYPE_CHECKING:
    from ebbtide.criteria.parts.leukemia.findings import Compartments
    from ebbtide.criteria.parts.leukemia.rules import Rules
    from ebbtide.criteria.parts.leukemia.state import State

__all__ = ["RELAPSES", "Overall", "overall"]

MARROW_RELAPSES = bits.RELAPSE_MARROW | bits.RELAPSE_AFTER_PR | bits.RELAPSE_CHILD | bits.RELAPSE_SAID
RELAPSES = MARROW_RELAPSES | bits.RELAPSE_BLOOD | bits.RELAPSE_CNS | bits.RELAPSE_OUTSIDE


class Overall(NamedTuple):
    """The call: its code, its word where a code has several, its reasons and flags."""

    code: int
    word: str = ""
    reasons: int = 0
    flags: int = 0


def overall(rules: Rules, state: State, parts: Compartments) -> Overall:
    """Take the first row that holds.

    Rows: progression or relapse anywhere; failure by residual disease; disease outside the marrow or in the nervous
    system that is not cleared; partial remission of the marrow; a compartment that is needed and not known; remission
    by the counts; stable disease.

    Sources:
        Gokbuget 2024, response criteria; Kroger 2010, Table 4a; Brown 2021; CIBMTR.
    """
    lost, flags = _lost(rules, state, parts)
    if lost:
        is_relapse = state.had_remission or lost & RELAPSES
        return Overall(PD, "RELAPSE" if is_relapse else "PD", lost, flags)
    if is_failure(rules, parts.residual):
        return Overall(SD, "FAILURE", bits.MRD_ONE_PERCENT, flags)
    if parts.outside.present or parts.cns_remains:
        return _with_residue(parts, flags)
    if parts.category == PR and _blood_fell(rules, state, parts):
        if parts.axis == FULL:
            return Overall(PR, "", bits.MARROW_FELL | parts.count_reasons, flags)
        flags |= _doubt(parts)
    unknown = _unknown(rules, state, parts)
    if unknown:
        return Overall(NE, "", unknown, flags)
    if parts.category == CR:
        return _remission(rules, parts, flags)
    return Overall(SD, "", parts.marrow_reasons | bits.NEITHER, flags)


def _lost(rules: Rules, state: State, parts: Compartments) -> tuple[int, int]:
    """Gather every compartment's progression or relapse, and the flags that come with it."""
    in_remission, flags = state.had_remission, 0
    if state.by_consensus:
        is_new = parts.marrow.day != state.marrow.day
        reason, doubt = pediatric_relapse(parts.marrow, parts.residual, is_second=state.in_question and is_new)
        lost, flags = (reason, doubt) if in_remission else (0, 0)
    else:
        lost = relapse_in_marrow(
            rules, parts.marrow, in_remission=in_remission, had_partial=state.had_partial and not in_remission
        )
    if parts.outside.category == PD:
        lost |= parts.outside.reasons
    if is_cns3(parts.cns) and (state.cns_clear or in_remission):
        lost |= bits.RELAPSE_CNS
    if in_remission:
        lost |= bits.RELAPSE_BLOOD if has_blasts(parts.blood) and not state.blood_remains else 0
        lost |= bits.RELAPSE_OUTSIDE if parts.outside.present else 0
        is_back = parts.category in (PR, SD) and not lost & MARROW_RELAPSES
        return lost, flags | (bits.BLASTS_AFTER_REMISSION if is_back else 0)
    lost |= bits.MORE_MARROW if more_blasts(rules, parts.marrow.blasts, state.least) else 0
    lost |= bits.MORE_BLOOD if more_circulating(rules, parts.blood, state.least_blood) else 0
    return lost, flags


def _with_residue(parts: Compartments, flags: int) -> Overall:
    """Judge where disease is left outside the marrow or in the nervous system: never complete."""
    reasons = (bits.OUTSIDE_REMAINS if parts.outside.present else 0) | (bits.CNS_REMAINS if parts.cns_remains else 0)
    is_low = parts.category == CR if parts.marrow.blasts == MISSING else parts.marrow.blasts <= PARTIAL_UP_TO
    if parts.outside.halved and not parts.cns_remains and is_low:
        if parts.axis == FULL:
            return Overall(PR, "", reasons | bits.OUTSIDE_HALVED | parts.marrow_reasons | parts.count_reasons, flags)
        flags |= _doubt(parts)
    return Overall(NON, "", reasons | parts.marrow_reasons, flags)


def _doubt(parts: Compartments) -> int:
    """Flag counts that are not known where they decide."""
    return bits.COUNTS_UNKNOWN if parts.axis in NOT_ALL_KNOWN else 0


def _blood_fell(rules: Rules, state: State, parts: Compartments) -> bool:
    """Tell whether circulating blasts have fallen by half, where the profile asks about them.

    Sources:
        Kroger 2010, Table 4a.
    """
    if not rules.needs_blood or not has_blasts(parts.blood):
        return True
    then, now = state.baseline_blood, parts.blood
    return then.unit == now.unit and fell_by_half(now.amount, then.amount)


def _unknown(rules: Rules, state: State, parts: Compartments) -> int:
    """List what is needed and not known: involved at baseline, or asked for by the profile."""
    unknown = bits.MARROW_UNKNOWN if parts.category == NE else 0
    if state.outside_there and parts.outside.category == NE:
        unknown |= bits.OUTSIDE_UNKNOWN
    asks = not rules.unexamined_is_clear
    is_known = state.cns_clear or parts.outside.said_clear
    if parts.cns == UNTOLD and (state.cns_involved or (asks and rules.needs_cns and not is_known)):
        unknown |= bits.CNS_UNKNOWN
    if asks and rules.needs_blood and has_blasts(parts.blood) is None:
        unknown |= bits.BLOOD_UNKNOWN
    return unknown


def _remission(rules: Rules, parts: Compartments, flags: int) -> Overall:
    """Name a remission of the marrow by the counts."""
    reasons = parts.marrow_reasons | (parts.outside.reasons & bits.OUTSIDE_GONE)
    if has_blasts(parts.blood):
        if rules.needs_blood:
            return Overall(SD, "", reasons | bits.BLOOD_BLASTS, flags)
        flags |= bits.CIRCULATING_BLASTS
    if rules.needs_trilineage:
        if parts.marrow.trilineage == 0:
            return Overall(SD, "MLFS", reasons | bits.NO_TRILINEAGE, flags)
        flags |= bits.TRILINEAGE_UNKNOWN if parts.marrow.trilineage == UNTOLD else 0
    reasons, flags = reasons | parts.count_reasons, flags | _doubt(parts)
    if parts.axis == FULL:
        return Overall(CR, "CR", reasons, flags)
    if parts.axis in (ONE_LOW, HALF_LOW):
        return Overall(CR, "CRi", reasons, flags)
    if parts.axis == LOW:
        return Overall(SD, "MLFS", reasons, flags) if rules.one_lineage else Overall(CR, "CRi", reasons, flags)
    if parts.marrow.said == UNTOLD or parts.marrow.said > SAID_MLFS:
        return Overall(CR, "CR_COUNTS_UNKNOWN", reasons, flags)
    if parts.marrow.said == SAID_MLFS:
        return Overall(SD, "MLFS", reasons, flags)
    return Overall(CR, "CRi" if parts.marrow.said == SAID_CRI else "CR", reasons, flags)
