"""Terms of the SDTM controlled terminology that Ebbtide writes, with their NCIt codes.

Release 2025-03-25. The terminology is produced by NCI Enterprise Vocabulary Services with CDISC and may be
freely distributed; the table it was taken from is packaged under the Apache License 2.0
(patterninstitute/sdtm.terminology). Written by scripts/build_codelists.py: do not edit.
"""

from __future__ import annotations

from typing import Final

ONCRSR: Final = {
    "CR": ("C4870", "Complete Remission"),
    "PR": ("C18058", "Partial Remission"),
    "SD": ("C18213", "Stable Disease"),
    "PD": ("C35571", "Progressive Disease"),
    "NE": ("C62222", "Unevaluable"),
    "NED": ("C40413", "No Evidence of Disease"),
    "NON-CR/NON-PD": ("C96700", "Non Complete Response/Non Progressive Disease"),
    "NON-PD": ("C123599", "Non Progressive Disease"),
    "NOT ALL EVALUATED": ("C103424", "Not All Lesions Evaluated"),
    "EQUIVOCAL": ("C86071", "Equivocal"),
    "UNEQUIVOCAL": ("C123645", "Unequivocal"),
    "iCR": ("C142357", "iRECIST Complete Response"),
    "iPR": ("C142358", "iRECIST Partial Response"),
    "iSD": ("C142359", "iRECIST Stable Disease"),
    "iUPD": ("C142360", "iRECIST Unconfirmed Progressive Disease"),
    "iCPD": ("C142356", "iRECIST Confirmed Progressive Disease"),
    "NON-iCR/NON-iUPD": ("C142361", "Non iRECIST Complete Response-Non iRECIST Unconfirmed Progressive Disease"),
    "irCR": ("C140316", "irRECIST Complete Response"),
    "irPR": ("C140315", "irRECIST Partial Response"),
    "irSD": ("C140317", "irRECIST Stable Disease"),
    "irPD": ("C140319", "irRECIST Progressive Disease"),
}
ONCRSCAT: Final = {
    "RECIST 1.0": ("C124414", "Response Evaluation Criteria in Solid Tumors Version 1.0"),
    "RECIST 1.1": ("C124415", "Response Evaluation Criteria in Solid Tumors Version 1.1"),
    "iRECIST": ("C136711", "Immune-Modified Response Evaluation Criteria in Solid Tumors"),
    "WOLCHOK SOLID TUMORS 2009": ("C126051", "Wolchok Solid Tumors 2009 Oncology Response Criteria"),
    "MRECIST LENCIONI LIVER CANCER 2010": (
        "C126032",
        "Modified RECIST Lencioni Liver Cancer 2010 Oncology Response Criteria",
    ),
    "CHOI GIST 2008": ("C122394", "Choi Response Criteria in the Evaluation of Gastrointestinal Stromal Tumors"),
}
TUIDRS: Final = {
    "TARGET": ("C94520", "Target Lesion Identification"),
    "NON-TARGET": ("C94521", "Non-Target Lesion Identification"),
    "NEW": ("C94522", "New Lesion Identification"),
    "NEW TARGET": ("C139127", "New Target Lesion Identification"),
    "NEW NON-TARGET": ("C139126", "New Non-Target Lesion Identification"),
}
