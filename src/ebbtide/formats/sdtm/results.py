"""The results of TR: lengths in micrometres and states, each cell read once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.errors import UnknownWordError
from ebbtide.formats.cells import Cells
from ebbtide.formats.headers import Adopted
from ebbtide.formats.lengths import read_lengths
from ebbtide.formats.sdtm.codes import state_of
from ebbtide.formats.text import mapped
from ebbtide.terms.lesions import STATES

if TYPE_CHECKING:
    from collections.abc import Callable

    from ebbtide.formats.accounts import Account
    from ebbtide.formats.intake import Intake

__all__ = ["DENSITY_TEST", "LENGTH_TESTS", "POINT", "STATE_TESTS", "read_results"]

LENGTH_TESTS: Final = ("LDIAM", "LPERP", "DIAMETER", "VDIAM")
STATE_TESTS: Final = ("TUMSTATE", "LNSTATE", "LESSTATE")
DENSITY_TEST: Final = "RADIODEN"
POINT: Final = ("subject", "reader", "lesion", "visit", "date", "day")

_STATES: Final = pl.Enum(STATES)
_VISIT: Final = ("subject", "reader", "lesion", "visit")
_NOT_DONE: Final = (pl.col("status").str.to_uppercase() == "NOT DONE").fill_null(value=False)
_MERGED: Final = ("merg", "coalesc", "conflu")
_UNREADABLE: Final = ("assess", "evalua", "obscur", "artifact", "artefact", "quality")


def read_results(records: pl.DataFrame, intake: Intake, account: Account) -> pl.DataFrame:
    """Read the result of every record.

    Args:
        records: Records of TR as text, one per lesion, test and visit.
        intake: Where to note what is odd.
        account: Where to say what is left out.

    Returns:
        The records with `um` (Int64, µm), `state` (Enum) and `density` (text, Hounsfield units); copies and needless
        `NOT DONE` left out.

    Raises:
        DataError: If a length or a state cannot be used.
    """
    lengths = _lengths(records.filter(pl.col("test").is_in(LENGTH_TESTS) & ~_NOT_DONE), intake)
    states = _states(records.filter(pl.col("test").is_in(STATE_TESTS) & ~_NOT_DONE), intake)
    densities = _densities(records.filter((pl.col("test") == DENSITY_TEST) & ~_NOT_DONE))
    undone = _undone(records.filter(_NOT_DONE))
    intake.settle()
    results = pl.concat([lengths, states, densities, undone], how="diagonal").sort("row")
    dated = results.with_columns(date=pl.col("date").fill_null(pl.col("date").min().over(_VISIT)))
    return _without_copies(_without_needless(dated, account), intake, account)


def _lengths(records: pl.DataFrame, intake: Intake) -> pl.DataFrame:
    adopted = Adopted(
        records.select("row", "subject", "value", "unit"), {"value": "TRSTRESC", "unit": "TRSTRESU"}, {"value": None}
    )
    lengths = read_lengths(Cells(adopted, "value", intake))
    # Too small to measure may be standardised to 5 mm; the words of the original say why.
    words = _by_word(records.get_column("original"), state_of)
    said = words if lengths.said is None else lengths.said.zip_with(lengths.said.is_not_null(), words)
    return records.with_columns(um=lengths.um, state=said)


def _states(records: pl.DataFrame, intake: Intake) -> pl.DataFrame:
    said = records.get_column("value")
    states = _by_word(said, state_of)
    strangers = records.filter(states.is_null() & said.is_not_null())
    if strangers.height:
        problem, hint = pl.format("'{}' is no state of a lesion", "value"), f"a state is one of {', '.join(STATES)}"
        intake.refuse(UnknownWordError, strangers, "TRSTRESC", problem, hint)
    return records.with_columns(um=pl.lit(None, pl.Int64), state=states)


def _densities(records: pl.DataFrame) -> pl.DataFrame:
    return records.with_columns(density="value", um=pl.lit(None, pl.Int64), state=pl.lit(None, _STATES))


def _undone(records: pl.DataFrame) -> pl.DataFrame:
    """Say why nothing was measured: merged into another lesion, not readable, or not done."""
    states = _by_word(records.get_column("reason").fill_null(""), _state_of_reason)
    return records.with_columns(um=pl.lit(None, pl.Int64), state=states, density=pl.lit(None, pl.String))


def _state_of_reason(reason: str) -> str:
    words = reason.casefold()
    if any(part in words for part in _MERGED):
        return "merged"
    return "not_evaluable" if any(part in words for part in _UNREADABLE) else "not_done"


def _by_word(values: pl.Series, meaning: Callable[[str], str | None]) -> pl.Series:
    return mapped(values, {word: meaning(word) for word in values.unique().drop_nulls()}, _STATES)


def _without_needless(results: pl.DataFrame, account: Account) -> pl.DataFrame:
    """Leave out `NOT DONE` where another record of the lesion and visit has a result."""
    done = (pl.col("um").is_not_null() | (pl.col("state").is_not_null() & ~_NOT_DONE)).any().over(_VISIT)
    needless = _NOT_DONE & done
    account.set_aside(results.filter(needless).get_column("row"), "was not done beside what was")
    return results.filter(~needless)


def _without_copies(results: pl.DataFrame, intake: Intake, account: Account) -> pl.DataFrame:
    copy = ~pl.struct(*POINT, "test", "um", "state", "density").is_first_distinct()
    copies = results.filter(copy)
    intake.note("READ20", copies, "TRSEQ", pl.format("{} of {} is a copy of another record", "test", "lesion"))
    account.set_aside(copies.get_column("row"), "is a copy of another record")
    return results.filter(~copy)
