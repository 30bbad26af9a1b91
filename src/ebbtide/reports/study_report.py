"""The report of one study: what is told, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ebbtide.reports.blocks import Page, Section
from ebbtide.reports.page import render

if TYPE_CHECKING:
    from ebbtide.reports.blocks import Block

__all__ = ["StudyReport", "study_page"]


@dataclass(frozen=True)
class StudyReport:
    """What is told of a study; a part that is empty is left out.

    Args:
        summary: What a reader should see first.
        enrolment: Who is in it, and how good the records are.
        responses: Responses, best responses and rates.
        divergence: Where criteria part, and what hindsight makes of progressions.
        patterns: Patterns, with their incidence beside the published.
        survival: Times to events.
        readers: How far readers agree.
        cells: What infused cells did.
        queries: What is to be asked about the records.
        methods: How it was done, ready to paste, with what it rests on.
        versions: Software, and the digests of what was read.
    """

    summary: tuple[Block, ...]
    enrolment: tuple[Block, ...]
    responses: tuple[Block, ...]
    divergence: tuple[Block, ...]
    patterns: tuple[Block, ...]
    survival: tuple[Block, ...]
    readers: tuple[Block, ...]
    cells: tuple[Block, ...]
    queries: tuple[Block, ...]
    methods: tuple[Block, ...]
    versions: tuple[Block, ...]


_TITLES = {
    "summary": "At a glance",
    "enrolment": "Enrolment and data quality",
    "responses": "Responses",
    "divergence": "Where the criteria part",
    "patterns": "Patterns and their incidence",
    "survival": "Times to events",
    "readers": "Agreement of readers",
    "cells": "Infused cells",
    "queries": "Queries",
    "methods": "Methods",
    "versions": "Versions and what was read",
}


def study_page(study: str, about: tuple[str, ...], report: StudyReport) -> str:
    """Write the report of a study.

    Args:
        study: Its name.
        about: Population, criteria, cut-off and the like.
        report: What is told.
    """
    told = {name: getattr(report, name) for name in _TITLES}
    sections = tuple(Section(name, _TITLES[name], blocks) for name, blocks in told.items() if blocks)
    return render(Page("Study report", study, about, sections))
