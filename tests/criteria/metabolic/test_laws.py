"""Laws that hold for every course of scans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebbtide.criteria.parts.composite.criterion import settle_episodes
from ebbtide.criteria.parts.composite.looks import ABSENT_LOOK, Look, Sight
from ebbtide.criteria.parts.records import MISSING
from ebbtide.study import Options
from ebbtide.terms.lesions import NEW, NONTARGET, STATES, TARGET
from ebbtide.terms.responses import CPD, CR, IGNORED, NE, NED, PD, PR, SD
from tests.criteria.metabolic.scans import criterion_of, judged

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import DrawFn

ALL_FOUR: Final = ("percist", "percimt", "ipercist", "impercist5")
SULS: Final = (MISSING, 0, 800, 1_000, 1_300, 1_301, 1_800, 1_801, 2_000, 7_000, 10_000, 13_000, 13_001, 18_000)
SIZES: Final = (MISSING, 0, 5_000, 10_000, 10_001, 15_000, 15_001, 30_000)
READINGS: Final[tuple[dict[str, object], ...]] = (
    {},
    {"percist_pmd_strict": False, "percist_pmd_reference": "nadir", "percist_strict_qc": True},
    {"percist_missing_sul": "cooler", "ipercist_confirm": "further_rise", "ipercist_early_scan": "counts"},
    {"impercist5_floor": True, "impercist5_per_organ": "2", "percimt_counts": "literal"},
    {"percimt_new": "since_baseline", "resected_counts_zero": True, "impercist5_pmd_strict": True},
)
RANKS: Final = {NED: 0, CR: 0, PR: 1, SD: 2, NE: 2, PD: 3, CPD: 3}


@st.composite
def sights(draw: DrawFn, name: str, role: int) -> Sight:
    """Draw one lesion, whatever its state."""
    return Sight(
        name,
        role,
        draw(st.integers(0, len(STATES) - 1)),
        organ=draw(st.sampled_from(("", "liver", "lymph node"))),
        longest=draw(st.sampled_from(SIZES)),
        sul=draw(st.sampled_from(SULS)),
        avid=draw(st.sampled_from((-1, -1, 0, 1))),
        treated=draw(st.sampled_from((0, 0, 0, 1))),
    )


@st.composite
def scans(draw: DrawFn, day: int) -> Look:
    """Draw one scan."""
    roles = {"T1": TARGET, "T2": NONTARGET, "T3": TARGET, "N1": NEW, "N2": NEW, "N3": NEW, "N4": NEW}
    names = draw(st.lists(st.sampled_from(tuple(roles)), unique=True, max_size=7))
    return Look(
        day,
        day,
        tuple(draw(sights(name, roles[name]))._replace(day=day) for name in names),
        new_avid=draw(st.sampled_from((-1, -1, 0, 1, 2, 3, 4))),
        liver_sul=draw(st.sampled_from((MISSING, 1_500, 2_000, 2_299, 2_300))),
        tlg=draw(st.sampled_from((MISSING, 0, 100_000, 175_000))),
        comparable=draw(st.sampled_from((-1, 0, 1))),
        recist=draw(st.sampled_from((0, PR, SD, PD))),
    )


@st.composite
def courses(draw: DrawFn) -> list[Look]:
    """Draw a baseline, or none, and up to four scans."""
    gaps = draw(st.lists(st.sampled_from((14, 27, 28, 56, 57)), min_size=1, max_size=4))
    days = [sum(gaps[: number + 1]) for number in range(len(gaps))]
    first = draw(st.one_of(scans(0), st.just(ABSENT_LOOK)))
    return [first, *(draw(scans(day)) for day in days)]


@st.composite
def complete_courses(draw: DrawFn) -> list[Look]:
    """Draw a course in which every lesion is measured each time and nothing is new."""
    names = ("T1", "T2", "T3")[: draw(st.integers(1, 3))]
    found = [sul for sul in SULS if sul > 0]
    return [
        Look(
            day, day, tuple(Sight(name, TARGET, 0, longest=20_000, sul=draw(st.sampled_from(found))) for name in names)
        )
        for day in (0, 42, 84)
    ]


def each_reading(test: Callable[[str, dict[str, object]], None]) -> None:
    """Try something under every criterion and several readings."""
    for name in ALL_FOUR:
        for options in READINGS:
            test(name, dict(options))


@given(courses())
def test_any_course_is_judged_and_explained(looks: list[Look]) -> None:
    """No course crashes; each call has a known word, a reason and complete sentences."""

    def check(name: str, options: dict[str, object]) -> None:
        for call in judged(name, looks, options):
            assert call.word in criterion_of(name).words.overall[1:]
            assert call.reasons
            assert not any("{" in sentence for sentence in call.sentences)

    each_reading(check)


@given(courses())
def test_a_prefix_of_a_course_gives_a_prefix_of_the_calls(looks: list[Look]) -> None:
    """What comes later changes no call."""

    def check(name: str, options: dict[str, object]) -> None:
        assert judged(name, looks[:-1], options) == judged(name, looks, options)[:-1]

    each_reading(check)


@given(courses())
def test_the_order_of_lesions_changes_nothing(looks: list[Look]) -> None:
    """Lesions may be listed in any order."""
    turned = [look._replace(sights=look.sights[::-1]) for look in looks]

    def check(name: str, options: dict[str, object]) -> None:
        assert judged(name, looks, options) == judged(name, turned, options)

    each_reading(check)


@given(complete_courses(), st.integers(1, 5_000))
def test_more_uptake_at_a_scan_is_never_better(looks: list[Look], more: int) -> None:
    """Hotter lesions at the last scan do not improve its call."""
    hotter = tuple(sight._replace(sul=sight.sul + more) for sight in looks[-1].sights)
    worse = [*looks[:-1], looks[-1]._replace(sights=hotter)]

    def check(name: str, options: dict[str, object]) -> None:
        now, then = (judged(name, course, options)[-1].verdict.overall for course in (looks, worse))
        if IGNORED not in {now, then}:
            assert RANKS[then] >= RANKS[now]

    each_reading(check)


@given(st.lists(st.sampled_from(SIZES[2:]), max_size=5), st.integers(0, 4), st.integers(1, 20_000))
def test_percimt_one_more_or_a_larger_new_lesion_is_never_better(sizes: list[int], which: int, more: int) -> None:
    """Under the nested reading progression stays progression."""
    base = Look(0, 0, (Sight("T1", TARGET, 0, sul=5_000),))

    def call_of(lengths: list[int]) -> int:
        news = (Sight(f"N{i}", NEW, 0, longest=length, avid=1) for i, length in enumerate(lengths))
        return judged("percimt", [base, Look(42, 42, (base.sights[0], *news))])[-1].verdict.overall

    larger = [size + more if number == which else size for number, size in enumerate(sizes)]
    assert RANKS[call_of(larger)] >= RANKS[call_of(sizes)]
    assert RANKS[call_of([*sizes, 5_000])] >= RANKS[call_of(sizes)]


@given(courses())
def test_ipercist_confirms_only_what_was_unconfirmed(looks: list[Look]) -> None:
    """CPMD comes after a UPMD that nothing has disregarded, and never twice anew."""
    waiting = confirmed = False
    for call in judged("ipercist", looks):
        if call.word == "CPMD":
            assert waiting or confirmed
            waiting, confirmed = False, True
        elif call.word == "UPMD":
            assert not confirmed
            waiting = True
        elif call.word not in {"NE", "IGNORED"}:
            waiting = False


@given(courses())
def test_ipercist_confirms_nothing_before_four_weeks(looks: list[Look]) -> None:
    """A first CPMD comes at least 28 days after the progression it confirms."""
    for call, look in zip(judged("ipercist", looks), looks[1:], strict=True):
        if call.word == "CPMD":
            assert look.day - call.verdict.since_day >= 28
            break


@given(courses())
def test_every_unconfirmed_progression_is_settled(looks: list[Look]) -> None:
    """Hindsight has one outcome for each UPMD."""
    verdicts = [call.verdict for call in judged("ipercist", looks)]
    outcomes = settle_episodes(verdicts, [look.day for look in looks[1:]])

    assert [one.day for one in outcomes] == [
        look.day for look, verdict in zip(looks[1:], verdicts, strict=True) if verdict.overall == PD
    ]


@given(complete_courses())
def test_percist_and_ipercist_see_the_same_progression(looks: list[Look]) -> None:
    """They differ in the word, and in what a later scan makes of it."""
    found = [
        [call.word.replace("UPMD", "PMD").replace("CPMD", "PMD") for call in judged(name, looks)]
        for name in ("percist", "ipercist")
    ]
    assert found[0] == found[1]


@pytest.mark.parametrize("name", ALL_FOUR)
def test_a_criterion_says_what_its_rules_say(name: str) -> None:
    """Each reading is told in the table of criteria."""
    told = [criterion_of(name).describe(Options.model_validate(options)) for options in READINGS]

    assert all(all(one.values()) for one in told)
    assert len({str(one) for one in told}) > 1
