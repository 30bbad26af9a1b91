"""Published cases and cohorts of flare after cell therapy: bundled studies and the registry rest on them."""

from __future__ import annotations

from typing import Final

from ebbtide.sources.source import Source

INFANT_ALL_2021: Final = Source(
    "Authorea 2021",
    "Letter; its authors are not named in the text that was read.",
    2021,
    "Pseudo-progressive bone lesion in a relapsed infant leukemia after chimeric antigen receptor T-cell therapy",
    "Authorea preprint",
    url="https://authorea.com/users/412139/articles/520907",
)
KONG_2022: Final = Source(
    "Kong 2022",
    "Kong D, Yang T, Geng J, et al.",
    2022,
    "Secondary donor-derived CD19 CAR-T therapy is safe and efficacious in acute lymphoblastic leukemia with "
    "extramedullary relapse after first autologous CAR-T therapy",
    "J Zhejiang Univ Sci B 23:876-880",
    "10.1631/jzus.B2200128",
)
DANYLESKO_2021: Final = Source(
    "Danylesko 2021",
    "Danylesko I, Shouval R, Shem-Tov N, et al.",
    2021,
    "Immune imitation of tumor progression after anti-CD19 chimeric antigen receptor T cells treatment in aggressive "
    "B-cell lymphoma",
    "Bone Marrow Transplant 56:1134-1143",
    "10.1038/s41409-020-01156-y",
)
RUPASOV_ARRS: Final = Source(
    "Rupasov ARRS",
    "Rupasov A, Reagan P, Puri S.",
    None,
    "Concordance of PET/CT and clinical evaluation in CAR T-cell therapy response",
    "ARRS abstract 3132",
    url="http://cf.arrs.org/abstracts/oralpresentations/index.cfm?fid=3132&app=false",
)
LIU_2024: Final = Source(
    "Liu 2024",
    "Liu Y, et al.",
    2024,
    "Chest CT signs after CLDN18.2-specific CAR T-cell therapy (CAR-T-PIE)",
    "Research Square preprint",
    "10.21203/rs.3.rs-5342296/v1",
)
MAJZNER_2022: Final = Source(
    "Majzner 2022",
    "Majzner RG, et al.",
    2022,
    "GD2-CAR T cell therapy for H3K27M-mutated diffuse midline gliomas",
    "Nature",
    "10.1038/s41586-022-04489-4",
)
INOUE_2023: Final = Source(
    "Inoue 2023",
    "Inoue Y, et al.",
    2023,
    "Cervical local cytokine release syndrome following CAR-T",
    "Cureus 15(5)",
    url="https://paperexplained.cn/articles/paper/detail/db6ce4d8b5ed4b00d84befaa398f25c5df9234cb",
)
LUAN_2021: Final = Source(
    "Luan 2021",
    "Luan C, et al.",
    2021,
    "Local cytokine release syndrome in an ALL patient after CAR-T",
    "Front Immunol 12:707191",
    "10.3389/fimmu.2021.707191",
)
DE_BOER_2023: Final = Source(
    "de Boer 2023",
    "de Boer JW, et al.",
    2023,
    "Inflammatory reactions mimic residual or recurrent lymphoma on FDG-PET/CT after CD19 CAR T",
    "Blood Adv 7:6710-6716",
    "10.1182/bloodadvances.2023010665",
)
WANG_2018: Final = Source(
    "Wang 2018",
    "Wang S, O'Rourke DM, Chawla S, et al.",
    2018,
    "Multiparametric magnetic resonance imaging in the assessment of anti-EGFRvIII chimeric antigen receptor T cell "
    "therapy in patients with recurrent glioblastoma",
    "Br J Cancer 120:54-56",
    "10.1038/s41416-018-0342-0",
)
REPORTRMD: Final = Source(
    "reportRmd",
    "reportRmd authors.",
    None,
    "reportRmd: tidy presentation of clinical reporting, with the data sets pembrolizumab and ctDNA",
    "R package",
    url="https://github.com/biostatsPMH/reportRmd",
)
