"""The dossier: what the tables say, as known on the day, with reasons for what is left out."""

from __future__ import annotations

import re
from functools import cache
from html import unescape

import polars as pl
import pytest

import ebbtide
from ebbtide.errors import DataError
from ebbtide.workflow import Assessment, assess
from ebbtide.workflow.reporting import subject_dossier
from ebbtide.workflow.reporting.scope import known_until, scope_of

TITLES = (
    "Where the subject stands",
    "Course",
    "Calls and their reasons",
    "Best response, endpoints and patterns",
    "Evidence",
    "Decision pathway",
    "Infused cells",
    "How the calls would flip",
    "Queries",
    "Methods and versions",
)


@cache
def gastric() -> Assessment:
    """Judge the gastric case."""
    return assess(ebbtide.read_study(ebbtide.examples.path("gastric-car-t")))


@cache
def text_of(day: int | None = None) -> str:
    """Read the dossier of the gastric case without its tags and files."""
    return plain(subject_dossier(gastric(), "GC-01", day=day))


def plain(html: str) -> str:
    """Leave the words of a page."""
    body = html.partition("<body>")[2].partition("<script>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", body)))


def test_every_part_is_there_in_order() -> None:
    """Ten parts, from where the subject stands to how it was judged."""
    html = subject_dossier(gastric(), "GC-01")
    assert tuple(re.findall(r"<h2 id=\"[a-z]+\">(.*?)</h2>", html)) == TITLES


def test_the_story_is_told_at_once() -> None:
    """State, what is under question and what is due stand first."""
    text = text_of()
    assert "RECIST 1.1: PD on day 298, best response PD" in text
    assert "iRECIST: iUPD of day 121 still open" in text
    assert "Pathway: next scan, day 184 to 212 (overdue)" in text
    assert "Alive at last contact, day 746" in text


def test_calls_and_reasons_are_those_of_the_assessment() -> None:
    """Every sentence of every explanation stands in the dossier."""
    text = text_of()
    explanations = gastric().explanations("GC-01")
    assert len(explanations) == gastric().responses.height
    sentences = [sentence for one in explanations for sentence in (*one.sentences, *one.flips) if sentence]
    assert [sentence for sentence in sentences if re.sub(r"\s+", " ", sentence) not in text] == []


def test_nothing_from_later_is_told() -> None:
    """As known on day 28 there is one call, in question, with its window ahead."""
    text = text_of(28)
    assert "as known on day 28" in text
    assert "iRECIST: iUPD of day 28 still open" in text
    assert "confirm on day 56 to day 84" in text
    assert "new lesion" not in text.partition("Course")[0].partition("The story so far")[2]
    assert "sintilimab" not in text
    assert "disregarded" not in text.partition("Methods")[0]


@pytest.mark.parametrize("day", [3, 28, 60, 130])
def test_a_study_as_known_holds_no_later_day(day: int) -> None:
    """No row and no end lies after the day."""
    study = known_until(gastric().study, day)
    assert study.table("treatments").height
    for table in study.tables.values():
        for name in {"day", "end_day"} & set(table.columns):
            assert (table[name].drop_nulls() <= day).all()


def test_a_subject_without_scans_is_told_of_all_the_same() -> None:
    """What is recorded is told; what cannot be judged says so."""
    study = ebbtide.read_study(
        {
            "measurements": pl.DataFrame(
                {
                    "subject": ["A", "A"],
                    "lesion": ["T1", "T1"],
                    "day": [0, 42],
                    "role": ["target", "target"],
                    "longest_mm": [40.0, 50.0],
                }
            ),
            "treatments": pl.DataFrame({"subject": ["A", "B"], "day": [0, 0], "agent": ["x", "y"]}),
        }
    )
    text = plain(subject_dossier(assess(study), "B"))
    assert "Nothing judged yet" in text
    assert "No time point after baseline could be judged." in text


def test_who_has_died_is_due_nothing() -> None:
    """No scan is asked for after a death."""
    rows = [("X", 0, 40.0), ("X", 42, 60.0)]
    frame = pl.DataFrame(rows, schema=["subject", "day", "longest_mm"], orient="row")
    study = ebbtide.read_study(
        {
            "measurements": frame.with_columns(lesion=pl.lit("T1"), role=pl.lit("target")),
            "events": pl.DataFrame({"subject": ["X"], "day": [50], "event": ["death"]}),
        }
    )
    assert "Nothing: died on day 50" in plain(subject_dossier(assess(study)))


def test_reported_responses_come_without_reasons() -> None:
    """Who takes responses as reported is told that there are no reasons, and no sums to flip."""
    study = ebbtide.read_study(ebbtide.examples.path("pharmaverse-recist"))
    text = plain(subject_dossier(assess(study, responses="reported"), "01-701-1133"))
    assert "Responses were taken as they were reported, so no reasons can be given." in text
    assert "there is no sum whose change would make another call" in text


def test_another_reader_is_folded_beneath() -> None:
    """The calls of the reader asked for stand first, those of the others below."""
    study = ebbtide.read_study(ebbtide.examples.path("pharmaverse-recist"))
    text = plain(subject_dossier(assess(study), "01-701-1133", reader="RADIOLOGIST 2"))
    assert "Overall response at each time point, read by RADIOLOGIST 2" in text
    assert "Calls of INVESTIGATOR" in text


def test_the_evidence_is_that_of_its_room() -> None:
    """The words of the verdict are those of `gather_evidence`."""
    from ebbtide.workflow import gather_evidence

    source = ebbtide.examples.path("gastric-car-t")
    assert gather_evidence(source, "GC-01").evidence.verdict in text_of()
    assert gather_evidence(source, "GC-01", day=28).evidence.verdict in text_of(28)


@pytest.mark.parametrize(("subject", "reader"), [("nobody", None), ("GC-01", "nobody")])
def test_who_is_not_there_is_refused(subject: str, reader: str | None) -> None:
    """With the names that are there."""
    with pytest.raises(DataError, match="nobody"):
        subject_dossier(gastric(), subject, reader=reader)


def test_a_day_before_all_records_is_refused() -> None:
    """There is nothing to tell."""
    with pytest.raises(DataError, match="by day -900"):
        scope_of(_without_people(), "GC-01", day=-900, reader=None)


def _without_people() -> Assessment:
    """Judge the gastric case without its table of subjects."""
    study = gastric().study
    tables = {name: table for name, table in study.tables.items() if name != "subjects"}
    return assess(ebbtide.Study(study.name, tables))


def test_progress_is_told_section_by_section() -> None:
    """From none to all."""
    told: list[tuple[int, int]] = []
    subject_dossier(gastric(), progress=lambda done, total: told.append((done, total)))
    assert told == [(done, 10) for done in range(11)]
