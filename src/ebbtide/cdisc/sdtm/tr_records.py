"""What RS, TR, TU and ADTR are made of, put together once: time points, their visits, and the records of lesions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from ebbtide.cdisc.sdtm.tr_lesions import came_with_records, lesion_records
from ebbtide.cdisc.sdtm.tr_points import POINT, time_points
from ebbtide.cdisc.sdtm.tr_visits import visits_of, with_evaluators

if TYPE_CHECKING:
    from ebbtide.cdisc.derived import Derived
    from ebbtide.cdisc.sdtm.tr_points import TimePoints

__all__ = ["TumorRecords", "tumor_records"]


class TumorRecords(NamedTuple):
    """The records of a study's lesions.

    Args:
        points: The readings in their time points.
        visits: The time points as records tell them.
        lesions: The records of TR that tell of lesions, with TREVAL, TREVALID and TRLNKGRP.
    """

    points: TimePoints
    visits: pl.DataFrame
    lesions: pl.DataFrame


def tumor_records(derived: Derived) -> TumorRecords:
    """Put the records of a study's lesions together.

    Args:
        derived: The study and what follows from it.
    """
    points = time_points(derived.study, derived.options)
    lesions = lesion_records(derived.study, points)
    visits = visits_of(points, lesions)
    if not came_with_records(derived.study):
        lesions = with_evaluators(lesions, "TR")
    linked = lesions.join(visits.select(*POINT, "LNKGRP"), on=POINT, how="left", maintain_order="left")
    own = [pl.col("TRLNKGRP")] if "TRLNKGRP" in lesions.columns else []
    return TumorRecords(points, visits, linked.with_columns(TRLNKGRP=pl.coalesce(*own, "LNKGRP")).drop("LNKGRP"))
