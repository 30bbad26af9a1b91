"""What TR must have, and must not have (M10, M11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.check import NO_QUERIES, Check
from ebbtide.checks.domain_records import domain_named, has_variable, records_of
from ebbtide.checks.records.domain_rows import PLACE, in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "places_in_tr", "results_without_number"]

_NUMBER: Final = r"^\s*-?\d+(\.\d+)?([eE][-+]?\d+)?\s*$"
_PLACES: Final = {"TRLOC": "CG0299", "TRLAT": "CG0300", "TRDIR": "CG0301", "TRPORTOT": "CG0302"}
"""Variables of TU that TR must not have, and the rule that says so."""


def results_without_number(trial: Examined) -> pl.DataFrame:
    """M10: a result that is a number as collected and has no standard number."""
    rows = records_of(trial, "TR", "TESTCD", "ORRES", "STRESC", "STRESN")
    numbers = rows.filter(pl.col("orres").str.contains(_NUMBER), pl.col("stresn").is_null())
    if numbers.is_empty():
        return NO_QUERIES
    if not has_variable(trial, "TR", "STRESN"):
        said = (
            f"TR has no variable TRSTRESN, and {numbers.height:,} results are numbers "
            f"({in_words(numbers['subject'].to_list())}). Please add the results in standard units."
        )
        return _on_study([said])
    message = pl.format(
        "{}: {}{} is {} in TRORRES, and TRSTRESN is blank. Please fill it in.",
        *(PLACE, pl.coalesce("testcd", pl.lit("the result")), pl.coalesce(pl.format(" of {}", "lesion"), pl.lit(""))),
        "orres",
    )
    return numbers.select("subject", "reader", "lesion", "visit", "day", message=message)


def places_in_tr(trial: Examined) -> pl.DataFrame:
    """M11: variables of TR that say where a lesion is."""
    domain = domain_named(trial, "TR")
    if domain is None:
        return NO_QUERIES
    supplied = _qualifiers(trial)
    found = [name for name in _PLACES if name in domain.frame.columns and name not in supplied]
    return _on_study(
        [
            f"TR has the variable {name}. Where a lesion is belongs in TU ({name.replace('TR', 'TU', 1)}), which TR is "
            f"linked to by TRLNKID. Please take it out of TR ({_PLACES[name]})."
            for name in found
        ]
    )


def _qualifiers(trial: Examined) -> set[str]:
    """Name the qualifiers that the records of TR were given, which stand beside its variables."""
    supplements = [one for code in ("SUPPTR", "SUPPQUAL") if (one := trial.domain(code)) is not None]
    return {name for one in supplements if "QNAM" in one.frame.columns for name in one.frame["QNAM"].drop_nulls()}


def _on_study(messages: Sequence[str]) -> pl.DataFrame:
    return pl.DataFrame({"message": messages}, schema={"message": pl.String}).select(
        pl.lit(None, pl.String).alias("subject"), "message"
    )


CHECKS: Final = (
    Check(
        "M10",
        "Number without TRSTRESN",
        "error",
        "TRORRES is a number and TRSTRESN is blank; once for the study where TR lacks the variable.",
        "SDTMIG, --STRESN",
        results_without_number,
    ),
    Check(
        "M11",
        "Location in TR",
        "error",
        "TR has TRLOC, TRLAT, TRDIR or TRPORTOT, which belong in TU. Qualifiers of SUPPTR are no variables of TR.",
        "CDISC CORE CG0299 to CG0302",
        places_in_tr,
    ),
)
