"""Publications that the decision pathway rests on."""

from __future__ import annotations

from typing import Final

from ebbtide.sources.source import Source

CHESON_2016: Final = Source(
    "Cheson 2016",
    "Cheson BD, Ansell S, Schwartz L, et al.",
    2016,
    "Refinement of the Lugano Classification lymphoma response criteria in the era of immunomodulatory therapy",
    "Blood 128:2489-2496",
    "10.1182/blood-2016-05-718528",
)
GALTIER_2022: Final = Source(
    "Galtier 2022",
    "Galtier J, Vercellino L, Chartier L, et al.",
    2022,
    "Positron emission tomography-imaging assessment for guiding strategy in patients with relapsed/refractory large "
    "B-cell lymphoma receiving CAR T cells",
    "Haematologica 108:171-180",
    "10.3324/haematol.2021.280550",
)
MAHDI_2023: Final = Source(
    "Mahdi 2023",
    "Mahdi J, Dietrich J, Straathof K, et al.",
    2023,
    "Tumor inflammation-associated neurotoxicity",
    "Nat Med 29:803-810",
    "10.1038/s41591-023-02276-w",
)
PULSIPHER_2022: Final = Source(
    "Pulsipher 2022",
    "Pulsipher MA, Han X, Maude SL, et al.",
    2022,
    "Next-generation sequencing of minimal residual disease for predicting relapse after tisagenlecleucel in children "
    "and young adults with acute lymphoblastic leukemia",
    "Blood Cancer Discov 3:66-81",
    "10.1158/2643-3230.BCD-21-0095",
)
