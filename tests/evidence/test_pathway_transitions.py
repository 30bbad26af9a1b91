"""Every row of every machine, fired once and blocked once."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from ebbtide.evidence.pathway.running import MACHINES, OPENINGS, fired
from ebbtide.evidence.pathway.transitions import Assessed, Context, Memory, Moment, Occurrence, Transition
from ebbtide.evidence.pathway.words import Event, Flag, Machine, Override, State
from ebbtide.terms.histology import Histology
from ebbtide.terms.responses import CPD, NE, PD, SD

ROWS = {row.name: row for rows in MACHINES.values() for row in rows}
SOLID = Context(0)
LYMPHOMA = Context(0, is_lymphoma=True)
IN_CRS = Context(0, crs=((3, 20),))
H1, H3, H4 = Histology.H1, Histology.H3, Histology.H4


class Case(NamedTuple):
    """What makes a row fire, and what differs where it does not."""

    memory: Memory
    fires: Occurrence
    blocked: Occurrence
    context: Context = SOLID
    blocked_memory: Memory | None = None
    blocked_context: Context | None = None


def scan(day: int, response: int | None = None, **more: object) -> Occurrence:
    """Make a scan."""
    return Occurrence(day, Event.SCAN, response=response, **more)  # type: ignore[arg-type]  # named in each case


def biopsy(day: int, histology: Histology, **more: object) -> Occurrence:
    """Make a biopsy."""
    return Occurrence(day, Event.BIOPSY, histology=histology, **more)  # type: ignore[arg-type]  # named in each case


def seen(day: int, category: str, **more: object) -> Occurrence:
    """Make an assessment of a lymphoma."""
    one = Assessed(category, **more)  # type: ignore[arg-type]  # named in each case
    return Occurrence(day, Event.LYMPHOMA, lymphoma=one)


def pet(day: int, **more: object) -> Occurrence:
    """Make a PET."""
    return Occurrence(day, Event.PET, **more)  # type: ignore[arg-type]  # named in each case


def plain(day: int, event: Event) -> Occurrence:
    """Make an event without more."""
    return Occurrence(day, event)


def at(state: State, opened: int | None = 28, **more: object) -> Memory:
    """Make a memory."""
    return Memory(state, opened=opened, **more)  # type: ignore[arg-type]  # named in each case


WATCH = at(State.WATCH, window=(56, 84), due=(56, 84))
PENDING = at(State.TISSUE_PENDING, window=(56, 84), due=(40, 40))
NONE = Memory(State.NONE)
EARLY = at(State.FLARE_EARLY, 8, window=(8, 35), due=(8, 35))
FLARE = at(State.FLARE_SCAN, 28, sum_um=90_730, window=(56, 84), due=(56, 84))
RESOLVED = at(State.FLARE_RESOLVED, 8, window=(25, 35), due=(25, 35))
IR1 = at(State.IR1, 60, spd_um2=1000, window=(88, 144), due=(88, 144))
IR2 = at(State.IR2, 60, window=(144, 144), due=(144, 144))
IR3 = at(State.IR3, 60, window=(144, 144), due=(144, 144))
CLEAR = Memory(State.CLEAR)
PETTED = Memory(State.AWAITING_PET, window=(25, 35), due=(25, 35))
AVID = at(State.HIGH_RISK_AVID, 30, window=(58, 58), due=(58, 58))

CASES = {
    "ici-01": Case(CLEAR, scan(28, PD), scan(28, SD)),
    "ici-02": Case(
        at(State.UNCONFIRMED),
        plain(30, Event.TISSUE_PLANNED),
        Occurrence(30, Event.TISSUE_PLANNED, feasible=False),
    ),
    "ici-03": Case(at(State.UNCONFIRMED), biopsy(30, H1), biopsy(30, H1), blocked_memory=CLEAR),
    "ici-04": Case(at(State.UNCONFIRMED), plain(30, Event.TISSUE_REFUSED), plain(30, Event.TISSUE_PLANNED)),
    "ici-05": Case(at(State.UNCONFIRMED), scan(60, SD), plain(60, Event.NEW_SYMPTOM)),
    "ici-06": Case(PENDING, biopsy(40, Histology.H2), biopsy(40, H3)),
    "ici-07": Case(PENDING, biopsy(40, H4), biopsy(27, H4)),
    "ici-08": Case(PENDING, biopsy(40, Histology.H5), biopsy(40, H1)),
    "ici-09": Case(PENDING, plain(40, Event.TISSUE_REFUSED), plain(40, Event.TISSUE_PLANNED)),
    "ici-10": Case(PENDING, plain(41, Event.DUE_PASSED), plain(41, Event.NEW_SYMPTOM)),
    "ici-11": Case(
        WATCH, scan(55, PD, new_symptom=True, new_lesion=True), scan(56, PD, new_symptom=True, new_lesion=True)
    ),
    "ici-12": Case(WATCH, scan(55, SD, new_symptom=True), scan(54, SD), blocked_context=Context(0, tolerance_days=2)),
    "ici-13": Case(WATCH, scan(56, SD), scan(55, SD)),
    "ici-14": Case(WATCH, scan(56, CPD), scan(56, PD)),
    "ici-15": Case(WATCH, scan(56, PD), scan(56, CPD)),
    "ici-16": Case(WATCH, scan(56, NE), scan(56, SD)),
    "ici-17": Case(WATCH, plain(85, Event.DUE_PASSED), plain(84, Event.DUE_PASSED)),
    "ici-18": Case(WATCH, plain(60, Event.DEATH), plain(60, Event.NEW_SYMPTOM)),
    "ici-19": Case(at(State.PSEUDO), scan(120, PD), scan(120, SD)),
    "ici-20": Case(at(State.CONFIRMED), plain(99, Event.NEW_THERAPY), scan(99, PD)),
    "lyric-01": Case(CLEAR, seen(84, "PD", by_spd=True, spd_um2=150, reference_um2=100), seen(85, "PD", by_spd=True)),
    "lyric-02": Case(
        CLEAR,
        seen(84, "PD", by_spd=True, deteriorated=True),
        seen(84, "PD", by_spd=True),
    ),
    "lyric-03": Case(
        CLEAR,
        seen(99, "PD", by_lesion=True, spd_um2=149, reference_um2=100),
        seen(99, "PD", by_lesion=True, spd_um2=150, reference_um2=100),
    ),
    "lyric-04": Case(CLEAR, seen(60, "PD", by_uptake=True), seen(60, "PD", by_uptake=True, by_lesion=True)),
    "lyric-05": Case(CLEAR, seen(60, "PD", by_other=True), seen(60, "PD", by_other=True, by_lesion=True)),
    "lyric-06": Case(IR1, seen(90, "PD", spd_um2=1100, grown=True), seen(90, "PD", spd_um2=1099, grown=True)),
    "lyric-07": Case(
        IR1, seen(90, "SD", spd_um2=500, baseline_um2=1000), seen(90, "SD", spd_um2=501, baseline_um2=1000)
    ),
    "lyric-08": Case(IR1, seen(90, "PD", spd_um2=1099, grown=True), seen(90, "PR")),
    "lyric-09": Case(
        IR2,
        seen(144, "PD", enlarged_um2=150, enlarged_nadir_um2=100),
        seen(144, "PD", enlarged_um2=149, enlarged_nadir_um2=100),
    ),
    "lyric-10": Case(IR2, seen(144, "PR"), seen(144, "PR", enlarged_um2=150, enlarged_nadir_um2=100)),
    "lyric-11": Case(IR2, seen(144, "PD"), seen(144, "CR")),
    "lyric-12": Case(IR3, seen(144, "PD", by_lesion=True), seen(144, "PD", by_uptake=True)),
    "lyric-13": Case(IR3, biopsy(70, H4), biopsy(70, H3)),
    "lyric-14": Case(IR3, seen(144, "CR"), seen(144, "SD")),
    "lyric-15": Case(IR3, seen(144, "PD", by_uptake=True), seen(144, "PD", by_other=True)),
    "lyric-16": Case(IR1, biopsy(70, H1), biopsy(70, Histology.H5)),
    "lyric-17": Case(IR2, plain(145, Event.DUE_PASSED), plain(144, Event.DUE_PASSED)),
    "lyric-18": Case(IR1, plain(70, Event.DEATH), plain(70, Event.NEW_THERAPY)),
    "cart-01": Case(NONE, plain(14, Event.ENLARGEMENT), plain(15, Event.ENLARGEMENT)),
    "cart-02": Case(NONE, Occurrence(5, Event.ENLARGEMENT, known_site=False), plain(5, Event.ENLARGEMENT)),
    "cart-03": Case(NONE, scan(35, larger=True), scan(36, larger=True)),
    "cart-04": Case(EARLY, plain(14, Event.SHRINKAGE), plain(14, Event.SHRINKAGE), blocked_context=IN_CRS),
    "cart-05": Case(EARLY, scan(25, larger=True), scan(24, larger=True), LYMPHOMA, blocked_context=LYMPHOMA),
    "cart-06": Case(EARLY, scan(25, larger=True), scan(25, larger=True), blocked_context=LYMPHOMA),
    "cart-07": Case(FLARE, scan(56, CPD), scan(56, PD, larger=True)),
    "cart-08": Case(FLARE, scan(56, PD, sum_um=85_730), scan(56, PD, sum_um=85_731)),
    "cart-09": Case(
        NONE,
        plain(28, Event.NO_EXPANSION),
        plain(28, Event.NO_EXPANSION),
        blocked_memory=at(State.NONE, flags=(Flag.NO_EXPANSION,)),
    ),
    "cart-10": Case(FLARE, biopsy(60, H4, antigen_lost=True), biopsy(60, H4)),
    "cart-11": Case(FLARE, biopsy(60, H1), biopsy(27, H1)),
    "cart-12": Case(FLARE, biopsy(60, H4), biopsy(60, H4, antigen_lost=True)),
    "cart-13": Case(FLARE, biopsy(60, H3), biopsy(60, H1)),
    "cart-14": Case(
        NONE,
        plain(3, Event.CONFOUNDER),
        plain(3, Event.CONFOUNDER),
        blocked_memory=at(State.NONE, flags=(Flag.CONFOUNDED,)),
    ),
    "cart-15": Case(FLARE, plain(85, Event.DUE_PASSED), plain(84, Event.DUE_PASSED)),
    "cart-16": Case(FLARE, plain(127, Event.INFUSION), plain(127, Event.NEW_THERAPY)),
    "cart-17": Case(RESOLVED, scan(30, larger=True), scan(24, larger=True)),
    "cart-18": Case(RESOLVED, scan(30, larger=False), scan(24, larger=False)),
    "cart-19": Case(FLARE, plain(60, Event.DEATH), plain(60, Event.END_OF_STUDY)),
    "m1-01": Case(
        PETTED, pet(30, deauville=5, pattern="symmetric_nodes", new_lesion=True), pet(36, pattern="symmetric_nodes")
    ),
    "m1-02": Case(PETTED, pet(30, deauville=4, new_lesion=True), pet(30, deauville=4)),
    "m1-03": Case(PETTED, pet(25, deauville=3), pet(24, deauville=3)),
    "m1-04": Case(PETTED, pet(30, deauville=4, suv_max=10.0), pet(30, deauville=4, suv_max=9.9)),
    "m1-05": Case(PETTED, pet(30, deauville=4, pattern="original_site"), pet(30, deauville=5, pattern="original_site")),
    "m1-06": Case(PETTED, pet(30, deauville=4), pet(30, deauville=3)),
    "m1-07": Case(AVID, pet(58, deauville=5), pet(57, deauville=5)),
    "m1-08": Case(AVID, biopsy(33, H1), biopsy(29, H1)),
    "m1-09": Case(AVID, biopsy(33, H4), biopsy(33, H1)),
    "m1-10": Case(AVID, biopsy(33, H3), biopsy(33, H4)),
    "m1-11": Case(AVID, plain(59, Event.DUE_PASSED), plain(58, Event.DUE_PASSED)),
    "m1-12": Case(AVID, plain(99, Event.INFUSION), plain(99, Event.CONFOUNDER)),
    "m1-13": Case(AVID, plain(99, Event.DEATH), plain(99, Event.NEW_THERAPY)),
}


def taken(row: Transition, memory: Memory, now: Occurrence, context: Context) -> str | None:
    """Name the row that fires."""
    found = fired(MACHINES[row.machine], Moment(memory, now, context))
    return found.name if found else None


def test_no_row_is_left_out() -> None:
    """Each row has a case, and no two rows share a name."""
    assert set(CASES) == set(ROWS)
    assert len(ROWS) == sum(len(rows) for rows in MACHINES.values())


@pytest.mark.parametrize("name", CASES)
def test_a_row_fires_where_its_guard_holds(name: str) -> None:
    """The row is the one that is taken."""
    case = CASES[name]

    assert taken(ROWS[name], case.memory, case.fires, case.context) == name


@pytest.mark.parametrize("name", CASES)
def test_a_row_is_blocked_where_its_guard_fails(name: str) -> None:
    """One fact less, or on the other side of the limit, and the row is not taken."""
    case = CASES[name]

    assert (
        taken(ROWS[name], case.blocked_memory or case.memory, case.blocked, case.blocked_context or case.context)
        != name
    )


@pytest.mark.parametrize("name", ROWS)
def test_a_row_says_what_it_is(name: str) -> None:
    """A guard has words, and a row a source, or says that it is a reading."""
    row = ROWS[name]

    assert bool(row.when) == (row.guard.__name__ != "always")
    assert row.cites


@pytest.mark.parametrize("machine", Machine)
def test_every_state_of_a_machine_is_reached(machine: Machine) -> None:
    """Each state that a row leaves is where the machine begins or where another row leads."""
    rows = MACHINES[machine]
    reached = {OPENINGS[machine][0], *(row.to for row in rows if row.to)}

    assert {state for row in rows for state in row.states} <= reached


def test_all_states_are_used() -> None:
    """Every word for a state is reached by some machine, lies on top of one, or says that there is none."""
    reached = {row.to for row in ROWS.values() if row.to} | {state for state, _ in OPENINGS.values()}

    assert set(State) - reached == {State.URGENT_REVIEW, State.NOT_ASSESSABLE}


def test_deterioration_known_from_performance_blocks_an_indeterminate_response() -> None:
    """PD by the sum within 12 weeks is PD where performance is worse."""
    worse = Memory(State.CLEAR, signs=(Override.O2,))

    assert taken(ROWS["lyric-02"], worse, seen(60, "PD", by_spd=True), SOLID) == "lyric-02"
