"""Biopsies as the table of findings records them, each with its class of histology."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ebbtide.formats.names import folded
from ebbtide.terms.histology import Histology, histology_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import polars as pl

__all__ = ["Biopsy", "biopsies_by_subject", "read_biopsies"]


class Biopsy(NamedTuple):
    """One biopsy: its day, its class, from where it was taken (as a folded name), and its description."""

    day: int
    histology: Histology
    site: str = ""
    detail: str = ""


def biopsies_by_subject(findings: pl.DataFrame) -> Mapping[str, list[Biopsy]]:
    """Read the biopsies of each subject of a study."""
    found: dict[str, list[tuple[int, str, str | None]]] = {}
    for subject, day, test, text in findings.select("subject", "day", "test", "text").iter_rows():
        if "biopsy" in test.casefold():
            found.setdefault(subject, []).append((day, folded(test), text))
    return {subject: read_biopsies(rows) for subject, rows in found.items()}


def read_biopsies(rows: Iterable[tuple[int, str, str | None]]) -> list[Biopsy]:
    """Class the biopsies of each day: the class that a pathologist gave, else the plain words.

    Args:
        rows: Day, test (folded) and words of one subject's findings.
    """
    rows = list(rows)
    given = {day: histology_of(text) for day, test, text in rows if test == "biopsy_class"}
    told = {day: (site_of(test), text) for day, test, text in rows if is_biopsy(test)}
    doubtful = {day for day, test, text in rows if test in ("biopsy_adequate", "biopsy_lesion_growing") and is_no(text)}
    found = []
    for day in sorted({*given, *told}):
        site, text = told.get(day, ("", None))
        histology = Histology.H5 if day in doubtful else given.get(day, histology_of(text))
        found.append(Biopsy(day, histology, site, text or ""))
    return found


def is_biopsy(test: str) -> bool:
    """Tell whether a folded test is a biopsy's description.

    Examples:
        >>> is_biopsy("biopsy_of_liver"), is_biopsy("biopsy_class")
        (True, False)
    """
    return test == "biopsy" or test.startswith(("biopsy_of_", "biopsy_from_"))


def site_of(test: str) -> str:
    """Tell from where a biopsy was taken, empty where its test does not say."""
    return test.removeprefix("biopsy").removeprefix("_of_").removeprefix("_from_")


def is_no(text: str | None) -> bool:
    """Tell whether a finding says no."""
    return folded(text or "") in ("no", "false", "n", "not_growing", "inadequate")
