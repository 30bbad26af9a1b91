"""The decision pathway: where a patient with growth in question stands, what to obtain next, by when and why.

Lives here: the machines as rows of data whose guards are named pure functions, what calls for an urgent review, and
what a study tells the machines. Does not live here: any response, pattern or likelihood; any word on what to treat
with. The evidence is displayed beside a state and never makes a transition.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ebbtide.evidence.pathway.following import pathway, standing
    from ebbtide.evidence.pathway.imaging import LYMPHOMA
    from ebbtide.evidence.pathway.inputs import Inputs, inputs_of
    from ebbtide.evidence.pathway.overriding import OVERRIDES
    from ebbtide.evidence.pathway.running import MACHINES

__all__ = ["LYMPHOMA", "MACHINES", "OVERRIDES", "Inputs", "inputs_of", "pathway", "standing"]

_HOMES = {
    "Inputs": "inputs",
    "LYMPHOMA": "imaging",
    "MACHINES": "running",
    "OVERRIDES": "overriding",
    "inputs_of": "inputs",
    "pathway": "following",
    "standing": "following",
}


def __getattr__(name: str) -> object:
    """Load what is asked for, and no more."""
    from importlib import import_module

    if name in _HOMES:
        return getattr(import_module(f"ebbtide.evidence.pathway.{_HOMES[name]}"), name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
