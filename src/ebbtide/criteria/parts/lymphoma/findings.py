"""What LYRIC asks of one time point: how the sum has grown, what drives a progression, what a biopsy shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.criteria.parts.lymphoma.growth import has_lengthened
from ebbtide.criteria.parts.lymphoma.products import product_now, targets_of
from ebbtide.criteria.parts.lymphoma.records import (
    FOCI,
    GREW,
    MARROW,
    MARROW_FOCI,
    NEW,
    NEW_BEFORE,
    NONMEASURED,
    REGREW,
    SPLEEN,
    UPTAKE,
    Judged,
    Size,
)
from ebbtide.criteria.parts.lymphoma.sizes import NEWCOMERS, is_marrow, is_seen, size_of
from ebbtide.criteria.parts.records import MISSING
from ebbtide.terms.histology import Histology
from ebbtide.terms.responses import PD

if TYPE_CHECKING:
    from ebbtide.criteria.parts.composite.looks import Look
    from ebbtide.criteria.parts.lymphoma.lyric_records import LyricRules, LyricState

BY_LESION = (GREW, REGREW, NEW, NEW_BEFORE, FOCI)
BY_OTHER = (SPLEEN, MARROW, NONMEASURED, MARROW_FOCI)


def kinds(judged: Judged) -> set[int]:
    """Name the kinds of what makes a progression under Lugano."""
    return {driver.kind for driver in judged.drivers} if judged.overall == PD else set()


def by_lesion(judged: Judged) -> bool:
    """Tell whether a lesion is new, back or larger."""
    return not kinds(judged).isdisjoint(BY_LESION)


def by_other(judged: Judged) -> bool:
    """Tell whether spleen, marrow or non-measured disease has progressed."""
    return not kinds(judged).isdisjoint(BY_OTHER)


def by_uptake_alone(judged: Judged) -> bool:
    """Tell whether higher uptake is all there is."""
    return kinds(judged) == {UPTAKE}


def sum_has_grown(rules: LyricRules, state: LyricState, judged: Judged) -> bool:
    """Tell whether the sum of products is half larger than its reference."""
    then = state.lugano.baseline if rules.from_baseline else state.lugano.nadir
    return has_risen(judged.ct.spd, then, rules.rise_pct)


def sum_has_grown_on(rules: LyricRules, state: LyricState, look: Look, judged: Judged) -> bool:
    """Tell whether the sum is a tenth larger than at the first IR(1), and a lesion longer in an axis since.

    Sources:
        Cheson 2016, "Indeterminate response", IR(1).
    """
    return has_risen(judged.ct.spd, state.spd, rules.further_pct) and any(
        one.lesion in state.sizes and has_lengthened(rules.lugano, state.sizes[one.lesion], size_of(one))
        for one in look.sights
    )


def sum_is_halved(rules: LyricRules, state: LyricState, judged: Judged) -> bool:
    """Tell whether the sum, with the new lesions followed, is half of baseline or less."""
    now, then = judged.ct.followed, state.lugano.baseline
    return MISSING not in (now, then) and 100 * now <= (100 - rules.lugano.fall_pct) * then


def has_risen(now: int, then: int, percent: int) -> bool:
    """Tell whether a sum is larger by so many percent; not where either is missing."""
    return MISSING not in (now, then) and now > then and 100 * now >= (100 + percent) * then


def newcomers(state: LyricState, look: Look, judged: Judged) -> dict[str, int]:
    """Find the new lesions of a time point that were not taken in yet, each with its product."""
    counted = {driver.lesion for driver in judged.ct.drivers if driver.kind in (NEW, MARROW)}
    fresh = counted - state.lugano.accepted
    return {one.lesion: size_of(one).product for one in look.sights if one.role in NEWCOMERS and one.lesion in fresh}


def room(rules: LyricRules, state: LyricState) -> int:
    """Count how many more lesions may be followed with the targets."""
    taken = len(targets_of(state.lugano)) + len(state.lugano.members)
    return max(rules.lugano.most_targets - taken, 0)


def newcomers_that_join(rules: LyricRules, state: LyricState, look: Look, judged: Judged) -> dict[str, int]:
    """Choose the new lesions whose products are followed from now on: the largest that are measured and find room."""
    measured = {name: area for name, area in newcomers(state, look, judged).items() if area != MISSING}
    largest = sorted(measured, key=lambda name: (-measured[name], name))
    return {name: measured[name] for name in largest[: room(rules, state)]}


def lingers(state: LyricState, look: Look) -> bool:
    """Tell whether a new lesion that was taken in is still there."""
    return any(one.lesion in state.lugano.accepted and is_seen(one) for one in look.sights)


def sizes_now(rules: LyricRules, state: LyricState, look: Look) -> dict[str, Size]:
    """Take the sizes of the targets that can be measured."""
    known = state.lugano.known
    return {
        one.lesion: size_of(one)
        for one in look.sights
        if one.lesion in targets_of(state.lugano) and product_now(rules.lugano, known[one.lesion], one) != MISSING
    }


def shows_lymphoma(look: Look) -> bool:
    """Tell whether a biopsy since the time point before shows viable lymphoma."""
    return look.biopsy in (Histology.H2, Histology.H4) and not is_marrow(look.biopsied)


def shows_none(look: Look) -> bool:
    """Tell whether an adequate biopsy since the time point before shows no lymphoma."""
    return look.biopsy == Histology.H1 and not is_marrow(look.biopsied)
