"""The report of a study that no criterion can judge: its records, its queries, and what it was published for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide import __version__
from ebbtide.reports.blocks import Facts, Prose
from ebbtide.reports.laying_out import drawn, table_of
from ebbtide.reports.study_report import StudyReport, study_page
from ebbtide.workflow.ctdna_outcomes import rates_by_ctdna_in_words
from ebbtide.workflow.drawing.survival import draw_by_ctdna
from ebbtide.workflow.reporting.enrolment import findings_blocks, holding_blocks
from ebbtide.workflow.reporting.queries import checked, queries_of_study
from ebbtide.workflow.reporting.steps import made
from ebbtide.workflow.reporting.survival import MEDIANS
from ebbtide.workflow.reporting.versions import versions_blocks
from ebbtide.workflow.survivals import survival_in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from ebbtide.reports.blocks import Block
    from ebbtide.study import Study
    from ebbtide.workflow.ctdna_outcomes import CtdnaOutcomes

__all__ = ["records_report"]

_RATES: Final = {
    "ctdna": "Change of ctDNA",
    "patients": "Patients",
    "responders": "Responders",
    "rate_text": "Rate (exact 95 % interval)",
}


def records_report(
    study: Study,
    by_ctdna: CtdnaOutcomes | None = None,
    *,
    citation: str = "",
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> str:
    """Write the report of a study without lesions, sums or responses as an HTML page that stands alone.

    Args:
        study: The study.
        by_ctdna: Response and survival by class of ctDNA, where that is what the study is for.
        citation: Where the study is published, and under which licence it is used.
        progress: Told how many sections are done, and of how many.

    Raises:
        MissingExtraError: If what draws or writes pages is not installed.

    Examples:
        >>> import ebbtide
        >>> page = records_report(ebbtide.read_study(ebbtide.examples.path("inspire")))
        >>> "<h1>inspire</h1>" in page, "Nothing in it can be judged" in page
        (True, True)
    """
    sections: dict[str, Callable[[], tuple[Block, ...]]] = {
        "enrolment": lambda: (*_enrolled(study), *holding_blocks(study), *findings_blocks(study.findings)),
        "responses": lambda: () if by_ctdna is None else _rates(by_ctdna),
        "survival": lambda: () if by_ctdna is None else _survival(by_ctdna),
        "queries": lambda: queries_of_study(checked(study)),
        "methods": _methods,
        "versions": lambda: versions_blocks(study),
    }
    empty: dict[str, tuple[Block, ...]] = dict.fromkeys(StudyReport.__dataclass_fields__, ())
    about = tuple(filter(None, (f"{len(study.subjects):,} subjects", citation)))
    return study_page(study.name or "Study", about, StudyReport(**{**empty, **made(sections, progress)}))


def _enrolled(study: Study) -> tuple[Block, ...]:
    said = "Nothing in it can be judged: it holds neither lesions nor sums nor states, and no responses by time point."
    return (Prose((said,)), Facts((("Subjects", (f"{len(study.subjects):,}",)),)))


def _rates(found: CtdnaOutcomes) -> tuple[Block, ...]:
    caption = f"Best response by change of ctDNA: {found.compared:,} of {found.patients:,} patients"
    return (table_of(rates_by_ctdna_in_words(found), _RATES, caption=caption, file="rates"),)


def _survival(found: CtdnaOutcomes) -> tuple[Block, ...]:
    figures = (drawn(draw_by_ctdna(endpoint), of=endpoint) for endpoint in ("PFS", "OS"))
    rows = [survival_in_words(one).with_columns(endpoint=pl.lit(name)) for name, one in found.survival.items()]
    medians = table_of(pl.concat(rows, how="diagonal_relaxed"), MEDIANS, caption="Medians", file="survival")
    return (*figures, medians)


def _methods() -> tuple[Block, ...]:
    said = (
        f"The records were read and checked with Ebbtide {__version__}. Rates are given with exact 95 % confidence "
        "intervals, times to events by the product-limit method with log-log intervals; groups were compared by the "
        "log-rank test and by a proportional-hazards model."
    )
    return (Prose((said,), is_for_copying=True),)
