"""The records that the rules of LYRIC speak about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from ebbtide.criteria.parts.lymphoma.records import LuganoRules, LuganoState, Size
from ebbtide.criteria.parts.records import MISSING, NEVER

if TYPE_CHECKING:
    from collections.abc import Mapping

LAST_DAY_OF_FLARE: Final = 84
"""The last day of therapy, 12 weeks, on which growth of the sum is indeterminate."""
LATEST: Final = 84
"""Days after an indeterminate response by which it is looked at again, or a biopsy is taken."""
SOONEST: Final = 28
AGAIN_LATEST: Final = 56

CLEAR: Final = 0
IR1: Final = 1
IR2: Final = 2
IR3: Final = 3
FINAL: Final = 4
"""Where a patient stands: no progression in question, an indeterminate response of one type, progression."""


class LyricRules(NamedTuple):
    """What LYRIC asks for beyond Lugano.

    Args:
        lugano: The definition of Lugano.
        last_day: The last day of therapy on which growth of the sum is indeterminate.
        rise_pct: Growth of the sum, of a set of lesions, from its reference.
        further_pct: Further growth of the sum from the first indeterminate response.
        from_baseline: Whether the sum's reference is baseline, not the nadir.
        set_from_zero: Whether a new lesion's nadir is zero, not its first value.
        other_is_indeterminate: Whether growth of spleen, marrow or non-measured disease is IR(2).
        any_tissue: Whether lymphoma in a biopsy settles IR(1) and IR(2) too.
        sum_alone: Whether growth of the sum counts where no lesion has progressed under Lugano.
    """

    lugano: LuganoRules = LuganoRules()
    last_day: int = LAST_DAY_OF_FLARE
    rise_pct: int = 50
    further_pct: int = 10
    from_baseline: int = 0
    set_from_zero: int = 0
    other_is_indeterminate: int = 0
    any_tissue: int = 0
    sum_alone: int = 0


class LyricState(NamedTuple):
    """What is known before a time point.

    Args:
        lugano: What Lugano remembers.
        start: The first day of immunotherapy.
        phase: CLEAR, IR1, IR2, IR3 or FINAL.
        since: The day of the first indeterminate response of the run.
        spd: The sum of products at the first IR(1); `sizes`: of each lesion then.
        set_nadir: The least sum of products of the lesions followed since IR(2).
        due: When the next look is due.
    """

    lugano: LuganoState
    start: int = 0
    phase: int = CLEAR
    since: int = NEVER
    spd: int = MISSING
    sizes: Mapping[str, Size] = {}
    set_nadir: int = MISSING
    due: tuple[int, int] | None = None


class Move(NamedTuple):
    """What one time point makes of a run: where it leads, the call, its reasons and flags, and what is due."""

    phase: int
    overall: int
    reasons: int = 0
    flags: int = 0
    due: tuple[int, int] | None = None
