"""A waterfall as SVG, beside the plainest bars that vl-convert can draw.

    python -m benchmarks.figures [SUBJECTS]

Assesses generated courses, draws their waterfall and renders it, over and over in one process; and renders as many
plain bars without titles, marks or notes, by turns with it. The first of each is not counted: it loads Altair and
starts the renderer. Prints one line of JSON.
"""

from __future__ import annotations

import json
import sys
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

import ebbtide
from benchmarks.trajectories import measurements
from ebbtide.figures.altair import rendering_library
from ebbtide.figures.rendering import svg_of
from ebbtide.workflow.drawing import draw

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["SUBJECTS", "measure", "plain_bars"]

SUBJECTS: Final = 200
ROUNDS: Final = 9


def plain_bars(changes: list[float]) -> dict[str, Any]:
    """Specify bars and nothing else: the floor."""
    values = [{"at": place, "change": change} for place, change in enumerate(changes)]
    channels = {"x": {"field": "at", "type": "ordinal"}, "y": {"field": "change", "type": "quantitative"}}
    schema = "https://vega.github.io/schema/vega-lite/v6.json"
    return {"$schema": schema, "data": {"values": values}, "mark": "bar", "encoding": channels}


def measure(subjects: int = SUBJECTS, rounds: int = ROUNDS) -> dict[str, float]:
    """Time both by turns; the ratio is the median of those of the rounds.

    Returns:
        `waterfall_s` and `floor_s` (medians, seconds), `ratio`, and `kib` (of the SVG).
    """
    study = ebbtide.read_study({"measurements": measurements(subjects)})
    assessment = ebbtide.assess(study, explanations=False)
    bars = plain_bars(draw(assessment, "waterfall").data["change_pct"].drop_nulls().to_list())
    found = [
        (
            seconds(lambda: svg_of(draw(assessment, "waterfall"))),
            seconds(lambda: rendering_library().vegalite_to_svg(bars)),
        )
        for _ in range(rounds + 1)
    ][1:]
    ours, floor = zip(*found, strict=True)
    return {
        "waterfall_s": median(ours),
        "floor_s": median(floor),
        "ratio": median(one / other for one, other in found),
        "kib": len(svg_of(draw(assessment, "waterfall"))) / 1024,
    }


def seconds(work: Callable[[], object]) -> float:
    """Time one call."""
    start = perf_counter()
    work()
    return perf_counter() - start


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(*map(int, sys.argv[1:2]))) + "\n")
