"""Papers that define a response criterion, or settle how one is read."""

from __future__ import annotations

from typing import Final

from ebbtide.sources.source import Source

WHO_1979: Final = Source(
    "WHO 1979",
    "World Health Organization.",
    1979,
    "WHO handbook for reporting results of cancer treatment",
    "WHO Offset Publication No. 48, Geneva",
)
MILLER_1981: Final = Source(
    "Miller 1981",
    "Miller AB, Hoogstraten B, Staquet M, Winkler A.",
    1981,
    "Reporting results of cancer treatment",
    "Cancer 47:207-214",
    "10.1002/1097-0142(19810101)47:1<207::AID-CNCR2820470134>3.0.CO;2-6",
)
THERASSE_2000: Final = Source(
    "Therasse 2000",
    "Therasse P, Arbuck SG, Eisenhauer EA, et al.",
    2000,
    "New guidelines to evaluate the response to treatment in solid tumors",
    "J Natl Cancer Inst 92:205-216",
    "10.1093/jnci/92.3.205",
)
CHOI_2007: Final = Source(
    "Choi 2007",
    "Choi H, Charnsangavej C, Faria SC, et al.",
    2007,
    "Correlation of computed tomography and positron emission tomography in patients with metastatic "
    "gastrointestinal stromal tumor treated at a single institution with imatinib mesylate: proposal of new "
    "computed tomography response criteria",
    "J Clin Oncol 25:1753-1759",
    "10.1200/JCO.2006.07.3049",
)
EISENHAUER_2009: Final = Source(
    "Eisenhauer 2009",
    "Eisenhauer EA, Therasse P, Bogaerts J, et al.",
    2009,
    "New response evaluation criteria in solid tumours: revised RECIST guideline (version 1.1)",
    "Eur J Cancer 45:228-247",
    "10.1016/j.ejca.2008.10.026",
)
SCHWARTZ_2009: Final = Source(
    "Schwartz 2009",
    "Schwartz LH, Bogaerts J, Ford R, et al.",
    2009,
    "Evaluation of lymph nodes with RECIST 1.1",
    "Eur J Cancer 45:261-267",
    "10.1016/j.ejca.2008.10.028",
)
WOLCHOK_2009: Final = Source(
    "Wolchok 2009",
    "Wolchok JD, Hoos A, O'Day S, et al.",
    2009,
    "Guidelines for the evaluation of immune therapy activity in solid tumors: immune-related response criteria",
    "Clin Cancer Res 15:7412-7420",
    "10.1158/1078-0432.CCR-09-1624",
)
LENCIONI_2010: Final = Source(
    "Lencioni 2010",
    "Lencioni R, Llovet JM.",
    2010,
    "Modified RECIST (mRECIST) assessment for hepatocellular carcinoma",
    "Semin Liver Dis 30:52-60",
    "10.1055/s-0030-1247132",
)
NISHINO_2013: Final = Source(
    "Nishino 2013",
    "Nishino M, Giobbie-Hurder A, Gargano M, et al.",
    2013,
    "Developing a common language for tumor response to immunotherapy: immune-related response criteria using "
    "unidimensional measurements",
    "Clin Cancer Res 19:3936-3943",
    "10.1158/1078-0432.CCR-13-0895",
)
BOHNSACK_2014: Final = Source(
    "Bohnsack 2014",
    "Bohnsack O, Hoos A, Ludajic K.",
    2014,
    "Adaptation of the immune related response criteria: irRECIST",
    "Ann Oncol 25(suppl 4):iv369",
)
SCHWARTZ_2016: Final = Source(
    "Schwartz 2016",
    "Schwartz LH, Litiere S, de Vries E, et al.",
    2016,
    "RECIST 1.1 - Update and clarification: From the RECIST committee",
    "Eur J Cancer 62:132-137",
    "10.1016/j.ejca.2016.03.081",
)
SEYMOUR_2017: Final = Source(
    "Seymour 2017",
    "Seymour L, Bogaerts J, Perrone A, et al.",
    2017,
    "iRECIST: guidelines for response criteria for use in trials testing immunotherapeutics",
    "Lancet Oncol 18:e143-e152",
    "10.1016/S1470-2045(17)30074-8",
)
HODI_2018: Final = Source(
    "Hodi 2018",
    "Hodi FS, Ballinger M, Lyons B, et al.",
    2018,
    "Immune-modified response evaluation criteria in solid tumors (imRECIST): refining guidelines to assess the "
    "clinical benefit of cancer immunotherapy",
    "J Clin Oncol 36:850-858",
    "10.1200/JCO.2017.75.1644",
)
PERSIGEHL_2020: Final = Source(
    "Persigehl 2020",
    "Persigehl T, Lennartz S, Schwartz LH.",
    2020,
    "iRECIST: how to do it",
    "Cancer Imaging 20:2",
    "10.1186/s40644-019-0281-x",
)
LLOVET_2020: Final = Source(
    "Llovet 2020",
    "Llovet JM, Lencioni R.",
    2020,
    "mRECIST for HCC: performance and novel refinements",
    "J Hepatol 72:288-306",
    "10.1016/j.jhep.2019.09.026",
)
EORTC_FAQ: Final = Source(
    "EORTC FAQ",
    "EORTC RECIST Working Group.",
    None,
    "RECIST: questions and clarifications",
    "European Organisation for Research and Treatment of Cancer",
    url="https://recist.eortc.org",
)
