"""Where two readers come to different endpoints, why, and which cases an adjudicator should see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.agreement.pairing import PAIR
from ebbtide.terms.responses import CPD, CR, PD, PR

if TYPE_CHECKING:
    from ebbtide.study.agreement_options import AgreementOptions

__all__ = [
    "ADJUDICATIONS",
    "DISCORDANCES",
    "ENDPOINTS",
    "RATES",
    "adjudications",
    "discordance_rates",
    "discordances",
]

ENDPOINTS: Final = ("progression", "progression_date", "best_response", "response_date")
"""What trials decide by, in the order in which an adjudicator is told."""
_NAMES: Final = dict.fromkeys(PAIR, pl.String)
DISCORDANCES: Final = {
    **_NAMES,
    "subject": pl.String,
    "endpoint": pl.String,
    "first_value": pl.String,
    "second_value": pl.String,
    "days_apart": pl.Int32,
    "discordant": pl.Boolean,
    "cause": pl.String,
    "visit": pl.String,
    "day": pl.Int32,
    "triggers": pl.Boolean,
}
"""Names and types of `discordances`, in order."""
RATES: Final = {
    **_NAMES,
    "endpoint": pl.String,
    "subjects": pl.Int64,
    "discordant": pl.Int64,
    "percent": pl.Float64,
    "triggers": pl.Int64,
}
"""Names and types of `discordance_rates`, in order."""
ADJUDICATIONS: Final = {
    **{name: pl.String for name in PAIR if name not in {"kind", "reader"}},
    "subject": pl.String,
    "why": pl.String,
    "cause": pl.String,
    "visit": pl.String,
    "day": pl.Int32,
    "first_sequence": pl.String,
    "second_sequence": pl.String,
}
"""Names and types of `adjudications`, in order."""
_SIDES: Final = ("first", "second")
_GROUP: Final = ("pair", "subject")
_OPTIONS: Final = {name: f"adjudicate_{name}" for name in ENDPOINTS}


def discordances(
    pairs: pl.DataFrame, subjects: pl.DataFrame, best: pl.DataFrame, rows: pl.DataFrame, options: AgreementOptions
) -> pl.DataFrame:
    """Set the endpoints of each pair side by side, subject by subject.

    A difference arises at the first time point where the two part in what the endpoint is made of: where one calls a
    progression and the other does not (`progression`, `progression_date`), where one calls a response and the other
    does not (`response_date`), where they differ on the day of one's best response (`best_response`); without such a
    day, at the first time point where they part at all.

    Args:
        pairs: As of `pairs_of`.
        subjects: The subjects of each pair.
        best: Best responses of all sides, with `source`.
        rows: Paired time points with `cause` and `parted`.
        options: What triggers an adjudication, and whether best responses need confirmation.

    Returns:
        One row per pair, subject and endpoint (of ENDPOINTS), columns as in DISCORDANCES. Values are `yes` or `no`,
        days, or a best response; null where there is no such day. `days_apart` is null where either has no day.
        `cause` (a word of `causes.CAUSES`), `visit` and `day` tell why and where it arose; the cause is `none` where
        no call differs, only the day of one. Only two readers trigger an adjudication, and only where a call differs.
    """
    values = _values(pairs, subjects, best, options)
    asked = values.filter("discordant")
    origins = _origins(asked, rows)
    named = values.join(origins, on=[*_GROUP, "endpoint"], how="left", maintain_order="left")
    cause = pl.when("discordant").then(pl.col("cause").fill_null("none")).otherwise(pl.lit("none"))
    told = named.with_columns(cause=cause).with_columns(triggers=pl.col("triggers") & (pl.col("cause") != "none"))
    return told.select(pl.col(name).cast(kind) for name, kind in DISCORDANCES.items())


def discordance_rates(table: pl.DataFrame) -> pl.DataFrame:
    """Count, for each pair and endpoint, the subjects that differ and those that trigger; columns as in RATES."""
    counted = table.group_by(*PAIR, "endpoint", maintain_order=True).agg(
        pl.len().alias("subjects"), pl.col("discordant").sum(), pl.col("triggers").sum()
    )
    percent = 100 * pl.col("discordant") / pl.col("subjects")
    return counted.with_columns(percent=percent).select(pl.col(name).cast(kind) for name, kind in RATES.items())


def adjudications(table: pl.DataFrame, calls: pl.DataFrame) -> pl.DataFrame:
    """List the subjects that an adjudicator should see.

    Args:
        table: As of `discordances`.
        calls: The calls side by side.

    Returns:
        One row per criterion, two readers and subject, columns as in ADJUDICATIONS: `why` names the endpoints that
        differ, `visit`, `day` and `cause` are those of the first of them in the order of ENDPOINTS, and the sequences
        are what each reader called, visit by visit.
    """
    own = [name for name in PAIR if name not in {"kind", "reader"}]
    key = [*own, "subject"]
    found = (
        table.filter("triggers")
        .group_by(key, maintain_order=True)
        .agg(pl.col("endpoint").str.join("; ").alias("why"), pl.col("cause", "visit", "day").first())
    )
    wanted = calls.filter(pl.col("kind") == "readers").join(found, on=key, how="semi", maintain_order="left")
    told = wanted.with_columns(label=pl.coalesce("visit", pl.format("day {}", "day")))
    sequences = told.group_by(key, maintain_order=True).agg(
        pl.format("{}: {}", "label", f"{side}_overall").drop_nulls().str.join(" | ").alias(f"{side}_sequence")
        for side in _SIDES
    )
    joined = found.join(sequences, on=key, how="left", maintain_order="left")
    return joined.select(pl.col(name).cast(kind) for name, kind in ADJUDICATIONS.items())


def _values(pairs: pl.DataFrame, subjects: pl.DataFrame, best: pl.DataFrame, options: AgreementOptions) -> pl.DataFrame:
    """Give the value of each endpoint for both sides, whether they differ, and whether that triggers."""
    wide = subjects.join(pairs, on="pair", how="left", maintain_order="left")
    for side in _SIDES:
        keys = ["subject", f"{side}_source", f"{side}_reader", "criterion"]
        wide = wide.join(
            _ends(best, options, side),
            left_on=keys,
            right_on=["subject", "source", "reader", "criterion"],
            how="left",
            maintain_order="left",
            suffix="_of_side",
        )
    parts = [
        wide.select(
            *_GROUP,
            *PAIR,
            *(f"{side}_best_day" for side in _SIDES),
            pl.lit(endpoint).alias("endpoint"),
            pl.lit(place).alias("place"),
            *(pl.col(f"{side}_{endpoint}").cast(pl.String).alias(f"{side}_value") for side in _SIDES),
            _days_apart(endpoint).alias("days_apart"),
        )
        for place, endpoint in enumerate(ENDPOINTS)
    ]
    rows = pl.concat(parts).sort(*_GROUP, "place", maintain_order=True)
    return rows.with_columns(discordant=pl.col("first_value").ne_missing(pl.col("second_value"))).with_columns(
        triggers=_triggers(options)
    )


def _ends(best: pl.DataFrame, options: AgreementOptions, side: str) -> pl.DataFrame:
    """Name the endpoints of one side."""
    prefix = "confirmed_" if options.adjudicate_by == "confirmed" else ""
    progressed = pl.col("progression_day").is_not_null()
    ends = {
        "progression": pl.when(progressed).then(pl.lit("yes")).otherwise(pl.lit("no")),
        "progression_date": pl.col("progression_day"),
        "best_response": pl.col(f"{prefix}best_overall_response"),
        "response_date": pl.col(f"{prefix}response_day"),
        "best_day": pl.col(f"{prefix}day" if prefix else "best_day"),
    }
    return best.select(
        "subject", "source", "reader", "criterion", **{f"{side}_{name}": one for name, one in ends.items()}
    )


def _days_apart(endpoint: str) -> pl.Expr:
    if not endpoint.endswith("_date"):
        return pl.lit(None, pl.Int32)
    return (pl.col(f"first_{endpoint}") - pl.col(f"second_{endpoint}")).abs()


def _triggers(options: AgreementOptions) -> pl.Expr:
    """Tell which differences go to an adjudicator: dates that lie far enough apart, everything else at once."""
    asked = [name for name, option in _OPTIONS.items() if getattr(options, option)]
    far = pl.col("days_apart").is_null() | (pl.col("days_apart") > options.adjudicate_date_days)
    return (pl.col("kind") == "readers") & pl.col("endpoint").is_in(asked) & pl.col("discordant") & far


def _origins(asked: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Find the time point where each difference arose: of those that bear on the endpoint, the first."""
    missing = pl.col("agree").is_null()
    placed = asked.select(*_GROUP, "endpoint", "first_best_day", "second_best_day").join(
        rows.filter(pl.col("parted") | pl.col("agree").is_null()), on=_GROUP
    )
    ranked = placed.with_columns(rank=pl.when(_bears()).then(0).when(~missing).then(1).otherwise(2))
    first = ranked.sort("rank", "day").unique([*_GROUP, "endpoint"], keep="first", maintain_order=True)
    return first.select(*_GROUP, "endpoint", "cause", "visit", "day")


def _bears() -> pl.Expr:
    """Tell whether a time point is one where the two part in what the endpoint is made of."""
    progresses, responds = (_only_one(codes) for codes in ((PD, CPD), (CR, PR)))
    is_best = pl.any_horizontal(
        (pl.col(f"{side}_day") == pl.col(f"{side}_best_day")).fill_null(value=False) for side in _SIDES
    )
    endpoint = pl.col("endpoint")
    return (
        pl.when(endpoint.is_in(["progression", "progression_date"]))
        .then(progresses)
        .when(endpoint == "response_date")
        .then(responds)
        .otherwise(is_best)
    )


def _only_one(codes: tuple[int, ...]) -> pl.Expr:
    first, second = (pl.col(f"{side}_code").is_in(codes).fill_null(value=False) for side in _SIDES)
    return first != second
