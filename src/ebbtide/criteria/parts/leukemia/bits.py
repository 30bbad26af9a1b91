"""Reasons and flags of a call in acute lymphoblastic leukemia, one bit each; `clauses` puts them into words."""

from __future__ import annotations

from typing import Final

MARROW_CLEAR: Final = 1 << 0
MARROW_SAID_CLEAR: Final = 1 << 1
MARROW_BLASTS: Final = 1 << 2
MARROW_FELL: Final = 1 << 3
MARROW_UNKNOWN: Final = 1 << 4
MARROW_SAID_DISEASE: Final = 1 << 5
MRD_ONE_PERCENT: Final = 1 << 6
MRD_BELOW_ONE: Final = 1 << 7
RELAPSE_MARROW: Final = 1 << 8
RELAPSE_AFTER_PR: Final = 1 << 9
RELAPSE_CHILD: Final = 1 << 10
RELAPSE_SAID: Final = 1 << 11
RELAPSE_BLOOD: Final = 1 << 12
RELAPSE_CNS: Final = 1 << 13
RELAPSE_OUTSIDE: Final = 1 << 14
MORE_MARROW: Final = 1 << 15
MORE_BLOOD: Final = 1 << 16
OUTSIDE_GREW: Final = 1 << 17
OUTSIDE_NEW: Final = 1 << 18
OUTSIDE_RETURNED: Final = 1 << 19
OUTSIDE_REMAINS: Final = 1 << 20
OUTSIDE_HALVED: Final = 1 << 21
OUTSIDE_UNKNOWN: Final = 1 << 22
CNS_REMAINS: Final = 1 << 23
CNS_UNKNOWN: Final = 1 << 24
BLOOD_UNKNOWN: Final = 1 << 25
BLOOD_BLASTS: Final = 1 << 26
COUNTS_FULL: Final = 1 << 27
NEUTROPHILS_LOW: Final = 1 << 28
PLATELETS_LOW: Final = 1 << 29
COUNTS_NOT_KNOWN: Final = 1 << 30
TRANSFUSED: Final = 1 << 31
NO_TRILINEAGE: Final = 1 << 32
NEITHER: Final = 1 << 33
OUTSIDE_GONE: Final = 1 << 34

REVIEW_5PCT: Final = 1 << 0
COUNTS_UNKNOWN: Final = 1 << 1
G_CSF: Final = 1 << 2
TPO: Final = 1 << 3
CARRIED_FORWARD: Final = 1 << 4
UNDER_4_WEEKS: Final = 1 << 5
CNS2_AFTER_CNS1: Final = 1 << 6
MRD_BELOW_1PCT: Final = 1 << 7
SWELLING_WITH_CRS: Final = 1 << 8
PET_NEGATIVE_RESIDUAL: Final = 1 << 9
EQUIVOCAL_NEW_LESION: Final = 1 << 10
AFTER_PD: Final = 1 << 11
SECOND_MARROW_NEEDED: Final = 1 << 12
CONTRADICTORY: Final = 1 << 13
TRILINEAGE_UNKNOWN: Final = 1 << 14
TRANSFUSION_UNKNOWN: Final = 1 << 15
CIRCULATING_BLASTS: Final = 1 << 16
NO_BASELINE: Final = 1 << 17
BLASTS_AFTER_REMISSION: Final = 1 << 18
SIZE_UNKNOWN: Final = 1 << 19
PROFILE: Final = 1 << 20
"""The first of four: one for each profile, in the order of `rules.PROFILE_NAMES`."""
OUTSIDE_IN_DOUBT: Final = 1 << 24
