"""How the evidence layer reads what protocols leave open: named options with defaults."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from ebbtide.study.endpoint_options import Days

__all__ = ["EvidenceOptions"]

Shape = Annotated[float, Field(gt=0, le=1_000_000, allow_inf_nan=False)]
"""A parameter of a beta distribution."""


class EvidenceOptions(BaseModel):
    """From which prior the evidence starts, how ctDNA is classed, and from when a finding is stale.

    Examples:
        >>> EvidenceOptions().ctdna_window_days
        84
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    evidence_prior: Annotated[
        str,
        Field(
            description=(
                "Evidence: the prior. `setting` takes the published one of tumor and therapy, `none` takes none, `own` "
                "the two numbers below; else the id of a published prior."
            )
        ),
    ] = "setting"
    evidence_prior_a: Annotated[
        Shape | None, Field(description="Evidence: a of your own prior Beta(a, b), pseudoprogressions.")
    ] = None
    evidence_prior_b: Annotated[
        Shape | None, Field(description="Evidence: b of your own prior Beta(a, b), true progressions.")
    ] = None
    evidence_stale_days: Annotated[
        Days, Field(description="Evidence: a finding more than so many days old is marked as stale.")
    ] = 28
    evidence_il_8: Annotated[
        bool,
        Field(
            description=(
                "Evidence: whether the course of serum IL-8 is shown. It never enters the posterior: no counts are "
                "published. Sanmamed 2017."
            )
        ),
    ] = False
    ctdna_lee_strict: Annotated[
        bool,
        Field(
            description=(
                "ctDNA: a fall of tenfold or less that stays detectable is unfavorable, as Lee 2018 has two classes "
                "only; else it is between them and does not count."
            )
        ),
    ] = False
    ctdna_window_days: Annotated[
        Days, Field(description="ctDNA: the last day after the start of therapy that counts. Lee 2018: 12 weeks.")
    ] = 84
    ctdna_cells_bar_days: Annotated[
        Days,
        Field(
            description=(
                "ctDNA: up to so many days after an infusion of cells the counts of Lee 2018 are barred, since an "
                "early peak goes with response there. Xi 2016."
            )
        ),
    ] = 21
