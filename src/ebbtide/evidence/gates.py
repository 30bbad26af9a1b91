"""Whether a published item may be believed of a subject: its therapy, its days, its tumor, and where it grew."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ebbtide.evidence.items import Item
    from ebbtide.evidence.known import Known
    from ebbtide.study.evidence_options import EvidenceOptions

__all__ = ["Gate", "gate"]


class Gate(NamedTuple):
    """What stands against an item.

    Args:
        bars: Why it does not count; empty where it does.
        warnings: What to know where it counts.
    """

    bars: tuple[str, ...]
    warnings: tuple[str, ...]


def gate(item: Item, found_day: int, known: Known, options: EvidenceOptions) -> Gate:
    """Hold an item against the setting of a subject.

    Args:
        item: The published item.
        found_day: Day of the finding.
        known: What was known on the day.
        options: From when findings are stale, and how long cells bar ctDNA.

    Sources:
        Xi 2016 (ctDNA rises early where transferred T cells work, so it is barred after an infusion of cells).
    """
    bars = [
        *_therapy_bars(item, found_day, known),
        *_day_bars(item, found_day, known, options),
        *_place_bars(item, known),
    ]
    return Gate(tuple(bars), tuple(_warnings(item, found_day, known, options)))


def _therapy_bars(item: Item, found_day: int, known: Known) -> Iterable[str]:
    if item.transport == "bar" and item.tumor and known.tumor != item.tumor:
        yield f"counted in {_plain(item.tumor)} only"
    if item.therapy and item.therapy not in known.therapies:
        other = known.therapies & {"checkpoint_inhibitor", "car_t"}
        # Cells after checkpoint inhibitors and the like are a question of transport; no such therapy at all is not.
        if item.transport == "bar" or (known.therapies and not other):
            yield f"counted under {_plain(item.therapy)}, which was not given"
    if item.family == "il_8" and _in_release(known, found_day):
        yield "not read during cytokine release"


def _day_bars(item: Item, found_day: int, known: Known, options: EvidenceOptions) -> Iterable[str]:
    after = known.after_cells(found_day)
    last = options.ctdna_cells_bar_days if item.sample == "Lee 2018" else item.barred_after_cells_days
    if after is not None and last is not None and 0 <= after <= last:
        yield f"found {after} days after an infusion of cells, where it means nothing up to day {last}"
    begin = _start(item, known)
    if item.valid_to_day is None or item.valid_from_day is None:
        return
    last_valid = options.ctdna_window_days if item.sample == "Lee 2018" else item.valid_to_day
    if begin is None:
        yield f"the day of {_plain(item.clock)} is not recorded"
    elif not item.valid_from_day <= found_day - begin <= last_valid:
        yield f"holds from day {item.valid_from_day} to {last_valid} after {_plain(item.clock)}"


def _place_bars(item: Item, known: Known) -> Iterable[str]:
    if item.bars_cns_only and known.cns_only:
        yield "growth in the central nervous system alone"


def _warnings(item: Item, found_day: int, known: Known, options: EvidenceOptions) -> Iterable[str]:
    if item.tumor and known.tumor != item.tumor:
        yield f"counted in {_plain(item.tumor)}, {'this is ' + _plain(known.tumor) if known.tumor else 'tumor unknown'}"
    if item.therapy and item.therapy != known.therapy:
        own = _plain(known.therapy) if known.therapy else "a therapy that is not recorded"
        yield f"counted under {_plain(item.therapy)}, this is {own}"
    if known.day - found_day > options.evidence_stale_days:
        yield f"{known.day - found_day} days old"
    if item.to_confirm:
        yield "to be confirmed against the paper"


def _start(item: Item, known: Known) -> int | None:
    if item.clock == "radiotherapy":
        return known.radiotherapy_day
    return known.infusion_day if item.clock == "infusion" else known.start_day


def _in_release(known: Known, day: int) -> bool:
    """Tell whether cytokine release went on that day: it had begun, and no end before it is recorded."""
    rows = known.tables["events"].filter(pl.col("event").str.to_lowercase() == "crs", pl.col("day") <= day)
    return bool((rows["end_day"].is_null() | (rows["end_day"] >= day)).any())


def _plain(word: str) -> str:
    plain = {"car_t": "CAR-T cells", "checkpoint_inhibitor": "checkpoint inhibitors", "nsclc": "NSCLC", "rcc": "RCC"}
    return plain.get(word, word.replace("_", " "))
