"""Disease that is followed without measuring it, and the bone marrow where it is listed like a lesion."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ebbtide.criteria.parts.lymphoma.growth import is_back
from ebbtide.criteria.parts.lymphoma.records import MARROW, NONMEASURED, REGREW, Driver, Known, LuganoRules
from ebbtide.criteria.parts.lymphoma.sizes import UNSEEN, by_name, is_marrow, is_normal_node, is_seen, size_of
from ebbtide.terms.histology import Histology
from ebbtide.terms.lesions import EQUIVOCAL, INCREASED, NONTARGET, UNEQUIVOCAL_PROGRESSION
from ebbtide.terms.responses import CR, NE, NON, NONE, PD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ebbtide.criteria.parts.composite.looks import Look, Sight
    from ebbtide.criteria.parts.lymphoma.records import LuganoState


class Nonmeasured(NamedTuple):
    """The category of what is not measured, without marrow; of marrow; and whether something has increased."""

    category: int
    marrow: int
    increased: int


def progressing(rules: LuganoRules, state: LuganoState, look: Look) -> Iterator[Driver]:
    """Find what has clearly progressed, or is back after it was gone.

    Sources:
        Cheson 2014, Table 3, non-measured lesions and bone marrow.
    """
    for sight in look.sights:
        known = state.known.get(sight.lesion)
        if known is None or known.role != NONTARGET or (known.marrow and marrow_is_clear(look)):
            continue
        back = bool(known.gone) and is_seen(sight) and (not sight.nodal or is_back(rules, known, size_of(sight)))
        if sight.state == UNEQUIVOCAL_PROGRESSION or back:
            kind = MARROW if known.marrow else REGREW if back else NONMEASURED
            yield Driver(kind, sight.lesion, sight.avid, sight.day)


def marrow_is_clear(look: Look) -> bool:
    """Tell whether a biopsy of the marrow shows no lymphoma."""
    return is_marrow(look.biopsied) and look.biopsy == Histology.H1


def judge_nonmeasured(rules: LuganoRules, state: LuganoState, look: Look, drivers: tuple[Driver, ...]) -> Nonmeasured:
    """Judge what is not measured: absent or normal, neither, progressed, or not assessed."""
    seen = by_name(look)
    mine = {name: known for name, known in state.known.items() if known.role == NONTARGET}
    worse = {driver.lesion for driver in drivers}
    marrow = [
        CR if marrow_is_clear(look) else category_of(rules, seen.get(name), known, name in worse)
        for name, known in mine.items()
        if known.marrow
    ]
    others = [
        category_of(rules, seen.get(name), known, name in worse) for name, known in mine.items() if not known.marrow
    ]
    increased = any(seen[name].state == INCREASED for name in mine if name in seen)
    return Nonmeasured(together(others), together(marrow), int(increased))


def category_of(rules: LuganoRules, sight: Sight | None, known: Known, worse: bool) -> int:
    """Judge one lesion that is not measured."""
    if worse:
        return PD
    if sight is None or sight.state in (*UNSEEN, EQUIVOCAL):
        return NE
    return NON if is_seen(sight) and not is_normal_node(known.nodal, sight.longest, rules.node) else CR


def together(categories: list[int]) -> int:
    """Put several together: the worst holds, what was not assessed before what is gone."""
    return next((one for one in (PD, NON, NE, CR) if one in categories), NONE)
