"""The limits of progression and response, cross-multiplied: whole thousandths, no fractions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.criteria.parts.records import MISSING

if TYPE_CHECKING:
    from ebbtide.criteria.parts.metabolic.records import Rules


def has_risen(rules: Rules, now: int, reference: int) -> bool:
    """Tell whether the burden has progressed from a reference.

    Sources:
        Wahl 2009, table on PERCIST 1.0: more than 30 % and more than 0.8; later tables print at least.

    Examples:
        >>> from ebbtide.criteria.parts.metabolic.records import Rules
        >>> has_risen(Rules(), 13_000, 10_000), has_risen(Rules(strict=0), 13_000, 10_000)
        (False, True)
    """
    if MISSING in {now, reference} or now <= reference:
        return False
    rise = now - reference
    if rules.strict:
        return 100 * rise > rules.rise_pct * reference and rise > rules.rise_floor
    return 100 * rise >= rules.rise_pct * reference and rise >= rules.rise_floor


def has_fallen(rules: Rules, now: int, baseline: int) -> bool:
    """Tell whether the burden has fallen enough from baseline; both limits are inclusive.

    Sources:
        Wahl 2009, table on PERCIST 1.0: at least 30 % and at least 0.8.

    Examples:
        >>> from ebbtide.criteria.parts.metabolic.records import Rules
        >>> has_fallen(Rules(), 7_000, 10_000), has_fallen(Rules(), 1_750, 2_500)
        (True, False)
    """
    return has_fallen_by_share(rules, now, baseline) and baseline - now >= rules.fall_floor


def has_fallen_by_share(rules: Rules, now: int, baseline: int) -> bool:
    """Tell whether the fall is large enough in percent."""
    return now != MISSING and baseline > 0 and 100 * (baseline - now) >= rules.fall_pct * baseline


def tlg_has_risen(rules: Rules, now: int, reference: int) -> bool:
    """Tell whether total lesion glycolysis has risen enough.

    Sources:
        Wahl 2009, table on PERCIST 1.0: 75 % more, without decline in SUL.
    """
    return bool(rules.tlg_pct) and reference > 0 and 100 * now >= (100 + rules.tlg_pct) * reference


def is_on_the_line(rules: Rules, now: int, baseline: int, reference: int) -> bool:
    """Tell whether the burden lies so exactly on a limit that its reading decides."""
    rise = has_risen(rules._replace(strict=0), now, reference) != has_risen(rules._replace(strict=1), now, reference)
    fall = has_fallen(rules, now, baseline)
    exact = 100 * (baseline - now) == rules.fall_pct * baseline or baseline - now == rules.fall_floor
    return rise or (fall and exact)


def lesion_has_grown(rules: Rules, now: int, then: int) -> bool:
    """Tell whether one lesion is up by more than the limit, in SULpeak or in length.

    Sources:
        Wahl 2009, table on PERCIST 1.0: no increase above 30 % in SUL or size within a partial response.
    """
    return now > 0 and then > 0 and 100 * (now - then) > rules.rise_pct * then
