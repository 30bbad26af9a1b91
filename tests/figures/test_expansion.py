"""Expansion: infused cells by days from each infusion, on a log scale, with what the kinetics say."""

from __future__ import annotations

import polars as pl
import pytest

from ebbtide.celltherapy.mean_profile import mean_profile
from ebbtide.errors import DataError
from ebbtide.figures.expansion import MOST_SERIES, rounded, told
from ebbtide.figures.rendering import svg_of
from ebbtide.workflow.assessed import assess
from ebbtide.workflow.celltherapy import CellKinetics
from ebbtide.workflow.drawing import Asked, draw
from tests.figures.bedside_studies import HOSTILE, bedside, bedside_study, example
from tests.figures.texts import texts_in


def test_infusions_overlay_by_days_from_each() -> None:
    """Samples of both infusions stand on days from their own infusion."""
    data = draw(bedside(), "expansion").data

    days = data.filter(mark="sample").group_by("infusion").agg(pl.col("day").sort()).sort("infusion")["day"].to_list()
    assert days == [[1, 4, 7, 10, 14, 28]] * 2
    assert data.filter(mark="sample", infusion=2, day=10)["value"].to_list() == [400.0]


def test_what_is_told_is_what_the_kinetics_say() -> None:
    """Cmax, Tmax and the area of data and key are those of the table of kinetics."""
    assessment = bedside()
    figure = draw(assessment, "expansion")

    kinetics = CellKinetics(assessment.study).kinetics
    for name in ("cmax", "tmax_day", "auc_partial"):
        assert figure.data.filter(mark=name)["value"].to_list() == kinetics[name].cast(pl.Float64).to_list()
    texts = texts_in(svg_of(figure))
    for row in kinetics.iter_rows(named=True):
        assert f"infusion {row['infusion']}: {told(row)}" in texts
    assert "Cmax 1,000, Tmax day 10" in figure.alt_text


def test_the_donor_case_shows_37_1_beside_78_1() -> None:
    """The first peak has no day and is a level across; the second stands on day 14."""
    figure = draw(example("donor-car-t"), "expansion")

    assert figure.data.filter(mark="cmax").select("subject", "value").rows() == [("DC-01.1", 37.1), ("DC-01.2", 78.1)]
    samples = figure.data.filter(mark="sample").select("subject", "day", "value").rows()
    assert samples == [("DC-01.1", None, 37.1), ("DC-01.1", 40, None), ("DC-01.2", 14, 78.1)]
    texts = texts_in(svg_of(figure))
    assert "DC-01.1: peak 37.1, day not known" in texts
    assert "tocilizumab" in texts
    assert "Of which cells % is the percentage is not recorded." in figure.notes


def test_words_without_a_number_stand_beneath() -> None:
    """The gastric case has one number; peaks and absences told in words stand in rows of their own."""
    figure = draw(example("gastric-car-t"), "expansion")

    texts = texts_in(svg_of(figure))
    assert "infusion 2: Cmax 4,858.59, Tmax day 14, AUC 0–28 not known" in texts
    assert "infusion 1: peak" in texts
    assert texts.count("infusion 1: not detected") == 1
    assert "Each unit has a panel of its own; none is converted." in figure.notes


def test_samples_below_the_limit_are_open_and_have_no_value() -> None:
    """A count below the limit is no number; its limit is a line, named."""
    figure = draw(bedside(), "expansion")

    below = figure.data.filter(mark="sample", text="below")
    assert below.height == 6
    assert below["value"].null_count() == 6
    assert set(figure.data.filter(mark="limit")["value"]) == {50.0}
    assert "LLOQ 50" in texts_in(svg_of(figure))


def test_many_subjects_are_thin_lines_with_a_mean() -> None:
    """Beyond eight lines subjects are not named; the geometric mean of each day stands among the data."""
    names = [f"S{number:02d}" for number in range(MOST_SERIES + 2)]
    figure = draw(bedside(*names), "expansion")

    texts = texts_in(svg_of(figure))
    assert not any("S03" in text for text in texts)
    mean = figure.data.filter(mark="geometric mean", infusion=2, day=10)
    assert mean["value"].round(6).to_list() == [400.0]
    assert any("geometric mean Cmax 400 (n = 10)" in text for text in texts)
    assert figure.about.population == "10 of 10 subjects given cells"


def test_one_subject_of_many_can_be_asked_for() -> None:
    """A named subject is drawn alone."""
    figure = draw(bedside("A", "B"), "expansion", Asked(subject="B"))

    assert set(figure.data["subject"].drop_nulls()) == {"B"}
    assert figure.about.population == "B"


def test_subjects_without_a_sample_are_counted() -> None:
    """Whoever was given cells is drawn or counted as missing."""
    study = bedside_study("A", "B")
    tables = dict(study.tables)
    tables["findings"] = tables["findings"].filter((pl.col("subject") == "A") | (pl.col("category") != "car_kinetics"))
    assessment = assess(type(study)(**{**vars(study), "tables": tables}))
    figure = draw(assessment, "expansion")

    assert figure.about.population == "1 of 2 subjects given cells"
    assert "1 subjects given cells have no sample." in figure.notes


def test_units_are_never_mixed() -> None:
    """Copies and percentages have a panel each."""
    study = bedside_study("A")
    tables = dict(study.tables)
    other = (
        tables["findings"]
        .filter(test="car_copies")
        .with_columns(test=pl.lit("car_t_cells"), unit=pl.lit("% of T cells"), lloq=None, value=pl.col("value") / 100)
    )
    tables["findings"] = pl.concat([tables["findings"], other])
    figure = draw(assess(type(study)(**{**vars(study), "tables": tables})), "expansion")

    texts = texts_in(svg_of(figure))
    assert "CAR copies in blood (copies/µg DNA), log scale" in texts
    assert "CAR-T cells in blood (% of T cells), log scale" in texts


def test_a_study_without_counts_is_refused() -> None:
    """The error says what is needed."""
    with pytest.raises(DataError, match="no infused cells were counted") as error:
        draw(example("infant-all-bone-lesion"), "expansion")

    assert "car_kinetics" in error.value.hint


def test_hostile_names_are_text() -> None:
    """Subjects named like scripts are written and never run."""
    svg = svg_of(draw(bedside(HOSTILE, "B"), "expansion"))

    assert "<script" not in svg
    assert any(text.startswith("</script><script>") for text in texts_in(svg))


def test_a_mean_needs_three_numbers_most_of_them_above_the_limit() -> None:
    """Two numbers make no mean, nor do three among four below the limit."""
    base = {"infusion": 1, "measure": "car_copies", "unit": "copies/uL", "undated": False}
    two = [base | {"day": 1, "reading": "quantified", "amount": 10.0}] * 2
    few = [base | {"day": 2, "reading": "quantified", "amount": 10.0}] * 3
    few += [base | {"day": 2, "reading": "below", "amount": None}] * 4
    half = [base | {"day": 3, "reading": "quantified", "amount": amount} for amount in (1.0, 10.0, 100.0)]
    half += [base | {"day": 3, "reading": "below", "amount": None}] * 3
    found = mean_profile(pl.DataFrame(two + few + half))

    assert found.select("day", "quantified", "below_lloq", pl.col("geometric_mean").round(9)).rows() == [
        (3, 3, 3, 10.0)
    ]


@pytest.mark.parametrize(("amount", "written"), [(0.0, "0"), (1e9, "1,000,000,000"), (12.3456, "12.35")])
def test_amounts_are_written_without_powers(amount: float, written: str) -> None:
    """Four figures, no exponent."""
    assert rounded(amount) == written
