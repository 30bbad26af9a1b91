"""Every reading of response in acute lymphoblastic leukemia that its sources leave open, as a named option."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ebbtide.study.endpoint_options import Days

__all__ = ["LeukemiaOptions"]


class LeukemiaOptions(BaseModel):
    """How response in acute lymphoblastic leukemia is read.

    Examples:
        >>> LeukemiaOptions().all_profile
        'eln2024'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    all_profile: Annotated[
        Literal["eln2024", "nci2010", "nccn", "cibmtr"],
        Field(
            description=(
                "A24. ALL: whose response criteria hold: counts above or at their limits, what a remission needs, "
                "what is relapse. The profile stands beside every call. Gokbuget 2024; Kroger 2010, Table 4a; "
                "NCCN ALL; CIBMTR."
            )
        ),
    ] = "eln2024"
    all_relapse: Annotated[
        Literal["by_age", "profile", "pediatric"],
        Field(
            description=(
                "ALL: relapse in the marrow as the profile has it, by the pediatric consensus (protocols for "
                "children), or by the consensus under the age of 18. Buchmann 2022."
            )
        ),
    ] = "by_age"
    all_mrd: Annotated[
        Literal["v1", "v2"],
        Field(
            description=(
                "ALL: residual disease in variant 1 (failure above 0.01 %) or 2 (persistence if quantifiable). "
                "Gokbuget 2024."
            )
        ),
    ] = "v1"
    euromrd: Annotated[
        bool,
        Field(
            description=(
                "ALL: residual disease of exactly 0.01 % is failure, as EuroMRD reads it; Gokbuget 2024 prints above."
            )
        ),
    ] = False
    all_mrd_below_1_is_cr: Annotated[
        bool,
        Field(
            description=(
                "ALL, profile eln2024: blasts of 5 to 25 % with residual disease below 1 % are a complete remission, "
                "as its row on PR prints; by default PR, flagged. Gokbuget 2024."
            )
        ),
    ] = False
    cri_requires_one_lineage: Annotated[
        bool,
        Field(
            description=(
                "ALL: CRi needs one recovered lineage, so that both low is MLFS; otherwise both low is CRi too. "
                "Gokbuget 2024."
            )
        ),
    ] = True
    steinherz_bleyer: Annotated[
        bool,
        Field(
            description=(
                "ALL: a traumatic puncture hides CNS3 unless white to red cells in the fluid are above twice those in "
                "blood; by default white cells alone are compared, as the source read prints it."
            )
        ),
    ] = False
    all_cns2_after_cns1: Annotated[
        Literal["flag", "not_cleared"],
        Field(
            description="ALL: CNS2 after CNS1 is flagged and leaves the call, or keeps a remission from being called."
        ),
    ] = "flag"
    all_outside: Annotated[
        Literal["lugano", "nccn"],
        Field(
            description=(
                "ALL: disease outside the marrow by the thresholds of Lugano, or of NCCN (PR above 50 %, PD above "
                "25 % of the sum of products, CRu above 75 %)."
            )
        ),
    ] = "lugano"
    all_progression: Annotated[
        Literal["relative", "points"],
        Field(
            description=(
                "ALL, profiles nci2010 and nccn: 25 % more blasts are a quarter of the least number, or 25 percentage "
                "points. Kroger 2010 prints neither."
            )
        ),
    ] = "relative"
    all_unexamined: Annotated[
        Literal["not_evaluable", "clear"],
        Field(
            description=(
                "ALL: a compartment that the profile asks for, was not involved at baseline and was not examined "
                "leaves the call NE, or is taken as clear."
            )
        ),
    ] = "not_evaluable"
    all_component_days: Annotated[
        Days, Field(description="ALL: marrow, blood, counts and fluid of one call lie so many days apart at most.")
    ] = 7
    all_imaging_days: Annotated[
        Days, Field(description="ALL: imaging of one call lies so many days from the marrow at most.")
    ] = 28
    carry_forward_marrow: Annotated[
        Days,
        Field(
            description=(
                "ALL: a marrow, or another finding, up to so many days old is carried forward to a call without one, "
                "flagged; 0: none is."
            )
        ),
    ] = 0
    all_swelling_days: Annotated[
        Days,
        Field(
            description=(
                "ALL: growth of a known lesion within so many days after the onset of CRS is no progression by itself; "
                "0: it is."
            )
        ),
    ] = 14
