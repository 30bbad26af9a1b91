"""What was found at the bedside on one day, read out of a chart as the gradings ask for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from ebbtide.assessment.laboratory.units import in_unit
from ebbtide.celltherapy.toxicity.chart import says_yes
from ebbtide.celltherapy.toxicity.crs import hypotension_grade, hypoxia_grade, is_fever

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from fractions import Fraction

    from ebbtide.celltherapy.toxicity.chart import Chart, Reading

__all__ = [
    "consciousness",
    "edema",
    "hypotension",
    "hypoxia",
    "is_explained",
    "seizure",
    "temperature",
]

_ADULT_YEARS: Final = 18
_OXYGEN: Final = {
    "positive_pressure": ("positive", "cpap", "bipap", "ventilat", "intubat"),
    "high_flow": ("high_flow", "hfnc", "mask", "venturi", "rebreather"),
    "low_flow": ("low_flow", "nasal", "cannula", "blow_by"),
    "none": ("room_air",),
}
_CONSCIOUSNESS: Final = {
    "unarousable": ("unarous", "unrous", "vigorous", "stupor", "coma"),
    "tactile": ("tactile", "touch"),
    "voice": ("voice",),
    "awake": ("awake", "spontaneous", "alert"),
}
_SEIZURES: Final = {
    "prolonged": ("prolonged", "repetitive", "status"),
    "none": ("absent",),
    "brief": ("brief", "resolv", "yes", "present"),
}
_EDEMA: Final = {
    "diffuse": ("diffuse", "postur", "papill", "cushing", "palsy"),
    "none": ("absent",),
    "focal": ("focal", "local"),
}


class _Worst(NamedTuple):
    grade: int
    says: str


def is_explained(reading: Reading) -> bool:
    """Tell whether the words of a finding say that something else explains it, or that it could not be tested."""
    return any(word in reading.words for word in ("explained", "other_cause", "untestable", "not_testable"))


def temperature(chart: Chart, day: int) -> tuple[bool | None, str]:
    """Tell whether there was a fever on a day, and say the highest temperature."""
    fevers = [
        (number, says)
        for reading in chart.of("temperature", day, day)
        if (number := celsius(reading)) is not None
        for says in [is_fever(number, is_explained=is_explained(reading))]
    ]
    if not fevers:
        return None, "temperature not recorded"
    highest = max(number for number, _ in fevers)
    fever = any(says for _, says in fevers)
    explained = ", explained otherwise" if is_fever(highest) and not fever else ""
    return fever, f"temperature {float(highest):.1f} °C{explained}"


def celsius(reading: Reading) -> Fraction | None:
    """Read a temperature; one without a unit is refused, as others are."""
    return None if reading.value is None else in_unit("temperature", reading.value, reading.unit)


def hypotension(chart: Chart, day: int, systolic_mmhg: int | None) -> tuple[int | None, str]:
    """Grade the hypotension of a day, and say what it rests on."""
    counts = [count for reading in chart.of("vasopressors", day, day) if (count := _vasopressors(reading))]
    given = [says_yes(reading) for reading in chart.of("vasopressin", day, day)]
    others = max((others for others, _ in counts), default=None)
    vasopressin = any(given) or any(named for _, named in counts)
    is_hypotensive, says = _is_hypotensive(chart, day, systolic_mmhg)
    grade = hypotension_grade(others, vasopressin=vasopressin, is_hypotensive=is_hypotensive)
    drugs = "vasopressors not recorded" if others is None and not given else f"{others or 0} vasopressors"
    return grade, ", ".join([drugs + (" and vasopressin" if vasopressin else ""), *says])


def _vasopressors(reading: Reading) -> tuple[int, bool] | None:
    """Count the vasopressors other than vasopressin, and tell whether vasopressin is among those named."""
    if says_yes(reading) is False:
        return 0, False
    named = {name.strip() for name in re.split(r"[,;+/]|\band\b", reading.text.casefold())} - {"", "yes"}
    vasopressin = any("vasopressin" in name for name in named)
    if reading.value is None and not named:
        return (1, False) if says_yes(reading) else None
    total = int(reading.value or 0) - int(vasopressin)
    return max(total, len([name for name in named if "vasopressin" not in name]), 0), vasopressin


def _is_hypotensive(chart: Chart, day: int, systolic_mmhg: int | None) -> tuple[bool | None, list[str]]:
    found = [
        True if "fluid" in reading.words else says_yes(reading) for reading in chart.of("hypotension", day, day)
    ] + [True for reading in chart.of("fluids", day, day) if says_yes(reading)]
    says = ["hypotension or fluids recorded"] if any(found) else []
    pressures = [number for _, number in chart.values("systolic_pressure", day, day)]
    is_adult = chart.age is None or chart.age >= _ADULT_YEARS
    if pressures and is_adult and systolic_mmhg is not None:
        found.append(min(pressures) < systolic_mmhg)
        says.append(f"systolic pressure {float(min(pressures)):g} mmHg")
    known = [answer for answer in found if answer is not None]
    return (any(known) if known else None), says


def hypoxia(chart: Chart, day: int) -> tuple[int | None, str]:
    """Grade the hypoxia of a day, and say what it rests on."""
    rows = [row for reading in chart.of("oxygen", day, day) if (row := _oxygen(reading)) is not None]
    if not rows:
        return None, "oxygen support not recorded"
    worst = max(rows)
    return worst.grade, f"oxygen {worst.says}"


def _oxygen(reading: Reading) -> _Worst | None:
    support = word_in(reading.words, _OXYGEN)
    unit = (reading.unit or "l/min").casefold().replace(" ", "")
    flow = reading.value if unit in ("l/min", "lpm", "l") else None
    is_for_hypoxia = "airway" not in reading.words and "without_hypoxia" not in reading.words
    grade = hypoxia_grade(support, flow, is_for_hypoxia=is_for_hypoxia)
    if grade is None:
        return None
    parts = [reading.text or (support or ""), "" if flow is None else f"{flow:g} L/min"]
    return _Worst(grade, " ".join(part for part in parts if part))


def consciousness(words: str) -> str | None:
    """Find the word of `icans.CONSCIOUSNESS` that a text means."""
    return word_in(words, _CONSCIOUSNESS)


def seizure(words: str) -> str | None:
    """Find the word of `icans.SEIZURES` that a text means; a seizure without more is taken as brief."""
    return word_in(words, _SEIZURES)


def edema(words: str) -> str | None:
    """Find the word of `icans.EDEMA` that a text means."""
    return word_in(words, _EDEMA)


def word_in(words: str, meanings: Mapping[str, Iterable[str]]) -> str | None:
    """Find the first meaning one of whose stems a folded text has; short words must stand alone.

    Examples:
        >>> word_in("non_rebreather_mask", {"none": ["no", "none"], "high_flow": ["mask"]})
        'high_flow'
    """
    standing = words.split("_")
    if "none" in meanings and standing[0] in ("no", "none", "not", "without", "absent"):
        return "none"
    for meaning, stems in meanings.items():
        if any(stem in standing if len(stem) <= 4 else stem in words for stem in stems):  # noqa: PLR2004
            return meaning
    return None
