"""Cytokine release syndrome by the consensus of the ASTCT: pure functions on the findings of one day.

Organ toxicity does not count. A grade says how much support there was, and nothing of its cause.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.celltherapy.toxicity.graded import Graded

if TYPE_CHECKING:
    from fractions import Fraction

__all__ = ["OXYGEN", "crs_grade", "hypotension_grade", "hypoxia_grade", "is_fever"]

OXYGEN: Final = ("none", "low_flow", "high_flow", "positive_pressure")
"""Kinds of oxygen support, rising."""
_FEVER_C: Final = 38
_LOW_FLOW: Final = 6
_SEVERAL: Final = 2
_WORST: Final = 4
_DEATH: Final = 5


def is_fever(temperature_c: float | Fraction | None, *, is_explained: bool = False) -> bool | None:
    """Tell whether a temperature is a fever that counts.

    Args:
        temperature_c: The highest of the day, °C; None where none was taken.
        is_explained: Whether something else explains it.

    Returns:
        Whether it is 38.0 °C or more and not explained; None where none was taken.

    Sources:
        Lee 2019, table 2.

    Examples:
        >>> is_fever(38.0), is_fever(37.9), is_fever(39.1, is_explained=True), is_fever(None)
        (True, False, False, None)
    """
    if temperature_c is None:
        return None
    return temperature_c >= _FEVER_C and not is_explained


def hypotension_grade(
    vasopressors: int | None, *, vasopressin: bool | None = None, is_hypotensive: bool | None = None
) -> int | None:
    """Grade hypotension by what it needed.

    Args:
        vasopressors: How many vasopressors other than vasopressin; None where nothing is recorded.
        vasopressin: Whether vasopressin was given.
        is_hypotensive: Whether there was hypotension, or fluids against it; None where nothing is recorded.

    Returns:
        0 none, 2 no vasopressor needed, 3 one with or without vasopressin, 4 two or more apart from vasopressin;
        None where it cannot be told. Vasopressin alone counts as one vasopressor: the table does not say.

    Sources:
        Lee 2019, table 2.

    Examples:
        >>> hypotension_grade(1, vasopressin=True), hypotension_grade(0, vasopressin=True), hypotension_grade(2)
        (3, 3, 4)
        >>> hypotension_grade(0, is_hypotensive=True), hypotension_grade(0) is None
        (2, True)
    """
    if vasopressors is not None and vasopressors >= _SEVERAL:
        return 4
    if vasopressors or vasopressin:
        return 3
    if is_hypotensive:
        return 2
    return 0 if vasopressors == 0 and is_hypotensive is False else None


def hypoxia_grade(oxygen: str | None, flow_l_min: float | None = None, *, is_for_hypoxia: bool = True) -> int | None:
    """Grade hypoxia by the oxygen it needed.

    Args:
        oxygen: A word of `OXYGEN`; None where only the flow is known, or nothing.
        flow_l_min: Flow through a nasal cannula, L/min.
        is_for_hypoxia: False where the airway was held open for another reason. That intubation without hypoxia
            is not grade 4 is to be confirmed against the paper.

    Returns:
        0 none, 2 low flow (6 L/min or less, or blow-by), 3 high flow, face mask, non-rebreather or Venturi mask,
        4 positive pressure; None where nothing is recorded.

    Raises:
        ValueError: If `oxygen` is no word of `OXYGEN`.

    Sources:
        Lee 2019, table 2.

    Examples:
        >>> hypoxia_grade("low_flow", 6), hypoxia_grade("low_flow", 6.5), hypoxia_grade("positive_pressure")
        (2, 3, 4)
        >>> hypoxia_grade("positive_pressure", is_for_hypoxia=False), hypoxia_grade(None, 2)
        (0, 2)
    """
    if oxygen is None:
        return None if flow_l_min is None else _by_flow(flow_l_min)
    if oxygen not in OXYGEN:
        message = f"oxygen is one of {OXYGEN}, not {oxygen!r}"
        raise ValueError(message)
    if oxygen == "positive_pressure":
        return 4 if is_for_hypoxia else 0
    if oxygen == "low_flow" and flow_l_min is not None and flow_l_min > _LOW_FLOW:
        return 3
    return {"none": 0, "low_flow": 2, "high_flow": 3}[oxygen]


def crs_grade(
    *,
    fever: bool | None,
    hypotension: int | None,
    hypoxia: int | None,
    is_treated: bool = False,
    is_fatal: bool = False,
) -> Graded:
    """Grade cytokine release syndrome: the worst of hypotension and hypoxia, with fever.

    Args:
        fever: As of `is_fever`.
        hypotension: As of `hypotension_grade`.
        hypoxia: As of `hypoxia_grade`.
        is_treated: Whether an antipyretic, anti-cytokine therapy or a corticosteroid was given before, so that
            fever is no longer asked for.
        is_fatal: Whether the patient died of it.

    Returns:
        Grade 0 to 5. Without fever, and without such a drug, it is none, whatever else was found: grade 0, and the
        reason says so. A component that is not known leaves a grade that is the least it can be, and never a 0.

    Sources:
        Lee 2019, table 2 and its footnotes.

    Examples:
        >>> crs_grade(fever=True, hypotension=3, hypoxia=2).grade
        3
        >>> crs_grade(fever=True, hypotension=0, hypoxia=None)[:2]
        (1, False)
        >>> crs_grade(fever=False, hypotension=3, hypoxia=0).reason
        'not CRS: no fever, and nothing given before that could hide it; hypotension or hypoxia asks for a query'
    """
    parts = {"fever": None if fever is None else int(fever), "hypotension": hypotension, "hypoxia": hypoxia}
    if is_fatal:
        return Graded(_DEATH, is_complete=True, parts=parts, reason="died of it")
    worst = max(hypotension or 0, hypoxia or 0)
    if not fever and not is_treated:
        return _without_fever(parts, worst)
    grade = max(worst, int(fever or False))
    is_known = hypotension is not None and hypoxia is not None and (fever is not None or grade > 0)
    is_complete = is_known or worst == _WORST
    if grade == 0 and not is_complete:
        return Graded(None, is_complete=False, parts=parts, reason="not every component is known")
    reason = "fever is not asked for after such treatment" if not fever and grade else ""
    return Graded(grade, is_complete=is_complete, parts=parts, reason=reason)


def _by_flow(flow_l_min: float) -> int:
    if flow_l_min <= 0:
        return 0
    return 2 if flow_l_min <= _LOW_FLOW else 3


def _without_fever(parts: dict[str, int | None], worst: int) -> Graded:
    if parts["fever"] is None:
        return Graded(None, is_complete=False, parts=parts, reason="no temperature is recorded")
    reason = "not CRS: no fever, and nothing given before that could hide it"
    query = "; hypotension or hypoxia asks for a query" if worst else ""
    return Graded(0, is_complete=True, parts=parts, reason=reason + query)
