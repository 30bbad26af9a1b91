"""Words that are ours or their authors', since the terminology has none: what each means.

Whether a word is one of them depends on the package in use: a later one may have taken it up.
"""

from __future__ import annotations

from typing import Final

__all__ = ["SPONSOR_TERMS"]

_IRRECIST = (
    "irRECIST: immune-related response with one diameter per lesion (Bohnsack 2014). CDISC has the word as a synonym"
    " of WOLCHOK SOLID TUMORS 2009, which measures two; filed apart, so that the two criteria stay apart."
)

SPONSOR_TERMS: Final = {
    ("ONCRSCAT", "WHO 1979"): "WHO handbook for reporting results of cancer treatment, 1979",
    ("ONCRSCAT", "MODIFIED WHO"): "Modified WHO criteria, as used in trials of immunotherapy",
    ("ONCRSCAT", "irRECIST"): _IRRECIST,
    ("ONCRSCAT", "imRECIST"): "Immune-modified RECIST (Hodi 2018)",
    ("ONCRSCAT", "LYRIC"): "Lymphoma response to immunomodulatory therapy criteria (Cheson 2016)",
    ("ONCRSR", "NC"): "No change: neither response nor progression, in WHO 1979",
    ("ONCRSR", "IGNORED"): "A scan that iRECIST disregards, too early after progression to confirm it",
    ("ONCRSR", "INCOMPLETE RESPONSE/SD"): "Non-target lesions neither gone nor progressed, in RECIST 1.0",
    ("ONCRSR", "imCR"): "Complete response under imRECIST",
    ("ONCRSR", "imPR"): "Partial response under imRECIST",
    ("ONCRSR", "imSD"): "Stable disease under imRECIST",
    ("ONCRSR", "imPD"): "Progressive disease under imRECIST",
}
"""The meaning of each, by short name of the code list and the word itself."""
