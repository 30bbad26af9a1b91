"""The drawing library, loaded when a figure is first made; without it, an error that names the optional part."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ebbtide.errors import MissingExtraError

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["drawing_library", "rendering_library"]


def drawing_library() -> Any:  # noqa: ANN401 - a module, whose types the callers name
    """Load Altair.

    Raises:
        MissingExtraError: If it is not installed.
    """
    return _part("altair")


def rendering_library() -> Any:  # noqa: ANN401 - vl-convert comes without types
    """Load vl-convert.

    Raises:
        MissingExtraError: If it is not installed.
    """
    return _part("vl_convert")


def _part(module: str) -> ModuleType:
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise MissingExtraError.named("report", purpose="a figure") from error
