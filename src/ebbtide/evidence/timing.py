"""Growth set against the expansion of the infused cells and cytokine release, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from ebbtide.evidence.known import Known

__all__ = ["flare_timing"]

_CELLS: Final = ("car_copies", "car_t_cells", "car_copies_in_blood", "car_t_cells_in_blood")


def flare_timing(known: Known) -> tuple[int, str] | None:
    """Say how the last scan lies to the largest count of cells so far and to cytokine release.

    The largest count is the largest known on the day: later ones may be larger. Units are not mixed; each has its
    own largest count.

    Args:
        known: What was known on the day.

    Returns:
        The day of the scan and the words; None without an infusion or a scan after it.

    Sources:
        Zhao 2025 (largest count on day 9, larger lesions on day 28).
    """
    infusion = known.infusion_day
    scans = [day for name in ("measurements", "timepoints") for day in known.tables[name]["day"]]
    if infusion is None or max(scans, default=infusion) <= infusion:
        return None
    scan = max(scans)
    told = [f"last scan {scan - infusion} days after the infusion", _expansion(known, scan), *_release(known, infusion)]
    return scan, "; ".join(told)


def _expansion(known: Known, scan: int) -> str:
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
        f"largest count of cells so far {day - start} days after the infusion, {_apart(scan - day)}"
        for day in sorted(peaks)
    )


def _apart(days: int) -> str:
    if days == 0:
        return "on the day of the scan"
    return f"{abs(days)} days {'before' if days > 0 else 'after'} the scan"


def _release(known: Known, infusion: int) -> list[str]:
    rows = known.tables["events"].filter(pl.col("event").str.to_lowercase() == "crs", pl.col("day") >= infusion)
    told = []
    for day, end, grade in rows.sort("day", "end_day", "grade").select("day", "end_day", "grade").iter_rows():
        until = "" if end is None else f" to {end - infusion}"
        told.append(f"cytokine release{'' if grade is None else f' grade {grade}'} on day {day - infusion}{until}")
    return told or ["no cytokine release recorded"]
