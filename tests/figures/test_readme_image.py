"""The picture in the README is what the command draws."""

from __future__ import annotations

from pathlib import Path

import ebbtide
from ebbtide.figures.rendering import svg_of
from ebbtide.workflow.drawing import draw
from tests.figures.texts import texts_in

IMAGE = Path(__file__).parents[2] / "docs" / "images" / "gastric-car-t-timeline.svg"


def test_the_timeline_of_the_readme_says_what_is_drawn_today() -> None:
    """`ebbtide figure timeline src/ebbtide/examples/gastric-car-t -o IMAGE --overwrite` makes it anew."""
    drawn = svg_of(draw(ebbtide.assess(ebbtide.read_study(ebbtide.examples.path("gastric-car-t"))), "timeline"))
    shown = texts_in(IMAGE.read_text("utf8"))
    assert "90.73 (+114 %)" in shown
    assert sorted(shown) == sorted(texts_in(drawn))
