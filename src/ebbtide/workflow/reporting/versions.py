"""The software that a report was made with, and the digests of what was read."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import polars as pl

from ebbtide import __version__
from ebbtide.reports.blocks import Facts, Prose
from ebbtide.reports.laying_out import table_of
from ebbtide.workflow.record import VERSIONED, describe_inputs, version_of

if TYPE_CHECKING:
    from ebbtide.reports.blocks import Block
    from ebbtide.study import Study

__all__ = ["versions_blocks"]

_DRAWING = ("altair", "vl-convert-python", "jinja2", "scipy", "lifelines", "statsmodels")


def versions_blocks(study: Study) -> tuple[Block, ...]:
    """Tell what a report was made with and of."""
    found = [f"{name} {there}" for name in (*VERSIONED, *_DRAWING) if (there := version_of(name))]
    pairs = (
        ("Ebbtide", (__version__,)),
        ("Python", (platform.python_version(),)),
        ("Packages", (", ".join(found),)),
        ("Written", (datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),)),
    )
    return (Facts(pairs), _inputs(study))


def _inputs(study: Study) -> Block:
    if study.source is None or not study.source.exists():
        said = "The study was handed over in memory, or its files are no longer there: there is no digest of them."
        return Prose((said,), is_aside=True)
    frame = pl.DataFrame(
        describe_inputs(study.source), schema={"file": pl.String, "bytes": pl.Int64, "sha256": pl.String}
    )
    heads = {"file": "File", "bytes": "Bytes", "sha256": "SHA-256"}
    return table_of(frame, heads, caption="What was read", file="inputs")
