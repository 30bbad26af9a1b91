"""The published definitions as data: what each asks for, of which criterion, and where it is printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ebbtide.sources import (
    CHAMPIAT_2017,
    EISENHAUER_2009,
    FERRARA_2018,
    GUAN_2022,
    HODI_2016,
    HODI_2018,
    IPPOLITO_2021,
    KATO_2017,
    LEE_2018,
    LO_RUSSO_2019,
    MATOS_2020,
    NISHINO_2017,
    SAADA_BOUZID_2017,
    SEYMOUR_2017,
    TOZUKA_2020,
    WOLCHOK_2009,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ebbtide.sources import Citation, Source

__all__ = ["BY_NAME", "DEFINITIONS", "PatternDefinition", "definitions_under"]


@dataclass(frozen=True, slots=True)
class PatternDefinition:
    """One published definition of a pattern.

    Args:
        pattern: The pattern it defines.
        name: Its own name, unique within the pattern.
        criteria: The criteria whose calls it reads, the first preferred; none where it reads lesions alone.
        source: Where it is printed.
        says: What it asks for, as a sentence.
    """

    pattern: str
    name: str
    criteria: tuple[str, ...]
    source: Source | Citation
    says: str

    @property
    def key(self) -> tuple[str, str]:
        """Pattern and name."""
        return self.pattern, self.name


DEFINITIONS: Final = (
    PatternDefinition(
        "pseudoprogression",
        "hodi_2016_early",
        ("irrc", "irrecist"),
        HODI_2016,
        "The burden is up by 25 % at week 12 or before, and the next assessment does not confirm irPD.",
    ),
    PatternDefinition(
        "pseudoprogression",
        "hodi_2016_delayed",
        ("irrc", "irrecist"),
        HODI_2016,
        "The burden is up by 25 % after week 12, and the next assessment does not confirm irPD.",
    ),
    PatternDefinition(
        "pseudoprogression",
        "irecist",
        ("irecist",),
        SEYMOUR_2017,
        "An iUPD is not confirmed and is followed by iSD, iPR or iCR.",
    ),
    PatternDefinition(
        "pseudoprogression",
        "irecist_response",
        ("irecist",),
        SEYMOUR_2017,
        "An iUPD is not confirmed and is followed by iPR or iCR.",
    ),
    PatternDefinition(
        "pseudoprogression",
        "lee_2018",
        ("recist-1.1",),
        LEE_2018,
        "The first PD under RECIST 1.1 is not PD any more at the next assessment (melanoma).",
    ),
    PatternDefinition(
        "pseudoprogression",
        "ippolito_2021",
        (),
        IPPOLITO_2021.at("Figure 1"),
        "A target lesion is more than 20 % longer at the first scan and more than 30 % shorter at the next.",
    ),
    PatternDefinition(
        "pseudoprogression",
        "imrecist_next_scan",
        ("imrecist",),
        HODI_2018,
        "PD is no longer PD at the next scan four weeks later or more (imPFS).",
    ),
    PatternDefinition(
        "pseudoprogression",
        "imrecist_any_later",
        ("imrecist",),
        HODI_2018,
        "PD is no longer PD at any scan four weeks later or more.",
    ),
    PatternDefinition(
        "pseudoprogression",
        "nishino_lesion",
        (),
        NISHINO_2017,
        "A lesion grows or appears, and later shrinks or is gone.",
    ),
    PatternDefinition(
        "progression_under_question",
        "irecist",
        ("irecist",),
        SEYMOUR_2017,
        "The last iUPD waits for confirmation 4 to 8 weeks later.",
    ),
    PatternDefinition(
        "progression_under_question",
        "irrc",
        ("irrc",),
        WOLCHOK_2009,
        "The last irPD waits for confirmation at least 4 weeks later.",
    ),
    PatternDefinition(
        "progression_under_question",
        "irrecist",
        ("irrecist",),
        NISHINO_2017,
        "The last irPD waits for confirmation at least 4 weeks later.",
    ),
    PatternDefinition(
        "progression_under_question",
        "imrecist",
        ("imrecist",),
        HODI_2018,
        "The last PD may be negated at least 4 weeks later.",
    ),
    PatternDefinition(
        "hyperprogression",
        "champiat_2017",
        ("recist-1.1",),
        CHAMPIAT_2017,
        "PD at the first evaluation, and the growth rate (TGR) at least doubled.",
    ),
    PatternDefinition(
        "hyperprogression",
        "kato_2017",
        (),
        KATO_2017,
        "Treatment failure within two months, target sum up by more than 50 %, and pace more than doubled.",
    ),
    PatternDefinition(
        "hyperprogression",
        "saada_bouzid_2017",
        (),
        SAADA_BOUZID_2017,
        "Growth kinetics (TGK) at least doubled.",
    ),
    PatternDefinition(
        "hyperprogression",
        "ferrara_2018",
        ("recist-1.1",),
        FERRARA_2018,
        "PD at the first evaluation, and the growth rate (TGR) up by more than 50 percentage points a month.",
    ),
    PatternDefinition(
        "hyperprogression",
        "lo_russo_2019",
        (),
        LO_RUSSO_2019,
        "Three of: failure within two months; target sum up by 50 %; two new lesions in an involved organ; a new "
        "organ; ECOG 2 or worse.",
    ),
    PatternDefinition(
        "hyperprogression",
        "matos_2020",
        (),
        MATOS_2020,
        "Within two months, the target sum is up by more than 40 %, or by more than 20 % with new lesions in two "
        "organs.",
    ),
    PatternDefinition(
        "dissociated_response",
        "bernard_tessier_2020",
        (),
        GUAN_2022.at("Table 1"),
        "At one scan a target is more than 30 % smaller and another more than 20 % larger, the larger ones by 5 mm "
        "together.",
    ),
    PatternDefinition(
        "dissociated_response",
        "ippolito_2021",
        (),
        IPPOLITO_2021.at("Figure 1"),
        "At one scan a target is more than 30 % smaller and another more than 20 % larger.",
    ),
    PatternDefinition(
        "dissociated_response",
        "tozuka_2020",
        ("recist-1.1",),
        TOZUKA_2020,
        "PD at the first scan, with some lesions smaller and others larger or new.",
    ),
    PatternDefinition(
        "delayed_response",
        "after_progression",
        ("irecist",),
        WOLCHOK_2009,
        "The first response comes after an unconfirmed progression.",
    ),
    PatternDefinition(
        "delayed_response",
        "after_week_12",
        ("irecist",),
        WOLCHOK_2009,
        "The first response comes after the scan of week 12.",
    ),
    PatternDefinition(
        "durable_response",
        "recist-1.1",
        ("recist-1.1",),
        EISENHAUER_2009.at("4.5.1"),
        "A response lasts for `durable_months`.",
    ),
    PatternDefinition(
        "durable_response",
        "irecist",
        ("irecist",),
        SEYMOUR_2017,
        "A response under iRECIST lasts for `durable_months`.",
    ),
    PatternDefinition(
        "treatment_beyond_progression",
        "recist-1.1",
        ("recist-1.1",),
        EISENHAUER_2009.at("4.3.4"),
        "The study therapy is given after the first PD under RECIST 1.1.",
    ),
)
"""Every definition, in the order of the rows of the table `patterns`."""

BY_NAME: Final = {definition.key: definition for definition in DEFINITIONS}


def definitions_under(criteria: Iterable[str]) -> tuple[PatternDefinition, ...]:
    """List the definitions that can be called where some criteria were judged.

    Examples:
        >>> [definition.name for definition in definitions_under(["imrecist"]) if definition.criteria]
        ['imrecist_next_scan', 'imrecist_any_later', 'imrecist']
    """
    judged = set(criteria)
    return tuple(one for one in DEFINITIONS if not one.criteria or judged & set(one.criteria))
