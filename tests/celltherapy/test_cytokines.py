"""Cytokines, B cells, antigen and donor cells after an infusion."""

from __future__ import annotations

import pytest

import ebbtide
from ebbtide.celltherapy.antigen import h_score, h_scores
from ebbtide.celltherapy.b_cells import b_cells
from ebbtide.celltherapy.cytokines import fold_changes
from ebbtide.celltherapy.donors import donor_records
from ebbtide.errors import DataError
from ebbtide.study.celltherapy_options import CellTherapyOptions
from tests.celltherapy.cell_studies import Row, infused, study_of


def il_6(day: int, value: float | None, lloq: float | None = None, **cells: object) -> Row:
    """Write one result of interleukin 6."""
    return {"day": day, "test": "IL-6", "value": value, "unit": "pg/mL", "lloq": lloq, "category": "cytokine"} | cells


def folds(rows: list[Row], *infusion_days: int, **options: object) -> list[tuple[object, ...]]:
    """Give day, fold and what it is."""
    study = study_of(treatments=infused(*(infusion_days or (0,))), findings=rows)
    table = fold_changes(study, CellTherapyOptions.model_validate(options))
    return table.select("infusion", "day", "fold", "fold_is").rows()


def test_a_cytokine_is_set_against_the_last_value_before() -> None:
    """400 pg/mL on day 6 over the 5 of day -1, not the 10 of day -9, are 80-fold."""
    assert folds([il_6(-9, 10), il_6(-1, 5), il_6(6, 400)]) == [(1, 6, 80.0, "exact")]


def test_a_value_of_the_day_of_infusion_stands_before_it_unless_told_otherwise() -> None:
    """40 pg/mL on day 0 is the baseline, or the first result after it with `infusion_day_sample` of `after`."""
    rows = [il_6(-1, 5), il_6(0, 40), il_6(6, 400)]
    assert folds(rows) == [(1, 6, 10.0, "exact")]
    assert folds(rows, infusion_day_sample="after") == [(1, 0, 8.0, "exact"), (1, 6, 80.0, "exact")]


def test_each_infusion_has_its_own_baseline() -> None:
    """The second infusion looks back to the first one only, and the first ends before the second."""
    assert folds([il_6(-1, 5), il_6(6, 50), il_6(99, 20), il_6(107, 200)], 0, 100) == [
        (1, 6, 10.0, "exact"),
        (1, 99, 4.0, "exact"),
        (2, 7, 10.0, "exact"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (il_6(-1, 1, 2), il_6(6, 400, 2), (200.0, "at least", None)),
        (il_6(-1, 8, 2), il_6(6, 1, 2), (0.25, "at most", None)),
        (il_6(-1, 1, 2), il_6(6, 1, 2), (None, None, "below the limit before and after")),
        (il_6(-1, 0), il_6(6, 400), (None, None, "below a limit that is not given")),
        (il_6(-1, 5, unit="ng/L"), il_6(6, 400), (None, None, "no value before the infusion in this unit")),
        (il_6(1, 5), il_6(1, 400, test="IL-10"), (None, None, "no value before the infusion in this unit")),
    ],
)
def test_a_fold_beside_a_limit(before: Row, after: Row, expected: tuple[object, ...]) -> None:
    """A censored baseline gives a least fold, a censored result a most; both, or no baseline, none."""
    table = fold_changes(study_of(treatments=infused(0), findings=[before, after]))
    assert table.select("fold", "fold_is", "note").row(0) == expected


def test_names_of_cytokines_are_one() -> None:
    """IL6, Interleukin-6 and IL-6 are one test; CRP counts in any category, other chemistry not."""
    rows = [
        il_6(-1, 5, test="IL6"),
        il_6(3, 50, test="Interleukin-6"),
        il_6(-1, 2, test="IFN-\N{GREEK SMALL LETTER GAMMA}"),
        il_6(3, 4, test="interferon gamma"),
        il_6(-1, 10, test="CRP", category="chemistry"),
        il_6(3, 30, test="C-reactive protein", category="chemistry"),
        il_6(3, 30, test="ALT", category="chemistry"),
    ]
    table = fold_changes(study_of(treatments=infused(0), findings=rows))
    assert table.select("test", "fold").rows() == [("crp", 3.0), ("ifn_gamma", 2.0), ("il_6", 10.0)]


def b_cell_rows(by_day: dict[int, float | str], lloq: float | None = None) -> list[Row]:
    """Write counts of B cells; a word is a text."""
    return [
        {"day": day, "test": "B cells", "lloq": lloq, "text" if isinstance(result, str) else "value": result}
        for day, result in by_day.items()
    ]


@pytest.mark.parametrize(
    ("by_day", "lloq", "expected"),
    [
        ({-5: 90, 14: "not detected", 28: 0, 90: 12, 180: 40}, None, (14, 28, 90, 180, "detected")),
        ({14: "not detected", 90: 3}, 5, (14, 90, None, 90, "not detected")),
        ({14: 80, 28: 60}, None, (None, None, None, 28, "detected")),
        ({14: "not detected", 30: 9, 60: "not detected"}, None, (14, 60, 30, 60, "not detected")),
    ],
)
def test_b_cells_are_detected_or_not(
    by_day: dict[int, float | str], lloq: float | None, expected: tuple[object, ...]
) -> None:
    """First and last day without B cells, the day they were found again, the last day and its state."""
    table = b_cells(study_of(treatments=infused(0), findings=b_cell_rows(by_day, lloq)))
    row = table.row(0, named=True)
    assert tuple(row.values())[4:] == expected


def test_the_gastric_antigen() -> None:
    """3+ in 70 %, 2+ in 20 % and 1+ in 5 % of cells are an H-score of 210 + 40 + 5 = 255 (Zhao 2025)."""
    assert h_score(70, 20, 5) == 255
    assert (h_score(0, 0, 0), h_score(100, 0, 0)) == (0, 300)


@pytest.mark.parametrize("parts", [(-1, 0, 0), (70, 20, 11), (float("nan"), 0, 0), (101, 0, 0)])
def test_percentages_that_are_none_are_refused(parts: tuple[float, float, float]) -> None:
    """Negative parts, parts of more than 100 % together and parts that are no numbers are an error."""
    with pytest.raises(DataError, match="percentages of stained cells"):
        h_score(*parts)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([("h_score_3", 70), ("h_score_2", 20), ("h_score_1", 5)], (255, 95, None)),
        ([("h_score_3", 70), ("h_score_2", 20)], (None, None, "a part is missing, or stands twice")),
        (
            [("h_score_3", 70), ("h_score_3", 60), ("h_score_2", 20), ("h_score_1", 5)],
            (None, None, "a part is missing, or stands twice"),
        ),
        (
            [("h_score_3", 70), ("h_score_2", 40), ("h_score_1", 5)],
            (None, None, "the parts are no percentages of all cells"),
        ),
    ],
)
def test_h_scores_of_a_study(values: list[tuple[str, float]], expected: tuple[object, ...]) -> None:
    """A section has a score where its three parts are there once and are percentages of all cells."""
    rows = [{"day": -60, "test": test, "value": value} for test, value in values]
    assert h_scores(study_of(findings=rows)).select("h_score", "positive_pct", "note").row(0) == expected


def test_donor_records_stand_beside_their_infusion() -> None:
    """Chimerism and GVHD keep their words, and count days from the infusion they follow."""
    study = study_of(
        treatments=infused(0, 100),
        findings=[
            {"day": -30, "test": "Chimerism", "value": 99.9, "unit": "%", "text": "complete donor"},
            {"day": 130, "test": "chimerism", "value": 98.0, "unit": "%"},
        ],
        events=[{"day": 20, "event": "gvhd", "grade": 2, "detail": "skin"}],
    )
    assert donor_records(study).select("what", "study_day", "infusion", "day", "value", "grade", "text").rows() == [
        ("chimerism", -30, None, None, 99.9, None, "complete donor"),
        ("gvhd", 20, 1, 20, None, 2, "skin"),
        ("chimerism", 130, 2, 30, 98.0, None, None),
    ]


def test_a_study_without_findings_has_empty_tables() -> None:
    """No findings, no rows."""
    study = study_of(treatments=infused(0))
    assert all(
        table.is_empty() for table in (fold_changes(study), b_cells(study), h_scores(study), donor_records(study))
    )
    assert isinstance(study, ebbtide.Study)
