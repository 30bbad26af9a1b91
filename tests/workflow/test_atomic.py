"""Files appear whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ebbtide.errors import OutputError
from ebbtide.workflow import atomic
from ebbtide.workflow.atomic import staged_folder, write_atomically

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path


def names(folder: Path) -> list[str]:
    """List what a folder holds."""
    return sorted(entry.name for entry in folder.iterdir())


def fill(
    target: Path, texts: dict[str, str], *, replaces: Collection[str] = (), accident: type[BaseException] | None = None
) -> None:
    """Write files into a staged folder, and then meet with an accident, if one is named."""
    with staged_folder(target, replaces=replaces) as staging:
        for name, text in texts.items():
            (staging / name).write_text(text)
        if accident is not None:
            raise accident


def test_a_new_folder_appears_only_when_it_is_whole(tmp_path: Path) -> None:
    """Before the block ends there is nothing under the name; after it, everything."""
    target = tmp_path / "deep" / "results"
    with staged_folder(target) as staging:
        (staging / "one.csv").write_text("1")
        (staging / "part").mkdir()
        (staging / "part" / "two.csv").write_text("2")
        assert not target.exists()
    assert names(target) == ["one.csv", "part"]
    assert names(tmp_path / "deep") == ["results"]


@pytest.mark.parametrize("accident", [ValueError, KeyboardInterrupt])
def test_a_failure_leaves_no_trace(tmp_path: Path, accident: type[BaseException]) -> None:
    """Neither the folder nor its parents nor a temporary file stay behind."""
    with pytest.raises(accident):
        fill(tmp_path / "deep" / "results", {"one.csv": "1"}, accident=accident)
    assert names(tmp_path) == []


def test_an_existing_folder_keeps_what_else_it_holds(tmp_path: Path) -> None:
    """Old results go, whatever their format; notes of the user stay."""
    for name in ("responses.csv", "notes.txt"):
        (tmp_path / name).write_text("old")
    with staged_folder(tmp_path, replaces={"responses.csv", "not-there.csv"}) as staging:
        (staging / "responses.parquet").write_text("new")
    assert names(tmp_path) == ["notes.txt", "responses.parquet"]


def test_a_failure_leaves_an_existing_folder_as_it_was(tmp_path: Path) -> None:
    """What was to be replaced is still there, with its content."""
    (tmp_path / "run.json").write_text("old")
    with pytest.raises(ValueError):  # noqa: PT011 - the accident has no words
        fill(tmp_path, {"run.json": "new"}, accident=ValueError)
    assert names(tmp_path) == ["run.json"]
    assert (tmp_path / "run.json").read_text() == "old"


def test_a_failure_while_moving_in_is_undone(tmp_path: Path) -> None:
    """A name that is taken stops the move; the old results return to their places."""
    (tmp_path / "a.csv").write_text("old")
    (tmp_path / "taken.csv").write_text("mine")
    with pytest.raises(OutputError, match="File exists"):
        fill(tmp_path, {"a.csv": "new", "taken.csv": "new"}, replaces={"a.csv"})
    assert names(tmp_path) == ["a.csv", "taken.csv"]
    assert [(tmp_path / name).read_text() for name in names(tmp_path)] == ["old", "mine"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """A folder under a file is refused with the place and a hint."""
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(OutputError, match=r"cannot write to .*file.results") as caught,
        staged_folder(tmp_path / "file" / "results"),
    ):
        pytest.fail("the block must not run")
    assert "may write" in caught.value.hint


def test_a_full_disk_is_an_error_with_a_hint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the file system refuses at the end becomes a problem and a hint, and nothing stays."""

    def full(place: Path) -> None:
        raise OSError(28, "No space left on device", str(place))

    monkeypatch.setattr(atomic, "_force_to_disk", full)
    with pytest.raises(OutputError, match="No space left on device"), staged_folder(tmp_path / "results"):
        pass
    assert names(tmp_path) == []


def test_an_error_of_the_block_is_not_mistaken_for_one_of_the_disk(tmp_path: Path) -> None:
    """A file that could not be read stays an error of reading."""
    with pytest.raises(FileNotFoundError), staged_folder(tmp_path / "results"):
        (tmp_path / "missing.csv").read_text()


def test_one_file_is_replaced_in_one_step(tmp_path: Path) -> None:
    """The new content stands under the name and nothing else is left."""
    target = tmp_path / "run.json"
    target.write_text("old")
    write_atomically(target, b"new")
    assert target.read_text() == "new"
    assert names(tmp_path) == ["run.json"]


def test_one_file_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    """A missing folder is an error with the place."""
    with pytest.raises(OutputError, match="missing"):
        write_atomically(tmp_path / "missing" / "run.json", b"")
