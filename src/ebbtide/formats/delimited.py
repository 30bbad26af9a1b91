"""Text files with separated columns: encoding, delimiter and shape found out, every cell read as text."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.errors import DataError, EmptyTableError, UnreadableFileError
from ebbtide.formats.raw import Raw, numbered
from ebbtide.formats.rules import RULES
from ebbtide.study.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ebbtide.study.findings import Findings

__all__ = ["read_delimited"]

_DELIMITERS: Final = (",", ";", "\t", "|")
_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SAMPLE: Final = 4096


def read_delimited(path: Path, findings: Findings) -> Raw:
    """Read a CSV or TSV file, compressed by gzip or not.

    Args:
        path: The file. Columns are separated by commas, semicolons, tabs or bars.
        findings: Where to note an encoding other than UTF-8.

    Returns:
        All cells as text, null where empty, with the number of the row in the file.

    Raises:
        EmptyTableError: If the file is empty or has nothing but a header.
        UnreadableFileError: If it is damaged or a row has more or fewer cells than the header.
    """
    text = _one_kind_of_line_end(_decoded(_bytes(path), path.name, findings))
    if not text.strip():
        raise EmptyTableError(f"{path.name} is empty", hint="give a file with a header and at least one row")
    delimiter = _delimiter(text)
    _refuse_twin_headers(text, delimiter, path.name)
    _refuse_ragged_rows(text, delimiter, path.name)
    frame = _parsed(text, delimiter)
    if frame.is_empty():
        raise EmptyTableError(f"{path.name} has a header and no rows", hint="give at least one row")
    return Raw(frame, path.name, decimal_comma=delimiter != ",")


def _bytes(path: Path) -> bytes:
    try:
        content = path.read_bytes()
        return gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
    except OSError as error:
        raise UnreadableFileError(f"{path.name} cannot be read: {error}", hint="check the file") from error
    except (EOFError, zlib.error) as error:
        raise UnreadableFileError(f"{path.name} is damaged: {error}", hint="fetch the file again") from error


def _decoded(content: bytes, file: str, findings: Findings) -> str:
    encoding = _encoding(content)
    if encoding not in ("utf-8", "utf-8-sig"):
        rule = RULES["READ02"]
        problem = f"the file is read as {encoding}"
        findings.note(Finding(rule.id, rule.severity, file, None, None, None, problem, rule.hint))
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            f"{file} is not text in {encoding}: {error.reason}", hint="save it as UTF-8"
        ) from error
    if "\x00" in text:
        row = text.count("\n", 0, text.index("\x00")) + 1
        hint = "the file is damaged or no text file; export it again as CSV in UTF-8"
        raise UnreadableFileError(f"{file}, row {row}: there is a NUL byte", hint=hint)
    return text


def _encoding(content: bytes) -> str:
    """Find the encoding by its mark, by the NUL bytes of UTF-16, or by trial."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name
    sample = content[:_SAMPLE]
    if len(sample) > 1 and (zeros := sample.count(0)) >= len(sample) // 3:
        return "utf-16-le" if sample[1::2].count(0) > zeros // 2 else "utf-16-be"
    for name in ("utf-8", "cp1252"):
        try:
            content.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    return "latin-1"


def _one_kind_of_line_end(text: str) -> str:
    if "\r" not in text:
        return text
    return text.replace("\r\n", "\n") if "\n" in text else text.replace("\r", "\n")


def _delimiter(text: str) -> str:
    """Take the delimiter that the header has most of, outside quotes."""
    header = "".join(part for place, part in enumerate(_header(text).split('"')) if place % 2 == 0)
    return max(_DELIMITERS, key=header.count)


def _header(text: str) -> str:
    return text.lstrip("\n").partition("\n")[0]


def _refuse_twin_headers(text: str, delimiter: str, file: str) -> None:
    names = next(csv.reader([_header(text)], delimiter=delimiter))
    twins = [name for name in dict.fromkeys(names) if name.strip() and names.count(name) > 1]
    if twins:
        raise DataError(f"{file} has more than one column called {', '.join(twins)}", hint="name each column once")


def _refuse_ragged_rows(text: str, delimiter: str, file: str) -> None:
    """Refuse rows that are shorter or longer than the header; blank cells beyond it do no harm."""
    wanted = _header(text).count(delimiter)
    if '"' not in text and _all_have(text, delimiter, wanted):
        return
    try:
        rows = csv.reader(io.StringIO(text.lstrip("\n")), delimiter=delimiter, strict=True)
        width = len(next(rows))
        ragged = [(row, len(cells)) for row, cells in _ragged(rows, width)]
    except csv.Error as error:
        raise UnreadableFileError(
            f"{file} is damaged: {error}", hint="look for a quotation mark without its twin"
        ) from error
    if ragged:
        named = "; ".join(f"row {row} has {cells}" for row, cells in ragged[:10])
        more = f"; and {len(ragged) - 10:,} more" if len(ragged) > 10 else ""  # noqa: PLR2004 - as many as are named
        hint = f'every row needs {width} cells; quote a cell that contains "{delimiter}"'
        raise UnreadableFileError(f"{file} has {width} columns, but {named} cells{more}", hint=hint)


def _all_have(text: str, delimiter: str, wanted: int) -> bool:
    lines = pl.Series([text]).str.strip_chars("\n").str.split("\n").explode()
    counts = lines.filter(lines != "").str.count_matches(delimiter, literal=True)
    return bool((counts == wanted).all())


def _ragged(rows: Iterator[list[str]], width: int) -> Iterator[tuple[int, list[str]]]:
    for row, cells in enumerate(rows, start=2):
        if cells and (len(cells) < width or any(cell.strip() for cell in cells[width:])):
            yield row, cells


def _parsed(text: str, delimiter: str) -> pl.DataFrame:
    content = text.lstrip("\n")
    try:
        frame = pl.read_csv(
            io.BytesIO(content.encode()), separator=delimiter, infer_schema=False, truncate_ragged_lines=True
        )
    except pl.exceptions.PolarsError:
        # A quotation mark inside a cell (5" lesion) is more than the quick reader takes.
        frame = _parsed_by_hand(content, delimiter)
    return numbered(frame.drop([name for name in frame.columns if not name.strip() and _is_blank(frame, name)]))


def _parsed_by_hand(content: str, delimiter: str) -> pl.DataFrame:
    header, *rows = csv.reader(io.StringIO(content), delimiter=delimiter)
    cells = [[cell or None for cell in (row or [""] * len(header))[: len(header)]] for row in rows]
    return pl.DataFrame(cells, schema=dict.fromkeys(header, pl.String), orient="row")


def _is_blank(frame: pl.DataFrame, column: str) -> bool:
    return frame.get_column(column).null_count() == frame.height
