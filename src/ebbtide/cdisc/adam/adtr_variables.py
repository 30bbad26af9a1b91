"""The variables of ADTR."""

from __future__ import annotations

from typing import Final

from ebbtide.cdisc.subjects import IDENTITY
from ebbtide.formats.datasets.dataset import Variable

__all__ = ["OPTIONAL", "VARIABLES"]


def _flag(name: str, label: str, derivation: str) -> Variable:
    return Variable(name, label, "text", length=1, codelist="NY", origin="Derived", derivation=derivation)


VARIABLES: Final = (
    *IDENTITY,
    Variable("ASEQ", "Analysis Sequence Number", "integer", key=3, origin="Derived", derivation="By PARAMCD and ADY"),
    Variable("TREVAL", "Evaluator", "text", codelist="EVAL", origin="Predecessor", derivation="TR.TREVAL"),
    Variable(
        "TREVALID", "Evaluator Identifier", "text", codelist="MEDEVAL", origin="Predecessor",
        derivation="TR.TREVALID",
    ),
    Variable("PARCAT1", "Parameter Category 1", "text", origin="Assigned"),
    Variable("PARCAT2", "Parameter Category 2", "text", origin="Assigned", derivation="The evaluator"),
    Variable("PARCAT3", "Parameter Category 3", "text", origin="Assigned", derivation="The criterion of the sum"),
    Variable("PARAM", "Parameter", "text", origin="Assigned"),
    Variable("PARAMCD", "Parameter Code", "text", length=8, origin="Assigned"),
    Variable("TRLNKID", "Link ID", "text", origin="Predecessor", derivation="TR.TRLNKID"),
    Variable(
        "TULOC", "Location of the Tumor/Lesion", "text", codelist="LOC", origin="Predecessor",
        derivation="TU.TULOC",
    ),
    Variable(
        "AVISIT", "Analysis Visit", "text", origin="Derived",
        derivation="BASELINE for the last time point up to day 0, else TR.VISIT; the study day where there is none",
    ),
    Variable(
        "AVISITN", "Analysis Visit (N)", "number", origin="Derived",
        derivation="0 for BASELINE, else TR.VISITNUM, or the study day where there is no visit",
    ),
    Variable(
        "ADT", "Analysis Date", "date", display_format="DATE9.", origin="Derived",
        derivation="The date of the reading; of a sum, that of the first image of the time point",
    ),
    Variable(
        "ADTF", "Analysis Date Imputation Flag", "text", length=1, codelist="DATEFL", origin="Derived",
        derivation="D where the day, M where the month of TRDTC is not known",
    ),
    Variable(
        "ADY", "Analysis Relative Day", "integer", origin="Derived",
        derivation="ADT less the date of day 0, plus 1 from that date on",
    ),
    Variable(
        "AVAL", "Analysis Value", "number", origin="Derived",
        derivation="TR.TRSTRESN of the lesion, 0 where it is absent; of SDIAM the sum of those of LSASS",
    ),
    Variable("BASE", "Baseline Value", "number", origin="Derived", derivation="AVAL of the record with ABLFL Y"),
    Variable("CHG", "Change from Baseline", "number", origin="Derived", derivation="AVAL - BASE, where ANL01FL is Y"),
    Variable("PCHG", "Percent Change from Baseline", "number", origin="Derived", derivation="100 * CHG / BASE"),
    Variable(
        "NADIR", "Nadir", "number", origin="Derived",
        derivation="Smallest AVAL with ANL01FL Y before this time point, the baseline included",
    ),
    Variable("CHGNAD", "Change from Nadir", "number", origin="Derived", derivation="AVAL - NADIR, where ANL01FL is Y"),
    Variable(
        "PCHGNAD", "Percent Change from Nadir", "number", origin="Derived",
        derivation="100 * CHGNAD / NADIR; blank where NADIR is 0",
    ),
    _flag("ABLFL", "Baseline Record Flag", "The last time point up to day 0"),
    _flag("CRFL", "Complete Response Flag", "All targets gone, lymph nodes below 10 mm being gone"),
    _flag(
        "PDFL",
        "Progressive Disease Flag",
        "Sum of those measured at least 5 mm and 20 % over NADIR, not all of them gone or nodes below 10 mm",
    ),
    _flag("ANL01FL", "Analysis Flag 01", "All expected lesions assessed: LSEXP = LSASS"),
    _flag("ANL02FL", "Analysis Flag 02", "The smallest sum after baseline with ANL01FL Y"),
    _flag("ANL03FL", "Analysis Flag 03", "ANL01FL Y before the first PDFL Y"),
    _flag("ANL04FL", "Analysis Flag 04", "ANL01FL Y or PDFL Y"),
    Variable("LSEXP", "Lesion IDs Expected", "text", origin="Derived", derivation="The targets of the baseline"),
    Variable("LSASS", "Lesion IDs Assessed", "text", origin="Derived", derivation="Those of LSEXP that have a size"),
    Variable("SRCDOM", "Source Data", "text", origin="Assigned"),
    Variable("SRCVAR", "Source Variable", "text", origin="Assigned"),
    Variable(
        "SRCSEQ", "Source Sequence Number", "integer", origin="Predecessor",
        derivation="TR.TRSEQ; blank where a sum rests on several records",
    ),
)  # fmt: skip
"""The variables of ADTR, in order."""

OPTIONAL: Final = frozenset({
    "SUBJID", "TRT01P", "TREVAL", "TREVALID", "TULOC", "AVISITN", "ADT", "ADTF", "CRFL", "PDFL", "SRCSEQ",
})  # fmt: skip
"""Those that are left out where no row has a value."""
