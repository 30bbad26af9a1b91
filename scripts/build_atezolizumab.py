# ruff: noqa: INP001 - a script, no package
"""Write the bundled study `atezolizumab` from the published table of target lesion diameters.

    python scripts/build_atezolizumab.py target_lesion_diameters.csv

The table has one reading per row: Study, Patient_Anonmyized (as published), Treatment_Day,
TargetLesionLongDiam_mm and Study_Arm. Every reading is kept, in its order, with its text as it stands; the
reader of Ebbtide says what it makes of a blank day, a blank diameter or a repeated day.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

HOME = Path(__file__).parents[1] / "src" / "ebbtide" / "examples" / "atezolizumab"
# The published arms carry numbers. In the single-arm trials the arms are cohorts, all given atezolizumab; which
# arm of Study2 was given docetaxel the table does not say.
ATEZOLIZUMAB_ONLY = {"Study1", "Study3", "Study5"}


def subject_of(row: dict[str, str]) -> str:
    """Name a series: three patient numbers occur in two trials, so the arm belongs to the name."""
    return f"{row['Study_Arm']}/{row['Patient_Anonmyized']}"


def write(name: str, header: str, rows: list[tuple[str, ...]]) -> None:
    """Write one table of the study."""
    with (HOME / name).open("w", encoding="utf-8", newline="") as lines:
        table = csv.writer(lines, lineterminator="\n")
        table.writerow(header.split(","))
        table.writerows(rows)


def main(source: str) -> None:
    """Write subjects and measurements."""
    with Path(source).open(encoding="utf-8", newline="") as lines:
        readings = list(csv.DictReader(lines))
    subjects = {
        subject_of(row): (
            subject_of(row),
            row["Study_Arm"],
            "atezolizumab" if row["Study"] in ATEZOLIZUMAB_ONLY else "",
            "",
            row["Study"],
            row["Patient_Anonmyized"],
        )
        for row in readings
    }
    write("subjects.csv", "subject,arm,therapy,tumor_type,study,patient", list(subjects.values()))
    write(
        "measurements.csv",
        "subject,lesion,day,role,longest_mm",
        [(subject_of(row), "T1", row["Treatment_Day"], "target", row["TargetLesionLongDiam_mm"]) for row in readings],
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
