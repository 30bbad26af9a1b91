"""Papers that counted what a finding says of a progression, and the statistics of their counts."""

from __future__ import annotations

from typing import Final

from ebbtide.sources.source import Source

JEFFREYS_1946: Final = Source(
    "Jeffreys 1946",
    "Jeffreys H.",
    1946,
    "An invariant form for the prior probability in estimation problems",
    "Proc R Soc Lond A 186:453-461",
    "10.1098/rspa.1946.0056",
)
HALDANE_1956: Final = Source(
    "Haldane 1956",
    "Haldane JBS.",
    1956,
    "The estimation and significance of the logarithm of a ratio of frequencies",
    "Ann Hum Genet 20:309-311",
    "10.1111/j.1469-1809.1955.tb01285.x",
)
XI_2016: Final = Source(
    "Xi 2016",
    "Xi L, Pham THN, Payabyab EC, et al.",
    2016,
    "Circulating tumor DNA as an early indicator of response to T-cell transfer immunotherapy in metastatic melanoma",
    "Clin Cancer Res 22:5480-5486",
    "10.1158/1078-0432.CCR-16-0613",
)
HUANG_2017: Final = Source(
    "Huang 2017",
    "Huang AC, Postow MA, Orlowski RJ, et al.",
    2017,
    "T-cell invigoration to tumour burden ratio associated with anti-PD-1 response",
    "Nature 545:60-65",
    "10.1038/nature22079",
)
SANMAMED_2017: Final = Source(
    "Sanmamed 2017",
    "Sanmamed MF, Perez-Gracia JL, Schalper KA, et al.",
    2017,
    "Changes in serum interleukin-8 (IL-8) levels reflect and predict response to anti-PD-1 treatment in melanoma and "
    "non-small-cell lung cancer patients",
    "Ann Oncol 28:1988-1995",
    "10.1093/annonc/mdx190",
)
ANWAR_2018: Final = Source(
    "Anwar 2018",
    "Anwar H, Sachpekidis C, Winkler J, et al.",
    2018,
    "Absolute number of new lesions on 18F-FDG PET/CT is more predictive of clinical response than SUV changes in "
    "metastatic melanoma patients receiving ipilimumab",
    "Eur J Nucl Med Mol Imaging 45:376-383",
    "10.1007/s00259-017-3870-6",
)
GOLDBERG_2018: Final = Source(
    "Goldberg 2018",
    "Goldberg SB, Narayan A, Kole AJ, et al.",
    2018,
    "Early assessment of lung cancer immunotherapy response via circulating tumor DNA",
    "Clin Cancer Res 24:1872-1880",
    "10.1158/1078-0432.CCR-17-1341",
)
ROWE_2018: Final = Source(
    "Rowe 2018",
    "Rowe LS, Butman JA, Mackey M, et al.",
    2018,
    "Differentiating pseudoprogression from true progression: analysis of radiographic, biologic, and clinical clues "
    "in GBM",
    "J Neurooncol 139:145-152",
    "10.1007/s11060-018-2855-z",
)
KIRIU_2019: Final = Source(
    "Kiriu 2019",
    "Kiriu T, Yamamoto M, Nagano T, et al.",
    2019,
    "Pseudo-progression and the neutrophil-to-lymphocyte ratio in non-small cell lung cancer treated with immune "
    "checkpoint inhibitors: a case-control study",
    "Onco Targets Ther 12:10559-10568",
    "10.2147/OTT.S228138",
)
PARK_2020: Final = Source(
    "Park 2020",
    "Park HJ, Kim KW, Pyo J, et al.",
    2020,
    "Incidence of pseudoprogression during immune checkpoint inhibitor therapy for solid tumors: a systematic review "
    "and meta-analysis",
    "Radiology 297:87-96",
    "10.1148/radiol.2020200443",
)
FRANK_2021: Final = Source(
    "Frank 2021",
    "Frank MJ, Hossain NM, Bukhari A, et al.",
    2021,
    "Monitoring of circulating tumor DNA improves early relapse detection after axicabtagene ciloleucel infusion in "
    "large B-cell lymphoma: results of a prospective multi-institutional trial",
    "J Clin Oncol 39:3034-3043",
    "10.1200/JCO.21.00377",
)
SACHPEKIDIS_2021: Final = Source(
    "Sachpekidis 2021",
    "Sachpekidis C, Kopp-Schneider A, Hassel JC, Dimitrakopoulou-Strauss A.",
    2021,
    "Assessment of early metabolic progression in melanoma patients under immunotherapy: an 18F-FDG PET/CT study",
    "EJNMMI Res 11:89",
    "10.1186/s13550-021-00832-4",
)
HOMBURG_2024: Final = Source(
    "Homburg 2024",
    "Homburg S, Christensen CB, Pedersen M, et al.",
    2024,
    "Prospective assessment of fluorine-18-fluorodeoxyglucose-positron emission tomography/computed tomography "
    "(FDG-PET/CT) for early identification of checkpoint-inhibitor-induced pseudoprogression",
    "Cancers 16:964",
    "10.3390/cancers16050964",
)
