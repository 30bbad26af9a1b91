"""Readers: differences, crossed calls and causes are those of the comparison, and what `ebbtide compare` prints."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ebbtide
from ebbtide.agreement import tables
from ebbtide.errors import DataError, EmptyTableError
from ebbtide.figures import About
from ebbtide.figures.reader_agreement import (
    ReaderPair,
    counted_causes,
    crossed_calls,
    paired_sums,
    readers_agreement,
)
from ebbtide.figures.rendering import svg_of
from ebbtide.statistics.agreement import bland_altman
from ebbtide.workflow.drawing import Asked, draw
from ebbtide.workflow.readers import agreement_in_words, compare, sums_in_words
from tests.cli.support import make_study, run
from tests.figures.texts import texts_in

if TYPE_CHECKING:
    from pathlib import Path

    from ebbtide.agreement.compared import Compared
    from ebbtide.workflow.assessed import Assessment

BUNDLED = ebbtide.examples.path("pharmaverse-recist")
HOSTILE = "</script><script>alert(1)</script>"
ABOUT = About("Trial", "some time points")
WORDS = ("CR", "PR", "SD", "NON-CR/NON-PD", "PD", "NE")


@pytest.fixture(scope="module")
def invented() -> Assessment:
    """Eight subjects, an investigator and two radiologists."""
    return ebbtide.assess(ebbtide.read_study(BUNDLED), criteria=["recist-1.1", "irecist"], explanations=False)


@pytest.fixture(scope="module")
def compared() -> Compared:
    """The comparison of the same."""
    return compare(ebbtide.read_study(BUNDLED))


def pair_of(many: int, first: str = "A", second: str = "B", seed: int = 3) -> ReaderPair:
    """Invent a pair that has read so many time points."""
    drawn = random.Random(seed)  # noqa: S311 - no secret
    rows = []
    for number in range(many):
        size, one = drawn.uniform(10, 200), drawn.choice(WORDS)
        other = drawn.choice(WORDS) if drawn.random() < 0.2 else one
        row = {"kind": "readers", "criterion": "recist-1.1", "first": first, "second": second, "day": 42 - number % 60}
        row |= {"subject": f"S{number}", "first_overall": one, "second_overall": other, "unit": "mm"}
        row |= {"first_sum": size, "second_sum": size + drawn.gauss(0, 4), "agree": one == other}
        rows.append(row | {"cause": "none" if one == other else "measurement"})
    calls = pl.DataFrame(rows, schema=tables.CALLS)
    names = {"kind": "readers", "criterion": "recist-1.1", "reader": None, "first": first, "second": second}
    found = bland_altman(calls["first_sum"], calls["second_sum"])._asdict()
    sums = pl.DataFrame([{**names, "at": "follow_up", "unit": "mm", **found}], schema=tables.SUMS)
    agreement = tables.agreement(calls).filter(item="overall")
    return ReaderPair(first, second, calls, sums, agreement, "sums", "calls")


def test_differences_are_those_of_the_sums(invented: Assessment, compared: Compared) -> None:
    """As many points as the comparison has pairs; their mean is its mean difference, their limits its limits."""
    data = draw(invented, "readers").data
    for row in compared.sums.filter(kind="readers", at="follow_up").iter_rows(named=True):
        own = data.filter(first=row["first"], second=row["second"])
        points, limits = own.filter(part="sums"), own.filter(part="limits").row(0, named=True)
        assert len(points) == row["pairs"] == limits["time_points"]
        assert points["difference"].mean() == pytest.approx(row["bias"])
        names = [f"{name}{end}" for name in ("bias", "lower", "upper") for end in ("", "_low", "_high")]
        assert [limits[name] for name in names] == [row[name] for name in names]


def test_crossed_calls_add_up_to_the_agreement(invented: Assessment, compared: Compared) -> None:
    """All cells are the pairs, the cells that agree the agreeing; kappa is the comparison's."""
    data = draw(invented, "readers").data
    for row in compared.agreement.filter(kind="readers", item="overall").iter_rows(named=True):
        own = data.filter(first=row["first"], second=row["second"])
        cells, told = own.filter(part="calls"), own.filter(part="agreement").row(0, named=True)
        assert cells["time_points"].sum() == row["pairs"] == told["time_points"]
        assert cells.filter("agree")["time_points"].sum() == row["agreeing"] == told["agreeing"]
        assert (told["kappa"], told["kappa_low"], told["kappa_high"]) == (row["kappa"], row["low"], row["high"])


def test_causes_are_those_of_the_calls(invented: Assessment, compared: Compared) -> None:
    """Every time point at which two differ is in one bar."""
    data = draw(invented, "readers").data.filter(part="causes")
    differ = compared.calls.filter(pl.col("kind") == "readers", pl.col("cause") != "none")
    expected = differ.group_by("first", "second", "cause").agg(time_points=pl.len().cast(pl.Int64))
    keys = ["first", "second", "cause"]
    assert data.select(*keys, "time_points").sort(keys).rows() == expected.sort(keys).rows()


def test_what_is_printed_is_what_the_command_prints(
    invented: Assessment, compared: Compared, capsys: pytest.CaptureFixture[str]
) -> None:
    """Mean differences, limits, counts and kappa, letter by letter."""
    texts = texts_in(svg_of(draw(invented, "readers")))
    printed = run(capsys, "compare", BUNDLED).out
    sums = sums_in_words(compared).filter(at="follow-up")
    words = agreement_in_words(compared).filter(pl.col("item") == "overall", ~pl.col("compared").str.contains(":"))
    assert sums.height == words.height == 3
    for row in sums.iter_rows(named=True):
        assert f"Mean difference {row['bias']} mm; limits {row['limits']} mm ({row['pairs']} pairs)" in texts
        assert row["limits"].split(" to ")[0] in printed
    for row in words.iter_rows(named=True):
        assert f"Agree {row['agreeing']} of {row['pairs']}; kappa {row['kappa']}" in texts
        assert row["kappa"].split()[0] in printed
    told = json.loads(run(capsys, "compare", BUNDLED, "--json").out)
    drawn = draw(invented, "readers").data.filter(part="limits")
    assert drawn["bias"].to_list() == [row["bias"] for row in told["sums"] if row["at"] == "follow_up"]


def test_pairs_are_chosen_by_reader(invented: Assessment) -> None:
    """Of one reader the pairs with each other; of two, theirs alone."""
    of_one = draw(invented, "readers", Asked(reader="RADIOLOGIST 2")).data
    assert of_one.select("first", "second").unique(maintain_order=True).rows() == [
        ("INVESTIGATOR", "RADIOLOGIST 2"),
        ("RADIOLOGIST 1", "RADIOLOGIST 2"),
    ]
    of_two = draw(invented, "readers", Asked(reader="RADIOLOGIST 1, INVESTIGATOR"))
    assert of_two.data.select("first", "second").unique().rows() == [("INVESTIGATOR", "RADIOLOGIST 1")]
    assert of_two.title == "How far readers agree"
    with pytest.raises(DataError, match="no pair of the reader 'NOBODY'") as refused:
        draw(invented, "readers", Asked(reader="NOBODY"))
    assert "RADIOLOGIST 2" in refused.value.hint


def test_a_criterion_is_compared_by_its_own_calls(invented: Assessment) -> None:
    """Under iRECIST the words are iRECIST's, and the subtitle names it."""
    figure = draw(invented, "readers", Asked(criterion="irecist"))
    assert figure.about.criterion == "iRECIST (Seymour 2017)"
    calls = set(figure.data["first_call"].drop_nulls()) | set(figure.data["second_call"].drop_nulls())
    assert {"iCR", "iPR", "iUPD"} <= calls


def test_a_study_of_one_reader_has_nothing_to_compare() -> None:
    """The refusal of the comparison reaches the user, with a hint."""
    alone = ebbtide.assess(ebbtide.read_study(ebbtide.examples.path("gastric-car-t")), criteria=["recist-1.1"])
    with pytest.raises(DataError, match="nothing to compare") as refused:
        draw(alone, "readers")
    assert refused.value.hint


def test_reported_responses_are_compared_where_they_were_taken() -> None:
    """Readers are compared by what they reported, as `ebbtide compare --readers-by reported` does."""
    study = ebbtide.read_study(BUNDLED)
    figure = draw(ebbtide.assess(study, responses="reported"), "readers")
    expected = compare(study, readers_by="reported").agreement.filter(kind="readers", item="overall")
    told = figure.data.filter(part="agreement").select("first", "second", "time_points", "agreeing", "kappa")
    assert told.rows() == expected.select("first", "second", "pairs", "agreeing", "kappa").rows()


def test_what_was_reported_stands_in_for_a_second_reader(tmp_path: Path) -> None:
    """With one reader, reported responses are crossed with the computed; of sums there is one set alone."""
    folder = make_study(
        tmp_path / "study",
        measurements="subject,lesion,day,role,longest_mm\nP,T1,0,target,50\nP,T1,42,target,30\nP,T1,84,target,29\n",
        reported="subject,day,criterion,overall_response\nP,42,recist-1.1,PR\nP,84,recist-1.1,SD\n",
    )
    figure = draw(ebbtide.assess(ebbtide.read_study(folder), criteria=["recist-1.1"]), "readers")
    cells = figure.data.filter(part="calls").select("first_call", "second_call", "agree", "time_points")
    assert sorted(cells.rows()) == [("PR", "PR", True, 1), ("SD", "PR", False, 1)]
    assert figure.title == "How far reported and computed responses agree"
    assert figure.data.filter(part="limits").is_empty()
    assert "no sums of both" in texts_in(svg_of(figure))


def test_time_points_of_one_reader_alone_are_counted(tmp_path: Path) -> None:
    """R2 has no week 12: it is no pair, but a cause, and the notes say so; days before therapy are days."""
    rows = ["subject,reader,lesion,day,visit,role,organ,longest_mm"]
    rows += [f"P,{reader},T1,-14,BASELINE,target,LIVER,50" for reader in ("R1", "R2")]
    rows += [f"P,{reader},T1,42,WEEK 6,target,LIVER,{size}" for reader, size in (("R1", 36), ("R2", 34))]
    rows += ["P,R1,T1,84,WEEK 12,target,LIVER,36"]
    folder = make_study(tmp_path / "study", measurements="\n".join(rows) + "\n")
    figure = draw(ebbtide.assess(ebbtide.read_study(folder), criteria=["recist-1.1"]), "readers")
    causes = figure.data.filter(part="causes").select("cause", "time_points").rows()
    assert causes == [("measurement", 1), ("missing_time_point", 1)]
    assert figure.data.filter(part="sums").select("day", "mean", "difference").rows() == [(42, 35.0, 2.0)]
    assert any("R1 and R2 1" in note for note in figure.notes)
    assert "Mean difference 2.00 mm (1 pair)" in texts_in(svg_of(figure))


@pytest.mark.parametrize("many", [1, 30, 1_000, 8_000])
def test_any_number_of_time_points_is_drawn(many: int) -> None:
    """Where there are too many points, neighbours are one; the data hold each, and the SVG stays small."""
    pair = pair_of(many)
    figure = readers_agreement([pair], ABOUT)
    assert len(figure.data.filter(part="sums")) == many
    assert figure.data.filter(part="calls")["time_points"].sum() == many
    svg = svg_of(figure)
    assert len(svg) < 900_000
    assert svg == svg_of(readers_agreement([pair_of(many)], ABOUT))
    assert any("neighbours are one point" in note for note in figure.notes) == (many > 1_500)


@given(st.integers(1, 40), st.integers(0, 9), st.randoms())
def test_the_order_of_rows_changes_nothing(many: int, seed: int, order: random.Random) -> None:
    """Counts are the same, and every time point is a cell or a time point of one side alone."""
    calls = pair_of(many, seed=seed).calls
    rows = calls.rows()
    order.shuffle(rows)
    mixed = pl.DataFrame(rows, schema=calls.schema, orient="row")
    assert crossed_calls(calls).equals(crossed_calls(mixed))
    assert counted_causes(calls).equals(counted_causes(mixed))
    assert sorted(paired_sums(calls).rows()) == sorted(paired_sums(mixed).rows())
    assert crossed_calls(calls)["time_points"].sum() + calls["agree"].null_count() == many


@pytest.mark.parametrize("name", [HOSTILE, "a" * 300, "quote \" and ' and & <b>", "読影者 一 🙂"])
def test_names_from_data_stay_text(name: str) -> None:
    """They are in the data whole; in the picture they are cut, and never markup."""
    figure = readers_agreement([pair_of(20, first=name)], About(name, name))
    svg = svg_of(figure)
    assert "<script" not in svg
    assert "<b>" not in svg
    assert set(figure.data["first"]) == {name}


def test_no_pair_is_an_error_with_a_hint() -> None:
    """Two are needed to agree."""
    with pytest.raises(EmptyTableError, match="no two readers"):
        readers_agreement([], ABOUT)


def test_words_tell_how_far_they_agree(invented: Assessment) -> None:
    """Agreement, kappa, mean difference and causes are in the words for those who cannot see."""
    figure = draw(invented, "readers", Asked(reader="INVESTIGATOR,RADIOLOGIST 2"))
    assert figure.alt_text == (
        "INVESTIGATOR and RADIOLOGIST 2: Agree 21 of 22; kappa 0.94 (0.84 to 1.00). Sums: Mean difference 0.01 mm; "
        "limits -2.06 to 2.08 mm (17 pairs). They differ by measurement 1."
    )
