"""The registry of published flares after cell therapy, read from `cases.toml`: what each source prints, and no more.

How a patient is set beside it is in `registry_matching`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import polars as pl

from ebbtide.errors import CriteriaError
from ebbtide.sources import ZHAO_2025, Source
from ebbtide.sources import cell_cases as known

__all__ = ["CASES", "PublishedCase", "cases", "published_cases"]

CASES: Final = {
    "case": pl.String,
    "patient": pl.String,
    "level": pl.String,
    "kind": pl.String,
    "judgement": pl.String,
    "judged_by": pl.String,
    "tumor": pl.String,
    "tumor_group": pl.String,
    "site": pl.String,
    "target": pl.String,
    "product": pl.String,
    "cell_source": pl.String,
    "dose": pl.String,
    "lymphodepletion": pl.String,
    "infusion": pl.Int64,
    "age": pl.Int64,
    "sex": pl.String,
    "onset_from_day": pl.Int64,
    "onset_to_day": pl.Int64,
    "seen_day": pl.Int64,
    "resolved_day": pl.Int64,
    "growth_pct": pl.Float64,
    "crs_grade": pl.Int64,
    "crs_onset_day": pl.Int64,
    "icans_grade": pl.Int64,
    "kinetics": pl.String,
    "markers": pl.String,
    "performance": pl.String,
    "biopsy_day": pl.Int64,
    "biopsy": pl.String,
    "course": pl.String,
    "outcome": pl.String,
    "confounders": pl.String,
    "counted": pl.Int64,
    "evaluated": pl.Int64,
    "read": pl.String,
    "source": pl.String,
    "reference": pl.String,
    "link": pl.String,
}
"""Columns of the registry."""
_WORDS: Final = {
    "level": ("patient", "cohort"),
    "kind": ("flare", "local_crs", "mimic", "no_flare"),
    "judgement": ("pseudoprogression", "local_crs", "inflammatory_mimic", "mixed", "none"),
    "course": (None, "smaller", "larger", "not_enlarged"),
    "read": ("full text", "abstract", "abstract, cut off"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedCase:
    """One patient after one infusion, or one cohort, as a source prints it; None is not printed.

    Args:
        id: Its name in the registry.
        level: `patient` or `cohort`; a cohort carries counts and no facts of a patient.
        kind: `flare`, `local_crs` (swelling where no tumor was known), `mimic` (uptake without growth) or `no_flare`.
        source: Where it was published.
        read: How much of the source was read: `full text`, `abstract` or `abstract, cut off`.
        judgement: The authors' word: `pseudoprogression`, `local_crs`, `inflammatory_mimic`, `mixed` or `none`.
        judged_by: On what it rests.
        group: The family of the tumor.
        tumor: The tumor in words.
        patient: The patient, where two infusions of one are two cases.
        age: In years.
        sex: As printed.
        target: The antigen of the construct.
        product: The product.
        cell_source: `autologous` or `donor`.
        dose: In words, with units.
        lymphodepletion: Its drugs.
        infusion: Which one the days count from.
        site: Where the lesions were.
        onset_day: First and last day of the beginning.
        seen_day: Day of the scan that showed it.
        resolved_day: Day by which it was over.
        sums_mm: Day and sum of diameters, mm, the baseline first.
        crs_grade: Cytokine release syndrome, graded as the source did.
        crs_onset_day: First day of it.
        icans_grade: Neurotoxicity, graded as the source did.
        kinetics: Of the cells, in words.
        markers: Of the tumor, in words.
        performance: Performance status in words.
        biopsy_day: Day of the biopsy.
        biopsy: What it showed.
        course: What the lesions did next: `smaller`, `larger` or `not_enlarged`.
        outcome: In words.
        confounders: What else may explain the course.
        counted: Of a cohort, how many had what `outcome` says.
        evaluated: Of a cohort, how many were looked at.
    """

    id: str
    level: str
    kind: str
    source: Source
    read: str
    judgement: str
    judged_by: str
    group: str
    tumor: str
    patient: str | None = None
    age: int | None = None
    sex: str | None = None
    target: str | None = None
    product: str | None = None
    cell_source: str | None = None
    dose: str | None = None
    lymphodepletion: str | None = None
    infusion: int | None = None
    site: str | None = None
    onset_day: tuple[int, int] | None = None
    seen_day: int | None = None
    resolved_day: int | None = None
    sums_mm: tuple[tuple[int, float], ...] = ()
    crs_grade: int | None = None
    crs_onset_day: int | None = None
    icans_grade: int | None = None
    kinetics: str | None = None
    markers: str | None = None
    performance: str | None = None
    biopsy_day: int | None = None
    biopsy: str | None = None
    course: str | None = None
    outcome: str | None = None
    confounders: str | None = None
    counted: int | None = None
    evaluated: int | None = None

    def __post_init__(self) -> None:
        """Hold the words to their lists.

        Raises:
            CriteriaError: If a word is of no list.
        """
        for name, words in _WORDS.items():
            if (word := getattr(self, name)) not in words:
                raise CriteriaError(f"case {self.id}: {name} {word!r} is none of {', '.join(filter(None, words))}")

    @property
    def growth_pct(self) -> float | None:
        """Growth of the sum from baseline to the scan that showed it, in percent, from the printed sums."""
        sums = dict(self.sums_mm)
        if self.seen_day not in sums:
            return None
        baseline = self.sums_mm[0][1]
        return 100 * (sums[self.seen_day] - baseline) / baseline


def cases() -> pl.DataFrame:
    """List the published cases, one row each, in the order of the registry.

    Days count from the infusion of the case. What is blank is not printed, or was not in the part that could be read
    (`read`). The registry is not complete: it holds what was found and read, and published cases are those worth
    publishing, so nothing in it is a frequency.

    Returns:
        The columns of `CASES`; `growth_pct` is computed from the printed sums.

    Sources:
        Zhao 2025; Authorea 2021; Danylesko 2021; Kong 2022; and the others of the column `reference`. Those that were
        read as abstracts only are to be confirmed against the paper.

    Examples:
        >>> table = cases().filter(kind="flare", level="patient")
        >>> table.select("case", "seen_day", pl.col("growth_pct").round(1), "crs_grade").head(2).rows()
        [('zhao_2025_infusion_1', 28, 113.6, 1), ('zhao_2025_infusion_2', 29, None, 0)]
    """
    return pl.DataFrame([_row(case) for case in published_cases()], schema=CASES, orient="row")


@cache
def published_cases() -> tuple[PublishedCase, ...]:
    """Read the registry that comes with the package.

    Raises:
        CriteriaError: If a case names a source that the bibliography lacks, or a word of no list.

    Examples:
        >>> published_cases()[0].site
        'liver'
    """
    with files("ebbtide.evidence").joinpath("cases.toml").open("rb") as file:
        entries: list[dict[str, Any]] = tomllib.load(file)["case"]
    sources = {one.key: one for one in (*vars(known).values(), ZHAO_2025) if isinstance(one, Source)}
    return tuple(_case(entry, sources) for entry in entries)


def _case(entry: dict[str, Any], sources: dict[str, Source]) -> PublishedCase:
    if (key := entry["source"]) not in sources:
        raise CriteriaError(f"case {entry['id']}: the bibliography has no {key!r}")
    days = tuple(entry["onset_day"]) if "onset_day" in entry else None
    sums = tuple((day, length) for day, length in entry.get("sums_mm", ()))
    return PublishedCase(**{**entry, "source": sources[key], "onset_day": days, "sums_mm": sums})


def _row(case: PublishedCase) -> tuple[Any, ...]:
    first, last = case.onset_day or (None, None)
    told = {
        "case": case.id,
        "tumor_group": case.group,
        "onset_from_day": first,
        "onset_to_day": last,
        "source": case.source.key,
        "reference": case.source.reference,
        "link": case.source.link,
    }
    return tuple(told[name] if name in told else getattr(case, name) for name in CASES)
