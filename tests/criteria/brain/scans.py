"""Short ways to write MRI scans of a brain tumor down and to ask RANO or iRANO what they are.

A lesion's name says its part, as in `tests.criteria.histories`: `T1` is a target, `NT1` is not measured, `NEW1` is new.
What was seen is a pair of diameters in µm, a word for a state, or a `Sight` in keywords.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from ebbtide.criteria import irano, rano
from ebbtide.criteria.parts.composite.looks import Look, Patient, Sight
from ebbtide.criteria.parts.records import MISSING
from ebbtide.study import Options
from ebbtide.terms.lesions import MEASURED, NEW, NONTARGET, STATES, TARGET
from ebbtide.terms.scans import FLAIR_STABLE

if TYPE_CHECKING:
    from ebbtide.criteria.parts.composite.criterion import CompositeCriterion, Said

Seen: TypeAlias = Any
"""A pair of diameters in µm, a word for a state, or the fields of a `Sight`."""

MM: int = 1_000
RADIATED = Patient(radiotherapy_day=-28)
"""Radiotherapy ended four weeks before day 0."""
BY_ID = {"rano": rano.CRITERION, "irano": irano.CRITERION}


def sight(name: str, seen: Seen, **more: object) -> Sight:
    """Write one lesion down."""
    role = {"T": TARGET, "NT": NONTARGET, "NEW": NEW}[name.rstrip("0123456789")] if name[0] != "(" else TARGET
    fields: dict[str, Any] = {"role": role, "state": MEASURED} | more
    if isinstance(seen, str):
        fields["state"] = STATES.index(seen)
    elif isinstance(seen, Mapping):
        fields |= seen
    else:
        fields |= {"longest": seen[0], "across": seen[1]}
    longest, across = fields.get("longest", MISSING), fields.get("across", MISSING)
    if "product" not in fields and longest >= 0 and across >= 0:
        fields["product"] = longest * across
    return Sight(lesion=name, **fields)


def scan(day: int, lesions: Mapping[str, Seen] | None = None, **said: object) -> Look:
    """Write one time point down: stable, on 2 mg, with stable FLAIR, unless said otherwise."""
    told: dict[str, Any] = {"flair": FLAIR_STABLE, "steroid": 2 * MM, "stable": 1} | said
    return Look(day, sights=tuple(sight(name, seen) for name, seen in (lesions or {}).items()), **told)


def judged(*looks: Look, criterion: str = "rano", patient: Patient | None = None, **options: Any) -> list[Said]:  # noqa: ANN401 - options by name
    """Judge one patient's scans, baseline first."""
    one: CompositeCriterion = BY_ID[criterion]
    who = Patient() if patient is None else patient
    return one.run(one.define(Options.model_validate(options)), who, looks)


def called(said: Said, criterion: str = "rano") -> str:
    """Say one call in the criterion's word."""
    return BY_ID[criterion].words.overall[said.verdict.overall]


def calls(*looks: Look, criterion: str = "rano", patient: Patient | None = None, **options: Any) -> list[str]:  # noqa: ANN401 - options by name
    """Judge one patient's scans and say the calls."""
    found = judged(*looks, criterion=criterion, patient=patient, **options)
    return [called(one, criterion) for one in found]


def reasons(said: Said, criterion: str = "rano") -> set[str]:
    """Name the reasons of a call."""
    return {one.word for one in BY_ID[criterion].clauses if one.bit & said.verdict.reasons}


def flags(said: Said, criterion: str = "rano") -> set[str]:
    """Name the flags of a call."""
    return {one.word for one in BY_ID[criterion].flag_clauses if one.bit & said.verdict.flags}


def square(area: int) -> dict[str, int]:
    """Write a lesion of some product, µm²."""
    return {"longest": 20 * MM, "across": 20 * MM, "product": area}
