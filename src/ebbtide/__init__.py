"""Ebbtide judges serial tumour measurements under every published response criterion, side by side.

Lives here: the names a user imports. Each is loaded when first asked for, so that
`import ebbtide` costs nothing and the command line starts at once.

Examples:
    >>> import ebbtide
    >>> study = ebbtide.read_study(ebbtide.examples.path("gastric-car-t"))
    >>> assessment = ebbtide.assess(study, criteria=["recist-1.1", "irecist"])
    >>> assessment.responses["overall_response"].to_list()[:2]
    ['PD', 'iUPD']
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from ebbtide import examples
    from ebbtide.criteria import CRITERIA
    from ebbtide.formats import read_study
    from ebbtide.study import Study
    from ebbtide.study.options import Options
    from ebbtide.workflow import (
        Asked,
        Assessment,
        assess,
        check,
        compare,
        draw,
        study_report,
        subject_dossier,
        write_figure,
    )

__all__ = [
    "CRITERIA",
    "Asked",
    "Assessment",
    "Options",
    "Study",
    "__version__",
    "assess",
    "check",
    "compare",
    "draw",
    "examples",
    "read_study",
    "study_report",
    "subject_dossier",
    "write_figure",
]

_HOMES = {
    "Assessment": "ebbtide.workflow",
    "assess": "ebbtide.workflow",
    "check": "ebbtide.workflow",
    "compare": "ebbtide.workflow",
    "Asked": "ebbtide.workflow",
    "draw": "ebbtide.workflow",
    "study_report": "ebbtide.workflow",
    "subject_dossier": "ebbtide.workflow",
    "write_figure": "ebbtide.workflow",
    "CRITERIA": "ebbtide.criteria",
    "read_study": "ebbtide.formats",
    "Study": "ebbtide.study",
    "Options": "ebbtide.study.options",
}


def __getattr__(name: str) -> object:
    if name == "examples":
        return importlib.import_module("ebbtide.examples")
    if name not in _HOMES:
        message = f"module 'ebbtide' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
