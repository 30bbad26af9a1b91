"""Every reading of Lugano, LYRIC and RECIL that their sources leave open, as a named option with its default."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["LymphomaOptions"]


class LymphomaOptions(BaseModel):
    """The readings of the criteria of lymphoma.

    Examples:
        >>> LymphomaOptions().lugano_size_class
        'nadir'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    lugano_size_class: Annotated[
        Literal["nadir", "current"],
        Field(
            description=(
                "A7. Lugano, LYRIC: whether a lesion's axis must grow by 5 or by 10 mm goes by its longest diameter at "
                "the nadir, or by the present one. Cheson 2014, Table 3."
            )
        ),
    ] = "nadir"
    lugano_axis_nadir: Annotated[
        Literal["own", "at_ppd_nadir"],
        Field(
            description=(
                "Lugano, LYRIC: an axis grows from its own least value, or from its value when the product of the "
                "diameters was least. Cheson 2014, Table 3."
            )
        ),
    ] = "own"
    lugano_extranodal_abnormal: Annotated[
        Literal["15", "10"],
        Field(
            description=(
                "Lugano, LYRIC: a known extranodal lesion progresses when longer than 15 mm, as printed for any "
                "lesion, or than 10 mm, as for a new one. Cheson 2014, Table 3."
            )
        ),
    ] = "15"
    spleen_new_requires_abnormal: Annotated[
        bool,
        Field(
            description=(
                "Lugano, LYRIC: a spleen that was not enlarged at baseline progresses by growing 2 cm only when it "
                "then exceeds 13 cm. Cheson 2014, Table 3, prints the 2 cm alone."
            )
        ),
    ] = True
    lugano_histology: Annotated[
        Literal["by_diagnosis", "avid", "not_avid"],
        Field(
            description=(
                "Lugano, LYRIC: whether PET decides follows from the diagnosis (`tumor_type`), or is set for the "
                "study. Barrington 2014; Cheson 2014."
            )
        ),
    ] = "by_diagnosis"
    pet_governs_all: Annotated[
        bool,
        Field(
            description=(
                "Lugano, LYRIC: where CT shows progression that PET does not share, PET stands; else CT. Either way "
                "the call is flagged `DISCORDANT`. Cheson 2014 is silent."
            )
        ),
    ] = True
    lugano_pet_not_evaluable: Annotated[
        Literal["ct", "previous_pet"],
        Field(
            description=(
                "Lugano, LYRIC: where a PET was done and cannot be judged, CT decides; or the category of the PET "
                "before stands as long as CT shows no progression. Cheson 2014 is silent."
            )
        ),
    ] = "ct"
    pet_ref: Annotated[
        Literal["baseline", "previous"],
        Field(
            description=(
                "Lugano, LYRIC: uptake is compared with baseline; or, once a complete metabolic response was reached, "
                "with that PET, so that any positive score is progression. Cheson 2014, Table 3."
            )
        ),
    ] = "baseline"
    d3_is_cmr: Annotated[
        bool,
        Field(
            description=(
                "Lugano, LYRIC: a Deauville score of 3 is a complete metabolic response; false where a trial "
                "de-escalates treatment. Barrington 2014."
            )
        ),
    ] = True
    uptake_from_score: Annotated[
        bool,
        Field(
            description=(
                "Lugano, LYRIC: where nobody told the uptake against baseline, a Deauville score that differs from "
                "that of baseline tells it, flagged. Cheson 2014 is silent."
            )
        ),
    ] = True
    lyric_ref: Annotated[
        Literal["nadir", "baseline"],
        Field(
            description=(
                "LYRIC: growth of the sum by 50 % is measured from its nadir or from baseline. Cheson 2016, IR(1)."
            )
        ),
    ] = "nadir"
    lyric_set_nadir: Annotated[
        Literal["first_value", "zero"],
        Field(
            description=(
                "LYRIC: in the nadir of the lesions followed after IR(2) a new lesion counts with its first value, or "
                "with zero. Cheson 2016, IR(2)."
            )
        ),
    ] = "first_value"
    lyric_other_as_ir2: Annotated[
        bool,
        Field(
            description=(
                "LYRIC: progression by spleen, liver, marrow or non-measured disease alone is IR(2); else it is PD. "
                "Cheson 2016 does not name it."
            )
        ),
    ] = False
    lyric_biopsy_settles: Annotated[
        Literal["ir3", "any"],
        Field(
            description="LYRIC: lymphoma in a biopsy makes PD of IR(3), or of any indeterminate response. Cheson 2016."
        ),
    ] = "ir3"
    lyric_sum_alone: Annotated[
        bool,
        Field(
            description=(
                "LYRIC: growth of the sum by 50 % counts although no lesion has progressed under Lugano; else an "
                "indeterminate response only ever stands in place of a PD. Cheson 2016, IR(1)."
            )
        ),
    ] = False
    recil_marrow_unknown: Annotated[
        Literal["ignored", "prevents_cr"],
        Field(
            description=(
                "RECIL: bone marrow of which nothing was ever told does not count, or prevents a CR. Younes 2017, "
                "Table 3."
            )
        ),
    ] = "ignored"
    recil_nontarget_pd: Annotated[
        bool,
        Field(
            description=(
                "RECIL: unequivocal progression of non-measured disease is PD. Younes 2017, Table 3, names sums and "
                "new lesions."
            )
        ),
    ] = True
