"""The records of RANO and iRANO: rules, what is remembered, a progression that waits, one day's category."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from ebbtide.criteria.parts.records import MISSING, NEVER
from ebbtide.terms.responses import NEW_NONE, NONE, Response

if TYPE_CHECKING:
    from ebbtide.criteria.parts.composite.looks import Patient

Names: TypeAlias = tuple[str, ...]
Areas: TypeAlias = tuple[tuple[str, int], ...]
"""Products by lesion, µm²."""

FROM_NADIR: Final = 0
FROM_BASELINE: Final = 1
FROM_PREVIOUS: Final = 2
"""Which scan's steroid dose tells whether the dose has fallen."""
AGAINST_NADIR: Final = 0
AGAINST_FIRST: Final = 1
"""What a repeated scan is compared with."""
GROWTH_NEVER: Final = 0
GROWTH_LATER: Final = 1
GROWTH_ALWAYS: Final = 2
"""When the growth of a lesion that was new is progression: never, once its progression was disregarded, or always."""


class Rules(NamedTuple):
    """What RANO and iRANO ask for, in whole numbers.

    Args:
        measurable: Least diameter of a measurable lesion, both ways, µm.
        most_targets: How many lesions are summed.
        rise_pct: Growth of the sum of products that is progression; `fall_pct`: its fall that is a response.
        response_days: How long a response must last.
        physiologic: Dose that counts as no corticosteroid, thousandths of a mg.
        fall_excuses: Whether growth on a falling dose is no progression; `dose_reference`: falling against which scan.
        rates_flair: Whether T2/FLAIR can be progression.
        treated_counts: Whether a target that was treated locally keeps counting.
        early_days: Last day, after the end of radiotherapy or the start of immunotherapy, of a doubtful progression.
        confirm_days: Days until a scan can confirm one; `confirm_reference`: against which scan.
        field_proves: Whether enhancement outside the high-dose region is progression at once.
        repeat_in_window: Whether a scan that is itself early can confirm.
        confirm_late: Whether a later progression waits too; `late_final`: whether one seen after those weeks is final
            however short a time one waited before.
        new_in_sum: Whether lesions new at the first progression join the sum compared with it; `new_growth`: when the
            growth of one outside the sum counts.
        rebases: Whether growth is measured anew from a progression that was not confirmed.
    """

    measurable: int = 10_000
    most_targets: int = 5
    rise_pct: int = 25
    fall_pct: int = 50
    response_days: int = 28
    physiologic: int = 750
    fall_excuses: int = 1
    dose_reference: int = FROM_NADIR
    rates_flair: int = 1
    treated_counts: int = 0
    early_days: int = 84
    confirm_days: int = 28
    confirm_reference: int = AGAINST_NADIR
    field_proves: int = 1
    repeat_in_window: int = 1
    confirm_late: int = 0
    late_final: int = 1
    new_in_sum: int = 0
    new_growth: int = GROWTH_ALWAYS
    rebases: int = 1


class Pending(NamedTuple):
    """A progression that waits to be confirmed.

    Args:
        day: The first image that showed it.
        dose: Steroid dose then.
        areas: The lesions of the sum as they were then.
        added: Those of them that were new then.
        known: Every new lesion known then.
    """

    day: int
    dose: int
    areas: Areas
    added: Names
    known: Names


class Memory(NamedTuple):
    """What is remembered of one patient from one time point to the next.

    Args:
        patient: Who.
        targets: The lesions whose products are summed; `unmeasured`: enhancing lesions that are not.
        carried: New lesions that joined the sum after a progression that was not confirmed.
        settled: Whether the lesions to follow are known; `based`: whether they are since baseline.
        baseline: The sum at baseline; `nadir`: the smallest since, with its day and steroid dose.
        dose: Steroid dose at baseline; `last_dose`: the last one told.
        least: Each summed lesion's smallest product.
        known: New lesions seen so far, with their product when first seen.
        progressed: Unmeasured lesions in clear progression.
        treated: Targets that were treated locally.
        complete_since: Day since which the response is complete; `response_since`: since which there is one.
        pending: The progression that waits.
        done: Whether progression is final.
        notes: Flags of the choice of lesions.
    """

    patient: Patient
    targets: Names = ()
    unmeasured: Names = ()
    carried: Names = ()
    settled: int = 0
    based: int = 0
    baseline: int = MISSING
    nadir: int = MISSING
    nadir_day: int = NEVER
    nadir_dose: int = MISSING
    dose: int = MISSING
    last_dose: int = MISSING
    least: Areas = ()
    known: Areas = ()
    progressed: Names = ()
    treated: Names = ()
    complete_since: int = NEVER
    response_since: int = NEVER
    pending: Pending | None = None
    done: int = 0
    notes: int = 0

    @property
    def stands(self) -> bool:
        """Whether a progression was called that has not been taken back."""
        return self.pending is not None or bool(self.done)


class Part(NamedTuple):
    """What one part of a time point says.

    Args:
        category: A response code, NONE where there is no such part.
        reasons: A set of bits; `flags` likewise.
        day: The first image that shows it progress, NEVER where it does not.
        outside: Whether what progresses lies outside the irradiated field: 1, 0 or UNTOLD.
    """

    category: Response = NONE
    reasons: int = 0
    flags: int = 0
    day: int = NEVER
    outside: int = 0


class Enhancement(NamedTuple):
    """The measured enhancing lesions of one time point.

    Args:
        areas: Products of those that were measured.
        missing: How many were not; `flat`: how many of these lack only a product.
        treated: Targets that were treated locally, now or before.
    """

    areas: Areas
    missing: int
    flat: int
    treated: Names

    @property
    def total(self) -> int:
        """The sum of what was measured."""
        return sum(area for _, area in self.areas)

    @property
    def whole(self) -> int:
        """The sum, MISSING where a lesion was not measured."""
        return MISSING if self.missing or not self.areas else self.total


class Day(NamedTuple):
    """The category of one time point, by what is seen that day.

    Args:
        overall: PD where anything progresses.
        target: Of the measured lesions; `nontarget`: of the others; `new`: a NEW_ code.
        reasons: A set of bits; `flags` likewise.
        day: The first image that shows the progression, the time point's own day otherwise.
        outside: Whether what progresses lies outside the irradiated field: 1, 0 or UNTOLD.
        enhancement: What was measured.
        fresh: New lesions seen for the first time, with their products; `seen`: every new lesion that is there;
            `gone`: known ones that are not any more.
        progressed: Unmeasured lesions in clear progression.
    """

    overall: Response
    target: Response = NONE
    nontarget: Response = NONE
    new: int = NEW_NONE
    reasons: int = 0
    flags: int = 0
    day: int = NEVER
    outside: int = 0
    enhancement: Enhancement = Enhancement((), 0, 0, ())
    fresh: Areas = ()
    seen: Names = ()
    gone: Names = ()
    progressed: Names = ()
