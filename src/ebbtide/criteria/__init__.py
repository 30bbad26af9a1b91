"""The published response criteria, one file each, and the parts they share.

Lives here: definitions (numbers), steps (`parts`), and the words that explain them. A
criterion never imports another. Does not live here: running them over a study (`assessment`).
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Final, TypeAlias

from ebbtide.criteria import (
    acute_lymphoblastic,
    choi,
    impercist5,
    imrecist,
    ipercist,
    irano,
    irecist,
    irrc,
    irrecist,
    lugano,
    lyric,
    mrecist,
    mwho,
    percimt,
    percist,
    rano,
    recil,
    recist_1_0,
    recist_1_1,
    who,
)
from ebbtide.criteria.parts.composite.criterion import CompositeCriterion
from ebbtide.criteria.parts.criterion import Criterion
from ebbtide.errors import CriteriaError

if TYPE_CHECKING:
    from collections.abc import Iterable

AnyCriterion: TypeAlias = Criterion | CompositeCriterion

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
"""The criteria that judge by the sizes of lesions."""
COMPOSITES: Final[tuple[CompositeCriterion, ...]] = (
    percist.CRITERION,
    percimt.CRITERION,
    ipercist.CRITERION,
    impercist5.CRITERION,
    lugano.CRITERION,
    lyric.CRITERION,
    recil.CRITERION,
    rano.CRITERION,
    irano.CRITERION,
    acute_lymphoblastic.CRITERION,
)
"""The criteria that judge by more: PET, marrow, blood, spleen, steroids, clinical state."""
BY_ID: Final = {criterion.id: criterion for criterion in CRITERIA}
ANY_BY_ID: Final[dict[str, AnyCriterion]] = {**BY_ID, **{criterion.id: criterion for criterion in COMPOSITES}}
"""All criteria by their ids; `BY_ID` has those that judge by the sizes of lesions."""

__all__ = [
    "ANY_BY_ID",
    "BY_ID",
    "COMPOSITES",
    "CRITERIA",
    "AnyCriterion",
    "CompositeCriterion",
    "Criterion",
    "by_sizes",
    "chosen",
    "composites",
]


def chosen(ids: Iterable[str] | None) -> tuple[AnyCriterion, ...]:
    """Look criteria up by id, in the order of the house; when None, all that judge by the sizes of lesions.

    Raises:
        CriteriaError: If an id is unknown; the message names the nearest ones.

    Examples:
        >>> [criterion.id for criterion in chosen(["irecist", "recist-1.1"])]
        ['recist-1.1', 'irecist']
    """
    if ids is None:
        return CRITERIA
    asked = [name.strip().lower() for name in ids]
    unknown = [name for name in asked if name not in ANY_BY_ID]
    if unknown:
        near = get_close_matches(unknown[0], ANY_BY_ID, n=3, cutoff=0.4) or list(ANY_BY_ID)
        message = f"unknown criterion {unknown[0]!r}"
        raise CriteriaError(message, hint=f"did you mean {', '.join(near)}? All ids: {', '.join(ANY_BY_ID)}")
    return tuple(criterion for name, criterion in ANY_BY_ID.items() if name in asked)


def by_sizes(criteria: Iterable[AnyCriterion]) -> tuple[Criterion, ...]:
    """Keep the criteria that judge by the sizes of lesions.

    Examples:
        >>> [criterion.id for criterion in by_sizes(chosen(["who", "choi"]))]
        ['who', 'choi']
    """
    return tuple(one for one in criteria if isinstance(one, Criterion))


def composites(criteria: Iterable[AnyCriterion]) -> tuple[CompositeCriterion, ...]:
    """Keep the criteria that judge by more than the sizes of lesions."""
    return tuple(one for one in criteria if isinstance(one, CompositeCriterion))
