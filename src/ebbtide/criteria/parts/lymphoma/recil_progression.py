"""What is progression under RECIL: the sum, new lesions, non-measured disease, marrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.criteria.parts.lymphoma.nonmeasured import marrow_is_clear
from ebbtide.criteria.parts.lymphoma.recil_records import Facts, Note, RecilRules, RecilState, Why
from ebbtide.criteria.parts.lymphoma.records import FOCI, NEW, Driver
from ebbtide.criteria.parts.lymphoma.sizes import NEWCOMERS, UNSEEN, is_marrow, is_seen, size_of
from ebbtide.criteria.parts.records import MISSING
from ebbtide.terms.lesions import EQUIVOCAL, MEASURED, MERGED, NONTARGET, TARGET, TOO_SMALL, UNEQUIVOCAL_PROGRESSION
from ebbtide.terms.responses import NEW_EQUIVOCAL, NEW_NONE, NEW_NOT_EVALUATED, NEW_UNEQUIVOCAL, PD
from ebbtide.terms.scans import MARROW_NEW, NEW_DOUBTFUL, NEW_MORE, NEW_SEEN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ebbtide.criteria.parts.composite.looks import Look, Sight


def news_of(rules: RecilRules, state: RecilState, look: Look) -> tuple[list[Driver], int, Note]:
    """Find the new lesions: a node from 15 mm, any other that is beyond doubt, new foci on PET.

    Sources:
        Younes 2017, Table 3, new lesions.
    """
    mine = [one for one in look.sights if one.role in NEWCOMERS]
    mine = [one for one in mine if not (is_marrow(one.organ) and marrow_is_clear(look))]
    seen = [one for one in mine if is_seen(one)]
    found = [one for one in seen if counts(rules, one)]
    drivers = [Driver(NEW, one.lesion, one.avid, one.day) for one in found]
    if look.new_avid in (NEW_SEEN, NEW_MORE):
        drivers.append(Driver(FOCI, "", 1, look.day))
    flags = Note.SMALL_NEW_LESION if len(found) < len(seen) else Note(0)
    if look.new_avid == NEW_DOUBTFUL or any(one.state == EQUIVOCAL for one in mine):
        flags |= Note.EQUIVOCAL_NEW_LESION
    if any(one.state in UNSEEN for one in mine):
        flags |= Note.NEW_NOT_EVALUATED
    if drivers or any(known.counted for known in state.known.values()):
        return drivers, NEW_UNEQUIVOCAL, flags
    doubtful = flags & (Note.SMALL_NEW_LESION | Note.EQUIVOCAL_NEW_LESION)
    return drivers, NEW_EQUIVOCAL if doubtful else NEW_NOT_EVALUATED if flags else NEW_NONE, flags


def counts(rules: RecilRules, sight: Sight) -> bool:
    """Tell whether a new lesion that is seen is progression."""
    measured = sight.state in (MEASURED, TOO_SMALL) and sight.longest != MISSING
    return not (measured and sight.nodal and sight.longest < rules.new_node) or sight.avid == 1


def told_by(drivers: Iterable[Driver]) -> Why:
    """Name the reasons that new lesions give."""
    kinds = {driver.kind for driver in drivers}
    return (Why.NEW_LESION if NEW in kinds else Why(0)) | (Why.NEW_FOCI if FOCI in kinds else Why(0))


def seen_before(state: RecilState, drivers: Iterable[Driver]) -> Why:
    """Tell whether a new lesion that counted before is not among those of today."""
    today = {driver.lesion for driver in drivers}
    before = any(known.counted and name not in today for name, known in state.known.items())
    return Why.NEW_LESION_BEFORE if before else Why(0)


def progression(rules: RecilRules, state: RecilState, look: Look, facts: Facts) -> Why:
    """Find what progresses but new lesions: the sum, non-measured disease, marrow."""
    found = Why.SUM_ROSE if has_risen(rules, state, facts) and grew_enough(rules, state, look) else Why(0)
    if facts.nontarget == PD and rules.nontarget_progresses:
        found |= Why.NONTARGET_PROGRESSED
    listed = any(
        one.state == UNEQUIVOCAL_PROGRESSION and one.role == NONTARGET and is_marrow(one.organ) for one in look.sights
    )
    if not marrow_is_clear(look) and (look.marrow_uptake == MARROW_NEW or listed):
        found |= Why.MARROW_INVOLVED
    return found


def has_risen(rules: RecilRules, state: RecilState, facts: Facts) -> bool:
    """Tell whether the sum, or what is known of it, is more than a fifth over the nadir."""
    return state.nadir != MISSING and 100 * facts.partial > (100 + rules.rise_pct) * state.nadir


def grew_enough(rules: RecilRules, state: RecilState, look: Look) -> bool:
    """Tell whether a target grew that was not small, or a small one by 5 mm to more than 15 mm.

    A printed sum below 15 mm is of small lesions only, and cannot hold such growth unless it shows it itself.

    Sources:
        Younes 2017, Table 3, on lesions below 15 mm after therapy.
    """
    for sight in look.sights:
        known = state.known.get(sight.lesion)
        if known is None or known.role != TARGET or not known.at_baseline or sight.state == MERGED:
            continue
        now, then = size_of(sight).longest, known.least.longest
        if MISSING in (now, then) or now <= then:
            continue
        floor = now - then >= rules.small_step and now > rules.small
        if then >= rules.small or floor:
            return True
    return False


def progression_day(look: Look, drivers: Iterable[Driver], reasons: Why) -> int:
    """Find the day of the first image that shows a progression; the time point's own otherwise."""
    days = [driver.day for driver in drivers]
    if reasons & Why.SUM_ROSE:
        days += [one.day for one in look.sights if one.role == TARGET]
    if reasons & (Why.NONTARGET_PROGRESSED | Why.MARROW_INVOLVED):
        days += [one.day for one in look.sights if one.state == UNEQUIVOCAL_PROGRESSION]
    return min(days, default=look.day)
