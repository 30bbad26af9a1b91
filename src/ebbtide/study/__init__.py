"""The tables Ebbtide speaks about: their columns, units, keys and exact lengths.

Here live the study itself, its findings and options, lengths in whole micrometres and
days from the start of therapy. Reading and writing files is the business of ``formats``;
judging is the business of ``assessment``.
"""

from __future__ import annotations

from ebbtide.study.findings import Finding, Findings, Severity, Strictness
from ebbtide.study.model import Records, Study
from ebbtide.study.options import Options

__all__ = ["Finding", "Findings", "Options", "Records", "Severity", "Strictness", "Study"]
