"""Roles, states and answers as files write them."""

from __future__ import annotations

import polars as pl
import pytest

from ebbtide.errors import DataError, UnknownWordError
from ebbtide.formats import words
from ebbtide.terms.lesions import NEW_LESION, ROLES, STATES
from tests.formats.support import csv_of, folder_of, lesion, read_table, tidy


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("TARGET", "target"),
        ("TL", "target"),
        ("Non-Target", "nontarget"),
        ("NT", "nontarget"),
        ("NEW", "new"),
        ("New Target", "new_target"),
        ("NEW NON-TARGET", "new_nontarget"),
        ("Non-target nodal", "nontarget"),
    ],
)
def test_roles_go_by_many_words(word: str, role: str) -> None:
    """Abbreviations and SDTM's words are roles."""
    assert tidy(lesion(longest_mm=["20"], role=[word])).column("role") == [role]


def test_an_unknown_role_is_refused_with_the_words_there_are() -> None:
    """File, row, column and the allowed words are named."""
    with pytest.raises(UnknownWordError) as caught:
        tidy(lesion(longest_mm=["20", "21"], role=["target", "primary"]))
    assert caught.value.problem == "measurements.csv, row 3, column role, subject P1: 'primary' is no word for role"
    assert caught.value.hint == f"role is one of {', '.join(ROLES)}"


def test_an_unknown_state_is_refused_with_the_words_there_are() -> None:
    """States are a closed list, whatever their synonyms."""
    with pytest.raises(UnknownWordError, match=f"state is one of {STATES[0]}, {STATES[1]}"):
        tidy(lesion(longest_mm=["20"], state=["fluffy"]))


def test_a_blank_role_is_that_of_the_lesion() -> None:
    """Follow-up rows need not repeat the role, the organ or the side."""
    tidied = tidy(lesion(longest_mm=["20", "21"], role=["target", ""], organ=["liver", None], side=["L", " "]))
    assert tidied.column("role") == ["target", "target"]
    assert (tidied.column("organ"), tidied.column("side")) == (["liver", "liver"], ["L", "L"])


def test_a_lesion_without_any_role_is_refused() -> None:
    """What a lesion is for cannot be guessed."""
    with pytest.raises(UnknownWordError, match="the lesion T1 has no role in any row"):
        tidy(lesion(longest_mm=["20", "21"], role=[None, None]))


@pytest.mark.parametrize("column", ["subject", "lesion"])
def test_a_row_without_a_name_is_refused(column: str) -> None:
    """Whose lesion it is cannot be guessed."""
    with pytest.raises(DataError, match=f"row 3, column {column}"):
        tidy(lesion(longest_mm=["20", "21"], **{column: ["X", " "]}))


def test_objects_are_read_as_their_text() -> None:
    """A column of Python objects is text, and an open word may be blank."""
    raw = lesion(longest_mm=["20"]).with_columns(organ=pl.Series([frozenset({"liver"})], dtype=pl.Object))
    assert tidy(raw).column("organ") == ["frozenset({'liver'})"]


def test_names_are_kept_as_they_are() -> None:
    """`NA` is a name like any other, numbers are names, and blanks around a name do not make another."""
    raw = lesion(longest_mm=["20", "21", "22"], subject=["NA", " NA", "null"], reader=["NA", "NA ", ""])
    tidied = tidy(raw)
    assert tidied.column("subject") == ["NA", "NA", "null"]
    assert tidied.column("reader") == ["NA", "NA", ""]
    whole = tidy(lesion(longest_mm=["20", "21"]).with_columns(subject=pl.Series([7.0, 7.0])))
    assert whole.column("subject") == ["7", "7"]


@pytest.mark.parametrize(("word", "answer"), [("Y", True), ("no", False), ("TRUE", True), ("0", False), ("", False)])
def test_answers_are_yes_or_no(word: str, answer: bool) -> None:  # noqa: FBT001 - the expectation
    """A blank answer to whether a lesion was treated is no."""
    assert tidy(lesion(longest_mm=["20"], locally_treated=[word])).column("locally_treated") == [answer]


def test_another_answer_is_refused() -> None:
    """Perhaps is neither."""
    with pytest.raises(DataError, match="'perhaps' is neither yes nor no"):
        tidy(lesion(longest_mm=["20"], nodal=["perhaps"]))


@pytest.mark.parametrize(
    ("columns", "nodal"),
    [
        ({"organ": ["Lymph node, axillary"]}, True),
        ({"organ": ["mediastinal LN"]}, True),
        ({"organ": ["thyroid nodule"]}, False),
        ({"organ": ["extranodal, lung"]}, False),
        ({"organ": ["lymph node"], "nodal": ["no"]}, False),
        ({"organ": ["lung"], "nodal": ["yes"]}, True),
        ({"role": ["TARGET NODAL"]}, True),
        ({"role": ["TARGET EXTRA NODAL"], "organ": ["node-like mass, lymph node"]}, False),
        ({}, False),
    ],
)
def test_nodes_are_known_by_answer_role_or_organ(columns: dict[str, list[str]], nodal: bool) -> None:  # noqa: FBT001
    """The column says it; else the role; else the organ."""
    assert tidy(lesion(longest_mm=["20"], perpendicular_mm=["16"], **columns)).column("nodal") == [nodal]


def test_a_node_stays_a_node() -> None:
    """What the first row says of a lesion holds where later rows are blank, and against later rows."""
    blank = tidy(lesion(longest_mm=["20", "21"], perpendicular_mm=["16", "16"], nodal=["yes", ""]))
    assert blank.column("nodal") == [True, True]
    changed = tidy(lesion(longest_mm=["20", "21"], perpendicular_mm=["16", "16"], nodal=["yes", "no"]))
    assert changed.column("nodal") == [True, True]
    assert changed.the("READ23").row == 3


@pytest.mark.parametrize("vocabulary", [words.ROLES_BY_WORD, words.STATES_BY_WORD, words.NEW_LESIONS])
def test_every_synonym_means_a_word(vocabulary: dict[str, str]) -> None:
    """Synonyms lead to the words of `terms`, and every word is its own synonym."""
    allowed = set(vocabulary.values())
    assert allowed in (set(ROLES), set(STATES), set(NEW_LESION))
    assert all(vocabulary[word] == word for word in allowed)


REPORTED = ["subject,day,criterion,overall_response", "P1,42,RECIST 1.1,non-cr / non-pd", "P1,84,iRECIST,IUPD"]


def test_responses_are_spelt_as_the_standard_spells_them(tmp_path: object) -> None:
    """Case and separators are put right; criteria become their ids."""
    tidied = read_table(folder_of(tmp_path, {"reported.csv": csv_of(REPORTED)}), "reported")  # type: ignore[arg-type]
    assert tidied.column("overall_response") == ["NON-CR/NON-PD", "iUPD"]
    assert tidied.column("criterion") == ["recist-1.1", "irecist"]
    assert not tidied.findings


def test_unknown_responses_are_kept_and_noted(tmp_path: object) -> None:
    """What a reader called is evidence even where no list has it."""
    rows = [*REPORTED, "P1,126,house rules,MUCH BETTER", "P1,168,who,"]
    tidied = read_table(folder_of(tmp_path, {"reported.csv": csv_of(rows)}), "reported")  # type: ignore[arg-type]
    assert tidied.column("overall_response")[2:] == ["MUCH BETTER", None]
    assert [finding.row for finding in tidied.findings if finding.rule == "READ40"] == [4, 4]
