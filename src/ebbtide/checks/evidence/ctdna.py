"""Circulating tumour DNA: its baseline, its assay, how far it fell, and when it says nothing (P01, P02, P08 to P10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.assessment.laboratory.results import QUANTIFIED, with_reading
from ebbtide.checks.cell_therapy.told import amount, asked, findings_of, in_period
from ebbtide.checks.check import Check
from ebbtide.checks.evidence.growth import grown_lesions
from ebbtide.sources import LEE_2018
from ebbtide.sources.evidence import GOLDBERG_2018, XI_2016
from ebbtide.study.evidence_options import EvidenceOptions

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "after_cells", "baselines", "between_classes", "growth_in_the_brain", "small_falls"]

BASELINE_DAYS: Final = 28
"""A baseline sample is so many days older than the start of therapy at most."""
LEE_FOLD: Final = 10
_CNS: Final = r"BRAIN|CEREBR|CEREBELL|MENING|INTRACRANIAL|SPINAL CORD|\bCNS\b|CENTRAL NERVOUS"
_ASSAY: Final = r"assay\s*[:=]\s*([^;,]+)"


def baselines(trial: Examined) -> pl.DataFrame:
    """P01: ctDNA without a baseline, with an old one, or by another assay than it.

    Sources:
        Lee 2018: classes rest on a sample at baseline and one within 12 weeks.
    """
    rows = _samples(trial)
    first = rows.filter(pl.col("day") > 0).unique("subject", keep="first", maintain_order=True)
    known = first.join(_baseline(rows), on="subject", how="left", maintain_order="left")
    none = pl.col("baseline_day").is_null()
    missing = pl.format(
        "ctDNA is recorded on day {}, and none before the start of therapy. Without a baseline no change can be told. "
        "Please give the sample taken before it.",
        "day",
    )
    old = pl.format(
        "The last ctDNA before therapy is of day {}, more than {} days before it. Please give a later one, or say why "
        "this one is used.",
        *("baseline_day", pl.lit(BASELINE_DAYS)),
    )
    stale = (pl.col("baseline_day") < -BASELINE_DAYS).fill_null(value=False)
    return pl.concat([
        asked(known.filter(none | stale), pl.when(none).then(missing).otherwise(old)),
        _other_assay(rows),
    ])  # fmt: skip


def _samples(trial: Examined) -> pl.DataFrame:
    """Samples of ctDNA with a day, in order, with `reading`, and `assay` where it is told."""
    rows = findings_of(trial).drop_nulls("day")
    of_ctdna = (pl.col("kind") == "ctdna") | pl.col("name").str.contains(r"^(?:ctdna|ct_dna|circulating_tumou?r_dna)$")
    told = with_reading(rows.filter(of_ctdna)).with_columns(
        assay=pl.col("words").str.extract(_ASSAY, 1).str.strip_chars(), scale=pl.col("unit").str.to_lowercase()
    )
    return told.sort("subject", "day", "row")


def _baseline(rows: pl.DataFrame) -> pl.DataFrame:
    """The last sample up to the start of therapy."""
    last = rows.filter(pl.col("day") <= 0).unique("subject", keep="last", maintain_order=True)
    names = {"day": "baseline_day", "value": "baseline", "reading": "baseline_reading", "assay": "baseline_assay"}
    return last.select("subject", "unit", *names, baseline_scale="scale").rename(names | {"unit": "baseline_unit"})


def _other_assay(rows: pl.DataFrame) -> pl.DataFrame:
    later = rows.filter(pl.col("day") > 0).join(_baseline(rows), on="subject", maintain_order="left")
    assay = (pl.col("assay") != pl.col("baseline_assay")).fill_null(value=False)
    unit = (pl.col("scale") != pl.col("baseline_scale")).fill_null(value=False)
    now = pl.when(assay).then("assay").otherwise("unit")
    before = pl.when(assay).then("baseline_assay").otherwise("baseline_unit")
    message = pl.format(
        "ctDNA of day {} is by {}, the baseline of day {} by {}. Assays and units cannot be set against each other. "
        "Please check them, or give both samples by one assay.",
        *("day", now, "baseline_day", before),
    )
    return asked(later.filter(assay | unit), message)


def small_falls(trial: Examined) -> pl.DataFrame:
    """P02: a fall of ctDNA by half or less, which repeated samples of one patient may show by chance.

    Sources:
        Goldberg 2018, abstract: a ctDNA response is a fall of more than 50 %, with a second sample.
    """
    rows = _fallen(trial).filter(2 * pl.col("value") >= pl.col("baseline"))
    message = pl.format(
        "ctDNA fell from {} (day {}) to {} (day {}), by half or less. So small a fall may be the noise of assay and "
        "sampling, and is no ctDNA response. Please confirm it by a second sample before it is called a decrease.",
        *(amount("baseline"), "baseline_day", amount(), "day"),
    )
    return asked(rows, message)


def between_classes(trial: Examined) -> pl.DataFrame:
    """P10: ctDNA that fell tenfold or less, and is detectable still: neither of the classes of Lee 2018."""
    chosen = _options(trial)
    late = pl.col("day") > chosen.ctdna_window_days
    rows = _fallen(trial).filter(LEE_FOLD * pl.col("value") >= pl.col("baseline"), ~late)
    message = pl.format(
        "ctDNA fell from {} (day {}) to {} (day {}): {} than tenfold, and it is detectable. This is {}. It adds "
        "nothing to the evidence; please confirm both values.",
        *(amount("baseline"), "baseline_day", amount(), "day"),
        pl.lit("not more"),
        pl.lit("neither favourable (undetectable, or fallen more than tenfold) nor unfavourable (stable or rising)"),
    )
    return asked(rows if not chosen.ctdna_lee_strict else rows.clear(), message)


def _fallen(trial: Examined) -> pl.DataFrame:
    """Samples after the start of therapy below their baseline, both with a number, of one unit and assay."""
    rows = _samples(trial)
    pairs = rows.filter(pl.col("day") > 0).join(_baseline(rows), on="subject", maintain_order="left")
    numbers = (pl.col("reading") == QUANTIFIED) & (pl.col("baseline_reading") == QUANTIFIED)
    alike = pl.col("scale").eq_missing(pl.col("baseline_scale"))
    same = (pl.col("assay") == pl.col("baseline_assay")).fill_null(value=True)
    return pairs.filter(numbers, alike, same, pl.col("value") < pl.col("baseline"))


def after_cells(trial: Examined) -> pl.DataFrame:
    """P08: ctDNA in the first three weeks after an infusion, when a rise goes with response.

    Sources:
        Xi 2016: an early peak of ctDNA after transfer of T cells marks response.
    """
    last = _options(trial).ctdna_cells_bar_days
    placed = in_period(_samples(trial), trial).with_columns(since=pl.col("day") - pl.col("infused"))
    early = placed.filter(pl.col("since").is_between(1, last))
    message = pl.format(
        "ctDNA of day {} was taken {} days after the infusion of day {}. Up to day {} dying tumour raises it, and an "
        "early peak goes with response: it is not read as evidence. Please give a later sample.",
        *("day", "since", "infused", pl.lit(last)),
    )
    return asked(early, message)


def growth_in_the_brain(trial: Examined) -> pl.DataFrame:
    """P09: ctDNA beside growth that lies in the central nervous system alone.

    Sources:
        Lee 2018: patients with growth in the brain alone shed too little ctDNA to be read.
    """
    window = _options(trial).evidence_stale_days
    lesions = grown_lesions(trial).with_columns(in_cns=pl.col("where").str.contains(_CNS).fill_null(value=False))
    points = lesions.group_by("subject", "start", maintain_order=True).agg(
        pl.col("in_cns").all(), names=pl.col("lesion").unique(maintain_order=True).str.join(", ")
    )
    samples = _samples(trial).filter(pl.col("day") > 0).select("subject", "day")
    pairs = points.filter("in_cns").join(samples, on="subject", maintain_order="left")
    near = pairs.filter((pl.col("day") - pl.col("start")).abs() <= window).sort("subject", "day", "start")
    message = pl.format(
        "ctDNA of day {} stands beside growth of day {} in the central nervous system alone ({}). Little of its DNA "
        "reaches the blood: an undetectable or falling ctDNA is not read as evidence. Please confirm that nothing else "
        "has grown.",
        *("day", "start", "names"),
    )
    return asked(near.unique(["subject", "day"], keep="first", maintain_order=True), message)


def _options(trial: Examined) -> EvidenceOptions:
    """What the study pins of the options of evidence, else their defaults."""
    given = {name: getattr(trial.options, name, None) for name in EvidenceOptions.model_fields}
    return EvidenceOptions.model_validate({name: value for name, value in given.items() if value is not None})


CHECKS: Final = (
    Check(
        "P01",
        "Baseline and assay of ctDNA",
        "query",
        f"ctDNA without a sample before therapy, with one more than {BASELINE_DAYS} days old, or by another assay or "
        "in another unit than the baseline.",
        str(LEE_2018),
        baselines,
    ),
    Check(
        "P02",
        "Fall of ctDNA within noise",
        "info",
        "ctDNA fell by half or less: not a ctDNA response, and perhaps the noise of assay and sampling.",
        str(GOLDBERG_2018.at("Abstract")),
        small_falls,
    ),
    Check(
        "P08",
        "ctDNA soon after cells",
        "warning",
        "ctDNA taken in the first 21 days after an infusion, when a rise goes with response.",
        str(XI_2016),
        after_cells,
        ("ctdna_cells_bar_days",),
    ),
    Check(
        "P09",
        "ctDNA with growth in the central nervous system alone",
        "warning",
        "ctDNA within 28 days of growth that is seen in the central nervous system and nowhere else.",
        str(LEE_2018),
        growth_in_the_brain,
        ("evidence_stale_days",),
    ),
    Check(
        "P10",
        "ctDNA between the classes",
        "info",
        "ctDNA that fell tenfold or less within 12 weeks and stays detectable: neither class that was counted.",
        str(LEE_2018),
        between_classes,
        ("ctdna_window_days", "ctdna_lee_strict"),
    ),
)
