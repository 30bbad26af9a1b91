"""The step of iPERCIST: a progression waits for a second PET, which confirms it or takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.criteria.parts.metabolic import reasons as r
from ebbtide.criteria.parts.metabolic.judging import Judged, judge, remember, verdict_of, with_known
from ebbtide.criteria.parts.metabolic.records import CONFIRMS_STILL
from ebbtide.criteria.parts.overall import is_evaluable
from ebbtide.criteria.parts.records import MISSING, NEVER
from ebbtide.terms.responses import CPD, IGNORED, PD

if TYPE_CHECKING:
    from ebbtide.criteria.parts.composite.looks import Look, Verdict
    from ebbtide.criteria.parts.metabolic.records import Course, Rules


def step(rules: Rules, course: Course, look: Look) -> tuple[Course, Verdict]:
    """Judge one scan, and what it makes of a progression that waits.

    Sources:
        Goldfarb 2019, iPERCIST: a second PET confirms, 4 to 8 weeks later.
    """
    course = with_known(course, look)
    judged = judge(rules, course, look)
    verdict = verdict_of(course, judged, look)
    after = remember(course, judged, look)
    if course.definite:
        code = CPD if judged.overall == PD else judged.overall
        return after, verdict._replace(overall=code, flags=verdict.flags | r.AFTER_CPMD)
    if course.waits == NEVER:
        return (after, verdict) if judged.overall != PD else open_episode(rules, after, judged, verdict)
    if rules.early_ignored and look.day - course.waits < rules.confirm_days:
        return course, disregard(course, verdict)
    verdict = verdict._replace(since_day=course.waits)
    if not is_evaluable(judged.overall):
        return after, verdict._replace(due=course.waits_due)
    verdict = verdict._replace(flags=verdict.flags | flags_of_time(rules, course, look.day))
    if judged.overall != PD:
        return after._replace(waits=NEVER), verdict._replace(reasons=verdict.reasons | r.DISREGARDED)
    return look_again(rules, after, judged, verdict)


def open_episode(rules: Rules, course: Course, judged: Judged, verdict: Verdict) -> tuple[Course, Verdict]:
    """Let a first progression wait for its second PET."""
    day = verdict.event_day
    due = (day + rules.confirm_days, day + rules.late_days)
    opened = course._replace(waits=day, waits_burden=judged.peak, waits_news=course.news, waits_due=due)
    return opened, verdict._replace(
        reasons=verdict.reasons | r.OPENS, flags=verdict.flags | r.UNCONFIRMED, since_day=day, due=due
    )


def look_again(rules: Rules, course: Course, judged: Judged, verdict: Verdict) -> tuple[Course, Verdict]:
    """Confirm a progression that the second PET still shows, or shows more of.

    More is a hotter hottest lesion, a new one included, or one more new lesion than at the first progression.

    Sources:
        Goldfarb 2019, iPERCIST; option `ipercist_confirm`.
    """
    hotter = r.ROSE_FURTHER if MISSING < course.waits_burden < judged.peak else 0
    unseen = any(sight.lesion not in course.waits_news for sight in judged.news.sights)
    further = hotter | (r.ONE_MORE if unseen or judged.news.more else 0)
    flags = verdict.flags | (0 if further else r.FURTHER_RISE)
    if further or rules.confirm == CONFIRMS_STILL:
        confirmed = verdict._replace(
            overall=CPD,
            reasons=verdict.reasons | (r.STILL_PMD if rules.confirm == CONFIRMS_STILL else further),
            flags=flags | r.CONFIRMED,
        )
        return course._replace(definite=1, progressed=1, waits=NEVER), confirmed
    due = (verdict.event_day + rules.confirm_days, verdict.event_day + rules.late_days)
    waiting = verdict._replace(reasons=verdict.reasons | r.NOT_FURTHER, flags=flags | r.UNCONFIRMED, due=due)
    return course._replace(waits_due=due), waiting


def disregard(course: Course, verdict: Verdict) -> Verdict:
    """Say nothing of a scan that comes too early."""
    return verdict._replace(overall=IGNORED, reasons=r.TOO_EARLY, since_day=course.waits, due=course.waits_due)


def flags_of_time(rules: Rules, course: Course, day: int) -> int:
    """Flag a second PET outside its window; it counts all the same."""
    if day - course.waits < rules.confirm_days:
        return r.EARLY
    return r.LATE if day > course.waits_due[1] else 0
