"""Scans, PETs and assessments of lymphomas as the machines are told of them.

Every function reads the record of one patient.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.errors import MissingColumnError
from ebbtide.evidence.pathway.transitions import Assessed, Occurrence
from ebbtide.evidence.pathway.words import Event
from ebbtide.formats.names import folded
from ebbtide.terms.responses import CPD, CR, NED, NON, NOT_DONE, PD, PR, SD

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ebbtide.study import Study

__all__ = ["LYMPHOMA", "checked", "lymphoma_assessments", "pets_of", "scans_of"]

FIVE_MM: Final = 5000
LYMPHOMA: Final = {
    "subject": pl.String,
    "day": pl.Int32,
    "category": pl.String,
    "by_spd": pl.Boolean,
    "by_lesion": pl.Boolean,
    "by_uptake": pl.Boolean,
    "by_other": pl.Boolean,
    "spd_um2": pl.Int64,
    "reference_um2": pl.Int64,
    "baseline_um2": pl.Int64,
    "grown": pl.Boolean,
    "enlarged_um2": pl.Int64,
    "enlarged_nadir_um2": pl.Int64,
    "deteriorated": pl.Boolean,
}
"""Columns of the assessments of lymphomas; all but the first three may be left out."""
_FEATURES: Final = tuple(name for name in LYMPHOMA if name not in ("subject", "day"))


def scans_of(
    study: Study, reader: str, calls: pl.DataFrame, sums: pl.DataFrame, infusions: Sequence[int]
) -> list[Occurrence]:
    """Find the scans of one reader: the call, the sum, what is larger than before the latest infusion, what is new."""
    called = dict(calls.filter(pl.col("response") != NOT_DONE).select("day", "response").rows())
    summed = {day: size for day, size in sums.select("day", "sum_um").rows() if size is not None}
    seen = states_of(study, reader)
    new = new_lesion_days(study, reader)
    symptoms = symptom_days(study)
    days = sorted({*called, *summed, *seen})
    return [
        Occurrence(
            day,
            Event.SCAN,
            response=called.get(day),
            sum_um=summed.get(day),
            larger=is_larger(day, summed, seen.get(day), called.get(day), is_new=day in new, infusions=infusions),
            new_lesion=day in new,
            new_symptom=any(before < one <= day for one in symptoms),
        )
        for before, day in zip([-(10**9), *days], days, strict=False)
    ]


def is_larger(
    day: int,
    sums: dict[int, int],
    state: str | None,
    response: int | None,
    *,
    is_new: bool,
    infusions: Sequence[int],
) -> bool | None:
    """Tell whether a scan shows more tumour than there was before the latest infusion; None where it cannot be told.

    More is 5 mm in the sum of the targets, targets that the reader calls increased, a new lesion, or progression.
    """
    start = max((one for one in infusions if one < day), default=0)
    before = [one for one in sums if one <= start and one < day]
    if is_new or response in (PD, CPD) or state in ("increased", "unequivocal_progression"):
        return True
    if day in sums and before:
        return sums[day] - sums[max(before)] >= FIVE_MM
    return False if state in ("decreased", "absent") or response in (CR, PR, SD, NON, NED) else None


def states_of(study: Study, reader: str) -> dict[int, str | None]:
    """Find the printed states of the targets by day."""
    rows = study.table("timepoints").filter(pl.col("reader") == reader)
    return dict(rows.select("day", pl.col("target_state").cast(pl.String)).rows())


def new_lesion_days(study: Study, reader: str) -> set[int]:
    """Find the days on which a lesion was first seen that was not there before."""
    mine = pl.col("reader") == reader
    printed = study.table("timepoints").filter(mine, pl.col("new_lesion").is_in(["unequivocal", "additional"]))
    listed = study.table("measurements").filter(
        mine, pl.col("role").cast(pl.String).str.starts_with("new"), ~pl.col("state").is_in(["absent", "not_done"])
    )
    firsts = listed.group_by("lesion").agg(pl.col("day").min())
    return {*printed["day"].to_list(), *firsts["day"].to_list()}


def symptom_days(study: Study) -> list[int]:
    """Find the days of new symptoms: events, and scans that one prompted."""
    events = study.table("events")
    named = [day for day, event in events.select("day", "event").rows() if folded(event) == "new_symptom"]
    prompted = study.table("timepoints").filter(pl.col("new_symptom"))
    return sorted({*named, *prompted["day"].to_list()})


def pets_of(study: Study, scans: Iterable[Occurrence]) -> list[Occurrence]:
    """Find the PETs by their Deauville score or SUVmax, with what the scan of the day says of growth."""
    rows = study.table("findings").select("day", "test", "value", "text").rows()
    found: dict[int, dict[str, float]] = {}
    patterns = {day: folded(text or "") for day, test, _, text in rows if folded(test) == "pet_pattern"}
    for day, test, value, _ in rows:
        if folded(test) in ("deauville", "deauville_score", "suv_max", "suvmax") and value is not None:
            kind = "deauville" if folded(test).startswith("deauville") else "suv_max"
            found.setdefault(day, {})[kind] = max(value, found.get(day, {}).get(kind, value))
    same_day = {scan.day: scan for scan in scans}
    return [
        Occurrence(
            day,
            Event.PET,
            deauville=int(scores["deauville"]) if "deauville" in scores else None,
            suv_max=scores.get("suv_max"),
            larger=same_day[day].larger if day in same_day else None,
            new_lesion=day in same_day and same_day[day].new_lesion,
            pattern=patterns.get(day, ""),
        )
        for day, scores in found.items()
    ]


def checked(frame: pl.DataFrame | None) -> pl.DataFrame:
    """Check that assessments of lymphomas have what they need; None is none.

    Raises:
        MissingColumnError: If the subject, the day or the category is not among the columns.
    """
    if frame is None:
        return pl.DataFrame(schema=LYMPHOMA)
    needed = ["subject", "day", "category"]
    if any(name not in frame.columns for name in needed):
        raise MissingColumnError.among(needed, frame.columns, file="the assessments of lymphomas")
    return frame


def lymphoma_assessments(frame: pl.DataFrame) -> list[Occurrence]:
    """Take one patient's assessments of a lymphoma."""
    return [
        Occurrence(row["day"], Event.LYMPHOMA, larger=bool(row.get("grown")), lymphoma=assessed(row))
        for row in frame.iter_rows(named=True)
    ]


def assessed(row: dict[str, object]) -> Assessed:
    """Make an assessment of a row; what is left out keeps its default."""
    told = {name: row[name] for name in _FEATURES if row.get(name) is not None}
    return Assessed(**told)  # type: ignore[arg-type]  # the columns have the types of `LYMPHOMA`
