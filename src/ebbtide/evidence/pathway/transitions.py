"""What a transition is: one row of data, whose guard and due rule are named pure functions.

Lives here: what happens (`Occurrence`), what a machine remembers (`Memory`), what holds for a whole run (`Context`)
and the row itself. Does not live here: any rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from ebbtide.evidence.pathway.words import Event, Flag, Label, Machine, Override, State

if TYPE_CHECKING:
    from collections.abc import Callable

    from ebbtide.sources import Citation, Source
    from ebbtide.terms.histology import Histology

__all__ = [
    "AFTER_DEATH",
    "Assessed",
    "Context",
    "Due",
    "Guard",
    "Memory",
    "Moment",
    "Occurrence",
    "Remember",
    "Rule",
    "Transition",
    "Window",
    "always",
]

AFTER_DEATH: Final = "a reading of ours: nothing is due after a death"
Window: TypeAlias = "tuple[int | None, int | None]"


class Assessed(NamedTuple):
    """One assessment of a lymphoma, as LYRIC asks for it.

    Areas are whole square micrometres (sums of products of diameters); None where they are not known.

    Args:
        category: Lugano category: CR, PR, SD, PD or NE.
        by_spd: PD by the sum of products.
        by_lesion: PD by a new lesion, or by growth of a lesion's product by 50 % or more.
        by_uptake: PD by higher FDG uptake alone, without change of size or number.
        by_other: PD by spleen, liver, marrow or non-measured lesions.
        spd_um2: The sum of products.
        reference_um2: Its nadir.
        baseline_um2: The sum at baseline.
        grown: Whether a lesion grew by 5 mm (10 mm where it is over 20 mm) in either axis.
        enlarged_um2: The sum of products of the lesions that made the indeterminate response.
        enlarged_nadir_um2: Its nadir; of a new lesion, its first value.
        deteriorated: Whether the patient is clinically worse.
    """

    category: str
    by_spd: bool = False
    by_lesion: bool = False
    by_uptake: bool = False
    by_other: bool = False
    spd_um2: int | None = None
    reference_um2: int | None = None
    baseline_um2: int | None = None
    grown: bool = False
    enlarged_um2: int | None = None
    enlarged_nadir_um2: int | None = None
    deteriorated: bool = False


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One thing that happened to a patient on a day.

    Args:
        day: The day.
        event: What happened.
        response: Of a scan, its overall response (a code of `terms.responses`).
        sum_um: Of a scan, the sum of the targets, µm; None where it is not known.
        larger: Of a scan, whether the tumour is larger than before the latest infusion; None where it is not known.
        new_lesion: Of a scan or PET, whether it shows a new lesion.
        new_symptom: Of a scan, whether there was a new symptom since the scan before.
        histology: Of a biopsy, its class.
        antigen_lost: Of a biopsy, whether the tumour lacks the target antigen.
        grade: Of a lesional CRS.
        known_site: Of an enlargement, whether the tumour was known there.
        until: Of a planned biopsy, its day.
        feasible: Of a planned biopsy: the lesion is accessible, the patient is fit and consents.
        deauville: Of a PET.
        suv_max: Of a PET.
        pattern: Of a PET, `symmetric_nodes` or `original_site` where the reader says so.
        lymphoma: Of an assessment of a lymphoma.
        worse: Of performance, support or a critical site: whether it is worse than before.
        detail: What the record says.
    """

    day: int
    event: Event
    response: int | None = None
    sum_um: int | None = None
    larger: bool | None = None
    new_lesion: bool = False
    new_symptom: bool = False
    histology: Histology | None = None
    antigen_lost: bool = False
    grade: int | None = None
    known_site: bool = True
    until: int | None = None
    feasible: bool = True
    deauville: int | None = None
    suv_max: float | None = None
    pattern: str = ""
    lymphoma: Assessed | None = None
    worse: bool = True
    detail: str = ""

    @property
    def order(self) -> tuple[int, int]:
        """Its place in time."""
        return self.day, self.event.place


class Context(NamedTuple):
    """What holds for a whole run of a machine.

    Args:
        origin: The day of the infusion or of the first dose.
        is_lymphoma: Whether the tumour is a lymphoma.
        crs: Days of each CRS, first and last; the last is None where it is not told.
        tolerance_days: Days by which the protocol allows the 4 weeks to be missed.
    """

    origin: int
    is_lymphoma: bool = False
    crs: tuple[tuple[int, int | None], ...] = ()
    tolerance_days: int = 0


class Memory(NamedTuple):
    """What a machine knows.

    Args:
        state: Where it stands.
        label: What is said beside the state.
        opened: The day of the progression or growth in question.
        event_day: The day on which a progression is dated.
        times: How many times it was unconfirmed.
        sum_um: The sum of the targets at the growth in question.
        spd_um2: The sum of products at the first indeterminate response.
        window: When the next imaging is due.
        due: What is due now: the imaging, or a biopsy before it.
        overdue: Whether it is past.
        flags: What weakens the course.
        signs: Signs that call for an urgent review once growth is in question.
        raised: Those that have called for one.
        raised_day: Since when.
    """

    state: State
    label: Label = Label.NOTHING
    opened: int | None = None
    event_day: int | None = None
    times: int = 0
    sum_um: int | None = None
    spd_um2: int | None = None
    window: Window = (None, None)
    due: Window = (None, None)
    overdue: bool = False
    flags: tuple[Flag, ...] = ()
    signs: tuple[Override, ...] = ()
    raised: tuple[Override, ...] = ()
    raised_day: int | None = None


class Moment(NamedTuple):
    """What a guard, a due rule or a memory is made of: what was known, what happens now, what holds for the run."""

    memory: Memory
    now: Occurrence
    context: Context


Guard: TypeAlias = "Callable[[Moment], bool]"
Rule: TypeAlias = "Callable[[Moment], Window]"
Remember: TypeAlias = "Callable[[Moment], Memory]"


@dataclass(frozen=True, slots=True)
class Due:
    """When the next thing is due: the rule in words, and as a function."""

    says: str
    rule: Rule
    is_imaging: bool = True


def always(_at: Moment) -> bool:
    """Hold whatever is known."""
    return True


def as_it_is(at: Moment) -> Memory:
    """Remember nothing new."""
    return at.memory


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of a machine.

    Args:
        name: Its name, unique over all machines.
        machine: Whose row it is.
        states: From where it leads.
        events: What makes it.
        when: The guard in words; empty where there is none.
        guard: The guard.
        to: Where it leads; None to stay.
        due: What is due then; None where nothing changes.
        source: Where it is taken from.
        label: What is said then; None to keep what was said.
        remember: What the machine remembers of it.
        goes_on: Whether the same event is then offered to the new state.
        note: A reading of ours, where the source leaves a gap.
    """

    name: str
    machine: Machine
    states: tuple[State, ...]
    events: tuple[Event, ...]
    to: State | None
    source: tuple[Source | Citation, ...]
    when: str = ""
    guard: Guard = always
    due: Due | None = None
    label: Label | None = None
    remember: Remember = as_it_is
    goes_on: bool = False
    note: str = ""

    @property
    def cites(self) -> str:
        """The sources in their short form."""
        cited = "; ".join(str(one) for one in self.source)
        return "; ".join(part for part in (cited, self.note) if part)
