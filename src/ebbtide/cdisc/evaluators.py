"""Who read: the evaluators of a study, in the words of SDTM and ADaM."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["EVALUATORS", "evaluators_of"]

EVALUATORS: Final = {
    "reader": pl.String,
    "place": pl.Int64,
    "RSEVAL": pl.String,
    "RSEVALID": pl.String,
    "name": pl.String,
}
_INVESTIGATOR: Final = "INVESTIGATOR"
_ASSESSOR: Final = "INDEPENDENT ASSESSOR"
_ROLES: Final = (_INVESTIGATOR, _ASSESSOR, "ADJUDICATOR", "ADJUDICATION COMMITTEE")
"""Readers who are named by their role alone, as the code list EVAL has it."""


def evaluators_of(readers: Iterable[str]) -> pl.DataFrame:
    """Tell the evaluators of a study.

    Args:
        readers: Readers as the tidy tables name them; repeats are welcome.

    Returns:
        One row per reader: `reader`; `place`, 1 for the one whose parameters bear the plain names, which is the
        investigator where there is one and else the first in order; `RSEVAL` and `RSEVALID`, null for a reader
        that the study does not name; `name` for titles.

    Examples:
        >>> evaluators_of(["RADIOLOGIST 1", "INVESTIGATOR", ""]).select("reader", "place", "RSEVAL", "name").rows()[1:]
        [('', 2, None, ''), ('RADIOLOGIST 1', 3, 'INDEPENDENT ASSESSOR', 'Radiologist 1')]
    """
    names = sorted(set(readers), key=lambda name: (not is_investigator(name), name))
    rows = [(name, place, *evaluation(name), title(name)) for place, name in enumerate(names, start=1)]
    return pl.DataFrame(rows, schema=EVALUATORS, orient="row")


def is_investigator(reader: str) -> bool:
    """Tell whether a reader is the investigator, or one of several.

    Examples:
        >>> is_investigator("Investigator 2"), is_investigator("RADIOLOGIST 1")
        (True, False)
    """
    return reader.strip().upper().startswith(_INVESTIGATOR)


def evaluation(reader: str) -> tuple[str | None, str | None]:
    """Tell the role of a reader and, where the role alone does not name it, its identifier.

    Examples:
        >>> evaluation("investigator"), evaluation("RADIOLOGIST 2")
        (('INVESTIGATOR', None), ('INDEPENDENT ASSESSOR', 'RADIOLOGIST 2'))
    """
    word = reader.strip().upper()
    if not word:
        return None, None
    if word in _ROLES:
        return word, None
    return (_INVESTIGATOR if is_investigator(reader) else _ASSESSOR), word


def title(reader: str) -> str:
    """Write a reader as titles have it.

    Examples:
        >>> title("RADIOLOGIST 1"), title("Dr. de Vries")
        ('Radiologist 1', 'Dr. de Vries')
    """
    name = reader.strip()
    return name.title() if name.isupper() or name.islower() else name
