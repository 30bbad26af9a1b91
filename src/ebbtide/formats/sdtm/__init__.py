"""SDTM domains as tidy raw tables: lesions, responses, subjects, treatments, findings and events.

Lives here: what SDTM calls things, and how a domain comes in several files. The tables made here go the same way
as any other, so that units, words, dates and doubles are judged once.
"""

from __future__ import annotations

from ebbtide.formats.sdtm.convert import Converted, raws_from_domains
from ebbtide.formats.sdtm.domains import domain_named, domain_of, is_sdtm, may_be_domain

__all__ = ["Converted", "domain_named", "domain_of", "is_sdtm", "may_be_domain", "raws_from_domains"]
