"""Small studies that figures of many subjects are tried on."""

from __future__ import annotations

from functools import cache

import polars as pl

import ebbtide
from benchmarks.trajectories import measurements

__all__ = ["HOSTILE", "assessed", "bundled", "generated", "hostile", "sums"]

HOSTILE = (
    "</script><script>alert(1)</script>",
    "a'b\"c & <b>",
    "Ünïcödé-" + "x" * 300,
    "line\nbreak",
    "{{datum.label}}",
    "P6\x1b[31m\x01\N{RIGHT-TO-LEFT OVERRIDE}",
)
"""Names of subjects that try to be more than names."""
_ROW = ["subject", "lesion", "day", "role", "state", "longest_mm", "organ"]


@cache
def bundled(name: str, *criteria: str) -> ebbtide.Assessment:
    """Assess a bundled study."""
    study = ebbtide.read_study(ebbtide.examples.path(name))
    return ebbtide.assess(study, criteria=list(criteria) or None)


@cache
def generated(subjects: int) -> ebbtide.Assessment:
    """Assess a study of generated courses."""
    study = ebbtide.read_study({"measurements": measurements(subjects)})
    return ebbtide.assess(study, criteria=["recist-1.1", "irecist"])


def sums(courses: dict[str, dict[int, float | None]], *criteria: str, **tables: pl.DataFrame) -> ebbtide.Assessment:
    """Assess courses of one target lesion each: its length in mm by day, None where it was not evaluable."""
    rows = [
        (subject, "L1", day, "target", "not_evaluable" if length is None else "measured", length, "liver")
        for subject, course in courses.items()
        for day, length in course.items()
    ]
    frame = pl.DataFrame(rows, schema=_ROW, orient="row", schema_overrides={"longest_mm": pl.Float64})
    return assessed({"measurements": frame, **tables}, *criteria)


def assessed(tables: dict[str, pl.DataFrame], *criteria: str) -> ebbtide.Assessment:
    """Assess a study of some tables."""
    return ebbtide.assess(ebbtide.read_study(tables), criteria=list(criteria) or ["recist-1.1"])


@cache
def hostile() -> ebbtide.Assessment:
    """Assess subjects with hostile names, agents to match, and days before day 0."""
    courses: dict[str, dict[int, float | None]] = {
        name: {-14: 30.0, 28: 30.0 - 5 * i, 70: 30.0 - 4.0 * i, 126: 25.0} for i, name in enumerate(HOSTILE)
    }
    agents = [(name, 0, f"<img src=x onerror=alert({i})>\x02", "car_t") for i, name in enumerate(HOSTILE)]
    treatments = pl.DataFrame(agents, schema=["subject", "day", "agent", "class"], orient="row")
    ends = [(name, 150 + i, "death" if i % 2 else "last_contact") for i, name in enumerate(HOSTILE)]
    events = pl.DataFrame(ends, schema=["subject", "day", "event"], orient="row")
    return sums(courses, "recist-1.1", "irecist", treatments=treatments, events=events)
