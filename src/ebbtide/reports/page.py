"""A page as one HTML file that opens from disk, prints, and runs nothing that came with the data.

All text is escaped where it enters a template. Should anything slip through nonetheless, the page's own policy lets the
browser run and style with nothing but the two pieces named by their SHA-256, and load nothing at all.

Sources:
    W3C, Content Security Policy Level 3, sec. 2.3.1 (hashes).
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from ebbtide.errors import MissingExtraError
from ebbtide.reports.blocks import Drawn, Fold, Group, Section

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jinja2 import Environment

    from ebbtide.reports.blocks import Block, Page

__all__ = ["DISCLAIMER", "data_address", "render"]

DISCLAIMER: Final = "For research and trials. Not a medical device."
_ROOM: Final = "ebbtide.reports"


def render(page: Page) -> str:
    """Write a page.

    Raises:
        MissingExtraError: If Jinja is not installed.

    Examples:
        >>> from ebbtide.reports.blocks import Page, Prose, Section
        >>> page = Page("Study report", "<b>Trial</b>", (), (Section("one", "One", (Prose(("A & B",)),)),))
        >>> "<b>Trial" in render(page), "&lt;b&gt;Trial&lt;/b&gt;" in render(page)
        (False, True)
    """
    style, script = _own("style.css"), _own("script.js")
    return (
        _templates()
        .get_template("page.html.j2")
        .render(
            page=replace(page, sections=_numbered(page.sections)),
            disclaimer=DISCLAIMER,
            version=_version(),
            policy=_policy(style, script),
            style=_trusted(style),
            script=_trusted(script),
        )
    )


def data_address(content: str, kind: str) -> str:
    """Write text as a `data:` address.

    Examples:
        >>> data_address("a,b", "text/csv")
        'data:text/csv;charset=utf-8;base64,YSxi'
    """
    return f"data:{kind};charset=utf-8;base64,{base64.b64encode(content.encode()).decode()}"


def _version() -> str:
    """Give the version of Ebbtide; empty where it runs from a folder that was never installed."""
    try:
        return version("ebbtide")
    except PackageNotFoundError:
        return ""


def _numbered(sections: Iterable[Section]) -> tuple[Section, ...]:
    """Number the figures of a page in the order in which they stand."""
    numbers = iter(range(1, 10_000))
    return tuple(replace(section, blocks=_with_numbers(section.blocks, numbers)) for section in sections)


def _with_numbers(blocks: Iterable[Block], numbers: Iterator[int]) -> tuple[Block, ...]:
    return tuple(_with_number(block, numbers) for block in blocks)


def _with_number(block: Block, numbers: Iterator[int]) -> Block:
    if isinstance(block, Drawn):
        return replace(block, number=next(numbers))
    if isinstance(block, Fold | Group):
        return replace(block, blocks=_with_numbers(block.blocks, numbers))
    return block


def _policy(style: str, script: str) -> str:
    """Say what the browser may do with the page: nothing but to use its own style and script, and its images."""
    return (
        f"default-src 'none'; img-src data:; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    """Give the hash of a piece of a page as a policy names it.

    Examples:
        >>> _digest("")
        'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
    """
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def _own(name: str) -> str:
    """Read a piece that comes with the package; a browser reads every line as ending with a line feed."""
    return files(_ROOM).joinpath("templates", name).read_text(encoding="utf-8").replace("\r\n", "\n").strip()


def _trusted(text: str) -> object:
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - our own style and script, which no data reach


@cache
def _templates() -> Environment:
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ModuleNotFoundError as error:
        raise MissingExtraError.named("report", purpose="a report") from error
    return Environment(
        loader=PackageLoader(_ROOM),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
