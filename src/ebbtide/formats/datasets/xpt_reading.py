"""SAS transport files (XPT, versions 5 and 8) as datasets."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ebbtide.errors import MissingExtraError, UnreadableFileError
from ebbtide.formats.datasets.dataset import Dataset, Variable
from ebbtide.formats.datasets.decoding import remark_encoding
from ebbtide.formats.datasets.sas_formats import PLAIN, Format, from_sas_number, kind_shown
from ebbtide.formats.datasets.xpt_headers import count_observations, read_headers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.formats.datasets.dataset import Kind
    from ebbtide.formats.datasets.xpt_headers import Described
    from ebbtide.study.findings import Findings

__all__ = ["library", "read_xpt"]

_AGAIN: Final = "fetch or export the file again"
_SAS_DEFAULT: Final = Format("BEST", 12, 0)
_EXACT: Final = 1 << 53
"""Whole numbers up to here have a float of their own."""
_ENCODINGS: Final = {"utf-8": None, "cp1252": "WINDOWS-1252", "latin-1": "ISO-8859-1"}


def library(purpose: str) -> Any:  # noqa: ANN401 - a module
    """Give the library that reads and writes the cells of transport files.

    Raises:
        MissingExtraError: If it is not installed.
    """
    try:
        import pyreadstat
    except ImportError as error:
        raise MissingExtraError.named("sdtm", purpose=purpose) from error
    return pyreadstat


def read_xpt(content: bytes, file: str, findings: Findings | None = None) -> Dataset:
    """Read a transport file that holds one dataset.

    SAS has one kind of number. Numbers whose format shows dates or times become those, whole numbers
    without decimals in their format integers, others stay numbers. Blank text and SAS's missing
    values, special ones too, are null.

    Args:
        content: The bytes of the file.
        file: Its name, for messages.
        findings: Where to note an encoding other than UTF-8.

    Raises:
        UnreadableFileError: If it is no transport file, is cut or damaged, or holds more than one dataset.
        DataError: If two variables have the same name.
        MissingExtraError: If the part that reads the cells is not installed.

    **Sources**: SAS Institute, TS-140; the layout of version 8 with long names and labels.
    """
    reader = library(f"reading {file}")
    headers = read_headers(content, file)
    count = count_observations(content, headers, file)
    cells, encoding = _cells(reader, content, file)
    remark_encoding(headers.encoding if encoding == "utf-8" else encoding, file, findings)
    found = {len(column) for column in cells}
    if len(cells) != len(headers.variables) or found - {count}:
        rows = f"{max(found, default=0):,} observations"
        problem = f"{file} is damaged: it has bytes for {count:,} observations, and {rows} can be read"
        raise UnreadableFileError(problem, hint=_AGAIN)
    columns = [_column(column, one) for column, one in zip(cells, headers.variables, strict=True)]
    frame = pl.DataFrame([series for series, _ in columns])
    return Dataset(headers.name, headers.label, frame, tuple(variable for _, variable in columns))


def _cells(reader: Any, content: bytes, file: str) -> tuple[list[Sequence[object]], str]:  # noqa: ANN401 - a module
    """Read the cells in the first encoding that all of them are whole in."""
    failure: Exception | None = None
    for encoding, name in _ENCODINGS.items():
        try:
            cells, _ = reader.read_xport(
                io.BytesIO(content), encoding=name, output_format="dict", disable_datetime_conversion=True
            )
        except (reader.ReadstatError, reader.PyreadstatError, ValueError) as error:
            failure = error
            continue
        return list(cells.values()), encoding
    raise UnreadableFileError(f"{file} is damaged: {failure}", hint=_AGAIN) from failure


def _column(cells: Sequence[object], one: Described) -> tuple[pl.Series, Variable]:
    if one.is_text:
        text = pl.Series(one.name, cells, dtype=pl.String).str.strip_chars_end(" ")
        variable = Variable(one.name, one.label, "text", one.length, str(one.form))
        return text.set(text == "", None), variable
    numbers = pl.Series(one.name, cells, dtype=pl.Float64).fill_nan(None)
    values, kind = _typed(numbers, one.form)
    plainly = one.form == _SAS_DEFAULT or str(one.form) == PLAIN.get(kind, "")
    return values, Variable(one.name, one.label, kind, None, "" if plainly else str(one.form))


def _typed(numbers: pl.Series, form: Format) -> tuple[pl.Series, Kind]:
    """Take numbers for what their format shows, as far as they are that."""
    shown = kind_shown(form)
    if shown is not None:
        moments = from_sas_number(numbers, shown)
        return (numbers, "number") if moments is None else (moments, shown)
    if form == _SAS_DEFAULT or form.decimals or not _are_whole(numbers):
        return numbers, "number"
    return numbers.cast(pl.Int64), "integer"


def _are_whole(numbers: pl.Series) -> bool:
    return bool(((numbers % 1 == 0) & (numbers.abs() <= _EXACT)).all())
