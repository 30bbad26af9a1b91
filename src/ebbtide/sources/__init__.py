"""The bibliography as data: every publication that a rule, an option or a bundled study rests on.

What lives here: the sources and how a place in one is cited. What does not: any rule, any word of a
controlled terminology, any number taken from a paper.
"""

from __future__ import annotations

from ebbtide.sources import cases, criteria
from ebbtide.sources.cases import (
    ADMIRALONCO,
    CDISC_CT,
    GHAFFARI_LALEH_2022,
    HODI_2016,
    JIA_2019,
    NISHINO_2017,
    PHARMAVERSE_SDTM,
    ZHAO_2025,
)
from ebbtide.sources.criteria import (
    BOHNSACK_2014,
    CHOI_2007,
    EISENHAUER_2009,
    EORTC_FAQ,
    HODI_2018,
    LENCIONI_2010,
    LLOVET_2020,
    MILLER_1981,
    NISHINO_2013,
    PERSIGEHL_2020,
    SCHWARTZ_2009,
    SCHWARTZ_2016,
    SEYMOUR_2017,
    THERASSE_2000,
    WHO_1979,
    WOLCHOK_2009,
)
from ebbtide.sources.source import Citation, Source

__all__ = [
    "ADMIRALONCO",
    "BOHNSACK_2014",
    "CDISC_CT",
    "CHOI_2007",
    "EISENHAUER_2009",
    "EORTC_FAQ",
    "GHAFFARI_LALEH_2022",
    "HODI_2016",
    "HODI_2018",
    "JIA_2019",
    "LENCIONI_2010",
    "LLOVET_2020",
    "MILLER_1981",
    "NISHINO_2013",
    "NISHINO_2017",
    "PERSIGEHL_2020",
    "PHARMAVERSE_SDTM",
    "SCHWARTZ_2009",
    "SCHWARTZ_2016",
    "SEYMOUR_2017",
    "THERASSE_2000",
    "WHO_1979",
    "WOLCHOK_2009",
    "ZHAO_2025",
    "Citation",
    "Source",
    "all_sources",
]


def all_sources() -> tuple[Source, ...]:
    """List the bibliography by short form.

    Examples:
        >>> [source.key for source in all_sources()][:2]
        ['admiralonco', 'Bohnsack 2014']
    """
    known = {value for room in (criteria, cases) for value in vars(room).values() if isinstance(value, Source)}
    return tuple(sorted(known, key=lambda source: source.key.casefold()))
