"""Reports as people meet them: opened from disk, on a desk and on a phone, with a keyboard, on paper."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.written import HOSTILE, LONG, NAMES, PAGES, page

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.conftest import Opened

UNFOLD = "document.querySelectorAll('details').forEach((fold) => { fold.open = true; })"
every_page = pytest.mark.parametrize("name", PAGES, ids=NAMES)
hostile_pages = pytest.mark.parametrize("name", [name for name in PAGES if "hostile" in name])


@every_page
@pytest.mark.parametrize("width", [1280, 360])
def test_a_page_is_quiet_and_fits(name: str, width: int, look: Callable[..., Opened]) -> None:
    """Nothing is said in the console or asked of a network; nothing is wider than the window, folds open or not."""
    opened = look(page(name), width)
    assert opened.said == []
    assert [url for url in opened.asked if not url.startswith(("file:", "data:"))] == []
    assert opened.overflow <= 0
    opened.page.evaluate(UNFOLD)
    assert opened.overflow <= 0


@every_page
def test_axe_finds_nothing_serious(name: str, look: Callable[..., Opened]) -> None:
    """No serious or critical finding, with every fold open."""
    opened = look(page(name))
    opened.page.evaluate(UNFOLD)
    found: dict[str, Any] = Axe().run(opened.page).response
    grave = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
    assert [(one["id"], one["nodes"][0]["html"]) for one in grave] == []
    assert found["passes"]


@hostile_pages
def test_nothing_that_came_with_the_data_runs(name: str, look: Callable[..., Opened]) -> None:
    """Scripts, handlers and addresses in names come out as text."""
    opened = look(page(name))
    assert opened.page.evaluate("window.ran") is None
    assert opened.page.locator("script").count() == 1
    assert opened.page.locator("img[onerror], svg, iframe, object, [onload], [onclick]").count() == 0
    links = opened.page.eval_on_selector_all("a[href]", "links => links.map((link) => link.getAttribute('href'))")
    assert {link.partition(":")[0] for link in links if not link.startswith("#")} <= {"data", "https"}


def test_hostile_words_are_read_as_they_stand(look: Callable[..., Opened]) -> None:
    """A name is shown letter by letter: as the title, and in tables; braces are no template."""
    opened = look(page(f"hostile dossier {HOSTILE[0]}"))
    assert opened.page.locator("h1").inner_text() == HOSTILE[0]
    assert opened.page.title().startswith(HOSTILE[0])
    text = opened.page.locator("main").evaluate("main => main.textContent")
    assert all(word in text for word in HOSTILE)


def test_the_page_refuses_a_script_that_slipped_in(look: Callable[..., Opened]) -> None:
    """Should an escape ever fail, the browser still runs only what the page's policy names by its hash."""
    opened = look(page("figure plain").replace("</main>", "<script>window.ran = 5</script></main>"))
    assert opened.page.evaluate("window.ran") is None
    assert any("Content Security Policy" in said for said in opened.said)


@pytest.mark.parametrize("name", ["gastric-car-t dossier", "pharmaverse-recist report"])
def test_a_keyboard_is_enough(name: str, look: Callable[..., Opened]) -> None:
    """The first stop skips to the content; each stop is seen; folds open; boxes that scroll are stops."""
    opened = look(page(name), 360)
    keyboard = opened.page.keyboard
    keyboard.press("Tab")
    assert opened.page.evaluate("document.activeElement.className") == "skip"
    assert opened.page.evaluate("document.activeElement.getBoundingClientRect().top >= 0")
    assert opened.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    keyboard.press("Enter")
    keyboard.press("Tab")
    assert opened.page.evaluate("document.querySelector('main').contains(document.activeElement)")
    fold = opened.page.locator("main summary").first
    fold.focus()
    keyboard.press("Enter")
    assert fold.evaluate("summary => summary.parentElement.open")
    unreachable = "boxes => boxes.filter((box) => box.scrollWidth > box.clientWidth + 1 && box.tabIndex !== 0).length"
    assert opened.page.eval_on_selector_all(".scroll", unreachable) == 0
    assert opened.page.locator("figure > .scroll[tabindex='0']").count() > 0


def test_a_box_that_does_not_scroll_is_no_stop(look: Callable[..., Opened]) -> None:
    """On a desk a figure fits, and the keyboard passes it by."""
    opened = look(page("figure plain"))
    assert opened.page.locator("figure > .scroll[tabindex]").count() == 0


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("name", ["gastric-car-t dossier", "gastric-car-t report"])
def test_a_page_prints(name: str, paper: str, look: Callable[..., Opened]) -> None:
    """Several sheets come out; folds are open there but for the data of figures, and no figure is cut."""
    opened = look(page(name), 720)
    printed = opened.page.pdf(format=paper)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) > 3
    opened.page.emulate_media(media="print")
    hidden = "folds => folds.filter((fold) => !fold.open && fold.querySelector('table, dl, ul, ol') !== null && "
    hidden += "fold.querySelector('table, dl, ul, ol').getBoundingClientRect().height === 0).length"
    assert opened.page.eval_on_selector_all("details:not(.data)", hidden) == 0
    heights = opened.page.eval_on_selector_all("figure img", "all => all.map((one) => one.height)")
    assert heights
    assert max(heights) < 900
    assert opened.overflow <= 0


def test_headings_and_landmarks_are_in_order(look: Callable[..., Opened]) -> None:
    """One title, no level left out, and header, contents, main and footer once each."""
    opened = look(page("gastric-car-t report"))
    levels = opened.page.eval_on_selector_all("h1, h2, h3", "all => all.map((one) => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for landmark in ("header", "nav", "main", "footer"):
        assert opened.page.locator(landmark).count() == 1


def test_every_table_has_a_caption_and_scopes(look: Callable[..., Opened]) -> None:
    """A reader who hears a table is told what it holds and to which row and column a cell belongs."""
    opened = look(page("pharmaverse-recist report"))
    tables = opened.page.locator("table").count()
    assert tables > 10
    assert opened.page.locator("table > caption").count() == tables
    assert opened.page.locator("th:not([scope])").count() == 0


def test_a_figure_can_be_taken_as_svg_and_as_csv(look: Callable[..., Opened]) -> None:
    """Both files are in the page, and open as what they are."""
    opened = look(page("figure plain"))
    drawing, data = (
        opened.page.locator(f"a[download='bar.{ending}']").get_attribute("href") for ending in ("svg", "csv")
    )
    assert drawing is not None
    assert data is not None
    with urlopen(drawing) as svg, urlopen(data) as csv:  # noqa: S310 - data: addresses of our own
        assert svg.read().startswith(b"<svg")
        assert csv.read() == b"subject,change_pct\nA,-30.0\n"


def test_a_very_long_name_is_broken(look: Callable[..., Opened]) -> None:
    """Two hundred letters without a blank stay inside a phone's window."""
    opened = look(page(f"hostile dossier {LONG}"), 360)
    assert opened.page.locator("h1").evaluate("title => title.getBoundingClientRect().right") <= 360
