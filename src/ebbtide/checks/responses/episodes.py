"""The episodes of reported iRECIST responses: from an iUPD to the response that closes it, or to the iCPD."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from ebbtide.checks.responses.said import COURSE, RESTS
from ebbtide.terms.responses import CPD, NE, PD

if TYPE_CHECKING:
    from ebbtide.study import Options

__all__ = ["with_episodes"]


def with_episodes(rows: pl.DataFrame, options: Options) -> pl.DataFrame:
    """Add to reported responses the iUPD that is still open before each.

    Args:
        rows: Those of `said`, in its order.
        options: `ne_breaks_episode`.

    Returns:
        The rows with `first_iupd, first_iupd_when, first_sum_um` and `last_iupd, last_iupd_when, last_sum_um`: the
        time point, its words and its computed sum of the first and the last iUPD of the episode that is open before
        the row; null where none is.

    Sources:
        Seymour 2017, "Confirming progression"; register A11.
    """
    closing = pl.col("overall").is_in([*RESTS, NE] if options.ne_breaks_episode else RESTS).fill_null(value=False)
    confirmed = (pl.col("overall") == CPD).fill_null(value=False).cast(pl.Int32)
    counted = rows.with_columns(closing=closing.cast(pl.Int32), confirmed=confirmed).with_columns(
        episode=(pl.col("closing").cum_sum() + pl.col("confirmed").cum_sum().shift(1, fill_value=0)).over(COURSE)
    )
    # A row that closes stands first in the next stretch; what was open before it is looked up by one less.
    of_row = pl.col("episode") - pl.col("closing")
    iupds = counted.filter(pl.col("overall") == PD).select(
        *COURSE, "episode", iupd="start", iupd_when="when", iupd_sum="sum_um"
    )
    first = iupds.unique([*COURSE, "episode"], keep="first", maintain_order=True)
    told = counted.with_columns(episode=of_row).join(
        first.rename({"iupd": "first_iupd", "iupd_when": "first_iupd_when", "iupd_sum": "first_sum_um"}),
        on=[*COURSE, "episode"],
        how="left",
        maintain_order="left",
    )
    last = iupds.rename({"iupd": "last_iupd", "iupd_when": "last_iupd_when", "iupd_sum": "last_sum_um"})
    told = told.sort("start", maintain_order=True).join_asof(
        last.sort("last_iupd"),
        left_on="start",
        right_on="last_iupd",
        by=[*COURSE, "episode"],
        strategy="backward",
        allow_exact_matches=False,
        check_sortedness=False,
    )
    is_before = pl.col("first_iupd") < pl.col("start")
    opened = [pl.when(is_before).then(name).alias(name) for name in ("first_iupd", "first_iupd_when", "first_sum_um")]
    return told.with_columns(opened).sort(*COURSE, "start").drop("episode", "closing", "confirmed")
