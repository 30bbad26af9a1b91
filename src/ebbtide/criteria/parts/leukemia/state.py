"""What is remembered of a patient from one time point to the next."""

from __future__ import annotations

from typing import NamedTuple

from ebbtide.criteria.parts.leukemia.extramedullary import NOT_IMAGED, Found, Lesion
from ebbtide.criteria.parts.leukemia.looks import Blood, Counts, Marrow, Nervous, Residual
from ebbtide.criteria.parts.records import MISSING, NEVER

__all__ = ["State"]


class State(NamedTuple):
    """What is remembered.

    Args:
        by_consensus: Whether relapse goes by the pediatric consensus.
        has_baseline: Whether anything was examined at baseline.
        baseline: Marrow blasts at baseline; `least` and `least_day`: the least number so far, and when.
        baseline_blood: Circulating blasts at baseline; `least_blood`: the fewest so far.
        marrow: The last marrow; and so `residual`, `blood`, `counts`, `nervous`, `outside`.
        lesions: The lesions outside the marrow.
        outside_there: Whether there has been disease outside the marrow; `outside_clear`: whether it was known to be
            clear at the last time point that told.
        cns_involved: Whether the nervous system was involved at baseline or has been since; `cns_clear`: whether
            CNS1 has been seen since it last was.
        blood_remains: Whether blasts circulated when the remission was called and have not been gone since.
        remission_day: The first day of the remission that lasts; NEVER without one; `had_remission`: whether any was.
        had_partial: Whether there was a partial remission.
        progressed: Whether a progression or relapse has been called.
        in_question: Whether the last marrow needs a second one (pediatric consensus).
    """

    by_consensus: bool = False
    has_baseline: bool = True
    baseline: int = MISSING
    least: int = MISSING
    least_day: int = NEVER
    baseline_blood: Blood = Blood()
    least_blood: Blood = Blood()
    marrow: Marrow = Marrow()
    residual: Residual = Residual()
    blood: Blood = Blood()
    counts: Counts = Counts()
    nervous: Nervous = Nervous()
    outside: Found = NOT_IMAGED
    lesions: tuple[Lesion, ...] = ()
    outside_there: bool = False
    outside_clear: bool = False
    cns_involved: bool = False
    cns_clear: bool = False
    blood_remains: bool = False
    remission_day: int = NEVER
    had_remission: bool = False
    had_partial: bool = False
    progressed: bool = False
    in_question: bool = False
