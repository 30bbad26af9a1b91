"""Every toxicity after every infusion: what was recorded, what its components give, and whether the two agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.celltherapy.toxicity.assessed import Assessed, agreement_of
from ebbtide.celltherapy.toxicity.chart import charts, chosen
from ebbtide.celltherapy.toxicity.counts import early_icaht, early_ticaht, late_icaht, late_ticaht
from ebbtide.celltherapy.toxicity.inflammation import iec_hs_assessed
from ebbtide.celltherapy.toxicity.lesional import lesional_assessed
from ebbtide.celltherapy.toxicity.recorded import WHAT, Recorded, recorded_of
from ebbtide.celltherapy.toxicity.syndromes import GradedDay, crs_days, episodes_of, icans_days

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ebbtide.celltherapy.toxicity.chart import Chart, Infusion
    from ebbtide.study import Study
    from ebbtide.study.toxicity_options import ToxicityOptions

__all__ = ["TOXICITY", "toxicity"]

TOXICITY: Final = {
    "subject": pl.String,
    "infusion": pl.Int32,
    "infusion_day": pl.Int32,
    "what": pl.String,
    "recorded_grade": pl.Int32,
    "computed_grade": pl.Int32,
    "is_least": pl.Boolean,
    "agreement": pl.String,
    "start_day": pl.Int32,
    "end_day": pl.Int32,
    "peak_day": pl.Int32,
    "components": pl.String,
    "explanation": pl.String,
}
"""Columns of the toxicities."""


def toxicity(study: Study, options: ToxicityOptions | None = None) -> pl.DataFrame:
    """Grade every toxicity after every infusion from its components, and set it beside what was recorded.

    Args:
        study: The study; reads `findings`, `treatments`, `events`, `subjects`, `measurements`.
        options: The readings chosen; those of the study when left out.

    Returns:
        One row per subject, infusion and toxicity (the keys of `recorded.WHAT`), columns of `TOXICITY`. Days are
        study days: of the computed grade where there is one, else of the recorded one. `is_least` tells that
        components are missing, so that the grade can only be higher. `agreement` is a word of `AGREEMENTS`:
        `higher` and `lower` say how the computed grade lies to the recorded one. IEC-HS is listed item by item and
        never graded here. Infusion 0 stands for a subject with recorded toxicity and no infusion in `treatments`;
        its days count from day 0.

    Sources:
        Lee 2019 (CRS, ICANS); Rejeski 2023 (ICAHT); Rejeski 2025 (T-ICAHT); Li 2023 (lesional CRS); Hines 2023
        (IEC-HS).

    Examples:
        >>> import ebbtide
        >>> from ebbtide.study.toxicity_options import ToxicityOptions
        >>> study = ebbtide.read_study(ebbtide.examples.path("gastric-car-t"))
        >>> table = toxicity(study, ToxicityOptions())
        >>> table.filter(what="crs").select("infusion", "recorded_grade", "agreement").rows()
        [(1, 1, 'recorded only'), (2, 0, 'recorded only')]
    """
    options = chosen(study, options)
    rows = [
        _row(chart, infusion, what, options) for chart in charts(study) for infusion in chart.infusions for what in WHAT
    ]
    return pl.DataFrame(rows, schema=TOXICITY, orient="row")


def _row(chart: Chart, infusion: Infusion, what: str, options: ToxicityOptions) -> tuple[object, ...]:
    recorded = recorded_of(chart, infusion, what)
    computed = _COMPUTED[what](chart, infusion, options)
    if recorded.start is not None and what in _BY_DAY:
        computed = _covering(computed, recorded, _BY_DAY[what](chart, infusion, options))
    days = computed[2:5] if computed.grade else (recorded.start, recorded.end, recorded.peak)
    told = [recorded.note, computed.explanation]
    if infusion.number == 0:
        told.append("no infusion is recorded: days count from day 0")
    return (
        *(chart.subject, infusion.number, infusion.day, what, recorded.grade, computed.grade, computed.is_least),
        *(agreement_of(recorded.grade, computed), *days, computed.components),
        "; ".join(words for words in told if words),
    )


def _covering(computed: Assessed, recorded: Recorded, days: list[GradedDay]) -> Assessed:
    """Call a grade the least where days for which the toxicity was recorded have no components."""
    if recorded.start is None or recorded.end is None or computed.grade is None:
        return computed
    seen = {day for day, graded, _ in days if graded.grade is not None}
    blank = len(set(range(recorded.start, recorded.end + 1)) - seen)
    if not blank:
        return computed
    said = f"no components on {blank} of the days for which it was recorded"
    words = "; ".join(part for part in (computed.explanation, said) if part)
    return computed._replace(is_least=True, explanation=words)


def _by_day(
    days: Callable[[Chart, Infusion, ToxicityOptions], list[GradedDay]],
) -> Callable[[Chart, Infusion, ToxicityOptions], Assessed]:
    def assessed(chart: Chart, infusion: Infusion, options: ToxicityOptions) -> Assessed:
        return _of_days(days(chart, infusion, options), options)

    return assessed


def _of_days(days: list[GradedDay], options: ToxicityOptions) -> Assessed:
    """Take the worst of the graded days."""
    if not days:
        return Assessed(explanation="no component is recorded")
    known = [told for told in days if told.graded.grade is not None]
    reasons = list(dict.fromkeys(told.graded.reason for told in days if told.graded.reason))
    if not known:
        return Assessed(components=days[0].components, explanation="; ".join(reasons), has_data=True)
    worst = max(known, key=lambda told: (told.graded.grade or 0, -told.day))
    found = episodes_of(days, options.crs_join_days)
    least = not all(told.graded.is_complete for told in days) and (worst.graded.grade or 0) < 4  # noqa: PLR2004
    if len(found) > 1:
        reasons.append(f"{len(found)} episodes")
    if least:
        reasons.append("components are missing on some days: the grade is the least it can be")
    own = next((episode for episode in found if episode.start <= worst.day <= episode.end), None)
    return Assessed(
        worst.graded.grade,
        least,
        start=None if own is None else own.start,
        end=None if own is None else own.end,
        peak=None if own is None else own.peak_day,
        components=f"day {worst.day}: {worst.components}",
        explanation="; ".join(reasons),
        has_data=True,
    )


_BY_DAY: Final[Mapping[str, Callable[[Chart, Infusion, ToxicityOptions], list[GradedDay]]]] = {
    "crs": crs_days,
    "icans": icans_days,
}
_COMPUTED: Final[Mapping[str, Callable[[Chart, Infusion, ToxicityOptions], Assessed]]] = {
    "crs": _by_day(crs_days),
    "icans": _by_day(icans_days),
    "icaht_early": early_icaht,
    "icaht_late": late_icaht,
    "t_icaht_early": early_ticaht,
    "t_icaht_late": late_ticaht,
    "lesional_crs": lesional_assessed,
    "iec_hs": iec_hs_assessed,
}
