"""Papers on what infused cells do and how much tumour they meet: cellular kinetics, burden, antigen."""

from __future__ import annotations

from typing import Final

from ebbtide.sources.source import Source

MCCARTY_1985: Final = Source(
    "McCarty 1985",
    "McCarty KS Jr, Miller LS, Cox EB, Konrath J, McCarty KS Sr.",
    1985,
    "Estrogen receptor analyses. Correlation of biochemical and immunohistochemical methods using monoclonal "
    "antireceptor antibodies",
    "Arch Pathol Lab Med 109:716-721",
    url="https://pubmed.ncbi.nlm.nih.gov/3893381/",
)
DENNEY_2015: Final = Source(
    "Denney 2015",
    "Denney W, Duvvuri S, Buckeridge C.",
    2015,
    "Simple, automatic noncompartmental analysis: the PKNCA R package",
    "J Pharmacokinet Pharmacodyn 42:11-107, S65",
    "10.1007/s10928-015-9432-2",
)
DEAN_2020: Final = Source(
    "Dean 2020",
    "Dean EA, Mhaskar RS, Lu H, et al.",
    2020,
    "High metabolic tumor volume is associated with decreased efficacy of axicabtagene ciloleucel in large B-cell "
    "lymphoma",
    "Blood Adv 4:3268-3276",
    "10.1182/bloodadvances.2020001900",
)
LOCKE_2020: Final = Source(
    "Locke 2020",
    "Locke FL, Rossi JM, Neelapu SS, et al.",
    2020,
    "Tumor burden, inflammation, and product attributes determine outcomes of axicabtagene ciloleucel in large "
    "B-cell lymphoma",
    "Blood Adv 4:4898-4911",
    "10.1182/bloodadvances.2020002394",
)
