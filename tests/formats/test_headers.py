"""Which column a header means."""

from __future__ import annotations

import polars as pl
import pytest

from ebbtide.errors import MissingColumnError, UnitError
from ebbtide.formats.names import COLUMN_SYNONYMS, TABLE_SYNONYMS, column_named, folded, table_named
from ebbtide.study.columns import TABLES
from tests.formats.support import lesion, tidy

MEASUREMENTS = TABLES["measurements"]


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("subject", "subject"),
        ("USUBJID", "subject"),
        (" Patient ID ", "subject"),
        ("LESION_ID", "lesion"),
        ("TULNKID", "lesion"),
        ("Lesion Type", "role"),
        ("TULOC", "organ"),
        ("LONGEST_DIAMETER", "longest_um"),
        ("Longest Diameter (mm)", "longest_um"),
        ("ld_CM", "longest_um"),
        ("Short axis [mm]", "perpendicular_um"),
        ("Slice Thickness", "slice_um"),
        ("density_hu", "density_mhu"),
        ("longest_um", "longest_um"),
    ],
)
def test_headers_go_by_many_names(header: str, column: str) -> None:
    """Case, blanks, punctuation and units do not matter."""
    named = column_named(header, MEASUREMENTS)
    assert named is not None
    assert named.column == column


@pytest.mark.parametrize("header", ["shoe size", "row", "subject_mm", "", "longest_inch"])
def test_what_is_no_column_is_none(header: str) -> None:
    """Nothing is guessed from a part of a name."""
    assert column_named(header, MEASUREMENTS) is None


def test_no_name_means_two_columns() -> None:
    """Within a table every header belongs to one column."""
    for table in TABLES.values():
        own = COLUMN_SYNONYMS[table.name]
        assert set(own) <= {column.name for column in table.columns}
        words = [word for synonyms in own.values() for word in synonyms.split()]
        assert len(words) == len(set(words)), table.name
        for column in table.columns:
            for word in own.get(column.name, "").split():
                named = column_named(word, table)
                assert named is not None
                assert named.column == column.name, word


def test_no_name_means_two_tables() -> None:
    """Every file name belongs to one table."""
    words = [word for synonyms in TABLE_SYNONYMS.values() for word in synonyms.split()]
    assert len(words) == len(set(words))
    assert not set(words) & set(TABLES)
    assert table_named("Target Lesions") is MEASUREMENTS
    assert table_named("lab_tests") is None


def test_folding_keeps_words_apart() -> None:
    """Every run of other characters is one underscore."""
    assert folded("NON-CR / NON-PD") == "non_cr_non_pd"


def test_a_unit_in_the_header_counts() -> None:
    """Centimetres by name are centimetres."""
    raw = lesion(longest_mm=["20", "10"]).rename({"longest_mm": "Longest (cm)"})
    tidied = tidy(raw)
    assert tidied.column("longest_um") == [200_000, 100_000]
    assert not tidied.findings


def test_a_unit_column_counts_row_by_row() -> None:
    """Each length is in the unit its own row names; a blank one is millimetres and said so."""
    raw = lesion(longest_mm=["2.05", "20", "21"], unit=["cm", "mm", None]).rename({"longest_mm": "longest"})
    tidied = tidy(raw)
    assert tidied.column("longest_um") == [20_500, 20_000, 21_000]
    assert tidied.the("READ04").problem == "1 lengths name no unit and are read as mm"


def test_an_unknown_unit_is_refused() -> None:
    """Inches are no unit of a reading, and the row is named."""
    raw = lesion(longest_mm=["2", "20"], unit=["inch", "mm"]).rename({"longest_mm": "longest"})
    with pytest.raises(UnitError, match=r"row 2, column unit, subject P1: 'inch' is no unit of length"):
        tidy(raw)


def test_no_unit_at_all_is_noted() -> None:
    """A bare header is read as millimetres, with a warning."""
    tidied = tidy(lesion(longest_mm=["20"]).rename({"longest_mm": "LD"}))
    assert tidied.column("longest_um") == [20_000]
    assert tidied.the("READ04").column == "LD"


def test_unknown_columns_are_kept_out_and_noted() -> None:
    """Nothing is dropped in silence."""
    tidied = tidy(lesion(longest_mm=["20"], shoe_size=["44"]))
    assert tidied.frame.columns == [column.name for column in MEASUREMENTS.columns]
    assert tidied.the("READ01").column == "shoe_size"


def test_the_surest_name_is_taken() -> None:
    """Of two headers for one column the better name wins, wherever it stands; the other is noted."""
    for order in (["SUBJID", "USUBJID"], ["USUBJID", "SUBJID"]):
        raw = lesion(longest_mm=["20"]).drop("subject").with_columns(SUBJID=pl.lit("1015"), USUBJID=pl.lit("01-1015"))
        tidied = tidy(raw.select(*order, pl.exclude(order)))
        assert tidied.column("subject") == ["01-1015"]
        assert tidied.the("READ01").column == "SUBJID"


def test_a_missing_column_is_named_with_near_matches() -> None:
    """The error lists what is there and guesses the slip."""
    raw = lesion(longest_mm=["20"]).rename({"lesion": "leison"})
    with pytest.raises(MissingColumnError) as caught:
        tidy(raw)
    assert caught.value.problem == "measurements.csv lacks the column lesion"
    assert caught.value.hint.startswith("did you mean leison for lesion?")


def test_day_or_date_is_needed() -> None:
    """A table without either cannot be placed in time."""
    with pytest.raises(MissingColumnError, match="lacks the column day or date"):
        tidy(lesion(longest_mm=["20"]).drop("day"))


def test_a_column_called_row_does_no_harm() -> None:
    """Row numbers are those of the file, whatever a column of that name says."""
    tidied = tidy(lesion(longest_mm=["20", "21"], row=["7", "8"]))
    assert tidied.column("row") == [2, 3]
    assert tidied.the("READ01").column == "row (given)"


def test_a_tidy_table_may_be_read_again() -> None:
    """Read twice is read once: nothing changes and nothing is odd."""
    raw = lesion(
        longest_mm=["20.5", "TSTM", "0"], density_hu=["42.5", None, None], organ=["liver"] * 3, nodal=["no"] * 3
    )
    once = tidy(raw)
    again = tidy(once.frame.drop("row"))
    assert again.frame.equals(once.frame)
    assert not again.findings
