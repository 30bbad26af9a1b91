"""The pages of the documentation, and what stands in them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])

_FENCE = re.compile(r"^```(?P<language>\w*)[^\n]*\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^#+ (?P<title>.+)$", re.MULTILINE)


class Block(NamedTuple):
    """A fenced block: the language its fence names, its text, and the line it begins on."""

    language: str
    text: str
    line: int


def name_of(page: Path) -> str:
    """Name a page as the checkout does."""
    return page.relative_to(ROOT).as_posix()


def blocks_of(page: Path) -> list[Block]:
    """Find the fenced blocks of a page, in order."""
    text = page.read_text("utf8")
    return [
        Block(fence["language"], fence["text"], text.count("\n", 0, fence.start("text")) + 1)
        for fence in _FENCE.finditer(text)
    ]


def links_of(page: Path) -> list[str]:
    """Find where a page points to within the project; links to the web are left to their owners."""
    targets = [link["target"] for link in _LINK.finditer(prose_of(page))]
    return [target for target in targets if not re.match(r"[a-z]+:", target)]


def anchors_of(page: Path) -> set[str]:
    """Name the headings of a page as links do: in lower case, without punctuation, hyphens for spaces."""
    titles = [heading["title"].strip() for heading in _HEADING.finditer(_FENCE.sub("", page.read_text("utf8")))]
    return {re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in titles}


def prose_of(page: Path) -> str:
    """Give a page without its code."""
    return re.sub(r"`[^`\n]+`", "code", _FENCE.sub("", page.read_text("utf8")))
