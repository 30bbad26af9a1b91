"""Kaplan-Meier curves: what is drawn is what the comparison says, and what `ebbtide survival` prints."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ebbtide
from ebbtide.errors import DataError, EmptyTableError
from ebbtide.figures import About
from ebbtide.figures.kaplan_meier import FEW, MOST_CURVES, Told, drawn_groups, numbers_at_risk, survival_curves
from ebbtide.figures.rendering import svg_of
from ebbtide.statistics.curves import kaplan_meier
from ebbtide.statistics.survival import SurvivalByGroup, survival_by
from ebbtide.workflow.ctdna_outcomes import ctdna_outcomes
from ebbtide.workflow.drawing import Asked, draw
from ebbtide.workflow.drawing.survival import draw_by_ctdna
from ebbtide.workflow.survivals import survival_in_words
from tests.cli.support import run
from tests.figures.texts import texts_in

if TYPE_CHECKING:
    from ebbtide.figures import Figure
    from ebbtide.workflow.assessed import Assessment

HOSTILE = "</script><script>alert(1)</script>"


@pytest.fixture(scope="module")
def trials() -> Assessment:
    """Four trials, 771 patients."""
    study = ebbtide.read_study(ebbtide.examples.path("atezolizumab"))
    return ebbtide.assess(study, criteria=["recist-1.1", "irecist"], explanations=False)


@pytest.fixture(scope="module")
def invented() -> Assessment:
    """Eight subjects in three arms, three readers."""
    study = ebbtide.read_study(ebbtide.examples.path("pharmaverse-recist"))
    return ebbtide.assess(study, criteria=["recist-1.1", "irecist"], explanations=False)


def compared_groups(groups: dict[str, int], seed: int = 1) -> SurvivalByGroup:
    """Invent so many subjects of each group, three in four with an event."""
    drawn = random.Random(seed)  # noqa: S311 - no secret
    rows = [
        (f"{group} {number}", group, int(drawn.expovariate(1 / 200)), drawn.random() < 0.75)
        for group, many in groups.items()
        for number in range(many)
    ]
    frame = pl.DataFrame(rows, schema=["subject", "group", "day", "event"], orient="row")
    times = frame.with_columns(
        reader=pl.lit(""), criterion=pl.lit(""), endpoint=pl.lit("OS"), start_day=pl.lit(0, pl.Int64)
    )
    return survival_by(times, frame.select("subject", "group"))


def figure_of(compared: SurvivalByGroup, by: str = "arm") -> Figure:
    """Draw a comparison."""
    return survival_curves(compared, Told(survival_in_words(compared), "OS", by), About("Trial", "some subjects"))


def test_curves_are_those_of_the_comparison(trials: Assessment) -> None:
    """Every step, count and interval is the table's, in percent, after a first row at 100 %."""
    curves = trials.survival(by=None, endpoint="PFS").curves
    drawn = draw(trials, "survival").data.filter(part="curve")
    assert drawn.row(0, named=True) | {"day": 0.0, "at_risk": 771, "survival_pct": 100.0} == drawn.row(0, named=True)
    same = drawn[1:].select("day", "at_risk", "events", "censored", *(f"{n}_pct" for n in ("survival", "low", "high")))
    expected = curves.with_columns(pl.col("survival", "low", "high") * 100)
    assert same.rows() == expected.select("day", "at_risk", "events", "censored", "survival", "low", "high").rows()


def test_what_is_printed_is_what_the_command_prints(trials: Assessment, capsys: pytest.CaptureFixture[str]) -> None:
    """Medians, ratios, probabilities, the log-rank test and who is left out, letter by letter."""
    figure = draw(trials, "survival", Asked(landmark=84, endpoint="PFS"))
    words, texts = survival_in_words(trials.survival(endpoint="PFS", landmark=84)), texts_in(svg_of(figure))
    for row in words.iter_rows(named=True):
        assert {row["group"], row["median_text"]} <= set(texts)
        assert row["hazard_text"] in {*texts, ""}
        assert row["p_text"] in {*texts, ""}
    folder = ebbtide.examples.path("atezolizumab")
    printed = run(capsys, "survival", folder, "--landmark", "84", "--endpoint", "PFS").out
    [test] = [line for line in printed.splitlines() if line.startswith("Log-rank")]
    assert test in texts
    assert test in figure.alt_text
    left_out = [line.removeprefix("Left out: ").rstrip(".") for line in printed.splitlines() if "Left out" in line]
    assert left_out == ["59 (censored by the landmark)", "139 (event by the landmark)"]
    assert f"Left out: {'; '.join(left_out)}." in figure.notes


def test_numbers_of_the_groups_are_the_commands(trials: Assessment, capsys: pytest.CaptureFixture[str]) -> None:
    """Medians and hazard ratios in the data are those of `ebbtide survival --json`."""
    data = draw(trials, "survival", Asked(by="arm", endpoint="PFS")).data.filter(part="group")
    folder = ebbtide.examples.path("atezolizumab")
    told = json.loads(run(capsys, "survival", folder, "--by", "arm", "--endpoint", "PFS", "--json").out)
    own = data.select("group", "at_risk", "events", "median_days", "median_low_days", "median_high_days").rows()
    assert own == [tuple(row.values()) for row in told["medians"]]
    ratios = data.drop_nulls("hazard_ratio").select(
        "group", "hazard_ratio", "hazard_ratio_low", "hazard_ratio_high", "p"
    )
    names = ("group", "hazard_ratio", "low", "high", "p")
    assert ratios.rows() == [tuple(row[name] for name in names) for row in told["hazards"]]


def test_inspire_is_drawn_by_its_ctdna() -> None:
    """The study that no criterion can judge has its figure too, with the numbers of its demonstration."""
    for endpoint in ("PFS", "OS"):
        figure, compared = draw_by_ctdna(endpoint), ctdna_outcomes().survival[endpoint]
        groups = figure.data.filter(part="group")
        assert (
            groups.select("at_risk", "events", "median_days").rows()
            == compared.medians.select("subjects", "events", "median").rows()
        )
        assert set(survival_in_words(compared)["median_text"]) <= set(texts_in(svg_of(figure)))
        assert figure.about.population == "73 of 94 patients, whose ctDNA was compared"


def test_numbers_at_risk_stand_on_the_ticks(trials: Assessment) -> None:
    """Under each tick is who had no event and was not censored before it, and the events up to it."""
    figure = draw(trials, "survival")
    times = trials.endpoints(explain=False).filter(endpoint="PFS", criterion="recist-1.1")
    beneath = figure.data.filter(part="at risk")
    assert beneath["day"].to_list() == [0, 120, 240, 360, 480, 600]
    for day, at_risk, events in beneath.select("day", "at_risk", "events").rows():
        assert at_risk == (times["duration_days"] >= day).sum()
        assert events == (times["event"] & (times["duration_days"] <= day)).sum()
        assert f"{at_risk:,} ({events:,})" in texts_in(svg_of(figure))


@given(st.lists(st.tuples(st.integers(0, 400), st.booleans(), st.sampled_from("ab")), min_size=1), st.randoms())
def test_the_order_of_subjects_changes_no_number(rows: list[tuple[int, bool, str]], order: random.Random) -> None:
    """At risk are those whose time is not over, in whatever order they come."""
    days = [0, 30, 90, 500]
    mixed = list(rows)
    order.shuffle(mixed)
    one, other = (numbers_at_risk(kaplan_meier(*map(list, zip(*each, strict=True))), days) for each in (rows, mixed))
    assert one.equals(other)
    expected = [
        (
            group,
            day,
            sum(t >= day for t, _, g in rows if g == group),
            sum(e and t <= day for t, e, g in rows if g == group),
        )
        for group in sorted({g for *_, g in rows})
        for day in days
    ]
    assert sorted(one.rows()) == expected


def test_arms_are_shown_unasked_where_they_are_few(trials: Assessment, invented: Assessment) -> None:
    """Three arms are three curves; twelve are one, unless they are asked for."""
    assert draw(invented, "survival").data.filter(part="group").height == 3
    assert draw(trials, "survival").data.filter(part="group").height == 1
    assert draw(trials, "survival", Asked(by="arm")).data.filter(part="group").height == 12


def test_a_criterion_brings_its_own_endpoint(trials: Assessment) -> None:
    """Unasked it is progression-free survival under the criterion: PFS, and iPFS under iRECIST."""
    assert draw(trials, "survival").title == "Progression-free survival (PFS)"
    figure = draw(trials, "survival", Asked(criterion="irecist"))
    assert figure.title == "Progression-free survival (iPFS)"
    assert figure.about.criterion == "iRECIST (Seymour 2017)"
    assert figure.about.population == "771 of 771 subjects with a time to iPFS"


def test_an_endpoint_of_another_criterion_is_named_after_it(trials: Assessment) -> None:
    """PFS asked for with iRECIST is that of RECIST 1.1, as the command has it, and the figure says so."""
    figure = draw(trials, "survival", Asked(criterion="irecist", endpoint="PFS", landmark=84))
    assert figure.about.criterion == "RECIST 1.1 (Eisenhauer 2009)"
    assert figure.notes[1].startswith("Groups: what was known on day 84 under iRECIST.")


def test_overall_survival_belongs_to_no_criterion(invented: Assessment) -> None:
    """Neither criterion nor reader stands under it; with nobody dead there is a curve all the same."""
    figure = draw(invented, "survival", Asked(endpoint="OS"))
    assert (figure.about.criterion, figure.about.reader) == ("", "")
    assert draw(invented, "survival", Asked(endpoint="OS", landmark=30)).about.reader == "INVESTIGATOR"
    assert figure.data.filter(part="curve")["survival_pct"].unique().to_list() == [100.0]
    assert "Alive (%)" in texts_in(svg_of(figure))


def test_one_reader_of_several_is_drawn_and_named(invented: Assessment) -> None:
    """The first by name unasked, or the one asked for."""
    assert draw(invented, "survival").about.reader == "INVESTIGATOR"
    assert draw(invented, "survival", Asked(reader="RADIOLOGIST 2")).about.reader == "RADIOLOGIST 2"
    with pytest.raises(DataError, match="no reader"):
        draw(invented, "survival", Asked(reader="NOBODY"))


def test_groups_by_pattern_need_a_landmark(trials: Assessment) -> None:
    """The refusal of the comparison reaches the user."""
    with pytest.raises(DataError, match="landmark"):
        draw(trials, "survival", Asked(by="pattern"))


def test_an_endpoint_that_is_not_there_is_refused(trials: Assessment) -> None:
    """With the names of those that are."""
    with pytest.raises(EmptyTableError, match="no subject has a time to EFS") as refused:
        draw(trials, "survival", Asked(endpoint="EFS"))
    assert "iPFS" in refused.value.hint


def test_a_curve_ends_where_few_are_left_and_says_so() -> None:
    """Of 200 subjects the curve is drawn down to ten at risk; the data hold the rest, marked."""
    compared = compared_groups({"A": 200})
    figure = figure_of(compared)
    curve = figure.data.filter(part="curve")
    drawn = curve.filter("drawn")
    assert all(at_risk >= FEW for at_risk in drawn["at_risk"])
    assert all(at_risk < FEW for at_risk in curve.filter(~pl.col("drawn"))["at_risk"])
    assert curve.height == compared.curves.height + 1 > drawn.height
    last = drawn.select(pl.col("day").max()).item()
    [note] = [note for note in figure.notes if note.startswith("A curve ends")]
    assert f"A after day {last:g}" in note


def test_small_groups_are_drawn_to_their_end() -> None:
    """Ten in a hundred of eight is nobody."""
    figure = figure_of(compared_groups({"A": 8}))
    assert figure.data.filter(part="curve")["drawn"].all()
    assert not any(note.startswith("A curve ends") for note in figure.notes)


def test_each_group_has_a_line_of_its_own() -> None:
    """Colour is never alone: every curve differs from the others in its dashes."""
    spec = json.dumps(figure_of(compared_groups(dict.fromkeys("ABCDEF", 20))).spec())
    assert '"strokeDash"' in spec
    one = figure_of(compared_groups(dict.fromkeys("AB", 20))).spec()
    dashes = [
        layer["encoding"]["strokeDash"]["scale"]["range"]
        for layer in layers_of(one)
        if "strokeDash" in layer["encoding"]
    ]
    assert dashes
    assert all(a != b for a, b in dashes)


def layers_of(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Take the layers of the chart out of a specification."""
    layers: list[dict[str, Any]] = spec["vconcat"][0]["layer"]
    return layers


def test_of_many_groups_the_largest_are_drawn_and_the_others_counted() -> None:
    """Seven curves cannot be told apart: the smallest is named by number, and its rows are in the data."""
    compared = compared_groups({name: 10 + place for place, name in enumerate("ABCDEFGH")})
    figure = figure_of(compared)
    assert drawn_groups(compared.medians) == list("CDEFGH")
    curve = figure.data.filter(part="curve")
    assert curve.filter("drawn")["group"].unique(maintain_order=True).to_list() == list("CDEFGH")
    assert curve["group"].n_unique() == 8 == MOST_CURVES + 2
    assert "2 smaller groups are not drawn; the test is of all 8 groups." in figure.notes
    assert any("Hazard ratio against A by Cox's model" in note for note in figure.notes)


@pytest.mark.parametrize("many", [1, 30, 1_000])
def test_any_number_of_subjects_is_drawn(many: int) -> None:
    """Every subject has an event or a censoring in the data, and the SVG is no larger than a page should be."""
    figure = figure_of(compared_groups({"A": many}), by="")
    curve = figure.data.filter(part="curve")
    assert curve.select(pl.col("events").sum() + pl.col("censored").sum()).item() == many
    svg = svg_of(figure)
    assert len(svg) < 300_000
    assert svg == svg_of(figure_of(compared_groups({"A": many}), by=""))


def test_an_event_on_the_first_day_is_a_step_from_the_top() -> None:
    """A time of zero days falls from 100 % at once."""
    curves = kaplan_meier([0, 0, 40], [True, False, True])
    empty = compared_groups({"A": 2})
    medians = pl.DataFrame(
        {"group": ["all"], "subjects": [3], "events": [2], "median": [40.0], "low": [0.0], "high": [None]}
    )
    compared = empty._replace(curves=curves, medians=medians)
    data = figure_of(compared).data.filter(part="curve")
    assert data.select("day", "survival_pct").rows()[0] == (0.0, 100.0)
    assert data["survival_pct"][1] == pytest.approx(200 / 3)


@pytest.mark.parametrize("name", [HOSTILE, "a" * 300, "quote \" and ' and & <b>", "グループ 一 🙂"])
def test_names_from_data_stay_text(name: str) -> None:
    """They are in the data whole; in the picture they are cut, and never markup."""
    figure = figure_of(compared_groups({name: 5, f"{name} other": 5}), by=name)
    svg = svg_of(figure)
    assert "<script" not in svg
    assert "<b>" not in svg
    assert set(figure.data["group"].unique()) == {name, f"{name} other"}


def test_names_that_are_cut_stay_apart() -> None:
    """Two doses of one drug are told by their ends, above the curves and beside the numbers at risk."""
    drug = "Xanomeline transdermal system"
    figure = figure_of(compared_groups({f"{drug}, high dose": 5, f"{drug}, low dose": 5}))
    texts = texts_in(svg_of(figure))
    cut = [text for text in texts if text.endswith("dose")]
    assert len(cut) == len(set(cut)) == 4
    assert "Long names are cut." in figure.notes


def test_nobody_is_an_error_with_a_hint() -> None:
    """A comparison without a row is refused."""
    compared = compared_groups({"A": 2})
    with pytest.raises(EmptyTableError, match="nobody has a time to OS"):
        figure_of(compared._replace(curves=compared.curves.clear()))


def test_words_tell_what_the_curves_show(trials: Assessment) -> None:
    """Events, subjects and median are in the words for those who cannot see."""
    figure = draw(trials, "survival")
    assert figure.alt_text == (
        "Kaplan-Meier curves of PFS, one group. all subjects: 330 events in 771 subjects, median, in days, "
        "300 (254 to 336)."
    )
