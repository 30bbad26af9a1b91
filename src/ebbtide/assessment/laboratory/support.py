"""Drugs that hold blood counts up, and for how long: counts under them do not show that the marrow has recovered."""

from __future__ import annotations

from typing import Final

__all__ = ["GROWTH_FACTOR", "GROWTH_FACTOR_DAYS", "TPO_AGONIST", "TPO_AGONIST_DAYS"]

GROWTH_FACTOR: Final = r"growth[_ ]factor|g-?csf|filgrastim|lenograstim|sargramostim"
"""How a growth factor of neutrophils is told from an agent, its class, or words."""
GROWTH_FACTOR_DAYS: Final = 7
TPO_AGONIST: Final = r"tpo[_ ]agonist|eltrombopag|romiplostim|avatrombopag|hetrombopag|lusutrombopag|thrombopoietin"
"""How an agonist of the thrombopoietin receptor is told; without an end it is taken to go on."""
TPO_AGONIST_DAYS: Final = 28
