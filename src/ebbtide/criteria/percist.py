"""PERCIST 1.0: Wahl RL et al. J Nucl Med 2009;50(suppl 1):122S-150S, with the practical guide of 2016."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts.composite.criterion import CompositeCriterion
from ebbtide.criteria.parts.metabolic import percist
from ebbtide.criteria.parts.metabolic.clauses import PERCIST_CLAUSES, PERCIST_FLAGS, PERCIST_PLACE
from ebbtide.criteria.parts.metabolic.judging import begin
from ebbtide.criteria.parts.metabolic.numbers import next_look, sul_numbers
from ebbtide.criteria.parts.metabolic.telling import PERCIST_OPTIONS, SHARED_OPTIONS, percist_rules, tell_percist
from ebbtide.sources import O_2016, WAHL_2009
from ebbtide.terms.responses import PERCIST_WORDS

if TYPE_CHECKING:
    from ebbtide.criteria.parts.metabolic.records import Rules
    from ebbtide.study.options import Options


def define(options: Options) -> Rules:
    """Apply a study's options.

    Sources:
        Wahl 2009, table on PERCIST 1.0.

    Examples:
        >>> from ebbtide.study import Options
        >>> define(Options()).rise_pct
        30
    """
    return percist_rules(options)


CRITERION: Final = CompositeCriterion(
    id="percist",
    title="PERCIST 1.0",
    disease="metabolic",
    sources=(WAHL_2009, O_2016),
    place=PERCIST_PLACE,
    define=define,
    begin=begin,
    step=percist.step,
    words=PERCIST_WORDS,
    clauses=PERCIST_CLAUSES,
    flag_clauses=PERCIST_FLAGS,
    numbers=sul_numbers,
    next_step=next_look,
    option_names=(*PERCIST_OPTIONS, *SHARED_OPTIONS),
    burden="sul",
    says=tell_percist,
)
