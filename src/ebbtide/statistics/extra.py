"""What the optional part `statistics` brings, loaded when first needed; without it, an error that names it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ebbtide.errors import MissingExtraError

__all__ = ["normal_quantile", "part_of_extra"]


def part_of_extra(module: str, purpose: str) -> Any:  # noqa: ANN401 - SciPy and lifelines come without types
    """Load a module of SciPy or lifelines.

    Args:
        module: Its full name.
        purpose: What it is needed for, as the beginning of a sentence.

    Raises:
        MissingExtraError: If it is not installed.

    Examples:
        >>> part_of_extra("scipy.special", "an interval").ndtri(0.5)
        np.float64(0.0)
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise MissingExtraError.named("statistics", purpose=purpose) from error


def normal_quantile(probability: float, purpose: str) -> float:
    """Give a quantile of the normal distribution.

    Raises:
        MissingExtraError: If SciPy is not installed.

    Examples:
        >>> round(normal_quantile(0.975, "an interval"), 4)
        1.96
    """
    return float(part_of_extra("scipy.special", purpose).ndtri(probability))
