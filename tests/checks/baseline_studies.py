"""Small studies for the checks of the baseline, and what one check asks of them.

A lesion is one row of the tidy table: `row("T1", 12_000, organ="LIVER")` is a target of 12 mm on day -7; a name that
ends in `node` is a lymph node, whose length is its short axis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ebbtide import Options
from ebbtide.checks.baseline import CHECKS
from ebbtide.checks.examined import Examined
from ebbtide.checks.running import query_list
from ebbtide.study import Records, Study
from ebbtide.study.columns import TABLES
from tests.criteria.histories import BLANK, role_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Row = dict[str, Any]

BASELINE_DAY: Final = -7


def row(lesion: str, um: int | None = None, **cells: object) -> Row:
    """Write one reading down."""
    nodal = lesion.endswith("node")
    sizes = {"perpendicular_um": um} if nodal else {"longest_um": um}
    state = "measured" if um is not None else "present"
    return (
        {"lesion": lesion, "role": role_of(lesion), "nodal": nodal, "state": state, "day": BASELINE_DAY} | sizes | cells
    )


def tidy(rows: Iterable[Mapping[str, object]], table: str) -> pl.DataFrame:
    """Lay rows out as a tidy table; a row that names no subject is of S1."""
    schema = TABLES[table].schema
    filled = [BLANK | {"subject": "S1", "row": number} | dict(one) for number, one in enumerate(rows, 2)]
    return pl.DataFrame([{name: one.get(name) for name in schema} for one in filled], schema=schema)


def study(
    *measurements: Mapping[str, object],
    domains: Mapping[str, Sequence[Mapping[str, str]]] | None = None,
    options: Options | None = None,
    **tables: Sequence[Mapping[str, object]],
) -> Study:
    """Make a study of readings, other tables, and rows of SDTM domains."""
    given = {"measurements": measurements, **tables}
    frames = {name: tidy(rows, name) for name, rows in given.items() if rows}
    records = {name: Records(domain(rows), f"{name.lower()}.csv") for name, rows in (domains or {}).items()}
    return Study("test", frames, (), options or Options(), None, records)


def domain(rows: Sequence[Mapping[str, str]]) -> pl.DataFrame:
    """Lay the rows of a domain out as text; a row that names no subject is of S1."""
    names = list(dict.fromkeys(["USUBJID", *(name for one in rows for name in one)]))
    filled = [{"USUBJID": "S1"} | dict(one) for one in rows]
    text = pl.DataFrame(
        [{name: one.get(name) for name in names} for one in filled], schema=dict.fromkeys(names, pl.String)
    )
    return text.with_row_index("row", 2)


def queries(check: str, of: Study, *criteria: str) -> list[Row]:
    """Ask one check; the queries as rows."""
    chosen = [one for one in CHECKS if one.id == check]
    return query_list(Examined.of(of, criteria or None), chosen).to_dicts()


def query(check: str, of: Study, *criteria: str) -> Row:
    """Ask one check that has one query, and no more."""
    (only,) = queries(check, of, *criteria)
    return only
