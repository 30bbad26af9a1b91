"""Ask a study for the tables that a figure is drawn of, and have it drawn.

One module per figure, named like it, with a function `draw`. What a figure looks like is in `ebbtide.figures`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from ebbtide.errors import OutputError, near_matches
from ebbtide.workflow.drawing.asking import Asked

if TYPE_CHECKING:
    from ebbtide.figures import Figure
    from ebbtide.workflow.assessed import Assessment

__all__ = ["FIGURES", "OF_ONE_SUBJECT", "Asked", "draw"]

FIGURES: Final = {
    "waterfall": "best change of each subject, in order, with the best response and the rate",
    "spider": "the burden of each subject over time",
    "swimmer": "a lane for each subject: treatment, response, progression, death",
    "survival": "Kaplan-Meier curves with the numbers at risk",
    "forest": "how often pseudoprogression was found, beside the published; or rates by subgroup",
    "lesions": "each lesion of a subject, by organ and visit",
    "divergence": "how calls pass from one criterion to another, and the strip of calls per subject",
    "margin": "how far each call of a subject is from being another",
    "readers": "how far readers agree: sums against each other, and calls",
    "expansion": "cells in blood after each infusion",
    "cytokines": "cytokines with the grades of CRS and ICANS, and the drugs against them",
    "timeline": "everything known of one subject, on one axis",
}
"""The figures by name, and what each shows."""
OF_ONE_SUBJECT: Final = ("lesions", "margin", "cytokines", "timeline")
"""Figures that need a subject."""


def draw(assessment: Assessment, name: str, asked: Asked | None = None) -> Figure:
    """Draw one figure of a study.

    Args:
        assessment: The study, judged.
        name: One of FIGURES.
        asked: Of whom, under which criterion and how; the defaults of the figure when None.

    Raises:
        OutputError: If there is no such figure.
        DataError: If the study does not hold what it needs.
        MissingExtraError: If the optional part `report` is not installed.

    Examples:
        >>> import ebbtide
        >>> assessment = ebbtide.assess(ebbtide.read_study(ebbtide.examples.path("gastric-car-t")))
        >>> draw(assessment, "timeline").title
        'GC-01: course'
    """
    if name not in FIGURES:
        near = near_matches(name, FIGURES) or list(FIGURES)
        raise OutputError(f"there is no figure {name!r}", hint=f"there are {', '.join(near)}")
    drawn: Figure = import_module(f"ebbtide.workflow.drawing.{name}").draw(assessment, asked or Asked())
    return drawn
