"""LYRIC, Lugano under immunomodulatory therapy: Cheson BD et al. Blood 2016;128:2489-2496."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts.composite.criterion import CompositeCriterion
from ebbtide.criteria.parts.lymphoma import lyric_steps, telling
from ebbtide.criteria.parts.lymphoma.clauses import LYRIC_CLAUSES, LYRIC_FLAGS
from ebbtide.criteria.parts.lymphoma.lyric_records import LyricRules
from ebbtide.criteria.parts.lymphoma.numbers import lyric_numbers
from ebbtide.criteria.parts.lymphoma.options import LUGANO_OPTIONS, lugano_rules
from ebbtide.sources import BARRINGTON_2014, CHESON_2014, CHESON_2016
from ebbtide.terms.responses import LYRIC_WORDS

if TYPE_CHECKING:
    from ebbtide.study.options import Options


def define(options: Options) -> LyricRules:
    """Apply a study's options.

    Sources:
        Cheson 2016, "Indeterminate response"; Cheson 2014 for what is left to Lugano.
    """
    return LyricRules(
        lugano=lugano_rules(options),
        from_baseline=int(options.lyric_ref == "baseline"),
        set_from_zero=int(options.lyric_set_nadir == "zero"),
        other_is_indeterminate=int(options.lyric_other_as_ir2),
        any_tissue=int(options.lyric_biopsy_settles == "any"),
        sum_alone=int(options.lyric_sum_alone),
    )


CRITERION: Final = CompositeCriterion(
    id="lyric",
    title="LYRIC",
    disease="lymphoma",
    sources=(CHESON_2016, CHESON_2014, BARRINGTON_2014),
    place=CHESON_2016.at("Indeterminate response"),
    define=define,
    begin=lyric_steps.begin,
    step=lyric_steps.step,
    words=LYRIC_WORDS,
    clauses=LYRIC_CLAUSES,
    flag_clauses=LYRIC_FLAGS,
    numbers=lyric_numbers,
    next_step=telling.next_after_lyric,
    option_names=(
        "lyric_ref",
        "lyric_set_nadir",
        "lyric_other_as_ir2",
        "lyric_biopsy_settles",
        "lyric_sum_alone",
        *LUGANO_OPTIONS,
    ),
    burden="products",
    says=telling.says_lyric,
    follows=True,
    settle=lyric_steps.settle,
)
