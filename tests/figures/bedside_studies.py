"""A patient with cells, cytokines and toxicity, for the tests of this folder."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import polars as pl

import ebbtide
from ebbtide.workflow.assessed import assess

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.study import Study
    from ebbtide.workflow.assessed import Assessment

Row = dict[str, Any]
HOSTILE = "</script><script>alert(1)</script>\"'&" + "long " * 40 + "\N{GREEK SMALL LETTER OMEGA}\x07"


def frame(rows: Sequence[Row]) -> pl.DataFrame:
    """Lay rows out as a table; what a row leaves out is blank."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pl.DataFrame({name: [row.get(name) for row in rows] for name in names}, strict=False)


def treatments(subject: str, *infusions: int) -> list[Row]:
    """Give infusions of cells, with what was given around them."""
    cells = [{"day": day, "agent": "CD19 CAR-T", "class": "car_t"} for day in infusions]
    first = {"day": -6, "end_day": -4, "agent": "fludarabine", "class": "lymphodepletion"}
    drug = {"day": 5, "agent": "tocilizumab, single dose", "class": "anti_cytokine"}
    later = {"day": 150, "end_day": 200, "agent": "pembrolizumab", "class": "checkpoint_inhibitor"}
    return [{"subject": subject} | row for row in (first, *cells, drug, later)]


def copies(subject: str, start: int, peak: float) -> list[Row]:
    """Count copies that rise for ten days and fall with a half-life of a week; the limit is 50."""
    cells = {"test": "car_copies", "unit": "copies/ug DNA", "lloq": 50.0, "category": "car_kinetics"}
    amounts = {
        day: peak * (math.exp(day - 10) if day < 10 else 2 ** (-(day - 10) / 7)) for day in (1, 4, 7, 10, 14, 28)
    }
    return [{"subject": subject, "day": start + day, "value": round(x, 1)} | cells for day, x in amounts.items()]


def findings(subject: str) -> list[Row]:
    """Give cytokines, markers, performance and words."""
    rows = [
        {"day": day, "test": test, "value": base * fold, "unit": "pg/mL", "lloq": 3.0, "category": "cytokine"}
        for test, base in (("IL-6", 4.0), ("IFN-gamma", 6.0))
        for day, fold in ((-1, 1.0), (3, 20.0), (6, 100.0), (14, 0.5))
    ]
    rows += [{"day": 4, "test": "IL-15", "text": "peak", "category": "cytokine"}]
    rows += [{"day": 9, "test": "IL-2", "text": "peak, no day printed", "category": "cytokine"}]
    rows += [
        {"day": day, "test": "ctDNA", "value": value, "unit": "%", "category": "ctdna"}
        for day, value in ((-3, 2.5), (28, 0.02), (90, 8.0))
    ]
    rows += [{"day": day, "test": "ECOG", "value": ps, "category": "performance"} for day, ps in ((-3, 1.0), (28, 2.0))]
    rows += [{"day": 100, "test": "biopsy of liver", "text": "lymphocytes, no viable tumor", "category": "pathology"}]
    rows += [{"day": 90, "test": "marrow", "text": "remission; three months, no day printed", "category": "marrow"}]
    return [{"subject": subject} | row for row in rows]


def events(subject: str, last: int = 230) -> list[Row]:
    """Give graded toxicity, and a death."""
    crs = {"event": "crs", "day": 2, "end_day": 6, "grade": 2}
    icans = {"event": "icans", "day": 5, "end_day": 8, "grade": 3}
    nominal = {"event": "swelling", "day": 3, "detail": "of the leg; no day printed"}
    return [{"subject": subject} | row for row in (crs, icans, nominal, {"event": "death", "day": last})]


def scans(subject: str) -> list[Row]:
    """Measure two targets: they rise, fall, are missed once, and a new lesion comes."""
    sizes = {-10: (20.0, 30.0), 28: (40.0, 50.0), 56: (20.0, 20.0), 90: (18.0, None), 120: (15.0, 15.0)}
    rows = [
        {
            "day": day,
            "lesion": f"T{at}",
            "role": "target",
            "organ": "liver",
            "longest_mm": size,
            "state": "measured" if size else "not_evaluable",
        }
        for day, both in sizes.items()
        for at, size in enumerate(both, start=1)
    ]
    rows.append({"day": 120, "lesion": "N1", "role": "new", "state": "present", "organ": "bone"})
    return [{"subject": subject} | row for row in rows]


def bedside_study(*subjects: str, last: int = 230) -> Study:
    """Read a study of such patients; each was infused on days 0 and 130."""
    tables: dict[str, list[Row]] = {"treatments": [], "findings": [], "events": [], "measurements": []}
    for at, subject in enumerate(subjects):
        tables["treatments"] += treatments(subject, 0, 130)
        tables["findings"] += findings(subject) + copies(subject, 0, 1000.0 * (at + 1)) + copies(subject, 130, 400.0)
        tables["events"] += events(subject, last)
        tables["measurements"] += scans(subject)
    return ebbtide.read_study({name: frame(rows) for name, rows in tables.items()})


def bedside(*subjects: str, last: int = 230) -> Assessment:
    """Judge such a study."""
    return assess(bedside_study(*(subjects or ("S1",)), last=last))


def example(name: str) -> Assessment:
    """Judge a bundled study."""
    return assess(ebbtide.read_study(ebbtide.examples.path(name)))
