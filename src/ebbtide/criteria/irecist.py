"""iRECIST: Seymour L et al. Lancet Oncol 2017;18:e143-e152, with the EORTC clarifications."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts import episode
from ebbtide.criteria.parts.criterion import BASE, COMMON_OPTIONS, IMPUTATIONS, Criterion, with_common
from ebbtide.criteria.parts.records import CONFIRMS_BY_EPISODE, Definition
from ebbtide.sources import EISENHAUER_2009, EORTC_FAQ, PERSIGEHL_2020, SEYMOUR_2017
from ebbtide.terms.responses import I_WORDS

if TYPE_CHECKING:
    from ebbtide.study.options import Options

DEFINITION: Final = BASE._replace(
    rise_pct=20,
    rise_floor=5_000,
    fall_pct=30,
    holds_response=1,
    reappearance=1,
    confirms=CONFIRMS_BY_EPISODE,
    confirm_days=28,
    late_days=56,
)
SHRINKS: Final = {"5": 5_000, "any": 1, "off": episode.RESET_OFF}


def define(options: Options) -> Definition:
    """Apply a study's options.

    Sources:
        Seymour 2017, table 2 and "Confirming progression"; register A4, A11, A16, A17, A31.
    """
    return with_common(DEFINITION, options)._replace(
        variance_days=options.early_variance_days,
        early_moves_nadir=int(options.early_scan_moves_nadir),
        table2_nontargets=int(options.a4_nt == "table2"),
        reset_shrink=SHRINKS[options.reset_min_shrink],
        new_shrink_resets=int(options.nl_regression_resets),
        ne_breaks_episode=int(options.ne_breaks_episode),
        confirmation_required=int(options.confirmation_required),
        response_days=options.confirm_days,
        ne_outside_nadir=int(options.nadir_excludes_ne_timepoints),
        impute=IMPUTATIONS[options.ne_impute],
    )


CRITERION: Final = Criterion(
    id="irecist",
    title="iRECIST",
    sources=(SEYMOUR_2017, EISENHAUER_2009, EORTC_FAQ, PERSIGEHL_2020),
    define=define,
    begin=episode.begin,
    step=episode.step,
    words=I_WORDS,
    option_names=(
        "early_variance_days",
        "early_scan_moves_nadir",
        "a4_nt",
        "reset_min_shrink",
        "nl_regression_resets",
        "ne_breaks_episode",
        "cr_withdrawn_by_report",
        "confirmation_required",
        "confirm_days",
        "nadir_excludes_ne_timepoints",
        "ne_impute",
        *COMMON_OPTIONS,
    ),
    extra_lesions="as RECIST 1.1; up to 5 new targets, 2 per organ, apart",
    place=SEYMOUR_2017.at("Table 2"),
)
