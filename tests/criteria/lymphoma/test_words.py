"""What holds of every course, and every clause can be rendered with its numbers."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebbtide.criteria import lugano, lyric, recil
from ebbtide.criteria.parts.composite.criterion import ITEMS
from ebbtide.criteria.parts.composite.looks import Look, Patient, Sight
from ebbtide.criteria.parts.records import MISSING
from ebbtide.study import Options
from ebbtide.terms import lesions as t
from ebbtide.terms import scans as s
from ebbtide.terms.responses import CPD, CR, PD, PR
from tests.criteria.lymphoma.scans import node, run, scan, words

if TYPE_CHECKING:
    from ebbtide.criteria import CompositeCriterion

CRITERIA = (lugano.CRITERION, lyric.CRITERION, recil.CRITERION)
LENGTHS = st.sampled_from([MISSING, 0, 4_000, 9_999, 10_000, 15_000, 15_001, 20_000, 25_000, 40_000, 60_000])


@st.composite
def sights(draw: st.DrawFn) -> Sight:
    """Draw a lesion in any state."""
    name = draw(st.sampled_from(["T1", "T2", "NT", "M", "N1", "N2", "(sum)"]))
    role = {"T": t.TARGET, "(": t.TARGET, "M": t.NONTARGET}.get(name[0], t.NONTARGET if name == "NT" else t.NEW)
    longest, across = draw(LENGTHS), draw(LENGTHS)
    return Sight(
        name,
        role,
        draw(st.sampled_from(range(len(t.STATES)))),
        "bone marrow" if name == "M" else "",
        draw(st.sampled_from([0, 1])),
        longest,
        across,
        MISSING if MISSING in (longest, across) else longest * across,
        avid=draw(st.sampled_from([-1, 0, 1])),
        treated=draw(st.sampled_from([0, 0, 0, 1])),
        day=draw(st.integers(0, 400)),
    )


@st.composite
def courses(draw: st.DrawFn) -> list[Look]:
    """Draw a course of anything that can be said, baseline first."""
    count = draw(st.integers(1, 6))
    return [
        Look(
            60 * i,
            60 * i,
            tuple({one.lesion: one for one in draw(st.lists(sights(), max_size=6))}.values()),
            deauville=draw(st.integers(-1, 5)),
            uptake=draw(st.integers(-1, 2)),
            new_avid=draw(st.integers(-1, 4)),
            marrow_uptake=draw(st.integers(-1, 4)),
            spleen=draw(st.sampled_from([MISSING, 110_000, 130_000, 135_000, 150_000, 170_000])),
            stable=draw(st.integers(-1, 1)),
            biopsy=draw(st.sampled_from(["", "H1", "H2", "H3", "H4", "H5"])),
            biopsied=draw(st.sampled_from(["", "bone_marrow"])),
        )
        for i in range(count + 1)
    ]


OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "lyric_set_nadir": st.just("zero"),
        "lyric_other_as_ir2": st.just(value=True),
        "lyric_biopsy_settles": st.just("any"),
        "lyric_sum_alone": st.just(value=True),
        "pet_governs_all": st.just(value=False),
        "lugano_pet_not_evaluable": st.just("previous_pet"),
        "pet_ref": st.just("previous"),
        "lugano_histology": st.sampled_from(["avid", "not_avid"]),
    },
)


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda one: one.id)
@given(course=courses(), options=OPTIONS)
@settings(max_examples=50, deadline=None)
def test_any_course_is_judged_and_told(
    criterion: CompositeCriterion, course: list[Look], options: dict[str, object]
) -> None:
    """Whatever is said or missing: a call with a reason, in words that render, and with a word of its own."""
    rules = criterion.define(Options.model_validate(options))
    for said in criterion.run(rules, Patient("DLBCL"), course):
        verdict = said.verdict
        numbers = criterion.numbers(rules, said)
        told = [one.says.format(**numbers) for one in (*criterion.clauses, *criterion.flag_clauses)]
        assert verdict.word or criterion.words.overall[verdict.overall]
        assert verdict.reasons
        assert all("{" not in one for one in told)
        assert isinstance(criterion.next_step(rules, said, str), str)


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda one: one.id)
@given(course=courses())
@settings(max_examples=25, deadline=None)
def test_a_call_knows_only_the_past(criterion: CompositeCriterion, course: list[Look]) -> None:
    """The beginning of a course gives the beginning of its calls."""
    rules = criterion.define(Options())
    whole = [said.verdict for said in criterion.run(rules, Patient(), course)]
    part = [said.verdict for said in criterion.run(rules, Patient(), course[:-1])]

    assert whole[: len(part)] == part


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda one: one.id)
@given(course=courses())
@settings(max_examples=25, deadline=None)
def test_the_order_of_lesions_changes_nothing(criterion: CompositeCriterion, course: list[Look]) -> None:
    """Lesions are known by their names."""
    rules = criterion.define(Options())
    turned = [look._replace(sights=look.sights[::-1]) for look in course]

    assert [one.verdict for one in criterion.run(rules, Patient(), course)] == [
        one.verdict for one in criterion.run(rules, Patient(), turned)
    ]


@given(course=courses(), options=OPTIONS)
@settings(max_examples=50, deadline=None)
def test_lyric_never_calls_progression_or_a_response_against_lugano_at_a_first_progression(
    course: list[Look], options: dict[str, object]
) -> None:
    """Up to the first progression under Lugano the calls are the same, and there LYRIC says IR or PD."""
    options = {name: value for name, value in options.items() if name != "lyric_sum_alone"}
    pair = [run(criterion, *course, patient=Patient("DLBCL"), **options) for criterion in CRITERIA[:2]]
    for plain, told in zip(*pair, strict=True):
        if plain.verdict.overall == PD:
            assert told.verdict.overall in (PD, CPD)
            break
        assert told.verdict.overall == plain.verdict.overall


@given(course=courses())
@settings(max_examples=50, deadline=None)
def test_progression_after_an_indeterminate_response_is_dated_at_the_first_of_its_run(course: list[Look]) -> None:
    """Between them there is no response."""
    opened: int | None = None
    for said in run(lyric.CRITERION, *course, patient=Patient("DLBCL")):
        verdict = said.verdict
        if verdict.overall == PD:
            opened = verdict.event_day if opened is None else opened
            assert verdict.since_day == opened
        if verdict.overall == CPD and opened is not None:
            assert verdict.event_day == opened
        if verdict.overall in (CPD, CR, PR):
            opened = None


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda one: one.id)
def test_every_reason_and_flag_has_one_clause(criterion: CompositeCriterion) -> None:
    """Bits and words are unique, and a sentence ends as one."""
    for clauses in (criterion.clauses, criterion.flag_clauses):
        assert len({one.bit for one in clauses}) == len({one.word for one in clauses}) == len(clauses)
        assert all(one.bit.bit_count() == 1 for one in clauses)
        assert all(not one.says or one.says[-1] == "." for one in clauses)
    fields = {name for one in criterion.clauses for _, name, _, _ in string.Formatter().parse(one.says) if name}
    first = scan(0, node("T1", "30", "20"))
    said = run(criterion, first, first._replace(day=42))[0]
    assert fields <= set(criterion.numbers(criterion.define(Options()), said))


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda one: one.id)
def test_a_criterion_says_what_it_asks_for(criterion: CompositeCriterion) -> None:
    """One text for each item of the table of criteria."""
    told = criterion.describe()
    assert list(told) == ["criterion", *ITEMS]
    assert all(told.values())


def test_what_comes_next_is_said_of_an_indeterminate_response() -> None:
    """Its window; and of calls that wait for nothing, nothing."""
    start, flare = scan(0, node("T1", "40", "25")), scan(42, node("T1", "60", "25"), stable=1)
    said = run(lyric.CRITERION, start, flare)[0]
    rules = lyric.CRITERION.define(Options())

    assert "day 70 to day 126" in lyric.CRITERION.next_step(rules, said, lambda day: f"day {day}")
    settled = run(lyric.CRITERION, start, flare._replace(stable=0))[0]
    assert lyric.CRITERION.next_step(rules, settled, str) == ""


def test_what_comes_next_is_said_where_pet_and_ct_disagree_or_marrow_is_focal() -> None:
    """Both ask for another look."""
    rules = lugano.CRITERION.define(Options())
    start = scan(0, node("T1", "40", "25"), deauville=s.DEAUVILLE_5)
    apart = run(lugano.CRITERION, start, scan(42, node("T1", "70", "50"), deauville=s.DEAUVILLE_1))[0]
    focal = run(lugano.CRITERION, start, scan(42, deauville=s.DEAUVILLE_1, marrow_uptake=s.MARROW_FOCAL))[0]

    assert "review both" in lugano.CRITERION.next_step(rules, apart, str)
    assert "MRI" in lugano.CRITERION.next_step(rules, focal, str)
    assert words(lugano.CRITERION, start, scan(42, deauville=s.DEAUVILLE_1)) == ["CR"]


def test_a_growing_lesion_is_named_with_its_sizes() -> None:
    """The explanation gives what it was and is."""
    said = run(lugano.CRITERION, scan(0, node("T1", "19", "14")), scan(42, node("T1", "26", "16")))[0]
    numbers = lugano.CRITERION.numbers(lugano.CRITERION.define(Options()), said)

    assert numbers["grown"] == "T1, 26 x 16 mm from 19 x 14 mm at the least (+56.4 %)"
