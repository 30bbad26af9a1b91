"""Write a figure: the end of the file's name says as what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.errors import OutputError
from ebbtide.workflow.atomic import translated, write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ebbtide.figures import Figure

__all__ = ["KINDS", "must_be_free", "write_figure"]

KINDS: Final = (".svg", ".png", ".pdf", ".html", ".csv")
"""The files that a figure can be written as; CSV is its data."""


def write_figure(figure: Figure, target: Path, *, overwrite: bool = False) -> None:
    """Write a figure as SVG, PNG, PDF or HTML, or its data as CSV.

    Raises:
        OutputError: If the end of the name says no kind of file, the file is there already, or it cannot be written.
        MissingExtraError: If the optional part `report` is not installed.
    """
    must_be_free(target, KINDS, overwrite=overwrite)
    content = _WRITERS[target.suffix.lower()](figure)
    with translated(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(target, content)


def must_be_free(target: Path, kinds: tuple[str, ...], *, overwrite: bool) -> None:
    """Refuse a file of another kind, and one that is there already.

    Raises:
        OutputError: If the name ends otherwise, or the file is there and may not be replaced.

    Examples:
        >>> from pathlib import Path
        >>> must_be_free(Path("plot.svg"), KINDS, overwrite=True)
    """
    if target.suffix.lower() not in kinds:
        raise OutputError(f"{target} does not say which kind of file", hint=f"end its name in {', '.join(kinds)}")
    if target.is_dir():
        raise OutputError(f"{target} is a folder", hint="name a file in it")
    if target.exists() and not overwrite:
        raise OutputError(f"{target} is there already", hint="name another file, or add --overwrite to replace it")


def _as_svg(figure: Figure) -> bytes:
    from ebbtide.figures.rendering import svg_of

    return svg_of(figure).encode()


def _as_png(figure: Figure) -> bytes:
    from ebbtide.figures.rendering import png_of

    return png_of(figure)


def _as_pdf(figure: Figure) -> bytes:
    from ebbtide.figures.rendering import pdf_of

    return pdf_of(figure)


def _as_html(figure: Figure) -> bytes:
    from ebbtide.reports.figure_page import figure_page

    return figure_page(figure).encode()


def _as_csv(figure: Figure) -> bytes:
    return figure.csv.encode()


_WRITERS: Final[dict[str, Callable[[Figure], bytes]]] = dict(
    zip(KINDS, (_as_svg, _as_png, _as_pdf, _as_html, _as_csv), strict=True)
)
