"""Where the metabolic criteria (PERCIST and its kin) leave a choice: named options with defaults."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["MetabolicOptions"]


class MetabolicOptions(BaseModel):
    """The readings of PERCIST, PERCIMT, iPERCIST and imPERCIST5.

    Examples:
        >>> MetabolicOptions().percist_pmd_strict
        True
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    percist_pmd_strict: Annotated[
        bool,
        Field(
            description=(
                "PERCIST, iPERCIST: progression needs more than 30 % and more than 0.8 SUL (Wahl 2009), or at least "
                "these (as later tables print)."
            )
        ),
    ] = True
    percist_pmd_reference: Annotated[
        Literal["baseline", "nadir"],
        Field(
            description=(
                "PERCIST, iPERCIST, imPERCIST5: progression is measured from the baseline scan (Wahl 2009), or from "
                "the smallest burden so far, as RECIST does."
            )
        ),
    ] = "baseline"
    percist_strict_qc: Annotated[
        bool,
        Field(
            description=(
                "PERCIST, iPERCIST, imPERCIST5: a PET that cannot be compared with that of baseline is NE unless a "
                "new lesion or a non-target progresses; by default it is judged and flagged. Wahl 2009."
            )
        ),
    ] = False
    percist_missing_sul: Annotated[
        Literal["not_evaluable", "cooler"],
        Field(
            description=(
                "PERCIST, iPERCIST: a lesion measured at baseline has no SULpeak now. The hottest lesion is not known, "
                "or it is taken to be cooler than those measured (where only the hottest is recorded)."
            )
        ),
    ] = "not_evaluable"
    percimt_counts: Annotated[
        Literal["nested", "literal"],
        Field(
            description=(
                "A6. PERCIMT: four new lesions of any size, or only four that are each of 1.0 cm or less, as the "
                "words say. Anwar 2018."
            )
        ),
    ] = "nested"
    percimt_new: Annotated[
        Literal["at_scan", "since_baseline"],
        Field(
            description=(
                "PERCIMT: the new lesions counted are those the scan shows (Anwar 2018 compares one scan with "
                "baseline), or all that any scan since baseline has shown."
            )
        ),
    ] = "at_scan"
    ipercist_confirm: Annotated[
        Literal["still_pmd", "further_rise"],
        Field(
            description=(
                "iPERCIST: the second PET confirms when it still is progression (Goldfarb 2019), or only when a "
                "lesion is hotter than the hottest was, or there is one more new lesion."
            )
        ),
    ] = "still_pmd"
    ipercist_early_scan: Annotated[
        Literal["ignored", "counts"],
        Field(
            description=(
                "iPERCIST: a PET less than 4 weeks after an unconfirmed progression is disregarded as in iRECIST "
                "(Goldfarb 2019 asks for the second one at 4 to 8 weeks), or counts and is flagged."
            )
        ),
    ] = "ignored"
    impercist5_floor: Annotated[
        bool,
        Field(
            description=(
                "imPERCIST5: progression and response also need a change of 0.8 SUL, as in PERCIST; the abstract of "
                "Ito 2019 prints 30 % alone."
            )
        ),
    ] = False
    impercist5_pmd_strict: Annotated[
        bool,
        Field(description="imPERCIST5: progression needs more than 30 %, not at least 30 %. Ito 2019 prints by 30 %."),
    ] = False
    impercist5_per_organ: Annotated[
        Literal["any", "2"],
        Field(
            description=(
                "imPERCIST5: how many of the five hottest lesions may lie in one organ: any number, or two (Wahl 2009 "
                "on up to five lesions)."
            )
        ),
    ] = "any"
