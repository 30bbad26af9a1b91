"""The records that the rules of RECIL speak about, and why a call was made. Lengths are µm; MISSING where not given."""

from __future__ import annotations

from enum import IntFlag, auto
from typing import TYPE_CHECKING, NamedTuple

from ebbtide.criteria.parts.records import MISSING, NEVER
from ebbtide.terms.lesions import TARGET

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ebbtide.criteria.parts.lymphoma.records import Known

MINOR = "MR"
"""The word of a minor response; its code is that of stable disease."""
NEGATIVE, POSITIVE, NOT_TOLD = 0, 1, 2
"""What is known of bone marrow."""


class RecilRules(NamedTuple):
    """What RECIL asks for, in whole numbers.

    Args:
        most_targets: How many lesions may be measured.
        rise_pct: Growth of the sum from its nadir that must be exceeded.
        fall_pct: Fall from baseline of a partial response; `minor_pct`: of a minor one.
        normal_node: Longest diameter below which a node is normal.
        small: Longest diameter below which growth of a lesion counts only with `small_step` and beyond `small`.
        new_node: Longest diameter from which a new node counts.
        marrow_required: Whether marrow of which nothing was ever told prevents a complete response.
        nontarget_progresses: Whether unequivocal progression of non-measured disease is progression.
        treated_counts: Whether a lesion that was treated locally keeps counting.
    """

    most_targets: int = 3
    rise_pct: int = 20
    fall_pct: int = 30
    minor_pct: int = 10
    normal_node: int = 10_000
    small: int = 15_000
    small_step: int = 5_000
    new_node: int = 15_000
    marrow_required: int = 0
    nontarget_progresses: int = 1
    treated_counts: int = 0


class RecilState(NamedTuple):
    """What is known before a time point."""

    known: Mapping[str, Known]
    has_baseline: int
    marrow: int = NOT_TOLD
    baseline: int = MISSING
    nadir: int = MISSING
    nadir_day: int = NEVER
    progressed: int = 0


class Why(IntFlag):
    """Reasons of RECIL."""

    SUM_ROSE = auto()
    SMALL_LESIONS_GREW = auto()
    NEW_LESION = auto()
    NEW_FOCI = auto()
    NEW_LESION_BEFORE = auto()
    NONTARGET_PROGRESSED = auto()
    MARROW_INVOLVED = auto()
    ALL_NORMAL = auto()
    PET_NEGATIVE = auto()
    PET_POSITIVE = auto()
    MARROW_NOT_CLEAR = auto()
    SUM_FELL = auto()
    SUM_FELL_LITTLE = auto()
    SUM_BETWEEN = auto()
    NO_TARGETS = auto()
    NO_DISEASE_AT_BASELINE = auto()
    TARGET_NOT_ASSESSED = auto()
    TARGET_TREATED = auto()
    NO_BASELINE = auto()


class Note(IntFlag):
    """Flags of RECIL."""

    WITHOUT_PET = auto()
    MARROW_NOT_TOLD = auto()
    DEAUVILLE_X = auto()
    MORE_THAN_3_TARGETS = auto()
    PARTIAL_PD = auto()
    AFTER_PD = auto()
    EQUIVOCAL_NEW_LESION = auto()
    SMALL_NEW_LESION = auto()
    NEW_NOT_EVALUATED = auto()
    NONTARGET_NOT_ASSESSED = auto()
    LOCAL_THERAPY = auto()


class Facts(NamedTuple):
    """One time point: the sum (MISSING unless complete), the part of it that is known, and the rest."""

    total: int
    partial: int
    normal: bool
    nontarget: int
    marrow: int
    gaps: Why


def targets_of(state: RecilState) -> list[str]:
    """Name the targets of baseline."""
    return [name for name, known in state.known.items() if known.role == TARGET and known.at_baseline]
