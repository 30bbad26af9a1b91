"""Lymphomas by their name: which take up FDG as a rule."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["NOT_AVID", "is_avid"]

NOT_AVID: Final = (
    r"marginal|\bmalt\b|\bcll\b|\bsll\b|chronic lymphocytic|small lymphocytic|waldenstr|lymphoplasma|mycosis"
)
"""Names of those that do not, or not as a rule (Barrington 2014; Cheson 2014): chronic lymphocytic leukemia and small
lymphocytic lymphoma, lymphoplasmacytic lymphoma with Waldenström's, mycosis fungoides, marginal zone lymphoma."""
_NOT_AVID: Final = re.compile(NOT_AVID, re.IGNORECASE)
_TRANSFORMED: Final = re.compile(r"richter|transformed|transformation", re.IGNORECASE)


def is_avid(diagnosis: str) -> bool | None:
    """Tell whether a lymphoma takes up FDG as a rule, as a transformed one does; None where no diagnosis is recorded.

    Examples:
        >>> is_avid("DLBCL"), is_avid("Splenic marginal zone lymphoma"), is_avid("")
        (True, False, None)
    """
    words = diagnosis.replace("_", " ").strip()
    if not words:
        return None
    return not _NOT_AVID.search(words) or _TRANSFORMED.search(words) is not None
