"""What cell therapy did in a study: the tables of infusions, kinetics, burden and toxicity, shown or written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ebbtide.errors import DataError
from ebbtide.workflow.opening import open_study, open_subject
from ebbtide.workflow.tables import write_tables

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ebbtide.study import Study
    from ebbtide.workflow.writing import Form

__all__ = [
    "KINETICS",
    "TOXICITY",
    "CellKinetics",
    "CellToxicity",
    "burden_in_words",
    "cutoffs_that_fit",
    "grade_cells",
    "infusions_in_words",
    "kinetics_as_plain",
    "kinetics_in_words",
    "measure_cells",
    "toxicity_as_plain",
    "toxicity_told",
    "write_kinetics",
    "write_toxicity",
]

KINETICS: Final = (
    *("infusions", "kinetics", "comparisons", "summary", "burden", "cutoffs", "peak_to_burden", "effector_to_target"),
    *("fold_changes", "b_cells", "h_scores", "donors"),
)
"""The tables of what cells did, by the name they are written under."""
TOXICITY: Final = ("toxicity", "graded_days", "risk_scores", "hyperinflammation", "lesional_crs", "performance")
"""The tables of what cells did to the patient."""


@dataclass(frozen=True)
class CellKinetics:
    """What the infused cells of a study did, and what they met.

    Args:
        study: The study.
    """

    study: Study

    @cached_property
    def infusions(self) -> pl.DataFrame:
        """One row per infusion: its day, dose, and the weight that its two doses imply."""
        from ebbtide.celltherapy.infusions import implied_weights, infusions

        implied = implied_weights(self.study).select("subject", "infusion", "implied_weight_kg")
        return infusions(self.study).join(implied, on=["subject", "infusion"], how="left", maintain_order="left")

    @cached_property
    def kinetics(self) -> pl.DataFrame:
        """One row per infusion, measure and unit."""
        from ebbtide.celltherapy.kinetics import kinetics

        return kinetics(self.study)

    @cached_property
    def comparisons(self) -> pl.DataFrame:
        """Later infusions beside earlier ones."""
        from ebbtide.celltherapy.comparisons import compare_infusions

        return compare_infusions(self.kinetics)

    @cached_property
    def summary(self) -> pl.DataFrame:
        """Geometric means over subjects."""
        from ebbtide.celltherapy.comparisons import summary

        return summary(self.kinetics)

    @cached_property
    def burden(self) -> pl.DataFrame:
        """How much tumour the cells met."""
        from ebbtide.celltherapy.burden import burden

        return burden(self.study)

    @cached_property
    def cutoffs(self) -> pl.DataFrame:
        """Published cut-offs of burden that fit the subject, and on which side of each it lies."""
        from ebbtide.celltherapy.cutoffs import matching_cutoffs

        return matching_cutoffs(self.study)

    @cached_property
    def peak_to_burden(self) -> pl.DataFrame:
        """The peak of the cells over the burden, both units in the name."""
        from ebbtide.celltherapy.ratios import peak_to_burden

        return peak_to_burden(self.study)

    @cached_property
    def effector_to_target(self) -> pl.DataFrame:
        """Infused cells over tumour cells, under the density that the study assumes."""
        from ebbtide.celltherapy.ratios import effector_to_target

        return effector_to_target(self.study)

    @cached_property
    def fold_changes(self) -> pl.DataFrame:
        """Cytokines and chemistry over their last value before the infusion."""
        from ebbtide.celltherapy.cytokines import fold_changes

        return fold_changes(self.study)

    @cached_property
    def b_cells(self) -> pl.DataFrame:
        """When B cells were gone and when they were back."""
        from ebbtide.celltherapy.b_cells import b_cells

        return b_cells(self.study)

    @cached_property
    def h_scores(self) -> pl.DataFrame:
        """How strongly the tumour shows the antigen."""
        from ebbtide.celltherapy.antigen import h_scores

        return h_scores(self.study)

    @cached_property
    def donors(self) -> pl.DataFrame:
        """Chimerism and graft-versus-host disease, as recorded."""
        from ebbtide.celltherapy.donors import donor_records

        return donor_records(self.study)


@dataclass(frozen=True)
class CellToxicity:
    """What the infused cells of a study did to its patients, graded from components and as recorded.

    Args:
        study: The study.
    """

    study: Study

    @cached_property
    def toxicity(self) -> pl.DataFrame:
        """One row per infusion and kind: the recorded grade beside the computed one."""
        from ebbtide.celltherapy.toxicity import toxicity

        return toxicity(self.study)

    @cached_property
    def graded_days(self) -> pl.DataFrame:
        """The grade of each day of cytokine release and neurotoxicity, with its components."""
        from ebbtide.celltherapy.toxicity import graded_days

        return graded_days(self.study)

    @cached_property
    def risk_scores(self) -> pl.DataFrame:
        """CAR-HEMATOTOX and EASIX with their parts."""
        from ebbtide.celltherapy.toxicity import risk_scores

        return risk_scores(self.study)

    @cached_property
    def hyperinflammation(self) -> pl.DataFrame:
        """The items of IEC-HS and HLH-2004: met, not met, unknown."""
        from ebbtide.celltherapy.toxicity import hyperinflammation

        return hyperinflammation(self.study)

    @cached_property
    def lesional_crs(self) -> pl.DataFrame:
        """The local reaction at the tumour, in its own field."""
        from ebbtide.celltherapy.toxicity import lesional_crs

        return lesional_crs(self.study)

    @cached_property
    def performance(self) -> pl.DataFrame:
        """Performance status on the scale it was recorded in, and its falls."""
        from ebbtide.celltherapy.toxicity import performance

        return performance(self.study)


def toxicity_told(found: CellToxicity) -> pl.DataFrame:
    """Keep the rows of `toxicity` that have a grade, recorded or computed."""
    return found.toxicity.filter(pl.col("recorded_grade").is_not_null() | pl.col("computed_grade").is_not_null())


def infusions_in_words(found: CellKinetics) -> pl.DataFrame:
    """Give the infusions with their doses as papers write them."""
    doses = ("total_cells", "cells_per_kg")
    return found.infusions.with_columns(pl.col(name).map_elements(_power, pl.String) for name in doses)


def kinetics_in_words(found: CellKinetics) -> pl.DataFrame:
    """Give the kinetics with `peak`, the maximum as it was printed rather than to one decimal."""
    return found.kinetics.with_columns(peak=pl.col("cmax").map_elements(_printed, pl.String))


def burden_in_words(found: CellKinetics) -> pl.DataFrame:
    """Give the burden with its values as they were printed rather than to one decimal."""
    return found.burden.with_columns(pl.col("value").map_elements(_printed, pl.String))


def _printed(amount: float) -> str:
    """Write an amount with its thousands apart, to two decimals at most.

    Examples:
        >>> _printed(4858.59), _printed(78.1), _printed(100.0)
        ('4,858.59', '78.1', '100')
    """
    return f"{amount:,.2f}".rstrip("0").rstrip(".")


def _power(dose: float) -> str:
    """Write a number of cells as papers do.

    Examples:
        >>> _power(855_000_000.0)
        '8.55e8'
    """
    digits, _, power = f"{dose:.2e}".partition("e")
    return f"{digits.rstrip('0').rstrip('.')}e{int(power)}"


def cutoffs_that_fit(found: CellKinetics) -> pl.DataFrame:
    """Keep the published cut-offs beside which a value of the subject lies."""
    return found.cutoffs.filter(pl.col("side").is_not_null())


def grade_cells(
    source: Path, options: Mapping[str, str] | None = None, *, subject: str | None = None, preset: str | None = None
) -> CellToxicity:
    """Read a study and grade the toxicity of its infused cells.

    Raises:
        DataError: If the study cannot be used, has no such subject, or records no infusion of cells.
        CriteriaError: If an option is unknown.
    """
    return CellToxicity(measure_cells(source, options, subject=subject, preset=preset).study)


def write_toxicity(found: CellToxicity, source: Path, folder: Path, *, form: Form, overwrite: bool) -> list[str]:
    """Write every table into a folder, whole or not at all; gives the names of the files.

    Raises:
        OutputError: If the folder may not or cannot be written.
    """
    tables: dict[str, pl.DataFrame] = {name: getattr(found, name) for name in TOXICITY}
    return write_tables(tables, found.study, source, folder, form=form, overwrite=overwrite)


def toxicity_as_plain(found: CellToxicity) -> dict[str, Any]:
    """Give every table as lists and dictionaries, for a program to read as JSON."""
    return {"study": found.study.name, **{name: getattr(found, name).to_dicts() for name in TOXICITY}}


def measure_cells(
    source: Path, options: Mapping[str, str] | None = None, *, subject: str | None = None, preset: str | None = None
) -> CellKinetics:
    """Read a study and derive what its infused cells did.

    Raises:
        DataError: If the study cannot be used, has no such subject, or records no infusion of cells.
        CriteriaError: If an option is unknown.
    """
    study = opened(source, options, subject=subject, preset=preset)
    found = CellKinetics(study)
    if found.infusions.is_empty():
        hint = "give the infusions in `treatments`, with the class car_t"
        raise DataError(f"the study {study.name!r} records no infusion of cells", hint=hint)
    return found


def opened(source: Path, options: Mapping[str, str] | None, *, subject: str | None, preset: str | None) -> Study:
    """Read a study, or what it holds of one subject."""
    if subject is None:
        return open_study(source, options, preset=preset)
    return open_subject(source, subject, options, preset=preset)


def write_kinetics(found: CellKinetics, source: Path, folder: Path, *, form: Form, overwrite: bool) -> list[str]:
    """Write every table into a folder, whole or not at all.

    Returns:
        The names of the files.

    Raises:
        OutputError: If the folder may not or cannot be written.
    """
    tables: dict[str, pl.DataFrame] = {name: getattr(found, name) for name in KINETICS}
    return write_tables(tables, found.study, source, folder, form=form, overwrite=overwrite)


def kinetics_as_plain(found: CellKinetics) -> dict[str, Any]:
    """Give every table as lists and dictionaries, for a program to read as JSON."""
    return {"study": found.study.name, **{name: getattr(found, name).to_dicts() for name in KINETICS}}
