"""Progression against the end of treatment (M15, M16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.check import NO_QUERIES, Check
from ebbtide.checks.domain_records import domain_named, records_of
from ebbtide.checks.records.progressions import by_any_reader, final_ones
from ebbtide.study.model import Part, with_places

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "other_reasons", "treated_after_progression"]

_SAYS_PROGRESSION: Final = r"(?i)progress|relaps"
_ENDED: Final = ("treatment_end", "treatment_discontinuation", "end_of_treatment", "discontinuation")
_PROGRESSED: Final = ("progression", "progressive_disease", "disease_progression")
_OTHER_WORDS: Final = r"(?i)^(death|died|completed|randomi[sz]ed|screen failure|informed consent.*|.*visit)$"
"""Records of disposition that are no reason against progression."""
_SUPPORTS: Final = (
    r"(?i)support|steroid|emetic|premedic|apheresis|lymphodeplet|bridging|cytokine|surg|radio|resect|ablat"
)
"""Classes of what is given beside the study therapy."""


def other_reasons(trial: Examined) -> pl.DataFrame:
    """M15: treatment ended for a progression that is nowhere, or for another reason after one."""
    said = _ends(trial, says_progression=True)
    return pl.concat([_not_seen(trial, said), _not_said(trial, said)])


def _not_seen(trial: Examined, said: pl.DataFrame) -> pl.DataFrame:
    """Find ends for progression before which none was reported or computed."""
    if trial.study.table("reported").is_empty() and trial.judged is None:
        return NO_QUERIES.with_columns(day=pl.lit(None, pl.Int32))
    seen = by_any_reader(trial).group_by("subject").agg(seen=pl.col("day").min())
    ends = said.sort("subject", "day").unique("subject", keep="first", maintain_order=True)
    both = ends.join(seen, on="subject", how="left", maintain_order="left")
    clinical = records_of(trial, "RS", "TESTCD", "STRESC", "ORRES").filter(
        pl.col("testcd") == "SYMPTDTR", pl.coalesce("stresc", "orres").str.to_uppercase().is_in(["Y", "YES"])
    )
    open_ = both.join(clinical, on="subject", how="anti", maintain_order="left").filter(
        pl.col("seen").is_null() | (pl.col("seen") > pl.col("day"))
    )
    found = pl.coalesce(pl.format("the first progression is of day {}", "seen"), pl.lit("none is later either"))
    message = pl.format(
        "Day {}: treatment ended for progressive disease ({}), and no progression was reported or computed by then "
        "({}). Please add the assessment, or say whether the progression was clinical.",
        *("day", "why", found),
    )
    return open_.select("subject", message=message, day="day")


def _not_said(trial: Examined, said: pl.DataFrame) -> pl.DataFrame:
    """Find progressions after which treatment ended for another reason; only where some end for progression."""
    final = final_ones(trial, reported_only=True)
    others = _ends(trial, says_progression=False).join(said, on="subject", how="anti")
    if said.is_empty() or others.is_empty():
        return NO_QUERIES.with_columns(day=pl.lit(None, pl.Int32))
    after = others.join(final, on="subject", suffix="_of_pd").filter(pl.col("day") >= pl.col("day_of_pd"))
    first = after.sort("subject", "day", "why").unique("subject", keep="first", maintain_order=True)
    message = pl.format(
        "Day {}: treatment ended for another reason ({}), and {} was reported on day {}. Please review the reason.",
        *("day", "why", "word", "day_of_pd"),
    )
    return first.select("subject", message=message, day="day")


def _ends(trial: Examined, *, says_progression: bool) -> pl.DataFrame:
    """List the ends of treatment for progression, or those for another reason: `subject, day, why`."""
    events = trial.study.table("events").drop_nulls("day")
    why = pl.coalesce("detail", pl.col("event").str.replace_all("_", " "))
    says = (
        pl.col("detail").str.contains(_SAYS_PROGRESSION).fill_null(value=False) & pl.col("event").is_in(_ENDED)
    ) | pl.col("event").is_in(_PROGRESSED)
    if trial.domain("DS") is not None:
        # What is read of DS as the end of treatment is progression alone, whatever the words of the site.
        says = says | (pl.col("event") == "discontinuation")
    if says_progression:
        return events.filter(says).select("subject", "day", why=why)
    other = events.filter(pl.col("event").is_in(_ENDED), pl.col("detail").is_not_null(), ~says)
    return pl.concat([other.select("subject", "day", why=why), _ends_of_ds(trial)])


def _ends_of_ds(trial: Examined) -> pl.DataFrame:
    """List the records of DS that end treatment or study for another reason than progression."""
    domain = domain_named(trial, "DS")
    if domain is None:
        return pl.DataFrame(schema={"subject": pl.String, "day": pl.Int32, "why": pl.String})
    rows = domain.frame.select(
        subject="USUBJID", why=domain.text("DSDECOD", "DSTERM"), kind=domain.text("DSCAT").str.to_uppercase(),
        date=domain.text("DSSTDTC").str.head(10).str.to_date("%Y-%m-%d", strict=False),
    )  # fmt: skip
    start = trial.study.table("subjects").select("subject", "reference_date").drop_nulls()
    dated = rows.join(start, on="subject").with_columns(
        day=(pl.col("date") - pl.col("reference_date")).dt.total_days().cast(pl.Int32)
    )
    ends = dated.filter(
        pl.col("kind").fill_null("DISPOSITION EVENT") == "DISPOSITION EVENT",
        ~pl.col("why").str.contains(_OTHER_WORDS),
        ~pl.col("why").str.contains(_SAYS_PROGRESSION),
    )
    return ends.select("subject", "day", "why").drop_nulls()


def treated_after_progression(trial: Examined) -> pl.DataFrame:
    """M16: treatment that went on for long after a progression that is final."""
    most = trial.options.treatment_after_pd_days
    given = (
        _study_treatments(trial)
        .group_by("subject", "agent")
        .agg(begun=pl.col("day").min(), until=pl.coalesce("end_day", "day").max())
    )
    final = final_ones(trial)
    past = given.join(final, on="subject").filter(
        pl.col("begun") <= pl.col("day"), pl.col("until") > pl.col("day") + most
    )
    one = past.sort("subject", "agent").group_by("subject", maintain_order=True).agg(
        pl.col("reader", "day", "word", "visit", "until").sort_by("until").last(), pl.col("agent").str.join(", ")
    )  # fmt: skip
    message = pl.format(
        f"{{}} was given until day {{}}, {{}} days after {{}} of day {{}}; {most} days are allowed. Please confirm the "
        "dates, or give the reason for treatment past progression.",
        *("agent", "until", pl.col("until") - pl.col("day"), "word", "day"),
    )
    return one.select("subject", "reader", "visit", "day", message=message)


def _study_treatments(trial: Examined) -> pl.DataFrame:
    """List what was given as study treatment: of SDTM what EX has, of tidy tables all that is not supportive."""
    study = trial.study
    rows = study.table("treatments").drop_nulls("day")
    exposures = trial.domain("EX")
    if exposures is not None:
        files = [part.file for part in exposures.parts] or [exposures.file]
        placed = with_places(rows, study.parts.get("treatments") or (Part(exposures.file),))
        return placed.filter(pl.col("file").is_in(files))
    return rows.filter(~pl.col("class").str.contains(_SUPPORTS).fill_null(value=False))


CHECKS: Final = (
    Check(
        "M15",
        "End of treatment and progression do not agree",
        "query",
        "Treatment ended for progressive disease (DS or an event), and no progression was reported or computed by "
        "then; or a progression that is final was reported, and treatment ended after it for another reason. The "
        "second is asked only where the study records some ends for progression.",
        "data management",
        other_reasons,
    ),
    Check(
        "M16",
        "Treatment long after progression",
        "query",
        "Treatment that began before a final progression (PD; where progression is confirmed, the confirmed one) and "
        "was given for more days after it than the study allows. The investigator's progression counts where there is "
        "an investigator.",
        "data management",
        treated_after_progression,
        ("treatment_after_pd_days",),
    ),
)
