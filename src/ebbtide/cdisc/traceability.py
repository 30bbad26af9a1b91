"""Which records each row rests on: from the analysis back to what was collected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.cdisc.adam.adtr import analysed
from ebbtide.cdisc.adam.adtr_lesions import source_records
from ebbtide.cdisc.sdtm.tr import tr
from ebbtide.cdisc.sdtm.tr_points import POINT
from ebbtide.cdisc.sdtm.tr_records import tumor_records
from ebbtide.cdisc.subjects import identities
from ebbtide.formats.datasets.dataset import Dataset, Variable

if TYPE_CHECKING:
    from ebbtide.cdisc.derived import Derived
    from ebbtide.cdisc.sdtm.tr_records import TumorRecords

__all__ = ["TRACES", "relrec", "traces"]

TRACES: Final = {
    "dataset": pl.String,
    "USUBJID": pl.String,
    "sequence": pl.Int64,
    "SRCDOM": pl.String,
    "SRCVAR": pl.String,
    "SRCSEQ": pl.Int64,
}
"""The columns of `traces`."""

_SEQUENCES: Final = {"ADTR": "ASEQ", "TR": "TRSEQ", "RS": "RSSEQ"}
_VARIABLES: Final = (
    Variable("STUDYID", "Study Identifier", "text", key=1, origin="Assigned"),
    Variable("RDOMAIN", "Related Domain Abbreviation", "text", length=2, key=2, origin="Assigned"),
    Variable("USUBJID", "Unique Subject Identifier", "text", key=3, origin="Assigned"),
    Variable("IDVAR", "Identifying Variable", "text", length=8, key=4, origin="Assigned"),
    Variable("IDVARVAL", "Identifying Variable Value", "text", key=5, origin="Assigned"),
    Variable("RELTYPE", "Relationship Type", "text", codelist="RELTYPE", origin="Assigned"),
    Variable("RELID", "Relationship Identifier", "text", key=6, origin="Assigned"),
)
_RELATIONS: Final = (
    ("TU", "TULNKID", "ONE", "TUTR"),
    ("TR", "TRLNKID", "MANY", "TUTR"),
    ("TR", "TRLNKGRP", "MANY", "TRRS"),
    ("RS", "RSLNKGRP", "MANY", "TRRS"),
)
_ROLES: Final = {"TRGRESP": "target", "NTRGRESP": "nontarget", "NEWLIND": "new", "NEWLPROG": "new"}


def traces(dataset: Dataset, derived: Derived) -> pl.DataFrame:
    """List the records of TR that each row of a dataset rests on.

    A row of ADTR rests on the record of the lesion's size or state, a sum on those of all targets of the time point,
    those included that say that a target was not read. Where only a sum is known, it rests on SUMDIAM. A derived
    record of TR rests on those of the targets with the same link group, a response in RS on those of all lesions with
    it: a target response, by the role of the lesions, on the targets, a non-target response on the non-targets, and so
    on. Best responses rest on other rows of RS and have no traces here.

    Args:
        dataset: ADTR, TR or RS as it was made of the same study.
        derived: The study and what follows from it.

    Returns:
        One row per row and source: `dataset`, `USUBJID`, `sequence` (ASEQ, TRSEQ or RSSEQ of the row), `SRCDOM`,
        `SRCVAR`, `SRCSEQ`; in order.

    Raises:
        ValueError: If the dataset is none of these.
    """
    if dataset.name not in _SEQUENCES:
        message = f"no traces of {dataset.name}: there are those of {', '.join(_SEQUENCES)}"
        raise ValueError(message)
    records = tumor_records(derived)
    found = _of_adtr(records, derived) if dataset.name == "ADTR" else _by_group(dataset, records)
    known = dataset.frame.select("USUBJID", sequence=_SEQUENCES[dataset.name])
    told = found.join(known, on=["USUBJID", "sequence"], how="semi").with_columns(
        dataset=pl.lit(dataset.name), SRCDOM=pl.lit("TR")
    )
    return told.select(pl.col(name).cast(kind) for name, kind in TRACES.items()).sort("USUBJID", "sequence", "SRCSEQ")


def _of_adtr(records: TumorRecords, derived: Derived) -> pl.DataFrame:
    rows = analysed(records).select(*POINT, "lesion", "ASEQ")
    sources = source_records(records).rename({"variable": "SRCVAR", "TRSEQ": "SRCSEQ"}).drop("TRTESTCD")
    of_lesions = rows.filter(pl.col("lesion").is_not_null()).join(sources, on=[*POINT, "lesion"])
    targets = records.points.targets.select(*POINT, "lesion")
    of_targets = sources.join(targets, on=[*POINT, "lesion"], how="semi").drop("lesion")
    sums = rows.filter(pl.col("lesion").is_null()).drop("lesion")
    told = sums.join(of_targets, on=POINT)
    printed = _printed(sums.join(told, on=["subject", "ASEQ"], how="anti"), records, derived)
    parts = [of_lesions.drop("lesion"), told, printed]
    return pl.concat(parts, how="diagonal").select(
        pl.col("subject").alias("USUBJID"), pl.col("ASEQ").alias("sequence"), "SRCVAR", "SRCSEQ"
    )


def _printed(sums: pl.DataFrame, records: TumorRecords, derived: Derived) -> pl.DataFrame:
    """Find the record of a sum that is known without its lesions."""
    if sums.is_empty():
        return sums.with_columns(SRCVAR=pl.lit(None, pl.String), SRCSEQ=pl.lit(None, pl.Int64))
    groups = sums.join(records.visits.select(*POINT, "LNKGRP"), on=POINT)
    known = tr(derived).frame.filter(pl.col("TRTESTCD") == "SUMDIAM")
    key = known.select(subject="USUBJID", LNKGRP="TRLNKGRP", SRCSEQ="TRSEQ")
    return groups.join(key, on=["subject", "LNKGRP"]).drop("LNKGRP").with_columns(SRCVAR=pl.lit("TRSTRESN"))


def _by_group(dataset: Dataset, records: TumorRecords) -> pl.DataFrame:
    """Follow the link groups, each test to the lesions of the role that it tells of."""
    code, sources = dataset.name, _sources(records)
    rows = dataset.frame.filter(pl.col("RSTESTCD") != "BESTRESP") if code == "RS" else _summaries(dataset.frame)
    there = [name for name in ("EVAL", "EVALID") if f"{code}{name}" in rows.columns and f"TR{name}" in sources.columns]
    keys = rows.select(
        "USUBJID",
        sequence=_SEQUENCES[code],
        test=f"{code}TESTCD",
        group=f"{code}LNKGRP",
        **{name: pl.col(f"{code}{name}").fill_null("") for name in there},
    )
    known = sources.select(
        "USUBJID",
        "role",
        SRCSEQ="TRSEQ",
        SRCVAR=pl.when(pl.col("TRSTRESN").is_not_null()).then(pl.lit("TRSTRESN")).otherwise(pl.lit("TRSTRESC")),
        group="TRLNKGRP",
        **{name: pl.col(f"TR{name}").fill_null("") for name in there},
    )
    wanted = pl.col("test").replace_strict(_ROLES, default=pl.lit("target" if code == "TR" else ""))
    return keys.join(known, on=["USUBJID", "group", *there]).filter(pl.col("role").str.starts_with(wanted))


def _sources(records: TumorRecords) -> pl.DataFrame:
    """Take the records of lesions with the role of each."""
    roles = records.points.placed.select("role", measurement="row").unique("measurement", keep="first")
    return records.lesions.join(roles, on="measurement", maintain_order="left")


def _summaries(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(pl.col("TRLNKID").is_null() & pl.col("TRLNKGRP").is_not_null())


def relrec(derived: Derived) -> Dataset:
    """Make RELREC: lesions and their results by TULNKID and TRLNKID, results and responses by the link groups.

    Several responses of a time point rest on the same results, and several results lead to each.

    Args:
        derived: The study and what follows from it.

    Sources:
        CDISC SDTMIG 3.4, relating datasets; CDISC RECIST 1.1 supplement, section 5.
    """
    study = identities(derived.study)["STUDYID"].first()
    nothing = pl.lit(None, pl.String)
    frame = pl.DataFrame(_RELATIONS, schema=["RDOMAIN", "IDVAR", "RELTYPE", "RELID"], orient="row").with_columns(
        STUDYID=pl.lit(study, pl.String), USUBJID=nothing, IDVARVAL=nothing
    )
    return Dataset(
        "RELREC",
        "Related Records",
        frame.select(variable.name for variable in _VARIABLES),
        _VARIABLES,
        "One record per related record, group of records or dataset",
        "RELATIONSHIP",
        derived.study.name,
    )
