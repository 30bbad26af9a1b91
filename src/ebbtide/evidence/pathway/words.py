"""The words of the pathway: machines, states, labels, flags, overrides, events and the data to obtain.

No word here names a therapy, or says what to do with one.
"""

from __future__ import annotations

from enum import Enum, StrEnum
from typing import Final

__all__ = [
    "DOES_NOT_WAIT",
    "NOT_FOLLOWED",
    "Datum",
    "Event",
    "Flag",
    "Label",
    "Machine",
    "Override",
    "State",
]


class Machine(StrEnum):
    """The machines of the pathway."""

    ICI = "P-ICI"
    """A solid tumour under a checkpoint inhibitor, by iRECIST."""
    LYRIC = "P-LYRIC"
    """A lymphoma under immunomodulatory therapy, by LYRIC."""
    CART_EARLY = "P-CART-EARLY"
    """Day 0 to 35 after the latest infusion of CAR-T cells."""
    CART_M1 = "P-CART-M1"
    """A lymphoma at its PET of month 1 after CAR-T cells."""


class State(StrEnum):
    """Where a machine, or the patient, stands."""

    CLEAR = "CLEAR"
    UNCONFIRMED = "UNCONFIRMED"
    TISSUE_PENDING = "TISSUE_PENDING"
    WATCH = "WATCH"
    PSEUDO = "PSEUDO"
    CONFIRMED = "CONFIRMED"
    UNRESOLVED = "UNRESOLVED"
    IR1 = "IR1"
    IR2 = "IR2"
    IR3 = "IR3"
    PD = "PD"
    NONE = "NONE"
    FLARE_EARLY = "FLARE_EARLY"
    FLARE_SCAN = "FLARE_SCAN"
    LOCAL_CRS_ONLY = "LOCAL_CRS_ONLY"
    FLARE_RESOLVED = "FLARE_RESOLVED"
    AT_MONTH_1 = "AT_MONTH_1"
    PROGRESSION = "PROGRESSION"
    PROGRESSION_ANTIGEN_LOSS = "PROGRESSION_ANTIGEN_LOSS"
    AWAITING_PET = "AWAITING_PET"
    RESPONSE = "RESPONSE"
    INDETERMINATE_AVID = "INDETERMINATE_AVID"
    HIGH_RISK_AVID = "HIGH_RISK_AVID"
    PROGRESSION_UNCONFIRMED = "PROGRESSION_UNCONFIRMED"
    MIMIC_SUSPECTED = "MIMIC_SUSPECTED"
    CLOSED = "CLOSED"
    URGENT_REVIEW = "URGENT_REVIEW"
    """On top of a machine, which keeps running underneath."""
    NOT_ASSESSABLE = "NOT_ASSESSABLE"
    """No machine follows this patient."""


class Label(StrEnum):
    """What is said beside a state."""

    NOTHING = ""
    SUPPORTS_PSEUDO = "histology supports pseudoprogression"
    SUPPORTS_TRUE = "histology supports true progression"
    HISTOLOGY_UNDECIDED = "histology does not decide"
    NO_LYMPHOMA = "no lymphoma in sample"
    EARLY_SCAN = "early scan recorded, not used"
    NOT_EVALUABLE = "scan not evaluable"
    AGAIN_UNCONFIRMED = "iUPD again"
    BY_COURSE = "pseudoprogression by course"
    EVENT_AT_FIRST = "never settled: the event is dated at the first iUPD"
    DATED_AT_FIRST_IR = "dated at the first IR"
    RESPONSE_PATH = "response after an indeterminate response"
    STILL_LARGER = "still larger at month 1"
    LYRIC_NOT_VALIDATED = "LYRIC is not validated after CAR-T cells: Lugano and LYRIC are both shown"
    ANTIGEN_LOST = "tumor without the antigen"
    NEW_INFUSION = "a new infusion was given"
    DO_NOT_WAIT = "do not wait for the confirmation window; decision outside this tool"


class Flag(StrEnum):
    """What weakens a reading of the course."""

    NO_EXPANSION = "NO_EXPANSION"
    """No expansion of the cells was seen: it speaks against a flare."""
    CONFOUNDED = "CONFOUNDED"
    """Another therapy that acts on the tumour was given near the infusion."""


class Override(StrEnum):
    """What calls for an urgent review, whatever the machine says."""

    O1 = "O1"
    """A critical site is threatened."""
    O2 = "O2"
    """Performance is worse by a class or more, or support was escalated."""
    O3 = "O3"
    """Hyperprogression by a published definition."""
    O4 = "O4"
    """A new symptom at a growing lesion."""
    LESIONAL_CRS = "LESIONAL_CRS"
    """Lesional CRS, or its counterpart in the brain, of grade 3 or more."""


class Event(Enum):
    """What happens, in the order in which things of one day are taken; the value says it in words."""

    DUE_PASSED = "the due window has passed"
    HYPERPROGRESSION = "hyperprogression by a published definition"
    CRITICAL_SITE = "critical site"
    PERFORMANCE = "performance status"
    SUPPORT = "support of breathing or circulation"
    NEW_SYMPTOM = "new symptom"
    LESIONAL_CRS = "lesional CRS"
    ENLARGEMENT = "enlargement seen or felt"
    SHRINKAGE = "enlargement gone down"
    SCAN = "scan"
    PET = "PET"
    LYMPHOMA = "Lugano assessment"
    TISSUE_REFUSED = "biopsy declined or not possible"
    TISSUE_PLANNED = "biopsy planned"
    BIOPSY = "biopsy"
    REVIEW_CLOSED = "urgent review closed"
    INFUSION = "infusion of CAR-T cells"
    FIRST_DOSE = "first dose"
    CONFOUNDER = "another therapy near the infusion"
    NO_EXPANSION = "no expansion seen"
    NEW_THERAPY = "new anticancer therapy"
    END_OF_STUDY = "end of study"
    DEATH = "death"

    @property
    def place(self) -> int:
        """Its place in the order of a day."""
        return _PLACES[self]


_PLACES: Final = {event: place for place, event in enumerate(Event)}


class Datum(StrEnum):
    """What can be obtained to settle the question."""

    REVIEW = "urgent review by the treating team"
    CRITICAL_IMAGING = "imaging of the critical site"
    TISSUE_FEASIBILITY = "whether a growing or new lesion can be biopsied, the patient is fit for it and consents"
    BIOPSY = "biopsy of a growing lesion"
    BIOPSY_RESULT = "result of the biopsy, by class H1 to H5"
    SCAN = "next scan"
    PET = "PET"
    ANTIGEN = "target antigen on the biopsy"
    CTDNA = "ctDNA"
    PERFORMANCE = "performance status"
    SYMPTOMS = "symptoms at the growing lesions"
    CRS_GRADE = "grade of CRS, and of lesional CRS"
    EXPANSION = "CAR-T cells in blood"
    REGISTRY = "published cases of the same kind"
    CALLS = "calls under iRECIST, or infusions of CAR-T cells with dates"


DOES_NOT_WAIT: Final = frozenset(
    {
        State.CLEAR,
        State.NONE,
        State.PSEUDO,
        State.CONFIRMED,
        State.UNRESOLVED,
        State.PD,
        State.LOCAL_CRS_ONLY,
        State.FLARE_RESOLVED,
        State.PROGRESSION,
        State.PROGRESSION_ANTIGEN_LOSS,
        State.AWAITING_PET,
        State.RESPONSE,
        State.CLOSED,
    }
)
"""States in which no growth is in question."""
NOT_FOLLOWED: Final = frozenset({State.CLOSED, State.UNRESOLVED})
"""States that nothing leaves."""
