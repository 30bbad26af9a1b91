"""The spider draws every burden at its day, on the scale asked for, with what was called and seen."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebbtide.errors import DataError
from ebbtide.figures import About
from ebbtide.figures.placing import moved_apart
from ebbtide.figures.rendering import svg_of
from ebbtide.figures.spider import Burden, spider
from ebbtide.workflow.drawing import Asked, draw
from tests.figures.studies import HOSTILE, assessed, bundled, generated, hostile, sums

if TYPE_CHECKING:
    from ebbtide.workflow.drawing.asking import Scale

UNCONFIRMED, PROGRESSION = "progression, unconfirmed", "progression"
PSEUDO: dict[str, dict[int, float | None]] = {"A": {-7: 50.0, 42: 70.0, 84: 30.0}, "B": {-3: 40.0, 42: 60.0, 84: 80.0}}


def test_points_are_those_of_the_responses() -> None:
    """Every measured change of the table is a point, and each course begins at its baseline with no change."""
    assessment = generated(30)
    data = draw(assessment, "spider").data
    table = assessment.responses.filter(pl.col("criterion").cast(pl.String) == "recist-1.1")
    partial = table["flags"].cast(pl.String).str.contains("PARTIAL_PD")
    table = table.filter(pl.col("change_from_baseline_pct").is_not_null() & ~partial)
    later = data.filter(pl.col("is_measured"), pl.col("response").is_not_null())

    assert later.select("subject", "day", "value").rows() == [
        tuple(row) for row in table.sort("subject", "day").select("subject", "day", "change_from_baseline_pct").rows()
    ]
    starts = data.filter(pl.col("response").is_null())
    assert starts["value"].to_list() == [0] * 30
    assert (starts["day"] <= 0).all()
    assert (starts["day"] < 0).any()


@pytest.mark.parametrize(
    ("scale", "expected", "unit"),
    [("baseline", [0, 40, -40], "%"), ("nadir", [0, 40, -40], "%"), ("mm", [50, 70, 30], "mm")],
)
def test_the_scale_is_the_one_asked_for(scale: Scale, expected: list[float], unit: str) -> None:
    """Percent from baseline, percent from the smallest so far, or millimetres."""
    figure = draw(sums(PSEUDO), "spider", Asked(scale=scale))
    data = figure.data.filter(subject="A")

    assert data["value"].to_list() == pytest.approx(expected)
    assert data["unit"].unique().to_list() == [unit]


def test_unconfirmed_progression_is_hollow_and_confirmed_filled() -> None:
    """Under iRECIST an iUPD waits, the next one confirms it; both stand at their own points."""
    data = draw(sums(PSEUDO, "irecist"), "spider").data
    marks = data.filter(pl.col("mark").is_not_null()).select("subject", "day", "response", "mark").rows()

    assert marks == [
        ("A", 42, "iUPD", UNCONFIRMED),
        ("B", 42, "iUPD", UNCONFIRMED),
        ("B", 84, "iCPD", PROGRESSION),
    ]


def test_progression_is_marked_once_and_what_follows_is_faint() -> None:
    """Under RECIST 1.1 the first PD is marked; what comes later is there, and told apart."""
    data = draw(sums(PSEUDO), "spider").data

    assert data.filter(pl.col("mark").is_not_null()).select("subject", "day").rows() == [("A", 42), ("B", 42)]
    assert data.filter("after_progression").select("subject", "day").rows() == [("A", 84), ("B", 84)]


def test_a_call_without_a_burden_stands_at_the_last_value() -> None:
    """The gastric case has a new lesion on a day without a sum: the mark is drawn, and said not to be measured."""
    figure = draw(bundled("gastric-car-t"), "spider", Asked(criterion="irecist"))
    last = figure.data.row(-1, named=True)

    assert (last["day"], last["value"], last["is_measured"], last["new_lesion"]) == (121, None, False, True)
    assert last["drawn"] == pytest.approx(figure.data["value"][-2])
    assert any("dotted" in note for note in figure.notes)


def test_first_new_lesions_are_marked_once() -> None:
    """A new lesion that stays is marked where it was first seen."""
    data = draw(generated(200), "spider").data

    assert data.filter("new_lesion").height > 0
    assert data.filter("new_lesion")["subject"].is_unique().all()


def test_who_is_still_followed_has_an_arrow_and_the_dead_have_none() -> None:
    """With deaths on record an arrow is life; without any events it is the lack of progression; both are said."""
    events = pl.DataFrame({"subject": ["A", "B"], "day": [200, 200], "event": ["last_contact", "death"]})
    told = draw(sums(PSEUDO, events=events), "spider")
    untold = draw(sums({**PSEUDO, "C": {0: 50.0, 42: 50.0}}), "spider")

    assert told.data.filter("is_followed")["subject"].unique().to_list() == ["A"]
    assert untold.data.filter("is_followed")["subject"].unique().to_list() == ["C"]
    assert any("no death on record" in note for note in told.notes)
    assert any("neither deaths nor last contacts" in note for note in untold.notes)


def test_high_values_are_cut_off_and_say_their_number() -> None:
    """A rise of 300 % is drawn at the top, with its number; millimetres are never cut off."""
    study = sums({"A": {0: 20.0, 42: 80.0}})
    figure = draw(study, "spider")

    assert figure.data.select("value", "drawn", "is_clipped").row(-1) == (300, 150, True)
    assert ">+300<" in svg_of(figure)
    assert draw(study, "spider", Asked(scale="mm")).data["drawn"].to_list() == [20, 80]


def test_few_are_named_and_many_stand_in_panels() -> None:
    """Up to fifteen lines are named with their best response; more stand in a panel for each kind of it."""
    few, many = svg_of(draw(generated(12), "spider")), draw(generated(30), "spider")
    panels = many.data.unique("subject")["family"].value_counts().rows()

    assert "S00000010 · CR" in few
    for family, subjects in panels:
        assert f"{family.capitalize()} ({subjects})" in svg_of(many)


@pytest.mark.parametrize("subjects", [1, 30, 1000])
def test_every_subject_is_drawn_or_counted(subjects: int) -> None:
    """The population says how many lines there are, and it draws alike each time."""
    figure = draw(generated(subjects), "spider")

    assert figure.about.population.startswith(f"{figure.data['subject'].n_unique():,} of {subjects:,} ")
    assert svg_of(figure) == svg_of(draw(generated(subjects), "spider"))


def test_those_without_a_line_are_counted_with_their_reasons() -> None:
    """A subject seen once, and one whose target was never evaluable again, have no line."""
    courses: dict[str, dict[int, float | None]] = {"A": {0: 50.0, 42: 40.0}, "B": {0: 50.0}, "C": {0: 50.0, 42: None}}
    figure = draw(sums(courses), "spider")

    assert figure.data["subject"].unique().to_list() == ["A"]
    assert figure.notes[0].startswith("1 of 3 subjects shown; 2 not shown: 1 ")


def test_nothing_to_draw_is_an_error_that_says_why() -> None:
    """Without sizes there is no spider: the reasons are told, and what to draw instead."""
    with pytest.raises(DataError, match="without a measured baseline"):
        draw(bundled("infant-all-bone-lesion"), "spider")
    with pytest.raises(DataError, match="does not go by the size"):
        draw(bundled("infant-all-bone-lesion"), "spider", Asked(criterion="all"))


def test_burdens_of_several_units_share_no_axis() -> None:
    """WHO sums products, or lengths where there are no products: both on one axis of millimetres are refused."""
    rows = [("A", 0, 30.0, 20.0), ("A", 42, 20.0, 10.0), ("B", 0, 30.0, None), ("B", 42, 20.0, None)]
    frame = pl.DataFrame(rows, schema=["subject", "day", "longest_mm", "perpendicular_mm"], orient="row")
    lesions = frame.with_columns(lesion=pl.lit("L1"), role=pl.lit("target"), state=pl.lit("measured"))
    study = assessed({"measurements": lesions}, "who")

    with pytest.raises(DataError, match="share no axis") as told:
        draw(study, "spider", Asked(scale="mm"))
    assert "baseline" in told.value.hint
    assert draw(study, "spider").data["subject"].n_unique() == 2


def test_limits_are_drawn_where_they_hold() -> None:
    """From baseline the limit is that of a response; from the nadir, that of progression; in mm there is none."""
    study = sums(PSEUDO)
    scales: tuple[Scale, ...] = ("baseline", "nadir", "mm")
    svgs = {scale: svg_of(draw(study, "spider", Asked(scale=scale))) for scale in scales}

    assert ["\u221230 % response" in svg for svg in svgs.values()] == [True, False, False]
    assert ["+20 % progression" in svg for svg in svgs.values()] == [False, True, False]


@given(st.permutations(range(6)))
@settings(max_examples=10, deadline=None)
def test_the_order_of_rows_changes_nothing(order: list[int]) -> None:
    """The same points in another order make the same data."""
    points = pl.DataFrame({
        "subject": ["A", "A", "A", "B", "B", "B"], "family": ["not judged"] * 6, "best_overall_response": ["NE"] * 6,
        "day": [-3, 40, 80] * 2, "value": [0.0, 10.0, None, 0.0, -20.0, -30.0], "response": ["SD"] * 6,
        "mark": [None, None, PROGRESSION] * 2, "new_lesion": [False] * 6, "after_progression": [False] * 6,
        "is_followed": [True] * 6,
    })  # fmt: skip
    missing = pl.DataFrame(schema={"subject": pl.String, "reason": pl.String})

    def data(rows: pl.DataFrame) -> pl.DataFrame:
        return spider(rows, missing, About("Trial 7"), burden=Burden()).data

    assert data(points[order]).equals(data(points))


@given(st.lists(st.floats(0, 360), min_size=1, max_size=20))
def test_names_never_stand_on_each_other(wanted: list[float]) -> None:
    """Names keep their order and a line's height between them, and stay above the foot of the figure."""
    placed = moved_apart(sorted(wanted), 360, 13)

    assert all(after - before >= 13 - 1e-9 for before, after in pairwise(placed))
    assert max(placed) <= 360


def test_names_cannot_be_more_than_names() -> None:
    """Names with markup, quotes, line breaks or expressions are drawn as text."""
    figure = draw(hostile(), "spider")
    svg = svg_of(figure)

    assert set(figure.data["subject"]) == set(HOSTILE)
    assert "<script" not in svg
    assert all(sign.isprintable() or sign == "\n" for sign in svg)
    assert "a'b" in svg


def test_it_is_told_to_those_who_cannot_see_it() -> None:
    """The words for a screen reader hold the counts, the days and the best responses."""
    text = draw(sums(PSEUDO), "spider").alt_text

    assert "2 subjects from day -7 to day 84" in text
    assert "Best responses: 2 progression" in text
