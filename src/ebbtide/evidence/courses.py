"""How a finding changed from before therapy to its latest result: fallen, risen or neither."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.evidence.known import Result

__all__ = ["Change", "change_since", "crp_course"]

Course: TypeAlias = Literal["fallen", "risen", "same", "not_assessable"]
_WORDS: Final = {
    "fallen": ("decreased", "decrease", "fallen", "fell", "lower", "declined", "smaller"),
    "risen": ("increased", "increase", "risen", "rose", "higher", "raised", "larger"),
    "same": ("stable", "unchanged"),
}
_MONTH: Final = 30
_FLARE: Final = 2.0
_FALL: Final = 0.7


class Change(NamedTuple):
    """A change since before therapy.

    Args:
        course: The direction.
        day: Day of the latest result; None where the change cannot be told.
        words: The results it rests on, or why it cannot be told.
    """

    course: Course
    day: int | None
    words: str


def change_since(results: Sequence[Result], start_day: int) -> Change:
    """Tell how the latest result after the start stands to the last one before it; units are never mixed.

    A latest result in words that name a change, such as "decreased", tells it by itself.

    Args:
        results: Results of one test, by day.
        start_day: Start of the therapy.
    """
    after = [result for result in results if result.day > start_day]
    if not after:
        return Change("not_assessable", None, "no result since the start of therapy")
    last = after[-1]
    if last.value is None:
        return _in_words(last)
    before = [r for r in results if r.day <= start_day and r.value is not None and r.unit == last.unit]
    if not before or before[-1].value is None:
        return Change("not_assessable", None, "no result in the same unit before the start of therapy")
    first = before[-1]
    words = f"day {first.day}: {first.amount}, day {last.day}: {last.amount}"
    if first.value is None or last.value == first.value or _both_below(first, last):
        return Change("same", last.day, words)
    return Change("fallen" if last.value < first.value else "risen", last.day, words)


def crp_course(results: Sequence[Result], start_day: int) -> Change | None:
    """Class the course of CRP: a flare above twice the start and below it again, a fall by 30 %, or neither.

    Args:
        results: Results of CRP, by day.
        start_day: Start of the therapy.

    Returns:
        None where there is no number before and after the start.

    Sources:
        Barth 2023. Months are read as 30 days.
    """
    numbered = [(result.day, result.value, result.unit_said) for result in results if result.value is not None]
    before = [(value, unit) for day, value, unit in numbered if day <= start_day]
    if not before:
        return None
    base, unit = before[-1]
    after = [(day - start_day, value) for day, value, own in numbered if day > start_day and own == unit]
    after = [(day, value) for day, value in after if day <= 3 * _MONTH]
    if not after:
        return None
    words = f"{base:g} at the start, then {', '.join(f'{value:g}' for _, value in after)} {unit}".strip()
    peak = next((day for day, value in after if day <= _MONTH and value > _FLARE * base), None)
    last = start_day + after[-1][0]
    if peak is not None and any(day > peak and value < base for day, value in after):
        return Change("fallen", last, f"a flare and then a fall: {words}")
    if any(value <= _FALL * base for _, value in after):
        return Change("fallen", last, f"a fall by 30 % or more: {words}")
    return Change("same", last, f"neither a fall nor a flare with a fall: {words}")


def _in_words(result: Result) -> Change:
    named = set(result.text.split("_"))
    found: list[Course] = [course for course in ("fallen", "risen", "same") if named & set(_WORDS[course])]
    if len(found) == 1:
        return Change(found[0], result.day, f"day {result.day}: {result.said}")
    return Change("not_assessable", None, f"no number (day {result.day}: {result.said or 'blank'})")


def _both_below(first: Result, last: Result) -> bool:
    return all(r.lloq is not None and r.value is not None and r.value < r.lloq for r in (first, last))
