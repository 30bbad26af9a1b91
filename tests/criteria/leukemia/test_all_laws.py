"""Laws of response in acute lymphoblastic leukemia that hold for any course."""

from __future__ import annotations

import string
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ebbtide.criteria.acute_lymphoblastic import CRITERION
from ebbtide.criteria.parts.leukemia.looks import Blood, Counts, Marrow, MarrowLook, Nervous, Outside, Residual
from ebbtide.criteria.parts.leukemia.rules import PROFILE_NAMES
from ebbtide.study.options import Options
from ebbtide.terms.lesions import ABSENT, DECREASED, MEASURED, NEW, NONTARGET, NOT_DONE, TARGET
from ebbtide.terms.responses import CR, PD
from tests.criteria.leukemia.leukemia_looks import at, blasts, judge, mass, outside, words

SHARES = st.sampled_from((-1, 0, 1_000, 4_999, 5_000, 5_001, 10_000, 25_000, 25_001, 80_000))
SIZES = st.sampled_from((0, 10_000, 15_000, 20_000, 40_000, 60_000))


@st.composite
def outsides(draw: st.DrawFn) -> Outside:
    """Draw an imaging, or none."""
    sights = []
    for name, role in (("T1", TARGET), ("N1", NONTARGET), ("X1", NEW)):
        if draw(st.booleans()):
            state = draw(st.sampled_from((MEASURED, ABSENT, DECREASED, NOT_DONE)))
            size = draw(SIZES) if state == MEASURED else 0 if state == ABSENT else -1
            sights.append(mass(size, size, lesion=name, role=role, state=state))
    return outside(*sights, said=draw(st.sampled_from((-1, 0, 1))), days_since_crs=draw(st.sampled_from((-1, 3, 60))))


@st.composite
def looks_of(draw: st.DrawFn, day: int) -> MarrowLook:
    """Draw a time point in which anything may be missing."""
    cells = st.sampled_from((-1, 0, 1_000_000, 100_000_000, 200_000_000))
    few = st.sampled_from((-1, 1_000, 5_000, 50_000))
    parts: dict[str, Any] = {
        "marrow": Marrow(0, draw(SHARES), draw(st.integers(-1, 5)), draw(st.integers(-1, 1))),
        "residual": Residual(
            0, draw(st.integers(-1, 2)), draw(st.sampled_from((100, 100_000, 10_000_000))), -1, draw(st.integers(0, 2))
        ),
        "blood": Blood(0, draw(st.integers(-1, 1)), draw(SHARES)),
        "counts": Counts(0, draw(cells), draw(cells), draw(st.integers(0, 3)), draw(st.integers(-1, 1))),
        "nervous": Nervous(0, draw(st.integers(-1, 1)), draw(few), draw(few), draw(few), draw(few)),
        "outside": draw(outsides()),
    }
    kept = draw(st.sets(st.sampled_from(sorted(parts))))
    return at(day, **{name: parts[name] for name in kept})


@st.composite
def courses(draw: st.DrawFn) -> list[MarrowLook]:
    """Draw a baseline and some time points."""
    days = draw(st.lists(st.integers(1, 200), min_size=1, max_size=5, unique=True).map(sorted))
    return [draw(looks_of(0)), *(draw(looks_of(day)) for day in days)]


PROFILES = st.sampled_from(PROFILE_NAMES)


@given(courses(), PROFILES, st.sampled_from((0, 60)), st.sampled_from((None, 8.0, 40.0)))
def test_any_course_is_judged_and_told(course: list[MarrowLook], profile: str, carry: int, age: float | None) -> None:
    """Missing pieces never crash, and every clause finds its numbers."""
    options = {"all_profile": profile, "carry_forward_marrow": carry}
    rules = CRITERION.define(Options.model_validate(options))
    for said in judge(*course[1:], base=course[0], age=age, **options):
        numbers = CRITERION.numbers(rules, said)
        for clause in (*CRITERION.clauses, *CRITERION.flag_clauses):
            assert clause.says.format(**numbers) or not clause.says
        assert isinstance(CRITERION.next_step(rules, said, str), str)
        assert said.verdict.reasons


@given(courses(), PROFILES)
def test_a_prefix_of_the_history_gives_a_prefix_of_the_calls(course: list[MarrowLook], profile: str) -> None:
    """A call only knows the past."""
    whole = words(*course[1:], base=course[0], all_profile=profile)
    for end in range(1, len(course)):
        assert words(*course[1:end], base=course[0], all_profile=profile) == whole[: end - 1]


@given(courses(), PROFILES)
def test_remission_is_never_called_with_disease_outside_the_marrow(course: list[MarrowLook], profile: str) -> None:
    """CR and CRi need every known compartment clear."""
    for said in judge(*course[1:], base=course[0], all_profile=profile):
        parts = dict(said.verdict.components)
        if said.verdict.overall == CR:
            assert parts["marrow"] == "CR"
            assert parts["extramedullary"] in {"CR", "NONE", "NE"}
            assert not parts["cns"].startswith("CNS3")
            is_rest = any(sight.avid == 0 for sight in said.look.outside.sights)
            assert said.look.outside.said != 1 or is_rest


@given(courses(), PROFILES)
def test_relapse_needs_a_remission_before_it(course: list[MarrowLook], profile: str) -> None:
    """Or a nervous system that was clear, or under NCI a partial remission."""
    seen = words(*course[1:], base=course[0], all_profile=profile)
    for place, (word, said) in enumerate(
        zip(seen, judge(*course[1:], base=course[0], all_profile=profile), strict=True)
    ):
        if word == "RELAPSE" and not dict(said.verdict.components)["cns"].startswith("CNS3"):
            assert {"CR", "CRi", "MLFS", "CR_COUNTS_UNKNOWN", "PR"} & set(seen[:place])


@given(SHARES.filter(lambda share: share >= 0), SHARES.filter(lambda share: share >= 0))
def test_more_blasts_never_improve_a_call(one: int, two: int) -> None:
    """At one time point, everything else alike."""
    order = ("CR", "PR", "SD")
    less, more = sorted((one, two))
    calls = [words(at(28, marrow=blasts(share), counts=Counts(0, 2_000_000, 200_000_000)))[0] for share in (less, more)]
    assert order.index(calls[0]) <= order.index(calls[1])


@given(courses(), PROFILES)
def test_the_same_time_point_again_is_no_progression(course: list[MarrowLook], profile: str) -> None:
    """Identical findings a day apart leave a call that was none none."""
    again = course[-1]._replace(
        day=course[-1].day + 1,
        **{
            name: part._replace(day=part.day + 1)
            for name, part in course[-1]._asdict().items()
            if name not in {"day", "last_day"} and part.day > 0
        },
    )
    *_, first, second = judge(*course[1:], again, base=course[0], all_profile=profile)
    if first.verdict.overall != PD:
        assert second.verdict.overall != PD


def test_every_bit_has_one_clause() -> None:
    """No reason or flag shares its bit or its word with another."""
    for clauses in (CRITERION.clauses, CRITERION.flag_clauses):
        assert len({clause.bit for clause in clauses}) == len(clauses)
        assert len({clause.word for clause in clauses}) == len(clauses)
        assert all(set(clause.word) <= {*string.ascii_uppercase, *string.digits, "_"} for clause in clauses)


def test_the_options_named_are_options() -> None:
    """And each changes the rules or how findings are read."""
    assert set(CRITERION.option_names) <= set(Options.model_fields)
