"""Patterns of a study under each published definition, with the incidence beside the published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.errors import DataError
from ebbtide.reports.blocks import Fold, Prose
from ebbtide.reports.laying_out import table_of
from ebbtide.workflow.drawing import Asked
from ebbtide.workflow.incidences import incidence_in_percent, pooled_in_percent
from ebbtide.workflow.reporting.figures import figures
from ebbtide.workflow.tallying import in_words, tally_patterns

if TYPE_CHECKING:
    from ebbtide.reports.blocks import Block
    from ebbtide.workflow.assessed import Assessment

__all__ = ["pattern_blocks"]

_INCIDENCE: Final = {
    "definition": "Definition",
    "reader": "Reader",
    "criterion": "Progression under",
    "progressed": "Progressed",
    "treated": "Of all treated, % (95 % interval)",
    "scanned_again": "Of those scanned again, % (95 % interval)",
    "open": "Open",
    "not_computable": "Not computable",
}
_POOLED: Final = {
    "group": "Tumor type",
    "studies": "Studies",
    "pseudoprogressions": "Pseudoprogressions",
    "patients": "Patients",
    "rate": "Pooled, %",
    "interval": "95 % interval",
    "prediction": "Prediction interval",
    "i2_pct": "I², %",
}


def pattern_blocks(assessment: Assessment) -> tuple[Block, ...]:
    """Show how often patterns were found, and how often pseudoprogression was published."""
    return (*_incidence(assessment), *figures(assessment, ("forest", Asked())), _published(), *_calls(assessment))


def _incidence(assessment: Assessment) -> tuple[Block, ...]:
    try:
        counted = incidence_in_percent(assessment, by=None)
    except DataError as error:
        return (Prose((f"No incidence can be counted: {error.problem}.",), is_aside=True),)
    apart = pl.col("treated", "scanned_again").str.replace("  ", ": ", literal=True)
    rows = counted.with_columns(pl.col("definition").str.replace_all("_", " "), apart)
    caption = "Pseudoprogression in this study, with exact intervals"
    return (table_of(rows, _INCIDENCE, caption=caption, file="incidence"),)


def _published() -> Block:
    pooled = pooled_in_percent("logit", "REML").with_columns(pl.col("i2_pct").round(1))
    note = "Jia 2019, Table 1: counts as printed; pooled by a random-effects model of logits (REML)."
    return table_of(pooled, _POOLED, caption="Pseudoprogression as published", note=note, file="published")


def _calls(assessment: Assessment) -> tuple[Block, ...]:
    tallied = tally_patterns(assessment)
    if tallied.is_empty():
        return ()
    keys = ["pattern", "definition", "reader"]
    words = tallied["call"].unique(maintain_order=True).to_list()
    wide = tallied.pivot("call", on_columns=words, index=keys, values="subjects", maintain_order=True).fill_null(0)
    rows = wide.with_columns(pl.col("pattern", "definition").str.replace_all("_", " "))
    heads = {
        "pattern": "Pattern",
        "definition": "Definition",
        "reader": "Reader",
        **{word: in_words(word) for word in words},
    }
    differ = assessment.disagreements().filter("differs")["subject"].n_unique()
    parted = f"; the definitions of a pattern part on {differ:,} subject{'s' if differ != 1 else ''}"
    table = table_of(rows, heads, caption=f"Calls of each pattern: subjects{parted if differ else ''}", file="patterns")
    return (Fold("Every pattern under every definition", (table,)),)
