"""Datasets for the tests of file formats: drawn at random, or small and made by hand."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl
from hypothesis import strategies as st

from ebbtide.formats.datasets.dataset import Dataset, Variable
from ebbtide.formats.datasets.sas_formats import DTYPES

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

    from ebbtide.formats.datasets.dataset import Kind

SAMPLES: Final = Path(__file__).parent / "data" / "datasetjson"
CREATED: Final = datetime(2024, 1, 31, 9, 30)  # noqa: DTZ001 - a file says no zone

SMALL: Final = Dataset(
    "ADRS",
    "Réponses",
    pl.DataFrame(
        {
            "USUBJID": ["S-1", "S-2", None],
            "AVALC": ["PR", "Évaluée « mieux »", None],
            "AVAL": [62.5, -0.1, None],
            "ASEQ": [1, 2, None],
            "ADT": [date(2024, 2, 29), date(1959, 12, 31), None],
            "ADTM": [datetime(2024, 2, 29, 23, 59, 59), datetime(1960, 1, 1), None],  # noqa: DTZ001 - no zone either
            "ATM": [time(9, 30), time(0, 0, 1), None],
        }
    ),
    (
        Variable("USUBJID", "Unique Subject Identifier", "text", 3, key=1),
        Variable("AVALC", "Analysis Value (C)", "text", 21),
        Variable("AVAL", "Analysis Value", "number"),
        Variable("ASEQ", "Analysis Sequence Number", "integer"),
        Variable("ADT", "Analysis Date", "date", None, "DATE9."),
        Variable("ADTM", "Analysis Datetime", "datetime", None, "DATETIME20."),
        Variable("ATM", "Analysis Time", "time"),
    ),
    study="TRIAL",
)
"""A column of each kind, with text beyond ASCII, dates around SAS's zero, and a row without anything."""


def one_column(values: list[Any], kind: Kind = "text", **told: Any) -> Dataset:  # noqa: ANN401 - any value, any note
    """Make a dataset of one variable, X."""
    frame = pl.DataFrame({"X": pl.Series(values, dtype=DTYPES[kind])})
    return Dataset("D", "", frame, (Variable("X", "", kind, **told),))


def plain_text(most: int = 20) -> SearchStrategy[str]:
    """Draw text without control characters and without a blank at its end."""
    return st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=most).map(lambda text: text.rstrip(" "))


def numbers() -> SearchStrategy[float]:
    """Draw numbers within the range of IBM floats, its ends among them."""
    ends = st.sampled_from([0.0, 16.0**62, -(16.0**62), 16.0**-65, 0.1, 1 / 3, 2.0**53])
    return ends | st.floats(-1e74, 1e74).filter(lambda number: number == 0 or abs(number) >= 16.0**-65)


_VALUES: Final[dict[Kind, SearchStrategy[Any]]] = {
    "text": plain_text().map(lambda text: text or None),
    "integer": st.integers(-(2**53), 2**53),
    "number": numbers(),
    "date": st.dates(),
    "datetime": st.datetimes(datetime(1830, 1, 1), datetime(2090, 1, 1)),  # noqa: DTZ001 - to a microsecond
    "time": st.times(),
}
_FORMATS: Final[dict[Kind, list[str]]] = {
    "text": ["", "$20."],
    "integer": ["", "8."],
    "number": ["", "8.2"],
    "date": ["", "DATE9.", "YYMMDDN8.", "MMDDYY10."],
    "datetime": ["", "DATETIME20.", "E8601DT26.6"],
    "time": ["", "TIME8.", "TIME12.3"],
}


@st.composite
def datasets(draw: DrawFn) -> Dataset:
    """Draw a dataset: one column numbers its rows, others hold any kind, with gaps."""
    height = draw(st.integers(0, 5))
    kinds = draw(st.lists(st.sampled_from(list(_VALUES)), max_size=5))
    variables = [Variable("SEQ", "Sequence Number", "integer", key=1)]
    columns = [pl.Series("SEQ", range(1, height + 1), dtype=pl.Int64)]
    for place, kind in enumerate(kinds):
        values = draw(st.lists(st.none() | _VALUES[kind], min_size=height, max_size=height))
        length = 80 if kind == "text" else None
        label = draw(plain_text(10)).strip(" ")
        shown = draw(st.sampled_from(_FORMATS[kind]))
        columns.append(pl.Series(f"V{place}", values, dtype=DTYPES[kind]))
        variables.append(Variable(f"V{place}", label, kind, length, shown))
    label = draw(plain_text(10)).strip(" ")
    return Dataset(draw(st.sampled_from(["AE", "ADTTE"])), label, pl.DataFrame(columns), tuple(variables), study="S1")
