"""Large files: read in slices, judged in batches of whole subjects, and told apart from small ones by nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl
import pytest

import ebbtide
from ebbtide import Options
from ebbtide.assessment import codes, ranges, source, stream
from ebbtide.assessment.stream import StreamSummary, assess_stream
from ebbtide.errors import DataError
from ebbtide.formats import screen
from ebbtide.workflow import Assessment
from tests.assessment.random_subjects import random_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from ebbtide.assessment import JudgedStudy

SUBJECTS: Final = 120
SLICE: Final = 61
BATCH: Final = 7
CRITERIA: Final = ("who", "recist-1.1", "irecist", "imrecist", "choi")
ORDERS: Final[dict[str, Callable[[pl.DataFrame], pl.DataFrame]]] = {
    "sorted": lambda frame: frame,
    "by visit": lambda frame: frame.sort("day", "subject", maintain_order=True),
    "shuffled": lambda frame: frame.sample(fraction=1, shuffle=True, seed=3),
    "subjects backwards": lambda frame: frame.sort("subject", descending=True, maintain_order=True),
    "a subject in two pieces": lambda frame: pl.concat([frame[5:], frame[:5]]),
}


class Streamed(NamedTuple):
    """What a stream wrote and said."""

    responses: pl.DataFrame
    settled: pl.DataFrame
    derived: dict[str, pl.DataFrame]
    blocks: int
    summary: StreamSummary
    progress: list[tuple[int, int]]


@pytest.fixture(autouse=True)
def _small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read so few rows at a time that subjects straddle slices and batches are many."""
    monkeypatch.setattr(stream, "LARGE", source.Portion(SLICE, BATCH))
    monkeypatch.setattr(stream, "SMALL", source.Portion(SLICE, BATCH))
    monkeypatch.setattr(source, "ROWS_A_LOOK", SLICE)
    monkeypatch.setattr(ranges, "ROWS_A_CUT", SLICE)
    monkeypatch.setattr(ranges, "ROWS_A_RANGE", SLICE)
    monkeypatch.setattr(ranges, "SAMPLE", 50)


@pytest.fixture(scope="module")
def readings() -> pl.DataFrame:
    """Draw the readings of some subjects, in order."""
    frame = random_tables(11, SUBJECTS).measurements.drop("row", "slice_um", "side", "visit", "date")
    return frame.with_columns(pl.col("role", "state").cast(pl.String))


@pytest.fixture(scope="module")
def expected(readings: pl.DataFrame) -> ebbtide.Assessment:
    """Judge the same readings at once."""
    return ebbtide.assess(readings, criteria=CRITERIA, explanations=False)


def streamed(
    frame: pl.DataFrame,
    folder: Path,
    *,
    criteria: Sequence[str] = CRITERIA,
    options: Options | None = None,
    explanations: bool = False,
    derives: bool = False,
) -> Streamed:
    """Write a frame as Parquet and judge it part by part."""
    path = folder / "measurements.parquet"
    frame.write_parquet(path)
    parts: list[pl.DataFrame] = []
    settled: list[pl.DataFrame] = []
    derived: dict[str, list[pl.DataFrame]] = {"best": [], "times": [], "patterns": []}

    def take(part: JudgedStudy) -> None:
        parts.append(part.responses)
        settled.append(part.settled)
        if derives:
            assessment = Assessment(part)
            derived["best"].append(assessment.best_responses(explain=False))
            derived["times"].append(assessment.endpoints(explain=False))
            derived["patterns"].append(assessment.patterns(explain=False))

    seen: list[tuple[int, int]] = []
    summary = assess_stream(
        path,
        take,
        criteria=criteria,
        options=options or Options(),
        explanations=explanations,
        progress=lambda done, total: seen.append((done, total)),
    )
    tables = {name: pl.concat(frames) for name, frames in derived.items() if frames}
    return Streamed(pl.concat(parts), pl.concat(settled), tables, len(parts), summary, seen)


def same(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    """Tell whether two tables have the same rows, whatever words are stored as."""
    return one.columns == other.columns and one.rows() == other.rows()


@pytest.mark.parametrize("order", ORDERS)
def test_a_stream_gives_the_calls_of_the_whole(
    order: str, readings: pl.DataFrame, expected: ebbtide.Assessment, tmp_path: Path
) -> None:
    """In whatever order a file comes, its calls and all that follows are those of the study as a whole."""
    found = streamed(ORDERS[order](readings), tmp_path, derives=True)
    assert same(found.responses, expected.responses)
    assert sorted(found.settled.rows(), key=str) == sorted(expected.settled.rows(), key=str)
    assert same(found.derived["best"], expected.best_responses(explain=False))
    assert same(found.derived["times"], expected.endpoints(explain=False))
    assert same(found.derived["patterns"], expected.patterns(explain=False))
    assert found.summary.sorted_input == (order == "sorted")
    assert found.blocks > 2


@pytest.mark.parametrize("order", ["sorted", "shuffled"])
def test_a_stream_judges_composite_criteria_as_the_whole(order: str, readings: pl.DataFrame, tmp_path: Path) -> None:
    """Criteria that look at each lesion see the same lesions, part by part."""
    asked = ("irecist", "impercist5", "lugano", "lyric", "recil", "rano", "irano")
    whole = ebbtide.assess(readings, criteria=asked, explanations=False)
    found = streamed(ORDERS[order](readings), tmp_path, criteria=asked, derives=True)
    assert same(found.responses, whole.responses)
    assert sorted(found.settled.rows(), key=str) == sorted(whole.settled.rows(), key=str)
    assert same(found.derived["times"], whole.endpoints(explain=False))


ODDITIES: Final[dict[str, pl.Expr]] = {
    "blanks around names": pl.when(pl.col("day") % 3 == 0).then(pl.lit(" ") + pl.col("lesion")).otherwise("lesion"),
    "fragments": pl.when(pl.col("lesion") == "T2").then(pl.lit("T1.1")).otherwise("lesion"),
    "names of their own": pl.col("subject") + "/" + pl.col("lesion"),
}


@pytest.mark.parametrize("oddity", ODDITIES)
@pytest.mark.parametrize("order", ["sorted", "shuffled"])
def test_a_stream_of_odd_names_gives_the_calls_of_the_whole(
    oddity: str, order: str, readings: pl.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names that have to be cleaned, joined or are never repeated are read as in a small study."""
    monkeypatch.setattr(screen, "WORTHWHILE", 0)
    monkeypatch.setattr(codes, "LARGE", 0)
    odd = readings.with_columns(
        lesion=ODDITIES[oddity],
        visit=pl.when(pl.col("day") < 1).then(pl.lit("Screening")).when(pl.col("day") > 60).then(pl.lit("Unscheduled")),
        state=pl.when(pl.col("day") % 5 != 0).then("state"),
    )
    found = streamed(ORDERS[order](odd), tmp_path)
    whole = ebbtide.assess(ORDERS[order](odd), criteria=CRITERIA, explanations=False)
    assert same(found.responses, whole.responses)
    told = {(one.rule, one.subject, one.row, one.problem) for one in found.summary.findings}
    assert told == {(one.rule, one.subject, one.row, one.problem) for one in whole.findings}


def test_what_goes_wrong_while_reading_ahead_is_told(
    readings: pl.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that breaks off far down stops the stream with the reader's own problem, not with a silent end."""
    whole = source.rows_at

    def broken(one: source.Source, offset: int, rows: int) -> pl.DataFrame:
        if offset > 3 * SLICE:
            raise OSError("the file breaks off")
        return whole(one, offset, rows)

    monkeypatch.setattr(source, "rows_at", broken)
    with pytest.raises(OSError, match="the file breaks off"):
        streamed(readings, tmp_path)


def test_a_subject_larger_than_a_slice_stays_whole(readings: pl.DataFrame, tmp_path: Path) -> None:
    """A subject whose rows fill more than one slice is judged in one piece."""
    one = pl.concat([readings.head(1).with_columns(day=pl.lit(day, pl.Int32)) for day in range(0, 42 * SLICE, 14)])
    found = streamed(one, tmp_path, criteria=["recist-1.1"])
    assert found.blocks == 1
    assert len(found.responses) == len(one) - 1


def test_a_stream_tells_what_it_has_done(readings: pl.DataFrame, tmp_path: Path) -> None:
    """Rows, subjects, responses and findings are counted, and progress ends where the file does."""
    found = streamed(readings, tmp_path)
    rows = len(readings)
    assert found.summary.rows == rows
    assert found.summary.subjects == readings["subject"].n_unique()
    assert found.summary.responses == len(found.responses)
    assert found.progress[-1] == (rows, rows)
    assert [done for done, _ in found.progress] == sorted(done for done, _ in found.progress)


def test_findings_name_the_row_of_the_file(readings: pl.DataFrame, tmp_path: Path) -> None:
    """What is odd far down the file is found under its own row number, the header being row 1."""
    place = len(readings) - 3
    odd = readings.with_row_index("n").with_columns(
        longest_um=pl.when(pl.col("n") == place).then(None).otherwise("longest_um"),
        perpendicular_um=pl.when(pl.col("n") == place).then(None).otherwise("perpendicular_um"),
        viable_um=pl.when(pl.col("n") == place).then(None).otherwise("viable_um"),
        state=pl.when(pl.col("n") == place).then(None).otherwise("state"),
    )
    found = streamed(odd.drop("n"), tmp_path).summary.findings
    assert ("READ30", place + 2) in {(finding.rule, finding.row) for finding in found}


def test_the_findings_of_a_stream_are_those_of_the_whole(
    readings: pl.DataFrame, expected: ebbtide.Assessment, tmp_path: Path
) -> None:
    """Nothing is noticed twice or missed because a file is read in parts."""
    found = streamed(readings, tmp_path).summary.findings
    told = sorted((one.rule, one.subject, one.row or 0) for one in found)
    whole = sorted((one.rule, one.subject, one.row or 0) for one in expected.findings)
    assert told == whole


def test_subjects_may_be_numbers(readings: pl.DataFrame, tmp_path: Path) -> None:
    """Numbers in order are not names in order; the responses come in the order of names all the same."""
    numbers = readings.with_columns(subject=pl.col("subject").str.slice(1).cast(pl.Int64))
    found = streamed(numbers, tmp_path).responses
    assert same(found, ebbtide.assess(numbers, criteria=CRITERIA, explanations=False).responses)


def test_a_subject_longer_than_a_slice_is_judged_whole(tmp_path: Path) -> None:
    """One subject of many scans comes through many slices in one piece."""
    days = range(0, 42 * 200, 42)
    frame = pl.DataFrame({"subject": "P1", "lesion": "T1", "role": "target", "day": days, "longest_mm": 50.0})
    two = pl.concat([frame.with_columns(subject=pl.lit("P0")), frame])
    found = streamed(two, tmp_path, criteria=["recist-1.1"])
    assert found.responses["overall_response"].to_list() == ["SD"] * 398
    assert found.summary.subjects == 2


def test_several_readers_of_one_subject_stay_together(readings: pl.DataFrame, tmp_path: Path) -> None:
    """A file sorted by subject is sorted, whatever the order of its readers."""
    both = pl.concat([readings.with_columns(reader=pl.lit(reader)) for reader in ("R2", "R1")])
    ordered = both.sort("subject", maintain_order=True)
    found = streamed(ordered, tmp_path)
    assert found.summary.sorted_input
    assert same(found.responses, ebbtide.assess(ordered, criteria=CRITERIA, explanations=False).responses)


def test_a_stream_explains_on_request(readings: pl.DataFrame, tmp_path: Path) -> None:
    """Asked to, it writes the very explanations of the study read at once."""
    found = streamed(readings, tmp_path, explanations=True).responses
    whole = ebbtide.assess(readings, criteria=CRITERIA, explanations=True).responses
    assert found["explanation"].to_list() == whole["explanation"].to_list()


def test_a_stream_heeds_options(readings: pl.DataFrame, tmp_path: Path) -> None:
    """Options reach the rules and the reading of doubles alike."""
    options = Options(early_variance_days=7, duplicate_reading="largest", who_pd_reference="baseline")
    found = streamed(readings, tmp_path, options=options).responses
    assert same(found, ebbtide.assess(readings, criteria=CRITERIA, options=options, explanations=False).responses)


def test_a_file_without_a_subject_column_is_refused(readings: pl.DataFrame, tmp_path: Path) -> None:
    """The error names the column, as for any other file."""
    with pytest.raises(DataError, match="lacks the column subject"):
        streamed(readings.drop("subject"), tmp_path)


def test_a_row_without_a_subject_is_refused(readings: pl.DataFrame, tmp_path: Path) -> None:
    """A reading of nobody is an error that names its row, in a sorted file or not."""
    blank = readings.with_columns(subject=pl.when(pl.int_range(pl.len()) == 100).then(None).otherwise("subject"))
    with pytest.raises(DataError, match="row 102"):
        streamed(blank, tmp_path)
