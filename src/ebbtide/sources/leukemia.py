"""Publications on response in acute lymphoblastic leukemia."""

from __future__ import annotations

from typing import Final

from ebbtide.sources.source import Source

GOKBUGET_2024: Final = Source(
    "Gokbuget 2024",
    "Gökbuget N, Boissel N, Chiaretti S, et al.",
    2024,
    "Diagnosis, prognostic factors, and assessment of ALL in adults: 2024 ELN recommendations from a European expert "
    "panel",
    "Blood 143:1891-1902",
    "10.1182/blood.2023020794",
)
KROGER_2010: Final = Source(
    "Kroger 2010",
    "Kröger N, Bacher U, Bader P, et al.",
    2010,
    "NCI First International Workshop on the Biology, Prevention, and Treatment of Relapse after Allogeneic "
    "Hematopoietic Stem Cell Transplantation: report from the Committee on Disease-Specific Methods and Strategies "
    "for Monitoring Relapse following Allogeneic Stem Cell Transplantation. Part I: methods, acute leukemias, and "
    "myelodysplastic syndromes",
    "Biol Blood Marrow Transplant 16:1187-1211",
    "10.1016/j.bbmt.2010.06.008",
)
BROWN_2021: Final = Source(
    "Brown 2021",
    "Brown PA, Shah B, Advani A, et al.",
    2021,
    "Acute lymphoblastic leukemia, version 2.2021, NCCN clinical practice guidelines in oncology",
    "J Natl Compr Canc Netw 19:1079-1109",
    "10.6004/jnccn.2021.0042",
)
CIBMTR_ALL: Final = Source(
    "CIBMTR ALL",
    "Center for International Blood and Marrow Transplant Research.",
    None,
    "ALL response criteria",
    "CIBMTR forms instruction manual",
    url="https://www.manula.com/manuals/cibmtr/fim/1/en/topic/all-response-criteria",
)
BUCHMANN_2022: Final = Source(
    "Buchmann 2022",
    "Buchmann S, Schrappe M, Baruchel A, et al.",
    2022,
    "Remission, treatment failure, and relapse in pediatric ALL: an international consensus of the Ponte-di-Legno "
    "Consortium",
    "Blood 139:1785-1793",
    "10.1182/blood.2021012328",
)
