"""What infused cells did: doses, expansion, toxicity, with the cytokines of one subject."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.errors import DataError
from ebbtide.reports.blocks import Prose
from ebbtide.reports.laying_out import table_of
from ebbtide.workflow.celltherapy import (
    CellKinetics,
    CellToxicity,
    infusions_in_words,
    kinetics_in_words,
    toxicity_told,
)
from ebbtide.workflow.drawing import Asked
from ebbtide.workflow.reporting.figures import figures
from ebbtide.workflow.telling import titled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ebbtide.reports.blocks import Block
    from ebbtide.study import Study
    from ebbtide.workflow.assessed import Assessment
    from ebbtide.workflow.reporting.scope import Scope

__all__ = ["cells_of_study", "cells_of_subject"]

_INFUSIONS: Final = {
    "subject": "Subject",
    "infusion": "Infusion",
    "day": "Day",
    "agent": "Product",
    "total_cells": "Cells",
    "cells_per_kg": "Cells/kg",
    "lymphodepletion_day": "Lymphodepletion, day",
    "bridging_day": "Bridging, day",
}
_KINETICS: Final = {
    "subject": "Subject",
    "infusion": "Infusion",
    "measure": "Measure",
    "unit": "Unit",
    "samples": "Samples",
    "peak": "Largest",
    "tmax_day": "Days to it",
    "auc_0_28": "AUC, day 0 to 28",
    "persistence_day": "Last found, day",
    "note": "Note",
}
_TOXICITY: Final = {
    "subject": "Subject",
    "infusion": "Infusion",
    "what": "Kind",
    "recorded_grade": "Grade as recorded",
    "computed_grade": "Grade as computed",
    "start_day": "From day",
    "end_day": "To day",
    "explanation": "Why",
}


def cells_of_subject(scope: Scope) -> tuple[Block, ...]:
    """Lay out what the cells that one subject was given did; nothing where none were given."""
    tables = _tables(scope.own, leave_out=("subject",))
    if not tables:
        return ()
    return (*figures(scope.assessment, ("expansion", scope.asked), ("cytokines", scope.asked)), *tables)


def cells_of_study(assessment: Assessment) -> tuple[Block, ...]:
    """Lay out what the cells of a study did; nothing where none were given."""
    tables = _tables(assessment.study)
    return (*figures(assessment, ("expansion", Asked())), *tables) if tables else ()


def _tables(study: Study, *, leave_out: tuple[str, ...] = ()) -> tuple[Block, ...]:
    kinetics, toxicity = CellKinetics(study), CellToxicity(study)
    try:
        if kinetics.infusions.is_empty():
            return ()
        told = (
            (infusions_in_words(kinetics), _INFUSIONS, "Infusions of cells", "infusions"),
            (kinetics_in_words(kinetics), _KINETICS, "Kinetics, infusion by infusion", "kinetics"),
            (toxicity_told(toxicity), _TOXICITY, "Toxicity: grades as recorded and as computed", "toxicity"),
        )
    except DataError as error:
        return (Prose((f"What the cells did cannot be told: {error.problem}.",), is_aside=True),)
    return tuple(
        table_of(_named(rows), _without(heads, leave_out), caption=caption, file=file)
        for rows, heads, caption, file in told
        if len(rows)
    )


def _without(heads: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: head for name, head in heads.items() if name not in names}


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    """Name measures and kinds of toxicity as they are read."""
    words = [name for name in ("measure", "what") if name in rows.columns]
    return rows.with_columns(pl.col(name).cast(pl.String).map_elements(titled, pl.String) for name in words)
