"""What calls for an urgent review on top of every machine, which keeps running underneath.

A sign is remembered when it comes and calls for a review once growth is in question; a threatened critical site, and a
lesional CRS of grade 3 or more, call at once. A review is left by a user, with a reason and a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ebbtide.evidence.pathway.words import DOES_NOT_WAIT, NOT_FOLLOWED, Event, Machine, Override
from ebbtide.sources import CHAMPIAT_2017, JIA_2019, MAHDI_2023
from ebbtide.sources.toxicity import LI_2023

if TYPE_CHECKING:
    from ebbtide.evidence.pathway.transitions import Memory, Occurrence
    from ebbtide.sources import Source

__all__ = ["NOTE", "OVERRIDES", "Overriding", "followed", "is_closed_by_somebody"]

NOTE: Final = "pseudoprogression with deterioration is published (Jia 2019)"
SEVERE: Final = 3


@dataclass(frozen=True, slots=True)
class Overriding:
    """One row: which events are the sign, whether it calls at once, and where it is taken from."""

    override: Override
    events: tuple[Event, ...]
    when: str
    source: tuple[Source, ...]
    at_once: bool = False
    least_grade: int = 0
    machines: tuple[Machine, ...] = tuple(Machine)


OVERRIDES: Final = (
    Overriding(Override.O1, (Event.CRITICAL_SITE,), "a critical site is threatened", (JIA_2019,), at_once=True),
    Overriding(
        Override.O2,
        (Event.PERFORMANCE, Event.SUPPORT),
        "performance is worse by an ECOG class or more, or support was escalated",
        (JIA_2019,),
    ),
    Overriding(Override.O3, (Event.HYPERPROGRESSION,), "hyperprogression by a published definition", (CHAMPIAT_2017,)),
    Overriding(Override.O4, (Event.NEW_SYMPTOM,), "a new symptom at a growing lesion", (JIA_2019,)),
    Overriding(
        Override.LESIONAL_CRS,
        (Event.LESIONAL_CRS,),
        "lesional CRS, or in the brain inflammation of the tumour, of grade 3 or more",
        (LI_2023, MAHDI_2023),
        at_once=True,
        least_grade=SEVERE,
        machines=(Machine.CART_EARLY,),
    ),
)


def followed(memory: Memory, now: Occurrence, machine: Machine) -> Memory:
    """Remember a sign, call for a review, or leave it.

    Args:
        memory: What is known after the machine's own transition.
        now: What happens.
        machine: Whose memory it is.
    """
    if now.event is Event.REVIEW_CLOSED:
        closed = memory._replace(signs=(), raised=(), raised_day=None)
        return closed if is_closed_by_somebody(now.detail) else memory
    noted = with_signs(memory, now, machine)
    if noted.state in NOT_FOLLOWED:
        return noted
    waits = noted.state not in DOES_NOT_WAIT
    calling = tuple(row.override for row in OVERRIDES if row.override in noted.signs and (waits or row.at_once))
    raised = tuple(dict.fromkeys((*noted.raised, *calling)))
    day = noted.raised_day if noted.raised_day is not None or not raised else now.day
    left = noted.signs if waits or now.event is not Event.SCAN else without(noted.signs, Override.O4)
    return noted._replace(raised=raised, raised_day=day, signs=left)


def with_signs(memory: Memory, now: Occurrence, machine: Machine) -> Memory:
    """Remember the sign that an event is, or that it is gone again."""
    for row in OVERRIDES:
        if now.event in row.events and machine in row.machines and (now.grade or 0) >= row.least_grade:
            rest = without(memory.signs, row.override)
            return memory._replace(signs=(*rest, row.override) if now.worse else rest)
    return memory


def without(signs: tuple[Override, ...], gone: Override) -> tuple[Override, ...]:
    """Leave one sign out."""
    return tuple(sign for sign in signs if sign is not gone)


def is_closed_by_somebody(detail: str) -> bool:
    """Tell whether a note names who closed a review and why, as "who: why".

    Examples:
        >>> is_closed_by_somebody("Dr. Ito: airway free on CT"), is_closed_by_somebody("done")
        (True, False)
    """
    who, _, why = detail.partition(":")
    return bool(who.strip() and why.strip())
