"""The assessments that analysis datasets rest on, each with its record in RS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.assessment.reported_courses import BADNESS
from ebbtide.cdisc.sdtm.rs_numbers import overall_numbers
from ebbtide.cdisc.sdtm.rs_records import is_recorded, records_of
from ebbtide.cdisc.sdtm.tr_lesions import came_with_records
from ebbtide.cdisc.sdtm.tr_records import tumor_records
from ebbtide.criteria import ANY_BY_ID, CompositeCriterion
from ebbtide.terms.responses import NE, NOT_DONE

if TYPE_CHECKING:
    from ebbtide.cdisc.derived import Derived

__all__ = ["ASSESSMENTS", "COURSE", "assessments_of"]

COURSE: Final = ("subject", "reader", "criterion")
ASSESSMENTS: Final = {
    "subject": pl.String,
    "reader": pl.String,
    "criterion": pl.String,
    "day": pl.Int32,
    "visit": pl.String,
    "AVALC": pl.String,
    "code": pl.Int8,
    "SRCDOM": pl.String,
    "SRCVAR": pl.String,
    "SRCSEQ": pl.Int64,
    "dtc": pl.String,
    "is_worst": pl.Boolean,
}
_STREAM: Final = ("subject", "reader")
_DAY: Final = (*COURSE, "day")
_BADNESS: Final = {code: place for place, code in enumerate(BADNESS)}


def assessments_of(derived: Derived) -> pl.DataFrame:
    """List the overall responses, each with the record of RS that holds it.

    Responses that were reported in SDTM have their record in the study's own RS, all others in the derived one.

    Returns:
        One row per overall response, by subject, reader, criterion and day: the columns of ASSESSMENTS. `AVALC` is
        the response in the words of its criterion, `code` the same as a code; `SRCDOM`, `SRCVAR` and `SRCSEQ` name
        the record, null without one; `dtc` is its date as recorded. `is_worst` marks the one of each day that
        counts, from day 0 on.
    """
    rows = reported(derived) if is_recorded(derived) else called(derived)
    return (
        rows.with_columns(badness=pl.col("code").replace_strict(_BADNESS, return_dtype=pl.Int64))
        .sort(*COURSE, "day", "SRCSEQ", maintain_order=True)
        .with_columns(is_worst=is_worst())
        .select(pl.col(name).cast(kind) for name, kind in ASSESSMENTS.items())
    )


def is_worst() -> pl.Expr:
    """Tell which of the responses of a day counts: the worst, and of equals the last."""
    rank = pl.col("badness") * pl.len() + pl.int_range(pl.len())
    return (pl.col("day") >= 0) & (rank == rank.max()).over(_DAY)


def called(derived: Derived) -> pl.DataFrame:
    """Take the responses of the assessment, with their numbers in the derived RS."""
    rows = derived.responses.select(
        pl.col(COURSE).cast(pl.String), "day", "visit", word=pl.col("overall_response").cast(pl.String)
    ).filter(pl.col("word").is_not_null())
    numbers = overall_numbers(derived).select(
        pl.col(COURSE).cast(pl.String), pl.col("day").cast(pl.Int32), SRCSEQ=pl.col("number").cast(pl.Int64)
    )
    turns = pl.int_range(pl.len()).over(_DAY)
    joined = rows.with_columns(turn=turns).join(
        numbers.with_columns(turn=turns), on=[*_DAY, "turn"], how="left", maintain_order="left"
    )
    dated = joined.join(recorded_dates(derived), on=[*_STREAM, "day"], how="left", maintain_order="left")
    is_there = pl.col("SRCSEQ").is_not_null()
    return in_own_words(dated).with_columns(
        SRCDOM=pl.when(is_there).then(pl.lit("RS")), SRCVAR=pl.when(is_there).then(pl.lit("RSSTRESC"))
    )


def recorded_dates(derived: Derived) -> pl.DataFrame:
    """Take the dates of time points as the study's own TR has them: `subject`, `reader`, `day`, `dtc`."""
    if not came_with_records(derived.study):
        return pl.DataFrame(schema={"subject": pl.String, "reader": pl.String, "day": pl.Int32, "dtc": pl.String})
    visits = tumor_records(derived).visits
    return visits.select(*_STREAM, day=pl.col("start").cast(pl.Int32), dtc="DTC").unique(
        [*_STREAM, "day"], keep="first", maintain_order=True
    )


def reported(derived: Derived) -> pl.DataFrame:
    """Take the responses of the study's own RS."""
    rows = (
        derived.study.table("reported")
        .filter(pl.col("criterion").is_in([one.id for one in derived.criteria]))
        .filter(pl.col("overall_response").is_not_null())
        .select(*COURSE, "day", "visit", "row", word="overall_response")
    )
    overall = records_of(derived.study).filter(pl.col("RSTESTCD") == "OVRLRESP").drop("RSTESTCD", "number")
    joined = rows.join(overall, on="row", how="left", maintain_order="left")
    return in_own_words(joined).with_columns(SRCDOM=pl.when(pl.col("SRCSEQ").is_not_null()).then(pl.lit("RS")))


def in_own_words(rows: pl.DataFrame) -> pl.DataFrame:
    """Give each response its code and the word of its criterion; a word that is no response is NE."""
    pairs = rows.select("criterion", "word").unique().rows()
    table = [(criterion, word, *coded(criterion, word)) for criterion, word in pairs]
    kinds = {"criterion": pl.String, "word": pl.String, "code": pl.Int8, "AVALC": pl.String}
    return rows.join(
        pl.DataFrame(table, schema=kinds, orient="row"), on=["criterion", "word"], how="left", maintain_order="left"
    )


def coded(criterion: str, word: str) -> tuple[int, str]:
    """Give the code of a word, and how its criterion spells it.

    Examples:
        >>> coded("irecist", "PD"), coded("recist-1.1", "ND"), coded("recist-1.1", "perhaps")
        ((5, 'iUPD'), (10, 'ND'), (7, 'NE'))
    """
    judged_by = ANY_BY_ID[criterion]
    found = judged_by.code_of(word)
    code = NE if found is None else found
    if found is not None and isinstance(judged_by, CompositeCriterion):
        return code, word  # one code has several words there, as IR(1) and IR(2)
    return code, "ND" if code == NOT_DONE else judged_by.words.overall[code]
