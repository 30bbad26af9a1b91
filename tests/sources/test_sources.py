"""The bibliography."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from ebbtide import sources
from ebbtide.sources import EISENHAUER_2009, EORTC_FAQ, SEYMOUR_2017, WHO_1979, Source, all_sources


def test_a_bare_number_is_cited_as_a_section() -> None:
    """A place that starts with a digit reads "sec."; any other place stands as it is."""
    assert str(EISENHAUER_2009.at("4.3.1")) == "Eisenhauer 2009, sec. 4.3.1"
    assert str(SEYMOUR_2017.at("Table 2")) == "Seymour 2017, Table 2"
    assert str(EORTC_FAQ.at("new lymph node lesions")) == "EORTC FAQ, new lymph node lesions"


def test_short_forms_are_unique() -> None:
    """Two sources never print alike."""
    keys = [source.key for source in all_sources()]
    assert len(keys) == len(set(keys))


def test_the_public_names_are_the_bibliography() -> None:
    """Every source is exported, and every exported constant is a source."""
    constants = {name for name in sources.__all__ if name.isupper()}
    assert {getattr(sources, name) for name in constants} == set(all_sources())
    assert len(constants) == len(all_sources())


def test_the_public_names_are_sorted() -> None:
    """Constants, then classes, then functions, each in order."""
    assert sources.__all__ == sorted(sources.__all__, key=lambda name: (not name.isupper(), name))


@pytest.mark.parametrize("source", all_sources(), ids=str)
def test_a_source_can_be_found(source: Source) -> None:
    """Each has authors, title and journal, and an address unless it is a printed handbook."""
    assert source.authors
    assert source.title
    assert source.journal
    assert source.link is not None or source.key in {"WHO 1979", "Bohnsack 2014"}


@pytest.mark.parametrize("source", [s for s in all_sources() if s.doi], ids=str)
def test_a_doi_is_written_without_prefix(source: Source) -> None:
    """The resolver's address is added, not stored."""
    assert re.match(r"10\.\d{4,5}/\S+$", source.doi or "")
    assert source.link == f"https://doi.org/{source.doi}"


@pytest.mark.parametrize("source", [s for s in all_sources() if s.year is not None], ids=str)
def test_the_short_form_agrees_with_the_year(source: Source) -> None:
    """The printed year is the year of publication."""
    assert str(source.year) in source.key


def test_a_reference_reads_like_a_line_of_a_list() -> None:
    """Authors, title, journal, year, address."""
    assert WHO_1979.reference.endswith("WHO Offset Publication No. 48, Geneva (1979).")
    assert EORTC_FAQ.reference.endswith("Treatment of Cancer. https://recist.eortc.org")
    assert EISENHAUER_2009.reference.startswith("Eisenhauer EA, Therasse P, Bogaerts J, et al. New response")


def test_sources_are_values() -> None:
    """Two citations of one place are the same value, so they can be keys."""
    assert {EISENHAUER_2009.at("4.4"), EISENHAUER_2009.at("4.4")} == {EISENHAUER_2009.at("4.4")}


def test_the_bibliography_loads_nothing_heavy() -> None:
    """Explanations cite sources on the command line, so importing them must cost nothing."""
    code = "import ebbtide.sources, sys; print([m for m in ('polars', 'numpy', 'pydantic', 'csv') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert found.stdout.strip() == "[]"
