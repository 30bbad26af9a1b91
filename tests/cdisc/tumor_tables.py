"""Small studies of lesions told as rows, and what is derived of them, for the tests of RS, TR and ADTR."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ebbtide.examples import path
from ebbtide.formats import read_study
from ebbtide.study import Options
from tests.cdisc.derived_studies import derived_of, example

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.cdisc.derived import Derived
    from ebbtide.study import Study

EXAMPLES: Final = ("pharmaverse-recist", "atezolizumab", "gastric-car-t")
COLUMNS: Final = ("lesion", "day", "role", "state", "organ", "longest_mm", "perpendicular_mm")


def lesions_of(*rows: Sequence[object], reader: str = "INVESTIGATOR", **tables: pl.DataFrame) -> Study:
    """A study of one subject, P1, from rows of lesion, day, role, state, organ and the two diameters in mm."""
    filled = [[*row, *[None] * (len(COLUMNS) - len(row))] for row in rows]
    told = pl.DataFrame(filled, schema=dict.fromkeys(COLUMNS, pl.Object), orient="row").select(
        pl.Series(name, [None if value is None else str(value) for value in column], dtype=pl.String)
        for name, column in zip(COLUMNS, zip(*filled, strict=True), strict=True)
    )
    named = told.with_columns(subject=pl.lit("P1"), reader=pl.lit(reader))
    return read_study({"measurements": named, **tables})


def derived_from(*rows: Sequence[object], criteria: Sequence[str] = ("recist-1.1",), **more: Any) -> Derived:  # noqa: ANN401 - handed on
    """What is derived of such a study."""
    return derived_of(lesions_of(*rows, **more), criteria=criteria)


def bundled(name: str, criteria: Sequence[str] = ("recist-1.1",)) -> Derived:
    """What is derived of a bundled study; the one in SDTM has its domains."""
    study = example(Options()) if name == "pharmaverse-recist" else read_study(path(name))
    return derived_of(study, criteria=criteria)


def results(frame: pl.DataFrame, test: str, code: str = "TR") -> list[Any]:
    """The numbers or words of one test, in order of the records."""
    kind = "STRESN" if code == "TR" else "STRESC"
    return frame.filter(pl.col(f"{code}TESTCD") == test)[f"{code}{kind}"].to_list()
