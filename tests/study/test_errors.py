"""The error tree: as drawn, documented, and helpful."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from ebbtide import errors
from ebbtide.errors import (
    CriteriaError,
    DataError,
    EbbtideError,
    MissingColumnError,
    MissingExtraError,
    near_matches,
)

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "errors.md"
ERRORS: list[type[EbbtideError]] = [
    found for name in errors.__all__ if isinstance(found := getattr(errors, name), type) and found is not object
]


def test_the_list_of_names_is_complete_and_sorted() -> None:
    """Every exception of the module is exported."""
    there = [name for name, found in vars(errors).items() if isinstance(found, type) and issubclass(found, Exception)]
    assert sorted([*there, "near_matches"]) == sorted(errors.__all__)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_every_error_is_drawn_and_documented(error: type[EbbtideError]) -> None:
    """Each class stands in the tree at the top of the module and has a heading in the reference."""
    assert errors.__doc__ is not None
    assert error.__name__ in errors.__doc__
    assert f"## {error.code} " in PAGE.read_text("utf-8")


def test_every_code_is_its_own() -> None:
    """No two classes share a code."""
    codes = [error.code for error in ERRORS]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_an_error_survives_another_process(error: type[EbbtideError]) -> None:
    """Pickled and loaded, problem and hint are still there."""
    again = pickle.loads(pickle.dumps(error("wrong", hint="mend it")))  # noqa: S301 - our own bytes
    assert (type(again), again.problem, again.hint, str(again)) == (error, "wrong", "mend it", "wrong\nHint: mend it")


def test_an_error_without_hint_is_its_problem() -> None:
    """Where nothing can be said about the mend, nothing is."""
    assert str(DataError("wrong")) == "wrong"


def test_missing_columns_are_named_with_what_is_there() -> None:
    """One column or several, with near names where there are any."""
    assert str(MissingColumnError.among(["a", "b"], [])) == (
        "the table lacks the columns a, b\nHint: the columns there are: none"
    )
    assert "did you mean Lesion for lesion" in MissingColumnError.among(["lesion"], ["Lesion"]).hint


def test_unknown_names_are_met_with_near_ones() -> None:
    """A slip of the pen is guessed; anything else lists what is known."""
    assert CriteriaError.unknown("option", "zzz", ["a", "b"]).hint == "known: a, b"
    assert near_matches("IRECIST", ["irecist", "who"]) == ["irecist"]


def test_a_missing_part_says_how_to_install_it() -> None:
    """The hint is the command."""
    assert MissingExtraError.named("xlsx", purpose="reading workbooks").hint == "pip install 'ebbtide[xlsx]'"
