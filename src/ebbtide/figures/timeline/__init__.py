"""The timeline of one subject: everything that is known, on one axis of days.

Lives here: the panels, one file each, and their order. Does not live here: what is drawn (`workflow.drawing.timeline`
asks a study for it).
"""

from __future__ import annotations

from ebbtide.figures.timeline.course import Course
from ebbtide.figures.timeline.drawn import timeline

__all__ = ["Course", "timeline"]
