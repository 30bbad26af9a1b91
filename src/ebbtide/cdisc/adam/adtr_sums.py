"""ADTR, the sums: baseline, nadir, changes and the flags that hang on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.cdisc.sdtm.tr_numbers import as_units
from ebbtide.cdisc.sdtm.tr_points import POINT, STREAM
from ebbtide.cdisc.sdtm.tr_sums import percent_change, sums_of
from ebbtide.criteria import BY_ID

if TYPE_CHECKING:
    from ebbtide.cdisc.sdtm.tr_points import TimePoints

__all__ = ["sum_rows"]

_RECIST: Final = BY_ID["recist-1.1"].definition
_DELIMITER: Final = ", "


def sum_rows(points: TimePoints) -> pl.DataFrame:
    """Make the rows of SDIAM, the sum of the targets' diameters.

    * BASE, CHG, PCHG: of a complete sum against a complete sum of the baseline.
    * NADIR: the smallest complete sum before; CHGNAD, PCHGNAD against it. From a nadir of nothing there is no
      percentage, and PCHGNAD is blank.
    * CRFL: Y where every target is gone, lymph nodes being gone below 10 mm; the sum need not be 0.
    * PDFL: Y where the sum has grown by 20 % and by 5 mm over the nadir; over a nadir of nothing, by 5 mm. Growth of
      nodes that all stay below 10 mm is none. A sum that lacks a lesion shows progression where what was measured is
      enough for it.
    * ANL01FL: Y where all targets of the baseline were assessed (LSEXP and LSASS are the same). An incomplete sum
      stands as AVAL without it, and has no CHG: it is a lower bound and no sum.
    * ANL02FL: Y for the smallest complete sum after baseline, the first of several.
    * ANL03FL: Y for complete sums before the first with PDFL.
    * ANL04FL: Y where ANL01FL or PDFL is.

    Args:
        points: The time points of a study.

    Returns:
        One row per time point of which there are readings of targets: `subject, reader, start, is_baseline, date`,
        AVAL, BASE, CHG, PCHG, NADIR, CHGNAD, PCHGNAD (mm and percent), ABLFL, CRFL, PDFL, ANL01FL, ANL02FL, ANL03FL,
        ANL04FL, LSEXP and LSASS.

    Sources:
        Eisenhauer 2009, sec. 4.3.1; admiralonco 1.4, template ad_adtr, for names and flags.
    """
    looked = points.targets.select(POINT).unique()
    sums = sums_of(points, "diameter").join(looked, on=POINT, how="semi", maintain_order="left")
    flagged = _flagged(_judged(sums))
    whole = pl.col("complete")
    rise, change = pl.col("total") - pl.col("nadir"), pl.col("total") - pl.col("baseline")
    seen = pl.col("assessed").list.len() > 0
    return flagged.select(
        *POINT, "is_baseline", "date",
        AVAL=as_units(pl.when(seen).then("total"), 3),
        BASE=as_units(pl.col("baseline"), 3),
        CHG=as_units(pl.when(whole & ~pl.col("is_baseline")).then(change), 3),
        PCHG=pl.when(whole & ~pl.col("is_baseline")).then(percent_change("total", "baseline")),
        NADIR=as_units(pl.col("nadir"), 3),
        CHGNAD=as_units(pl.when(whole).then(rise), 3),
        PCHGNAD=pl.when(whole).then(percent_change("total", "nadir")),
        ABLFL=_flag(pl.col("is_baseline")),
        CRFL=_flag(pl.col("resolved") & ~pl.col("is_baseline")),
        PDFL=_flag(pl.col("progressed")),
        ANL01FL=_flag(whole),
        ANL02FL=_flag(pl.col("is_best")),
        ANL03FL=_flag(whole & pl.col("is_before")),
        ANL04FL=_flag(whole | pl.col("progressed")),
        LSEXP=pl.col("expected").list.join(_DELIMITER),
        LSASS=pl.when(seen).then(pl.col("assessed").list.join(_DELIMITER)),
    )  # fmt: skip


def _judged(sums: pl.DataFrame) -> pl.DataFrame:
    """Tell which sums have grown enough to be progression."""
    total, nadir = pl.col("total"), pl.col("nadir")
    rise = total - nadir
    grown = (rise > 0) & (rise >= _RECIST.rise_floor) & (100 * total >= (100 + _RECIST.rise_pct) * nadir)
    normal = pl.col("seen_resolved")
    return sums.with_columns(progressed=(grown & ~normal).fill_null(value=False))


def _flagged(sums: pl.DataFrame) -> pl.DataFrame:
    """Tell the smallest sum after baseline, and the time before progression."""
    after = pl.col("complete") & ~pl.col("is_baseline") & pl.col("baseline").is_not_null()
    smallest = after & (pl.col("total") == pl.col("total").filter(after).min().over(STREAM))
    told = sums.with_columns(smallest=smallest.fill_null(value=False))
    first = pl.col("start") == pl.col("start").filter("smallest").min().over(STREAM)
    progression = pl.col("start").filter("progressed").min().over(STREAM)
    before = progression.is_null() | (pl.col("start") < progression)
    return told.with_columns(is_best=(pl.col("smallest") & first).fill_null(value=False), is_before=before)


def _flag(holds: pl.Expr) -> pl.Expr:
    return pl.when(holds).then(pl.lit("Y"))
