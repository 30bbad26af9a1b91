"""The variables of TR and TU, with their labels and where their values come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.formats.datasets.dataset import Variable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


__all__ = ["TR", "TU", "described"]

_DERIVED: Final = "For records with TRDRVFL = Y: "

TR: Final = (
    Variable("STUDYID", "Study Identifier", "text", key=1, origin="Assigned"),
    Variable("DOMAIN", "Domain Abbreviation", "text", length=2, origin="Assigned"),
    Variable("USUBJID", "Unique Subject Identifier", "text", key=2, origin="Assigned"),
    Variable(
        "TRSEQ", "Sequence Number", "integer", key=3, origin="Derived",
        derivation="Collected records keep their number; derived ones follow, in order of evaluator, day and test",
    ),
    Variable("TRGRPID", "Group ID", "text", origin="Collected"),
    Variable("TRREFID", "Reference ID", "text", origin="Collected"),
    Variable("TRSPID", "Sponsor-Defined Identifier", "text", origin="Collected"),
    Variable("TRLNKID", "Link ID", "text", origin="Assigned"),
    Variable(
        "TRLNKGRP", "Link Group ID", "text", origin="Derived",
        derivation="The time point of the record, as RSLNKGRP names it; collected groups are kept",
    ),
    Variable(
        "TRTESTCD", "Tumor/Lesion Assessment Short Name", "text", length=8, codelist="TRTESTCD", origin="Assigned"
    ),
    Variable("TRTEST", "Tumor/Lesion Assessment Test Name", "text", length=40, codelist="TRTEST", origin="Assigned"),
    Variable(
        "TRORRES", "Result or Finding in Original Units", "text", origin="Collected",
        derivation=f"{_DERIVED}computed from whole micrometres, percentages to four decimals",
    ),
    Variable("TRORRESU", "Original Units", "text", codelist="UNIT", origin="Collected"),
    Variable(
        "TRSTRESC", "Character Result/Finding in Std Format", "text", codelist="TRPROPRS", origin="Derived",
        derivation="TRORRES in standard units; 5 mm for what is too small to measure and has no size",
    ),
    Variable(
        "TRSTRESN", "Numeric Result/Finding in Standard Units", "number", origin="Derived",
        derivation="TRSTRESC as a number",
    ),
    Variable("TRSTRESU", "Standard Units", "text", codelist="UNIT", origin="Assigned"),
    Variable("TRSTAT", "Completion Status", "text", codelist="ND", origin="Collected"),
    Variable(
        "TRREASND", "Reason Not Done", "text", origin="Collected",
        derivation="For sums: a sum that lacks a target of the baseline is not done",
    ),
    Variable("TRMETHOD", "Method Used to Identify the Tumor/Lesion", "text", origin="Collected"),
    Variable(
        "TRDRVFL", "Derived Flag", "text", length=1, codelist="NY", origin="Derived",
        derivation="Y for sums of target lesions and their changes",
    ),
    Variable("TREVAL", "Evaluator", "text", codelist="EVAL", origin="Collected"),
    Variable("TREVALID", "Evaluator Identifier", "text", codelist="MEDEVAL", origin="Collected"),
    Variable("TRACPTFL", "Accepted Record Flag", "text", length=1, codelist="NY", origin="Collected"),
    Variable("VISITNUM", "Visit Number", "number", origin="Collected"),
    Variable("VISIT", "Visit Name", "text", origin="Collected"),
    Variable("VISITDY", "Planned Study Day of Visit", "integer", origin="Protocol"),
    Variable("EPOCH", "Epoch", "text", codelist="EPOCH", origin="Derived"),
    Variable("TRDTC", "Date/Time of Tumor/Lesion Measurement", "text", origin="Collected"),
    Variable(
        "TRDY", "Study Day of Tumor/Lesion Measurement", "integer", origin="Derived",
        derivation="TRDTC - DM.RFSTDTC, plus 1 from RFSTDTC on",
    ),
)  # fmt: skip
"""The variables of TR, in order."""

TU: Final = (
    Variable("STUDYID", "Study Identifier", "text", key=1, origin="Assigned"),
    Variable("DOMAIN", "Domain Abbreviation", "text", length=2, origin="Assigned"),
    Variable("USUBJID", "Unique Subject Identifier", "text", key=2, origin="Assigned"),
    Variable("TUSEQ", "Sequence Number", "integer", key=3, origin="Assigned"),
    Variable("TUGRPID", "Group ID", "text", origin="Collected"),
    Variable("TUREFID", "Reference ID", "text", origin="Collected"),
    Variable("TUSPID", "Sponsor-Defined Identifier", "text", origin="Collected"),
    Variable("TULNKID", "Link ID", "text", origin="Assigned"),
    Variable("TULNKGRP", "Link Group ID", "text", origin="Assigned"),
    Variable("TUTESTCD", "Tumor/Lesion ID Short Name", "text", length=8, codelist="TUTESTCD", origin="Assigned"),
    Variable("TUTEST", "Tumor/Lesion ID Test Name", "text", length=40, codelist="TUTEST", origin="Assigned"),
    Variable("TUORRES", "Tumor/Lesion ID Result", "text", codelist="TUIDRS", origin="Collected"),
    Variable(
        "TUSTRESC", "Tumor/Lesion ID Result Std. Format", "text", codelist="TUIDRS", origin="Derived",
        derivation="TUORRES in the words of controlled terminology",
    ),
    Variable("TULOC", "Location of the Tumor/Lesion", "text", codelist="LOC", origin="Collected"),
    Variable("TULAT", "Laterality", "text", codelist="LAT", origin="Collected"),
    Variable("TUDIR", "Directionality", "text", codelist="DIR", origin="Collected"),
    Variable("TUPORTOT", "Portion or Totality", "text", codelist="PORTOT", origin="Collected"),
    Variable("TUMETHOD", "Method of Identification", "text", origin="Collected"),
    Variable("TUEVAL", "Evaluator", "text", codelist="EVAL", origin="Collected"),
    Variable("TUEVALID", "Evaluator Identifier", "text", codelist="MEDEVAL", origin="Collected"),
    Variable("TUACPTFL", "Accepted Record Flag", "text", length=1, codelist="NY", origin="Collected"),
    Variable("VISITNUM", "Visit Number", "number", origin="Collected"),
    Variable("VISIT", "Visit Name", "text", origin="Collected"),
    Variable("VISITDY", "Planned Study Day of Visit", "integer", origin="Protocol"),
    Variable("EPOCH", "Epoch", "text", codelist="EPOCH", origin="Derived"),
    Variable("TUDTC", "Date/Time of Tumor/Lesion Identification", "text", origin="Collected"),
    Variable(
        "TUDY", "Study Day of Tumor/Lesion Identification", "integer", origin="Derived",
        derivation="TUDTC - DM.RFSTDTC, plus 1 from RFSTDTC on",
    ),
)  # fmt: skip
"""The variables of TU, in order."""

_DTYPES: Final[Mapping[str, type[pl.DataType]]] = {"text": pl.String, "integer": pl.Int64, "number": pl.Float64}


def described(
    frame: pl.DataFrame, known: Iterable[Variable], needed: Iterable[str]
) -> tuple[pl.DataFrame, tuple[Variable, ...]]:
    """Bring a domain into the order of its variables, and describe each.

    Variables of the standard that are not there, or blank in every row and not needed, are left out; a sponsor's own
    follow the others as text under their own names. What is needed and not there is added, blank.

    Args:
        frame: The records.
        known: The variables of the standard, in order.
        needed: Those that are kept although they are blank.
    """
    wanted = set(needed)
    empty = [
        pl.lit(None, _DTYPES[variable.kind]).alias(variable.name)
        for variable in known
        if variable.name in wanted and variable.name not in frame.columns
    ]
    frame = frame.with_columns(empty)
    kept = tuple(variable for variable in known if variable.name in wanted or _says_something(frame, variable.name))
    standard = {variable.name for variable in known}
    own = [name for name in frame.columns if name not in standard and _says_something(frame, name)]
    more = tuple(Variable(name, name, "text", origin="Collected") for name in own)
    return frame.select(variable.name for variable in (*kept, *more)), (*kept, *more)


def _says_something(frame: pl.DataFrame, name: str) -> bool:
    return name in frame.columns and frame[name].null_count() < frame.height
