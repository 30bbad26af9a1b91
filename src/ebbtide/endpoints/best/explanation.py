"""The path that led to a best response, in words, with the clause it rests on."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from ebbtide.endpoints.best.counted import EPISODE, NEGATED, NEVER
from ebbtide.endpoints.best.ranking import MISSING, ORDER, RANK, word_of
from ebbtide.sources import (
    CHOI_2007,
    EISENHAUER_2009,
    HODI_2018,
    LENCIONI_2010,
    MILLER_1981,
    NISHINO_2013,
    SEYMOUR_2017,
    THERASSE_2000,
    WOLCHOK_2009,
)
from ebbtide.terms.responses import CPD, CR, IGNORED, NE, NED, NON, NOT_DONE, PD, PR, SD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ebbtide.criteria import AnyCriterion
    from ebbtide.endpoints.best.ranking import Choice, Chosen
    from ebbtide.sources import Citation
    from ebbtide.study import Options

__all__ = ["BEST_PLACES", "CONFIRMING_PLACES", "explanations"]

BEST_PLACES: Final[dict[str, Citation]] = {
    "who": MILLER_1981.at("Reporting of response"),
    "mwho": WOLCHOK_2009.at("Table 1"),
    "recist-1.0": THERASSE_2000.at("Evaluation of best overall response"),
    "recist-1.1": EISENHAUER_2009.at("4.4.3"),
    "irrc": WOLCHOK_2009.at("Table 2"),
    "irrecist": NISHINO_2013.at("Materials and Methods"),
    "irecist": SEYMOUR_2017.at("Table 3"),
    "imrecist": HODI_2018.at("Best response after progression"),
    "mrecist": LENCIONI_2010.at("Overall response"),
    "choi": CHOI_2007.at("Table 1"),
}
"""Where the best response of each criterion is printed; of others, where its responses are."""
CONFIRMING_PLACES: Final[dict[str, Citation]] = BEST_PLACES | {
    "recist-1.0": THERASSE_2000.at("Confirmation"),
    "recist-1.1": EISENHAUER_2009.at("Table 3"),
    "irecist": EISENHAUER_2009.at("Table 3"),
    "mrecist": EISENHAUER_2009.at("Table 3"),
    "choi": EISENHAUER_2009.at("Table 3"),
}
"""Where its confirmation is."""
CONFIRMING: Final = EISENHAUER_2009.at("Table 3")
"""Where confirmation is for criteria that do not speak of it."""
_MISSED: Final = (NE, IGNORED)
_LASTING: Final = (SD, NON, NED)


def explanations(chosen: Chosen, order: Sequence[int], options: Options) -> Iterator[str]:
    """Explain the best responses of courses, in an order of their numbers."""
    told = Told.of(chosen)
    for course in order:
        criterion = chosen.courses.criteria[told.criterion[course]]
        yield Story(told, criterion, options, course, *told.span(course)).tell()


class Told(NamedTuple):
    """What was chosen, as lists, which are quick to read one by one."""

    day: list[int]
    response: list[int]
    measured: list[int]
    complete: list[int]
    partial: list[int]
    spans: dict[int, tuple[int, int]]
    calls_before_cut: dict[int, int]
    criterion: list[int]
    follows: list[int]
    least_days: list[int]
    settles: list[bool]
    progression: list[int]
    known: list[int]
    last: list[int]
    counts_from: list[int]
    therapy: list[int]
    best: list[tuple[int, int, int]]
    confirmed: list[tuple[int, int, int]]

    @classmethod
    def of(cls, chosen: Chosen) -> Told:
        """Take everything out of the arrays once."""
        calls, kinds, progress = chosen.calls, chosen.kinds, chosen.progressed
        ends = [*calls.starts.tolist()[1:], len(calls.course)]
        spans = zip(calls.starts.tolist(), ends, strict=False)
        every = chosen.follow_up
        numbers = [*every.starts.tolist(), len(every.course)]
        sizes = [after - before for before, after in pairwise(numbers)]
        return cls._make(
            [
                *(column.tolist() for column in (calls.day, calls.response, calls.measured)),
                *(column.tolist() for column in chosen.confirmed),
                dict(zip(calls.present.tolist(), spans, strict=False)),
                dict(zip(every.present.tolist(), sizes, strict=True)),
                *(column.tolist() for column in kinds),
                *(column.tolist() for column in progress),
                chosen.therapy_day.tolist(),
                rows_of(chosen.unconfirmed_best),
                rows_of(chosen.confirmed_best),
            ]
        )

    def span(self, course: int) -> tuple[int, int]:
        """Give the places of a course's calls: the first, and the one after the last."""
        return self.spans.get(course, (0, 0))


def rows_of(choice: Choice) -> list[tuple[int, int, int]]:
    """Turn a choice into rows."""
    return list(zip(*(column.tolist() for column in choice), strict=True))


class Story(NamedTuple):
    """One course, to be told."""

    told: Told
    criterion: AnyCriterion
    options: Options
    course: int
    first: int
    after: int

    def tell(self) -> str:
        """Explain both best responses."""
        best, confirmed = self.told.best[self.course], self.told.confirmed[self.course]
        why, place = self.why_best(*best), BEST_PLACES.get(self.criterion.id, self.criterion.place)
        if best == confirmed and best[0] > RANK[PR]:
            return f"{self.word(best[0])}, whether or not responses must be confirmed: {why} ({place})."
        said = f"{self.word(best[0])}: {why} ({place})."
        why, place = self.why_confirmed(*confirmed), CONFIRMING_PLACES.get(self.criterion.id, CONFIRMING)
        return f"{said} Confirmed {self.word(confirmed[0])}: {why} ({place})."

    def word(self, rank: int) -> str:
        """Say a rank."""
        return word_of(self.criterion, rank, self.options)

    def call(self, place: int, *, measured: bool = False) -> str:
        """Say one call with its day."""
        code = self.told.measured[place] if measured else self.told.response[place]
        word = "ND" if code == NOT_DONE else self.criterion.words.overall[code]
        held = measured and code != self.told.response[place]
        return f"{word} on day {self.told.day[place]}{' (a PR that is only held)' if held else ''}"

    @property
    def minimum(self) -> str:
        """Say from which day stable disease counts."""
        return f"the minimum of day {self.told.least_days[self.course]}"

    def why_best(self, rank: int, place: int, day: int) -> str:
        """Explain the best response on record."""
        if rank == MISSING:
            return self.why_missing()
        code = ORDER[rank]
        if code in (CR, PR):
            return f"first on day {day}{self.cut_words()}"
        if code in _LASTING:
            return f"{self.call(place)} reaches {self.minimum}, and nothing better counts{self.cut_words()}"
        if code == CPD:
            return self.confirmed_progression(day)
        if code == PD:
            return self.progression(day)
        return self.why_not_evaluable(measured=False)

    def why_missing(self) -> str:
        """Explain why nothing counts."""
        made = self.told.calls_before_cut.get(self.course, 0)
        if made and self.told.therapy[self.course] != NEVER:
            return f"no assessment comes before the new therapy of day {self.told.therapy[self.course]}"
        return "no assessment counts" if made else "there is no assessment after baseline"

    def cut_words(self) -> str:
        """Say what ends the calls that count."""
        last, therapy = self.told.last[self.course], self.told.therapy[self.course]
        if therapy <= last and therapy != NEVER:
            return f", before the new therapy of day {therapy}"
        if last == NEVER:
            return ""
        end = self.criterion.words.overall[CPD if self.told.follows[self.course] == EPISODE else PD]
        return f", up to the {end} of day {last}"

    def confirmed_progression(self, day: int) -> str:
        """Explain a confirmed progression (iRECIST)."""
        known = self.told.known[self.course]
        unconfirmed = self.criterion.words.overall[PD]
        if known == day:
            return f"called on day {day} without an {unconfirmed} before it, and nothing better counts"
        return f"the {unconfirmed} of day {day} was confirmed on day {known}, and nothing better counts"

    def progression(self, day: int) -> str:
        """Explain progression as the best response."""
        follows, known = self.told.follows[self.course], self.told.known[self.course]
        if follows in (EPISODE, NEGATED):
            return f"on day {day}, and nothing better counts"
        if known == NEVER:
            return f"on day {day}; no later scan could confirm it, and it counts (irpd_unconfirmed_is_event)"
        confirmed = f", confirmed on day {known}" if known > day else ""
        return f"on day {day}{confirmed}, and nothing better counts"

    def why_not_evaluable(self, *, measured: bool) -> str:
        """Explain why the best is NE."""
        places = range(self.first, self.after)
        codes = self.told.measured if measured else self.told.response
        seen = [place for place in places if codes[place] in (CR, PR, *_LASTING)]
        only = "the only assessment, " if self.after - self.first == 1 else ""
        if seen and only:
            return f"{only}{self.call(seen[0], measured=measured)}, is before {self.minimum}"
        if seen:
            early = ", ".join(self.call(place, measured=measured) for place in seen)
            return f"{early} {'is' if len(seen) == 1 else 'are'} before {self.minimum}"
        taken_back = [place for place in places if codes[place] == PD]
        if taken_back:
            return f"{self.call(taken_back[0])} is not upheld, and nothing else could be evaluated"
        return "no assessment could be evaluated"

    def why_confirmed(self, rank: int, place: int, day: int) -> str:
        """Explain the best response that was confirmed."""
        if rank == RANK[CR]:
            return self.pair(place, self.told.complete[place])
        if rank == RANK[PR]:
            return f"{self.better(rank)}{self.pair(place, self.told.partial[place])}"
        if rank == RANK[SD]:
            return self.stable(place)
        if rank == RANK[PD]:
            return self.confirmed_disease(place, day)
        if rank == RANK[NE]:
            return f"{self.better(rank)}{self.why_not_evaluable(measured=True)}"
        return f"{self.better(rank)}{self.why_best(rank, place, day)}"

    def confirmed_disease(self, place: int, day: int) -> str:
        """Explain progression as the best response that was confirmed."""
        rank, place_of_best, _ = self.told.best[self.course]
        if self.told.response[place] != PD:
            return self.disease_after_cr(place)
        if rank == RANK[NON]:
            return f"{self.call(place)} stands before {self.call(place_of_best)} (confirmed_non_cr_non_pd)"
        return f"{self.better(RANK[PD])}{self.why_best(RANK[PD], place, day)}"

    def pair(self, first: int, second: int) -> str:
        """Explain a confirmation."""
        apart = self.told.day[second] - self.told.day[first]
        missed = [place for place in range(first + 1, second) if self.told.measured[place] in _MISSED]
        allowed = f"{self.options.confirm_max_ne} allowed"
        between = f"; between them {', '.join(map(self.call, missed))}, {allowed}" if missed else ""
        needed = f"{apart} days, at least {self.options.confirm_days} needed{between}"
        return f"{self.call(first)} was confirmed by {self.call(second, measured=True)} ({needed})"

    def stable(self, place: int) -> str:
        """Explain stable disease as the best response that was confirmed."""
        code, day = self.told.measured[place], self.told.day[place]
        early = day < self.told.least_days[self.course]
        if code in (CR, PR):
            counts = (
                "table 3 prints it as SD (table3_pr_sd_literal)"
                if early
                else f"it counts as {self.word(RANK[SD])} since day {day} reaches {self.minimum}"
            )
            return f"{self.call(place)} {self.not_confirmed(place)}, so it was not confirmed; {counts}"
        return f"{self.better(RANK[SD])}{self.call(place, measured=True)} reaches {self.minimum}"

    def disease_after_cr(self, place: int) -> str:
        """Explain progression by disease that follows a complete response."""
        first = next(one for one in range(self.first, place) if self.told.measured[one] == CR)
        back = f"{self.call(place, measured=True)} after {self.call(first)} is disease that is back"
        return f"{back}, before {self.minimum} for {self.word(RANK[SD])}"

    def better(self, rank: int) -> str:
        """Say what became of a response that is better than what was confirmed."""
        best = self.told.best[self.course]
        if best[0] >= rank or best[0] > RANK[PR] or self.told.measured[best[1]] not in (CR, PR):
            return ""
        return f"{self.call(best[1])} {self.not_confirmed(best[1])}, so it was not confirmed; "

    def not_confirmed(self, first: int) -> str:
        """Say what kept a response from being confirmed."""
        measured, is_cr = self.told.measured, self.told.measured[first] == CR
        later = range(first + 1, self.after)
        if not later:
            return "was the last assessment that counts"
        upholds = (CR,) if is_cr else (CR, PR)
        missed = stable = 0
        complete: int | None = None
        for place in later:
            code = measured[place]
            missed += code in _MISSED
            stable += code == SD
            if code == PR and complete is not None and self.options.pr_after_cr_blocks:
                return f"was followed by {self.call(complete)} and then by {self.call(place)}, disease that is back"
            if self.parts(code, is_cr=is_cr) or stable > int(self.options.confirm_accept_sd):
                return f"was followed by {self.call(place, measured=True)}"
            if missed > self.options.confirm_max_ne:
                return f"was followed by {missed} NE, more than the {self.options.confirm_max_ne} allowed"
            complete = place if code == CR and complete is None else complete
        return self.too_early(first, [place for place in later if measured[place] in upholds], upholds)

    def too_early(self, first: int, again: Sequence[int], upholds: Sequence[int]) -> str:
        """Say that a response was seen again too early, or not at all."""
        if again:
            apart = self.told.day[again[-1]] - self.told.day[first]
            return f"was followed by {self.call(again[-1])}, {apart} days later, fewer than {self.options.confirm_days}"
        words = " or ".join(self.criterion.words.overall[code] for code in upholds)
        return f"was not followed by {words}"

    def parts(self, code: int, *, is_cr: bool) -> bool:
        """Tell whether a call parts a response from any confirmation."""
        if code == PD and self.told.follows[self.course] == EPISODE:
            return self.options.iupd_breaks_confirmation
        return code not in (*_MISSED, CR, PR, SD) or (is_cr and code in (PR, SD))
