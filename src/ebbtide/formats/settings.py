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
_KEYS: Final = ("name", "preset", "options")


class Settings(NamedTuple):
    """What a study says about itself.

    Args:
        name: What the study is called.
        preset: The set of options it starts from.
        given: The options it names itself.
    """

    name: str | None = None
    preset: str | None = None
    given: Mapping[str, Any] = {}

    @property
    def options(self) -> Options:
        """The options it pins."""
        return self.options_over(self.preset)

    def options_over(self, preset: str | None) -> Options:
        """Give the options it names itself over those of a preset.

        Raises:
            CriteriaError: If there is no such preset or option, or an option takes no such value.
        """
        known = tuple(Options.model_fields)
        for key in self.given:
            if key not in known:
                raise CriteriaError.unknown(f"option in {SETTINGS_FILE}", key, known)
        try:
            return Options.of_preset(preset, **self.given)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            problem = f"{SETTINGS_FILE}: the option {place} cannot be {first['input']!r}"
            raise CriteriaError(problem, hint=first["msg"]) from error


def read_settings(folder: Path) -> Settings:
    """Read the `ebbtide.toml` of a folder; defaults where there is none.

    Raises:
        CriteriaError: If it names a preset or an option that is not known, or a value that an option does not take.
        UnreadableFileError: If it is no TOML.
    """
    path = folder / SETTINGS_FILE
    if not path.is_file():
        return Settings()
    try:
        content = tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnreadableFileError(f"{SETTINGS_FILE} is no TOML: {error}", hint="see docs/guide/options.md") from error
    for key in content:
        if key not in _KEYS:
            raise CriteriaError.unknown(f"entry of {SETTINGS_FILE}", key, _KEYS)
    name, preset, given = content.get("name"), content.get("preset"), content.get("options", {})
    if not isinstance(given, dict):
        raise CriteriaError(f"options of {SETTINGS_FILE} is no table", hint="write [options] on a line of its own")
    settings = Settings(_word(name), _word(preset), given)
    settings.options_over(settings.preset)  # a slip in the file is told before anything else is read
    return settings


def _word(value: object) -> str | None:
    return None if value is None else str(value)
