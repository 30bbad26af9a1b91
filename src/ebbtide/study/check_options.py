"""What a study agreed on for its query list: limits, windows and how many lesions."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ebbtide.study.endpoint_options import Days

__all__ = ["CheckOptions"]

Tenths = Annotated[int, Field(ge=0, le=1_000)]
Count = Annotated[int, Field(ge=0, le=100)]


class CheckOptions(BaseModel):
    """The thresholds of the checks.

    Examples:
        >>> CheckOptions().baseline_window_days
        28
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_targets: Annotated[
        Count,
        Field(description="B01. Most target lesions; 0: as the criterion says (5 in RECIST 1.1, 10 in RECIST 1.0)."),
    ] = 0
    max_targets_per_organ: Annotated[
        Count, Field(description="B02. Most target lesions in one organ; 0: as the criterion says (2 in RECIST 1.1).")
    ] = 0
    baseline_window_days: Annotated[
        Days, Field(description="B09. Most days from the baseline scan to the start of therapy.")
    ] = 28
    scan_spread_days: Annotated[
        Days, Field(description="F10. Most days between the scans of one visit before it is asked about.")
    ] = 7
    sum_tolerance_tenths_mm: Annotated[
        Tenths, Field(description="B15, M12. Tenths of a millimetre by which a recorded sum may differ from ours.")
    ] = 1
    slip_fold: Annotated[
        Count, Field(description="F04. A length that changes more than so many times in one interval is asked about.")
    ] = 3
    treatment_after_pd_days: Annotated[
        Days, Field(description="M16. Days for which treatment may go on after a confirmed progression.")
    ] = 28
    response_date: Annotated[
        Literal["by_response", "first", "last"],
        Field(
            description=(
                "R13. A response is dated by the first scan of its visit, by the last, or by the first where it is a "
                "progression and by the last otherwise."
            )
        ),
    ] = "by_response"
