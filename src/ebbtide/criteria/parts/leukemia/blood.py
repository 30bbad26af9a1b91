"""Blood: counts that have recovered or not, and blasts that circulate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts.leukemia import bits
from ebbtide.criteria.parts.leukemia.looks import GIGA_PER_LITER, GROWTH_FACTOR, TPO_AGONIST
from ebbtide.criteria.parts.records import MISSING, NEVER
from ebbtide.terms.scans import UNTOLD

if TYPE_CHECKING:
    from ebbtide.criteria.parts.leukemia.looks import Blood, Counts
    from ebbtide.criteria.parts.leukemia.rules import Rules

__all__ = [
    "FULL",
    "HALF_FULL",
    "HALF_LOW",
    "LOW",
    "NOT_ALL_KNOWN",
    "ONE_LOW",
    "UNKNOWN",
    "blood_word",
    "counts_axis",
    "has_blasts",
]

NEUTROPHILS: Final = GIGA_PER_LITER
PLATELETS: Final = 100 * GIGA_PER_LITER
FULL, ONE_LOW, LOW, HALF_LOW, HALF_FULL, UNKNOWN = range(6)
"""Both lines have recovered; one has; none has; one has not and the other is not known; one has and the other is not
known; neither is known."""
NOT_ALL_KNOWN: Final = (HALF_LOW, HALF_FULL, UNKNOWN)


def counts_axis(rules: Rules, counts: Counts) -> tuple[int, int, int]:
    """Tell which lines have recovered: by their numbers, and by the source's word where there is none.

    Returns:
        FULL and its kin; reasons; flags: the drugs that hold counts up, transfusions not told of.

    Sources:
        Gokbuget 2024, response criteria (above 1.0 and 100); Kroger 2010, Table 4a (at least); CIBMTR (at least, and
        independent of transfusions).
    """
    flags = (bits.G_CSF if counts.support & GROWTH_FACTOR else 0) | (bits.TPO if counts.support & TPO_AGONIST else 0)
    lines = [_has_recovered(rules, counts.neutrophils, NEUTROPHILS), _has_recovered(rules, counts.platelets, PLATELETS)]
    if counts.said_full:
        lines = [line is not False for line in lines]
    reasons = (bits.NEUTROPHILS_LOW if lines[0] is False else 0) | (bits.PLATELETS_LOW if lines[1] is False else 0)
    if rules.needs_no_transfusion and counts.day != NEVER:
        if counts.transfused == 1:
            return (LOW if False in lines else ONE_LOW), reasons | bits.TRANSFUSED, flags
        flags |= bits.TRANSFUSION_UNKNOWN if counts.transfused == UNTOLD else 0
    if None not in lines:
        axis = (LOW, ONE_LOW, FULL)[sum(map(bool, lines))]
        return axis, reasons or bits.COUNTS_FULL, flags
    axis = HALF_LOW if False in lines else HALF_FULL if True in lines else UNKNOWN
    return axis, reasons | bits.COUNTS_NOT_KNOWN, flags


def _has_recovered(rules: Rules, cells: int, limit: int) -> bool | None:
    if cells == MISSING:
        return None
    return cells >= limit if rules.counts_inclusive else cells > limit


def has_blasts(blood: Blood) -> bool | None:
    """Tell whether blasts circulate; None where nobody looked."""
    if blood.day == NEVER:
        return None
    if blood.amount != MISSING:
        return blood.amount > 0
    return None if blood.seen == UNTOLD else blood.seen == 1


def blood_word(blood: Blood) -> str:
    """Name what the blood shows."""
    return {None: "NE", True: "BLASTS", False: "CLEAR"}[has_blasts(blood)]
