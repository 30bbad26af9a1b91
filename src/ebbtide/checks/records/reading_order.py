"""Blinded reads: in order, without unblinding, and unchanged after the lock (M03, M04, M05).

SDTM has no variables of its own for any of this. What sponsors keep of it comes as supplemental qualifiers or
variables of TU, TR and RS under the names below, with or without the letters of the domain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.check import Check
from ebbtide.checks.domain_records import records_of
from ebbtide.checks.records.domain_rows import ASSESSED, PLACE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "changed_after_lock", "read_out_of_order", "unblinded_readers"]

READ: Final = ("READDTC", "READDTM", "READDT", "RDDTC")
"""When a time point was read."""
LOCKED: Final = ("LOCKDTC", "LOCKDTM", "LOCKDT", "LCKDTC")
"""When the read was locked."""
CHANGED: Final = ("CHGDTC", "CHGDTM", "MODDTC", "MODDTM", "RRDDTC")
"""When a read was changed, or read again."""
REASON: Final = ("CHGREAS", "CHGRSN", "MODREAS", "MODRSN", "RRDREAS")
"""Why."""
UNBLINDED: Final = ("UNBLIND", "UNBLINFL", "UNBLFL", "UNBLYN", "UNBLDTC", "UNBLDT", "UNBDTC")
"""That a reader was unblinded, or when."""

_NO: Final = ("N", "NO", "0", "FALSE", "NA", "BLINDED")
_TO_THE_DAY: Final = 10
_STREAM: Final = ("subject", "reader")


def read_out_of_order(trial: Examined) -> pl.DataFrame:
    """M03: a time point was read before an earlier one was locked, or read where nothing is said of a lock."""
    rows = _told(trial, read=READ, locked=LOCKED).filter(pl.col("day").is_not_null())
    # A date without a time is taken in the reader's favour: read at its end, locked at its beginning.
    points = rows.group_by(*_STREAM, "day").agg(
        pl.col("visit").drop_nulls().first(), PLACE.first().alias("at"),
        read=_moment("read", at_end=True).min(), done=pl.coalesce(_moment("locked"), _moment("read")).max(),
    )  # fmt: skip
    before = points.sort(*_STREAM, "day").with_columns(
        earlier=pl.col("done").cum_max().shift(1).over(_STREAM), prior=pl.col("at").shift(1).over(_STREAM)
    )
    early = before.with_columns(pl.col("earlier").forward_fill().over(_STREAM)).filter(
        pl.col("read") < pl.col("earlier")
    )
    message = pl.format(
        "{}: read by {}, before the earlier time points were closed ({}; the last before it is {}). Time points are "
        "read in order, and each is locked before the next is shown. Please say why.",
        *("at", _written("read"), _written("earlier"), "prior"),
    )
    return early.select(*_STREAM, "visit", "day", message=message)


def unblinded_readers(trial: Examined) -> pl.DataFrame:
    """M04: a reader was unblinded."""
    rows = _told(trial, unblinded=UNBLINDED)
    said = rows.filter(~pl.col("unblinded").str.to_uppercase().is_in(_NO))
    first = said.sort(*_STREAM, "day").unique(_STREAM, keep="first", maintain_order=True)
    message = pl.format(
        "{}: the reader is recorded as unblinded ({} in {}). Please say what was disclosed and whether the reads made "
        "since are to be repeated.",
        *(PLACE, "unblinded", "domain"),
    )
    return first.select(*_STREAM, "visit", "day", message=message)


def changed_after_lock(trial: Examined) -> pl.DataFrame:
    """M05: a read was changed, or read, after it was locked, without a reason."""
    rows = _told(trial, read=READ, locked=LOCKED, changed=CHANGED, reason=REASON)
    locked = _moment("locked", at_end=True)
    last = pl.max_horizontal(_moment("changed"), _moment("read"))
    late = rows.filter(pl.col("reason").is_null(), last > locked).with_columns(last=last, by=locked)
    first = late.sort(*_STREAM, "day").unique([*_STREAM, "day", "visit"], keep="first", maintain_order=True)
    message = pl.format(
        "{}: changed or read on {}, after the lock of {}, and no reason is recorded. Please give the reason and who "
        "signed it.",
        *(PLACE, _written("last"), pl.col("locked")),
    )
    return first.select(*_STREAM, "visit", "day", message=message)


def _told(trial: Examined, **wanted: Sequence[str]) -> pl.DataFrame:
    """Take the records that have the first of the variables, from every domain that has it."""
    found = [_of_domain(trial, code, wanted) for code in ASSESSED]
    return pl.concat(found).filter(pl.any_horizontal(pl.col(name).is_not_null() for name in wanted))


def _of_domain(trial: Examined, code: str, wanted: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    names = {key: [*(code + word for word in words), *words] for key, words in wanted.items()}
    return records_of(trial, code, **names).with_columns(domain=pl.lit(code))


def _moment(name: str, *, at_end: bool = False) -> pl.Expr:
    """Read an ISO date, with or without time; a date alone is its first moment, or its last."""
    text = pl.col(name).str.replace("T", " ", literal=True)
    day = text.str.head(_TO_THE_DAY).str.to_datetime("%Y-%m-%d", strict=False)
    minute = text.str.head(16).str.to_datetime("%Y-%m-%d %H:%M", strict=False)
    second = text.str.head(19).str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False)
    return pl.coalesce(second, minute, day + pl.duration(days=1, seconds=-1) if at_end else day)


def _written(name: str) -> pl.Expr:
    return pl.col(name).dt.strftime("%Y-%m-%d")


CHECKS: Final = (
    Check(
        "M03",
        "Read out of order",
        "error",
        "A time point was read before an earlier one of the subject was locked (or read, where no lock is recorded). "
        f"Needs {READ[0]} and {LOCKED[0]} as variables or supplemental qualifiers of TU, TR or RS, also as "
        f"{', '.join((*READ[1:], *LOCKED[1:]))}; without them it is silent.",
        "data management",
        read_out_of_order,
    ),
    Check(
        "M04",
        "Reader unblinded",
        "error",
        f"A reader is recorded as unblinded: {', '.join(UNBLINDED)}, as variables or supplemental qualifiers of TU, "
        "TR or RS.",
        "data management",
        unblinded_readers,
    ),
    Check(
        "M05",
        "Read changed after its lock",
        "error",
        "A read was changed, or made, after it was locked, and no reason is recorded. Needs the lock as in M03, and "
        f"the change ({', '.join(CHANGED)}) or the read; the reason is {', '.join(REASON)}.",
        "data management",
        changed_after_lock,
    ),
)
