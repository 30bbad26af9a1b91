"""The query list of an SDTM study of the usual size: `ebbtide check` as a user runs it.

    python -m benchmarks.checks FOLDER

`write_volume` makes such a folder of the bundled study: its eight subjects over and over, each read by an
investigator and two radiologists, until TR has some 56,000 records.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Final

import polars as pl

import ebbtide
from ebbtide.cli import main

__all__ = ["COPIES", "check", "write_volume"]

COPIES: Final = 103
"""How often the bundled study is repeated: 546 records of TR make 56,238."""
_FOUND: Final = (0, 1)  # nothing to ask, or errors found: either way the command has done its work


def write_volume(folder: Path, copies: int = COPIES) -> int:
    """Write the domains of the bundled study, its subjects repeated under new names.

    Returns:
        How many records TR has.
    """
    records = 0
    for file in sorted(ebbtide.examples.path("pharmaverse-recist").glob("*.csv")):
        domain = pl.read_csv(file, infer_schema=False)
        named = [
            domain.with_columns(USUBJID=pl.format("{}-{}", "USUBJID", pl.lit(f"{number:03}")))
            for number in range(copies)
        ]
        pl.concat(named).write_csv(folder / file.name)
        records += copies * len(domain) if file.stem == "tr" else 0
    return records


def check(folder: Path) -> int:
    """Check a study and write its queries; 0 when that was done, whatever was found."""
    with tempfile.TemporaryDirectory() as place:
        code = main(["check", str(folder), "-o", str(Path(place) / "queries.csv")])
    return 0 if code in _FOUND else code


if __name__ == "__main__":
    sys.exit(check(Path(sys.argv[1])))
