"""Laws of the machines: the past is never rewritten, nothing is due before its cause, and no word is an order."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebbtide.evidence.pathway.dues import AS_BEFORE, BIOPSY_DAY
from ebbtide.evidence.pathway.obtaining import OVERRIDDEN, WANTED
from ebbtide.evidence.pathway.overriding import NOTE, OVERRIDES
from ebbtide.evidence.pathway.running import MACHINES, Step, run_machine
from ebbtide.evidence.pathway.transitions import Assessed, Context, Occurrence
from ebbtide.evidence.pathway.words import Datum, Event, Flag, Label, Machine, Override, State
from ebbtide.terms.histology import Histology
from ebbtide.terms.responses import CPD, IGNORED, NE, PD, PR, SD

LAST = 400
OCCURRENCES = st.builds(
    Occurrence,
    st.integers(1, LAST),
    st.sampled_from([event for event in Event if event not in (Event.DUE_PASSED, Event.FIRST_DOSE, Event.INFUSION)]),
    response=st.sampled_from([None, PD, CPD, SD, PR, NE, IGNORED]),
    sum_um=st.none() | st.integers(0, 100_000),
    larger=st.sampled_from([None, True, False]),
    new_lesion=st.booleans(),
    new_symptom=st.booleans(),
    histology=st.sampled_from([None, *Histology]),
    antigen_lost=st.booleans(),
    grade=st.none() | st.integers(1, 4),
    known_site=st.booleans(),
    until=st.none() | st.integers(1, LAST),
    deauville=st.none() | st.integers(1, 5),
    lymphoma=st.builds(
        Assessed,
        st.sampled_from(["CR", "PR", "SD", "PD", "NE"]),
        by_spd=st.booleans(),
        by_lesion=st.booleans(),
        by_uptake=st.booleans(),
        grown=st.booleans(),
        spd_um2=st.none() | st.integers(1, 100),
        reference_um2=st.none() | st.integers(1, 100),
    ),
    worse=st.booleans(),
    detail=st.sampled_from(["", "Dr. A: seen", "seen"]),
)
HISTORIES = st.lists(OCCURRENCES, max_size=14).map(lambda some: sorted(some, key=lambda one: one.order))
CONTEXTS = st.builds(Context, st.just(0), st.booleans())


def followed(machine: Machine, happened: list[Occurrence], context: Context, today: int) -> list[Step]:
    """Run a machine from day 0."""
    event = Event.INFUSION if machine in (Machine.CART_EARLY, Machine.CART_M1) else Event.FIRST_DOSE
    return run_machine(machine, Occurrence(0, event), happened, context, today)


@pytest.mark.parametrize("machine", Machine)
@settings(max_examples=50, deadline=None)
@given(happened=HISTORIES, context=CONTEXTS, today=st.integers(0, LAST))
def test_later_data_never_change_earlier_states(
    machine: Machine, happened: list[Occurrence], context: Context, today: int
) -> None:
    """What is known by a day is what the whole history says up to that day."""
    whole = followed(machine, happened, context, LAST)
    early = followed(machine, [one for one in happened if one.day <= today], context, today)

    assert early == [step for step in whole if step.day <= today]


@pytest.mark.parametrize("machine", Machine)
@settings(max_examples=50, deadline=None)
@given(happened=HISTORIES, context=CONTEXTS)
def test_nothing_is_due_before_what_it_follows(machine: Machine, happened: list[Occurrence], context: Context) -> None:
    """A new window begins on the day of its cause or later, and never ends before it begins."""
    for step in followed(machine, happened, context, LAST):
        first, last = step.memory.due
        if step.row is None or step.row.due in (None, AS_BEFORE, BIOPSY_DAY) or first is None or last is None:
            continue
        assert step.day <= first <= last


@pytest.mark.parametrize("machine", Machine)
@settings(max_examples=50, deadline=None)
@given(happened=HISTORIES, context=CONTEXTS)
def test_overdue_is_after_the_window(machine: Machine, happened: list[Occurrence], context: Context) -> None:
    """A machine is overdue only once the window has closed."""
    for step in followed(machine, happened, context, LAST):
        close = step.memory.window[1]
        assert not step.memory.overdue or (close is not None and step.day > close)


@pytest.mark.parametrize("machine", Machine)
@settings(max_examples=50, deadline=None)
@given(happened=HISTORIES, context=CONTEXTS)
def test_a_review_is_left_by_somebody_or_never(machine: Machine, happened: list[Occurrence], context: Context) -> None:
    """What calls for an urgent review goes only by an entry with a name and a reason."""
    steps = followed(machine, happened, context, LAST)
    for before, after in pairwise(steps):
        if before.memory.raised and not after.memory.raised:
            assert after.event is Event.REVIEW_CLOSED
            assert any(one.day == after.day and ": " in one.detail for one in happened)


ORDERS = re.compile(
    r"\b(stop\w*|discontinu\w*|continu\w*|switch\w*|start\w*|initiat\w*|withhold\w*|resum\w*|administer\w*|prescrib\w*|"
    r"give|dose reduction|re-?treat\w*)\b",
    re.IGNORECASE,
)
DRUGS = re.compile(
    r"\w+(?:mab|nib|leucel|platin|taxel|rubicin|parib|ciclib|limus|cept)\b|steroid|\w+sone\b|prednis\w+|tocilizumab|"
    r"chemotherapy|interferon|interleukin|antibod\w+|radiotherapy|surgery",
    re.IGNORECASE,
)
WORDS = sorted(
    {
        *(one.value for words in (Datum, Event, Flag, Label, Machine, Override, State) for one in words),
        *(row.when for rows in MACHINES.values() for row in rows),
        *(row.note for rows in MACHINES.values() for row in rows),
        *(row.due.says for rows in MACHINES.values() for row in rows if row.due),
        *(one.why for some in (*WANTED.values(), *OVERRIDDEN.values()) for one in some),
        *(row.when for row in OVERRIDES),
        NOTE,
    }
)


@pytest.mark.parametrize("words", WORDS)
def test_no_word_names_a_treatment_or_orders_one(words: str) -> None:
    """Nothing that is put out names a drug, or says to stop, continue, switch or start."""
    assert not ORDERS.search(words)
    assert not DRUGS.search(words)


def test_no_guard_asks_the_posterior() -> None:
    """What a machine knows and is told holds no probability."""
    asked = {*Occurrence.__dataclass_fields__, *Context._fields, *Assessed._fields}

    assert not [name for name in asked if re.search("prob|posterior|likelihood|prior|odds", name)]
