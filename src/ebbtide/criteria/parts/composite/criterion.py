"""What a composite criterion is to the rest of the house: its rules, its step, its words, its sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias

from ebbtide.criteria.parts.overall import is_evaluable
from ebbtide.criteria.parts.records import CONFIRMS_BY_EPISODE, CONFIRMS_NOTHING
from ebbtide.study.options import Options
from ebbtide.terms.responses import CPD, PD, composite_code_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ebbtide.criteria.parts.composite.looks import Patient, Verdict
    from ebbtide.sources import Citation, Source
    from ebbtide.terms.responses import Response, Vocabulary

__all__ = ["BURDENS", "ITEMS", "Burden", "CompositeCriterion", "Outcome", "PartClause", "Said", "settle_episodes"]

Looks: TypeAlias = Literal["scans", "marrow"]


class Burden(NamedTuple):
    """The unit of what a criterion sums: its name, and how many whole units of the rules make one."""

    unit: str
    divisor: int


BURDENS: Final = {
    "diameters": Burden("mm", 1_000),
    "products": Burden("mm2", 1_000_000),
    "sul": Burden("SUL", 1_000),
    "lesions": Burden("lesions", 1),
    "blasts": Burden("%", 1_000),
}


class PartClause(NamedTuple):
    """One reason or flag: its bit, its word in the tables, what it says, and where it is written.

    Words in braces in `says` are filled in from the criterion's `numbers`. `place` is the criterion's own where it
    is None. A flag that says nothing is only a word.
    """

    bit: int
    word: str
    says: str = ""
    place: Citation | None = None


class Said(NamedTuple):
    """One judged time point: what the step was given, and what it said."""

    state: Any
    look: Any
    verdict: Verdict


class Outcome(NamedTuple):
    """What hindsight makes of one progression: the day of its call, a word of `settlement.OUTCOMES`, the day known."""

    day: int
    outcome: str
    known_day: int | None


ITEMS: Final = (
    "source",
    "measure",
    "lesions",
    "nodes",
    "CR",
    "PR",
    "PD",
    "held response",
    "new lesions",
    "non-targets",
    "confirmation",
)
"""What the table of criteria tells of each, in its order."""


@dataclass(frozen=True)
class CompositeCriterion:
    """One published criterion that judges more than the sizes of lesions.

    Args:
        id: The id of the contract (`lugano`).
        title: The name people use.
        disease: Its family: `lymphoma`, `metabolic`, `brain` or `leukemia`.
        looks: What its step is given: `scans` (a `Look` of imaging) or `marrow` (of marrow, blood and the rest).
        sources: Where it is published, the first one primary.
        place: Where its rules are printed.
        define: Makes its rules, a NamedTuple, from a study's options.
        begin: The state at baseline, of the rules, the patient and the baseline's look.
        step: One time point forward, of the rules, the state and the look: the next state, and the verdict.
        words: Its response words, each tuple indexed by response code.
        clauses: Its reasons; `flag_clauses`: its flags.
        numbers: The numbers that clauses name, of the rules and of what was said.
        next_step: What comes next, of the rules, what was said, and a writer of days; empty when nothing does.
        option_names: The options it reads.
        burden: What it sums, a key of BURDENS.
        says: What the table of criteria says of it, of its rules: the ITEMS but the source.
        follows: Whether a progression is followed after it is called.
        settle: What hindsight makes of the progressions of a course of calls, where it follows them.
    """

    id: str
    title: str
    disease: str
    sources: tuple[Source, ...]
    place: Citation
    define: Callable[[Options], Any]
    begin: Callable[[Any, Patient, Any], Any]
    step: Callable[[Any, Any, Any], tuple[Any, Verdict]]
    words: Vocabulary
    clauses: tuple[PartClause, ...]
    flag_clauses: tuple[PartClause, ...]
    numbers: Callable[[Any, Said], dict[str, object]]
    next_step: Callable[[Any, Said, Callable[[int], str]], str]
    option_names: tuple[str, ...]
    burden: str
    says: Callable[[Any], dict[str, str]]
    looks: Looks = "scans"
    follows: bool = False
    settle: Callable[[Sequence[Verdict], Sequence[int]], list[Outcome]] | None = None

    @property
    def source(self) -> Source:
        """The primary publication."""
        return self.sources[0]

    @property
    def confirms(self) -> bool:
        """Whether a progression is followed after it is called."""
        return self.follows

    @property
    def confirms_by(self) -> int:
        """How it is followed, a code of `records`."""
        return CONFIRMS_BY_EPISODE if self.follows else CONFIRMS_NOTHING

    @property
    def is_area(self) -> bool:
        """Whether the burden is an area."""
        return self.burden == "products"

    def code_of(self, word: str) -> Response | None:
        """Find the code of a response that was reported under this criterion; None for a word that is none."""
        return composite_code_of(word, follows=self.follows)

    def describe(self, options: Options | None = None) -> dict[str, str]:
        """Say what its rules say, as one column of the table of criteria.

        Returns:
            One text per item, in the order of the table.
        """
        told = self.says(self.define(options or Options()))
        return {"criterion": self.title, "source": str(self.source), **{item: told[item] for item in ITEMS[1:]}}

    def run(self, rules: Any, patient: Patient, looks: Sequence[Any]) -> list[Said]:  # noqa: ANN401 - its own record
        """Judge one patient's time points, baseline first, in order of day.

        Returns:
            One entry for each time point after baseline.
        """
        state = self.begin(rules, patient, looks[0])
        found = []
        for look in looks[1:]:
            after, verdict = self.step(rules, state, look)
            found.append(Said(state, look, verdict))
            state = after
        return found


def settle_episodes(
    verdicts: Sequence[Verdict], days: Sequence[int], disregards: Callable[[int], bool] = is_evaluable
) -> list[Outcome]:
    """Tell what became of each unconfirmed progression: confirmed by a later call, or disregarded.

    Codes: PD waits, CPD is confirmed. A CPD without a PD before it is confirmed at once, unless one was before.

    Args:
        verdicts: The calls of a course, in order of day.
        days: Their days.
        disregards: Which other codes disregard what waits; by default every evaluable one, so that NE leaves it open.
    """
    found: list[Outcome] = []
    waiting: list[int] = []
    confirmed = False
    for verdict, day in zip(verdicts, days, strict=True):
        if verdict.overall == PD:
            waiting.append(day)
        elif verdict.overall == CPD:
            found += [Outcome(one, "confirmed", day) for one in waiting or ([] if confirmed else [day])]
            waiting, confirmed = [], True
        elif disregards(verdict.overall):
            found += [Outcome(one, "disregarded", day) for one in waiting]
            waiting = []
    return found + [Outcome(one, "unconfirmed", None) for one in waiting]
