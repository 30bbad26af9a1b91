"""CAR-T cells in the blood: units, what is below the limit, the peak, and the B cells (K03, K04, K05, K11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.assessment.laboratory.results import BELOW, QUANTIFIED, with_reading
from ebbtide.celltherapy.kinetics import kinetics
from ebbtide.celltherapy.samples import KNOWN_UNITS
from ebbtide.checks.cell_therapy.told import amount, asked, findings_of, folded, infusions, treatments_of
from ebbtide.checks.check import NO_QUERIES, Check

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = [
    "CHECKS",
    "b_cells_against_cells",
    "below_the_limit",
    "car_cells",
    "kinetic_units",
    "odd_peaks",
    "peaks_of",
]

LATEST_PEAK_DAYS: Final = 28
PAIR_DAYS: Final = 14
"""B cells and CAR-T cells are compared within two weeks of each other."""
RECOVERED_PERCENT: Final = 1.0
RECOVERED_PER_UL: Final = 100.0
_TARGETS: Final = (
    r"cd-?19|cd-?20|cd-?22|tisagen|axicab|brexucab|lisocab|kymriah|yescarta|tecartus|breyanzi|obecab|aucatzyl|relma"
)
_B_CELLS: Final = r"(?:cd19_?)?(?:positive_)?b_?cells?(?:_count|_aplasia|_recovery)?|cd19_cells"


def car_cells(trial: Examined) -> pl.DataFrame:
    """List the findings on CAR-T cells with a day: as of `findings_of`, with `reading`, `amount` and `limit`."""
    return with_reading(findings_of(trial, category="car_kinetics").drop_nulls("day"))


def kinetic_units(trial: Examined) -> pl.DataFrame:
    """K03: CAR-T cells without a unit, or in units that cannot stand on one axis.

    Sources:
        The bias of copies per microgram of DNA while lymphocytes are low: Sci Rep 2020, to be confirmed against
        the paper.
    """
    rows = car_cells(trial).filter(pl.col("value").is_not_null()).with_columns(scale=_scale())
    bare = rows.filter(pl.col("scale").fill_null("") == "")
    unknown = pl.format(
        "Day {}: {} = {} has no unit. Please give it: copies per µg DNA, copies per µL, % of T cells or cells per µL.",
        *("day", "test", amount()),
    )
    known = rows.filter(pl.col("scale").fill_null("") != "")
    first = known.sort("subject", "day", "row").unique(["subject", "name", "scale"], keep="first", maintain_order=True)
    of_test = _together(first, "name").filter(pl.col("scales") > 1)
    of_subject = _together(first.unique(["subject", "scale"], keep="first", maintain_order=True)).filter(
        pl.col("scales") > 1
    )
    others = of_subject.join(of_test, on="subject", how="anti")
    mixed = pl.format(
        "{} is recorded in {} units: {}. They measure different things and never share an axis. Please check the "
        "units, and name a test for each.",
        *("test", "scales", "units"),
    )
    apart = pl.format(
        "CAR-T cells are recorded in {} units: {}. Peaks and areas are made of each alone; copies per µg of DNA "
        "depend on how many other cells there are, and so on lymphodepletion.",
        *("scales", "units"),
    )
    return pl.concat([
        asked(bare, unknown, pl.lit("query")),
        asked(of_test, mixed, pl.lit("warning")),
        asked(others, apart, pl.lit("info")),
    ])  # fmt: skip


def _scale() -> pl.Expr:
    """The unit, known ones spelt alike; blank where there is none."""
    spelt = [
        {plain: known for known, written in KNOWN_UNITS.items() for plain in written if known.startswith("%") == share}
        for share in (True, False)
    ]
    is_share = pl.col("unit").str.contains("%", literal=True)
    plain = folded("unit").str.replace_all("[µμ]", "u")
    share = pl.when(plain == "").then(pl.lit("%")).otherwise(plain.replace(spelt[0]))
    return pl.when(is_share).then(share).otherwise(plain.replace(spelt[1]))


def _together(rows: pl.DataFrame, *keys: str) -> pl.DataFrame:
    return rows.group_by("subject", *keys, maintain_order=True).agg(
        pl.col("test", "day").first(), scales=pl.len(), units=pl.col("unit").str.join(", ")
    )


def below_the_limit(trial: Examined) -> pl.DataFrame:
    """K04: what is not quantifiable entered as 0, as a negative number, or as a number below its limit."""
    rows = car_cells(trial)
    said = with_reading(rows.with_columns(value=pl.lit(None, pl.Float64)))["reading"] == BELOW
    bare = rows.filter(~said.fill_null(value=False))
    negative, zero, under = pl.col("value") < 0, pl.col("value") == 0, pl.col("value") < pl.col("lloq")
    limit = pl.coalesce(pl.format("the limit {}", amount("lloq")), pl.lit("no limit"))
    what = (
        pl.when(negative)
        .then(pl.lit("Cells are never fewer than none. Please check the entry."))
        .when(zero)
        .then(
            pl.format("A logarithmic axis has no 0, and {} is recorded. Please enter 'not detected', with it.", limit)
        )
        .otherwise(pl.format("This is below {}: it is read as below the limit, and not as a number.", limit))
    )
    grave = pl.when(negative).then(pl.lit("error")).when(zero).then(pl.lit("warning")).otherwise(pl.lit("info"))
    message = pl.format("Day {}: {} = {}. {}", "day", "test", amount(), what)
    return asked(bare.filter(negative | zero | under), message, grave)


def odd_peaks(trial: Examined) -> pl.DataFrame:
    """K05: a peak on the day of infusion, or later than day 28, and cells that were there before the first infusion."""
    given = infusions(trial)
    if given.is_empty():
        return NO_QUERIES
    first = given.filter(pl.col("infusion") == 1).select("subject", "infused")
    seen = car_cells(trial).filter(pl.col("reading") == QUANTIFIED)
    early = seen.join(first, on="subject", maintain_order="left").filter(pl.col("day") < pl.col("infused"))
    before = pl.format(
        "Day {}: {} = {}, before the first infusion of day {}. Please check the days of sample and infusion.",
        *("day", "test", amount(), "infused"),
    )
    # One number is no peak, unless words call it so.
    told = peaks_of(trial).filter((pl.col("samples") > 1) | pl.col("cmax").is_null())
    odd = told.filter((pl.col("tmax_day") < 1) | (pl.col("tmax_day") > LATEST_PEAK_DAYS))
    message = pl.format(
        "{} peak on day {} ({}), {} days after the infusion of day {}. A peak is expected from day 1 to day {} after "
        "the infusion. Please check the days, and whether samples are missing.",
        *("cells", "day", pl.coalesce(amount("cmax"), pl.lit("in words")), "tmax_day", "infused"),
        pl.lit(LATEST_PEAK_DAYS),
    )
    return pl.concat([asked(early, before), asked(odd, message)])


def peaks_of(trial: Examined) -> pl.DataFrame:
    """List the peaks after each infusion, per measure and unit.

    Returns:
        `subject, infused, day` (of the study), `tmax_day` (after the infusion), `cmax` (null where words alone tell),
        `unit, samples` and `cells` (what peaked, in words).
    """
    peaks = kinetics(trial.study).drop_nulls(["infusion_day", "tmax_day"])
    names = {"car_copies": "CAR copies", "car_t_cells": "CAR-T cells"}
    return peaks.select(
        "subject", "cmax", "unit", "samples", "tmax_day",
        infused="infusion_day", day=pl.col("infusion_day") + pl.col("tmax_day"),
        cells=pl.col("measure").replace(names),
    )  # fmt: skip


def b_cells_against_cells(trial: Examined) -> pl.DataFrame:
    """K11: B cells that are back while the cells persist, or that stay away when none are seen (CD19, CD20, CD22).

    B cells are back above 1 % or 100 per µL.

    Sources:
        Loss of aplasia as > 1 % or 100 CD19+ cells: a cohort with repeated tisagenlecleucel, Cincinnati 2022,
        preprint; to be confirmed against the paper.
    """
    b_cells = _b_cells(trial)
    cells = car_cells(trial).drop_nulls("reading").with_columns(car=pl.col("reading") != BELOW)
    pairs = b_cells.join(cells.select("subject", "car", car_day="day", car_row="row"), on="subject")
    apart = (pl.col("day") - pl.col("car_day")).abs()
    near = (
        pairs.with_columns(apart=apart)
        .filter(pl.col("apart") <= PAIR_DAYS)
        .sort("subject", "day", "row", "apart", "car_row")
    )
    one = near.unique(["subject", "row"], keep="first", maintain_order=True)
    odd = one.filter(pl.col("back") == pl.col("car"))
    message = pl.when("back").then(
        pl.format(
            "Day {}: B cells are back ({}) while CAR-T cells are seen on day {}. They remove B cells as long as they "
            "work. Please check both samples; an antigen that is lost, or cells that no longer work, may be behind it.",
            *("day", "b_cells", "car_day"),
        )
    ).otherwise(
        pl.format(
            "Day {}: B cells are still absent ({}) while no CAR-T cells are seen on day {}. Please check both samples "
            "and the limit of the assay; other therapy may keep B cells away.",
            *("day", "b_cells", "car_day"),
        )
    )  # fmt: skip
    return asked(odd, message)


def _b_cells(trial: Examined) -> pl.DataFrame:
    """B cells after cells against a B-cell antigen: `back` where they recovered, not where there are none."""
    therapy = trial.study.table("subjects").select("subject", therapy=pl.col("therapy").str.to_lowercase())
    given = treatments_of(trial).filter(pl.col("kind") == "car_t").join(therapy, on="subject", how="left")
    cells = pl.concat_str("words", "therapy", separator=" ", ignore_nulls=True)
    aimed = given.filter(cells.str.contains(_TARGETS)).group_by("subject").agg(aimed=pl.col("day").min())
    rows = findings_of(trial, _B_CELLS).drop_nulls("day").join(aimed, on="subject", maintain_order="left")
    share = pl.col("unit").fill_null("").str.contains("%")
    count = folded("unit").str.contains(r"^(?:cells?_)?(?:per_)?(?:ul|µl|μl|mm3)$").fill_null(value=False)
    back = (
        pl.when(pl.col("words").str.contains(r"recover|\bback\b|reconstitut"))
        .then(pl.lit(value=True))
        .when(pl.col("words").str.contains(r"aplasia|absent|not detect|undetect|none|negative"))
        .then(pl.lit(value=False))
        .when(share)
        .then(pl.col("value") > RECOVERED_PERCENT)
        .when(count)
        .then(pl.col("value") > RECOVERED_PER_UL)
    )
    told = rows.filter(pl.col("day") > pl.col("aimed")).with_columns(back=back, b_cells=pl.coalesce(amount(), "text"))
    return told.drop_nulls(["back", "b_cells"])


CHECKS: Final = (
    Check(
        "K03",
        "Units of CAR-T cells",
        "query",
        "CAR-T cells without a unit, one test in several units, or a subject whose tests have several: copies per µg "
        "DNA, copies per µL and percent of T cells never share an axis.",
        "data management",
        kinetic_units,
    ),
    Check(
        "K04",
        "CAR-T cells below the limit",
        "warning",
        "A value of 0, a negative value, or a number below the lower limit of quantification: what is below the limit "
        "is censored, and not 0.",
        "data management",
        below_the_limit,
    ),
    Check(
        "K05",
        "Peak of CAR-T cells out of its time",
        "query",
        "The peak after an infusion lies on its day or later than 28 days after it, or cells are there before it.",
        "data management",
        odd_peaks,
    ),
    Check(
        "K11",
        "B cells against CAR-T cells",
        "query",
        "After cells against CD19, CD20 or CD22: B cells are back while CAR-T cells are seen, or still absent when "
        "none are, in samples at most two weeks apart.",
        "data management",
        b_cells_against_cells,
    ),
)
