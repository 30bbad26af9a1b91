"""The numbers that the clauses of the metabolic criteria name, and what they say of themselves."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts.metabolic.judging import reference_of
from ebbtide.criteria.parts.metabolic.percimt import count_new, remember
from ebbtide.criteria.parts.metabolic.reading import find_news, old_sights, uptake_of
from ebbtide.criteria.parts.records import MISSING, NEVER

if TYPE_CHECKING:
    from collections.abc import Callable

    from ebbtide.criteria.parts.composite.criterion import Said
    from ebbtide.criteria.parts.metabolic.records import CountRules, Course, Rules

UNKNOWN: Final = "not known"
_MOST_DECIMALS: Final = 6


def sul_text(milli: int, *, signed: bool = False) -> str:
    """Write thousandths, without trailing zeros.

    Examples:
        >>> sul_text(13_050), sul_text(800, signed=True), sul_text(-1)
        ('13.05', '+0.8', 'not known')
    """
    if milli == MISSING and not signed:
        return UNKNOWN
    text = f"{Decimal(milli).scaleb(-3):f}".rstrip("0").rstrip(".")
    return f"+{text}" if signed and milli >= 0 else text


def change_text(now: int, then: int, *limits: int) -> str:
    """Write a change in percent, with as many decimals as keep it apart from a limit.

    Examples:
        >>> change_text(13_000, 10_000), change_text(13_001, 10_000, 30), change_text(1, -1)
        ('+30.0 %', '+30.01 %', 'not known')
    """
    if now == MISSING or then <= 0:
        return UNKNOWN
    exact = Fraction(100 * (now - then), then)
    decimals = 1
    while decimals < _MOST_DECIMALS and any(_rounded(exact, decimals) == limit != exact for limit in limits):
        decimals += 1
    return f"{_rounded(exact, decimals):+.{decimals}f} %"


def sul_numbers(rules: Rules, said: Said) -> dict[str, object]:
    """Give the numbers of a call by SULpeak."""
    course, look, verdict = said
    reference, tlg = reference_of(rules, course)
    burden, baseline = verdict.burden, verdict.baseline
    strict = "more than" if rules.strict else "at least"
    name = "hottest lesion" if rules.most == 1 else f"up to {rules.most} hottest lesions"
    return {
        "measure": f"SULpeak of the {name}{_hottest(said)}" if rules.most == 1 else f"Sum of SULpeak of the {name}",
        "measure_short": f"that of the {name}",
        "burden": sul_text(burden),
        "baseline": sul_text(baseline),
        "nadir": sul_text(verdict.nadir),
        "nadir_day": verdict.nadir_day,
        "reference": _reference_text(rules, course, reference),
        "rise": change_text(burden, reference, rules.rise_pct),
        "rise_sul": _difference(burden, reference),
        "fall": change_text(burden, baseline, -rules.fall_pct),
        "fall_sul": _difference(burden, baseline),
        "rise_pct": rules.rise_pct,
        "rise_limits": f"progression by {strict} +{rules.rise_pct} %{_floor(rules.rise_floor)}",
        "fall_limits": f"response by at least -{rules.fall_pct} %{_floor(rules.fall_floor)}",
        "line_words": line_words(rules),
        "liver": sul_text(look.liver_sul),
        "tlg": sul_text(look.tlg),
        "tlg_rise": change_text(look.tlg, tlg, rules.tlg_pct),
        "tlg_limit": rules.tlg_pct,
        "verify_days": rules.verify_days,
        "since_day": verdict.since_day if verdict.since_day != NEVER else UNKNOWN,
        "since_days": look.day - verdict.since_day if verdict.since_day != NEVER else UNKNOWN,
    }


def count_numbers(rules: CountRules, said: Said) -> dict[str, object]:
    """Give the numbers of a call by counting new lesions."""
    tally, look, _ = said
    news = find_news(look, tally.known)
    sizes = count_new(rules, tally, remember(tally, look, news), news).sizes
    small = [size for size in sizes if not rules.literal or MISSING < size <= rules.first_limit]
    first = _centimeters(rules.first_limit)
    return {
        "count": len(sizes),
        "count_small": len(small),
        "count_over_10": sum(size > rules.first_limit for size in sizes),
        "count_over_15": sum(size > rules.second_limit for size in sizes),
        "small_words": f"of {first} cm or less" if rules.literal else "of any size",
        "any_size": rules.any_size,
        "over_10": rules.over_10,
        "over_15": rules.over_15,
        "first_limit": first,
        "second_limit": _centimeters(rules.second_limit),
    }


def line_words(rules: Rules) -> str:
    """Say what decides on the line."""
    option = "percist_pmd_strict" if rules.most == 1 else "impercist5_pmd_strict"
    return f"a fall on it is a response, a rise on it {'is not' if rules.strict else 'is'} progression ({option})"


def next_look(rules: Rules, said: Said, when: Callable[[int], str]) -> str:
    """Say by when a progression should be seen again."""
    due = said.verdict.due
    if due is None:
        return ""
    if said.verdict.since_day == NEVER:
        return f"See it again within {rules.verify_days} days, by {when(due[1])}."
    return f"Still open: confirm by a second PET on {when(due[0])} to {when(due[1])}."


def nothing_next(rules: CountRules, said: Said, when: Callable[[int], str]) -> str:  # noqa: ARG001 - as every criterion
    """Say that nothing is waited for."""
    return ""


def _hottest(said: Said) -> str:
    """Name the lesion whose uptake is the burden, since it need not be the same at every scan."""
    course, look, verdict = said
    old = old_sights(look, (known.lesion for known in course.known))
    names = [sight.lesion for sight in old if uptake_of(sight) == verdict.burden > 0]
    return f" ({min(names)})" if names else ""


def _reference_text(rules: Rules, course: Course, reference: int) -> str:
    if rules.from_nadir or course.burden == MISSING:
        return f"the nadir {sul_text(reference)} (day {course.nadir_day})"
    return f"the baseline {sul_text(reference)}"


def _difference(now: int, then: int) -> str:
    return UNKNOWN if MISSING in {now, then} else f"{sul_text(now - then, signed=True)} SUL"


def _floor(milli: int) -> str:
    return f" and {sul_text(milli)} SUL" if milli else ""


def _centimeters(micrometers: int) -> str:
    return f"{Decimal(micrometers).scaleb(-4):.1f}"


def _rounded(exact: Fraction, decimals: int) -> Decimal:
    value = Decimal(exact.numerator) / Decimal(exact.denominator)
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)
