"""The parts of `docs/guide/queries.md` that follow from the catalogue of checks.

`python -m tests.house.checks_page` writes them anew; a test holds the page to them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.checks import CATALOGUE
from tests.house.criteria_pages import BLOCK
from tests.house.pages import DOCS

if TYPE_CHECKING:
    from ebbtide.checks import Check

PAGE: Final = DOCS / "guide" / "queries.md"
FAMILIES: Final = {
    "B": "baseline",
    "F": "follow-up",
    "R": "responses",
    "M": "records",
    "K": "cell-therapy",
    "P": "evidence",
}
"""What the first letter of a check stands for, in the order of the page."""


def blocks() -> dict[str, str]:
    """Every part of the page that is made of the code, by its name."""
    return {name: _table([one for one in CATALOGUE if one.id.startswith(letter)]) for letter, name in FAMILIES.items()}


def written(page: str) -> str:
    """Put the parts into the page."""
    made = blocks()
    return BLOCK.sub(lambda block: f"{block['begin']}{made[block['name']]}{block['end']}", page)


def _table(checks: list[Check]) -> str:
    lines = ["| check | what | severity | what it looks at, and asks | source | options |", "|---|---|---|---|---|---|"]
    return "\n".join([*lines, *(_row(one) for one in checks), ""])


def _row(check: Check) -> str:
    options = " ".join(f"`{name}`" for name in check.options)
    cells = (check.id, check.title, check.severity, check.says, check.source, options)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), encoding="utf-8")
