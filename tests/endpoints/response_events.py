"""The response events of admiralonco 1.4, one by one as its articles define them, over one subject at a time.

Written apart from the package, to compare its preset with. A course is a list of day and word without ND. An event
looks at one assessment and at those after it; a parameter is the first event of its list that some assessment meets,
or the earliest assessment that meets any.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Calls = Sequence[tuple[int, str]]
    Answer = tuple[str | None, int | None]
    Event = Callable[[Calls, int], bool]

WINDOW = 42
CONFIRMATION = 28


class Words(NamedTuple):
    """The words of one criterion."""

    cr: str
    pr: str
    sd: str
    non: str
    pd: str
    end: str


RECIST = Words("CR", "PR", "SD", "NON-CR/NON-PD", "PD", "PD")
IRECIST = Words("iCR", "iPR", "iSD", "NON-iCR/NON-iUPD", "iUPD", "iCPD")


def up_to_first(calls: Calls, word: str) -> Calls:
    """Flag ANL02FL: up to and including the first progression."""
    place = next((place for place, (_, said) in enumerate(calls) if said == word), len(calls))
    return calls[: place + 1]


def any_of(*words: str, from_day: int = 0) -> Event:
    """Make an event of one assessment."""
    return lambda calls, at: calls[at][1] in words and calls[at][0] >= from_day


def window(calls: Calls, at: int, until: Callable[[int, str], bool]) -> list[str] | None:
    """Join the assessments after one, up to the first that ends the window; None where none does."""
    joined: list[str] = []
    for day, word in calls[at + 1 :]:
        joined.append(word)
        if until(day, word):
            return joined
    return None


def confirmed_cr(words: Words) -> Event:
    """Make the events crsp_y_cr and cbor_cr."""

    def holds(calls: Calls, at: int) -> bool:
        day, word = calls[at]
        joined = window(calls, at, lambda later, said: said == words.cr and later >= day + CONFIRMATION)
        return word == words.cr and joined is not None and set(joined) <= {words.cr, "NE"} and joined.count("NE") <= 1

    return holds


def confirmed_pr(words: Words) -> Event:
    """Make the events crsp_y_pr and cbor_pr."""

    def holds(calls: Calls, at: int) -> bool:
        day, word = calls[at]
        joined = window(calls, at, lambda later, said: said in words[:2] and later >= day + CONFIRMATION)
        if word != words.pr or joined is None:
            return False
        fits = set(joined) <= {words.cr, words.pr, "NE"} and joined.count("NE") <= 1
        crs = [place for place, said in enumerate(joined) if said == words.cr]
        prs = [place for place, said in enumerate(joined) if said == words.pr]
        return fits and (not crs or not prs or min(crs) > max(prs))

    return holds


def confirmed_pd(words: Words) -> Event:
    """Make the event icpd_y."""

    def holds(calls: Calls, at: int) -> bool:
        joined = window(calls, at, lambda _, said: said == words.end)
        return calls[at][1] == words.pd and joined is not None and set(joined) <= {words.pd, words.end, "NE"}

    return holds


def earliest(calls: Calls, *events: Event) -> Answer:
    """Answer Y on the earliest day that meets any event, or N."""
    days = [calls[at][0] for at in range(len(calls)) if any(event(calls, at) for event in events)]
    return ("Y", days[0]) if days else ("N", None)


def first_of(calls: Calls, *events: tuple[str, Event]) -> Answer:
    """Take the first event of a list that any assessment meets, on its earliest day."""
    for value, event in events:
        for at, (day, _) in enumerate(calls):
            if event(calls, at):
                return value, day
    return "MISSING", None


def is_response(best: Answer, words: Words) -> Answer:
    """Answer whether a best response is CR or PR (BCP)."""
    return ("Y", best[1]) if best[0] in words[:2] else ("N", None)


def parameters(calls: Calls, words: Words) -> dict[str, Answer]:
    """Derive the parameters that both criteria have, under the names of RECIST 1.1."""
    ovr = up_to_first(calls, words.end)
    response, benefit = any_of(*words[:2]), any_of(*words[:4], from_day=WINDOW)
    confirmed = (confirmed_cr(words), confirmed_pr(words))
    rest: list[tuple[str, Event]] = [
        (words.sd, any_of(*words[:3], from_day=WINDOW)),
        (words.non, any_of(words.non, from_day=WINDOW)),
        *([(words.end, confirmed_pd(words))] if words.end != words.pd else []),
        (words.pd, any_of(words.pd)),
        ("NE", any_of(*words[:4], "NE")),
    ]
    best = first_of(ovr, (words.cr, any_of(words.cr)), (words.pr, any_of(words.pr)), *rest)
    proven = first_of(ovr, (words.cr, confirmed[0]), (words.pr, confirmed[1]), *rest)
    return {
        "RSP": earliest(ovr, response),
        "CB": earliest(ovr, response, benefit),
        "BOR": best,
        "BCP": is_response(best, words),
        "CRSP": earliest(ovr, *confirmed),
        "CCB": earliest(ovr, *confirmed, benefit),
        "CBOR": proven,
        "CBCP": is_response(proven, words),
        "LSTA": (calls[-1][1], calls[-1][0]) if calls else (None, None),
    }


def recist_parameters(calls: Calls) -> dict[str, Answer]:
    """Derive the parameters of the article "Creating ADRS"."""
    found, ovr, confirmed = (
        parameters(calls, RECIST),
        up_to_first(calls, "PD"),
        (confirmed_cr(RECIST), confirmed_pr(RECIST)),
    )
    late = any_of("PD", from_day=WINDOW + 1)
    found["PD"] = earliest(calls, any_of("PD"))
    found["ACCB"] = earliest(ovr, *confirmed, any_of(*RECIST[:4], from_day=WINDOW), late)
    return found


def irecist_parameters(calls: Calls) -> dict[str, Answer]:
    """Derive the parameters of the article "Creating ADRS with iRECIST endpoints"."""
    found = {f"I{name}": value for name, value in parameters(calls, IRECIST).items()}
    ovr = up_to_first(calls, "iCPD")
    found["ICPD"] = earliest(ovr, confirmed_pd(IRECIST))
    last = max((day for day, word in ovr if word == "iUPD"), default=None)
    since = [] if last is None else [(day, word) for day, word in ovr if day >= last]
    open_still = bool(since) and {word for _, word in since} <= {"iUPD", "NE"}
    found["IUPD"] = ("Y", last) if open_still else ("N", None)
    return found
