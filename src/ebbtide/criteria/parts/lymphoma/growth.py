"""Growth of one lesion from its own nadir, and its return after it was gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.criteria.parts.lymphoma.records import GREW, NONMEASURED, REGREW, UNKNOWN, Driver, Known, LuganoRules, Size
from ebbtide.criteria.parts.lymphoma.sizes import is_seen, size_of
from ebbtide.criteria.parts.records import MISSING
from ebbtide.terms.lesions import TARGET, UNEQUIVOCAL_PROGRESSION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ebbtide.criteria.parts.composite.looks import Look
    from ebbtide.criteria.parts.lymphoma.records import LuganoState


def has_grown(rules: LuganoRules, known: Known, now: Size) -> bool:
    """Tell whether one lesion has progressed: abnormal, half larger in product, an axis longer by the step of its size.

    Sources:
        Cheson 2014, Table 3; register A7 for the size that sets the step.

    Examples:
        >>> from ebbtide.criteria.parts.lymphoma.memory import measured
        >>> lesion = measured(Known(0, 1, 0), Size(30_000, 20_000, 600_000_000))
        >>> has_grown(LuganoRules(), lesion, Size(36_000, 26_000, 936_000_000))
        False
        >>> has_grown(LuganoRules(), lesion, Size(40_000, 24_000, 960_000_000))
        True
    """
    least = known.least.product
    if MISSING in (now.longest, now.product, least) or now.longest <= (rules.node if known.nodal else rules.extranodal):
        return False
    larger = now.product > least and 100 * now.product >= (100 + rules.rise_pct) * least
    return larger and has_lengthened(rules, axes_at_nadir(rules, known), now)


def axes_at_nadir(rules: LuganoRules, known: Known) -> Size:
    """Take the axes that growth is measured from: the least of each, or those when the product was least."""
    return known.at_least if rules.axes_at_product_nadir else known.least


def has_lengthened(rules: LuganoRules, then: Size, now: Size) -> bool:
    """Tell whether either axis is longer by 5 mm, or by 10 mm where the lesion is longer than 20 mm."""
    longest = now.longest if rules.class_by_current else then.longest
    step = rules.small_step if longest <= rules.small else rules.large_step
    pairs = ((then.longest, now.longest), (then.across, now.across))
    return any(MISSING not in pair and pair[1] - pair[0] >= step for pair in pairs)


def growing(rules: LuganoRules, state: LuganoState, look: Look) -> Iterator[Driver]:
    """Find the targets, and the new lesions followed with them, that have grown or are back after they were gone.

    A node that was gone is back when it is longer than a normal one. A reader's word on a target without a size is
    taken as said.
    """
    for sight in look.sights:
        known = state.known.get(sight.lesion)
        if known is None or (known.role != TARGET and sight.lesion not in state.accepted):
            continue
        now = size_of(sight)
        if known.gone and is_seen(sight) and is_back(rules, known, now):
            yield Driver(REGREW, sight.lesion, sight.avid, sight.day)
        elif has_grown(rules, known, now):
            yield Driver(GREW, sight.lesion, sight.avid, sight.day)
        elif sight.state == UNEQUIVOCAL_PROGRESSION and now == UNKNOWN:
            yield Driver(NONMEASURED, sight.lesion, sight.avid, sight.day)


def is_back(rules: LuganoRules, known: Known, now: Size) -> bool:
    """Tell whether a lesion that was gone is there as disease: a node longer than normal, any other that is seen.

    Sources:
        Cheson 2014, Table 3, on previously resolved lesions. That a node must be abnormal again is our reading.
    """
    return not known.nodal or max(now.longest, now.across) > rules.node
