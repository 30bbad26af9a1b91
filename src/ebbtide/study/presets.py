"""Whole sets of options under one name: the conventions that users already follow.

A preset stands over the defaults and under what a study, or the command, says itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PRESETS"]

PRESETS: Final[Mapping[str, Mapping[str, Any]]] = {
    # RECIST 1.1 as published, where it says anything: the defaults.
    "eisenhauer_2009": {},
    # admiralonco 1.4: its predefined response events and time-to-event sources, as its articles "Creating ADRS",
    # "Creating ADRS with iRECIST endpoints" and "Creating ADTTE" use them, and what the tests of its functions settle.
    "admiralonco": {
        "sd_min_days": 42,
        "nc_min_days": 42,
        "confirm_days": 28,
        "confirm_max_ne": 1,
        "confirm_accept_sd": False,
        "pr_after_cr_blocks": True,
        "cr_then_disease": "ne",
        "confirmed_non_cr_non_pd": "before_pd",
        "clinical_benefit_days": 42,
        "missing_as_ne": False,
        # A new therapy cuts only in an example beside the main text.
        "new_therapy_cuts": False,
        "new_therapy_day_counts": False,
        # Tests of the confirmed best response: ND stands between, and ranks after NE.
        "not_done": "ranked",
        "icpd_needs_iupd": True,
        "pfs_censor_at": "last_assessment",
        "pfs_new_therapy": "ignore",
        "os_censor_at": "last_contact",
        "partial_reported_date": "last",
    },
    # EORTC RECIST Working Group, questions and clarifications (recist.eortc.org): it adds readings of single time
    # points, which the criteria follow (a PR is held until PD). For best responses it holds to Eisenhauer 2009 and
    # Seymour 2017: one that is held is the best response once it was confirmed, if it must be.
    "eortc": {},
}
"""Options by preset; what one does not name keeps its default."""
