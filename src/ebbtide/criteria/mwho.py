"""Modified WHO, as the ipilimumab trials used it: Wolchok JD et al. Clin Cancer Res 2009;15:7412-7420, table 1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts import classical
from ebbtide.criteria.parts.criterion import BASE, COMMON_OPTIONS, Criterion, with_common
from ebbtide.criteria.parts.records import PRODUCTS, Definition
from ebbtide.sources import MILLER_1981, WOLCHOK_2009
from ebbtide.terms.responses import MWHO_WORDS

if TYPE_CHECKING:
    from ebbtide.study.options import Options

DEFINITION: Final = BASE._replace(measure=PRODUCTS, rise_pct=25, fall_pct=50, node_rule=0)


def define(options: Options) -> Definition:
    """Apply a study's options.

    Sources:
        Wolchok 2009, table 1, column WHO: 25 % over the smallest sum of products.
    """
    return with_common(DEFINITION, options)


CRITERION: Final = Criterion(
    id="mwho",
    title="mWHO",
    sources=(WOLCHOK_2009, MILLER_1981),
    define=define,
    begin=classical.begin,
    step=classical.step,
    words=MWHO_WORDS,
    option_names=COMMON_OPTIONS,
    extra_lesions="up to 10 visceral, 5 per organ, and 5 of the skin",
    place=WOLCHOK_2009.at("Table 1"),
)
