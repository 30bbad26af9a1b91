"""Words, ticks and data that all figures share."""

from __future__ import annotations

import json
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebbtide.figures import About, Figure
from ebbtide.figures.altair import drawing_library
from ebbtide.figures.layer_data import layer_of
from ebbtide.figures.lettering import cut_in_middle, printable, short_names, shortened, told_apart, width_of, wrapped
from ebbtide.figures.rendering import svg_of
from ebbtide.figures.theme import FAMILY_LOOKS, contrast, ink_on
from ebbtide.figures.time_axis import MONTHS, WEEKS, ticks
from tests.figures.texts import texts_in

_LONG = st.text(alphabet="ab-1 ", min_size=1, max_size=40)
_HEADED = st.lists(_LONG.map(str.strip).filter(bool), min_size=1, max_size=12, unique_by=printable)


@given(st.text(max_size=80))
def test_what_is_printable_stays_and_the_rest_goes(text: str) -> None:
    """A printable text has one line, no sign that no page can hold, and is itself when made printable again."""
    plain = printable(text)

    assert plain.isprintable()
    assert plain == plain.strip()
    assert "  " not in plain
    assert printable(plain) == plain
    assert [letter for letter in text if letter.isprintable() and letter != " "] == list(plain.replace(" ", ""))


@given(st.text(max_size=80), st.integers(20, 300))
def test_shortened_words_fit(text: str, room: int) -> None:
    """Whatever the words, what is written is no wider than its room and lies on one line."""
    short = shortened(text, room)

    assert width_of(short) <= room
    assert "\n" not in short
    assert all(width_of(line) <= room for line in wrapped(text, room))


@given(st.text(max_size=60), st.integers(8, 30), st.booleans())
def test_a_name_that_is_cut_keeps_both_ends(name: str, most: int, is_number: bool) -> None:  # noqa: FBT001 - drawn
    """A name has no more letters than there is room for, and begins and ends as it did."""
    plain, cut = printable(name), cut_in_middle(name, most, is_number=is_number)

    assert len(cut) <= most
    assert cut[:1] == plain[:1]
    assert cut[-1:] == plain[-1:]


@given(_HEADED, st.integers(8, 16))
def test_names_stay_different_however_they_are_cut(names: list[str], most: int) -> None:
    """Of names that differ no two are cut to the same, whether of arms or of subjects."""
    headed = [f"01-701-{name}" for name in names]

    assert len(set(told_apart(names, most))) == len(names)
    assert len(set(short_names(headed, most)[0].values())) == len(names)


def test_a_note_says_what_the_names_of_subjects_lack() -> None:
    """What all names begin with is in the note, and that some are cut; short names need no note."""
    names = [f"TRIAL-0815-{end}{'x' * 20}{end}" for end in "AB"]
    short, note = short_names(names)

    assert list(short.values()) == ["…Axx…xxxxxxxxA", "…Bxx…xxxxxxxxB"]
    assert note == (
        'Subjects are named without their common beginning "TRIAL-0815-". '
        "Names too long to print are cut in the middle."
    )
    assert short_names(["A", "B"])[1] == ""


@given(st.integers(-5_000, 0), st.integers(1, 200_000), st.integers(2, 20), st.sampled_from([WEEKS, MONTHS]))
def test_ticks_are_few_and_count_from_day_0(first: int, last: int, most: int, steps: tuple[int, ...]) -> None:
    """There are no more ticks than there is room for, evenly apart, on the axis, and day 0 is one."""
    found = ticks(first, last, most, steps)

    assert 0 in found
    assert len(found) <= most
    assert first <= min(found)
    assert max(found) <= last
    assert len({after - before for before, after in pairwise(found)}) <= 1


@pytest.mark.parametrize("sign", [chr(0), chr(2), chr(8), chr(12), chr(0x1F), "\ufffe", "\uffff"])
def test_data_hold_nothing_that_ends_the_renderer(sign: str) -> None:
    """Letters that XML forbids are left out of the data of a layer; a backslash before them stays."""
    row = {"name": f'a{sign}b\\u0002 c\\{sign}d\n"e"'}
    whole = [{"name": 'ab\\u0002 c\\d\n"e"'}]

    assert json.loads(layer_of([row]).data.values) == whole
    assert json.loads(layer_of(pl.DataFrame([row])).data.values) == whole


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_letters_can_be_read_on_any_ground(parts: tuple[int, int, int]) -> None:
    """Letters stand out from their ground by 4.5 to 1 at least, as WCAG asks of text."""
    ground = "#{:02X}{:02X}{:02X}".format(*parts)

    assert contrast(ink_on(ground), ground) >= 4.5
    assert all(contrast(ink_on(look.color), look.color) >= 4.5 for look in FAMILY_LOOKS.values())


def test_words_around_a_figure_hold_nothing_that_ends_the_renderer() -> None:
    """Titles, names of studies, notes and axes lose the letters that XML forbids, and are drawn."""
    data = pl.DataFrame({"a": [1]})
    chart = layer_of(data).mark_point().encode(x=drawing_library().X("a:Q", title="un\x02it"))
    svg = svg_of(Figure("bar", "T\x02itle", About("Tri\x1fal"), chart, data, "al\x00t", ("no\x02te",)))

    assert {"Title", "Trial", "unit", "note"} <= set(texts_in(svg))
    assert "<desc>alt</desc>" in svg
