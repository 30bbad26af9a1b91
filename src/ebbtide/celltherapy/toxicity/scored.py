"""Scores of risk before cell therapy out of the tidy tables: CAR-HEMATOTOX and the family of EASIX."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.assessment.laboratory.units import UNITS
from ebbtide.celltherapy.toxicity.chart import charts, chosen
from ebbtide.celltherapy.toxicity.scores import HEMATOTOX, easix, hematotox, log2_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ebbtide.celltherapy.toxicity.chart import Chart, Infusion
    from ebbtide.study import Study
    from ebbtide.study.toxicity_options import ToxicityOptions

__all__ = ["SCORES", "risk_scores"]

SCORES: Final = {
    "subject": pl.String,
    "infusion": pl.Int32,
    "score": pl.String,
    "at": pl.String,
    "value": pl.Float64,
    "log2": pl.Float64,
    "risk": pl.String,
    "components": pl.String,
    "missing": pl.String,
}
"""Columns of the scores."""
_EASIX: Final[Mapping[str, str | None]] = {"easix": "creatinine", "m_easix": "crp", "simplified_easix": None}
_LOW_IS_WORSE: Final = ("platelets", "anc", "hemoglobin")
_TIMES: Final = ("before_lymphodepletion", "before_infusion")


class _Taken(NamedTuple):
    """The last value of a test before some day, or why there is none."""

    value: Fraction | None
    says: str


def risk_scores(study: Study, options: ToxicityOptions | None = None) -> pl.DataFrame:
    """Compute CAR-HEMATOTOX, EASIX, m-EASIX and simplified EASIX before every infusion.

    Args:
        study: The study; reads `findings` and `treatments`.
        options: The readings chosen, else those of the study; `score_window_days` says how old a value may be.

    Returns:
        One row per subject, infusion, score (`hematotox`, `easix`, `m_easix`, `simplified_easix`) and time, columns
        of `SCORES`. The times are `before_lymphodepletion` (the last values up to its first day; none without one)
        and, for EASIX, `before_infusion` (up to its day). `value` is null where a part is missing; CAR-HEMATOTOX is
        then high all the same if the parts there are give 2 points. `components` shows each value with its study
        day and points, `missing` each that is not there and why: not recorded, or of a unit that does not convert.

    Sources:
        Rejeski 2021 (CAR-HEMATOTOX: cut-offs to be confirmed against the paper); Luft 2017 (EASIX);
        Pennisi 2021 (m-EASIX: its unit of CRP to be confirmed; before lymphodepletion).
    """
    options = chosen(study, options)
    rows = [
        (chart.subject, infusion.number, *told)
        for chart in charts(study)
        for infusion in chart.infusions
        for told in _scores(chart, infusion, options)
    ]
    return pl.DataFrame(rows, schema=SCORES, orient="row")


def _scores(chart: Chart, infusion: Infusion, options: ToxicityOptions) -> Iterator[tuple[object, ...]]:
    previous = max((other.day for other in chart.infusions if other.day < infusion.day), default=None)
    for at, day in zip(_TIMES, (infusion.lymphodepletion_day, infusion.day), strict=True):
        if day is None:
            names = ("hematotox", *_EASIX)
            yield from ((name, at, None, None, None, "", "no lymphodepletion is recorded") for name in names)
            continue
        first = day - options.score_window_days
        first = first if previous is None else max(first, previous + 1)
        tests = dict.fromkeys((*HEMATOTOX, "ldh", "creatinine"))
        taken = {test: _taken(chart, test, first, day) for test in tests}
        if at == "before_lymphodepletion":
            yield _hematotox(taken, at)
        for name, factor in _EASIX.items():
            yield _easix(taken, name, factor, at)


def _taken(chart: Chart, test: str, first: int, last: int) -> _Taken:
    """Take the last value up to a day; of several on that day, the one of more risk."""
    found = chart.values(test, first, last)
    if found:
        day = max(day for day, _ in found)
        worse = min if test in _LOW_IS_WORSE else max
        value = worse(value for on, value in found if on == day)
        return _Taken(value, f"{test} {float(value):.6g} {UNITS[test]} (day {day})")
    return _Taken(None, chart.refused(test, first, last) or f"{test} not recorded on days {first} to {last}")


def _hematotox(taken: Mapping[str, _Taken], at: str) -> tuple[object, ...]:
    parts = {part: taken[part] for part in HEMATOTOX}
    told = hematotox({part: found.value for part, found in parts.items()})
    shown = [f"{found.says}: {told.points[part]}" for part, found in parts.items() if found.value is not None]
    value = None if told.score is None else float(told.score)
    return ("hematotox", at, value, None, told.risk, "; ".join(shown), _missing(parts))


def _easix(taken: Mapping[str, _Taken], name: str, factor: str | None, at: str) -> tuple[object, ...]:
    parts = {test: taken[test] for test in ("ldh", factor, "platelets") if test is not None}
    times = Fraction(1) if factor is None else parts[factor].value
    value = easix(parts["ldh"].value, parts["platelets"].value, times)
    shown = "; ".join(found.says for found in parts.values() if found.value is not None)
    number = None if value is None else float(value)
    return (name, at, number, log2_of(value), None, shown, _missing(parts))


def _missing(parts: Mapping[str, _Taken]) -> str:
    return "; ".join(found.says for found in parts.values() if found.value is None)
