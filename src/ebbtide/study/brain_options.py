"""Every reading of RANO and iRANO that their papers leave open, as a named option with its default."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ebbtide.study.endpoint_options import Days

__all__ = ["BrainOptions"]


class BrainOptions(BaseModel):
    """The readings of the criteria for brain tumors.

    Examples:
        >>> BrainOptions().rano_edition
        '2010'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rano_edition: Annotated[
        Literal["2010", "rano_2.0"],
        Field(
            description=(
                "RANO for high-grade glioma of 2010, or RANO 2.0: an early progression is confirmed by a repeated scan "
                "or histology only, and T2/FLAIR is not rated. Wen 2010; Wen 2023."
            )
        ),
    ] = "2010"
    rano_early_days: Annotated[
        Days,
        Field(
            description=(
                "RANO: last day after the end of radiotherapy on which a progression is only suspected: 12 weeks, as "
                "RANO 2.0 includes them. 83 stands for less than 12 weeks, as table 2 of Wen 2010 prints."
            )
        ),
    ] = 84
    rano_confirm_days: Annotated[
        Days,
        Field(
            description="RANO: days from a suspected progression to the scan that may confirm it. Wen 2010; Wen 2023."
        ),
    ] = 28
    rano_confirm_reference: Annotated[
        Literal["nadir", "first_pd"],
        Field(
            description=(
                "RANO: a suspected progression is confirmed where it still is one against the nadir, or only by growth "
                "against the scan that first showed it. Wen 2010 is silent."
            )
        ),
    ] = "nadir"
    rano_repeat_in_window: Annotated[
        bool,
        Field(
            description=(
                "RANO: a repeated scan that itself lies in the weeks after radiotherapy may confirm. Wen 2010, table "
                "2, can be read to forbid it."
            )
        ),
    ] = True
    rano_confirm_late: Annotated[
        bool,
        Field(
            description=(
                "RANO: a progression after those weeks waits for confirmation too; optional in RANO 2.0, for "
                "treatments that often imitate progression. Wen 2023."
            )
        ),
    ] = False
    rano_late_scan: Annotated[
        Literal["final", "waits"],
        Field(
            description=(
                "RANO: a scan after those weeks that still shows a progression suspected within them is final (Wen "
                "2010, table 2, by the time of the scan), or waits for `rano_confirm_days` all the same."
            )
        ),
    ] = "final"
    rano_nonenhancing: Annotated[
        Literal["by_edition", "rated", "not_rated"],
        Field(
            description=(
                "RANO and iRANO: whether an increase of T2/FLAIR is progression. By edition: rated, but not by RANO "
                "2.0 (glioblastoma, IDH wild-type); say `rated` there for antiangiogenic therapy or IDH-mutant tumors. "
                "Wen 2010; Wen 2023."
            )
        ),
    ] = "by_edition"
    rano_steroid_fall: Annotated[
        Literal["not_pd", "pd"],
        Field(
            description=(
                "RANO and iRANO: growth of 25 % or of T2/FLAIR on a falling dose of corticosteroid is not progression "
                "(Wen 2010, text of the definition), or is (its summary table does not ask for the dose)."
            )
        ),
    ] = "not_pd"
    rano_steroid_reference: Annotated[
        Literal["nadir", "baseline", "previous"],
        Field(
            description=(
                "RANO and iRANO: the scan whose dose of corticosteroid tells whether today's has fallen: that of the "
                "smallest sum, of baseline, or the one before. Wen 2010: baseline or best response."
            )
        ),
    ] = "nadir"
    rano_physiologic_steroid_ug: Annotated[
        int,
        Field(
            ge=0,
            le=20_000,
            description=(
                "RANO and iRANO: dexamethasone a day, in micrograms, that still is physiologic replacement and allows "
                "a complete response; 750 stands for 20 mg of hydrocortisone. Wen 2010 prints no dose."
            ),
        ),
    ] = 750
    rano_known_new_growth: Annotated[
        bool,
        Field(
            description=(
                "RANO and iRANO: a lesion that was new before and is in no sum is progression where both diameters are "
                "at least 10 mm and their product is 25 % over its smallest; otherwise only where the reader says "
                "clear progression. Wen 2010 and Okada 2015 are silent."
            )
        ),
    ] = True
    irano_early_days: Annotated[
        Days,
        Field(
            description=(
                "iRANO: last day after the start of immunotherapy on which a progression needs confirmation: 6 months "
                "of 30.4375 days are 182.6. Okada 2015."
            )
        ),
    ] = 182
    irano_confirm_days: Annotated[
        Days,
        Field(
            description=(
                "iRANO: days from an unconfirmed progression to the scan that may confirm it: 3 months. Okada 2015."
            )
        ),
    ] = 90
    irano_confirm_reference: Annotated[
        Literal["first_pd", "nadir"],
        Field(
            description=(
                "iRANO: a progression is confirmed by growth of 25 % or a further new lesion against the scan that "
                "first showed it (Okada 2015), or where it still is one against the nadir."
            )
        ),
    ] = "first_pd"
    irano_reference_after: Annotated[
        Literal["first_pd", "nadir"],
        Field(
            description=(
                "iRANO: after a progression that was not confirmed, growth is measured from the smaller of the two "
                "scans, or from the earlier nadir again."
            )
        ),
    ] = "first_pd"
    irano_new_in_sum: Annotated[
        bool,
        Field(
            description=(
                "iRANO: measurable lesions that were new at the first progression join the sum that is compared with "
                "it; otherwise the lesions of baseline alone. Okada 2015 does not say."
            )
        ),
    ] = True
