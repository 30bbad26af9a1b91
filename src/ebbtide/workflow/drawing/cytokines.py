"""Ask a study for the cytokines of one subject, and have them drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from ebbtide.assessment.laboratory.results import BELOW, with_name, with_reading
from ebbtide.celltherapy.cytokines import cytokine_results, fold_changes
from ebbtide.celltherapy.infusions import infusions
from ebbtide.figures.cytokines import CytokineCourse, cytokines
from ebbtide.workflow.drawing.asking import about, subject_of
from ebbtide.workflow.drawing.bedside import bands_of, dated, drugs_of, origin_of

if TYPE_CHECKING:
    from ebbtide.figures import Figure
    from ebbtide.study import Study
    from ebbtide.workflow.assessed import Assessment
    from ebbtide.workflow.drawing.asking import Asked

__all__ = ["draw"]


def draw(assessment: Assessment, asked: Asked) -> Figure:
    """Draw the cytokines of one subject.

    Raises:
        DataError: If no subject is named among several, or no cytokine is recorded of it.
    """
    subject = subject_of(assessment, asked)
    study, apart = dated(assessment.study, subject)
    results = cytokine_results(study)
    folds = fold_changes(study).with_columns(day=pl.col("day") + pl.col("infusion_day"))
    unknown = apart["findings"].filter(pl.col("category") == "cytokine")["test"] if "findings" in apart else ()
    course = CytokineCourse(
        subject=subject,
        origin=origin_of(study, subject),
        results=results.drop("subject"),
        folds=folds.select("test", "unit", "day", "fold", "fold_is", "baseline"),
        told=_told(study),
        bands=bands_of(study, subject),
        drugs=drugs_of(study, subject).select("agent", "day"),
        infusions=infusions(study).select("infusion", "day", "agent"),
        without_day=tuple(unknown),
    )
    tests = results["test"].n_unique()
    whole = f"{tests} analytes with {results.height} results" if tests else "cytokines told in words"
    return cytokines(course, about(assessment, whole))


def _told(study: Study) -> pl.DataFrame:
    """List what is said of cytokines without a number."""
    said = study.table("findings").filter(
        pl.col("category") == "cytokine", pl.col("value").is_null(), pl.col("text").is_not_null()
    )
    plain = with_reading(said.drop_nulls("day")).filter(pl.col("reading").ne_missing(BELOW))
    return with_name(plain).select(test="name", day="day", text="text").sort("test", "day")
