"""Dataset-JSON in its three forms: read, written, damaged."""

from __future__ import annotations

import dataclasses
import gzip
import json
import zlib
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import jsonschema
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebbtide.errors import ConformanceError, DataError, UnreadableFileError
from ebbtide.formats.datasets import decoding, is_dataset, read_dataset, write_dataset
from ebbtide.formats.datasets.dataset import Dataset, Variable
from ebbtide.formats.datasets.dataset_json_reading import read_dataset_json
from ebbtide.formats.datasets.dataset_json_writing import dataset_json
from ebbtide.study.findings import Findings
from tests.formats.datasets_made import CREATED, SAMPLES, SMALL, datasets, one_column

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ebbtide.formats.datasets.dataset_json_writing import JsonForm

FORMS: tuple[JsonForm, ...] = ("json", "ndjson", "dsjc")
DM = (SAMPLES / "dm.json").read_bytes()
LINES = (SAMPLES / "dm.ndjson").read_bytes()


def read(content: bytes | str) -> Dataset:
    """What such bytes are read as."""
    return read_dataset_json(content.encode() if isinstance(content, str) else content, "d.json")


def told(columns: list[dict[str, Any]], rows: list[Any], /, **members: Any) -> str:  # noqa: ANN401 - any JSON
    """Dataset-JSON with these columns and rows; a column needs a type only."""
    named = [
        {"itemOID": f"IT.D.X{place}", "name": f"X{place}", "label": "", **one} for place, one in enumerate(columns)
    ]
    head = {
        "datasetJSONVersion": "1.1.0",
        "records": len(rows),
        "name": "D",
        "label": "",
        "columns": named,
        "rows": rows,
    }
    return json.dumps(head | members)


# ------------------------------------------------------------------------------------------------ read


@pytest.mark.parametrize("name", ["dm", "ds"])
def test_every_form_of_a_dataset_is_the_same_table(name: str) -> None:
    """JSON, NDJSON, DSJC and XPT copies of one dataset give equal rows, names and labels."""
    first, *others = [read_dataset(SAMPLES / f"{name}.{ending}") for ending in ("json", "ndjson", "dsjc", "xpt")]
    for other in others:
        assert other.frame.equals(first.frame)
        assert other.frame.schema == first.frame.schema
        assert (other.name, other.label) == (first.name, first.label)
        assert [one.label for one in other.variables] == [one.label for one in first.variables]


def test_dates_that_stand_for_numbers_are_dates_in_either_form() -> None:
    """The dates, whole numbers and fractions of the subject-level dataset agree between DSJC and XPT."""
    packed, transport = (read_dataset(SAMPLES / f"adsl.{ending}") for ending in ("dsjc", "xpt"))
    # The one difference: XPT cannot tell that numbers which are all whole might have been others.
    assert transport.frame.schema == packed.frame.schema | {"CUMDOSE": pl.Int64}
    assert transport.frame.cast({"CUMDOSE": pl.Float64}).equals(packed.frame)
    assert [one.kind for one in packed.variables].count("date") == 5
    assert packed.variable("TRTSDT").display_format == "DATE9."


def test_cells_and_metadata_are_those_of_the_published_file() -> None:
    """The first row, a length, a key and the study are read as they stand."""
    dm = read_dataset(SAMPLES / "dm.json")
    assert dm.frame.select("STUDYID", "USUBJID", "RFSTDTC", "DTHDTC", "AGE").row(0) == (
        "CDISCPILOT01",
        "CDISC001",
        "2012-11-30",
        None,
        84,
    )
    assert dm.variable("USUBJID") == Variable("USUBJID", "Unique Subject Identifier", "text", 8, key=2)
    assert (dm.name, dm.label, dm.study) == ("DM", "Demographics", "cdisc.com/CDISCPILOT01")


@pytest.mark.parametrize(
    ("column", "cells", "kind", "expected"),
    [
        ({"dataType": "string"}, ["a", "", "  ", None, " b"], "text", ["a", None, None, None, " b"]),
        ({"dataType": "URI"}, ["https://example.org"], "text", ["https://example.org"]),
        ({"dataType": "boolean"}, [True, False, None], "text", ["true", "false", None]),
        ({"dataType": "integer"}, [1, 2.0, None, -(2**63)], "integer", [1, 2, None, -(2**63)]),
        ({"dataType": "float"}, [1, 2.5, None, ""], "number", [1.0, 2.5, None, None]),
        ({"dataType": "double"}, [1e300], "number", [1e300]),
        ({"dataType": "decimal", "targetDataType": "decimal"}, ["1.10", 2, ""], "number", [1.1, 2.0, None]),
        ({"dataType": "date"}, ["2024-02", "2024-02-29"], "text", ["2024-02", "2024-02-29"]),
        ({"dataType": "date", "targetDataType": "integer"}, ["2024-02-29", ""], "date", [date(2024, 2, 29), None]),
        (
            {"dataType": "datetime", "targetDataType": "integer"},
            ["2024-02-29T09:30", "2024-02-29T09:30:01.25", None],
            "datetime",
            [datetime(2024, 2, 29, 9, 30), datetime(2024, 2, 29, 9, 30, 1, 250_000), None],  # noqa: DTZ001
        ),
        (
            {"dataType": "time", "targetDataType": "integer"},
            ["09:30", "09:30:01"],
            "time",
            [time(9, 30), time(9, 30, 1)],
        ),
    ],
)
def test_a_column_holds_what_its_type_says(
    column: dict[str, Any], cells: list[Any], kind: str, expected: list[Any]
) -> None:
    """Types and target types give kinds; blank text, and what is left out, is null."""
    dataset = read(told([column], [[cell] for cell in cells]))
    assert dataset.variables[0].kind == kind
    assert dataset.frame.to_series().to_list() == expected


@pytest.mark.parametrize("ending", ["json", "ndjson"])
@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress], ids=["gzip", "zlib"])
def test_packed_files_are_read(tmp_path: Path, ending: str, pack: Callable[[bytes], bytes]) -> None:
    """Gzip and zlib, around either form, under either name."""
    content = pack((SAMPLES / f"dm.{ending}").read_bytes())
    for name in (f"dm.{ending}.gz", "dm.dsjc"):
        (tmp_path / name).write_bytes(content)
        assert read_dataset(tmp_path / name).frame.equals(read_dataset(SAMPLES / "dm.json").frame)
        assert is_dataset(tmp_path / name)


@pytest.mark.parametrize(("encoding", "remark"), [("utf-8-sig", None), ("utf-16", "utf-16"), ("cp1252", "cp1252")])
def test_other_encodings_are_read_with_a_remark(encoding: str, remark: str | None) -> None:
    """A mark of UTF-8 does no harm; UTF-16 and Windows-1252 are read, and the finding says so."""
    content = told([{"dataType": "string"}], [["mésentère"]]).replace("\\u00e9", "é").replace("\\u00e8", "è")
    findings = Findings()
    dataset = read_dataset_json(content.encode(encoding), "d.json", findings)
    assert dataset.frame.item() == "mésentère"
    assert [found.problem for found in findings.closed()] == ([f"the file is read as {remark}"] if remark else [])


def test_a_dataset_without_rows_is_one() -> None:
    """No rows are no damage."""
    dataset = read(told([{"dataType": "integer"}, {"dataType": "string"}], []))
    assert dataset.frame.schema == {"X0": pl.Int64, "X1": pl.String}
    assert dataset.frame.is_empty()


# ------------------------------------------------------------------------------------------------ written


@given(dataset=datasets(), form=st.sampled_from(FORMS))
def test_what_is_written_is_read_back(dataset: Dataset, form: JsonForm) -> None:
    """Frame, variables, names, labels and study are the same in every form."""
    back = read(dataset_json(dataset, CREATED, form))
    assert back.frame.equals(dataset.frame)
    assert back.frame.schema == dataset.frame.schema
    assert back == dataclasses.replace(dataset, frame=back.frame)


@given(values=st.lists(st.none() | st.floats(allow_nan=False, allow_infinity=False)))
def test_every_number_survives(values: list[float | None]) -> None:
    """Unlike XPT, JSON has room for all of them."""
    assert read(dataset_json(one_column(values, "number"), CREATED)).frame.to_series().to_list() == values


@pytest.mark.parametrize("name", ["dm", "adsl", "small", "empty"])
def test_what_is_written_fits_the_published_schemas(name: str) -> None:
    """The object, and the first line of NDJSON, are valid; the other lines are rows."""
    made = {"small": SMALL, "empty": dataclasses.replace(SMALL, frame=SMALL.frame.clear())}
    dataset = made[name] if name in made else read_dataset(SAMPLES / f"{name}.dsjc")
    schema, lines_schema = (
        json.loads((SAMPLES / file).read_text()) for file in ("dataset.schema.json", "dataset-ndjson-schema.json")
    )
    whole = json.loads(dataset_json(dataset, CREATED))
    jsonschema.Draft201909Validator(schema).validate(whole)
    head, *rows = map(json.loads, dataset_json(dataset, datetime(2024, 1, 31, tzinfo=UTC), "ndjson").splitlines())
    jsonschema.Draft201909Validator(lines_schema).validate(head)
    assert "rows" not in head
    assert rows == whole["rows"]


def test_the_object_says_who_made_it_and_what_it_holds() -> None:
    """Metadata, the words of the standard for types, and cells as other programs write them."""
    whole = json.loads(dataset_json(SMALL, CREATED))
    assert whole["datasetJSONCreationDateTime"] == "2024-01-31T09:30:00"
    assert (whole["originator"], whole["sourceSystem"]["name"]) == ("ebbtide", "ebbtide")
    assert (whole["studyOID"], whole["itemGroupOID"], whole["records"]) == ("STDY.TRIAL", "IG.ADRS", 3)
    assert whole["columns"][0] == {
        "itemOID": "IT.ADRS.USUBJID",
        "name": "USUBJID",
        "label": "Unique Subject Identifier",
        "dataType": "string",
        "length": 3,
        "keySequence": 1,
    }
    assert [column["dataType"] for column in whole["columns"][2:]] == ["float", "integer", "date", "datetime", "time"]
    assert (whole["columns"][4]["targetDataType"], whole["columns"][4]["displayFormat"]) == ("integer", "DATE9.")
    assert whole["rows"][0] == ["S-1", "PR", 62.5, 1, "2024-02-29", "2024-02-29T23:59:59", "09:30:00"]
    assert whole["rows"][2] == ["", "", None, None, None, None, None]


@pytest.mark.parametrize(("cell", "expected"), [("2024-01", "date"), ("2024-01-31T09:30", "datetime")])
def test_partial_dates_are_text_of_type_date(cell: str, expected: str) -> None:
    """What SDTM keeps in --DTC is a date or datetime in Dataset-JSON, and text when it is read again."""
    dataset = Dataset("D", "", pl.DataFrame({"TRDTC": [cell]}), (Variable("TRDTC", "", "text"),))
    content = dataset_json(dataset, CREATED)
    assert json.loads(content)["columns"][0]["dataType"] == expected
    assert read(content).frame.equals(dataset.frame)


@pytest.mark.parametrize("form", FORMS)
def test_the_time_of_writing_is_the_only_difference(tmp_path: Path, form: JsonForm) -> None:
    """With the same time the bytes are the same; without one it is now, in UTC."""
    path = tmp_path / f"adrs.{form}"
    write_dataset(SMALL, path, created=CREATED)
    assert path.read_bytes() == dataset_json(SMALL, CREATED, form)
    write_dataset(SMALL, path)
    said = json.loads(decoding.unpacked(path.read_bytes(), "").splitlines()[0] if form != "json" else path.read_bytes())
    assert abs(datetime.now(UTC) - datetime.fromisoformat(said["datasetJSONCreationDateTime"])) < timedelta(minutes=5)
    assert said["datasetJSONCreationDateTime"].endswith("Z")


def test_what_json_has_no_word_for_is_refused(tmp_path: Path) -> None:
    """Infinity is no number in JSON; nothing is written."""
    with pytest.raises(ConformanceError, match=r"D.X has values that no file format has: row 1"):
        write_dataset(one_column([float("inf")], "number"), tmp_path / "d.json")
    assert not list(tmp_path.iterdir())


# ------------------------------------------------------------------------------------------------ damaged

INTEGER = {"dataType": "integer"}
TEXT = {"dataType": "string"}
DAY = {"dataType": "date", "targetDataType": "integer"}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "is no JSON, or is cut"),
        ("USUBJID,AGE", "is no JSON, or is cut"),
        ("[1, 2]", "is no Dataset-JSON: it is JSON of another kind"),
        ('{"resourceType": "Patient"}', "it has no datasetJSONVersion"),
        ('{"clinicalData": {}}', "is Dataset-JSON 1.0, and only 1.1 is read"),
        (told([INTEGER], [], datasetJSONVersion="1.10.0"), "is Dataset-JSON 1.10.0"),
        (told([INTEGER], [], datasetJSONVersion=1.1), "only 1.1 is read"),
        (told([], []), "it has no columns"),
        (told([INTEGER], [], columns=[7]), "column 1 has no name"),
        (told([INTEGER, {"dataType": "money"}], []), r"unknown dataType 'money' in column 2 \(X1\)"),
        (told([{"dataType": ["string"]}], []), "unknown dataType"),
        (told([INTEGER], [], name=""), "it has no name"),
        (told([INTEGER], [], name=7), "its name is no text"),
        (told([INTEGER], [], rows={}), "its rows are no list"),
        (told([INTEGER], [[1], [2, 3]]), "has 1 columns, but row 2 has 2 cells"),
        (told([INTEGER], [[1], []]), "row 2 has 0 cells"),
        (told([INTEGER], [[1], 7]), "row 2 has no list of cells"),
        (told([INTEGER], [[1]], records=2), "it says 2 records and has 1 rows"),
        (told([INTEGER], [[1]], records="1"), "it says 1 records"),
        (told([INTEGER], [[1], ["x"]]), 'row 2: X0 holds "x", and its column a whole number'),
        (told([INTEGER], [[1.5]]), "row 1: X0 holds 1.5"),
        (told([INTEGER], [[True]]), "row 1: X0 holds true"),
        (told([INTEGER], [[2**64]]), "row 1: X0 holds 18446744073709551616"),
        (told([INTEGER], [[[1]]]), r"row 1: X0 holds \[1\]"),
        (told([TEXT], [["a"], [1]]), "row 2: X0 holds 1, and its column text"),
        (told([TEXT], [["a"], ["\ud800"]]), 'row 2: X0 holds ".ud800'),
        (told([{"dataType": "float"}], [[10**400]]), "row 1: X0 holds 1000000"),
        (told([{"dataType": "float"}], [[0], [7]]).replace("7]]", "1e999]]"), "row 2: X0 holds Infinity"),
        (told([{"dataType": "float"}], [[float("nan")]]), "NaN is no number in JSON"),
        (told([{"dataType": "decimal"}], [["1,5"]]), 'row 1: X0 holds "1,5", and its column a number'),
        (told([{"dataType": "boolean"}], [["yes"], [1]]), "row 2: X0 holds 1"),
        (told([DAY], [["2024-02-29"], ["2024-02"]]), 'row 2: X0 holds "2024-02", and its column a whole date'),
        (told([DAY], [["2023-02-29"]]), 'row 1: X0 holds "2023-02-29"'),
        (told([DAY], [[19_782]]), "row 1: X0 holds 19782"),
        (told([INTEGER], []) + "}", "there is more after its end, in line 1"),
        ('{"a": ' + "[" * 100_000, "is no JSON, or is cut"),
        (b"\xff\xfe\x00\xd8{", "is not text in UTF-16"),
    ],
)
def test_a_damaged_file_is_refused(content: str | bytes, problem: str) -> None:
    """The error names the file, the place, and what was expected there."""
    with pytest.raises(UnreadableFileError, match=f"d.json.*({problem})") as caught:
        read(content)
    assert caught.value.hint


def test_twin_columns_are_refused() -> None:
    """Two columns of one name, case apart, are an error."""
    columns = [TEXT | {"name": "AVAL"}, TEXT | {"name": "aval"}]
    with pytest.raises(DataError, match=r"d.json has more than one column called AVAL"):
        read(told(columns, []))


@pytest.mark.parametrize(
    ("line", "by", "problem"),
    [
        (3, b'["a", ', "row 3 .line 4. is no JSON"),
        (3, b"[1]", "has 26 columns, but row 3 has 1 cells"),
        (3, b"", "row 3 .line 4. is no JSON"),
        (18, b'["CDISC', "row 18 .line 19. is no JSON"),
    ],
)
def test_a_bad_line_is_named(line: int, by: bytes, problem: str) -> None:
    """In NDJSON the error tells the row and the line."""
    lines = LINES.splitlines()
    with pytest.raises(UnreadableFileError, match=problem):
        read(b"\n".join([*lines[:line], by, *lines[line + 1 :]]))


def test_missing_lines_are_noticed() -> None:
    """A file that was cut between two lines has fewer rows than it says."""
    with pytest.raises(UnreadableFileError, match="it says 18 records and has 16 rows"):
        read(b"\n".join(LINES.splitlines()[:17]))


@given(cut=st.integers(0, len(DM) - 3), packed=st.booleans())
def test_no_cut_passes_unnoticed(cut: int, packed: bool) -> None:  # noqa: FBT001 - drawn
    """Wherever the file ends too early, that is an error and no traceback."""
    content = gzip.compress(LINES, mtime=0)[: cut % 1_600 + 1] if packed else DM[:cut]
    with pytest.raises(UnreadableFileError):
        read(content)


@given(places=st.lists(st.tuples(st.integers(0, len(DM) - 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_no_damage_ends_in_a_traceback(places: list[tuple[int, int]]) -> None:
    """Bytes changed at random are read as something or refused with a hint."""
    content = bytearray(DM)
    for place, byte in places:
        content[place] = byte
    try:
        read(bytes(content))
    except DataError as error:
        assert error.hint  # noqa: PT017 - either outcome is right


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (gzip.compress(LINES, mtime=0)[:-9], "is cut: the packed data ends before its end"),
        (gzip.compress(LINES, mtime=0)[:-1], "is cut"),
        (gzip.compress(LINES, mtime=0)[:10] + b"no gzip", "is damaged"),
        (gzip.compress(LINES, mtime=0) + b"more", "is damaged"),
    ],
)
def test_damaged_packing_is_refused(content: bytes, problem: str) -> None:
    """What cannot be unpacked whole is not read at all."""
    with pytest.raises(UnreadableFileError, match=problem):
        read(content)


def test_unpacking_ends_where_no_data_could_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file that unpacks to far more than data does is refused before it fills the memory."""
    monkeypatch.setattr(decoding, "_FREELY", 1 << 20)
    bomb = gzip.compress(bytes(8 << 20))
    with pytest.raises(UnreadableFileError, match=r"d.json unpacks to more than 1 MB, over 200 times its size"):
        read(bomb)
    assert read(gzip.compress(LINES) + gzip.compress(b"\n")).frame.height == 18


# ------------------------------------------------------------------------------------------------ recognised


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("dm.json", DM, True),
        ("dm.ndjson", LINES, True),
        ("dm.dsjc", gzip.compress(LINES, mtime=0), True),
        ("settings.json", b'{"theme": "dark"}', False),
        ("rows.json", b"[1]", False),
        ("broken.json", b"", False),
        ("broken.dsjc", b"\x1f\x8bno gzip", False),
        ("dm.csv", b"anything", True),
    ],
)
def test_dataset_json_is_told_from_other_json(tmp_path: Path, name: str, content: bytes, expected: bool) -> None:  # noqa: FBT001
    """A glance tells; files of other kinds are not looked at."""
    (tmp_path / name).write_bytes(content)
    assert is_dataset(tmp_path / name) is expected


def test_a_file_that_is_not_there_is_no_dataset(tmp_path: Path) -> None:
    """Looking never raises."""
    assert not is_dataset(tmp_path / "gone.json")
