"""What may be written where."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from ebbtide.errors import OutputError
from ebbtide.workflow.results import names_to_replace, read_record

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Give the folder of a study."""
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "measurements.csv").write_text("subject,lesion,day,role\n")
    return folder


def earlier_results(folder: Path) -> Path:
    """Make a folder as an earlier run leaves it."""
    folder.mkdir()
    (folder / "responses.csv").write_text("subject\n")
    record = {"ebbtide": "0.1.0", "outputs": [{"file": "responses.csv"}]}
    (folder / "run.json").write_text(json.dumps(record))
    return folder


def test_a_new_or_empty_folder_is_free(tmp_path: Path, study: Path) -> None:
    """There is nothing to replace."""
    (tmp_path / "empty").mkdir()
    for name in ("new", "empty"):
        assert names_to_replace(tmp_path / name, source=study, overwrite=False) == frozenset()


def test_a_folder_inside_the_study_is_free(study: Path) -> None:
    """Results may stand in a folder of their own under the study."""
    assert names_to_replace(study / "results", source=study, overwrite=False) == frozenset()


def test_earlier_results_are_replaced_only_on_request(tmp_path: Path, study: Path) -> None:
    """Without --overwrite they are refused and the hint names the switch; with it they are listed."""
    folder = earlier_results(tmp_path / "results")
    with pytest.raises(OutputError, match="already holds results") as caught:
        names_to_replace(folder, source=study, overwrite=False)
    assert "--overwrite" in caught.value.hint
    assert names_to_replace(folder, source=study, overwrite=True) == {"responses.csv", "run.json"}


@pytest.mark.parametrize("overwrite", [True, False])
def test_files_of_others_are_never_replaced(tmp_path: Path, study: Path, *, overwrite: bool) -> None:
    """A findings table that Ebbtide did not write is refused by name, even with --overwrite."""
    folder = earlier_results(tmp_path / "results")
    (folder / "findings.csv").write_text("subject,day,test\n")
    with pytest.raises(OutputError, match=r"holds findings\.csv, which Ebbtide did not write"):
        names_to_replace(folder, source=study, overwrite=overwrite)


def test_another_study_is_never_taken_for_results(tmp_path: Path, study: Path) -> None:
    """A folder with a findings table and no record of a run is refused."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "findings.csv").write_text("subject,day,test\n")
    with pytest.raises(OutputError, match="did not write"):
        names_to_replace(other, source=study, overwrite=True)


def test_the_study_itself_is_refused(study: Path) -> None:
    """Results beside the tables of a study would be read as tables."""
    with pytest.raises(OutputError, match="holds the study itself") as caught:
        names_to_replace(study, source=study, overwrite=True)
    assert "results" in caught.value.hint


def test_the_folder_of_a_single_table_is_refused(study: Path) -> None:
    """Beside measurements.csv, findings.csv would pass for a table when the folder is read next."""
    with pytest.raises(OutputError, match="holds the study itself"):
        names_to_replace(study, source=study / "measurements.csv", overwrite=True)


def test_a_file_is_no_folder(tmp_path: Path, study: Path) -> None:
    """A file under the name of the folder is refused."""
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="is a file"):
        names_to_replace(tmp_path / "file", source=study, overwrite=True)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"other": 1}'])
def test_a_record_that_is_none_reads_as_empty(tmp_path: Path, text: str) -> None:
    """A damaged file, or one of another program, is no record."""
    (tmp_path / "run.json").write_text(text)
    assert read_record(tmp_path) == {}
