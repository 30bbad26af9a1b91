"""One time point forward in acute lymphoblastic leukemia."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.criteria.parts.composite.looks import Verdict
from ebbtide.criteria.parts.leukemia import bits
from ebbtide.criteria.parts.leukemia.blood import blood_word, has_blasts
from ebbtide.criteria.parts.leukemia.extramedullary import first_lesions, judge_outside, was_clear, was_present
from ebbtide.criteria.parts.leukemia.findings import compartments
from ebbtide.criteria.parts.leukemia.looks import CNS1, CNS_WORDS
from ebbtide.criteria.parts.leukemia.marrow import is_failure, mrd_word
from ebbtide.criteria.parts.leukemia.nervous_system import cns_state
from ebbtide.criteria.parts.leukemia.overall import MARROW_RELAPSES, RELAPSES, overall
from ebbtide.criteria.parts.leukemia.relapse import is_by_consensus
from ebbtide.criteria.parts.leukemia.rules import PROFILE_NAMES
from ebbtide.criteria.parts.leukemia.state import State
from ebbtide.criteria.parts.records import MISSING, NEVER
from ebbtide.terms.responses import LEUKEMIA_WORDS, NE, NONE, PD, PR
from ebbtide.terms.scans import UNTOLD

if TYPE_CHECKING:
    from ebbtide.criteria.parts.composite.looks import Patient
    from ebbtide.criteria.parts.leukemia.extramedullary import Found
    from ebbtide.criteria.parts.leukemia.findings import Compartments
    from ebbtide.criteria.parts.leukemia.looks import MarrowLook
    from ebbtide.criteria.parts.leukemia.overall import Overall
    from ebbtide.criteria.parts.leukemia.rules import Rules

__all__ = ["begin", "step"]

FOUR_WEEKS = 28
REMISSIONS = ("CR", "CRi", "MLFS", "CR_COUNTS_UNKNOWN")
COUNT_WORDS = ("RECOVERED", "ONE_LOW", "BOTH_LOW", "ONE_LOW_ONE_UNKNOWN", "ONE_RECOVERED_ONE_UNKNOWN", "UNKNOWN")


def begin(rules: Rules, patient: Patient, look: MarrowLook) -> State:
    """Take the baseline: what was involved, and how much of it.

    What was found before therapy is compared with, and never stands in for a finding of a later call.

    Returns:
        The state before the first time point.
    """
    cns = cns_state(look.nervous, by_ratio=bool(rules.ratio_limit))
    outside = look.outside
    is_there = was_present(outside)
    is_clear = was_clear(outside)
    has_any = any(
        one.day != NEVER for one in (look.marrow, look.residual, look.blood, look.counts, look.nervous, outside)
    )
    return State(
        by_consensus=is_by_consensus(rules, patient.age),
        has_baseline=has_any,
        baseline=look.marrow.blasts,
        least=look.marrow.blasts,
        least_day=NEVER if look.marrow.blasts == MISSING else look.marrow.day,
        baseline_blood=look.blood,
        least_blood=look.blood,
        lesions=first_lesions(outside.sights),
        outside_there=is_there,
        outside_clear=is_clear,
        cns_involved=cns > CNS1,
        cns_clear=cns == CNS1,
    )


def step(rules: Rules, state: State, look: MarrowLook) -> tuple[State, Verdict]:
    """Judge one time point.

    Returns:
        The state after it, and its call.
    """
    found, lesions = judge_outside(
        rules, state.lesions, look.outside, was_there=state.outside_there, was_free=state.outside_clear
    )
    parts = compartments(rules, state, look, found)
    call = overall(rules, state, parts)
    after = _remember(state, look, parts, call, found)._replace(lesions=lesions)
    return after, _verdict(rules, state, after, look, parts, call)


def _remember(state: State, look: MarrowLook, parts: Compartments, call: Overall, found: Found) -> State:
    """Remember a time point; what was carried into its call is not remembered anew."""
    own = {
        name: getattr(look, name)
        for name in ("marrow", "residual", "blood", "counts", "nervous")
        if getattr(look, name).day != NEVER
    }
    is_told = found.day != NEVER and found.category != NE
    is_remission = call.word in REMISSIONS
    first = look.day if state.remission_day == NEVER else state.remission_day
    day = first if is_remission else state.remission_day if call.code == NE else NEVER
    return _with_least(state, look)._replace(
        **own,
        outside=found if found.day != NEVER else state.outside,
        outside_there=state.outside_there or bool(found.present),
        outside_clear=not found.present if is_told else state.outside_clear,
        cns_involved=state.cns_involved or parts.cns_remains,
        cns_clear=(parts.cns == CNS1 or (state.cns_clear and not parts.cns_remains)),
        blood_remains=_blood_remains(state, parts, is_remission=is_remission),
        remission_day=day,
        had_remission=state.had_remission or is_remission,
        had_partial=state.had_partial or (call.code == PR and not call.word),
        progressed=state.progressed or call.code == PD,
        in_question=bool(call.flags & bits.SECOND_MARROW_NEEDED),
    )


def _blood_remains(state: State, parts: Compartments, *, is_remission: bool) -> bool:
    """Tell whether blasts circulate since before the remission, so that they cannot come back."""
    seen = has_blasts(parts.blood)
    return state.blood_remains if seen is None else seen and (is_remission or state.blood_remains)


def _with_least(state: State, look: MarrowLook) -> State:
    """Lower the nadirs."""
    blasts = look.marrow.blasts
    if blasts != MISSING and (state.least == MISSING or blasts < state.least):
        state = state._replace(least=blasts, least_day=look.marrow.day)
    blood = look.blood
    if has_blasts(blood) is False:
        return state._replace(least_blood=blood)
    is_first = state.least_blood.day == NEVER
    is_same = blood.unit == state.least_blood.unit and MISSING not in (blood.amount, state.least_blood.amount)
    if has_blasts(blood) and (is_first or (is_same and blood.amount < state.least_blood.amount)):
        return state._replace(least_blood=blood)
    return state


def _verdict(rules: Rules, state: State, after: State, look: MarrowLook, parts: Compartments, call: Overall) -> Verdict:
    flags = parts.flags | call.flags | (bits.PROFILE << rules.profile)
    flags |= bits.AFTER_PD if state.progressed else 0
    flags |= 0 if state.has_baseline else bits.NO_BASELINE
    if rules.four_weeks and call.word in REMISSIONS and look.day - after.remission_day < FOUR_WEEKS:
        flags |= bits.UNDER_4_WEEKS
    marrow = PD if call.reasons & (MARROW_RELAPSES | bits.MORE_MARROW) else parts.category
    return Verdict(
        call.code,
        call.word,
        target=marrow,
        nontarget=parts.outside.category,
        new=parts.outside.new,
        reasons=call.reasons,
        flags=flags,
        burden=parts.marrow.blasts,
        baseline=state.baseline,
        nadir=state.least,
        nadir_day=state.least_day,
        event_day=look.day,
        components=_components(rules, state, parts, call, marrow),
    )


def _components(
    rules: Rules, state: State, parts: Compartments, call: Overall, marrow: int
) -> tuple[tuple[str, str], ...]:
    """Tell what each compartment says, the profile first; what was never there is NONE."""
    outside = parts.outside
    is_none = outside.category == NONE or (outside.day == NEVER and not state.outside_there)
    word = "NONE" if is_none else outside.word or LEUKEMIA_WORDS.component[outside.category]
    if marrow == PD:
        told = "RELAPSE" if call.reasons & RELAPSES else "PD"
    else:
        told = "FAILURE" if is_failure(rules, parts.residual) else LEUKEMIA_WORDS.component[marrow]
    said = [
        ("profile", PROFILE_NAMES[rules.profile]),
        ("marrow", told),
        ("mrd", mrd_word(rules, parts.residual) or "NE"),
        ("blood", blood_word(parts.blood)),
        ("counts", COUNT_WORDS[parts.axis]),
        ("cns", "NE" if parts.cns == UNTOLD else CNS_WORDS[parts.cns]),
        ("extramedullary", word),
    ]
    return tuple(said)
