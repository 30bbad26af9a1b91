"""The parts of `docs/guide/tables.md` that follow from the code.

`python -m tests.formats.tables_page` writes them anew; a test holds the page to them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ebbtide.formats import words
from ebbtide.formats.names import COLUMN_SYNONYMS, TABLE_SYNONYMS, column_named
from ebbtide.formats.rules import RULES
from ebbtide.study.columns import TABLES, Column, Kind, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PAGE: Final = Path(__file__).parents[2] / "docs" / "guide" / "tables.md"
BLOCK: Final = re.compile(
    r"(?P<begin><!-- made of the code: (?P<name>[\w-]+) -->\n).*?(?P<end><!-- end -->)", re.DOTALL
)

_UNITS: Final = {Kind.LENGTH: "mm", Kind.DENSITY: "HU", Kind.DAY: "days"}
_SHARED: Final = ("subject", "reader", "visit", "day", "date", "end_day", "new_lesion")
_CANDIDATES: Final = [
    "usubjid",
    "subject_id",
    "subjid",
    "patient",
    "patient_id",
    "participant",
    "evaluator",
    "assessor",
    "radiologist",
    "reviewer",
    "visit_name",
    "timepoint",
    "time_point",
    "tpt",
    "treatment_day",
    "scan_date",
    "visit_date",
    "assessment_date",
    "exam_date",
    "imaging_date",
    "start_date",
    "stop_day",
    "new_lesions",
    "newlind",
    "newlprog",
    "new",
]


def blocks() -> dict[str, str]:
    """Every part of the page that is made of the code, by its name."""
    tables = {f"table-{name}": _table(table) for name, table in TABLES.items()}
    return tables | {
        "roles": _words(words.ROLES_BY_WORD),
        "states": _words(words.STATES_BY_WORD),
        "new-lesions": _words(words.NEW_LESIONS),
        "responses": ", ".join(f"`{word}`" for word in words.RESPONSE_WORDS) + ".\n",
        "criteria": ", ".join(f"`{word}`" for word in words.CRITERION_IDS) + ".\n",
        "rules": _rules(),
    }


def written(page: str) -> str:
    """Put the parts into the page."""
    made = blocks()
    return BLOCK.sub(lambda block: f"{block['begin']}{made[block['name']]}{block['end']}", page)


def _table(table: Table) -> str:
    files = " ".join(f"`{name}`" for name in TABLE_SYNONYMS[table.name].split())
    lines = ["| column | what it is | unit or kind | also called |", "|---|---|---|---|"]
    lines += [_row(column, table) for column in table.columns if column.kind is not Kind.ROW]
    return "\n".join([f"{table.says} The file may also be called {files}.", "", *lines, ""])


def _row(column: Column, table: Table) -> str:
    name = f"**{column.written}**" if column.required else column.written
    kind = _UNITS.get(column.kind, "one of a list" if column.words else column.kind.value)
    others = " ".join(f"`{synonym}`" for synonym in _synonyms(column, table))
    return f"| {name} | {column.says} | {kind} | {others} |"


def _synonyms(column: Column, table: Table) -> list[str]:
    own = COLUMN_SYNONYMS[table.name].get(column.name)
    if own is not None:
        return own.split()
    found = ((word, column_named(word, table)) for word in _CANDIDATES if column.name in _SHARED)
    return [word for word, named in found if named is not None and named.column == column.name]


def _words(synonyms: Mapping[str, str]) -> str:
    lines = ["| word | also written |", "|---|---|"]
    for word in dict.fromkeys(synonyms.values()):
        others = [other for other, meant in synonyms.items() if meant == word and other != word]
        lines.append(f"| `{word}` | {_listed(others)} |")
    return "\n".join([*lines, ""])


def _listed(others: Iterable[str]) -> str:
    return ", ".join(other.replace("_", " ") for other in others)


def _rules() -> str:
    lines = ["| rule | severity | what was noticed | mend |", "|---|---|---|---|"]
    lines += [f"| {rule.id} | {rule.severity} | {rule.says} | {rule.hint} |" for rule in RULES.values()]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), encoding="utf-8")
