"""The timeline: everything known of one subject on one axis of days, and nothing drawn as known that is not."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ebbtide
from ebbtide.errors import DataError
from ebbtide.figures import About
from ebbtide.figures.placing import kept_apart
from ebbtide.figures.rendering import svg_of
from ebbtide.figures.time_axis import TimeAxis
from ebbtide.figures.timeline import Course, timeline
from ebbtide.figures.timeline.course import CALLS, ENDS, RESULTS, SUMS, TOLD, TREATMENTS
from ebbtide.figures.timeline.phases import phases_of
from ebbtide.figures.timeline.rows import call_marks, end_marks
from ebbtide.terms.families import Family, family_of
from ebbtide.workflow.assessed import Assessment, assess
from ebbtide.workflow.drawing import Asked, draw
from ebbtide.workflow.drawing.timeline import course_of
from tests.figures.bedside_studies import HOSTILE, bedside, bedside_study, example
from tests.figures.studies import sums
from tests.figures.texts import texts_in


@pytest.fixture(scope="module")
def gastric() -> Assessment:
    """The bundled gastric case, judged."""
    return example("gastric-car-t")


def rows_of(data: pl.DataFrame, panel: str, row: str | None = None) -> list[tuple[object, ...]]:
    """Give day and value, or day and text, of a panel, in order."""
    own = data.filter(pl.col("panel") == panel, pl.lit(value=True) if row is None else pl.col("row") == row)
    return own.select("day", pl.coalesce(pl.col("value").cast(pl.String), "text")).rows()


def test_the_gastric_case_tells_its_story(gastric: Assessment) -> None:
    """Rise, fall, second infusion, new lesion, third line: each is drawn on its day."""
    data = draw(gastric, "timeline").data

    sums = data.filter(panel="burden", row="sum", unit="mm").select("day", "value", "text").rows()
    assert sums == [
        (0, 42.47, None),
        (28, 90.73, None),
        (56, 59.27, None),
        (89, 49.15, None),
        (121, None, "smaller"),
        (156, None, "larger"),
        (298, None, "smaller"),
    ]
    assert data.filter(panel="infusions")["day"].to_list() == [0, 127]
    assert data.filter(panel="burden", row="new lesion")["day"].to_list() == [121]
    assert data.filter(panel="phases").select("day", "text").rows()[-1] == (156, "sintilimab + apatinib")
    assert data.filter(panel="follow-up").select("day", "row").rows() == [(746, "last_contact")]


def test_the_gastric_picture_writes_what_it_must(gastric: Assessment) -> None:
    """The picture names the criteria, the phases, the peak, the biopsy and the end."""
    texts = texts_in(svg_of(draw(gastric, "timeline")))

    for wanted in ("GC-01: course", "RECIST 1.1", "iRECIST", "new lesion", "infusion 2", "sintilimab + apatinib"):
        assert wanted in texts
    for wanted in (
        "90.73 (+114 %)",
        "4,858.59",
        "biopsy class: H1, no viable tumor",
        "Days from the first infusion of cells",
    ):
        assert wanted in texts
    assert any("last contact on day 746" in text for text in texts)


def test_the_strip_holds_every_call_of_every_criterion(gastric: Assessment) -> None:
    """The calls drawn are those of the table of responses, with the family of each."""
    titles = {criterion.id: criterion.title for criterion in gastric.criteria}
    table = gastric.responses.select(
        pl.col("criterion").cast(pl.String).replace(titles), "day", pl.col("overall_response").cast(pl.String)
    )
    course = course_of(gastric, "GC-01", gastric.criteria[3], "")

    drawn = draw(gastric, "timeline").data.filter(panel="calls").select("row", "day", "text").rows()
    assert sorted(drawn) == sorted(table.rows())
    assert len(drawn) == len(gastric.criteria) * 6
    families = dict(course.calls.filter(criterion="iRECIST").select("day", "family").rows())
    assert families[28] == family_of("iUPD").value == Family.UNCONFIRMED.value


def test_unconfirmed_progressions_are_hollow_and_later_calls_pale(gastric: Assessment) -> None:
    """The tile of iUPD is a frame; a call after the progression that ended a course is pale."""
    course = course_of(gastric, "GC-01", gastric.criteria[3], "")
    axis = TimeAxis.over([0, 298], 600, "Days")

    tiles = {(mark.row, mark.day): mark for mark in call_marks(course, axis)}
    assert tiles["iRECIST", 28].is_hollow
    assert tiles["iRECIST", 28].letter == "U"
    assert not tiles["RECIST 1.1", 28].is_hollow
    assert tiles["RECIST 1.1", 28].letter == "X"
    assert tiles["RECIST 1.1", 89].is_pale
    assert not tiles["iRECIST", 89].is_pale


def test_days_that_are_not_known_are_told_and_not_drawn() -> None:
    """A finding whose words say that no day is printed stands in a note, and on no day."""
    figure = draw(example("donor-car-t"), "timeline", Asked(subject="DC-01.2"))

    assert figure.data.filter(panel="CAR-T cells").select("day", "value").rows() == [(14, 78.1)]
    assert not any("no day" in (text or "") for text in figure.data["text"])
    [note] = [note for note in figure.notes if note.startswith("Not drawn")]
    assert "extramedullary disease" in note
    assert "and 2 more" in note


def test_a_leg_that_swelled_on_no_known_day_is_not_drawn() -> None:
    """The infant's swelling has no day; its end on day 14 has one."""
    figure = draw(example("infant-all-bone-lesion"), "timeline")

    events = figure.data.filter(panel="findings", row="Events").select("day", "text").rows()
    assert [day for day, _ in events] == [0, 14]
    assert any("swelling (the leg with the bone lesion grew" in note for note in figure.notes)
    assert figure.data.filter(panel="burden").is_empty()
    assert figure.data.filter(panel="toxicity").select("row", "day", "value").rows() == [("CRS", 3, 2.0)]


def test_calls_of_a_day_that_is_not_known_are_marked() -> None:
    """The marrow of one month has no printed day: the call that rests on it carries the sign of it."""
    figure = draw(example("donor-car-t"), "timeline", Asked(subject="DC-01.1"))

    texts = texts_in(svg_of(figure))
    assert "C" in texts
    assert texts.count("≈C") == 1
    assert texts.count("≈X") == 1
    assert any(note.startswith("≈ Scans and calls") for note in figure.notes)


def test_the_sum_of_a_reader_is_that_of_the_responses() -> None:
    """Of several readers one is drawn; a sum that lacks a target is none."""
    assessment = example("pharmaverse-recist")
    figure = draw(assessment, "timeline", Asked(subject="01-701-1028", reader="INVESTIGATOR"))

    own = assessment.responses.filter(subject="01-701-1028", reader="INVESTIGATOR").filter(
        pl.col("criterion").cast(pl.String) == "recist-1.1"
    )
    drawn = figure.data.filter(panel="burden", row="sum").select("day", "value", "text").rows()
    assert drawn == [(0, 94.0, None), (21, 91.0, None), (42, None, "not all measured"), (63, 92.0, None)]
    assert own.filter(day=63)["burden"].to_list() == [92.0]
    assert "reader INVESTIGATOR" in figure.about.lines[1]
    assert any("day 179 (arrow)" in note for note in figure.notes)


def test_a_patient_of_atezolizumab_is_drawn() -> None:
    """Thirteen sums of one target, the first of them at baseline before day 0, and no panel without data."""
    study = ebbtide.read_study(ebbtide.examples.path("atezolizumab"))
    subject = "Study_2_Arm_2/3645385831150346240"
    own = replace(study, tables={name: table.filter(subject=subject) for name, table in study.tables.items()})
    figure = draw(assess(own), "timeline")

    sums = figure.data.filter(panel="burden", row="sum")
    assert sums.height == 13
    assert sums["day"][0] == -20
    assert set(figure.data["panel"]) == {"burden", "calls", "scans"}
    assert "P" in texts_in(svg_of(figure))


def test_every_panel_is_drawn_of_a_patient_with_everything() -> None:
    """Burden, calls, cells, cytokines, ctDNA, performance, toxicity, treatments, scans, findings and death."""
    figure = draw(bedside(), "timeline")
    data = figure.data

    assert set(data["panel"]) == {
        *("phases", "burden", "calls", "CAR-T cells", "Cytokines", "ctDNA", "limits", "performance", "toxicity"),
        *("treatments", "infusions", "scans", "findings", "follow-up"),
    }
    assert rows_of(data, "performance") == [(-3, "1.0"), (28, "2.0")]
    assert data.filter(panel="toxicity").select("row", "day", "end_day", "value").rows() == [
        ("CRS", 2, 6, 2.0),
        ("ICANS", 5, 8, 3.0),
    ]
    assert data.filter(panel="burden", row="sum", day=90)["text"].to_list() == ["not measured"]
    assert rows_of(data, "findings", "Cytokines") == [(4, "IL-15: peak")]
    texts = texts_in(svg_of(figure))
    for wanted in ("CAR copies (copies/µg DNA), log scale", "LLOQ 50", "ECOG performance status", "death, day 230"):
        assert wanted in texts


def test_results_below_the_limit_are_told_as_such() -> None:
    """A count under its limit of quantification has no value, and the limit is in the data."""
    figure = draw(bedside(), "timeline")

    below = figure.data.filter(panel="CAR-T cells", day=1)
    assert below["value"].to_list() == [None]
    assert figure.data.filter(panel="limits", row="CAR copies", day=1).select("value", "text").rows() == [
        (50.0, "below")
    ]
    assert any(note.startswith("Open symbols") for note in figure.notes)


@given(st.integers(1, 12))
@settings(max_examples=4, deadline=None)
def test_the_order_of_rows_changes_nothing(shift: int) -> None:
    """The same tables with their rows in another order make the same picture."""
    study = bedside_study("S1")
    turned = {
        name: pl.concat([table[shift % table.height :], table[: shift % table.height]])
        for name, table in study.tables.items()
    }
    first, again = (
        draw(assess(replace(study, tables=tables), criteria=["recist-1.1", "irecist"]), "timeline")
        for tables in (study.tables, with_rows(turned))
    )

    assert again.data.sort(again.data.columns).equals(first.data.sort(first.data.columns))
    assert again.alt_text == first.alt_text


def with_rows(tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Number the rows of tables anew."""
    return {
        name: table.with_columns(row=pl.int_range(2, table.height + 2, dtype=pl.UInt32))
        for name, table in tables.items()
    }


def test_the_same_input_gives_the_same_picture() -> None:
    """Byte for byte."""
    assessment = bedside()

    assert svg_of(draw(assessment, "timeline")) == svg_of(draw(assessment, "timeline"))


def test_hostile_names_are_text() -> None:
    """A subject named like a script is written, shortened, and never run."""
    figure = draw(bedside(HOSTILE), "timeline")
    svg = svg_of(figure)

    assert "<script" not in svg
    assert any(text.startswith("</script><script>alert(1)") for text in texts_in(svg))
    assert figure.title.endswith("…: course")


def test_agents_with_control_characters_are_drawn() -> None:
    """A treatment whose name no picture can hold is drawn by what is left of it, and as a phase too."""
    agent = "anti-CD19\x02 \ufffecells\x1f"
    given = {"subject": ["S1"], "day": [0], "agent": [agent], "class": ["chemotherapy"]}
    texts = texts_in(svg_of(draw(sums({"S1": {-3: 20.0, 40: 10.0}}, treatments=pl.DataFrame(given)), "timeline")))

    assert texts.count("anti-CD19 cells") == 2


def test_a_subject_of_whom_nothing_is_known_is_refused() -> None:
    """Without any day there is nothing to draw, and the error says what is needed."""
    with pytest.raises(DataError, match="nothing is recorded of 'S9'") as told:
        timeline(Course("S9"), About("Trial 7"))

    assert "with a day" in told.value.hint


def test_a_death_alone_is_drawn() -> None:
    """One event is enough for a timeline."""
    ends = pl.DataFrame([(40, "death", None)], schema=ENDS, orient="row")
    figure = timeline(Course("S1", ends=ends), About("Trial 7"))

    assert "death, day 40" in texts_in(svg_of(figure))
    assert figure.alt_text.endswith("Death on day 40.")


def test_an_end_far_away_is_an_arrow() -> None:
    """Follow-up beyond what was seen does not squeeze it; an end close by stands on its day."""
    sums = pl.DataFrame([(0, 50.0, None, None), (60, 40.0, -20.0, None)], schema=SUMS, orient="row")
    axis = TimeAxis.over([0, 60], 600, "Days")
    far = Course("S1", sums=sums, ends=pl.DataFrame([(900, "death", None)], schema=ENDS, orient="row"))
    near = Course("S1", sums=sums, ends=pl.DataFrame([(61, "death", None)], schema=ENDS, orient="row"))

    [beyond], [inside] = list(end_marks(far, axis)), list(end_marks(near, axis))
    assert (beyond.day, beyond.text) == (61, "death on day 900")
    assert (inside.day, inside.text) == (61, "death, day 61")
    assert any("day 900 (arrow)" in note for note in timeline(far, About("Trial 7")).notes)
    assert not any("arrow" in note for note in timeline(near, About("Trial 7")).notes)


def test_phases_run_from_start_to_start() -> None:
    """Supporting drugs start no phase, agents of one day share one, and a drug given again belongs to its first."""
    rows = [
        ("prednisone", "corticosteroid", -9, None),
        ("A", "chemotherapy", 0, None),
        ("B", "chemotherapy", 0, None),
        ("A", "chemotherapy", 21, None),
        ("C", None, 50, 60),
    ]
    course = Course("S1", treatments=pl.DataFrame(rows, schema=TREATMENTS, orient="row"))
    phases = phases_of(course, TimeAxis.over([-10, 100], 600, "Days"))

    assert [(one.day, one.names[0]) for one in phases] == [(0, "A + B"), (50, "C")]
    assert phases[0].until == 50


def test_tests_beyond_what_a_panel_can_hold_are_counted() -> None:
    """Six tests share a panel; the others are named in a note."""
    rows = [
        ("Laboratory", f"test {at}", "U/L", None, day, "quantified", float(at + day), None, None)
        for at in range(9)
        for day in (1, 8)
    ]
    figure = timeline(Course("S1", results=pl.DataFrame(rows, schema=RESULTS, orient="row")), About("Trial 7"))

    assert any("3 of 9 tests of laboratory (U/L)" in note for note in figure.notes)
    assert figure.data.filter(panel="Laboratory").height == 18


def test_scans_without_room_for_letters_are_told() -> None:
    """A tile too narrow for its letter is drawn without it, and a note says so."""
    rows = [("RECIST 1.1", day, "SD", Family.STABLE.value, False) for day in range(0, 600, 4)]
    figure = timeline(Course("S1", calls=pl.DataFrame(rows, schema=CALLS, orient="row")), About("Trial 7"))

    assert any("without letters" in note for note in figure.notes)
    assert texts_in(svg_of(figure)).count("S") == 1


def test_words_of_a_crowded_row_are_cut_and_counted() -> None:
    """Forty biopsies in a row: none is lost from the data, words that find no room are counted."""
    rows = [("Biopsy, pathology", day, f"biopsy: viable cells {day} %, with necrosis") for day in range(0, 400, 10)]
    figure = timeline(Course("S1", told=pl.DataFrame(rows, schema=TOLD, orient="row")), About("Trial 7"))

    assert figure.data.filter(panel="findings").height == 40
    texts = [text for text in texts_in(svg_of(figure)) if text.startswith("viable cells")]
    [note] = [note for note in figure.notes if note.startswith("Left out")]
    assert f"the words of {40 - len(texts)} marks" in note
    assert len(texts) > 5


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 80)), max_size=20))
def test_labels_that_stay_do_not_touch(pairs: list[tuple[int, int]]) -> None:
    """Of any labels those kept lie apart, and one is always kept."""
    spans = [(float(start), float(start + wide)) for start, wide in pairs]
    stays = kept_apart(spans, [0.0] * len(spans))
    kept = sorted(span for span, stay in zip(spans, stays, strict=True) if stay)

    assert all(before[1] < after[0] for before, after in pairwise(kept))
    assert bool(kept) is bool(spans)


@given(st.lists(st.integers(-5_000, 9_000), min_size=1, max_size=8))
def test_an_axis_holds_its_days_and_counts_from_0(days: list[int]) -> None:
    """Every day lies on the axis, and ticks are few and multiples of one step."""
    axis = TimeAxis.over(days, 600, "Days")

    assert all(axis.first <= day <= axis.last for day in days)
    assert len(axis.ticks) <= 16
    assert all(axis.first <= tick <= axis.last for tick in axis.ticks)
    assert abs(axis.day_at(axis.at(days[0])) - days[0]) < 1e-6
