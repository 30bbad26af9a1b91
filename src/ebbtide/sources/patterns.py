"""Papers that define a pattern of response, such as pseudoprogression, hyperprogression or dissociated response."""

from __future__ import annotations

from typing import Final

from ebbtide.sources.source import Source

FERTE_2014: Final = Source(
    "Ferte 2014",
    "Ferte C, Fernandez M, Hollebecque A, et al.",
    2014,
    "Tumor growth rate is an early indicator of antitumor drug activity in phase I clinical trials",
    "Clin Cancer Res 20:246-252",
    "10.1158/1078-0432.CCR-13-2098",
)
KHOJA_2016: Final = Source(
    "Khoja 2016",
    "Khoja L, Kibiro M, Metser U, et al.",
    2016,
    "Patterns of response to anti-PD-1 treatment: an exploratory comparison of four radiological response criteria "
    "and associations with overall survival in metastatic melanoma patients",
    "Br J Cancer 115:1186-1192",
    "10.1038/bjc.2016.308",
)
CHAMPIAT_2017: Final = Source(
    "Champiat 2017",
    "Champiat S, Dercle L, Ammari S, et al.",
    2017,
    "Hyperprogressive disease is a new pattern of progression in cancer patients treated by anti-PD-1/PD-L1",
    "Clin Cancer Res 23:1920-1928",
    "10.1158/1078-0432.CCR-16-1741",
)
KATO_2017: Final = Source(
    "Kato 2017",
    "Kato S, Goodman A, Walavalkar V, et al.",
    2017,
    "Hyperprogressors after immunotherapy: analysis of genomic alterations associated with accelerated growth rate",
    "Clin Cancer Res 23:4242-4250",
    "10.1158/1078-0432.CCR-16-3133",
)
SAADA_BOUZID_2017: Final = Source(
    "Saada-Bouzid 2017",
    "Saada-Bouzid E, Defaucheux C, Karabajakian A, et al.",
    2017,
    "Hyperprogression during anti-PD-1/PD-L1 therapy in patients with recurrent and/or metastatic head and neck "
    "squamous cell carcinoma",
    "Ann Oncol 28:1605-1611",
    "10.1093/annonc/mdx178",
)
FERRARA_2018: Final = Source(
    "Ferrara 2018",
    "Ferrara R, Mezquita L, Texier M, et al.",
    2018,
    "Hyperprogressive disease in patients with advanced non-small cell lung cancer treated with PD-1/PD-L1 "
    "inhibitors or with single-agent chemotherapy",
    "JAMA Oncol 4:1543-1552",
    "10.1001/jamaoncol.2018.3676",
)
LEE_2018: Final = Source(
    "Lee 2018",
    "Lee JH, Long GV, Menzies AM, et al.",
    2018,
    "Association between circulating tumor DNA and pseudoprogression in patients with metastatic melanoma treated "
    "with anti-programmed cell death 1 antibodies",
    "JAMA Oncol 4:717-721",
    "10.1001/jamaoncol.2017.5332",
)
LO_RUSSO_2019: Final = Source(
    "Lo Russo 2019",
    "Lo Russo G, Moro M, Sommariva M, et al.",
    2019,
    "Antibody-Fc/FcR interaction on macrophages as a mechanism for hyperprogressive disease in non-small cell lung "
    "cancer subsequent to PD-1/PD-L1 blockade",
    "Clin Cancer Res 25:989-999",
    "10.1158/1078-0432.CCR-18-1390",
)
KAS_2020: Final = Source(
    "Kas 2020",
    "Kas B, Talbot H, Ferrara R, et al.",
    2020,
    "Clarification of definitions of hyperprogressive disease during immunotherapy for non-small cell lung cancer",
    "JAMA Oncol 6:1039-1046",
    "10.1001/jamaoncol.2020.1634",
)
MATOS_2020: Final = Source(
    "Matos 2020",
    "Matos I, Martin-Liberal J, Garcia-Ruiz A, et al.",
    2020,
    "Capturing hyperprogressive disease with immune-checkpoint inhibitors using RECIST 1.1 criteria",
    "Clin Cancer Res 26:1846-1855",
    url="https://aacrjournals.org/clincancerres/article/26/8/1846/83078",
)
TOZUKA_2020: Final = Source(
    "Tozuka 2020",
    "Tozuka T, Kitazono S, Sakamoto H, et al.",
    2020,
    "Dissociated responses at initial computed tomography evaluation is a good prognostic factor in non-small cell "
    "lung cancer patients treated with anti-programmed cell death-1/ligand 1 inhibitors",
    "BMC Cancer 20:207",
    "10.1186/s12885-020-6704-z",
)
IPPOLITO_2021: Final = Source(
    "Ippolito 2021",
    "Ippolito D, Maino C, Ragusi M, et al.",
    2021,
    "Immune response evaluation criteria in solid tumors for assessment of atypical responses after immunotherapy",
    "World J Clin Oncol 12:323-334",
    "10.5306/wjco.v12.i5.323",
)
GUAN_2022: Final = Source(
    "Guan 2022",
    "Guan Y, Feng D, Yin B, Li K, Wang J.",
    2022,
    "Immune-related dissociated response as a specific atypical response pattern in solid tumors with immune "
    "checkpoint blockade",
    "Ther Adv Med Oncol 14:17588359221096877",
    "10.1177/17588359221096877",
)
