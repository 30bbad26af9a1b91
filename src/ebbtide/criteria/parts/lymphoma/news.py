"""New lesions: a node longer than 15 mm, an extranodal lesion longer than 10 mm, or of any size beyond doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ebbtide.criteria.parts.lymphoma.nonmeasured import marrow_is_clear
from ebbtide.criteria.parts.lymphoma.reasons import Note
from ebbtide.criteria.parts.lymphoma.records import MARROW, NEW_BEFORE, Driver, LuganoRules
from ebbtide.criteria.parts.lymphoma.records import NEW as A_NEW_LESION
from ebbtide.criteria.parts.lymphoma.sizes import NEWCOMERS, UNSEEN, is_marrow, is_seen, size_of
from ebbtide.criteria.parts.records import MISSING
from ebbtide.terms.lesions import EQUIVOCAL, MEASURED, TOO_SMALL
from ebbtide.terms.responses import NEW_EQUIVOCAL, NEW_NONE, NEW_NOT_EVALUATED, NEW_UNEQUIVOCAL
from ebbtide.terms.scans import UNTOLD

if TYPE_CHECKING:
    from ebbtide.criteria.parts.composite.looks import Look, Sight
    from ebbtide.criteria.parts.lymphoma.records import LuganoState


class News(NamedTuple):
    """The new lesions of a time point: those that count, the word for the table, and the flags."""

    drivers: tuple[Driver, ...]
    word: int
    flags: int


def counts(rules: LuganoRules, sight: Sight) -> bool:
    """Tell whether a new lesion that is seen is progression.

    A measured one must be longer than the limit of its kind in any axis. The reader's word without a size, marrow, and
    uptake of FDG count at any size.

    Sources:
        Cheson 2014, Table 3.
    """
    if sight.state not in (MEASURED, TOO_SMALL) or sight.avid == 1 or is_marrow(sight.organ):
        return True
    now = size_of(sight)
    longest = max(now.longest, now.across)
    return longest == MISSING or longest > (rules.node if sight.nodal else rules.new_extranodal)


def new_lesions(rules: LuganoRules, state: LuganoState, look: Look) -> News:
    """Find the new lesions that count; one that counted before still does, though it is not seen now.

    A new lesion of the marrow is new involvement of the marrow, unless a biopsy of the marrow shows no lymphoma.
    """
    mine = [one for one in look.sights if one.role in NEWCOMERS and one.lesion not in state.accepted]
    mine = [one for one in mine if not (is_marrow(one.organ) and marrow_is_clear(look))]
    seen = [one for one in mine if is_seen(one)]
    found = [one for one in seen if counts(rules, one)]
    drivers = [Driver(MARROW if is_marrow(one.organ) else A_NEW_LESION, one.lesion, one.avid, one.day) for one in found]
    names = {one.lesion for one in found}
    before = [name for name, known in state.known.items() if known.counted and name not in state.accepted | names]
    drivers += [Driver(NEW_BEFORE, name, UNTOLD, look.day) for name in before]
    flags = Note(0)
    if any(one.state == EQUIVOCAL for one in mine):
        flags |= Note.EQUIVOCAL_NEW_LESION
    if len(found) < len(seen):
        flags |= Note.SMALL_NEW_LESION
    if any(one.state in UNSEEN for one in mine):
        flags |= Note.NEW_NOT_EVALUATED
    return News(tuple(drivers), word_of(bool(drivers), flags), flags)


def word_of(counted: bool, flags: int) -> int:
    """Choose the word for the table."""
    if counted:
        return NEW_UNEQUIVOCAL
    if flags & (Note.EQUIVOCAL_NEW_LESION | Note.SMALL_NEW_LESION):
        return NEW_EQUIVOCAL
    return NEW_NOT_EVALUATED if flags & Note.NEW_NOT_EVALUATED else NEW_NONE
