"""Groups that the subjects of a study fall into: arms, tumour types and the like."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from ebbtide.errors import DataError

if TYPE_CHECKING:
    from ebbtide.study import Study

__all__ = ["GROUPINGS", "groups_of", "must_tell"]

GROUPINGS = ("arm", "tumor_type", "therapy", "sex")
"""Columns of `subjects` that a study can be counted by."""


def groups_of(study: Study, by: str | None) -> pl.DataFrame:
    """Give every subject its group.

    Args:
        study: The study.
        by: A column of `subjects`; None puts all into one group without a name.

    Returns:
        One row per subject: `subject`, `group` (`not told` where the study does not tell).

    Raises:
        DataError: If the study does not tell.
    """
    everybody = pl.DataFrame({"subject": study.subjects}, schema={"subject": pl.String})
    if by is None:
        return everybody.with_columns(group=pl.lit(""))
    must_tell(study, by)
    subjects = study.table("subjects")
    known = subjects.select("subject", group=pl.col(by).cast(pl.String))
    return everybody.join(known, on="subject", how="left").with_columns(pl.col("group").fill_null("not told"))


def must_tell(study: Study, by: str) -> None:
    """Refuse to count by what a study does not tell.

    Raises:
        DataError: If it does not; names by what it can be counted.
    """
    subjects = study.table("subjects")
    told = [name for name in GROUPINGS if subjects[name].null_count() < len(subjects)]
    if by not in told:
        hint = f"it can be counted by {', '.join(told)}" if told else f"give `subjects` a column {GROUPINGS[0]}"
        raise DataError(f"the study {study.name!r} does not tell the {by} of its subjects", hint=hint)
