"""The options that RANO and iRANO share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts.brain.records import (
    FROM_BASELINE,
    FROM_NADIR,
    FROM_PREVIOUS,
    GROWTH_ALWAYS,
    GROWTH_NEVER,
    Rules,
)
from ebbtide.criteria.parts.criterion import COMMON_OPTIONS

if TYPE_CHECKING:
    from ebbtide.study.options import Options

SHARED_OPTIONS: Final = (
    "rano_nonenhancing",
    "rano_steroid_fall",
    "rano_steroid_reference",
    "rano_physiologic_steroid_ug",
    "rano_known_new_growth",
    "confirm_days",
    *COMMON_OPTIONS,
)
_REFERENCES: Final = {"nadir": FROM_NADIR, "baseline": FROM_BASELINE, "previous": FROM_PREVIOUS}


def with_shared(rules: Rules, options: Options) -> Rules:
    """Apply the options that both criteria read."""
    return rules._replace(
        response_days=options.confirm_days,
        physiologic=options.rano_physiologic_steroid_ug,
        fall_excuses=int(options.rano_steroid_fall == "not_pd"),
        new_growth=GROWTH_ALWAYS if options.rano_known_new_growth else GROWTH_NEVER,
        dose_reference=_REFERENCES[options.rano_steroid_reference],
        treated_counts=int(options.resected_counts_zero),
    )
