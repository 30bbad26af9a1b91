"""The pages that are looked at: both reports of bundled studies, of a hostile one, and a figure."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import polars as pl

import ebbtide
from ebbtide.figures import About, Figure
from ebbtide.figures.altair import drawing_library
from ebbtide.workflow.ctdna_outcomes import ctdna_outcomes
from ebbtide.workflow.reporting import figure_page, records_report, study_report, subject_dossier

if TYPE_CHECKING:
    from ebbtide.workflow import Assessment

HOSTILE = (
    "</script><script>window.ran = 1</script>",
    '"><img src=x onerror="window.ran = 2">',
    "</title><svg onload=window.ran=3>",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:window.ran=4",
)
LONG = "S" * 200


@cache
def bundled(name: str) -> Assessment:
    """Judge a bundled study."""
    return ebbtide.assess(ebbtide.read_study(ebbtide.examples.path(name)))


@cache
def hostile() -> Assessment:
    """Judge a study whose every word would run if it could."""
    subjects = (*HOSTILE, LONG)
    rows = [
        {"subject": subject, "lesion": f"T1{word}", "organ": word, "visit": word, "role": "target", "day": day}
        | {"longest_mm": size, "reader": word}
        for subject in subjects
        for word in HOSTILE[:2]
        for day, size in ((-7, 40.0), (42, 60.0), (84, 30.0))
    ]
    said = [
        {"subject": subject, "day": 1, "test": word, "text": word, "category": "pathology"}
        for subject in subjects
        for word in HOSTILE
    ]
    given = [{"subject": subject, "day": 0, "agent": HOSTILE[0], "class": "car_t"} for subject in subjects]
    happened = [{"subject": subject, "day": 90, "event": "death", "detail": HOSTILE[1]} for subject in subjects]
    people = [
        {"subject": subject, "arm": HOSTILE[at % 2], "tumor_type": HOSTILE[2]} for at, subject in enumerate(subjects)
    ]
    tables: dict[str, Any] = {
        "measurements": rows,
        "findings": said,
        "treatments": given,
        "events": happened,
        "subjects": people,
    }
    study = ebbtide.read_study({name: pl.DataFrame(table) for name, table in tables.items()})
    return ebbtide.assess(replace(study, name=HOSTILE[0]))


def a_figure(title: str = "One bar") -> Figure:
    """Draw a small figure."""
    data = pl.DataFrame({"subject": ["A"], "change_pct": [-30.0]})
    chart = drawing_library().Chart(data).mark_bar().encode(x="subject:N", y="change_pct:Q")
    return Figure("bar", title, About("Trial 7", "1 subject"), chart, data, f"{title}, at -30 %.")


@cache
def page(name: str) -> str:
    """Write a page by its name: a study, what is told of it, and its subject."""
    study, _, rest = name.partition(" ")
    if study == "inspire":
        return records_report(ebbtide.read_study(ebbtide.examples.path(study)), ctdna_outcomes())
    if study == "figure":
        return figure_page(a_figure(HOSTILE[0] if rest == "hostile" else "One bar"))
    assessment = hostile() if study == "hostile" else bundled(study)
    kind, _, subject = rest.partition(" ")
    return study_report(assessment) if kind == "report" else subject_dossier(assessment, subject or None)


PAGES = (
    "gastric-car-t report",
    "gastric-car-t dossier",
    "pharmaverse-recist report",
    "pharmaverse-recist dossier 01-701-1133",
    "infant-all-bone-lesion dossier",
    "donor-car-t report",
    "donor-car-t dossier DC-01.2",
    "inspire report",
    "hostile report",
    f"hostile dossier {HOSTILE[0]}",
    f"hostile dossier {LONG}",
    "figure plain",
    "figure hostile",
)
NAMES = [name.replace(LONG, "long").replace(HOSTILE[0], "script") for name in PAGES]
