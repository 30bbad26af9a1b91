"""Disease outside the marrow: lesions by the thresholds of Lugano, or of NCCN where a study says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from ebbtide.criteria.parts.leukemia import bits
from ebbtide.criteria.parts.leukemia.rules import NCCN_SIZES
from ebbtide.criteria.parts.records import MISSING, NEVER
from ebbtide.terms.lesions import (
    ABSENT,
    EQUIVOCAL,
    INCREASED,
    MERGED,
    NEW,
    NOT_DONE,
    NOT_EVALUABLE,
    TARGET,
    UNEQUIVOCAL_PROGRESSION,
)
from ebbtide.terms.responses import CR, NE, NEW_EQUIVOCAL, NEW_NONE, NEW_UNEQUIVOCAL, NON, NONE, PD, PR, SD

if TYPE_CHECKING:
    from ebbtide.criteria.parts.composite.looks import Sight
    from ebbtide.criteria.parts.leukemia.looks import Outside
    from ebbtide.criteria.parts.leukemia.rules import Rules

__all__ = ["NOT_IMAGED", "Found", "Lesion", "first_lesions", "is_seen", "judge_outside", "was_clear", "was_present"]

NORMAL_NODE: Final = 15_000
SMALL: Final = 20_000
GROWTH_SMALL: Final = 5_000
GROWTH_LARGE: Final = 10_000
IN_DOUBT: Final = 2
"""What the source says of disease outside the marrow, where it doubts it."""


class Lesion(NamedTuple):
    """What is remembered of one lesion: its product at baseline, its least sizes, and whether it was gone once."""

    lesion: str
    role: int
    product: int = MISSING
    least_product: int = MISSING
    least_longest: int = MISSING
    least_across: int = MISSING
    resolved: int = 0


class Found(NamedTuple):
    """What was found outside the marrow.

    Args:
        day: When.
        category: CR, PR, SD, PD, NE, NONE (never any), or NON: there is disease, and sizes do not tell more.
        present: Whether disease is known to be there; `halved`: its burden fell by half.
        reasons: Bits of reasons; `flags`: of flags.
        new: NEW_NONE and its kin.
        word: A word of its own, CRu, else empty.
        said_clear: Whether the source says that there is none.
    """

    day: int = NEVER
    category: int = NE
    present: int = 0
    halved: int = 0
    reasons: int = 0
    flags: int = 0
    new: int = NEW_NONE
    word: str = ""
    said_clear: int = 0


NOT_IMAGED: Final = Found()


def is_seen(sight: Sight) -> bool:
    """Tell whether a lesion was seen."""
    return sight.state not in (ABSENT, MERGED, NOT_EVALUABLE, NOT_DONE, EQUIVOCAL)


def is_unread(sight: Sight) -> bool:
    """Tell whether a lesion was not looked at, or could not be judged."""
    return sight.state in (NOT_EVALUABLE, NOT_DONE)


def is_cleared(sight: Sight) -> bool:
    """Tell whether a lesion is gone: absent, a target node of at most 15 mm, or a rest without uptake on PET."""
    if is_unread(sight):
        return False
    if not is_seen(sight) or sight.avid == 0 or sight.longest == 0:
        return True
    return bool(sight.nodal) and sight.role == TARGET and MISSING < sight.longest <= NORMAL_NODE


def was_present(outside: Outside) -> bool:
    """Tell whether a time point shows disease outside the marrow."""
    return outside.said == 1 or any(is_seen(sight) and not is_cleared(sight) for sight in outside.sights)


def was_clear(outside: Outside) -> bool:
    """Tell whether a time point shows that there is no disease outside the marrow."""
    if outside.said == 1:
        return False
    if outside.sights:
        return all(is_cleared(sight) for sight in outside.sights)
    return outside.day != NEVER and outside.said == 0


def first_lesions(sights: tuple[Sight, ...]) -> tuple[Lesion, ...]:
    """Remember the lesions of baseline."""
    return tuple(_remembered(None, sight) for sight in sights)


def _remembered(known: Lesion | None, sight: Sight) -> Lesion:
    """Remember one lesion more: a missing size leaves the least one as it was."""
    if known is None:
        known = Lesion(sight.lesion, sight.role, MISSING if is_unread(sight) else sight.product)
    if is_unread(sight) or sight.state == EQUIVOCAL:
        return known
    return known._replace(
        least_product=_least(known.least_product, sight.product),
        least_longest=_least(known.least_longest, sight.longest),
        least_across=_least(known.least_across, sight.across),
        resolved=int(is_cleared(sight) or (known.resolved and not is_seen(sight))),
    )


def _least(one: int, two: int) -> int:
    return max(one, two) if MISSING in (one, two) else min(one, two)


def judge_outside(
    rules: Rules, lesions: tuple[Lesion, ...], outside: Outside, *, was_there: bool, was_free: bool
) -> tuple[Found, tuple[Lesion, ...]]:
    """Judge what lies outside the marrow at one time point.

    Args:
        rules: The profile.
        lesions: What is remembered of its lesions.
        outside: What was seen now.
        was_there: Whether there was disease before.
        was_free: Whether it is known that there was none.

    Returns:
        What was found, and what is remembered from now on.

    Sources:
        Cheson 2014, Table 3; Brown 2021 (response outside the marrow and in the mediastinum).
    """
    if outside.day == NEVER:
        return NOT_IMAGED, lesions
    known = {lesion.lesion: lesion for lesion in lesions}
    after = dict(known)
    for sight in outside.sights:
        after[sight.lesion] = _remembered(known.get(sight.lesion), sight)
    found = _said(outside, was_there=was_there, was_free=was_free)
    if outside.sights:
        sized = _judge_sights(rules, known, outside, was_there=was_there)
        found = found if _words_lead(sized, outside.said) else sized
    if outside.said == IN_DOUBT:
        found = found._replace(flags=found.flags | bits.OUTSIDE_IN_DOUBT)
    return found._replace(day=outside.day, said_clear=int(outside.said == 0)), tuple(after.values())


def _words_lead(sized: Found, said: int) -> bool:
    """Tell whether words decide beside lesions: where these tell nothing, or where words know of more disease."""
    if said == 1:
        has_rest = bool(sized.flags & bits.PET_NEGATIVE_RESIDUAL)
        return sized.category == NE or (sized.category in (CR, NONE) and not has_rest)
    return said == 0 and sized.category == NE and not sized.present


def _said(outside: Outside, *, was_there: bool, was_free: bool) -> Found:
    """Judge by words alone."""
    if outside.said == 0:
        return Found(category=CR, reasons=bits.OUTSIDE_GONE) if was_there else Found(category=NONE)
    if outside.said == 1 and was_free:
        return Found(category=PD, present=1, reasons=bits.OUTSIDE_NEW, new=NEW_UNEQUIVOCAL)
    return Found(category=NON, present=1, flags=bits.SIZE_UNKNOWN) if outside.said == 1 else Found()


def _judge_sights(rules: Rules, known: dict[str, Lesion], outside: Outside, *, was_there: bool) -> Found:
    old = [sight for sight in outside.sights if sight.role < NEW]
    new = [sight for sight in outside.sights if sight.role >= NEW]
    state = _new_state(new)
    flags = bits.EQUIVOCAL_NEW_LESION if state == NEW_EQUIVOCAL else 0
    left = [sight for sight in outside.sights if is_seen(sight) and not is_cleared(sight)]
    if any(is_seen(sight) and sight.avid == 0 and sight.longest != 0 for sight in outside.sights):
        flags |= bits.PET_NEGATIVE_RESIDUAL
    grew, back = _grew(rules, known, old), any(_came_back(known, sight) for sight in old)
    is_swelling = 0 <= outside.days_since_crs <= rules.swelling_days and rules.swelling_days > 0
    if grew and is_swelling:
        flags |= bits.SWELLING_WITH_CRS
        grew = False
    bad = [grew, state == NEW_UNEQUIVOCAL, back]
    if any(bad):
        marks = (bits.OUTSIDE_GREW, bits.OUTSIDE_NEW, bits.OUTSIDE_RETURNED)
        reasons = sum(bit for bit, holds in zip(marks, bad, strict=True) if holds)
        return Found(category=PD, present=1, reasons=reasons, flags=flags, new=state)
    category, halved, more = _without_progression(rules, known, old)
    if flags & bits.SWELLING_WITH_CRS:
        category, halved = NON, 0
    if category == CR and not (was_there or old):
        category = NONE
    reasons = bits.OUTSIDE_GONE if category == CR else 0
    word = "CRu" if more & bits.OUTSIDE_HALVED and _is_cru(rules, known, old) else ""
    return Found(0, category, int(bool(left)), halved, reasons, flags | (more & ~bits.OUTSIDE_HALVED), state, word)


def _new_state(new: list[Sight]) -> int:
    """Tell whether there is a new lesion; a node of at most 15 mm is doubtful."""
    seen = [sight for sight in new if is_seen(sight)]
    if any(not (sight.nodal and MISSING < sight.longest <= NORMAL_NODE) for sight in seen):
        return NEW_UNEQUIVOCAL
    return NEW_EQUIVOCAL if seen or any(sight.state == EQUIVOCAL for sight in new) else NEW_NONE


def _grew(rules: Rules, known: dict[str, Lesion], old: list[Sight]) -> bool:
    """Tell whether known disease has progressed: by a reader's word, by a lesion's size, or by the sum (NCCN)."""
    if any(sight.state == UNEQUIVOCAL_PROGRESSION for sight in old):
        return True
    if rules.sizes == NCCN_SIZES:
        now, least = _sums(known, old, "least_product")
        return now > least and MISSING not in (now, least) and 4 * now > 5 * least
    return any(_lesion_grew(known.get(sight.lesion), sight) for sight in old)


def _lesion_grew(known: Lesion | None, sight: Sight) -> bool:
    """Judge one lesion: above 15 mm, half more in product, and 5 mm (up to 20 mm) or 10 mm in a diameter.

    Sources:
        Cheson 2014, Table 3.
    """
    if known is None or not is_seen(sight) or MISSING in (sight.product, known.least_product):
        return False
    if sight.longest <= NORMAL_NODE or sight.product <= known.least_product:
        return False
    step = GROWTH_SMALL if known.least_longest <= SMALL else GROWTH_LARGE
    is_longer = sight.longest - known.least_longest >= step
    is_wider = MISSING not in (sight.across, known.least_across) and sight.across - known.least_across >= step
    return 2 * sight.product >= 3 * known.least_product and (is_longer or is_wider)


def _came_back(known: dict[str, Lesion], sight: Sight) -> bool:
    """Tell whether a lesion that was gone is seen again."""
    before = known.get(sight.lesion)
    return before is not None and bool(before.resolved) and is_seen(sight) and not is_cleared(sight)


def _without_progression(rules: Rules, known: dict[str, Lesion], old: list[Sight]) -> tuple[int, int, int]:
    """Judge lesions that have not progressed: the category, whether they fell by half, bits of flags."""
    named = {sight.lesion for sight in old}
    missing = any(is_unread(sight) for sight in old) or any(
        one.lesion not in named and one.role < NEW for one in known.values()
    )
    if missing:
        return NE, 0, 0
    if all(is_cleared(sight) for sight in old):
        return CR, 0, 0
    now, base = _sums(known, old, "product")
    if MISSING in (now, base) or base == 0:
        return NON, 0, bits.SIZE_UNKNOWN
    is_response = 2 * now < base if rules.sizes == NCCN_SIZES else 2 * now <= base
    if any(sight.state == INCREASED for sight in old):
        return SD, 0, 0
    if is_response:
        return PR, 1, bits.OUTSIDE_HALVED
    return SD, int(2 * now <= base), 0


def _is_cru(rules: Rules, known: dict[str, Lesion], old: list[Sight]) -> bool:
    """Tell whether the rest is below a quarter of baseline (NCCN: remission, unconfirmed)."""
    now, base = _sums(known, old, "product")
    return rules.sizes == NCCN_SIZES and 4 * now < base


def _sums(known: dict[str, Lesion], old: list[Sight], then: str) -> tuple[int, int]:
    """Add up the products of the targets now and then; MISSING where one is not known."""
    targets = [sight for sight in old if sight.role == TARGET]
    now = [0 if is_cleared(sight) and not sight.nodal else sight.product for sight in targets]
    before = [getattr(known[one.lesion], then) if one.lesion in known else MISSING for one in targets]
    if not targets:
        return MISSING, MISSING
    return (MISSING if MISSING in now else sum(now)), (MISSING if MISSING in before else sum(before))
