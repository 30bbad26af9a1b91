"""The published response criteria, one file each, and the parts they share.

Lives here: definitions (numbers), steps (`parts`), and the words that explain them. A
criterion never imports another. Does not live here: running them over a study (`assessment`).
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from ebbtide.criteria import (
    choi,
    imrecist,
    irecist,
    irrc,
    irrecist,
    mrecist,
    mwho,
    recist_1_0,
    recist_1_1,
    who,
)
from ebbtide.criteria.parts.criterion import Criterion
from ebbtide.errors import CriteriaError

if TYPE_CHECKING:
    from collections.abc import Iterable

CRITERIA: Final = (
    who.CRITERION,
    mwho.CRITERION,
    recist_1_0.CRITERION,
    recist_1_1.CRITERION,
    irrc.CRITERION,
    irrecist.CRITERION,
    irecist.CRITERION,
    imrecist.CRITERION,
    mrecist.CRITERION,
    choi.CRITERION,
)
BY_ID: Final = {criterion.id: criterion for criterion in CRITERIA}

__all__ = ["BY_ID", "CRITERIA", "Criterion", "chosen"]


def chosen(ids: Iterable[str] | None) -> tuple[Criterion, ...]:
    """Look criteria up by id, in the order of the house; all of them when None.

    Raises:
        CriteriaError: If an id is unknown; the message names the nearest ones.

    Examples:
        >>> [criterion.id for criterion in chosen(["irecist", "recist-1.1"])]
        ['recist-1.1', 'irecist']
    """
    if ids is None:
        return CRITERIA
    asked = [name.strip().lower() for name in ids]
    unknown = [name for name in asked if name not in BY_ID]
    if unknown:
        near = get_close_matches(unknown[0], BY_ID, n=3, cutoff=0.4) or list(BY_ID)
        message = f"unknown criterion {unknown[0]!r}"
        raise CriteriaError(message, hint=f"did you mean {', '.join(near)}? All ids: {', '.join(BY_ID)}")
    return tuple(criterion for criterion in CRITERIA if criterion.id in asked)
