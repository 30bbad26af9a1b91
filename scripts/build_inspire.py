# ruff: noqa: INP001 - a script, no package
"""Write the bundled study `inspire` from two data sets of the R package reportRmd, exported as CSV.

    python scripts/build_inspire.py pembrolizumab.csv ctDNA.csv

Every value is kept as published. Months are multiplied by 30.4375 and weeks by 7: the data were made from whole days
that way, and come out as whole days again. Weeks of a scan lie 4 or 5 hours short of a whole day, always the same for
a patient (local against universal time), so they are rounded up: 51 of them then fall on the day of the patient's
progression-free survival, and none if rounded down.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import Final

import polars as pl

FOLDER: Final = Path(__file__).resolve().parent.parent / "src" / "ebbtide" / "examples" / "inspire"
DAYS_PER_MONTH: Final = 30.4375
COHORTS: Final = {
    "A": "squamous cell carcinoma of the head and neck",
    "B": "triple-negative breast cancer",
    "C": "high-grade serous ovarian cancer",
    "D": "melanoma",
    "E": "mixed solid tumors",
}
BASELINE: Final = {
    "baseline_ctdna": ("ctdna", "", "ctdna"),
    "l_size": ("target lesion size", "", "burden"),
    "pdl1": ("PD-L1", "%", "pathology"),
    "tmb": ("tumor mutational burden, logarithm", "", "pathology"),
}


def days_of_months(months: float) -> int:
    """Bring months back to the whole days they were made from."""
    days = months * DAYS_PER_MONTH
    assert math.isclose(days, round(days), abs_tol=1e-6)  # noqa: S101 - the data must be what the docstring says
    return round(days)


def subjects_of(patients: pl.DataFrame, sizes: pl.DataFrame) -> pl.DataFrame:
    """Lay out the patients, with what has no day as columns of their own."""
    classes = sizes.select("id", "ctdna_status").unique()
    return patients.join(classes, on="id", how="left", maintain_order="left").select(
        subject="id",
        arm="cohort",
        tumor_type=pl.col("cohort").replace_strict(COHORTS),
        therapy=pl.lit("pembrolizumab"),
        age="age",
        sex="sex",
        change_ctdna_group="change_ctdna_group",
        ctdna_status="ctdna_status",
        orr="orr",
        cbr="cbr",
    )


def events_of(patients: pl.DataFrame) -> pl.DataFrame:
    """Lay out survival and progression-free survival."""
    rows: list[tuple[str, int, str, str]] = []
    for one in patients.iter_rows(named=True):
        lived, free = days_of_months(one["os_time"]), days_of_months(one["pfs_time"])
        if one["pfs_status"] == 0:
            rows.append((one["id"], free, "progression_free", "progression-free survival is censored here"))
        elif free < lived or one["os_status"] == 0:
            rows.append((one["id"], free, "progression", "the event of progression-free survival"))
        also = "also the event of progression-free survival" if free == lived and one["pfs_status"] == 1 else ""
        rows.append((one["id"], lived, "death" if one["os_status"] == 1 else "last_contact", also))
    named = ("subject", "day", "event", "detail")
    return pl.DataFrame(rows, schema=named, orient="row")


def findings_of(patients: pl.DataFrame, sizes: pl.DataFrame) -> pl.DataFrame:
    """Lay out what was measured at baseline, and the size at each scan."""
    start = [
        (one["id"], 0, test, one[column], "", unit, category)
        for one in patients.iter_rows(named=True)
        for column, (test, unit, category) in BASELINE.items()
    ]
    later = [
        (
            one["id"],
            math.ceil(7 * one["time"]),
            "target size change from baseline",
            one["size_change"],
            "",
            "%",
            "burden",
        )
        for one in sizes.iter_rows(named=True)
    ]
    blank = [(*row[:4], "blank in the data", *row[5:]) if row[3] is None else row for row in start + later]
    named = ("subject", "day", "test", "value", "text", "unit", "category")
    return pl.DataFrame(blank, schema=named, orient="row", infer_schema_length=None)


def main(patients_file: str, sizes_file: str) -> None:
    """Write the tables."""
    patients, sizes = pl.read_csv(patients_file), pl.read_csv(sizes_file)
    FOLDER.mkdir(exist_ok=True)
    tables = {
        "subjects": subjects_of(patients, sizes),
        "events": events_of(patients),
        "findings": findings_of(patients, sizes),
    }
    for name, table in tables.items():
        blank = pl.col(pl.String).replace("", None)
        table.with_columns(blank).write_csv(FOLDER / f"{name}.csv")


if __name__ == "__main__":
    main(*sys.argv[1:])
