"""Cytokine release syndrome: the whole table of the consensus, the published vectors, days and episodes."""

from __future__ import annotations

from itertools import product

import pytest

from ebbtide.celltherapy.toxicity import episodes, graded_days
from ebbtide.celltherapy.toxicity.crs import OXYGEN, crs_grade, hypotension_grade, hypoxia_grade, is_fever
from ebbtide.study.toxicity_options import ToxicityOptions
from tests.celltherapy.toxicity_studies import INFUSION, row_of, study_of

PRESSORS = {
    # vasopressors other than vasopressin, vasopressin, hypotensive: the column of the printed table
    (0, False, False): 0,
    (0, False, True): 2,
    (1, False, True): 3,
    (1, True, True): 3,
    (0, True, True): 3,
    (2, False, True): 4,
    (2, True, True): 4,
    (3, False, True): 4,
}
SUPPORT = {
    ("none", None): 0,
    ("low_flow", 6.0): 2,
    ("low_flow", 6.1): 3,
    ("high_flow", 40.0): 3,
    ("positive_pressure", None): 4,
}
CALM = [(3, "vasopressors", 0), (3, "hypotension", None, "no"), (3, "oxygen", None, "none")]


@pytest.mark.parametrize(
    ("pressors", "support", "fever", "treated"), list(product(PRESSORS, SUPPORT, [True, False], [True, False]))
)
def test_every_cell_of_the_table_gives_the_worse_of_its_two_columns(
    pressors: tuple[int, bool, bool], support: tuple[str, float | None], *, fever: bool, treated: bool
) -> None:
    """The grade is the worse of hypotension and hypoxia, at least 1 with fever, and 0 with neither fever nor drug."""
    count, vasopressin, hypotensive = pressors
    graded = crs_grade(
        fever=fever,
        hypotension=hypotension_grade(count, vasopressin=vasopressin, is_hypotensive=hypotensive),
        hypoxia=hypoxia_grade(*support),
        is_treated=treated,
    )
    worst = max(PRESSORS[pressors], SUPPORT[support])
    expected = max(worst, 1) if fever else worst if treated else 0
    assert (graded.grade, graded.is_complete) == (expected, True)


@pytest.mark.parametrize(("celsius", "expected"), [(37.9, False), (38.0, True), (38.1, True), (None, None)])
def test_fever_begins_at_38_degrees(celsius: float | None, *, expected: bool | None) -> None:
    """38.0 °C is a fever, less is none, and without a temperature it is not known."""
    assert is_fever(celsius) is expected


@pytest.mark.parametrize("support", OXYGEN)
def test_a_missing_component_is_never_a_zero(support: str) -> None:
    """With hypotension unknown the grade is the least it can be, and without fever it is none at all."""
    hypoxia = hypoxia_grade(support)
    febrile = crs_grade(fever=True, hypotension=None, hypoxia=hypoxia)
    treated = crs_grade(fever=False, hypotension=None, hypoxia=hypoxia, is_treated=True)
    assert febrile.grade == max(1, hypoxia or 0)
    assert febrile.is_complete is (hypoxia == 4)
    assert treated.grade == (hypoxia or None)


def test_hypotension_cannot_be_told_from_a_count_of_none_alone() -> None:
    """No vasopressor says nothing of hypotension that fluids mended, nor does a normal pressure of vasopressors."""
    assert hypotension_grade(0) is None
    assert hypotension_grade(None, is_hypotensive=False) is None
    assert hypotension_grade(None) is None


def test_without_a_temperature_nothing_is_graded_before_treatment() -> None:
    """Components without a temperature are not assessable, unless a drug has made fever superfluous."""
    assert crs_grade(fever=None, hypotension=3, hypoxia=0).grade is None
    assert crs_grade(fever=None, hypotension=3, hypoxia=0, is_treated=True)[:2] == (3, True)
    assert crs_grade(fever=None, hypotension=0, hypoxia=0, is_treated=True).grade is None


def test_death_of_it_is_grade_5() -> None:
    """Grade 5 stands above every component."""
    assert crs_grade(fever=None, hypotension=None, hypoxia=None, is_fatal=True).grade == 5


def test_a_word_for_oxygen_that_is_none_is_refused() -> None:
    """A programmer's slip is told."""
    with pytest.raises(ValueError, match="oxygen is one of"):
        hypoxia_grade("plenty")


def test_pressor_without_fever_or_drug_is_not_crs_but_a_query() -> None:
    """The consensus asks for fever where nothing was given that could hide it."""
    graded = crs_grade(fever=False, hypotension=3, hypoxia=0)
    assert graded.grade == 0
    assert graded.reason.startswith("not CRS")
    assert "query" in graded.reason


def test_vasopressin_alone_counts_as_one_vasopressor() -> None:
    """Fever with vasopressin only is grade 3."""
    assert crs_grade(fever=True, hypotension=hypotension_grade(0, vasopressin=True), hypoxia=0).grade == 3


def test_an_airway_held_open_without_hypoxia_does_not_count() -> None:
    """Fever with intubation for the airway alone is grade 1."""
    hypoxia = hypoxia_grade("positive_pressure", is_for_hypoxia=False)
    assert crs_grade(fever=True, hypotension=0, hypoxia=hypoxia).grade == 1


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([], 1),
        ([(3, "hypotension", None, "fluids")], 2),
        ([(3, "fluids", None, "yes")], 2),
        ([(3, "systolic_pressure", 89, None, "mmHg")], 2),
        ([(3, "systolic_pressure", 90, None, "mmHg")], 1),
        ([(3, "oxygen", 6, "nasal cannula", "L/min")], 2),
        ([(3, "oxygen", 7, "low_flow", "L/min")], 3),
        ([(3, "oxygen", None, "Non-rebreather mask")], 3),
        ([(3, "oxygen", None, "BiPAP")], 4),
        ([(3, "oxygen", None, "intubated for airway protection without hypoxia")], 1),
        ([(3, "vasopressors", 1, "norepinephrine")], 3),
        ([(3, "vasopressors", 2, "norepinephrine and vasopressin")], 3),
        ([(3, "vasopressors", None, "norepinephrine, epinephrine")], 4),
        ([(3, "vasopressin", None, "yes")], 3),
        ([(3, "vasopressors", None, "yes")], 3),
        ([(3, "oxygen", 0, None, "L/min")], 1),
        ([(3, "oxygen", 6, None, "L/min")], 2),
        ([(3, "oxygen", 6.1, None, "L/min")], 3),
        ([(3, "oxygen", None, "as before")], 1),
        ([(3, "vasopressors", 1, "norepinephrine"), (3, "oxygen", 2, "low flow", "L/min")], 3),
    ],
)
def test_a_febrile_day_is_graded_from_its_records(found: list[tuple[object, ...]], expected: int) -> None:
    """Words and numbers of one day give the grade of the table."""
    study = study_of([(3, "temperature", 38.5, None, "degC"), *CALM, *found])
    row = row_of(study, "crs")
    assert (row["computed_grade"], row["is_least"], row["peak_day"]) == (expected, False, 3)


def test_a_temperature_without_a_unit_is_refused() -> None:
    """A number without a unit is no fever."""
    row = row_of(study_of([(3, "temperature", 38.5), *CALM]), "crs")
    assert row["computed_grade"] is None
    assert "no temperature" in row["explanation"]


def test_a_fever_that_is_explained_otherwise_is_not_crs() -> None:
    """Fever with a cause of its own does not count."""
    row = row_of(study_of([(3, "temperature", 39, "explained by sepsis", "degC"), *CALM]), "crs")
    assert row["computed_grade"] == 0
    assert "explained otherwise" in row["components"]


@pytest.mark.parametrize(
    ("kind", "day", "expected"),
    [
        ("anti_cytokine", 2, 2),
        ("corticosteroid", 3, 2),
        ("antipyretic", 0, 2),
        ("anti_cytokine", 4, 0),
        ("corticosteroid", -1, 0),
        ("bridging", 2, 0),
    ],
)
def test_after_such_a_drug_fever_is_not_asked_for(kind: str, day: int, expected: int) -> None:
    """A drug that hides fever counts from the infusion up to the day, and no other does."""
    found = [(3, "temperature", 37.0, None, "degC"), *CALM, (3, "oxygen", 2, "low_flow", "L/min")]
    study = study_of(found, treatments=[INFUSION, (day, None, kind)])
    assert row_of(study, "crs")["computed_grade"] == expected


def test_a_low_pressure_is_judged_for_adults_only_and_by_option() -> None:
    """The number is that of adults; without it only recorded hypotension counts."""
    found = [
        (3, "temperature", 39, None, "degC"),
        (3, "vasopressors", 0),
        (3, "oxygen", None, "none"),
        (3, "systolic_pressure", 80, None, "mmHg"),
    ]
    assert row_of(study_of(found), "crs")["computed_grade"] == 2
    assert row_of(study_of(found, age=9), "crs")["computed_grade"] == 1
    row = row_of(study_of(found), "crs", crs_systolic_mmhg=None)
    assert (row["computed_grade"], row["is_least"]) == (1, True)


def test_days_join_into_episodes() -> None:
    """Days of fever with one free day between are one episode, with two free days two."""
    temperatures = {1: 38.2, 2: 39.0, 3: 37.0, 4: 38.1, 5: 37.0, 6: 37.0, 7: 38.4}
    found = [(day, "temperature", value, None, "degC") for day, value in temperatures.items()]
    study = study_of([*found, (2, "vasopressors", 1)])
    table = episodes(study, ToxicityOptions()).filter(what="crs")
    told = table.select("episode", "start_day", "end_day", "peak_grade", "peak_day", "is_complete").rows()
    assert told == [(1, 1, 4, 3, 2, False), (2, 7, 7, 1, 7, False)]
    assert graded_days(study, ToxicityOptions())["grade"].to_list() == [1, 3, 0, 1, 0, 0, 1]
    row = row_of(study, "crs")
    assert (row["start_day"], row["end_day"], row["peak_day"], row["computed_grade"]) == (1, 4, 2, 3)
    assert "2 episodes" in row["explanation"]


def test_a_fatal_syndrome_is_grade_5() -> None:
    """A death whose detail names it is grade 5 on its day."""
    row = row_of(
        study_of([(3, "temperature", 39, None, "degC")], [(5, "death", None, None, "Cytokine release syndrome")]), "crs"
    )
    assert (row["computed_grade"], row["peak_day"], row["is_least"]) == (5, 5, False)


@pytest.mark.parametrize(("recorded", "agreement"), [(1, "same"), (2, "lower"), (0, "higher"), (None, "computed only")])
def test_the_recorded_grade_is_set_beside_the_computed_one(recorded: int | None, agreement: str) -> None:
    """With every component known a differing grade is told."""
    events = [] if recorded is None else [(3, "crs", None, recorded)]
    row = row_of(study_of([(3, "temperature", 38.5, None, "degC"), *CALM], events), "crs")
    assert (row["recorded_grade"], row["computed_grade"], row["agreement"]) == (recorded, 1, agreement)


def test_a_higher_recorded_grade_contradicts_no_incomplete_record() -> None:
    """Where components or days are missing, a recorded grade above the computed one is not called wrong."""
    fever = [(3, "temperature", 38.5, None, "degC")]
    assert row_of(study_of(fever, [(3, "crs", None, 2)]), "crs")["agreement"] == "not assessable"
    assert row_of(study_of([*fever, *CALM], [(3, "crs", 6, 2)]), "crs")["agreement"] == "not assessable"
    assert row_of(study_of([], [(3, "crs", None, 2)]), "crs")["agreement"] == "recorded only"


def test_each_infusion_has_its_own_days() -> None:
    """A fever from the day of the second infusion on is none of the first."""
    study = study_of([(20, "temperature", 39, None, "degC")], treatments=[INFUSION, (20, None, "car_t")])
    assert row_of(study, "crs")["computed_grade"] is None
    assert row_of(study, "crs", infusion=2)["computed_grade"] == 1
