"""Whether the bar is reset: what has got better since the iUPD."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.criteria.parts.episode.categories import assign
from ebbtide.criteria.parts.episode.confirming import FIVE_MM
from ebbtide.criteria.parts.reasons import (
    A4,
)
from ebbtide.terms.responses import CR, NE, NONE, PD

if TYPE_CHECKING:
    from ebbtide.criteria.parts.episode.states import Episode, Seen, State
    from ebbtide.criteria.parts.records import Common, Definition, Point

RESET_OFF = -1


def changes(
    definition: Definition, state: State, episode: Episode, seen: Seen, total: int, common: Common, point: Point
) -> bool:
    """Tell whether something got better since the iUPD, which a reset needs.

    Sources:
        Seymour 2017, table 2; EORTC FAQ scenario F (a response merely held is no change); register A4.
    """
    if changes_beside_size(state, episode, seen, point) or shrank_enough(definition, episode, total):
        return True
    return bool(definition.new_shrink_resets and common.new_then - common.new_now >= FIVE_MM)


def changes_beside_size(state: State, episode: Episode, seen: Seen, point: Point) -> bool:
    """Tell whether a category got better, which resets the bar under every reading."""
    target = seen.target.response
    if episode.by_target or (target != NONE and target < episode.target):
        return True
    if episode.by_nontarget and seen.nontarget.response != PD:
        return True
    comparable = NE not in (seen.nontarget.response, episode.nontarget)
    if target == NONE and comparable and seen.nontarget.response < episode.nontarget:
        return True
    return bool(episode.by_new and (seen.news.bits | point.new_doubtful_bits) & state.known == 0)


def shrank_enough(definition: Definition, episode: Episode, total: int) -> bool:
    """Tell whether the target sum fell enough from the iUPD."""
    if definition.reset_shrink == RESET_OFF or total < 0 or episode.total < 0:
        return False
    return episode.total - total >= definition.reset_shrink


def resets(
    definition: Definition, state: State, episode: Episode, seen: Seen, total: int, common: Common, point: Point
) -> bool:
    """Tell whether the bar is reset.

    Sources:
        Seymour 2017 (resetting the bar); register A4.
    """
    if seen.by_target or seen.new_sum_rose:
        return False
    if definition.table2_nontargets and episode.by_nontarget and seen.nontarget.response == PD:
        return False
    if episode.by_reappearance:
        if assign(seen, state, point) == CR:
            return True
        fell = total >= 0 and episode.total - total >= FIVE_MM
        return fell and 100 * total <= 70 * state.track.baseline
    return changes(definition, state, episode, seen, total, common, point)


def reset_flags(state: State, episode: Episode, seen: Seen, total: int, common: Common, point: Point) -> int:
    """Flag a reset, or none, that another reading of the source would decide otherwise (A4)."""
    if seen.by_target or seen.new_sum_rose:
        return 0
    if episode.by_nontarget and seen.nontarget.response == PD:
        return A4
    if changes_beside_size(state, episode, seen, point):
        return 0
    shrank = 0 <= total < episode.total or common.new_then - common.new_now >= FIVE_MM
    return A4 if shrank else 0
