"""irRC: Wolchok JD et al. Clin Cancer Res 2009;15:7412-7420."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts import burden
from ebbtide.criteria.parts.criterion import BASE, COMMON_OPTIONS, Criterion, with_common
from ebbtide.criteria.parts.records import CONFIRMS_BY_GROWTH, CONFIRMS_BY_THRESHOLD, PRODUCTS, Definition
from ebbtide.sources import WOLCHOK_2009
from ebbtide.terms.responses import IR_WORDS

if TYPE_CHECKING:
    from ebbtide.study.options import Options

DEFINITION: Final = BASE._replace(
    measure=PRODUCTS,
    rise_pct=25,
    fall_pct=50,
    node_rule=0,
    new_is_progression=0,
    nontarget_is_progression=0,
    confirms=CONFIRMS_BY_THRESHOLD,
)
CONFIRMATIONS: Final = {"threshold": CONFIRMS_BY_THRESHOLD, "continued_growth": CONFIRMS_BY_GROWTH}


def define(options: Options) -> Definition:
    """Apply a study's options.

    Sources:
        Wolchok 2009, tables 1 and 2; what confirms is register A2.
    """
    return with_common(DEFINITION, options)._replace(confirms=CONFIRMATIONS[options.irc_confirm])


CRITERION: Final = Criterion(
    id="irrc",
    title="irRC",
    sources=(WOLCHOK_2009,),
    define=define,
    begin=burden.begin,
    step=burden.step,
    words=IR_WORDS,
    option_names=("irc_confirm", *COMMON_OPTIONS),
    extra_lesions="up to 10 visceral, 5 per organ, and 5 of the skin; new ones alike",
    place=WOLCHOK_2009.at("Table 2"),
)
