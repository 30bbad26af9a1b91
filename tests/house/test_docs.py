"""The documentation names all there is: commands and their options, criteria, options, errors, public names."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest
import typer

import ebbtide
from ebbtide.cli import app
from ebbtide.criteria import ANY_BY_ID
from ebbtide.errors import EbbtideError
from tests.house.pages import DOCS, PAGES, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

WHOLE = "\n".join(page.read_text("utf8") for page in PAGES if page.name != "CHANGELOG.md")
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]  # a group: it has several commands


def errors_below(error: type[EbbtideError]) -> Iterator[type[EbbtideError]]:
    """Walk the tree of errors from its root."""
    yield error
    for child in error.__subclasses__():
        yield from errors_below(child)


ERRORS = list(errors_below(EbbtideError))


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_are_documented(command: str) -> None:
    """Each command is shown in use, and each of its options is named."""
    options = [name for option in COMMANDS[command].params for name in option.opts if name.startswith("--")]

    assert f"ebbtide {command}" in WHOLE
    assert [name for name in options if not re.search(rf"(?<![\w-]){name}(?![\w-])", WHOLE)] == []


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_error_codes_are_documented(error: type[EbbtideError]) -> None:
    """Each code has a heading of its own in the error reference, which names the class."""
    page = (DOCS / "reference" / "errors.md").read_text("utf8")

    assert f"## {error.code} " in page
    assert error.__name__ in page


def test_error_codes_are_not_shared() -> None:
    """A code means one thing."""
    assert len({error.code for error in ERRORS}) == len(ERRORS)


@pytest.mark.parametrize("criterion", ANY_BY_ID)
def test_criteria_have_their_page(criterion: str) -> None:
    """Each criterion has a page called by its identifier, headed by it."""
    page = DOCS / "criteria" / f"{criterion}.md"

    assert criterion in page.read_text("utf8").partition("\n## ")[0]


@pytest.mark.parametrize("option", ebbtide.Options.model_fields)
def test_options_are_documented(option: str) -> None:
    """Each reading that a study can choose is named in code type."""
    assert f"`{option}" in WHOLE


@pytest.mark.parametrize("name", [name for name in ebbtide.__all__ if not name.startswith("__")])
def test_public_names_are_documented(name: str) -> None:
    """Each name a user can import is shown."""
    assert re.search(rf"\bebbtide\.{name}\b", WHOLE)


def test_extras_named_in_errors_exist() -> None:
    """An error that asks for an optional part names one that pip knows."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["project"]["optional-dependencies"]
    source = "\n".join(path.read_text("utf8") for path in (ROOT / "src").rglob("*.py"))
    named = set(re.findall(r"MissingExtraError\.named\(\s*\"([\w-]+)\"", source))

    assert named <= set(extras)


def test_the_citation_names_the_version() -> None:
    """Who cites Ebbtide cites the edition that judged."""
    assert f"\nversion: {ebbtide.__version__}\n" in (ROOT / "CITATION.cff").read_text("utf8")
