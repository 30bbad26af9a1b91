"""Tissue: whether it was taken where and when disease grew, and what a benign sample leaves open (P04, P07)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.baseline.timing import NO_LESION, SITES
from ebbtide.checks.cell_therapy.told import asked, findings_of
from ebbtide.checks.check import Check
from ebbtide.checks.evidence.growth import grown_lesions, growths
from ebbtide.sources import JIA_2019

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "benign_samples", "misplaced_biopsies"]

_BIOPSY: Final = r"(?i)biops"
_BENIGN: Final = (
    r"fibro(?:sis|tic)|necro(?:sis|tic)|infiltrat|granulom|hyalin|"
    r"no (?:viable |residual |evidence of )?(?:tumou?r|malignan)"
)
_VIABLE: Final = r"(?:^|[^o] )viable (?:tumou?r|carcinoma|cells)|^h[34]$"
_CANCER: Final = r"carcinoma|melanoma|sarcoma|lymphoma|leuk|malignant cells"
_DENIED: Final = r"\bno\b|\bnot\b|without|negative|absen|free of"
_POOR: Final = r"sampling|inadequat|insufficient|non-?diagnostic|scant|limited|crush|too small"


def misplaced_biopsies(trial: Examined) -> pl.DataFrame:
    """P04: tissue taken before disease grew, or from another site than what grew.

    Sources:
        Jia 2019, Table 3: the sample is of an enlarged or new lesion.
    """
    taken = _biopsies(trial).filter(pl.col("day") > 0)
    first = growths(trial).group_by("subject").agg(pl.col("start").min())
    early = taken.join(first, on="subject", maintain_order="left").filter(pl.col("day") < pl.col("start"))
    before = pl.format(
        "Day {}: {}, before growth was first seen on day {}. Tissue taken before growth does not explain it. "
        "Please give "
        "the result of a later sample, if there is one.",
        *("day", "test", "start"),
    )
    return pl.concat([asked(early, before), _elsewhere(trial, taken)])


def _biopsies(trial: Examined) -> pl.DataFrame:
    rows = findings_of(trial).drop_nulls("day")
    words = pl.concat_str("test", "text", separator=" ", ignore_nulls=True)
    is_biopsy = pl.col("test").str.contains(_BIOPSY) | ((pl.col("kind") == "pathology") & words.str.contains(_BIOPSY))
    return rows.filter(is_biopsy, ~pl.col("test").str.contains(NO_LESION)).with_columns(said=words)


def _elsewhere(trial: Examined, taken: pl.DataFrame) -> pl.DataFrame:
    """Biopsies whose site is told, and is none of those that had grown by then."""
    sites = _with_sites(taken.select("subject", "day", "row", "test", "said"), pl.col("said").str.to_uppercase())
    lesions = grown_lesions(trial)
    grown = _with_sites(lesions.select("subject", "lesion", "start", "where"), pl.col("where")).select(
        "subject", "lesion", "start", grown_site="site"
    )
    # A lesion whose organ is blank or unknown may be the one that was sampled.
    unplaced = lesions.join(grown, on=["subject", "lesion"], how="anti").select("subject").unique()
    pairs = sites.join(grown, on="subject", maintain_order="left").filter(pl.col("start") <= pl.col("day"))
    each = pairs.group_by("subject", "row", "day", "test", maintain_order=True).agg(
        same=(pl.col("site") == pl.col("grown_site")).any(),
        named=(pl.col("said").str.to_uppercase().str.contains(pl.col("lesion").str.to_uppercase(), literal=True)).any(),
        grew=pl.format("{} ({})", "lesion", "grown_site").unique(maintain_order=True).str.join(", "),
    )
    odd = each.filter(~pl.col("same") & ~pl.col("named")).join(unplaced, on="subject", how="anti")
    message = pl.format(
        "Day {}: {}. What had grown by then lies elsewhere: {}. A sample of another lesion does not explain "
        "the growth. "
        "Please name the lesion that was sampled.",
        *("day", "test", "grew"),
    )
    return asked(odd, message)


def _with_sites(rows: pl.DataFrame, words: pl.Expr) -> pl.DataFrame:
    """Add the `site` that words name, a row for each."""
    return pl.concat([
        rows.filter(words.str.contains(pattern)).with_columns(site=pl.lit(name)) for name, pattern in SITES.items()
    ])  # fmt: skip


def benign_samples(trial: Examined) -> pl.DataFrame:
    """P07: fibrosis, necrosis or infiltrate in a biopsy, which may have missed the tumour.

    Sources:
        Jia 2019, Table 3: the sample may miss the tumour.
    """
    rows = _biopsies(trial).filter(pl.col("day") > 0)
    of_class = pl.col("name") == "biopsy_class"
    told = rows.with_columns(
        benign=pl.col("words").str.contains(_BENIGN) | (of_class & pl.col("words").str.contains(r"^h[12]$")),
        poor=pl.col("words").str.contains(_POOR) | (of_class & (pl.col("words") == "h5")),
        viable=pl.col("words").str.contains(_VIABLE)
        | (pl.col("words").str.contains(_CANCER) & ~pl.col("words").str.contains(_DENIED)),
    )
    # A class and the words of one biopsy are two findings of one day.
    days = told.sort("subject", "day", "row").group_by("subject", "day", maintain_order=True).agg(
        pl.col("benign", "poor", "viable").any(),
        says=pl.concat_str("test", "text", separator=": ", ignore_nulls=True).str.join("; "),
    )  # fmt: skip
    open_to_error = pl.format(
        "Day {}: {}. This supports pseudoprogression, but the sample may have missed the tumour. It carries no "
        "likelihood ratio; please give the next scan.",
        *("day", "says"),
    )
    flagged = pl.format(
        "Day {}: {}. The sample itself is in doubt, so that it neither supports nor excludes tumour. Please say "
        "whether it was adequate, or whether it is repeated.",
        *("day", "says"),
    )
    odd = days.filter(pl.col("benign") | pl.col("poor"), ~pl.col("viable"))
    severity = pl.when("poor").then(pl.lit("query")).otherwise(pl.lit("info"))
    return asked(odd, pl.when("poor").then(flagged).otherwise(open_to_error), severity)


CHECKS: Final = (
    Check(
        "P04",
        "Biopsy before growth or of another site",
        "query",
        "A biopsy after the start of therapy that was taken before disease grew, or at a site where none had grown.",
        str(JIA_2019.at("Table 3")),
        misplaced_biopsies,
    ),
    Check(
        "P07",
        "Biopsy without tumour",
        "info",
        "Fibrosis, necrosis or infiltrate in a biopsy: sampling error is to be kept in mind, and is asked about where "
        "the sample itself is in doubt.",
        str(JIA_2019.at("Table 3")),
        benign_samples,
    ),
)
