"""The grade of a toxicity as it was recorded after an infusion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from ebbtide.celltherapy.toxicity.chart import says_yes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ebbtide.celltherapy.toxicity.chart import Chart, Event, Infusion

__all__ = ["WHAT", "Recorded", "recorded_of"]

WHAT: Final[Mapping[str, tuple[str, ...]]] = {
    "crs": ("crs", "cytokine_release_syndrome"),
    "icans": ("icans", "immune_effector_cell_associated_neurotoxicity_syndrome"),
    "icaht_early": ("icaht_early", "early_icaht"),
    "icaht_late": ("icaht_late", "late_icaht"),
    "t_icaht_early": ("t_icaht_early", "early_t_icaht"),
    "t_icaht_late": ("t_icaht_late", "late_t_icaht"),
    "lesional_crs": ("lesional_crs", "local_crs"),
    "iec_hs": ("iec_hs",),
}
"""What is graded, with the words of `events` for it. `icaht` and `t_icaht` alone are early up to day 30."""
_EARLY_DAYS: Final = 30


class Recorded(NamedTuple):
    """The worst recorded grade, the days it was recorded for, and where it was read if not in `events`."""

    grade: int | None
    start: int | None = None
    end: int | None = None
    peak: int | None = None
    note: str = ""


def recorded_of(chart: Chart, infusion: Infusion, what: str) -> Recorded:
    """Find the worst grade recorded of a toxicity from an infusion to the next.

    A finding that names CRS or ICANS and says that there was none is a recorded grade of 0.
    """
    last = float("inf") if infusion.next_day is None else infusion.next_day - 1
    own = [event for event in chart.events if infusion.day <= event.day <= last and _is(event, what, infusion)]
    if not own:
        return _denied(chart, infusion, what, last)
    graded = [event for event in own if event.grade is not None]
    start, end = own[0].day, max(event.day if event.end_day is None else event.end_day for event in own)
    if not graded:
        return Recorded(None, start, end, note="recorded without a grade")
    worst = max(graded, key=lambda event: (event.grade or 0, -event.day))
    return Recorded(worst.grade, start, end, worst.day)


def _is(event: Event, what: str, infusion: Infusion) -> bool:
    if event.event in WHAT[what]:
        return True
    stem = what.removesuffix("_early").removesuffix("_late")
    if stem == what or event.event != stem:
        return False
    return (event.day - infusion.day <= _EARLY_DAYS) == what.endswith("_early")


def _denied(chart: Chart, infusion: Infusion, what: str, last: float) -> Recorded:
    for test, readings in chart.readings.items():
        for reading in readings:
            named = what in test.split("_") and infusion.day <= reading.day <= last
            if named and says_yes(reading) is False:
                return Recorded(0, reading.day, reading.day, reading.day, "a finding says that there was none")
    return Recorded(None)
