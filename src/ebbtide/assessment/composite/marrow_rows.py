"""One finding of leukemia as it is recorded."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Row"]


class Row(NamedTuple):
    """One finding: its day, its kind, what is written, and how it reads."""

    day: int
    kind: str
    value: float | None
    text: str
    unit: str | None
    reading: str | None
    limit: float | None
