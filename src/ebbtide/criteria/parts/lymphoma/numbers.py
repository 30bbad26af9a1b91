"""The numbers that explanations of the criteria of lymphoma name, made from whole µm and µm²."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from ebbtide.criteria.parts.lymphoma.growth import has_grown
from ebbtide.criteria.parts.lymphoma.sizes import NEWCOMERS, by_name, is_seen, size_of
from ebbtide.criteria.parts.records import MISSING, NEVER

if TYPE_CHECKING:
    from ebbtide.criteria.parts.composite.criterion import Said
    from ebbtide.criteria.parts.composite.looks import Look, Verdict
    from ebbtide.criteria.parts.lymphoma.lyric_records import LyricRules
    from ebbtide.criteria.parts.lymphoma.recil_records import RecilRules
    from ebbtide.criteria.parts.lymphoma.records import LuganoRules, LuganoState, Size

NOT_KNOWN = "not known"


def millimetres(length: int) -> str:
    """Write a length.

    Examples:
        >>> millimetres(15_500), millimetres(-1)
        ('15.5 mm', 'not known')
    """
    return NOT_KNOWN if length == MISSING else f"{plain(length, 3)} mm"


def area(product: int) -> str:
    """Write an area."""
    return NOT_KNOWN if product == MISSING else f"{plain(product, 6)} mm2"


def plain(value: int, decimals: int) -> str:
    """Write a whole number of small units in large ones, without trailing zeros."""
    text = f"{Decimal(value).scaleb(-decimals):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def change(now: int, then: int) -> str:
    """Write a change in percent, for display only.

    Examples:
        >>> change(150, 100), change(5, 0)
        ('+50.0 %', 'not computable in %')
    """
    if MISSING in (now, then):
        return NOT_KNOWN
    if then == 0:
        return "not computable in %"
    value = (Decimal(100 * (now - then)) / Decimal(then)).quantize(Decimal("0.1"), rounding=ROUND_HALF_EVEN)
    return f"{value:+} %"


def size_words(size: Size) -> str:
    """Write a lesion's size."""
    if size.across == MISSING:
        return millimetres(size.longest)
    return f"{plain(size.longest, 3)} x {plain(size.across, 3)} mm"


def sums(verdict: Verdict, write: object) -> dict[str, object]:
    """Write the sum of a call, and how it stands to baseline and nadir."""
    shown = area if write is area else millimetres
    return {
        "burden": shown(verdict.burden),
        "baseline": shown(verdict.baseline),
        "nadir": shown(verdict.nadir),
        "nadir_day": "unknown" if verdict.nadir_day == NEVER else verdict.nadir_day,
        "from_baseline": change(verdict.burden, verdict.baseline),
        "from_nadir": change(verdict.burden, verdict.nadir),
    }


def new_words(look: Look) -> str:
    """Name the new lesions that are seen, with their sizes."""
    seen = [one for one in look.sights if one.role in NEWCOMERS and is_seen(one)]
    return ", ".join(with_size(one.lesion, size_of(one)) for one in seen) or "not listed"


def with_size(name: str, size: Size) -> str:
    """Name a lesion with its size, where that is known."""
    return name if size.longest == MISSING else f"{name} ({size_words(size)})"


def grown_words(rules: LuganoRules, state: LuganoState, look: Look) -> str:
    """Name the lesions that have grown, with what they were at their least."""
    found = []
    for name, sight in by_name(look).items():
        known = state.known.get(name)
        if known is not None and has_grown(rules, known, size_of(sight)):
            rise = change(size_of(sight).product, known.least.product)
            found.append(f"{name}, {size_words(size_of(sight))} from {size_words(known.least)} at the least ({rise})")
    return "; ".join(found) or "none with a size"


def spleen_words(rules: LuganoRules, state: LuganoState, look: Look) -> str:
    """Write how long the spleen is and was."""
    was = state.spleen
    text = f"{millimetres(look.spleen)}, {millimetres(was.baseline)} at baseline, {millimetres(was.least)} at the least"
    return f"{text}; normal up to {millimetres(rules.spleen)}"


def lugano_numbers(rules: LuganoRules, said: Said) -> dict[str, object]:
    """Give the numbers of a call under Lugano."""
    return numbers_of(rules, said.state, said)


def numbers_of(rules: LuganoRules, state: LuganoState, said: Said) -> dict[str, object]:
    """Give the numbers of Lugano, of its own state."""
    look = said.look
    return {
        **sums(said.verdict, area),
        "fall_limit": rules.fall_pct,
        "rise_limit": rules.rise_pct,
        "grown": grown_words(rules, state, look),
        "new": new_words(look),
        "spleen": spleen_words(rules, state, look),
        "score": "not recorded" if look.deauville < 0 else "12345X"[look.deauville],
        "score_before": "not recorded" if state.pet.score < 0 else "12345X"[state.pet.score],
        "node": millimetres(rules.node),
        "extranodal": millimetres(rules.new_extranodal),
    }


def lyric_numbers(rules: LyricRules, said: Said) -> dict[str, object]:
    """Give the numbers of a call under LYRIC."""
    state, verdict = said.state, said.verdict
    start, due = state.start, state.due
    return {
        **numbers_of(rules.lugano, state.lugano, said),
        "rise_limit": rules.rise_pct,
        "further_limit": rules.further_pct,
        "last_day": rules.last_day,
        "day_of_therapy": said.look.day - start,
        "reference": area(state.lugano.baseline if rules.from_baseline else state.lugano.nadir),
        "from_reference": change(verdict.burden, state.lugano.baseline if rules.from_baseline else state.lugano.nadir),
        "first_sum": area(state.spd),
        "from_first": change(verdict.burden, state.spd),
        "since_day": state.since if state.since != NEVER else verdict.since_day,
        "set_nadir": area(state.set_nadir),
        "due_day": due[1] if due else "none",
    }


def recil_numbers(rules: RecilRules, said: Said) -> dict[str, object]:
    """Give the numbers of a call under RECIL."""
    look = said.look
    return {
        **sums(said.verdict, millimetres),
        "rise_limit": rules.rise_pct,
        "fall_limit": rules.fall_pct,
        "minor_limit": rules.minor_pct,
        "new": new_words(look),
        "node": millimetres(rules.new_node),
        "normal": millimetres(rules.normal_node),
        "small": millimetres(rules.small),
        "small_step": millimetres(rules.small_step),
        "score": "not recorded" if look.deauville < 0 else "12345X"[look.deauville],
    }
