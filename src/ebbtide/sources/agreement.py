"""Measures of agreement, and how often readers of trials disagree."""

from __future__ import annotations

from typing import Final

from ebbtide.sources.source import Source

COHEN_1960: Final = Source(
    "Cohen 1960",
    "Cohen J.",
    1960,
    "A coefficient of agreement for nominal scales",
    "Educ Psychol Meas 20:37-46",
    "10.1177/001316446002000104",
)
COHEN_1968: Final = Source(
    "Cohen 1968",
    "Cohen J.",
    1968,
    "Weighted kappa: nominal scale agreement provision for scaled disagreement or partial credit",
    "Psychol Bull 70:213-220",
    "10.1037/h0026256",
)
FLEISS_1969: Final = Source(
    "Fleiss 1969",
    "Fleiss JL, Cohen J, Everitt BS.",
    1969,
    "Large sample standard errors of kappa and weighted kappa",
    "Psychol Bull 72:323-327",
    "10.1037/h0028106",
)
FLEISS_1971: Final = Source(
    "Fleiss 1971",
    "Fleiss JL.",
    1971,
    "Measuring nominal scale agreement among many raters",
    "Psychol Bull 76:378-382",
    "10.1037/h0031619",
)
BLAND_1986: Final = Source(
    "Bland 1986",
    "Bland JM, Altman DG.",
    1986,
    "Statistical methods for assessing agreement between two methods of clinical measurement",
    "Lancet 327:307-310",
    "10.1016/S0140-6736(86)90837-8",
)
BLAND_1999: Final = Source(
    "Bland 1999",
    "Bland JM, Altman DG.",
    1999,
    "Measuring agreement in method comparison studies",
    "Stat Methods Med Res 8:135-160",
    "10.1177/096228029900800204",
)
BLAND_2007: Final = Source(
    "Bland 2007",
    "Bland JM, Altman DG.",
    2007,
    "Agreement between methods of measurement with multiple observations per individual",
    "J Biopharm Stat 17:571-582",
    "10.1080/10543400701329422",
)
