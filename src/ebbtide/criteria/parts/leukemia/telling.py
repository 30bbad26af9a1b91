"""A call of acute lymphoblastic leukemia told: its numbers, what comes next, and what the rules say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts.leukemia import bits
from ebbtide.criteria.parts.leukemia.extramedullary import judge_outside
from ebbtide.criteria.parts.leukemia.findings import compartments
from ebbtide.criteria.parts.leukemia.looks import (
    CNS_WORDS,
    DETECTED,
    GIGA_PER_LITER,
    MRD_PERCENT,
    NOT_DETECTED,
    PERCENT,
)
from ebbtide.criteria.parts.leukemia.rules import NCCN_SIZES, PROFILE_NAMES
from ebbtide.criteria.parts.leukemia.step import FOUR_WEEKS
from ebbtide.criteria.parts.records import MISSING, NEVER
from ebbtide.terms.responses import NE
from ebbtide.terms.scans import UNTOLD

if TYPE_CHECKING:
    from collections.abc import Callable

    from ebbtide.criteria.parts.composite.criterion import Said
    from ebbtide.criteria.parts.leukemia.looks import Residual
    from ebbtide.criteria.parts.leukemia.rules import Rules

__all__ = ["next_step", "numbers", "says"]

SAID_WORDS: Final = (
    *("called a complete remission", "called CRi", "called MLFS", "free of blasts", "called no remission"),
    "called a relapse",
)


def numbers(rules: Rules, said: Said) -> dict[str, object]:
    """Give the numbers that the clauses name.

    Returns:
        Each as it is printed, with its unit.
    """
    state, look, verdict = said
    found, _ = judge_outside(
        rules, state.lesions, look.outside, was_there=state.outside_there, was_free=state.outside_clear
    )
    parts = compartments(rules, state, look, found)
    sign = "at least" if rules.counts_inclusive else "more than"
    neutrophils, platelets = _giga(parts.counts.neutrophils), _giga(parts.counts.platelets)
    first = state.remission_day if state.remission_day != NEVER else look.day
    return {
        "blasts": _percent(verdict.burden, PERCENT),
        "baseline": _percent(verdict.baseline, PERCENT),
        "nadir": _percent(verdict.nadir, PERCENT),
        "nadir_day": verdict.nadir_day,
        "said": "not described" if parts.marrow.said == UNTOLD else SAID_WORDS[parts.marrow.said],
        "mrd": _residual(parts.residual),
        "profile": PROFILE_NAMES[rules.profile],
        "relapse_limit": _relapse_limit(rules),
        "cns": "not known" if parts.cns == UNTOLD else CNS_WORDS[parts.cns],
        "counts": f"neutrophils {neutrophils}, platelets {platelets}",
        "neutrophils": neutrophils,
        "platelets": platelets,
        "neutrophil_limit": f"{sign} 1.0e9/L",
        "platelet_limit": f"{sign} 100e9/L",
        "last_marrow": "" if state.marrow.day == NEVER else f"; the last is of day {state.marrow.day}",
        "remission_day": first,
    }


def _percent(number: int, unit: int) -> str:
    return "not known" if number == MISSING else f"{number / unit:.7g} %"


def _giga(cells: int) -> str:
    return "not known" if cells == MISSING else f"{cells / GIGA_PER_LITER:.7g}e9/L"


def _residual(residual: Residual) -> str:
    words = {UNTOLD: "not known", NOT_DETECTED: "not detected", DETECTED: "detected, not quantified"}
    return words.get(residual.found) or _percent(residual.amount, MRD_PERCENT)


def _relapse_limit(rules: Rules) -> str:
    sign = "at least" if rules.relapse_inclusive else "more than"
    return f"{sign} {rules.relapse_blasts // PERCENT} %"


def next_step(rules: Rules, said: Said, when: Callable[[int], str]) -> str:
    """Say what comes next: what is missing, what has to be looked at again, when four weeks are over."""
    state, look, verdict = said
    flags, reasons = verdict.flags, verdict.reasons
    if flags & bits.SECOND_MARROW_NEEDED:
        return "Examine a second marrow with two tests."
    if flags & bits.SWELLING_WITH_CRS:
        return "Image the lesion again once CRS is over."
    if flags & bits.REVIEW_5PCT:
        return "Have the marrow of exactly 5 % read again."
    if flags & bits.CNS2_AFTER_CNS1:
        return "Repeat the lumbar puncture."
    if verdict.overall == NE:
        missing = [word for bit, word in _MISSING if reasons & bit]
        return f"Obtain {', '.join(missing)}." if missing else ""
    if flags & bits.COUNTS_UNKNOWN:
        return "Give the neutrophils and platelets of that week."
    if rules.four_weeks and flags & bits.UNDER_4_WEEKS:
        first = state.remission_day if state.remission_day != NEVER else look.day
        return f"Look again at four weeks ({when(first + FOUR_WEEKS)})."
    return ""


_MISSING: Final = (
    (bits.MARROW_UNKNOWN, "a marrow"),
    (bits.OUTSIDE_UNKNOWN, "imaging of the disease outside the marrow"),
    (bits.CNS_UNKNOWN, "a lumbar puncture"),
    (bits.BLOOD_UNKNOWN, "a blood smear"),
)


def says(rules: Rules) -> dict[str, str]:
    """Say what the rules say, as one column of the table of criteria."""
    sign = "at least" if rules.counts_inclusive else "above"
    nccn = rules.sizes == NCCN_SIZES
    growth = "sum of products more than +25 %" if nccn else "Lugano growth"
    more = "25 % more blasts in marrow or blood, " if rules.has_progression else ""
    return {
        "measure": "marrow blasts, residual disease, blood, nervous system, disease outside the marrow",
        "lesions": "of disease outside the marrow; products",
        "nodes": "normal up to 15 mm longest diameter",
        "CR": f"blasts below 5 %, nothing outside the marrow, neutrophils {sign} 1.0, platelets {sign} 100e9/L; "
        "CRi and MLFS with lower counts",
        "PR": "blasts 5 to 25 %, at most half of baseline, with counts; or disease outside the marrow fallen by half",
        "PD": f"{more}{growth}, new disease; relapse: blasts {_relapse_limit(rules)} after remission",
        "held response": "no",
        "new lesions": "progression, or relapse after remission",
        "non-targets": "unequivocal progression is progression",
        "confirmation": "progression is final when called",
    }
