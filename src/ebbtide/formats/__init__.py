"""Readers: files, dataframes and SDTM domains in, tidy tables out.

Lives here: which names, words, units and dates a source may use, and what is done about
what is odd. Does not live here: what the tidy tables are (`study`), any rule of a criterion
(`criteria`), or the writing of results (`workflow`).
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ebbtide.formats.measurements import tidy_measurements
    from ebbtide.formats.reading import read_study

__all__ = ["read_study", "tidy_measurements"]

_HOMES = {"read_study": "ebbtide.formats.reading", "tidy_measurements": "ebbtide.formats.measurements"}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        message = f"module 'ebbtide.formats' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(importlib.import_module(_HOMES[name]), name)
