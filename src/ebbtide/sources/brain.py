"""Papers that define response criteria for brain tumors."""

from __future__ import annotations

from typing import Final

from ebbtide.sources.source import Source

WEN_2010: Final = Source(
    "Wen 2010",
    "Wen PY, Macdonald DR, Reardon DA, et al.",
    2010,
    "Updated response assessment criteria for high-grade gliomas: Response Assessment in Neuro-Oncology Working Group",
    "J Clin Oncol 28:1963-1972",
    "10.1200/JCO.2009.26.3541",
)
OKADA_2015: Final = Source(
    "Okada 2015",
    "Okada H, Weller M, Huang R, et al.",
    2015,
    "Immunotherapy response assessment in neuro-oncology: a report of the RANO working group",
    "Lancet Oncol 16:e534-e542",
    "10.1016/S1470-2045(15)00088-1",
)
WEN_2023: Final = Source(
    "Wen 2023",
    "Wen PY, van den Bent M, Youssef G, et al.",
    2023,
    "RANO 2.0: Update to the Response Assessment in Neuro-Oncology criteria for high- and low-grade gliomas in adults",
    "J Clin Oncol 41:5187-5199",
    "10.1200/JCO.23.01059",
)
