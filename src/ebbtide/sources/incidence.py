"""Methods of statistics, and trials whose pseudoprogressions were counted."""

from __future__ import annotations

from typing import Final

from ebbtide.sources.source import Source

WILSON_1927: Final = Source(
    "Wilson 1927",
    "Wilson EB.",
    1927,
    "Probable inference, the law of succession, and statistical inference",
    "J Am Stat Assoc 22:209-212",
    "10.1080/01621459.1927.10502953",
)
CLOPPER_1934: Final = Source(
    "Clopper 1934",
    "Clopper CJ, Pearson ES.",
    1934,
    "The use of confidence or fiducial limits illustrated in the case of the binomial",
    "Biometrika 26:404-413",
    "10.1093/biomet/26.4.404",
)
FREEMAN_1950: Final = Source(
    "Freeman 1950",
    "Freeman MF, Tukey JW.",
    1950,
    "Transformations related to the angular and the square root",
    "Ann Math Stat 21:607-611",
    "10.1214/aoms/1177729756",
)
COCHRAN_1954: Final = Source(
    "Cochran 1954",
    "Cochran WG.",
    1954,
    "The combination of estimates from different experiments",
    "Biometrics 10:101-129",
    "10.2307/3001666",
)
KAPLAN_1958: Final = Source(
    "Kaplan 1958",
    "Kaplan EL, Meier P.",
    1958,
    "Nonparametric estimation from incomplete observations",
    "J Am Stat Assoc 53:457-481",
    "10.1080/01621459.1958.10501452",
)
MANTEL_1966: Final = Source(
    "Mantel 1966",
    "Mantel N.",
    1966,
    "Evaluation of survival data and two new rank order statistics arising in its consideration",
    "Cancer Chemother Rep 50:163-170",
    url="https://pubmed.ncbi.nlm.nih.gov/5910392/",
)
COX_1972: Final = Source(
    "Cox 1972",
    "Cox DR.",
    1972,
    "Regression models and life-tables",
    "J R Stat Soc B 34:187-220",
    "10.1111/j.2517-6161.1972.tb00899.x",
)
PETO_1972: Final = Source(
    "Peto 1972",
    "Peto R, Peto J.",
    1972,
    "Asymptotically efficient rank invariant test procedures",
    "J R Stat Soc A 135:185-207",
    "10.2307/2344317",
)
EFRON_1977: Final = Source(
    "Efron 1977",
    "Efron B.",
    1977,
    "The efficiency of Cox's likelihood function for censored data",
    "J Am Stat Assoc 72:557-565",
    "10.1080/01621459.1977.10480613",
)
MILLER_1978: Final = Source(
    "Miller 1978",
    "Miller JJ.",
    1978,
    "The inverse of the Freeman-Tukey double arcsine transformation",
    "Am Stat 32:138",
    "10.1080/00031305.1978.10479283",
)
BROOKMEYER_1982: Final = Source(
    "Brookmeyer 1982",
    "Brookmeyer R, Crowley J.",
    1982,
    "A confidence interval for the median survival time",
    "Biometrics 38:29-41",
    "10.2307/2530286",
)
ANDERSON_1983: Final = Source(
    "Anderson 1983",
    "Anderson JR, Cain KC, Gelber RD.",
    1983,
    "Analysis of survival by tumor response",
    "J Clin Oncol 1:710-719",
    "10.1200/JCO.1983.1.11.710",
)
DERSIMONIAN_1986: Final = Source(
    "DerSimonian 1986",
    "DerSimonian R, Laird N.",
    1986,
    "Meta-analysis in clinical trials",
    "Control Clin Trials 7:177-188",
    "10.1016/0197-2456(86)90046-2",
)
HIGGINS_2002: Final = Source(
    "Higgins 2002",
    "Higgins JPT, Thompson SG.",
    2002,
    "Quantifying heterogeneity in a meta-analysis",
    "Stat Med 21:1539-1558",
    "10.1002/sim.1186",
)
VIECHTBAUER_2005: Final = Source(
    "Viechtbauer 2005",
    "Viechtbauer W.",
    2005,
    "Bias and efficiency of meta-analytic variance estimators in the random-effects model",
    "J Educ Behav Stat 30:261-293",
    "10.3102/10769986030003261",
)
HIGGINS_2009: Final = Source(
    "Higgins 2009",
    "Higgins JPT, Thompson SG, Spiegelhalter DJ.",
    2009,
    "A re-evaluation of random-effects meta-analysis",
    "J R Stat Soc A 172:137-159",
    "10.1111/j.1467-985X.2008.00552.x",
)
VIECHTBAUER_2010: Final = Source(
    "Viechtbauer 2010",
    "Viechtbauer W.",
    2010,
    "Conducting meta-analyses in R with the metafor package",
    "J Stat Softw 36(3):1-48",
    "10.18637/jss.v036.i03",
)
SCHWARZER_2019: Final = Source(
    "Schwarzer 2019",
    "Schwarzer G, Chemaitelly H, Abu-Raddad LJ, Rücker G.",
    2019,
    "Seriously misleading results using inverse of Freeman-Tukey double arcsine transformation in meta-analysis of "
    "single proportions",
    "Res Synth Methods 10:476-483",
    "10.1002/jrsm.1348",
)
BRATMAN_2020: Final = Source(
    "Bratman 2020",
    "Bratman SV, Yang SYC, Iafolla MAJ, et al.",
    2020,
    "Personalized circulating tumor DNA analysis as a predictive biomarker in solid tumor patients treated with "
    "pembrolizumab",
    "Nat Cancer 1:873-881",
    "10.1038/s43018-020-0096-5",
)
