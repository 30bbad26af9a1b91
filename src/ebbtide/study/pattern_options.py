"""Where published definitions of a pattern leave a number open: named options with defaults."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ebbtide.study.endpoint_options import Days

__all__ = ["PatternOptions"]


class PatternOptions(BaseModel):
    """How far the definitions of pseudoprogression and its relatives are read.

    Examples:
        >>> PatternOptions().pseudo_early_days
        84
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    pseudo_early_days: Annotated[
        Days,
        Field(
            description=("A8. Pseudoprogression is early up to the scan of week 12, and delayed after it. Hodi 2016.")
        ),
    ] = 84
    pseudo_early_window_days: Annotated[
        Days, Field(description="A8. Days by which the scan of week 12 may be late.")
    ] = 14
    pattern_new_therapy_cuts: Annotated[
        bool,
        Field(
            description=(
                "Patterns: what is seen after the start of a new anticancer therapy neither confirms nor takes back "
                "an earlier progression, and is no response to the study therapy."
            )
        ),
    ] = True
    ippolito_fall_from: Annotated[
        Literal["baseline", "first_scan"],
        Field(
            description=(
                "Pseudoprogression of Ippolito 2021: the second scan is 30 % below baseline, as the first is 20 % "
                "above it, or 30 % below the first scan. The legend of figure 1 does not say."
            )
        ),
    ] = "baseline"
    hyper_failure_days: Annotated[
        Days,
        Field(
            description=(
                "Hyperprogression of Kato 2017, Lo Russo 2019 and Matos 2020: two months are so many days; a failure "
                "on that day is still within them."
            )
        ),
    ] = 60
    ferrara_tgr_points: Annotated[
        int,
        Field(
            ge=0,
            le=1000,
            description=(
                "Hyperprogression of Ferrara 2018: the growth rate rises by more than so many percentage points a "
                "month; Kas 2020 proposes 100."
            ),
        ),
    ] = 50
    matos_least_mm: Annotated[
        int,
        Field(
            ge=0,
            le=100,
            description=(
                "Hyperprogression of Matos 2020: the sum also grows by so many mm; secondary tables print 10, others "
                "none."
            ),
        ),
    ] = 0
    tozuka_requires_pd: Annotated[
        bool,
        Field(
            description=(
                "Dissociated response of Tozuka 2020: sought only where the first scan is progression under RECIST "
                "1.1, as in the study; else at any scan."
            )
        ),
    ] = True
