"""Criteria side by side: counts are those of the best responses, strips those of the divergence table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ebbtide
from ebbtide.errors import DataError
from ebbtide.figures import About
from ebbtide.figures.divergence import BEST, CALLS, MOST_SUBJECTS, divergence
from ebbtide.figures.rendering import svg_of
from ebbtide.terms.families import Family, family_of
from ebbtide.workflow.drawing import Asked, draw
from tests.figures.texts import texts_in

if TYPE_CHECKING:
    from ebbtide.figures import Figure
    from ebbtide.workflow.assessed import Assessment

HOSTILE = "</script><script>alert(1)</script>\"'é膵"
TITLES = {"recist-1.1": "RECIST 1.1", "irecist": "iRECIST", "imrecist": "imRECIST"}
KINDS = ["PR", "SD", "iUPD", "PD", "NE"]


@pytest.fixture(scope="module")
def trials() -> Assessment:
    """Four trials, 771 patients."""
    study = ebbtide.read_study(ebbtide.examples.path("atezolizumab"))
    return ebbtide.assess(study, criteria=["recist-1.1", "irecist", "choi", "irrc"], explanations=False)


@pytest.fixture(scope="module")
def gastric() -> Assessment:
    """One subject under ten criteria."""
    return ebbtide.assess(ebbtide.read_study(ebbtide.examples.path("gastric-car-t")), explanations=False)


def frames_of(words: list[tuple[str, str, str]], names: list[str] | None = None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Make calls at one time point, and best responses of the same words, for each subject."""
    named = names or [f"S{at:04}" for at in range(len(words))]
    rows: list[dict[str, Any]] = [
        {"subject": name, "criterion": one, "day": 28, "visit": None, "response": word}
        | {"family": family_of(word).value, "differs": len({family_of(each) for each in said} - {Family.UNJUDGED}) > 1}
        for name, said in zip(named, words, strict=True)
        for one, word in zip(TITLES, said, strict=True)
    ]
    calls = pl.DataFrame(rows, schema=CALLS)
    return calls, calls.select(*BEST)


def drawn(words: list[tuple[str, str, str]], names: list[str] | None = None) -> Figure:
    """Draw them."""
    return divergence(*frames_of(words, names), About("Trial"), reference="recist-1.1", titles=TITLES)


def test_flows_count_the_best_responses_of_the_table(trials: Assessment) -> None:
    """For each criterion the flows count every subject once, and both ends count the table's best responses."""
    figure = draw(trials, "divergence")
    flows = figure.data.filter(part="flow")
    best = trials.best_responses(explain=False)
    everybody = len(trials.study.subjects)
    for criterion in ("irecist", "choi", "irrc"):
        own = flows.filter(criterion=criterion)
        assert own["subjects"].sum() == everybody
        for column, name in (("from_family", "recist-1.1"), ("family", criterion)):
            words = best.filter(criterion=name)["best_overall_response"].to_list()
            said = {family.value: sum(family_of(word) is family for word in words) for family in Family}
            counts = dict(own.group_by(column).agg(pl.col("subjects").sum()).rows())
            assert counts == {kind: n for kind, n in said.items() if n}


def test_flows_match_subject_by_subject(trials: Assessment) -> None:
    """The subjects who are PD under RECIST 1.1 and iUPD under iRECIST are as many as the table joins."""
    best = trials.best_responses(explain=False)
    wide = best.pivot("criterion", index="subject", values="best_overall_response")
    both = wide.filter(pl.col("recist-1.1") == "PD", pl.col("irecist") == "iUPD").height
    flow = draw(trials, "divergence").data.filter(
        part="flow",
        criterion="irecist",
        from_family=Family.PROGRESSION.value,
        family=Family.UNCONFIRMED.value,
    )
    assert both > 10
    assert flow["subjects"].to_list() == [both]


def test_strips_are_the_divergence_table(trials: Assessment) -> None:
    """Forty of the subjects who differ are drawn, each with every call of the table; the others are counted."""
    figure = draw(trials, "divergence")
    strips = figure.data.filter(part="strip")
    table = trials.divergence()
    differing = table.filter("differs")["subject"].n_unique()
    assert strips["subject"].n_unique() == MOST_SUBJECTS < differing
    assert f"40 of {differing} subjects" in " ".join(figure.notes)
    assert f"{differing - 40} more are not drawn" in " ".join(figure.notes)
    own = table.filter(pl.col("subject").is_in(strips["subject"].unique().implode()))
    long = own.unpivot(["recist-1.1", "irecist", "choi", "irrc"], index=["subject", "day"]).drop_nulls("value")
    said = strips.select("subject", "day", "criterion", "response").sort("subject", "day", "criterion").rows()
    assert (
        said
        == long.select("subject", pl.col("day").cast(pl.Int32), "variable", "value")
        .sort("subject", "day", "variable")
        .rows()
    )


def test_subjects_with_most_differences_come_first(trials: Assessment) -> None:
    """The order is by the number of time points that differ, falling."""
    strips = draw(trials, "divergence").data.filter(part="strip")
    order = strips["subject"].unique(maintain_order=True).to_list()
    counts = dict(trials.divergence().filter("differs").group_by("subject").len().rows())
    assert [counts[one] for one in order] == sorted((counts[one] for one in order), reverse=True)


def test_the_reference_can_be_asked_for(trials: Assessment) -> None:
    """Another criterion is set against the others when it is named."""
    figure = draw(trials, "divergence", Asked(criterion="irecist"))
    assert figure.data.filter(part="flow")["from_criterion"].unique().to_list() == ["irecist"]
    assert "iRECIST → RECIST 1.1" in texts_in(svg_of(figure))


def test_one_subject_is_a_strip_with_days(gastric: Assessment) -> None:
    """Every call of the subject is written with its letter, under its day; days that differ are marked."""
    figure = draw(gastric, "divergence", Asked(subject="GC-01"))
    table = gastric.divergence("GC-01")
    assert figure.data.height == 60
    assert dict(figure.data.filter(criterion="irecist").select("day", "response").rows()) == dict(
        table.select("day", "irecist").rows()
    )
    texts = texts_in(svg_of(figure))
    days = table["day"].to_list()
    assert {f"day {day}" for day in days} <= set(texts)
    assert texts.count("≠") == table["differs"].sum() == 4
    assert {"U  iUPD", "X  PD", "S  iSD", "NE"} <= {text.replace("\xa0", " ") for text in texts} or {
        "U iUPD",
        "X PD",
        "S iSD",
        "NE",
    } <= set(texts)


def test_a_progression_that_waits_is_unconfirmed(gastric: Assessment) -> None:
    """The first irPD waits to be confirmed, the second does not."""
    data = draw(gastric, "divergence", Asked(subject="GC-01")).data.filter(criterion="irrecist")
    assert dict(data.select("day", "family").rows())[28] == Family.UNCONFIRMED.value
    assert dict(data.select("day", "family").rows())[56] == Family.PROGRESSION.value


def test_criteria_without_a_change_are_named_not_drawn() -> None:
    """A criterion that agrees for everybody, and one that judges nobody, have no panel but a note."""
    figure = drawn([("PD", "PD", "NE"), ("SD", "SD", "NE")])
    notes = " ".join(figure.notes)
    assert "Best responses are of the same kind" in " ".join(texts_in(svg_of(figure)))
    assert "Judged nobody, so not drawn: imRECIST" in notes
    assert "no time point of the 2 judged subjects" in notes


def test_not_judged_is_no_difference() -> None:
    """A subject whom one criterion does not judge is in its bar, but changes nothing."""
    figure = drawn([("PD", "NE", "PD"), ("PD", "SD", "PD"), ("SD", "SD", "SD")])
    assert "1 of 2 differ" in texts_in(svg_of(figure))


def test_a_thousand_subjects_stay_readable() -> None:
    """The drawn strips stay at forty however many subjects differ; the flow counts all."""
    figure = drawn([("PD", "iUPD", "PD")] * 600 + [("SD", "iSD", "SD")] * 400)
    assert figure.data.filter(part="flow", criterion="irecist")["subjects"].sum() == 1000
    texts = texts_in(svg_of(figure))
    assert {"X 600", "U 600", "S 400", "X→U 600"} <= set(texts)
    assert "560 more are not drawn" in " ".join(figure.notes)


def test_hostile_names_are_text() -> None:
    """Names of subjects end up as text."""
    svg = svg_of(drawn([("PD", "SD", "PD")] * 2, [HOSTILE, HOSTILE * 5]))
    assert "<script" not in svg
    assert any("script" in text for text in texts_in(svg))


def test_nothing_to_compare_is_refused(gastric: Assessment) -> None:
    """One criterion alone cannot differ, and a study without calls has nothing to draw."""
    alone = ebbtide.assess(gastric.study, criteria=["irecist"], explanations=False)
    with pytest.raises(DataError, match="only one criterion"):
        draw(alone, "divergence")
    empty = pl.DataFrame(schema=CALLS), pl.DataFrame(schema=BEST)
    with pytest.raises(DataError, match="no subject was judged"):
        divergence(*empty, About("Trial"), reference="recist-1.1", titles=TITLES)


WORDS = st.tuples(*[st.sampled_from(KINDS)] * 3)


@settings(max_examples=30)
@given(st.lists(WORDS, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_everybody_is_counted_once_in_any_order(words: list[tuple[str, str, str]], random: Any) -> None:  # noqa: ANN401
    """Flows count every subject once, strips hold all who differ, and the order of rows changes nothing."""
    calls, best = frames_of(words)
    figure = divergence(calls, best, About("Trial"), reference="recist-1.1", titles=TITLES)
    flows = figure.data.filter(part="flow")
    assert flows.group_by("criterion").agg(pl.col("subjects").sum())["subjects"].to_list() == [len(words)] * 2
    assert set(figure.data.filter(part="strip")["subject"]) == set(calls.filter("differs")["subject"])
    seed = random.randrange(1000)
    other = divergence(
        calls.sample(fraction=1, shuffle=True, seed=seed),
        best.sample(fraction=1, shuffle=True, seed=seed),
        About("Trial"),
        reference="recist-1.1",
        titles=TITLES,
    )
    assert other.data.equals(figure.data)
    assert other.spec() == figure.spec()
