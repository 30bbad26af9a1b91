"""The size of one lesion as Lugano counts it: 5 x 5 mm where it is too small to measure, 0 x 0 where it is gone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts.lymphoma.records import GONE, TOO_SMALL, UNKNOWN, Size
from ebbtide.criteria.parts.records import MISSING
from ebbtide.terms import lesions as t

if TYPE_CHECKING:
    from ebbtide.criteria.parts.composite.looks import Look, Sight

UNSEEN: Final = (t.NOT_EVALUABLE, t.NOT_DONE)
NEWCOMERS: Final = (t.NEW, t.NEW_TARGET, t.NEW_NONTARGET)
_MARROW: Final = re.compile(r"marrow", re.IGNORECASE)


def size_of(sight: Sight) -> Size:
    """Take a lesion's size; a node smaller than normal keeps its own.

    Sources:
        Cheson 2014, Table 3.
    """
    if sight.state in UNSEEN:
        return UNKNOWN
    if sight.state in (t.ABSENT, t.MERGED) or sight.longest == 0:
        return GONE
    if sight.state == t.TOO_SMALL:
        return TOO_SMALL
    known = MISSING not in (sight.longest, sight.across)
    product = sight.product if sight.product != MISSING else sight.longest * sight.across if known else MISSING
    return Size(sight.longest, sight.across, product)


def is_marrow(organ: str) -> bool:
    """Tell whether an organ is the bone marrow."""
    return _MARROW.search(organ) is not None


def by_name(look: Look) -> dict[str, Sight]:
    """Find the lesions of a time point by their name."""
    return {sight.lesion: sight for sight in look.sights}


def is_seen(sight: Sight) -> bool:
    """Tell whether a lesion is there."""
    return sight.state not in (*UNSEEN, t.ABSENT, t.MERGED, t.EQUIVOCAL) and sight.longest != 0


def is_normal_node(nodal: int, longest: int, limit: int) -> bool:
    """Tell whether a node is no longer than a normal one."""
    return bool(nodal) and 0 <= longest <= limit
