"""The page on the pathway cannot fall behind its machines."""

from __future__ import annotations

from tests.house.criteria_pages import BLOCK
from tests.house.pathway_page import PAGE, blocks, written

TEXT = PAGE.read_text("utf-8")


def test_the_page_says_what_the_machines_say() -> None:
    """Every row stands on the page in its words (`python -m tests.house.pathway_page` mends it)."""
    assert [block["name"] for block in BLOCK.finditer(TEXT)] == list(blocks())
    assert written(TEXT) == TEXT
