"""Times to events under every family of criteria, and what holds of them always."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ebbtide
from ebbtide.assessment.courses import CALLS, HEADS, PROGRESSIONS, Courses
from ebbtide.assessment.reported_courses import reported_courses
from ebbtide.criteria import CRITERIA
from ebbtide.endpoints.best import best_responses
from ebbtide.endpoints.censoring import CENSOR_REASONS
from ebbtide.endpoints.milestones import milestones_of, no_milestones
from ebbtide.endpoints.times import ENDPOINTS, endpoints
from ebbtide.study import Options
from tests.criteria.histories import study_of
from tests.endpoints.timelines import censored_on, event_on, every, table_of, times_of
from tests.strategies import patients

if TYPE_CHECKING:
    from tests.strategies import Patient

IDS: Final = tuple(criterion.id for criterion in CRITERIA)
CLASSICAL: Final = ("who", "mwho", "recist-1.0", "recist-1.1", "mrecist", "choi")
OPEN_IUPD: Final = "never confirmed nor followed by a response or stable disease"
PENDING: Final = f"{OPEN_IUPD}; PENDING_AT_CUTOFF"


def endpoints_of(study: ebbtide.Study, criteria: tuple[str, ...]) -> pl.DataFrame:
    """Judge a study and derive its endpoints."""
    return ebbtide.assess(study, criteria=criteria, explanations=False).endpoints()


class TestClassical:
    """Criteria whose progression is final when it is called."""

    @pytest.mark.parametrize("criterion", CLASSICAL)
    def test_progression_ends_what_it_should(self, criterion: str) -> None:
        """A response from day 42 to 126: 85 days, both ends counted."""
        table = table_of(every(42, "PR", "CR", "PD"), criterion=criterion)
        rows = table.select("endpoint", "start_day", "day", "duration_days", "event").rows()
        assert rows == [
            ("OS", 0, 126, 127, False),
            ("PFS", 0, 126, 127, True),
            ("TTP", 0, 126, 127, True),
            ("TTR", 0, 42, 43, True),
            ("DOR", 42, 126, 85, True),
        ]

    def test_without_response_there_is_neither_time_to_it_nor_duration(self) -> None:
        """TTR and DOR have rows for responders only."""
        assert list(times_of(every(42, "SD", "SD"))) == ["OS", "PFS", "TTP"]

    def test_a_response_after_progression_is_none(self) -> None:
        """What comes after the first PD does not count."""
        assert list(times_of(every(42, "PD", "PR"))) == ["OS", "PFS", "TTP"]

    def test_a_response_ends_with_death(self) -> None:
        """As survival without progression does."""
        assert times_of({42: "PR"}, death=90)["DOR"] == event_on(90, "death on day 90")

    def test_a_lasting_response_is_censored_at_the_last_assessment(self) -> None:
        """By the same rule as survival without progression."""
        found = times_of(every(42, "PR", "PR", "NE"))
        assert found["DOR"] == censored_on(84, "NO_EVENT", "last evaluable assessment PR on day 84")
        assert found["TTR"] == event_on(42, "first response PR on day 42")

    def test_a_response_lasts_from_the_first_that_is_confirmed(self) -> None:
        """The PR of day 42 is not confirmed by SD; that of day 126 is, and the CR after it begins nothing."""
        calls = every(42, "PR", "SD", "PR", "PR", "CR", "CR", "PD")
        confirmed = table_of(calls, options=Options(confirmation_required=True)).filter(endpoint="DOR")
        assert confirmed.select("start_day", "day").row(0) == (126, 294)
        assert table_of(calls).filter(endpoint="DOR").select("start_day", "day").row(0) == (42, 294)

    def test_an_unconfirmed_response_has_no_duration_where_it_must_be_confirmed(self) -> None:
        """The subject is no responder."""
        found = times_of(every(42, "PR", "PD"), options=Options(confirmation_required=True))
        assert list(found) == ["OS", "PFS", "TTP"]

    def test_each_reader_has_times_of_its_own(self) -> None:
        """Overall survival has one row, with the last assessment of any reader."""
        rows = {"subject": ["P1"] * 3, "reader": ["A", "A", "B"], "day": [42, 84, 126], "criterion": ["recist-1.1"] * 3}
        study = ebbtide.read_study({"reported": pl.DataFrame(rows | {"overall_response": ["SD", "PD", "SD"]})})
        courses = reported_courses(study, Options())
        best = best_responses(courses, no_milestones(), Options(), explain=False)
        table = endpoints(courses, no_milestones(), best, Options())
        assert table.select("reader", "criterion", "endpoint", "day").rows() == [
            ("", "", "OS", 126),
            ("A", "recist-1.1", "PFS", 84),
            ("A", "recist-1.1", "TTP", 84),
            ("B", "recist-1.1", "PFS", 126),
            ("B", "recist-1.1", "TTP", 126),
        ]


class TestIrecist:
    """An iUPD is the event if it is confirmed, or if nothing ever took it back."""

    @pytest.mark.parametrize(
        ("words", "day", "known"),
        [
            (("iUPD", "iUPD", "iCPD"), 42, 126),
            (("iSD", "iSD", "iUPD", "iPR", "iPR", "iUPD", "iCPD"), 252, 294),
            (("iUPD", "NE", "iCPD"), 42, 126),
        ],
    )
    def test_the_first_iupd_of_the_confirmed_block_is_the_event(
        self, words: tuple[str, ...], day: int, known: int
    ) -> None:
        """The sequences of admiralonco's article on iRECIST."""
        found = times_of(every(42, *words), criterion="irecist")
        assert found["iPFS"] == event_on(day, f"iUPD on day {day}, confirmed on day {known}")

    def test_an_iupd_that_was_disregarded_is_no_event(self) -> None:
        """Stable disease after it resets the bar."""
        found = times_of(every(42, "iUPD", "iSD", "iSD"), criterion="irecist")
        assert found["iPFS"] == censored_on(126, "NO_EVENT", "last evaluable assessment iSD on day 126")

    def test_an_iupd_that_stays_is_the_event(self) -> None:
        """The window of 8 weeks is over: the last contact is 84 days after it."""
        found = times_of(every(42, "iSD", "iUPD", "iUPD"), criterion="irecist", last_contact=210)
        assert found["iPFS"] == event_on(84, f"iUPD on day 84, {OPEN_IUPD}")

    @pytest.mark.parametrize(("contact", "said"), [(139, PENDING), (140, OPEN_IUPD)])
    def test_one_that_is_pending_is_flagged(self, contact: int, said: str) -> None:
        """The window ends 56 days after day 84, on day 140."""
        found = times_of(every(42, "iSD", "iUPD"), criterion="irecist", last_contact=contact)
        assert found["iPFS"] == event_on(84, f"iUPD on day 84, {said}")

    def test_the_window_is_counted_from_the_last_iupd(self) -> None:
        """Each iUPD asks for another assessment; the event stays on the day of the first."""
        found = times_of(every(42, "iUPD", "iUPD"), criterion="irecist", last_contact=100)
        assert found["iPFS"] == event_on(42, f"iUPD on day 42, {PENDING}")

    def test_the_window_may_vary(self) -> None:
        """Two days more, where the protocol allows them."""
        options = Options(early_variance_days=2)
        found = times_of({84: "iUPD"}, criterion="irecist", options=options, last_contact=141)
        assert found["iPFS"].event_description == f"iUPD on day 84, {PENDING}"

    def test_by_option_a_pending_one_is_censored_before_it(self) -> None:
        """At the last assessment that showed no progression."""
        found = times_of(every(42, "iSD", "iUPD"), criterion="irecist", options=Options(ipfs_pending="censor"))
        said = "last evaluable assessment iSD on day 42, before the iUPD of day 84, still open"
        assert found["iPFS"] == censored_on(42, "PENDING_CONFIRMATION", said)

    @pytest.mark.parametrize("events", [{"last_contact": 200}, {"death": 100}, {"new_therapy": 90}])
    def test_what_can_no_longer_be_confirmed_counts_under_either_option(self, events: dict[str, int]) -> None:
        """The window is over, the subject has died, or another therapy has begun."""
        options = Options(ipfs_pending="censor")
        assert times_of({42: "iSD", 84: "iUPD"}, criterion="irecist", options=options, events=events)["iPFS"][:2] == (
            84,
            True,
        )

    def test_a_death_within_the_window_is_flagged(self) -> None:
        """The event stays on the day of the iUPD: death settles what no scan could."""
        found = times_of({42: "iSD", 84: "iUPD"}, criterion="irecist", death=100)
        assert found["iPFS"] == event_on(84, f"iUPD on day 84, {PENDING}")

    def test_a_response_lasts_to_the_iupd(self) -> None:
        """The one that an early iUPD did not end goes on."""
        found = table_of(every(42, "iPR", "iUPD", "iPR", "iUPD", "iCPD"), criterion="irecist").filter(endpoint="iDOR")
        assert found.select("start_day", "day", "event").row(0) == (42, 168, True)

    def test_by_option_a_response_ends_only_when_progression_is_confirmed(self) -> None:
        """An open iUPD then censors the duration before it, and a death is its event."""
        options, calls = Options(idor_requires_icpd=True), every(42, "iPR", "iPR", "iUPD")
        found = times_of(calls, criterion="irecist", options=options, last_contact=400)
        assert found["iDOR"][:3] == (84, False, "PENDING_CONFIRMATION")
        assert found["iPFS"][:2] == (126, True)
        assert times_of(calls, criterion="irecist", options=options, death=400)["iDOR"][:2] == (400, True)

    def test_a_bare_icpd_is_a_progression(self) -> None:
        """Readers may report it without the iUPD; by option it is none."""
        calls = every(42, "iSD", "iCPD")
        assert times_of(calls, criterion="irecist")["iPFS"] == event_on(84, "iCPD on day 84")
        assert not times_of(calls, criterion="irecist", options=Options(icpd_needs_iupd=True))["iPFS"].event


@pytest.mark.parametrize("criterion", ["irrc", "irrecist"])
class TestIrrc:
    """irPD counts when it is confirmed, and by option when no scan could confirm it."""

    def test_the_first_of_the_two_scans_is_the_event(self, criterion: str) -> None:
        """The second confirms it."""
        found = times_of(every(42, "irSD", "irPD", "irPD"), criterion=criterion)
        assert found["irPFS"] == event_on(84, "irPD on day 84, confirmed on day 126")

    def test_one_that_was_relabelled_is_no_event(self, criterion: str) -> None:
        """The next scan shows less."""
        assert times_of(every(42, "irPD", "irSD"), criterion=criterion)["irPFS"][:3] == (84, False, "NO_EVENT")

    def test_even_by_a_scan_too_early_to_deny_it(self, criterion: str) -> None:
        """A category that follows holds, as for the best response."""
        assert times_of({42: "irPD", 60: "irSD"}, criterion=criterion)["irPFS"][:3] == (60, False, "NO_EVENT")

    def test_one_without_another_scan_counts(self, criterion: str) -> None:
        """Unless an option asks for confirmation; it is then censored before it."""
        calls = every(42, "irSD", "irPD")
        assert times_of(calls, criterion=criterion)["irPFS"] == event_on(84, "irPD on day 84, never confirmed")
        asked = times_of(calls, criterion=criterion, options=Options(irpd_unconfirmed_is_event=False))["irPFS"]
        said = "last evaluable assessment irSD on day 42, before the irPD of day 84, still open"
        assert asked == censored_on(42, "PENDING_CONFIRMATION", said)


class TestImrecist:
    """PD counts unless a later scan negates it, under either reading of which scan may."""

    def test_the_two_readings_disagree_where_the_next_scan_still_shows_progression(self) -> None:
        """The pinned reading is `imPFS`; the other is named."""
        found = times_of(every(42, "PD", "PD", "SD"), criterion="imrecist")
        assert found["imPFS"] == event_on(42, "PD on day 42, upheld on day 84 (next_scan)")
        assert found["imPFS (any_later)"][:3] == (126, False, "NO_EVENT")

    def test_the_option_changes_places(self) -> None:
        """The same two rows, named the other way."""
        options = Options(imrecist_negation="any_later")
        found = times_of(every(42, "PD", "PD", "SD"), criterion="imrecist", options=options)
        assert found["imPFS"][:2] == (126, False)
        assert found["imPFS (next_scan)"][:2] == (42, True)

    def test_progression_without_another_assessment_is_an_event(self) -> None:
        """Nothing can negate it under either reading."""
        found = times_of(every(42, "SD", "PD"), criterion="imrecist")
        assert found["imPFS"] == event_on(84, "PD on day 84, never negated (next_scan)")
        assert found["imPFS (any_later)"] == event_on(84, "PD on day 84, never negated (any_later)")

    def test_a_response_after_progression_lasts_to_the_next(self) -> None:
        """The best response allows one after a PD that any later scan negates."""
        found = table_of(every(42, "PD", "PD", "PR", "PD"), criterion="imrecist").filter(endpoint="imDOR")
        assert found.select("start_day", "day", "event").row(0) == (126, 168, True)


class TestGastricCarT:
    """Zhao 2025, where the criteria part: 42.47, 90.73, 59.27 and 49.15 mm, then a new lesion."""

    @pytest.fixture(scope="class")
    @staticmethod
    def rows() -> dict[tuple[str, str], tuple[int, bool]]:
        """Give day and event of each time."""
        table = endpoints_of(ebbtide.read_study(ebbtide.examples.path("gastric-car-t")), IDS)
        return {
            (criterion, name): (day, event)
            for criterion, name, day, event in table.select("criterion", "endpoint", "day", "event").iter_rows()
        }

    @pytest.mark.parametrize(
        ("criterion", "name", "expected"),
        [
            ("recist-1.1", "PFS", (28, True)),
            ("irecist", "iPFS", (121, True)),
            ("imrecist", "imPFS", (28, True)),
            ("imrecist", "imPFS (any_later)", (89, False)),
            ("irrecist", "irPFS", (28, True)),
            ("", "OS", (746, False)),
        ],
    )
    def test_each_criterion_has_its_own_day(
        self, rows: dict[tuple[str, str], tuple[int, bool]], criterion: str, name: str, expected: tuple[int, bool]
    ) -> None:
        """The iUPD of day 28 is disregarded and that of day 121 stays open; the day-28 PD is negated on day 89."""
        assert rows[criterion, name] == expected


def test_nothing_comes_of_nothing() -> None:
    """No course gives a typed table without rows."""
    heads, calls, progressions = (pl.DataFrame(schema=schema) for schema in (HEADS, CALLS, PROGRESSIONS))
    days = pl.lit(None, pl.Int32)
    best = heads.with_columns(response_day=days, confirmed_response_day=days)
    table = endpoints(Courses(heads, calls, progressions, ()), no_milestones(), best, Options())
    assert table.equals(pl.DataFrame(schema=ENDPOINTS))
    assert table.schema == pl.Schema(ENDPOINTS)


def test_descriptions_are_left_out_unasked() -> None:
    """Everything else is the same."""
    study = ebbtide.read_study(ebbtide.examples.path("gastric-car-t"))
    courses = ebbtide.assess(study, explanations=False).courses
    best = best_responses(courses, milestones_of(study), Options(), explain=False)
    told, plain = (
        endpoints(courses, milestones_of(study), best, Options(), explain=explain) for explain in (True, False)
    )
    assert plain["event_description"].null_count() == plain.height
    assert plain.drop("event_description").equals(told.drop("event_description"))


WORDS: Final = {
    "recist-1.1": ("CR", "PR", "SD", "PD", "NE", "NON-CR/NON-PD", "ND"),
    "irecist": ("iCR", "iPR", "iSD", "iUPD", "iCPD", "NE"),
    "irrc": ("irCR", "irPR", "irSD", "irPD", "NE"),
    "imrecist": ("CR", "PR", "SD", "PD", "NE"),
}
READINGS: Final = (
    Options(),
    Options(pfs_new_therapy="event", pfs_censor_at="last_assessment"),
    Options(pfs_new_therapy="ignore", new_therapy_cuts=False, ipfs_pending="censor", os_censor_at="last_contact"),
    Options(pfs_missed_visits=2, visit_interval_days=42, pfs_unassessed_death="event_if_early"),
    Options(confirmation_required=True, irpd_unconfirmed_is_event=False, idor_requires_icpd=True),
)


@st.composite
def timelines(draw: st.DrawFn) -> tuple[str, dict[int, str], dict[str, int]]:
    """Draw a criterion, responses by day and some events."""
    criterion = draw(st.sampled_from(sorted(WORDS)))
    days = sorted(draw(st.sets(st.integers(0, 400), max_size=6)))
    calls = {day: draw(st.sampled_from(WORDS[criterion])) for day in days}
    names = draw(st.sets(st.sampled_from(("death", "last_contact", "new_therapy"))))
    return criterion, calls, {name: draw(st.integers(-10, 500)) for name in sorted(names)}


@settings(max_examples=30)
@given(timelines(), st.sampled_from(READINGS))
def test_a_censored_time_has_a_reason_and_an_event_none(
    timeline: tuple[str, dict[int, str], dict[str, int]], options: Options
) -> None:
    """No time ends before it starts, its duration counts both ends, and every row says what it rests on."""
    criterion, calls, events = timeline
    for row in table_of(calls, criterion=criterion, options=options, events=events).iter_rows(named=True):
        assert (row["censor_reason"] is None) == row["event"]
        assert row["event"] or row["censor_reason"] in CENSOR_REASONS
        assert row["day"] >= row["start_day"] >= 0
        assert row["duration_days"] == row["day"] - row["start_day"] + 1
        assert row["event_description"]


@settings(max_examples=20)
@given(timelines(), st.sampled_from(WORDS["recist-1.1"]), st.integers(1, 200))
def test_what_comes_after_the_event_changes_nothing(
    timeline: tuple[str, dict[int, str], dict[str, int]], word: str, later: int
) -> None:
    """Of criteria whose progression is final, no later assessment, death or therapy moves a time that has ended."""
    _, calls, events = timeline
    calls = {day: said if said in WORDS["recist-1.1"] else "SD" for day, said in calls.items()}
    before = times_of(calls, events=events)
    end = max(before["PFS"].day, *calls, *events.values(), 0) + later
    after = times_of({**calls, end: word}, events={"death": end, "new_therapy": end} | events)
    for name in ("PFS", "TTP", "TTR", "DOR"):
        if name in before and before[name].event:
            assert after[name] == before[name]


@settings(max_examples=20)
@given(timelines())
def test_nobody_outlives_the_last_day_known_alive_without_progression(
    timeline: tuple[str, dict[int, str], dict[str, int]],
) -> None:
    """The living are known to be alive at least as long as they are known to be free of progression."""
    criterion, calls, events = timeline
    found = times_of(calls, criterion=criterion, events={name: day for name, day in events.items() if name != "death"})
    assert all(time.day <= found["OS"].day for time in found.values())


@settings(max_examples=20)
@given(patients())
def test_ipfs_never_ends_before_pfs_by_the_same_lesions(patient: Patient) -> None:
    """Up to the first PD the two criteria are one; what follows can only take the event back or leave it there."""
    table = endpoints_of(study_of(patient.rows, patient.notes), ("recist-1.1", "irecist"))
    days = {name: (day, event) for name, day, event in table.select("endpoint", "day", "event").iter_rows()}
    if days["iPFS"][1]:
        assert days["PFS"][1]
        assert days["iPFS"][0] >= days["PFS"][0]


def as_admiral(calls: dict[int, str], death: int | None, last_contact: int) -> dict[str, tuple[int, bool]]:
    """Derive OS, PFS and the duration of response as admiral words it: the earliest event, else the latest censor."""
    known = {day: word for day, word in calls.items() if word != "ND"}
    progression = [day for day, word in known.items() if word == "PD"]
    deaths = [] if death is None else [death]
    ends = sorted([*progression[:1], *deaths])
    responses = [day for day, word in known.items() if word in {"CR", "PR"} and day < min(progression, default=day + 1)]
    found = {
        "OS": (deaths[0], True) if deaths else (max(last_contact, 0), False),
        "PFS": (ends[0], True) if ends else (max([*known, 0]), False),
    }
    if responses:
        found["DOR"] = (ends[0], True) if ends else (max(known), False)
        found["DOR"] = (max(found["DOR"][0], responses[0]), found["DOR"][1])
    return found


@settings(max_examples=30)
@given(
    st.dictionaries(st.integers(0, 400), st.sampled_from(WORDS["recist-1.1"]), max_size=6),
    st.none() | st.integers(0, 400),
    st.integers(-10, 400),
)
def test_the_preset_follows_admiralonco(unsorted: dict[int, str], death: int | None, last_contact: int) -> None:
    """Its sources: PD and death; the last assessment, NE or not, and day 0; death, and the last day known alive."""
    calls = dict(sorted(unsorted.items()))
    events = {"last_contact": last_contact, "new_therapy": 60} | ({} if death is None else {"death": death})
    found = times_of(calls, options=Options.of_preset("admiralonco"), events=events)
    expected = as_admiral(calls, death, last_contact)
    assert {name: (time.day, time.event) for name, time in found.items() if name in {"OS", "PFS", "DOR"}} == expected
