"""Ask a study for the kinetics of its infused cells, and have their expansion drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from ebbtide.celltherapy.infusions import chosen
from ebbtide.celltherapy.mean_profile import mean_profile
from ebbtide.celltherapy.results import per_infusion
from ebbtide.celltherapy.samples import daily, kinetic_samples
from ebbtide.figures.expansion import Kinetics, expansion
from ebbtide.workflow.celltherapy import CellKinetics
from ebbtide.workflow.drawing.asking import about, subject_of
from ebbtide.workflow.drawing.bedside import NO_DAY, drugs_of

if TYPE_CHECKING:
    from ebbtide.figures import Figure
    from ebbtide.study import Study
    from ebbtide.workflow.assessed import Assessment
    from ebbtide.workflow.drawing.asking import Asked

__all__ = ["draw"]


def draw(assessment: Assessment, asked: Asked) -> Figure:
    """Draw the expansion after every infusion: of one subject where it is named, of all otherwise.

    Raises:
        DataError: If the subject is unknown, or no cells were counted after an infusion.
    """
    study = assessment.study
    if asked.subject is not None:
        subject = subject_of(assessment, asked)
        own = {name: table.filter(pl.col("subject") == subject) for name, table in study.tables.items()}
        study = replace(study, tables=own)
    cells = CellKinetics(study)
    found = daily(kinetic_samples(_with_known_days(study), cells.infusions), chosen(study, None).kinetics_same_day)
    treated = cells.infusions["subject"].unique()
    seen = found.filter(pl.col("infusion").is_not_null())["subject"].unique()
    drugs = per_infusion(drugs_of(study), cells.infusions).select("subject", "infusion", "agent", "day")
    kinetics = Kinetics(
        samples=found,
        kinetics=cells.kinetics,
        summary=cells.summary,
        means=mean_profile(found),
        drugs=drugs,
        without=len(set(treated) - set(seen)),
    )
    whose = asked.subject or f"{len(seen)} of {len(treated)} subjects given cells"
    return expansion(kinetics, about(assessment, whose))


def _with_known_days(study: Study) -> Study:
    """Leave out findings whose day is not known; a peak without one stays, for its height is known."""
    if "findings" not in study.tables:
        return study
    words = pl.col("text").fill_null("")
    is_peak = words.str.contains(r"(?i)^peak")
    known = study.table("findings").filter(is_peak | ~words.str.contains(NO_DAY))
    return replace(study, tables={**study.tables, "findings": known})
