"""What speaks for pseudoprogression in one patient, and where patients stand on the decision pathway."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ebbtide.assessment.composite.asking import asked_by_data
from ebbtide.errors import DataError
from ebbtide.workflow.assessed import assess
from ebbtide.workflow.celltherapy import opened
from ebbtide.workflow.opening import is_large, open_subject
from ebbtide.workflow.tables import write_tables

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ebbtide.evidence.gathering import Evidence
    from ebbtide.study import Study
    from ebbtide.workflow.writing import Form

__all__ = [
    "Pathways",
    "SubjectEvidence",
    "cases_like",
    "evidence_as_plain",
    "evidence_in_words",
    "evidence_of",
    "follow_pathway",
    "gather_evidence",
    "pathways_as_plain",
    "pathways_of",
    "posterior_in_words",
    "standing_in_words",
    "write_pathways",
]

_TOLD: Final = ("counted", "not_combined", "shown", "barred", "not_assessable")
_PLAINLY: Final = {
    "NONE": "nothing larger so far",
    "CLEAR": "no progression in question",
    "UNCONFIRMED": "progression, not confirmed so far",
    "FLARE_EARLY": "larger in the first two weeks, in question",
    "FLARE_SCAN": "larger on a scan in the flare window, in question",
}
"""States that have no label of their own."""
_CRITERIA: Final = ("recist-1.1", "irecist", "imrecist")


@dataclass(frozen=True)
class SubjectEvidence:
    """What was known of one subject on one day, and what it says.

    Args:
        study: The study.
        subject: Whose.
        evidence: What speaks for and against.
        cases: Published cases beside the subject, fact by fact.
    """

    study: Study
    subject: str
    evidence: Evidence
    cases: pl.DataFrame


def gather_evidence(
    source: Path,
    subject: str,
    options: Mapping[str, str] | None = None,
    *,
    day: int | None = None,
    preset: str | None = None,
) -> SubjectEvidence:
    """Gather what speaks for pseudoprogression, and what against it, as it was known on a day.

    Args:
        source: The study.
        subject: Whose.
        options: Readings and priors, as text, over those the study pins.
        day: The day; by default the last of the record.
        preset: The set of options to start from.

    Raises:
        DataError: If the study cannot be used or has no such subject.
        CriteriaError: If an option is unknown.
        MissingExtraError: If what computes intervals is not installed.
    """
    return evidence_of(open_subject(source, subject, options, preset=preset), subject, day=day)


def evidence_of(study: Study, subject: str, *, day: int | None = None) -> SubjectEvidence:
    """Gather, of a study that was read, what speaks for pseudoprogression and what against it.

    Raises:
        DataError: If the study has no such subject.
        MissingExtraError: If what computes intervals is not installed.
    """
    from ebbtide.evidence.gathering import evidence
    from ebbtide.evidence.registry_lookup import like

    found = evidence(study, subject, day=day)
    return SubjectEvidence(study, subject, found, like(study, subject, known_on=day))


def evidence_in_words(found: SubjectEvidence) -> list[tuple[str, str]]:
    """Put the entries of which something is known into words, each under its title.

    Returns:
        Title, and: direction or status, what was found, the likelihood ratio with its interval and the number of
        patients, why it does not count, the source.
    """
    told = found.evidence.table.filter(pl.col("status").is_in(_TOLD))
    return [(row["title"], _entry_in_words(row)) for row in told.iter_rows(named=True)]


def _entry_in_words(row: dict[str, Any]) -> str:
    status = row["status"].replace("_", " ")
    head = status if status != "shown" else f"{row['direction'] or 'no direction'}, without counts"
    if row["status"] == "counted":
        head = f"{row['direction']}, counted"
    patients = f"{row['patients']} patients" if row["patients"] else ""
    ratio = ", ".join(filter(None, (f"likelihood ratio {row['strength']}", patients))) if row["strength"] else ""
    why = row["why"] if row["why"] and row["why"] != row["found"] else ""
    return ". ".join(filter(None, (f"{head}: {row['found']}", ratio, why, f"[{row['source']}]")))


def posterior_in_words(found: SubjectEvidence) -> list[tuple[str, str]]:
    """Put prior, posterior and verdict into words, each under its label."""
    one = found.evidence
    prior = "; ".join(filter(None, (str(one.prior) if one.prior else "", one.prior_words)))
    told = [("prior", prior)]
    told += [
        (name, str(value)) for name, value in (("posterior", one.plain), ("conservative", one.conservative)) if value
    ]
    return [*told, ("verdict", one.verdict)]


def cases_like(found: SubjectEvidence) -> list[str]:
    """Tell which published cases are like the subject, and in what; none for one who was given no cells.

    The registry is of growth after cells: set beside another therapy, its cases would seem to speak of it.
    """
    from ebbtide.celltherapy.infusions import infusions
    from ebbtide.evidence.registry_matching import tell_cases

    given = infusions(found.study).filter(pl.col("subject") == found.subject)
    return [] if given.is_empty() else tell_cases(found.cases)


def evidence_as_plain(found: SubjectEvidence) -> dict[str, Any]:
    """Give the evidence as lists and dictionaries, for a program to read as JSON."""
    told = {name: value for name, value in asdict(found.evidence).items() if name != "table"}
    return {
        "study": found.study.name,
        "subject": found.subject,
        **told,
        "table": found.evidence.table.to_dicts(),
        "published_cases": found.cases.to_dicts(),
    }


@dataclass(frozen=True)
class Pathways:
    """Where the patients of a study stand on the decision pathway.

    Args:
        study: The study.
        steps: One row per transition.
        standing: One row per subject: where it stands.
    """

    study: Study
    steps: pl.DataFrame
    standing: pl.DataFrame


def follow_pathway(
    source: Path,
    options: Mapping[str, str] | None = None,
    *,
    subject: str | None = None,
    today: int | None = None,
    preset: str | None = None,
) -> Pathways:
    """Follow the patients of a study along the decision pathway.

    Args:
        source: The study.
        options: Readings, as text, over those the study pins.
        subject: Only this subject.
        today: The day on which to look, counted from the start of therapy; by default the last of each record.
        preset: The set of options to start from.

    Raises:
        DataError: If the study cannot be used or has no such subject.
        CriteriaError: If an option is unknown.
    """
    if subject is None and is_large(source):
        raise DataError(f"{source} is too large to be followed as a whole", hint="name a subject")
    study = opened(source, options, subject=subject, preset=preset)
    if subject is not None and not _has_scans(study) and not is_large(source):
        study = opened(source, options, subject=None, preset=preset)
    return pathways_of(study, subject=subject, today=today)


def pathways_of(study: Study, *, subject: str | None = None, today: int | None = None) -> Pathways:
    """Follow the patients of a study that was read along the decision pathway.

    Args:
        study: The study.
        subject: Only this subject.
        today: The day on which to look; by default the last of each record.

    Raises:
        DataError: If the study has nothing to judge, or no such subject.
    """
    from ebbtide.evidence.pathway.following import followed
    from ebbtide.evidence.pathway.inputs import gathered
    from ebbtide.evidence.pathway.lymphoma import lymphoma_table

    asked = [one.id for one in asked_by_data(study) if one.id == "lyric"]
    assessment = assess(study, criteria=[*_CRITERIA, *asked], explanations=False)
    patterns, lymphoma = assessment.patterns(explain=False), lymphoma_table(assessment.calls)
    sources = gathered(study, assessment.courses, patterns, lymphoma)
    steps, where = followed(sources, subject, None, today)
    return Pathways(study, steps, where)


def _has_scans(study: Study) -> bool:
    """Tell whether anything can be judged; infusions are followed without, if others of the study have scans."""
    return not (study.table("measurements").is_empty() and study.table("timepoints").is_empty())


def standing_in_words(row: dict[str, Any]) -> list[tuple[str, str]]:
    """Put where a subject stands into pairs of a label and words.

    Args:
        row: One row of `Pathways.standing`.
    """
    state, beneath = _state_in_words(row["state"], row["label"]), ""
    if row["underneath"] != row["state"]:
        beneath = _state_in_words(row["underneath"], row["underneath_label"])
    told = [
        ("state", f"{row['machine'] or ''} {state}".strip()),
        ("due", _span(row["due_open"], row["due_close"]) + (" (overdue)" if row["overdue"] else "")),
        ("beneath", "; ".join(filter(None, (beneath, _window(row))))),
        ("known", "; ".join(row["known"] or ())),
        *(("obtain", f"{one['datum']}: {one['why']}") for one in row["data_to_obtain"] or ()),
        ("because", row["why"] or ""),
    ]
    return [(label, text) for label, text in told if text]


def _state_in_words(state: str, label: str | None) -> str:
    """Name a state, with its label or, where it has none, in plain words.

    Examples:
        >>> _state_in_words("FLARE_RESOLVED", "pseudoprogression by course")
        'FLARE_RESOLVED: pseudoprogression by course'
        >>> _state_in_words("NONE", "")
        'NONE: nothing larger so far'
    """
    return ": ".join(filter(None, (state, label or _PLAINLY.get(state))))


def _span(first: int | None, last: int | None) -> str:
    """Write a span of days; nothing where there is none.

    Examples:
        >>> _span(56, 84), _span(28, 28), _span(None, None)
        ('day 56 to 84', 'day 28', '')
    """
    if first is None:
        return ""
    return f"day {first}" if last in (None, first) else f"day {first} to {last}"


def _window(row: dict[str, Any]) -> str:
    """Tell the imaging window of a machine that something more urgent stands over."""
    window = _span(row["window_open"], row["window_close"])
    return f"next scan {window}" if window and row["underneath"] != row["state"] else ""


def write_pathways(found: Pathways, source: Path, folder: Path, *, form: Form, overwrite: bool) -> list[str]:
    """Write the transitions and where patients stand; gives the names of the files.

    Raises:
        OutputError: If the folder may not or cannot be written.
    """
    tables = {name: _flat(table) for name, table in (("pathway", found.steps), ("standing", found.standing))}
    return write_tables(tables, found.study, source, folder, form=form, overwrite=overwrite)


def _flat(table: pl.DataFrame) -> pl.DataFrame:
    """Write lists as text, so that a CSV can hold them."""
    lists = [name for name, kind in table.schema.items() if isinstance(kind, pl.List)]
    return table.with_columns(
        pl.col(name).map_elements(lambda cells: "; ".join(_entry(cell) for cell in cells), pl.String) for name in lists
    )


def _entry(cell: Any) -> str:  # noqa: ANN401 - text, or a datum with its reason
    return f"{cell['datum']} ({cell['why']})" if isinstance(cell, dict) else str(cell)


def pathways_as_plain(found: Pathways) -> dict[str, Any]:
    """Give the pathway as lists and dictionaries, for a program to read as JSON."""
    return {"study": found.study.name, "pathway": found.steps.to_dicts(), "standing": found.standing.to_dicts()}
