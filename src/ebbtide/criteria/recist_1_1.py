"""RECIST 1.1: Eisenhauer EA et al. Eur J Cancer 2009;45:228-247, with the EORTC clarifications."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts import classical
from ebbtide.criteria.parts.criterion import BASE, COMMON_OPTIONS, IMPUTATIONS, Criterion, with_common
from ebbtide.sources import EISENHAUER_2009, EORTC_FAQ, SCHWARTZ_2009, SCHWARTZ_2016
from ebbtide.terms.responses import RECIST_WORDS

if TYPE_CHECKING:
    from ebbtide.criteria.parts.records import Definition
    from ebbtide.study.options import Options

DEFINITION: Final = BASE._replace(rise_pct=20, rise_floor=5_000, fall_pct=30, holds_response=1, reappearance=1)


def define(options: Options) -> Definition:
    """Apply a study's options.

    Sources:
        Eisenhauer 2009, sec. 4.3.1 (limits), sec. 4.6 (confirmation).
    """
    return with_common(DEFINITION, options)._replace(
        confirmation_required=int(options.confirmation_required),
        response_days=options.confirm_days,
        impute=IMPUTATIONS[options.ne_impute],
    )


CRITERION: Final = Criterion(
    id="recist-1.1",
    title="RECIST 1.1",
    sources=(EISENHAUER_2009, SCHWARTZ_2009, SCHWARTZ_2016, EORTC_FAQ),
    define=define,
    begin=classical.begin,
    step=classical.step,
    words=RECIST_WORDS,
    option_names=("cr_withdrawn_by_report", "confirmation_required", "confirm_days", "ne_impute", *COMMON_OPTIONS),
    extra_lesions="up to 5 targets, 2 per organ",
    place=EISENHAUER_2009.at("4.3.1"),
)
