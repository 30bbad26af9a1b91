"""The architecture page and the import contracts say the same, and the rooms are what they say they are."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from ebbtide import criteria

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "ebbtide"
CONTRACTS = {
    contract["id"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["tool"]["importlinter"]["contracts"]
}
LAYERS = [re.findall(r"\w+", layer) for layer in CONTRACTS["layers"]["layers"]]
ROOMS = [room for layer in LAYERS for room in layer]


def test_the_page_lists_the_layers_in_the_order_the_contract_enforces() -> None:
    """Top of the page is top of the contract, and siblings stand on one line."""
    page = (ROOT / "ARCHITECTURE.md").read_text("utf8")
    table = page.split("\n## Rooms\n")[1].split("\n## ")[0]
    first_cells = re.findall(r"^\| (`.+?) \| ", table, re.MULTILINE)

    assert [re.findall(r"`(\w+)`", cell) for cell in first_cells] == LAYERS


def test_no_room_stands_outside_the_contract() -> None:
    """What lies in the package is a room of the contract, or one of the two files of the front door."""
    there = {path.stem for path in PACKAGE.iterdir() if (path / "__init__.py").exists() or path.suffix == ".py"}

    assert there == {*ROOMS, "__init__", "__main__"}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_what_lives_there(room: str) -> None:
    """The docstring of a room has a summary and then says what the room holds."""
    summary, _, rest = docstring(room).partition("\n\n")

    assert summary.strip().endswith(".")
    assert rest.strip()


def test_every_criterion_is_held_apart() -> None:
    """The contract names the file of each criterion, and each has a file to itself."""
    files = {file.CRITERION.id: file.__name__ for file in vars(criteria).values() if hasattr(file, "CRITERION")}
    homes = [files[criterion] for criterion in criteria.ANY_BY_ID]

    assert len(set(homes)) == len(homes)
    assert sorted(homes) == sorted(CONTRACTS["criteria"]["modules"])


def docstring(room: str) -> str:
    """Read the docstring of a room, a folder or a single file."""
    folder, file = PACKAGE / room / "__init__.py", PACKAGE / f"{room}.py"
    source = (folder if folder.exists() else file).read_text("utf8")
    return ast.get_docstring(ast.parse(source)) or ""
