"""Words for lesions: the role each plays, the state it is found in, and new lesions of a time point.

The position of a word in its tuple is its code in the engine; the constants below name those positions.
"""

from __future__ import annotations

from typing import Final

ROLES: Final = ("target", "nontarget", "new", "new_target", "new_nontarget")
TARGET: Final = 0
NONTARGET: Final = 1
NEW: Final = 2
NEW_TARGET: Final = 3
NEW_NONTARGET: Final = 4

STATES: Final = (
    "measured",
    "too_small",
    "absent",
    "present",
    "increased",
    "decreased",
    "unequivocal_progression",
    "not_evaluable",
    "not_done",
    "merged",
    "equivocal",
)
MEASURED: Final = 0
TOO_SMALL: Final = 1
ABSENT: Final = 2
PRESENT: Final = 3
INCREASED: Final = 4
DECREASED: Final = 5
UNEQUIVOCAL_PROGRESSION: Final = 6
NOT_EVALUABLE: Final = 7
NOT_DONE: Final = 8
MERGED: Final = 9
EQUIVOCAL: Final = 10

NEW_LESION: Final = ("none", "unequivocal", "equivocal", "additional", "not_evaluated")
