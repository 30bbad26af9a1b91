"""The marrow: below 5 % of blasts, 5 to 25 % with a fall by half, or neither; and residual disease."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts.leukemia import bits
from ebbtide.criteria.parts.leukemia.looks import (
    DETECTED,
    MRD_PERCENT,
    NOT_DETECTED,
    PERCENT,
    QUANTIFIED,
    SAID_CLEAR,
    SAID_NO_REMISSION,
    SAID_RELAPSE,
)
from ebbtide.criteria.parts.records import MISSING, NEVER
from ebbtide.terms.responses import CR, NE, PR, SD
from ebbtide.terms.scans import UNTOLD

if TYPE_CHECKING:
    from ebbtide.criteria.parts.leukemia.looks import Marrow, Residual
    from ebbtide.criteria.parts.leukemia.rules import Rules

__all__ = ["fell_by_half", "is_failure", "marrow_category", "mrd_word"]

REMISSION_BELOW: Final = 5 * PERCENT
PARTIAL_UP_TO: Final = 25 * PERCENT
MRD_FAILURE: Final = MRD_PERCENT // 100
"""0.01 %, one cell in ten thousand: also the sensitivity that a complete response needs."""


def marrow_category(rules: Rules, marrow: Marrow, residual: Residual, baseline: int) -> tuple[int, int, int]:
    """Judge a marrow by its blasts; without a number by what the source calls it.

    Args:
        rules: The profile.
        marrow: The marrow.
        residual: Residual disease of its time.
        baseline: Blasts at baseline.

    Returns:
        CR (below 5 %), PR (5 to 25 % and at most half of baseline), SD or NE; reasons; flags.

    Sources:
        Gokbuget 2024, response criteria; Kroger 2010, Table 4a.
    """
    doubt = bits.CONTRADICTORY if marrow.contradicted else 0
    if marrow.blasts == MISSING:
        category, reason = _said(marrow)
        return category, reason, doubt
    if marrow.blasts < REMISSION_BELOW:
        return CR, bits.MARROW_CLEAR, doubt
    if marrow.blasts == REMISSION_BELOW:
        doubt |= bits.REVIEW_5PCT
    if rules.mrd_decides and marrow.blasts <= PARTIAL_UP_TO and _is_below_one(residual):
        if rules.mrd_below_is_cr:
            return CR, bits.MRD_BELOW_ONE, doubt | bits.MRD_BELOW_1PCT
        doubt |= bits.MRD_BELOW_1PCT
    if marrow.blasts <= PARTIAL_UP_TO and fell_by_half(marrow.blasts, baseline):
        return PR, bits.MARROW_FELL, doubt
    return SD, bits.MARROW_BLASTS, doubt


def _said(marrow: Marrow) -> tuple[int, int]:
    if marrow.day == NEVER or marrow.said == UNTOLD:
        return NE, bits.MARROW_UNKNOWN
    if marrow.said in (SAID_NO_REMISSION, SAID_RELAPSE):
        return SD, bits.MARROW_SAID_DISEASE
    return (CR, bits.MARROW_SAID_CLEAR) if marrow.said <= SAID_CLEAR else (NE, bits.MARROW_UNKNOWN)


def _is_below_one(residual: Residual) -> bool:
    if residual.found == NOT_DETECTED:
        return True
    return residual.found == QUANTIFIED and residual.amount < MRD_PERCENT


def fell_by_half(now: int, then: int) -> bool:
    """Tell whether a number has fallen by half or more."""
    return MISSING not in (now, then) and 2 * now <= then


def is_failure(rules: Rules, residual: Residual) -> bool:
    """Tell whether residual disease of 1 % or more makes a failure, whatever the marrow looks like.

    Sources:
        Gokbuget 2024, response criteria (eln2024 alone).
    """
    return bool(rules.mrd_decides) and residual.found == QUANTIFIED and residual.amount >= MRD_PERCENT


def mrd_word(rules: Rules, residual: Residual) -> str:
    """Name the category of residual disease, empty where it was not examined.

    Sources:
        Gokbuget 2024, MRD response criteria, variants 1 and 2.
    """
    if residual.day == NEVER or residual.found == UNTOLD:
        return ""
    if residual.found == NOT_DETECTED:
        if residual.limit == MISSING:
            return "NEGATIVE"
        return "COMPLETE" if residual.limit <= MRD_FAILURE else "NEGATIVE_INSUFFICIENT_SENSITIVITY"
    if residual.found == DETECTED:
        return "POSITIVE_NOT_QUANTIFIABLE"
    if rules.mrd_second:
        return "PERSISTENCE"
    is_above = residual.amount > MRD_FAILURE or (rules.euromrd and residual.amount == MRD_FAILURE)
    return "FAILURE" if is_above else "POSITIVE_LOW"
