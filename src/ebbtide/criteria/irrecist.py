"""irRECIST: the one-dimensional irRC of Nishino 2013, and the profile of Bohnsack 2014."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts import burden
from ebbtide.criteria.parts.criterion import BASE, COMMON_OPTIONS, Criterion, with_common
from ebbtide.criteria.parts.records import CONFIRMS_BY_GROWTH, CONFIRMS_BY_THRESHOLD, DIAMETERS, Definition
from ebbtide.sources import BOHNSACK_2014, NISHINO_2013, NISHINO_2017
from ebbtide.terms.responses import IR_WORDS

if TYPE_CHECKING:
    from ebbtide.study.options import Options

DEFINITION: Final = BASE._replace(
    measure=DIAMETERS,
    rise_pct=20,
    rise_floor=5_000,
    fall_pct=30,
    new_is_progression=0,
    nontarget_is_progression=0,
    nontarget_blocks_pr=1,
    confirms=CONFIRMS_BY_THRESHOLD,
)
CONFIRMATIONS: Final = {"threshold": CONFIRMS_BY_THRESHOLD, "continued_growth": CONFIRMS_BY_GROWTH}


def define(options: Options) -> Definition:
    """Apply a study's options.

    Sources:
        Nishino 2013 (non-targets never irPD); Bohnsack 2014 (non-targets and new
        non-measurable lesions may be irPD); register A2 and A3.
    """
    strict = int(options.irrecist_profile == "bohnsack_2014")
    return with_common(DEFINITION, options)._replace(
        rise_floor=5_000 if options.irrecist_floor else 0,
        nontarget_is_progression=strict,
        nonmeasurable_new_is_progression=strict,
        confirms=CONFIRMATIONS[options.irc_confirm],
    )


CRITERION: Final = Criterion(
    id="irrecist",
    title="irRECIST",
    sources=(NISHINO_2013, BOHNSACK_2014, NISHINO_2017),
    define=define,
    begin=burden.begin,
    step=burden.step,
    words=IR_WORDS,
    option_names=("irrecist_profile", "irrecist_floor", "irc_confirm", *COMMON_OPTIONS),
    extra_lesions="up to 5 targets, 2 per organ; new ones alike",
    place=NISHINO_2013.at("Materials and Methods"),
)
