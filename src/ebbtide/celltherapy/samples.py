"""Samples of cellular kinetics: what was counted, in which unit, on which day after which infusion.

A series is one subject, infusion, measure and unit. Units are spelt alike and never converted: copies per microgram
of DNA say nothing of copies per microlitre.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.assessment.laboratory.results import QUANTIFIED, mapped, with_name, with_reading
from ebbtide.celltherapy.results import per_infusion
from ebbtide.formats.names import folded

if TYPE_CHECKING:
    from ebbtide.study import Study

__all__ = ["KNOWN_UNITS", "SERIES", "daily", "kinetic_samples"]

SERIES: Final = ("subject", "infusion", "measure", "unit")
"""What names a series."""
MEASURES: Final = {
    "car_copies": (
        "car_copies",
        "car_copies_in_blood",
        "car_copy_number",
        "car_transgene",
        "car_transgene_copies",
        "car_transgene_in_blood",
    ),
    "car_t_cells": ("car_t_cells", "car_t_cells_in_blood", "car_t_cells_in_peripheral_blood", "car_t"),
}
"""What is counted in blood, and the names of tests that count it; any other test stays under its own name."""
KNOWN_UNITS: Final = {
    "copies/ug DNA": (
        "copies_ug_dna",
        "copies_ug_gdna",
        "copies_ug_genomic_dna",
        "copies_ug",
        "copies_per_ug_dna",
        "copies_per_microgram_dna",
        "copies_mcg_dna",
    ),
    "copies/uL": ("copies_ul", "copies_per_ul", "copies_microl", "copies_mcl"),
    "% of T cells": ("of_t_cells", "t_cells", "of_cd3_cells", "of_cd3_t_cells", "cd3_cells", "of_cd3", "cd3"),
    "cells/uL": ("cells_ul", "cells_per_ul", "cells_mm3", "cells_mcl"),
}
"""The units that are known, and how else they are written once blanks and punctuation are gone."""
_PEAK: Final = r"(?i)^peak"
_NO_DAY: Final = r"(?i)\bno day\b"


def kinetic_samples(study: Study, given: pl.DataFrame) -> pl.DataFrame:
    """Set the samples of cellular kinetics on the axes of the infusions.

    A result that says that nothing was detected, and has no unit, is of the unit of its subject and measure where
    there is only one; otherwise it stands alone.

    Args:
        study: The study; of its table `findings` the category `car_kinetics` is read, and the known tests of none.
        given: The infusions.

    Returns:
        The columns of `SERIES`, `day` from the infusion, `study_day`, `reading`, `amount`, `limit`, `peak` (whether the
        words of a result call it one) and `undated` (whether they say of a peak that no day is known: the day of its
        row then only places it after an infusion), in order of day. Subjects without an infusion have null for it, and
        days of the study.
    """
    names = {name: measure for measure, known in MEASURES.items() for name in known}
    found = with_name(study.table("findings").filter(pl.col("day").is_not_null()))
    ours = (pl.col("category") == "car_kinetics") | (pl.col("category").is_null() & pl.col("name").is_in(list(names)))
    read = with_reading(found.filter(ours)).with_columns(
        measure=pl.col("name").replace(names),
        peak=pl.col("text").str.contains(_PEAK).fill_null(value=False),
        undated=(pl.col("text").str.contains(_PEAK) & pl.col("text").str.contains(_NO_DAY)).fill_null(value=False),
    )
    read = _with_unit(read).select("subject", "day", "measure", "unit", "reading", "amount", "limit", "peak", "undated")
    treated = per_infusion(read, given)
    other = read.join(given, on="subject", how="anti").with_columns(
        infusion=pl.lit(None, pl.Int32), infusion_day=pl.lit(None, pl.Int32), study_day="day"
    )
    shared = [*SERIES, "infusion_day", "day", "study_day", "reading", "amount", "limit", "peak", "undated"]
    return pl.concat([treated.select(shared), other.select(shared)]).sort(*SERIES, "day", maintain_order=True)


def daily(samples: pl.DataFrame, same_day: str) -> pl.DataFrame:
    """Take the samples of one day together: quantified ones count before others, by their mean or the largest.

    Args:
        samples: The samples of one or more series.
        same_day: `mean` or `largest`.

    Returns:
        One row per series and day: `amount` (null where none was quantified), `limit` (the largest), `reading`. Peaks
        without a day stand in rows of their own.
    """
    amount, reading = pl.col("amount"), pl.col("reading")
    best = reading.sort_by(reading.replace_strict({QUANTIFIED: 0, "detected": 1, "below": 2}, default=3)).first()
    return samples.group_by(*SERIES, "infusion_day", "day", "undated", maintain_order=True).agg(
        reading=best,
        amount=amount.mean() if same_day == "mean" else amount.max(),
        limit=pl.col("limit").max(),
        peak=pl.col("peak").any(),
    )


def _with_unit(read: pl.DataFrame) -> pl.DataFrame:
    """Spell known units alike; where nothing was detected, a blank one is that of the other samples."""
    spelt = mapped(read, "unit", _spelt, "unit")
    only = (
        spelt.drop_nulls("unit")
        .group_by("subject", "measure")
        .agg(only=pl.when(pl.col("unit").n_unique() == 1).then(pl.col("unit").first()))
    )
    blank = pl.col("unit").is_null() & pl.col("value").is_null() & (pl.col("reading") == "below")
    return spelt.join(only, on=["subject", "measure"], how="left", maintain_order="left").with_columns(
        unit=pl.when(blank).then("only").otherwise("unit")
    )


def _spelt(unit: str) -> str:
    """Write a known unit as `KNOWN_UNITS` does; leave any other alone.

    Examples:
        >>> _spelt("copies/ug gDNA"), _spelt("% of CD3+ T cells"), _spelt("%"), _spelt("copies/mL")
        ('copies/ug DNA', '% of T cells', '%', 'copies/mL')
    """
    plain = folded(unit.replace("\N{MICRO SIGN}", "u").replace("\N{GREEK SMALL LETTER MU}", "u"))
    for known, written in KNOWN_UNITS.items():
        if plain in written and ("%" in unit) == known.startswith("%"):
            return known
    return unit.strip()
