"""Which overall responses the parts of a time point leave possible, by the house's own steps."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final, NamedTuple

from ebbtide.criteria.parts.burden import judge_overall
from ebbtide.criteria.parts.classical import combine_blocked
from ebbtide.criteria.parts.overall import combine
from ebbtide.criteria.parts.records import CONFIRMS_BY_EPISODE, Point
from ebbtide.terms.responses import CPD, CR, NE, NED, NON, NONE, PD, PR, SD, Response

if TYPE_CHECKING:
    from ebbtide.criteria.parts.records import Definition

__all__ = ["NONTARGETS", "TARGETS", "Parts", "possible"]

TARGETS: Final = (NONE, CR, PR, SD, PD, NE)
NONTARGETS: Final = (NONE, CR, NON, PD, NE)
_NOTHING_SEEN: Final = Point(*(0 for _ in Point._fields))


class Parts(NamedTuple):
    """The parts of a time point as reported, None where they are not, and what was reported before."""

    target: Response | None
    nontarget: Response | None
    is_new: bool | None
    had_new: bool
    had_pd: bool
    is_open: bool


def possible(rules: Definition, parts: Parts) -> frozenset[Response]:
    """Find the overall responses that some history allows; a part that is not known may be anything.

    Args:
        rules: The definition of the criterion.
        parts: What was reported.

    Sources:
        Eisenhauer 2009, tables 1 and 2; Seymour 2017, table 2; Wolchok 2009, table 2; Hodi 2018.

    Examples:
        >>> from ebbtide.criteria import BY_ID
        >>> sorted(possible(BY_ID["recist-1.1"].definition, Parts(CR, NON, False, False, False, False)))
        [2]
    """
    targets = TARGETS if parts.target not in TARGETS else (parts.target,)
    nontargets = NONTARGETS if parts.nontarget not in NONTARGETS else (parts.nontarget,)
    news = (False, True) if parts.is_new is None else (parts.is_new,)
    found: set[Response] = set()
    for target, nontarget, is_new in product(targets, nontargets, news):
        found |= _outcomes(rules, parts, target, nontarget, is_new=is_new)
    return frozenset(found)


def _outcomes(rules: Definition, parts: Parts, target: Response, nontarget: Response, *, is_new: bool) -> set[Response]:
    if rules.confirms == CONFIRMS_BY_EPISODE:
        return _of_episode(parts, target, nontarget, is_new=is_new)
    if rules.new_is_progression:
        # Where each lesion counts by itself, one that is back is progression, and no part tells of it.
        after = {PD} if parts.had_pd or rules.per_lesion else set()
        return {combine_blocked(rules, target, nontarget, is_new), *after}
    found = set() if is_new else {judge_overall(rules, target, nontarget, _NOTHING_SEEN)}
    return found | _with_new(rules, target, nontarget) if is_new or parts.had_new else found


def _with_new(rules: Definition, target: Response, nontarget: Response) -> set[Response]:
    """Combine where new lesions join the burden: what is new may be measurable, and grown, or not."""
    measurable = _NOTHING_SEEN._replace(new_present=1)
    other = measurable._replace(new_other_present=1, nonindex_present=1)
    return {PD, *(judge_overall(rules, target, nontarget, point) for point in (measurable, other))}


def _of_episode(parts: Parts, target: Response, nontarget: Response, *, is_new: bool) -> set[Response]:
    """Combine under iRECIST, where what is known already need not progress again."""
    known = is_new or parts.had_new
    opens = target == PD or (nontarget == PD and not parts.had_pd) or (is_new and not parts.had_new)
    found = {PD, CPD} if opens or nontarget == PD or known else set()
    if not opens:
        found |= _at_rest(_quiet(target, nontarget), target, known, is_new=is_new)
    # What progressed may not have been seen again: a target, a non-target, or a new lesion of which nothing is said.
    if parts.is_open and (NE in (target, nontarget) or (parts.had_new and parts.is_new is None)):
        found.add(NE)
    return found


def _quiet(target: Response, nontarget: Response) -> Response:
    """Combine where neither a new lesion nor non-targets that are known to have progressed count again."""
    has_new = False
    return combine(target, NON if nontarget == PD else nontarget, has_new)


def _at_rest(overall: Response, target: Response, known: object, *, is_new: bool) -> set[Response]:
    if not known or overall not in (CR, NED):
        return {overall}
    less = PR if target == CR else NON
    return {less} if is_new else {overall, less}
