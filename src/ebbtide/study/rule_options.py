"""Every reading of a criterion that its sources leave open, as a named option with its default.

The rules that read them are in `criteria`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ebbtide.study.endpoint_options import Days

__all__ = ["RuleOptions"]


class RuleOptions(BaseModel):
    """The readings of the criteria.

    Examples:
        >>> RuleOptions().reset_min_shrink
        '5'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    who_pd_reference: Annotated[
        Literal["nadir", "baseline"],
        Field(
            description=(
                "A1. WHO progression of a lesion is measured from its smallest size or from baseline. "
                "Miller 1981 is silent."
            )
        ),
    ] = "nadir"
    irc_confirm: Annotated[
        Literal["threshold", "continued_growth"],
        Field(
            description=(
                "A2. irRC and irRECIST: irPD is confirmed when the burden still is over the threshold, or"
                " only when it has grown further. Wolchok 2009; Bohnsack 2014."
            )
        ),
    ] = "threshold"
    irrecist_profile: Annotated[
        Literal["nishino_2013", "bohnsack_2014"],
        Field(
            description=(
                "A3. irRECIST as Nishino 2013 or as Bohnsack 2014 (non-targets and new non-measurable "
                "lesions can be irPD)."
            )
        ),
    ] = "nishino_2013"
    irrecist_floor: Annotated[
        bool, Field(description="A3. irRECIST progression also needs +5 mm; Nishino 2013 does not state it.")
    ] = True
    a4_nt: Annotated[
        Literal["change", "table2"],
        Field(
            description=(
                "A4. iRECIST: iPR or iSD while a non-target stays progressed: allowed when something "
                "changed, or never (Seymour 2017, table 2, row 6)."
            )
        ),
    ] = "change"
    reset_min_shrink: Annotated[
        Literal["5", "any", "off"],
        Field(
            description=(
                "A4. iRECIST: how far the target sum must shrink from the iUPD to reset the bar: 5 mm, at"
                " all, or never by shrinking alone."
            )
        ),
    ] = "5"
    nl_regression_resets: Annotated[
        bool, Field(description="A4. iRECIST: shrinkage of the new target lesions by 5 mm also resets the bar.")
    ] = False
    imrecist_negation: Annotated[
        Literal["next_scan", "any_later"],
        Field(
            description=(
                "A5. imRECIST: PD is negated by the next scan at 4 weeks or more (imPFS), or by any later"
                " one (best response). Hodi 2018. Flags follow this option; `settled` always shows both."
            )
        ),
    ] = "next_scan"
    ne_breaks_episode: Annotated[
        bool,
        Field(description="A11. iRECIST: a time point that is NE closes the open iUPD, so that a new one is needed."),
    ] = False
    nadir_excludes_ne_timepoints: Annotated[
        bool, Field(description="A17. A complete target sum at a time point that is NE overall stays out of the nadir.")
    ] = False
    early_scan_moves_nadir: Annotated[
        bool, Field(description="A16. iRECIST: a scan before 4 weeks, otherwise disregarded, may lower the nadir.")
    ] = False
    early_variance_days: Annotated[
        Days, Field(description="A31. iRECIST: days by which the 4 and 8 weeks may be missed; protocols often allow 2.")
    ] = 0
    confirmation_required: Annotated[
        bool,
        Field(
            description=(
                "A21. A response must be confirmed (non-randomised trials with response as end point): an"
                " unconfirmed one is not held through a small rise. Eisenhauer 2009, sec. 4.6."
            )
        ),
    ] = False
    confirm_days: Annotated[
        Days, Field(description="Days from a response to the scan that may confirm it. Eisenhauer 2009, sec. 4.6.")
    ] = 28
    cr_withdrawn_by_report: Annotated[
        bool,
        Field(
            description=(
                "R-1c. A reader who reports a response other than PD where a lesion is back after a "
                "complete response has withdrawn that response; the lesion is then judged by the sum. "
                "EORTC clarifications."
            )
        ),
    ] = True
    ne_impute: Annotated[
        Literal["off", "lower_bound_zero", "last_value"],
        Field(
            description=(
                "A missing target counts as missing, as 0 mm, or as last measured. An imputed sum never "
                "supports a response or the nadir."
            )
        ),
    ] = "off"
    resected_counts_zero: Annotated[
        bool,
        Field(
            description=(
                "A target that was resected, ablated or irradiated keeps counting as measured; by default"
                " its time points are NE unless PD."
            )
        ),
    ] = False
    mrecist_edition: Annotated[
        Literal["2010", "2020"],
        Field(description="mRECIST of Lencioni 2010 (no 5 mm floor) or its update of 2020 (5 mm floor)."),
    ] = "2010"
    choi_pd_reference: Annotated[
        Literal["nadir", "baseline"],
        Field(description="Choi: growth of 10 % is measured from the smallest sum or from baseline. Choi 2007."),
    ] = "nadir"
    choi_combine: Annotated[
        Literal["or", "and"], Field(description="Choi: response by size or density; `and` is the modified Choi.")
    ] = "or"
    choi_without_density: Annotated[
        Literal["size_alone", "not_evaluable"],
        Field(
            description=(
                "Choi: without a density, judge by size alone (flagged), or let only what size proves stand (CR, PR)."
            )
        ),
    ] = "size_alone"
    tp_window_days: Annotated[
        Days, Field(description="An image without visit label joins the nearest labelled visit within so many days.")
    ] = 7
    accepted_only: Annotated[
        bool,
        Field(
            description=(
                "On reading SDTM: take only the records marked as accepted (TUACPTFL, TRACPTFL, RSACPTFL), and those "
                "of evaluators that mark none."
            )
        ),
    ] = False
    duplicate_reading: Annotated[
        Literal["not_evaluable", "largest", "smallest"],
        Field(
            description=(
                "Two different values for one lesion at one time point: neither is believed, or the "
                "larger, or the smaller."
            )
        ),
    ] = "not_evaluable"
