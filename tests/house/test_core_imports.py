"""The core stands alone, and nothing loads before it is needed."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import metadata

import pytest

HEAVY = {"dataframely", "fastexcel", "narwhals", "numba", "numpy", "pandas", "polars", "pyarrow", "pydantic"}

IMPORT_ALL = """
import importlib, pkgutil, sys

class CoreOnly:
    # Finds nothing but what the core is made of, as if no extra were installed.
    allowed = set(sys.stdlib_module_names) | set({allowed!r})

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in self.allowed and not name.startswith("_sysconfigdata"):
            raise ModuleNotFoundError(f"not in the core: {{name}}", name=name)

sys.meta_path.insert(0, CoreOnly())
import ebbtide
for module in pkgutil.walk_packages(ebbtide.__path__, "ebbtide."):
    importlib.import_module(module.name)
"""


def test_every_module_imports_with_no_extra_installed() -> None:
    """What pip installs with the bare package is enough to import all of it."""
    run(IMPORT_ALL.format(allowed=sorted(core_modules())))


def test_importing_the_package_loads_nothing_heavy() -> None:
    """`import ebbtide` costs nothing: its names load when they are asked for."""
    assert loaded_by("import ebbtide") & {*HEAVY, "typer", "rich"} == set()


def test_asking_for_help_loads_nothing_heavy() -> None:
    """`ebbtide --help` answers without the libraries that do the work."""
    assert loaded_by("from ebbtide.cli import main; main(['--help'])") & HEAVY == set()


@pytest.mark.parametrize("name", ["pandas", "numba", "fastexcel"])
def test_the_blocker_blocks(name: str) -> None:
    """The first test would notice: an extra is not among the modules of the core."""
    assert name not in core_modules()


def core_modules() -> set[str]:
    """Name the top-level modules of the package and of all it requires without an extra."""
    of_distribution: dict[str, set[str]] = {}
    for module, distributions in metadata.packages_distributions().items():
        for distribution in distributions:
            of_distribution.setdefault(canonical(distribution), set()).add(module)
    return {"ebbtide"}.union(*(of_distribution.get(name, set()) for name in required_by("ebbtide")))


def required_by(distribution: str) -> set[str]:
    """Name the distributions that one requires, and those require in turn, extras left out."""
    found: set[str] = set()
    waiting = [distribution]
    while waiting:
        needs = (need for need in metadata.requires(waiting.pop()) or () if "extra ==" not in need)
        new = {canonical(re.split(r"[^\w.-]", need, maxsplit=1)[0]) for need in needs} - found
        new = {name for name in new if is_installed(name)}
        found |= new
        waiting += new
    return found


def is_installed(distribution: str) -> bool:
    """Say whether a distribution is here; one for another platform or Python is not."""
    try:
        metadata.distribution(distribution)
    except metadata.PackageNotFoundError:
        return False
    return True


def canonical(distribution: str) -> str:
    """Spell the name of a distribution as indexes compare it."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


def loaded_by(code: str) -> set[str]:
    """Run code in a fresh interpreter and name the top-level modules it loaded."""
    listing = "import sys; print('\\n'.join({name.partition('.')[0] for name in sys.modules}))"
    return set(run(f"{code}\n{listing}").split())


def run(code: str) -> str:
    """Run code in a fresh interpreter, warnings as errors, and give what it printed."""
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own code
    assert done.returncode == 0, done.stderr
    return done.stdout
