"""Lesions to endpoints in memory: what a notebook waits for.

    python -m benchmarks.pipeline measurements.parquet

Reads the file, judges it, and derives best responses and endpoints, twice in one process: the first time loads the
compiled rules (and compiles them, if no earlier run has), the second time is the work alone. Prints one line of JSON.
"""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003 - read by Typer
from time import perf_counter
from typing import Annotated, Final

import typer

import ebbtide

AS_PEERS: Final = ("recist-1.1", "irecist")
"""What the quickest peer judges; the others judge less."""


def lesions_to_endpoints(measurements: Path, criteria: tuple[str, ...] | None) -> tuple[float, int]:
    """Give the seconds it takes, and how many rows of endpoints come out."""
    start = perf_counter()
    assessment = ebbtide.assess(ebbtide.read_study(measurements), criteria=criteria, explanations=False)
    rows = assessment.best_responses(explain=False).height and assessment.endpoints(explain=False).height
    return perf_counter() - start, rows


def main(measurements: Annotated[Path, typer.Argument(help="A Parquet file of measurements.")]) -> None:
    """Time it."""
    first, rows = lesions_to_endpoints(measurements, None)
    again = min(lesions_to_endpoints(measurements, None)[0] for _ in range(3))
    as_peers = min(lesions_to_endpoints(measurements, AS_PEERS)[0] for _ in range(3))
    typer.echo(json.dumps({"first_s": first, "again_s": again, "as_peers_s": as_peers, "rows": rows}))


if __name__ == "__main__":
    typer.run(main)
