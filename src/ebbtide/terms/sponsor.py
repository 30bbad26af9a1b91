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
    ("ONCRSCAT", "RECIL 2017"): "Response evaluation criteria in lymphoma (Younes 2017)",
    ("ONCRSCAT", "PERCIMT"): "PET response evaluation criteria for immunotherapy (Anwar 2018)",
    ("ONCRSCAT", "iPERCIST"): "Immune PERCIST (Goldfarb 2019)",
    ("ONCRSCAT", "imPERCIST5"): "Immunotherapy-modified PERCIST of five lesions (Ito 2019)",
    ("ONCRSCAT", "ACUTE LYMPHOBLASTIC LEUKEMIA"): "Acute lymphoblastic leukemia, by the profile of `all_profile`",
    ("ONCRSR", "NC"): "No change: neither response nor progression, in WHO 1979",
    ("ONCRSR", "IGNORED"): "A scan that iRECIST disregards, too early after progression to confirm it",
    ("ONCRSR", "INCOMPLETE RESPONSE/SD"): "Non-target lesions neither gone nor progressed, in RECIST 1.0",
    ("ONCRSR", "IR"): "Indeterminate response of LYRIC, of whichever kind: as best response",
    ("ONCRSR", "IR(1)"): "Indeterminate response of LYRIC: the burden grew within 12 weeks, without deterioration",
    ("ONCRSR", "IR(2)"): "Indeterminate response of LYRIC: a new or grown lesion, without growth of the burden",
    ("ONCRSR", "IR(3)"): "Indeterminate response of LYRIC: higher FDG uptake alone",
    ("ONCRSR", "UPMD"): "Unconfirmed progressive metabolic disease under iPERCIST",
    ("ONCRSR", "CPMD"): "Confirmed progressive metabolic disease under iPERCIST",
    ("ONCRSR", "PD_SUSPECTED"): "Progression of RANO within 12 weeks of chemoradiation, to be confirmed",
    ("ONCRSR", "PD_UNCONFIRMED"): "Progression of iRANO within 6 months of immunotherapy, to be confirmed",
    ("ONCRSR", "MLFS"): "Morphologic leukemia-free state: marrow in remission, blood counts not recovered",
    ("ONCRSR", "FAILURE"): "Treatment failure by measurable residual disease, in acute lymphoblastic leukemia",
    ("ONCRSR", "RELAPSE"): "Relapse of acute lymphoblastic leukemia after complete remission",
    ("ONCRSR", "NOT_CR_RESIDUAL_EMD"): "Marrow in remission, extramedullary disease not cleared",
    ("ONCRSR", "CR_COUNTS_UNKNOWN"): "Remission of the marrow, blood counts not known",
    ("ONCRSR", "imCR"): "Complete response under imRECIST",
    ("ONCRSR", "imPR"): "Partial response under imRECIST",
    ("ONCRSR", "imSD"): "Stable disease under imRECIST",
    ("ONCRSR", "imPD"): "Progressive disease under imRECIST",
}
"""The meaning of each, by short name of the code list and the word itself."""
