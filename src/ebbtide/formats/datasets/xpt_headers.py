"""What the headers of a SAS transport file say, checked against what the file holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from ebbtide.errors import DataError, UnreadableFileError
from ebbtide.formats.datasets.decoding import encoding_of
from ebbtide.formats.datasets.sas_formats import Format
from ebbtide.formats.datasets.xpt_layout import (
    DESCRIPTION,
    LONG,
    MEMBER,
    NUMERIC,
    RECORD,
    TEXT,
    V5,
    V8,
    Description,
    Words,
    header,
)

__all__ = ["Described", "Headers", "count_observations", "read_headers"]

_AGAIN: Final = "fetch or export the file again"
_NUMBERS: Final = 48
"""Where the numbers of a header record begin."""
_FIRST_VARIABLE: Final = 8 * RECORD
_NAME: Final = 5 * RECORD + 8
_LABEL: Final = slice(6 * RECORD + 32, 6 * RECORD + 72)
_SIZE: Final = slice(3 * RECORD + 74, 3 * RECORD + 78)
"""Where the length of a description stands."""
_ON_VAX: Final = b"0136"
_BLANK: Final = b" \0"
_ALONE: Final = 12
"""Digits of a number that stands by itself, at most."""
_NUMERIC_LENGTHS: Final = range(2, 9)


@dataclass(frozen=True, slots=True)
class Described:
    """One variable as the file describes it: where it lies in an observation, and how it is shown."""

    name: str
    label: str
    is_text: bool
    length: int
    start: int
    form: Format


class Headers(NamedTuple):
    """All that stands before the observations.

    `observations` is how many there should be, if the file says it; `start` is where they begin;
    `encoding` is that of the names and labels.
    """

    name: str
    label: str
    variables: tuple[Described, ...]
    observations: int | None
    start: int
    encoding: str


class _Source(NamedTuple):
    content: bytes
    file: str

    def refuse(self, problem: str, hint: str = _AGAIN) -> UnreadableFileError:
        return UnreadableFileError(f"{self.file} {problem}", hint=hint)


def read_headers(content: bytes, file: str) -> Headers:
    """Read the headers of a file that holds one dataset.

    Raises:
        UnreadableFileError: If they are cut, contradict themselves, or claim more than the file holds.
        DataError: If two variables have the same name.
    """
    source = _Source(content, file)
    words = _version(source)
    if len(content) % RECORD:
        rest = len(content) % RECORD
        raise source.refuse(f"is cut or changed: its last record has {rest} bytes, and every record has {RECORD}")
    for place, word in ((3, words.member), (4, words.descriptor), (7, words.names)):
        _expect(source, place * RECORD, word)
    raw, at = _descriptions(source)
    long, at = _long_labels(source, at, len(raw))
    _expect(source, at, words.observations)
    name, label = content[_NAME : _NAME + words.name_length], content[_LABEL]
    texts = (part for one in raw for part in (one.name, one.label, one.form, one.long_name if words is V8 else b""))
    encoding = encoding_of([name, label, *texts, *(text for parts in long.values() for text in parts)])
    described = _laid_out(source, [_described(one, encoding, words) for one in raw])
    for number, parts in long.items():
        described[number] = _with_long(described[number], [_text(part, encoding) for part in parts])
    _refuse_twins(described, file)
    count = _count(source, at) if words is V8 else None
    return Headers(_text(name, encoding), _text(label, encoding), tuple(described), count, at + RECORD, encoding)


def count_observations(content: bytes, headers: Headers, file: str) -> int:
    """Count the observations that the file has bytes for.

    Version 5 does not say how many there should be: a file cut where an observation and a record end
    together cannot be told from a shorter one.

    Raises:
        UnreadableFileError: If they do not come out even, differ from what the headers say, or if
            another dataset follows.
    """
    source = _Source(content, file)
    if content.find(MEMBER, headers.start) >= 0:
        raise source.refuse("holds more than one dataset", "export each dataset to a file of its own")
    length = sum(one.length for one in headers.variables)
    size = len(content) - headers.start
    count = size // length
    if headers.observations is not None:
        if not 0 <= size - headers.observations * length < RECORD:
            problem = f"is cut or changed: it says {headers.observations:,} observations and has room for {count:,}"
            raise source.refuse(problem)
        return headers.observations
    rest = content[headers.start + count * length :]
    if len(rest) >= RECORD or rest.strip(_BLANK):
        problem = f"is cut: after {count:,} observations of {length:,} bytes, {len(rest):,} bytes are left over"
        raise source.refuse(problem)
    return count - _blank_at_end(content, headers.start + count * length, length, size)


def _blank_at_end(content: bytes, end: int, length: int, size: int) -> int:
    """Count the blank observations in the last record: they are the blanks that fill it."""
    most = min((RECORD - 1) // length, size // length)
    blanks = (content[end - (place + 1) * length : end - place * length].strip(b" ") == b"" for place in range(most))
    return next((place for place, is_blank in enumerate(blanks) if not is_blank), most)


def _version(source: _Source) -> Words:
    for words in (V5, V8):
        if source.content.startswith(words.library):
            return words
    if not source.content:
        raise source.refuse("is empty")
    if source.content.startswith((b"**COMPRESSED**", b"LIB CONTROL")):
        problem = "was made by PROC CPORT, which only SAS can read"
        raise source.refuse(problem, "export it by the XPORT engine: libname out xport '...'")
    raise source.refuse(
        "is no SAS transport file: it does not begin with a library header", "give an XPT file, v5 or v8"
    )


def _expect(source: _Source, at: int, word: bytes) -> None:
    """Insist on a header record.

    A file may end where one should be: it is cut there.
    """
    found = source.content[at : at + RECORD]
    if found.startswith(word):
        return
    where = f"record {at // RECORD + 1} should be the header {word[20:28].decode().strip()}"
    raise source.refuse(f"is cut: {where}, and the file ends" if not found else f"is damaged: {where}, and is not")


def _number(source: _Source, at: int, size: int) -> int:
    """Read the number in a header record; blanks are none."""
    text = source.content[at : at + size].strip()
    if text and not text.isdigit():
        raise source.refuse(f"is damaged: record {at // RECORD + 1} should hold a number where it has {text!r}")
    return int(text or b"0")


def _descriptions(source: _Source) -> tuple[list[Description], int]:
    size = 136 if source.content[_SIZE] == _ON_VAX else DESCRIPTION.size
    count = _number(source, 7 * RECORD + _NUMBERS, 10)
    end = _FIRST_VARIABLE + count * size
    if end > len(source.content):
        raise source.refuse(f"is cut: it claims {count:,} variables, which is more than it has bytes for")
    if not count:
        raise source.refuse("has no variables")
    held = (source.content[at : at + size] for at in range(_FIRST_VARIABLE, end, size))
    return [Description.unpacked(one) for one in held], end + -end % RECORD


def _long_labels(source: _Source, at: int, count: int) -> tuple[dict[int, list[bytes]], int]:
    """Read the labels, and in V9 the formats, that are too long for a description."""
    found: dict[int, list[bytes]] = {}
    for word, layout in LONG.items():
        if not source.content.startswith(header(word), at):
            continue
        many = _many_labels(source, at)
        at += RECORD
        for _ in range(many):
            number, sizes, at = _long_sizes(source, layout.size, at)
            if not 1 <= number <= count or at + sum(sizes) > len(source.content):
                raise source.refuse("is cut or damaged where its long labels are")
            ends = [at + sum(sizes[: place + 1]) for place in range(len(sizes))]
            found[number - 1] = [source.content[end - size : end] for end, size in zip(ends, sizes, strict=True)]
            at = ends[-1]
        at += -at % RECORD
    return found, at


def _many_labels(source: _Source, at: int) -> int:
    """Read how many long labels there are: a number by itself, or the first five digits of thirty."""
    digits = source.content[at + _NUMBERS : at + RECORD].split(b" ")[0]
    return _number(source, at + _NUMBERS, 5 if len(digits) > _ALONE else len(digits))


def _long_sizes(source: _Source, size: int, at: int) -> tuple[int, list[int], int]:
    held = source.content[at : at + size]
    number, *sizes = (int.from_bytes(held[place : place + 2], "big") for place in range(0, size, 2))
    return number, sizes, at + size


def _described(one: Description, encoding: str, words: Words) -> Described:
    name = _text(one.long_name if words is V8 else b"", encoding) or _text(one.name, encoding)
    form = Format(_text(one.form, encoding).upper(), max(0, one.width), max(0, one.decimals))
    # What is neither text nor a number is refused with the lengths, where its name can be told.
    length = one.length if one.kind in {TEXT, NUMERIC} else 0
    return Described(name, _text(one.label, encoding), one.kind == TEXT, length, one.start, form)


def _with_long(described: Described, parts: list[str]) -> Described:
    _, label, *forms = parts
    named = replace(described, label=label) if label else described
    # Formats of V9 are longer than 8 letters; none of them shows a date, so their text is all there is.
    return replace(named, form=Format(forms[0].partition(".")[0].upper(), 0, 0)) if forms and forms[0] else named


def _laid_out(source: _Source, described: list[Described]) -> list[Described]:
    """Insist that the variables fill an observation one after the other."""
    reached = 0
    for place, one in enumerate(described, start=1):
        named = f"variable {place} ({one.name})"
        if not one.name:
            raise source.refuse(f"is damaged: variable {place} has no name")
        if one.length < 1 or not (one.is_text or one.length in _NUMERIC_LENGTHS):
            raise source.refuse(f"is damaged: {named} is neither text nor a number of 2 to 8 bytes")
        if one.start != reached:
            problem = f"is damaged: {named} starts at byte {one.start}, and those before it take {reached} bytes"
            raise source.refuse(problem)
        reached += one.length
    return described


def _refuse_twins(described: list[Described], file: str) -> None:
    names = [one.name.upper() for one in described]
    twins = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twins:
        raise DataError(f"{file} has more than one variable called {', '.join(twins)}", hint="name each variable once")


def _count(source: _Source, at: int) -> int | None:
    """Read the number of observations; a file that does not know it says zero or nothing."""
    return _number(source, at + _NUMBERS, 15) or None


def _text(held: bytes, encoding: str) -> str:
    return held.decode(encoding).strip(" \0")
