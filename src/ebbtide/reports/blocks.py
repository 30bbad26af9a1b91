"""What a page is made of: paragraphs, facts, tables, figures and folds. Each names the template that lays it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

__all__ = [
    "Block",
    "Card",
    "Cards",
    "Cell",
    "Download",
    "Drawn",
    "Facts",
    "Fold",
    "Group",
    "Head",
    "Page",
    "Points",
    "Prose",
    "Reference",
    "References",
    "Section",
    "Table",
]


@dataclass(frozen=True)
class Prose:
    """Paragraphs.

    Args:
        paragraphs: Their text.
        is_aside: Whether it is said in passing: why something is missing, how a mark is read.
        is_for_copying: Whether it is offered to be copied as a whole.
    """

    template: ClassVar = "prose"
    paragraphs: tuple[str, ...]
    is_aside: bool = False
    is_for_copying: bool = False


@dataclass(frozen=True)
class Facts:
    """Pairs of a label and what it says; a label may say several things.

    Args:
        pairs: The pairs, in order.
    """

    template: ClassVar = "facts"
    pairs: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Points:
    """A list without order.

    Args:
        items: Its items.
    """

    template: ClassVar = "points"
    items: tuple[str, ...]


@dataclass(frozen=True)
class Reference:
    """A line of a reference list.

    Args:
        text: The reference, without its link.
        link: Where it is found, an address of the web; None where there is none.
    """

    text: str
    link: str | None = None

    @property
    def address(self) -> str | None:
        """The link, if it is one that a page may hold."""
        return self.link if self.link and self.link.startswith("https://") else None


@dataclass(frozen=True)
class References:
    """A numbered list of what is cited.

    Args:
        items: The references, in order of their numbers.
    """

    template: ClassVar = "references"
    items: tuple[Reference, ...]


@dataclass(frozen=True)
class Card:
    """One of a few things that a reader should see first.

    Args:
        title: What it is about.
        lines: What it says, the most important first.
        tone: `calm`, `open` for what is in question, `late` for what is overdue; the words say it as well.
    """

    title: str
    lines: tuple[str, ...]
    tone: str = "calm"


@dataclass(frozen=True)
class Cards:
    """A few cards side by side.

    Args:
        cards: The cards.
    """

    template: ClassVar = "cards"
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Head:
    """The head of a column.

    Args:
        text: Its words, with the unit.
        is_number: Whether the cells are numbers, set to the right.
        width: `short` for cells that stay on one line, `long` for those that need room; else empty.
    """

    text: str
    is_number: bool = False
    width: str = ""

    @property
    def shape(self) -> str:
        """How the cells of the column are set."""
        return "number" if self.is_number else self.width


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    Args:
        text: What it says.
        mark: A sign before the words that tells kinds apart without colour.
        tone: The name of its ground: a family of responses, or a severity.
    """

    text: str
    mark: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Download:
    """A file that a page carries.

    Args:
        name: Its name.
        address: Its content as a `data:` address.
    """

    name: str
    address: str


@dataclass(frozen=True)
class Table:
    """A table; the first cell of a row is its head.

    Args:
        caption: What it holds.
        heads: The heads of its columns.
        rows: Its rows.
        note: What to know of it: how many rows there are more, what a mark means.
        download: The whole as CSV.
    """

    template: ClassVar = "table"
    caption: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    download: Download | None = None


@dataclass(frozen=True)
class Drawn:
    """A figure as an image that carries its words, with its data beneath.

    Args:
        name: Which figure, for names of files.
        title: What it shows.
        image: The drawing as a `data:` address.
        alt_text: What a reader who cannot see it should know.
        width: Its width, in pixels.
        height: Its height, in pixels.
        table: What is drawn, as a table.
        number: Its number on the page; given when the page is made.
    """

    template: ClassVar = "drawn"
    name: str
    title: str
    image: str
    alt_text: str
    width: int
    height: int
    table: Table
    number: int = 0


@dataclass(frozen=True)
class Fold:
    """Blocks that are folded away until they are asked for; print opens them.

    Args:
        title: What is in it.
        blocks: What is in it.
    """

    template: ClassVar = "fold"
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Group:
    """Blocks under a heading of their own.

    Args:
        title: The heading.
        blocks: What stands under it.
    """

    template: ClassVar = "group"
    title: str
    blocks: tuple[Block, ...]


Block: TypeAlias = Prose | Facts | Points | References | Cards | Table | Drawn | Fold | Group


@dataclass(frozen=True)
class Section:
    """A part of a page with a place in its contents.

    Args:
        name: Its name in links: lower case letters and hyphens, never taken from data.
        title: Its heading.
        blocks: What stands in it.
    """

    name: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Page:
    """One report.

    Args:
        kind: What kind of report: `Subject dossier`.
        title: Whom or what it is about.
        about: What to know before reading: study, population, criterion, cut-off.
        sections: Its parts, in order.
    """

    kind: str
    title: str
    about: tuple[str, ...]
    sections: tuple[Section, ...]
