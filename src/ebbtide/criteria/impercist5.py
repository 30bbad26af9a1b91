"""imPERCIST5: Ito K et al. J Nucl Med 2019;60:335-341. The five hottest lesions, new ones among them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts.composite.criterion import CompositeCriterion
from ebbtide.criteria.parts.metabolic import percist
from ebbtide.criteria.parts.metabolic.clauses import IMPERCIST5_CLAUSES, IMPERCIST5_FLAGS, IMPERCIST5_PLACE
from ebbtide.criteria.parts.metabolic.judging import begin
from ebbtide.criteria.parts.metabolic.numbers import next_look, sul_numbers
from ebbtide.criteria.parts.metabolic.telling import SHARED_OPTIONS, SUL_OPTIONS, percist_rules, tell_impercist5
from ebbtide.sources import ITO_2019, WAHL_2009
from ebbtide.terms.responses import PERCIST_WORDS

if TYPE_CHECKING:
    from ebbtide.criteria.parts.metabolic.records import Rules
    from ebbtide.study.options import Options


def define(options: Options) -> Rules:
    """Apply a study's options.

    Sources:
        Ito 2019, Response assessment.

    Examples:
        >>> from ebbtide.study import Options
        >>> rules = define(Options())
        >>> rules.most, rules.rise_floor
        (5, 0)
    """
    rules = percist_rules(options)
    return rules._replace(
        most=5,
        per_organ=2 if options.impercist5_per_organ == "2" else 0,
        rise_floor=rules.rise_floor if options.impercist5_floor else 0,
        fall_floor=rules.fall_floor if options.impercist5_floor else 0,
        strict=int(options.impercist5_pmd_strict),
        tlg_pct=0,
        new_counts=1,
        new_is_progression=0,
        others_count=0,
        cooler=0,
        verify_days=0,
    )


CRITERION: Final = CompositeCriterion(
    id="impercist5",
    title="imPERCIST5",
    disease="metabolic",
    sources=(ITO_2019, WAHL_2009),
    place=IMPERCIST5_PLACE,
    define=define,
    begin=begin,
    step=percist.step,
    words=PERCIST_WORDS,
    clauses=IMPERCIST5_CLAUSES,
    flag_clauses=IMPERCIST5_FLAGS,
    numbers=sul_numbers,
    next_step=next_look,
    option_names=(
        "impercist5_floor",
        "impercist5_pmd_strict",
        "impercist5_per_organ",
        *SUL_OPTIONS,
        *SHARED_OPTIONS,
    ),
    burden="sul",
    says=tell_impercist5,
)
