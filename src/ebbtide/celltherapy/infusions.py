"""The infusions of CAR-T cells: when, how many cells, and what was given around them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.assessment.laboratory.results import with_name
from ebbtide.study.celltherapy_options import CellTherapyOptions

if TYPE_CHECKING:
    from ebbtide.study import Study

__all__ = ["INFUSIONS", "WEIGHTS", "chosen", "implied_weights", "infusions"]

INFUSIONS: Final = {
    "subject": pl.String,
    "infusion": pl.Int32,
    "day": pl.Int32,
    "end_day": pl.Int32,
    "next_day": pl.Int32,
    "agent": pl.String,
    "dose": pl.Float64,
    "dose_unit": pl.String,
    "weight_kg": pl.Float64,
    "total_cells": pl.Float64,
    "total_from": pl.String,
    "cells_per_kg": pl.Float64,
    "per_kg_from": pl.String,
    "leukapheresis_day": pl.Int32,
    "lymphodepletion_day": pl.Int32,
    "lymphodepletion_end_day": pl.Int32,
    "bridging_day": pl.Int32,
}
"""Columns of the infusions."""
WEIGHTS: Final = {
    "subject": pl.String,
    "infusion": pl.Int32,
    "day": pl.Int32,
    "agent": pl.String,
    "total_cells": pl.Float64,
    "cells_per_kg": pl.Float64,
    "implied_weight_kg": pl.Float64,
    "weight_kg": pl.Float64,
    "change_pct": pl.Float64,
}
"""Columns of the weights that doses imply."""
_DOSE_UNIT: Final = re.compile(
    r"(?:x?\s*10\s*(?:\^|\*\*)\s*(?P<power>\d{1,2})\s*)?(?:viable\s+)?(?:car\W*t?\+?\s*)?(?P<what>cells?)?"
    r"\s*(?P<per_kg>(?:/|per)\s*kg)?"
)


def chosen(study: Study, options: CellTherapyOptions | None) -> CellTherapyOptions:
    """Take the options handed in, else those the study pins, else the defaults."""
    if options is not None:
        return options
    given = {name: getattr(study.options, name, None) for name in CellTherapyOptions.model_fields}
    return CellTherapyOptions.model_validate({name: value for name, value in given.items() if value is not None})


def infusions(study: Study, options: CellTherapyOptions | None = None) -> pl.DataFrame:
    """List the infusions of CAR-T cells, with their doses and what was given around them.

    An infusion is what `treatments` gives as class `car_t` on one day (or on the days of one split dose, by
    `infusion_split_days`); a total dose and a dose per kg are two rows of that day and agent. Different agents of
    one day are one infusion, whose doses are not added up.

    Args:
        study: The study; its tables `treatments`, `subjects` and `findings` (body weight, kg) are read.
        options: The readings chosen; those of the study when left out.

    Returns:
        One row per subject and infusion, the columns of `INFUSIONS`: `infusion` counts from 1; `day` and `end_day`
        are its first and last day and `next_day` the first day of the next one, all days of the study; `dose` and
        `dose_unit` as recorded first; `weight_kg` the last one up to `day`, else that of `subjects`; `total_cells`
        and `cells_per_kg`, each `recorded`, or from the other one and the `weight`, or null. The days of
        leukapheresis (the last before the infusion), lymphodepletion (first and last) and bridging (first) are
        relative to `day`; the latter two lie after the infusion before.

    Examples:
        >>> import polars as pl
        >>> import ebbtide
        >>> cells = {"subject": ["S1"] * 2, "agent": ["CAR-T"] * 2, "class": ["car_t"] * 2, "day": [0, 0]}
        >>> doses = {"dose": [855_000_000, 15_000_000], "dose_unit": ["cells", "cells/kg"]}
        >>> study = ebbtide.read_study({"treatments": pl.DataFrame(cells | doses)})
        >>> infusions(study).select("infusion", "day", "total_cells", "cells_per_kg").row(0)
        (1, 0, 855000000.0, 15000000.0)
    """
    doses = _doses(study, chosen(study, options).infusion_split_days)
    rows = (
        doses.group_by("subject", "infusion", maintain_order=True)
        .agg(
            day=pl.col("day").min(),
            end_day=pl.max_horizontal("day", "end_day").max(),
            agent=pl.col("agent").unique(maintain_order=True).str.join(" + "),
            dose=pl.col("dose").drop_nulls().first(),
            dose_unit=pl.col("dose_unit").filter(pl.col("dose").is_not_null()).first(),
            total_recorded=_summed("cells"),
            per_kg_recorded=_summed("cells/kg"),
        )
        .sort("subject", "day")
        .with_columns(
            next_day=pl.col("day").shift(-1).over("subject"), previous_day=pl.col("day").shift(1).over("subject")
        )
    )
    rows = _with_doses(_with_weight(rows, study))
    return _with_preparation(rows, study.table("treatments")).select(
        pl.col(name).cast(kind) for name, kind in INFUSIONS.items()
    )


def implied_weights(study: Study, options: CellTherapyOptions | None = None) -> pl.DataFrame:
    """Tell the body weight that a total dose and a dose per kg of one infusion imply.

    Args:
        study: The study; a dose per kg is a second row of `treatments` of the same day and agent.
        options: The readings chosen; those of the study when left out.

    Returns:
        One row per infusion with both doses recorded, the columns of `WEIGHTS`: `implied_weight_kg` is their ratio,
        `weight_kg` the recorded weight, `change_pct` what the implied weight differs from that of the infusion
        before with both doses, %.

    Sources:
        Zhao 2025, whose two doses imply 57 and 50 kg.

    Examples:
        >>> import polars as pl
        >>> import ebbtide
        >>> cells = {"subject": ["S1"] * 2, "agent": ["CAR-T"] * 2, "class": ["car_t"] * 2, "day": [0, 0]}
        >>> doses = {"dose": [855_000_000, 15_000_000], "dose_unit": ["cells", "cells/kg"]}
        >>> study = ebbtide.read_study({"treatments": pl.DataFrame(cells | doses)})
        >>> implied_weights(study)["implied_weight_kg"].to_list()
        [57.0]
    """
    both = infusions(study, options).filter(
        pl.col("total_from") == "recorded", pl.col("per_kg_from") == "recorded", pl.col("cells_per_kg") > 0
    )
    weight = pl.col("implied_weight_kg")
    return (
        both.with_columns(implied_weight_kg=pl.col("total_cells") / pl.col("cells_per_kg"))
        .with_columns(change_pct=(100 * (weight / weight.shift(1) - 1)).over("subject"))
        .select(pl.col(name).cast(kind) for name, kind in WEIGHTS.items())
    )


def _doses(study: Study, split_days: int) -> pl.DataFrame:
    """Number the administrations of CAR-T cells by infusion, and bring their doses into cells."""
    given = study.table("treatments").filter(pl.col("class") == "car_t", pl.col("day").is_not_null())
    given = given.sort("subject", "day", "row" if "row" in given.columns else "agent", maintain_order=True)
    units = [_unit_of(unit) for unit in given["dose_unit"]]
    return given.with_columns(
        pl.Series("infusion", _numbered(given.select("subject", "day").rows(), split_days), pl.Int32),
        pl.Series("kind", [kind for kind, _ in units], pl.String),
        pl.Series("cells", [factor for _, factor in units], pl.Float64) * pl.col("dose"),
    ).pipe(with_name, "agent")


def _numbered(rows: list[tuple[str, int]], split_days: int) -> list[int]:
    """Count the infusions of each subject; a dose within the days of a split one belongs to it."""
    numbers, last, number, first = list[int](), None, 0, 0
    for subject, day in rows:
        if subject != last:
            last, number, first = subject, 1, day
        elif day - first > split_days:
            number, first = number + 1, day
        numbers.append(number)
    return numbers


def _unit_of(unit: str | None) -> tuple[str | None, float | None]:
    """Read the unit of a dose: what it counts, and how many it stands for.

    Examples:
        >>> _unit_of("cells"), _unit_of("10^6 cells/kg"), _unit_of("10^6/kg"), _unit_of("mg")
        (('cells', 1.0), ('cells/kg', 1000000.0), ('cells/kg', 1000000.0), (None, None))
    """
    read = _DOSE_UNIT.fullmatch((unit or "").strip().casefold())
    if not read or not (read["what"] or (read["power"] and read["per_kg"])):
        return None, None
    return "cells/kg" if read["per_kg"] else "cells", 10.0 ** int(read["power"] or 0)


def _summed(kind: str) -> pl.Expr:
    """Add up the doses of one kind over the days of a split infusion; null for several agents, or copies that differ.

    One day and agent holds one dose of a kind: copies of it are one, and of two different ones neither is believed.
    """
    of_kind = (pl.col("kind") == kind) & pl.col("cells").is_not_null()
    days = pl.struct("day", "cells").filter(of_kind).unique()
    once = days.len() == pl.col("day").filter(of_kind).n_unique()
    whole = pl.col("day").filter(of_kind).n_unique() == pl.col("day").n_unique()
    alone = pl.col("name").n_unique() == 1
    return pl.when(of_kind.any() & once & whole & alone).then(days.struct.field("cells").sum())


def _with_weight(rows: pl.DataFrame, study: Study) -> pl.DataFrame:
    """Add the body weight: the last one found up to the infusion, else that of the subject."""
    tests = ("weight", "body_weight", "weight_kg")
    found = with_name(study.table("findings")).filter(
        pl.col("name").is_in(tests),
        pl.col("unit").str.to_lowercase() == "kg",
        pl.col("value") > 0,
    )
    last = (
        rows.select("subject", "infusion", "day")
        .join(found.select("subject", "value", found_day="day"), on="subject")
        .filter(pl.col("found_day") <= pl.col("day"))
        .sort("found_day", maintain_order=True)
        .group_by("subject", "infusion")
        .agg(found_kg=pl.col("value").last())
    )
    own = study.table("subjects")
    own = own.select("subject", own_kg="weight_kg" if "weight_kg" in own.columns else pl.lit(None, pl.Float64))
    return (
        rows.join(last, on=["subject", "infusion"], how="left", maintain_order="left")
        .join(own.unique("subject", keep="first", maintain_order=True), on="subject", how="left", maintain_order="left")
        .with_columns(weight_kg=pl.coalesce("found_kg", pl.when(pl.col("own_kg") > 0).then("own_kg")))
    )


def _with_doses(rows: pl.DataFrame) -> pl.DataFrame:
    """Add the total dose and the dose per kg, each as recorded or from the other one and the weight."""
    total, per_kg, weight = pl.col("total_recorded"), pl.col("per_kg_recorded"), pl.col("weight_kg")
    return rows.with_columns(
        total_cells=pl.coalesce(total, per_kg * weight), cells_per_kg=pl.coalesce(per_kg, total / weight)
    ).with_columns(
        total_from=_told("total_recorded", "total_cells"), per_kg_from=_told("per_kg_recorded", "cells_per_kg")
    )


def _told(recorded: str, known: str) -> pl.Expr:
    """Tell where a dose comes from."""
    return (
        pl.when(pl.col(recorded).is_not_null())
        .then(pl.lit("recorded"))
        .when(pl.col(known).is_not_null())
        .then(pl.lit("weight"))
    )


def _with_preparation(rows: pl.DataFrame, given: pl.DataFrame) -> pl.DataFrame:
    """Add the days of leukapheresis, lymphodepletion and bridging, relative to the infusion."""
    other = given.filter(pl.col("class").is_in(("leukapheresis", "lymphodepletion", "bridging"))).select(
        "subject", "class", given_day="day", given_end=pl.max_horizontal("day", "end_day")
    )
    day, since = pl.col("given_day"), pl.col("previous_day")
    lately = since.is_null() | (day > since)
    kind = pl.col("class")
    days = (
        rows.select("subject", "infusion", "day", "previous_day")
        .join(other, on="subject")
        .filter(day <= pl.col("day"))
        .group_by("subject", "infusion")
        .agg(
            leukapheresis_day=(day - pl.col("day")).filter(kind == "leukapheresis").max(),
            lymphodepletion_day=(day - pl.col("day")).filter(kind == "lymphodepletion", lately).min(),
            lymphodepletion_end_day=(pl.col("given_end") - pl.col("day"))
            .filter(kind == "lymphodepletion", lately)
            .max(),
            bridging_day=(day - pl.col("day")).filter(kind == "bridging", lately).min(),
        )
    )
    return rows.join(days, on=["subject", "infusion"], how="left", maintain_order="left")
