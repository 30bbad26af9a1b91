"""The items of IEC-HS and HLH-2004, each met, not met or unknown, and how many.

They are listed and counted. Nothing here is a diagnosis: that the items have no better explanation is for those who
know the patient.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.celltherapy.toxicity.assessed import Assessed
from ebbtide.celltherapy.toxicity.chart import charts, chosen, says_yes
from ebbtide.celltherapy.toxicity.laboratory import Stay, any_of, cytopenia_lines, raised

if TYPE_CHECKING:
    from ebbtide.celltherapy.toxicity.chart import Chart, Infusion
    from ebbtide.study import Study
    from ebbtide.study.toxicity_options import ToxicityOptions

__all__ = ["ITEMS", "Item", "hlh_2004_items", "hyperinflammation", "iec_hs_assessed", "iec_hs_items"]

ITEMS: Final = {
    "subject": pl.String,
    "infusion": pl.Int32,
    "list": pl.String,
    "part": pl.String,
    "item": pl.String,
    "state": pl.String,
    "day": pl.Int32,
    "says": pl.String,
}
"""Columns of the items."""
_LINES: Final = 2


class Item(NamedTuple):
    """One item of a list.

    Args:
        part: `required`, `further`, `supporting` (IEC-HS) or `criterion` (HLH-2004).
        item: Its name.
        state: `met`, `not met` or `unknown`.
        day: The first study day on which it was met.
        says: The threshold, and what is missing.
    """

    part: str
    item: str
    state: str
    day: int | None
    says: str


def hyperinflammation(study: Study, options: ToxicityOptions | None = None) -> pl.DataFrame:
    """List the items of IEC-HS and of HLH-2004 after every infusion.

    Args:
        study: The study; reads `findings`, `events`, `treatments`.
        options: The readings chosen; those of the study when left out.

    Returns:
        One row per subject, infusion, list (`iec_hs`, `hlh_2004`) and item, columns of `ITEMS`. An item is met where
        any day up to `hyperinflammation_last_day` meets it, not met where it was looked for and no day does, else
        unknown. No count makes a diagnosis; HLH-2004 asks for 5 of 8 items.

    Sources:
        Hines 2023, table 1, and Henter 2007, table I: thresholds to be confirmed against the papers.
    """
    options = chosen(study, options)
    rows = [
        (chart.subject, infusion.number, name, *item)
        for chart in charts(study)
        for infusion in chart.infusions
        for name, items in (
            ("iec_hs", iec_hs_items(chart, infusion, options)),
            ("hlh_2004", hlh_2004_items(chart, infusion, options)),
        )
        for item in items
    ]
    return pl.DataFrame(rows, schema=ITEMS, orient="row")


def iec_hs_items(chart: Chart, infusion: Infusion, options: ToxicityOptions) -> list[Item]:
    """List the items of IEC-HS after one infusion.

    A rapid rise of ferritin has no printed number and is left to the reader.

    Sources:
        Hines 2023, table 1, to be confirmed against the paper.
    """
    stay = Stay(chart, infusion, options.hyperinflammation_last_day)
    transaminases = [stay.over_multiple(test, 5, of_baseline=True) for test in ("alt", "ast")]
    return [
        _item("required", "ferritin", stay.over_multiple("ferritin", 2, of_baseline=True), "> 2 x ULN or baseline"),
        _item("further", "transaminases", any_of(transaminases), "> 5 x ULN or baseline"),
        _item("further", "fibrinogen", stay.low_fibrinogen(), "< 150 mg/dL or below its lower limit"),
        _item("further", "hemophagocytosis", stay.told("hemophagocytosis"), "in marrow or other tissue"),
        _item("further", "new_cytopenia", stay.new_cytopenia(), "new neutrophils < 0.5 or platelets < 25e9/L"),
        _item("supporting", "ldh", stay.over_multiple("ldh", 1), "> ULN"),
        _item("supporting", "coagulation", any_of([stay.over_multiple(test, 1) for test in ("pt", "ptt")]), "> ULN"),
        _item("supporting", "direct_bilirubin", stay.over_multiple("direct_bilirubin", 1), "> ULN"),
        _item("supporting", "splenomegaly", stay.told("splenomegaly"), "new"),
        _item("supporting", "fever", stay.at_least("temperature", 38), "38.0 °C and more"),
        _item("supporting", "neurotoxicity", _neurotoxicity(chart, stay), "ICANS of any grade, or ICE below 10"),
        _item("supporting", "hypoxia", _hypoxia(chart, stay), "oxygen needed"),
        _item("supporting", "renal", stay.over_multiple("creatinine", 1), "creatinine > ULN"),
        _item("supporting", "triglycerides", raised(stay.values("triglycerides"), 265), "> 265 mg/dL"),
    ]


def hlh_2004_items(chart: Chart, infusion: Infusion, options: ToxicityOptions) -> list[Item]:
    """List the eight items of HLH-2004 after one infusion.

    Sources:
        Henter 2007, table I, to be confirmed against the paper.
    """
    stay = Stay(chart, infusion, options.hyperinflammation_last_day)
    fever = options.hlh_2004_fever_c
    fats = [stay.at_least("triglycerides", 265), stay.at_most("fibrinogen", 150)]
    return [
        _item("criterion", "fever", stay.at_least("temperature", fever), f"{fever:g} °C and more"),
        _item("criterion", "splenomegaly", stay.told("splenomegaly"), ""),
        _item("criterion", "cytopenias", cytopenia_lines(stay, _LINES), "2 of Hb < 9, platelets < 100, ANC < 1.0"),
        _item("criterion", "triglycerides_or_fibrinogen", any_of(fats), ">= 265 mg/dL or <= 150 mg/dL"),
        _item("criterion", "hemophagocytosis", stay.told("hemophagocytosis"), ""),
        _item("criterion", "nk_activity", stay.told("nk_activity", yes=("low", "absent", "reduced", "none")), "low"),
        _item("criterion", "ferritin", stay.at_least("ferritin", 500), ">= 500 ng/mL"),
        _item("criterion", "scd25", stay.at_least("scd25", 2400), ">= 2400 U/mL"),
    ]


def iec_hs_assessed(chart: Chart, infusion: Infusion, options: ToxicityOptions) -> Assessed:
    """Count the items of IEC-HS; no grade is computed."""
    items = iec_hs_items(chart, infusion, options)
    core = [item for item in items if item.part != "supporting"]
    if all(item.state == "unknown" for item in core):
        return Assessed(explanation="no item of IEC-HS is recorded")
    ferritin, further = core[0], core[1:]
    counts = {state: sum(item.state == state for item in further) for state in ("met", "not met", "unknown")}
    told = ", ".join(f"{count} {state}" for state, count in counts.items())
    words = f"ferritin {ferritin.state}; of {len(further)} further items {told}"
    return Assessed(components=words, explanation="items are listed, not a diagnosis; no grade is computed")


def _item(part: str, name: str, answer: tuple[bool | None, int | None], says: str) -> Item:
    met, day = answer
    state = "unknown" if met is None else "met" if met else "not met"
    return Item(part, name, state, day if met else None, says)


def _neurotoxicity(chart: Chart, stay: Stay) -> tuple[bool | None, int | None]:
    events = [event for event in chart.events if event.event == "icans" and stay.first <= event.day <= stay.last]
    days = [event.day for event in events if event.grade is None or event.grade > 0]
    scores = [reading for reading in chart.of("ice", stay.first, stay.last) if reading.value is not None]
    days += [reading.day for reading in scores if reading.value is not None and reading.value < 10]  # noqa: PLR2004
    if days:
        return True, min(days)
    return (False if events or scores else None), None


def _hypoxia(chart: Chart, stay: Stay) -> tuple[bool | None, int | None]:
    rows = chart.of("oxygen", stay.first, stay.last)
    days = [row.day for row in rows if row.words not in ("", "none", "room_air") and says_yes(row) is not False]
    if days:
        return True, min(days)
    return (False if rows else None), None
