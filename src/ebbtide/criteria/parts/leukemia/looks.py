"""The record of one time point in acute lymphoblastic leukemia, each compartment with the day it was examined.

Blasts are whole thousandths of a percent, residual disease and sensitivities whole parts per billion of cells
(0.01 % is 100,000), cells in blood and fluid whole cells per mL (1.0e9/L is 1,000,000). MISSING where no number was
given, UNTOLD where nobody said, NEVER as the day of what was not examined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from ebbtide.criteria.parts.records import MISSING, NEVER
from ebbtide.terms.scans import UNTOLD

if TYPE_CHECKING:
    from ebbtide.criteria.parts.composite.looks import Sight

PERCENT: Final = 1_000
"""One percent of blasts."""
MRD_PERCENT: Final = 10_000_000
"""One percent of residual disease."""
GIGA_PER_LITER: Final = 1_000_000
"""1e9 cells per liter, in cells per mL."""
PER_MICROLITER: Final = 1_000
"""One cell per microliter, in cells per mL."""

SAID_CR: Final = 0
SAID_CRI: Final = 1
SAID_MLFS: Final = 2
SAID_CLEAR: Final = 3
"""No blasts were found: no number, and no name of a response."""
SAID_NO_REMISSION: Final = 4
SAID_RELAPSE: Final = 5

NOT_DETECTED: Final = 0
DETECTED: Final = 1
QUANTIFIED: Final = 2

IN_PERCENT: Final = 0
IN_CELLS: Final = 1

CNS1: Final = 0
CNS2: Final = 1
CNS2A: Final = 2
CNS2B: Final = 3
CNS2C: Final = 4
CNS3: Final = 5
CNS3A: Final = 6
CNS3B: Final = 7
CNS3C: Final = 8
CNS_BLASTS: Final = 9
CNS_WORDS: Final = ("CNS1", "CNS2", "CNS2a", "CNS2b", "CNS2c", "CNS3", "CNS3a", "CNS3b", "CNS3c", "CNS2/3")
"""The states of the nervous system by code; the last: blasts, but the cells that tell 2 from 3 are not known."""

GROWTH_FACTOR: Final = 1
TPO_AGONIST: Final = 2


class Marrow(NamedTuple):
    """A marrow examination.

    Args:
        day: When it was taken.
        blasts: Thousandths of a percent.
        said: What the source calls it, a SAID code.
        trilineage: Whether all three lineages mature: 1, 0 or UNTOLD.
        contradicted: 1 where two different numbers of blasts stand on its day and neither is believed.
    """

    day: int = NEVER
    blasts: int = MISSING
    said: int = UNTOLD
    trilineage: int = UNTOLD
    contradicted: int = 0


class Residual(NamedTuple):
    """Measurable residual disease in the marrow.

    Args:
        day: When it was taken.
        found: NOT_DETECTED, DETECTED (not quantified) or QUANTIFIED; UNTOLD.
        amount: Parts per billion of cells.
        limit: What the assay could have found, its sensitivity.
        others: How many further tests found at least 1 % (genetics, another assay).
    """

    day: int = NEVER
    found: int = UNTOLD
    amount: int = MISSING
    limit: int = MISSING
    others: int = 0


class Blood(NamedTuple):
    """Blasts in the blood.

    Args:
        day: When it was taken.
        seen: Whether there were any: 1, 0 or UNTOLD.
        amount: Thousandths of a percent, or cells per mL, as `unit` says.
        unit: IN_PERCENT or IN_CELLS.
    """

    day: int = NEVER
    seen: int = UNTOLD
    amount: int = MISSING
    unit: int = IN_PERCENT


class Counts(NamedTuple):
    """Blood counts.

    Args:
        day: When they were taken; of two days the later.
        neutrophils: Cells per mL; `platelets` likewise.
        support: GROWTH_FACTOR and TPO_AGONIST bits: neutrophils or platelets counted under or soon after a drug.
        transfused: Whether platelets or red cells were given in the four weeks before: 1, 0 or UNTOLD.
        said_full: 1 where the source says that they have recovered, without numbers.
    """

    day: int = NEVER
    neutrophils: int = MISSING
    platelets: int = MISSING
    support: int = 0
    transfused: int = UNTOLD
    said_full: int = 0


class Nervous(NamedTuple):
    """The nervous system: cerebrospinal fluid and signs.

    Args:
        day: When it was examined.
        blasts: Whether the fluid holds blasts: 1, 0 or UNTOLD.
        wbc: White cells of the fluid, per mL; `rbc`: its red cells.
        blood_wbc: White cells of the blood of that time, per mL; `blood_rbc`: its red cells.
        signs: Clinical signs of leukemia there, such as a cranial nerve palsy: 1, 0 or UNTOLD.
        said: The state as the source prints it, a CNS code.
    """

    day: int = NEVER
    blasts: int = UNTOLD
    wbc: int = MISSING
    rbc: int = MISSING
    blood_wbc: int = MISSING
    blood_rbc: int = MISSING
    signs: int = UNTOLD
    said: int = UNTOLD


class Outside(NamedTuple):
    """Disease outside the marrow, blood and nervous system, as it was imaged or described.

    Args:
        day: When it was imaged.
        sights: Its lesions.
        said: Whether the source says that there is any: 1, 0, 2 where it doubts it, or UNTOLD.
        days_since_crs: Days since the onset of the last cytokine release syndrome after an infusion of cells; MISSING
            without one.
    """

    day: int = NEVER
    sights: tuple[Sight, ...] = ()
    said: int = UNTOLD
    days_since_crs: int = MISSING


class MarrowLook(NamedTuple):
    """One time point: its first and last day, and what was examined."""

    day: int
    last_day: int = NEVER
    marrow: Marrow = Marrow()
    residual: Residual = Residual()
    blood: Blood = Blood()
    counts: Counts = Counts()
    nervous: Nervous = Nervous()
    outside: Outside = Outside()
