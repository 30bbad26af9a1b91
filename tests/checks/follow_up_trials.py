"""Small studies for the checks of the follow-up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

import ebbtide
from ebbtide.checks import CATALOGUE, Examined, query_list
from ebbtide.study import Options, Records, Study

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Row = dict[str, Any]


def frame(rows: Sequence[Row], **usual: object) -> pl.DataFrame:
    """Lay rows out as a table; a cell that a row leaves out is blank."""
    filled = [usual | row for row in rows]
    columns = list(dict.fromkeys(name for row in filled for name in row))
    return pl.DataFrame({name: [row.get(name) for row in filled] for name in columns}, strict=False)


def trial(
    tables: Mapping[str, Sequence[Row]],
    domains: Mapping[str, Sequence[Row]] | None = None,
    criteria: Sequence[str] | None = None,
    **options: object,
) -> Examined:
    """Prepare a study of one subject, S1, of tidy tables and of SDTM records as they would have been read."""
    chosen = Options.model_validate(options)
    frames = {name: frame(rows, subject="S1") for name, rows in tables.items()}
    study = ebbtide.read_study(frames, options=chosen) if frames else Study("small", {}, options=chosen)
    records = {code: records_of(rows, code) for code, rows in (domains or {}).items()}
    return Examined.of(replace(study, domains=records), criteria)


def records_of(rows: Sequence[Row], code: str) -> Records:
    """Write SDTM records as text."""
    laid = frame([row | {"row": str(place + 2)} for place, row in enumerate(rows)], USUBJID="S1")
    text = laid.select(pl.all().cast(pl.String)).with_columns(pl.col("row").cast(pl.UInt32))
    return Records(text, f"{code.lower()}.csv")


def found(prepared: Examined, check: str) -> list[Row]:
    """List what one check finds."""
    return query_list(prepared, [one for one in CATALOGUE if one.id == check]).to_dicts()


def lesion(name: str, by_day: Mapping[int, object], role: str = "target", **cells: object) -> list[Row]:
    """Write readings of one lesion: a length in mm, or a state."""
    return [
        {"lesion": name, "role": role, "day": day, "longest_mm": None, "state": None, "organ": "LIVER"}
        | ({"state": said} if isinstance(said, str) and not said[0].isdigit() else {"longest_mm": said})
        | cells
        for day, said in by_day.items()
    ]


def node(name: str, by_day: Mapping[int, str], role: str = "target", **cells: object) -> list[Row]:
    """Write readings of the short axis of a node, mm, or a state."""
    rows = lesion(name, by_day, role, organ="LYMPH NODE", nodal="yes", **cells)
    return [row | {"perpendicular_mm": row["longest_mm"], "longest_mm": None} for row in rows]


def responses(by_day: Mapping[int, str], criterion: str = "recist-1.1") -> list[Row]:
    """Write reported responses."""
    return [{"day": day, "criterion": criterion, "overall_response": word} for day, word in by_day.items()]
