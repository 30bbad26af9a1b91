"""TU: the lesions, each identified once by each evaluator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.cdisc.sdtm.supplements import own_records
from ebbtide.cdisc.sdtm.tr_points import STREAM
from ebbtide.cdisc.sdtm.tr_records import tumor_records
from ebbtide.cdisc.sdtm.tr_variables import TU, described
from ebbtide.cdisc.sdtm.tr_visits import with_evaluators
from ebbtide.cdisc.subjects import identities, study_day
from ebbtide.formats.datasets.dataset import Dataset
from ebbtide.formats.lesions import is_node
from ebbtide.terms.codelists import LESION_WORDS

if TYPE_CHECKING:
    from ebbtide.cdisc.derived import Derived

__all__ = ["tu"]

_NEEDED: Final = (
    "STUDYID", "DOMAIN", "USUBJID", "TUSEQ", "TULNKID", "TUTESTCD", "TUTEST", "TUORRES", "TUSTRESC", "TULOC",
    "TUMETHOD", "TUEVAL", "VISITNUM", "TUDTC",
)  # fmt: skip
_NUMBERS: Final = {"TUSEQ": pl.Int64, "VISITNUM": pl.Float64, "TUDY": pl.Int64, "VISITDY": pl.Int64}


def tu(derived: Derived) -> Dataset:
    """Make TU: which lesions there are, their role and where they lie.

    A study that came with TU keeps its records. For any other study each lesion is identified by its earliest
    reading. Its role is TARGET, NON-TARGET, NEW, NEW TARGET or NEW NON-TARGET; NODAL or EXTRA NODAL is added where
    TULOC alone would not tell a lymph node from another lesion.

    Args:
        derived: The study and what follows from it.

    Sources:
        CDISC SDTMIG 3.4, TU; CDISC CT 2025-03-28, code list TUIDRS.
    """
    rows = _read(derived) if "TU" in derived.study.domains else _made(derived)
    study = identities(derived.study).select(pl.col("subject").alias("USUBJID"), pl.col("STUDYID").alias("_study"))
    named = rows.join(study, on="USUBJID", how="left", maintain_order="left")
    own = [pl.col("STUDYID")] if "STUDYID" in rows.columns else []
    whole = named.with_columns(STUDYID=pl.coalesce(*own, "_study"), DOMAIN=pl.lit("TU")).drop("_study")
    frame, variables = described(whole, TU, _NEEDED)
    return Dataset(
        "TU",
        "Tumor/Lesion Identification",
        frame,
        variables,
        "One record per identified tumor per subject per assessor",
        "FINDINGS",
        derived.study.name,
    )


def _read(derived: Derived) -> pl.DataFrame:
    """Take the records of the study, their numbers read as numbers."""
    frame = own_records(derived.study, "TU").sort("row").drop("row")
    there = [pl.col(name).cast(pl.Float64, strict=False).cast(kind) for name, kind in _NUMBERS.items() if name in frame]
    read = frame.with_columns(there)
    if "TUSEQ" in read.columns and not read["TUSEQ"].null_count():
        return read
    return read.with_columns(TUSEQ=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("USUBJID"))


def _made(derived: Derived) -> pl.DataFrame:
    """Identify the lesions of measurements."""
    records = tumor_records(derived)
    lesion = [*STREAM, "lesion"]
    first = records.points.placed.sort("subject", "reader", "day", "lesion", "row").unique(
        lesion, keep="first", maintain_order=True
    )
    organs = first["organ"].cast(pl.String).unique().drop_nulls()
    says_node = pl.col("organ").cast(pl.String).replace_strict(
        {organ: is_node(organ) for organ in organs}, default=False, return_dtype=pl.Boolean
    )  # fmt: skip
    beside = pl.when(pl.col("nodal") & ~says_node).then(pl.lit(" NODAL")).otherwise(pl.lit(""))
    beside = pl.when(~pl.col("nodal") & says_node).then(pl.lit(" EXTRA NODAL")).otherwise(beside)
    role = pl.col("role").replace_strict(LESION_WORDS, return_dtype=pl.String) + beside
    return with_evaluators(first, "TU").select(
        pl.col("subject").alias("USUBJID"),
        pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("subject").alias("TUSEQ"),
        pl.col("lesion").alias("TULNKID"),
        pl.lit("TUMIDENT").alias("TUTESTCD"),
        pl.lit("Tumor Identification").alias("TUTEST"),
        role.alias("TUORRES"),
        role.alias("TUSTRESC"),
        pl.col("organ").cast(pl.String).str.to_uppercase().alias("TULOC"),
        pl.col("side").cast(pl.String).str.to_uppercase().alias("TULAT"),
        pl.col("method").alias("TUMETHOD"),
        "TUEVAL",
        "TUEVALID",
        pl.col("visit").alias("VISIT"),
        pl.col("date").dt.to_string("iso").alias("TUDTC"),
        study_day("day").alias("TUDY"),
    )
