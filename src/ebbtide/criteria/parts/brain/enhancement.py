"""The measured enhancing lesions: which are summed, what they add up to, and what the sum says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from ebbtide.criteria.parts.brain import reasons as r
from ebbtide.criteria.parts.brain.records import Enhancement, Memory, Part, Rules
from ebbtide.criteria.parts.records import MISSING, NEVER
from ebbtide.terms.lesions import ABSENT, MERGED, NONTARGET, NOT_DONE, NOT_EVALUABLE, TARGET, TOO_SMALL
from ebbtide.terms.responses import CR, NE, NONE, PD, PR, SD
from ebbtide.terms.scans import UNTOLD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ebbtide.criteria.parts.composite.looks import Look, Sight

TOO_SMALL_AREA: Final = 5_000 * 5_000


def is_read(sight: Sight) -> bool:
    """Tell whether a lesion was looked at and could be judged."""
    return sight.state not in (NOT_EVALUABLE, NOT_DONE)


def area_of(sight: Sight) -> int:
    """Take the product of a lesion's diameters: 0 where it is gone, MISSING where it cannot be had."""
    if not is_read(sight):
        return MISSING
    if sight.state in (ABSENT, MERGED) or 0 in (sight.longest, sight.across):
        return 0
    if sight.product >= 0:
        return sight.product
    if sight.longest > 0 and sight.across > 0:
        return sight.longest * sight.across
    return TOO_SMALL_AREA if sight.state == TOO_SMALL else MISSING


def image_day(sight: Sight, look: Look) -> int:
    """Take the day of a lesion's image, where it lies within the time point."""
    return sight.day if look.day <= sight.day <= max(look.day, look.last_day) else look.day


def is_measurable(rules: Rules, sight: Sight) -> bool:
    """Tell whether both diameters are long enough; what was not measured at all is taken at the reader's word.

    Sources:
        Wen 2010, "Measurable and Nonmeasurable Disease".
    """
    known = [size for size in (sight.longest, sight.across) if size != MISSING]
    printed = sight.lesion.startswith("(")
    return area_of(sight) != 0 and (printed or all(size >= rules.measurable for size in known))


class Roster(NamedTuple):
    """The lesions of baseline."""

    targets: tuple[str, ...]
    unmeasured: tuple[str, ...]
    notes: int


def choose(rules: Rules, sights: Iterable[Sight]) -> Roster:
    """Choose the lesions to sum among those of baseline: measurable targets, the largest five.

    Sources:
        Wen 2010, "Number of Lesions".
    """
    sights = tuple(sights)
    named = [sight for sight in sights if sight.role == TARGET and area_of(sight) != 0]
    fit = [sight for sight in named if is_measurable(rules, sight)]
    ordered = sorted(fit, key=lambda sight: (-area_of(sight), sight.lesion))
    targets = {sight.lesion for sight in ordered[: rules.most_targets]}
    others = [sight.lesion for sight in named if sight.lesion not in targets]
    others += [sight.lesion for sight in sights if sight.role == NONTARGET and not is_absent(sight)]
    notes = r.TARGET_NOT_MEASURABLE if len(fit) < len(named) else 0
    notes |= r.TOO_MANY_TARGETS if len(fit) > rules.most_targets else 0
    return Roster(tuple(sorted(targets)), tuple(sorted(others)), notes)


def is_absent(sight: Sight) -> bool:
    """Tell whether nothing of a lesion is there."""
    return sight.state in (ABSENT, MERGED) or (is_read(sight) and sight.longest == 0)


def measure(memory: Memory, look: Look, names: Iterable[str] | None = None) -> Enhancement:
    """Measure the lesions that are summed, or others by name."""
    wanted = tuple(names) if names is not None else memory.targets + memory.carried
    seen = {sight.lesion: sight for sight in look.sights}
    areas = {name: area_of(seen[name]) if name in seen else MISSING for name in wanted}
    flat = [name for name in wanted if areas[name] < 0 and name in seen and is_read(seen[name])]
    treated = {name for name in memory.targets if name in seen and seen[name].treated}
    return Enhancement(
        tuple((name, area) for name, area in areas.items() if area >= 0),
        sum(area < 0 for area in areas.values()),
        len(flat),
        tuple(sorted(treated.union(memory.treated))),
    )


def has_risen(rules: Rules, now: int, then: int) -> bool:
    """Tell whether a sum has grown enough; from nothing any growth is enough.

    Examples:
        >>> [has_risen(Rules(), now, 400) for now in (499, 500)], has_risen(Rules(), 1, 0)
        ([False, True], True)
    """
    return now > then and now * 100 >= then * (100 + rules.rise_pct)


def judge_targets(rules: Rules, memory: Memory, look: Look, found: Enhancement, *, dose_fell: bool) -> Part:
    """Judge the sum of products: gone, grown, not evaluable, shrunk, or neither.

    Sources:
        Wen 2010, Tables 3 and 4; a sum that lacks a lesion proves only growth.
    """
    if memory.targets and found.whole == 0:
        return Part(CR, r.TARGETS_GONE)
    if memory.nadir >= 0 and has_risen(rules, found.total, memory.nadir):
        return _grown(rules, memory, look, found, dose_fell=dose_fell)
    if not memory.targets:
        return Part(NONE, r.NO_MEASURABLE_LESION)
    flags = r.LOCAL_THERAPY if found.treated else 0
    unusable = _unusable(rules, memory, found)
    if unusable:
        return Part(NE, unusable, flags)
    if found.total * 100 <= memory.baseline * (100 - rules.fall_pct):
        on_line = found.total * 100 == memory.baseline * (100 - rules.fall_pct)
        return Part(PR, r.SUM_FELL, flags | (r.ON_THE_LINE if on_line else 0))
    return Part(SD, r.SUM_BETWEEN, flags)


def _unusable(rules: Rules, memory: Memory, found: Enhancement) -> int:
    """Find why a sum cannot be judged."""
    why = r.NO_PRODUCT if found.flat else 0
    why |= r.TARGET_NOT_ASSESSED if found.missing > found.flat else 0
    why |= r.TARGET_TREATED if found.treated and not rules.treated_counts else 0
    return why | (r.NO_BASELINE_SUM if memory.baseline < 0 else 0)


def _grown(rules: Rules, memory: Memory, look: Look, found: Enhancement, *, dose_fell: bool) -> Part:
    """Judge a sum that has grown."""
    flags = r.LOCAL_THERAPY if found.treated else 0
    flags |= r.ON_THE_LINE if found.total * 100 == memory.nadir * (100 + rules.rise_pct) else 0
    if dose_fell:
        unusable = _unusable(rules, memory, found)
        return Part(NE if unusable else SD, r.SUM_ROSE_ON_LESS_STEROID | unusable, flags | r.STEROID_REDUCED)
    flags |= r.PARTIAL_PD if found.missing else 0
    growing = grown_lesions(rules, memory, look)
    days = [image_day(sight, look) for sight in growing]
    return Part(PD, r.SUM_ROSE, flags, min(days, default=look.day), outside_field(growing))


def grown_lesions(rules: Rules, memory: Memory, look: Look) -> list[Sight]:
    """Find the summed lesions that have themselves grown by as much, or, where none has, that have grown at all."""
    least = dict(memory.least)
    summed = [
        (sight, area_of(sight), least[sight.lesion])
        for sight in look.sights
        if sight.lesion in memory.targets + memory.carried and least.get(sight.lesion, MISSING) >= 0
    ]
    much = [sight for sight, now, then in summed if has_risen(rules, now, then)]
    return much or [sight for sight, now, then in summed if now > then]


def outside_field(sights: Iterable[Sight]) -> int:
    """Tell whether any of some lesions lies outside the high-dose region; UNTOLD where that may be."""
    told = {sight.irradiated for sight in sights}
    if 0 in told:
        return 1
    return UNTOLD if UNTOLD in told else 0


def remember(memory: Memory, look: Look, found: Enhancement, *, counts: bool) -> Memory:
    """Remember smallest sizes and the smallest sum.

    Sources:
        Wen 2010, Table 3: growth is measured from the smallest size at baseline or later.
    """
    least = dict(memory.least)
    for name, area in found.areas:
        least[name] = min(area, least.get(name, area))
    memory = memory._replace(least=tuple(least.items()), treated=found.treated)
    if counts and found.whole >= 0 and (memory.nadir < 0 or found.whole < memory.nadir):
        return memory._replace(nadir=found.whole, nadir_day=look.day, nadir_dose=look.steroid)
    return memory


def settle(rules: Rules, memory: Memory, look: Look) -> Memory:
    """Take the lesions of the first time point that has any as those to follow."""
    own = [sight for sight in look.sights if sight.role in (TARGET, NONTARGET)]
    if memory.settled or not own:
        return memory
    roster = choose(rules, own)
    return memory._replace(
        targets=roster.targets, unmeasured=roster.unmeasured, settled=1, notes=memory.notes | roster.notes
    )


def first_image(days: Iterable[int]) -> int:
    """Find the first of some days, NEVER where there is none."""
    return min((day for day in days if day != NEVER), default=NEVER)
