"""Arguments that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

__all__ = [
    "AsJson",
    "CriteriaList",
    "GroupBy",
    "OptionList",
    "Overwrite",
    "Preset",
    "ResponseSource",
    "StudyPath",
    "SubjectName",
    "as_names",
    "as_options",
]

StudyPath: TypeAlias = Annotated[
    Path, typer.Argument(metavar="STUDY", help="Folder, XLSX file or table of measurements.", show_default=False)
]
CriteriaList: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "-c", "--criteria", metavar="ID,…", help="Criteria to judge by, by default all; see `ebbtide criteria`."
    ),
]
OptionList: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "-O", "--option", metavar="NAME=VALUE", help="How to read an ambiguous rule, over the study's ebbtide.toml."
    ),
]
Preset: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--preset", metavar="NAME", help="Set of options to start from: eisenhauer_2009, admiralonco or eortc."
    ),
]
ResponseSource: TypeAlias = Annotated[
    Literal["computed", "reported"],
    typer.Option("--responses", help="Judge the measurements, or take the responses that the study reports."),
]
SubjectName: TypeAlias = Annotated[str | None, typer.Option("--subject", metavar="SUBJECT", help="Only this subject.")]
GroupBy: TypeAlias = Annotated[
    Literal["arm", "tumor_type", "therapy", "sex"] | None,
    typer.Option("--by", help="Count each group of subjects apart."),
]
AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
Overwrite: TypeAlias = Annotated[bool, typer.Option("--overwrite", help="Replace earlier results of Ebbtide.")]


def as_names(given: list[str] | None) -> list[str] | None:
    """Split comma lists, given once or several times; None stands for all.

    Examples:
        >>> as_names(["recist-1.1,irecist", "who"])
        ['recist-1.1', 'irecist', 'who']
    """
    names = [name.strip() for text in given or () for name in text.split(",") if name.strip()]
    return list(dict.fromkeys(names)) or None


def as_options(given: list[str] | None) -> dict[str, str]:
    """Split NAME=VALUE pairs.

    Raises:
        typer.BadParameter: If a pair has no equals sign.

    Examples:
        >>> as_options(["a4_nt=table2"])
        {'a4_nt': 'table2'}
    """
    pairs = [text.partition("=") for text in given or ()]
    for name, equals, _ in pairs:
        if not equals:
            raise typer.BadParameter(f"{name!r} is not NAME=VALUE", param_hint="-O")
    return {name.strip(): value.strip() for name, _, value in pairs}
