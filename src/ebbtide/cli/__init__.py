"""The command line: one of the two faces of the workflow; it computes nothing.

Commands read their arguments, call a use case in ``ebbtide.workflow`` and show what came
of it. Nothing heavy is imported before a command runs, so that help comes at once.
"""

from __future__ import annotations

from ebbtide.cli.entry import app, main

__all__ = ["app", "main"]
