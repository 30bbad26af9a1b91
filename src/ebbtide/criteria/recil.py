"""RECIL 2017: Younes A et al. Ann Oncol 2017;28:1436-1447."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts.composite.criterion import CompositeCriterion
from ebbtide.criteria.parts.lymphoma import recil_steps, telling
from ebbtide.criteria.parts.lymphoma.numbers import recil_numbers
from ebbtide.criteria.parts.lymphoma.recil_clauses import RECIL_CLAUSES, RECIL_FLAGS
from ebbtide.criteria.parts.lymphoma.recil_records import RecilRules
from ebbtide.sources import YOUNES_2017
from ebbtide.terms.responses import RECIST_WORDS

if TYPE_CHECKING:
    from ebbtide.study.options import Options


def define(options: Options) -> RecilRules:
    """Apply a study's options.

    Sources:
        Younes 2017, Table 3.
    """
    return RecilRules(
        marrow_required=int(options.recil_marrow_unknown == "prevents_cr"),
        nontarget_progresses=int(options.recil_nontarget_pd),
        treated_counts=int(options.resected_counts_zero),
    )


CRITERION: Final = CompositeCriterion(
    id="recil",
    title="RECIL",
    disease="lymphoma",
    sources=(YOUNES_2017,),
    place=YOUNES_2017.at("Table 3"),
    define=define,
    begin=recil_steps.begin,
    step=recil_steps.step,
    words=RECIST_WORDS,
    clauses=RECIL_CLAUSES,
    flag_clauses=RECIL_FLAGS,
    numbers=recil_numbers,
    next_step=telling.next_after_recil,
    option_names=(
        "recil_marrow_unknown",
        "recil_nontarget_pd",
        "resected_counts_zero",
        "tp_window_days",
        "duplicate_reading",
    ),
    burden="diameters",
    says=telling.says_recil,
)
