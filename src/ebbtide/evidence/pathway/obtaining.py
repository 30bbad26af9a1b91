"""What to obtain next in each state, ranked, and why. Data only: no row names a therapy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from ebbtide.evidence.pathway.words import NOT_FOLLOWED, Datum, Flag, Label, Override, State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ebbtide.evidence.pathway.transitions import Memory

__all__ = ["OVERRIDDEN", "WANTED", "Wanted", "wanted_in"]


class Wanted(NamedTuple):
    """One thing to obtain, and why."""

    datum: Datum
    why: str


READ: Final = frozenset({Label.SUPPORTS_PSEUDO, Label.SUPPORTS_TRUE, Label.HISTOLOGY_UNDECIDED, Label.NO_LYMPHOMA})
"""Labels that say a biopsy was read."""

BIOPSY: Final = Wanted(Datum.BIOPSY, "histology is the gold standard; a sample can miss the tumour (Jia 2019)")
PERFORMANCE: Final = Wanted(Datum.PERFORMANCE, "waiting is safe only while performance and support are no worse")
SYMPTOMS: Final = Wanted(Datum.SYMPTOMS, "a new symptom at a growing lesion ends the waiting")
REGISTRY: Final = Wanted(Datum.REGISTRY, "the same course at the same time after an infusion has been described")
EXPANSION: Final = Wanted(Datum.EXPANSION, "without expansion a flare is less likely (Pulsipher 2022)")
CTDNA: Final = Wanted(Datum.CTDNA, "a second measure of the tumour beside the PET")
CONFIRMING: Final = Wanted(Datum.SCAN, "only a scan in the window confirms the progression or takes it back")

WANTED: Final[Mapping[State, tuple[Wanted, ...]]] = {
    State.UNCONFIRMED: (
        Wanted(Datum.TISSUE_FEASIBILITY, "it decides between a biopsy and the scan alone (Jia 2019)"),
        CONFIRMING,
        PERFORMANCE,
        SYMPTOMS,
    ),
    State.TISSUE_PENDING: (
        Wanted(Datum.BIOPSY_RESULT, "the class tells what the growth is made of; the scan stays due"),
        CONFIRMING,
        PERFORMANCE,
        SYMPTOMS,
    ),
    State.WATCH: (CONFIRMING, BIOPSY, PERFORMANCE, SYMPTOMS),
    State.IR1: (
        Wanted(Datum.SCAN, "the sum and each axis against the first IR tell growth from flare (Cheson 2016)"),
        BIOPSY,
        PERFORMANCE,
    ),
    State.IR2: (
        Wanted(Datum.SCAN, "the products of the new or grown lesions against their nadir decide (Cheson 2016)"),
        BIOPSY,
        PERFORMANCE,
    ),
    State.IR3: (
        Wanted(Datum.BIOPSY, "uptake alone cannot tell lymphoma from inflammation (Cheson 2016)"),
        Wanted(Datum.SCAN, "a change of size or number decides (Cheson 2016)"),
        PERFORMANCE,
    ),
    State.FLARE_EARLY: (
        Wanted(Datum.CRS_GRADE, "local inflammation of grade 3 or more cannot wait (Li 2023)"),
        Wanted(Datum.SCAN, "imaging as soon as the patient is fit for it, at the latest at month 1"),
        EXPANSION,
        REGISTRY,
        PERFORMANCE,
    ),
    State.FLARE_SCAN: (
        Wanted(Datum.SCAN, "a smaller sum, or no progression any more, tells a flare from progression (Zhao 2025)"),
        BIOPSY,
        Wanted(Datum.ANTIGEN, "tumour without the antigen is progression, whatever the size"),
        EXPANSION,
        REGISTRY,
        PERFORMANCE,
        SYMPTOMS,
    ),
    State.LOCAL_CRS_ONLY: (
        Wanted(Datum.CRS_GRADE, "swelling away from the tumour is followed clinically (Inoue 2023)"),
    ),
    State.FLARE_RESOLVED: (Wanted(Datum.SCAN, "the course after a flare is followed by the protocol's scans"),),
    State.AT_MONTH_1: (
        Wanted(Datum.PET, "month 1 after CAR-T cells is read by Deauville score and growth (Galtier 2022)"),
        BIOPSY,
        EXPANSION,
        PERFORMANCE,
    ),
    State.AWAITING_PET: (Wanted(Datum.PET, "month 1, day 25 to 35, is when the PET tells most (Galtier 2022)"),),
    State.RESPONSE: (
        Wanted(Datum.PET, "month 3: of those with Deauville 1 to 3, 67 % were free of progression at 1 year"),
    ),
    State.INDETERMINATE_AVID: (
        Wanted(Datum.CTDNA, "day 28: of 30 with Deauville 4, 22 did not progress (Galtier 2022)"),
        Wanted(Datum.PET, "month 3, or 4 to 8 weeks on"),
        PERFORMANCE,
    ),
    State.HIGH_RISK_AVID: (
        Wanted(Datum.BIOPSY, "if accessible: with Deauville 5, 9 % were free of progression at 1 year (Galtier 2022)"),
        Wanted(Datum.CTDNA, "now: a second measure of the tumour beside the PET"),
        Wanted(Datum.PET, "4 weeks on"),
        PERFORMANCE,
    ),
    State.PROGRESSION_UNCONFIRMED: (BIOPSY, CTDNA, PERFORMANCE),
    State.MIMIC_SUSPECTED: (
        Wanted(Datum.BIOPSY, "sarcoid-like or histiocytic reactions look like relapse (de Boer 2023)"),
        PERFORMANCE,
    ),
    State.NOT_ASSESSABLE: (Wanted(Datum.CALLS, "no machine can follow a patient without them"),),
}
"""By state, the most telling first; a state that is not here asks for nothing."""

OVERRIDDEN: Final[Mapping[Override, tuple[Wanted, ...]]] = {
    Override.O1: (Wanted(Datum.CRITICAL_IMAGING, "a critical site is threatened"),),
    Override.O2: (Wanted(Datum.PERFORMANCE, "it is worse than before, or support was escalated"),),
    Override.O3: (BIOPSY,),
    Override.O4: (Wanted(Datum.SYMPTOMS, "a new symptom at a growing lesion"),),
    Override.LESIONAL_CRS: (Wanted(Datum.CRS_GRADE, "local inflammation of grade 3 or more"),),
}
"""What each reason for an urgent review asks for first."""


def wanted_in(memory: Memory) -> tuple[Wanted, ...]:
    """List what to obtain, the most telling first.

    Examples:
        >>> from ebbtide.evidence.pathway.transitions import Memory
        >>> print(wanted_in(Memory(State.UNCONFIRMED))[1].datum)
        next scan
    """
    if memory.state in NOT_FOLLOWED:
        return ()
    urgent = [Wanted(Datum.REVIEW, "today: waiting for the window is not safe")] if memory.raised else []
    first = [one for override in memory.raised for one in OVERRIDDEN[override]]
    usual = [one for one in WANTED.get(memory.state, ()) if not is_known(one.datum, memory)]
    ranked = {one.datum: one for one in reversed([*urgent, *first, *usual])}
    return tuple(dict.fromkeys(ranked[one.datum] for one in [*urgent, *first, *usual]))


def is_known(datum: Datum, memory: Memory) -> bool:
    """Tell whether it is on record already."""
    if datum is Datum.BIOPSY:
        return memory.label in READ
    return datum is Datum.EXPANSION and Flag.NO_EXPANSION in memory.flags
