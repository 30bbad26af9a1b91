"""Datasets as CDISC exchanges them: SAS XPT, Dataset-JSON in its three forms, and plain tables.

Lives here: the dataset with what describes it, and each file format, both ways. Does not live here:
what a dataset of a study holds (`cdisc`), or what a domain means (`formats.sdtm`).
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ebbtide.formats.datasets.tables import is_dataset, read_dataset, write_dataset

__all__ = ["is_dataset", "read_dataset", "write_dataset"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        message = f"module 'ebbtide.formats.datasets' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(importlib.import_module("ebbtide.formats.datasets.tables"), name)
