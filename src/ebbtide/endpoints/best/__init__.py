"""The best response of each course: the one on record and the one that was confirmed.

Lives here: which calls count, when a course has progressed, what confirms a response, the choice, and its
explanation. Calls are handled as arrays in order of course and day. Does not live here: response parameters and
rates (the rooms above), any time to an event.
"""

from __future__ import annotations

from ebbtide.endpoints.best.table import BEST_RESPONSES, best_responses

__all__ = ["BEST_RESPONSES", "best_responses"]
