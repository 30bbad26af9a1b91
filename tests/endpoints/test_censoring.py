"""Every way a time is censored, and every event that an option takes away; days are counted by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from ebbtide.endpoints.censoring import CENSOR_REASONS, Reason
from ebbtide.errors import CriteriaError
from ebbtide.study import Options
from tests.endpoints.timelines import censored_on, event_on, every, times_of

PAGE = Path(__file__).parents[2] / "docs" / "guide" / "endpoints.md"
SIX_WEEKLY = Options(pfs_missed_visits=2, visit_interval_days=42)


def test_the_first_progression_is_the_event() -> None:
    """PFS and TTP end on the day of PD; what comes after it changes nothing."""
    found = times_of(every(42, "SD", "PD", "SD"), death=300)
    assert found["PFS"] == found["TTP"] == event_on(84, "PD on day 84")


def test_death_is_an_event_of_survival_without_progression() -> None:
    """It censors the time to progression at the last evaluable assessment."""
    found = times_of(every(42, "SD", "SD"), death=130)
    assert found["PFS"] == event_on(130, "death on day 130")
    assert found["TTP"] == censored_on(84, "DEATH", "last evaluable assessment SD on day 84, before death on day 130")


def test_progression_on_the_day_of_death_is_progression() -> None:
    """Of two events on one day the first that is listed describes it."""
    assert times_of({42: "PD"}, death=42)["PFS"].event_description == "PD on day 42"


def test_without_event_the_last_evaluable_assessment_censors() -> None:
    """An assessment that could not be evaluated proves nothing, and neither does the last contact."""
    found = times_of(every(42, "SD", "PR", "NE"), last_contact=400)
    assert found["PFS"] == censored_on(84, "NO_EVENT", "last evaluable assessment PR on day 84")


@pytest.mark.parametrize("word", ["NE", "PR"])
def test_by_option_the_last_assessment_censors(word: str) -> None:
    """Evaluable or not, as admiralonco's LSTA; one that was not done is none."""
    found = times_of(every(42, "SD", word, "ND"), options=Options(pfs_censor_at="last_assessment"))
    assert found["PFS"] == censored_on(84, "NO_EVENT", f"last assessment {word} on day 84")


def test_nobody_assessed_is_censored_on_day_0() -> None:
    """The duration is then one day, as admiral counts."""
    found = times_of({}, last_contact=90)
    assert found["PFS"] == censored_on(0, "NO_POSTBASELINE_ASSESSMENT", "no evaluable assessment after day 0")


def test_nothing_evaluable_is_censored_on_day_0() -> None:
    """Assessments that are all NE prove nothing about progression."""
    assert times_of(every(42, "NE", "NE"))["PFS"][:3] == (0, False, "NO_POSTBASELINE_ASSESSMENT")


class TestNewTherapy:
    """A new anticancer therapy, and what it does to what comes after it."""

    def test_it_censors_at_the_last_assessment_before_it(self) -> None:
        """A progression under the new therapy is not one of the old."""
        found = times_of(every(42, "SD", "SD", "PD"), new_therapy=100)
        said = "last evaluable assessment SD on day 84, before the new therapy of day 100"
        assert found["PFS"] == found["TTP"] == censored_on(84, "NEW_THERAPY", said)

    def test_a_death_after_it_does_not_count(self) -> None:
        """It is censored like a progression."""
        assert times_of(every(42, "SD"), new_therapy=60, death=90)["PFS"][:3] == (42, False, "NEW_THERAPY")

    def test_a_progression_on_its_very_day_counts(self) -> None:
        """The scan of that day shows what the old therapy left."""
        assert times_of({42: "SD", 84: "PD"}, new_therapy=84)["PFS"][:2] == (84, True)

    def test_with_nothing_before_it_the_time_is_censored_on_day_0(self) -> None:
        """No assessment counts that precedes it."""
        found = times_of({42: "SD"}, new_therapy=10)["PFS"]
        assert found[:3] == (0, False, "NO_POSTBASELINE_ASSESSMENT")
        assert found.event_description == "no evaluable assessment after day 0, before the new therapy of day 10"

    def test_one_before_day_0_is_a_prior_therapy(self) -> None:
        """It cuts nothing."""
        assert times_of({42: "SD", 84: "PD"}, new_therapy=-30)["PFS"][:2] == (84, True)

    def test_by_option_it_is_an_event(self) -> None:
        """It still censors the time to progression, which counts nothing else."""
        found = times_of(every(42, "SD", "SD", "PD"), options=Options(pfs_new_therapy="event"), new_therapy=100)
        assert found["PFS"] == event_on(100, "new therapy on day 100")
        assert found["TTP"][:3] == (84, False, "NEW_THERAPY")

    def test_by_option_it_is_ignored(self) -> None:
        """Treatment policy: the progression counts whatever was given."""
        found = times_of(every(42, "SD", "SD", "PD"), options=Options(pfs_new_therapy="ignore"), new_therapy=100)
        assert found["PFS"] == event_on(126, "PD on day 126")

    def test_a_scan_after_it_takes_no_iupd_back(self) -> None:
        """Stable disease under the new therapy does not disregard an iUPD before it."""
        found = times_of({42: "iUPD", 84: "iSD"}, criterion="irecist", new_therapy=60)["iPFS"]
        assert found[:2] == (42, True)


def test_the_duration_of_a_response_is_censored_like_survival_without_progression() -> None:
    """By a new therapy, by missed visits, and never before the response."""
    calls = {42: "PR", 200: "PD"}
    assert times_of(calls, new_therapy=60)["DOR"][:3] == (42, False, "NEW_THERAPY")
    assert times_of(calls, options=SIX_WEEKLY)["DOR"][:3] == (42, False, "MISSED_VISITS")
    late = Options(new_therapy_cuts=False)
    assert times_of({42: "SD", 84: "PR"}, options=late, new_therapy=60)["DOR"][:3] == (84, False, "NEW_THERAPY")


class TestMissedVisits:
    """Two missed six-weekly visits: more than 2 x 42 + 2 x 7 = 98 days after an assessment, 91 after day 0."""

    @pytest.mark.parametrize(("day", "counts"), [(140, True), (141, False)])
    def test_a_late_progression_is_censored_before_the_gap(self, day: int, *, counts: bool) -> None:
        """Day 140 is 98 days after the assessment of day 42, and day 141 is one more."""
        found = times_of({42: "SD", day: "PD"}, options=SIX_WEEKLY)["PFS"]
        said = (
            "last evaluable assessment SD on day 42; PD on day 141 comes 99 days later, after 2 or more missed visits"
        )
        assert found == (event_on(140, "PD on day 140") if counts else censored_on(42, "MISSED_VISITS", said))

    @pytest.mark.parametrize(("day", "counts"), [(91, True), (92, False)])
    def test_day_0_is_never_early(self, day: int, *, counts: bool) -> None:
        """From day 0 only the visit that was missed last may have been late."""
        found = times_of({day: "PD"}, options=SIX_WEEKLY)["PFS"]
        assert found[:3] == ((day, True, None) if counts else (0, False, "MISSED_VISITS"))

    def test_a_visit_that_could_not_be_evaluated_is_missed(self) -> None:
        """NE is no adequate assessment."""
        found = times_of({42: "SD", 84: "NE", 126: "NE", 168: "PD"}, options=SIX_WEEKLY)["PFS"]
        assert found[:3] == (42, False, "MISSED_VISITS")

    def test_a_late_death_is_censored_too(self) -> None:
        """Nobody looked for progression in the meantime."""
        assert times_of({42: "SD"}, options=SIX_WEEKLY, death=141)["PFS"][:3] == (42, False, "MISSED_VISITS")
        assert times_of({42: "SD"}, options=SIX_WEEKLY, death=140)["PFS"][:2] == (140, True)

    def test_an_assessment_on_the_day_of_death_bridges_the_gap(self) -> None:
        """Death counts from the assessment of the same day; a progression is found by the scan itself."""
        assert times_of({42: "SD", 200: "SD"}, options=SIX_WEEKLY, death=200)["PFS"][:2] == (200, True)

    def test_a_gap_before_stable_disease_matters_not(self) -> None:
        """Only the last assessment before the event is asked."""
        assert times_of({42: "SD", 210: "SD", 252: "PD"}, options=SIX_WEEKLY)["PFS"][:2] == (252, True)

    def test_the_days_between_visits_must_be_told(self) -> None:
        """The error names the option and the mend."""
        with pytest.raises(CriteriaError, match="pfs_missed_visits=2") as caught:
            times_of({42: "SD"}, options=Options(pfs_missed_visits=2))
        assert "visit_interval_days" in caught.value.hint


class TestUnassessedDeath:
    """Death with no evaluable assessment after day 0."""

    @pytest.mark.parametrize(("window", "counts"), [(7, False), (8, True)])
    def test_a_late_visit_is_no_missed_one(self, window: int, *, counts: bool) -> None:
        """Within two planned visits and the window of the second: 2 x 42 + 8 days hold day 92."""
        options = Options(pfs_unassessed_death="event_if_early", visit_interval_days=42, visit_window_days=window)
        assert times_of({}, options=options, death=92)["PFS"].event is counts

    def test_it_is_an_event(self) -> None:
        """FDA 2018, table A: a death before the first assessment is one."""
        assert times_of({42: "NE"}, death=50)["PFS"] == event_on(50, "death on day 50")

    def test_by_option_it_is_censored_on_day_0(self) -> None:
        """The description keeps the death."""
        found = times_of({}, options=Options(pfs_unassessed_death="censor"), death=50)["PFS"]
        said = "no evaluable assessment after day 0; death on day 50 does not count"
        assert found == censored_on(0, "UNASSESSED_DEATH", said)

    @pytest.mark.parametrize(("day", "counts"), [(91, True), (92, False)])
    def test_by_option_only_an_early_one_counts(self, day: int, *, counts: bool) -> None:
        """Within two planned visits, the second of them late: 2 x 42 + 7 days."""
        options = Options(pfs_unassessed_death="event_if_early", visit_interval_days=42)
        found = times_of({}, options=options, death=day)["PFS"]
        assert found[:3] == ((day, True, None) if counts else (0, False, "UNASSESSED_DEATH"))

    def test_an_early_one_needs_the_days_between_visits(self) -> None:
        """As missed visits do."""
        with pytest.raises(CriteriaError, match="pfs_unassessed_death=event_if_early"):
            times_of({}, options=Options(pfs_unassessed_death="event_if_early"))

    def test_missed_visits_leave_it_alone(self) -> None:
        """It has its own option."""
        assert times_of({}, options=SIX_WEEKLY, death=200)["PFS"][:2] == (200, True)


class TestOverallSurvival:
    """One row per subject."""

    def test_death_is_the_event(self) -> None:
        """Nothing censors it, a new therapy least of all."""
        assert times_of({42: "SD"}, death=300, new_therapy=60)["OS"] == event_on(300, "death on day 300")

    @pytest.mark.parametrize(
        ("events", "day", "said"),
        [
            ({"last_contact": 400}, 400, "last contact on day 400"),
            ({"last_contact": 30}, 42, "alive at the assessment of day 42"),
            ({"last_contact": 30, "new_therapy": 50}, 50, "alive at the new therapy of day 50"),
            ({}, 42, "alive at the assessment of day 42"),
        ],
    )
    def test_the_living_are_censored_when_last_known_alive(self, events: dict[str, int], day: int, said: str) -> None:
        """Whatever proves it: the latest holds."""
        assert times_of({42: "SD"}, events=events)["OS"] == censored_on(day, "ALIVE", said)

    def test_by_option_the_last_contact_alone_censors(self) -> None:
        """As admiralonco does; without one the last assessment still tells."""
        options = Options(os_censor_at="last_contact")
        assert times_of({42: "SD"}, options=options, last_contact=30)["OS"].day == 30
        assert times_of({42: "SD"}, options=options)["OS"].day == 42

    def test_an_assessment_not_done_proves_nothing(self) -> None:
        """Nobody saw the subject on the day of an ND."""
        assert times_of({42: "SD", 84: "ND"})["OS"].day == 42

    def test_without_anything_day_0_censors(self) -> None:
        """Nobody is lost before the start."""
        assert times_of({})["OS"] == censored_on(0, "ALIVE", "nothing is known after day 0")

    def test_a_day_before_the_start_is_the_start(self) -> None:
        """As admiral sets a date before the start to the start."""
        assert times_of({42: "SD"}, death=-3)["OS"][:2] == (0, True)


def test_the_reasons_are_a_closed_list() -> None:
    """Every reason has its word, in the order of its number, and the page explains each."""
    assert list(CENSOR_REASONS) == [reason.name for reason in Reason if reason]
    assert all(f"| `{word}` | {means} |" in PAGE.read_text("utf-8") for word, means in CENSOR_REASONS.items())
