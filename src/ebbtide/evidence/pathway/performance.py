"""Whether performance or support is worse than before; a scale is compared with itself alone.

Its steps gate the safety of waiting, never the class of a response.
"""

from __future__ import annotations

from typing import Final

__all__ = ["ecog_class", "is_fit", "is_worse", "oxygen_level"]

POOR: Final = 3
"""ECOG from which a patient is read as unfit for a biopsy; Jia 2019 says "poor" without a number."""
_TWO_STEPS: Final = 20
_ONE_STEP: Final = 10
_OXYGEN: Final = ("none", "low_flow", "high_flow", "positive_pressure")


def ecog_class(karnofsky: float) -> int:
    """Give the ECOG class of a Karnofsky or Lansky score.

    Sources:
        Ma 2010, by its table: 100 is 0, 80 to 90 is 1, 60 to 70 is 2, 40 to 50 is 3, 10 to 30 is 4.

    Examples:
        >>> [ecog_class(score) for score in (100, 90, 80, 70, 60, 50, 40, 30, 0)]
        [0, 1, 1, 2, 2, 3, 3, 4, 5]
    """
    limits = (100, 80, 60, 40, 10)
    return next((ecog for ecog, least in enumerate(limits) if karnofsky >= least), 5)


def is_worse(scale: str, before: float, now: float) -> bool:
    """Tell whether a score fell by a class: ECOG by 1, or Karnofsky by 10 over a class limit, or by 20.

    Examples:
        >>> is_worse("ecog", 1, 2), is_worse("karnofsky", 90, 80), is_worse("karnofsky", 80, 70)
        (True, False, True)
        >>> is_worse("karnofsky", 90, 70), is_worse("lansky", 60, 60)
        (True, False)
    """
    if scale == "ecog":
        return now - before >= 1
    fall = before - now
    return fall >= _TWO_STEPS or (fall >= _ONE_STEP and ecog_class(now) > ecog_class(before))


def is_fit(scale: str, score: float) -> bool:
    """Tell whether performance allows a biopsy: better than ECOG 3.

    Examples:
        >>> is_fit("ecog", 2), is_fit("karnofsky", 50)
        (True, False)
    """
    return (score if scale == "ecog" else ecog_class(score)) < POOR


def oxygen_level(text: str | None, litres: float | None) -> int | None:
    """Rank the support of breathing; None where the record does not say.

    Examples:
        >>> [oxygen_level(*one) for one in (("none", None), ("low_flow", 4.0), (None, 8.0), ("unclear", None))]
        [0, 1, 2, None]
    """
    word = (text or "").strip().casefold().replace(" ", "_").replace("-", "_")
    if word in _OXYGEN:
        return _OXYGEN.index(word)
    if litres is None:
        return None
    return 0 if litres <= 0 else 1 + int(litres > 6)  # noqa: PLR2004 - low flow ends at 6 L/min
