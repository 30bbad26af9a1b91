"""WHO: Miller AB et al. Cancer 1981;47:207-214; WHO Offset Publication 48, 1979."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts import classical
from ebbtide.criteria.parts.criterion import BASE, COMMON_OPTIONS, Criterion, with_common
from ebbtide.criteria.parts.records import PRODUCTS_OR_LENGTHS, Definition
from ebbtide.sources import MILLER_1981, WHO_1979
from ebbtide.terms.responses import WHO_WORDS

if TYPE_CHECKING:
    from ebbtide.study.options import Options

DEFINITION: Final = BASE._replace(measure=PRODUCTS_OR_LENGTHS, rise_pct=25, fall_pct=50, node_rule=0, per_lesion=1)


def define(options: Options) -> Definition:
    """Apply a study's options.

    Sources:
        Miller 1981: 50 % decrease of the total; 25 % increase of one or more lesions (register A1).
    """
    return with_common(DEFINITION, options)._replace(
        per_lesion_from_baseline=int(options.who_pd_reference == "baseline")
    )


CRITERION: Final = Criterion(
    id="who",
    title="WHO",
    sources=(MILLER_1981, WHO_1979),
    define=define,
    begin=classical.begin,
    step=classical.step,
    words=WHO_WORDS,
    option_names=("who_pd_reference", *COMMON_OPTIONS),
    extra_lesions="number not specified",
    place=MILLER_1981.at("Reporting of response"),
)
