"""What happened between the baseline scan and the start of therapy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.baseline.lesions import QUERY, STREAM, chosen
from ebbtide.checks.check import NO_QUERIES, Check
from ebbtide.sources import EISENHAUER_2009

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "baseline_scans", "sampled_targets", "stale_baselines"]

SCAN: Final = pl.coalesce(pl.format("{}: the baseline scan", pl.col("visit")), pl.lit("The baseline scan"))
SAMPLING: Final = r"(?i)biops|resect|excis|surg|metastasectom|amputat"
NO_LESION: Final = r"(?i)bone[ _-]*marrow|bm biops|trephine|blood"
"""Samples that are taken of no lesion."""
SITES: Final = {
    "adrenal": r"ADRENAL",
    "bladder": r"BLADDER",
    "bone": r"\bBONES?\b|VERTEBR|\bRIBS?\b|FEMUR|STERNUM|OSSEOUS",
    "brain": r"BRAIN|CEREBR|CEREBELL",
    "breast": r"BREAST|MAMMA",
    "bowel": r"COLON|COLORECT|RECTUM|BOWEL|SIGMOID|CAECUM|CECUM",
    "head and neck": r"TONGUE|TONSIL|LARYN|PHARYN|PAROTID|ORAL",
    "kidney": r"KIDNEY|\bRENAL",
    "liver": r"LIVER|HEPAT",
    "lung": r"LUNG|PULMON|BRONCH",
    "node": r"\bNODES?\b|NODAL|\bLN\b|LYMPHADEN",
    "esophagus": r"ESOPHAG",
    "ovary": r"OVAR|ADNEX",
    "pancreas": r"PANCREA",
    "peritoneum": r"PERITON|OMENT",
    "pleura": r"PLEUR",
    "prostate": r"PROSTAT",
    "skin": r"SKIN|CUTAN|CUTIS|DERM",
    "spleen": r"SPLEEN|SPLEN",
    "stomach": r"STOMACH|GASTRIC",
    "thyroid": r"THYROID",
    "uterus": r"UTER(US|INE)|CERVIX|ENDOMETR",
}
"""Sites by the words that name them, upper case."""


def baseline_scans(trial: Examined) -> pl.DataFrame:
    """List the baselines: `subject, reader, visit, start, last_day`, one row per subject and reader."""
    return trial.points.filter("is_baseline").select(*STREAM, "visit", "start", "last_day")


def sampled_targets(trial: Examined) -> pl.DataFrame:
    """B08: find biopsies and excisions between the baseline scan and the start of therapy."""
    scans = baseline_scans(trial).filter(pl.col("start") <= 0)
    samples = _samples(trial).join(scans, on="subject").filter(pl.col("day").is_between(pl.col("start"), 0))
    if samples.is_empty():
        return NO_QUERIES
    named = _with_sites(samples.select("subject", "sample", "day", "what").unique(), "what")
    return pl.concat([_of_targets(trial, samples, named), _of_no_site(samples, named)], how="diagonal")


def _samples(trial: Examined) -> pl.DataFrame:
    """List what was taken: `subject, day, what`, numbered by `sample`."""
    given = trial.study.table("treatments").filter(
        pl.concat_str("agent", "class", separator=" ", ignore_nulls=True).str.contains(SAMPLING)
    )
    found = trial.study.table("findings").filter(
        pl.col("category").str.to_lowercase() == "pathology", pl.col("test").str.contains(SAMPLING)
    )
    taken = [given.select("subject", "day", what="agent"), found.select("subject", "day", what="test")]
    return pl.concat(taken).filter(~pl.col("what").str.contains(NO_LESION)).unique().with_row_index("sample")


def _with_sites(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """Add the `site` that words name, one row for each; rows that name none are left out."""
    words = pl.col(column).str.to_uppercase()
    found = [
        rows.filter(words.str.contains(pattern)).with_columns(site=pl.lit(name)) for name, pattern in SITES.items()
    ]
    return pl.concat(found)


def _of_targets(trial: Examined, samples: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    words = pl.when("nodal").then(pl.lit("LYMPH NODE")).otherwise("organ")
    targets = _with_sites(chosen(trial).with_columns(where=words), "where")
    of_sample = named.select("sample", "site").unique()
    hit = (
        targets.select("subject", "reader", "lesion", "visit", "start", "where", "site")
        .join(samples.select("subject", "reader", "sample", "day", "what"), on=STREAM)
        .join(of_sample, on=["sample", "site"], how="semi")
        .unique(["subject", "reader", "lesion", "sample"], keep="first", maintain_order=True)
    )
    message = pl.format(
        "Day {}: {}, after the baseline scan of day {} and not after the start of therapy. Target {} lies there ({}), "
        "and taking tissue changes the size of a lesion. Please say whether it was this lesion; if so, choose another "
        "target or give a scan made since.",
        *("day", "what", "start", "lesion", "where"),
    )
    return hit.with_columns(message=message).select(QUERY)


def _of_no_site(samples: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    bare = samples.join(named, on="sample", how="anti").unique(["subject", "sample"], maintain_order=True)
    message = pl.format(
        "Day {}: {}, after the baseline scan of day {} and not after the start of therapy; the site is not told. "
        "Please name the site, and whether it is a target lesion.",
        *("day", "what", "start"),
    )
    return bare.sort("subject", "day").select("subject", "day", message=message)


def stale_baselines(trial: Examined) -> pl.DataFrame:
    """B09: find baseline scans that are too old, too late, or older than the bridging therapy."""
    scans = baseline_scans(trial)
    return pl.concat([_outside_window(scans, trial), _without_baseline(trial), _before_bridging(scans, trial)])


def _outside_window(scans: pl.DataFrame, trial: Examined) -> pl.DataFrame:
    window = trial.options.baseline_window_days
    is_late = pl.col("last_day") > 0
    old = pl.format(
        f"{{}} is of day {{}}, more than {window} days before the start of therapy. "
        "Please give a later scan, or say why this one is used.",
        *(SCAN, "start"),
    )
    late = pl.format(
        "{} is of day {}, after the start of therapy. Please give the scan made before it, or say why there is none.",
        *(SCAN, "last_day"),
    )
    asked = scans.filter(is_late | (pl.col("start") < -window))
    return _for_all_readers(asked.with_columns(message=pl.when(is_late).then(late).otherwise(old)))


def _without_baseline(trial: Examined) -> pl.DataFrame:
    """A subject whose first time point comes so late that nothing stands in for the baseline."""
    first = trial.points.filter(pl.col("baseline").is_null()).unique(STREAM, keep="first", maintain_order=True)
    message = pl.format(
        "There is no baseline scan: the first is of day {}, after the start of therapy. Please give the scan made "
        "before it, or say why there is none.",
        "start",
    )
    return _for_all_readers(first.filter(pl.col("start") > 0).with_columns(message=message))


def _before_bridging(scans: pl.DataFrame, trial: Examined) -> pl.DataFrame:
    given = trial.study.table("treatments").with_columns(
        words=pl.concat_str("class", "agent", separator=" ", ignore_nulls=True).str.to_lowercase()
    )
    infused = given.filter(pl.col("class") == "car_t").group_by("subject").agg(infusion=pl.col("day").min())
    bridged = given.filter(pl.col("words").str.contains("bridging"), pl.col("day").is_not_null())
    last = (
        bridged.join(infused, on="subject")
        .filter(pl.col("day") <= pl.col("infusion"))
        .with_columns(end=pl.min_horizontal(pl.coalesce("end_day", "day"), "infusion"))
        .sort("subject", "end", "row")
        .unique("subject", keep="last", maintain_order=True)
        .select("subject", "end", "infusion", "agent")
    )
    asked = scans.join(last, on="subject").filter(pl.col("last_day") < pl.col("end"))
    message = pl.format(
        "{} of day {} was made before bridging therapy ({}) ended on day {}, and no scan was made "
        "between it and the CAR-T infusion of day {}. What bridging did to the lesions is not known. Please give a "
        "scan made after it, or say why there is none.",
        *(SCAN, "last_day", "agent", "end", "infusion"),
    )
    return _for_all_readers(asked.with_columns(message=message))


def _for_all_readers(rows: pl.DataFrame) -> pl.DataFrame:
    """Ask once where several readers read the same scan."""
    once = rows.group_by("subject", "message", maintain_order=True).agg(
        pl.col("visit").first(), day=pl.col("start").first(), reader=pl.col("reader").first(), readers=pl.len()
    )
    reader = pl.when(pl.col("readers") == 1).then("reader")
    return once.select("subject", "visit", "day", "message", reader=reader)


CHECKS: Final = (
    Check(
        "B08",
        "Tissue taken between baseline scan and therapy",
        "warning",
        "Looks for biopsies and excisions from the baseline scan to the start of therapy, and for targets at the same "
        "site: what was cut cannot be measured again.",
        "data management",
        sampled_targets,
    ),
    Check(
        "B09",
        "Baseline scan too old, too late, or before bridging therapy",
        "query",
        "The baseline scan is made as near to the start of therapy as possible and not after it; before a CAR-T "
        "infusion, after bridging therapy.",
        str(EISENHAUER_2009.at("3.2.1")),
        stale_baselines,
        ("baseline_window_days",),
    ),
)
