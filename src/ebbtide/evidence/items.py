"""The published items of evidence: what was counted, in whom, under which therapy, and what limits it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal, TypeAlias, cast

import polars as pl

from ebbtide.errors import CriteriaError
from ebbtide.evidence.likelihood import Counts, Likelihood

__all__ = ["ITEMS", "PSEUDO", "Direction", "Item", "item_of", "items", "published_items"]

Direction: TypeAlias = Literal["favorable", "unfavorable", "neither"]
PSEUDO: Final = "pseudo_vs_true"
"""The only target whose counts enter the posterior of pseudoprogression."""
ITEMS: Final = {
    "id": pl.String,
    "family": pl.String,
    "title": pl.String,
    "target": pl.String,
    "direction": pl.String,
    "favorable_with": pl.Int64,
    "favorable": pl.Int64,
    "unfavorable_with": pl.Int64,
    "unfavorable": pl.Int64,
    "ratio": pl.Float64,
    "sensitivity": pl.Float64,
    "specificity": pl.Float64,
    "auc": pl.Float64,
    "cohort": pl.String,
    "therapy": pl.String,
    "tumor": pl.String,
    "valid_from_day": pl.Int64,
    "valid_to_day": pl.Int64,
    "limits": pl.String,
    "source": pl.String,
    "link": pl.String,
    "to_confirm": pl.Boolean,
}
"""Columns of the published items."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What one publication says of one finding.

    Args:
        id: Its name in the package.
        family: The method; of several items of a family one counts.
        test: The test whose finding it speaks of.
        title: What is found, in words.
        target: What the counts separate.
        source: The short form of the publication.
        finding: The class of the finding; empty for any.
        direction: Which class of the target the finding points to.
        counts: The two rows of the two-by-two table, where they are published.
        ratio: A likelihood ratio without counts: as published, or from sensitivity and specificity.
        ratio_low: Its published interval.
        ratio_high: Likewise.
        sensitivity: As published; `limits` says for what.
        specificity: Likewise.
        auc: Area under the curve, where nothing more can be read.
        sample: The patients counted; items of one sample are not combined.
        cohort: Who was counted.
        therapy: Under which class of treatment; empty for any.
        tumor: In which tumor; empty for any.
        transport: Whether another tumor or therapy is a warning or a bar.
        clock: What the valid days count from: `therapy`, `infusion` or `radiotherapy`.
        valid_from_day: First day on which the finding means this.
        valid_to_day: Last day.
        barred_after_cells_days: Last day after an infusion of cells on which it means nothing.
        bars_cns_only: Whether growth in the central nervous system alone bars it.
        strengths: What speaks for the method.
        limits: What to know before believing it.
        place: Where in the source.
        link: DOI, or where to find it.
        to_confirm: Whether counts or words are still to be confirmed against the paper.
    """

    id: str
    family: str
    test: str
    title: str
    target: str
    source: str
    finding: str = ""
    direction: Direction = "neither"
    counts: Counts | None = None
    ratio: float | None = None
    ratio_low: float | None = None
    ratio_high: float | None = None
    sensitivity: float | None = None
    specificity: float | None = None
    auc: float | None = None
    sample: str = ""
    cohort: str = ""
    therapy: str = ""
    tumor: str = ""
    transport: Literal["", "warn", "bar"] = ""
    clock: Literal["therapy", "infusion", "radiotherapy"] = "therapy"
    valid_from_day: int | None = None
    valid_to_day: int | None = None
    barred_after_cells_days: int | None = None
    bars_cns_only: bool = False
    strengths: str = ""
    limits: str = ""
    place: str = ""
    link: str = ""
    to_confirm: bool = False

    @property
    def likelihood(self) -> Likelihood | None:
        """The likelihood ratio of the counts; None where none are published."""
        return None if self.counts is None else Likelihood(self.counts)

    @property
    def counts_for_posterior(self) -> bool:
        """Whether it has counts that separate pseudoprogression from true progression."""
        return self.target == PSEUDO and self.counts is not None

    @property
    def citation(self) -> str:
        """The source with its place, and a mark where it is still to be confirmed."""
        where = f"{self.source}, {self.place}" if self.place else self.source
        return f"{where} [to be confirmed]" if self.to_confirm else where


@cache
def items() -> tuple[Item, ...]:
    """Give every published item, in the order of the file.

    Examples:
        >>> len(items()) == len({item.id for item in items()})
        True
    """
    with files("ebbtide.evidence").joinpath("items.toml").open("rb") as file:
        return tuple(_made(entry) for entry in tomllib.load(file)["item"])


def item_of(name: str) -> Item:
    """Give the item of an id.

    Raises:
        CriteriaError: If there is none.

    Examples:
        >>> print(item_of("lee2018_ctdna_fav").counts)
        9/9 v 2/20
    """
    by_id = {item.id: item for item in items()}
    if name not in by_id:
        raise CriteriaError.unknown("item of evidence", name, tuple(by_id))
    return by_id[name]


def published_items() -> pl.DataFrame:
    """List the published items as a table.

    Returns:
        One row per item: its words, its counts or what stands in their place, whom it holds for, limits and source.

    Sources:
        Jia 2019, Table 3, and the sources named row by row.

    Examples:
        >>> table = published_items()
        >>> table.filter(id="lee2018_ctdna_fav").select("favorable_with", "favorable").row(0)
        (9, 9)
    """
    return pl.DataFrame([_row(item) for item in items()], schema=ITEMS)


def _made(entry: dict[str, Any]) -> Item:
    given = {**entry, **({"counts": Counts(*entry["counts"])} if "counts" in entry else {})}
    return Item(**given)


def _row(item: Item) -> dict[str, object]:
    counted = {} if item.counts is None else {f.name: getattr(item.counts, f.name) for f in fields(item.counts)}
    own = {name: getattr(item, name) for name in ITEMS if hasattr(item, name)}
    return cast("dict[str, object]", {**dict.fromkeys(ITEMS), **own, "source": item.citation, **counted})
