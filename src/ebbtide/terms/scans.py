"""Words for what a reader says of a whole scan: Deauville score, uptake, marrow on PET, FLAIR.

The position of a word in its tuple is its code in the rules; the constants below name those positions.
"""

from __future__ import annotations

from typing import Final

UNTOLD: Final = -1
"""The code of what nobody said."""

DEAUVILLE: Final = ("1", "2", "3", "4", "5", "X")
"""The five-point scale (Cheson 2014, Table 2); `X`: new uptake unlikely to be lymphoma."""
DEAUVILLE_1: Final = 0
DEAUVILLE_2: Final = 1
DEAUVILLE_3: Final = 2
DEAUVILLE_4: Final = 3
DEAUVILLE_5: Final = 4
DEAUVILLE_X: Final = 5

UPTAKE: Final = ("lower", "unchanged", "higher")
"""The uptake of known disease against baseline."""
LOWER: Final = 0
UNCHANGED: Final = 1
HIGHER: Final = 2

MARROW_UPTAKE: Final = ("none", "reduced", "unchanged", "new", "focal")
"""Marrow on PET: none above normal; above normal but below baseline; as at baseline; new or recurrent foci; foci that
persist while the nodes respond."""
MARROW_NONE: Final = 0
MARROW_REDUCED: Final = 1
MARROW_UNCHANGED: Final = 2
MARROW_NEW: Final = 3
MARROW_FOCAL: Final = 4

FLAIR: Final = ("decreased", "stable", "increased")
"""T2/FLAIR abnormality of a brain tumour; `increased`: significantly, not explained otherwise."""
FLAIR_DECREASED: Final = 0
FLAIR_STABLE: Final = 1
FLAIR_INCREASED: Final = 2

NO_NEW: Final = 0
NEW_SEEN: Final = 1
NEW_DOUBTFUL: Final = 2
NEW_MORE: Final = 3
NEW_UNREAD: Final = 4
"""Codes of `terms.lesions.NEW_LESION`: what is said of new lesions at a time point."""
