"""A scan that may confirm a progression that waits: what it is judged against, and what follows if it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from ebbtide.criteria.parts.brain import reasons as r
from ebbtide.criteria.parts.brain.categories import judge_day
from ebbtide.criteria.parts.brain.course import conclude, leave_open
from ebbtide.criteria.parts.brain.enhancement import has_risen, measure
from ebbtide.criteria.parts.brain.records import AGAINST_FIRST, GROWTH_LATER, Day, Memory, Rules
from ebbtide.criteria.parts.records import MISSING
from ebbtide.terms.responses import NE, PD

if TYPE_CHECKING:
    from ebbtide.criteria.parts.composite.looks import Look, Verdict

OTHER_SIGNS: Final = r.NONTARGET_PROGRESSED | r.NEW_LESION_GREW | r.FLAIR_ROSE | r.CLINICALLY_WORSE


class Repeat(NamedTuple):
    """What a scan shows against the one that first showed a progression.

    Args:
        reasons: Why it confirms; empty where it does not.
        open: Whether it leaves the question open.
    """

    reasons: int
    open: bool


def against_first(rules: Rules, memory: Memory, look: Look, day: Day) -> Repeat:
    """Compare a scan with the one that first showed the progression.

    Over the lesions measured then; one that is missing now counts as nothing, so that only growth is proved. What a
    reader says of lesions that are not measured and of FLAIR is taken to speak against that scan.

    Sources:
        Okada 2015: growth of 25 %, or a further new lesion, against the scan that first showed progression.
    """
    pending = memory.pending
    if pending is None:
        return Repeat(0, open=False)
    then = dict(pending.areas)
    now = measure(memory, look, then)
    excused = bool(day.flags & r.STEROID_REDUCED)
    grew = has_risen(rules, now.total, sum(then.values())) and not excused
    more = any(name not in pending.known for name in day.seen)
    reasons = (r.GREW_SINCE_FIRST if grew else 0) | (r.MORE_LESIONS_SINCE_FIRST if more else 0)
    reasons |= r.OTHERS_SINCE_FIRST if day.reasons & OTHER_SIGNS else 0
    return Repeat(reasons, open=bool(now.missing) and not reasons)


def repeat(rules: Rules, memory: Memory, look: Look, day: Day) -> tuple[int, bool, int]:
    """Judge a scan that may confirm: the reasons why it does, whether it leaves the question open, and flags."""
    first = against_first(rules, memory, look, day)
    still = r.STILL_PROGRESSED if day.overall == PD else 0
    differ = r.REFERENCES_DIFFER if bool(still) != bool(first.reasons) and day.overall != NE and not first.open else 0
    if rules.confirm_reference == AGAINST_FIRST:
        return first.reasons, first.open or (day.overall == NE and not first.reasons), differ
    return still, day.overall == NE, differ


def disregard(rules: Rules, memory: Memory, look: Look) -> Memory:
    """Take back a progression that was not confirmed; what was new then is known now.

    Where the first scan is the reference, growth is measured from the smaller of that scan and this one.
    """
    pending = memory.pending
    if pending is None:
        return memory
    known = {name for name, _ in memory.known} if rules.new_growth == GROWTH_LATER else set()
    kept = tuple((name, area) for name, area in memory.least if name not in known)
    plain = memory._replace(pending=None, progressed=(), least=kept)
    if rules.confirm_reference != AGAINST_FIRST:
        return plain
    carried = (*memory.carried, *(pending.added if rules.rebases else ()))
    summed = {*memory.targets, *carried}
    areas = {name: area for name, area in pending.areas if name in summed}
    then = sum(areas.values()) if len(areas) == len(summed) else MISSING
    now = measure(plain, look, (*memory.targets, *carried)).whole
    nadir = min((total for total in (then, now) if total >= 0), default=MISSING if pending.added else memory.nadir)
    later = nadir == now and now != then
    least = dict(kept) | areas
    return plain._replace(
        carried=carried,
        nadir=nadir,
        nadir_day=look.day if later else pending.day,
        nadir_dose=look.steroid if later else pending.dose,
        least=tuple(least.items()),
    )


def take_back(rules: Rules, memory: Memory, look: Look, flags: int) -> tuple[Memory, Verdict]:
    """Call a time point that does not confirm the progression that waited; open where that cannot be told."""
    freed = disregard(rules, memory, look)
    day = judge_day(rules, freed, look)
    if day.overall in (NE, PD):
        return leave_open(rules, memory, look, day, flags)
    freed, verdict = conclude(rules, freed, look, day, r.NOT_CONFIRMED)
    if not rules.rebases and (freed.nadir < 0 or memory.nadir < freed.nadir):
        freed = freed._replace(nadir=memory.nadir, nadir_day=memory.nadir_day, nadir_dose=memory.nadir_dose)
    return freed, verdict._replace(flags=verdict.flags | flags)
