"""Whether a scan confirms an open iUPD, and whether what drove it was evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.criteria.parts.episode.categories import lacks_new
from ebbtide.criteria.parts.reasons import (
    CONFIRMED_KNOWN_NEW,
    CONFIRMED_MORE_LESIONS,
    CONFIRMED_NEW_NONTARGET,
    CONFIRMED_NEW_NONTARGET_CATEGORY,
    CONFIRMED_NEW_SUM,
    CONFIRMED_NEW_TARGET_CATEGORY,
    CONFIRMED_NONTARGET,
    CONFIRMED_SUM,
)
from ebbtide.terms.responses import NE, PD

if TYPE_CHECKING:
    from ebbtide.criteria.parts.episode.states import Episode, Seen, State
    from ebbtide.criteria.parts.records import Common, Point

FIVE_MM = 5_000


def confirmations(episode: Episode, known: int, seen: Seen, point: Point, common: Common) -> int:
    """Find every way in which this scan confirms the open iUPD.

    Sources:
        Seymour 2017, table 2 (5 mm in the sum or in the new lesions' sum, any increase of
        non-targets, a new category, more lesions); EORTC FAQ (growth adds up from the first iUPD).
    """
    found = 0
    if episode.by_target:
        grown = common.targets_now - common.targets_then >= FIVE_MM
        found |= CONFIRMED_SUM if seen.by_target and grown else 0
    elif seen.by_target:
        found |= CONFIRMED_NEW_TARGET_CATEGORY
    if episode.by_nontarget:
        found |= CONFIRMED_NONTARGET if point.nontarget_trend > 0 else 0
    elif seen.by_nontarget:
        found |= CONFIRMED_NEW_NONTARGET_CATEGORY
    if episode.by_new:
        found |= CONFIRMED_NEW_SUM if common.new_now - common.new_then >= FIVE_MM else 0
        increased = point.new_other_increased_bits & known != 0
        found |= CONFIRMED_NEW_NONTARGET if increased else 0
    elif seen.by_known_new:
        found |= CONFIRMED_KNOWN_NEW
    return found | (CONFIRMED_MORE_LESIONS if seen.added else 0)


def is_driver_unknown(state: State, episode: Episode, seen: Seen, point: Point) -> bool:
    """Tell whether a category that drove the iUPD was not evaluated."""
    if episode.by_target and seen.target.response == NE:
        return True
    unseen = point.nontargets_missing == point.nontargets
    if episode.by_nontarget and (seen.nontarget.response == NE or unseen):
        return True
    return bool(episode.by_new and lacks_new(state, point))


def still_progresses(state: State, episode: Episode, seen: Seen, point: Point) -> bool:
    """Tell whether a driver that was evaluated still stands."""
    present = (seen.news.bits | point.new_doubtful_bits) & state.known != 0
    return bool((episode.by_nontarget and seen.nontarget.response == PD) or (episode.by_new and present))
