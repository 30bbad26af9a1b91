"""SAS transport files: read, written, damaged."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
import sys
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import pandas as pd  # type: ignore[import-untyped]  # shipped without types
import polars as pl
import pyreadstat
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ebbtide.errors import ConformanceError, DataError, MissingExtraError, UnreadableFileError
from ebbtide.formats.datasets import read_dataset, write_dataset
from ebbtide.formats.datasets.dataset import Dataset, Variable
from ebbtide.formats.datasets.xpt_reading import read_xpt
from ebbtide.study.findings import Findings
from tests.formats.datasets_made import CREATED, SAMPLES, SMALL, datasets, one_column

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ebbtide.formats.datasets.dataset import Kind
    from ebbtide.formats.datasets.xpt_writing import XptVersion

DM = (SAMPLES / "dm.xpt").read_bytes()
FIRST_VARIABLE = 8 * 80
"""Where the descriptions of variables begin, 140 bytes each."""


def written(dataset: Dataset, folder: Path, version: XptVersion = 5) -> bytes:
    """The bytes of a dataset's transport file."""
    path = folder / "written.xpt"
    write_dataset(dataset, path, created=CREATED, xpt_version=version)
    return path.read_bytes()


def read(content: bytes) -> Dataset:
    """What such bytes are read as."""
    return read_xpt(content, "dm.xpt")


def without_lengths(dataset: Dataset) -> list[Variable]:
    """The variables, as far as a transport file tells them."""
    return [dataclasses.replace(variable, length=None, key=None) for variable in dataset.variables]


def changed(content: bytes, place: int, by: bytes) -> bytes:
    """The same bytes with some of them put in place of others."""
    return content[:place] + by + content[place + len(by) :]


# ------------------------------------------------------------------------------------------------ read


def test_a_dataset_of_version_5_is_read() -> None:
    """Name, label, variables and cells are those of the published file."""
    dm = read_dataset(SAMPLES / "dm.xpt")
    assert (dm.name, dm.label, dm.frame.shape) == ("DM", "Demographics", (18, 26))
    assert dm.variable("AGE") == Variable("AGE", "Age", "integer")
    assert dm.variable("USUBJID") == Variable("USUBJID", "Unique Subject Identifier", "text", 8)
    first = dm.frame.select("STUDYID", "USUBJID", "RFSTDTC", "DTHDTC", "AGE", "RACE").row(0)
    assert first == ("CDISCPILOT01", "CDISC001", "2012-11-30", None, 84, "WHITE")


def test_dates_and_numbers_are_told_by_their_format() -> None:
    """DATE9. makes dates of numbers; what is whole throughout is an integer, what is not a number."""
    adsl = read_dataset(SAMPLES / "adsl.xpt")
    assert adsl.variable("TRTSDT").kind == "date"
    assert adsl.variable("TRTSDT").display_format == "DATE9."
    assert adsl.frame.select("TRTSDT", "TRTDURD", "BMIBL").row(0) == (date(2014, 1, 2), 182, 25.1)
    assert adsl.frame.schema["TRTDURD"] == pl.Int64


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("4110000000000000", 1.0),
        ("C276A00000000000", -118.625),
        ("0000000000000000", 0.0),
        ("2E00000000000000", None),
        ("4100000000000000", None),
        ("5F00000000000000", None),
    ],
)
def test_numbers_are_ibm_floats(tmp_path: Path, word: str, expected: float | None) -> None:
    """A sign, an exponent of 16 and a fraction; missing values of every sort are null."""
    content = written(one_column([0.5], "number"), tmp_path)
    assert read(changed(content, len(content) - 80, bytes.fromhex(word))).frame.item() == expected


@pytest.mark.parametrize(
    ("shown", "number", "kind", "expected"),
    [
        ("DATE9.", 0.0, "date", date(1960, 1, 1)),
        ("E8601DA10.", -1.0, "date", date(1959, 12, 31)),
        ("MMDDYYS10.", 366.0, "date", date(1961, 1, 1)),
        ("DATETIME20.", 86_399.5, "datetime", datetime(1960, 1, 1, 23, 59, 59, 500_000)),  # noqa: DTZ001
        ("TIME8.", 34_200.0, "time", time(9, 30)),
        ("DATE9.", 0.5, "number", 0.5),
        ("TIME8.", 90_000.0, "number", 90_000.0),
        ("DATE9.", 1e9, "number", 1e9),
        ("8.", 12.0, "integer", 12),
        ("8.1", 12.0, "number", 12.0),
        ("BEST12.", 12.0, "number", 12.0),
        ("", 12.0, "integer", 12),
    ],
)
def test_a_format_says_what_a_number_is(
    tmp_path: Path, shown: str, number: float, kind: Kind, expected: object
) -> None:
    """Days, seconds and seconds of the day since 1960; what is no date stays the number that it is."""
    path = tmp_path / "d.xpt"
    frame = pl.DataFrame({"X": [number]})
    pyreadstat.write_xport(frame, path, file_format_version=5, variable_format={"X": shown} if shown else None)
    dataset = read_dataset(path)
    assert (dataset.variables[0].kind, dataset.frame.item()) == (kind, expected)


def test_version_8_has_long_names_and_labels(tmp_path: Path) -> None:
    """Names of 32 letters and labels of any length come back whole, and so does a blank last row."""
    path = tmp_path / "d.xpt"
    name, label = "A_NAME_THAT_HAS_THIRTY_2_LETTERS", "Ein sehr ausführliches Etikett, länger als vierzig Zeichen"
    frame = pl.DataFrame({name: ["a", None], "Y": ["b", None]})
    pyreadstat.write_xport(frame, path, column_labels=[label, "Why"], table_name="A_LONG_NAME", file_format_version=8)
    dataset = read_dataset(path)
    assert dataset.name == "A_LONG_NAME"
    assert [(variable.name, variable.label) for variable in dataset.variables] == [(name, label), ("Y", "Why")]
    assert dataset.frame.equals(frame)


def test_other_encodings_are_read_with_a_remark(tmp_path: Path) -> None:
    """Text of Windows is read as such, and the finding says so."""
    content = written(one_column(["caf\N{LATIN SMALL LETTER E WITH ACUTE}"]), tmp_path)
    findings = Findings()
    dataset = read_xpt(content.replace("é".encode(), b"\xe9 "), "d.xpt", findings)
    assert dataset.frame.item() == "café"
    assert [(found.rule, found.problem) for found in findings.closed()] == [("READ02", "the file is read as cp1252")]


def test_xpt_needs_its_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the part that reads and writes it is missing, the error names it."""
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    with pytest.raises(MissingExtraError, match=r'reading dm.xpt needs the optional part "sdtm"'):
        read_dataset(SAMPLES / "dm.xpt")
    with pytest.raises(MissingExtraError, match=r'writing d.xpt needs the optional part "sdtm"'):
        write_dataset(SMALL, tmp_path / "d.xpt")
    assert not list(tmp_path.iterdir())


# ------------------------------------------------------------------------------------------------ written


@settings(deadline=None)
@given(dataset=datasets(), version=st.sampled_from([5, 8]))
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, dataset: Dataset, version: Any) -> None:  # noqa: ANN401
    """Frame, variables, name and label are the same, whatever the version, dates and extremes included."""
    back = read(written(dataset, tmp_path_factory.mktemp("xpt"), version))
    assert back.frame.equals(dataset.frame)
    assert back.frame.schema == dataset.frame.schema
    assert without_lengths(back) == without_lengths(dataset)
    assert (back.name, back.label) == (dataset.name, dataset.label)


def test_published_files_survive_the_way_there_and_back(tmp_path: Path) -> None:
    """What was read from a published file is read again from its copy."""
    for name in ("dm", "ds", "adsl"):
        dataset = read_dataset(SAMPLES / f"{name}.xpt")
        back = read(written(dataset, tmp_path))
        assert back.frame.equals(dataset.frame)
        assert without_lengths(back) == without_lengths(dataset)


def test_the_time_of_writing_is_the_only_difference(tmp_path: Path) -> None:
    """With the same time the bytes are the same, and the four stamps hold it."""
    content = written(SMALL, tmp_path)
    assert content == written(SMALL, tmp_path)
    assert content.count(b"31JAN24:09:30:00") == 4
    write_dataset(SMALL, tmp_path / "now.xpt")
    assert read((tmp_path / "now.xpt").read_bytes()).frame.equals(SMALL.frame)


def test_pandas_reads_what_is_written(tmp_path: Path) -> None:
    """Another reader of the format, with code of its own, finds the same values."""
    written(SMALL, tmp_path)
    frame = pd.read_sas(tmp_path / "written.xpt", encoding="utf-8")
    assert frame["USUBJID"].tolist() == ["S-1", "S-2", ""]
    assert frame["AVALC"].tolist() == ["PR", "Évaluée « mieux »", ""]
    assert frame["AVAL"].tolist()[:2] == [62.5, -0.1]
    assert frame["ADT"].tolist()[:2] == [23_435.0, -1.0]
    assert frame["AVAL"].isna().tolist() == [False, False, True]


_IN_R = """
file <- commandArgs(trailingOnly = TRUE)[1]
data <- haven::read_xpt(file)
cat(attr(data, "label"), "\\n", sep = "")
for (name in names(data)) {
  column <- data[[name]]
  cells <- if (is.numeric(column) && is.null(attr(column, "class"))) sprintf("%.15g", column) else format(column)
  cat(name, attr(column, "label"), class(column)[1], trimws(cells), sep = "\\t")
  cat("\\n")
}
"""


def test_r_reads_what_is_written(tmp_path: Path) -> None:
    """The R package haven finds the same values, labels, dates and times."""
    program = shutil.which("Rscript")
    if program is None:
        pytest.skip("Rscript is not installed")
    asked = [program, "-e", "stopifnot(requireNamespace('haven', quietly = TRUE))"]
    if subprocess.run(asked, capture_output=True, check=False).returncode:  # noqa: S603 - our own code
        pytest.skip("the R package haven is not installed")
    written(SMALL, tmp_path)
    (tmp_path / "read.R").write_text(_IN_R)
    command = [program, "--encoding=UTF-8", str(tmp_path / "read.R"), str(tmp_path / "written.xpt")]
    done = subprocess.run(  # noqa: S603 - our own code
        command, capture_output=True, check=True, env={"LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": "/usr/bin:/bin"}
    )
    label, *columns = done.stdout.decode().splitlines()
    assert label == "Réponses"
    assert [column.split("\t") for column in columns] == [
        ["USUBJID", "Unique Subject Identifier", "character", "S-1", "S-2", ""],
        ["AVALC", "Analysis Value (C)", "character", "PR", "Évaluée « mieux »", ""],
        ["AVAL", "Analysis Value", "numeric", "62.5", "-0.1", "NA"],
        ["ASEQ", "Analysis Sequence Number", "numeric", "1", "2", "NA"],
        ["ADT", "Analysis Date", "Date", "2024-02-29", "1959-12-31", "NA"],
        ["ADTM", "Analysis Datetime", "POSIXct", "2024-02-29 23:59:59", "1960-01-01 00:00:00", "NA"],
        ["ATM", "Analysis Time", "hms", "09:30:00", "00:00:01", "NA"],
    ]


# ------------------------------------------------------------------------------------------------ refused


def named(name: str = "X", label: str = "", **told: Any) -> Dataset:  # noqa: ANN401 - any note
    """A dataset of one text, called and labelled so."""
    frame = pl.DataFrame({name: ["text"]})
    return Dataset("D", "", frame, (Variable(name, label, "text", **told),))


@pytest.mark.parametrize(
    ("dataset", "problem", "mend"),
    [
        (named("NINELETTE"), r"D.NINELETTE has a name that is not 1 to 8 letters", "version 8"),
        (named("1ST"), r"D.1ST has a name", "shorten"),
        (named(label="x" * 41), r"D.X has a label of 41 bytes, and XPT v5 has room for 40", "version 8"),
        (named(label="é" * 21), r"D.X has a label of 42 bytes", "version 8"),
        (one_column(["a", "x" * 201]), r"D.X has text of 201 bytes \(row 2\), and XPT v5 has room for 200", "SUPP"),
        (one_column(["abc"], length=2), r"D.X has text of 3 bytes \(row 1\), and its length is 2", "raise the length"),
        (one_column(["a\0b"]), "NUL byte", "take it out"),
        (one_column([1e75], "number"), r"D.X has numbers that XPT has no exact room for: row 1", "as text"),
        (one_column([1.0, 1e-79], "number"), "no exact room for: row 2", "as text"),
        (one_column([2**53 + 1], "integer"), "no exact room for: row 1", "as text"),
        (one_column([1.0, float("inf")], "number"), "values that no file format has: row 2", "leave blank"),
        (one_column([float("nan")], "number"), "values that no file format has: row 1", "leave blank"),
        (one_column([datetime(9000, 1, 1, 0, 0, 0, 1)], "datetime"), "no exact room for", "as text"),  # noqa: DTZ001
        (one_column([date(2024, 1, 1)], "date", display_format="8.2"), r"X is a date, and its format 8.2", "E8601DA"),
        (one_column([1.0], "number", display_format="no format"), "is no SAS format", "such as"),
        (one_column([1.0], "number", display_format="AVERYLONGNAME8."), "is no SAS format", "such as"),
        (one_column(["a", None]), r"D, row 2: XPT v5 cannot tell a blank last row", "version 8"),
        (dataclasses.replace(SMALL, name="TOOLONGNAME"), "the name of the dataset 'TOOLONGNAME'", "rename"),
        (dataclasses.replace(SMALL, label="x" * 41), "ADRS: its label has 41 bytes", "shorten"),
        (dataclasses.replace(SMALL, variables=SMALL.variables[:-1]), "only one of them has ATM", "describe each"),
        (dataclasses.replace(SMALL, variables=SMALL.variables[::-1]), "their order differs", "in their order"),
        (Dataset("D", "", pl.DataFrame(), ()), "D has no variables", "at least one"),
        (
            Dataset("D", "", pl.DataFrame({"X": ["1"]}), (Variable("X", "", "number"),)),
            "D.X is of kind number, and its column holds String",
            "change the kind",
        ),
        (
            Dataset(
                "D",
                "",
                pl.DataFrame({"X": [1], "x": [2]}),
                (Variable("X", "", "integer"), Variable("x", "", "integer")),
            ),
            "D.X has the name of another variable",
            "rename",
        ),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, dataset: Dataset, problem: str, mend: str) -> None:
    """The error names the rule, the variable and the way out; nothing is written, and what was there stays."""
    path = tmp_path / "d.xpt"
    path.write_bytes(b"before")
    with pytest.raises(ConformanceError, match=problem) as caught:
        write_dataset(dataset, path)
    assert mend in caught.value.hint
    assert path.read_bytes() == b"before"


@pytest.mark.parametrize(
    "dataset",
    [
        named("A_NAME_THAT_HAS_THIRTY_2_LETTERS"),
        named(label="x" * 256),
        one_column(["x" * 32_767]),
        one_column(["a", None]),
        dataclasses.replace(SMALL, name="TOOLONGNAME"),
    ],
)
def test_version_8_has_more_room(tmp_path: Path, dataset: Dataset) -> None:
    """What version 5 refuses fits version 8, and comes back."""
    back = read(written(dataset, tmp_path, 8))
    assert back.frame.equals(dataset.frame)
    assert without_lengths(back) == without_lengths(dataset)
    assert back.name == dataset.name


def test_limits_are_met_exactly(tmp_path: Path) -> None:
    """Names of 8, labels of 40 and texts of 200 bytes are within version 5."""
    dataset = Dataset(
        "EIGHTLET", "l" * 40, pl.DataFrame({"EIGHTLET": ["x" * 200]}), (Variable("EIGHTLET", "é" * 20, "text", 200),)
    )
    back = read(written(dataset, tmp_path))
    assert (back.name, back.label, back.variables) == (dataset.name, dataset.label, dataset.variables)


def test_no_half_file_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the writing breaks off, the file is gone."""

    def breaks_off(_: object, path: Path, **_told: object) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pyreadstat, "write_xport", breaks_off)
    with pytest.raises(OSError, match="No space left"):
        write_dataset(SMALL, tmp_path / "d.xpt")
    assert not list(tmp_path.iterdir())


# ------------------------------------------------------------------------------------------------ damaged


def number_at(place: int, value: int, size: int = 2) -> bytes:
    """The file of demographics with another number in its headers."""
    return changed(DM, place, value.to_bytes(size, "big"))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b"USUBJID,AGE\n1,2\n", "is no SAS transport file"),
        (b"**COMPRESSED** **COMPRESSED**", "made by PROC CPORT"),
        (DM[:-30], "its last record has 50 bytes, and every record has 80"),
        (DM[:240], "record 4 should be the header MEMBER, and the file ends"),
        (DM[:640], "claims 26 variables, which is more than it has bytes for"),
        (DM[:4320], "record 55 should be the header OBS, and the file ends"),
        (DM[:8000], r"after 7 observations of 476 bytes, 268 bytes are left over"),
        (changed(DM, 320, b"x" * 80), "record 5 should be the header DSCRPTR, and is not"),
        (changed(DM, 560 + 48, b"0000009999"), "claims 9,999 variables, which is more than it has bytes for"),
        (changed(DM, 560 + 48, b"00000000x6"), "record 8 should hold a number"),
        (changed(DM, 560 + 48, b"0000000000"), "has no variables"),
        (changed(DM, 560 + 48, b"0000000025"), "is damaged|is cut"),
        (number_at(FIRST_VARIABLE + 4, 32_767), r"variable 2 \(DOMAIN\) starts at byte 12"),
        (number_at(FIRST_VARIABLE + 4, 13), r"variable 2 \(DOMAIN\) starts at byte 12, and those before it take 13"),
        (number_at(FIRST_VARIABLE + 4, 0), r"variable 1 \(STUDYID\) is neither text nor a number"),
        (number_at(FIRST_VARIABLE, 3), r"variable 1 \(STUDYID\) is neither text nor a number"),
        (number_at(FIRST_VARIABLE, 1), r"variable 1 \(STUDYID\) is neither text nor a number of 2 to 8 bytes"),
        (changed(DM, FIRST_VARIABLE + 8, b" " * 8), "variable 1 has no name"),
        (DM + DM[240:], "holds more than one dataset"),
        (DM + b"x" * 80, "bytes are left over"),
    ],
)
def test_a_damaged_file_is_refused(content: bytes, problem: str) -> None:
    """The error names the file, the place and what was expected there."""
    with pytest.raises(UnreadableFileError, match=f"dm.xpt .*({problem})") as caught:
        read(content)
    assert caught.value.hint


def test_lengths_that_fill_more_than_the_file_are_refused() -> None:
    """A last variable that claims 32,767 bytes has no observation to lie in, and none is made for it."""
    last = FIRST_VARIABLE + 25 * 140
    with pytest.raises(UnreadableFileError, match=r"after 0 observations of 33,240 bytes"):
        read(number_at(last + 4, 32_767))


def test_twin_variables_are_refused() -> None:
    """Two variables of one name, case apart, are an error."""
    with pytest.raises(DataError, match="more than one variable called DOMAIN"):
        read(changed(DM, FIRST_VARIABLE + 8, b"Domain  "))


def test_version_8_counts_its_observations(tmp_path: Path) -> None:
    """A file that was cut between two observations is noticed where their number is told."""
    content = written(one_column(["x" * 80] * 5), tmp_path, 8)
    with pytest.raises(UnreadableFileError, match="it says 5 observations and has room for 3"):
        read(content[:-160])


@settings(deadline=None, max_examples=50)
@given(cut=st.integers(0, len(DM) - 1))
@example(cut=4_400)
@example(cut=4_480)
def test_a_cut_is_noticed(cut: int) -> None:
    """A file that ends too early is an error, unless whole rows fill whole records: version 5 does not count them."""
    try:
        short = read(DM[:cut]).frame
    except UnreadableFileError:
        return
    left_over = cut - 4_400 - 476 * short.height
    assert cut % 80 == 0
    assert 0 <= left_over < 80
    assert short.equals(read(DM).frame.head(short.height))


@settings(deadline=None)
@given(places=st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 255)), min_size=1, max_size=4))
def test_no_damage_ends_in_a_traceback(places: Sequence[tuple[int, int]]) -> None:
    """Bytes changed at random are read as something or refused with a hint."""
    content = bytearray(DM)
    for place, byte in places:
        content[place] = byte
    try:
        read(bytes(content))
    except DataError as error:
        assert error.hint  # noqa: PT017 - either outcome is right
