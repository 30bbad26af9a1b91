"""The study report: the numbers of the tables, what cannot be told with its reason, and what it rests on."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from html import unescape
from typing import TYPE_CHECKING

import polars as pl
import pytest

import ebbtide
from benchmarks.trajectories import measurements
from ebbtide.errors import DataError
from ebbtide.workflow import Assessment, assess, compare, drawing, rates_in_percent
from ebbtide.workflow.ctdna_outcomes import ctdna_outcomes
from ebbtide.workflow.drawing import Asked
from ebbtide.workflow.reporting import records_report, study_report
from ebbtide.workflow.reporting.figures import figures
from ebbtide.workflow.reporting.responses import rate_in_words
from tests.reports.test_subject_dossier import plain

if TYPE_CHECKING:
    from ebbtide.figures import Figure

NAMES = ("gastric-car-t", "pharmaverse-recist", "infant-all-bone-lesion", "donor-car-t")
MOST_BYTES = 5_000_000


@cache
def bundled(name: str) -> Assessment:
    """Judge a bundled study."""
    return assess(ebbtide.read_study(ebbtide.examples.path(name)))


@cache
def text_of(name: str) -> str:
    """Read the report of a bundled study without its tags and files."""
    return plain(study_report(bundled(name)))


def cells_of(html: str, caption: str) -> list[list[str]]:
    """Read the table of a caption."""
    found = re.search(rf"<caption><span>{re.escape(caption)}.*?</span></caption>(.*?)</table>", html, re.DOTALL)
    assert found is not None, caption
    rows = re.findall(r"<tr>(.*?)</tr>", found[1], re.DOTALL)
    cell = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
    return [[unescape(re.sub(r"<[^>]*>", "", text)).strip() for text in cell.findall(row)] for row in rows]


@pytest.mark.parametrize("name", NAMES)
def test_every_bundled_study_has_a_report(name: str) -> None:
    """Each names its subjects, its methods and the digest of every file it was made of."""
    text = text_of(name)
    assert f"{len(bundled(name).study.subjects)} subject" in text
    assert "were judged with Ebbtide" in text
    source = bundled(name).study.source
    assert source is not None
    files = sorted(source.glob("*.csv"))
    assert files
    assert [path.name for path in files if hashlib.sha256(path.read_bytes()).hexdigest() not in text] == []


def test_the_rates_are_those_of_the_table() -> None:
    """Every rate of every criterion, with its interval, is the one that `rates_in_percent` gives."""
    html = study_report(bundled("donor-car-t"))
    heads, *rows = cells_of(html, "Rates, with exact 95 % intervals")
    assert heads[-4:] == ["ORR", "cORR", "DCR", "CBR"]
    expected = rates_in_percent(bundled("donor-car-t")).select("ORR", "cORR", "DCR", "CBR").rows()
    assert [tuple(row[-4:]) for row in rows] == [tuple(map(rate_in_words, row)) for row in expected]
    assert rows


def test_the_first_card_tells_the_rate_of_the_table() -> None:
    """What is read first is what the table says."""
    rates = rates_in_percent(bundled("pharmaverse-recist")).filter(
        pl.col("criterion").cast(pl.String) == "recist-1.1", reader="INVESTIGATOR"
    )
    responders, _, rate = rate_in_words(rates["ORR"][0]).partition(": ")
    assert f"ORR {rate}, {responders} of 8" in text_of("pharmaverse-recist")


def test_best_responses_add_up() -> None:
    """The kinds of best response of a criterion are as many as its subjects."""
    _, *rows = cells_of(study_report(bundled("donor-car-t")), "Best overall response, subjects")
    assert len(rows) == 2 * len(bundled("donor-car-t").criteria)
    best = bundled("donor-car-t").best_responses(explain=False)
    counted = {str(name): count for name, count in best.group_by("criterion").len().iter_rows()}
    titles = {one.title: one.id for one in bundled("donor-car-t").criteria}
    for criterion, _, *counts in rows:
        assert sum(map(int, counts)) == counted[titles[criterion]]


def test_readers_are_compared_as_compare_does() -> None:
    """The first line of agreement is that of `compare`."""
    first = compare(bundled("pharmaverse-recist").study).agreement.row(0, named=True)
    html = study_report(bundled("pharmaverse-recist"))
    _, row, *_ = cells_of(html, "How often two agree")
    assert row[0] == f"{first['first']}, {first['second']}"
    assert row[3:5] == [str(first["pairs"]), str(first["agreeing"])]


def test_one_reader_alone_is_no_fault() -> None:
    """It is said that there is nothing to compare."""
    assert "has nothing to compare: one reader, and no reported responses." in text_of("gastric-car-t")


def test_patterns_stand_beside_the_published() -> None:
    """The study's own incidence and the pooled one are both there."""
    text = text_of("gastric-car-t")
    assert "Pseudoprogression in this study, with exact intervals" in text
    assert "1 of 1: 100.0 (2.5 to 100.0)" in text
    html = study_report(bundled("gastric-car-t"))
    assert cells_of(html, "Pseudoprogression as published")[-1][:5] == ["overall", "27", "192", "3,646", "5.5"]


def test_the_methods_name_what_was_changed() -> None:
    """A reading other than the default stands in the paragraph, with its value."""
    options = ebbtide.Options(reset_min_shrink="any")
    study = bundled("gastric-car-t").study
    text = plain(study_report(assess(study, criteria=["recist-1.1", "irecist"], options=options)))
    assert "under RECIST 1.1 [1] and iRECIST [2]; every criterion judged the same readings" in text
    assert "the documented default was used, but for reset_min_shrink = any." in text
    assert "Eisenhauer EA" in text.partition("Methods")[2]
    assert "1 other than their defaults" in text


def test_a_study_that_cannot_be_judged_is_reported_by_its_records() -> None:
    """What it was published for stands in it: rates and medians by ctDNA."""
    study, found = ebbtide.read_study(ebbtide.examples.path("inspire")), ctdna_outcomes()
    html = records_report(study, found)
    rates = cells_of(html, "Best response by change of ctDNA: 73 of 94 patients")
    assert [row[1:3] for row in rates[1:]] == [["33", "14"], ["40", "1"]]
    medians = cells_of(html, "Medians")
    assert [row[:4] for row in medians[1:3]] == [
        ["PFS", "Decrease from baseline", "33", "24"],
        ["PFS", "Increase from baseline", "40", "38"],
    ]
    assert html.count("<img ") == 2


def test_no_treatment_is_ordered() -> None:
    """Neither report tells anyone to treat, stop or continue."""
    words = re.compile(
        r"\b(should be (treated|stopped|given)|stop treatment|continue treatment|we recommend)\b", re.IGNORECASE
    )
    assert words.search(text_of("gastric-car-t")) is None


def test_what_cannot_be_drawn_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    """A figure that the study cannot give is left out, and the reason stands in its place."""

    def refused(assessment: Assessment, name: str, asked: Asked | None = None) -> Figure:
        raise DataError(f"no {name} in {assessment.study.name} for {asked}", hint="")

    monkeypatch.setattr(drawing, "draw", refused)
    [block] = figures(bundled("gastric-car-t"), ("spider", Asked()), ("swimmer", Asked()))
    assert block.template == "prose"
    assert [text.partition(",")[0] for text in block.paragraphs] == ["Not drawn: spider", "Not drawn: swimmer"]  # type: ignore[union-attr]


def test_one_criterion_alone_parts_from_none() -> None:
    """The part on divergence is left out where there is nothing to differ from."""
    study = bundled("gastric-car-t").study
    html = study_report(assess(study, criteria=["recist-1.1"]))
    assert "Where the criteria part" not in html
    assert "Times to events" in html


def test_survival_by_pattern_comes_with_a_landmark() -> None:
    """Asked for, it is drawn or its reason given; unasked, neither."""
    study = ebbtide.read_study(measurements(30, seed=3))
    assessment = assess(study, criteria=["recist-1.1", "irecist"])
    assert study_report(assessment, landmark=84) != study_report(assessment)


def test_a_hundred_subjects_stay_below_five_megabytes() -> None:
    """The report of a trial of a hundred can be sent by mail."""
    html = study_report(assess(ebbtide.read_study(measurements(100, seed=1))))
    assert len(html.encode()) < MOST_BYTES
    assert html.count("<img ") >= 5
    assert "100 subjects" in html


def test_progress_is_told_section_by_section() -> None:
    """From none to all."""
    told: list[tuple[int, int]] = []
    study_report(bundled("gastric-car-t"), progress=lambda done, total: told.append((done, total)))
    assert told == [(done, 11) for done in range(12)]


def test_a_reader_that_is_not_there_is_refused() -> None:
    """With the names that are."""
    with pytest.raises(DataError, match="no reader 'nobody'"):
        study_report(bundled("gastric-car-t"), reader="nobody")
