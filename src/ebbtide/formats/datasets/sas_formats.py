"""SAS formats: which of them show dates and times, and the numbers that stand for those in SAS."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ebbtide.formats.datasets.dataset import Kind

__all__ = ["DTYPES", "PLAIN", "Format", "as_sas_number", "from_sas_number", "kind_shown", "parse_format"]

DTYPES: Final[Mapping[Kind, pl.DataType]] = {
    "text": pl.String(),
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "date": pl.Date(),
    "datetime": pl.Datetime("us"),
    "time": pl.Time(),
}
"""The Polars type of each kind of variable."""

PLAIN: Final[Mapping[Kind, str]] = {"date": "E8601DA10.", "datetime": "E8601DT19.", "time": "E8601TM8."}
"""The format that is written where a variable names none: a number in XPT is a date only by its format."""

_SHOWN: Final[Mapping[Kind, str]] = {
    "date": "DATE DAY DDMMYY DOWNAME E8601DA B8601DA IS8601DA JULDAY JULIAN MMDDYY MMYY MONNAME MONTH MONYY NLDATE "
    "QTR WEEKDATE WEEKDATX WEEKDAY WORDDATE WORDDATX YEAR YYMM YYMMDD YYMON YYQ",
    "datetime": "DATETIME DATEAMPM DTDATE DTMONYY DTWKDATX DTYEAR E8601DN B8601DN E8601DT B8601DT IS8601DT MDYAMPM "
    "NLDATM",
    "time": "TIME TIMEAMPM TOD HHMM HOUR MMSS E8601TM B8601TM IS8601TM NLTIME",
}
_KINDS: Final[Mapping[str, Kind]] = {name: kind for kind, names in _SHOWN.items() for name in names.split()}
_SEPARATED: Final = frozenset({"DDMMYY", "MMDDYY", "MMYY", "YYMM", "YYMMDD", "YYQ"})
"""Formats that come with a letter for the separator too: `YYMMDDN8.`."""

_PATTERN: Final = re.compile(r"(\$?(?:[A-Za-z_]\w*?)?)(\d{0,4})\.?(\d{0,2})", re.ASCII)
_DAYS_TO_1970: Final = 3_653
_SECONDS_A_DAY: Final = 86_400
_MILLION: Final = 1_000_000
_FIRST_DAY: Final = -719_162
_LAST_DAY: Final = 2_932_896


class Format(NamedTuple):
    """A SAS format: `DATE9.` is `DATE`, 9 wide, without decimals."""

    name: str
    width: int
    decimals: int

    def __str__(self) -> str:
        """Write it as SAS does; empty for none."""
        if not any(self):
            return ""
        return f"{self.name}{self.width or ''}.{self.decimals or ''}"


def parse_format(text: str) -> Format | None:
    """Read a format; None if it is none.

    Examples:
        >>> parse_format("E8601DA10."), str(parse_format("8.2")), parse_format("no format")
        (Format(name='E8601DA', width=10, decimals=0), '8.2', None)
    """
    found = _PATTERN.fullmatch(text.strip())
    if found is None:
        return None
    name, width, decimals = found.groups()
    return Format(name.upper(), int(width or 0), int(decimals or 0))


def kind_shown(form: Format) -> Kind | None:
    """Tell whether a format shows a date, a date and time or a time; None for plain numbers.

    Examples:
        >>> kind_shown(parse_format("YYMMDDN8.")), kind_shown(parse_format("BEST12."))
        ('date', None)
    """
    return "date" if form.name[:-1] in _SEPARATED else _KINDS.get(form.name)


def from_sas_number(numbers: pl.Series, kind: Kind) -> pl.Series | None:
    """Read SAS dates (days since 1960), datetimes (seconds since 1960) or times (seconds of the day).

    Args:
        numbers: What the file holds. Shape (n,), Float64.
        kind: What its format shows.

    Returns:
        Dates, datetimes in microseconds or times; None if one of them is no date of the years 1 to
        9999, no whole day, or no time of a day: the numbers then say more than dates could.

    Examples:
        >>> from_sas_number(pl.Series([0.0, 19724.0, None]), "date").to_list()
        [datetime.date(1960, 1, 1), datetime.date(2014, 1, 1), None]
    """
    reader = {"date": _as_dates, "datetime": _as_datetimes, "time": _as_times}[kind]
    return reader(numbers)


def _as_dates(numbers: pl.Series) -> pl.Series | None:
    days = numbers - _DAYS_TO_1970
    if not (((days % 1) == 0) & days.is_between(_FIRST_DAY, _LAST_DAY)).all():
        return None
    return days.cast(pl.Int32).cast(pl.Date)


def _as_datetimes(numbers: pl.Series) -> pl.Series | None:
    days = numbers / _SECONDS_A_DAY - _DAYS_TO_1970
    if not ((days >= _FIRST_DAY) & (days < _LAST_DAY + 1)).all():
        return None
    # A float of seconds is exact to a microsecond; a float of as many microseconds would not be.
    whole = numbers.floor()
    micros = whole.cast(pl.Int64) * _MILLION + ((numbers - whole) * _MILLION).round().cast(pl.Int64)
    return (micros - _DAYS_TO_1970 * _SECONDS_A_DAY * _MILLION).cast(pl.Datetime("us"))


def _as_times(numbers: pl.Series) -> pl.Series | None:
    if not ((numbers >= 0) & (numbers < _SECONDS_A_DAY)).all():
        return None
    nanos = (numbers * _MILLION).round().cast(pl.Int64) * 1_000
    return nanos.cast(pl.Time) if (nanos < _SECONDS_A_DAY * 1_000 * _MILLION).all() else None


def as_sas_number(values: pl.Series) -> pl.Series:
    """Turn dates, datetimes, times or numbers into the numbers that stand for them in SAS. Shape (n,), Float64.

    Examples:
        >>> from datetime import datetime
        >>> as_sas_number(pl.Series([datetime(1960, 1, 1, 0, 1, 0, 500_000)])).to_list()
        [60.5]
    """
    whole = values.to_physical()
    if values.dtype == pl.Date:
        return (whole + _DAYS_TO_1970).cast(pl.Float64)
    if isinstance(values.dtype, pl.Datetime):
        return (whole + _DAYS_TO_1970 * _SECONDS_A_DAY * _MILLION).cast(pl.Float64) / _MILLION
    if values.dtype == pl.Time:
        return (whole // 1_000).cast(pl.Float64) / _MILLION
    return values.cast(pl.Float64)
