"""Words and their codes."""

from __future__ import annotations

import re

import pytest

from ebbtide.terms.codelists import CATEGORIES, LESION_WORDS, is_sponsor_term, ncit_code
from ebbtide.terms.lesions import ROLES
from ebbtide.terms.responses import (
    I_WORDS,
    IR_WORDS,
    MWHO_WORDS,
    RECIST_1_0_WORDS,
    RECIST_WORDS,
    WHO_WORDS,
    Vocabulary,
)
from ebbtide.terms.terminology import bundled

SPONSOR_WORDS = {"NC", "IGNORED", "INCOMPLETE RESPONSE/SD"}


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("CR", "C4870"),
        ("PD", "C35571"),
        ("NON-CR/NON-PD", "C96700"),
        ("iCPD", "C142356"),
        ("NON-iCR/NON-iUPD", "C142361"),
        ("irPD", "C140319"),
        ("RECIST 1.1", "C124415"),
        ("iRECIST", "C136711"),
        ("NEW TARGET", "C139127"),
    ],
)
def test_a_published_term_has_its_code(word: str, code: str) -> None:
    """The codes are those of the package of 2025-03-28."""
    assert ncit_code(word) == code
    assert not is_sponsor_term(word)


@pytest.mark.parametrize("word", ["icr", "ICPD", "cr", " CR"])
def test_case_and_blanks_count(word: str) -> None:
    """CDISC values are case-sensitive, so a word in the wrong case is no term."""
    assert ncit_code(word) is None


@pytest.mark.parametrize(
    "vocabulary",
    [RECIST_WORDS, RECIST_1_0_WORDS, WHO_WORDS, MWHO_WORDS, IR_WORDS, I_WORDS],
    ids=["recist", "recist-1.0", "who", "mwho", "ir", "irecist"],
)
def test_every_word_the_criteria_use_is_a_term_or_a_known_sponsor_term(vocabulary: Vocabulary) -> None:
    """No response word is invented without being named as one."""
    ours = {word for word in vocabulary.component + vocabulary.overall if is_sponsor_term(word)}
    assert ours <= SPONSOR_WORDS


def test_the_words_of_who_1979_and_imrecist_are_marked_as_ours() -> None:
    """CDISC has no category for WHO 1979, modified WHO, irRECIST, imRECIST, LYRIC and the newest of PET and blood."""
    ours = {criterion for criterion, category in CATEGORIES.items() if is_sponsor_term(category)}
    solid = {"who", "mwho", "irrecist", "imrecist"}
    others = {"lyric", "recil", "percimt", "ipercist", "impercist5", "all"}
    assert ours == solid | others


def test_every_lesion_role_has_a_cdisc_word() -> None:
    """A role can always be written as a lesion identification."""
    assert tuple(LESION_WORDS) == ROLES
    assert all(ncit_code(word) for word in LESION_WORDS.values())


def test_no_word_is_blank_and_every_code_is_one_of_the_thesaurus() -> None:
    """Each list and term has a code of the NCI Thesaurus, and each term a preferred name."""
    for codelist in bundled().codelists.values():
        assert re.fullmatch(r"C\d{4,6}", codelist.code)
        for value, term in codelist.terms.items():
            assert re.fullmatch(r"C\d{3,6}", term.code)
            assert term.value == value.strip()
            assert term.preferred


def test_nothing_is_no_sponsor_term() -> None:
    """A blank stands for "not applicable" and has no code and no owner."""
    assert ncit_code("") is None
    assert not is_sponsor_term("")
