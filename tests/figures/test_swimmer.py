"""The swimmer has a lane for each subject, the longest first, with phases, marks and an end."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ebbtide
from ebbtide.errors import DataError
from ebbtide.figures import About
from ebbtide.figures.rendering import svg_of
from ebbtide.figures.swimmer import MARKS, swimmer
from ebbtide.workflow.drawing import Asked, draw
from tests.figures.studies import HOSTILE, bundled, generated, hostile, sums

COURSES: dict[str, dict[int, float | None]] = {
    "A": {-7: 50.0, 42: 20.0, 84: 20.0, 126: 60.0},
    "B": {-7: 50.0, 42: 20.0},
    "C": {-7: 50.0, 42: 50.0, 84: 50.0},
}
LANES = pl.DataFrame({"subject": ["A", "B", "C"], "start_day": [0, -5, 0], "end_day": [90, 200, 90]})
SPANS = pl.DataFrame(
    schema={"subject": pl.String, "what": pl.String, "day": pl.Int32, "end_day": pl.Int32, "label": pl.String}
)
NO_MARKS = pl.DataFrame(schema={"subject": pl.String, "what": pl.String, "day": pl.Int32, "label": pl.String})
NONE_MISSING = pl.DataFrame(schema={"subject": pl.String, "reason": pl.String})


def lanes_of(data: pl.DataFrame) -> list[tuple[str, int, int]]:
    """List the lanes from the top: subject, first and last day."""
    return data.filter(what="lane").sort("lane").select("subject", "day", "end_day").rows()


def marks_of(data: pl.DataFrame) -> set[tuple[str, str, int]]:
    """List the marks: subject, what, day."""
    return set(data.filter(pl.col("what").is_in(list(MARKS))).select("subject", "what", "day").rows())


def test_the_longest_lane_stands_first() -> None:
    """Lanes are sorted by their last day, equal ones by name."""
    data = swimmer(LANES, SPANS, NO_MARKS, NONE_MISSING, About("Trial 7")).data

    assert lanes_of(data) == [("B", -5, 200), ("A", 0, 90), ("C", 0, 90)]


@given(st.permutations(range(3)))
@settings(max_examples=6, deadline=None)
def test_the_order_of_rows_changes_nothing(order: list[int]) -> None:
    """The same lanes in another order make the same data."""
    whole = swimmer(LANES, SPANS, NO_MARKS, NONE_MISSING, About("Trial 7")).data

    assert swimmer(LANES[order], SPANS, NO_MARKS, NONE_MISSING, About("Trial 7")).data.equals(whole)


def test_marks_are_those_of_the_tables() -> None:
    """Response and progression stand on the days of the best responses; a response that was not confirmed is told."""
    assessment = sums(COURSES)
    best = assessment.best_responses(explain=False)
    data = draw(assessment, "swimmer").data

    assert best.filter(subject="A").select("confirmed_response_day", "progression_day").row(0) == (42, 126)
    assert marks_of(data) == {
        ("A", "response", 42),
        ("A", "progression", 126),
        ("B", "response, not confirmed", 42),
        ("B", "still followed", 42),
        ("C", "still followed", 84),
    }


def test_death_ends_a_lane_and_last_contact_leaves_it_open() -> None:
    """Who died has a cross and no arrow, who was last seen alive an arrow; a new therapy is marked."""
    events = pl.DataFrame({
        "subject": ["A", "B", "C", "C"], "day": [300, 250, 100, 400],
        "event": ["death", "last_contact", "new_therapy", "last_contact"],
    })  # fmt: skip
    data = draw(sums(COURSES, events=events), "swimmer").data

    assert lanes_of(data) == [("C", 0, 400), ("A", 0, 300), ("B", 0, 250)]
    assert {("A", "death", 300), ("B", "still followed", 250), ("C", "new therapy", 100)} <= marks_of(data)
    assert ("A", "still followed", 300) not in marks_of(data)


def test_phases_last_from_one_treatment_to_the_next() -> None:
    """The gastric case: chemotherapy before, two infusions, then the third line, to the last contact."""
    figure = draw(bundled("gastric-car-t"), "swimmer", Asked(criterion="irecist"))
    phases = figure.data.filter(what="phase").select("day", "end_day", "label").rows()

    assert [(day, end) for day, end, _ in phases] == [(-25, 0), (0, 127), (127, 156), (156, 746)]
    assert phases[1][2].endswith("Claudin 18.2 CAR-T")
    assert phases[2][2].endswith("Claudin 18.2 CAR-T, course 2")
    assert phases[3][2].endswith("apatinib + sintilimab")
    infused = figure.data.filter(what="infusion")["day"].to_list()
    assert infused == [0, 127]


def test_what_only_supports_opens_no_phase() -> None:
    """Lymphodepletion and tocilizumab are no phases; the lane begins with them all the same."""
    data = draw(bundled("donor-car-t"), "swimmer").data
    labels = data.filter(what="phase")["label"].to_list()

    assert len(labels) == 2
    assert all("CAR-T" in label for label in labels)
    assert ("DC-01.1", -4) in [(subject, day) for subject, day, _ in lanes_of(data)]


def test_repeated_doses_of_one_drug_are_one_phase() -> None:
    """A drug given every three weeks opens one phase, not one for each dose."""
    doses = pl.DataFrame(
        {"subject": ["A"] * 4, "day": [0, 21, 42, 63], "agent": ["drug"] * 4, "class": ["chemotherapy"] * 4}
    )
    data = draw(sums(COURSES, treatments=doses), "swimmer").data

    assert data.filter(what="phase").select("day", "end_day").rows() == [(0, 126)]


def test_agents_that_begin_together_are_one_phase() -> None:
    """A second drug a week later joins the first; one that begins months later opens the next phase."""
    doses = [("A", 0, "first"), ("A", 7, "second"), ("A", 21, "first"), ("A", 90, "third"), ("A", 111, "first")]
    treatments = pl.DataFrame(doses, schema=["subject", "day", "agent"], orient="row")
    data = draw(
        sums(COURSES, treatments=treatments.with_columns(pl.lit("chemotherapy").alias("class"))), "swimmer"
    ).data
    phases = data.filter(what="phase").select("day", "end_day", "label").rows()

    assert [(day, end) for day, end, _ in phases] == [(0, 90), (90, 111), (111, 126)]
    assert phases[0][2].endswith("first + second")


def test_many_treatments_are_told_by_their_most_frequent() -> None:
    """There are no more phases than grounds; the rare ones are other treatment."""
    given_to = [(f"P{i}", 0, f"drug {min(i, 8)}", "chemotherapy") for i in range(12)]
    treatments = pl.DataFrame(given_to, schema=["subject", "day", "agent", "class"], orient="row")
    courses: dict[str, dict[int, float | None]] = {f"P{i}": {-7: 50.0, 42: 50.0} for i in range(12)}
    labels = draw(sums(courses, treatments=treatments), "swimmer").data.filter(what="phase")["label"].unique()

    assert len(labels) == 6
    assert any(label.endswith("other treatment") for label in labels)
    assert any(label.endswith("drug 8") for label in labels)


def test_without_treatments_lanes_show_the_last_response() -> None:
    """A study that records no treatments is colored by what was last called, and says so."""
    figure = draw(sums(COURSES), "swimmer")
    states = figure.data.filter(what="state", subject="A").select("day", "end_day", "label").rows()

    assert states == [(42, 126, "partial response")]
    assert any("No treatments are recorded" in note for note in figure.notes)


def test_unconfirmed_progressions_are_marked_apart() -> None:
    """Under iRECIST each iUPD has its own hollow mark, and no progression stands without a confirmation."""
    data = draw(bundled("gastric-car-t"), "swimmer", Asked(criterion="irecist")).data

    assert data.filter(what="progression, not confirmed")["day"].to_list() == [28, 56, 121]
    assert data.filter(what="progression").is_empty()


def test_reported_responses_have_lanes_too() -> None:
    """No sizes are needed: responses as they were reported make a swimmer."""
    study = ebbtide.read_study(ebbtide.examples.path("pharmaverse-recist"))
    assessment = ebbtide.assess(study, responses="reported")

    assert draw(assessment, "swimmer").data.filter(what="lane").height == 8


def test_criteria_without_sizes_have_lanes_too() -> None:
    """Leukemia is drawn like everything else."""
    data = draw(bundled("donor-car-t"), "swimmer", Asked(criterion="all")).data

    assert data.filter(what="lane").height == 2
    assert data.filter(pl.col("what").str.starts_with("response")).height > 0


@pytest.mark.parametrize("subjects", [1, 30, 1000])
def test_every_subject_has_one_lane(subjects: int) -> None:
    """However many there are, each has one lane, and it draws alike each time."""
    figure = draw(generated(subjects), "swimmer")
    lanes = figure.data.filter(what="lane")

    assert sorted(lanes["subject"]) == sorted(generated(subjects).study.subjects)
    assert svg_of(figure) == svg_of(draw(generated(subjects), "swimmer"))


def test_a_subject_without_a_day_is_counted() -> None:
    """Who is only listed has no lane; the notes say so."""
    everybody = pl.DataFrame({"subject": [*COURSES, "never"]})
    figure = draw(sums(COURSES, subjects=everybody), "swimmer")

    assert figure.notes[0].startswith("3 of 4 subjects shown, longest first; 1 not shown: without any day on record")
    assert figure.about.population == "3 of 4 subjects"


def test_no_lane_at_all_is_an_error() -> None:
    """Without a single day there is nothing to draw, and the hint says what to add."""
    with pytest.raises(DataError, match="no subject has a day") as told:
        swimmer(LANES.clear(), SPANS, NO_MARKS, NONE_MISSING, About("Trial 7"))

    assert "assessments" in told.value.hint


def test_names_and_agents_cannot_be_more_than_text() -> None:
    """Markup in the names of subjects and of agents is drawn as text."""
    figure = draw(hostile(), "swimmer")
    svg = svg_of(figure)

    assert set(figure.data["subject"]) == set(HOSTILE)
    assert "<script" not in svg
    assert all(sign.isprintable() or sign == "\n" for sign in svg)
    assert "<img" not in svg
    assert "&lt;img" in svg


def test_every_kind_of_mark_has_a_look_of_its_own() -> None:
    """No two marks share shape and fill, so none rests on color alone."""
    looks = {(look.shape, look.fill == "white") for look in MARKS.values()}

    assert len(looks) == len(MARKS)


def test_it_is_told_to_those_who_cannot_see_it() -> None:
    """The words for a screen reader hold the counts, the days and the marks."""
    text = draw(sums(COURSES), "swimmer").alt_text

    assert "3 subjects, the longest to day 126" in text
    assert "response, not confirmed 1" in text
