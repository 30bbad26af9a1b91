"""Choi criteria for gastrointestinal stromal tumour: Choi H et al. J Clin Oncol 2007;25:1753-1759."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts import classical
from ebbtide.criteria.parts.criterion import BASE, COMMON_OPTIONS, Criterion, with_common
from ebbtide.criteria.parts.records import LENGTHS, Definition
from ebbtide.sources import CHOI_2007
from ebbtide.terms.responses import RECIST_WORDS

if TYPE_CHECKING:
    from ebbtide.study.options import Options

DEFINITION: Final = BASE._replace(
    measure=LENGTHS,
    rise_pct=10,
    fall_pct=10,
    node_rule=0,
    density_fall_pct=15,
    nontarget_is_progression=0,
    nontarget_blocks_pr=1,
)


def define(options: Options) -> Definition:
    """Apply a study's options.

    Sources:
        Choi 2007: -10 % in size or -15 % in density; +10 % in size without response by density.
    """
    return with_common(DEFINITION, options)._replace(
        from_baseline=int(options.choi_pd_reference == "baseline"),
        both_arms=int(options.choi_combine == "and"),
        density_required=int(options.choi_without_density == "not_evaluable"),
    )


CRITERION: Final = Criterion(
    id="choi",
    title="Choi",
    sources=(CHOI_2007,),
    define=define,
    begin=classical.begin,
    step=classical.step,
    words=RECIST_WORDS,
    option_names=("choi_pd_reference", "choi_combine", "choi_without_density", *COMMON_OPTIONS),
    extra_lesions="as RECIST 1.0; density in Hounsfield units",
    place=CHOI_2007.at("Table 1"),
)
