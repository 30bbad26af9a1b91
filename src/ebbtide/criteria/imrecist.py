"""imRECIST: Hodi FS et al. J Clin Oncol 2018;36:850-858."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts import burden
from ebbtide.criteria.parts.criterion import BASE, COMMON_OPTIONS, Criterion, with_common
from ebbtide.criteria.parts.records import DIAMETERS, NEGATED_BY_ANY, NEGATED_BY_NEXT, Definition
from ebbtide.sources import HODI_2018
from ebbtide.terms.responses import RECIST_WORDS

if TYPE_CHECKING:
    from ebbtide.study.options import Options

DEFINITION: Final = BASE._replace(
    measure=DIAMETERS,
    rise_pct=20,
    rise_floor=5_000,
    fall_pct=30,
    new_is_progression=0,
    nontarget_is_progression=0,
    confirms=NEGATED_BY_NEXT,
)
NEGATIONS: Final = {"next_scan": NEGATED_BY_NEXT, "any_later": NEGATED_BY_ANY}


def define(options: Options) -> Definition:
    """Apply a study's options.

    Sources:
        Hodi 2018; which later scan negates a progression is register A5.
    """
    return with_common(DEFINITION, options)._replace(confirms=NEGATIONS[options.imrecist_negation])


CRITERION: Final = Criterion(
    id="imrecist",
    title="imRECIST",
    sources=(HODI_2018,),
    define=define,
    begin=burden.begin,
    step=burden.step,
    words=RECIST_WORDS,
    option_names=("imrecist_negation", *COMMON_OPTIONS),
    extra_lesions="up to 5 targets, 2 per organ; new ones alike",
    place=HODI_2018.at("Table 1"),
)
