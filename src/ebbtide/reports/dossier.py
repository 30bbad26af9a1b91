"""The dossier of one subject: what is told, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ebbtide.reports.blocks import Page, Section
from ebbtide.reports.page import render

if TYPE_CHECKING:
    from ebbtide.reports.blocks import Block

__all__ = ["Dossier", "dossier_page"]


@dataclass(frozen=True)
class Dossier:
    """What is told of a subject; a part that is empty is left out.

    Args:
        standing: State now, what is under question, what is due.
        course: Everything on one axis, and by day in words.
        calls: The calls of every criterion with their reasons.
        outcomes: Best responses, times to events, patterns.
        evidence: What speaks for and against pseudoprogression.
        pathway: Where the subject stands on the decision pathway.
        cells: What infused cells did.
        flips: How far the calls are from being others.
        queries: What is to be asked about the records.
        methods: How it was judged, and what was read.
    """

    standing: tuple[Block, ...]
    course: tuple[Block, ...]
    calls: tuple[Block, ...]
    outcomes: tuple[Block, ...]
    evidence: tuple[Block, ...]
    pathway: tuple[Block, ...]
    cells: tuple[Block, ...]
    flips: tuple[Block, ...]
    queries: tuple[Block, ...]
    methods: tuple[Block, ...]


_TITLES = {
    "standing": "Where the subject stands",
    "course": "Course",
    "calls": "Calls and their reasons",
    "outcomes": "Best response, endpoints and patterns",
    "evidence": "Evidence",
    "pathway": "Decision pathway",
    "cells": "Infused cells",
    "flips": "How the calls would flip",
    "queries": "Queries",
    "methods": "Methods and versions",
}


def dossier_page(subject: str, about: tuple[str, ...], dossier: Dossier) -> str:
    """Write the dossier of a subject.

    Args:
        subject: Whose.
        about: Study, cut-off, reader and the like.
        dossier: What is told.
    """
    told = {name: getattr(dossier, name) for name in _TITLES}
    sections = tuple(Section(name, _TITLES[name], blocks) for name, blocks in told.items() if blocks)
    return render(Page("Subject dossier", subject, about, sections))
