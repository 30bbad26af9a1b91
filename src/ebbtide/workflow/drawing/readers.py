"""Compare a study's readers, and have their agreement drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import polars as pl

from ebbtide.errors import DataError
from ebbtide.figures.reader_agreement import ReaderPair, readers_agreement
from ebbtide.workflow.drawing.asking import about, criterion_of
from ebbtide.workflow.readers import agreement_in_words, compare, pairs_in_words, sums_in_words

if TYPE_CHECKING:
    from ebbtide.agreement.compared import Compared
    from ebbtide.figures import Figure
    from ebbtide.workflow.assessed import Assessment
    from ebbtide.workflow.drawing.asking import Asked

__all__ = ["draw"]

MOST_PAIRS: Final = 3
"""Pairs that are drawn, one below the other."""
_KEYS: Final = ("kind", "criterion", "reader", "first", "second")


def draw(assessment: Assessment, asked: Asked) -> Figure:
    """Draw how far readers agree.

    Of more than two readers every two are a pair; `reader` asks for the pairs of one (`A`), or for one pair (`A, B`).
    Where no two read the same subject, what was reported is set against what is computed.

    Raises:
        DataError: If there is nothing to compare, or the readers asked for are no pair.
        MissingExtraError: If an optional part is not installed.
    """
    wanted = None if asked.criterion is None else [criterion_of(assessment, asked).id]
    # Where responses were taken as they were reported, readers are compared by these.
    by: Literal["reported"] | None = "reported" if assessment.source == "reported" else None
    compared = compare(assessment.study, criteria=wanted, readers_by=by)
    whose = _criterion(assessment, asked, compared)
    pairs = _asked_for(_pairs_of(compared, whose), asked)
    shown = pairs.head(MOST_PAIRS)
    drawn = [_pair(compared, row) for row in shown.iter_rows(named=True)]
    points, subjects = _counted(compared, shown)
    more = len(pairs) - len(shown)
    notes = [f"{more} more {'pair is' if more == 1 else 'pairs are'} not drawn; ask for a reader."] if more else []
    criterion = next((one for one in assessment.criteria if one.id == whose), None)
    population = f"{points:,} time points of {subjects:,} subject{'' if subjects == 1 else 's'}"
    return readers_agreement(drawn, about(assessment, population, criterion=criterion), notes)


def _criterion(assessment: Assessment, asked: Asked, compared: Compared) -> str:
    """Choose the criterion of the comparison: the figure's, if it was compared."""
    first = criterion_of(assessment, asked).id
    there = compared.pairs["criterion"].unique(maintain_order=True).to_list()
    return first if first in there else str(there[0])


def _pairs_of(compared: Compared, criterion: str) -> pl.DataFrame:
    """Take the pairs of readers; where there is none, what was reported against what is computed."""
    own = compared.pairs.filter(criterion=criterion)
    of_readers = own.filter(kind="readers")
    return own if of_readers.is_empty() else of_readers


def _asked_for(pairs: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    if asked.reader is None:
        return pairs
    sides = ["reader", "first", "second"]
    everybody = sorted({name for side in sides for name in pairs[side].drop_nulls().to_list()})
    names = [asked.reader] if asked.reader in everybody else [name.strip() for name in asked.reader.split(",")]
    has = [pl.any_horizontal(pl.col(side).eq(name).fill_null(value=False) for side in sides) for name in names]
    found = pairs.filter(has)
    if found.is_empty():
        hint = f"there are {', '.join(everybody)}; name one, or two with a comma between them"
        raise DataError(f"no pair of the reader {asked.reader!r}", hint=hint)
    return found


def _pair(compared: Compared, row: dict[str, object]) -> ReaderPair:
    same = [pl.col(name).eq_missing(pl.lit(row[name], pl.String)) for name in _KEYS]
    sums = compared.sums.filter(*same, pl.col("at") == "follow_up").sort("pairs", descending=True).head(1)
    agreement = compared.agreement.filter(*same, pl.col("item") == "overall")
    calls = compared.calls.filter(same)
    if len(sums):
        # Sums of two kinds, lengths and products, are not set against each other.
        calls = calls.with_columns(
            pl.when(pl.col("unit") == sums["unit"][0]).then(pl.col(name)) for name in ("first_sum", "second_sum")
        )
    reader = "" if row["reader"] is None else f"{row['reader']}: "
    name = str(pairs_in_words(agreement)["compared"][0])
    return ReaderPair(
        first=f"{reader}{row['first']}",
        second=str(row["second"]),
        calls=calls,
        sums=sums.filter(pl.col("pairs") > 0),
        agreement=agreement,
        sums_text=_sums_text(compared, name, str(row["criterion"]), sums),
        agreement_text=_agreement_text(compared, name, str(row["criterion"])),
    )


def _sums_text(compared: Compared, name: str, criterion: str, sums: pl.DataFrame) -> str:
    told = sums_in_words(compared).filter(compared=name, criterion=criterion, at="follow-up")
    if sums.is_empty() or told.is_empty():
        return ""
    row = told.filter(unit=sums["unit"][0]).row(0, named=True)
    limits = "" if row["limits"] is None else f"; limits {row['limits']} {row['unit']}"
    return (
        f"Mean difference {row['bias']} {row['unit']}{limits} ({row['pairs']:,} pair{'' if row['pairs'] == 1 else 's'})"
    )


def _agreement_text(compared: Compared, name: str, criterion: str) -> str:
    told = agreement_in_words(compared).filter(compared=name, criterion=criterion, item="overall")
    if told.is_empty():
        return "no time point called by both"
    row = told.row(0, named=True)
    kappa = "" if row["kappa"] is None else f"; kappa {row['kappa']}"
    return f"Agree {row['agreeing']:,} of {row['pairs']:,}{kappa}"


def _counted(compared: Compared, shown: pl.DataFrame) -> tuple[int, int]:
    drawn = compared.calls.join(shown.select(_KEYS), on=list(_KEYS), how="semi", nulls_equal=True)
    points = drawn.select(pl.struct("subject", "day").n_unique()).item()
    return int(points), drawn["subject"].n_unique()
