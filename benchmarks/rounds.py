"""One round of the comparison: the floor's reading, the assessment, the floor's writing, each in a fresh process.

What is here measures; it neither judges nor prints.
"""

from __future__ import annotations

import hashlib
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.checks import write_volume
from benchmarks.measure import ROOT, Run, ask, median_run, run
from benchmarks.trajectories import measurements
from ebbtide.workflow.results import TABLES

GENERATOR: Final = ("trajectories.py", "orders.py")
SUBJECTS_OF_A_STUDY: Final = 100
TIMES: Final = 5


class Order(StrEnum):
    """How the rows of a study lie."""

    SORTED = "sorted"
    SHUFFLED = "shuffled"
    BY_VISIT = "by-visit"


class Scope(StrEnum):
    """How far a study is taken."""

    RESPONSES = "responses"
    WHOLE = "the whole pipeline"

    @property
    def tables(self) -> str:
        """The tables that are written, and that the floor writes again, as the command line takes them."""
        return "responses" if self is Scope.RESPONSES else ",".join(name for name in TABLES if name != "components")


class Round(NamedTuple):
    """What the floor takes to read and to write, what Ebbtide takes for everything, and what it wrote."""

    order: Order
    scope: Scope
    read_s: float
    write_s: float
    ours_s: float
    peak_mib: float
    rows: int
    parts: int
    mib: float
    mib_again: float
    calls: int

    @property
    def floor_s(self) -> float:
        """What cannot be avoided, in seconds."""
        return self.read_s + self.write_s

    @property
    def ratio(self) -> float:
        """How many times the floor Ebbtide takes."""
        return self.ours_s / self.floor_s


def find_data(home: Path, subjects: int, seed: int, order: Order) -> Path:
    """Give the study of this size, seed and order; write it if it is not there, or was written by another edition."""
    sources = b"".join((ROOT / "benchmarks" / name).read_bytes() for name in GENERATOR)
    edition = hashlib.sha256(sources).hexdigest()[:8]
    path = home.resolve() / f"{order}-{subjects}-{seed}-{edition}" / "measurements.parquet"
    if not path.exists():
        flags = () if order is Order.SORTED else (f"--{order}",)
        run("-m", "benchmarks.trajectories", str(path), "--subjects", str(subjects), "--seed", str(seed), *flags)
    return path


def assess(study: Path, results: Path, scope: Scope) -> Run:
    """Assess a study as a user does, Parquet to Parquet, under all criteria."""
    form = ("--format", "parquet", "--explanations", "never", "--tables", scope.tables)
    return run("-m", "ebbtide", "assess", str(study), "-o", str(results), *form)


def measure_first(study: Path) -> Run:
    """Take the run before the rounds: it compiles the rules if no earlier run has, and brings files into memory."""
    with tempfile.TemporaryDirectory(dir=study.parent) as folder:
        return assess(study, Path(folder) / "results", Scope.WHOLE)


def measure_round(order: Order, study: Path, scope: Scope) -> Round:
    """Take one round."""
    with tempfile.TemporaryDirectory(dir=study.parent) as folder:
        results = Path(folder) / "results"
        read = ask("-m", "benchmarks.floor", "sum", str(study))
        ours = assess(study, results, scope)
        write = ask("-m", "benchmarks.floor", "write", str(results), "--tables", scope.tables)
        calls = ask("-m", "benchmarks.floor", "fingerprint", str(results))
    return Round(
        order=order,
        scope=scope,
        read_s=read["seconds"],
        write_s=write["seconds"],
        ours_s=ours.seconds,
        peak_mib=ours.peak_mib,
        rows=write["rows"],
        parts=write["parts"],
        mib=write["bytes"] / 2**20,
        mib_again=write["bytes_again"] / 2**20,
        calls=calls["fingerprint"],
    )


def measure_study() -> Run:
    """Take a study of a hundred subjects through the command line: a folder of CSV in, a folder of CSV out."""
    with tempfile.TemporaryDirectory() as folder:
        study, results = Path(folder) / "study", Path(folder) / "results"
        study.mkdir()
        measurements(SUBJECTS_OF_A_STUDY).write_csv(study / "measurements.csv")
        return median_run(TIMES, "-m", "ebbtide", "assess", str(study), "-o", str(results), "--overwrite")


def measure_checks() -> tuple[int, Run]:
    """List the queries of an SDTM study of three readers: how many records TR has, and the run."""
    with tempfile.TemporaryDirectory() as folder:
        records = write_volume(Path(folder))
        return records, median_run(TIMES, "-m", "benchmarks.checks", folder)


def measure_pipeline(home: Path, subjects: int, seed: int) -> dict[str, float]:
    """Take lesions to endpoints in memory, within one process: at first, and once the rules are loaded."""
    return ask("-m", "benchmarks.pipeline", str(find_data(home, subjects, seed, Order.SORTED)))


def measure_figures() -> dict[str, float]:
    """Draw and render a waterfall, warm, beside as many plain bars, within one process."""
    return ask("-m", "benchmarks.figures")


def measure_help() -> Run:
    """Take the help of the command line."""
    return median_run(TIMES, "-m", "ebbtide", "--help")
