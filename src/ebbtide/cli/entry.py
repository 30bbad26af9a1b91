"""The entry point: the commands, and how each way of ending becomes an exit code."""

from __future__ import annotations

import gc
import os
import sys
import traceback
from typing import TYPE_CHECKING, Annotated, cast

import typer

from ebbtide import __version__
from ebbtide.cli.assess import assess
from ebbtide.cli.check import check
from ebbtide.cli.compare import compare
from ebbtide.cli.convert import convert
from ebbtide.cli.criteria import criteria
from ebbtide.cli.demo import demo
from ebbtide.cli.endpoints import endpoints
from ebbtide.cli.evidence import evidence
from ebbtide.cli.explain import explain
from ebbtide.cli.figure import figure
from ebbtide.cli.help import epilog_of, help_of
from ebbtide.cli.incidence import incidence
from ebbtide.cli.kinetics import kinetics
from ebbtide.cli.pathway import pathway
from ebbtide.cli.patterns import patterns
from ebbtide.cli.report import report
from ebbtide.cli.show import show_problem
from ebbtide.cli.survival import survival
from ebbtide.cli.toxicity import toxicity
from ebbtide.errors import EbbtideError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["app", "main"]

BAD_INPUT, INTERNAL_ERROR, INTERRUPTED = 2, 70, 130
REPORT = "this is a fault of Ebbtide: please report it with what --debug prints and the command you gave"
# Memory that a batch gives back is taken again by the next: returning it to the system at once would cost more
# than the work. Has to be said before Polars is loaded.
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:30000,muzzy_decay_ms:30000")
# Nothing here multiplies matrices while it reads and judges, and idle threads for that look for work all the same.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Loading libraries makes many objects and no rubbish: looking for it all the while is a tenth of a short command.
gc.set_threshold(100_000)
# Typer gives the base of its usage errors no public name.
UsageError = cast("type[typer.BadParameter]", typer.BadParameter.__base__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code.

    0: done. 1: `check` found errors. 2: bad input. 70: a fault of ours. 130: stopped by Ctrl-C.
    141: whoever read the output has gone.

    Args:
        arguments: What stands after the program's name; by default what the shell gave.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in given
    try:
        return _run([argument for argument in given if argument != "--debug"])
    except (EbbtideError, UsageError) as error:
        return _end(BAD_INPUT, *_worded(error), debug=debug)
    except (KeyboardInterrupt, typer.Abort):
        return _end(INTERRUPTED, "stopped; nothing was written", "", debug=debug)
    except Exception as error:  # noqa: BLE001 - the one place where the unforeseen becomes a message
        return _end(INTERNAL_ERROR, f"unexpected error, {type(error).__name__}: {error}", REPORT, debug=debug)


def _run(arguments: list[str]) -> int:
    """Hand the line to Typer, which returns the code of an early end and nothing after a full run."""
    code = typer.main.get_command(app).main(arguments, prog_name="ebbtide", standalone_mode=False)
    return _interrupted() if code == INTERRUPTED else code or 0


def _interrupted() -> int:
    raise KeyboardInterrupt  # Typer turns Ctrl-C into a plain code


def _worded(error: EbbtideError | typer.BadParameter) -> tuple[str, str]:
    """Put an error of ours, or of Typer about the line, into a problem and a hint."""
    if isinstance(error, EbbtideError):
        return error.problem, error.hint
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "ebbtide"
    return error.format_message().rstrip("."), f"{path} --help shows how it is used"


def _end(code: int, problem: str, hint: str, *, debug: bool) -> int:
    if debug:
        traceback.print_exc()
    show_problem(problem, hint)
    return code


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - Typer calls it so
    if wanted:
        sys.stdout.write(f"ebbtide {__version__}\n")
        raise typer.Exit


def ebbtide(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_show_version, is_eager=True)
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="With any command: show where in the program an error arose.")
    ] = False,
) -> None:
    """Judge serial tumour measurements under every published response criterion, side by side.

    A study is a folder of CSV or Parquet tables, one XLSX file, a folder of SDTM domains or a
    single table of measurements. Input files are never changed.

    Research and trial use: Ebbtide reports and explains, it never orders treatment.

    Examples:
        ebbtide demo                             a real case, judged and told
        ebbtide assess my-trial                  every criterion, side by side
        ebbtide assess my-trial -o results       write what was found
        ebbtide explain my-trial P-01 --day 56   why, and how near another call
        ebbtide check my-trial                   what to ask the sites
        ebbtide compare my-trial                 where readers differ, and why
        ebbtide endpoints my-trial --by arm      best responses, times to events
        ebbtide patterns my-trial                pseudoprogression and its kin
        ebbtide pathway my-trial P-01            where a patient stands, what next
        ebbtide report my-trial -o trial.html    the whole study on one page
        ebbtide convert my-trial out --to adam   ADTR, ADRS, ADTTE and Define-XML
        ebbtide criteria irecist                 what a criterion asks for
    """


app = typer.Typer(
    name="ebbtide",
    no_args_is_help=True,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.callback(help=help_of(ebbtide), epilog=epilog_of(ebbtide))(ebbtide)
for command in (
    assess,
    explain,
    check,
    compare,
    endpoints,
    patterns,
    incidence,
    survival,
    kinetics,
    toxicity,
    evidence,
    pathway,
    figure,
    report,
    convert,
    criteria,
    demo,
):
    app.command(help=help_of(command), epilog=epilog_of(command))(command)
