"""What a PET says of single lesions: their uptake, which are known, and which are new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from ebbtide.criteria.parts.metabolic import reasons as r
from ebbtide.criteria.parts.metabolic.records import Known
from ebbtide.criteria.parts.records import MISSING
from ebbtide.terms.lesions import ABSENT, EQUIVOCAL, MERGED, NEW, NOT_DONE, NOT_EVALUABLE
from ebbtide.terms.responses import NEW_EQUIVOCAL, NEW_NONE, NEW_NOT_EVALUATED, NEW_UNEQUIVOCAL
from ebbtide.terms.scans import NEW_DOUBTFUL, NEW_MORE, NEW_SEEN, NEW_UNREAD, NO_NEW, UNTOLD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ebbtide.criteria.parts.composite.looks import Look, Sight

NOT_READ: Final = (NOT_DONE, NOT_EVALUABLE)
NOT_THERE: Final = (ABSENT, EQUIVOCAL, MERGED)
_NOT_VISCERAL: Final = ("node", "lymph", "bone", "skelet", "vertebra", "skin", "cutan", "soft tissue", "muscle")


class News(NamedTuple):
    """The new lesions of a scan.

    Args:
        sights: Those that count as new FDG-avid lesions.
        unlisted: 1 where the scan is said to show new foci and none is listed.
        word: NEW_UNEQUIVOCAL and its kin.
        more: 1 where further new foci are said to be there.
        denied: 1 where the scan is said to show none.
        flags: What a reader should know of them.
    """

    sights: tuple[Sight, ...]
    unlisted: int
    word: int
    more: int
    denied: int
    flags: int

    @property
    def present(self) -> bool:
        """Whether there is any."""
        return bool(self.sights) or bool(self.unlisted)


def uptake_of(sight: Sight) -> int:
    """Tell the SULpeak of a lesion: 0 where it has gone or takes up nothing, MISSING where nobody said.

    A lesion that has merged with another speaks through it.
    """
    if sight.sul != MISSING:
        return sight.sul
    if sight.state in {ABSENT, MERGED} or sight.avid == 0 or sight.longest == 0:
        return 0
    return MISSING


def is_there(sight: Sight) -> bool:
    """Whether a lesion is seen beyond doubt; its uptake shows it even where its size could not be told."""
    if sight.state in NOT_READ:
        return sight.sul > 0 or sight.avid == 1
    return sight.state not in NOT_THERE and sight.longest != 0


def is_unread(sight: Sight) -> bool:
    """Whether a lesion was not looked at, as far as anything told goes."""
    return sight.state in NOT_READ and uptake_of(sight) == MISSING and sight.avid != 1


def known_lesions(look: Look) -> tuple[Known, ...]:
    """List the lesions of a baseline that take up FDG, or may: what is there then is not new, whatever it is called."""
    return tuple(
        Known(sight.lesion, uptake_of(sight), sight.longest, sight.avid)
        for sight in look.sights
        if uptake_of(sight) != 0 and (sight.role < NEW or is_there(sight))
    )


def old_sights(look: Look, known: Iterable[str]) -> tuple[Sight, ...]:
    """Pick the lesions that are not new."""
    names = set(known)
    return tuple(sight for sight in look.sights if sight.role < NEW or sight.lesion in names)


def new_sights(look: Look, known: Iterable[str]) -> tuple[Sight, ...]:
    """Pick the lesions that have come since baseline."""
    names = set(known)
    return tuple(sight for sight in look.sights if sight.role >= NEW and sight.lesion not in names)


def find_news(look: Look, known: Iterable[str]) -> News:
    """Find the new FDG-avid lesions of a scan.

    A new lesion counts unless it is said not to take up FDG; where it is only listed, what is said of new foci on
    the whole scan decides.
    """
    listed = new_sights(look, known)
    unsure = look.new_avid in {NO_NEW, NEW_DOUBTFUL}
    sights = tuple(
        sight for sight in listed if is_there(sight) and uptake_of(sight) != 0 and not (unsure and not _is_told(sight))
    )
    unlisted = int(not sights and look.new_avid in {NEW_SEEN, NEW_MORE})
    doubtful = look.new_avid == NEW_DOUBTFUL or any(sight.state == EQUIVOCAL for sight in listed)
    unread = look.new_avid == NEW_UNREAD or any(is_unread(sight) for sight in listed)
    flags = r.EQUIVOCAL_NEW_LESION if doubtful else 0
    flags |= r.NEW_NOT_EVALUATED if unread else 0
    if look.new_avid == UNTOLD and any(not _is_told(sight) for sight in sights):
        flags |= r.NEW_AVIDITY_UNTOLD
    word = _word(bool(sights) or bool(unlisted), doubtful, unread)
    return News(sights, unlisted, word, int(look.new_avid == NEW_MORE), int(look.new_avid == NO_NEW), flags)


def is_visceral(sight: Sight) -> bool:
    """Whether a new lesion lies in an inner organ, as far as its place is told."""
    place = sight.organ.lower()
    return bool(place) and not sight.nodal and not any(part in place for part in _NOT_VISCERAL)


def first_day(look: Look, sights: Iterable[Sight]) -> int:
    """Find the day of the first image of these lesions, within the time point."""
    days = [sight.day for sight in sights if sight.day >= look.day]
    return min(days, default=look.day)


def _is_told(sight: Sight) -> bool:
    return sight.avid != UNTOLD or sight.sul != MISSING


def _word(present: bool, doubtful: bool, unread: bool) -> int:
    if present:
        return NEW_UNEQUIVOCAL
    if doubtful:
        return NEW_EQUIVOCAL
    return NEW_NOT_EVALUATED if unread else NEW_NONE
