"""What figures of one subject's bedside share: days that are known, toxicities by grade, drugs against them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.celltherapy.infusions import infusions
from ebbtide.formats.names import folded

if TYPE_CHECKING:
    from ebbtide.study import Study

__all__ = ["DRUGS", "NO_DAY", "SYNDROMES", "bands_of", "dated", "drugs_of", "origin_of"]

NO_DAY: Final = r"(?i)\bno day\b|\bday (?:is )?(?:nominal|not (?:known|printed|recorded))\b|\bnominal day\b"
"""Words that say of a row that its day only places it: the day itself is not known."""
_WORDS: Final = {"findings": "text", "events": "detail"}
SYNDROMES: Final = {"crs": "CRS", "icans": "ICANS", "cytokine_release_syndrome": "CRS"}
"""The toxicities of infused cells that are drawn as bands, by the word of their event."""
DRUGS: Final = ("anti_cytokine", "corticosteroid")
"""Classes of drugs against the toxicity of infused cells."""


def dated(study: Study, subject: str) -> tuple[Study, dict[str, pl.DataFrame]]:
    """Take what a study holds of one subject, apart from rows whose words say that their day is not known.

    Returns:
        The study of that subject, and what was parted from it, by table.
    """
    own = {name: table.filter(pl.col("subject") == subject) for name, table in study.tables.items()}
    apart: dict[str, pl.DataFrame] = {}
    for name, words in _WORDS.items():
        if name in own:
            unknown = pl.col(words).str.contains(NO_DAY).fill_null(value=False)
            apart[name] = own[name].filter(unknown)
            own[name] = own[name].filter(~unknown)
    return replace(study, tables=own), apart


def origin_of(study: Study, subject: str) -> str:
    """Say what day 0 is.

    Examples:
        >>> import ebbtide
        >>> origin_of(ebbtide.read_study(ebbtide.examples.path("gastric-car-t")), "GC-01")
        'the first infusion of cells'
    """
    first = infusions(study).filter(pl.col("subject") == subject)["day"].min()
    return "the first infusion of cells" if first == 0 else "the start of therapy"


def bands_of(study: Study, subject: str) -> pl.DataFrame:
    """List CRS and ICANS of a subject by grade: as recorded, as graded day by day, and where there was none.

    Returns:
        `what`, `source` (`recorded`, `graded`), `day`, `end_day` (the last; null where no end is recorded), `grade`.
    """
    from ebbtide.celltherapy.toxicity import graded_days, toxicity

    events = study.table("events").filter(pl.col("subject") == subject)
    names = {word: SYNDROMES[folded(word)] for word in events["event"].unique() if folded(word) in SYNDROMES}
    recorded = events.filter(pl.col("event").is_in(list(names))).select(
        what=pl.col("event").replace(names), source=pl.lit("recorded"), day="day", end_day="end_day", grade="grade"
    )
    whole = pl.col("what").is_in(list(SYNDROMES))
    none = toxicity(study).filter(pl.col("subject") == subject, whole, pl.col("recorded_grade") == 0)
    denied = none.drop_nulls("start_day").select(
        what=pl.col("what").replace(SYNDROMES),
        source=pl.lit("recorded"),
        day="start_day",
        end_day="end_day",
        grade="recorded_grade",
    )
    days = graded_days(study).filter(pl.col("subject") == subject, whole, pl.col("grade") > 0)
    graded = days.select(
        what=pl.col("what").replace(SYNDROMES),
        source=pl.lit("graded"),
        day="day",
        end_day="day",
        grade="grade",
    )
    numbers = pl.col("day", "end_day", "grade").cast(pl.Int32)
    found = pl.concat([table.with_columns(numbers) for table in (recorded, denied, _joined(graded))])
    return found.unique(maintain_order=True).sort(
        "what", "source", "day", maintain_order=True, descending=[False, True, False]
    )


def _joined(days: pl.DataFrame) -> pl.DataFrame:
    """Join days of one grade that follow each other."""
    breaks = (
        (pl.col("day") != pl.col("end_day").shift(1) + 1) | (pl.col("grade") != pl.col("grade").shift(1))
    ).fill_null(value=True)
    numbered = days.sort("what", "day").with_columns(run=breaks.over("what").cum_sum().over("what"))
    return (
        numbered.group_by("what", "source", "run", maintain_order=True)
        .agg(pl.col("day").min(), pl.col("end_day").max(), pl.col("grade").first())
        .drop("run")
    )


def drugs_of(study: Study, subject: str | None = None) -> pl.DataFrame:
    """List drugs against toxicity: `subject`, `agent`, `day`; of one subject, or of all."""
    given = study.table("treatments").filter(pl.col("class").is_in(DRUGS), pl.col("day").is_not_null())
    own = given if subject is None else given.filter(pl.col("subject") == subject)
    return own.select(
        "subject", pl.col("agent").str.splitn(",", 2).struct.field("field_0").alias("agent"), "day"
    ).unique(maintain_order=True)
