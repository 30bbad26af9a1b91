"""Forests: every rate and interval is the table's, and what `ebbtide incidence` prints."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ebbtide
from ebbtide.endpoints.rates import RATES
from ebbtide.errors import DataError, EmptyTableError
from ebbtide.figures import About
from ebbtide.figures.forest import FOREST_ROWS, incidence_forest, incidence_rows, rate_forest, rate_rows, rate_text
from ebbtide.figures.rendering import svg_of
from ebbtide.patterns.incidence import forest_table, pooled_incidence
from ebbtide.patterns.study_incidence import INCIDENCE
from ebbtide.statistics.proportions import exact_interval
from ebbtide.workflow.drawing import Asked, draw
from ebbtide.workflow.incidences import forest_in_percent, incidence_in_percent
from tests.cli.support import run
from tests.figures.texts import texts_in

if TYPE_CHECKING:
    from ebbtide.workflow.assessed import Assessment

HOSTILE = "</script><script>alert(1)</script>"
ABOUT = About("Trial", "some subjects")


@pytest.fixture(scope="module")
def trials() -> Assessment:
    """Four trials, 771 patients."""
    return ebbtide.assess(ebbtide.read_study(ebbtide.examples.path("atezolizumab")), explanations=False)


@pytest.fixture(scope="module")
def invented() -> Assessment:
    """Eight subjects in three arms, three readers."""
    study = ebbtide.read_study(ebbtide.examples.path("pharmaverse-recist"))
    return ebbtide.assess(study, criteria=["recist-1.1", "irecist"], explanations=False)


def rates_of(groups: dict[str, tuple[int, int]]) -> dict[str, pl.DataFrame]:
    """Make rates of arms from responders and subjects."""
    rows = [(name, *counts) for name, counts in groups.items()]
    table = pl.DataFrame(rows, schema={"arm": pl.String, "responders": pl.Int64, "subjects": pl.Int64}, orient="row")
    low, high = exact_interval(table["responders"], table["subjects"])
    return {"arm": table.with_columns(estimate=pl.col("responders") / pl.col("subjects"), low=low, high=high)}


def counted_of(definitions: dict[str, tuple[int, int]]) -> pl.DataFrame:
    """Make counts of a pattern by definition, among all treated."""
    rows = [
        {"definition": name, "criterion": "irecist", "reader": "", "among": "treated", "patients": patients}
        | {"progressed": found, "with_pattern": found, "open": 0, "not_computable": 0}
        for name, (found, patients) in definitions.items()
    ]
    table = pl.DataFrame(rows, schema={name: kind for name, kind in INCIDENCE.items() if name not in {"low", "high"}})
    low, high = exact_interval(table["with_pattern"], table["patients"])
    return table.with_columns(estimate=pl.col("with_pattern") / pl.col("patients"), low=low, high=high)


def test_a_study_stands_beside_the_published(trials: Assessment) -> None:
    """Its counts by definition, on both denominators, then 27 studies, four pooled tumors and the pool of all."""
    data = draw(trials, "forest").data
    assert data.columns == list(FOREST_ROWS)
    assert data["kind"].value_counts(sort=True).rows() == [("study", 27), ("own", 18), ("pooled", 4), ("overall", 1)]
    counted = trials.incidence()
    for section, among in (("all treated", "treated"), ("scanned again", "progressed_and_scanned_again")):
        own = data.filter(pl.col("section").str.contains(section))
        names = ("definition", "with_pattern", "patients", "open", "not_computable")
        expected = counted.filter(among=among).select(*names, *(pl.col(n) * 100 for n in ("estimate", "low", "high")))
        shown = ("name", "events", "patients", "open", "not_computable", "estimate_pct", "low_pct", "high_pct")
        assert own.select(shown).rows() == expected.rows()


def test_pooled_rates_are_those_of_the_house(trials: Assessment) -> None:
    """The diamonds hold rate, interval and prediction as pooled; a tumor of one study pools nothing."""
    data = draw(trials, "forest").data
    names = ("estimate", "low", "high", "prediction_low", "prediction_high")
    pooled = (
        pooled_incidence()
        .filter(pl.col("studies") > 1)
        .select("pseudoprogressions", "patients", *(pl.col(name) * 100 for name in names))
    )
    drawn = data.filter(pl.col("kind").is_in(["pooled", "overall"]))
    assert drawn.select("events", "patients", *(f"{name}_pct" for name in names)).rows() == pooled.rows()
    weights = dict(data.filter(kind="study").select(pl.col("name").str.extract(r"(\[\d+\])"), "weight_pct").rows())
    expected = (
        forest_table().filter(kind="study").select(pl.col("study").str.extract(r"(\[\d+\])"), "overall_weight_pct")
    )
    assert weights == pytest.approx(dict(expected.rows()))


def test_what_is_printed_is_what_the_command_prints(trials: Assessment, capsys: pytest.CaptureFixture[str]) -> None:
    """Counts, rates and intervals, of the study and of what was published, letter by letter."""
    texts = texts_in(svg_of(draw(trials, "forest")))
    of_study = incidence_in_percent(trials, by=None)
    said = [text for name in ("treated", "scanned_again") for text in of_study[name]]
    for text in said:
        found, of_all, rate = re.fullmatch(r"(\d+) of (\d+)  (.*)", text).groups()  # type: ignore[union-attr]
        assert f"{found} / {of_all}" in texts
        assert rate in texts
    published = forest_in_percent("logit", "REML").filter(kind="study")
    for rate, interval in published.select("rate", "interval").rows():
        assert f"{rate} ({interval})" in texts
    told = json.loads(run(capsys, "incidence", ebbtide.examples.path("atezolizumab"), "--json").out)
    rows = [row for row in told["study"] if row["definition"] == "lee_2018"]
    assert {f"{row['with_pattern']} / {row['patients']}" for row in rows} == {"24 / 771", "24 / 195"}
    assert {"24 / 771", "24 / 195", "192 / 3,646", "5.5 (4.5 to 6.7)"} <= set(texts)


def test_another_pattern_stands_alone(trials: Assessment) -> None:
    """Nothing was published of it here, and the figure says so; what could not be computed has no rate."""
    figure = draw(trials, "forest", Asked(pattern="hyperprogression"))
    assert figure.title == "How often hyperprogression was found"
    assert figure.data["kind"].unique().to_list() == ["own"]
    assert "No published counts of hyperprogression come with Ebbtide." in figure.notes
    assert figure.data.filter(name="saada_bouzid_2017")["estimate_pct"].null_count() == 2
    assert "not computable" in texts_in(svg_of(figure))


def test_a_pattern_that_nobody_calls_is_refused(trials: Assessment) -> None:
    """With the patterns there are."""
    with pytest.raises(DataError) as refused:
        draw(trials, "forest", Asked(pattern="flare"))
    assert "hyperprogression" in refused.value.hint


def test_a_criterion_narrows_the_definitions(trials: Assessment) -> None:
    """Only those that read iRECIST; none reads Choi."""
    data = draw(trials, "forest", Asked(criterion="irecist")).data.filter(kind="own")
    assert data["name"].unique().sort().to_list() == ["irecist", "irecist_response"]
    with pytest.raises(DataError, match="no definition of pseudoprogression reads"):
        draw(trials, "forest", Asked(criterion="choi"))


def test_one_reader_of_several_is_counted(invented: Assessment) -> None:
    """Each definition once on each denominator, and the reader is named."""
    figure = draw(invented, "forest", Asked(reader="RADIOLOGIST 1"))
    own = figure.data.filter(kind="own")
    assert own.group_by("section").agg(pl.col("name").is_duplicated().any())["name"].any() is False
    assert figure.about.reader == "RADIOLOGIST 1"
    expected = invented.incidence().filter(reader="RADIOLOGIST 1", among="treated")
    assert own.head(len(expected))["events"].to_list() == expected["with_pattern"].to_list()


@pytest.mark.parametrize("rate", list(RATES))
def test_rates_of_subgroups_are_those_of_the_endpoint_table(trials: Assessment, rate: str) -> None:
    """Responders, subjects, rate and interval arm by arm, and all subjects at the end."""
    figure = draw(trials, "forest", Asked(by="arm", endpoint=rate))
    expected = trials.rates(by="arm").filter(criterion="recist-1.1", rate=rate)
    arms, of_all = figure.data[:-1], figure.data.row(-1, named=True)
    counts = expected.select("arm", "responders", "subjects", *(pl.col(n) * 100 for n in ("estimate", "low", "high")))
    assert arms.select("name", "events", "patients", "estimate_pct", "low_pct", "high_pct").rows() == counts.rows()
    assert (of_all["kind"], of_all["patients"]) == ("overall", 771)
    assert of_all["events"] == expected["responders"].sum()
    texts = texts_in(svg_of(figure))
    for row in figure.data.iter_rows(named=True):
        assert f"{row['events']} / {row['patients']}" in texts
        assert rate_text(row["estimate_pct"], row["low_pct"], row["high_pct"]) in texts


def test_subgroups_of_several_columns_stand_under_their_names(invented: Assessment) -> None:
    """Arms, then sexes, then all eight subjects once."""
    data = draw(invented, "forest", Asked(by="arm, sex")).data
    assert data["section"].unique(maintain_order=True).to_list() == ["Arm", "Sex", "All"]
    assert data.group_by("section", maintain_order=True).agg(pl.col("patients").sum())["patients"].to_list() == [
        8,
        8,
        8,
    ]


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        (Asked(by="planet"), "does not tell the planet"),
        (Asked(by="pattern"), "does not tell the pattern"),
        (Asked(by="arm", endpoint="PFS"), "there is no rate 'PFS'"),
    ],
)
def test_what_cannot_be_counted_is_refused(invented: Assessment, asked: Asked, problem: str) -> None:
    """With what can be."""
    with pytest.raises(DataError, match=problem) as refused:
        draw(invented, "forest", asked)
    assert refused.value.hint


def test_nobody_is_an_error_with_a_hint() -> None:
    """A forest needs a tree."""
    with pytest.raises(EmptyTableError, match="no group"):
        rate_forest({}, ABOUT, rate="ORR")


def test_an_interval_beyond_the_axis_ends_in_an_arrow(trials: Assessment) -> None:
    """Uveal melanoma, 1 of 9, reaches 48 %: the axis ends before, and the text has the whole."""
    figure = draw(trials, "forest")
    assert "Arrow: the interval goes on beyond the axis." in figure.notes
    assert "11.1 (0.3 to 48.2)" in texts_in(svg_of(figure))
    assert figure.data["high_pct"].max() == pytest.approx(48.2, abs=0.1)


@pytest.mark.parametrize("many", [1, 30, 1_000])
def test_any_number_of_groups_is_drawn(many: int) -> None:
    """Up to 120 rows; further ones stand in the data, and the notes count them."""
    figure = rate_forest(rates_of({f"arm {n}": (n % 4, 4 + n % 3) for n in range(many)}), ABOUT, rate="ORR")
    assert len(figure.data) == many + 1
    assert any("further rows" in note for note in figure.notes) == (many == 1_000)
    assert svg_of(figure) == svg_of(
        rate_forest(rates_of({f"arm {n}": (n % 4, 4 + n % 3) for n in range(many)}), ABOUT, rate="ORR")
    )


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 60)), min_size=1, max_size=12))
def test_every_subject_is_in_one_row_and_in_all(counts: list[tuple[int, int]]) -> None:
    """All subjects add up to the groups, whatever order these come in, and each rate lies in its interval."""
    groups = {f"g{n}": (min(found, of_all), of_all) for n, (found, of_all) in enumerate(counts)}
    rows, turned = rate_rows(rates_of(groups)), rate_rows(rates_of(dict(reversed(groups.items()))))
    assert rows["patients"][-1] == rows["patients"][:-1].sum()
    assert rows.row(-1) == turned.row(-1)
    assert sorted(rows[:-1].rows()) == sorted(turned[:-1].rows())
    inside = (pl.col("low_pct") - 1e-9 <= pl.col("estimate_pct")) & (
        pl.col("estimate_pct") <= pl.col("high_pct") + 1e-9
    )
    assert rows.select(inside.all()).item()


@pytest.mark.parametrize("name", [HOSTILE, "a" * 300, "quote \" and ' and & <b>", "グループ 一 🙂"])
def test_names_from_data_stay_text(name: str) -> None:
    """They are in the data whole; in the picture they are cut, and never markup."""
    figure = rate_forest(rates_of({name: (1, 4), "other": (2, 5)}), About(name, name), rate="ORR")
    svg = svg_of(figure)
    assert "<script" not in svg
    assert "<b>" not in svg
    assert figure.data["name"][0] == name


def test_a_definition_without_a_patient_says_so() -> None:
    """Nobody scanned again has no rate, and the row says nobody."""
    counted = counted_of({"irecist": (0, 3)}).with_columns(
        patients=pl.lit(0, pl.Int64), estimate=None, low=None, high=None
    )
    figure = incidence_forest(counted, None, ABOUT, pattern="pseudoprogression")
    assert "nobody" in texts_in(svg_of(figure))
    assert incidence_rows(counted, None)["estimate_pct"].to_list() == [None]


def test_words_tell_what_the_forest_shows(trials: Assessment) -> None:
    """The span of the study's rates and the pool are in the words for those who cannot see."""
    assert draw(trials, "forest").alt_text == (
        "Forest of 50 rates. How often pseudoprogression was found, beside published counts. In this study 0.1 to "
        "21.0 % over 18 rows. Pooled, all published studies: 5.5 (4.5 to 6.7) %."
    )
