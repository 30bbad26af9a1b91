"""What a study agreed on for its double reads: which differences between two readers go to an adjudicator."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ebbtide.study.endpoint_options import Days

__all__ = ["AgreementOptions"]


class AgreementOptions(BaseModel):
    """What triggers an adjudication.

    Examples:
        >>> AgreementOptions().adjudicate_date_days
        0
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    adjudicate_progression: Annotated[
        bool, Field(description="Adjudication: one reader sees a progression, the other none.")
    ] = True
    adjudicate_progression_date: Annotated[
        bool, Field(description="Adjudication: the readers date the progression differently, or only one dates it.")
    ] = True
    adjudicate_best_response: Annotated[
        bool, Field(description="Adjudication: the readers' best overall responses differ.")
    ] = True
    adjudicate_response_date: Annotated[
        bool, Field(description="Adjudication: the readers date the first response differently, or only one dates it.")
    ] = True
    adjudicate_date_days: Annotated[
        Days, Field(description="Adjudication: two dates differ where they lie more than so many days apart.")
    ] = 0
    adjudicate_by: Annotated[
        Literal["unconfirmed", "confirmed"],
        Field(description="Adjudication: which best response and which first response the readers are held to."),
    ] = "unconfirmed"
