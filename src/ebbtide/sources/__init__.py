"""The bibliography as data: every publication that a rule, an option or a bundled study rests on.

What lives here: the sources and how a place in one is cited. What does not: any rule, any word of a
controlled terminology, any number taken from a paper.
"""

from __future__ import annotations

from ebbtide.sources import agreement, cases, criteria, incidence, patterns
from ebbtide.sources.agreement import (
    BLAND_1986,
    BLAND_1999,
    BLAND_2007,
    COHEN_1960,
    COHEN_1968,
    FLEISS_1969,
    FLEISS_1971,
)
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
from ebbtide.sources.incidence import (
    ANDERSON_1983,
    BRATMAN_2020,
    BROOKMEYER_1982,
    CLOPPER_1934,
    COCHRAN_1954,
    COX_1972,
    DERSIMONIAN_1986,
    EFRON_1977,
    FREEMAN_1950,
    HIGGINS_2002,
    HIGGINS_2009,
    KAPLAN_1958,
    MANTEL_1966,
    MILLER_1978,
    PETO_1972,
    SCHWARZER_2019,
    VIECHTBAUER_2005,
    VIECHTBAUER_2010,
    WILSON_1927,
)
from ebbtide.sources.patterns import (
    CHAMPIAT_2017,
    FERRARA_2018,
    FERTE_2014,
    GUAN_2022,
    IPPOLITO_2021,
    KAS_2020,
    KATO_2017,
    KHOJA_2016,
    LEE_2018,
    LO_RUSSO_2019,
    MATOS_2020,
    SAADA_BOUZID_2017,
    TOZUKA_2020,
)
from ebbtide.sources.source import Citation, Source

__all__ = [
    "ADMIRALONCO",
    "ANDERSON_1983",
    "BLAND_1986",
    "BLAND_1999",
    "BLAND_2007",
    "BOHNSACK_2014",
    "BRATMAN_2020",
    "BROOKMEYER_1982",
    "CDISC_CT",
    "CHAMPIAT_2017",
    "CHOI_2007",
    "CLOPPER_1934",
    "COCHRAN_1954",
    "COHEN_1960",
    "COHEN_1968",
    "COX_1972",
    "DERSIMONIAN_1986",
    "EFRON_1977",
    "EISENHAUER_2009",
    "EORTC_FAQ",
    "FERRARA_2018",
    "FERTE_2014",
    "FLEISS_1969",
    "FLEISS_1971",
    "FREEMAN_1950",
    "GHAFFARI_LALEH_2022",
    "GUAN_2022",
    "HIGGINS_2002",
    "HIGGINS_2009",
    "HODI_2016",
    "HODI_2018",
    "IPPOLITO_2021",
    "JIA_2019",
    "KAPLAN_1958",
    "KAS_2020",
    "KATO_2017",
    "KHOJA_2016",
    "LEE_2018",
    "LENCIONI_2010",
    "LLOVET_2020",
    "LO_RUSSO_2019",
    "MANTEL_1966",
    "MATOS_2020",
    "MILLER_1978",
    "MILLER_1981",
    "NISHINO_2013",
    "NISHINO_2017",
    "PERSIGEHL_2020",
    "PETO_1972",
    "PHARMAVERSE_SDTM",
    "SAADA_BOUZID_2017",
    "SCHWARTZ_2009",
    "SCHWARTZ_2016",
    "SCHWARZER_2019",
    "SEYMOUR_2017",
    "THERASSE_2000",
    "TOZUKA_2020",
    "VIECHTBAUER_2005",
    "VIECHTBAUER_2010",
    "WHO_1979",
    "WILSON_1927",
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
        ['admiralonco', 'Anderson 1983']
    """
    rooms = (agreement, cases, criteria, incidence, patterns)
    known = {value for room in rooms for value in vars(room).values() if isinstance(value, Source)}
    return tuple(sorted(known, key=lambda source: source.key.casefold()))
