"""Ebbtide beside pyrecist on the same measurements: wall time of each, and where their target classes part.

    python -m benchmarks.against_pyrecist [--subjects 1000] [--json]

pyrecist 0.1.0 is the one package for Python that goes from lesions to RECIST 1.1; it judges targets only. It is handed
what its documentation asks for, as favourably as that allows: short axes for nodes, 5 mm for what was too small to
measure, a blank for what could not be evaluated. A disagreement is put down to a cause by mending that cause in what
pyrecist is handed and asking again: where the call then agrees, that was it. pyrecist needs pandas without saying so.
"""

from __future__ import annotations

import json
import tempfile
from datetime import date
from pathlib import Path
from typing import Annotated, Final

import polars as pl
import typer
from rich.console import Console
from rich.table import Table

from benchmarks.measure import Run, machine, machine_table, median_run, run
from benchmarks.trajectories import measurements

DAY_ZERO: Final = date(2020, 1, 1)
TOO_SMALL_MM: Final = 5.0
TIMES: Final = 3
BLANK: Final = "(blank)"
POINT: Final = ("patient_id", "study_date")
CATEGORIES: Final = {"target": "target", "nontarget": "non-target"}

NONTARGET: Final = "a non-target's length was added to the targets' sum"
MISSING_NOW: Final = "a target is missing, and the rest was judged as if it were all"
MISSING_BEFORE: Final = "a target was missing earlier, which lowered the nadir"
AFTER_PD: Final = "nothing is called once there was progression"
NO_CR: Final = "complete response is never called"
NADIR_ZERO: Final = "the nadir is zero, and growth is divided by it"
ON_THE_LINE: Final = "the change lies on the threshold, and floats miss it"
OTHER: Final = "for another reason"


def hand_over(study: pl.DataFrame) -> pl.DataFrame:
    """Write measurements the way pyrecist wants them: one number per lesion, dates as YYYYMMDD, numbers for subjects.

    Examples:
        >>> hand_over(measurements(1, seed=7)).columns
        ['patient_id', 'study_date', 'measurement', 'lesion_label_alias', 'lesion_category']
    """
    axis = pl.when("nodal").then("perpendicular_mm").otherwise("longest_mm")
    length = pl.when(pl.col("state") == "too_small").then(TOO_SMALL_MM).otherwise(axis)
    when = DAY_ZERO + pl.duration(days="day")
    return study.filter(pl.col("role").is_in(list(CATEGORIES))).select(
        patient_id=pl.col("subject").str.strip_prefix("S").cast(pl.Int64),
        study_date=when.dt.strftime("%Y%m%d").cast(pl.Int64),
        measurement=length,
        lesion_label_alias="lesion",
        lesion_category=pl.col("role").replace_strict(CATEGORIES),
    )


def run_pyrecist(handed: pl.DataFrame, folder: Path, times: int = 1) -> tuple[Run, pl.DataFrame]:
    """Run pyrecist's command line; give what it cost and the classes it called, by subject and date."""
    table = folder / "measurements.csv"
    handed.write_csv(table)
    command = ("-W", "ignore", "-m", "pyrecist", str(table), "-o", str(folder))
    cost = median_run(times, *command) if times > 1 else run(*command)
    found = pl.read_csv(folder / "recist_evaluation.csv")
    return cost, found.select("patient_id", pl.col("current_date").alias("study_date"), theirs="classification")


def run_ebbtide(study: pl.DataFrame, folder: Path, *flags: str) -> tuple[Run, pl.DataFrame]:
    """Run Ebbtide's command line; give what it cost and its RECIST 1.1 target responses, by subject and date."""
    source, results = folder / "study", folder / "results"
    source.mkdir(exist_ok=True)
    study.write_csv(source / "measurements.csv")
    command = ("-m", "ebbtide", "assess", str(source), "-o", str(results), "--overwrite", "--explanations", "never")
    cost = median_run(TIMES, *command, *flags)
    found = pl.read_csv(results / "responses.csv", infer_schema=False).filter(pl.col("criterion") == "recist-1.1")
    when = DAY_ZERO + pl.duration(days=pl.col("day").cast(pl.Int64))
    return cost, found.select(
        patient_id=pl.col("subject").str.strip_prefix("S").cast(pl.Int64),
        study_date=when.dt.strftime("%Y%m%d").cast(pl.Int64),
        ours="target_response",
    )


def points_of(handed: pl.DataFrame) -> pl.DataFrame:
    """Say of every time point what may lead a plain sum astray: a missing target, an empty nadir, a threshold met."""
    lengths = pl.when(lesion_category="target").then(pl.col("measurement"))
    micrometres = (lengths * 1000).round().cast(pl.Int64)
    points = handed.group_by(*POINT).agg(total=micrometres.sum(), read=lengths.count()).sort(*POINT)
    sums = points.with_columns(
        missing=pl.col("read") < pl.col("read").first().over("patient_id"),
        first=pl.col("total").first().over("patient_id"),
        nadir=pl.col("total").cum_min().shift().over("patient_id"),
    )
    on_the_line = (10 * pl.col("total") == 7 * pl.col("first")) | (5 * pl.col("total") == 6 * pl.col("nadir"))
    return sums.with_columns(on_the_line=on_the_line)


def without_nontargets(handed: pl.DataFrame) -> pl.DataFrame:
    """Hand over targets only."""
    return handed.filter(lesion_category="target")


def without_gaps(handed: pl.DataFrame) -> pl.DataFrame:
    """Hand over targets only, and only the time points at which all of them were read."""
    gaps = points_of(handed).filter("missing")
    return without_nontargets(handed).join(gaps, on=POINT, how="anti")


def compare(handed: pl.DataFrame, ours: pl.DataFrame, folder: Path) -> tuple[Run, pl.DataFrame]:
    """Put both calls of every time point side by side, with the cause where they differ."""
    cost, theirs = run_pyrecist(handed, folder, TIMES)
    calls = ours.join(theirs, on=POINT, how="left").join(points_of(handed), on=POINT, how="left")
    for name, mended in (("no_nontargets", without_nontargets(handed)), ("no_gaps", without_gaps(handed))):
        _, again = run_pyrecist(mended, folder)
        calls = calls.join(again.rename({"theirs": name}), on=POINT, how="left")
    classes = pl.col("theirs", "no_nontargets", "no_gaps").fill_null(BLANK)
    return cost, calls.with_columns(classes).with_columns(cause=cause())


def cause() -> pl.Expr:
    """Name the first cause that holds; none where the calls agree."""
    ours = pl.col("ours")
    return (
        pl.when(ours == pl.col("theirs"))
        .then(None)
        .when(ours == pl.col("no_nontargets"))
        .then(pl.lit(NONTARGET))
        .when("missing")
        .then(pl.lit(MISSING_NOW))
        .when(ours == pl.col("no_gaps"))
        .then(pl.lit(MISSING_BEFORE))
        .when(pl.col("theirs") == BLANK)
        .then(pl.lit(AFTER_PD))
        .when(ours == "CR")
        .then(pl.lit(NO_CR))
        .when(pl.col("nadir") == 0)
        .then(pl.lit(NADIR_ZERO))
        .when("on_the_line")
        .then(pl.lit(ON_THE_LINE))
        .otherwise(pl.lit(OTHER))
    )


def costs_table(costs: dict[str, Run]) -> Table:
    """Lay out what each run cost."""
    table = Table(title=f"Costs, median of {TIMES}", title_justify="left")
    table.add_column("")
    for title in ("seconds", "peak MiB"):
        table.add_column(title, justify="right")
    for name, cost in costs.items():
        table.add_row(name, f"{cost.seconds:.2f}", f"{cost.peak_mib:.0f}")
    return table


def classes_table(calls: pl.DataFrame) -> Table:
    """Count the pairs of calls: Ebbtide's down the side, pyrecist's across."""
    counts = calls.group_by("ours", "theirs").len()
    across = sorted(counts["theirs"].unique())
    table = Table(title="Ebbtide down, pyrecist across", title_justify="left")
    table.add_column("")
    for name in across:
        table.add_column(name, justify="right")
    found = {(ours, theirs): number for ours, theirs, number in counts.iter_rows()}
    for ours in sorted(counts["ours"].unique()):
        table.add_row(ours, *(f"{found.get((ours, theirs), 0):,}" for theirs in across))
    return table


def causes_of(calls: pl.DataFrame) -> dict[str, int]:
    """Count the causes, the most frequent first."""
    counts = calls.drop_nulls("cause").group_by("cause").len().sort("len", "cause", descending=[True, False])
    return dict(counts.iter_rows())


def causes_table(calls: pl.DataFrame) -> Table:
    """Lay out agreement and the causes of disagreement."""
    table = Table(title="Agreement, and why not", title_justify="left", show_header=False)
    table.add_row("agree", f"{calls['cause'].null_count():,}", end_section=True)
    for name, number in causes_of(calls).items():
        table.add_row(name, f"{number:,}")
    return table


def main(
    *,
    subjects: Annotated[int, typer.Option(min=1)] = 1_000,
    seed: int = 1,
    as_text: Annotated[bool, typer.Option("--text/--json", help="Tables, or JSON for a program.")] = True,
) -> None:
    """Set Ebbtide beside pyrecist."""
    study = measurements(subjects, seed)
    with tempfile.TemporaryDirectory() as folder:
        every, _ = run_ebbtide(study, Path(folder))
        alone, ours = run_ebbtide(study, Path(folder), "-c", "recist-1.1")
        theirs, calls = compare(hand_over(study), ours, Path(folder))
    costs = {"pyrecist: target class": theirs, "Ebbtide: RECIST 1.1": alone, "Ebbtide: all criteria": every}
    if as_text:
        size = f"{subjects:,} subjects, {study.height:,} readings, {calls.height:,} follow-up time points; CSV to CSV"
        Console().print(machine_table(), f"\n{size}\n", costs_table(costs))
        Console().print(classes_table(calls), causes_table(calls))
        return
    seconds = {name: cost.seconds for name, cost in costs.items()}
    agree = calls["cause"].null_count()
    found = {"seconds": seconds, "time_points": calls.height, "agree": agree, "causes": causes_of(calls)}
    Console().print_json(json.dumps({"machine": machine(), "subjects": subjects, **found}))


if __name__ == "__main__":
    typer.run(main)
