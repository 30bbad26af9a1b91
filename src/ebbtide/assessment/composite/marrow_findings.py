"""Findings of leukemia as they are recorded, brought into the compartments of a time point.

Tests, units and limits are read here, words in `marrow_words`; a number of unknown unit says nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.assessment.composite.marrow_rows import Row
from ebbtide.assessment.composite.marrow_words import called, is_molecular, is_positive, matures, named_first, told
from ebbtide.assessment.laboratory.names import known_test
from ebbtide.assessment.laboratory.results import BELOW, QUANTIFIED, with_reading
from ebbtide.assessment.laboratory.units import exact, folded_unit, in_unit
from ebbtide.criteria.parts.leukemia import looks
from ebbtide.criteria.parts.leukemia.looks import GIGA_PER_LITER, MRD_PERCENT, PERCENT, Blood, Marrow, Nervous, Residual
from ebbtide.criteria.parts.records import MISSING
from ebbtide.formats.names import folded
from ebbtide.terms.scans import UNTOLD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from fractions import Fraction

    from ebbtide.study.options import Options

__all__ = [
    "KINDS",
    "blood_of",
    "cells_of",
    "kind_of",
    "marrow_of",
    "nervous_of",
    "read_rows",
    "residual_of",
]

_NAMES: Final = {
    "marrow_blasts": "marrow_blasts bone_marrow_blasts bm_blasts blasts_in_marrow blasts_in_bone_marrow blasts",
    "marrow": "marrow bone_marrow bm marrow_morphology bone_marrow_morphology morphology marrow_response",
    "trilineage": "trilineage trilineage_hematopoiesis trilineage_haematopoiesis maturation",
    "blood_blasts": "blood_blasts circulating_blasts peripheral_blasts peripheral_blood_blasts pb_blasts",
    "csf_wbc": "csf_wbc csf_white_cells csf_white_blood_cells csf_leukocytes",
    "csf_rbc": "csf_rbc csf_red_cells csf_red_blood_cells csf_erythrocytes",
    "csf_blasts": "csf_blasts csf_cytology cytospin lumbar_puncture csf cerebrospinal_fluid",
    "cns": "cns cns_status cns_class cns_disease",
    "cns_signs": "cns_signs cranial_nerve_palsy cns_symptoms signs_of_cns_leukemia facial_palsy",
    "outside": "extramedullary extramedullary_disease extramedullary_lesions emd",
    "transfusion": "transfusion transfusions platelet_transfusion red_cell_transfusion transfusion_dependence",
    "counts": "counts blood_counts count_recovery counts_recovered",
}
_KIND_OF: Final = {name: kind for kind, names in _NAMES.items() for name in names.split()}
_MRD: Final = re.compile(r"mrd\b|mrd_.*|(minimal|measurable)_residual_disease.*")
_GENETICS: Final = re.compile(r".*(fish|karyotyp|cytogenet|fusion|clonality).*")
KINDS: Final = (
    *("marrow_blasts", "marrow", "trilineage", "mrd", "genetics", "blood_blasts", "csf_wbc", "csf_rbc", "csf_blasts"),
    *("cns", "cns_signs", "outside", "transfusion", "counts", "anc", "platelets", "wbc", "rbc"),
)
"""What is read."""
_PERCENT_UNITS: Final = ("%", "percent", "pct", "%ofcells", "%ofnucleatedcells")
_RATIO_UNITS: Final = ("ratio", "fraction", "1", "proportion")
REMISSION_BELOW_PERCENT: Final = 5
_CNS: Final = {word.casefold(): code for code, word in enumerate(looks.CNS_WORDS)}


def kind_of(test: str, category: str | None) -> str | None:
    """Tell what a test examines; None where it bears on no response of leukemia.

    Examples:
        >>> kind_of("Bone marrow blasts", None), kind_of("MRD (PCR)", "marrow"), kind_of("IL-6", "cytokine")
        ('marrow_blasts', 'mrd', None)
    """
    name = folded(test)
    if _MRD.fullmatch(name):
        return None if category == "ctdna" else "mrd"
    if name == "blasts" and category not in ("marrow", None):
        return None
    known = _KIND_OF.get(name) or known_test(test)
    if known in KINDS:
        return known
    return "genetics" if category == "marrow" and _GENETICS.fullmatch(name) else None


def read_rows(findings: pl.DataFrame) -> dict[str, list[Row]]:
    """Read the findings that bear on leukemia, by subject, in order of days that that of the rows does not change."""
    pairs = findings.select("test", "category").unique().rows()
    kinds = pl.DataFrame(
        [(test, category, kind) for test, category in pairs if (kind := kind_of(test, category))],
        schema={"test": pl.String, "category": findings.schema["category"], "kind": pl.String},
        orient="row",
    )
    rows = with_reading(findings.join(kinds, on=["test", "category"], nulls_equal=True).drop_nulls("day"))
    order = ["subject", "day", "kind", "value", "text", "unit"]
    found: dict[str, list[Row]] = {}
    for subject, *row in rows.sort(order).select("subject", *Row._fields).iter_rows():
        day, kind, value, text, *rest = row
        found.setdefault(subject, []).append(Row(day, kind, value, text or "", *rest))
    return found


def marrow_of(rows: Sequence[Row], options: Options) -> Marrow:
    """Join the findings of one day into a marrow."""
    counted = [one for row in rows if row.kind == "marrow_blasts" and (one := _blasts(row)) is not None]
    blasts, contradicted = _settled(counted, options)
    words = [row.text for row in rows if row.kind in ("marrow", "marrow_blasts") and row.text]
    said = [called(text) for text in words]
    said += [looks.SAID_CLEAR for row in rows if row.kind == "marrow_blasts" and _is_clear(row)]
    lineages = _last(matures(row) for row in rows if row.kind == "trilineage")
    return Marrow(rows[-1].day, blasts, named_first(said), lineages, int(contradicted))


def _blasts(row: Row) -> int | None:
    """Take a share of blasts, thousandths of a percent; without a unit it is one of percent."""
    share = _percent(row, row.value, bare=True)
    return None if share is None or share < 0 else round(share * PERCENT)


def _percent(row: Row, value: float | None, *, bare: bool) -> Fraction | None:
    """Take a share as percent; None without a number or with a unit that is no share."""
    unit = folded_unit(row.unit)
    if value is None or value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 - NaN
        return None
    if unit in _PERCENT_UNITS or (not unit and bare):
        return exact(value)
    return exact(value) * 100 if unit in _RATIO_UNITS else None


def _is_clear(row: Row) -> bool:
    """Tell whether blasts were looked for and not found, or fewer than 5 %."""
    limit = _percent(row, row.limit, bare=True)
    return row.value is None and row.reading == BELOW and (limit is None or limit <= REMISSION_BELOW_PERCENT)


def _settled(numbers: Sequence[int], options: Options) -> tuple[int, bool]:
    """Choose among numbers of one day: two that differ are not believed, unless an option says which."""
    several = sorted(set(numbers))
    if not several:
        return MISSING, False
    if len(several) == 1 or options.duplicate_reading == "smallest":
        return several[0], False
    return (several[-1], False) if options.duplicate_reading == "largest" else (MISSING, True)


def _last(codes: Iterable[int]) -> int:
    """Take the last that is told."""
    return next((code for code in reversed([*codes]) if code != UNTOLD), UNTOLD)


def residual_of(rows: Sequence[Row]) -> Residual:
    """Join the findings of one day into residual disease: of several assays the one that found most leads.

    A molecular remission in the words of a marrow says that nothing was detected.
    """
    assays = [one for row in rows if row.kind == "mrd" and (one := _assay(row)).found != UNTOLD]
    others = sum(_is_one_percent(row) for row in rows if row.kind == "genetics")
    if not assays:
        is_clear = any(row.kind == "marrow" and is_molecular(row.text) for row in rows)
        found = looks.NOT_DETECTED if is_clear else UNTOLD
        return Residual(rows[-1].day, found, others=others)
    lead = max(assays, key=lambda one: (one.found, one.amount, -one.limit))
    rest = [one for one in assays if one is not lead]
    others += sum(one.found == looks.QUANTIFIED and one.amount >= MRD_PERCENT for one in rest)
    return lead._replace(others=others)


def _assay(row: Row) -> Residual:
    limit = _percent(row, row.limit, bare=False)
    least = MISSING if limit is None else round(limit * MRD_PERCENT)
    is_there = is_positive(row.text) or (row.value or 0) > 0
    if row.reading == BELOW and not is_there:
        return Residual(row.day, looks.NOT_DETECTED, limit=least)
    share = _percent(row, row.value, bare=False)
    if row.reading == QUANTIFIED and share is not None:
        return Residual(row.day, looks.QUANTIFIED, round(share * MRD_PERCENT), least)
    return Residual(row.day, looks.DETECTED if is_there else UNTOLD, limit=least)


def _is_one_percent(row: Row) -> bool:
    share = _percent(row, row.value, bare=False)
    return share >= 1 if share is not None else told(row) == 1


def blood_of(rows: Sequence[Row], options: Options) -> Blood:
    """Join the findings of one day into blasts of the blood."""
    day = rows[-1].day
    shares = [one for row in rows if (one := _blasts(row)) is not None]
    cells = [one for row in rows if (one := cells_of(row, "blood_blasts")) is not None]
    seen = _last(told(row) for row in rows)
    if shares:
        return Blood(day, seen, _settled(shares, options)[0], looks.IN_PERCENT)
    return Blood(day, seen, _settled(cells, options)[0], looks.IN_CELLS)


def cells_of(row: Row, analyte: str) -> int | None:
    """Take a count as whole cells per mL; None without a number or with an unknown unit."""
    if row.value is None or row.value < 0 or row.reading is None:
        return None
    number = in_unit(analyte, row.value, row.unit)
    return None if number is None else round(number * GIGA_PER_LITER)


def nervous_of(rows: Sequence[Row], near: Mapping[str, int]) -> Nervous:
    """Join the findings of one day into the nervous system.

    Args:
        rows: Findings of cerebrospinal fluid, and signs.
        near: White and red cells of the blood of that time (`wbc`, `rbc`), where known.
    """
    cells = {
        kind: [one for row in rows if row.kind == kind and (one := cells_of(row, kind)) is not None]
        for kind in ("csf_wbc", "csf_rbc")
    }
    return Nervous(
        rows[-1].day,
        _last(told(row) for row in rows if row.kind == "csf_blasts"),
        max(cells["csf_wbc"], default=MISSING),
        max(cells["csf_rbc"], default=MISSING),
        near.get("wbc", MISSING),
        near.get("rbc", MISSING),
        _last(told(row) for row in rows if row.kind == "cns_signs"),
        _last(_class(row) for row in rows if row.kind == "cns"),
    )


def _class(row: Row) -> int:
    """Read a class as it is printed, or words that tell whether there is leukemia in the nervous system."""
    named = _CNS.get("".join(row.text.casefold().split()))
    if named is not None:
        return named
    return UNTOLD if row.value is not None else {0: looks.CNS1, 1: looks.CNS_BLASTS}.get(told(row), UNTOLD)
