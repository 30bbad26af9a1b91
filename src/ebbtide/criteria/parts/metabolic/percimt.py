"""The step of PERCIMT: new FDG-avid lesions are counted by their functional size; uptake values say nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ebbtide.criteria.parts.composite.looks import Verdict
from ebbtide.criteria.parts.metabolic import reasons as r
from ebbtide.criteria.parts.metabolic.reading import (
    News,
    find_news,
    first_day,
    is_unread,
    known_lesions,
    new_sights,
    old_sights,
    uptake_of,
)
from ebbtide.criteria.parts.metabolic.records import SINCE_BASELINE, CountRules, Tally
from ebbtide.criteria.parts.records import MISSING
from ebbtide.terms.responses import CR, NE, NONE, PD, PERCIST_WORDS, PR, SD, Response

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ebbtide.criteria.parts.composite.looks import Look, Patient

UNLISTED = "(unlisted)"


class NewCounts(NamedTuple):
    """The sizes of the new lesions.

    Args:
        sizes: Those that count, MISSING where not known.
        present: How many the scan shows.
        unknown: The sizes of those seen before and not looked for now.
    """

    sizes: tuple[int, ...]
    present: int
    unknown: tuple[int, ...]


def begin(rules: CountRules, patient: Patient, look: Look) -> Tally:  # noqa: ARG001 - what a criterion is called with
    """Remember which lesions baseline shows."""
    return Tally(known=tuple(lesion.lesion for lesion in known_lesions(look)))


def step(rules: CountRules, tally: Tally, look: Look) -> tuple[Tally, Verdict]:
    """Judge one scan.

    Sources:
        Anwar 2018, Discussion and table of PERCIMT.
    """
    news = find_news(look, tally.known)
    after = remember(tally, look, news)
    counts = count_new(rules, tally, after, news)
    reasons = many_new(rules, counts.sizes)
    target, why = judge_known(tally, look)
    overall, reasons = (PD, reasons) if reasons else call(rules, target, why, counts, news)
    flags = news.flags | flags_of(rules, counts, after) | (r.AFTER_PD if tally.progressed else 0)
    verdict = Verdict(
        overall,
        target=target,
        new=news.word,
        reasons=reasons,
        flags=flags,
        burden=MISSING if overall == NE else len(counts.sizes),
        event_day=first_day(look, news.sights) if overall == PD else look.day,
        components=(("uptake", PERCIST_WORDS.component[target]),) if target != NONE else (),
    )
    return after._replace(progressed=int(tally.progressed or overall == PD)), verdict


def many_new(rules: CountRules, sizes: Iterable[int]) -> int:
    """Tell by which counts the new lesions are progression.

    A lesion exactly on a limit is not over it. A lesion without a size counts only where size does not matter.

    Sources:
        Anwar 2018, Abstract: four, or three over 1.0 cm, or two over 1.5 cm; register A6.

    Examples:
        >>> from ebbtide.criteria.parts.metabolic.records import CountRules
        >>> many_new(CountRules(), [16_000, 17_000]) == r.MANY_NEW_OVER_15
        True
        >>> many_new(CountRules(), [11_000, 12_000, 8_000, 7_000]) == r.MANY_NEW
        True
        >>> many_new(CountRules(literal=1), [11_000, 12_000, 8_000, 7_000])
        0
    """
    known = list(sizes)
    small = [size for size in known if not rules.literal or MISSING < size <= rules.first_limit]
    found = r.MANY_NEW if len(small) >= rules.any_size else 0
    if sum(size > rules.first_limit for size in known) >= rules.over_10:
        found |= r.MANY_NEW_OVER_10
    if sum(size > rules.second_limit for size in known) >= rules.over_15:
        found |= r.MANY_NEW_OVER_15
    return found


def count_new(rules: CountRules, before: Tally, after: Tally, news: News) -> NewCounts:
    """Collect the new lesions that count: those the scan shows, or all that were seen since baseline."""
    sizes = dict(after.news)
    shown = {sight.lesion for sight in news.sights} | ({UNLISTED} if news.unlisted else set())
    if rules.since_baseline == SINCE_BASELINE:
        return NewCounts(tuple(sizes.values()), len(shown), ())
    lost = [name for name, _ in before.news if name not in shown and name not in after.gone]
    return NewCounts(tuple(sizes[name] for name in shown), len(shown), tuple(sizes[name] for name in lost))


def judge_known(tally: Tally, look: Look) -> tuple[Response, int]:
    """Judge the lesions of baseline: all gone, some gone, or none.

    Sources:
        Anwar 2018, table of PERCIMT.
    """
    if not tally.known:
        return NE, r.NO_BASELINE_LESIONS
    old = {sight.lesion: sight for sight in old_sights(look, tally.known)}
    gone = [name in old and uptake_of(old[name]) == 0 for name in tally.known]
    if all(gone):
        return CR, r.ALL_GONE
    if any(name not in old or is_unread(old[name]) for name in tally.known):
        return NE, r.LESION_NOT_ASSESSED
    if any(name.startswith("(") for name in tally.known):
        return NE, r.NOT_LISTED
    return (PR, r.SOME_GONE) if any(gone) else (SD, r.NONE_GONE)


def call(rules: CountRules, target: Response, why: int, counts: NewCounts, news: News) -> tuple[Response, int]:
    """Make the call where the new lesions that were seen are no progression."""
    if many_new(rules, [*counts.sizes, *counts.unknown]):
        return NE, r.NEW_NOT_ASSESSED
    if counts.present:
        return (NE, why) if target == NE and why & r.NO_BASELINE_LESIONS else (SD, r.FEW_NEW)
    if counts.unknown and not news.denied and target != NE:
        return NE, r.NEW_NOT_ASSESSED
    return target, why


def remember(tally: Tally, look: Look, news: News) -> Tally:
    """Carry forward which new lesions were seen, with their last size, and which have gone."""
    seen = {sight.lesion: sight.longest for sight in news.sights}
    seen |= {UNLISTED: MISSING} if news.unlisted else {}
    sizes = dict(tally.news)
    for name, size in seen.items():
        sizes[name] = size if size > 0 else sizes.get(name, MISSING)
    absent = {sight.lesion for sight in new_sights(look, tally.known) if uptake_of(sight) == 0}
    denied = set(sizes) if news.denied else set()
    gone = (tally.gone | absent | denied) - set(seen)
    return tally._replace(news=tuple(sizes.items()), gone=frozenset(gone))


def flags_of(rules: CountRules, counts: NewCounts, after: Tally) -> int:
    """Flag sizes that are not known, and readings of the source that would call this scan differently."""
    flags = r.NEW_SIZE_UNKNOWN if MISSING in counts.sizes else 0
    flags |= r.NEW_LESION_GONE if after.gone else 0
    others = (
        rules._replace(literal=1 - rules.literal),
        rules._replace(first_limit=rules.first_limit - 1, second_limit=rules.second_limit - 1),
    )
    called = bool(many_new(rules, counts.sizes))
    return flags | (r.A6 if any(bool(many_new(other, counts.sizes)) != called for other in others) else 0)
