"""The layout of a SAS transport file: its 80-byte records, and the 140 bytes that describe a variable.

**Sources**: SAS Institute, Record Layout of a SAS Version 5 or 6 Data Set in SAS Transport (XPORT)
Format (TS-140), and Record Layout of a SAS Version 8 or 9 Data Set in SAS Transport Format.
"""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

__all__ = [
    "DESCRIPTION",
    "LONG",
    "MEMBER",
    "NUMERIC",
    "RECORD",
    "STAMPS",
    "TEXT",
    "V5",
    "V8",
    "Description",
    "Words",
    "header",
]

RECORD: Final = 80
"""The length of every record."""
STAMPS: Final = (RECORD + 64, 2 * RECORD, 5 * RECORD + 64, 6 * RECORD)
"""Where the 16 bytes stand that say when the file was made and changed, `01JAN24:09:30:00`."""
DESCRIPTION: Final = struct.Struct(">hhhh8s40s8shhh2s8shhi32sh18s")
"""The layout of a `Description`."""
LONG: Final = {b"LABELV8": struct.Struct(">hhh"), b"LABELV9": struct.Struct(">hhhhh")}
"""One long label: the number of the variable, and how long its name and label are; in V9 format and informat too."""
MEMBER: Final = b"HEADER RECORD*******MEMB"
"""How a dataset begins, in either version."""
NUMERIC: Final = 1
TEXT: Final = 2


class Description(NamedTuple):
    """One variable as it is described: its type, where it lies, and how it is shown."""

    kind: int
    length: int
    number: int
    name: bytes
    label: bytes
    form: bytes
    width: int
    decimals: int
    start: int
    long_name: bytes

    @classmethod
    def unpacked(cls, content: bytes) -> Description:
        """Read one; the description that VAX machines write is 4 bytes short."""
        held = DESCRIPTION.unpack(content.ljust(DESCRIPTION.size, b"\0"))
        return cls(held[0], *held[2:9], *held[14:16])


class Words(NamedTuple):
    """How the header records of a version begin, and how long the name of a dataset may be."""

    library: bytes
    member: bytes
    descriptor: bytes
    names: bytes
    observations: bytes
    name_length: int


def header(word: bytes) -> bytes:
    """Give the beginning of a header record.

    Examples:
        >>> header(b"OBS")
        b'HEADER RECORD*******OBS     HEADER RECORD!!!!!!!'
    """
    return b"HEADER RECORD*******%-8sHEADER RECORD!!!!!!!" % word


V5: Final = Words(header(b"LIBRARY"), header(b"MEMBER"), header(b"DSCRPTR"), header(b"NAMESTR"), header(b"OBS"), 8)
V8: Final = Words(header(b"LIBV8"), header(b"MEMBV8"), header(b"DSCPTV8"), header(b"NAMSTV8"), header(b"OBSV8"), 32)
