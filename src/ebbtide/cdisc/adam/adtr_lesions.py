"""ADTR, lesion by lesion: the diameter of each target at each time point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.cdisc.sdtm.tr_numbers import as_units
from ebbtide.cdisc.sdtm.tr_points import POINT, STREAM
from ebbtide.cdisc.sdtm.tr_sums import percent_change

if TYPE_CHECKING:
    from ebbtide.cdisc.sdtm.tr_records import TumorRecords

__all__ = ["lesion_numbers", "lesion_rows", "source_records"]

_SIZE_TESTS: Final = {True: ("LPERP", "DIAMETER"), False: ("LDIAM", "DIAMETER")}
_STATE_TESTS: Final = ("LNSTATE", "TUMSTATE", "LESSTATE")


def lesion_rows(records: TumorRecords) -> pl.DataFrame:
    """Give each target of the baseline a row per time point: LDIAMn, or NLDIAMn for a lymph node.

    Args:
        records: The records of a study's lesions.

    Returns:
        `subject, reader, start, is_baseline, date, day, lesion, number, stem` (LDIAM or NLDIAM), AVAL, BASE, CHG (mm;
        null where the lesion could not be evaluated), PCHG, ABLFL, ANL01FL (Y where it was), LSEXP and LSASS.
    """
    targets = records.points.targets.filter(~pl.col("lesion").str.starts_with("("))
    numbered = targets.join(lesion_numbers(targets), on=[*STREAM, "lesion"], how="left", maintain_order="left")
    base = pl.col("diameter_um").filter("is_baseline").first().over(*STREAM, "lesion")
    known = numbered.with_columns(base_um=base, change_um=pl.col("diameter_um") - base)
    after, seen = ~pl.col("is_baseline"), pl.col("diameter_um").is_not_null()
    return known.select(
        *POINT, "is_baseline", "date", "day", "lesion", "number",
        stem=pl.when("nodal").then(pl.lit("NLDIAM")).otherwise(pl.lit("LDIAM")),
        AVAL=as_units(pl.col("diameter_um"), 3),
        BASE=as_units(pl.col("base_um"), 3),
        CHG=as_units(pl.when(after).then("change_um"), 3),
        PCHG=pl.when(after).then(percent_change("diameter_um", "base_um")),
        ABLFL=pl.when("is_baseline").then(pl.lit("Y")),
        ANL01FL=pl.when(seen).then(pl.lit("Y")),
        LSEXP="lesion",
        LSASS=pl.when(seen).then("lesion"),
    )  # fmt: skip


def lesion_numbers(targets: pl.DataFrame) -> pl.DataFrame:
    """Number the targets of each subject and reader.

    The number in a lesion's name is its own (`T02` is 2) where those numbers tell the targets apart; else they are
    numbered in order of their names.

    Returns:
        `subject, reader, lesion, number`.
    """
    lesions = targets.select(*STREAM, "lesion").unique().sort(*STREAM, "lesion")
    own = pl.col("lesion").str.extract(r"(\d{1,3})$", 1).cast(pl.Int64)
    told = lesions.with_columns(own=own, turn=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over(STREAM))
    apart = (pl.col("own").is_not_null() & (pl.col("own") > 0)).all() & (pl.col("own").n_unique() == pl.len())
    return told.with_columns(number=pl.when(apart.over(STREAM)).then("own").otherwise("turn")).drop("own", "turn")


def source_records(records: TumorRecords) -> pl.DataFrame:
    """Find the records of TR that each target's diameter rests on.

    A size rests on the record of that size (LDIAM, for nodes LPERP, or DIAMETER); a lesion without a size on the
    record of its state, and where it was not read on that which says so.

    Returns:
        One row per record: `subject, reader, start, lesion, TRTESTCD, TRSEQ, variable`; a lesion in parts has several
        per time point.
    """
    placed = records.points.placed.select(pl.col("row").alias("measurement"), "whole", "nodal").unique(
        ["measurement", "whole"], keep="first", maintain_order=True
    )
    found = records.lesions.filter(pl.col("measurement").is_not_null()).join(
        placed, on="measurement", maintain_order="left"
    )
    rank = pl.when("nodal").then(_rank(nodal=True)).otherwise(_rank(nodal=False))
    done = pl.col("TRSTRESC").is_not_null()
    ranked = found.with_columns(rank=rank + pl.when(done).then(0).otherwise(len(_STATE_TESTS) + 2))
    best = ranked.filter(pl.col("rank").is_not_null()).sort("measurement", "rank", "TRSEQ")
    first = best.unique(["measurement", "whole"], keep="first", maintain_order=True)
    variable = pl.when(pl.col("TRSTRESN").is_not_null()).then(pl.lit("TRSTRESN")).otherwise(pl.lit("TRSTRESC"))
    return first.select(*POINT, pl.col("whole").alias("lesion"), "TRTESTCD", "TRSEQ", variable.alias("variable"))


def _rank(*, nodal: bool) -> pl.Expr:
    """Tell how near the test of a record is to the diameter; null for what is no source of it."""
    order = {test: place for place, test in enumerate((*_SIZE_TESTS[nodal], *_STATE_TESTS))}
    return pl.col("TRTESTCD").replace_strict(order, default=None, return_dtype=pl.Int64)
