"""The records of the composite criteria: a patient, a time point with everything said of it, and the call.

All lengths are whole µm, areas µm², SUL and doses whole thousandths; MISSING where nothing was given. A code
that nobody gave is UNTOLD. Days count from the start of therapy.
"""

from __future__ import annotations

from typing import NamedTuple

from ebbtide.criteria.parts.records import MISSING, NEVER
from ebbtide.terms.responses import NEW_NONE, NONE
from ebbtide.terms.scans import UNTOLD

__all__ = ["ABSENT_LOOK", "Look", "Patient", "Sight", "Verdict"]


class Patient(NamedTuple):
    """What is known of a patient throughout.

    Args:
        tumor_type: The diagnosis as recorded, empty where it is not.
        age: Years; None where not known.
        immunotherapy_day: First day of a checkpoint inhibitor, of CAR-T cells or of another immunotherapy; day 0
            where the study names no treatment.
        radiotherapy_day: Last day of the last radiotherapy that began at or before day 0; NEVER without one.
    """

    tumor_type: str = ""
    age: float | None = None
    immunotherapy_day: int = 0
    radiotherapy_day: int = NEVER


class Sight(NamedTuple):
    """One lesion as one reader saw it at one time point.

    Args:
        lesion: Its name.
        role: A code of `terms.lesions.ROLES`; `state`: of STATES.
        organ: As recorded; empty where not.
        nodal: Whether it is a lymph node.
        longest: Longest diameter; 0 where it is gone, 5,000 where it is too small to measure, MISSING where not known.
        across: Greatest perpendicular diameter, likewise.
        product: Their product; of a lesion in parts, the sum of the products.
        sul: SULpeak.
        avid: Whether it takes up FDG: 1, 0 or UNTOLD.
        irradiated: Whether it lies where radiation was given before: 1, 0 or UNTOLD.
        treated: 1 where it was resected, ablated or irradiated during the study.
        day: The day of the image.
    """

    lesion: str
    role: int
    state: int
    organ: str = ""
    nodal: int = 0
    longest: int = MISSING
    across: int = MISSING
    product: int = MISSING
    sul: int = MISSING
    avid: int = UNTOLD
    irradiated: int = UNTOLD
    treated: int = 0
    day: int = 0


class Look(NamedTuple):
    """One time point with everything that is said of it.

    Args:
        day: Its first day; `last_day`: its last.
        sights: The lesions that were looked at; printed sums and states stand in as `(sum)`, `(non-target)`, `(new)`.
        deauville: A code of `terms.scans`, as `uptake`, `marrow_uptake`, `flair`.
        new_avid: What is said of new foci on PET, a code of `terms.lesions.NEW_LESION`.
        spleen: Vertical length; `liver_sul`: mean of the normal liver; `tlg`: total lesion glycolysis, thousandths.
        steroid: Dexamethasone a day, thousandths of a mg.
        comparable: Whether a PET can be compared with baseline: 1, 0 or UNTOLD; as `stable` (clinically) and
            `new_symptom` (new symptoms prompted the scan).
        biopsy: A class of `terms.histology` where one was taken since the time point before, else empty; `biopsied`:
            the lesion, where it is named.
        recist: The overall response under RECIST 1.1 of the same time point, a code of `terms.responses`; NONE where
            it was not judged.
    """

    day: int
    last_day: int = NEVER
    sights: tuple[Sight, ...] = ()
    deauville: int = UNTOLD
    uptake: int = UNTOLD
    new_avid: int = UNTOLD
    marrow_uptake: int = UNTOLD
    spleen: int = MISSING
    liver_sul: int = MISSING
    tlg: int = MISSING
    comparable: int = UNTOLD
    flair: int = UNTOLD
    steroid: int = MISSING
    stable: int = UNTOLD
    new_symptom: int = UNTOLD
    biopsy: str = ""
    biopsied: str = ""
    recist: int = NONE


ABSENT_LOOK = Look(NEVER)
"""A baseline that is not there."""


class Verdict(NamedTuple):
    """One call of a composite criterion, with the numbers it rests on.

    Args:
        overall: The code of the call, of `terms.responses`.
        word: The call's own word, where the criterion has several for one code; else empty.
        target: The code of what was measured; `nontarget`: of what was not; `new`: NEW_NONE and its kin.
        reasons: A set of bits, named by the criterion's `clauses`; `flags`: by its `flag_clauses`.
        burden: What is summed, in the criterion's whole units; `baseline` and `nadir` likewise, MISSING without one.
        nadir_day: The day of the nadir.
        event_day: The day of the first image that shows a progression; the time point's own otherwise.
        since_day: The day of the progression that waits to be confirmed, NEVER without one.
        components: What each part says, as pairs of part and category: `("ct", "PR"), ("pet", "CMR")`.
        due: First and last day of the assessment that this call waits for; None where it waits for none.
    """

    overall: int
    word: str = ""
    target: int = NONE
    nontarget: int = NONE
    new: int = NEW_NONE
    reasons: int = 0
    flags: int = 0
    burden: int = MISSING
    baseline: int = MISSING
    nadir: int = MISSING
    nadir_day: int = NEVER
    event_day: int = NEVER
    since_day: int = NEVER
    components: tuple[tuple[str, str], ...] = ()
    due: tuple[int, int] | None = None
