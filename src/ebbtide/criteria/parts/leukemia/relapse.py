"""Loss of remission, and progression before it, compartment by compartment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts.leukemia import bits
from ebbtide.criteria.parts.leukemia.blood import has_blasts
from ebbtide.criteria.parts.leukemia.looks import MRD_PERCENT, PERCENT, QUANTIFIED, SAID_RELAPSE
from ebbtide.criteria.parts.leukemia.rules import BY_AGE, PEDIATRIC
from ebbtide.criteria.parts.records import MISSING

if TYPE_CHECKING:
    from ebbtide.criteria.parts.leukemia.looks import Blood, Marrow, Residual
    from ebbtide.criteria.parts.leukemia.rules import Rules

__all__ = ["is_by_consensus", "more_blasts", "more_circulating", "pediatric_relapse", "relapse_in_marrow"]

ADULT: Final = 18
TOO_MANY: Final = 25 * PERCENT
TOO_MANY_POINTS: Final = 25 * PERCENT
ABNORMAL: Final = 5 * PERCENT
FEW: Final = 1 * PERCENT
_SURE: Final = (0, 1, 2)
"""How many tests of at least 1 % beside the first settle a relapse: from 25 %, from 5 %, from 1 % on."""


def is_by_consensus(rules: Rules, age: float | None) -> bool:
    """Tell whether relapse in the marrow goes by the pediatric consensus."""
    is_child = age is not None and age < ADULT
    return rules.relapse == PEDIATRIC or (rules.relapse == BY_AGE and is_child)


def relapse_in_marrow(rules: Rules, marrow: Marrow, *, in_remission: bool, had_partial: bool) -> int:
    """Tell whether marrow blasts are a relapse under the profile.

    Returns:
        The bit of its reason; 0 where it is none.

    Sources:
        Brown 2021 (above 5 %); Gokbuget 2024; CIBMTR; Kroger 2010, Table 4a (25 % or more after CR, above 25 % after
        PR).
    """
    if marrow.blasts == MISSING:
        return bits.RELAPSE_SAID if in_remission and marrow.said == SAID_RELAPSE else 0
    limit = rules.relapse_blasts
    is_over = marrow.blasts >= limit if rules.relapse_inclusive else marrow.blasts > limit
    if in_remission and is_over:
        return bits.RELAPSE_MARROW
    return bits.RELAPSE_AFTER_PR if rules.after_partial and had_partial and marrow.blasts > TOO_MANY else 0


def pediatric_relapse(marrow: Marrow, residual: Residual, *, is_second: bool) -> tuple[int, int]:
    """Tell whether a marrow is a relapse under the pediatric consensus.

    The share of blasts, counted or by MRD, leads; other tests of at least 1 % confirm it: none from 25 % on, one from
    5 % on, two from 1 % on; else a second marrow with two such tests does.

    Args:
        marrow: The marrow.
        residual: The tests of its time.
        is_second: Whether the marrow before was in question.

    Returns:
        The bit of its reason, and that of SECOND_MARROW_NEEDED; 0 where it does not hold.

    Sources:
        Buchmann 2022, consensus criteria for relapse (MRD available).
    """
    mrd = residual.amount // (MRD_PERCENT // PERCENT) if residual.found == QUANTIFIED else MISSING
    shares = sorted((share for share in (marrow.blasts, mrd) if share != MISSING), reverse=True)
    if not shares:
        return (bits.RELAPSE_SAID if marrow.said == SAID_RELAPSE else 0), 0
    tests = sum(share >= FEW for share in shares) + residual.others
    if shares[0] < FEW:
        return 0, 0
    needed = _SURE[0] if shares[0] >= TOO_MANY else _SURE[1] if shares[0] >= ABNORMAL else _SURE[2]
    if tests - 1 >= needed or (is_second and tests > 1):
        return bits.RELAPSE_CHILD, 0
    return 0, bits.SECOND_MARROW_NEEDED


def more_blasts(rules: Rules, blasts: int, least: int) -> bool:
    """Tell whether marrow blasts of 5 % or more have risen by 25 % from their least number.

    Sources:
        Kroger 2010, Table 4a.
    """
    if not rules.has_progression or MISSING in (blasts, least) or blasts < ABNORMAL or blasts <= least:
        return False
    return blasts - least >= TOO_MANY_POINTS if rules.pd_points else 4 * blasts >= 5 * least


def more_circulating(rules: Rules, blood: Blood, least: Blood) -> bool:
    """Tell whether circulating blasts have risen by 25 % from their least number; from none, whether there are any."""
    if not rules.has_progression or not has_blasts(blood):
        return False
    if has_blasts(least) is False:
        return True
    if MISSING in (blood.amount, least.amount) or blood.unit != least.unit:
        return False
    return blood.amount > least.amount and 4 * blood.amount >= 5 * least.amount
