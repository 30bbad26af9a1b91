"""The options a study pins in its `ebbtide.toml`."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pydantic import ValidationError

from ebbtide.errors import CriteriaError, UnreadableFileError
from ebbtide.study.options import Options

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["SETTINGS_FILE", "Settings", "read_settings"]

SETTINGS_FILE: Final = "ebbtide.toml"
_KEYS: Final = ("name", "options")


class Settings(NamedTuple):
    """What a study says about itself."""

    name: str | None
    options: Options


def read_settings(folder: Path) -> Settings:
    """Read the `ebbtide.toml` of a folder; defaults where there is none.

    Raises:
        CriteriaError: If it names an option that is not known, or a value that an option does not take.
        UnreadableFileError: If it is no TOML.
    """
    path = folder / SETTINGS_FILE
    if not path.is_file():
        return Settings(None, Options())
    try:
        content = tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnreadableFileError(f"{SETTINGS_FILE} is no TOML: {error}", hint="see docs/guide/options.md") from error
    for key in content:
        if key not in _KEYS:
            raise CriteriaError.unknown(f"entry of {SETTINGS_FILE}", key, _KEYS)
    name, given = content.get("name"), content.get("options", {})
    if not isinstance(given, dict):
        raise CriteriaError(f"options of {SETTINGS_FILE} is no table", hint="write [options] on a line of its own")
    return Settings(None if name is None else str(name), _options(given))


def _options(given: Mapping[str, Any]) -> Options:
    known = tuple(Options.model_fields)
    for key in given:
        if key not in known:
            raise CriteriaError.unknown(f"option in {SETTINGS_FILE}", key, known)
    try:
        return Options(**given)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        problem = f"{SETTINGS_FILE}: the option {place} cannot be {first['input']!r}"
        raise CriteriaError(problem, hint=first["msg"]) from error
