"""Datasets as SAS transport files, versions 5 and 8, within the limits that submissions have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

import polars as pl

from ebbtide.errors import ConformanceError
from ebbtide.formats.datasets.conform import conforming, refuse, rows_named, whole
from ebbtide.formats.datasets.sas_formats import PLAIN, as_sas_number, from_sas_number, kind_shown, parse_format
from ebbtide.formats.datasets.xpt_layout import RECORD, STAMPS
from ebbtide.formats.datasets.xpt_reading import library

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from ebbtide.formats.datasets.dataset import Dataset, Variable

__all__ = ["XptVersion", "write_xpt"]

XptVersion: TypeAlias = Literal[5, 8]

_MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_NAME: Final = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_FORMAT_NAME: Final = 8
_SET_LABEL: Final = 40
_NUMBER: Final = 8
"""Bytes of a number."""
_EXACT: Final = 1 << 53
_LARGEST: Final = 16.0**62
_SMALLEST: Final = 16.0**-65
"""Between these, about 5e-79 and 5e74, a number keeps all its bits on the way there and back."""


class _Limits(NamedTuple):
    """What a version allows: the bytes of a name, a label and a text."""

    version: XptVersion
    name: int
    label: int
    text: int

    def mend(self, mend: str) -> str:
        """Say what to do; version 5 has a way out."""
        return f"{mend}, or ask for version 8" if self.version == _LIMITS[5].version else mend


_LIMITS: Final[Mapping[XptVersion, _Limits]] = {5: _Limits(5, 8, 40, 200), 8: _Limits(8, 32, 256, 32_767)}


def write_xpt(dataset: Dataset, path: Path, created: datetime, version: XptVersion = 5) -> None:
    """Write a dataset as a transport file.

    A text takes as many bytes as its longest value needs, and blanks at its end are not kept. Text is
    UTF-8 and limits count bytes.

    Args:
        dataset: What to write.
        path: Where to.
        created: When; the only thing in the file that is not in the dataset.
        version: 5, which regulators take, or 8 for longer names, labels and texts.

    Raises:
        ConformanceError: If the dataset does not fit the version; names the rule and the variable.
        MissingExtraError: If the part that writes the cells is not installed.

    **Sources**: SAS Institute, TS-140; FDA, Study Data Technical Conformance Guide, on names of 8,
    labels of 40 and texts of 200 bytes.
    """
    writer = library(f"writing {path.name}")
    limits = _LIMITS[version]
    _check_names(dataset, limits)
    frame = conforming(dataset)
    formats = {variable.name: _format(dataset, variable, frame) for variable in dataset.variables}
    columns = [_column(dataset, variable, frame.get_column(variable.name), limits) for variable in dataset.variables]
    cells = pl.DataFrame(columns, height=frame.height)
    if version == _LIMITS[5].version:
        _refuse_blank_end(dataset, cells)
    with whole(path):
        writer.write_xport(
            cells,
            path,
            file_label=dataset.label,
            column_labels=[variable.label or None for variable in dataset.variables],
            table_name=dataset.name,
            file_format_version=version,
            variable_format={name: form for name, form in formats.items() if form},
        )
        _stamp(path, created)


def _check_names(dataset: Dataset, limits: _Limits) -> None:
    if not _NAME.fullmatch(dataset.name) or len(dataset.name) > limits.name:
        problem = f"the name of the dataset {dataset.name!r} is not 1 to {limits.name} letters, digits and _"
        raise ConformanceError(f"{problem} (XPT v{limits.version})", hint="rename it")
    if (size := len(dataset.label.encode())) > _SET_LABEL:
        problem = f"{dataset.name}: its label has {size} bytes, and XPT has room for {_SET_LABEL}"
        raise ConformanceError(problem, hint="shorten the label")
    names = [variable.name.upper() for variable in dataset.variables]
    for variable in dataset.variables:
        if names.count(variable.name.upper()) > 1:
            raise refuse(dataset, variable, "has the name of another variable, case apart", "rename one of them")
        _check_name(dataset, variable, limits)


def _check_name(dataset: Dataset, variable: Variable, limits: _Limits) -> None:
    if not _NAME.fullmatch(variable.name) or len(variable.name) > limits.name:
        problem = f"has a name that is not 1 to {limits.name} letters, digits and _ (XPT v{limits.version})"
        raise refuse(dataset, variable, problem, limits.mend("shorten the name"))
    if (size := len(variable.label.encode())) > limits.label:
        problem = f"has a label of {size} bytes, and XPT v{limits.version} has room for {limits.label}"
        raise refuse(dataset, variable, problem, limits.mend("shorten the label"))


def _format(dataset: Dataset, variable: Variable, frame: pl.DataFrame) -> str:
    """Find the format to write: a date needs one, and whole numbers that are no integers need one to say so."""
    plain = PLAIN.get(variable.kind, "")
    if variable.kind == "number" and (frame.get_column(variable.name) % 1 == 0).all():
        plain = "BEST12."
    form = parse_format(variable.display_format or plain)
    if form is None or len(form.name) > _FORMAT_NAME:
        problem = f"has the format {variable.display_format!r}, which is no SAS format of up to {_FORMAT_NAME} letters"
        raise refuse(dataset, variable, problem, "give one such as DATE9. or 8.2, or none")
    if variable.kind in PLAIN and kind_shown(form) != variable.kind:
        problem = f"is a {variable.kind}, and its format {variable.display_format} does not show one"
        raise refuse(dataset, variable, problem, f"give a format such as {plain}, or none")
    return str(form)


def _column(dataset: Dataset, variable: Variable, values: pl.Series, limits: _Limits) -> pl.Series:
    if values.dtype != pl.String:
        return _numbers(dataset, variable, values)
    if values.str.contains("\0", literal=True).any():
        raise refuse(dataset, variable, "has text with a NUL byte, at which XPT ends text", "take it out")
    bare = values.str.strip_chars_end(" ")
    allowed = limits.text if variable.length is None else min(limits.text, variable.length)
    long = bare.str.len_bytes() > allowed
    if long.any():
        room = f"XPT v{limits.version} has room for" if allowed == limits.text else "its length is"
        problem = f"has text of {_bytes_of(bare)} bytes ({rows_named(long)}), and {room} {allowed}"
        mend = limits.mend("split the text (SUPP--, CO)") if allowed == limits.text else "raise the length"
        raise refuse(dataset, variable, problem, mend)
    return bare


def _numbers(dataset: Dataset, variable: Variable, values: pl.Series) -> pl.Series:
    numbers = as_sas_number(values)
    size = numbers.abs()
    odd = (size > _LARGEST) | ((size > 0) & (size < _SMALLEST))
    if values.dtype == pl.Int64:
        odd = ~values.is_between(-_EXACT, _EXACT)
    elif values.dtype.is_temporal():
        back = from_sas_number(numbers, variable.kind)
        odd = odd if back is None else back.ne_missing(values)
    if odd.any():
        problem = f"has numbers that XPT has no exact room for: {rows_named(odd)}"
        raise refuse(dataset, variable, problem, "keep them as text")
    return numbers


def _refuse_blank_end(dataset: Dataset, cells: pl.DataFrame) -> None:
    texts = [column for column in cells.get_columns() if column.dtype == pl.String]
    last = cells.height - 1
    if last < 0 or len(texts) < cells.width or any(column[last] is not None for column in texts):
        return
    if sum(_bytes_of(column) for column in texts) < RECORD:
        problem = f"{dataset.name}, row {last + 1:,}: XPT v5 cannot tell a blank last row from the end of the file"
        raise ConformanceError(problem, hint="leave the row out, or ask for version 8")


def _bytes_of(text: pl.Series) -> int:
    longest = text.str.len_bytes().max()
    return longest if isinstance(longest, int) and longest else 1


def _stamp(path: Path, created: datetime) -> None:
    """Put the time that was given in place of the one that the library takes from the clock."""
    stamp = f"{created:%d}{_MONTHS[created.month - 1]}{created:%y:%H:%M:%S}".encode()
    with path.open("r+b") as file:
        for place in STAMPS:
            file.seek(place)
            file.write(stamp)
