"""Which findings belong to one call: those of the same days, imaging of four weeks, older ones if carried forward."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from ebbtide.criteria.parts.records import NEVER

if TYPE_CHECKING:
    from ebbtide.criteria.parts.leukemia.rules import Rules

__all__ = ["Dated", "concurrent"]


class Dated(Protocol):
    """Any finding with a day."""

    @property
    def day(self) -> int:
        """The day of the finding, NEVER without one."""


Finding = TypeVar("Finding", bound=Dated)


def concurrent(
    rules: Rules, now: Finding, before: Finding, nothing: Finding, *, day: int, within: int
) -> tuple[Finding, bool]:
    """Choose the finding that belongs to a day: this time point's, the last before, or an older one carried forward.

    Args:
        rules: Whether findings are carried forward, and how far.
        now: The time point's own.
        before: The last one before.
        nothing: What stands for none.
        day: The day that the others of this call stand on.
        within: Days that it may lie apart.

    Returns:
        The finding, and whether it was carried forward.
    """
    dated = [one for one in (now, before) if one.day != NEVER]
    for one in dated:
        if abs(one.day - day) <= within:
            return one, False
    for one in dated:
        if abs(one.day - day) <= rules.carry_days:
            return one, True
    return nothing, False
