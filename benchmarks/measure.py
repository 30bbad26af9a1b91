"""Measure commands in fresh processes, and say on what machine.

What is here knows neither criteria nor tables. Nothing is timed inside this process: it starts commands and waits.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT: Final = Path(__file__).resolve().parent.parent
LAUNCHER: Final = (sys.executable, "-I", "-S", str(ROOT / "benchmarks" / "child.py"))
PACKAGES: Final = ("ebbtide", "polars", "numpy", "numba", "pyarrow", "pandas", "pyrecist")
GIB: Final = 2**30


class Run(NamedTuple):
    """One command that ended well: wall time from start to end, the most memory it held, what it said."""

    seconds: float
    peak_mib: float
    output: str


class CommandFailedError(RuntimeError):
    """A command under measurement did not end well, so there is nothing to compare."""

    def __init__(self, command: Sequence[str], exit_code: int, said: str) -> None:
        """Say which command failed and show the end of what it said."""
        super().__init__(f"exit code {exit_code} from: {' '.join(command)}\n{said[-2000:].rstrip()}")


def run(*arguments: str) -> Run:
    """Run `python ARGUMENTS` from the root of the project in a fresh process.

    Raises:
        CommandFailedError: If the command ends with another exit code than 0.
    """
    command = (sys.executable, *arguments)
    # Polars, once loaded, tells the processes started from its own how to hold memory; a person's shell says nothing.
    environment = {name: value for name, value in os.environ.items() if name != "_RJEM_MALLOC_CONF"}
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result.json"
        told = subprocess.run(  # noqa: S603 - the commands are this folder's own
            [*LAUNCHER, str(result), *command], capture_output=True, text=True, check=False, cwd=ROOT, env=environment
        )
        if not result.exists():
            raise CommandFailedError(command, told.returncode, told.stderr)
        measured = json.loads(result.read_text("utf-8"))
    if measured["exit_code"]:
        raise CommandFailedError(command, measured["exit_code"], told.stdout + told.stderr)
    return Run(measured["seconds"], measured["peak_mib"], told.stdout)


def ask(*arguments: str) -> dict[str, Any]:
    """Run `python ARGUMENTS` in a fresh process and read the JSON it prints."""
    answer: dict[str, Any] = json.loads(run(*arguments).output)
    return answer


def median_run(times: int, *arguments: str) -> Run:
    """Run a command once for nothing, so that files are cached, then so many times; give the median of each number."""
    run(*arguments)
    runs = [run(*arguments) for _ in range(times)]
    return Run(median(one.seconds for one in runs), median(one.peak_mib for one in runs), runs[-1].output)


def machine() -> dict[str, str]:
    """Say what the numbers were measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB
    return {
        "processor": processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{memory:.1f} GiB",
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **{name: edition(name) for name in PACKAGES},
    }


def processor() -> str:
    """Name the processor as the system does."""
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text("utf-8").splitlines() if facts.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def edition(package: str) -> str:
    """Give the installed version of a package."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def machine_table() -> Table:
    """Lay the facts of the machine out, one to a line."""
    table = Table(title="Machine", show_header=False, title_justify="left")
    for name, value in machine().items():
        table.add_row(name, value)
    return table
