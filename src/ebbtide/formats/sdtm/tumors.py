"""TU and TR: lesions identified once and measured at every visit, one row per lesion and reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from ebbtide.formats.raw import Raw
from ebbtide.formats.sdtm.identity import LESION, identify, lesions_of_tu, new_without_records, part_merged
from ebbtide.formats.sdtm.results import LENGTH_TESTS, POINT, STATE_TESTS, read_results

if TYPE_CHECKING:
    from ebbtide.formats.intake import Intake
    from ebbtide.formats.sdtm.domains import Domain

__all__ = ["measured_lesions"]


def measured_lesions(tu: Domain | None, tr: Domain | None, intake: Intake) -> Raw:
    """Turn TU and TR into `measurements`.

    Args:
        tu: The lesions; where it is missing, TRGRPID tells their roles.
        tr: Their measurements and states.
        intake: Where to note what is odd and what is not used.

    Raises:
        DataError: If a variable is missing or results cannot be used.
    """
    records = _records(tr, intake) if tr is not None else _no_records()
    readings = part_merged(_readings(read_results(records, intake)))
    lesions = lesions_of_tu(tu)
    known = identify(readings, lesions)
    _note_strangers(known.filter(pl.col("role").is_null()), intake)
    new = new_without_records(lesions, readings, intake)
    rows = _as_measurements(known.filter(pl.col("role").is_not_null()))
    return Raw(pl.concat([rows, new], how="diagonal").sort("row"), intake.file)


def _records(tr: Domain, intake: Intake) -> pl.DataFrame:
    """Take the records that measure or describe a single lesion; the others are counted and left alone."""
    tr.require("TRTESTCD", "TRLNKID")
    records = tr.frame.select(
        "row",
        subject="USUBJID",
        reader=tr.reader,
        lesion="TRLNKID",
        visit=tr.visit,
        date=tr.text("TRDTC"),
        day=tr.day(),
        test=pl.col("TRTESTCD").str.to_uppercase(),
        group=tr.text("TRGRPID"),
        value=tr.text("TRSTRESC", "TRSTRESN", "TRORRES"),
        original=tr.text("TRORRES"),
        unit=pl.when(tr.text("TRSTRESC", "TRSTRESN").is_not_null())
        .then(tr.text("TRSTRESU"))
        .otherwise(tr.text("TRORRESU")),
        status=tr.text("TRSTAT"),
        reason=tr.text("TRREASND"),
        method=tr.text("TRMETHOD"),
    )
    used = pl.col("test").is_in([*LENGTH_TESTS, *STATE_TESTS])
    for test, count in records.filter(~used).group_by("test", maintain_order=True).len().iter_rows():
        intake.remark("READ50", f"{count:,} records of {test} are not used", column="TRTESTCD")
    unnamed = records.filter(used & pl.col("lesion").is_null())
    intake.note("READ51", unnamed, "TRLNKID", pl.format("a record of {} names no lesion and is set aside", "test"))
    return records.filter(used & pl.col("lesion").is_not_null())


def _no_records() -> pl.DataFrame:
    texts = ("subject", "reader", "lesion", "visit", "date", "test", "group", "value", "original", "unit", "status")
    schema: dict[str, type[pl.DataType]] = {"row": pl.UInt32, **dict.fromkeys((*texts, "reason", "method"), pl.String)}
    return pl.DataFrame(schema={**schema, "day": pl.Int32})


def _readings(results: pl.DataFrame) -> pl.DataFrame:
    """Bring the results of a lesion and visit side by side; a second record of a test makes a row of its own."""
    turns = results.with_columns(turn=pl.int_range(pl.len()).over(*POINT, "test"))
    sizes = [pl.col("um").filter(pl.col("test") == test).first().alias(test) for test in LENGTH_TESTS]
    return turns.group_by(*POINT, "turn", maintain_order=True).agg(
        pl.col("row").min(),
        *sizes,
        pl.col("state").drop_nulls().first(),
        pl.col("group").drop_nulls().first(),
        pl.col("method").drop_nulls().first(),
        pl.col("test").implode().alias("tests"),
    ).drop("turn")  # fmt: skip


def _note_strangers(rows: pl.DataFrame, intake: Intake) -> None:
    problem = pl.format("TU does not identify {}, and no TRGRPID tells its role; the record is set aside", "lesion")
    intake.note("READ51", rows, "TRLNKID", problem)


def _as_measurements(known: pl.DataFrame) -> pl.DataFrame:
    """Name the sizes: a diameter that is neither the longest nor perpendicular is the one the sum uses."""
    only_across = pl.col("tests").list.contains("LPERP").any().over(LESION) & ~(
        pl.any_horizontal([pl.col(test).is_not_null().any().over(LESION) for test in ("LDIAM", "DIAMETER")])
    )
    node = pl.col("organ_is_node") | pl.col("role_is_nodal") | only_across
    diameter = pl.col("DIAMETER")
    return known.select(
        "row",
        "subject",
        "reader",
        "lesion",
        "visit",
        "day",
        "date",
        "role",
        pl.col("state").cast(pl.String),
        "organ",
        "side",
        pl.when(only_across).then(pl.lit(value=True)).alias("nodal"),
        pl.when(node).then("LDIAM").otherwise(pl.coalesce("LDIAM", diameter)).alias("longest_um"),
        pl.when(node).then(pl.coalesce("LPERP", diameter)).otherwise("LPERP").alias("perpendicular_um"),
        pl.coalesce("method", "identified_by").alias("method"),
    )
