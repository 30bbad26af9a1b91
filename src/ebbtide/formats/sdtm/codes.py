"""The words of SDTM's code lists for tumours, and what they mean here."""

from __future__ import annotations

from typing import Final

from ebbtide.formats.names import folded
from ebbtide.formats.words import CRITERIA, ROLES_BY_WORD, STATES_BY_WORD
from ebbtide.terms.codelists import CATEGORIES

__all__ = ["CRITERIA_BY_CATEGORY", "is_indicator", "is_no_role", "role_of", "state_of"]

_ROLES: Final = ROLES_BY_WORD | {
    "target_nodule": "target",
    "non_target_enhancing": "nontarget",
    "non_target_non_enhancing": "nontarget",
    "new_extra_nodal": "new",
    "new_bone_lesion": "new",
}
_NO_ROLES: Final = frozenset(
    folded(word)
    for word in (
        *("BENIGN", "BONE LESION", "DISEASE SITE", "DISTANT", "EXTRAMEDULLARY LESION", "LOCAL", "LOCATION OF INTEREST"),
        *("LOCOREGIONAL", "MEASURED", "NON-MEASURABLE", "NOT MEASURED", "PRIMARY", "REGIONAL", "UNKNOWN"),
    )
)
"""Terms of TUIDRS that identify something, but no lesion that the criteria follow."""
_STATES: Final = STATES_BY_WORD | {
    "enlargement": "increased",
    "enlargement_from_nadir": "increased",
    "further_enlargement_from_nadir": "increased",
    "reduced": "decreased",
}
CRITERIA_BY_CATEGORY: Final = {folded(category): criterion for criterion, category in CATEGORIES.items()} | CRITERIA


def role_of(word: str) -> str | None:
    """Find the role that a word of TUSTRESC or TRGRPID gives a lesion.

    Sources:
        CDISC CT, code list TUIDRS (C123650).

    Examples:
        >>> [role_of(word) for word in ("TARGET NODAL", "NEW BONE LESION", "BENIGN", "A1")]
        ['target', 'new', None, None]
    """
    return _ROLES.get(folded(word))


def is_no_role(word: str) -> bool:
    """Tell whether a word of TUIDRS identifies something that no criterion follows."""
    return folded(word) in _NO_ROLES


def state_of(word: str) -> str | None:
    """Find the state that a word of TRSTRESC gives a lesion.

    Sources:
        CDISC CT, code list TRPROPRS (C124309).

    Examples:
        >>> [state_of(word) for word in ("NON-PATHOLOGICAL", "FURTHER ENLARGEMENT", "UNEQUIVOCAL", "PALPABLE")]
        ['absent', 'increased', 'unequivocal_progression', None]
    """
    return _STATES.get(folded(word))


def is_indicator(test: str) -> bool:
    """Tell whether a test of TU only answers yes or no (`MEASIND`, `METIND`), and so identifies no lesion."""
    return test.upper().endswith("IND") or test.upper() == "DRCRLTLC"
