"""Lugano classification of lymphoma: Cheson BD et al. J Clin Oncol 2014;32:3059-3068."""

from __future__ import annotations

from typing import Final

from ebbtide.criteria.parts.composite.criterion import CompositeCriterion
from ebbtide.criteria.parts.lymphoma import steps, telling
from ebbtide.criteria.parts.lymphoma.clauses import LUGANO_CLAUSES, LUGANO_FLAGS
from ebbtide.criteria.parts.lymphoma.numbers import lugano_numbers
from ebbtide.criteria.parts.lymphoma.options import LUGANO_OPTIONS, lugano_rules
from ebbtide.sources import BARRINGTON_2014, CHESON_2014
from ebbtide.terms.responses import RECIST_WORDS

CRITERION: Final = CompositeCriterion(
    id="lugano",
    title="Lugano",
    disease="lymphoma",
    sources=(CHESON_2014, BARRINGTON_2014),
    place=CHESON_2014.at("Table 3"),
    define=lugano_rules,
    begin=steps.begin,
    step=steps.step,
    words=RECIST_WORDS,
    clauses=LUGANO_CLAUSES,
    flag_clauses=LUGANO_FLAGS,
    numbers=lugano_numbers,
    next_step=telling.next_after_lugano,
    option_names=LUGANO_OPTIONS,
    burden="products",
    says=telling.says_lugano,
)
