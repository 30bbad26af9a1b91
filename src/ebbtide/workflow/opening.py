"""Open a study with the options of the moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.formats import read_study

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ebbtide.study import Study

__all__ = ["open_study"]


def open_study(source: Path, options: Mapping[str, str] | None = None) -> Study:
    """Read a study; options given here stand over those it pins in ``ebbtide.toml``.

    Raises:
        DataError: If the study cannot be read.
        CriteriaError: If an option is unknown or has no such value.
    """
    return read_study(source, options=options or None)
