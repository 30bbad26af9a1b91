"""iRANO: Okada H et al. Lancet Oncol 2015;16:e534-e542, over the categories of RANO."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts.brain import immunotherapy, telling
from ebbtide.criteria.parts.brain.clauses import IRANO_CLAUSES, IRANO_FLAGS
from ebbtide.criteria.parts.brain.course import begin
from ebbtide.criteria.parts.brain.options import SHARED_OPTIONS, with_shared
from ebbtide.criteria.parts.brain.records import AGAINST_FIRST, AGAINST_NADIR, GROWTH_LATER, Rules
from ebbtide.criteria.parts.composite.criterion import CompositeCriterion, Said
from ebbtide.sources import OKADA_2015, WEN_2010
from ebbtide.terms.responses import IRANO_WORDS

if TYPE_CHECKING:
    from ebbtide.study.options import Options

RULES: Final = Rules(
    early_days=182, confirm_days=90, confirm_reference=AGAINST_FIRST, field_proves=0, late_final=0, new_in_sum=1
)


def define(options: Options) -> Rules:
    """Apply a study's options.

    Sources:
        Okada 2015; Wen 2010, Table 3, for the categories.
    """
    shared = with_shared(RULES, options)
    apart = not options.irano_new_in_sum and shared.new_growth
    return shared._replace(
        rates_flair=int(options.rano_nonenhancing != "not_rated"),
        early_days=options.irano_early_days,
        confirm_days=options.irano_confirm_days,
        confirm_reference=AGAINST_FIRST if options.irano_confirm_reference == "first_pd" else AGAINST_NADIR,
        new_in_sum=int(options.irano_new_in_sum),
        new_growth=GROWTH_LATER if apart else shared.new_growth,
        rebases=int(options.irano_reference_after == "first_pd"),
    )


def numbers(rules: Rules, said: Said) -> dict[str, object]:
    """Give the numbers that the clauses name."""
    return telling.numbers(rules, said) | {"differ_option": "irano_confirm_reference"}


CRITERION: Final = CompositeCriterion(
    id="irano",
    title="iRANO",
    disease="brain",
    sources=(OKADA_2015, WEN_2010),
    place=WEN_2010.at("Table 3"),
    define=define,
    begin=begin,
    step=immunotherapy.step,
    words=IRANO_WORDS,
    clauses=IRANO_CLAUSES,
    flag_clauses=IRANO_FLAGS,
    numbers=numbers,
    next_step=telling.next_under_immunotherapy,
    option_names=(
        "irano_early_days",
        "irano_confirm_days",
        "irano_confirm_reference",
        "irano_reference_after",
        "irano_new_in_sum",
        *SHARED_OPTIONS,
    ),
    burden="products",
    says=telling.says_irano,
    follows=True,
)
