"""Each compartment of one time point, put together from its findings and from those of blood near to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.assessment.composite.marrow_counts import cells_near, nearest
from ebbtide.assessment.composite.marrow_findings import blood_of, marrow_of, nervous_of, residual_of
from ebbtide.assessment.composite.marrow_words import DOUBTFUL, told_outside
from ebbtide.criteria.parts.leukemia.looks import Blood, Marrow, Nervous, Residual
from ebbtide.criteria.parts.records import MISSING, NEVER
from ebbtide.terms.scans import UNTOLD

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ebbtide.assessment.composite.marrow_rows import Row
    from ebbtide.criteria.parts.leukemia.looks import Outside
    from ebbtide.study.options import Options

__all__ = ["MARROW", "NERVOUS", "compartments_of", "latest", "nervous_near", "with_words"]

MARROW: Final = ("marrow_blasts", "marrow", "trilineage")
_RESIDUAL: Final = ("mrd", "genetics", "marrow")
_FLUID: Final = ("csf_wbc", "csf_rbc", "csf_blasts", "cns")
_SIGNS: Final = ("cns_signs",)
NERVOUS: Final = (*_FLUID, *_SIGNS)


def compartments_of(rows: Sequence[Row], everything: Sequence[Row], options: Options) -> tuple[Marrow, Residual, Blood]:
    """Take marrow, residual disease and blood of the last day of each; blood nearest to the marrow where it is near."""
    marrow_rows = latest(rows, MARROW)
    marrow = marrow_of(marrow_rows, options) if marrow_rows else Marrow()
    residual = _residual(rows)
    blood_rows = latest(rows, ("blood_blasts",))
    if not blood_rows and marrow.day != NEVER:
        near = nearest(everything, "blood_blasts", marrow.day, options.all_component_days)
        blood_rows = near if all((row.day > 0) == (marrow.day > 0) for row in near) else []
    return marrow, residual, blood_of(blood_rows, options) if blood_rows else Blood()


def _residual(rows: Sequence[Row]) -> Residual:
    """Take residual disease of the last day that tells of it."""
    for day in sorted({row.day for row in rows if row.kind in _RESIDUAL}, reverse=True):
        found = residual_of([row for row in rows if row.day == day and row.kind in _RESIDUAL])
        if found.found != UNTOLD or found.others:
            return found
    return Residual()


def latest(rows: Sequence[Row], kinds: Iterable[str]) -> list[Row]:
    """Take the findings of some kinds on the last day that has any."""
    own = [row for row in rows if row.kind in kinds]
    return [row for row in own if row.day == own[-1].day]


def with_words(outside: Outside, rows: Sequence[Row]) -> Outside:
    """Add what is said in words of disease outside the marrow."""
    if not rows:
        return outside
    codes = {told_outside(row) for row in rows}
    said = next((code for code in (1, DOUBTFUL, 0) if code in codes), UNTOLD)
    return outside._replace(said=said, day=rows[-1].day if outside.day == NEVER else outside.day)


def nervous_near(rows: Sequence[Row], everything: Sequence[Row], options: Options) -> Nervous:
    """Take the nervous system: the last fluid or printed class, the last signs, and the cells of blood near to them."""
    fluid = latest(rows, _FLUID)
    own = sorted([*fluid, *latest(rows, _SIGNS)], key=lambda row: row.day)
    if not own:
        return Nervous()
    near = {}
    for kind in ("wbc", "rbc"):
        cells = cells_near(nearest(everything, kind, (fluid or own)[-1].day, options.all_component_days), kind, options)
        if cells != MISSING:
            near[kind] = cells
    return nervous_of(own, near)
