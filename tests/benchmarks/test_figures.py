"""The waterfall is timed beside bars that are drawn as well."""

from __future__ import annotations

from benchmarks.figures import measure, plain_bars
from ebbtide.figures.altair import rendering_library


def test_the_floor_draws_every_bar() -> None:
    """Plain bars are bars: one for each change."""
    svg = rendering_library().vegalite_to_svg(plain_bars([20.0, -10.0, -30.0]))

    assert svg.count('aria-roledescription="bar"') == 3


def test_both_are_timed() -> None:
    """A small run gives seconds of both, their ratio, and a figure that is no empty file."""
    found = measure(subjects=12, rounds=2)

    assert found["waterfall_s"] > 0
    assert found["floor_s"] > 0
    assert found["ratio"] > 0
    assert found["kib"] > 5
