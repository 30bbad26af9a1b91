"""A page: escaped throughout, held to its policy, numbered, and whole in one file."""

from __future__ import annotations

import base64
import hashlib
import re
import sys
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebbtide.errors import MissingExtraError
from ebbtide.reports import page
from ebbtide.reports.blocks import (
    Block,
    Card,
    Cards,
    Cell,
    Download,
    Drawn,
    Facts,
    Fold,
    Group,
    Head,
    Page,
    Points,
    Prose,
    Reference,
    References,
    Section,
    Table,
)
from ebbtide.reports.page import DISCLAIMER, render

IMAGE = "data:image/svg+xml;base64,PHN2Zy8+"


def every_block(word: str) -> tuple[Block, ...]:
    """Say a word in every place that a page has for words of data."""
    table = Table(word, (Head(word), Head("n", is_number=True)), ((Cell(word, "▲", "progression"), Cell("1")),), word)
    return (
        Prose((word,)),
        Prose((word,), is_aside=True, is_for_copying=True),
        Facts(((word, (word, word)),)),
        Points((word,)),
        References((Reference(word, word), Reference(word, f"https://doi.org/{word}"))),
        Cards((Card(word, (word,)),)),
        table,
        Drawn("bar.svg", word, IMAGE, word, 640, 400, table),
        Fold(word, (Prose((word,)),)),
        Group(word, (Points((word,)),)),
    )


def whole(word: str) -> Page:
    """Make a page that says one word everywhere."""
    return Page("Study report", word, (word,), (Section("one", word, every_block(word)), Section("two", "Two", ())))


class Elements(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.words.append(data)


PLAIN = Elements(render(whole("word")))


@pytest.mark.parametrize(
    "word",
    [
        "<script>alert(1)</script>",
        "</title><script>alert(1)</script>",
        '" onmouseover="alert(1)',
        "' autofocus onfocus='alert(1)",
        "javascript:alert(1)",
        "{{ 7 * 7 }} {% include 'page.html.j2' %}",
        "</style><!-- ]]>",
        "&lt;b&gt; &amp;",
        "Ωμέγα \u202e evil",
    ],
)
def test_words_change_no_element(word: str) -> None:
    """Whatever a name says, the elements of the page are those it has for a plain word."""
    found = Elements(render(whole(word)))
    assert [tag for tag, _ in found.tags] == [tag for tag, _ in PLAIN.tags]
    assert [set(attributes) - {"href"} for _, attributes in found.tags] == [
        set(attributes) - {"href"} for _, attributes in PLAIN.tags
    ]
    assert sum(text.count(word) for text in found.words) == sum(text.count("word") for text in PLAIN.words) - (
        _in_own_pieces("word") - _in_own_pieces(word)
    )
    addresses = [attributes["href"] or "" for tag, attributes in found.tags if tag == "a"]
    assert [one for one in addresses if not one.startswith(("#", "data:", "https://"))] == []


def _in_own_pieces(word: str) -> int:
    """Count a word in the page's own style and script."""
    html = render(Page("Study report", "", (), ()))
    return sum(text.count(word) for text in Elements(html).words)


@given(st.text())
def test_no_text_adds_an_element(word: str) -> None:
    """No text at all opens an element."""
    sheet = Page("Study report", word, (word,), (Section("one", word, (Prose((word,)), Points((word,)))),))
    tags = [tag for tag, _ in Elements(render(sheet)).tags]
    assert (tags.count("script"), tags.count("style"), tags.count("p"), tags.count("li")) == (1, 1, 5, 1)


def test_the_policy_names_the_pieces_that_are_there() -> None:
    """The hashes are those of the very text of style and script; all else is forbidden."""
    html = render(whole("word"))
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert policy is not None
    said = policy[1].replace("&#39;", "'")
    assert said.startswith("default-src 'none'; img-src data:;")
    for tag in ("style", "script"):
        [piece] = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(piece.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in said
    assert "unsafe" not in said


def test_nothing_is_styled_or_run_in_place() -> None:
    """No style and no handler stands in an attribute, where the policy would drop it."""
    attributes = {name for _, attributes in PLAIN.tags for name in attributes}
    assert {name for name in attributes if name.startswith("on") or name == "style"} == set()


def test_a_page_says_what_it_is_for() -> None:
    """Top and foot say it."""
    assert render(whole("word")).count(DISCLAIMER) >= 2


def test_figures_are_numbered_as_they_stand() -> None:
    """Those in groups and folds are counted in."""
    table = Table("t", (Head("a"),), ())
    figure = Drawn("bar.svg", "A bar", IMAGE, "a bar", 640, 400, table)
    sheet = Page(
        "Study report", "x", (), (Section("a", "A", (figure, Fold("f", (figure,)))), Section("b", "B", (figure,)))
    )
    assert re.findall(r"Figure (\d)\.", render(sheet)) == ["1", "2", "3"]


def test_a_file_is_offered_where_there_is_one() -> None:
    """The link carries its name and its content."""
    table = Table("t", (Head("a"),), (), download=Download("t.csv", "data:text/csv;base64,YQ=="))
    html = render(Page("Study report", "x", (), (Section("a", "A", (table,)),)))
    assert 'download="t.csv" href="data:text/csv;base64,YQ=="' in html


def test_a_link_that_is_no_address_of_the_web_is_none() -> None:
    """A reference keeps its words and loses such a link."""
    html = render(Page("x", "x", (), (Section("a", "A", (References((Reference("Paper", "javascript:alert(1)"),)),)),)))
    assert "Paper" in html
    assert "javascript:" not in html


def test_without_jinja_the_optional_part_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who lacks it is told what to install."""
    monkeypatch.setitem(sys.modules, "jinja2", None)
    monkeypatch.setattr(page, "_templates", vars(page)["_templates"].__wrapped__)
    with pytest.raises(MissingExtraError, match='"report"'):
        render(whole("word"))
