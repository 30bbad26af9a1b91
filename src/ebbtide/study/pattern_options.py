"""Where published definitions of a pattern leave a number open: named options with defaults."""

from __future__ import annotations

from typing import Annotated

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
