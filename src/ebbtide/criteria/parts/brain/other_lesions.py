"""Enhancing lesions that are not measured, and lesions that are new."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ebbtide.criteria.parts.brain import reasons as r
from ebbtide.criteria.parts.brain.enhancement import (
    area_of,
    first_image,
    has_risen,
    image_day,
    is_absent,
    is_measurable,
    is_read,
    outside_field,
)
from ebbtide.criteria.parts.brain.records import GROWTH_ALWAYS, GROWTH_NEVER, Areas, Memory, Names, Part, Rules
from ebbtide.criteria.parts.records import MISSING
from ebbtide.terms.lesions import (
    ABSENT,
    DECREASED,
    EQUIVOCAL,
    MERGED,
    NEW,
    NONTARGET,
    TARGET,
    UNEQUIVOCAL_PROGRESSION,
)
from ebbtide.terms.responses import (
    CR,
    NE,
    NEW_EQUIVOCAL,
    NEW_NONE,
    NEW_NOT_EVALUATED,
    NEW_UNEQUIVOCAL,
    NON,
    NONE,
    PD,
)

if TYPE_CHECKING:
    from ebbtide.criteria.parts.composite.looks import Look, Sight


class Unmeasured(NamedTuple):
    """What the lesions that are not measured say, and which of them progress."""

    part: Part
    progressed: Names


def judge_unmeasured(memory: Memory, look: Look) -> Unmeasured:
    """Judge the enhancing lesions that are not measured: clear progression, not evaluable, gone, or neither.

    One that has clearly progressed stays so, while that progression stands, until it is smaller or gone.

    Sources:
        Wen 2010, Table 3 (clear progression of nonmeasurable disease).
    """
    seen = {sight.lesion: sight for sight in look.sights}
    own = [seen[name] for name in memory.unmeasured if name in seen]
    worse = [sight for sight in own if sight.state == UNEQUIVOCAL_PROGRESSION]
    still = [sight for sight in own if sight.lesion in memory.progressed and sight not in worse and _holds(sight)]
    progressed = tuple(sight.lesion for sight in (*worse, *(still if memory.stands else ())))
    if progressed:
        reasons = (r.NONTARGET_PROGRESSED if worse else 0) | (r.NONTARGET_STILL_PROGRESSED if still else 0)
        day = first_image(image_day(sight, look) for sight in (*worse, *still))
        return Unmeasured(Part(PD, reasons, 0, day, outside_field((*worse, *still))), progressed)
    return Unmeasured(_quiet(memory, own), ())


def _holds(sight: Sight) -> bool:
    return is_read(sight) and sight.state not in (DECREASED, ABSENT, MERGED)


def _quiet(memory: Memory, own: list[Sight]) -> Part:
    if not memory.unmeasured:
        return Part(NONE)
    if len(own) < len(memory.unmeasured) or not all(map(is_read, own)):
        return Part(NE, r.NONTARGET_NOT_ASSESSED)
    if all(map(is_absent, own)):
        return Part(CR, r.NONTARGETS_GONE)
    return Part(NON, r.NONTARGET_REMAINS)


class News(NamedTuple):
    """What is new at a time point.

    Args:
        part: PD where a lesion is new, or was and the progression stands or it has grown.
        word: A NEW_ code.
        fresh: Lesions seen for the first time, with their products; `seen`: all that are there; `gone`: known ones
            that are not any more.
    """

    part: Part
    word: int
    fresh: Areas = ()
    seen: Names = ()
    gone: Names = ()


def judge_new(rules: Rules, memory: Memory, look: Look, *, dose_fell: bool) -> News:
    """Judge new lesions; none is too small to count.

    A known one counts as progression while the progression that it made stands and it has not shrunk, and where it has
    itself grown; otherwise it keeps a response away.

    Sources:
        Wen 2010, Table 3 (any new lesion).
    """
    new = [sight for sight in look.sights if sight.role >= NEW]
    seen = [sight for sight in new if is_there(sight)]
    first = dict(memory.known)
    fresh = [sight for sight in seen if sight.lesion not in first]
    holding = [sight for sight in seen if sight.lesion in first and not has_shrunk(sight, first[sight.lesion])]
    grown = [sight for sight in seen if sight.lesion in first and has_grown(rules, memory, sight, dose_fell=dose_fell)]
    flags = _doubts(memory, look, new)
    names = tuple(sight.lesion for sight in seen)
    gone = tuple(sight.lesion for sight in new if sight.lesion in first and is_read(sight) and is_absent(sight))
    areas = tuple((sight.lesion, area_of(sight)) for sight in fresh)
    standing = holding if memory.stands else []
    shown = [*fresh, *grown] or standing
    if shown:
        reasons = (r.NEW_LESION if fresh else 0) | (r.NEW_LESION_GREW if grown else 0)
        reasons |= r.NEW_LESION_STANDS if standing else 0
        day = first_image(image_day(sight, look) for sight in shown)
        return News(Part(PD, reasons, flags, day, outside_field(shown)), NEW_UNEQUIVOCAL, areas, names, gone)
    if seen:
        return News(Part(NONE, r.NEW_LESION_REMAINS, flags), NEW_UNEQUIVOCAL, (), names, gone)
    return News(Part(NONE, _unlisted(memory, look), flags), _word(flags), gone=gone)


def is_there(sight: Sight) -> bool:
    """Tell whether a lesion recorded as new is certainly there."""
    return is_read(sight) and sight.state != EQUIVOCAL and not is_absent(sight)


def has_shrunk(sight: Sight, first: int) -> bool:
    """Tell whether a known new lesion is smaller than when it was first seen."""
    return sight.state == DECREASED or (first != MISSING and 0 <= area_of(sight) < first)


def has_grown(rules: Rules, memory: Memory, sight: Sight, *, dose_fell: bool) -> bool:
    """Tell whether a known new lesion has progressed: by the reader's word, or measured against its smallest product.

    One that is part of a sum is measured there; growth on a falling dose of corticosteroid is none.
    """
    if sight.state == UNEQUIVOCAL_PROGRESSION:
        return True
    joined = (*memory.carried, *(memory.pending.added if memory.pending else ()))
    counts = rules.new_growth == GROWTH_ALWAYS or (rules.new_growth != GROWTH_NEVER and not memory.stands)
    if not counts or dose_fell or sight.lesion in joined or not is_measurable(rules, sight):
        return False
    least = dict(memory.least).get(sight.lesion, MISSING)
    return least > 0 and has_risen(rules, area_of(sight), least)


def _doubts(memory: Memory, look: Look, new: list[Sight]) -> int:
    """Flag what is doubtful: lesions not certain, not looked at, or listed too late to be followed."""
    flags = r.EQUIVOCAL_NEW_LESION if any(sight.state == EQUIVOCAL for sight in new) else 0
    unread = any(not is_read(sight) for sight in new)
    flags |= r.NEW_NOT_EVALUATED if unread or _unlisted(memory, look) else 0
    own = {sight.lesion for sight in look.sights if sight.role in (TARGET, NONTARGET) and not is_absent(sight)}
    return flags | (r.LATE_LESION if own.difference(memory.targets, memory.unmeasured, memory.carried) else 0)


def _unlisted(memory: Memory, look: Look) -> int:
    """Tell of a known new lesion that was not looked at."""
    read = {sight.lesion for sight in look.sights if is_read(sight)}
    return 0 if all(name in read for name, _ in memory.known) else r.NEW_LESION_NOT_RULED_OUT


def _word(flags: int) -> int:
    if flags & r.EQUIVOCAL_NEW_LESION:
        return NEW_EQUIVOCAL
    return NEW_NOT_EVALUATED if flags & r.NEW_NOT_EVALUATED else NEW_NONE
