"""The local reaction at tumour sites (lesional CRS): a field of its own, never merged into CRS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.celltherapy.toxicity.assessed import Assessed
from ebbtide.celltherapy.toxicity.chart import charts, chosen, says_yes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ebbtide.celltherapy.toxicity.chart import Chart, Infusion
    from ebbtide.study import Study
    from ebbtide.study.toxicity_options import ToxicityOptions

__all__ = ["LESIONAL", "lesional_assessed", "lesional_crs", "lesional_grade"]

LESIONAL: Final = {
    "subject": pl.String,
    "infusion": pl.Int32,
    "grade": pl.Int32,
    "start_day": pl.Int32,
    "end_day": pl.Int32,
    "largest_mm": pl.Float64,
    "is_bulky": pl.Boolean,
    "has_compression": pl.Boolean,
    "threatens_life": pl.Boolean,
    "involves_gut": pl.Boolean,
    "is_high_risk": pl.Boolean,
}
"""Columns of the local reactions; a risk that is not known is null."""
_GRADES: Final[Mapping[str, int]] = {
    "enlargement": 2,
    "compression": 3,
    "effusion": 3,
    "hemorrhage": 4,
    "perforation": 4,
    "decompensation": 4,
}
_BULKY_UM: Final = 100_000
_GUT: Final = ("stomach", "gastric", "bowel", "colon", "ileum", "jejunum", "duodenum", "gastrointestinal", "gut")


class _Local(NamedTuple):
    grade: int | None
    days: tuple[int, ...]
    found: Mapping[str, bool]


def lesional_grade(found: Mapping[str, bool]) -> int | None:
    """Grade a local reaction by its worst sign.

    Args:
        found: Which of enlargement (2), compression and effusion (3), hemorrhage, perforation and decompensation
            of an organ (4) were found; those not looked for are absent.

    Returns:
        2 to 4 by the worst, 0 where enlargement was looked for and not found; None where nothing is known.

    Raises:
        KeyError: If a sign is none of these.

    Sources:
        Li 2023, table 1.

    Examples:
        >>> lesional_grade({"enlargement": True}), lesional_grade({"enlargement": True, "effusion": True})
        (2, 3)
        >>> lesional_grade({"enlargement": False}), lesional_grade({}) is None
        (0, True)
    """
    grades = [_GRADES[sign] for sign, there in found.items() if there]
    if grades:
        return max(grades)
    return 0 if found.get("enlargement") is False else None


def lesional_crs(study: Study, options: ToxicityOptions | None = None) -> pl.DataFrame:
    """List the local reaction after every infusion, with what makes it a high risk.

    Args:
        study: The study; reads `findings` (tests named as in `lesional_grade`, and `life_threatening`,
            `gut_involvement`), `measurements` (the largest lesion up to the infusion), `treatments`.
        options: The window, by default day 1 to 10; those of the study when left out.

    Returns:
        One row per subject and infusion, columns of `LESIONAL`. High risk is any of: a lesion of 10 cm and more,
        compression, a threat to life, involvement of the gut; false only where all four are known.

    Sources:
        Wei 2020, table 2 (window and risks); Li 2023, table 1 (grades).
    """
    options = chosen(study, options)
    sizes = _sizes(study)
    rows = [
        (chart.subject, infusion.number, *_told(chart, infusion, options, sizes.get(chart.subject, [])))
        for chart in charts(study)
        for infusion in chart.infusions
    ]
    return pl.DataFrame(rows, schema=LESIONAL, orient="row")


def lesional_assessed(chart: Chart, infusion: Infusion, options: ToxicityOptions) -> Assessed:
    """Grade the local reaction after one infusion, for the table of toxicities."""
    local = _local(chart, infusion, options)
    if not local.found:
        return Assessed(explanation="no local sign is recorded in its window")
    signs = ", ".join(f"{sign} {'found' if there else 'not found'}" for sign, there in local.found.items())
    first, last = (min(local.days), max(local.days)) if local.days else (None, None)
    return Assessed(
        local.grade,
        start=first,
        end=last,
        peak=first,
        components=signs,
        explanation="a field of its own, no part of CRS",
        has_data=True,
    )


def _local(chart: Chart, infusion: Infusion, options: ToxicityOptions) -> _Local:
    first = infusion.day + options.lesional_crs_first_day
    last = infusion.day + options.lesional_crs_last_day
    if infusion.next_day is not None:
        last = min(last, infusion.next_day - 1)
    answers = [
        (reading.day, sign, answer)
        for sign in _GRADES
        for reading in chart.of(sign, first, last)
        if (answer := says_yes(reading)) is not None
    ]
    found: dict[str, bool] = {}
    for _, sign, answer in answers:
        found[sign] = found.get(sign, False) or answer
    return _Local(lesional_grade(found), tuple(day for day, _, answer in answers if answer), found)


def _told(
    chart: Chart, infusion: Infusion, options: ToxicityOptions, sizes: list[tuple[int, int, str]]
) -> tuple[object, ...]:
    local = _local(chart, infusion, options)
    before = [(day, size, organ) for day, size, organ in sizes if day <= infusion.day]
    largest = max((size for _, size, _ in before), default=None)
    last = infusion.day + options.lesional_crs_last_day
    gut = _yes(chart, "gut_involvement", last)
    if gut is None and any(word in organ for _, _, organ in before for word in _GUT):
        gut = True
    risks = (
        None if largest is None else largest >= _BULKY_UM,
        local.found.get("compression"),
        _yes(chart, "life_threatening", last),
        gut,
    )
    high = True if any(risks) else None if None in risks else False
    days = (min(local.days), max(local.days)) if local.days else (None, None)
    return (local.grade, *days, None if largest is None else largest / 1000, *risks, high)


def _yes(chart: Chart, test: str, last: int) -> bool | None:
    answers = [says_yes(reading) for reading in chart.readings.get(test, ()) if reading.day <= last]
    known = [answer for answer in answers if answer is not None]
    return any(known) if known else None


def _sizes(study: Study) -> dict[str, list[tuple[int, int, str]]]:
    sizes: dict[str, list[tuple[int, int, str]]] = {}
    rows = study.table("measurements").filter(pl.col("longest_um").is_not_null())
    for subject, day, size, organ in rows.select("subject", "day", "longest_um", "organ").iter_rows():
        sizes.setdefault(subject, []).append((day, size, (organ or "").casefold()))
    return sizes
