"""Diagnoses as they are recorded, told from their words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.formats.names import folded

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["tumor_named"]

_TUMORS: Final[Mapping[str, tuple[str, ...]]] = {
    "brain_metastases": ("brain_metast", "cerebral_metast"),
    "glioma": ("glioma", "glioblastoma", "gbm", "astrocytoma"),
    "uveal_melanoma": ("uveal",),
    "melanoma": ("melanoma",),
    "nsclc": ("nsclc", "non_small_cell"),
    "rcc": ("rcc", "renal"),
    "lymphoma": ("lymphoma", "dlbcl", "lbcl", "hodgkin"),
    "leukemia": ("leukemia", "leukaemia", "b_all", "t_all", "aml", "cll", "lymphoblastic"),
    "myeloma": ("myeloma",),
}
"""How a diagnosis is told from its words; the first that is found."""


def tumor_named(diagnosis: str | None) -> str | None:
    """Tell the tumor from the words of a diagnosis.

    Returns:
        A word such as `melanoma` or `lymphoma`, `other_solid` for any other diagnosis, None for none.

    Examples:
        >>> tumor_named("Metastatic melanoma"), tumor_named("Non-small cell lung cancer"), tumor_named(None)
        ('melanoma', 'nsclc', None)
    """
    words = folded(diagnosis or "")
    if not words:
        return None
    found = next((name for name, parts in _TUMORS.items() if any(part in words for part in parts)), "other_solid")
    return "leukemia" if words == "all" else found
