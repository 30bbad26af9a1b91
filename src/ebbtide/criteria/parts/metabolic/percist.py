"""The step of PERCIST and imPERCIST5: progression is called at once, and may ask to be seen again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.criteria.parts.metabolic import reasons as r
from ebbtide.criteria.parts.metabolic.judging import Judged, judge, remember, verdict_of, with_known
from ebbtide.criteria.parts.overall import is_evaluable
from ebbtide.criteria.parts.records import NEVER
from ebbtide.terms.responses import PD

if TYPE_CHECKING:
    from ebbtide.criteria.parts.composite.looks import Look, Verdict
    from ebbtide.criteria.parts.metabolic.records import Course, Rules


def step(rules: Rules, course: Course, look: Look) -> tuple[Course, Verdict]:
    """Judge one scan. After a progression calls go on, flagged.

    Sources:
        Wahl 2009, table on PERCIST 1.0.
    """
    course = with_known(course, look)
    judged = judge(rules, course, look)
    verdict = verdict_of(course, judged, look)
    after = remember(course, judged, look)
    flags = verdict.flags | (r.AFTER_PD if course.progressed else 0)
    if judged.overall != PD:
        if is_evaluable(judged.overall):
            after = after._replace(waits=NEVER)
        return after, verdict._replace(flags=flags)
    after, verdict = verify(rules, after, judged, verdict)
    return after._replace(progressed=1), verdict._replace(flags=flags | verdict.flags)


def verify(rules: Rules, course: Course, judged: Judged, verdict: Verdict) -> tuple[Course, Verdict]:
    """Ask for a second look at a progression, unless it is a new visceral lesion or RECIST shows it too.

    Sources:
        Wahl 2009, table on PERCIST 1.0 (progressive metabolic disease): seen again within one month.
    """
    if not rules.verify_days or course.definite:
        return course, verdict
    if course.waits != NEVER:
        seen = verdict._replace(flags=verdict.flags | r.CONFIRMED, since_day=course.waits)
        return course._replace(definite=1, waits=NEVER), seen
    if judged.definite:
        return course._replace(definite=1), verdict
    day = verdict.event_day
    asked = verdict._replace(flags=verdict.flags | r.PMD_TO_CONFIRM, due=(day + 1, day + rules.verify_days))
    return course._replace(waits=day), asked
