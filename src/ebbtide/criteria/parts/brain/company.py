"""What goes with the lesions: T2/FLAIR, corticosteroids and clinical state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.criteria.parts.brain import reasons as r
from ebbtide.criteria.parts.brain.records import FROM_BASELINE, FROM_NADIR, Memory, Part, Rules
from ebbtide.criteria.parts.records import MISSING
from ebbtide.terms.responses import NONE, PD
from ebbtide.terms.scans import FLAIR_INCREASED, UNTOLD

if TYPE_CHECKING:
    from ebbtide.criteria.parts.composite.looks import Look


def reference_dose(rules: Rules, memory: Memory) -> int:
    """Take the steroid dose that today's is compared with to tell whether it has fallen."""
    if rules.dose_reference == FROM_NADIR and memory.nadir >= 0:
        return memory.nadir_dose
    return memory.dose if rules.dose_reference in (FROM_NADIR, FROM_BASELINE) else memory.last_dose


def has_fallen(rules: Rules, memory: Memory, look: Look) -> bool:
    """Tell whether growth is seen on a falling dose of corticosteroid, where that excuses it.

    Sources:
        Wen 2010, Table 3: growth counts on stable or increasing doses; without corticosteroids is stable.
    """
    reference = reference_dose(rules, memory)
    return bool(rules.fall_excuses) and MISSING not in (look.steroid, reference) and look.steroid < reference


def judge_flair(rules: Rules, look: Look, *, dose_fell: bool) -> Part:
    """Judge the T2/FLAIR abnormality, where it is rated.

    Sources:
        Wen 2010, Table 3; Wen 2023 (not rated in glioblastoma, IDH wild-type, without antiangiogenic therapy).
    """
    if look.flair == UNTOLD:
        return Part(NONE, 0, r.FLAIR_UNKNOWN if rules.rates_flair else 0)
    if look.flair != FLAIR_INCREASED:
        return Part()
    if not rules.rates_flair:
        return Part(NONE, 0, r.FLAIR_NOT_RATED)
    if dose_fell:
        return Part(NONE, r.FLAIR_ROSE_ON_LESS_STEROID, r.STEROID_REDUCED)
    return Part(PD, r.FLAIR_ROSE, 0, look.day, 0)


def judge_clinic(look: Look) -> Part:
    """Judge the clinical state: clear deterioration is progression.

    Sources:
        Wen 2010, Table 3: deterioration that neither another cause nor a change of steroid dose explains.
    """
    if look.stable == UNTOLD:
        return Part(NONE, 0, r.CLINICAL_UNKNOWN)
    return Part() if look.stable else Part(PD, r.CLINICALLY_WORSE, 0, look.day, 0)


def steroid_flags(rules: Rules, memory: Memory, look: Look) -> int:
    """Flag a steroid dose that nobody told: today's, that of baseline, or that of the scan of reference."""
    doses = (look.steroid, memory.dose, reference_dose(rules, memory))
    return r.STEROID_UNKNOWN if MISSING in doses else 0


def prevents_complete(rules: Rules, look: Look) -> bool:
    """Tell whether the dose is above physiologic replacement.

    Sources:
        Wen 2010, Table 3: no corticosteroids, or only physiologic replacement.
    """
    return look.steroid > rules.physiologic


def is_above_baseline(memory: Memory, look: Look) -> bool:
    """Tell whether the dose is above that of baseline.

    Sources:
        Wen 2010, Table 3: on no more corticosteroid than at baseline.
    """
    return MISSING not in (look.steroid, memory.dose) and look.steroid > memory.dose
