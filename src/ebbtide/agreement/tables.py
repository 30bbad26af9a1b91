"""The tables of a comparison: calls side by side, how often they agree, how far sums lie apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.agreement.meanings import code_under
from ebbtide.agreement.pairing import PAIR
from ebbtide.statistics.agreement import BlandAltman, Kappa, bland_altman, cohen_kappa, fleiss_kappa, weighted_kappa
from ebbtide.terms.responses import CPD, CR, NE, NON, PD, PR, SD

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["AGREEMENT", "CALLS", "ITEMS", "SEVERAL", "SUMS", "agreement", "calls", "several", "sums"]

ITEMS: Final = ("overall", "target", "nontarget", "new_lesion")
"""What is compared at a time point."""
_NAMES: Final = dict.fromkeys(PAIR, pl.String)
CALLS: Final = {
    **_NAMES,
    "subject": pl.String,
    "visit": pl.String,
    "day": pl.Int32,
    **{f"{side}_day": pl.Int32 for side in ("first", "second")},
    **{f"{side}_{item}": pl.String for item in ITEMS for side in ("first", "second")},
    **{f"{side}_sum": pl.Float64 for side in ("first", "second")},
    "unit": pl.String,
    "agree": pl.Boolean,
    "cause": pl.String,
}
"""Names and types of `calls`, in order."""
_KAPPA: Final = {"kappa": pl.Float64, "low": pl.Float64, "high": pl.Float64}
AGREEMENT: Final = {
    **_NAMES,
    "item": pl.String,
    "pairs": pl.Int64,
    "agreeing": pl.Int64,
    "percent": pl.Float64,
    **_KAPPA,
    **{f"weighted_{name}": kind for name, kind in _KAPPA.items()},
}
"""Names and types of `agreement`, in order."""
SEVERAL: Final = {
    "criterion": pl.String,
    "item": pl.String,
    "readers": pl.String,
    "time_points": pl.Int64,
    "agreeing": pl.Int64,
    "percent": pl.Float64,
    "kappa": pl.Float64,
}
"""Names and types of `several`, in order."""
SUMS: Final = {
    **_NAMES,
    "at": pl.String,
    "unit": pl.String,
    **{name: pl.Int64 if name == "pairs" else pl.Float64 for name in BlandAltman._fields},
}
"""Names and types of `sums`, in order."""
_RANKS: Final = {CR: "0", PR: "1", SD: "2", NON: "2", PD: "3", CPD: "4"}
_LADDER: Final = ("0", "1", "2", "3", "4")
_ORDERED: Final = ("overall", "target", "nontarget")
_FEWEST_READERS: Final = 3


def calls(rows: pl.DataFrame) -> pl.DataFrame:
    """Lay the calls out side by side: one row per pair and time point, columns as in CALLS.

    A time point that only one side has is there too, with the other side null, `agree` null and the cause
    `missing_time_point`.
    """
    return rows.with_columns(unit=pl.coalesce("first_unit", "second_unit")).select(
        pl.col(name).cast(kind) for name, kind in CALLS.items()
    )


def agreement(table: pl.DataFrame, level: float = 0.95) -> pl.DataFrame:
    """Count how often the two of a pair say the same.

    Args:
        table: As of `calls`.
        level: The confidence of the intervals.

    Returns:
        One row per pair and item (of ITEMS), columns as in AGREEMENT. A time point counts where both sides speak of
        the item; NE is a word like others. Kappa is null where nothing was called, or where both only ever used the
        same word. Weighted kappa knows the order CR, PR, SD (or NON-CR/NON-PD), PD, iCPD and leaves other words out;
        new lesions have none. Time points of one subject count as if they were independent, so the intervals are
        rather too narrow.

    Raises:
        MissingExtraError: If statsmodels is not installed.

    Sources:
        Cohen 1960 and 1968; Fleiss 1969.
    """
    rows = [
        {**names, "item": item, **_counted(own, item, level, str(names["criterion"]))}
        for names, own in _pairs_in(table)
        for item in ITEMS
    ]
    return pl.DataFrame(rows, schema=AGREEMENT)


def several(table: pl.DataFrame) -> pl.DataFrame:
    """Measure the agreement of all readers together, where there are three or more.

    Args:
        table: As of `calls`.

    Returns:
        One row per criterion and item, columns as in SEVERAL, of the time points that every reader has called
        (each is matched with that of the reader who is first by name):
        `agreeing` is how many of them all readers call alike, `kappa` is Fleiss's.

    Raises:
        MissingExtraError: If statsmodels is not installed.

    Sources:
        Fleiss 1971.
    """
    own = table.filter((pl.col("kind") == "readers") & pl.col("agree").is_not_null())
    rows = []
    for (criterion,), part in own.group_by("criterion", maintain_order=True):
        readers = sorted(set(part["first"]) | set(part["second"]))
        if len(readers) >= _FEWEST_READERS:
            rows += [
                {"criterion": criterion, "item": item, **_of_all(part, item, readers, str(criterion))} for item in ITEMS
            ]
    return pl.DataFrame(rows, schema=SEVERAL)


def sums(rows: pl.DataFrame, level: float = 0.95) -> pl.DataFrame:
    """Measure how far the sums of two readers lie apart.

    Args:
        rows: Paired time points with their sums.
        level: The share of differences between the limits, and the confidence of the intervals.

    Returns:
        Three rows per two readers and criterion, columns as in SUMS: `at` is `baseline` (one sum per subject with a
        time point after it), `follow_up` (every time point after baseline), or `change_pct` (the change from baseline
        in percent). `unit` is mm, mm2 or %. Differences are first less second.

    Raises:
        MissingExtraError: If SciPy is not installed.

    Sources:
        Bland 1986 and 1999.
    """
    own = rows.filter((pl.col("kind") == "readers") & (pl.col("first_unit") == pl.col("second_unit")))
    found = []
    for names, part in _pairs_in(own):
        for (unit,), of_unit in part.group_by("first_unit", maintain_order=True):
            found += [{**names, **one} for one in _three_sums(of_unit, str(unit), level)]
    return pl.DataFrame(found, schema=SUMS)


def _pairs_in(table: pl.DataFrame) -> Iterator[tuple[dict[str, object], pl.DataFrame]]:
    for names, own in table.group_by(PAIR, maintain_order=True):
        yield dict(zip(PAIR, names, strict=True)), own


def _counted(own: pl.DataFrame, item: str, level: float, criterion: str) -> dict[str, object]:
    first, second = (_meanings(own[f"{side}_{item}"], item, criterion) for side in ("first", "second"))
    plain = cohen_kappa(first, second, level)
    one, other = (_ranks(own[f"{side}_{item}"], criterion) for side in ("first", "second"))
    weighted = weighted_kappa(one, other, _LADDER, level) if item in _ORDERED else Kappa(0, 0, None, None, None)
    percent = 100 * plain.agreeing / plain.pairs if plain.pairs else None
    return {
        **plain._asdict(),
        "percent": percent,
        "weighted_kappa": weighted.kappa,
        "weighted_low": weighted.low,
        "weighted_high": weighted.high,
    }


def _of_all(part: pl.DataFrame, item: str, readers: list[str], criterion: str) -> dict[str, object]:
    """Gather what every reader says of the time points of the reader who is first by name."""
    own = part.filter(pl.col("first") == readers[0]).select(
        "subject", "first_day", "second", first_word=f"first_{item}", word=f"second_{item}"
    )
    wide = own.pivot("second", index=["subject", "first_day", "first_word"], values="word", aggregate_function="first")
    spoken = [
        _meanings(wide["first_word"], item, criterion),
        *(_meanings(wide[name], item, criterion) for name in readers[1:] if name in wide.columns),
    ]
    said = pl.DataFrame([words.alias(str(place)) for place, words in enumerate(spoken)]).drop_nulls()
    if len(spoken) < len(readers):
        said = said.clear()
    agreeing = said.filter(pl.all_horizontal(pl.all() == pl.col("0"))).height
    return {
        "readers": ", ".join(readers),
        "time_points": len(said),
        "agreeing": agreeing,
        "percent": 100 * agreeing / len(said) if len(said) else None,
        "kappa": fleiss_kappa(said),
    }


def _three_sums(part: pl.DataFrame, unit: str, level: float) -> Iterator[dict[str, object]]:
    both = part.filter(pl.col("first_baseline").is_not_null() & pl.col("second_baseline").is_not_null())
    once = both.unique("subject", keep="first", maintain_order=True)
    for at, rows, name, of in (
        ("baseline", once, "baseline", unit),
        ("follow_up", part, "sum", unit),
        ("change_pct", part, "change_pct", "%"),
    ):
        found = bland_altman(rows[f"first_{name}"], rows[f"second_{name}"], level)
        yield {"at": at, "unit": of, **found._asdict()}


def _meanings(words: pl.Series, item: str, criterion: str) -> pl.Series:
    """Give words of one meaning the same name; an overall response that is none counts as NE, as in courses."""
    codes = {word: code_under(criterion, word) for word in words.unique().drop_nulls()}
    unknown = str(NE) if item == "overall" else None
    table = {word: (unknown or word) if code is None else str(code) for word, code in codes.items()}
    return words.replace(table) if table else words


def _ranks(words: pl.Series, criterion: str) -> pl.Series:
    """Place words on the ladder from CR to confirmed progression; null for those that have no place on it."""
    table = {word: _RANKS.get(code_under(criterion, word) or 0) for word in words.unique().drop_nulls()}
    return words.replace_strict(table, default=None, return_dtype=pl.String) if table else words
