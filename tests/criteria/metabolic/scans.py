"""PET scans in few words, and what a metabolic criterion makes of them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from ebbtide.criteria import ANY_BY_ID
from ebbtide.criteria.parts.composite.criterion import CompositeCriterion
from ebbtide.criteria.parts.composite.looks import Look, Patient, Sight, Verdict
from ebbtide.criteria.parts.records import MISSING
from ebbtide.study import Options
from ebbtide.terms.lesions import ABSENT, MEASURED, NEW, PRESENT, TARGET

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

GONE = "gone"
UNTOLD = "untold"
"""Uptake that is not given."""


class Call(NamedTuple):
    """One call in words."""

    word: str
    reasons: set[str]
    flags: set[str]
    sentences: list[str]
    verdict: Verdict


def milli(text: str) -> int:
    """Read a number as whole thousandths."""
    return int(Decimal(text).scaleb(3))


def lesion(name: str, sul: str = UNTOLD, role: int = TARGET, **told: Any) -> Sight:  # noqa: ANN401 - any field of a sight
    """Write down one lesion: its SULpeak, GONE, or UNTOLD."""
    if sul == GONE:
        return Sight(name, role, ABSENT, **{"longest": 0, **told})
    state = told.pop("state", MEASURED)
    return Sight(name, role, state, sul=MISSING if sul == UNTOLD else milli(sul), **told)


def new(name: str, sul: str = UNTOLD, **told: Any) -> Sight:  # noqa: ANN401 - any field of a sight
    """Write down one new lesion."""
    return lesion(name, sul, NEW, **{"state": PRESENT, **told})


def pet(day: int, *sights: Sight, liver: str = "", tlg: str = "", **told: Any) -> Look:  # noqa: ANN401 - any field
    """Write down one scan."""
    measured = {"liver_sul": liver, "tlg": tlg}
    numbers: dict[str, Any] = {name: milli(text) for name, text in measured.items() if text}
    return Look(day, day, tuple(sight._replace(day=day) for sight in sights))._replace(**numbers, **told)


def hottest(*suls: str, days: Sequence[int] = (0, 42, 84, 126, 168)) -> list[Look]:
    """Write down the scans of one lesion."""
    return [pet(day, lesion("T1", sul)) for day, sul in zip(days, suls, strict=False)]


def counted(*centimeters: str, first: str = "5.0") -> list[Look]:
    """Write down a baseline of one lesion and a scan with new ones of these sizes."""
    sizes = [int(Decimal(size).scaleb(4)) for size in centimeters]
    news = [new(f"N{number}", longest=size, avid=1) for number, size in enumerate(sizes)]
    return [pet(0, lesion("T1", first)), pet(42, lesion("T1", first), *news)]


def criterion_of(name: str) -> CompositeCriterion:
    """Look a criterion up."""
    found = ANY_BY_ID[name]
    assert isinstance(found, CompositeCriterion)
    return found


def judged(name: str, looks: Sequence[Look], options: Mapping[str, object] | None = None) -> list[Call]:
    """Judge the scans, baseline first."""
    criterion = criterion_of(name)
    rules = criterion.define(Options.model_validate(dict(options or {})))
    found = []
    for said in criterion.run(rules, Patient(), looks):
        numbers, verdict = criterion.numbers(rules, said), said.verdict
        why = [clause for clause in criterion.clauses if clause.bit & verdict.reasons]
        flagged = [clause for clause in criterion.flag_clauses if clause.bit & verdict.flags]
        said_by = [clause.says.format_map(numbers) for clause in (*why, *flagged)]
        step = criterion.next_step(rules, said, lambda day: f"day {day}")
        found.append(
            Call(
                criterion.words.overall[verdict.overall],
                {clause.word for clause in why},
                {clause.word for clause in flagged},
                [*said_by, step],
                verdict,
            )
        )
    return found


def words(name: str, looks: Sequence[Look], **options: object) -> list[str]:
    """Give the words of the calls."""
    return [call.word for call in judged(name, looks, options)]


def last(name: str, looks: Sequence[Look], **options: object) -> Call:
    """Give the last call."""
    return judged(name, looks, options)[-1]
