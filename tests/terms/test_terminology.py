"""The bundled package of controlled terminology, and the words that are ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from ebbtide.terms.codelists import CATEGORIES, LESION_WORDS
from ebbtide.terms.sponsor import SPONSOR_TERMS
from ebbtide.terms.terminology import Codelist, Term, bundled


@pytest.mark.parametrize(
    ("name", "code", "terms", "extensible"),
    [
        ("ONCRSR", "C96785", 96, True),
        ("ONCRSCAT", "C124298", 96, True),
        ("ONCRTSCD", "C96782", 47, True),
        ("ONCRTS", "C96781", 47, True),
        ("TUIDRS", "C123650", 29, True),
        ("TUTESTCD", "C96784", 19, True),
        ("TUTEST", "C96783", 19, True),
        ("TRPROPRS", "C124309", 22, True),
        ("TRTESTCD", "C96779", 75, True),
        ("TRTEST", "C96778", 75, True),
        ("EVAL", "C78735", 60, True),
        ("MEDEVAL", "C96777", 56, True),
        ("NY", "C66742", 4, False),
        ("ND", "C66789", 1, False),
    ],
)
def test_a_code_list_is_whole(name: str, code: str, terms: int, *, extensible: bool) -> None:
    """The lists that the tumour domains need are there with all their terms, as published."""
    codelist = bundled().codelists[name]
    assert (codelist.code, len(codelist.terms), codelist.extensible, codelist.whole) == (code, terms, extensible, True)


@pytest.mark.parametrize(
    ("codelist", "word", "code"),
    [
        ("ONCRSR", "PSEUDOPROGRESSION", "C98298"),
        ("ONCRSR", "INDETERMINATE RESPONSE", "C123589"),
        ("ONCRTSCD", "NEWLIND", "C142362"),
        ("TRPROPRS", "FURTHER ENLARGEMENT", "C142367"),
        ("TRTESTCD", "LDIAM", "C96684"),
        ("UNIT", "mm", "C28251"),
        ("NY", "Y", "C49488"),
        ("ND", "NOT DONE", "C49484"),
        ("ONCRSR", "iupd", None),
        ("NO SUCH LIST", "CR", None),
    ],
)
def test_a_word_is_looked_up_in_its_list(codelist: str, word: str, code: str | None) -> None:
    """The code of a term is that of the NCI Thesaurus; another case or list has none."""
    assert bundled().code(codelist, word) == code
    assert bundled().owns(codelist, word) is (code is not None)


@pytest.mark.parametrize(("codes", "names"), [("ONCRTSCD", "ONCRTS"), ("TRTESTCD", "TRTEST"), ("TUTESTCD", "TUTEST")])
def test_codes_and_names_of_tests_are_the_same_concepts(codes: str, names: str) -> None:
    """Each test code has a test name under the same NCIt code, so that one can be decoded by the other."""
    lists = bundled().codelists
    assert {term.code for term in lists[codes].terms.values()} == {term.code for term in lists[names].terms.values()}


def test_of_units_only_some_are_there() -> None:
    """The list of units is known in part, and says so."""
    assert not bundled().codelists["UNIT"].whole


def test_a_word_that_is_a_term_is_like_no_other() -> None:
    """Only a word that is spelt otherwise, or a synonym, is like a term."""
    codelist = Codelist("X", "C1", "X", extensible=True, terms={"NE": Term("C62222", "NE", "U", ("Not Evaluable",))})
    assert codelist.like("NE") is None
    assert codelist.like("ne") == codelist.terms["NE"]
    assert codelist.like("NOT EVALUABLE") == codelist.terms["NE"]
    assert codelist.like("NED") is None


def test_a_sponsor_term_is_none_of_the_package_and_has_a_meaning() -> None:
    """What we call ours, CDISC does not have."""
    for (codelist, word), meaning in SPONSOR_TERMS.items():
        assert not bundled().owns(codelist, word), word
        assert meaning


def test_every_word_we_file_under_is_a_term_or_one_of_ours() -> None:
    """Categories and lesion identifications are accounted for."""
    for word in CATEGORIES.values():
        assert bundled().owns("ONCRSCAT", word) or ("ONCRSCAT", word) in SPONSOR_TERMS
    assert all(bundled().owns("TUIDRS", word) for word in LESION_WORDS.values())


def test_irrecist_is_kept_apart_though_cdisc_has_it_as_a_synonym() -> None:
    """CDISC files irRECIST with irRC, which measures two diameters; the two stay two."""
    like = bundled().codelists["ONCRSCAT"].like("irRECIST")
    assert like is not None
    assert like.value == CATEGORIES["irrc"]
    assert CATEGORIES["irrecist"] == "irRECIST"


def test_the_page_lists_the_words_that_are_ours() -> None:
    """Readers find each sponsor term with its meaning."""
    page = (Path(__file__).parents[2] / "docs" / "reference" / "terminology.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith(("| ONCRSR |", "| ONCRSCAT |"))]
    assert rows == [f"| {codelist} | {word} | {meaning} |" for (codelist, word), meaning in SPONSOR_TERMS.items()]
    assert f"the package {bundled().package}" in page.replace("\n", " ")
