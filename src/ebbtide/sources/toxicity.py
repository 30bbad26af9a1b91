"""Papers that grade toxicity of immune effector cells, score its risk, or relate scales of performance status."""

from __future__ import annotations

from typing import Final

from ebbtide.sources.source import Source

HENTER_2007: Final = Source(
    "Henter 2007",
    "Henter JI, Horne A, Arico M, et al.",
    2007,
    "HLH-2004: diagnostic and therapeutic guidelines for hemophagocytic lymphohistiocytosis",
    "Pediatr Blood Cancer 48:124-131",
    "10.1002/pbc.21039",
)
MA_2010: Final = Source(
    "Ma 2010",
    "Ma C, Bandukwala S, Burman D, et al.",
    2010,
    "Interconversion of three measures of performance status: an empirical analysis",
    "Eur J Cancer 46:3175-3183",
    "10.1016/j.ejca.2010.06.126",
)
LUFT_2017: Final = Source(
    "Luft 2017",
    "Luft T, Benner A, Jodele S, et al.",
    2017,
    "EASIX in patients with acute graft-versus-host disease: a retrospective cohort analysis",
    "Lancet Haematol 4:e414-e423",
    "10.1016/S2352-3026(17)30108-4",
)
PRASAD_2018: Final = Source(
    "Prasad 2018",
    "Prasad KT, Kaur H, Muthu V, et al.",
    2018,
    "Interconversion of two commonly used performance tools: an analysis of 5844 paired assessments in 1501 lung "
    "cancer patients",
    "World J Clin Oncol 9:140-147",
    "10.5306/wjco.v9.i7.140",
)
LEE_2019: Final = Source(
    "Lee 2019",
    "Lee DW, Santomasso BD, Locke FL, et al.",
    2019,
    "ASTCT consensus grading for cytokine release syndrome and neurologic toxicity associated with immune effector "
    "cells",
    "Biol Blood Marrow Transplant 25:625-638",
    "10.1016/j.bbmt.2018.12.758",
)
WEI_2020: Final = Source(
    "Wei 2020",
    "Wei J, Liu Y, Wang C, et al.",
    2020,
    "The model of cytokine release syndrome in CAR T-cell treatment for B-cell non-Hodgkin lymphoma",
    "Signal Transduct Target Ther 5:134",
    "10.1038/s41392-020-00256-x",
)
PENNISI_2021: Final = Source(
    "Pennisi 2021",
    "Pennisi M, Sanchez-Escamilla M, Flynn JR, et al.",
    2021,
    "Modified EASIX predicts severe cytokine release syndrome and neurotoxicity after chimeric antigen receptor T "
    "cells",
    "Blood Adv 5:3397-3406",
    "10.1182/bloodadvances.2020003885",
)
REJESKI_2021: Final = Source(
    "Rejeski 2021",
    "Rejeski K, Perez A, Sesques P, et al.",
    2021,
    "CAR-HEMATOTOX: a model for CAR T-cell-related hematologic toxicity in relapsed/refractory large B-cell lymphoma",
    "Blood 138:2499-2513",
    "10.1182/blood.2020010543",
)
HINES_2023: Final = Source(
    "Hines 2023",
    "Hines MR, Knight TE, McNerney KO, et al.",
    2023,
    "Immune effector cell-associated hemophagocytic lymphohistiocytosis-like syndrome",
    "Transplant Cell Ther 29:438.e1-438.e16",
    "10.1016/j.jtct.2023.03.006",
)
LI_2023: Final = Source(
    "Li 2023",
    "Li P, Liu Y, Liang Y, et al.",
    2023,
    "2022 Chinese expert consensus and guidelines on clinical management of toxicity in anti-CD19 chimeric antigen "
    "receptor T-cell therapy for B-cell non-Hodgkin lymphoma",
    "Cancer Biol Med 20:129-146",
    "10.20892/j.issn.2095-3941.2022.0585",
)
REJESKI_2023: Final = Source(
    "Rejeski 2023",
    "Rejeski K, Subklewe M, Aljurf M, et al.",
    2023,
    "Immune effector cell-associated hematotoxicity: EHA/EBMT consensus grading and best practice recommendations",
    "Blood 142:865-877",
    "10.1182/blood.2023020578",
)
LIANG_2024: Final = Source(
    "Liang 2024",
    "Liang EC.",
    2024,
    "Automated approach to grade early and late ICAHT by EHA/EBMT criteria",
    "University of Washington and Fred Hutchinson Cancer Center",
    url="https://github.com/emilyliangmd/automatedicahtgrading",
)
REJESKI_2025: Final = Source(
    "Rejeski 2025",
    "Rejeski K, Sanz J, Fei T, et al.",
    2025,
    "T-ICAHT: grading and prognostic impact of thrombocytopenia after CAR T-cell therapy",
    "Blood",
    "10.1182/blood.2025028833",
)
