"""The records of the metabolic criteria: their rules in numbers, and what is remembered from scan to scan."""

from __future__ import annotations

from typing import Final, NamedTuple

from ebbtide.criteria.parts.records import MISSING, NEVER

__all__ = [
    "AT_SCAN",
    "CONFIRMS_FURTHER",
    "CONFIRMS_STILL",
    "SINCE_BASELINE",
    "CountRules",
    "Course",
    "Known",
    "Rules",
    "Tally",
]

CONFIRMS_STILL: Final = 0
"""The second scan confirms if it still is progression."""
CONFIRMS_FURTHER: Final = 1
"""It confirms only if there is more of it."""


class Rules(NamedTuple):
    """What a criterion of SULpeak asks for, in whole percent, thousandths of SUL, and days.

    Args:
        most: How many of the hottest lesions are summed; `per_organ`: how many of one organ at most, 0 for any.
        rise_pct: Rise that is progression; `rise_floor`: with this absolute rise; `strict`: more than, not at least.
        fall_pct: Fall that is a response; `fall_floor`: with this absolute fall.
        tlg_pct: Rise of total lesion glycolysis that is progression; 0 where it is not asked.
        from_nadir: Progression is measured from the nadir, else from baseline.
        new_counts: New lesions are part of the burden; `new_is_progression`: each is progression by itself.
        others_count: Non-targets, other lesions and RECIST have a say.
        recist_stays: A progression that RECIST called at an earlier scan prevents a response like one of this scan.
        strict_quality: A scan that cannot be compared is not evaluable.
        cooler: A lesion without SULpeak is taken to be cooler than those with one.
        treated_counts: A lesion treated locally keeps counting.
        verify_days: Days within which a progression should be seen again.
        confirm_days: First, `late_days`: last day after an unconfirmed progression on which it is confirmed.
        confirm: CONFIRMS_STILL or CONFIRMS_FURTHER; `early_ignored`: an earlier scan says nothing.
    """

    most: int = 1
    per_organ: int = 0
    rise_pct: int = 30
    rise_floor: int = 800
    strict: int = 1
    fall_pct: int = 30
    fall_floor: int = 800
    tlg_pct: int = 75
    from_nadir: int = 0
    new_counts: int = 0
    new_is_progression: int = 1
    others_count: int = 1
    recist_stays: int = 1
    strict_quality: int = 0
    cooler: int = 0
    treated_counts: int = 0
    verify_days: int = 30
    confirm_days: int = 28
    late_days: int = 56
    confirm: int = CONFIRMS_STILL
    early_ignored: int = 0


class Known(NamedTuple):
    """A lesion that is not new, as first seen: SULpeak, MISSING where not measured; longest diameter; whether avid."""

    lesion: str
    sul: int
    longest: int
    avid: int


class Course(NamedTuple):
    """What is remembered of a patient's uptake.

    Args:
        known: The lesions of baseline, or of the first scan where there is none.
        burden: At baseline; `liver` and `tlg` likewise.
        nadir: The smallest complete burden so far, baseline included; `tlg_nadir` of its scan.
        nadir_day: Its day.
        treated: Lesions treated locally.
        cleared: The last evaluable call was a complete response.
        recist_progressed: RECIST 1.1 has called progression before.
        progressed: Progression was called (confirmed, where it has to be); `definite`: nothing is left to confirm.
        waits: The day of the progression that waits, NEVER without one; `waits_burden`: the hottest
            lesion then.
        waits_due: First and last day on which it is awaited.
        waits_news: The new lesions seen up to that day; `news`: up to now.
    """

    known: tuple[Known, ...] = ()
    burden: int = MISSING
    liver: int = MISSING
    tlg: int = MISSING
    nadir: int = MISSING
    nadir_day: int = NEVER
    tlg_nadir: int = MISSING
    treated: frozenset[str] = frozenset()
    cleared: int = 0
    recist_progressed: int = 0
    progressed: int = 0
    definite: int = 0
    waits: int = NEVER
    waits_burden: int = MISSING
    waits_news: frozenset[str] = frozenset()
    waits_due: tuple[int, int] = (NEVER, NEVER)
    news: frozenset[str] = frozenset()


AT_SCAN: Final = 0
"""New lesions are counted that the scan shows."""
SINCE_BASELINE: Final = 1
"""New lesions are counted that any scan since baseline has shown."""


class CountRules(NamedTuple):
    """What PERCIMT asks for: how many new lesions of which size, in µm.

    Args:
        any_size: How many new lesions are progression; `over_10` and `over_15`: how many longer than the limits.
        first_limit: The smaller limit; `second_limit`: the larger one. A lesion exactly on a limit is not over it.
        literal: The first number counts only lesions that are not over the first limit.
        since_baseline: AT_SCAN or SINCE_BASELINE.
    """

    any_size: int = 4
    over_10: int = 3
    over_15: int = 2
    first_limit: int = 10_000
    second_limit: int = 15_000
    literal: int = 0
    since_baseline: int = AT_SCAN


class Tally(NamedTuple):
    """What PERCIMT remembers.

    Args:
        known: The lesions of baseline.
        news: New lesions and their last size above 0.
        gone: New lesions that had gone when last looked for.
        progressed: Progression was called.
    """

    known: tuple[str, ...] = ()
    news: tuple[tuple[str, int], ...] = ()
    gone: frozenset[str] = frozenset()
    progressed: int = 0
