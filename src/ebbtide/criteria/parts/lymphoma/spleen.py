"""The spleen by its vertical length; 13 cm is normal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.criteria.parts.lymphoma.records import Spleen
from ebbtide.criteria.parts.records import MISSING
from ebbtide.terms.responses import CR, NE, NED, NON, NONE, PD, PR, SD

if TYPE_CHECKING:
    from ebbtide.criteria.parts.lymphoma.records import LuganoRules


def is_enlarged(rules: LuganoRules, length: int) -> bool:
    """Tell whether a spleen is longer than a normal one."""
    return length > rules.spleen


def spleen_progressed(rules: LuganoRules, before: Spleen, now: int) -> bool:
    """Tell whether the spleen has progressed.

    Enlarged at baseline: it exceeds its baseline by more than half of what that exceeded the normal by. Not enlarged:
    2 cm longer than at baseline, and by default longer than normal. Enlarged, normal since, and now again longer than
    normal: 2 cm longer than it was at its least.

    Sources:
        Cheson 2014, Table 3, spleen.

    Examples:
        >>> from ebbtide.criteria.parts.lymphoma.records import LuganoRules
        >>> [spleen_progressed(LuganoRules(), Spleen(150_000, 150_000), now) for now in (160_000, 160_001)]
        [False, True]
    """
    if MISSING in (before.baseline, now):
        return False
    if not is_enlarged(rules, before.baseline):
        longer = now - before.baseline >= rules.spleen_step
        return longer and (is_enlarged(rules, now) or not rules.spleen_abnormal)
    excess = before.baseline - rules.spleen
    if 100 * (now - before.baseline) > rules.spleen_pct * excess:
        return True
    return bool(before.was_normal) and is_enlarged(rules, now) and now - before.least >= rules.spleen_step


def spleen_category(rules: LuganoRules, before: Spleen, now: int) -> int:
    """Judge the spleen; a response asks that more than half of the excess is gone.

    Returns:
        NONE where it was never measured at baseline, NED where it was normal then and is now, NON where it was normal
        then and is longer now, short of progression.
    """
    if before.baseline == MISSING:
        return NONE
    if now == MISSING:
        return NE if is_enlarged(rules, before.baseline) else NONE
    if spleen_progressed(rules, before, now):
        return PD
    if not is_enlarged(rules, now):
        return CR if is_enlarged(rules, before.baseline) else NED
    excess = before.baseline - rules.spleen
    if excess <= 0:
        return NON
    return PR if 100 * (before.baseline - now) > rules.spleen_pct * excess else SD


def after(rules: LuganoRules, before: Spleen, now: int) -> Spleen:
    """Remember the length of a time point."""
    if MISSING in (before.baseline, now):
        return before
    normal = before.was_normal or int(is_enlarged(rules, before.baseline) and not is_enlarged(rules, now))
    return Spleen(before.baseline, min(before.least, now), normal)
