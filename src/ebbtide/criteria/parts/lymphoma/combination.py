"""Which of PET and CT decides: in a lymphoma that takes up FDG, PET wherever it can be judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ebbtide.criteria.parts.lymphoma.reasons import Note, Why
from ebbtide.criteria.parts.lymphoma.records import GREW, Driver
from ebbtide.terms.responses import CR, NE, NONE, PD, PR, SD

if TYPE_CHECKING:
    from ebbtide.criteria.parts.lymphoma.records import LuganoRules


class Decision(NamedTuple):
    """The category that holds, why, its flags, and whether CT made a progression of it."""

    category: int
    reasons: Why
    flags: Note
    by_ct: bool


def decide(rules: LuganoRules, avid: int, pet: int, ct: int, drivers: tuple[Driver, ...]) -> Decision:
    """Combine the categories of PET and CT.

    Args:
        rules: The definition.
        avid: Whether the lymphoma takes up FDG as a rule.
        pet: The category of PET as a code of responses (CMR is CR, NMR is SD); NONE where there was none.
        ct: That of CT.
        drivers: What makes a progression on CT.

    Sources:
        Cheson 2014, "Reporting of PET-CT" and Table 3. What to do where the two part is our reading.

    Examples:
        >>> from ebbtide.criteria.parts.lymphoma.records import LuganoRules
        >>> decide(LuganoRules(), 1, PR, SD, ()).category == PR, decide(LuganoRules(), 1, NE, SD, ()).category == SD
        (True, True)
        >>> decide(LuganoRules(), 0, PR, SD, ()).category == SD
        True
    """
    if not avid:
        return by_ct(ct, Why.CT_DECIDES_NOT_AVID)
    if pet in (NONE, NE):
        return by_ct(ct, Why.CT_DECIDES)
    if ct == PD and pet in (CR, PR, SD):
        return where_ct_grows(rules, pet, drivers)
    return Decision(pet, Why.PET_DECIDES, Note(0), pet == PD == ct)


def by_ct(ct: int, why: Why) -> Decision:
    """Let CT decide."""
    return Decision(ct, Why.NOTHING_EVALUABLE if ct == NE else why, Note(0), ct == PD)


def where_ct_grows(rules: LuganoRules, pet: int, drivers: tuple[Driver, ...]) -> Decision:
    """Weigh a progression on CT against a PET that shows none.

    After a complete metabolic response only growth of lesions that take up FDG is left to PET without a flag. Short of
    one, a lesion that grows and takes up FDG is progression. Whatever else is told apart goes to review, and PET stands
    if it governs all.
    """
    avid = [driver for driver in drivers if driver.avid == 1]
    if pet == CR and all(driver.kind == GREW and driver.avid == 1 for driver in drivers):
        return Decision(CR, Why.PET_DECIDES, Note(0), by_ct=False)
    if pet != CR and avid:
        return Decision(PD, Why.CT_DECIDES, Note(0), by_ct=True)
    if rules.pet_governs:
        return Decision(pet, Why.PET_DECIDES, Note.DISCORDANT, by_ct=False)
    return Decision(PD, Why.CT_DECIDES, Note.DISCORDANT, by_ct=True)
