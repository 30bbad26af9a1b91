"""SDTM tumor domains: TU, TR and RS, with DM and EX where they are there, as tidy raw tables.

Lives here: what SDTM calls things. The tables made here go the same way as any other, so
that units, words, dates and doubles are judged once.
"""

from __future__ import annotations

from ebbtide.formats.sdtm.convert import raws_from_domains
from ebbtide.formats.sdtm.domains import domain_named, is_sdtm

__all__ = ["domain_named", "is_sdtm", "raws_from_domains"]
