"""TR: the measurements of lesions and, derived from them, the sums of each time point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.cdisc.sdtm.tr_points import POINT
from ebbtide.cdisc.sdtm.tr_records import tumor_records
from ebbtide.cdisc.sdtm.tr_summaries import NOT_ALL, SUMMARY_TESTS, summary_records
from ebbtide.cdisc.sdtm.tr_variables import TR, described
from ebbtide.cdisc.sdtm.tr_visits import with_evaluators
from ebbtide.cdisc.subjects import identities
from ebbtide.formats.datasets.dataset import Dataset

if TYPE_CHECKING:
    from ebbtide.cdisc.derived import Derived
    from ebbtide.cdisc.sdtm.tr_records import TumorRecords

__all__ = ["tr"]

_NEEDED: Final = (
    "STUDYID", "DOMAIN", "USUBJID", "TRSEQ", "TRLNKID", "TRTESTCD", "TRTEST", "TRORRES", "TRORRESU", "TRSTRESC",
    "TRSTRESN", "TRSTRESU", "TRSTAT", "TRREASND", "TRMETHOD", "TREVAL", "VISITNUM", "TRDTC",
)  # fmt: skip
_OURS: Final = ("subject", "reader", "start", "measurement", "VISIT", "VISITNUM", "DTC", "DY", "LNKGRP", "is_baseline")


def tr(derived: Derived) -> Dataset:
    """Make TR: the records of lesions, and the sums of each time point with their changes.

    A study that came as SDTM keeps the records it came with; their TRSEQ stays theirs, so that what names them still
    does. For any other study they are made of its measurements. Derived records follow with TRDRVFL Y, TRGRPID
    TARGET and the TRLNKGRP of their time point, which RSLNKGRP names too: SUMDIAM, SUMNLNLD, PCBSD, PCNSD and
    ACNSD, and where a criterion asks for them SUMLDIAM (RECIST 1.0), SUMVDIAM (mRECIST) or SUMPPD (WHO, irRC) and
    their changes. Derived records that the study came with are derived anew, all others are kept beside. A sum that
    lacks a target is no sum: it is NOT DONE with its reason. The nadir is the smallest complete sum before; CDISC
    has no test for it, it is SUMDIAM - ACNSD here and NADIR in ADTR.

    Args:
        derived: The study and what follows from it.

    Sources:
        CDISC SDTMIG 3.4, TR; CDISC RECIST 1.1 supplement; CDISC CT 2025-03-28, code list TRTESTCD.

    Examples:
        >>> import ebbtide
        >>> from ebbtide.cdisc.derived import Derived
        >>> assessed = ebbtide.assess(ebbtide.read_study(ebbtide.examples.path("gastric-car-t")), criteria=["irecist"])
        >>> made = Derived(
        ...     assessed.study,
        ...     assessed.criteria,
        ...     "computed",
        ...     assessed.options,
        ...     assessed.responses,
        ...     assessed.courses,
        ...     assessed.milestones,
        ...     assessed.parameters(),
        ...     assessed.best_responses(),
        ...     assessed.endpoints(),
        ... )
        >>> tr(made).frame.filter(TRTESTCD="SUMDIAM").select("TRDY", "TRSTRESN").rows()[:2]
        [(1, 42.47), (29, 90.73)]
    """
    records = tumor_records(derived)
    lesions = _without_derived(records.lesions)
    sums = _numbered(_summaries(derived, records), lesions)
    rows = pl.concat([lesions, sums], how="diagonal").sort("USUBJID", "TRSEQ", maintain_order=True)
    study = identities(derived.study).select(pl.col("subject").alias("USUBJID"), pl.col("STUDYID").alias("_study"))
    named = rows.join(study, on="USUBJID", how="left", maintain_order="left")
    own = [pl.col("STUDYID")] if "STUDYID" in rows.columns else []
    whole = named.with_columns(STUDYID=pl.coalesce(*own, "_study"), DOMAIN=pl.lit("TR")).drop("_study")
    frame, variables = described(whole.drop(_hidden(whole)), TR, _NEEDED)
    return Dataset(
        "TR",
        "Tumor/Lesion Results",
        frame,
        variables,
        "One record per tumor measurement/assessment per visit per subject per assessor",
        "FINDINGS",
        derived.study.name,
    )


def _hidden(rows: pl.DataFrame) -> list[str]:
    return [name for name in rows.columns if name in {*POINT, "measurement"}]


def _without_derived(lesions: pl.DataFrame) -> pl.DataFrame:
    """Leave out the sums that were derived before, or found to lack a lesion: they are derived anew."""
    there = lesions.columns
    derived = pl.col("TRDRVFL") == "Y" if "TRDRVFL" in there else pl.lit(value=False)
    undone = pl.col("TRREASND") == NOT_ALL if "TRREASND" in there else pl.lit(value=False)
    before = pl.col("TRTESTCD").is_in(list(SUMMARY_TESTS)) & (derived | undone).fill_null(value=False)
    return lesions.filter(~before)


def _summaries(derived: Derived, records: TumorRecords) -> pl.DataFrame:
    """Give the sums their time points, evaluators and links."""
    found = summary_records(records.points, derived.criteria)
    placed = found.join(records.visits, on=POINT, how="left", maintain_order="left")
    return with_evaluators(placed, "TR", records.lesions).select(
        pl.exclude(*_OURS),
        *POINT,
        "VISITNUM",
        "VISIT",
        pl.col("subject").alias("USUBJID"),
        pl.lit("TARGET").alias("TRGRPID"),
        pl.col("LNKGRP").alias("TRLNKGRP"),
        pl.col("DTC").alias("TRDTC"),
        pl.col("DY").alias("TRDY"),
    )


def _numbered(sums: pl.DataFrame, lesions: pl.DataFrame) -> pl.DataFrame:
    """Number the sums after the records of lesions, in order of evaluator, day and test."""
    order = pl.col("TRTESTCD").replace_strict({test: place for place, test in enumerate(SUMMARY_TESTS)})
    last = lesions.group_by("USUBJID").agg(last=pl.col("TRSEQ").max())
    placed = sums.sort("subject", "reader", "start", order).join(last, on="USUBJID", how="left", maintain_order="left")
    number = pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("USUBJID")
    return placed.with_columns(TRSEQ=pl.col("last").fill_null(0) + number).drop("last")
