"""Responses of a study: the figures of responses, best responses by criterion, and rates with exact intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.reports.blocks import Fold, Prose
from ebbtide.reports.laying_out import table_of
from ebbtide.terms.families import Family, family_of
from ebbtide.workflow.drawing import Asked
from ebbtide.workflow.reporting.figures import figures
from ebbtide.workflow.tallying import RATES_IN_WORDS, rates_in_percent

if TYPE_CHECKING:
    from ebbtide.reports.blocks import Block
    from ebbtide.workflow.assessed import Assessment

__all__ = ["has_few_arms", "rate_in_words", "response_blocks"]

_FAMILIES: Final = {
    Family.COMPLETE: "Complete",
    Family.PARTIAL: "Partial",
    Family.STABLE: "Neither",
    Family.UNCONFIRMED: "Progression, unconfirmed",
    Family.PROGRESSION: "Progression",
    Family.UNJUDGED: "Not evaluable or missing",
}
_MANY: Final = 120
_MOST_ARMS: Final = 6
_KINDS: Final = {"best_overall_response": "on record", "confirmed_best_overall_response": "confirmed"}
_RATES: Final = {"ORR": "ORR", "cORR": "cORR", "DCR": "DCR", "CBR": "CBR"}


def response_blocks(assessment: Assessment, reader: str | None) -> tuple[Block, ...]:
    """Show the responses of a study.

    Args:
        assessment: The study.
        reader: Whose readings are shown first; of all where only one reads.
    """
    asked = Asked(reader=reader)
    drawn = figures(assessment, ("waterfall", asked), ("spider", asked), ("swimmer", asked))
    return (*drawn, *_best(assessment, reader), *_rates(assessment, reader))


def _best(assessment: Assessment, reader: str | None) -> tuple[Block, ...]:
    """Count the kinds of best response of each criterion, on record and confirmed."""
    best = assessment.best_responses(explain=False).with_columns(pl.col("reader", "criterion").cast(pl.String))
    parts = [best.select("reader", "criterion", kind=pl.lit(kind), word=name) for name, kind in _KINDS.items()]
    words = pl.concat(parts).with_columns(pl.col("word").cast(pl.String))
    families = {word: family_of(word).name for word in words["word"].drop_nulls().unique()}
    family = pl.col("word").replace_strict(families, default=Family.UNJUDGED.name, return_dtype=pl.String)
    each = [(pl.col("family") == one.name).sum().alias(one.name) for one in _FAMILIES]
    keys = ["reader", "criterion", "kind"]
    counts = words.with_columns(family=family).group_by(keys, maintain_order=True).agg(each)
    order = pl.Enum([one.id for one in assessment.criteria])
    in_order = counts.sort("reader", pl.col("criterion").cast(order), pl.col("kind") == "confirmed")
    heads = {"criterion": "Criterion", "kind": "Best response", **{one.name: said for one, said in _FAMILIES.items()}}
    return _by_reader(assessment, in_order, heads, reader, "Best overall response, subjects", "best-responses")


def _rates(assessment: Assessment, reader: str | None) -> tuple[Block, ...]:
    heads = {"criterion": "Criterion", "subjects": "Subjects", **_RATES}
    caption = "Rates, with exact 95 % intervals"
    whole = _by_reader(assessment, _in_words(rates_in_percent(assessment)), heads, reader, caption, "rates")
    note = Prose((RATES_IN_WORDS,), is_aside=True)
    if not has_arms(assessment):
        return (*whole, note)
    by_arm = _in_words(rates_in_percent(assessment, by="arm"))
    with_arm = {"criterion": "Criterion", "group": "Arm", "subjects": "Subjects", **_RATES}
    arms = _by_reader(assessment, by_arm, with_arm, reader, "Rates by arm, with exact 95 % intervals", "rates-by-arm")
    return (*whole, Fold("Rates by arm", arms), note)


def _in_words(rates: pl.DataFrame) -> pl.DataFrame:
    return rates.with_columns(pl.col(name).map_elements(rate_in_words, pl.String) for name in _RATES)


def rate_in_words(cell: str) -> str:
    """Set a cell of the table of rates apart: how many, percent and interval.

    Examples:
        >>> rate_in_words("12  54.5 (32.2 to 75.6)")
        '12: 54.5 % (32.2 to 75.6)'
    """
    responders, _, rate = cell.partition("  ")
    estimate, _, interval = rate.partition(" ")
    return f"{responders}: {estimate} % {interval}"


def _by_reader(
    assessment: Assessment, rows: pl.DataFrame, heads: dict[str, str], reader: str | None, caption: str, file: str
) -> tuple[Block, ...]:
    """Show the rows of one reader, and fold those of all beneath."""
    titles = {one.id: one.title for one in assessment.criteria}
    named = rows.with_columns(pl.col("reader", "criterion").cast(pl.String)).with_columns(
        pl.col("criterion").replace(titles)
    )
    if named["reader"].n_unique() < 2:  # noqa: PLR2004 - one reader alone
        return (table_of(named, heads, caption=caption, file=file),)
    own = table_of(named.filter(pl.col("reader") == reader), heads, caption=f"{caption}; read by {reader}")
    every = {"reader": "Reader", **heads}
    return (own, Fold(f"{caption}: every reader", (table_of(named, every, caption=caption, file=file, most=_MANY),)))


def has_few_arms(assessment: Assessment) -> bool:
    """Tell whether a study has arms, and few enough to be shown each for itself."""
    return has_arms(assessment) and assessment.study.table("subjects")["arm"].n_unique() <= _MOST_ARMS


def has_arms(assessment: Assessment) -> bool:
    """Tell whether a study has more than one arm."""
    return assessment.study.table("subjects")["arm"].drop_nulls().n_unique() > 1
