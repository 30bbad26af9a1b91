"""P-CART-M1: a lymphoma at its PET of month 1 after CAR-T cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.evidence.pathway.dues import (
    AT_MONTH_1,
    AT_MONTH_3,
    MONTH_1,
    NOTHING,
    PROTOCOL,
    WEEK_4,
    WEEKS_OR_MONTH_3,
)
from ebbtide.evidence.pathway.ici_guards import (
    decides_nothing,
    is_overdue,
    supports_pseudoprogression,
    supports_true_progression,
    window_is_past,
)
from ebbtide.evidence.pathway.transitions import AFTER_DEATH, Transition
from ebbtide.evidence.pathway.words import Event, Label, Machine, State
from ebbtide.sources import CHESON_2016, DE_BOER_2023, GALTIER_2022, JIA_2019, ZHAO_2025

if TYPE_CHECKING:
    from ebbtide.evidence.pathway.transitions import Memory, Moment

__all__ = ["MONTH_1_PET", "TRANSITIONS"]

MODERATE: Final = 4
MARKED: Final = 5
HIGH_SUV: Final = 10.0
SYMMETRIC: Final = "symmetric_nodes"
ORIGINAL: Final = "original_site"
MONTH_1_PET: Final = AT_MONTH_1
"""What is due from the infusion on."""


def is_month_1(at: Moment) -> bool:
    """Tell whether the PET is that of month 1."""
    return MONTH_1[0] <= at.now.day - at.context.origin <= MONTH_1[1]


def shows_symmetric_nodes(at: Moment) -> bool:
    """Tell whether new avid nodes are symmetric, hilar or mediastinal."""
    return is_month_1(at) and at.now.pattern == SYMMETRIC


def grows(at: Moment) -> bool:
    """Tell whether it is Lugano PD by growth or by a new lesion."""
    return is_month_1(at) and not shows_symmetric_nodes(at) and (at.now.larger is True or at.now.new_lesion)


def is_quiet(at: Moment) -> bool:
    """Tell whether nothing has grown on the PET of month 1."""
    return is_month_1(at) and not grows(at) and not shows_symmetric_nodes(at)


def is_metabolic_response(at: Moment) -> bool:
    """Tell whether the Deauville score is 1 to 3."""
    return is_quiet(at) and at.now.deauville is not None and at.now.deauville < MODERATE


def is_high_risk(at: Moment) -> bool:
    """Tell whether the Deauville score is 5, or it is 4 or not told and SUVmax is 10 or more."""
    if not is_quiet(at) or is_metabolic_response(at):
        return False
    return at.now.deauville == MARKED or (at.now.suv_max is not None and at.now.suv_max >= HIGH_SUV)


def is_avid_where_it_was(at: Moment) -> bool:
    """Tell whether the reader places all uptake at the original site, and it is not of high risk."""
    return is_quiet(at) and at.now.deauville == MODERATE and at.now.pattern == ORIGINAL and not is_high_risk(at)


def is_indeterminate(at: Moment) -> bool:
    """Tell whether the Deauville score is 4 without more."""
    return is_quiet(at) and at.now.deauville == MODERATE and not is_high_risk(at) and not is_avid_where_it_was(at)


def is_the_next(at: Moment) -> bool:
    """Tell whether the PET that was due can be this one."""
    first = at.memory.window[0]
    return first is not None and at.now.day >= first


def opens(at: Moment) -> Memory:
    """Remember the day of the PET."""
    return at.memory._replace(opened=at.now.day)


M: Final = Machine.CART_M1
PET: Final = (Event.PET,)
BEFORE: Final = (State.AWAITING_PET,)
AVID: Final = (State.INDETERMINATE_AVID, State.HIGH_RISK_AVID, State.PROGRESSION_UNCONFIRMED, State.MIMIC_SUSPECTED)
WAITING: Final = (State.AWAITING_PET, State.RESPONSE, State.INDETERMINATE_AVID, State.HIGH_RISK_AVID)
RUNNING: Final = (*BEFORE, State.RESPONSE, *AVID)
TRANSITIONS: Final = (
    Transition(
        "m1-01",
        M,
        BEFORE,
        PET,
        State.MIMIC_SUSPECTED,
        (DE_BOER_2023,),
        "new symmetric hilar or mediastinal avid nodes",
        shows_symmetric_nodes,
        NOTHING,
        Label.NOTHING,
        opens,
    ),
    Transition(
        "m1-02",
        M,
        BEFORE,
        PET,
        State.PROGRESSION_UNCONFIRMED,
        (CHESON_2016,),
        "Lugano PD by growth or new lesion",
        grows,
        NOTHING,
        Label.LYRIC_NOT_VALIDATED,
        opens,
    ),
    Transition(
        "m1-03",
        M,
        BEFORE,
        PET,
        State.RESPONSE,
        (GALTIER_2022,),
        "Deauville 1 to 3",
        is_metabolic_response,
        AT_MONTH_3,
    ),
    Transition(
        "m1-04",
        M,
        BEFORE,
        PET,
        State.HIGH_RISK_AVID,
        (GALTIER_2022,),
        "Deauville 5 or SUVmax 10 or more, not growing",
        is_high_risk,
        WEEK_4,
        Label.NOTHING,
        opens,
    ),
    Transition(
        "m1-05",
        M,
        BEFORE,
        PET,
        State.MIMIC_SUSPECTED,
        (DE_BOER_2023,),
        "Deauville 4 at the original site alone, as the reader says",
        is_avid_where_it_was,
        NOTHING,
        Label.NOTHING,
        opens,
    ),
    Transition(
        "m1-06",
        M,
        BEFORE,
        PET,
        State.INDETERMINATE_AVID,
        (GALTIER_2022,),
        "Deauville 4, not growing",
        is_indeterminate,
        WEEKS_OR_MONTH_3,
        Label.NOTHING,
        opens,
    ),
    Transition(
        "m1-07",
        M,
        (State.RESPONSE, State.INDETERMINATE_AVID, State.HIGH_RISK_AVID),
        PET,
        None,
        (GALTIER_2022,),
        "the PET that was due",
        is_the_next,
        PROTOCOL,
        note="what it shows is for the criterion to say",
    ),
    Transition(
        "m1-08",
        M,
        AVID,
        (Event.BIOPSY,),
        None,
        (JIA_2019, DE_BOER_2023),
        "class H1 or H2, after the PET",
        supports_pseudoprogression,
        label=Label.SUPPORTS_PSEUDO,
    ),
    Transition(
        "m1-09",
        M,
        AVID,
        (Event.BIOPSY,),
        None,
        (JIA_2019,),
        "class H4, after the PET",
        supports_true_progression,
        label=Label.SUPPORTS_TRUE,
    ),
    Transition(
        "m1-10",
        M,
        AVID,
        (Event.BIOPSY,),
        None,
        (JIA_2019,),
        "class H3 or H5, or not classed",
        decides_nothing,
        label=Label.HISTOLOGY_UNDECIDED,
    ),
    Transition(
        "m1-11",
        M,
        WAITING,
        (Event.DUE_PASSED,),
        None,
        (GALTIER_2022,),
        "no PET by the end of the window",
        window_is_past,
        remember=is_overdue,
    ),
    Transition(
        "m1-12",
        M,
        RUNNING,
        (Event.INFUSION,),
        State.CLOSED,
        (ZHAO_2025,),
        due=NOTHING,
        label=Label.NEW_INFUSION,
    ),
    Transition(
        "m1-13",
        M,
        RUNNING,
        (Event.DEATH,),
        State.CLOSED,
        (),
        due=NOTHING,
        note=AFTER_DEATH,
    ),
)
