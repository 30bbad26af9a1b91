"""RECIST 1.0: Therasse P et al. J Natl Cancer Inst 2000;92:205-216."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts import classical
from ebbtide.criteria.parts.criterion import BASE, COMMON_OPTIONS, Criterion, with_common
from ebbtide.criteria.parts.records import LENGTHS, Definition
from ebbtide.sources import THERASSE_2000
from ebbtide.terms.responses import RECIST_1_0_WORDS

if TYPE_CHECKING:
    from ebbtide.study.options import Options

DEFINITION: Final = BASE._replace(measure=LENGTHS, rise_pct=20, fall_pct=30, node_rule=0)


def define(options: Options) -> Definition:
    """Apply a study's options.

    Sources:
        Therasse 2000: 20 % over the smallest sum, no absolute limit; nodes by longest diameter.
    """
    return with_common(DEFINITION, options)


CRITERION: Final = Criterion(
    id="recist-1.0",
    title="RECIST 1.0",
    sources=(THERASSE_2000,),
    define=define,
    begin=classical.begin,
    step=classical.step,
    words=RECIST_1_0_WORDS,
    option_names=COMMON_OPTIONS,
    extra_lesions="up to 10 targets, 5 per organ",
    place=THERASSE_2000.at("Evaluation of target lesions"),
)
