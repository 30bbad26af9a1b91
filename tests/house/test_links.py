"""Every link within the documentation leads somewhere, and every page can be reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.house.pages import DOCS, PAGES, ROOT, anchors_of, links_of, name_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    """The file a link names is there, and so is the heading."""
    assert [link for link in links_of(page) if not leads_somewhere(page, link)] == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    """A reader who follows links finds all there is."""
    reached: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        targets = {shown_at((page.parent / link.partition("#")[0]).resolve()) for link in links_of(page)}
        waiting += [target for target in targets - reached if target.suffix == ".md" and target.exists()]

    assert [name_of(page) for page in PAGES if page.is_relative_to(DOCS) and page not in reached] == []


def leads_somewhere(page: Path, link: str) -> bool:
    """Say whether the target of a link, and the heading it names, are there."""
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    if anchor and target.suffix == ".md" and target.exists():
        return anchor in anchors_of(target)
    return target.exists()


def shown_at(target: Path) -> Path:
    """Give the page that a reader sees at the target of a link: of a folder, its README."""
    return target / "README.md" if target.is_dir() else target
