"""What RECIL asks of one time point: the sum of longest diameters, what is not measured, and bone marrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.criteria.parts.lymphoma.nonmeasured import marrow_is_clear, together
from ebbtide.criteria.parts.lymphoma.recil_records import (
    NEGATIVE,
    NOT_TOLD,
    POSITIVE,
    Facts,
    RecilRules,
    RecilState,
    Why,
    targets_of,
)
from ebbtide.criteria.parts.lymphoma.sizes import UNSEEN, by_name, is_marrow, is_seen, size_of
from ebbtide.criteria.parts.records import MISSING
from ebbtide.terms.lesions import EQUIVOCAL, NONTARGET, UNEQUIVOCAL_PROGRESSION
from ebbtide.terms.responses import CR, NE, NON, PD
from ebbtide.terms.scans import DEAUVILLE_3, DEAUVILLE_5, MARROW_NONE, UNTOLD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ebbtide.criteria.parts.composite.looks import Look, Sight
    from ebbtide.criteria.parts.lymphoma.records import Known


def facts_of(rules: RecilRules, state: RecilState, look: Look) -> Facts:
    """Add up the targets, and judge what stands beside them."""
    seen, names, gaps = by_name(look), targets_of(state), Why(0)
    sizes = []
    for name in names:
        sight, known = seen.get(name), state.known[name]
        treated = sight is not None and max(known.treated, sight.treated) and not rules.treated_counts
        size = MISSING if sight is None or treated else size_of(sight).longest
        gaps |= Why.TARGET_TREATED if treated else Why.TARGET_NOT_ASSESSED if size == MISSING else Why(0)
        sizes.append(size)
    partial = sum(size for size in sizes if size != MISSING)
    complete = bool(names) and MISSING not in sizes
    normal = complete and all(
        is_normal(rules, state.known[name], size) for name, size in zip(names, sizes, strict=True)
    )
    return Facts(
        partial if complete else MISSING, partial, normal, nontarget_of(rules, state, seen), marrow_of(look), gaps
    )


def is_normal(rules: RecilRules, known: Known, size: int) -> bool:
    """Tell whether a target is gone, or a node shorter than 10 mm."""
    return size == 0 or bool(known.nodal and 0 <= size < rules.normal_node)


def nontarget_of(rules: RecilRules, state: RecilState, seen: Mapping[str, Sight]) -> int:
    """Judge what is not measured, without marrow."""
    found = []
    for name, known in state.known.items():
        if known.role != NONTARGET or known.marrow:
            continue
        sight = seen.get(name)
        if sight is None or sight.state in (*UNSEEN, EQUIVOCAL):
            found.append(NE)
        elif sight.state == UNEQUIVOCAL_PROGRESSION:
            found.append(PD)
        else:
            small = known.nodal and 0 <= sight.longest < rules.normal_node
            found.append(NON if is_seen(sight) and not small else CR)
    return together(found)


def marrow_of(look: Look) -> int:
    """Tell whether marrow is involved: by a biopsy, as it is listed, or on PET."""
    if marrow_is_clear(look):
        return NEGATIVE
    listed = [one for one in look.sights if is_marrow(one.organ) and one.state not in (*UNSEEN, EQUIVOCAL)]
    if any(is_seen(one) for one in listed):
        return POSITIVE
    if look.marrow_uptake == UNTOLD:
        return NEGATIVE if listed else NOT_TOLD
    return NEGATIVE if look.marrow_uptake == MARROW_NONE else POSITIVE


def is_negative(look: Look) -> bool:
    """Tell whether PET is negative: a score of 1 to 3."""
    return UNTOLD < look.deauville <= DEAUVILLE_3


def is_positive(look: Look) -> bool:
    """Tell whether PET is positive: a score of 4 or 5."""
    return DEAUVILLE_3 < look.deauville <= DEAUVILLE_5
