"""What is remembered of the lesions, from one time point to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.criteria.parts.lymphoma.records import MARROW, NEW, Known, Size
from ebbtide.criteria.parts.lymphoma.sizes import NEWCOMERS, is_marrow, size_of
from ebbtide.criteria.parts.records import MISSING
from ebbtide.terms.lesions import ABSENT, MERGED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ebbtide.criteria.parts.composite.looks import Look, Sight
    from ebbtide.criteria.parts.lymphoma.records import Driver


def remembered(
    known: Mapping[str, Known], look: Look, drivers: Iterable[Driver], *, at_baseline: int = 0
) -> dict[str, Known]:
    """Remember the lesions of a time point beside those known before."""
    counted = {driver.lesion for driver in drivers if driver.kind in (NEW, MARROW)}
    after = dict(known)
    for sight in look.sights:
        blank = Known(sight.role, sight.nodal, int(is_marrow(sight.organ)), at_baseline)
        is_new = int(sight.role in NEWCOMERS and sight.lesion in counted)
        after[sight.lesion] = seen_again(after.get(sight.lesion, blank), sight, is_new)
    return after


def seen_again(known: Known, sight: Sight, counted: int) -> Known:
    """Remember one lesion: its least size in each axis, its size when the product was least, whether it was gone."""
    treated = max(known.treated, sight.treated)
    known = known._replace(counted=max(known.counted, counted), treated=treated)
    if sight.state == MERGED:
        return known
    if sight.state == ABSENT or sight.longest == 0:
        known = known._replace(gone=1)
    return measured(known, size_of(sight))


def measured(known: Known, now: Size) -> Known:
    """Remember a size."""
    least = Size(*(lesser(then, new) for then, new in zip(known.least, now, strict=True)))
    is_least = now.product != MISSING and (known.least.product == MISSING or now.product < known.least.product)
    first = now.product if known.first == MISSING else known.first
    return known._replace(least=least, at_least=now if is_least else known.at_least, first=first)


def lesser(then: int, now: int) -> int:
    """Take the lesser of two sizes; what is missing is none."""
    if MISSING in (then, now):
        return max(then, now)
    return min(then, now)
