"""Growth set against the expansion of the infused cells and cytokine release, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.formats.names import folded

if TYPE_CHECKING:
    from ebbtide.evidence.known import Known

__all__ = ["flare_timing"]

_ENLARGED: Final = ("enlargement", "lesion_enlargement", "swelling")
_CELLS: Final = ("car_copies", "car_t_cells", "car_copies_in_blood", "car_t_cells_in_blood")


def flare_timing(known: Known) -> tuple[int, str] | None:
    """Say how the last scan lies to the largest count of cells so far and to cytokine release.

    An enlargement seen or felt since then stands in for the scan. The largest count is the largest known on the day:
    later ones may be larger. Units are not mixed; each has its own largest count.

    Args:
        known: What was known on the day.

    Returns:
        The day of the scan or enlargement and the words; None without an infusion, or either after it.

    Sources:
        Zhao 2025 (largest count on day 9, larger lesions on day 28); Authorea 2021 (a leg that grew once cytokine
        release had begun).
    """
    infusion = known.infusion_day
    if infusion is None:
        return None
    scans = [day for name in ("measurements", "timepoints") for day in known.tables[name]["day"] if day > infusion]
    felt = [day for day in _felt(known) if day >= infusion]
    if not scans and not felt:
        return None
    day = max([*scans, *felt])
    what = "scan" if day in scans else "enlargement"
    seen = "last scan" if day in scans else "enlargement seen or felt"
    told = [
        f"{seen} {day - infusion} days after the infusion",
        _expansion(known, day, what),
        *_release(known, infusion),
    ]
    return day, "; ".join(told)


def _felt(known: Known) -> list[int]:
    """Give the days on which something was seen or felt to be larger."""
    events = known.tables["events"]
    return events.filter(pl.col("event").map_elements(folded, pl.String).is_in(_ENLARGED))["day"].to_list()


def _expansion(known: Known, grown: int, what: str) -> str:
    start = known.infusion_day or 0
    counts = [result for result in known.of(*_CELLS) if result.day > start]
    peaks = {result.day for result in counts if result.value is None and result.text.startswith("peak")}
    for unit in {result.unit for result in counts}:
        numbered = [
            (result.value, -result.day) for result in counts if result.unit == unit and result.value is not None
        ]
        if numbered and (best := max(numbered))[0] > 0:
            peaks.add(-best[1])
    if not peaks:
        return "no count of cells"
    return "; ".join(
        f"largest count of cells so far {day - start} days after the infusion, {_apart(grown - day, what)}"
        for day in sorted(peaks)
    )


def _apart(days: int, what: str) -> str:
    if days == 0:
        return f"on the day of the {what}"
    return f"{abs(days)} days {'before' if days > 0 else 'after'} the {what}"


def _release(known: Known, infusion: int) -> list[str]:
    rows = known.tables["events"].filter(pl.col("event").str.to_lowercase() == "crs", pl.col("day") >= infusion)
    told = []
    for day, end, grade in rows.sort("day", "end_day", "grade").select("day", "end_day", "grade").iter_rows():
        until = "" if end is None else f" to {end - infusion}"
        told.append(f"cytokine release{'' if grade is None else f' grade {grade}'} on day {day - infusion}{until}")
    return told or ["no cytokine release recorded"]
