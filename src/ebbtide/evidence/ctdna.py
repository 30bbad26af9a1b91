"""The class of a subject's ctDNA by its course, as the study that counted it classed it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.evidence.known import Result
    from ebbtide.study.evidence_options import EvidenceOptions

__all__ = ["CtdnaProfile", "ctdna_profile", "is_undetectable"]

Class: TypeAlias = Literal["favorable", "unfavorable", "between", "not_assessable"]
_NONE_FOUND: Final = (
    "undetectable",
    "not_detected",
    "not_detectable",
    "nondetectable",
    "non_detectable",
    "negative",
    "none",
)
_FOUND: Final = ("detectable", "detected", "positive")
_FOLD: Final = 10


class CtdnaProfile(NamedTuple):
    """What the course of ctDNA shows.

    Args:
        kind: The class.
        day: Day of the latest result that counts; None where none does.
        words: The results it rests on, or why it cannot be told.
    """

    kind: Class
    day: int | None
    words: str


def ctdna_profile(results: Sequence[Result], start_day: int, options: EvidenceOptions) -> CtdnaProfile:
    """Class the course of ctDNA from before therapy to its latest result within the window.

    Favorable is undetectable before and at the latest result, or a fall of more than tenfold, or to undetectable;
    unfavorable is detectable and not below the result before therapy. A fall of tenfold or less that stays
    detectable lies between. Assays and units are never mixed.

    Args:
        results: Results by day, those before therapy too.
        start_day: Start of the therapy.
        options: The window, and what becomes of the class between.

    Sources:
        Lee 2018 (the two classes; the window of 12 weeks).
    """
    series = {(_assay(result), result.unit) for result in results if result.unit or result.value is not None}
    if not results:
        return CtdnaProfile("not_assessable", None, "no ctDNA result")
    classes = [_classed(_of_series(results, key), start_day, options) for key in sorted(series or {("", "")})]
    told = [profile for profile in classes if profile.kind != "not_assessable"]
    if len({profile.kind for profile in told}) > 1:
        return CtdnaProfile("not_assessable", None, "two assays or units tell different courses")
    return max(told or classes, key=lambda profile: -1 if profile.day is None else profile.day)


def is_undetectable(result: Result) -> bool | None:
    """Tell whether nothing was found; a number below the limit of quantification counts as nothing.

    Returns:
        None where the result does not tell.
    """
    if any(word == result.text or result.text.startswith(f"{word}_") for word in _NONE_FOUND):
        return True
    if result.value is not None:
        return result.value <= 0 or (result.lloq is not None and result.value < result.lloq)
    return False if any(word in result.text.split("_") for word in _FOUND) else None


def _classed(results: Sequence[Result], start: int, options: EvidenceOptions) -> CtdnaProfile:
    told = [result for result in results if is_undetectable(result) is not None]
    before = [result for result in told if result.day <= start]
    after = [result for result in told if start < result.day <= start + options.ctdna_window_days]
    if not before:
        return CtdnaProfile("not_assessable", None, "no ctDNA result before the start of therapy")
    if not after:
        late = any(result.day > start for result in told)
        where = (
            f"within {options.ctdna_window_days} days of the start of therapy" if late else "since the start of therapy"
        )
        return CtdnaProfile("not_assessable", None, f"no ctDNA result {where}")
    first, last = _of_day(before, before[-1].day), _of_day(after, after[-1].day)
    kind, words = _compared(first, last, options)
    return CtdnaProfile(kind, None if kind == "not_assessable" else last.day, words)


def _compared(first: Result, last: Result, options: EvidenceOptions) -> tuple[Class, str]:
    course = f"day {first.day}: {_said(first)}, day {last.day}: {_said(last)}"
    if is_undetectable(last):
        return "favorable", course
    if is_undetectable(first):
        return "unfavorable", course
    if first.value is None or last.value is None:
        return "not_assessable", f"detectable without a number ({course})"
    if _FOLD * last.value < first.value:
        return "favorable", course
    if last.value >= first.value or options.ctdna_lee_strict:
        return "unfavorable", course
    return "between", course


def _of_day(results: Sequence[Result], day: int) -> Result:
    """Take the highest of several results of one day, the less favorable one."""
    return max((result for result in results if result.day == day), key=_height)


def _height(result: Result) -> tuple[bool, float]:
    return not is_undetectable(result), 0.0 if result.value is None else result.value


def _said(result: Result) -> str:
    if is_undetectable(result):
        return "undetectable"
    return "detectable" if result.value is None else result.amount


def _of_series(results: Sequence[Result], key: tuple[str, str]) -> list[Result]:
    # A result in words alone has no unit; it belongs to its assay, or to all where it names none.
    assay, unit = key
    return [
        result
        for result in results
        if _assay(result) in (assay, "") and (result.unit == unit or (not result.unit and result.value is None))
    ]


def _assay(result: Result) -> str:
    # As recorded the words are "assay: ..."; folded they are "assay_...".
    _, found, name = result.text.partition("assay_")
    return name if found else ""
