"""RANO and iRANO for people: the numbers their clauses name, what comes next, and a line for each item of the table."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ebbtide.criteria.parts.brain.company import has_fallen, reference_dose
from ebbtide.criteria.parts.brain.course import ends_waiting, first_late_day
from ebbtide.criteria.parts.brain.enhancement import area_of, measure
from ebbtide.criteria.parts.brain.other_lesions import has_grown, is_there
from ebbtide.criteria.parts.brain.records import AGAINST_FIRST, FROM_BASELINE, FROM_NADIR, Memory, Pending, Rules
from ebbtide.criteria.parts.records import MISSING, NEVER
from ebbtide.terms.responses import CR, NE, PD

if TYPE_CHECKING:
    from collections.abc import Callable

    from ebbtide.criteria.parts.composite.criterion import Said


def area_text(area: int) -> str:
    """Write an area, without trailing zeros.

    Examples:
        >>> area_text(400_000_000), area_text(12_345_600), area_text(MISSING)
        ('400 mm2', '12.3456 mm2', 'unknown')
    """
    return "unknown" if area < 0 else f"{_plain(Decimal(area).scaleb(-6))} mm2"


def dose_text(dose: int) -> str:
    """Write a daily dose of dexamethasone.

    Examples:
        >>> dose_text(750), dose_text(0), dose_text(MISSING)
        ('0.75 mg', '0 mg', 'unknown')
    """
    return "unknown" if dose < 0 else f"{_plain(Decimal(dose).scaleb(-3))} mg"


def change_text(now: int, then: int) -> str:
    """Write a change in percent, cut off so that it never reaches a limit it has not met.

    Examples:
        >>> change_text(500, 400), change_text(499_999, 400_000), change_text(1, 0)
        ('+25.0 %', '+24.9 %', 'from nothing')
    """
    if then <= 0 or now < 0:
        return "from nothing" if then == 0 else "unknown"
    tenths = 1_000 * (now - then)
    whole = tenths // then if now >= then else -((-tenths) // then)
    return f"{'+' if whole >= 0 else '-'}{abs(whole) // 10}.{abs(whole) % 10} %"


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def numbers(rules: Rules, said: Said) -> dict[str, object]:
    """Give the numbers that the clauses name."""
    memory: Memory = said.state
    look, verdict = said.look, said.verdict
    found = measure(memory, look)
    since = memory.pending.day if memory.pending else verdict.since_day
    return {
        "total": area_text(found.total if found.areas else MISSING),
        "baseline": area_text(memory.baseline),
        "nadir": area_text(memory.nadir),
        "nadir_day": memory.nadir_day,
        "change": change_text(found.total, memory.baseline),
        "rise": change_text(found.total, memory.nadir),
        "growth": _growth(memory.pending, memory, said),
        "new_growth": _new_growth(rules, memory, said),
        "rise_pct": rules.rise_pct,
        "fall_pct": rules.fall_pct,
        "dose": dose_text(look.steroid),
        "baseline_dose": dose_text(memory.dose),
        "reference_dose": dose_text(reference_dose(rules, memory)),
        "physiologic": dose_text(rules.physiologic),
        "response_day": memory.complete_since if _was_complete(said) else memory.response_since,
        "response_days": rules.response_days,
        "since_day": since,
        "since_days": look.day - since,
        "radiation_days": verdict.event_day - memory.patient.radiotherapy_day,
        "immune_days": verdict.event_day - memory.patient.immunotherapy_day,
        "early_days": rules.early_days,
        "measurable": f"{rules.measurable // 1_000} mm",
        "most_targets": rules.most_targets,
    }


def _was_complete(said: Said) -> bool:
    return said.verdict.overall == CR and said.state.complete_since != NEVER


def _growth(pending: Pending | None, memory: Memory, said: Said) -> str:
    if pending is None:
        return "unknown"
    then = dict(pending.areas)
    return change_text(measure(memory, said.look, then).total, sum(then.values()))


def _new_growth(rules: Rules, memory: Memory, said: Said) -> str:
    """Name the lesions that were new and have grown, with their products where these show it."""
    least, known = dict(memory.least), dict(memory.known)
    fell = has_fallen(rules, memory, said.look)
    grown = [
        (sight, area_of(sight))
        for sight in said.look.sights
        if sight.lesion in known and is_there(sight) and has_grown(rules, memory, sight, dose_fell=fell)
    ]
    return "; ".join(
        f"{sight.lesion} to {area_text(now)}, {change_text(now, least[sight.lesion])} over its smallest"
        if now > 0 and sight.lesion in least
        else f"{sight.lesion}, by the reader's word"
        for sight, now in grown
    )


def next_after_radiation(rules: Rules, said: Said, when: Callable[[int], str]) -> str:
    """Say what a suspected progression waits for."""
    due = said.verdict.due
    if due is None or said.verdict.overall not in (PD, NE):
        return ""
    proof = (
        "enhancement outside the high-dose region or viable tumor on histology" if rules.field_proves else "histology"
    )
    need = "further growth" if rules.confirm_reference == AGAINST_FIRST else "progression"
    late = first_late_day(rules, said.state)
    sooner = f", from {when(late)} on by any that does" if ends_waiting(rules) and late < due[0] else ""
    return f"Confirmed by a scan on {when(due[0])} or later that shows {need}{sooner}, or before by {proof}."


def next_under_immunotherapy(rules: Rules, said: Said, when: Callable[[int], str]) -> str:
    """Say what an unconfirmed progression waits for."""
    due, since = said.verdict.due, said.verdict.since_day
    if due is None or said.verdict.overall not in (PD, NE):
        return ""
    against = when(since) if rules.confirm_reference == AGAINST_FIRST else "the nadir"
    return (
        f"Confirmed by a scan on {when(due[0])} or later that shows +{rules.rise_pct} % against {against} or a further "
        "new lesion, or before by clinical decline; disregarded otherwise."
    )


def _shared(rules: Rules) -> dict[str, str]:
    fell = {FROM_NADIR: "that of the smallest sum", FROM_BASELINE: "that of baseline"}.get(
        rules.dose_reference, "the last"
    )
    return {
        "measure": "sum of products of perpendicular diameters of enhancing lesions",
        "lesions": f"up to {rules.most_targets} targets, both diameters at least {rules.measurable // 1_000} mm",
        "nodes": "none",
        "CR": f"all enhancement gone, dexamethasone at most {dose_text(rules.physiologic)}, FLAIR and clinic not "
        f"worse; lasting {rules.response_days} days",
        "PR": f"at least -{rules.fall_pct} % from baseline, steroid not above baseline, FLAIR and clinic not "
        f"worse; lasting {rules.response_days} days",
        "PD": f"at least +{rules.rise_pct} % from nadir"
        + (f" on a steroid dose not below {fell}" if rules.fall_excuses else "")
        + (", FLAIR" if rules.rates_flair else "")
        + " or clinical decline",
        "held response": "no",
        "new lesions": "progression",
        "non-targets": "clear progression is progression",
    }


def says_rano(rules: Rules) -> dict[str, str]:
    """Say what RANO asks for, item by item."""
    proof = "histology or enhancement outside the field" if rules.field_proves else "histology"
    waits = "any progression" if rules.confirm_late else f"progression up to {rules.early_days} days after radiotherapy"
    return {
        **_shared(rules),
        "confirmation": f"{waits} is suspected until {proof} or a scan {rules.confirm_days} days later confirms it",
    }


def says_irano(rules: Rules) -> dict[str, str]:
    """Say what iRANO asks for, item by item."""
    against = "the first such scan" if rules.confirm_reference == AGAINST_FIRST else "the nadir"
    return {
        **_shared(rules),
        "confirmation": f"progression up to {rules.early_days} days from the start of immunotherapy is unconfirmed "
        f"until a scan {rules.confirm_days} days later shows it against {against}, or clinical decline",
    }
