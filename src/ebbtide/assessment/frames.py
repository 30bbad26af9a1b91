"""Calls become tables: `responses` and `settled`, with the words of the standard.

Numbers for display are made from integers by true division, column by column, because
dividing a column by a constant multiplies by its reciprocal and misprints tenths.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ebbtide.assessment.engine import bind_numbering, can_compile
from ebbtide.criteria.parts.reasons import FLAGS, REASONS, UNIDIMENSIONAL, words
from ebbtide.criteria.parts.settlement import NOT_CONFIRMED, OUTCOMES
from ebbtide.terms.responses import NEW_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.assessment.batch import Batch
    from ebbtide.assessment.judging import Judgement, Ruling
    from ebbtide.assessment.runner import Calls

RESPONSE_TYPES: Final = {
    "subject": pl.String,
    "reader": pl.String,
    "day": pl.Int32,
    "date": pl.Date,
    "visit": pl.String,
    "criterion": pl.Categorical,
    "target_response": pl.Categorical,
    "target_numeric": pl.Categorical,
    "nontarget_response": pl.Categorical,
    "new_lesion": pl.Categorical,
    "overall_response": pl.Categorical,
    "burden": pl.Float64,
    "burden_unit": pl.Categorical,
    "baseline": pl.Float64,
    "nadir": pl.Float64,
    "change_from_baseline_pct": pl.Float64,
    "change_from_nadir_pct": pl.Float64,
    "change_from_nadir": pl.Float64,
    "flags": pl.Categorical,
    "reasons": pl.Categorical,
    "explanation": pl.String,
}
RESPONSE_COLUMNS: Final = tuple(RESPONSE_TYPES)
SETTLED_COLUMNS: Final = (
    "subject",
    "reader",
    "day",
    "date",
    "criterion",
    "reading",
    "overall_response",
    "outcome",
    "known_day",
)
CODES: Final = 10
LENGTHS: Final = ("burden", "baseline", "nadir")
WORTH_NUMBERING: Final = 100_000
MICROMETRES_PER_MM: Final = 1_000.0
SQUARE_MICROMETRES_PER_MM2: Final = 1_000_000.0


def follow_ups(points: pl.DataFrame, columns: int) -> pl.DataFrame:
    """Repeat every time point after baseline once per criterion."""
    after = points.filter(~pl.col("is_baseline")).select(
        "subject", "reader", pl.col("start").alias("day"), "date", "visit"
    )
    order = pl.int_range(len(after) * columns, dtype=pl.UInt32, eager=True) // columns
    return after[order]


def columns_in_turn(rows: int, columns: int) -> pl.Series:
    """Number the criteria in turn, row after row; narrow numbers are looked up sooner."""
    kind = pl.UInt8 if columns * CODES < 1 << 8 else pl.UInt32
    return (pl.int_range(rows, dtype=pl.UInt32, eager=True) % columns).cast(kind)


def word_table(rulings: Sequence[Ruling], *, overall: bool) -> pl.Series:
    """List every criterion's words, so that code and column find one."""
    found = [
        word or None
        for ruling in rulings
        for word in (ruling.criterion.words.overall if overall else ruling.criterion.words.component)
    ]
    return pl.Series(found, dtype=pl.String).cast(pl.Categorical)


def pick(words_of: pl.Series, codes: pl.Series, vocabulary: pl.Series) -> pl.Series:
    """Find the words of codes, each in the vocabulary of its criterion, which begins at that place of all words."""
    return words_of.gather(codes.cast(vocabulary.dtype) + vocabulary)


def small_codes(codes: Sequence[int]) -> pl.Series:
    """Take codes as the narrow numbers they are; an array is looked at anew, not copied."""
    array: Any = codes
    return pl.Series(codes, dtype=pl.UInt8) if isinstance(codes, list) else pl.Series(array.view("uint8"))


def named(bits: pl.Series, names: tuple[str, ...]) -> pl.Series:
    """Write sets of bits as words with spaces between."""
    if len(bits) > WORTH_NUMBERING and can_compile():
        return named_compiled(bits, names)
    masks = bits.unique()
    texts = pl.Series([" ".join(words(names, mask)) for mask in masks], dtype=pl.String)
    return bits.replace_strict(masks, texts, return_dtype=pl.String).cast(pl.Categorical)


def named_compiled(bits: pl.Series, names: tuple[str, ...]) -> pl.Series:
    """Write sets of bits as words, numbering the different sets by machine code."""
    import numpy as np

    most = 1 << 15
    numbers, slots, masks = np.empty(len(bits), np.uint32), np.full(4 * most, -1, np.int64), np.empty(most, np.int64)
    found = bind_numbering()(bits.to_numpy(), numbers, slots, masks)
    if found < 0:
        message = f"more than {most} different sets of reasons"
        raise OverflowError(message)
    texts = pl.Series([" ".join(words(names, int(mask))) for mask in masks[:found]], dtype=pl.String)
    return texts.cast(pl.Categorical).gather(pl.Series(numbers))


def responses_of(batch: Batch, calls: Calls, rulings: Sequence[Ruling]) -> pl.DataFrame:
    """Make the `responses` table of a batch, ordered subject, reader, day, criterion.

    Returns:
        One row per time point after baseline and criterion; columns of the contract.
    """
    columns = len(rulings)
    heads = follow_ups(batch.points, columns)
    column = columns_in_turn(len(heads), columns)
    area = pl.Series([ruling.criterion.is_area for ruling in rulings], dtype=pl.Boolean).gather(column)
    ids = pl.Series([ruling.criterion.id for ruling in rulings], dtype=pl.String).cast(pl.Categorical)
    # A WHO stream without second diameters is summed in lengths: its flag says so.
    flat = pl.Series(calls.flags, dtype=pl.Int64).to_frame("f").select((pl.col("f") & UNIDIMENSIONAL) > 0).to_series()
    area = area & ~flat
    unit = (
        area.to_frame("a")
        .select(pl.when("a").then(SQUARE_MICROMETRES_PER_MM2).otherwise(MICROMETRES_PER_MM))
        .to_series()
    )
    component, overall = word_table(rulings, overall=False), word_table(rulings, overall=True)
    vocabulary = CODES * column
    return (
        heads.with_columns(
            criterion=ids.gather(column),
            target_response=pick(component, small_codes(calls.target), vocabulary),
            target_numeric=pick(component, small_codes(calls.numeric), vocabulary),
            nontarget_response=pick(component, small_codes(calls.nontarget), vocabulary),
            new_lesion=pl.Series(NEW_WORDS, dtype=pl.String).cast(pl.Categorical).gather(small_codes(calls.new)),
            overall_response=pick(overall, small_codes(calls.overall), vocabulary),
            burden_unit=pl.Series(["mm", "mm2"], dtype=pl.String).cast(pl.Categorical).gather(area.cast(pl.UInt8)),
            flags=named(pl.Series(calls.flags, dtype=pl.Int64), FLAGS),
            reasons=named(pl.Series(calls.reasons, dtype=pl.Int64), REASONS),
            explanation=pl.lit(None, pl.String),
        )
        .hstack(numbers_of(calls, unit))
        .select(RESPONSE_COLUMNS)
    )


def numbers_of(calls: Calls, unit: pl.Series) -> pl.DataFrame:
    """Turn µm or µm² into the numbers of the table; what is missing is null.

    Args:
        calls: The columns of calls.
        unit: µm in a mm, or µm² in a mm², for each row.
    """
    whole = pl.DataFrame(
        [
            pl.Series("burden", calls.burden, dtype=pl.Int64),
            pl.Series("baseline", calls.baseline, dtype=pl.Int64),
            pl.Series("nadir", calls.nadir, dtype=pl.Int64),
            unit.alias("unit"),
        ]
    ).with_columns(pl.when(pl.col(name) >= 0).then(pl.col(name)).alias(name) for name in LENGTHS)
    return whole.select(
        *(pl.col(name).cast(pl.Float64) / pl.col("unit") for name in LENGTHS),
        change_from_baseline_pct=percent("baseline"),
        change_from_nadir_pct=percent("nadir"),
        change_from_nadir=(pl.col("burden") - pl.col("nadir")).cast(pl.Float64) / pl.col("unit"),
    )


def percent(reference: str) -> pl.Expr:
    """Change in percent of a reference that is not zero, from whole numbers by one division."""
    change = 100 * (pl.col("burden") - pl.col(reference))
    return pl.when(pl.col(reference) > 0).then(change.cast(pl.Float64) / pl.col(reference).cast(pl.Float64))


def settled_of(batch: Batch, judgement: Judgement, rulings: Sequence[Ruling], others: Sequence[Ruling]) -> pl.DataFrame:
    """Make the `settled` table: what hindsight makes of each progression.

    Returns:
        One row per progression of a criterion that follows it: `subject, reader, day, date,
        criterion, reading, overall_response, outcome, known_day`; in order of subject, reader,
        day and criterion, the pinned reading first.
    """
    ids = [ruling.criterion.id for ruling in rulings]
    after = batch.points.filter(~pl.col("is_baseline")).select("subject", "reader", day="start", date="date")
    found = pl.concat(
        [
            progressions(judgement.calls, rulings, ids, after, 0),
            progressions(judgement.others, others, ids, after, 1),
        ]
    )
    return found.sort("place").drop("place")


def progressions(
    calls: Calls, rulings: Sequence[Ruling], ids: Sequence[str], after: pl.DataFrame, other: int
) -> pl.DataFrame:
    """List the progressions of some rulings with their outcomes, and a number that says where each belongs."""
    columns = max(len(rulings), 1)
    outcome = pl.Series(calls.outcome, dtype=pl.Int8)
    column = columns_in_turn(len(outcome), columns)
    follows = pl.Series([ruling.criterion.confirms for ruling in rulings], dtype=pl.Boolean).gather(column)
    rows = (follows & (outcome > 0)).arg_true().cast(pl.Int64)
    column = column.gather(rows)
    known = pl.Series(calls.known_day, dtype=pl.Int64).gather(rows).cast(pl.Int32)
    overall = pl.Series(calls.overall, dtype=pl.Int8).gather(rows)
    places = pl.Series([ids.index(ruling.criterion.id) for ruling in rulings], dtype=pl.Int64).gather(column)
    settled = outcome.gather(rows).cast(pl.Int64)
    return after[rows // columns].with_columns(
        criterion=pl.Series([ruling.criterion.id for ruling in rulings], dtype=pl.String).gather(column),
        reading=pl.Series([ruling.reading for ruling in rulings], dtype=pl.String).gather(column),
        overall_response=pick(word_table(rulings, overall=True), overall, CODES * column),
        outcome=pl.Series(OUTCOMES, dtype=pl.String).gather(settled),
        known_day=pl.select(pl.when(settled != NOT_CONFIRMED).then(known)).to_series(),
        place=((rows // columns) * len(ids) + places) * 2 + other,
    )


def in_house_order(frames: Sequence[pl.DataFrame], ids: Sequence[str]) -> pl.DataFrame:
    """Bring tables of calls together, by subject, reader, day and criterion; rows alike stay in their order."""
    place = pl.col("criterion").cast(pl.String).replace_strict({name: i for i, name in enumerate(ids)}, default=-1)
    names = pl.col("subject", "reader").cast(pl.String)
    return pl.concat(frames, how="vertical_relaxed").sort(names, "day", place, maintain_order=True)
