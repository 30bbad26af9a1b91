"""Neurotoxicity (ICANS) by the consensus of the ASTCT: pure functions on the findings of one day.

Tremor, myoclonus and intracranial haemorrhage do not count. A domain that something else explains is a domain that
is not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.celltherapy.toxicity.graded import Graded

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "CONSCIOUSNESS",
    "EDEMA",
    "SEIZURES",
    "capd_grade",
    "icans_grade",
    "ice_grade",
    "is_graded_as_child",
]

CONSCIOUSNESS: Final[Mapping[str, int]] = {"awake": 0, "voice": 2, "tactile": 3, "unarousable": 4}
"""What the patient wakes to, with the grade: by itself, a voice, touch, nothing or only vigorous touch."""
SEIZURES: Final[Mapping[str, int]] = {"none": 0, "brief": 3, "prolonged": 4}
"""Brief: resolves rapidly, or on the EEG with intervention. Prolonged: over 5 minutes, or without return between."""
EDEMA: Final[Mapping[str, int]] = {"none": 0, "focal": 3, "diffuse": 4}
"""Diffuse holds its signs too: posturing, palsy of nerve VI, papilloedema, Cushing's triad."""
_ICE: Final = ((10, 0), (7, 1), (3, 2), (0, 3))
_CHILD_YEARS: Final = 12
_CAPD_LIMIT: Final = 9
_MOTOR: Final = 4


def is_graded_as_child(age_years: float | None, *, is_delayed: bool = False, is_inclusive: bool = False) -> bool | None:
    """Tell whether CAPD is asked instead of ICE.

    Args:
        age_years: Age; None where it is not known.
        is_delayed: Whether there is developmental delay.
        is_inclusive: Whether those of 12 years are children too.

    Returns:
        Whether it is a child under 12, or development is delayed; None where the age is not known.

    Sources:
        Lee 2019, tables 4 and 5; the NCI Thesaurus counts those of 12 among the children.

    Examples:
        >>> [is_graded_as_child(age) for age in (11, 12)], is_graded_as_child(12, is_inclusive=True)
        ([True, False], True)
    """
    if is_delayed:
        return True
    if age_years is None:
        return None
    return age_years < _CHILD_YEARS + int(is_inclusive)


def ice_grade(ice: int, *, is_arousable: bool = True) -> int:
    """Grade the ICE score: 10 is 0, 7 to 9 are 1, 3 to 6 are 2, 0 to 2 are 3; 0 in the unarousable is 4.

    Args:
        ice: 0 to 10.
        is_arousable: False for one who cannot be roused and so cannot be tested.

    Raises:
        ValueError: If the score lies outside 0 to 10.

    Sources:
        Lee 2019, table 4 and its footnote on global aphasia.

    Examples:
        >>> [ice_grade(ice) for ice in (10, 9, 7, 6, 3, 2, 0)], ice_grade(0, is_arousable=False)
        ([0, 1, 1, 2, 2, 3, 3], 4)
    """
    _within("ICE", ice, 10)
    if ice == 0 and not is_arousable:
        return 4
    return next(grade for least, grade in _ICE if ice >= least)


def capd_grade(capd: int) -> int:
    """Grade the CAPD score: 0 is 0, 1 to 8 are 1, 9 and more are 3.

    A score of 1 to 8 with waking to a voice is grade 2 by the domain of consciousness. That 0 is grade 0 is a
    reading: the table prints "less than 9" for grade 1.

    Raises:
        ValueError: If the score lies outside 0 to 32.

    Sources:
        Lee 2019, table 5.

    Examples:
        >>> [capd_grade(capd) for capd in (0, 1, 8, 9, 32)]
        [0, 1, 1, 3, 3]
    """
    _within("CAPD", capd, 32)
    if capd == 0:
        return 0
    return 3 if capd >= _CAPD_LIMIT else 1


def icans_grade(
    *,
    is_child: bool = False,
    score: int | None = None,
    consciousness: str | None = None,
    seizure: str | None = None,
    has_motor_weakness: bool | None = None,
    edema: str | None = None,
    is_fatal: bool = False,
) -> Graded:
    """Grade neurotoxicity by its worst domain.

    Args:
        is_child: Whether `score` is CAPD (0 to 32) and not ICE (0 to 10).
        score: None where it was not asked, or could not be for another cause. Where the patient could not be
            roused, `consciousness` says so and the score is not needed.
        consciousness: A word of `CONSCIOUSNESS`.
        seizure: A word of `SEIZURES`.
        has_motor_weakness: Whether there was deep focal weakness.
        edema: A word of `EDEMA`.
        is_fatal: Whether the patient died of it.

    Returns:
        Grade 0 to 5. Domains that are not known leave a grade that is the least it can be; it is 0 only where the
        score itself is known.

    Raises:
        ValueError: If a score lies outside its range.
        KeyError: If a word is none of its list.

    Sources:
        Lee 2019, table 4 (adults) and table 5 (children).

    Examples:
        >>> icans_grade(score=3, seizure="brief").grade
        3
        >>> icans_grade(score=0, consciousness="awake").grade, icans_grade(score=0, consciousness="unarousable").grade
        (3, 4)
        >>> icans_grade(is_child=True, score=8, consciousness="voice").grade, icans_grade(seizure="none").grade
        (2, None)
    """
    tool = "CAPD" if is_child else "ICE"
    parts: dict[str, int | None] = {
        tool: None if score is None else _score_grade(score, is_child=is_child, consciousness=consciousness),
        "consciousness": None if consciousness is None else CONSCIOUSNESS[consciousness],
        "seizure": None if seizure is None else SEIZURES[seizure],
        "motor": None if has_motor_weakness is None else _MOTOR * int(has_motor_weakness),
        "edema": None if edema is None else EDEMA[edema],
    }
    if is_fatal:
        return Graded(5, is_complete=True, parts=parts, reason="died of it")
    known = [grade for grade in parts.values() if grade is not None]
    worst, is_complete = max(known, default=0), len(known) == len(parts)
    if worst == 0 and parts[tool] is None:
        return Graded(None, is_complete=False, parts=parts, reason=f"no {tool} score is known")
    return Graded(worst, is_complete=is_complete or worst == _MOTOR, parts=parts)


def _score_grade(score: int, *, is_child: bool, consciousness: str | None) -> int:
    if is_child:
        return capd_grade(score)
    return ice_grade(score, is_arousable=consciousness != "unarousable")


def _within(tool: str, score: int, most: int) -> None:
    if not 0 <= score <= most:
        message = f"{tool} is 0 to {most}, not {score}"
        raise ValueError(message)
