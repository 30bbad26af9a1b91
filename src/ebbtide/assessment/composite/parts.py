"""A study's time points as composite criteria look at them, judged: its scans, and its marrow and blood."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from ebbtide.assessment.composite.judged import JudgedPart, judge_part
from ebbtide.assessment.composite.patients import UNKNOWN, patients_of
from ebbtide.assessment.composite.scans import scan_looks
from ebbtide.assessment.judging import Ruling, in_lists, judge_batch
from ebbtide.criteria import BY_ID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.assessment.batch import Batch
    from ebbtide.criteria import CompositeCriterion
    from ebbtide.study import Study
    from ebbtide.study.options import Options

__all__ = ["judge_marrow", "judge_scans"]


def judge_scans(criteria: Sequence[CompositeCriterion], study: Study, batch: Batch, options: Options) -> JudgedPart:
    """Judge the scans of a study: its time points are those of the solid-tumor criteria."""
    needs_recist = any(one.disease == "metabolic" for one in criteria)
    looks = scan_looks(batch.points, batch.rows, study, _recist(batch, options) if needs_recist else ())
    known = patients_of(study)
    subjects = batch.points.filter("is_baseline")["subject"].cast(pl.String)
    return judge_part(criteria, options, batch.points, looks, [known.get(name, UNKNOWN) for name in subjects])


def judge_marrow(criteria: Sequence[CompositeCriterion], study: Study, options: Options) -> JudgedPart:
    """Judge marrow, blood and what goes with them; their time points are their own."""
    from ebbtide.assessment.composite.marrow import marrow_course

    course = marrow_course(study, options)
    return judge_part(criteria, options, course.points, course.looks, course.patients)


def _recist(batch: Batch, options: Options) -> list[int]:
    """Judge RECIST 1.1 beside: metabolic criteria ask for it."""
    criterion = BY_ID["recist-1.1"]
    ruling = Ruling(criterion, criterion.define(options), "")
    return [int(code) for code in judge_batch(in_lists(batch), [ruling], compiled=False).calls.overall]
