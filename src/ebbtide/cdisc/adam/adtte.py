"""ADTTE: the times to events of a study, as an analysis dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.cdisc.adam.adrs_parameters import TITLES, criterion_titles, parameter
from ebbtide.cdisc.adam.adrs_records import assessments_of
from ebbtide.cdisc.adam.adtte_sources import with_sources, with_words
from ebbtide.cdisc.evaluators import evaluators_of
from ebbtide.cdisc.subjects import IDENTITY, date_of, identities, imputation_flag, present, study_day
from ebbtide.endpoints.slots import OS, SLOTS, name_of, other_negation
from ebbtide.formats.datasets.dataset import Dataset, Variable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.cdisc.derived import Derived

__all__ = ["VARIABLES", "adtte"]

VARIABLES: Final = (
    *IDENTITY,
    Variable(
        "ASEQ",
        "Analysis Sequence Number",
        "integer",
        origin="Derived",
        derivation="Number of the record within the subject, in order of PARAMCD.",
    ),
    Variable(
        "PARAMCD",
        "Parameter Code",
        "text",
        length=8,
        key=3,
        origin="Assigned",
        derivation="OS, PFS, TTP, TTR and RSD for RECIST 1.1 and the first evaluator; a letter behind them for "
        "another criterion (an I before them for iRECIST), a number for another evaluator.",
    ),
    Variable("PARAM", "Parameter", "text", origin="Assigned", derivation="One to one with PARAMCD."),
    Variable("PARCAT1", "Parameter Category 1", "text", origin="Assigned", derivation="What the parameter tells of."),
    Variable("PARCAT2", "Parameter Category 2", "text", origin="Assigned", derivation="Who evaluated."),
    Variable("PARCAT3", "Parameter Category 3", "text", origin="Assigned", derivation="The response criterion."),
    Variable(
        "AVAL",
        "Analysis Value",
        "number",
        origin="Derived",
        derivation="ADT - STARTDT + 1, in days; from relative days where the study gives day 0 no date.",
    ),
    Variable("AVALU", "Analysis Value Unit", "text", codelist="UNIT", origin="Assigned", derivation="DAYS."),
    Variable(
        "STARTDT",
        "Time-to-Event Origin Date for Subject",
        "date",
        display_format="DATE9.",
        origin="Derived",
        derivation="The start of therapy; of the duration of response, the first response.",
    ),
    Variable(
        "ADT",
        "Analysis Date",
        "date",
        display_format="DATE9.",
        origin="Derived",
        derivation="Date of the event, or of censoring; null where the study gives day 0 no date, when ADY tells.",
    ),
    Variable(
        "ADTF",
        "Analysis Date Imputation Flag",
        "text",
        length=1,
        codelist="DATEFL",
        origin="Derived",
        derivation="D where the record that ADT comes from gives the month only.",
    ),
    Variable(
        "ADY",
        "Analysis Relative Day",
        "integer",
        origin="Derived",
        derivation="Days from the start of therapy, which is day 1; there is no day 0.",
    ),
    Variable("CNSR", "Censor", "integer", origin="Derived", derivation="0 for an event, 1 for a censored time."),
    Variable("EVNTDESC", "Event or Censoring Description", "text", origin="Derived", derivation="What happened."),
    Variable(
        "CNSDTDSC", "Censor Date Description", "text", origin="Derived", derivation="What the date of censoring is."
    ),
    Variable(
        "CNSRREAS",
        "Reason for Censoring",
        "text",
        origin="Derived",
        derivation="The rule under which the time is censored, as a word of a closed list.",
    ),
    Variable("SRCDOM", "Source Data", "text", origin="Derived", derivation="Domain of the record that ADT comes from."),
    Variable("SRCVAR", "Source Variable", "text", origin="Derived", derivation="Its variable that holds the date."),
    Variable("SRCSEQ", "Source Sequence Number", "integer", origin="Derived", derivation="Its sequence number."),
)
"""Every variable that ADTTE may have, in order."""

_OPTIONAL: Final = frozenset({"SUBJID", "TRT01P", "PARCAT2", "PARCAT3", "ADTF"})
_CODES: Final = ("OS", "PFS", "PFSO", "TTP", "TTR", "RSD")
"""What ADTTE calls each slot; the duration of response is RSD, as users of admiralonco know it."""
_SURVIVAL: Final = _CODES[OS]
_CATEGORY: Final = "Time to Event"


def adtte(derived: Derived) -> Dataset:
    """Derive the analysis dataset of times to events.

    Every row of the table `endpoints` is one row here: PFS, TTP, TTR and DOR (`RSD`) of each criterion and evaluator,
    and OS. iRECIST's are `IPFS` and so on, irRECIST's `PFSJ`; the second PFS of imRECIST, under the other reading of
    a negated progression, is `PFSOM`. Days count both ends, so that AVAL is ADT - STARTDT + 1.

    Where the study gives day 0 no date, `ADT` and `STARTDT` are null and `ADY` and `AVAL` tell all: a date is never
    made up.

    Args:
        derived: A study under some criteria; its endpoints with their descriptions.

    Returns:
        ADTTE, one row per subject and parameter. `SRCDOM`, `SRCVAR` and `SRCSEQ` name the record that ADT comes from,
        null where no dataset holds it.

    Sources:
        CDISC, ADaM Basic Data Structure for Time-to-Event Analyses 1.0; admiralonco 1.4, "Creating ADTTE".
    """
    rows = with_days(derived)
    told = with_words(with_sources(rows, assessments_of(derived), derived), derived.options)
    ordered = (
        named(told.with_columns(ADTF=imputation_flag()), derived)
        .sort("USUBJID", "PARAMCD", maintain_order=True)
        .with_columns(ASEQ=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("USUBJID"))
    )
    frame, variables = present(ordered, VARIABLES, _OPTIONAL)
    return Dataset(
        "ADTTE",
        "Time to Event Analysis Dataset",
        frame,
        variables,
        structure="One record per subject per parameter",
        kind="BASIC DATA STRUCTURE",
        study=derived.study.name,
    )


def with_days(derived: Derived) -> pl.DataFrame:
    """Take the endpoints, with who the subjects are, dates, and the slot that each row holds."""
    slots = [
        (criterion, name_of(slot, criterion, derived.options), _CODES[slot])
        for criterion in ("", *(one.id for one in derived.criteria))
        for slot in range(SLOTS)
    ]
    kinds = {"criterion": pl.String, "endpoint": pl.String, "slot": pl.String}
    names = pl.DataFrame(slots, schema=kinds, orient="row").unique(["criterion", "endpoint"], maintain_order=True)
    rows = derived.endpoints.with_columns(pl.col("subject", "reader", "criterion", "endpoint").cast(pl.String))
    return (
        rows.with_row_index("place")
        .join(names, on=["criterion", "endpoint"], how="left", maintain_order="left")
        .join(identities(derived.study), on="subject", how="left", maintain_order="left")
        .with_columns(
            STARTDT=date_of("start_day"),
            ADT=date_of("day"),
            ADY=study_day("day"),
            AVAL=pl.col("duration_days").cast(pl.Float64),
            AVALU=pl.lit("DAYS"),
            CNSR=(~pl.col("event")).cast(pl.Int64),
            CNSRREAS="censor_reason",
        )
    )


def named(rows: pl.DataFrame, derived: Derived) -> pl.DataFrame:
    """Add the codes, names and categories of parameters.

    A name tells the evaluator only where the study has several, as users of admiralonco know the names.
    """
    evaluators = evaluators_of(derived.courses.heads["reader"].cast(pl.String).unique())
    by = pl.col("name") if evaluators.height > 1 else pl.lit("")
    places = evaluators.select("reader", evaluator="place", by=by, title="name")
    of_reader = rows.join(places, on="reader", how="left", maintain_order="left")
    keys = ["slot", "criterion", "evaluator", "by"]
    wanted = of_reader.select(keys).unique().rows()
    table = codes_of(wanted, other_negation(derived.options).replace("_", " "))
    is_of_course = pl.col("slot") != _SURVIVAL
    return (
        of_reader.join(table, on=keys, how="left", nulls_equal=True, maintain_order="left")
        .join(criterion_titles(), on="criterion", how="left", maintain_order="left")
        .with_columns(PARCAT1=pl.lit(_CATEGORY), PARCAT2=pl.when(is_of_course & (pl.col("title") != "")).then("title"))
    )


def codes_of(wanted: Sequence[tuple[str, str, int | None, str | None]], negation: str) -> pl.DataFrame:
    """Give PARAMCD and PARAM of each slot, criterion and evaluator; survival is of no criterion and no evaluator."""
    rows = [(*key, *coded(*key, negation)) for key in wanted]
    kinds = {"slot": pl.String, "criterion": pl.String, "evaluator": pl.Int64, "by": pl.String}
    return pl.DataFrame(rows, schema={**kinds, "PARAMCD": pl.String, "PARAM": pl.String}, orient="row")


def coded(slot: str, criterion: str, place: int | None, by: str | None, negation: str) -> tuple[str, str]:
    """Give PARAMCD and PARAM."""
    return (slot, TITLES[slot]) if slot == _SURVIVAL else parameter(slot, criterion, place or 1, by or "", negation)
