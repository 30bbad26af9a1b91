"""Checks of what else was done to the disease: assessments after another therapy, surgery or radiotherapy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.check import Check
from ebbtide.checks.follow_up.places import LESION, STREAM, at_visit, one_or_many, queries

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS"]

_EVENTS: Final = r"(?i)^(new_therapy|surgery|resection|radiotherapy|radiation|radiation_therapy|ablation)$"
_CLASSES: Final = r"(?i)surgery|resection|radiotherapy|radiation|ablation|emboli[sz]ation"
"""Kinds of treatment that act on a lesion; looked for in the name of what was given where no class is told."""


def assessed_after_therapy(trial: Examined) -> pl.DataFrame:
    """F13. Assessments after a new anticancer therapy, surgery or radiotherapy, and lesions treated locally."""
    later = _visits(trial).join(_therapies(trial), on="subject")
    later = later.filter(pl.col("start") > pl.col("given"), pl.col("given") > pl.coalesce("baseline", pl.lit(-1)))
    first = later.sort("start").group_by(*STREAM, "given", "what", maintain_order=True).agg(
        pl.col("start", "visit").first(), visits=at_visit().str.join(", "), many=pl.len()
    )  # fmt: skip
    message = pl.format(
        "{}: {} on day {}, and {} {} after it ({}). What is seen then no longer shows the study therapy alone. Please "
        "confirm whether a target was treated, and whether what was seen since counts or is NE.",
        at_visit(), "what", "given", "many",
        one_or_many(pl.col("many"), "assessment comes", "assessments come"), "visits",
    )  # fmt: skip
    return pl.concat([queries(first.sort(*STREAM, "given", "what"), message), _treated_lesions(trial)], how="diagonal")


def _therapies(trial: Examined) -> pl.DataFrame:
    """What may change the disease beside the study therapy: `subject, given, what`."""
    events = trial.study.table("events").filter(pl.col("event").str.contains(_EVENTS))
    named = pl.col("event").str.replace_all("_", " ")
    of_events = events.select("subject", given="day", what=pl.coalesce(pl.format("{} ({})", named, "detail"), named))
    treatments = trial.study.table("treatments").filter(pl.coalesce("class", "agent").str.contains(_CLASSES))
    kind = pl.col("class").str.replace_all("_", " ")
    of_treatments = treatments.select(
        "subject", given="day", what=pl.coalesce(pl.format("{} ({})", kind, "agent"), "agent")
    )
    both = pl.concat([of_events, of_treatments]).drop_nulls("given").unique().sort("subject", "given", "what")
    return both.group_by("subject", "given", maintain_order=True).agg(pl.col("what").str.join(" and "))


def _visits(trial: Examined) -> pl.DataFrame:
    points = trial.points.filter(~pl.col("is_baseline")).select(*STREAM, "start", "visit", "baseline")
    said = trial.reported.filter(pl.col("overall_response") != "ND").select(*STREAM, "start", "visit")
    both = pl.concat([points, said], how="diagonal").drop_nulls("start")
    return both.unique([*STREAM, "start"], keep="first", maintain_order=True)


def _treated_lesions(trial: Examined) -> pl.DataFrame:
    """The first reading after baseline in which a lesion is marked as treated locally, where baseline was not."""
    rows = trial.readings.filter("locally_treated").sort(*LESION, "start", maintain_order=True)
    first = rows.unique(LESION, keep="first", maintain_order=True).filter(
        pl.col("start") > pl.col("baseline"), pl.col("role") == "target"
    )
    message = pl.format(
        "{}: the target {} was treated locally (surgery, ablation or radiation), so that its size no longer shows the "
        "study therapy. Please give the date and kind of treatment, and confirm that the lesion is NE from then on.",
        at_visit(), "lesion",
    )  # fmt: skip
    return queries(first, message)


CHECKS: Final = (
    Check(
        "F13",
        "Assessed after another therapy",
        "query",
        "A scan after a new anticancer therapy, surgery or radiotherapy, or of a target that was treated locally.",
        "FDA guidance on endpoints for cancer trials",
        assessed_after_therapy,
    ),
)
