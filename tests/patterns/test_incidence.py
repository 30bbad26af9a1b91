"""Published incidences, and those of a study."""

from __future__ import annotations

import re
from importlib.resources import files

import polars as pl
import pytest

import ebbtide
from ebbtide.assessment.reported_courses import reported_courses
from ebbtide.errors import DataError, MissingColumnError
from ebbtide.patterns.calling import patterns
from ebbtide.patterns.incidence import FOREST, PUBLISHED, forest_table, pooled_incidence, published_incidence
from ebbtide.patterns.study_incidence import study_incidence
from ebbtide.sources import all_sources
from ebbtide.statistics.proportions import exact_interval
from ebbtide.study import Options
from tests.statistics.references import near, reference

REPORTED = pl.DataFrame(
    [
        ("01", "irecist", 28, "iUPD"),  # a pseudoprogression
        ("01", "irecist", 84, "iPR"),
        ("02", "irecist", 28, "iUPD"),  # progression
        ("02", "irecist", 60, "iCPD"),
        ("03", "irecist", 28, "iUPD"),  # never seen again
        ("04", "irecist", 28, "iUPD"),  # seen again, and nothing could be seen
        ("04", "irecist", 60, "NE"),
        ("05", "irecist", 28, "iSD"),  # never progressed
        ("05", "irecist", 84, "iSD"),
        ("06", "irecist", 28, "iUPD"),  # seen again after another therapy only
        ("06", "irecist", 90, "iUPD"),
    ],
    schema=["subject", "criterion", "day", "overall_response"],
    orient="row",
)
SUBJECTS = pl.DataFrame({"subject": [f"0{n}" for n in range(1, 8)], "arm": ["a", "b", "a", "b", "a", "b", None]})
CALLED = pl.DataFrame(
    {
        "subject": [f"0{n}" for n in range(1, 8)],
        "reader": "",
        "pattern": "pseudoprogression",
        "definition": "irecist",
        "call": ["yes", "no", "open", "open", "no", "no", "not_computable"],
        "known_day": [84, 60, None, None, None, None, None],
    }
)
STUDY = ebbtide.read_study({"reported": REPORTED, "subjects": SUBJECTS})
COURSES = reported_courses(STUDY, Options())


def test_the_review_holds_27_studies() -> None:
    """Jia 2019, Table 1: nine kinds of tumour, 3,646 patients, 192 pseudoprogressions."""
    table = published_incidence()
    assert dict(table.schema) == PUBLISHED
    assert table.height == 27
    assert table["tumor_type"].n_unique() == 9
    assert table.select(pl.col("patients", "pseudoprogressions").sum()).row(0) == (3646, 192)


def test_every_printed_rate_agrees_with_its_counts() -> None:
    """None of the 27 rates differs from its counts by more than rounding to two decimals."""
    rate = 100 * pl.col("pseudoprogressions") / pl.col("patients")
    assert published_incidence().filter((rate - pl.col("printed_rate_pct")).abs() > 0.005 + 1e-9).is_empty()


def test_the_ranges_of_the_review_come_out() -> None:
    """Its text gives the range of the rates for each tumour of several studies."""
    rate = (100 * pl.col("pseudoprogressions") / pl.col("patients")).round(2)
    ranges = published_incidence().group_by("tumor_type").agg(low=rate.min(), high=rate.max())
    printed = {
        "Melanoma": (2.78, 9.69),
        "NSCLC": (1.81, 5.77),
        "RCC": (2.86, 8.82),
        "Urothelial carcinoma": (1.49, 7.14),
        "Uveal melanoma": (11.11, 11.11),
        "HNSCC": (1.79, 1.79),
        "Merkel cell carcinoma": (1.14, 1.14),
        "Mesothelioma": (6.9, 6.9),
    }
    ours = {tumor: (low, high) for tumor, low, high in ranges.rows()}
    assert {tumor: ours[tumor] for tumor in printed} == printed


def test_every_study_names_its_place_in_the_review() -> None:
    """References 18 to 44, each once, and a DOI wherever one is given looks like one."""
    table = published_incidence()
    numbers = [int(re.fullmatch(r"Jia 2019, Table 1, reference (\d+)", source)[1]) for source in table["source"]]  # type: ignore[index]
    assert sorted(numbers) == list(range(18, 45))
    assert table["study"].str.extract(r"\[(\d+)\]$").cast(pl.Int64).to_list() == numbers
    assert all(re.fullmatch(r"10\.\d{4}/\S+", doi) for doi in table["doi"].drop_nulls())
    assert {"10.1158/1078-0432.CCR-09-1624", "10.1200/JCO.2015.64.0391"} <= set(table["doi"])
    assert "Jia 2019" in {source.key for source in all_sources()}


def test_the_table_comes_with_the_package() -> None:
    """It lies beside the code, where a wheel takes it along."""
    assert files("ebbtide.patterns").joinpath("incidence.csv").is_file()


def test_handing_the_table_out_keeps_it_whole() -> None:
    """What a caller does to its copy does not reach the next."""
    published_incidence().insert_column(0, pl.Series("mine", [0] * 27))
    assert "mine" not in published_incidence().columns


@pytest.mark.parametrize("method", ["logit", "freeman-tukey"])
@pytest.mark.parametrize("estimator", ["REML", "DL"])
def test_pooled_by_tumour_it_is_what_metafor_gives(method: str, estimator: str) -> None:
    """By tumour type and overall, rate, interval, prediction and heterogeneity are those of R's metafor."""
    pooled = pooled_incidence(method=method, estimator=estimator)  # type: ignore[arg-type]
    theirs = reference("pooling").filter(method=method, estimator=estimator)
    several = pooled.filter(pl.col("studies") > 1)
    assert several["group"].to_list() == ["Melanoma", "NSCLC", "RCC", "Urothelial carcinoma", "overall"]
    for row in several.iter_rows(named=True):
        for quantity, value in theirs.filter(set=row["group"]).select("quantity", "value").rows():
            assert quantity not in row or near(row[quantity], value), (row["group"], quantity)


def test_a_tumour_of_one_study_keeps_its_own_interval() -> None:
    """Uveal melanoma, 1 of 9: the exact interval, and nothing on heterogeneity."""
    row = pooled_incidence().filter(group="Uveal melanoma").row(0, named=True)
    (low,), (high,) = exact_interval([1], [9])
    assert (row["estimate"], row["low"], row["high"]) == (1 / 9, low, high)
    assert (row["tau2"], row["i2_pct"], row["prediction_low"], row["method"]) == (None, None, None, "exact")


def test_a_table_of_ones_own_is_pooled_by_any_column() -> None:
    """By agent, or not at all; a column that is not there is named."""
    table = pl.DataFrame({"agent": ["x", "x", "y"], "pseudoprogressions": [1, 2, 3], "patients": [20, 30, 40]})
    assert pooled_incidence(table, by="agent")["group"].to_list() == ["x", "y", "overall"]
    assert pooled_incidence(table, by=None)["group"].to_list() == ["overall"]
    with pytest.raises(MissingColumnError, match="tumor_type"):
        pooled_incidence(table)


def test_a_forest_holds_each_study_and_then_its_group() -> None:
    """27 studies, nine pooled rows and one of all; weights sum to 100 within each group and over all."""
    forest = forest_table()
    assert dict(forest.schema) == FOREST
    assert forest.group_by("kind", maintain_order=True).len().rows() == [("study", 27), ("pooled", 9), ("overall", 1)]
    kinds = forest.filter(group="RCC")["kind"].to_list()
    assert kinds == ["study", "study", "pooled"]
    studies = forest.filter(kind="study")
    assert studies.group_by("group").agg(pl.col("weight_pct").sum())["weight_pct"].to_list() == pytest.approx([100] * 9)
    assert studies["overall_weight_pct"].sum() == pytest.approx(100)
    assert forest.row(-1)[:3] == ("overall", "overall", "")


def test_in_a_forest_a_study_has_its_exact_interval() -> None:
    """Wolchok 2009 counted 22 in 227: 9.69 %, 6.17 to 14.31 by R's binom.test."""
    row = forest_table().row(0, named=True)
    assert row["study"] == "Wolchok et al. [19]"
    assert (row["estimate"], row["low"], row["high"]) == pytest.approx((22 / 227, 0.0617383179, 0.1430527278))


def test_a_forest_without_groups_is_the_studies_and_their_sum() -> None:
    """With no column to group by there is one pooled row, the last."""
    assert forest_table(by=None)["kind"].to_list() == ["study"] * 27 + ["overall"]


def rows_of(table: pl.DataFrame, *keys: str) -> dict[object, tuple[int, int]]:
    """Give pseudoprogressions and patients by some columns."""
    return {tuple(row[key] for key in keys): (row["with_pattern"], row["patients"]) for row in table.rows(named=True)}


def test_a_study_is_counted_among_all_and_among_those_who_could_show_it() -> None:
    """1 of 7 treated; of those who progressed and were seen again, 01, 02 and 06, 1 of 3."""
    found = study_incidence(CALLED, COURSES)
    assert rows_of(found, "among") == {("treated",): (1, 7), ("progressed_and_scanned_again",): (1, 3)}
    assert found.select("definition", "criterion", "open", "not_computable").rows() == [
        ("irecist", "irecist", 2, 1),
        ("irecist", "irecist", 0, 0),
    ]
    (low,), (high,) = exact_interval([1], [7])
    assert found.select("estimate", "low", "high").row(0) == (1 / 7, low, high)


def test_a_new_therapy_ends_what_counts_as_seen_again() -> None:
    """Subject 06 was scanned again after another therapy only; a scan on the day it starts still counts."""
    therapy = pl.DataFrame({"subject": ["06", "01"], "new_therapy_day": [50, 84]})
    found = study_incidence(CALLED, COURSES, milestones=therapy)
    assert rows_of(found, "among")["progressed_and_scanned_again",] == (1, 2)


def test_a_study_is_counted_by_arm() -> None:
    """Every subject in its arm, those without one by themselves, and an arm of nobody has no rate."""
    found = study_incidence(CALLED, COURSES, SUBJECTS, by="arm")
    assert rows_of(found, "arm", "among") == {
        ("", "treated"): (0, 1),
        ("", "progressed_and_scanned_again"): (0, 0),
        ("a", "treated"): (1, 3),
        ("a", "progressed_and_scanned_again"): (1, 1),
        ("b", "treated"): (0, 3),
        ("b", "progressed_and_scanned_again"): (0, 2),
    }
    assert found.filter(patients=0).select("estimate", "low", "high").row(0) == (None, None, None)


def test_by_arm_needs_the_arms() -> None:
    """Without the table of subjects, or without the column, the error says which is wanted."""
    with pytest.raises(DataError, match="arm of a subject"):
        study_incidence(CALLED, COURSES, by="arm")
    with pytest.raises(MissingColumnError, match="dose"):
        study_incidence(CALLED, COURSES, SUBJECTS, by="dose")


def test_a_definition_is_counted_against_the_criterion_it_reads() -> None:
    """Definitions come in their own order; one that needs a criterion nobody judged has no second denominator."""
    both = pl.concat([CALLED.with_columns(definition=pl.lit("lee_2018")), CALLED])
    found = study_incidence(both, COURSES)
    assert found.select("definition", "criterion").unique(maintain_order=True).rows() == [
        ("lee_2018", None),
        ("irecist", "irecist"),
    ]
    assert found.filter(definition="lee_2018")["patients"].to_list() == [7, 0]


def test_a_definition_that_nobody_can_be_asked_has_no_rate() -> None:
    """Without lesions a definition that reads lesions is not 0 of 7: it is not known."""
    blind = CALLED.with_columns(call=pl.lit("not_computable"))
    found = study_incidence(blind, COURSES).select("patients", "not_computable", "estimate", "low", "high")
    assert found.rows() == [(7, 7, None, None, None), (3, 3, None, None, None)]


def test_the_patterns_of_the_package_are_counted() -> None:
    """Called by the package itself, 01 is the one pseudoprogression by both readings of iRECIST."""
    called = patterns(COURSES, STUDY, None, Options(), explain=False)
    found = study_incidence(called, COURSES)
    assert rows_of(found.filter(criterion="irecist"), "definition", "among") == {
        ("irecist", "treated"): (1, 7),
        ("irecist", "progressed_and_scanned_again"): (1, 3),
        ("irecist_response", "treated"): (1, 7),
        ("irecist_response", "progressed_and_scanned_again"): (1, 3),
    }


def test_a_pattern_nobody_asked_for_is_named() -> None:
    """The error lists the patterns in the table."""
    with pytest.raises(DataError, match="no hyperprogression") as refused:
        study_incidence(CALLED, COURSES, pattern="hyperprogression")
    assert "pseudoprogression" in refused.value.hint


def test_the_order_of_the_rows_changes_nothing() -> None:
    """Calls in any order give the same counts."""
    backwards = CALLED.reverse()
    assert study_incidence(backwards, COURSES).equals(study_incidence(CALLED, COURSES))
