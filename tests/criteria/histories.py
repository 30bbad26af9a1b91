"""Short ways to write a patient's lesions down and to ask what a criterion calls them.

A history is a mapping of lesion names to what was seen of each, by day. The name says the part a lesion plays: `T1` is
a target, `NT1` a non-target, `NEW1` a new lesion (`NEWT1` and `NEWNT1` where the reader has designated it), and a name
that ends in `node` is a lymph node. What was seen is a length in µm (for a node: its short axis), a pair of
perpendicular lengths, a word for a state, or a mapping of tidy columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import polars as pl

import ebbtide
from ebbtide.study import Study
from ebbtide.study.columns import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ebbtide import Assessment, Options

Seen: TypeAlias = int | str | tuple[int, int] | Mapping[str, object]
History: TypeAlias = Mapping[str, Mapping[int, Seen]]
Row: TypeAlias = dict[str, Any]

ROLES: Final = {"NEWNT": "new_nontarget", "NEWT": "new_target", "NEW": "new", "NT": "nontarget", "T": "target"}
BLANK: Final = {"reader": "", "nodal": False, "locally_treated": False, "state": "measured"}


def role_of(lesion: str) -> str:
    """Read a lesion's part off its name."""
    return next(role for prefix, role in ROLES.items() if lesion.startswith(prefix))


def row_of(lesion: str, day: int, seen: Seen) -> Row:
    """Make one row of the tidy `measurements`."""
    row: Row = {"lesion": lesion, "day": day, "role": role_of(lesion), "nodal": lesion.endswith("node")}
    if isinstance(seen, Mapping):
        return row | dict(seen)
    if isinstance(seen, str):
        return row | {"state": seen}
    longest, across = seen if isinstance(seen, tuple) else (seen, seen if row["nodal"] else None)
    gone = longest == 0 and not row["nodal"]
    return row | {"longest_um": longest, "perpendicular_um": across, "state": "absent" if gone else "measured"}


def rows_of(history: History, subject: str = "S1") -> list[Row]:
    """Make the rows of one subject, ordered by day."""
    found = [row_of(lesion, day, seen) for lesion, looks in history.items() for day, seen in looks.items()]
    return [{"subject": subject} | row for row in sorted(found, key=lambda row: int(row["day"]))]


def tidy(rows: Iterable[Mapping[str, object]], table: str = "measurements") -> pl.DataFrame:
    """Lay rows out as a tidy table; what a row leaves out is blank."""
    schema = TABLES[table].schema
    filled = [BLANK | {"row": number} | dict(row) for number, row in enumerate(rows, 2)]
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in filled], schema=schema)


def study_of(rows: Iterable[Mapping[str, object]], timepoints: Iterable[Mapping[str, object]] = ()) -> Study:
    """Make a study of rows of measurements and of time points."""
    tables = {"measurements": tidy(rows)}
    notes = [{"subject": "S1"} | dict(row) for row in timepoints]
    return Study("test", tables | ({"timepoints": tidy(notes, "timepoints")} if notes else {}))


def judged(
    history: History,
    *criteria: str,
    options: Options | None = None,
    timepoints: Iterable[Mapping[str, object]] = (),
) -> Assessment:
    """Judge one subject under some criteria, all when none is named."""
    study = study_of(rows_of(history), timepoints)
    return ebbtide.assess(study, criteria=criteria or None, options=options, explanations=False)


def calls(
    history: History,
    criterion: str,
    column: str = "overall_response",
    *,
    options: Options | None = None,
    timepoints: Iterable[Mapping[str, object]] = (),
) -> list[str]:
    """Tell what one criterion calls each time point after baseline."""
    responses = judged(history, criterion, options=options, timepoints=timepoints).responses
    return [word or "" for word in responses[column].cast(pl.String)]


def flags(
    history: History,
    criterion: str,
    *,
    options: Options | None = None,
    timepoints: Iterable[Mapping[str, object]] = (),
) -> list[set[str]]:
    """Tell which flags one criterion sets at each time point after baseline."""
    return [set(text.split()) for text in calls(history, criterion, "flags", options=options, timepoints=timepoints)]
