"""Ask a study for the survival of its groups, and have the curves drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import polars as pl

from ebbtide.figures import About
from ebbtide.figures.kaplan_meier import Told, survival_curves
from ebbtide.patterns.definitions import BY_NAME
from ebbtide.workflow.ctdna_outcomes import ctdna_outcomes
from ebbtide.workflow.drawing.asking import about, criterion_of, reader_of
from ebbtide.workflow.survivals import p_in_words, survival_in_words

if TYPE_CHECKING:
    from ebbtide.figures import Figure
    from ebbtide.statistics.survival import SurvivalByGroup
    from ebbtide.workflow.assessed import Assessment
    from ebbtide.workflow.drawing.asking import Asked

__all__ = ["draw", "draw_by_ctdna"]

_ARMS: Final = range(2, 7)
"""How many arms are shown each for itself where nothing is asked."""
_OF_CTDNA: Final = (
    "Groups: change of ctDNA from baseline to cycle 3 (Bratman 2020). The day of the second sample is not published, "
    "so time counts from the start of treatment, in favor of whoever lived to be sampled."
)
_SINCE: Final = {"DOR": "first response"}


def draw(assessment: Assessment, asked: Asked) -> Figure:
    """Draw Kaplan-Meier curves.

    Unasked, the endpoint is the criterion's progression-free survival, overall survival if it has none; groups are
    those known at the landmark if there is one, else the arms if there are two to six, else all subjects are one.

    Raises:
        DataError: If nobody has the endpoint, or the study does not tell the groups.
        MissingExtraError: If an optional part is not installed.
    """
    endpoint = asked.endpoint or _endpoint_of(assessment, asked)
    by = asked.by or _groups_of(assessment, asked)
    criterion = asked.criterion if asked.criterion is None else criterion_of(assessment, asked).id
    if endpoint != "OS" and assessment.criterion_of_endpoint(endpoint, criterion) is None:
        criterion = criterion_of(assessment, asked).id
    reader = reader_of(assessment, asked) or None
    compared = assessment.survival(
        by=by, endpoint=endpoint, landmark=asked.landmark, criterion=criterion, reader=reader
    )
    told = Told(
        survival_in_words(compared),
        endpoint,
        by or "",
        _since(endpoint, asked.landmark),
        _test(compared),
        _notes(assessment, by, criterion, asked.landmark),
    )
    whose = None if endpoint == "OS" else assessment.criterion_of_endpoint(endpoint, criterion)
    # Overall survival is nobody's reading; groups by pattern are.
    read = "" if endpoint == "OS" and by != "pattern" else reader or ""
    return survival_curves(compared, told, _about(assessment, compared, whose, read, told))


def draw_by_ctdna(endpoint: Literal["OS", "PFS"] = "PFS") -> Figure:
    """Draw the bundled study `inspire`, which no criterion can judge: survival by how ctDNA changed.

    Examples:
        >>> draw_by_ctdna().title
        'Progression-free survival (PFS) by change of ctDNA'
    """
    found = ctdna_outcomes()
    compared = found.survival[endpoint]
    words, test = survival_in_words(compared), _test(compared)
    told = Told(words, endpoint, "change of ctDNA", "start of treatment", test, (_OF_CTDNA,))
    population = f"{found.compared:,} of {found.patients:,} patients, whose ctDNA was compared"
    return survival_curves(compared, told, About("inspire", population))


def _endpoint_of(assessment: Assessment, asked: Asked) -> str:
    """Find the progression-free survival of the criterion, by whatever name it goes there."""
    criterion = criterion_of(assessment, asked).id
    own = assessment.endpoints(explain=False).filter(pl.col("criterion").cast(pl.String) == criterion)
    names = own["endpoint"].cast(pl.String).unique(maintain_order=True)
    return next((name for name in names if name.endswith("PFS")), "OS")


def _groups_of(assessment: Assessment, asked: Asked) -> str | None:
    if asked.landmark is not None:
        return "pattern"
    arms = assessment.study.table("subjects")["arm"].drop_nulls().n_unique()
    return "arm" if arms in _ARMS else None


def _since(endpoint: str, landmark: int | None) -> str:
    if landmark is not None:
        return f"the landmark, day {landmark}"
    return next((words for code, words in _SINCE.items() if endpoint.endswith(code)), "start of therapy")


def _test(compared: SurvivalByGroup) -> str:
    test = compared.test.row(0, named=True)
    if test["p"] is None:
        return ""
    return f"Log-rank: chi² {test['chi2']:.2f} on {test['df']} df, p {p_in_words(test['p'])}."


def _notes(assessment: Assessment, by: str | None, criterion: str | None, landmark: int | None) -> tuple[str, ...]:
    landed = () if landmark is None else (f"Only who was still at risk on day {landmark}, counted from then on.",)
    if by != "pattern":
        return landed
    whose, how = assessment.pattern_read(criterion, None)
    title = next(one.title for one in assessment.criteria if one.id == whose)
    says = BY_NAME["pseudoprogression", how].says
    known = f"Groups: what was known on day {landmark} under {title}. Pseudoprogression ({how}): {says}"
    return (known, *landed)


def _about(assessment: Assessment, compared: SurvivalByGroup, whose: str | None, reader: str, told: Told) -> About:
    shown, of_all = int(compared.medians["subjects"].sum()), len(assessment.study.subjects)
    day = compared.landmark
    who = f"with a time to {told.endpoint}" if day is None else f"at risk of {told.endpoint} on day {day}"
    population = f"{shown:,} of {of_all:,} subject{'' if of_all == 1 else 's'} {who}"
    criterion = next((one for one in assessment.criteria if one.id == whose), None)
    return about(assessment, population, criterion=criterion, reader=reader)
