"""What the bundled study `inspire` is for: response and survival by how ctDNA changed, with their intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import polars as pl

from ebbtide.workflow.survivals import SurvivalByGroup

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CtdnaOutcomes", "ctdna_outcomes", "ctdna_tables", "rates_by_ctdna_in_words"]

_ENDPOINTS: Final[tuple[Literal["PFS", "OS"], ...]] = ("PFS", "OS")


@dataclass(frozen=True)
class CtdnaOutcomes:
    """Response and survival by class of ctDNA.

    Args:
        patients: How many there are.
        compared: How many of them have a class.
        rates: One row per class: how many responded, with the exact interval.
        survival: By endpoint, PFS and OS: medians, log-rank test and hazard ratio of the classes.
    """

    patients: int
    compared: int
    rates: pl.DataFrame
    survival: Mapping[str, SurvivalByGroup]


def ctdna_outcomes() -> CtdnaOutcomes:
    """Compare the classes of the bundled study `inspire`.

    Raises:
        MissingExtraError: If what computes intervals and curves is not installed.

    Examples:
        >>> ctdna_outcomes().compared
        73
    """
    from ebbtide.evidence.ctdna_outcomes import inspire_patients, response_by_ctdna, survival_by_ctdna

    patients = inspire_patients()
    left_out = pl.DataFrame(schema={"reason": pl.String, "subjects": pl.Int64})
    survival: dict[str, SurvivalByGroup] = {
        endpoint: SurvivalByGroup(**survival_by_ctdna(inspire_patients(endpoint)), left_out=left_out, landmark=None)
        for endpoint in _ENDPOINTS
    }
    classed = patients["ctdna"].drop_nulls()
    return CtdnaOutcomes(len(patients), len(classed), response_by_ctdna(patients), survival)


def rates_by_ctdna_in_words(found: CtdnaOutcomes) -> pl.DataFrame:
    """Give the rates as text, in percent with their interval: `rate_text` beside the columns of the rates."""
    percent = [
        (100 * pl.col(name)).map_elements(lambda share: f"{share:.1f}", pl.String) for name in ("rate", "low", "high")
    ]
    return found.rates.with_columns(rate_text=pl.format("{} % ({} to {})", *percent))


def ctdna_tables(found: CtdnaOutcomes) -> dict[str, pl.DataFrame]:
    """Name the tables under which the comparison is written."""
    survival: dict[str, pl.DataFrame] = {
        f"{endpoint.lower()}_{name}": getattr(compared, name)
        for endpoint, compared in found.survival.items()
        for name in ("curves", "medians", "test", "hazards")
    }
    return {"response_by_ctdna": found.rates, **survival}
