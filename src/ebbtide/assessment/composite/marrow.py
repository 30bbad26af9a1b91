"""Patients with leukemia as its criteria look at them: who they are, their time points, and what each one shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.assessment.composite.marrow_charts import NOTHING, charts_of, imaging_of
from ebbtide.assessment.composite.marrow_findings import read_rows
from ebbtide.assessment.composite.marrow_time_points import time_points
from ebbtide.assessment.composite.patients import UNKNOWN, patients_of
from ebbtide.assessment.diagnoses import tumor_named

if TYPE_CHECKING:
    from ebbtide.criteria.parts.composite.looks import Patient
    from ebbtide.criteria.parts.leukemia.looks import MarrowLook
    from ebbtide.study import Study
    from ebbtide.study.options import Options

__all__ = ["MarrowCourse", "marrow_course"]

POINTS: Final = {
    "subject": pl.String,
    "reader": pl.String,
    "start": pl.Int32,
    "last_day": pl.Int32,
    "date": pl.Date,
    "visit": pl.String,
    "is_baseline": pl.Boolean,
}
_IN_LEUKEMIA: Final = {"marrow_blasts", "marrow", "mrd", "blood_blasts", "csf_blasts", "csf_wbc", "cns"}


class MarrowCourse(NamedTuple):
    """The time points of patients with leukemia.

    Args:
        points: One row for each, by subject, reader and day, the baseline first.
        looks: For each subject and reader what is seen at each of them.
        patients: What is known of each throughout.
    """

    points: pl.DataFrame
    looks: list[list[MarrowLook]]
    patients: list[Patient]


def marrow_course(study: Study, options: Options) -> MarrowCourse:
    """Bring the findings of leukemia of a study into time points.

    Subjects are those with findings of leukemia or with its diagnosis. The baseline holds the last of each
    compartment at or before day 0; a subject without any has an empty one, a day before its first time point.

    Args:
        study: Its tables `findings`, `measurements`, `timepoints`, `treatments`, `events` and `subjects` are read.
        options: `all_component_days`, `duplicate_reading`, and those that place imaging in time.
    """
    rows = read_rows(study.table("findings"))
    diagnosed = {
        name
        for name, tumor in study.table("subjects").select("subject", "tumor_type").iter_rows()
        if tumor_named(tumor) == "leukemia"
    }
    found = {name for name, own in rows.items() if any(row.kind in _IN_LEUKEMIA for row in own)}
    imaging = imaging_of(study, sorted(found | diagnosed), options)
    charts = charts_of(study, rows)
    known = patients_of(study)
    heads: list[tuple[object, ...]] = []
    looks: list[list[MarrowLook]] = []
    patients: list[Patient] = []
    for subject in sorted(found | diagnosed):
        chart = charts.get(subject, NOTHING)
        for reader, images in sorted(imaging.get(subject, {"": []}).items()):
            points = time_points(chart, images, options)
            if not points:
                continue
            heads += [(subject, reader, *head) for head, _ in points]
            looks.append([look for _, look in points])
            patients.append(known.get(subject, UNKNOWN))
    return MarrowCourse(pl.DataFrame(heads, schema=POINTS, orient="row"), looks, patients)
