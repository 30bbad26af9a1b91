"""Expansion of the cells, and other therapies near an infusion, as the machines are told of them.

Every function reads the record of one patient.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.evidence.pathway.clinical import words_of
from ebbtide.evidence.pathway.transitions import Occurrence
from ebbtide.evidence.pathway.words import Event
from ebbtide.formats.names import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.study import Study

__all__ = ["confounders_of", "expansions_of"]

BEFORE_DAYS: Final = 30
AFTER_DAYS: Final = 35
EXPANSION_DAYS: Final = 28
SUPPORTIVE: Final = frozenset(
    {
        "car_t", "lymphodepletion", "leukapheresis", "anti_cytokine", "corticosteroid", "growth_factor", "tpo_agonist",
        "antibiotic", "antiviral", "antifungal", "immunoglobulin", "transfusion", "supportive", "antiepileptic",
    }
)  # fmt: skip
"""Classes of `treatments` that belong to the infusion or support the patient; all others act on the tumour."""
_CELLS: Final = frozenset({"car_copies", "car_t_cells", "car_copies_in_blood", "car_t_cells_in_blood"})
_UNSEEN: Final = re.compile(r"\b(?:not|none|no|un)\W*(?:\w+\W+){0,3}?detect|undetect|below|<", re.IGNORECASE)
_SHOWN: Final = re.compile(r"\bpeak|expan|detected|positive", re.IGNORECASE)
_B_CELL_TARGET: Final = re.compile(r"cd\W?(?:19|22)\b", re.IGNORECASE)


def confounders_of(study: Study, infusions: Sequence[int]) -> list[Occurrence]:
    """Find therapies that act on the tumour, given from 30 days before an infusion to 35 days after it."""
    rows = study.table("treatments").select("day", "end_day", "class").rows()
    active = [(day, day if end is None else end) for day, end, kind in rows if kind and folded(kind) not in SUPPORTIVE]
    found = []
    for infusion, following in zip_longest(infusions, infusions[1:]):
        for first, last in active:
            day = max(first, infusion)
            near = first <= infusion + AFTER_DAYS and last >= infusion - BEFORE_DAYS
            if near and (following is None or day < following):
                found.append(Occurrence(day, Event.CONFOUNDER))
    return found


def expansions_of(study: Study, infusions: Sequence[int]) -> list[Occurrence]:
    """Find infusions after which no expansion was seen.

    That is told on day 28, where the cells were looked for by then and never found; and on the day of a recovery of
    B cells by day 28, where the target is CD19 or CD22.
    """
    findings = study.table("findings")
    rows = [(folded(test), *rest) for test, *rest in findings.select("test", "day", "value", "text", "lloq").rows()]
    cells = [(day, is_seen(value, text, lloq)) for test, day, value, text, lloq in rows if test in _CELLS]
    told = [row[1] for row in rows if says_recovered(row[0], row[3])]
    recovered = sorted({*recovery_days(study), *told}) if aims_at_b_cells(study) else []
    found = []
    for infusion, following in zip_longest(infusions, infusions[1:]):
        last = infusion + EXPANSION_DAYS
        seen = [shown for day, shown in cells if infusion < day <= last]
        if seen and all(shown is False for shown in seen) and (following is None or last < following):
            found.append(Occurrence(last, Event.NO_EXPANSION, detail="never above the limit of quantification"))
        early = [day for day in recovered if infusion < day <= last]
        if early and (following is None or early[0] < following):
            found.append(Occurrence(early[0], Event.NO_EXPANSION, detail="B cells recovered"))
    return found


def is_seen(value: float | None, text: str | None, lloq: float | None) -> bool | None:
    """Tell whether a sample shows the cells; None where it does not say."""
    if text and _UNSEEN.search(text):
        return False
    if value is not None:
        return value > (lloq or 0)
    return True if text and _SHOWN.search(text) else None


def says_recovered(test: str, text: str | None) -> bool:
    """Tell whether a finding on B cells says that they are back."""
    return test in ("b_cells", "b_cell_recovery") and "recover" in (text or "").casefold()


def recovery_days(study: Study) -> list[int]:
    """Find the days on which a recovery of B cells is an event."""
    events = study.table("events")
    return [day for day, event in events.select("day", "event").rows() if folded(event) == "b_cell_recovery"]


def aims_at_b_cells(study: Study) -> bool:
    """Tell whether the record names CD19 or CD22 as the target."""
    given = study.table("treatments").filter(pl.col("class") == "car_t")
    named = " ".join([words_of(study, "therapy"), *given["agent"].drop_nulls()])
    return _B_CELL_TARGET.search(named) is not None
