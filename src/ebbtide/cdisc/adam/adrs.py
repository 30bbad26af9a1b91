"""ADRS: the responses of a study and what follows from them, as an analysis dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.cdisc.adam.adrs_parameters import DEATH, aval_of_words, criterion_titles, parameter
from ebbtide.cdisc.adam.adrs_records import assessments_of
from ebbtide.cdisc.adam.adrs_rows import deaths, measurable, parameters, time_points
from ebbtide.cdisc.adam.adtte_events import event_records
from ebbtide.cdisc.evaluators import evaluators_of
from ebbtide.cdisc.subjects import IDENTITY, date_of, identities, imputation_flag, present, study_day
from ebbtide.formats.datasets.dataset import Dataset, Variable

if TYPE_CHECKING:
    from ebbtide.cdisc.derived import Derived

__all__ = ["VARIABLES", "adrs"]

VARIABLES: Final = (
    *IDENTITY,
    Variable(
        "ASEQ",
        "Analysis Sequence Number",
        "integer",
        key=4,
        origin="Derived",
        derivation="Number of the record within the subject, in order of PARAMCD, ADY and SRCSEQ.",
    ),
    Variable(
        "PARAMCD",
        "Parameter Code",
        "text",
        length=8,
        key=3,
        origin="Assigned",
        derivation="Names of admiralonco for RECIST 1.1 and the first evaluator; a letter behind them for another "
        "criterion (an I before them for iRECIST), a number for another evaluator.",
    ),
    Variable("PARAM", "Parameter", "text", origin="Assigned", derivation="One to one with PARAMCD."),
    Variable("PARCAT1", "Parameter Category 1", "text", origin="Assigned", derivation="What the parameter tells of."),
    Variable("PARCAT2", "Parameter Category 2", "text", origin="Assigned", derivation="Who evaluated."),
    Variable("PARCAT3", "Parameter Category 3", "text", origin="Assigned", derivation="The response criterion."),
    Variable(
        "AVALC",
        "Analysis Value (C)",
        "text",
        codelist="ONCRSR",
        origin="Derived",
        derivation="The response in the words of its criterion, or Y and N for a question.",
    ),
    Variable(
        "AVAL",
        "Analysis Value",
        "number",
        origin="Derived",
        derivation="CR 1, PR 2, SD 3, NON-CR/NON-PD 4, NED 4.5, PD 5, iCPD 5.5, NE 6, MISSING 7, the words of other "
        "criteria alike (iUPD 5); Y 1, N 0.",
    ),
    Variable(
        "ADT",
        "Analysis Date",
        "date",
        display_format="DATE9.",
        origin="Derived",
        derivation="Date of the record that decides; null where the study gives day 0 no date, when ADY tells.",
    ),
    Variable(
        "ADTF",
        "Analysis Date Imputation Flag",
        "text",
        length=1,
        codelist="DATEFL",
        origin="Derived",
        derivation="D where the record gives the month only.",
    ),
    Variable(
        "ADY",
        "Analysis Relative Day",
        "integer",
        origin="Derived",
        derivation="Days from the start of therapy, which is day 1; there is no day 0.",
    ),
    Variable("AVISIT", "Analysis Visit", "text", origin="Derived", derivation="Visit of the record that decides."),
    Variable("RSEVAL", "Evaluator", "text", codelist="EVAL", origin="Predecessor", derivation="RS.RSEVAL"),
    Variable(
        "RSEVALID", "Evaluator Identifier", "text", codelist="MEDEVAL", origin="Predecessor", derivation="RS.RSEVALID"
    ),
    Variable(
        "ANL01FL",
        "Analysis Flag 01",
        "text",
        length=1,
        codelist="NY",
        origin="Derived",
        derivation="Y for the worst response of each date after baseline, and for every derived parameter.",
    ),
    Variable(
        "ANL02FL",
        "Analysis Flag 02",
        "text",
        length=1,
        codelist="NY",
        origin="Derived",
        derivation="Y for overall responses up to and including the first PD, iCPD or confirmed irPD.",
    ),
    Variable(
        "RESPSRC",
        "Origin of the Responses",
        "text",
        length=8,
        origin="Assigned",
        derivation="COMPUTED from the measurements under the criterion, or REPORTED by the evaluator.",
    ),
    Variable(
        "SRCDOM", "Source Data", "text", origin="Derived", derivation="Domain of the record that decides the value."
    ),
    Variable("SRCVAR", "Source Variable", "text", origin="Derived", derivation="Its variable that holds the value."),
    Variable("SRCSEQ", "Source Sequence Number", "integer", origin="Derived", derivation="Its sequence number."),
)
"""Every variable that ADRS may have, in order."""

_OPTIONAL: Final = frozenset({"SUBJID", "TRT01P", "PARCAT2", "ADTF", "AVISIT", "RSEVAL", "RSEVALID"})
_TUMOR: Final = "Tumor Response"
_EVENT: Final = "Reference Event"


def adrs(derived: Derived) -> Dataset:
    """Derive the analysis dataset of responses.

    It holds the overall response of every time point (`OVR`), the response parameters (`endpoints.parameters`), deaths,
    and whether disease was measurable (`MDIS`), for each evaluator and criterion. `RESPSRC` says whether the responses
    were computed or reported. Codes of parameters are as in `adrs_parameters`, numbers as in `number_of`.

    Where the study gives day 0 no date, `ADT` is null and `ADY` alone tells when: a date is never made up. Variables
    that no subject has a value for are left out.

    Args:
        derived: A study under some criteria.

    Returns:
        ADRS, one row per subject, parameter and analysis date.

    Sources:
        CDISC, ADaM Implementation Guide 1.3, sec. 3.3 (basic data structure) and 3.2.8 (traceability); admiralonco
        1.4, "Creating ADRS" and "Creating ADRS with iRECIST endpoints".
    """
    assessments = assessments_of(derived)
    rows = pl.concat(
        [
            time_points(derived, assessments),
            parameters(derived, assessments),
            deaths(derived),
            measurable(derived),
        ]
    )
    known = in_words(named(dated(rows, derived), derived), derived)
    ordered = known.sort("USUBJID", "PARAMCD", "ADY", "SRCSEQ", nulls_last=True, maintain_order=True).with_columns(
        ASEQ=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("USUBJID")
    )
    frame, variables = present(ordered, VARIABLES, _OPTIONAL)
    return Dataset(
        "ADRS",
        "Response Analysis Dataset",
        frame,
        variables,
        structure="One record per subject per parameter per analysis date",
        kind="BASIC DATA STRUCTURE",
        study=derived.study.name,
    )


def dated(rows: pl.DataFrame, derived: Derived) -> pl.DataFrame:
    """Add who the subjects are, dates and study days, and the records of deaths."""
    of_whom = rows.join(identities(derived.study), on="subject", how="left", maintain_order="left").with_columns(
        ADT=date_of("day"), ADY=study_day("day")
    )
    died = event_records(derived.study, "death", of_whom.filter(name=DEATH))
    with_deaths = of_whom.join(
        died.with_columns(name=pl.lit(DEATH)),
        on=["subject", "ADT", "name"],
        how="left",
        maintain_order="left",
        suffix="_of_death",
    )
    return with_deaths.with_columns(
        pl.coalesce(name, f"{name}_of_death").alias(name) for name in ("SRCDOM", "SRCVAR", "SRCSEQ", "dtc")
    )


def named(rows: pl.DataFrame, derived: Derived) -> pl.DataFrame:
    """Add the codes, names and categories of parameters, and the evaluators."""
    evaluators = evaluators_of(derived.courses.heads["reader"].cast(pl.String).unique())
    of_reader = rows.join(evaluators, on="reader", how="left", maintain_order="left", suffix="_of_reader").rename(
        {"name_of_reader": "by"}
    )
    wanted = of_reader.select("name", "criterion", "place", "by").unique().rows()
    codes = [(*key, *coded(*key)) for key in wanted]
    kinds = {"name": pl.String, "criterion": pl.String, "place": pl.Int64, "by": pl.String}
    table = pl.DataFrame(codes, schema={**kinds, "PARAMCD": pl.String, "PARAM": pl.String}, orient="row")
    return (
        of_reader.join(table, on=list(kinds), how="left", nulls_equal=True, maintain_order="left")
        .join(criterion_titles(), on="criterion", how="left", maintain_order="left")
        .with_columns(
            PARCAT1=pl.when(pl.col("name") == DEATH).then(pl.lit(_EVENT)).otherwise(pl.lit(_TUMOR)),
            PARCAT2=pl.when(pl.col("by") != "").then("by"),
        )
    )


def coded(name: str, criterion: str | None, place: int | None, by: str | None) -> tuple[str, str]:
    """Give PARAMCD and PARAM; death is of no criterion and no evaluator."""
    if criterion is None:
        return DEATH, "Death"
    return parameter(name, criterion, place or 1, by or "")


def in_words(rows: pl.DataFrame, derived: Derived) -> pl.DataFrame:
    """Add the numbers of values, visits, and what tells of the dates and the responses."""
    numbers = aval_of_words(rows["AVALC"].unique())
    return rows.join(numbers, on="AVALC", how="left", maintain_order="left").with_columns(
        ADTF=imputation_flag(),
        AVISIT="visit",
        RESPSRC=pl.lit(derived.source.upper()),
    )
