"""Papers that define the response criteria of lymphoma; LYRIC is among those of the decision pathway."""

from __future__ import annotations

from typing import Final

from ebbtide.sources.source import Source

BARRINGTON_2014: Final = Source(
    "Barrington 2014",
    "Barrington SF, Mikhaeel NG, Kostakoglu L, et al.",
    2014,
    "Role of imaging in the staging and response assessment of lymphoma: consensus of the International Conference on "
    "Malignant Lymphomas Imaging Working Group",
    "J Clin Oncol 32:3048-3058",
    "10.1200/JCO.2013.53.5229",
)
CHESON_2014: Final = Source(
    "Cheson 2014",
    "Cheson BD, Fisher RI, Barrington SF, et al.",
    2014,
    "Recommendations for initial evaluation, staging, and response assessment of Hodgkin and non-Hodgkin lymphoma: the "
    "Lugano classification",
    "J Clin Oncol 32:3059-3068",
    "10.1200/JCO.2013.54.8800",
)
YOUNES_2017: Final = Source(
    "Younes 2017",
    "Younes A, Hilden P, Coiffier B, et al.",
    2017,
    "International Working Group consensus response evaluation criteria in lymphoma (RECIL 2017)",
    "Ann Oncol 28:1436-1447",
    "10.1093/annonc/mdx097",
)
