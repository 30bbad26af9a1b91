"""Every check, in the order of its id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.checks import baseline, cell_therapy, evidence, follow_up, records, responses
from ebbtide.errors import CriteriaError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.checks.check import Check

__all__ = ["CATALOGUE", "checks_named"]

CATALOGUE: Final[tuple[Check, ...]] = (
    *baseline.CHECKS,
    *follow_up.CHECKS,
    *responses.CHECKS,
    *records.CHECKS,
    *cell_therapy.CHECKS,
    *evidence.CHECKS,
)


def checks_named(ids: Sequence[str] | None) -> tuple[Check, ...]:
    """Find checks by their ids; a letter stands for its family, nothing for all.

    Raises:
        CriteriaError: If there is no such check.

    Examples:
        >>> checks_named(None) == CATALOGUE
        True
    """
    if not ids:
        return CATALOGUE
    wanted = [name.strip().upper() for name in ids]
    for name in wanted:
        if not any(check.id.startswith(name) for check in CATALOGUE):
            raise CriteriaError.unknown("check", name, [check.id for check in CATALOGUE])
    return tuple(check for check in CATALOGUE if any(check.id.startswith(name) for name in wanted))
