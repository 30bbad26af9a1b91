"""Papers and data sets that bundled studies and golden cases are taken from."""

from __future__ import annotations

from typing import Final

from ebbtide.sources.source import Source

HODI_2016: Final = Source(
    "Hodi 2016",
    "Hodi FS, Hwu WJ, Kefford R, et al.",
    2016,
    "Evaluation of immune-related response criteria and RECIST v1.1 in patients with advanced melanoma treated "
    "with pembrolizumab",
    "J Clin Oncol 34:1510-1517",
    "10.1200/JCO.2015.64.0391",
)
NISHINO_2017: Final = Source(
    "Nishino 2017",
    "Nishino M, Giobbie-Hurder A, Manos MP, et al.",
    2017,
    "Immune-related tumor response dynamics in melanoma patients treated with pembrolizumab: identifying markers "
    "for clinical outcome and treatment decisions",
    "Clin Cancer Res 23:4671-4679",
    "10.1158/1078-0432.CCR-17-0114",
)
JIA_2019: Final = Source(
    "Jia 2019",
    "Jia W, Gao Q, Han A, Zhu H, Yu J.",
    2019,
    "The potential mechanism, recognition and clinical significance of tumor pseudoprogression after immunotherapy",
    "Cancer Biol Med 16:655-670",
    "10.20892/j.issn.2095-3941.2019.0144",
)
GHAFFARI_LALEH_2022: Final = Source(
    "Ghaffari Laleh 2022",
    "Ghaffari Laleh N, Loeffler CML, Grajek J, et al.",
    2022,
    "Classical mathematical models for prediction of response to chemotherapy and immunotherapy",
    "PLoS Comput Biol 18(2):e1009822",
    "10.1371/journal.pcbi.1009822",
)
ZHAO_2025: Final = Source(
    "Zhao 2025",
    "Zhao X, Liu Y, Qin G, et al.",
    2025,
    "Pseudoprogession in CAR-T cell therapy for solid tumor: Case report",
    "Front Immunol 15:1504104",
    "10.3389/fimmu.2024.1504104",
)
PHARMAVERSE_SDTM: Final = Source(
    "pharmaversesdtm",
    "pharmaverse contributors.",
    None,
    "pharmaversesdtm: SDTM test data for the pharmaverse family of packages",
    "R package",
    url="https://github.com/pharmaverse/pharmaversesdtm",
)
ADMIRALONCO: Final = Source(
    "admiralonco",
    "pharmaverse contributors.",
    None,
    "admiralonco: oncology extension package for ADaM in R",
    "R package",
    url="https://github.com/pharmaverse/admiralonco",
)
CDISC_CT: Final = Source(
    "CDISC CT 2025-03-28",
    "CDISC and NCI Enterprise Vocabulary Services.",
    2025,
    "SDTM controlled terminology, release 2025-03-28",
    "National Cancer Institute",
    url="https://evs.nci.nih.gov/ftp1/CDISC/SDTM/",
)
