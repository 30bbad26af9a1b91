"""The lesion map: every lesion and visit is in it, with the sizes that the criteria sum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ebbtide
from ebbtide.errors import DataError
from ebbtide.figures import About
from ebbtide.figures.lesion_map import CELLS, VISITS, Trend, lesion_map
from ebbtide.figures.rendering import svg_of
from ebbtide.workflow.drawing import Asked, draw
from tests.figures.texts import texts_in

if TYPE_CHECKING:
    from ebbtide.figures import Figure
    from ebbtide.workflow.assessed import Assessment

HOSTILE = "</script><script>alert(1)</script>\"'é膵"
ROW: dict[str, Any] = {"subject": "S1", "role": "target", "organ": "liver"}
BASELINE: list[dict[str, Any]] = [
    {**ROW, "lesion": "T1", "day": -3, "longest_mm": 40.0},
    {**ROW, "lesion": "T2", "day": -3, "longest_mm": 20.0, "organ": "lung"},
    {**ROW, "lesion": "T10", "day": -3, "longest_mm": 30.0, "perpendicular_mm": 20.0, "organ": "lymph node"},
    {**ROW, "lesion": "NT1", "day": -3, "role": "nontarget", "state": "present"},
]
LATER: list[dict[str, Any]] = [
    {**ROW, "lesion": "T1", "day": 42, "longest_mm": 20.0},
    {**ROW, "lesion": "T2", "day": 42, "longest_mm": 30.0, "organ": "lung"},
    {**ROW, "lesion": "T10", "day": 42, "state": "not_evaluable", "organ": "lymph node"},
    {**ROW, "lesion": "NT1", "day": 42, "role": "nontarget", "state": "unequivocal_progression"},
    {**ROW, "lesion": "T1", "day": 84, "state": "absent"},
    {**ROW, "lesion": "T2", "day": 84, "state": "too_small", "organ": "lung"},
    {**ROW, "lesion": "N1", "day": 84, "role": "new", "state": "present", "organ": "bone"},
]


def study_of(rows: list[dict[str, Any]]) -> Assessment:
    """Judge some readings."""
    frame = pl.DataFrame(rows, infer_schema_length=None)
    for name in ("perpendicular_mm", "longest_mm", "state"):
        if name not in frame.columns:
            frame = frame.with_columns(pl.lit(None).alias(name))
    return ebbtide.assess(ebbtide.read_study(frame), criteria=["recist-1.1", "who"], explanations=False)


def cell(figure: Figure, lesion: str, day: int) -> dict[str, Any]:
    """Give one cell."""
    return figure.data.filter(lesion=lesion, day=day).row(0, named=True)


def test_every_lesion_has_a_cell_at_every_visit_in_order() -> None:
    """Lesions are grouped by organ, targets first and by the numbers in their names; visits follow their days."""
    figure = draw(study_of([*BASELINE, *LATER]), "lesions")
    assert figure.data.select("lesion").unique(maintain_order=True)["lesion"].to_list() == [
        "T1",
        "NT1",
        "T2",
        "T10",
        "N1",
    ]
    assert figure.data.height == 5 * 3
    assert figure.data.filter(lesion="T1")["day"].to_list() == [-3, 42, 84]
    assert figure.width == 640


def test_sizes_are_those_the_criterion_sums() -> None:
    """A node counts by its short axis, a lesion too small by 5 mm, an absent one by nothing."""
    figure = draw(study_of([*BASELINE, *LATER]), "lesions")
    assert cell(figure, "T10", -3)["size"] == 20.0
    assert cell(figure, "T2", 84)["size"] == 5.0
    assert cell(figure, "T2", 84)["change_pct"] == -75.0
    assert cell(figure, "T1", 84)["change_pct"] == -100.0
    assert cell(figure, "T10", 84)["state"] == "missing"
    assert cell(figure, "N1", 42)["state"] == "not_there"


def test_the_sizes_of_targets_add_up_to_the_sum_of_the_table() -> None:
    """Wherever no target lacks, the drawn sizes sum to the burden of the responses, for every subject and reader."""
    study = ebbtide.read_study(ebbtide.examples.path("pharmaverse-recist"))
    assessment = ebbtide.assess(study, criteria=["recist-1.1"], explanations=False)
    compared = 0
    for subject, reader in study.table("measurements").select("subject", "reader").unique().sort("subject").rows():
        data = draw(assessment, "lesions", Asked(subject=subject, reader=reader)).data
        targets = data.filter(role="target")
        sums = targets.group_by("day").agg(total=pl.col("size").sum(), lacks=pl.col("size").null_count() > 0)
        table = assessment.responses.filter(subject=subject, reader=reader).select(
            pl.col("day").cast(pl.Int32), "burden"
        )
        both = sums.filter(~pl.col("lacks")).join(table.drop_nulls(), on="day")
        assert (both["total"] - both["burden"]).abs().sum() < 1e-6
        compared += both.height
    assert compared > 20


def test_products_are_drawn_for_a_criterion_that_sums_them() -> None:
    """Under WHO a cell holds the product of two diameters, in mm²."""
    assessment = ebbtide.assess(
        ebbtide.read_study(ebbtide.examples.path("pharmaverse-recist")), criteria=["who"], explanations=False
    )
    figure = draw(assessment, "lesions", Asked(subject="01-701-1015"))
    first = cell(figure, "T01", 0)
    assert first["unit"] == "mm2"
    assert first["size"] == pytest.approx(21.0 * 20.37)
    assert "427.8 mm²" in texts_in(svg_of(figure))


def test_a_mixed_response_is_said() -> None:
    """One lesion falls by half while another grows by half: both are named, and the day is called mixed."""
    figure = draw(study_of([*BASELINE, *LATER]), "lesions")
    assert cell(figure, "T1", 42)["trend"] == "responds"
    assert cell(figure, "T2", 42)["trend"] == "grows"
    notes = " ".join(figure.notes)
    assert "Mixed: on day 42" in notes
    assert "On day 84" in notes
    assert "respond T1, T2" in notes
    assert "NT1 progressed on day 42" in notes
    assert "Mixed response on day 42" in figure.alt_text


def test_mixed_days_are_those_of_the_pattern() -> None:
    """The first mixed day that is drawn is the basis of dissociated response in the table of patterns."""
    assessment = study_of([*BASELINE, *LATER])
    table = assessment.patterns(explain=False)
    [day] = table.filter(definition="ippolito_2021", call="yes")["basis_day"].unique().to_list()
    assert f"Mixed: on day {day} " in " ".join(draw(assessment, "lesions").notes)


def test_new_lesions_are_marked_where_they_are_first_seen() -> None:
    """A dot stands where a new lesion is first seen, and words stand for what has no size."""
    figure = draw(study_of([*BASELINE, *LATER]), "lesions")
    assert figure.data.filter("is_new").select("lesion", "day").rows() == [("N1", 84)]
    texts = texts_in(svg_of(figure))
    assert "●" in texts
    assert {"too small", "absent", "missing", "day −3", "day 84", "Liver", "T1", "▼ −50 %", "▲ +50 %"} <= set(texts)
    assert {"not", "evaluable"} <= set(texts) or "not evaluable" in texts


def test_printed_sums_are_drawn_as_such() -> None:
    """The gastric record prints sums alone; its map shows them, and says so."""
    assessment = ebbtide.assess(ebbtide.read_study(ebbtide.examples.path("gastric-car-t")), explanations=False)
    figure = draw(assessment, "lesions")
    sums = figure.data.filter(role="sum").drop_nulls("size")
    assert sums.select("day", "size").rows() == [(0, 42.47), (28, 90.73), (56, 59.27), (89, 49.15)]
    assert "The record prints sums" in " ".join(figure.notes)
    assert "90.73 mm" in texts_in(svg_of(figure))


def test_a_subject_without_a_baseline_gets_no_changes() -> None:
    """The empty baseline that judging needs is not drawn, and the lack is said."""
    figure = draw(study_of([{**row, "day": row["day"] + 200} for row in BASELINE]), "lesions")
    assert figure.data["day"].unique().to_list() == [197]
    assert figure.data["change_pct"].null_count() == figure.data.height
    assert "There is no baseline" in " ".join(figure.notes)


def test_many_visits_leave_colors_alone() -> None:
    """Sixty visits are drawn without numbers in their cells, and the note says where the numbers are."""
    rows = [
        {**ROW, "lesion": f"T{number}", "day": 30 * visit - 5, "longest_mm": 30.0 + visit}
        for number in (1, 2)
        for visit in range(60)
    ]
    figure = draw(study_of(rows), "lesions")
    assert figure.data.height == 120
    assert "60 visits leave no room for numbers" in " ".join(figure.notes)
    days = [text for text in texts_in(svg_of(figure)) if text.lstrip("−").isdigit()]
    assert 3 < len(days) < 60


def test_hostile_names_are_text() -> None:
    """Names of lesions, organs, visits and subjects end up as text, shortened."""
    rows = [
        row
        | {
            "subject": HOSTILE,
            "organ": HOSTILE,
            "lesion": row["lesion"] + HOSTILE * 4,
            "visit": HOSTILE + str(row["day"]),
        }
        for row in [*BASELINE, *LATER]
    ]
    svg = svg_of(draw(study_of(rows), "lesions"))
    assert "<script" not in svg
    assert any("script" in text for text in texts_in(svg))


def test_what_is_not_there_is_refused() -> None:
    """A study of several needs a subject, and a subject without readings has no map."""
    with pytest.raises(DataError, match="of one subject"):
        draw(study_of([*BASELINE, *[row | {"subject": "S2"} for row in BASELINE]]), "lesions")
    empty = pl.DataFrame(schema=CELLS)
    with pytest.raises(DataError, match="no lesion"):
        lesion_map(
            empty,
            pl.DataFrame(schema=VISITS),
            About("Trial"),
            subject="S1",
            measure="diameter",
            trend=Trend(30, 20, "a source"),
        )


@settings(max_examples=15)
@given(st.permutations([*BASELINE, *LATER]))
def test_the_order_of_rows_changes_nothing(rows: list[dict[str, Any]]) -> None:
    """The same readings in another order give the same picture."""
    plain, other = draw(study_of([*BASELINE, *LATER]), "lesions"), draw(study_of(rows), "lesions")
    assert other.data.equals(plain.data)
    assert other.spec() == plain.spec()


def test_a_word_that_there_is_no_new_lesion_is_no_lesion() -> None:
    """The infant's record says at each scan that nothing is new: no row is drawn of that."""
    assessment = ebbtide.assess(ebbtide.read_study(ebbtide.examples.path("infant-all-bone-lesion")), explanations=False)
    assert draw(assessment, "lesions").data["role"].unique().to_list() == ["non-target"]
