"""Short ways to write down time points of leukemia for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from ebbtide.criteria.acute_lymphoblastic import CRITERION
from ebbtide.criteria.parts.composite.looks import Patient, Sight
from ebbtide.criteria.parts.leukemia.looks import (
    MRD_PERCENT,
    NOT_DETECTED,
    QUANTIFIED,
    Blood,
    Counts,
    Marrow,
    MarrowLook,
    Nervous,
    Outside,
    Residual,
)
from ebbtide.study.options import Options
from ebbtide.terms.lesions import MEASURED, TARGET

if TYPE_CHECKING:
    from ebbtide.criteria.parts.composite.criterion import Said

    Part: TypeAlias = Marrow | Residual | Blood | Counts | Nervous | Outside

FULL = Counts(0, 2_000_000, 150_000_000)
GONE = Residual(0, NOT_DETECTED, limit=MRD_PERCENT // 100)


def at(day: int, **parts: Part) -> MarrowLook:
    """Make a time point whose findings are all of its day, unless they have days of their own."""
    dated = {name: part if part.day > 0 else part._replace(day=day) for name, part in parts.items()}
    return MarrowLook(day, day, **dated)  # type: ignore[arg-type]


def blasts(thousandths: int, **more: int) -> Marrow:
    """Make a marrow of so many thousandths of a percent of blasts."""
    return Marrow(0, thousandths, **more)


def mrd(parts_per_billion: int) -> Residual:
    """Make a quantified residual disease."""
    return Residual(0, QUANTIFIED, parts_per_billion)


def mass(longest: int, across: int, *, lesion: str = "T1", role: int = TARGET, state: int = MEASURED) -> Sight:
    """Make a lesion in µm."""
    product = longest * across if min(longest, across) >= 0 else -1
    return Sight(lesion, role, state, longest=longest, across=across, product=product)


def outside(*sights: Sight, **more: int) -> Outside:
    """Make an imaging."""
    return Outside(0, sights, **more)


BASE = at(0, marrow=blasts(80_000))


def judge(*looks: MarrowLook, base: MarrowLook = BASE, age: float | None = None, **options: object) -> list[Said]:
    """Judge time points after a baseline, by default of 80 % of blasts."""
    rules = CRITERION.define(Options.model_validate(options))
    return CRITERION.run(rules, Patient(age=age), [base, *looks])


def words(*looks: MarrowLook, base: MarrowLook = BASE, age: float | None = None, **options: object) -> list[str]:
    """Give the words of the calls."""
    said = judge(*looks, base=base, age=age, **options)
    return [one.verdict.word or CRITERION.words.overall[one.verdict.overall] for one in said]


def flags(said: Said) -> set[str]:
    """Name the flags of a call."""
    return {clause.word for clause in CRITERION.flag_clauses if clause.bit & said.verdict.flags}


def reasons(said: Said) -> set[str]:
    """Name the reasons of a call."""
    return {clause.word for clause in CRITERION.clauses if clause.bit & said.verdict.reasons}
