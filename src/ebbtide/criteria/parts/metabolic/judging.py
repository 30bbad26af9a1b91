"""One scan judged by SULpeak, from complete response to stable disease, and what is remembered of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ebbtide.criteria.parts.composite.looks import Verdict
from ebbtide.criteria.parts.metabolic import reasons as r
from ebbtide.criteria.parts.metabolic.burden import Burden, burden_of
from ebbtide.criteria.parts.metabolic.quality import is_comparable, is_measurable, is_quality_told
from ebbtide.criteria.parts.metabolic.reading import (
    News,
    find_news,
    first_day,
    is_unread,
    is_visceral,
    known_lesions,
    old_sights,
    uptake_of,
)
from ebbtide.criteria.parts.metabolic.records import Course, Rules
from ebbtide.criteria.parts.metabolic.response import (
    has_fallen,
    has_fallen_by_share,
    has_risen,
    is_on_the_line,
    lesion_has_grown,
    tlg_has_risen,
)
from ebbtide.criteria.parts.overall import is_evaluable
from ebbtide.criteria.parts.records import MISSING
from ebbtide.terms.lesions import NEW, UNEQUIVOCAL_PROGRESSION
from ebbtide.terms.responses import CPD, CR, NE, NED, NON, NONE, PD, PERCIST_WORDS, PR, RECIST_WORDS, SD, Response
from ebbtide.terms.scans import UNTOLD

if TYPE_CHECKING:
    from ebbtide.criteria.parts.composite.looks import Look, Patient, Sight

NO_NEWS = News((), 0, 0, 0, 0, 0)


class Said(NamedTuple):
    """A category and why."""

    category: Response
    reasons: int


class Judged(NamedTuple):
    """One scan judged by itself, before anything is made of earlier progressions.

    Args:
        overall: The category; `target`: of what was measured; `nontarget`: of what was not.
        reasons: Bits of `reasons`; `flags` likewise.
        burden: What was measured; `usable`: whether it may enter the nadir.
        news: The new lesions.
        peak: The hottest of all lesions, new ones too.
        event_day: The first image that shows the progression, or the scan's day.
        definite: Whether a progression needs no second look.
    """

    overall: Response
    target: Response
    nontarget: Response
    reasons: int
    flags: int
    burden: Burden
    usable: bool
    news: News
    peak: int
    event_day: int
    definite: bool


def begin(rules: Rules, patient: Patient, look: Look) -> Course:  # noqa: ARG001 - what a criterion is called with
    """Remember the baseline: its lesions, its burden, the liver and the glycolysis."""
    course = Course(known=known_lesions(look), liver=look.liver_sul, tlg=look.tlg, tlg_nadir=look.tlg)
    sul = burden_of(rules, course, look, NO_NEWS).sul
    return course if sul == MISSING else course._replace(burden=sul, nadir=sul, nadir_day=look.day)


def with_known(course: Course, look: Look) -> Course:
    """Where baseline told of no lesion, follow those of the first scan that does."""
    if course.known or course.burden != MISSING:
        return course
    old = look._replace(sights=tuple(sight for sight in look.sights if sight.role < NEW))
    return course._replace(known=tuple(known._replace(avid=UNTOLD) for known in known_lesions(old)))


def judge(rules: Rules, course: Course, look: Look) -> Judged:
    """Judge one scan by itself.

    Sources:
        Wahl 2009, table on PERCIST 1.0; O 2016, Application of PERCIST.
    """
    news = find_news(look, (known.lesion for known in course.known))
    burden = burden_of(rules, course, look, news)
    comparable = is_comparable(course.liver, look.liver_sul, look.comparable)
    usable = comparable or not rules.strict_quality
    target = judge_uptake(rules, course, look, burden, news) if usable else Said(NE, r.NOT_COMPARABLE)
    nontarget = judge_unmeasured(rules, course, look)
    overall = put_together(rules, course, look, (target, nontarget), news)
    flags = news.flags | (0 if comparable else r.PET_NOT_COMPARABLE) | _flags_of_course(course, look, overall.category)
    flags |= 0 if is_quality_told(course.liver, look.liver_sul, look.comparable) else r.QUALITY_UNKNOWN
    if usable:
        flags |= _flags_of_burden(rules, course, look, burden, target.category)
    peak = max([burden.sul, *(uptake_of(one) for one in (*_old(course, look), *news.sights))])
    return Judged(
        overall.category,
        target.category,
        nontarget.category,
        overall.reasons,
        flags,
        burden,
        usable,
        news,
        peak,
        _event_day(look, overall, burden, news),
        look.recist in {PD, CPD} or any(is_visceral(sight) for sight in news.sights),
    )


def judge_uptake(rules: Rules, course: Course, look: Look, burden: Burden, news: News) -> Said:
    """Judge what was measured: complete response first, then progression, then what is missing."""
    if burden.complete and course.burden != MISSING:
        gone = judge_clear(rules, course, look, news)
        if gone.category != NONE:
            return gone
    rose = judge_rise(rules, course, look, burden)
    if rose.category == PD:
        return rose
    if course.burden == MISSING:
        return Said(NE, r.NO_BASELINE_SUL)
    if not burden.complete:
        return Said(NE, r.SUL_NOT_MEASURED)
    if has_fallen(rules, burden.sul, course.burden):
        return Said(PR, r.SUL_FELL)
    return Said(SD, r.SUL_BETWEEN | _too_little(rules, course, burden))


def judge_clear(rules: Rules, course: Course, look: Look, news: News) -> Said:
    """Tell whether every measured lesion has gone, or is cooler than the liver.

    The mean of the liver serves only where the disease was hotter than it at baseline.

    Sources:
        Wahl 2009, table on PERCIST 1.0 (complete metabolic response).
    """
    old = _old(course, look)
    left_out = {known.lesion for known in course.known if known.sul == MISSING}
    counted = [*(s for s in old if s.lesion not in left_out), *(news.sights if rules.new_counts else ())]
    uptakes = [uptake_of(sight) for sight in counted if uptake_of(sight) != MISSING]
    if not any(uptakes):
        return Said(CR, r.ALL_GONE) if course.burden else Said(NED, r.NO_DISEASE)
    if look.liver_sul == MISSING or max(uptakes) >= look.liver_sul:
        return Said(NONE, 0)
    if not course.burden:
        return Said(NED, r.NO_DISEASE)
    hottest = max((known.sul for known in course.known), default=MISSING)
    was_hotter = course.liver == MISSING or hottest >= course.liver
    return Said(CR, r.ALL_BELOW_LIVER) if was_hotter else Said(NONE, 0)


def judge_rise(rules: Rules, course: Course, look: Look, burden: Burden) -> Said:
    """Tell whether the burden, or total lesion glycolysis without a fall of the burden, has progressed.

    What was measured may be enough by itself: more lesions can only make it more.
    """
    reference, tlg = reference_of(rules, course)
    reasons = r.SUL_ROSE if has_risen(rules, burden.sul, reference) else 0
    if reference != MISSING and burden.sul >= reference and tlg_has_risen(rules, look.tlg, tlg):
        reasons |= r.TLG_ROSE
    return Said(PD if reasons else NONE, reasons)


def reference_of(rules: Rules, course: Course) -> tuple[int, int]:
    """Say what progression is measured from: burden and total lesion glycolysis.

    Sources:
        Wahl 2009, table on PERCIST 1.0: from the baseline scan; option `percist_pmd_reference`.
    """
    if rules.from_nadir or course.burden == MISSING:
        return course.nadir, course.tlg_nadir
    return course.burden, course.tlg


def judge_unmeasured(rules: Rules, course: Course, look: Look) -> Said:
    """Judge the lesions whose uptake baseline did not measure, and non-targets said to have progressed.

    Sources:
        Wahl 2009, table on PERCIST 1.0 (non-target lesions).
    """
    old = {sight.lesion: sight for sight in _old(course, look)}
    unmeasured = [known.lesion for known in course.known if known.sul == MISSING]
    if rules.others_count and any(sight.state == UNEQUIVOCAL_PROGRESSION for sight in old.values()):
        return Said(PD, r.NONTARGET_PROGRESSED)
    if not unmeasured:
        return Said(NONE, 0)
    left = [name for name in unmeasured if name not in old or _remains(old[name], look.liver_sul)]
    if not left:
        return Said(CR, 0)
    unread = all(name not in old or is_unread(old[name]) for name in left)
    return Said(NE if unread else NON, r.NONTARGET_REMAINS)


def put_together(rules: Rules, course: Course, look: Look, parts: tuple[Said, Said], news: News) -> Said:
    """Make the call of what was measured, of what was not, of new lesions and of RECIST 1.1."""
    target, nontarget = parts
    is_new = news.present and bool(rules.new_is_progression)
    if is_new or PD in {target.category, nontarget.category}:
        driven = target.reasons if target.category == PD else 0
        driven |= nontarget.reasons if nontarget.category == PD else 0
        return Said(PD, driven | (r.NEW_AVID_LESION if is_new else 0))
    clear = nontarget.category in {CR, NONE}
    in_sum = r.NEW_IN_SUM if news.present and rules.new_counts else 0
    if target.category in {CR, NED} and clear:
        return Said(target.category, target.reasons | in_sum)
    if nontarget.category == CR and _was_avid_without_sul(course) and not news.present:
        return Said(CR, r.ALL_GONE)
    if target.category in {CR, PR}:
        against = _against_response(rules, course, look)
        remains = nontarget.reasons if target.category == CR else 0
        return Said(SD if against else PR, target.reasons | against | remains | in_sum)
    return Said(SD if target.category == NED else target.category, target.reasons | in_sum)


def remember(course: Course, judged: Judged, look: Look) -> Course:
    """Carry forward what later scans are held against."""
    burden = judged.burden
    lower = burden.complete and judged.usable and (course.nadir == MISSING or burden.sul < course.nadir)
    less = judged.usable and look.tlg != MISSING and (course.tlg_nadir == MISSING or look.tlg < course.tlg_nadir)
    evaluable = is_evaluable(judged.overall)
    return course._replace(
        nadir=burden.sul if lower else course.nadir,
        nadir_day=look.day if lower else course.nadir_day,
        tlg_nadir=look.tlg if less else course.tlg_nadir,
        treated=course.treated | {sight.lesion for sight in look.sights if sight.treated},
        cleared=int(judged.overall == CR) if evaluable else course.cleared,
        recist_progressed=int(course.recist_progressed or look.recist in {PD, CPD}),
        news=course.news | {sight.lesion for sight in judged.news.sights},
    )


def verdict_of(course: Course, judged: Judged, look: Look) -> Verdict:
    """Write the call down with its numbers, as the scan by itself gives it."""
    shown = judged.burden.complete or bool(judged.flags & r.PARTIAL_PD)
    parts = [("uptake", PERCIST_WORDS.component[judged.target])]
    parts += [("ct", RECIST_WORDS.overall[look.recist])] if look.recist != NONE else []
    return Verdict(
        judged.overall,
        target=judged.target,
        nontarget=judged.nontarget,
        new=judged.news.word,
        reasons=judged.reasons,
        flags=judged.flags,
        burden=judged.burden.sul if shown else MISSING,
        baseline=course.burden,
        nadir=course.nadir,
        nadir_day=course.nadir_day,
        event_day=judged.event_day,
        components=tuple(parts),
    )


def _old(course: Course, look: Look) -> tuple[Sight, ...]:
    return old_sights(look, (known.lesion for known in course.known))


def _remains(sight: Sight, liver: int) -> bool:
    uptake = uptake_of(sight)
    return uptake == MISSING or (uptake > 0 and (liver == MISSING or uptake >= liver))


def _was_avid_without_sul(course: Course) -> bool:
    return course.burden == MISSING and any(known.avid == 1 for known in course.known)


def _against_response(rules: Rules, course: Course, look: Look) -> int:
    if not rules.others_count:
        return 0
    old = {sight.lesion: sight for sight in _old(course, look)}
    grown = any(
        lesion_has_grown(rules, uptake_of(old[known.lesion]), known.sul)
        or lesion_has_grown(rules, old[known.lesion].longest, known.longest)
        for known in course.known
        if known.lesion in old
    )
    recist = look.recist in {PD, CPD} and (rules.recist_stays or not course.recist_progressed)
    return (r.LESION_ROSE if grown else 0) | (r.RECIST_PROGRESSED if recist else 0)


def _too_little(rules: Rules, course: Course, burden: Burden) -> int:
    reference = reference_of(rules, course)[0]
    if has_fallen_by_share(rules, burden.sul, course.burden):
        return r.FELL_TOO_LITTLE
    return r.ROSE_TOO_LITTLE if has_risen(rules._replace(rise_floor=0), burden.sul, reference) else 0


def _event_day(look: Look, overall: Said, burden: Burden, news: News) -> int:
    days = [burden.day] if overall.reasons & (r.SUL_ROSE | r.TLG_ROSE) else []
    if overall.reasons & r.NEW_AVID_LESION:
        days.append(first_day(look, news.sights))
    if overall.reasons & r.NONTARGET_PROGRESSED:
        days.append(first_day(look, (one for one in look.sights if one.state == UNEQUIVOCAL_PROGRESSION)))
    return min(days, default=look.day)


def _flags_of_course(course: Course, look: Look, overall: Response) -> int:
    hottest = max((known.sul for known in course.known), default=MISSING)
    flags = 0 if is_measurable(hottest, course.liver) else r.NOT_MEASURABLE
    if look.recist in {PD, CPD} and overall in {CR, PR, SD}:
        flags |= r.RECIST_PD
    return flags | (r.RETURNED if course.cleared and overall in {PR, SD} else 0)


def _flags_of_burden(rules: Rules, course: Course, look: Look, burden: Burden, target: Response) -> int:
    flags = r.LOCAL_THERAPY if burden.treated else 0
    flags |= r.TAKEN_AS_COOLER if burden.assumed else 0
    flags |= r.PARTIAL_PD if target == PD and not burden.complete else 0
    reference = reference_of(rules, course)[0]
    if burden.complete and target != CR:
        flags |= r.ON_THE_LINE if is_on_the_line(rules, burden.sul, course.burden, reference) else 0
        flags |= r.LIVER_UNKNOWN if target == PR and look.liver_sul == MISSING else 0
    if target != CR and MISSING not in {course.burden, course.nadir}:
        calls = {has_risen(rules, burden.sul, one) for one in (course.burden, course.nadir)}
        flags |= r.BASELINE_OR_NADIR if len(calls) > 1 else 0
    return flags
