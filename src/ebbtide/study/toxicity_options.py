"""Where the grading of immune-effector toxicity and performance status leaves a choice: named options with defaults."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ebbtide.study.endpoint_options import Days

__all__ = ["ToxicityOptions"]


class ToxicityOptions(BaseModel):
    """How toxicity is graded from its components, and how performance status is compared.

    Examples:
        >>> ToxicityOptions().icaht_duration
        'longest'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    crs_last_day: Annotated[
        Days, Field(description="CRS: the last day after an infusion that is graded; the consensus prints no end.")
    ] = 30
    crs_join_days: Annotated[
        Days,
        Field(description="CRS and ICANS: days without a grade of 1 or more that do not yet end an episode."),
    ] = 1
    crs_systolic_mmhg: Annotated[
        int | None,
        Field(
            ge=40,
            le=150,
            description=(
                "CRS, adults: a systolic pressure below this is hypotension; none lets only recorded hypotension, "
                "fluids and vasopressors count. ASTCT prints no number, Li 2023, table 1, prints 90."
            ),
        ),
    ] = 90
    icans_last_day: Annotated[
        Days, Field(description="ICANS: the last day after an infusion that is graded; the consensus prints no end.")
    ] = 60
    icans_child_inclusive: Annotated[
        bool,
        Field(
            description=(
                "ICANS: children of 12 years are graded by CAPD too (NCI Thesaurus); by default those under 12 "
                "(Lee 2019)."
            )
        ),
    ] = False
    icaht_duration: Annotated[
        Literal["longest", "cumulative"],
        Field(
            description="Early ICAHT: the longest run of days at or below the limit, or all such days. Rejeski 2023."
        ),
    ] = "longest"
    icaht_gap_days: Annotated[
        Days,
        Field(description="ICAHT and T-ICAHT: up to so many days without a value are interpolated between two values."),
    ] = 7
    icaht_join_days: Annotated[
        Days,
        Field(description="ICAHT and T-ICAHT: up to so many days of recovery do not end a run; three do."),
    ] = 2
    icaht_late_rule: Annotated[
        Literal["nadir", "both"],
        Field(
            description=(
                "Late ICAHT: graded by the lowest value where the second lowest is at most 1500 too, or by the "
                "higher of the two (both values at the grade)."
            )
        ),
    ] = "nadir"
    ticaht_reading: Annotated[
        Literal["table", "code"],
        Field(
            description=(
                "T-ICAHT: as the table prints it (below the limit, cumulative days), or as the authors' code does "
                "(at or below it, the longest run joined over 6 days, two late values at the grade). Rejeski 2025."
            )
        ),
    ] = "table"
    hyperinflammation_last_day: Annotated[
        Days, Field(description="IEC-HS and HLH-2004: the last day after an infusion whose findings are listed.")
    ] = 60
    hlh_2004_fever_c: Annotated[
        float,
        Field(ge=37, le=40, description="HLH-2004: fever from this temperature on; reviews of its table print 38.5."),
    ] = 38.5
    lesional_crs_first_day: Annotated[
        Days, Field(description="Lesional CRS: first day of its window after an infusion. Wei 2020, table 2.")
    ] = 1
    lesional_crs_last_day: Annotated[
        Days, Field(description="Lesional CRS: last day of its window after an infusion. Wei 2020, table 2.")
    ] = 10
    score_window_days: Annotated[
        Days,
        Field(
            description="CAR-HEMATOTOX and EASIX: values older than so many days before the time of the score are left."
        ),
    ] = 14
    ps_table: Annotated[
        Literal["ma2010", "prasad2018", "traditional"],
        Field(
            description=(
                "Performance status: the table that shows a Karnofsky value as an ECOG class and tells whether a "
                "fall of 10 crosses one. Ma 2010, Prasad 2018."
            )
        ),
    ] = "ma2010"
