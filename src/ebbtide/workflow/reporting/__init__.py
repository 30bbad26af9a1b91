"""Reports: ask an assessment for its tables and figures, and have a page written of them.

One module per section. What a page looks like, and in which order it tells, is in `ebbtide.reports`.
"""

from __future__ import annotations

from ebbtide.reports.figure_page import figure_page
from ebbtide.workflow.reporting.records import records_report
from ebbtide.workflow.reporting.study import study_report
from ebbtide.workflow.reporting.subject import subject_dossier

__all__ = ["figure_page", "records_report", "study_report", "subject_dossier"]
