"""Bytes of a dataset as text: UTF-8, or with a remark what it else seems to be; packed or not."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

from ebbtide.errors import UnreadableFileError
from ebbtide.formats.rules import RULES
from ebbtide.study.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ebbtide.study.findings import Findings

__all__ = ["beginning", "decoded", "encoding_of", "remark_encoding", "unpacked"]

_GZIP: Final = b"\x1f\x8b"
_ZLIB: Final = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_ANY_WRAP: Final = zlib.MAX_WBITS | 32
"""Tells zlib to find out itself whether it is given gzip or zlib."""
_FREELY: Final = 256 << 20
"""Unpacked bytes that any file may have."""
_AT_MOST: Final = 200
"""How many times its packed size a larger file may have; trial data is packed 5 to 50 times."""
_STEP: Final = 1 << 20


def unpacked(content: bytes, file: str) -> bytes:
    """Unpack what is packed by gzip or zlib; anything else is given back as it is.

    Raises:
        UnreadableFileError: If it is damaged or cut, or unpacks to far more than data does.
    """
    if not _is_packed(content):
        return content
    allowed = max(_FREELY, _AT_MOST * len(content))
    try:
        found = _inflated(content, allowed)
    except zlib.error as error:
        raise UnreadableFileError(f"{file} is damaged: {error}", hint="fetch or export the file again") from error
    if found is None:
        problem = f"{file} is cut: the packed data ends before its end"
        raise UnreadableFileError(problem, hint="fetch or export the file again")
    if len(found) > allowed:
        problem = f"{file} unpacks to more than {allowed >> 20:,} MB, over {_AT_MOST} times its size"
        raise UnreadableFileError(problem, hint="unpack it yourself if you trust it, and read what comes out")
    return found


def beginning(path: Path, size: int) -> bytes:
    """Give the first bytes of a file, unpacked; fewer, or none, where it is damaged or cannot be read.

    Args:
        path: The file.
        size: How many bytes to read of it, and to unpack.
    """
    try:
        with path.open("rb") as file:
            content = file.read(size)
        return zlib.decompressobj(_ANY_WRAP).decompress(content, size) if _is_packed(content) else content
    except (OSError, zlib.error):
        return b""


def _is_packed(content: bytes) -> bool:
    return content.startswith((_GZIP, *_ZLIB))


def _inflated(content: bytes, allowed: int) -> bytes | None:
    """Unpack one member after the other, no more than a step beyond what is allowed; None where one is cut."""
    parts: list[bytes] = []
    size, rest = 0, content
    while rest and size <= allowed:
        member = zlib.decompressobj(_ANY_WRAP)
        while size <= allowed and not member.eof:
            part = member.decompress(rest, _STEP)
            rest = member.unconsumed_tail
            if not part and not rest and not member.eof:
                return None
            parts.append(part)
            size += len(part)
        rest = member.unused_data.lstrip(b"\0")
    return b"".join(parts)


def encoding_of(texts: Iterable[bytes]) -> str:
    r"""Find the encoding that all of the texts are whole in: UTF-8, Windows-1252 or Latin-1.

    Examples:
        >>> encoding_of([b"plain", "é".encode()]), encoding_of([b"plain", b"\xe9"])
        ('utf-8', 'cp1252')
    """
    held = list(texts)
    for name in ("utf-8", "cp1252"):
        try:
            for text in held:
                text.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    return "latin-1"


def decoded(content: bytes, file: str, findings: Findings | None) -> str:
    """Read bytes as text, with a remark where they are not UTF-8."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _in_two_bytes(content, file, findings)
    text = content.removeprefix(b"\xef\xbb\xbf")
    encoding = encoding_of([text])
    remark_encoding(encoding, file, findings)
    return text.decode(encoding)


def _in_two_bytes(content: bytes, file: str, findings: Findings | None) -> str:
    remark_encoding("utf-16", file, findings)
    try:
        return content.decode("utf-16")
    except UnicodeDecodeError as error:
        raise UnreadableFileError(f"{file} is not text in UTF-16: {error.reason}", hint="save it as UTF-8") from error


def remark_encoding(encoding: str, file: str, findings: Findings | None) -> None:
    """Note an encoding other than UTF-8."""
    if encoding == "utf-8" or findings is None:
        return
    rule = RULES["READ02"]
    problem = f"the file is read as {encoding}"
    findings.note(Finding(rule.id, rule.severity, file, None, None, None, problem, rule.hint))
