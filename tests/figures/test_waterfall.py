"""The waterfall draws what the tables say: changes in order, confirmed responses, marks, and the rate."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebbtide.errors import DataError
from ebbtide.figures import About
from ebbtide.figures.rendering import svg_of
from ebbtide.figures.subjects import Limits, Rate
from ebbtide.figures.waterfall import FELL, RESPONDED, waterfall
from ebbtide.terms.families import family_of
from ebbtide.workflow.drawing import Asked, draw
from ebbtide.workflow.drawing.subjects import limits_of
from tests.figures.studies import HOSTILE, bundled, generated, hostile, sums

ABOUT = About("Trial 7")
LIMITS = Limits(30, 20, "at least -30 %", "at least +20 %")
RATE = Rate(4, 10, 0.4, 0.1216, 0.7376)


def bars(*changes: tuple[str, float, str, str]) -> pl.DataFrame:
    """Make bars of subject, change, best response and confirmed best response."""
    words = ["subject", "change_pct", "best_overall_response", "confirmed_best_overall_response"]
    rows = pl.DataFrame(changes, schema=words, orient="row", schema_overrides={"change_pct": pl.Float64})
    return rows.with_columns(day=42, new_lesion=False, nontarget_progression=False)


def absent(*reasons: tuple[str, str]) -> pl.DataFrame:
    """Make the rows of those who are not shown."""
    rows = pl.DataFrame(reasons, schema={"subject": pl.String, "reason": pl.String}, orient="row")
    return rows.with_columns(best_overall_response=pl.lit("NE"), confirmed_best_overall_response=pl.lit("NE"))


def drawn(rows: pl.DataFrame, missing: pl.DataFrame | None = None) -> pl.DataFrame:
    """Give the data of a waterfall."""
    return waterfall(rows, absent() if missing is None else missing, ABOUT, limits=LIMITS, rate=RATE).data


def test_bars_stand_in_order_of_their_change() -> None:
    """The largest rise stands first, the largest fall last, and equal ones by name."""
    data = drawn(bars(("B", -10, "SD", "SD"), ("A", -10, "SD", "SD"), ("C", 40, "PD", "PD"), ("D", -100, "CR", "CR")))

    assert data["subject"].to_list() == ["C", "A", "B", "D"]
    assert data["position"].to_list() == [1, 2, 3, 4]
    assert data["change_pct"].to_list() == [40, -10, -10, -100]


def test_bars_are_colored_by_the_confirmed_response_not_by_their_height() -> None:
    """A fall of 60 % whose response was not confirmed has the look of stable disease, and a dagger."""
    data = drawn(bars(("A", -60, "PR", "SD"), ("B", -61, "PR", "PR")))

    assert data["family"].to_list() == [family_of("SD").value, family_of("PR").value]
    assert data["unconfirmed_response"].to_list() == [True, False]


@pytest.mark.parametrize(
    ("change", "confirmed", "expected"),
    [
        (-30.0, "SD", FELL),
        (-30.000000000000004, "SD", FELL),
        (-29.999999999999996, "SD", FELL),
        (-29.99, "SD", None),
        (-29.99, "PR", RESPONDED),
        (-30.0, "PR", None),
        (-100.0, "PD", FELL),
    ],
)
def test_a_bar_and_a_response_that_differ_are_told(change: float, confirmed: str, expected: str | None) -> None:
    """A bar on the limit reaches it, whatever the last digit of its percent."""
    assert drawn(bars(("A", change, confirmed, confirmed)))["discordance"].to_list() == [expected]


def test_discordant_bars_are_counted_in_the_notes_with_their_cause() -> None:
    """The note tells those not confirmed from those with a new lesion."""
    rows = bars(("A", -60, "PR", "SD"), ("B", -40, "PD", "PD"), ("C", -10, "PR", "PR"))
    rows = rows.with_columns(new_lesion=pl.col("subject") == "B")
    figure = waterfall(rows, absent(), ABOUT, limits=LIMITS, rate=RATE)

    [note] = [note for note in figure.notes if note.startswith("≠")]
    assert "2 reached \u221230 % without a confirmed response (1 not confirmed, 1 with a new lesion" in note
    assert "1 responded without reaching \u221230 %" in note


def test_long_bars_are_cut_off_and_say_their_number() -> None:
    """A rise of 260 % is drawn to +100 %, and its number stands in the figure, the notes and the data."""
    figure = waterfall(bars(("A", 260, "PD", "PD"), ("B", 5, "SD", "SD")), absent(), ABOUT, limits=LIMITS, rate=RATE)

    assert figure.data.select("change_pct", "drawn_pct", "is_clipped").rows() == [(260, 100, True), (5, 5, False)]
    assert ">+260<" in svg_of(figure)
    assert any("+260 %" in note for note in figure.notes)


def test_those_not_shown_are_counted_with_their_reasons() -> None:
    """Who has no bar stands under the bars with the reason, and the notes add them up."""
    figure = waterfall(
        bars(("A", -60, "PR", "PR")), absent(("X", "because"), ("Y", "why not")), ABOUT, limits=LIMITS, rate=RATE
    )

    assert figure.data.select("subject", "position", "not_shown").rows() == [
        ("A", 1, None),
        ("X", None, "because"),
        ("Y", None, "why not"),
    ]
    assert figure.notes[0] == "1 of 3 subjects shown; 2 not shown: 1 because; 1 why not."


def test_nobody_to_draw_is_an_error_that_says_why() -> None:
    """Without a single change there is no figure, but the reasons and a way on."""
    with pytest.raises(DataError, match="because") as told:
        drawn(bars(), absent(("X", "because")))

    assert "swimmer" in told.value.hint


@given(st.permutations(range(5)))
@settings(max_examples=15, deadline=None)
def test_the_order_of_rows_changes_nothing(order: list[int]) -> None:
    """The same bars in another order make the same figure."""
    rows = bars(*((name, 12.0 * i - 30, "SD", "SD") for i, name in enumerate("ABCDE")))

    assert drawn(rows[order]).equals(drawn(rows))


@pytest.mark.parametrize("subjects", [1, 30, 200, 1000])
def test_every_subject_is_drawn_or_counted_as_missing(subjects: int) -> None:
    """However many there are, each is there once, and a bar has no reason to be missing."""
    figure = draw(generated(subjects), "waterfall")
    data = figure.data

    assert sorted(data["subject"]) == sorted(generated(subjects).study.subjects)
    assert data.select((pl.col("change_pct").is_null() == pl.col("not_shown").is_not_null()).all()).item()
    assert figure.about.population.startswith(f"{data['change_pct'].count():,} of {subjects:,} subject")
    assert svg_of(figure) == svg_of(draw(generated(subjects), "waterfall"))


def test_the_printed_rate_is_that_of_the_table() -> None:
    """In a study of one group the rate of the figure is the row of `rates`, to the last digit that is printed."""
    assessment = generated(200)
    row = assessment.rates().filter(criterion="recist-1.1", rate="cORR").row(0, named=True)
    svg = svg_of(draw(assessment, "waterfall"))

    assert f"{row['responders']} of {row['subjects']} subjects, {100 * row['estimate']:.1f} %" in svg
    assert f"exact 95 % interval {100 * row['low']:.1f} to {100 * row['high']:.1f} %" in svg


def test_rates_of_arms_stand_beneath_as_the_table_has_them() -> None:
    """With several arms the rate of all stands in the plot, and those of the arms in the notes."""
    assessment = bundled("pharmaverse-recist", "recist-1.1")
    rows = assessment.rates().filter(reader="INVESTIGATOR", rate="cORR")
    figure = draw(assessment, "waterfall", Asked(reader="INVESTIGATOR"))
    [note] = [note for note in figure.notes if note.startswith("By arm")]

    assert len(rows) == 3
    for row in rows.iter_rows(named=True):
        assert f"{row['arm']} {row['responders']} of {row['subjects']}, {100 * row['estimate']:.1f} %" in note
    assert f"{rows['responders'].sum()} of {rows['subjects'].sum()} subjects" in svg_of(figure)


def test_responses_are_those_of_the_table_of_best_responses() -> None:
    """Each bar has the confirmed best response of its subject."""
    assessment = generated(200)
    best = assessment.best_responses(explain=False).filter(criterion="recist-1.1")
    words = dict(best.select("subject", "confirmed_best_overall_response").rows())
    data = draw(assessment, "waterfall").data

    assert {subject: words[subject] for subject in data["subject"]} == dict(
        data.select("subject", "confirmed_best_overall_response").rows()
    )


def test_what_follows_progression_or_a_new_therapy_does_not_count() -> None:
    """A fall after PD, or after the new therapy began, is no best change; one before is."""
    courses: dict[str, dict[int, float | None]] = {
        "after PD": {-7: 50.0, 42: 70.0, 84: 10.0},
        "after therapy": {-7: 50.0, 42: 45.0, 84: 10.0},
        "before": {-7: 50.0, 42: 20.0, 84: 80.0},
    }
    events = pl.DataFrame({"subject": ["after therapy"], "day": [60], "event": ["new_therapy"]})
    data = draw(sums(courses, events=events), "waterfall").data

    assert dict(data.select("subject", "change_pct").rows()) == {"after PD": 40, "after therapy": -10, "before": -60}
    assert data["day"].to_list() == [42, 42, 42]


def test_under_irecist_what_follows_an_unconfirmed_progression_counts() -> None:
    """Pseudoprogression ends no course: the fall after an iUPD is the best change."""
    study = sums({"A": {-7: 50.0, 42: 70.0, 84: 10.0}}, "recist-1.1", "irecist")

    assert draw(study, "waterfall", Asked(criterion="irecist")).data["change_pct"].to_list() == [-80]


def test_reasons_for_missing_bars_are_told_apart() -> None:
    """Nobody looked; nobody looked again; a target was missing each time: three reasons."""
    courses: dict[str, dict[int, float | None]] = {
        "drawn": {-7: 50.0, 42: 40.0},
        "once": {-7: 50.0},
        "not evaluable": {-7: 50.0, 42: None},
    }
    everybody = pl.DataFrame({"subject": [*courses, "never"]})
    data = draw(sums(courses, subjects=everybody), "waterfall").data
    reasons = dict(data.filter(pl.col("not_shown").is_not_null()).select("subject", "not_shown").rows())

    assert set(reasons) == {"once", "not evaluable", "never"}
    assert len(set(reasons.values())) == 3


@pytest.mark.parametrize(
    ("criterion", "fall", "rise"),
    [("recist-1.1", 30, 20), ("who", 50, 25), ("irrc", 50, 25), ("choi", 10, 10), ("irecist", 30, 20)],
)
def test_limit_lines_are_those_of_the_definition(criterion: str, fall: int, rise: int) -> None:
    """Each criterion's own limits are drawn and named."""
    study = sums({"A": {-7: 50.0, 42: 40.0}}, criterion)
    [one] = study.criteria
    limits = limits_of(study, one)

    assert (limits.fall_pct, limits.rise_pct) == (fall, rise)
    if criterion != "irrc":
        svg = svg_of(draw(study, "waterfall", Asked(criterion=criterion)))
        assert f"\u2212{fall} % response" in svg
        assert f"+{rise} % progression" in svg


def test_lugano_goes_by_products() -> None:
    """Under Lugano the sum of products falls, and the limit of a response is half."""
    figure = draw(bundled("pharmaverse-recist", "lugano"), "waterfall")

    assert "sum of products" in figure.title
    assert "\u221250 % response" in svg_of(figure)


def test_criteria_without_sizes_are_refused_in_words() -> None:
    """Leukemia has no sizes, and reported responses come without them: both say what to draw instead."""
    with pytest.raises(DataError, match="does not go by the size") as told:
        draw(bundled("donor-car-t"), "waterfall", Asked(criterion="all"))

    assert "swimmer" in told.value.hint


def test_marks_stand_in_rows_of_their_own() -> None:
    """Each kind of mark that occurs is named beside its row with its count; those that do not are not."""
    rows = bars(("A", -60, "PR", "SD"), ("B", 10, "PD", "PD")).with_columns(new_lesion=pl.col("subject") == "B")
    svg = svg_of(waterfall(rows, absent(), ABOUT, limits=LIMITS, rate=RATE))

    assert "new lesion (1)" in svg
    assert "unconfirmed response (1)" in svg
    assert "non-target progression" not in svg
    assert ">*<" in svg
    assert ">†<" in svg


def test_names_cannot_be_more_than_names() -> None:
    """Names with markup, quotes, line breaks or expressions are drawn as text, and cut where they are too long."""
    figure = draw(hostile(), "waterfall")
    svg = svg_of(figure)

    assert set(figure.data["subject"]) == set(HOSTILE)
    assert "<script" not in svg
    assert all(sign.isprintable() or sign == "\n" for sign in svg)
    assert "{{da" in svg
    assert "x" * 40 not in svg


def test_it_is_told_to_those_who_cannot_see_it() -> None:
    """The words for a screen reader hold the counts, the range and the rate."""
    text = waterfall(bars(("A", -60, "PR", "PR")), absent(("X", "y")), ABOUT, limits=LIMITS, rate=RATE).alt_text

    assert "1 subject" in text
    assert "\u221260 %" in text
    assert "1 not shown" in text
    assert RATE.words in text
