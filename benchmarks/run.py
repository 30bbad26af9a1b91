"""Ebbtide beside the floor, in one run on one machine: seconds, their ratio, and the most memory held.

    python -m benchmarks.run [--subjects 1000000] [--rounds 3] [--order sorted --order shuffled] [--json]

Every number comes from a fresh process. A round takes the floor's reading, the assessment and the floor's writing
one after another, so that a machine that slows down for a while slows down both sides, and the ratio is that of the
round. The assessment is run as a user runs it and counts from the start of Python to the end of its process. What
is aimed at is shown beside what was found; a slow machine is no failure, but calls that depend on the order of the
rows are, and end the program with exit code 1.
"""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003 - read by Typer
from statistics import median
from typing import Annotated, Any, Final, NamedTuple

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.measure import ROOT, Run, machine, machine_table
from benchmarks.rounds import (
    Order,
    Round,
    Scope,
    find_data,
    measure_checks,
    measure_figures,
    measure_first,
    measure_help,
    measure_pipeline,
    measure_round,
    measure_study,
)

HOME: Final = ROOT / "benchmarks" / ".data"
SUBJECTS_AIMED_AT: Final = 1_000_000
TIMES_THE_FLOOR: Final = {Order.SORTED: 2.0, Order.SHUFFLED: 3.0, Order.BY_VISIT: 3.0}
TIMES_FOR_THE_WHOLE: Final = 4.0
PIPELINE_SUBJECTS: Final = 10_000
PIPELINE_SECONDS: Final = 1.0
PEERS: Final = {"admiral and admiralonco (R)": 42.0, "pyrecist (Python)": 9.0, "RECIST-tracker (JavaScript)": 1.0}
"""Seconds for 10,000 subjects with eight visits on two cores, measured once and elsewhere: endpoints from given
responses; the target response alone; RECIST 1.1 and iRECIST from lesions in memory."""
MIB: Final = 2048.0
STUDY_SECONDS: Final = 1.0
HELP_SECONDS: Final = 0.3
CHECK_SECONDS: Final = 10.0
FIGURE_SECONDS: Final = 0.2
TIMES_THE_BARS: Final = 4.0

screen = Console()
progress = Console(stderr=True)


class Aim(NamedTuple):
    """A number that was found beside the one aimed at."""

    name: str
    found: float
    spread: str
    at_most: float
    unit: str


def aims_of_rounds(order: Order, scope: Scope, rounds: list[Round]) -> list[Aim]:
    """Set the rounds of one order of rows beside what is aimed at."""
    ratios = [one.ratio for one in rounds]
    peaks = [one.peak_mib for one in rounds]
    times = TIMES_THE_FLOOR[order] if scope is Scope.RESPONSES else TIMES_FOR_THE_WHOLE
    return [
        Aim(f"{order}, {scope}: times the floor", median(ratios), spread(ratios, 2), times, ""),
        Aim(f"{order}, {scope}: memory", max(peaks), spread(peaks, 0), MIB, "MiB"),
    ]


def aims_of_pipeline(pipeline: dict[str, float]) -> list[Aim]:
    """Set lesions to endpoints beside what is aimed at."""
    first = f"{pipeline['first_s']:.2f} with loading the rules"
    name = f"{PIPELINE_SUBJECTS:,} subjects, lesions to endpoints"
    return [
        Aim(f"{name}, ten criteria", pipeline["again_s"], first, PIPELINE_SECONDS, "s"),
        Aim(f"{name}, RECIST 1.1 and iRECIST", pipeline["as_peers_s"], "", PIPELINE_SECONDS, "s"),
    ]


def aims_of_figures(figures: dict[str, float]) -> list[Aim]:
    """Set the waterfall beside what is aimed at."""
    name, floor = "a waterfall of 200 subjects as SVG, warm", f"floor {1000 * figures['floor_s']:.0f} ms"
    return [
        Aim(name, figures["waterfall_s"], "median of 9", FIGURE_SECONDS, "s"),
        Aim(f"{name}: times plain bars", figures["ratio"], floor, TIMES_THE_BARS, ""),
    ]


def spread(values: list[float], digits: int) -> str:
    """Write the least and the most."""
    return f"{min(values):.{digits}f} to {max(values):.{digits}f}"


def rounds_table(rounds: list[Round]) -> Table:
    """Lay the rounds out, one to a line."""
    table = Table(title="Rounds, in seconds", title_justify="left")
    table.add_column("rows in")
    table.add_column("out")
    for title in ("read", "write", "floor", "Ebbtide", "ratio", "peak MiB"):
        table.add_column(title, justify="right")
    for one in rounds:
        seconds = [f"{value:.2f}" for value in (one.read_s, one.write_s, one.floor_s, one.ours_s)]
        table.add_row(one.order, one.scope, *seconds, f"{one.ratio:.2f}", f"{one.peak_mib:.0f}")
    return table


def written_table(rounds: list[Round]) -> Table:
    """Say what was written, by Ebbtide and again by the floor: the two sizes should hardly differ."""
    table = Table(title="Tables written that the floor writes too", title_justify="left")
    table.add_column("rows in")
    table.add_column("out")
    for title in ("rows out", "files", "MiB", "MiB, floor"):
        table.add_column(title, justify="right")
    for one in {(one.order, one.scope): one for one in rounds}.values():
        table.add_row(one.order, one.scope, f"{one.rows:,}", str(one.parts), f"{one.mib:.1f}", f"{one.mib_again:.1f}")
    return table


def aims_table(aims: list[Aim], subjects: int) -> Table:
    """Lay what was found beside what is aimed at."""
    table = Table(title="Found and aimed at", title_justify="left")
    for title in ("", "found", "from and to", "at most"):
        table.add_column(title, justify="right" if title else "left")
    for aim in aims:
        digits = 0 if aim.unit == "MiB" else 2
        table.add_row(aim.name, f"{aim.found:.{digits}f} {aim.unit}", aim.spread, f"{aim.at_most:g} {aim.unit}")
    if subjects != SUBJECTS_AIMED_AT:
        table.caption = f"Ratios are aimed at with {SUBJECTS_AIMED_AT:,} subjects; here are {subjects:,}."
    return table


def measure_rounds(
    home: Path, subjects: int, seed: int, orders: list[Order], scopes: list[Scope], rounds: int
) -> tuple[Run, list[Round]]:
    """Take the first run, then the rounds, the orders of rows by turns."""
    with progress.status("writing measurements") as status:
        studies = {order: find_data(home, subjects, seed, order) for order in orders}
        status.update("first run")
        first = measure_first(studies[orders[0]])
        found = []
        for number in range(rounds):
            for order, study in studies.items():
                for scope in scopes:
                    status.update(f"round {number + 1} of {rounds}, {order}, {scope}")
                    found.append(measure_round(order, study, scope))
    return first, found


def peers_table() -> Table:
    """Lay out what peers took."""
    table = Table(title=f"Peers, {PIPELINE_SUBJECTS:,} subjects, measured elsewhere", title_justify="left")
    table.add_column("")
    table.add_column("seconds", justify="right")
    for name, seconds in PEERS.items():
        table.add_row(name, f"{seconds:g}")
    return table


def as_json(subjects: int, first: Run, rounds: list[Round], aims: list[Aim]) -> dict[str, Any]:
    """Gather everything for a program to read."""
    return {
        "machine": machine(),
        "subjects": subjects,
        "first_run_s": first.seconds,
        "rounds": [{**one._asdict(), "floor_s": one.floor_s, "ratio": one.ratio} for one in rounds],
        "aims": [aim._asdict() for aim in aims],
        "calls_agree": calls_agree(rounds),
    }


def calls_agree(rounds: list[Round]) -> bool:
    """Say whether all runs called the same, whatever the order of the rows."""
    return len({one.calls for one in rounds}) == 1


def main(
    *,
    subjects: Annotated[int, typer.Option(min=1, help="1000000 for the real one.")] = 20_000,
    rounds: Annotated[int, typer.Option(min=1)] = 3,
    order: Annotated[list[Order] | None, typer.Option(help="Order of the rows; may be given more than once.")] = None,
    scope: Annotated[list[Scope] | None, typer.Option(help="How far; may be given more than once.")] = None,
    seed: int = 1,
    home: Annotated[Path, typer.Option("--data", help="Where the measurements are kept between runs.")] = HOME,
    as_text: Annotated[bool, typer.Option("--text/--json", help="Tables, or JSON for a program.")] = True,
) -> None:
    """Measure Ebbtide beside the floor."""
    orders = list(dict.fromkeys(order or [Order.SORTED, Order.SHUFFLED]))
    if as_text:
        screen.print(machine_table())
    scopes = list(dict.fromkeys(scope or Scope))
    first, found = measure_rounds(home, subjects, seed, orders, scopes, rounds)
    with progress.status("a hundred subjects through the command line"):
        study, help_page = measure_study(), measure_help()
    with progress.status("queries of an SDTM study"):
        records, queries = measure_checks()
    with progress.status(f"{PIPELINE_SUBJECTS:,} subjects in memory"):
        pipeline = measure_pipeline(home, PIPELINE_SUBJECTS, seed)
    with progress.status("a waterfall of 200 subjects"):
        figures = measure_figures()
    aims = [
        aim
        for name in orders
        for reach in scopes
        for aim in aims_of_rounds(name, reach, [one for one in found if (one.order, one.scope) == (name, reach)])
    ]
    aims += [*aims_of_pipeline(pipeline), *aims_of_figures(figures)]
    aims += [
        Aim("a hundred subjects, CSV to CSV", study.seconds, "median of 5", STUDY_SECONDS, "s"),
        Aim(
            f"{records:,} TR records, CSV to queries",
            queries.seconds,
            f"median of 5, {queries.peak_mib:.0f} MiB",
            CHECK_SECONDS,
            "s",
        ),
        Aim("ebbtide --help", help_page.seconds, "median of 5", HELP_SECONDS, "s"),
    ]
    if as_text:
        screen.print(f"\n{subjects:,} subjects. First run, before the rounds: {first.seconds:.2f} s\n")
        screen.print(rounds_table(found), written_table(found), aims_table(aims, subjects), peers_table())
    else:
        screen.print_json(json.dumps(as_json(subjects, first, found, aims)))
    if not calls_agree(found):
        progress.print("The calls depend on the order of the rows: one of these runs is wrong.", style="red")
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
