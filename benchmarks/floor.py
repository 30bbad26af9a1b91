"""The floor: what no assessment of a study can avoid.

    python -m benchmarks.floor sum measurements.parquet     read the file: one grouped sum, sorted by subject and day
    python -m benchmarks.floor write RESULTS                write the very table the assessment wrote, in its order
    python -m benchmarks.floor fingerprint RESULTS          a number that depends on the calls, not on their order

Each prints one line of JSON. Times are taken inside the process, so the floor does not count the start of Python
and the import of Polars; an assessment's time does. Nor does it count reading the table back, which happens a part
at a time between the timed writes, nor does it force what it wrote to disk as the assessment does.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple

import polars as pl
import typer
from pyarrow import parquet

from ebbtide.workflow.writing import QUICK

if TYPE_CHECKING:
    from collections.abc import Sequence

RESULTS: Final = typer.Argument(help="The folder the assessment wrote.")
CALL: Final = ("subject", "day", "criterion", "target_response", "overall_response")

app = typer.Typer(add_completion=False)


class Shape(NamedTuple):
    """How a Parquet file was laid down."""

    compression: Any
    rows_per_group: int


def grouped_sum(measurements: Path) -> pl.DataFrame:
    """Sum the targets' longest diameters by subject and day, in that order.

    Examples:
        >>> from benchmarks.trajectories import write_study
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     write_study(Path(folder) / "measurements.parquet", subjects=3, order="shuffled")
        ...     sums = grouped_sum(Path(folder) / "measurements.parquet")
        >>> sums.columns, sums.height, sums["subject"].is_sorted()
        (['subject', 'day', 'longest_mm'], 24, True)
    """
    targets = pl.scan_parquet(measurements).filter(pl.col("role") == "target")
    sums = targets.group_by("subject", "day").agg(pl.col("longest_mm").sum())
    return sums.sort("subject", "day").collect(engine="streaming")


def table_parts(results: Path, tables: Sequence[str] = ("responses",)) -> list[Path]:
    """Find the files of some tables, one or many each, in order.

    Raises:
        FileNotFoundError: If the folder holds none of one of them.
    """
    files = sorted(results.rglob("*.parquet"))
    found = []
    for table in tables:
        parts = [file for file in files if Path(file.relative_to(results).parts[0]).stem == table]
        if not parts:
            message = f"no {table} table in Parquet under {results}"
            raise FileNotFoundError(message)
        found += parts
    return found


def shape_of(part: Path) -> Shape:
    """Read how a file was compressed and how many rows its groups hold."""
    facts = parquet.read_metadata(part)
    groups = [facts.row_group(number) for number in range(facts.num_row_groups)]
    compression = groups[0].column(0).compression.lower() if groups else "zstd"
    return Shape(compression, max((group.num_rows for group in groups), default=1) or 1)


def rewrite(results: Path, scratch: Path, tables: Sequence[str] = ("responses",)) -> dict[str, float]:
    """Write tables again, part for part as they were written; only the writing is timed.

    Args:
        results: The folder the assessment wrote.
        scratch: An empty folder for the copy.
        tables: Which tables.

    Returns:
        Seconds spent writing, rows, and the bytes of the original and of the copy: where these two differ much, the
        copy was not written the way the original was.
    """
    seconds = 0.0
    rows = 0
    parts = table_parts(results, tables)
    for number, part in enumerate(parts):
        shape = shape_of(part)
        frame = pl.read_parquet(part).rechunk()
        start = perf_counter()
        frame.write_parquet(
            scratch / f"{number:05d}.parquet",
            compression=shape.compression,
            compression_level=QUICK,
            row_group_size=shape.rows_per_group,
        )
        seconds += perf_counter() - start
        rows += frame.height
    return {
        "seconds": seconds,
        "rows": rows,
        "parts": len(parts),
        "bytes": sum(part.stat().st_size for part in parts),
        "bytes_again": sum(part.stat().st_size for part in scratch.iterdir()),
    }


def fingerprint_of(results: Path) -> int:
    """Add up a hash of every call: equal for equal calls, however the input was ordered."""
    total = 0
    for part in table_parts(results):
        calls = pl.read_parquet(part, columns=list(CALL)).cast({pl.Categorical: pl.String, pl.Enum: pl.String})
        total += int(calls.hash_rows(seed=1).cast(pl.UInt128).sum())
    return total % 2**64


@app.command(name="sum")
def print_sum(measurements: Annotated[Path, typer.Argument(help="A Parquet file of measurements.")]) -> None:
    """Time the grouped sum."""
    start = perf_counter()
    sums = grouped_sum(measurements)
    typer.echo(json.dumps({"seconds": perf_counter() - start, "rows": sums.height}))


@app.command(name="write")
def print_write(
    results: Annotated[Path, RESULTS],
    tables: Annotated[str, typer.Option(help="Names of tables, with commas between.")] = "responses",
) -> None:
    """Time the writing of the tables an assessment wrote."""
    with tempfile.TemporaryDirectory(dir=results.parent) as folder:
        typer.echo(json.dumps(rewrite(results, Path(folder), tables.split(","))))


@app.command(name="fingerprint")
def print_fingerprint(results: Annotated[Path, RESULTS]) -> None:
    """Boil the calls down to one number."""
    typer.echo(json.dumps({"fingerprint": fingerprint_of(results)}))


if __name__ == "__main__":
    app()
