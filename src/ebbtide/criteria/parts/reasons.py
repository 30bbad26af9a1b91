"""Why a call was made: one bit for each rule that can fire, and one for each flag.

Bits are set in the line that decides, so they cannot disagree with the verdict. What each
says in words, and where it is written, is in `criteria.clauses`.
"""

from __future__ import annotations

from typing import Final

REASONS: Final = (
    "TARGETS_GONE",
    "TARGET_REAPPEARED",
    "SUM_ROSE",
    "LESION_ROSE",
    "LESION_RETURNED",
    "TARGET_NOT_ASSESSED",
    "TARGET_TREATED",
    "METHOD_DIFFERS",
    "NO_BASELINE_SUM",
    "SUM_FELL",
    "DENSITY_FELL",
    "DENSITY_DID_NOT_FALL",
    "DENSITY_UNKNOWN",
    "RESPONSE_HELD",
    "SUM_BETWEEN",
    "NO_TARGETS",
    "NONTARGET_PROGRESSED",
    "NONTARGET_STILL_PROGRESSED",
    "NONTARGET_REAPPEARED",
    "NONTARGET_NOT_ASSESSED",
    "NONTARGETS_GONE",
    "NONTARGET_REMAINS",
    "MARKER_RAISED",
    "NEW_LESION",
    "NEW_LESION_BEFORE",
    "NEW_LESION_DOUBTFUL",
    "NEW_LESIONS_IN_BURDEN",
    "NEW_LESION_REMAINS",
    "NEW_NONMEASURABLE",
    "BURDEN_NOT_ASSESSED",
    "NO_DISEASE_AT_BASELINE",
    "PROGRESSION_OPENS",
    "CONFIRMED_SUM",
    "CONFIRMED_NEW_TARGET_CATEGORY",
    "CONFIRMED_NONTARGET",
    "CONFIRMED_NEW_NONTARGET_CATEGORY",
    "CONFIRMED_NEW_SUM",
    "CONFIRMED_NEW_NONTARGET",
    "CONFIRMED_MORE_LESIONS",
    "CONFIRMED_KNOWN_NEW",
    "CONFIRMED_EARLY_SYMPTOM",
    "TOO_EARLY",
    "DRIVER_NOT_ASSESSED",
    "STILL_PROGRESSED",
    "BAR_RESET",
    "NEW_SUM_ROSE",
    "NEW_LESION_RETURNED",
    "NEW_NONTARGET_ROSE",
    "NOT_CONFIRMED_YET",
    "CONFIRMED_BURDEN",
    "NEGATED",
)

FLAGS: Final = (
    "AFTER_PD",
    "AFTER_iCPD",
    "PARTIAL_PD",
    "PARTIAL",
    "STICKY_PR",
    "IMPUTED",
    "LATE",
    "UNCONFIRMED",
    "CONFIRMED",
    "NEGATES_PD",
    "EQUIVOCAL_NEW_NODE",
    "EQUIVOCAL_NEW_LESION",
    "NEW_NOT_EVALUATED",
    "LOCAL_THERAPY",
    "METHOD_CHANGE",
    "UNIDIMENSIONAL",
    "VIABLE_NOT_RECORDED",
    "DENSITY_NOT_COMPUTABLE",
    "ON_THE_LINE",
    "CR_WITHDRAWN",
    "SPLIT_NODE",
    "A1",
    "A2",
    "A3",
    "A4",
    "A5",
    "A11",
    "A12",
    "A16",
    "A17",
    "A21",
    "A26",
    "A28",
    "A29",
    "A30",
    "A31",
)

TARGETS_GONE: Final = 1 << 0
TARGET_REAPPEARED: Final = 1 << 1
SUM_ROSE: Final = 1 << 2
LESION_ROSE: Final = 1 << 3
LESION_RETURNED: Final = 1 << 4
TARGET_NOT_ASSESSED: Final = 1 << 5
TARGET_TREATED: Final = 1 << 6
METHOD_DIFFERS: Final = 1 << 7
NO_BASELINE_SUM: Final = 1 << 8
SUM_FELL: Final = 1 << 9
DENSITY_FELL: Final = 1 << 10
DENSITY_DID_NOT_FALL: Final = 1 << 11
DENSITY_UNKNOWN: Final = 1 << 12
RESPONSE_HELD: Final = 1 << 13
SUM_BETWEEN: Final = 1 << 14
NO_TARGETS: Final = 1 << 15
NONTARGET_PROGRESSED: Final = 1 << 16
NONTARGET_STILL_PROGRESSED: Final = 1 << 17
NONTARGET_REAPPEARED: Final = 1 << 18
NONTARGET_NOT_ASSESSED: Final = 1 << 19
NONTARGETS_GONE: Final = 1 << 20
NONTARGET_REMAINS: Final = 1 << 21
MARKER_RAISED: Final = 1 << 22
NEW_LESION: Final = 1 << 23
NEW_LESION_BEFORE: Final = 1 << 24
NEW_LESION_DOUBTFUL: Final = 1 << 25
NEW_LESIONS_IN_BURDEN: Final = 1 << 26
NEW_LESION_REMAINS: Final = 1 << 27
NEW_NONMEASURABLE: Final = 1 << 28
BURDEN_NOT_ASSESSED: Final = 1 << 29
NO_DISEASE_AT_BASELINE: Final = 1 << 30
PROGRESSION_OPENS: Final = 1 << 31
CONFIRMED_SUM: Final = 1 << 32
CONFIRMED_NEW_TARGET_CATEGORY: Final = 1 << 33
CONFIRMED_NONTARGET: Final = 1 << 34
CONFIRMED_NEW_NONTARGET_CATEGORY: Final = 1 << 35
CONFIRMED_NEW_SUM: Final = 1 << 36
CONFIRMED_NEW_NONTARGET: Final = 1 << 37
CONFIRMED_MORE_LESIONS: Final = 1 << 38
CONFIRMED_KNOWN_NEW: Final = 1 << 39
CONFIRMED_EARLY_SYMPTOM: Final = 1 << 40
TOO_EARLY: Final = 1 << 41
DRIVER_NOT_ASSESSED: Final = 1 << 42
STILL_PROGRESSED: Final = 1 << 43
BAR_RESET: Final = 1 << 44
NEW_SUM_ROSE: Final = 1 << 45
NEW_LESION_RETURNED: Final = 1 << 46
NEW_NONTARGET_ROSE: Final = 1 << 47
NOT_CONFIRMED_YET: Final = 1 << 48
CONFIRMED_BURDEN: Final = 1 << 49
NEGATED: Final = 1 << 50

AFTER_PD: Final = 1 << 0
AFTER_ICPD: Final = 1 << 1
PARTIAL_PD: Final = 1 << 2
PARTIAL: Final = 1 << 3
STICKY_PR: Final = 1 << 4
IMPUTED: Final = 1 << 5
LATE: Final = 1 << 6
UNCONFIRMED: Final = 1 << 7
CONFIRMED: Final = 1 << 8
NEGATES_PD: Final = 1 << 9
EQUIVOCAL_NEW_NODE: Final = 1 << 10
EQUIVOCAL_NEW_LESION: Final = 1 << 11
NEW_NOT_EVALUATED: Final = 1 << 12
LOCAL_THERAPY: Final = 1 << 13
METHOD_CHANGE: Final = 1 << 14
UNIDIMENSIONAL: Final = 1 << 15
VIABLE_NOT_RECORDED: Final = 1 << 16
DENSITY_NOT_COMPUTABLE: Final = 1 << 17
ON_THE_LINE: Final = 1 << 18
CR_WITHDRAWN: Final = 1 << 19
SPLIT_NODE: Final = 1 << 20
A1: Final = 1 << 21
A2: Final = 1 << 22
A3: Final = 1 << 23
A4: Final = 1 << 24
A5: Final = 1 << 25
A11: Final = 1 << 26
A12: Final = 1 << 27
A16: Final = 1 << 28
A17: Final = 1 << 29
A21: Final = 1 << 30
A26: Final = 1 << 31
A28: Final = 1 << 32
A29: Final = 1 << 33
A30: Final = 1 << 34
A31: Final = 1 << 35


def words(names: tuple[str, ...], bits: int) -> list[str]:
    """Name the bits that are set, in the order of the list.

    Examples:
        >>> words(REASONS, SUM_ROSE | NEW_LESION)
        ['SUM_ROSE', 'NEW_LESION']
    """
    return [name for place, name in enumerate(names) if bits >> place & 1]
