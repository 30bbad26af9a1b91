"""Margins: every lollipop is a flip that the explanation of the call tells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ebbtide
from ebbtide.errors import DataError
from ebbtide.figures import About
from ebbtide.figures.margin import FLIPS, margin, precise
from ebbtide.figures.rendering import svg_of
from ebbtide.workflow.drawing import Asked, draw
from tests.figures.texts import texts_in

if TYPE_CHECKING:
    from ebbtide.figures import Figure
    from ebbtide.workflow.assessed import Assessment

HOSTILE = "</script><script>alert(1)</script>\"'é膵"
TOLD = re.compile(r"Flips to (\S+) at ([+-][\d.]+) (mm2?): a target sum of")
TITLES = {"recist-1.1": "RECIST 1.1", "irecist": "iRECIST", "who": "WHO"}
FLIP: dict[str, Any] = {
    "criterion": "irecist", "day": 89, "visit": None, "response": "iSD", "family": "neither response nor progression",
    "sum": 49.15, "unit": "mm", "change": 1.814, "to_response": "iUPD", "to_family": "progression, unconfirmed",
}  # fmt: skip


@pytest.fixture(scope="module")
def gastric() -> Assessment:
    """One subject under ten criteria."""
    return ebbtide.assess(ebbtide.read_study(ebbtide.examples.path("gastric-car-t")), explanations=False)


def told_by(assessment: Assessment, subject: str, reader: str = "") -> set[tuple[str, int, str, float, str]]:
    """List the flips that the explanations of a subject tell."""
    return {
        (one.criterion, one.day, found[1], float(found[2]), found[3])
        for one in assessment.explanations(subject, reader=reader)
        for said in one.flips
        for found in TOLD.finditer(said)
    }


def drawn_in(figure: Figure) -> set[tuple[str, int, str, float, str]]:
    """List the flips that a figure draws."""
    rows = figure.data.drop_nulls("change").select("criterion", "day", "to_response", "change", "unit").rows()
    return {(one, day, to, round(change, 6), unit) for one, day, to, change, unit in rows}


def figure_of(rows: list[dict[str, Any]], subject: str = "S1") -> Figure:
    """Draw some flips."""
    return margin(pl.DataFrame(rows, schema=FLIPS), About("Trial"), subject=subject, titles=TITLES)


def test_the_gastric_case_is_1_814_mm_from_another_call(gastric: Assessment) -> None:
    """On day 89 a sum larger by 1.814 mm turns iSD into iUPD: it is drawn, bold, and said."""
    figure = draw(gastric, "margin", Asked(criterion="irecist"))
    [row] = figure.data.filter(pl.col("day") == 89, pl.col("change") > 0).rows(named=True)
    assert (round(row["change"], 6), row["response"], row["to_response"]) == (1.814, "iSD", "iUPD")
    assert "+1.814 mm → iUPD" in texts_in(svg_of(figure))
    assert "on day 89, +1.814 mm turns iRECIST iSD to iUPD" in figure.alt_text
    assert any(note.startswith("Nearest (bold): on day 89, +1.814 mm") for note in figure.notes)


def test_every_flip_told_is_drawn_and_no_other(gastric: Assessment) -> None:
    """The drawn flips are those of the explanations, in number, size and word, under ten criteria."""
    told = told_by(gastric, "GC-01")
    assert len(told) > 20
    assert drawn_in(draw(gastric, "margin")) == told


def test_flips_of_real_lesions_are_those_told() -> None:
    """For every subject of a trial with three readers, the first reader's flips are those of the explanations."""
    study = ebbtide.read_study(ebbtide.examples.path("pharmaverse-recist"))
    assessment = ebbtide.assess(study, explanations=False)
    units = set()
    for subject in ("01-701-1028", "01-701-1015", "01-701-1097"):
        figure = draw(assessment, "margin", Asked(subject=subject, reader="INVESTIGATOR"))
        assert drawn_in(figure) == told_by(assessment, subject, "INVESTIGATOR")
        units |= set(figure.data.drop_nulls("change")["unit"])
    assert units == {"mm", "mm2"}


def test_every_call_is_drawn_or_named_as_firm(gastric: Assessment) -> None:
    """Each call of the subject is in the data, with a change or without; the latter are told in a note."""
    figure = draw(gastric, "margin")
    calls = set(gastric.responses.select(pl.col("criterion").cast(pl.String), pl.col("day").cast(pl.Int32)).rows())
    assert set(figure.data.select("criterion", "day").rows()) == calls
    notes = " ".join(figure.notes)
    assert "all on day 121, 156, 298" in notes
    assert "day 89 WHO NC, mWHO NE, irRC NE" in notes


def test_too_many_rows_leave_out_criteria_alike() -> None:
    """With more than sixty rows, criteria whose changes are those of another are named and not drawn."""
    rows = [
        FLIP | {"criterion": one, "day": 30 * at, "change": 1.0 + at}
        for one in ("recist-1.1", "irecist")
        for at in range(-2, 38)
    ]
    figure = figure_of(rows)
    assert figure.data.height == 80
    assert figure.data["drawn"].sum() == 40
    assert "Not drawn, since the changes are the same throughout: iRECIST as RECIST 1.1." in figure.notes
    assert "Day −60 · sum 49.15 mm" in texts_in(svg_of(figure))


def test_no_margin_is_said_rather_than_drawn() -> None:
    """Where no change of a sum alters a call, the figure says so."""
    figure = figure_of([FLIP | {"change": None, "to_response": None, "to_family": None}])
    assert "No change of a sum alone would make any call another." in texts_in(svg_of(figure))
    assert "all on day 89" in " ".join(figure.notes)


def test_what_has_no_margin_is_refused() -> None:
    """A subject without calls, reported responses, and a criterion of other things are refused with a reason."""
    with pytest.raises(DataError, match="no call by sizes"):
        margin(pl.DataFrame(schema=FLIPS), About("Trial"), subject="S1", titles=TITLES)
    study = ebbtide.read_study(ebbtide.examples.path("pharmaverse-recist"))
    reported = ebbtide.assess(study, responses="reported")
    with pytest.raises(DataError):
        draw(reported, "margin", Asked(subject="01-701-1028"))
    donor = ebbtide.assess(ebbtide.read_study(ebbtide.examples.path("donor-car-t")), explanations=False)
    with pytest.raises(DataError, match="does not judge by the sizes"):
        draw(donor, "margin", Asked(subject="DC-01.2", criterion="all"))


def test_hostile_names_are_text() -> None:
    """Names of subjects and visits end up as text."""
    svg = svg_of(figure_of([FLIP | {"visit": HOSTILE}], HOSTILE))
    assert "<script" not in svg
    assert any("script" in text for text in texts_in(svg))


@pytest.mark.parametrize(("value", "said"), [(1.814, "+1.814"), (-19.421, "−19.421"), (2500.04, "+2500")])
def test_lengths_are_written_to_the_micrometre(value: float, said: str) -> None:
    """A margin is written as exactly as the rules work; large areas are not."""
    assert precise(value, is_signed=True) == said


ROWS = st.lists(
    st.builds(
        lambda one, day, change: FLIP | {"criterion": one, "day": day, "change": change},
        st.sampled_from(list(TITLES)),
        st.integers(-30, 400),
        st.integers(-60_000, 60_000).filter(bool).map(lambda um: um / 1000),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda row: (row["criterion"], row["day"], row["change"] > 0),
)


@settings(max_examples=40)
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows: list[dict[str, Any]], random: Any) -> None:  # noqa: ANN401
    """The same flips in another order give the same picture, and each is drawn."""
    shuffled = random.sample(rows, len(rows))
    plain, other = figure_of(rows), figure_of(shuffled)
    assert other.data.equals(plain.data)
    assert other.spec() == plain.spec()
    assert plain.data["drawn"].all()
