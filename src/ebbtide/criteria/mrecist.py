"""mRECIST for hepatocellular carcinoma: Lencioni and Llovet 2010, and its update of 2020."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts import classical
from ebbtide.criteria.parts.criterion import BASE, COMMON_OPTIONS, Criterion, with_common
from ebbtide.criteria.parts.records import VIABLE, Definition
from ebbtide.sources import LENCIONI_2010, LLOVET_2020
from ebbtide.terms.responses import RECIST_WORDS

if TYPE_CHECKING:
    from ebbtide.study.options import Options

DEFINITION: Final = BASE._replace(measure=VIABLE, rise_pct=20, fall_pct=30, new_least=10_000)


def define(options: Options) -> Definition:
    """Apply a study's options.

    Sources:
        Lencioni 2010 (20 % over the smallest sum); Llovet 2020 (5 mm as in RECIST 1.1).
    """
    floor = 5_000 if options.mrecist_edition == "2020" else 0
    return with_common(DEFINITION, options)._replace(rise_floor=floor)


CRITERION: Final = Criterion(
    id="mrecist",
    title="mRECIST",
    sources=(LENCIONI_2010, LLOVET_2020),
    define=define,
    begin=classical.begin,
    step=classical.step,
    words=RECIST_WORDS,
    option_names=("mrecist_edition", *COMMON_OPTIONS),
    extra_lesions="up to 5 targets, 2 per organ; viable part",
    place=LENCIONI_2010.at("Assessment of target lesion response"),
)
