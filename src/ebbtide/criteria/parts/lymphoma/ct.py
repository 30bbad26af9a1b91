"""The category of CT: progression, complete response, partial response, stable disease."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ebbtide.criteria.parts.lymphoma import growth, news, nonmeasured, products
from ebbtide.criteria.parts.lymphoma import spleen as spleens
from ebbtide.criteria.parts.lymphoma.reasons import WHY_OF, Note, Why
from ebbtide.criteria.parts.lymphoma.records import (
    GREW,
    MARROW,
    REGREW,
    SPLEEN,
    Ct,
    Driver,
    LuganoRules,
    LuganoState,
)
from ebbtide.criteria.parts.lymphoma.sizes import by_name, is_seen
from ebbtide.criteria.parts.records import MISSING
from ebbtide.terms.lesions import TARGET
from ebbtide.terms.responses import CR, NE, NED, NON, NONE, PD, PR, SD
from ebbtide.terms.scans import UNTOLD

if TYPE_CHECKING:
    from ebbtide.criteria.parts.composite.looks import Look

ABSENT_PARTS = (CR, NED, NONE)
"""Categories of a part that do not stand against a complete response."""


class Parts(NamedTuple):
    """The parts of CT that stand beside the targets, and whether the sum of products has fallen by half."""

    nontarget: int
    marrow: int
    spleen: int
    increased: int
    unmeasured_new: int
    fell: bool


def is_done(look: Look) -> bool:
    """Tell whether anything was looked at on CT."""
    return bool(look.sights) or look.spleen != MISSING


def judge_ct(rules: LuganoRules, state: LuganoState, look: Look) -> Ct:
    """Judge what CT shows.

    Sources:
        Cheson 2014, Table 3.
    """
    if not is_done(look):
        return Ct(reasons=Why.CT_NOT_DONE)
    seen, new = by_name(look), news.new_lesions(rules, state, look)
    spleen = spleens.spleen_category(rules, state.spleen, look.spleen)
    grown = tuple(growth.growing(rules, state, look))
    others = tuple(nonmeasured.progressing(rules, state, look))
    organ = (Driver(SPLEEN, "spleen", UNTOLD, look.day),) if spleen == PD else ()
    drivers = (*grown, *new.drivers, *others, *organ)
    rest = nonmeasured.judge_nonmeasured(rules, state, look, others)
    spd = products.sum_of(rules, state.known, seen, products.targets_of(state))
    followed = products.sum_of(rules, state.known, seen, products.followed(state))
    marrow = PD if any(one.kind == MARROW for one in drivers) else rest.marrow
    fell = MISSING not in (followed, state.baseline) and 100 * followed <= (100 - rules.fall_pct) * state.baseline
    lingering = any(is_seen(seen[name]) for name in state.accepted - state.members if name in seen)
    parts = Parts(rest.category, marrow, spleen, rest.increased, int(lingering), fell)
    normal = products.are_normal(rules, state, seen)
    target = target_category(state, drivers, normal, followed, fell)
    category, reasons = put_together(state, parts, target, products.gaps(rules, state, seen))
    if drivers:
        category, reasons = PD, why(drivers)
    flags = new.flags | noted(state, look, parts, bool(drivers) and followed == MISSING)
    return Ct(category, target, rest.category, spleen, marrow, new.word, drivers, reasons, flags, spd, followed)


def why(drivers: tuple[Driver, ...]) -> int:
    """Name the reasons of a progression."""
    reasons = Why(0)
    for driver in drivers:
        reasons |= WHY_OF.get(driver.kind, Why(0))
    return reasons


def target_category(state: LuganoState, drivers: tuple[Driver, ...], normal: bool, followed: int, fell: bool) -> int:
    """Judge the lesions that are measured."""
    if any(driver.kind in (GREW, REGREW) and state.known[driver.lesion].role == TARGET for driver in drivers):
        return PD
    if not products.targets_of(state):
        return NONE
    if normal:
        return CR
    if MISSING in (followed, state.baseline):
        return NE
    return PR if fell else SD


def put_together(state: LuganoState, parts: Parts, target: int, gaps: int) -> tuple[int, int]:
    """Put the parts together where nothing progresses.

    Sources:
        Cheson 2014, Table 3: all of the conditions of a response must hold.
    """
    if not state.has_ct:
        return NE, Why.NO_BASELINE
    if {target, parts.nontarget, parts.marrow, parts.spleen} <= {NONE, NED}:
        return NED, Why.NO_DISEASE_AT_BASELINE
    others = (parts.nontarget, parts.marrow, parts.spleen)
    if target in (CR, NONE) and all(one in ABSENT_PARTS for one in others) and not parts.unmeasured_new:
        return CR, Why.ALL_NORMAL
    if target == NE or (target == CR and state.baseline == MISSING):
        return NE, gaps
    if target == NONE:
        return without_targets(parts)
    return with_targets(parts)


def with_targets(parts: Parts) -> tuple[int, int]:
    """Tell partial response from stable disease by the sum of products, and what stands against a response."""
    if not parts.fell:
        return SD, Why.PRODUCTS_BETWEEN
    if parts.increased or parts.unmeasured_new:
        return SD, Why.PRODUCTS_FELL | Why.NONMEASURED_INCREASED
    if parts.spleen == SD:
        return SD, Why.PRODUCTS_FELL | Why.SPLEEN_NOT_FALLEN
    if parts.spleen == NE:
        return NE, Why.PRODUCTS_FELL | Why.SPLEEN_NOT_MEASURED
    return PR, Why.PRODUCTS_FELL


def without_targets(parts: Parts) -> tuple[int, int]:
    """Judge what there is where nothing is measured but, perhaps, the spleen."""
    reasons = Why.NO_TARGETS
    if NE in (parts.nontarget, parts.marrow):
        return NE, reasons | Why.TARGET_NOT_ASSESSED
    if parts.spleen == NE:
        return NE, reasons | Why.SPLEEN_NOT_MEASURED
    if parts.spleen in (PR, CR) and not parts.increased:
        return PR, reasons
    return SD, reasons | (Why.NONMEASURED_REMAINS if NON in (parts.nontarget, parts.marrow) else Why.SPLEEN_NOT_FALLEN)


def noted(state: LuganoState, look: Look, parts: Parts, partial: bool) -> int:
    """Flag what was not assessed, or stands outside the sum."""
    flags = Note(0)
    if parts.nontarget == NE:
        flags |= Note.NONTARGET_NOT_ASSESSED
    if parts.marrow == NE:
        flags |= Note.MARROW_NOT_ASSESSED
    if look.spleen != MISSING and state.spleen.baseline == MISSING:
        flags |= Note.SPLEEN_WITHOUT_BASELINE
    if any(one.role == TARGET and one.lesion not in products.targets_of(state) for one in look.sights):
        flags |= Note.LATE_TARGET
    if any(one.treated for one in look.sights):
        flags |= Note.LOCAL_THERAPY
    if partial and products.targets_of(state):
        flags |= Note.PARTIAL_PD
    return flags
