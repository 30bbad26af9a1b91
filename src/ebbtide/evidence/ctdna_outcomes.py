"""Response and survival by how ctDNA changed, in a cohort: rates and curves with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import polars as pl

from ebbtide.errors import MissingColumnError
from ebbtide.examples import path
from ebbtide.statistics.curves import kaplan_meier, median_survival
from ebbtide.statistics.hazards import cox, log_rank
from ebbtide.statistics.proportions import exact_interval

if TYPE_CHECKING:
    from ebbtide.statistics.curves import IntervalKind

__all__ = ["RATES", "inspire_patients", "response_by_ctdna", "survival_by_ctdna"]

RATES: Final = {
    "ctdna": pl.String,
    "patients": pl.Int64,
    "responders": pl.Int64,
    "rate": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
}
"""Columns of the response rates."""
_ENDS: Final = {"OS": (("death",), "last_contact"), "PFS": (("progression", "death"), "progression_free")}
"""The events of each endpoint, and what censors it."""


def inspire_patients(endpoint: Literal["OS", "PFS"] = "OS") -> pl.DataFrame:
    """Take the patients of the bundled study `inspire` with the change of their ctDNA.

    The change is that to cycle 3; its day is not published, so no comparison can start from it.

    Args:
        endpoint: Which time: overall or progression-free survival.

    Returns:
        One row per patient: `subject`, `ctdna` (null where it was not compared), `responded` (CR or PR), `time`
        (days from the start of treatment) and `event`.

    Sources:
        Bratman 2020.

    Examples:
        >>> inspire_patients().height
        94
    """
    folder = path("inspire")
    subjects = pl.read_csv(folder / "subjects.csv").select(
        "subject", ctdna="change_ctdna_group", responded=pl.col("orr") == "CR/PR"
    )
    events, censored = _ENDS[endpoint]
    ends = pl.read_csv(folder / "events.csv").filter(pl.col("event").is_in([*events, censored])).sort("day")
    first = ends.unique("subject", keep="first", maintain_order=True)
    times = first.select("subject", time="day", event=pl.col("event") != censored)
    return subjects.join(times, on="subject", how="left", maintain_order="left")


def response_by_ctdna(patients: pl.DataFrame, *, level: float = 0.95) -> pl.DataFrame:
    """Count the responders in each class of ctDNA.

    Args:
        patients: One row per patient: `ctdna` (the class), `responded` (true or false). Rows without either are
            left out.
        level: The confidence of the exact interval.

    Returns:
        One row per class, in order of its name; columns `RATES`.

    Raises:
        MissingColumnError: If a column is not there.
        MissingExtraError: If SciPy is not installed.

    Sources:
        Bratman 2020 (change of ctDNA against response); Clopper 1934 (the interval).

    Examples:
        >>> patients = pl.DataFrame({"ctdna": ["fall", "fall", "rise"], "responded": [True, False, False]})
        >>> response_by_ctdna(patients).select("ctdna", "responders", "patients").rows()
        [('fall', 1, 2), ('rise', 0, 1)]
    """
    must_have(patients, ["ctdna", "responded"])
    counted = (
        patients.drop_nulls(["ctdna", "responded"])
        .group_by(pl.col("ctdna").cast(pl.String))
        .agg(patients=pl.len().cast(pl.Int64), responders=pl.col("responded").sum().cast(pl.Int64))
        .sort("ctdna")
    )
    low, high = exact_interval(counted["responders"], counted["patients"], level)
    return counted.with_columns(rate=pl.col("responders") / pl.col("patients"), low=low, high=high).select(
        pl.col(name).cast(kind) for name, kind in RATES.items()
    )


def survival_by_ctdna(
    patients: pl.DataFrame, *, reference: str | None = None, interval: IntervalKind = "log-log", level: float = 0.95
) -> dict[str, pl.DataFrame]:
    """Compare the times to an event between the classes of ctDNA.

    A class that needs a second sample is known only when that is taken. Give times that count from that day, or
    read the comparison as biased in favor of who lived to be sampled.

    Args:
        patients: One row per patient: `ctdna` (the class), `time` (from the start, in one unit), `event` (true or
            false). Rows without any of them are left out.
        reference: The class the others are compared with; the first when left out.
        interval: As for the curves.
        level: The confidence of all intervals.

    Returns:
        `curves`, `medians`, `test` (log-rank) and `hazards` (Cox), as the statistics give them.

    Raises:
        MissingColumnError: If a column is not there.
        MissingExtraError: If lifelines is not installed.

    Sources:
        Bratman 2020 (change of ctDNA against survival); Kaplan 1958; Mantel 1966; Cox 1972.
    """
    must_have(patients, ["ctdna", "time", "event"])
    ready = patients.drop_nulls(["ctdna", "time", "event"])
    columns = (ready["time"], ready["event"], ready["ctdna"])
    curves = kaplan_meier(*columns, interval=interval, level=level)
    return {
        "curves": curves,
        "medians": median_survival(curves),
        "test": log_rank(*columns),
        "hazards": cox(*columns, reference=reference, level=level),
    }


def must_have(patients: pl.DataFrame, columns: list[str]) -> None:
    """Refuse a table that lacks a column.

    Raises:
        MissingColumnError: If one is not there.
    """
    if not set(columns) <= set(patients.columns):
        raise MissingColumnError.among(columns, patients.columns, file="the table of patients")
