"""Scans of lymphomas in few words: lengths in mm as text, one lesion a name."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ebbtide.criteria.parts.composite.looks import Look, Patient, Sight
from ebbtide.criteria.parts.records import MISSING
from ebbtide.study import Options
from ebbtide.terms import lesions as t

if TYPE_CHECKING:
    from ebbtide.criteria import CompositeCriterion
    from ebbtide.criteria.parts.composite.criterion import Said
    from ebbtide.criteria.parts.composite.looks import Verdict

AVID = Patient("Diffuse large B-cell lymphoma")
NOT_AVID = Patient("Marginal zone lymphoma")


def um(millimetres: str | float | None) -> int:
    """Take millimetres as µm; None is missing."""
    return MISSING if millimetres is None else int(Decimal(str(millimetres)) * 1000)


def node(name: str, longest: str | float | None, across: str | float | None, **more: object) -> Sight:
    """Make a target node."""
    return lesion(name, longest, across, nodal=1, **more)


def lesion(name: str, longest: str | float | None, across: str | float | None, **more: object) -> Sight:
    """Make a target that is no node."""
    size = um(longest), um(across)
    product = MISSING if MISSING in size else size[0] * size[1]
    given: dict[str, object] = {"role": t.TARGET, "state": t.ABSENT if size[0] == 0 else t.MEASURED} | more
    return Sight(name, longest=size[0], across=size[1], product=product, **given)  # type: ignore[arg-type]  # fields of a sight


def unmeasured(name: str, state: int, **more: object) -> Sight:
    """Make a lesion without a size."""
    size = {t.ABSENT: 0, t.TOO_SMALL: 5_000}.get(state, MISSING)
    given: dict[str, object] = {"role": t.NONTARGET} | more
    return Sight(name, state=state, longest=size, across=size, **given)  # type: ignore[arg-type]  # fields of a sight


def new(name: str, longest: str | float | None, across: str | float | None, **more: object) -> Sight:
    """Make a new lesion that is no node."""
    return lesion(name, longest, across, **{"role": t.NEW} | more)


def scan(day: int, *sights: Sight, **said: object) -> Look:
    """Make a time point."""
    return Look(day, day, tuple(sight._replace(day=sight.day or day) for sight in sights), **said)  # type: ignore[arg-type]  # of a look


def run(criterion: CompositeCriterion, *looks: Look, patient: Patient = AVID, **options: object) -> list[Said]:
    """Judge a course, baseline first."""
    rules = criterion.define(Options.model_validate(options))
    return criterion.run(rules, patient, looks)


def calls(criterion: CompositeCriterion, *looks: Look, patient: Patient = AVID, **options: object) -> list[Verdict]:
    """Give the verdicts of a course."""
    return [said.verdict for said in run(criterion, *looks, patient=patient, **options)]


def words(criterion: CompositeCriterion, *looks: Look, patient: Patient = AVID, **options: object) -> list[str]:
    """Give the words of the calls of a course."""
    found = calls(criterion, *looks, patient=patient, **options)
    return [verdict.word or criterion.words.overall[verdict.overall] for verdict in found]


def last(criterion: CompositeCriterion, *looks: Look, patient: Patient = AVID, **options: object) -> Verdict:
    """Give the last verdict of a course."""
    return calls(criterion, *looks, patient=patient, **options)[-1]
