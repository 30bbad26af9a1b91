"""The parts of the page on the pathway that follow from the rows of its machines.

`python -m tests.house.pathway_page` writes them anew; a test holds the page to them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.evidence.pathway import MACHINES, OVERRIDES
from tests.house.criteria_pages import BLOCK
from tests.house.pages import DOCS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ebbtide.evidence.pathway.transitions import Transition

PAGE: Final = DOCS / "guide" / "pathway.md"


def blocks() -> dict[str, str]:
    """Every part of the page that is made of the code, by its name."""
    machines = {machine.value.lower(): _machine(rows) for machine, rows in MACHINES.items()}
    return {"overrides": _overrides(), **machines}


def written(page: str) -> str:
    """Put the parts into the page."""
    made = blocks()
    return BLOCK.sub(lambda block: f"{block['begin']}{made[block['name']]}{block['end']}", page)


def _machine(rows: Iterable[Transition]) -> str:
    heads = ("row", "from", "event", "guard", "to", "says", "due", "source")
    return _table(heads, (_cells(row) for row in rows))


def _cells(row: Transition) -> tuple[str, ...]:
    return (
        row.name,
        ", ".join(row.states),
        ", ".join(event.value for event in row.events),
        row.when,
        row.to.value if row.to else "stays",
        row.label.value if row.label else "",
        row.due.says if row.due else "unchanged",
        row.cites,
    )


def _overrides() -> str:
    rows = (
        (row.override.value, row.when, "at once" if row.at_once else "once growth is in question", _cited(row.source))
        for row in OVERRIDES
    )
    return _table(("override", "sign", "calls for a review", "source"), rows)


def _cited(sources: Iterable[object]) -> str:
    return "; ".join(str(source) for source in sources)


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join([_line(heads), _line(("---",) * len(heads)), *map(_line, rows), ""])


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), encoding="utf-8")
