"""Write files so that a reader sees all of them or none.

A folder is filled under a hidden name beside its place, forced to disk and renamed at the
end. Whatever stops the work, an error, a full disk, Ctrl-C, the place looks as it did before.
"""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import contextmanager, suppress
from secrets import token_hex
from typing import TYPE_CHECKING

from ebbtide.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

__all__ = ["PARTIAL", "staged_folder", "translated", "write_atomically"]

PARTIAL = ".ebbtide-partial-"


@contextmanager
def staged_folder(target: Path, *, replaces: Collection[str] = ()) -> Iterator[Path]:
    """Give an empty folder whose contents stand in ``target`` once the block has ended well.

    A folder that is not there yet appears in one rename. One that is there keeps whatever
    else it holds: its old results step aside, the new ones step in, and on any failure
    all of that is undone.

    Args:
        target: Where the results go; made, with its parents, if it is not there.
        replaces: Names in ``target`` that the new contents replace, whether or not a new
            file bears the same name.

    Raises:
        OutputError: If the folder cannot be made or written.
    """
    with _parents_of(target):
        staging = _make_staging(target)
        try:
            yield staging
            with translated(target):
                _force_to_disk(staging)
                _publish(staging, target, replaces)
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def write_atomically(target: Path, content: bytes) -> None:
    """Write one file under a temporary name beside its place, force it to disk, rename it.

    Raises:
        OutputError: If the file cannot be written.
    """
    staging = target.with_name(f"{PARTIAL}{token_hex(4)}")
    with translated(target):
        try:
            staging.write_bytes(content)
            _force_to_disk(staging)
            staging.replace(target)
        finally:
            staging.unlink(missing_ok=True)


@contextmanager
def translated(target: Path) -> Iterator[None]:
    """Turn what the file system refuses into an error that names the place and the mend."""
    try:
        yield
    except OSError as refusal:
        reason = refusal.strerror or str(refusal)
        hint = "name a folder that you may write to, on a disk with room left"
        raise OutputError(f"cannot write to {target}: {reason}", hint=hint) from refusal


@contextmanager
def _parents_of(target: Path) -> Iterator[None]:
    """Make the parents that are missing, and take them away again if the block fails."""
    with translated(target):
        missing = [folder for folder in target.parents if not folder.exists()]
        target.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        for folder in missing:
            with suppress(OSError):
                folder.rmdir()
        raise


def _make_staging(target: Path) -> Path:
    # Inside a folder that is there, else beside it: a rename never crosses a file system.
    room = target if target.is_dir() else target.parent
    staging = room / f"{PARTIAL}{token_hex(4)}"
    with translated(target):
        staging.mkdir()
    return staging


def _publish(staging: Path, target: Path, replaces: Collection[str]) -> None:
    """Rename the staged folder into place, or its contents one by one where the place exists."""
    if not target.exists():
        staging.rename(target)
        return
    retired = staging.with_name(f"{staging.name}-old")
    retired.mkdir()
    moves = [(target / name, retired / name) for name in sorted(replaces) if (target / name).exists()]
    moves += [(staged, target / staged.name) for staged in sorted(staging.iterdir())]
    try:
        _move_all(moves)
    except BaseException:
        retired.rmdir()
        raise
    shutil.rmtree(retired, ignore_errors=True)


def _move_all(moves: list[tuple[Path, Path]]) -> None:
    """Rename each first into its second; if one fails, rename those done back again."""
    done: list[tuple[Path, Path]] = []
    try:
        for source, destination in moves:
            _refuse_taken(destination)
            source.rename(destination)
            done.append((source, destination))
    except BaseException:
        for source, destination in reversed(done):
            destination.rename(source)
        raise


def _refuse_taken(destination: Path) -> None:
    # A rename would replace a file of that name in silence.
    if destination.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(destination))


def _force_to_disk(place: Path) -> None:
    """Flush a file, or a folder and all it holds, to the disk."""
    if place.is_dir():
        for inner in place.iterdir():
            _force_to_disk(inner)
        if os.name == "nt":  # folders cannot be opened there
            return
    descriptor = os.open(place, os.O_RDONLY if place.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
