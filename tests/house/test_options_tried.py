"""No option goes untested: each is named by a test that turns it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ebbtide.study import Options

TESTS = Path(__file__).parents[1]
TEXTS = {
    path: path.read_text("utf-8")
    for ending in ("*.py", "*.toml")
    for path in TESTS.rglob(ending)
    if path != Path(__file__)
}


@pytest.mark.parametrize("name", Options.model_fields)
def test_an_option_is_set_by_some_test(name: str) -> None:
    """Some test, or golden case, gives it a value of its own."""
    given = re.compile(rf"\b{name}\b[\"']?\s*[=:,]")
    assert any(given.search(text) for text in TEXTS.values()), name
