"""The query list: what is wrong, or should be asked about, in a study's records while it can be mended.

Lives here: one function per check, each with its id, its severity and the rule it rests on. Does
not live here: any rule of a criterion (`criteria`), what a reader notices about a file (`formats`).
"""

from __future__ import annotations

from ebbtide.checks.catalogue import CATALOGUE
from ebbtide.checks.check import QUERIES, Check, Severity
from ebbtide.checks.examined import Examined
from ebbtide.checks.running import query_list

__all__ = ["CATALOGUE", "QUERIES", "Check", "Examined", "Severity", "query_list"]
