"""Smallest studies for the checks of responses: rows in short, and what a check asks about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ebbtide.checks import CATALOGUE, Examined, query_list
from ebbtide.study import Options, Study
from ebbtide.study.columns import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ebbtide.study import Records

Row = dict[str, Any]

_DEFAULTS: Final[Row] = {"subject": "P-01", "reader": "", "state": "measured", "nodal": False, "locally_treated": False}


def study_of(
    *,
    options: Mapping[str, object] | None = None,
    domains: Mapping[str, Records] | None = None,
    **tables: Iterable[Row],
) -> Study:
    """Make a study of rows; what a row leaves out is the default or blank."""
    frames = {name: _frame(name, list(rows)) for name, rows in tables.items()}
    pinned = Options.model_validate(dict(options or {}))
    return Study("told", frames, options=pinned, domains=dict(domains or {}))


def asked(check: str, study: Study, criteria: Sequence[str] | None = None) -> list[Row]:
    """List what a check asks about a study."""
    [one] = [one for one in CATALOGUE if one.id == check]
    return query_list(Examined.of(study, criteria), [one]).to_dicts()


def sums(*lengths: float | None, weeks: int = 4, **more: object) -> list[Row]:
    """Measure one target at a visit every few weeks from week 0: in mm, None where it was not done."""
    return lesion("T01", *lengths, weeks=weeks, first=0, **more)


def lesion(name: str, *lengths: float | None, weeks: int = 4, first: int = 0, **more: object) -> list[Row]:
    """Measure a lesion at visits from week `first` on."""
    return [
        {
            "lesion": name,
            "role": "target",
            **at(first + weeks * place),
            "longest_um": None if length is None else round(length * 1_000),
            "state": "not_done" if length is None else "measured",
            **more,
        }
        for place, length in enumerate(lengths)
    ]


def seen(name: str, *states: str, weeks: int = 4, first: int = 0, **more: object) -> list[Row]:
    """Tell the states of a non-target at visits from week `first` on."""
    return [
        {"lesion": name, "role": "nontarget", **at(first + weeks * place), "state": state, **more}
        for place, state in enumerate(states)
    ]


def said(*words: str, criterion: str = "recist-1.1", weeks: int = 4, **more: object) -> list[Row]:
    """Report overall responses at visits from week 4 on."""
    return [call(word, weeks * (place + 1), criterion=criterion, **more) for place, word in enumerate(words)]


def call(word: str, week: int, *, criterion: str = "recist-1.1", **more: object) -> Row:
    """Report one overall response; `target`, `nontarget` and `new` are its parts."""
    parts = {"target": "target_response", "nontarget": "nontarget_response", "new": "new_lesion"}
    return {
        "criterion": criterion,
        "overall_response": word,
        **at(week),
        **{parts.get(name, name): value for name, value in more.items()},
    }


def at(week: int) -> Row:
    """Name the visit of a week and its day."""
    return {"visit": f"Week {week}", "day": 7 * week}


def _frame(name: str, rows: list[Row]) -> pl.DataFrame:
    table = TABLES[name]
    known = {column.name for column in table.columns}
    whole = [
        {key: value for key, value in {**_DEFAULTS, "row": place + 2, **row}.items() if key in known}
        for place, row in enumerate(rows)
    ]
    return pl.DataFrame(whole, schema=table.schema)
