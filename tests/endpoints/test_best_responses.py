"""Best overall responses: what counts, in the words of each criterion, and the explanation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

import ebbtide
from ebbtide.assessment.courses import CALLS, HEADS, PROGRESSIONS, Courses
from ebbtide.assessment.reported_courses import reported_courses
from ebbtide.criteria import BY_ID
from ebbtide.endpoints.best import BEST_RESPONSES, best_responses
from ebbtide.endpoints.milestones import milestones_of, no_milestones
from ebbtide.study import Options
from tests.endpoints.courses import best_of, study_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def one(*calls: tuple[int, str], criterion: str = "recist-1.1", **options: Any) -> dict[str, Any]:  # noqa: ANN401
    """Derive the best response of one course."""
    return best_of({"P1": calls}, criterion, Options(**options))["P1"]


def told(*calls: tuple[int, str], criterion: str = "recist-1.1", **options: Any) -> str:  # noqa: ANN401
    """Explain one course."""
    return str(one(*calls, criterion=criterion, **options)["explanation"])


class TestTable:
    """The table as a whole."""

    def test_it_has_the_columns_of_the_contract(self) -> None:
        """Names and types are fixed."""
        study = study_of({"P1": [(42, "PR")]})
        table = best_responses(reported_courses(study, Options()), no_milestones(), Options())
        assert table.schema == BEST_RESPONSES

    def test_rows_are_in_the_order_of_the_courses(self) -> None:
        """Subjects whom nobody assessed stand in their place."""
        study = study_of({"P1": [], "P2": [(42, "SD")], "P0": [(42, "PR")]})
        courses = reported_courses(study, Options())
        table = best_responses(courses, no_milestones(), Options())
        assert table.select("subject", "reader", "criterion").rows() == courses.heads.drop("course").rows()
        assert table["subject"].to_list() == ["P0", "P1", "P2", "somebody"]

    def test_explanations_may_be_left_out(self) -> None:
        """The column stays, without text; the rest is the same."""
        study = study_of({"P1": [(42, "PR")]})
        courses = reported_courses(study, Options())
        plain = best_responses(courses, no_milestones(), Options(), explain=False)
        assert plain["explanation"].null_count() == len(plain)
        assert plain.drop("explanation").equals(best_responses(courses, no_milestones(), Options()).drop("explanation"))

    def test_without_any_course_it_is_empty(self) -> None:
        """No criterion, no rows, all columns."""
        nothing = Courses(pl.DataFrame(schema=HEADS), pl.DataFrame(schema=CALLS), pl.DataFrame(schema=PROGRESSIONS), ())
        table = best_responses(nothing, no_milestones(), Options())
        assert table.is_empty()
        assert table.schema == BEST_RESPONSES

    def test_every_criterion_speaks_its_own_words(self) -> None:
        """Computed under all criteria, words are those of the criterion, and every course has a row."""
        study = ebbtide.read_study(ebbtide.examples.path("pharmaverse-recist"))
        courses = ebbtide.assess(study, explanations=False).courses
        table = best_responses(courses, milestones_of(study), Options())
        assert len(table) == len(courses.heads)
        for name, rows in table.group_by("criterion"):
            words = {*BY_ID[str(name[0])].words.overall, "MISSING"}
            assert set(rows["best_overall_response"]) | set(rows["confirmed_best_overall_response"]) <= words


class TestWhatCounts:
    """Which assessments count."""

    @pytest.mark.parametrize(
        ("start", "counts", "best"), [(84, True, "PR"), (83, True, "SD"), (84, False, "SD"), (85, False, "PR")]
    )
    def test_an_assessment_on_the_day_of_a_new_therapy_counts_by_option(
        self, *, start: int, counts: bool, best: str
    ) -> None:
        """By default it does, as the old therapy's last; admiralonco takes what is strictly before."""
        calls, events = [(42, "SD"), (84, "PR")], [("P1", start, "new_therapy")]
        options = Options(new_therapy_day_counts=counts)
        assert best_of({"P1": calls}, options=options, events=events)["P1"]["best_overall_response"] == best

    @pytest.mark.parametrize(("order", "best"), [("after_pd", "PD"), ("before_pd", "NON-CR/NON-PD")])
    def test_without_targets_progression_outweighs_what_came_before_it_by_option(self, order: str, best: str) -> None:
        """The best response on record is NON-CR/NON-PD either way; the confirmed one is as the option says."""
        found = one((42, "NON-CR/NON-PD"), (84, "PD"), confirmed_non_cr_non_pd=order)
        assert found["best_overall_response"] == "NON-CR/NON-PD"
        assert found["confirmed_best_overall_response"] == best
        assert ("stands before" in found["explanation"]) == (order == "after_pd")

    def test_by_option_a_new_therapy_cuts_nothing(self) -> None:
        """Treatment policy: whatever was given, the assessment counts."""
        calls, events = [(42, "SD"), (84, "PR")], [("P1", 50, "new_therapy")]
        found = best_of({"P1": calls}, options=Options(new_therapy_cuts=False), events=events)["P1"]
        assert found["best_overall_response"] == "PR"

    def test_progression_is_dated_whatever_was_given_before(self) -> None:
        """A new therapy cuts the best response, not the day of progression."""
        calls, events = [(42, "SD"), (84, "PD")], [("P1", 50, "new_therapy")]
        found = best_of({"P1": calls}, events=events)["P1"]
        assert (found["best_overall_response"], found["progression_day"]) == ("SD", 84)

    def test_a_held_pr_is_a_response_and_confirms_nothing(self) -> None:
        """EORTC FAQ: 100, 70, then 80 mm stays PR; without a second fall of 30 % it was never confirmed."""
        sums = {0: "100", 56: "70", 112: "80", 168: "80"}
        rows = pl.DataFrame(
            [{"subject": "S1", "day": day, "target_sum_mm": size, "new_lesion": "none"} for day, size in sums.items()]
        )
        judged = ebbtide.assess({"timepoints": rows}, criteria=["recist-1.1"], explanations=False)
        row = best_responses(judged.courses, no_milestones(), Options()).row(0, named=True)
        assert (row["best_overall_response"], row["best_day"]) == ("PR", 56)
        assert (row["confirmed_best_overall_response"], row["confirmed_day"]) == ("SD", 56)
        assert "PR on day 56 was followed by SD on day 112 (a PR that is only held)" in row["explanation"]

    @pytest.mark.parametrize(("day", "best"), [(41, "NE"), (42, "SD")])
    def test_stable_disease_counts_from_the_minimum_on(self, day: int, best: str) -> None:
        """The minimum is inclusive."""
        assert one((day, "SD"))["best_overall_response"] == best

    @pytest.mark.parametrize(("day", "best"), [(27, "NE"), (28, "NC")])
    def test_no_change_of_who_counts_from_four_weeks(self, day: int, best: str) -> None:
        """Miller 1981 asks for 4 weeks."""
        assert one((day, "NC"), criterion="who")["best_overall_response"] == best

    def test_progression_after_an_early_response_is_pd_under_who(self) -> None:
        """Miller 1981: a PR that was not confirmed before PD, and did not last 4 weeks, is PD."""
        assert one((20, "PR"), (50, "PD"), criterion="who")["confirmed_best_overall_response"] == "PD"

    def test_no_evidence_of_disease_is_a_best_response_of_its_own(self) -> None:
        """It ranks after NON-CR/NON-PD and before PD, from the minimum on."""
        assert one((42, "NED"))["best_overall_response"] == "NED"
        assert one((41, "NED"))["best_overall_response"] == "NE"
        assert one((42, "NED"), (84, "PD"))["best_overall_response"] == "NED"
        assert not one((42, "NED"))["disease_control"]

    def test_missing_counts_as_ne_by_option(self) -> None:
        """Without any assessment the word is MISSING, or NE, and there is no day."""
        assert one()["best_overall_response"] == "MISSING"
        found = one(missing_as_ne=True)
        assert (found["best_overall_response"], found["confirmed_best_overall_response"]) == ("NE", "NE")
        assert found["best_day"] is None

    def test_clinical_benefit_is_a_response_or_lasting_disease_control(self) -> None:
        """At 24 weeks by default; a response counts whenever it comes."""
        assert one((167, "SD"))["clinical_benefit"] is False
        assert one((168, "SD"))["clinical_benefit"] is True
        early = one((42, "PR"), (84, "PD"))
        assert (early["clinical_benefit"], early["confirmed_clinical_benefit"]) == (True, False)
        assert (early["disease_control"], early["confirmed_disease_control"]) == (True, True)


class TestImmuneCriteria:
    """Progression that is followed."""

    IR = ((56, "irPD"), (112, "irPD"), (168, "irPR"))

    def test_a_confirmed_irpd_cuts(self) -> None:
        """Nothing after it counts, and it is dated by its first scan."""
        found = one(*self.IR, criterion="irrc")
        assert (found["best_overall_response"], found["best_day"], found["progression_day"]) == ("irPD", 56, 56)

    def test_a_response_after_an_unconfirmed_irpd_counts(self) -> None:
        """Wolchok 2009: the irPD is relabelled."""
        found = one((56, "irPD"), (112, "irPR"), (168, "irPR"), criterion="irrc")
        assert (found["best_overall_response"], found["confirmed_best_overall_response"]) == ("irPR", "irPR")
        assert found["progression_day"] is None

    def test_an_irpd_that_is_not_upheld_is_explained(self) -> None:
        """By option it does not count, and the text says so."""
        says = told((56, "irPD"), criterion="irrc", irpd_unconfirmed_is_event=False)
        assert "irPD on day 56 is not upheld, and nothing else could be evaluated" in says

    @pytest.mark.parametrize(("counts", "best", "day"), [(True, "irPD", 56), (False, "NE", None)])
    def test_an_irpd_that_no_scan_could_confirm(self, *, counts: bool, best: str, day: int | None) -> None:
        """By option it is progression, or nothing."""
        found = one((56, "irPD"), (112, "NE"), criterion="irrc", irpd_unconfirmed_is_event=counts)
        assert (found["best_overall_response"], found["progression_day"]) == (best, day)

    def test_an_irpd_taken_back_too_early_to_tell_is_no_progression(self) -> None:
        """An irSD 14 days later leaves it open, but it no longer is the last word."""
        found = one((56, "irPD"), (70, "irSD"), criterion="irrc")
        assert (found["best_overall_response"], found["progression_day"]) == ("irSD", None)

    def test_imrecist_lets_a_response_after_progression_count(self) -> None:
        """Hodi 2018; the day of progression follows the reading that is pinned."""
        calls = ((56, "PD"), (112, "PD"), (168, "PR"))
        assert one(*calls, criterion="imrecist")["best_overall_response"] == "PR"
        assert one(*calls, criterion="imrecist")["progression_day"] == 56
        assert one(*calls, criterion="imrecist", imrecist_negation="any_later")["progression_day"] is None

    def test_a_negated_progression_is_no_best_response(self) -> None:
        """PD, then SD before the minimum: neither counts."""
        found = one((7, "PD"), (35, "SD"), criterion="imrecist")
        assert found["best_overall_response"] == "NE"
        assert "SD on day 35 is before the minimum of day 42" in told((7, "PD"), (35, "SD"), criterion="imrecist")

    def test_a_progression_that_nothing_negates_is_pd(self) -> None:
        """PD with no later scan is the event."""
        found = one((56, "PD"), criterion="imrecist")
        assert (found["best_overall_response"], found["progression_day"]) == ("PD", 56)

    def test_an_icpd_without_an_iupd_stands_by_itself_unless_one_is_needed(self) -> None:
        """Reported words are taken as they are; admiralonco asks for the iUPD."""
        calls = ((56, "iSD"), (112, "iCPD"))
        assert one(*calls, criterion="irecist")["progression_day"] == 112
        found = one((56, "iCPD"), criterion="irecist", icpd_needs_iupd=True)
        assert (found["best_overall_response"], found["progression_day"]) == ("MISSING", None)

    def test_an_iupd_parts_a_response_from_its_confirmation(self) -> None:
        """Unless the option lets it pass."""
        calls = ((42, "iPR"), (70, "iUPD"), (98, "iPR"))
        assert one(*calls, criterion="irecist")["confirmed_best_overall_response"] == "iSD"
        passing = one(*calls, criterion="irecist", iupd_breaks_confirmation=False)
        assert (passing["confirmed_best_overall_response"], passing["confirmed_day"]) == ("iPR", 42)

    def test_a_pd_always_parts_under_other_criteria(self) -> None:
        """The option is iRECIST's alone."""
        calls = ((42, "irPR"), (70, "irPD"), (98, "irPR"))
        found = one(*calls, criterion="irrc", iupd_breaks_confirmation=False)
        assert found["confirmed_best_overall_response"] == "irSD"

    def test_disease_after_a_complete_response_is_an_iupd(self) -> None:
        """What RECIST 1.1 calls PD is unconfirmed in iRECIST."""
        found = one((7, "iCR"), (35, "iPR"), criterion="irecist")
        assert found["confirmed_best_overall_response"] == "iUPD"


class TestExplanation:
    """The path in words, with its clause."""

    E9 = "(Eisenhauer 2009, sec. 4.4.3)"
    T3 = "(Eisenhauer 2009, Table 3)"

    @pytest.mark.parametrize(
        ("calls", "says"),
        [
            (
                [(42, "PR"), (63, "NE"), (84, "CR")],
                (
                    f"CR: first on day 84 {E9}. Confirmed PR: CR on day 84 was the last assessment that counts, so it "
                    "was not confirmed; PR on day 42 was confirmed by CR on day 84 (42 days, at least 28 needed; "
                    f"between them NE on day 63, 1 allowed) {T3}."
                ),
            ),
            (
                [(42, "PR"), (84, "PD")],
                (
                    f"PR: first on day 42, up to the PD of day 84 {E9}. Confirmed SD: PR on day 42 was followed by PD "
                    "on day 84, so it was not confirmed; it counts as SD since day 42 reaches the minimum of day 42 "
                    f"{T3}."
                ),
            ),
            (
                [(21, "SD")],
                (
                    "NE, whether or not responses must be confirmed: the only assessment, SD on day 21, is before the "
                    f"minimum of day 42 {E9}."
                ),
            ),
            (
                [(7, "CR"), (35, "SD")],
                (
                    f"CR: first on day 7 {E9}. Confirmed PD: SD on day 35 after CR on day 7 is disease that is back, "
                    f"before the minimum of day 42 for SD {T3}."
                ),
            ),
            (
                [(42, "SD"), (84, "PD")],
                (
                    "SD, whether or not responses must be confirmed: SD on day 42 reaches the minimum of day 42, and "
                    f"nothing better counts, up to the PD of day 84 {E9}."
                ),
            ),
            (
                [(42, "PD")],
                f"PD, whether or not responses must be confirmed: on day 42, and nothing better counts {E9}.",
            ),
            (
                [],
                (f"MISSING, whether or not responses must be confirmed: there is no assessment after baseline {E9}."),
            ),
            (
                [(42, "NE"), (84, "NE")],
                f"NE, whether or not responses must be confirmed: no assessment could be evaluated {E9}.",
            ),
        ],
    )
    def test_it_tells_the_path(self, calls: Sequence[tuple[int, str]], says: str) -> None:
        """Both best responses, the days that decide, the limits, and where it is written."""
        assert told(*calls) == says

    @pytest.mark.parametrize(
        ("calls", "why"),
        [
            (
                [(42, "PR"), (60, "CR"), (98, "PR")],
                "followed by CR on day 60 and then by PR on day 98, disease that is back",
            ),
            ([(42, "PR"), (60, "NE"), (70, "NE"), (98, "PR")], "was followed by 2 NE, more than the 1 allowed"),
            ([(42, "PR"), (69, "PR")], "PR on day 42 was followed by PR on day 69, 27 days later, fewer than 28"),
            ([(42, "CR"), (69, "CR")], "CR on day 42 was followed by CR on day 69, 27 days later, fewer than 28"),
            ([(42, "PR"), (84, "NE")], "PR on day 42 was not followed by CR or PR"),
            ([(42, "CR"), (84, "PR")], "CR on day 42 was followed by PR on day 84"),
            ([(42, "PR"), (60, "SD"), (98, "PR")], "PR on day 42 was followed by SD on day 60"),
        ],
    )
    def test_it_tells_what_kept_a_response_from_being_confirmed(
        self, calls: Sequence[tuple[int, str]], why: str
    ) -> None:
        """Whatever came first in the way."""
        assert why in told(*calls)

    def test_it_tells_of_a_block_that_was_confirmed(self) -> None:
        """The iUPD that opened it, and the scan that confirmed it."""
        says = told((28, "iUPD"), (56, "iUPD"), (84, "iCPD"), criterion="irecist")
        assert "the iUPD of day 28 was confirmed on day 84" in says
        assert "(Seymour 2017, Table 3)" in says

    def test_it_tells_of_an_icpd_that_nothing_opened(self) -> None:
        """It was reported, and is taken as it is."""
        assert "called on day 28 without an iUPD before it" in told((28, "iCPD"), criterion="irecist")

    def test_it_tells_of_an_open_irpd(self) -> None:
        """Which option lets it count."""
        assert "no later scan could confirm it, and it counts (irpd_unconfirmed_is_event)" in told(
            (28, "irPD"), criterion="irrc"
        )

    def test_it_tells_of_a_confirmed_irpd(self) -> None:
        """With the day that confirmed it."""
        assert "irPD, whether or not responses must be confirmed: on day 28, confirmed on day 56" in told(
            (28, "irPD"), (56, "irPD"), criterion="irrc"
        )

    def test_it_tells_of_a_new_therapy(self) -> None:
        """Which ends what counts, or leaves nothing."""
        calls = {"P1": [(42, "PR"), (84, "PR")], "P2": [(42, "PR")]}
        events = [("P1", 60, "new_therapy"), ("P2", 30, "new_therapy")]
        found = best_of(calls, events=events)
        assert "PR: first on day 42, before the new therapy of day 60" in found["P1"]["explanation"]
        assert "no assessment comes before the new therapy of day 30" in found["P2"]["explanation"]

    def test_it_names_the_option_that_prints_table_3_literally(self) -> None:
        """PR then SD is SD below the minimum only under it."""
        says = told((7, "PR"), (35, "SD"), table3_pr_sd_literal=True)
        assert "table 3 prints it as SD (table3_pr_sd_literal)" in says

    def test_every_course_of_a_study_is_explained(self) -> None:
        """All criteria, computed: each row names its best response and a source."""
        study = ebbtide.read_study(ebbtide.examples.path("pharmaverse-recist"))
        courses = ebbtide.assess(study, explanations=False).courses
        for row in best_responses(courses, milestones_of(study), Options()).iter_rows(named=True):
            assert row["explanation"].startswith(row["best_overall_response"])
            assert row["explanation"].endswith(").")
