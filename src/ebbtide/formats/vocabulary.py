"""Cells as words: a closed list refuses what it does not know, an open one keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.errors import UnknownWordError
from ebbtide.formats import words
from ebbtide.formats.names import folded
from ebbtide.formats.text import BLANK_WORDS, clean_text, distinct, mapped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ebbtide.formats.cells import Cells
    from ebbtide.study.columns import Column

__all__ = ["Words", "read_nodal_roles", "read_words"]

_CLOSED: Final[Mapping[str, Mapping[str, str]]] = {
    "role": words.ROLES_BY_WORD,
    "state": words.STATES_BY_WORD,
    "target_state": words.STATES_BY_WORD,
    "nontarget_state": words.STATES_BY_WORD,
    "new_lesion": words.NEW_LESIONS,
    "marker_state": words.MARKERS,
    "deauville": words.DEAUVILLE_SCORES,
    "uptake": words.UPTAKES,
    "new_avid_lesion": words.NEW_LESIONS,
    "marrow_uptake": words.MARROW_UPTAKES,
    "flair": words.FLAIRS,
}
_SPELT: Final[Mapping[str, Mapping[str, str]]] = {
    "criterion": words.CRITERIA,
    "overall_response": words.RESPONSES,
    "best_overall_response": words.RESPONSES,
    "target_response": words.RESPONSES,
    "nontarget_response": words.RESPONSES,
}


class Words(NamedTuple):
    """A column of words, of the type of the column, and whether they came as our own words. Shape (n,)."""

    values: pl.Series
    are_ours: bool


def read_words(cells: Cells, column: Column) -> Words:
    """Read a column of words.

    Roles, states and new lesions are closed lists: any other word is refused. Responses and
    criteria are spelt as their lists spell them, and what the lists lack is kept and noted.
    Other words (classes, categories, events) are written in lower case with underscores.
    """
    if column.name in _CLOSED:
        exact = _exactly(cells.values, column)
        return (
            Words(_closed(cells, column, _CLOSED[column.name]), are_ours=False)
            if exact is None
            else Words(exact, are_ours=True)
        )
    text = clean_text(cells.values)
    if column.name in _SPELT:
        return Words(_spelt(cells, text, _SPELT[column.name]), are_ours=False)
    return Words(mapped(text, {word: _open(word) for word in text.unique().drop_nulls()}, pl.String), are_ours=False)


def read_nodal_roles(cells: Cells) -> pl.Series | None:
    """Read what the words of a role say about nodes (`TARGET NODAL`); None if they say nothing. Shape (n,), Boolean."""
    text = cells.values.cast(pl.String)
    said = {word: words.is_nodal_role(word) for word in distinct(text).drop_nulls()}
    return None if set(said.values()) <= {None} else mapped(text, said, pl.Boolean)


def _closed(cells: Cells, column: Column, known: Mapping[str, str]) -> pl.Series:
    text = clean_text(cells.values)
    seen = text.unique().drop_nulls().to_list()
    found = {word: known.get(folded(word)) for word in seen}
    result = mapped(text, found, column.dtype)
    strangers = [word for word, meant in found.items() if meant is None and word.lower() not in BLANK_WORDS]
    if strangers:
        allowed = ", ".join(dict.fromkeys(known.values()))
        problem = f"'{{}}' is no word for {column.name}"
        cells.refuse(text.is_in(strangers), text, problem, f"{column.name} is one of {allowed}", UnknownWordError)
    return result


def _exactly(values: pl.Series, column: Column) -> pl.Series | None:
    """Read a column that already has our words and nothing else; None if it has others."""
    if not column.words or not isinstance(values.dtype, pl.String | pl.Categorical | pl.Enum):
        return None
    result = values.cast(column.dtype, strict=False)
    return result if result.null_count() == values.null_count() else None


def _spelt(cells: Cells, text: pl.Series, known: Mapping[str, str]) -> pl.Series:
    seen = text.unique().drop_nulls().to_list()
    found = {word: known.get(folded(word)) for word in seen}
    strangers = [word for word, meant in found.items() if meant is None and word.lower() not in BLANK_WORDS]
    cells.note("READ40", text.is_in(strangers), text, "'{}' is kept as it stands")
    kept = {word: meant or (word if word in strangers else None) for word, meant in found.items()}
    return mapped(text, kept, pl.String)


def _open(word: str) -> str | None:
    if word.lower() in BLANK_WORDS:
        return None
    plain = folded(word)
    return words.OPEN_WORDS.get(plain, plain) or None
