"""What is known of each patient throughout: diagnosis, age, when immunotherapy and radiotherapy were given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.criteria.parts.composite.looks import Patient
from ebbtide.criteria.parts.records import NEVER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ebbtide.study import Study

__all__ = ["UNKNOWN", "patients_of"]

UNKNOWN: Final = Patient()
_IMMUNE: Final = r"(?i)checkpoint|immuno|car_?t|tcr_?t|bispecific|vaccine|oncolytic|cytokine|adoptive"
_RADIATION: Final = r"(?i)radio|radiation|irradiation|brachytherap"


def patients_of(study: Study) -> Mapping[str, Patient]:
    """Describe the patients of a study by their name; of one that is not there nothing is known (`UNKNOWN`).

    Immunotherapy begins with the first treatment of such a class at or after day 0, else the last before it, else on
    day 0. Radiotherapy is the last that began at or before day 0; it ends on its `end_day`, or the day it was given.
    """
    subjects = study.table("subjects")
    told = {
        name: (tumor or "", age) for name, tumor, age in subjects.select("subject", "tumor_type", "age").iter_rows()
    }
    immune, radiation = _starts(study.table("treatments")), _ends(study.table("treatments"))
    return {
        name: Patient(
            *told.get(name, ("", None)),
            immunotherapy_day=immune.get(name, 0),
            radiotherapy_day=radiation.get(name, NEVER),
        )
        for name in study.subjects
    }


def _starts(treatments: pl.DataFrame) -> dict[str, int]:
    given = treatments.filter(pl.col("class").str.contains(_IMMUNE))
    first = pl.col("day").filter(pl.col("day") >= 0).min()
    days = given.group_by("subject").agg(day=pl.coalesce(first, pl.col("day").max()))
    return dict(days.iter_rows())


def _ends(treatments: pl.DataFrame) -> dict[str, int]:
    given = treatments.filter(pl.col("class").str.contains(_RADIATION), pl.col("day") <= 0)
    days = given.group_by("subject").agg(day=pl.coalesce("end_day", "day").max())
    return dict(days.iter_rows())
