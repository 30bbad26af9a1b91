"""A progress bar on standard error: on a terminal only, and only where the work takes long."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from ebbtide.cli.show import errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["progress_bar"]

PATIENCE_SECONDS = 1.0


@contextmanager
def progress_bar(doing: str = "Judging") -> Iterator[Callable[[int, int], None]]:
    """Give a function that takes how much is done and how much there is.

    The bar appears after a second, swings until the first report comes, and is gone when
    the work is done.

    Args:
        doing: What is being done.
    """
    console = errors()
    columns = (TextColumn(doing), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    task = bar.add_task("", total=None, visible=False)
    waiting = Timer(PATIENCE_SECONDS, bar.update, (task,), {"visible": True})
    waiting.daemon = True
    with bar:
        waiting.start()
        try:
            yield lambda done, total: bar.update(task, completed=done, total=total)
        finally:
            waiting.cancel()
