"""Published associations of burden and peak with outcome, and those whose setting is the subject's.

They describe groups of patients. Studies that contradict each other stand side by side, and none of them is evidence
for or against pseudoprogression.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.celltherapy.burden import burden
from ebbtide.celltherapy.infusions import infusions
from ebbtide.formats.names import folded

if TYPE_CHECKING:
    from ebbtide.study import Study
    from ebbtide.study.celltherapy_options import CellTherapyOptions

__all__ = ["CUTOFFS", "MATCHES", "matching_cutoffs", "published_cutoffs"]

CUTOFFS: Final = {
    "id": pl.String,
    "measure": pl.String,
    "taken": pl.String,
    "relation": pl.String,
    "cut": pl.Float64,
    "unit": pl.String,
    "printed": pl.String,
    "basis": pl.String,
    "setting": pl.String,
    "disease": pl.String,
    "age_group": pl.String,
    "patients": pl.Int64,
    "association": pl.String,
    "source": pl.String,
    "doi": pl.String,
    "link": pl.String,
    "to_confirm": pl.Boolean,
}
"""Columns of the published cut-offs."""
MATCHES: Final = {
    "subject": pl.String,
    "infusion": pl.Int32,
    "id": pl.String,
    "measure": pl.String,
    "fit": pl.String,
    "reader": pl.String,
    "value": pl.Float64,
    "unit": pl.String,
    "day": pl.Int32,
    "printed": pl.String,
    "side": pl.String,
    "setting": pl.String,
    "association": pl.String,
    "source": pl.String,
    "to_confirm": pl.Boolean,
    "note": pl.String,
}
"""Columns of the cut-offs that fit a subject."""
ADULT_FROM: Final = 18


def published_cutoffs() -> pl.DataFrame:
    """List published associations of burden, and of the peak, with what became of patients given CAR-T cells.

    Returns:
        One row per study and cut-off, the columns of `CUTOFFS`: `taken` is when the measure was taken (`before` the
        infusion, `day 30`, `month 1`, `month 3`, or at the `peak`), `relation` how the source compares (blank where
        it only splits), `cut` in `unit` (null where there is no number), `printed` as the source has it, `basis`
        such as `median` or `ROC`, `association` what was found, and `to_confirm` whether the row is still to be
        confirmed against the paper.

    Sources:
        Dean 2020, Locke 2020 (its ratio to be confirmed against the paper), and the column `source` of each row.

    Examples:
        >>> table = published_cutoffs()
        >>> table.filter(pl.col("measure") == "metabolic_volume", pl.col("taken") == "before")["cut"].to_list()
        [147.5, 450.0, 80.0, 80.0, 25.0, None]
    """
    return _published().clone()


@cache
def _published() -> pl.DataFrame:
    with files("ebbtide.celltherapy").joinpath("cutoffs.csv").open("rb") as file:
        return pl.read_csv(file, schema=CUTOFFS)


def matching_cutoffs(study: Study, options: CellTherapyOptions | None = None) -> pl.DataFrame:
    """Set the burden of each subject beside the published cut-offs of its tumour type, all of them.

    Args:
        study: The study; `tumor_type` and `age` of its table `subjects` decide which settings fit.
        options: The readings chosen; those of the study when left out.

    Returns:
        One row per infusion, published row and reading of its measure, the columns of `MATCHES`: `fit` is `fits`,
        or `age not known` where the setting is one of adults or of children; `side` is `above`, `at` or `below`,
        by the number alone. `side` is null, with a note, where the burden is not recorded in the unit of the
        cut-off, was not found at all, or the row asks for another time or has no number. A child is below 18
        years; older patients of paediatric studies are not told apart.

    Examples:
        >>> import ebbtide
        >>> given = pl.DataFrame({"subject": ["S1"], "day": [0], "agent": ["CAR-T"], "class": ["car_t"]})
        >>> found = {"subject": ["S1"], "day": [-7], "test": ["metabolic_volume"], "value": [100.0], "unit": ["mL"]}
        >>> who = pl.DataFrame({"subject": ["S1"], "tumor_type": ["DLBCL"]})
        >>> study = ebbtide.read_study({"treatments": given, "findings": pl.DataFrame(found), "subjects": who})
        >>> matching_cutoffs(study).filter(pl.col("side").is_not_null()).select("id", "side").rows()[:2]
        [('dean-mtv', 'below'), ('clml-mtv', 'below')]
    """
    known = burden(study, options)
    order = {name: at for at, name in enumerate(_published()["id"])}
    settings = _fitting(study.table("subjects"))
    given = infusions(study, options).select("subject", "infusion")
    rows = given.join(settings, on="subject").join(
        known.select(
            *("subject", "infusion", "measure", "reader", "value", "day", "detected"),
            found_unit="unit",
            found_note="note",
        ),
        on=["subject", "infusion", "measure"],
        how="left",
    )
    same = pl.col("unit").is_null() | (pl.col("unit") == pl.col("found_unit"))
    comparable = (
        (pl.col("taken") == "before") & pl.col("cut").is_not_null() & pl.col("value").is_not_null() & same
    ).fill_null(value=False)
    value, cut = pl.col("value"), pl.col("cut")
    side = pl.when(value > cut).then(pl.lit("above")).when(value < cut).then(pl.lit("below")).otherwise(pl.lit("at"))
    note = (
        pl.when(cut.is_null())
        .then(pl.lit("no number to compare with"))
        .when(pl.col("taken") != "before")
        .then(pl.format("asks for the measure at {}", "taken"))
        .when(~pl.col("detected"))
        .then(pl.lit("not detected, or below the limit"))
        .when(value.is_null())
        .then(pl.coalesce("found_note", pl.lit("not recorded before the infusion")))
        .when(~same)
        .then(pl.lit("recorded in another unit"))
    )
    return (
        rows.with_columns(side=pl.when(comparable).then(side), note=note, unit="found_unit")
        .sort("subject", "infusion", pl.col("id").replace_strict(order, return_dtype=pl.Int32), "reader")
        .select(pl.col(name).cast(kind) for name, kind in MATCHES.items())
    )


def _fitting(subjects: pl.DataFrame) -> pl.DataFrame:
    """Pair each subject with the published rows whose setting is its own."""
    who = subjects.select(
        "subject", *(pl.col(name) if name in subjects.columns else pl.lit(None).alias(name) for name in _TELLING)
    )
    rows = [
        {"subject": subject, "disease": disease, "age": age}
        for subject, tumor, age in who.rows()
        for disease in _diseases(tumor)
    ]
    kinds = {"subject": pl.String, "disease": pl.String, "age": pl.Float64}
    paired = pl.DataFrame(rows, schema=kinds).join(_published(), on="disease")
    group, age = pl.col("age_group"), pl.col("age")
    child = age < ADULT_FROM
    fits = group.is_null() | ((group == "pediatric") == child)
    return paired.filter(fits.fill_null(value=True)).with_columns(
        fit=pl.when(group.is_not_null() & age.is_null()).then(pl.lit("age not known")).otherwise(pl.lit("fits"))
    )


_TELLING: Final = ("tumor_type", "age")
_LARGE: Final = ("large_b_cell", "dlbcl", "lbcl", "pmbcl", "hgbcl", "high_grade_b_cell", "diffuse_large")


def _diseases(tumor: str | None) -> list[str]:
    """Tell of which settings a tumour type is.

    Examples:
        >>> _diseases("DLBCL"), _diseases("B-ALL"), _diseases("Hodgkin lymphoma"), _diseases("gastric cancer")
        (['dlbcl', 'lbcl', 'b_nhl', 'nhl'], ['all'], [], [])
    """
    plain = folded(tumor or "")
    words = plain.split("_")
    if "lymphoblastic_leuk" in plain or ("all" in words and len(words) <= len(("b", "cell", "all"))):
        return ["all"]
    if any(name in plain for name in _LARGE):
        diffuse = ["dlbcl"] if "dlbcl" in plain or "diffuse_large" in plain else []
        return [*diffuse, "lbcl", "b_nhl", "nhl"]
    other = "nhl" in words or "non_hodgkin" in plain or ("lymphoma" in plain and "hodgkin" not in plain)
    if not other:
        return []
    return ["b_nhl", "nhl"] if _is_b_cell(plain) else ["nhl"]


def _is_b_cell(plain: str) -> bool:
    """Tell whether a lymphoma is one of B cells by its name."""
    return any(name in plain for name in ("b_cell", "b_nhl", "follicular", "mantle", "marginal", "burkitt"))
