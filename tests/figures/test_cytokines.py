"""Cytokines: a panel per analyte and unit, over the days of toxicity, with the drugs against it."""

from __future__ import annotations

import polars as pl
import pytest

from ebbtide.celltherapy.cytokines import fold_changes
from ebbtide.errors import DataError
from ebbtide.figures.cytokines import MOST_PANELS, CytokineCourse, cytokines
from ebbtide.figures.figure import About
from ebbtide.figures.rendering import svg_of
from ebbtide.workflow.drawing import Asked, draw
from tests.figures.bedside_studies import HOSTILE, bedside, example
from tests.figures.texts import texts_in

RESULTS = {
    "test": pl.String,
    "unit": pl.String,
    "day": pl.Int32,
    "reading": pl.String,
    "amount": pl.Float64,
    "limit": pl.Float64,
}
FOLDS = {
    "test": pl.String,
    "unit": pl.String,
    "day": pl.Int32,
    "fold": pl.Float64,
    "fold_is": pl.String,
    "baseline": pl.Float64,
}
TOLD = {"test": pl.String, "day": pl.Int32, "text": pl.String}
BANDS = {"what": pl.String, "source": pl.String, "day": pl.Int32, "end_day": pl.Int32, "grade": pl.Int32}
DRUGS = {"agent": pl.String, "day": pl.Int32}
INFUSIONS = {"infusion": pl.Int32, "day": pl.Int32, "agent": pl.String}


def course(rows: list[tuple[object, ...]]) -> CytokineCourse:
    """Put results alone into a course."""
    return CytokineCourse(
        subject="S1",
        origin="the first infusion of cells",
        results=pl.DataFrame(rows, schema=RESULTS, orient="row"),
        folds=pl.DataFrame(schema=FOLDS),
        told=pl.DataFrame(schema=TOLD),
        bands=pl.DataFrame(schema=BANDS),
        drugs=pl.DataFrame(schema=DRUGS),
        infusions=pl.DataFrame(schema=INFUSIONS),
    )


def test_multiples_are_those_of_the_table() -> None:
    """The folds of the data are those of `fold_changes`, and the highest is written."""
    assessment = bedside()
    figure = draw(assessment, "cytokines")

    folds = fold_changes(assessment.study).drop_nulls("fold").select("test", "day", "fold")
    drawn = figure.data.filter(mark="fold").select("test", "day", "value")
    assert sorted(drawn.rows()) == sorted(folds.rows())
    assert "×100" in texts_in(svg_of(figure))
    assert "IL-6 in pg/mL rose 100-fold by day 6." in figure.alt_text


def test_toxicity_and_drugs_stand_behind() -> None:
    """CRS and ICANS have their days and grades, tocilizumab its day."""
    figure = draw(bedside(), "cytokines")

    grades = figure.data.filter(mark="grade").select("test", "day", "end_day", "value").rows()
    assert grades == [("CRS", 2, 6, 2.0), ("ICANS", 5, 8, 3.0)]
    assert figure.data.filter(mark="drug").select("text", "day").rows() == [("tocilizumab", 5)]
    assert any("upper half, orange: CRS; lower half, purple: ICANS" in note for note in figure.notes)


def test_values_before_the_infusion_are_drawn() -> None:
    """The result of day -1 is among the data, and one below the limit has no value."""
    data = draw(bedside(), "cytokines").data

    il_6 = data.filter(mark="result", test="il_6").select("day", "value", "text").rows()
    assert il_6 == [(-1, 4.0, "quantified"), (3, 80.0, "quantified"), (6, 400.0, "quantified"), (14, None, "below")]


def test_what_is_told_in_words_is_a_row() -> None:
    """The gastric case has no number; its four peaks stand on day 6, with CRS and tocilizumab."""
    figure = draw(example("gastric-car-t"), "cytokines")

    assert figure.data.filter(mark="told").select("test", "day", "text").rows() == [
        ("ifn_gamma", 6, "peak"),
        ("il_5", 6, "peak"),
        ("il_6", 6, "peak"),
        ("il_8", 6, "peak"),
    ]
    texts = texts_in(svg_of(figure))
    assert texts.count("peak") >= 4
    for wanted in ("IL-8", "CRS", "tocilizumab", "grade 1"):
        assert wanted in texts


def test_days_that_are_not_known_are_told() -> None:
    """A peak without a day is in a note, not on a day."""
    figure = draw(bedside(), "cytokines")

    assert "il_2" not in set(figure.data["test"].drop_nulls())
    assert "Not drawn, since their day is not known: IL-2." in figure.notes


def test_a_later_infusion_does_not_stretch_the_axis() -> None:
    """Cytokines end on day 14; the infusion of day 130 is in the data and lies beyond the picture."""
    figure = draw(bedside(), "cytokines")

    svg = svg_of(figure)
    assert figure.data.filter(mark="infusion")["day"].to_list() == [0, 130]
    assert "140" not in texts_in(svg)


def test_units_have_panels_of_their_own() -> None:
    """One analyte in two units is two panels."""
    rows: list[tuple[object, ...]] = [
        ("il_6", unit, day, "quantified", value, None)
        for unit, day, value in (("pg/mL", 1, 5.0), ("pg/mL", 2, 50.0), ("IU/mL", 1, 2.0))
    ]
    texts = texts_in(svg_of(cytokines(course(rows), About("Trial 7"))))

    assert "IL-6 (pg/mL)" in texts
    assert "IL-6 (IU/mL)" in texts
    assert "max 50" in texts


def test_analytes_beyond_what_a_page_holds_are_counted() -> None:
    """Eighteen panels are drawn; how many more there are is told, and all are in the data."""
    rows: list[tuple[object, ...]] = [
        (f"test_{at:02d}", "pg/mL", 1, "quantified", 1.0 + at, None) for at in range(MOST_PANELS + 3)
    ]
    figure = cytokines(course(rows), About("Trial 7"))

    assert figure.data.filter(mark="result").height == MOST_PANELS + 3
    assert any(note.startswith("3 further analytes") for note in figure.notes)


def test_a_result_of_0_below_no_known_limit_stands_at_the_foot() -> None:
    """What was not detected is drawn open at the foot, and a note says so."""
    rows: list[tuple[object, ...]] = [
        ("il_6", "pg/mL", 1, "quantified", 40.0, None),
        ("il_6", "pg/mL", 2, "below", None, None),
    ]
    figure = cytokines(course(rows), About("Trial 7"))

    assert any("at the foot" in note for note in figure.notes)
    assert "IL-6 (pg/mL)" in texts_in(svg_of(figure))


def test_a_subject_without_cytokines_is_refused() -> None:
    """The error says what is needed."""
    with pytest.raises(DataError, match="no cytokine is recorded of 'IL-01'") as error:
        draw(example("infant-all-bone-lesion"), "cytokines")

    assert "category cytokine" in error.value.hint


def test_of_several_subjects_one_must_be_named() -> None:
    """The figure is of one subject."""
    with pytest.raises(DataError, match="of one subject"):
        draw(bedside("A", "B"), "cytokines")

    assert draw(bedside("A", "B"), "cytokines", Asked(subject="B")).title == "B: cytokines"


def test_hostile_names_are_text() -> None:
    """A subject named like a script is written and never run."""
    svg = svg_of(draw(bedside(HOSTILE), "cytokines"))

    assert "<script" not in svg
    assert any(text.startswith("</script><script>") for text in texts_in(svg))


def test_the_same_input_gives_the_same_picture() -> None:
    """Byte for byte."""
    assessment = bedside()

    assert svg_of(draw(assessment, "cytokines")) == svg_of(draw(assessment, "cytokines"))
