"""Every exception the package raises.

EbbtideError
├── DataError                  what was read or handed in cannot be used
│   ├── MissingColumnError     a table lacks a column it needs
│   ├── UnitError              a length that is no length, or has no known unit
│   ├── ChronologyError        a day or date that cannot be placed
│   ├── UnknownWordError       a word outside the list a column allows
│   ├── UnreadableFileError    a file that is damaged, ragged or of an unknown kind
│   └── EmptyTableError        a file or table without rows
├── CriteriaError              a rule set is asked for something it does not define
├── ConformanceError           a writer would produce a non-conformant object
└── SetupError                 the machine lacks what the job needs
    ├── MissingExtraError      an optional part of the package is not installed
    └── OutputError            a result cannot be written where it was asked for

Programmer's mistakes stay `TypeError` and `ValueError`. Each class has a code
that never changes and a heading of its own in `docs/reference/errors.md`.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, ClassVar, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "ChronologyError",
    "ConformanceError",
    "CriteriaError",
    "DataError",
    "EbbtideError",
    "EmptyTableError",
    "MissingColumnError",
    "MissingExtraError",
    "OutputError",
    "SetupError",
    "UnitError",
    "UnknownWordError",
    "UnreadableFileError",
    "near_matches",
]


class EbbtideError(Exception):
    r"""Say what went wrong and how to mend it.

    Args:
        problem: What is wrong, and where: file, row, column, subject, day, clause.
        hint: What the reader can do about it; empty when there is nothing to say.

    Examples:
        >>> str(EbbtideError("the study is empty", hint="add a measurements table"))
        'the study is empty\nHint: add a measurements table'
    """

    code: ClassVar[str] = "EBB00"

    def __init__(self, problem: str, *, hint: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.hint = hint

    def __str__(self) -> str:
        """Give the problem and, on a second line, the hint."""
        return f"{self.problem}\nHint: {self.hint}" if self.hint else self.problem


class DataError(EbbtideError):
    """What was read or handed in cannot be used."""

    code = "DATA00"


class MissingColumnError(DataError):
    """A table lacks a column it needs."""

    code = "DATA01"

    @classmethod
    def among(cls, wanted: Iterable[str], present: Iterable[str], *, file: str = "the table") -> Self:
        """Name the columns that are gone, those that are there, and what looks alike.

        Examples:
            >>> print(MissingColumnError.among(["lesion"], ["subject", "leison"], file="measurements.csv"))
            measurements.csv lacks the column lesion
            Hint: did you mean leison for lesion? The columns there are: subject, leison
        """
        there = list(present)
        gone = [name for name in wanted if name not in there]
        guesses = [f"{near[0]} for {name}" for name in gone if (near := near_matches(name, there))]
        meant = f"did you mean {', '.join(guesses)}? " if guesses else ""
        word = "column" if len(gone) == 1 else "columns"
        return cls(
            f"{file} lacks the {word} {', '.join(gone)}",
            hint=f"{meant}{'The' if meant else 'the'} columns there are: {', '.join(there) or 'none'}",
        )


class UnitError(DataError):
    """A length is no length, or its unit is not known."""

    code = "DATA02"


class ChronologyError(DataError):
    """A day or a date cannot be placed."""

    code = "DATA03"


class UnknownWordError(DataError):
    """A word is outside the list its column allows."""

    code = "DATA04"


class UnreadableFileError(DataError):
    """A file is damaged, ragged, in an unknown encoding or of an unknown kind."""

    code = "DATA05"


class EmptyTableError(DataError):
    """A file or a table holds no rows."""

    code = "DATA06"


class CriteriaError(EbbtideError):
    """A rule set is asked for something it does not define."""

    code = "CRIT01"

    @classmethod
    def unknown(cls, kind: str, name: str, known: Sequence[str]) -> Self:
        """Name what was asked for and what looks like it.

        Examples:
            >>> print(CriteriaError.unknown("criterion", "recist", ["recist-1.0", "recist-1.1", "who"]))
            unknown criterion: recist
            Hint: did you mean recist-1.1 or recist-1.0? Known: recist-1.0, recist-1.1, who
        """
        near = near_matches(name, known)
        meant = f"did you mean {' or '.join(near)}? Known" if near else "known"
        return cls(f"unknown {kind}: {name}", hint=f"{meant}: {', '.join(known)}")


class ConformanceError(EbbtideError):
    """A writer would produce a non-conformant object."""

    code = "CONF01"


class SetupError(EbbtideError):
    """The machine lacks what the job needs."""

    code = "SETUP00"


class MissingExtraError(SetupError):
    """An optional part of the package is not installed."""

    code = "SETUP01"

    @classmethod
    def named(cls, extra: str, *, purpose: str) -> Self:
        """Name the extra and what it is needed for.

        Examples:
            >>> print(MissingExtraError.named("xlsx", purpose="reading XLSX files"))
            reading XLSX files needs the optional part "xlsx"
            Hint: pip install 'ebbtide[xlsx]'
        """
        return cls(f'{purpose} needs the optional part "{extra}"', hint=f"pip install 'ebbtide[{extra}]'")


class OutputError(SetupError):
    """A result cannot be written where it was asked for."""

    code = "SETUP02"


def near_matches(name: str, known: Iterable[str], *, most: int = 3) -> list[str]:
    """Find the known names that look like the one given, best first, case apart.

    Examples:
        >>> near_matches("Lesions", ["subject", "lesion", "day"])
        ['lesion']
    """
    by_folded = {candidate.casefold(): candidate for candidate in known}
    return [by_folded[near] for near in get_close_matches(name.casefold(), by_folded, n=most, cutoff=0.6)]
