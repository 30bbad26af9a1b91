"""`ebbtide incidence`: how often pseudoprogression occurs, published and in a study."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.text import Text

from ebbtide import workflow
from ebbtide.cli.arguments import AsJson, GroupBy, OptionList, Preset, ResponseSource, as_options
from ebbtide.cli.frames import group_column, show_frame
from ebbtide.cli.progress import progress_bar
from ebbtide.cli.show import results, say, show_json

if TYPE_CHECKING:
    from rich.console import Console

    from ebbtide.workflow import Assessment

__all__ = ["incidence"]

Method = Literal["logit", "freeman-tukey"]
Estimator = Literal["REML", "DL"]


def incidence(
    study: Annotated[
        Path | None, typer.Argument(metavar="[STUDY]", help="A study to count in; without it, what was published.")
    ] = None,
    *,
    by: GroupBy = None,
    forest: Annotated[bool, typer.Option("--forest", help="List every published study with its weight.")] = False,
    method: Annotated[Method, typer.Option(help="Scale on which studies are pooled.")] = "logit",
    estimator: Annotated[Estimator, typer.Option(help="How the variance between studies is found.")] = "REML",
    option: OptionList = None,
    preset: Preset = None,
    responses: ResponseSource = "computed",
    as_json: AsJson = False,
) -> None:
    """Tell how often pseudoprogression occurs: in a study, and in the published ones by tumour type.

    A study is counted under each definition twice: among all who were treated, and among those who
    progressed and were scanned again, since in nobody else could it have been seen.

    Examples:
        ebbtide incidence
        ebbtide incidence --forest --method freeman-tukey
        ebbtide incidence my-trial --by arm
    """
    assessment = None
    if study is not None:
        order = workflow.Order(options=as_options(option), preset=preset, responses=responses, explanations="never")
        with progress_bar():
            assessment = workflow.judge_study(study, order)
    if as_json:
        show_json(workflow.incidence_as_plain(assessment, by=by, method=method, estimator=estimator))
        return
    console = results()
    if assessment is not None:
        _show_study(console, assessment, by=by)
        say(console)
    _show_published(console, forest=forest, method=method, estimator=estimator)


def _show_study(console: Console, assessment: Assessment, *, by: str | None) -> None:
    title = f"Pseudoprogression in the study {assessment.study.name!r}: n of patients, percent, exact 95 % interval"
    say(console, Text(title, "bold"))
    keys = {"definition": "Definition", "criterion": "Progression\nunder", "reader": "Reader"}
    keys |= group_column(by)
    shown = {"progressed": "Progressed", "treated": "Of all treated"}
    shown |= {"scanned_again": "Of those who progressed\nand were scanned again"}
    shown |= {"open": "Open", "not_computable": "Not\ncomputable"}
    show_frame(console, workflow.incidence_in_percent(assessment, by=by), keys, shown)
    say(console, "Open or not computable: among all treated, and counted as without it.")


def _show_published(console: Console, *, forest: bool, method: Method, estimator: Estimator) -> None:
    title = f"Published: percent of the patients evaluated, pooled by random effects ({method}, {estimator})"
    say(console, Text(title, "bold"))
    if forest:
        keys = {"group": "Tumour", "named": "Study"}
        shown = {"pseudoprogressions": "n", "patients": "of", "rate": "%", "interval": "95 % interval"}
        show_frame(console, workflow.forest_in_percent(method, estimator), keys, shown | {"weight": "Weight\n%"})
    shown = {"studies": "Studies", "pseudoprogressions": "n", "patients": "of", "rate": "%"}
    shown |= {"interval": "95 % interval", "prediction": "95 % prediction\ninterval"}
    shown |= {"i2_pct": "I²\n%", "q_p": "p of Q"}
    show_frame(console, workflow.pooled_in_percent(method, estimator), {"group": "Tumour"}, shown)
    say(console, "Source: Jia 2019, Table 1, and the papers it cites; `--json` lists them.")
