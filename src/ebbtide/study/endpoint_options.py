"""The conventions that best responses and endpoints leave to a protocol, as named options with defaults."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Days", "EndpointOptions"]

Days: TypeAlias = Annotated[int, Field(ge=0, le=3650)]
Few: TypeAlias = Annotated[int, Field(ge=0, le=20)]
FirstOrLast: TypeAlias = Literal["first", "last"]


class EndpointOptions(BaseModel):
    """How protocols differ in what follows from the responses; `study.presets` names whole sets.

    Examples:
        >>> EndpointOptions().sd_min_days
        42
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sd_min_days: Annotated[
        Days,
        Field(
            description=(
                "Best response: stable disease, and NON-CR/NON-PD, count from so many days after day 0. "
                "Eisenhauer 2009, sec. 4.4.3: a minimum the protocol names, 6 to 8 weeks."
            )
        ),
    ] = 42
    nc_min_days: Annotated[
        Days,
        Field(
            description=(
                "Best response under WHO and mWHO: no change counts from so many days after day 0. "
                "Miller 1981: 4 weeks."
            )
        ),
    ] = 28
    clinical_benefit_days: Annotated[
        Days,
        Field(
            description=(
                "Clinical benefit: a response, or stable disease that lasts so many days from day 0; 24 weeks, "
                "and 42 days in admiralonco."
            )
        ),
    ] = 168
    confirm_max_ne: Annotated[
        Few, Field(description="Confirmed response: so many NE may lie between a response and its confirmation.")
    ] = 1
    confirm_accept_sd: Annotated[
        bool, Field(description="Confirmed PR: one SD may lie between the response and its confirmation.")
    ] = False
    pr_after_cr_blocks: Annotated[
        bool,
        Field(
            description=(
                "Confirmed response: a PR after a CR within the window keeps the response from being confirmed; "
                "disease that is back means the CR was none, or is over. Eisenhauer 2009, table 3, footnote."
            )
        ),
    ] = True
    cr_then_disease: Annotated[
        Literal["pd", "ne"],
        Field(
            description=(
                "Confirmed best response when disease follows a CR and the minimum for SD is not met: PD "
                "(Eisenhauer 2009, table 3), or NE (admiralonco)."
            )
        ),
    ] = "pd"
    table3_pr_sd_literal: Annotated[
        bool,
        Field(
            description=(
                "Confirmed best response of PR then SD is SD even below the minimum for SD, as Eisenhauer 2009, "
                "table 3, prints it."
            )
        ),
    ] = False
    iupd_breaks_confirmation: Annotated[
        bool, Field(description="iRECIST: an iUPD between a response and its confirmation breaks the pair.")
    ] = True
    missing_as_ne: Annotated[
        bool, Field(description="Best response of a subject without any assessment is NE, not MISSING.")
    ] = False
    not_done: Annotated[
        Literal["absent", "ranked"],
        Field(
            description=(
                "A reported ND is no assessment, as though it were not there; or it parts a response from its "
                "confirmation and ranks as confirmed best response after NE (admiralonco)."
            )
        ),
    ] = "absent"
    icpd_needs_iupd: Annotated[
        bool,
        Field(
            description=(
                "iRECIST: a reported iCPD is a best response only after an iUPD, with nothing but iUPD and NE "
                "between (admiralonco). Computed ones always are."
            )
        ),
    ] = False
    new_therapy_cuts: Annotated[
        bool,
        Field(description="Best response: assessments after the start of a new anticancer therapy do not count."),
    ] = True
    new_therapy_day_counts: Annotated[
        bool,
        Field(
            description=(
                "An assessment on the very day a new therapy begins counts: it shows the disease as the old therapy "
                "left it. Protocols that write `before the new therapy` may mean otherwise."
            )
        ),
    ] = True
    confirmed_non_cr_non_pd: Annotated[
        Literal["after_pd", "before_pd"],
        Field(
            description=(
                "Confirmed best response where NON-CR/NON-PD was followed by PD: PD, or NON-CR/NON-PD as in the "
                "unconfirmed one (admiralonco). Eisenhauer 2009, table 3, is silent on patients without targets."
            )
        ),
    ] = "after_pd"
    irpd_unconfirmed_is_event: Annotated[
        bool,
        Field(
            description=(
                "irRC and irRECIST: an irPD that no later scan could confirm counts as progression. Wolchok 2009."
            )
        ),
    ] = True
    pfs_new_therapy: Annotated[
        Literal["censor", "event", "ignore"],
        Field(
            description=(
                "Progression-free survival: a new anticancer therapy censors at the last assessment before it, "
                "is an event, or is ignored (treatment policy)."
            )
        ),
    ] = "censor"
    pfs_missed_visits: Annotated[
        Few,
        Field(
            description=(
                "Progression-free survival: an event after so many or more missed visits is censored at the last "
                "assessment before them; 0: never. Needs visit_interval_days."
            )
        ),
    ] = 0
    visit_interval_days: Annotated[Days, Field(description="Days between planned tumour assessments; 0: not told.")] = 0
    visit_window_days: Annotated[
        Days, Field(description="Days by which a planned assessment may be early or late.")
    ] = 7
    pfs_censor_at: Annotated[
        Literal["last_evaluable", "last_assessment"],
        Field(
            description=(
                "Progression-free survival is censored at the last assessment that could be evaluated, or at the "
                "last one, NE or not (admiralonco)."
            )
        ),
    ] = "last_evaluable"
    pfs_unassessed_death: Annotated[
        Literal["event", "event_if_early", "censor"],
        Field(
            description=(
                "Progression-free survival: death without any assessment after baseline is an event, an event "
                "within two planned visits, or censored at day 0."
            )
        ),
    ] = "event"
    os_censor_at: Annotated[
        Literal["latest", "last_contact"],
        Field(
            description=(
                "Overall survival of the living is censored on the latest day they are known to be alive, or at the "
                "last contact alone where one is recorded (admiralonco)."
            )
        ),
    ] = "latest"
    ipfs_pending: Annotated[
        Literal["event", "censor"],
        Field(
            description=(
                "A32. iPFS with an iUPD whose 8 weeks for confirmation are not over when the record of a living "
                "subject ends: an event on its day, flagged, or censored before it. Seymour 2017."
            )
        ),
    ] = "event"
    idor_requires_icpd: Annotated[
        bool, Field(description="Duration of an iRECIST response ends only at a confirmed progression, or death.")
    ] = False
    durable_months: Annotated[
        Days, Field(description="A9. A response is durable from so many months on; no consensus.")
    ] = 6
    partial_reported_date: Annotated[
        FirstOrLast,
        Field(
            description=(
                "A reported response dated by its month only: on the day of its visit, else the first of the month; "
                "or always on the last (admiralonco)."
            )
        ),
    ] = "first"
    partial_event_date: Annotated[
        FirstOrLast, Field(description="An event, such as death, dated by its month only: on its first or last day.")
    ] = "first"
