"""A subject of a study put in the words of the registry, and looked up there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from ebbtide.assessment import assess
from ebbtide.errors import CriteriaError, near_matches
from ebbtide.evidence.registry_matching import Presentation, nearest_cases, target_in

if TYPE_CHECKING:
    from collections.abc import Collection

    from ebbtide.study import Study

__all__ = ["like", "presentation_of"]

_CRITERION = "recist-1.1"


def like(
    study: Study,
    subject: str,
    *,
    day: int | None = None,
    known_on: int | None = None,
    reader: str | None = None,
    kinds: Collection[str] | None = None,
) -> pl.DataFrame:
    """Look up published cases that are like a subject's growth after cells.

    Args:
        study: The study.
        subject: Who.
        day: Day of the scan that showed the growth; the first progression under RECIST 1.1 after an infusion when left
            out.
        known_on: Use nothing from after this day; everything when left out.
        reader: Whose readings; the first reader's when left out.
        kinds: As for `nearest_cases`.

    Returns:
        What `nearest_cases` gives for `presentation_of` the subject.

    Raises:
        CriteriaError: If the study has no such subject.

    Examples:
        >>> import ebbtide
        >>> study = ebbtide.read_study(ebbtide.examples.path("gastric-car-t"))
        >>> found = like(study, "GC-01", known_on=28)
        >>> found.row(0, named=True)["case"], found.filter(fact="course").row(0, named=True)["agreement"]
        ('zhao_2025_infusion_1', 'not known')
    """
    found = presentation_of(study, subject, day=day, known_on=known_on, reader=reader)
    return nearest_cases(found, kinds=kinds)


def presentation_of(
    study: Study, subject: str, *, day: int | None = None, known_on: int | None = None, reader: str | None = None
) -> Presentation:
    """Put in the words of the registry what a study holds of a subject's growth after cells.

    Growth is that of the sum of diameters since the last time point up to the latest infusion. The course is what the
    next sum before another infusion or therapy shows; after a new therapy it cannot be ascribed and stays blank. A
    grade of cytokine release that is not recorded is not known, and not 0.

    Args:
        study: The study.
        subject: Who.
        day: As for `like`.
        known_on: As for `like`.
        reader: As for `like`.

    Raises:
        CriteriaError: If the study has no such subject.
    """
    if subject not in study.subjects:
        hint = f"did you mean {', '.join(near_matches(subject, study.subjects) or study.subjects[:5])}?"
        raise CriteriaError(f"the study has no subject {subject!r}", hint=hint)
    sums = _up_to(_sums(study, subject, reader), known_on)
    given = _up_to(_of(study, "treatments", subject), known_on).filter(pl.col("class") == "car_t").drop_nulls("day")
    infusions = sorted(set(given["day"].to_list()))
    seen = day if day is not None else _first_progression(sums, infusions)
    infused = max((one for one in infusions if seen is None or one <= seen), default=None)
    next_infusion = min((one for one in infusions if infused is not None and one > infused), default=None)
    agents = given.filter(pl.col("day") == infused)["agent"].to_list() if infused is not None else []
    person = _of(study, "subjects", subject)
    therapy = _first(person, "therapy") or ""
    return Presentation(
        tumor=_first(person, "tumor_type"),
        target=target_in(" ".join([*agents, therapy])),
        product=_product([*agents, therapy]),
        site=_site(study, subject),
        day=None if seen is None or infused is None else seen - infused,
        growth_pct=_growth(sums, seen, infused),
        crs_grade=_crs(_up_to(_of(study, "events", subject), known_on), infused, next_infusion),
        course=_course(sums, seen, _end_of_story(study, subject, seen, next_infusion)),
    )


def _of(study: Study, table: str, subject: str) -> pl.DataFrame:
    return study.table(table).filter(pl.col("subject") == subject)


def _up_to(rows: pl.DataFrame, known_on: int | None) -> pl.DataFrame:
    return rows if known_on is None else rows.filter(pl.col("day") <= known_on)


def _sums(study: Study, subject: str, reader: str | None) -> pl.DataFrame:
    """Give the time points of one reader after baseline, with their sums, mm; none where nothing was measured."""
    tables = {name: _of(study, name, subject) for name in ("measurements", "timepoints", "subjects")}
    schema = {"day": pl.Int32, "burden": pl.Float64, "baseline": pl.Float64, "progressed": pl.Boolean}
    if not (len(tables["measurements"]) or len(tables["timepoints"])):
        return pl.DataFrame(schema=schema)
    alone = type(study)(
        study.name, {name: table for name, table in tables.items() if len(table)}, options=study.options
    )
    responses = assess(alone, criteria=(_CRITERION,), explanations=False).responses
    readers = sorted(responses["reader"].unique().to_list())
    chosen = reader if reader is not None else next(iter(readers), "")
    rows = responses.filter(pl.col("reader") == chosen).sort("day")
    return rows.select("day", "burden", "baseline", progressed=pl.col("overall_response").cast(pl.String) == "PD")


def _first_progression(sums: pl.DataFrame, infusions: list[int]) -> int | None:
    after = sums.filter(pl.col("progressed"), pl.col("day") >= min(infusions)) if infusions else sums.head(0)
    return int(after["day"][0]) if len(after) else None


def _growth(sums: pl.DataFrame, seen: int | None, infused: int | None) -> float | None:
    if seen is None or infused is None:
        return None
    now = sums.filter(pl.col("day") == seen)["burden"].to_list()
    before = [*sums["baseline"].head(1).to_list(), *sums.filter(pl.col("day") <= infused)["burden"].to_list()]
    if not now or now[0] is None or not before or not before[-1]:
        return None
    return float(100 * (now[0] - before[-1]) / before[-1])


def _crs(events: pl.DataFrame, infused: int | None, next_infusion: int | None) -> int | None:
    if infused is None:
        return None
    theirs = events.filter(pl.col("event") == "crs", pl.col("day") >= infused)
    if next_infusion is not None:
        theirs = theirs.filter(pl.col("day") < next_infusion)
    highest = theirs["grade"].drop_nulls().to_list()
    return max(highest) if highest else None


def _end_of_story(study: Study, subject: str, seen: int | None, next_infusion: int | None) -> int | None:
    """Find the first day from the growth on at which something else begins that may explain what follows."""
    if seen is None:
        return None
    events = _of(study, "events", subject)
    begun = events.filter(pl.col("event") == "new_therapy", pl.col("day") >= seen)["day"].drop_nulls().to_list()
    return min([*begun, *([next_infusion] if next_infusion is not None else [])], default=None)


def _course(sums: pl.DataFrame, seen: int | None, end: int | None) -> str | None:
    if seen is None:
        return None
    now = sums.filter(pl.col("day") == seen)["burden"].to_list()
    later = sums.filter(pl.col("day") > seen).drop_nulls("burden")
    if end is not None:
        later = later.filter(pl.col("day") <= end)
    if not now or now[0] is None or not len(later) or later["burden"][0] == now[0]:
        return None
    return "smaller" if later["burden"][0] < now[0] else "larger"


def _site(study: Study, subject: str) -> str | None:
    organs = _of(study, "measurements", subject)["organ"].drop_nulls().unique(maintain_order=True).to_list()
    return ", ".join(organs) or None


def _product(agents: list[str]) -> str | None:
    found = re.search(r"\w+leucel\b", " ".join(agents), re.IGNORECASE)
    return found.group().casefold() if found else None


def _first(rows: pl.DataFrame, column: str) -> str | None:
    return rows[column].to_list()[0] if len(rows) else None
