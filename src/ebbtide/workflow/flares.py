"""One patient after infused cells, told from the flare to the end: what was known, what was asked for, how it ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ebbtide.formats.names import folded
from ebbtide.workflow.evidencing import follow_pathway, gather_evidence, standing_in_words
from ebbtide.workflow.telling import tell_course, tell_outcomes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ebbtide.study import Study
    from ebbtide.workflow.assessed import Assessment
    from ebbtide.workflow.evidencing import SubjectEvidence

__all__ = ["Flare", "FollowedCase", "find_flare", "follow_case"]

_TAKEN_BACK: Final = ("disregarded", "negated")
_LARGER: Final = ("increased", "unequivocal_progression")
_CLASSES: Final = {
    "H1": "no viable tumor",
    "H2": "few viable cells within treatment effect",
    "H3": "tumor and infiltrate, undecided",
    "H4": "viable tumor",
    "H5": "inadequate",
}
_LAST_WORDS: Final = ("death", "last_contact")


@dataclass(frozen=True)
class Flare:
    """The day on which something first looked like progression and was later taken back, or was told to be larger.

    Args:
        day: Counted from the start of therapy.
        said: What showed it, as pairs of a label and words.
    """

    day: int
    said: list[tuple[str, str]]


@dataclass(frozen=True)
class FollowedCase:
    """What was known of a patient at the flare, and how it ended.

    Args:
        subject: Who.
        flare: The flare; None where there was none.
        evidence: What spoke for and against on its day; None where there was none.
        standing: Where the pathway stood on its day; None where there was none.
        ended: How it ended, as pairs of a label and words.
    """

    subject: str
    flare: Flare | None
    evidence: SubjectEvidence | None
    standing: dict[str, Any] | None
    ended: list[tuple[str, str]]


def follow_case(assessment: Assessment, source: Path, subject: str) -> FollowedCase:
    """Tell one patient from the flare to the end.

    Nothing from after its day is used for what was known at the flare.

    Args:
        assessment: The study, judged.
        source: Where it was read from.
        subject: Who.

    Raises:
        MissingExtraError: If what computes intervals is not installed, and something was counted.
    """
    flare = find_flare(assessment, subject)
    at_flare = None if flare is None else _standing_of(source, subject, flare.day)
    known = None if flare is None else gather_evidence(source, subject, day=flare.day)
    return FollowedCase(subject, flare, known, at_flare, list(_end_of(assessment, source, subject)))


def find_flare(assessment: Assessment, subject: str) -> Flare | None:
    """Find the flare: the first progression that was later taken back, else the first enlargement that is told.

    Args:
        assessment: The study, judged.
        subject: Who.

    Examples:
        >>> import ebbtide
        >>> study = ebbtide.read_study(ebbtide.examples.path("gastric-car-t"))
        >>> find_flare(ebbtide.assess(study, criteria=["irecist"]), "GC-01").day
        28
    """
    taken_back = assessment.settled.filter(
        pl.col("subject").cast(pl.String) == subject, pl.col("outcome").is_in(_TAKEN_BACK)
    )
    if not taken_back.is_empty():
        first = taken_back.filter(pl.col("day") == pl.col("day").min())
        return Flare(
            first["day"][0], [*_size_at(assessment, subject, first), *tell_outcomes(assessment, subject, settled=first)]
        )
    told = sorted(_enlargements(_own(assessment.study, subject)))
    return Flare(told[0][0], [told[0][1:]]) if told else None


def _size_at(assessment: Assessment, subject: str, progressions: pl.DataFrame) -> Iterator[tuple[str, str]]:
    """Tell the sum on the day of a progression, and by how much it differs from baseline."""
    criterion, day = (progressions[name].cast(pl.String)[0] for name in ("criterion", "day"))
    measured = assessment.responses.filter(
        *(pl.col(name).cast(pl.String) == value for name, value in (("subject", subject), ("criterion", criterion))),
        pl.col("day").cast(pl.String) == day,
    ).drop_nulls(["burden", "baseline", "change_from_baseline_pct"])
    for row in measured.head(1).iter_rows(named=True):
        change, unit = row["change_from_baseline_pct"], row["burden_unit"]
        yield "size", f"{row['burden']:.2f} {unit}, {change:+.1f} % from the {row['baseline']:.2f} {unit} of baseline"


def _own(study: Study, subject: str) -> Study:
    """Keep what a study holds of one subject."""
    tables = {name: table.filter(pl.col("subject") == subject) for name, table in study.tables.items()}
    return replace(study, tables=tables)


def _enlargements(study: Study) -> Iterator[tuple[int, str, str]]:
    """Find what is told to be larger from day 0 on: events first, then targets, non-targets and lesions."""
    from ebbtide.evidence.pathway.clinical import events_of
    from ebbtide.evidence.pathway.words import Event

    for one in events_of(study):
        if one.event is Event.ENLARGEMENT and one.day >= 0:
            yield one.day, one.event.value, one.detail
    points = study.table("timepoints").filter(pl.col("day") >= 0)
    for column in ("target_state", "nontarget_state"):
        for day in points.filter(pl.col(column).cast(pl.String).is_in(_LARGER))["day"]:
            yield day, "scan", f"{column.partition('_')[0]}s larger"
    lesions = study.table("measurements").filter(pl.col("day") >= 0, pl.col("state").cast(pl.String).is_in(_LARGER))
    yield from ((day, "scan", f"{lesion} larger") for day, lesion in lesions.select("day", "lesion").rows())


def _standing_of(source: Path, subject: str, today: int | None) -> dict[str, Any] | None:
    standing = follow_pathway(source, subject=subject, today=today).standing
    return standing.row(0, named=True) if len(standing) else None


def _end_of(assessment: Assessment, source: Path, subject: str) -> Iterator[tuple[str, str]]:
    """Tell biopsies, what hindsight calls it, where the pathway stood last, and the last that is known."""
    study = _own(assessment.study, subject)
    for day, test, text in study.table("findings").select("day", "test", "text").rows():
        if folded(test).startswith("biopsy"):
            means = f" ({_CLASSES[text]})" if text in _CLASSES else ""
            yield "biopsy", f"day {day}, {test.replace('_', ' ')}: {text}{means}"
    yield from _in_hindsight(assessment, subject)
    standing = _standing_of(source, subject, None)
    if standing is not None:
        said = [(label, text) for label, text in standing_in_words(standing) if label in ("state", "due")]
        yield (
            "pathway",
            f"day {standing['today']}, "
            + "; ".join(text if label == "state" else f"{label} {text}" for label, text in said),
        )
    last = study.table("events").filter(pl.col("event").is_in(_LAST_WORDS)).sort("day")
    for day, event, detail in last.select("day", "event", "detail").rows():
        yield event.replace("_", " "), ", ".join(filter(None, (f"day {day}", detail)))
    if last.is_empty():
        day, told = tell_course(study, subject)[-1]
        yield "last known", f"day {day}, {'; '.join(told)}"


def _in_hindsight(assessment: Assessment, subject: str) -> Iterator[tuple[str, str]]:
    found = assessment.patterns(explain=False).filter(
        pl.col("subject") == subject, pl.col("pattern") == "pseudoprogression", pl.col("call") == "yes"
    )
    for definition, day, known in found.select("definition", "basis_day", "known_day").rows():
        yield "pseudoprogression", f"by {definition}: of day {day}, known on day {known}"
