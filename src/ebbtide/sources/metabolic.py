"""Papers that define a response by the uptake of FDG."""

from __future__ import annotations

from typing import Final

from ebbtide.sources.source import Source

WAHL_2009: Final = Source(
    "Wahl 2009",
    "Wahl RL, Jacene H, Kasamon Y, Lodge MA.",
    2009,
    "From RECIST to PERCIST: evolving considerations for PET response criteria in solid tumors",
    "J Nucl Med 50(suppl 1):122S-150S",
    "10.2967/jnumed.108.057307",
)
O_2016: Final = Source(
    "O 2016",
    "O JH, Lodge MA, Wahl RL.",
    2016,
    "Practical PERCIST: a simplified guide to PET response criteria in solid tumors 1.0",
    "Radiology 280:576-584",
    "10.1148/radiol.2016142043",
)
GOLDFARB_2019: Final = Source(
    "Goldfarb 2019",
    "Goldfarb L, Duchemann B, Chouahnia K, Zelek L, Soussan M.",
    2019,
    "Monitoring anti-PD-1-based immunotherapy in non-small cell lung cancer with FDG PET: introduction of iPERCIST",
    "EJNMMI Res 9:8",
    "10.1186/s13550-019-0473-1",
)
ITO_2019: Final = Source(
    "Ito 2019",
    "Ito K, Teng R, Schoder H, et al.",
    2019,
    "18F-FDG PET/CT for monitoring of ipilimumab therapy in patients with metastatic melanoma",
    "J Nucl Med 60:335-341",
    "10.2967/jnumed.118.213652",
)
