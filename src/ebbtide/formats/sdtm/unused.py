"""Records that no tidy table needs: counted, named, and kept in their domain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from ebbtide.formats.accounts import Account
    from ebbtide.formats.intake import Intake

__all__ = ["tell_unused"]


def tell_unused(records: pl.DataFrame, intake: Intake, account: Account, *, column: str) -> None:
    """Count the records of each test that is not used, file by file.

    Args:
        records: The records, with `row` and `test`.
        intake: Where to note them.
        account: The account of the domain.
        column: The variable that names the test.
    """
    named = records.with_columns(pl.col("test").fill_null("no test"))
    for file, own in intake.by_file(named):
        for test, count in own.group_by("test", maintain_order=True).len().iter_rows():
            intake.remark("READ50", f"{count:,} records of {test} are not used", column=column, file=file)
    for (test,), rows in named.group_by("test", maintain_order=True):
        account.set_aside(rows.get_column("row"), f"{test} is not used")
