"""The criteria side by side: where they agree on a time point, and where they part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

KINDS: Final = {
    **dict.fromkeys(("CR", "iCR", "irCR", "CMR", "CRi", "CR_COUNTS_UNKNOWN"), "complete"),
    **dict.fromkeys(("PR", "iPR", "irPR", "PMR"), "partial"),
    **dict.fromkeys(("SD", "NC", "iSD", "irSD", "NON-CR/NON-PD", "NON-iCR/NON-iUPD", "SMD", "MR"), "stable"),
    **dict.fromkeys(("MLFS", "FAILURE", "NOT_CR_RESIDUAL_EMD"), "stable"),
    **dict.fromkeys(("PD", "irPD", "iCPD", "PMD", "CPMD", "RELAPSE"), "progression"),
    **dict.fromkeys(("iUPD", "IR(1)", "IR(2)", "IR(3)", "UPMD", "PD_SUSPECTED", "PD_UNCONFIRMED"), "question"),
    "NED": "none",
}
UNKNOWN: Final = ("NE", "IGNORED")


def divergence_of(responses: pl.DataFrame, ids: Sequence[str], subject: str | None) -> pl.DataFrame:
    """Lay the calls of each time point out in one row.

    A call that is not evaluable differs from nothing: it says nothing.
    """
    if subject is not None:
        responses = responses.filter(pl.col("subject") == subject)
    keys = ["subject", "reader", "day", "date", "visit"]
    word = pl.col("overall_response").cast(pl.String)
    kind = word.replace_strict(KINDS, default=None, return_dtype=pl.String)
    per_criterion = [word.filter(pl.col("criterion").cast(pl.String) == one).first().alias(one) for one in ids]
    return responses.group_by(keys, maintain_order=True).agg(*per_criterion, differs=kind.drop_nulls().n_unique() > 1)
