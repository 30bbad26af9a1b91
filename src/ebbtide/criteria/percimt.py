"""PERCIMT: Anwar H et al. Eur J Nucl Med Mol Imaging 2018;45:376-383. New lesions are counted, uptake is not read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts.composite.criterion import CompositeCriterion
from ebbtide.criteria.parts.metabolic import percimt
from ebbtide.criteria.parts.metabolic.clauses import PERCIMT_CLAUSES, PERCIMT_FLAGS, PERCIMT_PLACE
from ebbtide.criteria.parts.metabolic.numbers import count_numbers, nothing_next
from ebbtide.criteria.parts.metabolic.records import AT_SCAN, SINCE_BASELINE, CountRules
from ebbtide.criteria.parts.metabolic.telling import tell_percimt
from ebbtide.sources import ANWAR_2018
from ebbtide.terms.responses import PERCIST_WORDS

if TYPE_CHECKING:
    from ebbtide.study.options import Options


def define(options: Options) -> CountRules:
    """Apply a study's options.

    Sources:
        Anwar 2018, Abstract; register A6.

    Examples:
        >>> from ebbtide.study import Options
        >>> define(Options()).any_size
        4
    """
    return CountRules(
        literal=int(options.percimt_counts == "literal"),
        since_baseline=SINCE_BASELINE if options.percimt_new == "since_baseline" else AT_SCAN,
    )


CRITERION: Final = CompositeCriterion(
    id="percimt",
    title="PERCIMT",
    disease="metabolic",
    sources=(ANWAR_2018,),
    place=PERCIMT_PLACE,
    define=define,
    begin=percimt.begin,
    step=percimt.step,
    words=PERCIST_WORDS,
    clauses=PERCIMT_CLAUSES,
    flag_clauses=PERCIMT_FLAGS,
    numbers=count_numbers,
    next_step=nothing_next,
    option_names=("percimt_counts", "percimt_new", "tp_window_days", "duplicate_reading"),
    burden="lesions",
    says=tell_percimt,
)
