"""Response parameters, as users of admiralonco know them.

The cases are those of its articles and of the tests of its functions, told in days from the start; each says which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

import ebbtide
from ebbtide.assessment.reported_courses import reported_courses
from ebbtide.endpoints.milestones import milestones_of, no_milestones
from ebbtide.endpoints.parameters import PARAMETERS, RESPONSE_PARAMETERS, response_parameters
from ebbtide.study import Options
from tests.endpoints.courses import SOMEBODY, parameters_of, study_of

if TYPE_CHECKING:
    from collections.abc import Sequence

PRESET = Options.of_preset("admiralonco")
NO = ("N", None)


def found(*calls: tuple[int, str], criterion: str = "recist-1.1", **options: Any) -> dict[str, Any]:  # noqa: ANN401
    """Derive the parameters of one course."""
    return parameters_of({"P1": calls}, criterion, Options.of_preset("admiralonco", **options))["P1"]


def immune(*words: str) -> dict[str, Any]:
    """Derive the parameters of one course of iRECIST with a visit every 56 days."""
    return found(*((56 * place, word) for place, word in enumerate(words, start=1)), criterion="irecist")


class TestTable:
    """The table as a whole."""

    def test_it_is_long_and_in_order(self) -> None:
        """One row per course and parameter, by subject and then in the order of the parameters."""
        study = study_of({"P2": [(84, "PR"), (42, "SD")], "P1": []})
        table = response_parameters(reported_courses(study, PRESET), no_milestones(), PRESET)
        assert table.schema == RESPONSE_PARAMETERS
        own = table.filter(subject="P2")
        assert own["parameter"].to_list() == ["OVR", *own["parameter"].unique(maintain_order=True)]
        places = [list(PARAMETERS).index(name) for name in own["parameter"]]
        assert places == sorted(places)
        assert own.filter(parameter="OVR").select("value", "day").rows() == [("SD", 42), ("PR", 84)]
        assert table["subject"].unique(maintain_order=True).to_list() == ["P1", "P2", SOMEBODY]

    def test_recist_has_its_parameters_and_irecist_its_own(self) -> None:
        """Names that begin with I are iRECIST's, but for OVR; death only where events are recorded."""
        classic = ["PD", "RSP", "CB", "BOR", "BCP", "CRSP", "CCB", "CBOR", "CBCP", "ACCB", "LSTA"]
        assert list(found((42, "SD"))) == classic
        assert list(immune("iSD")) == [
            *("ICPD", "IUPD", "IRSP", "ICB", "IBOR", "IBCP", "ICRSP", "ICCB", "ICBOR", "ICBCP", "ILSTA")
        ]

    def test_death_is_there_where_events_are_recorded(self) -> None:
        """Y with its day, or N."""
        stories = {"P1": [(42, "SD")], "P2": [(42, "SD")]}
        got = parameters_of(stories, events=[("P1", 300, "death")])
        assert (got["P1"]["DEATH"], got["P2"]["DEATH"]) == (("Y", 300), NO)

    def test_without_assessments_every_answer_is_no(self) -> None:
        """A subject without data is MISSING, answers N, and has no last assessment."""
        got = found()
        answers = {name: got[name] for name in got if name not in ("BOR", "CBOR", "LSTA")}
        assert set(answers.values()) == {NO}
        assert got["BOR"] == got["CBOR"] == ("MISSING", None)
        assert got["LSTA"] == (None, None)

    def test_other_criteria_keep_their_words(self) -> None:
        """The names are those of RECIST 1.1, the values those of the criterion."""
        got = found((42, "irPR"), (84, "irPR"), criterion="irrc")
        assert (got["BOR"], got["CBOR"], got["CRSP"]) == (("irPR", 42), ("irPR", 42), ("Y", 42))


class TestRecist:
    """Article "Creating ADRS", and the tests of the functions before it."""

    @pytest.mark.parametrize(
        ("calls", "response"),
        [
            ([(1, "PR"), (31, "CR"), (60, "CR"), (91, "SD")], ("Y", 1)),
            ([(31, "SD"), (62, "PD"), (122, "PD")], NO),
            ([(31, "SD"), (77, "PD"), (133, "CR")], NO),
            ([], NO),
        ],
    )
    def test_response_is_the_first_cr_or_pr_up_to_the_first_pd(
        self, calls: Sequence[tuple[int, str]], response: tuple[str, int | None]
    ) -> None:
        """Tests of the response parameter, subjects 1 to 4."""
        assert found(*calls)["RSP"] == response

    @pytest.mark.parametrize(
        ("calls", "benefit"),
        [
            ([(60, "SD"), (455, "PR")], ("Y", 60)),
            ([(51, "PR"), (80, "PD"), (124, "CR")], ("Y", 51)),
            ([(21, "SD")], NO),
            ([(30, "NE"), (94, "NE"), (136, "ND")], NO),
        ],
    )
    def test_clinical_benefit_is_the_earliest_response_or_lasting_disease_control(
        self, calls: Sequence[tuple[int, str]], benefit: tuple[str, int | None]
    ) -> None:
        """Example of the clinical benefit parameter, subjects 01 to 04, at 28 days."""
        assert found(*calls, clinical_benefit_days=28)["CB"] == benefit

    @pytest.mark.parametrize(("day", "benefit"), [(41, NO), (42, ("Y", 42))])
    def test_clinical_benefit_is_from_42_days_on(self, day: int, benefit: tuple[str, int | None]) -> None:
        """Event cb_y: at least 42 days."""
        assert found((day, "NON-CR/NON-PD"))["CB"] == benefit

    @pytest.mark.parametrize(("day", "benefit"), [(42, NO), (43, ("Y", 43))])
    def test_the_alternative_clinical_benefit_lets_a_late_pd_count(
        self, day: int, benefit: tuple[str, int | None]
    ) -> None:
        """Event cb_y_pd: more than 42 days, not at least."""
        got = found((day, "PD"))
        assert (got["ACCB"], got["CCB"]) == (benefit, NO)

    def test_confirmed_clinical_benefit_takes_an_unconfirmed_response_for_stable(self) -> None:
        """Events crsp_y_cr, crsp_y_pr and cb_y: a PR of day 30 counts once confirmed, one of day 50 in any case."""
        assert found((30, "PR"), (60, "PR"))["CCB"] == ("Y", 30)
        assert found((30, "PR"), (50, "PR"))["CCB"] == ("Y", 50)

    def test_confirmed_response_is_the_earliest_confirmed_one(self) -> None:
        """Test of the confirmed response, subject 1: the PR of day 0, confirmed by the CR of day 31."""
        got = found((0, "PR"), (31, "CR"), (46, "NE"), (60, "CR"), (91, "SD"), sd_min_days=28)
        assert (got["CRSP"], got["CBOR"], got["CBCP"]) == (("Y", 0), ("CR", 31), ("Y", 31))

    def test_an_early_unconfirmed_response_is_ne(self) -> None:
        """Event bor_ne takes CR and PR before 42 days as well."""
        got = found((20, "CR"))
        assert (got["BOR"], got["BCP"], got["CBOR"], got["CBCP"]) == (("CR", 20), ("Y", 20), ("NE", 20), NO)

    def test_non_cr_non_pd_is_better_than_pd(self) -> None:
        """Order of the events, confirmed or not."""
        got = found((42, "NON-CR/NON-PD"), (84, "PD"))
        assert got["BOR"] == got["CBOR"] == ("NON-CR/NON-PD", 42)

    def test_progression_needs_no_minimum(self) -> None:
        """PD on day 7 is a best response of PD."""
        got = found((7, "PD"))
        assert got["BOR"] == ("PD", 7)
        assert got["PD"] == ("Y", 7)

    def test_the_last_assessment_is_the_last_whatever_it_says(self) -> None:
        """LSTA takes NE and what comes after PD; what was not done is none."""
        assert found((42, "PD"), (84, "SD"), (126, "NE"), (168, "ND"))["LSTA"] == ("NE", 126)

    def test_the_worst_of_a_day_counts(self) -> None:
        """Flag ANL01FL: of two assessments on one day the worst, where NE is the best."""
        assert found((42, "PR"), (42, "PD"), (42, "NE"))["BOR"] == ("PD", 42)
        assert found((42, "SD"), (42, "NE"))["BOR"] == ("SD", 42)

    def test_a_reported_nd_ranks_as_confirmed_best_response_only(self) -> None:
        """Test of the confirmed best response, ND handling, subject 7; the unconfirmed one ignores it."""
        got = found((60, "ND"))
        assert (got["BOR"], got["CBOR"], got["LSTA"]) == (("MISSING", None), ("ND", 60), (None, None))
        assert found((60, "ND"), (90, "NE"))["CBOR"] == ("NE", 90)

    def test_a_new_therapy_ends_everything_where_it_is_to(self) -> None:
        """The article's alternative flag: before the new therapy only, for progression and last assessment too."""
        options = Options.of_preset("admiralonco", new_therapy_cuts=True)
        calls, events = [(42, "SD"), (84, "PR"), (126, "PD")], [("P1", 84, "new_therapy")]
        got = parameters_of({"P1": calls}, options=options, events=events)["P1"]
        assert (got["PD"], got["RSP"], got["BOR"], got["LSTA"]) == (NO, NO, ("SD", 42), ("SD", 42))
        kept = parameters_of({"P1": calls}, events=events)["P1"]
        assert (kept["PD"], kept["BOR"], kept["LSTA"]) == (("Y", 126), ("PR", 84), ("PD", 126))


class TestIrecist:
    """Article "Creating ADRS with iRECIST endpoints"."""

    @pytest.mark.parametrize(
        ("words", "confirmed"),
        [
            (["iUPD", "iUPD", "iCPD"], ("Y", 56)),
            (["iSD", "iSD", "iUPD", "iPR", "iPR", "iUPD", "iCPD"], ("Y", 336)),
            (["iUPD", "NE", "iCPD"], ("Y", 56)),
            (["iUPD", "iSD", "iCPD"], NO),
            (["iCPD"], NO),
            (["iUPD", "iUPD"], NO),
        ],
    )
    def test_confirmed_progression_is_dated_by_the_first_iupd_of_its_block(
        self, words: Sequence[str], confirmed: tuple[str, int | None]
    ) -> None:
        """Event icpd_y: iUPD, with only iUPD and NE before the iCPD."""
        assert immune(*words)["ICPD"] == confirmed

    @pytest.mark.parametrize(
        ("words", "unconfirmed"),
        [
            (["iUPD"], ("Y", 56)),
            (["iUPD", "iUPD", "NE"], ("Y", 112)),
            (["iUPD", "iPR", "iUPD"], ("Y", 168)),
            (["iUPD", "iSD"], NO),
            (["iUPD", "iCPD"], NO),
            (["iSD", "NE"], NO),
            ([], NO),
        ],
    )
    def test_unconfirmed_progression_is_dated_by_the_last_iupd(
        self, words: Sequence[str], unconfirmed: tuple[str, int | None]
    ) -> None:
        """Event iupd_y: from the last iUPD on there is nothing but iUPD and NE."""
        assert immune(*words)["IUPD"] == unconfirmed

    def test_a_confirmed_progression_as_best_response_is_dated_by_its_iupd(self) -> None:
        """Event ibor_icpd."""
        got = immune("iUPD", "iUPD", "iCPD", "iSD")
        assert got["IBOR"] == got["ICBOR"] == ("iCPD", 56)
        assert got["ILSTA"] == ("iSD", 224)

    def test_an_icpd_that_no_iupd_leads_to_is_no_best_response(self) -> None:
        """No event takes it: what stands before it counts, or nothing does."""
        assert immune("iCPD")["IBOR"] == ("MISSING", None)
        assert immune("NE", "iCPD")["IBOR"] == ("NE", 56)

    def test_an_iupd_that_was_taken_back_is_still_better_than_ne(self) -> None:
        """Order of the events: iCPD, iUPD, NE."""
        got = found((28, "iUPD"), (41, "iSD"), criterion="irecist")
        assert got["IBOR"] == got["ICBOR"] == ("iUPD", 28)

    def test_a_response_after_an_iupd_counts(self) -> None:
        """Assessments count up to the first iCPD."""
        got = immune("iUPD", "iPR", "NE", "iCR", "iUPD", "iCPD", "iCR")
        assert (got["IRSP"], got["IBOR"], got["IBCP"]) == (("Y", 112), ("iCR", 224), ("Y", 224))
        assert (got["ICRSP"], got["ICBOR"], got["ICBCP"]) == (("Y", 112), ("iPR", 112), ("Y", 112))
        assert (got["ICB"], got["ICCB"], got["ICPD"]) == (("Y", 112), ("Y", 112), ("Y", 280))

    def test_an_iupd_between_parts_a_response_from_its_confirmation(self) -> None:
        """Event icrsp_y_ipr allows iCR, iPR and NE between."""
        got = immune("iPR", "iUPD", "iPR")
        assert (got["ICRSP"], got["ICBOR"]) == (NO, ("iSD", 56))


def test_the_bundled_study_comes_out_by_hand() -> None:
    """The investigator's responses of the pharmaverse study; confirmed ones worked out by hand at 28 days."""
    study = ebbtide.read_study(ebbtide.examples.path("pharmaverse-recist"))
    courses = reported_courses(study, PRESET)
    table = response_parameters(courses, milestones_of(study), PRESET)
    own = table.filter(pl.col("reader") == "INVESTIGATOR", pl.col("parameter").is_in(["BOR", "CBOR"]))
    got = {subject: rows["value"].to_list() for (subject,), rows in own.group_by("subject")}
    assert [got[name] for name in sorted(got)][:7] == [
        *(["CR", "SD"], ["PD", "PD"], ["NON-CR/NON-PD", "NON-CR/NON-PD"], ["NE", "NE"]),
        *(["CR", "SD"], ["PR", "PR"], ["SD", "SD"]),
    ]
