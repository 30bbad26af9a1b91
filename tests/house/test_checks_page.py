"""The page on the query list cannot fall behind the catalogue, and the catalogue is whole."""

from __future__ import annotations

from ebbtide.checks import CATALOGUE
from ebbtide.study import Options
from tests.house.checks_page import FAMILIES, PAGE, blocks, written
from tests.house.criteria_pages import BLOCK

PROMISED = {"B": 15, "F": 19, "R": 23, "M": 18, "K": 18, "P": 11}
TEXT = PAGE.read_text("utf-8")


def test_the_page_says_what_the_catalogue_says() -> None:
    """Every check stands on the page in its words (`python -m tests.house.checks_page` mends it)."""
    assert [block["name"] for block in BLOCK.finditer(TEXT)] == list(blocks())
    assert written(TEXT) == TEXT


def test_every_check_is_there_once_and_in_order() -> None:
    """B01 to B15, F01 to F19, R01 to R23, M01 to M18, K01 to K18, P01 to P11."""
    promised = [f"{letter}{number:02d}" for letter, most in PROMISED.items() for number in range(1, most + 1)]

    assert list(FAMILIES) == list(PROMISED)
    assert [check.id for check in CATALOGUE] == promised


def test_every_check_says_what_it_does_and_why() -> None:
    """No check lacks its words or its source, or names an option that is none."""
    assert [one.id for one in CATALOGUE if not (one.title and one.says.endswith(".") and one.source)] == []
    assert {name for one in CATALOGUE for name in one.options} - set(Options.model_fields) == set()
