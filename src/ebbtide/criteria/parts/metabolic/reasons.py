"""Why a metabolic call was made: one bit for each rule that can fire, and one for each flag.

What each says, and where it is written, is in `clauses`.
"""

from __future__ import annotations

from typing import Final

ALL_GONE: Final = 1 << 0
ALL_BELOW_LIVER: Final = 1 << 1
NO_DISEASE: Final = 1 << 2
SUL_ROSE: Final = 1 << 3
TLG_ROSE: Final = 1 << 4
NEW_AVID_LESION: Final = 1 << 5
NONTARGET_PROGRESSED: Final = 1 << 6
SUL_NOT_MEASURED: Final = 1 << 7
NO_BASELINE_SUL: Final = 1 << 8
NOT_COMPARABLE: Final = 1 << 9
SUL_FELL: Final = 1 << 10
FELL_TOO_LITTLE: Final = 1 << 11
ROSE_TOO_LITTLE: Final = 1 << 12
LESION_ROSE: Final = 1 << 13
RECIST_PROGRESSED: Final = 1 << 14
SUL_BETWEEN: Final = 1 << 15
NONTARGET_REMAINS: Final = 1 << 16
NEW_IN_SUM: Final = 1 << 17
OPENS: Final = 1 << 18
STILL_PMD: Final = 1 << 19
ROSE_FURTHER: Final = 1 << 20
ONE_MORE: Final = 1 << 21
NOT_FURTHER: Final = 1 << 22
DISREGARDED: Final = 1 << 23
TOO_EARLY: Final = 1 << 24
MANY_NEW: Final = 1 << 25
MANY_NEW_OVER_10: Final = 1 << 26
MANY_NEW_OVER_15: Final = 1 << 27
SOME_GONE: Final = 1 << 28
NONE_GONE: Final = 1 << 29
FEW_NEW: Final = 1 << 30
LESION_NOT_ASSESSED: Final = 1 << 31
NEW_NOT_ASSESSED: Final = 1 << 32
NOT_LISTED: Final = 1 << 33
NO_BASELINE_LESIONS: Final = 1 << 34

PET_NOT_COMPARABLE: Final = 1 << 0
PMD_TO_CONFIRM: Final = 1 << 1
CONFIRMED: Final = 1 << 2
AFTER_PD: Final = 1 << 3
AFTER_CPMD: Final = 1 << 4
LATE: Final = 1 << 5
EARLY: Final = 1 << 6
PARTIAL_PD: Final = 1 << 7
ON_THE_LINE: Final = 1 << 8
BASELINE_OR_NADIR: Final = 1 << 9
NOT_MEASURABLE: Final = 1 << 10
LIVER_UNKNOWN: Final = 1 << 11
RECIST_PD: Final = 1 << 12
RETURNED: Final = 1 << 13
LOCAL_THERAPY: Final = 1 << 14
EQUIVOCAL_NEW_LESION: Final = 1 << 15
NEW_NOT_EVALUATED: Final = 1 << 16
NEW_AVIDITY_UNTOLD: Final = 1 << 17
TAKEN_AS_COOLER: Final = 1 << 18
UNCONFIRMED: Final = 1 << 19
NEW_SIZE_UNKNOWN: Final = 1 << 20
A6: Final = 1 << 21
NEW_LESION_GONE: Final = 1 << 22
FURTHER_RISE: Final = 1 << 23
QUALITY_UNKNOWN: Final = 1 << 24
