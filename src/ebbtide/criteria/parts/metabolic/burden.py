"""What is summed: the SULpeak of the hottest lesion, or of the five hottest."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ebbtide.criteria.parts.metabolic.reading import News, first_day, is_there, old_sights, uptake_of
from ebbtide.criteria.parts.records import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ebbtide.criteria.parts.composite.looks import Look, Sight
    from ebbtide.criteria.parts.metabolic.records import Course, Known, Rules


class Burden(NamedTuple):
    """The uptake of a scan.

    Args:
        sul: The sum of what was measured; MISSING where nothing was.
        complete: Whether nothing that belongs to it is missing.
        assumed: Whether it is complete only because what is missing is taken to be cooler.
        treated: Whether a lesion was treated locally, so that it cannot speak for the drug.
        new: Whether new lesions are part of it.
        day: The first image of the lesions in it.
    """

    sul: int
    complete: bool
    assumed: bool
    treated: bool
    new: bool
    day: int


def sum_of_hottest(found: Iterable[tuple[int, str]], most: int, per_organ: int) -> int:
    """Sum the largest uptakes, each given with its organ.

    Args:
        found: SULpeak and organ of each lesion.
        most: How many are summed.
        per_organ: How many of one organ, 0 for any; lesions without an organ are not limited.

    Examples:
        >>> sum_of_hottest([(9_000, "lung"), (8_000, "lung"), (7_000, "lung"), (1_000, "liver")], 3, 2)
        18000
    """
    taken: list[str] = []
    total = 0
    for sul, organ in sorted(found, reverse=True):
        if len(taken) == most:
            break
        if not (per_organ and organ and taken.count(organ) >= per_organ):
            taken.append(organ)
            total += sul
    return total


def burden_of(rules: Rules, course: Course, look: Look, news: News) -> Burden:
    """Measure the burden of a scan: the hottest lesion, which need not be that of baseline, or the five hottest.

    New lesions are part of it where the criterion has them in its sum. A lesion that was known and not measured at
    baseline may be the hottest, but would make a sum grow by being measured: it stays out of sums.

    Sources:
        Wahl 2009, table on PERCIST 1.0; Ito 2019, Response assessment.
    """
    old = {sight.lesion: sight for sight in old_sights(look, (known.lesion for known in course.known))}
    treated = course.treated | {name for name, sight in old.items() if sight.treated}
    left_out = {known.lesion for known in course.known if known.sul == MISSING} if rules.most > 1 else set()
    pool = [sight for name, sight in old.items() if name not in left_out]
    counted = [*pool, *(news.sights if rules.new_counts else ())]
    measured = [sight for sight in counted if uptake_of(sight) != MISSING]
    lacking = [known for known in course.known if known.sul != MISSING and _is_unread(known, old)]
    sul = _total(rules, measured)
    assumed = bool(rules.cooler and rules.most == 1 and lacking and sul > 0)
    unmeasured_new = bool(rules.new_counts) and (len(measured) < len(counted) or bool(news.unlisted))
    is_treated = not rules.treated_counts and any(known.lesion in treated for known in course.known)
    complete = sul != MISSING and (not lacking or assumed) and not unmeasured_new and not is_treated
    hot = [sight for sight in measured if uptake_of(sight) > 0]
    has_new = bool(rules.new_counts) and any(is_there(sight) for sight in news.sights)
    return Burden(sul, complete, assumed, is_treated, has_new, first_day(look, hot))


def _is_unread(known: Known, old: dict[str, Sight]) -> bool:
    return known.lesion not in old or uptake_of(old[known.lesion]) == MISSING


def _total(rules: Rules, measured: Sequence[Sight]) -> int:
    if not measured:
        return MISSING
    return sum_of_hottest(((uptake_of(one), one.organ) for one in measured), rules.most, rules.per_organ)
