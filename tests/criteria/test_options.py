"""Every option: one history that two readings of the rule judge differently, and the flag that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, get_args

import polars as pl
import pytest

import ebbtide
from ebbtide import Options
from ebbtide.assessment.assessing import rulings_of
from ebbtide.assessment.batch import prepare
from ebbtide.assessment.judging import judge_batch
from ebbtide.criteria import CRITERIA
from ebbtide.study.rule_options import RuleOptions
from tests.assessment.random_subjects import random_tables
from tests.criteria.histories import History, Row, calls, flags, judged, rows_of, study_of

if TYPE_CHECKING:
    from ebbtide.assessment.batch import Batch
    from ebbtide.formats.twins import DuplicateReading

A_NEW_LESION: Final = {42: "present", 84: "present"}
MEASURED_40_MM: Final[dict[str, object]] = {"longest_um": 40_000}
YES: Final = True
NO: Final = False


class Choice(NamedTuple):
    """One option at another value: the calls by default, the calls then, and the flags the last time point has."""

    name: str
    value: object
    criterion: str
    history: History
    default: str
    then: str
    flagged: tuple[str, str] = ("", "")
    notes: tuple[Row, ...] = ()
    beside: Options = Options()

    @property
    def options(self) -> Options:
        """The options with this one changed."""
        return self.beside.model_copy(update={self.name: self.value})


CHOICES: Final = (
    Choice("who_pd_reference", "baseline", "who", {"T1": {0: 100_000, 42: 50_000, 84: 65_000}},
           "PR PD", "PR NC", ("A1", "A1")),
    Choice("irrecist_profile", "bohnsack_2014", "irrecist",
           {"T1": {0: 50_000, 42: 50_000}, "NT1": {0: "present", 42: "unequivocal_progression"}},
           "irSD", "irPD", ("A3", "A3")),
    Choice("irrecist_floor", NO, "irrecist", {"T1": {0: 20_000, 42: 24_000}}, "irSD", "irPD", ("A3", "A3")),
    Choice("a4_nt", "table2", "irecist",
           {"T1": {0: 50_000, 42: 50_000, 84: 40_000},
            "NT1": {0: "present", 42: "unequivocal_progression", 84: "unequivocal_progression"}},
           "iUPD iSD", "iUPD iUPD", ("A4", "A4")),
    Choice("reset_min_shrink", "any", "irecist", {"T1": {0: 50_000, 42: 50_000, 84: 49_999}, "NEW1": A_NEW_LESION},
           "iUPD iUPD", "iUPD iSD", ("A4", "A4")),
    Choice("reset_min_shrink", "off", "irecist", {"T1": {0: 50_000, 42: 50_000, 84: 40_000}, "NEW1": A_NEW_LESION},
           "iUPD iSD", "iUPD iUPD", ("A4", "A4")),
    Choice("nl_regression_resets", YES, "irecist",
           {"T1": {0: 50_000, 42: 50_000, 84: 50_000}, "NEW1": {42: 20_000, 84: 12_000}},
           "iUPD iUPD", "iUPD iSD", ("A4", "A4")),
    Choice("ne_breaks_episode", YES, "irecist",
           {"T1": {0: 50_000, 42: 60_000, 84: "not_evaluable", 126: 66_000}},
           "iUPD NE iCPD", "iUPD NE iUPD", ("A11", "")),
    Choice("nadir_excludes_ne_timepoints", YES, "irecist",
           {"T1": {0: 50_000, 42: 50_000, 84: 40_000, 126: 49_000},
            "NEW1": {42: "present", 84: "not_evaluable", 126: "present"}},
           "iUPD NE iCPD", "iUPD NE iUPD"),
    Choice("early_scan_moves_nadir", YES, "irecist",
           {"T1": {0: 50_000, 42: 50_000, 56: 40_000, 84: 48_000}, "NEW1": {42: "present", 84: "present"}},
           "iUPD IGNORED iUPD", "iUPD IGNORED iCPD"),
    Choice("early_variance_days", 2, "irecist", {"T1": {0: 50_000, 42: 60_000, 68: 65_000}},
           "iUPD IGNORED", "iUPD iCPD", ("", "A31")),
    Choice("confirmation_required", YES, "recist-1.1", {"T1": {0: 100_000, 42: 70_000, 84: 75_000}},
           "PR PR", "PR SD", ("STICKY_PR", "A21")),
    Choice("confirmation_required", YES, "irecist", {"T1": {0: 100_000, 42: 70_000, 84: 75_000}},
           "iPR iPR", "iPR iSD", ("STICKY_PR", "A21")),
    Choice("confirm_days", 56, "recist-1.1", {"T1": {0: 100_000, 42: 70_000, 84: 70_000, 126: 75_000}},
           "PR PR PR", "PR PR SD", ("STICKY_PR", ""), beside=Options(confirmation_required=True)),
    Choice("confirm_days", 56, "irecist", {"T1": {0: 100_000, 42: 70_000, 84: 70_000, 126: 75_000}},
           "iPR iPR iPR", "iPR iPR iSD", ("STICKY_PR", ""), beside=Options(confirmation_required=True)),
    Choice("ne_impute", "last_value", "recist-1.1",
           {"T1": {0: 50_000, 42: 50_000}, "T2": {0: 20_000, 42: "not_evaluable"}}, "NE", "SD", ("", "IMPUTED")),
    Choice("ne_impute", "lower_bound_zero", "irecist",
           {"T1": {0: 50_000, 42: 50_000}, "T2": {0: 20_000, 42: "not_evaluable"}}, "NE", "iSD", ("", "IMPUTED")),
    Choice("resected_counts_zero", YES, "recist-1.1",
           {"T1": {0: 50_000, 42: 50_000}, "T2": {0: 50_000, 42: {"state": "absent", "locally_treated": True}}},
           "NE", "PR", ("LOCAL_THERAPY", "")),
    Choice("mrecist_edition", "2020", "mrecist", {"T1": {0: 20_000, 42: 24_000}}, "PD", "SD"),
    Choice("choi_pd_reference", "baseline", "choi", {"T1": {0: 50_000, 42: 40_000, 84: 48_000}}, "PR PD", "PR SD"),
    Choice("choi_combine", "and", "choi",
           {"T1": {0: MEASURED_40_MM | {"density_mhu": 90_000}, 42: MEASURED_40_MM | {"density_mhu": 50_000}}},
           "PR", "SD"),
    Choice("choi_without_density", "not_evaluable", "choi", {"T1": {0: 40_000, 42: 40_000}},
           "SD", "NE", ("DENSITY_NOT_COMPUTABLE", "DENSITY_NOT_COMPUTABLE")),
)  # fmt: skip


def named(choices: tuple[Choice, ...]) -> list[pytest.ParameterSet]:
    """Name each choice by option, value and criterion."""
    return [pytest.param(one, id=f"{one.name}={one.value}: {one.criterion}") for one in choices]


@pytest.mark.parametrize("choice", named(CHOICES))
def test_an_option_changes_a_verdict(choice: Choice) -> None:
    """The same findings are judged one way by default and another way under the option."""
    by_default = calls(choice.history, choice.criterion, options=choice.beside, timepoints=choice.notes)
    then = calls(choice.history, choice.criterion, options=choice.options, timepoints=choice.notes)
    assert (" ".join(by_default), " ".join(then)) == (choice.default, choice.then)


@pytest.mark.parametrize("choice", named(tuple(choice for choice in CHOICES if any(choice.flagged))))
def test_the_call_an_option_changes_is_flagged(choice: Choice) -> None:
    """Where the reading decides, the call says which ambiguity it turns on."""
    by_default, then = choice.flagged
    assert {by_default} - {""} <= flags(choice.history, choice.criterion, options=choice.beside)[-1]
    assert {then} - {""} <= flags(choice.history, choice.criterion, options=choice.options)[-1]


def test_a_nadir_that_an_unevaluable_visit_may_move_is_flagged_there() -> None:
    """A17 stands on the time point whose sum is in question."""
    history: History = {
        "T1": {0: 50_000, 42: 50_000, 84: 40_000},
        "NEW1": {42: "present", 84: "not_evaluable"},
    }
    assert calls(history, "irecist") == ["iUPD", "NE"]
    assert "A17" in flags(history, "irecist")[-1]


def test_a_nadir_that_an_early_scan_may_move_is_flagged_there() -> None:
    """A16 stands on the scan that is disregarded."""
    history: History = {"T1": {0: 50_000, 42: 50_000, 56: 40_000}, "NEW1": {42: "present", 56: "present"}}
    assert calls(history, "irecist") == ["iUPD", "IGNORED"]
    assert "A16" in flags(history, "irecist")[-1]


@pytest.mark.parametrize(
    ("criterion", "words"),
    [("recist-1.1", ["PR", "PR", "PD", "SD", "SD"]), ("irecist", ["iPR", "iPR", "iUPD", "iSD", "iSD"])],
)
def test_a_response_that_progression_ended_is_not_held(criterion: str, words: list[str]) -> None:
    """Held through a small rise, it is lost by progression for good, and A26 says where that decides."""
    history: History = {"T1": {0: 100_000, 42: 70_000, 84: 75_000, 126: 84_000, 168: 80_000, 210: 80_000}}
    assert calls(history, criterion) == words
    assert calls(history, criterion, "target_numeric")[1] == words[-1]
    flagged = flags(history, criterion)
    assert ["STICKY_PR" in on_day for on_day in flagged] == [False, True, False, False, False]
    assert ["A26" in on_day for on_day in flagged] == [False, False, False, True, True]


@pytest.mark.parametrize("criterion", ["recist-1.1", "irecist"])
def test_a_response_is_confirmed_from_when_it_was_first_met(criterion: str) -> None:
    """Scans in between do not begin the interval anew: 28 and 28 days are 56."""
    history: History = {"T1": {0: 100_000, 42: 70_000, 70: 70_000, 98: 70_000, 126: 75_000}}
    strict = Options(confirmation_required=True, confirm_days=56)
    assert "STICKY_PR" in flags(history, criterion, options=strict)[-1]


@pytest.mark.parametrize(
    ("criterion", "words"),
    [
        ("recist-1.1", ["PR", "PR", "PR", "PD", "PR", "SD", "PR", "PR"]),
        ("irecist", ["iPR", "iPR", "iPR", "iUPD", "iPR", "iSD", "iPR", "iPR"]),
    ],
)
def test_a_response_after_progression_is_confirmed_anew(criterion: str, words: list[str]) -> None:
    """Where only confirmed responses are held, progression takes the confirmation with it."""
    sums = (100_000, 70_000, 70_000, 75_000, 84_000, 70_000, 75_000, 70_000, 75_000)
    history: History = {"T1": {42 * place: total for place, total in enumerate(sums)}}
    required = Options(confirmation_required=True)
    assert calls(history, criterion, options=required) == words
    assert ["STICKY_PR" in on_day for on_day in flags(history, criterion, options=required)] == [
        *(False, False, True, False, False, False, False, True),
    ]


@pytest.mark.parametrize("criterion", ["irrc", "irrecist"])
def test_irc_confirm_changes_what_hindsight_says(criterion: str) -> None:
    """The call of a time point is irPD either way; what becomes of it, and the flags, depend on the option."""
    history: History = {"T1": {0: (50_000, 40_000), 42: (70_000, 50_000), 84: (65_000, 50_000)}}
    seen = {}
    for reading in ("threshold", "continued_growth"):
        found = judged(history, criterion, options=Options(irc_confirm=reading))
        assert found.responses["overall_response"].to_list() == ["irPD", "irPD"]
        last = set(found.responses["flags"].cast(pl.String).to_list()[-1].split())
        seen[reading] = (found.settled["outcome"].to_list(), last & {"A2", "CONFIRMED", "UNCONFIRMED"})
    assert seen["threshold"] == (["confirmed", "confirmed"], {"A2", "CONFIRMED"})
    assert seen["continued_growth"] == (["unconfirmed", "unconfirmed"], {"A2", "UNCONFIRMED"})


def test_imrecist_negation_changes_what_hindsight_says() -> None:
    """The call of a time point is the same either way; its flags follow the option, and `settled` shows both."""
    history: History = {"T1": {0: 50_000, 42: 60_000, 84: 61_000, 126: 50_000}}
    seen = {}
    for reading in ("next_scan", "any_later"):
        found = judged(history, "imrecist", options=Options(imrecist_negation=reading))
        assert found.responses["overall_response"].to_list() == ["PD", "PD", "SD"]
        flagged = [set(text.split()) for text in found.responses["flags"].cast(pl.String)]
        seen[reading] = [one & {"A5", "CONFIRMED", "NEGATES_PD"} for one in flagged]
        assert set(found.settled["reading"]) == {"imrecist_negation=next_scan", "imrecist_negation=any_later"}
    assert seen["next_scan"] == [set(), {"A5", "CONFIRMED"}, {"A5"}]
    assert seen["any_later"] == [set(), set(), {"A5", "NEGATES_PD"}]


def test_cr_withdrawn_by_report_changes_a_verdict() -> None:
    """A reader who reports no progression where a lesion is back has withdrawn the complete response, or has not."""
    study = study_of(rows_of({"T1": {0: 20_000, 42: 0, 84: 4_000}}))
    reported = pl.DataFrame(
        {"subject": ["S1"], "reader": [""], "visit": [None], "day": [84], "criterion": ["recist-1.1"],
         "overall_response": ["PR"]},
        schema_overrides={"day": pl.Int32, "visit": pl.String},
    )  # fmt: skip
    told = ebbtide.study.Study("test", {**study.tables, "reported": reported})
    seen = {}
    for heeded in (True, False):
        found = ebbtide.assess(told, criteria=["recist-1.1"], options=Options(cr_withdrawn_by_report=heeded)).responses
        seen[heeded] = (found["overall_response"].to_list(), "CR_WITHDRAWN" in found["flags"].to_list()[-1])
    assert seen == {True: (["CR", "PR"], True), False: (["CR", "PD"], False)}


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        ({"recist-1.1": "PR"}, {"recist-1.1": "PR", "irecist": "iPR"}),
        ({"irecist": "iPR"}, {"recist-1.1": "PR", "irecist": "iPR"}),
        ({"recist-1.1": "PD", "irecist": "iPR"}, {"recist-1.1": "PD", "irecist": "iPR"}),
        ({"recist-1.1": "PR", "irecist": "iUPD"}, {"recist-1.1": "PR", "irecist": "iUPD"}),
        ({"recist-1.1": "PD", "who": "PR"}, {"recist-1.1": "PD", "irecist": "iUPD"}),
        ({"who": "PR"}, {"recist-1.1": "PD", "irecist": "iUPD"}),
    ],
)
def test_a_report_withdraws_under_the_criterion_it_speaks_of(reports: dict[str, str], expected: dict[str, str]) -> None:
    """A WHO PR takes no RECIST CR back; of RECIST 1.1 and iRECIST each speaks for itself, or for both if alone."""
    study = study_of(rows_of({"T1": {0: 20_000, 42: 0, 84: 4_000}}))
    many = len(reports)
    reported = pl.DataFrame(
        {"subject": ["S1"] * many, "reader": [""] * many, "visit": [None] * many, "day": [84] * many,
         "criterion": list(reports), "overall_response": list(reports.values())},
        schema_overrides={"day": pl.Int32, "visit": pl.String},
    )  # fmt: skip
    told = ebbtide.study.Study("test", {**study.tables, "reported": reported})
    found = ebbtide.assess(told, criteria=list(expected)).responses.filter(pl.col("day") == 84)
    assert dict(found.select(pl.col("criterion", "overall_response").cast(pl.String)).rows()) == expected


def test_tp_window_days_changes_a_verdict() -> None:
    """An unlabelled scan of a missing lesion completes the nearest labelled visit, or stands alone."""
    seen_on = (("T1", 0, 50_000, None), ("T2", 0, 50_000, None), ("T1", 42, 30_000, "WEEK 6"), ("T2", 50, 30_000, None))
    rows: list[Row] = [
        {"subject": "S1", "lesion": lesion, "role": "target", "day": day, "longest_um": length, "visit": visit}
        for lesion, day, length, visit in seen_on
    ]
    study = study_of(rows)
    seen = {
        days: ebbtide.assess(study, criteria=["recist-1.1"], options=Options(tp_window_days=days))
        .responses["overall_response"].to_list()
        for days in (7, 8)
    }  # fmt: skip
    assert seen == {7: ["NE", "NE"], 8: ["PR"]}


@pytest.mark.parametrize(("policy", "word"), [("not_evaluable", "NE"), ("largest", "PD"), ("smallest", "PR")])
def test_duplicate_reading_changes_a_verdict(policy: DuplicateReading, word: str) -> None:
    """Two different values on one day are neither, the larger or the smaller, also for frames handed in."""
    frame = pl.DataFrame(
        {"subject": ["S1"] * 3, "lesion": ["T1"] * 3, "role": ["target"] * 3, "day": [0, 42, 42],
         "longest_mm": ["50", "60", "30"]}
    )  # fmt: skip
    options = Options(duplicate_reading=policy)
    handed_in = ebbtide.assess(frame, criteria=["recist-1.1"], options=options)
    read = ebbtide.assess(ebbtide.read_study(frame, options=options), criteria=["recist-1.1"])
    assert handed_in.responses["overall_response"].to_list() == read.responses["overall_response"].to_list() == [word]


NOT_IN_A_STEP: Final = ("accepted_only", "tp_window_days", "duplicate_reading", "cr_withdrawn_by_report")
"""Options that are applied before the rules run: on reading, on ordering, on what a reader reported."""
ELSEWHERE: Final = ("irc_confirm", "imrecist_negation", *NOT_IN_A_STEP)
"""Options whose test stands on its own above."""


def other_values(name: str) -> list[object]:
    """List the values of an option other than its default."""
    field = RuleOptions.model_fields[name]
    if field.annotation is bool:
        return [not field.default]
    if field.annotation is int:
        return [field.default + 2, 2 * field.default + 7]
    return [value for value in get_args(field.annotation) if value != field.default]


def test_every_option_is_tried() -> None:
    """No option goes without a history on which it matters."""
    assert {choice.name for choice in CHOICES} | set(ELSEWHERE) == set(RuleOptions.model_fields)


@pytest.mark.parametrize("name", [name for name in RuleOptions.model_fields if name not in NOT_IN_A_STEP])
def test_an_option_bears_on_the_criteria_that_name_it_and_on_no_other(name: str) -> None:
    """It changes some call of each criterion that lists it and, on random subjects, none of any other."""
    batch = prepare(random_tables(31, 1_200, most_visits=6), Options(), as_arrays=False)
    by_default = outcomes(batch, Options())
    # Some things are too rare to be met by chance.
    changed = {choice.criterion for choice in CHOICES if choice.name == name}
    for value in other_values(name):
        then = outcomes(batch, Options().model_copy(update={name: value}))
        changed |= {criterion for criterion, found in then.items() if found != by_default[criterion]}
    assert changed == {criterion.id for criterion in CRITERIA if name in criterion.option_names}


def outcomes(batch: Batch, options: Options) -> dict[str, tuple[object, ...]]:
    """Judge a batch and give each criterion's calls and what hindsight makes of them, but for its flags and reasons."""
    rulings = rulings_of(CRITERIA, options)
    found = judge_batch(batch, rulings, compiled=False).calls
    many = len(rulings)
    return {
        ruling.criterion.id: tuple(
            tuple(getattr(found, column)[place::many]) for column in ("target", "overall", "nadir", "outcome")
        )
        for place, ruling in enumerate(rulings)
    }
