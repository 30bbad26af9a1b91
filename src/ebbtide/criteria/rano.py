"""RANO for high-grade glioma: Wen PY et al. J Clin Oncol 2010;28:1963-1972, and its revision RANO 2.0 of 2023."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts.brain import radiation, telling
from ebbtide.criteria.parts.brain.clauses import RANO_CLAUSES, RANO_FLAGS
from ebbtide.criteria.parts.brain.options import SHARED_OPTIONS, with_shared
from ebbtide.criteria.parts.brain.records import AGAINST_FIRST, AGAINST_NADIR, Rules
from ebbtide.criteria.parts.composite.criterion import CompositeCriterion, Said
from ebbtide.sources import WEN_2010, WEN_2023
from ebbtide.terms.responses import RANO_WORDS

if TYPE_CHECKING:
    from ebbtide.study.options import Options

RULES: Final = Rules()


def define(options: Options) -> Rules:
    """Apply a study's options.

    Sources:
        Wen 2010, Tables 2 to 4; Wen 2023 for the edition `rano_2.0`.
    """
    revised = options.rano_edition == "rano_2.0"
    rated = not revised if options.rano_nonenhancing == "by_edition" else options.rano_nonenhancing == "rated"
    return with_shared(RULES, options)._replace(
        rates_flair=int(rated),
        early_days=options.rano_early_days,
        confirm_days=options.rano_confirm_days,
        confirm_reference=AGAINST_FIRST if options.rano_confirm_reference == "first_pd" else AGAINST_NADIR,
        field_proves=int(not revised),
        repeat_in_window=int(options.rano_repeat_in_window),
        confirm_late=int(options.rano_confirm_late),
        late_final=int(options.rano_late_scan == "final"),
    )


def numbers(rules: Rules, said: Said) -> dict[str, object]:
    """Give the numbers that the clauses name."""
    return telling.numbers(rules, said) | {"differ_option": "rano_confirm_reference"}


CRITERION: Final = CompositeCriterion(
    id="rano",
    title="RANO",
    disease="brain",
    sources=(WEN_2010, WEN_2023),
    place=WEN_2010.at("Table 3"),
    define=define,
    begin=radiation.begin,
    step=radiation.step,
    words=RANO_WORDS,
    clauses=RANO_CLAUSES,
    flag_clauses=RANO_FLAGS,
    numbers=numbers,
    next_step=telling.next_after_radiation,
    option_names=(
        "rano_edition",
        "rano_early_days",
        "rano_confirm_days",
        "rano_confirm_reference",
        "rano_repeat_in_window",
        "rano_confirm_late",
        "rano_late_scan",
        *SHARED_OPTIONS,
    ),
    burden="products",
    says=telling.says_rano,
    follows=True,
)
