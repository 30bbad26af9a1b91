"""Best responses by the plainest reading of the rules: one subject at a time, call by call.

Written apart from the package, to compare with. Courses are lists of day and word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.study import Options

    Calls = Sequence[tuple[int, str]]
    Answer = tuple[str, int | None]

ORDER = ("CR", "PR", "SD", "NON-CR/NON-PD", "NED", "iCPD", "PD", "NE", "ND", "MISSING")
CLASSIC = {"iCR": "CR", "iPR": "PR", "iSD": "SD", "NON-iCR/NON-iUPD": "NON-CR/NON-PD", "iUPD": "PD"}


class Answers(NamedTuple):
    """Best response, confirmed best response, first confirmed response: each with its day."""

    best: Answer
    confirmed: Answer
    response: Answer


def plainly(calls: Calls, options: Options) -> Answers:
    """Apply the rules of RECIST 1.1 or iRECIST to one course."""
    seen = [(day, CLASSIC.get(word, word)) for day, word in calls if word != "ND" or options.not_done == "ranked"]
    counted = up_to_progression(seen, immune=any(word in CLASSIC or word == "iCPD" for _, word in calls))
    immune = counted.immune
    best = [value for place in range(len(counted.calls)) for value in worth(counted.calls, place, options)]
    proven = [
        value for place in range(len(counted.calls)) for value in proof(counted.calls, place, options, immune=immune)
    ]
    upheld = [
        day for place, (day, _) in enumerate(counted.calls) if upholder(counted.calls, place, options, immune=immune)
    ]
    response = ("Y", min(upheld)) if upheld else ("N", None)
    return Answers(choose(best, options), choose(proven, options), response)


class Counted(NamedTuple):
    """The calls that count."""

    calls: Calls
    immune: bool


def up_to_progression(seen: Calls, *, immune: bool) -> Counted:
    """Stop after the first PD, or the first iCPD."""
    kept: list[tuple[int, str]] = []
    for day, word in seen:
        kept.append((day, word))
        if word == ("iCPD" if immune else "PD"):
            break
    return Counted(kept, immune)


def choose(values: Sequence[Answer], options: Options) -> Answer:
    """Take the best value, and of those the earliest."""
    if not values:
        return ("NE" if options.missing_as_ne else "MISSING", None)
    return min(values, key=lambda value: (ORDER.index(value[0]), value[1]))


def block(calls: Calls, place: int) -> int | None:
    """Find the day of the first iUPD of the block that ends here in iCPD."""
    days: int | None = None
    for day, word in reversed(calls[:place]):
        if word not in ("PD", "NE"):
            break
        days = day if word == "PD" else days
    return days


def worth(calls: Calls, place: int, options: Options) -> list[Answer]:
    """Say what one call is worth on record."""
    day, word = calls[place]
    if word in ("SD", "NON-CR/NON-PD", "NED") and day < options.sd_min_days:
        return [("NE", day)]
    if word == "iCPD":
        opened = block(calls, place)
        if opened is None and options.icpd_needs_iupd:
            return []
        return [("iCPD", day if opened is None else opened)]
    return [] if word == "ND" else [(word, day)]


def upholder(calls: Calls, first: int, options: Options, *, immune: bool) -> bool:
    """Tell whether a response is confirmed."""
    day, word = calls[first]
    if word not in ("CR", "PR"):
        return False
    by = ("CR",) if word == "CR" else ("CR", "PR")
    allowed = {"CR", "NE"} if word == "CR" else {"CR", "PR", "SD", "NE"}
    if immune and not options.iupd_breaks_confirmation:
        allowed.add("PD")
    for second in range(first + 1, len(calls)):
        if calls[second][1] in by and calls[second][0] - day >= options.confirm_days:
            words = [word for _, word in calls[first + 1 : second + 1]]
            after_cr = words[words.index("CR") :] if "CR" in words else []
            return (
                set(words) <= allowed
                and words.count("NE") <= options.confirm_max_ne
                and words.count("SD") <= int(options.confirm_accept_sd)
                and not ("PR" in after_cr and options.pr_after_cr_blocks)
            )
    return False


def proof(calls: Calls, place: int, options: Options, *, immune: bool) -> list[Answer]:
    """Say what one call is worth where responses must be confirmed."""
    day, word = calls[place]
    if upholder(calls, place, options, immune=immune):
        return [(word, day)]
    if word == "ND":
        return [("ND", day)]
    if word in ("CR", "PR", "SD"):
        return unconfirmed(calls, place, options)
    later_first = options.confirmed_non_cr_non_pd == "after_pd" and not immune
    if word == "NON-CR/NON-PD" and later_first and "PD" in [other for _, other in calls]:
        return [("NE", day)]
    return worth(calls, place, options)


def unconfirmed(calls: Calls, place: int, options: Options) -> list[Answer]:
    """Say what a response that was not confirmed, or SD, is worth."""
    day, word = calls[place]
    if day >= options.sd_min_days:
        return [("SD", day)]
    later = [other for _, other in calls[place + 1 :] if other != "NE"]
    if options.table3_pr_sd_literal and word == "PR" and later[:1] == ["SD"]:
        return [("SD", day)]
    if options.cr_then_disease == "pd" and word != "CR" and "CR" in [other for _, other in calls[:place]]:
        return [("PD", day)]
    return [("NE", day)]
