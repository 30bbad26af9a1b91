"""Targets that cannot be measured by what they are, and targets treated before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.checks.baseline.lesions import PLACE, QUERY, chosen, with_details
from ebbtide.checks.check import NO_QUERIES, Check, Severity
from ebbtide.sources import EISENHAUER_2009

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "NOT_MEASURABLE", "targets_of_such_a_kind", "treated_targets"]


class Kind(NamedTuple):
    """A kind of lesion that is no target, by the words that tell it."""

    pattern: str
    says: str
    severity: Severity = "error"
    unless: str = r"\bno words\b"


KIND, ORGAN, METHOD = "kind", "organ", "method"

NOT_MEASURABLE: Final = (
    Kind(r"(?i)blastic|sclerotic", "a blastic bone lesion", unless=r"(?i)lytic|mixed|soft|neuroblastic|medulloblastic"),
    Kind(r"(?i)ascites|peritoneal fluid", "ascites"),
    Kind(r"(?i)effusion|(pleural|pericardial) fluid", "an effusion"),
    Kind(r"(?i)leptomening|meningeosis|carcinomatous mening", "leptomeningeal disease"),
    Kind(r"(?i)lymphangi(tis|tic|osis)", "lymphangitic spread"),
    Kind(r"(?i)inflammatory.*breast|breast.*inflammatory", "inflammatory breast disease"),
    Kind(r"(?i)(hepato|spleno)megaly|organomegaly", "an enlarged organ"),
)
"""Kinds of lesions that are not measurable, by the words of the lesion's kind and organ.

Sources:
    Eisenhauer 2009, sec. 3.1.2 (non-measurable lesions), sec. 3.1.3 (bone, cystic and treated lesions).
"""
CYSTIC: Final = Kind(r"(?i)\bcyst(s|ic)?\b", "a cystic lesion", "warning", unless=r"(?i)solid|necro|soft")
"""Told by the kind alone: `cystic duct` is a place."""
METHODS: Final = (
    Kind(r"(?i)ultraso|sonogr|\bus\b", "ultrasound"),
    Kind(r"(?i)scintigra|bone scan|endoscop|laparoscop|colonoscop", "a method that measures no size"),
)


def targets_of_such_a_kind(trial: Examined) -> pl.DataFrame:
    """B06: find targets of a kind, or measured by a method, that gives no size to go by."""
    targets = with_details(trial, chosen(trial))
    words = pl.concat_str(pl.col("kind"), pl.col("organ"), separator=" ", ignore_nulls=True)
    found = [_of_kind(targets, words, kind) for kind in NOT_MEASURABLE]
    found += [_of_kind(targets, pl.col("kind"), CYSTIC)]
    return pl.concat([*found, *(_by_method(targets, method) for method in METHODS)])


def _of_kind(targets: pl.DataFrame, words: pl.Expr, kind: Kind) -> pl.DataFrame:
    message = (
        pl.format(
            f"{{}}: target {{}} is described as '{{}}': a simple cyst is no tumour, and {kind.says} is a target only "
            "where no solid one is there. Please say what it is, or choose another target.",
            *(PLACE, "lesion", words),
        )
        if kind is CYSTIC
        else pl.format(
            f"{{}}: target {{}} is described as '{{}}': {kind.says} is not measurable. "
            "Please follow it as a non-target, or correct the description.",
            *(PLACE, "lesion", words),
        )
    )
    return _told(targets.filter(words.str.contains(kind.pattern), ~words.str.contains(kind.unless)), message, kind)


def _by_method(targets: pl.DataFrame, kind: Kind) -> pl.DataFrame:
    message = pl.format(
        f"{{}}: target {{}} was measured by '{{}}': {kind.says} is no way to measure a target. "
        "Please measure it by CT or MR, or choose another target.",
        *(PLACE, "lesion", "method"),
    )
    return _told(targets.filter(pl.col("method").str.contains(kind.pattern)), message, kind)


def _told(rows: pl.DataFrame, message: pl.Expr, kind: Kind) -> pl.DataFrame:
    return rows.with_columns(day="start", message=message, severity=pl.lit(kind.severity)).select(*QUERY, "severity")


def treated_targets(trial: Examined) -> pl.DataFrame:
    """B07: find targets that were treated locally before, without a word that they have grown since."""
    targets = with_details(trial, chosen(trial))
    if targets.is_empty():
        return NO_QUERIES
    is_treated = pl.col("irradiated").fill_null(value=False) | pl.col("locally_treated")
    grown = (
        pl.when(pl.col("progressed_since").is_null())
        .then(pl.lit("it is not told whether it has grown since"))
        .otherwise(pl.lit("it has not grown since"))
    )
    message = pl.format(
        "{}: target {} lies where radiation or another local therapy was given before, and {}. Such a lesion is "
        "measurable only if it has progressed since. Please document that progression, or choose another target.",
        *(PLACE, "lesion", grown),
    )
    silent = targets.filter(is_treated & ~pl.col("progressed_since").fill_null(value=False))
    return silent.with_columns(day="start", message=message).select(QUERY)


CHECKS: Final = (
    Check(
        "B06",
        "Target of a kind that is not measurable",
        "error",
        "Looks for blastic bone, ascites, effusion, leptomeningeal disease, lymphangitis, inflammatory breast and "
        "enlarged organs among the targets, and for ultrasound among their methods; a warning for cysts.",
        str(EISENHAUER_2009.at("3.1.3")),
        targets_of_such_a_kind,
    ),
    Check(
        "B07",
        "Target treated locally before",
        "query",
        "A lesion that was irradiated or otherwise treated locally is a target only if it has progressed since. Asks "
        "for that progression.",
        str(EISENHAUER_2009.at("3.1.3")),
        treated_targets,
    ),
)
