"""Dissociated response: at one scan some lesions are smaller and others larger, or new.

Sizes are compared with baseline, lesion by lesion, in whole micrometres.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.patterns.lesions import is_new, is_shown
from ebbtide.patterns.record import first_evaluations
from ebbtide.patterns.words import NO, NOT_COMPUTABLE, YES, first_that_holds, mm, said
from ebbtide.terms.lesions import ABSENT, DECREASED, INCREASED, TARGET, UNEQUIVOCAL_PROGRESSION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ebbtide.patterns.lesions import Lesions
    from ebbtide.patterns.record import Record

__all__ = ["compared_with_baseline", "dissociated_responses", "moved_targets", "names"]

RISE_PCT: Final = 20
FALL_PCT: Final = 30
LEAST_UM: Final = 5_000
PATTERN: Final = "dissociated_response"


def dissociated_responses(
    record: Record, lesions: Lesions, compared: pl.DataFrame, *, explain: bool
) -> Iterator[tuple[tuple[str, str], pl.DataFrame]]:
    """Call dissociated response under each definition.

    Args:
        record: The streams and their calls.
        lesions: Their lesions.
        compared: Their targets beside their baseline, see `compared_with_baseline`.
        explain: Write the explanation.

    Yields:
        The key of each definition and its answer: one row per stream, in order.

    Sources:
        Bernard-Tessier 2020 as restated in Guan 2022, Table 1; Ippolito 2021, Figure 1; Tozuka 2020, Methods.
    """
    mixed = mixed_scans(compared)
    for name, least in (("bernard_tessier_2020", LEAST_UM), ("ippolito_2021", 0)):
        yield (PATTERN, name), dissociation(record, compared, mixed, least, explain=explain)
    if "recist-1.1" in record.ids:
        yield (PATTERN, "tozuka_2020"), tozuka(record, lesions, explain=explain)


def compared_with_baseline(lesions: Lesions) -> pl.DataFrame:
    """Set each later reading of a target beside its baseline.

    Returns:
        `stream`, `day`, `name`, `size_um`, `from_um`: readings of targets that are listed one by one.
    """
    known = pl.col("size_um").is_not_null() & pl.col("from_um").is_not_null()
    later = lesions.followed.filter(pl.col("role") == TARGET, pl.col("when") > 0, known)
    return later.select("stream", "day", "name", "size_um", "from_um")


def mixed_scans(compared: pl.DataFrame) -> pl.DataFrame:
    """Find the scans with a lesion that fell by more than 30 % and another that grew by more than 20 %.

    Returns:
        `stream`, `day`, `growth_um` (of the grown ones together), by stream and day.
    """
    return (
        moved_targets(compared)
        .group_by("stream", "day")
        .agg(ups=pl.col("up").sum(), downs=pl.col("down").sum(), growth_um=pl.col("change").filter("up").sum())
        .filter(pl.col("ups") > 0, pl.col("downs") > 0)
        .select("stream", "day", "growth_um")
        .sort("stream", "day")
    )


def moved_targets(compared: pl.DataFrame) -> pl.DataFrame:
    """Keep the readings that moved beyond a limit, as `up` or `down`, with their `change`."""
    change = pl.col("size_um") - pl.col("from_um")
    up, down = 100 * change > RISE_PCT * pl.col("from_um"), -100 * change > FALL_PCT * pl.col("from_um")
    return compared.with_columns(up=up, down=down, change=change).filter(pl.col("up") | pl.col("down"))


def dissociation(
    record: Record, compared: pl.DataFrame, mixed: pl.DataFrame, least: int, *, explain: bool
) -> pl.DataFrame:
    """Take the first scan that is mixed enough."""
    found = mixed.filter(pl.col("growth_um") >= least).unique("stream", keep="first", maintain_order=True)
    seen = compared["stream"].unique()
    rows = record.streams.join(found, on="stream", how="left", maintain_order="left").with_columns(
        seen=record.streams["stream"].is_in(seen.implode())
    )
    yes = pl.col("day").is_not_null()
    return rows.select(
        "stream",
        call=first_that_holds([(yes, pl.lit(YES)), (~pl.col("seen"), pl.lit(NOT_COMPUTABLE))], pl.lit(NO)),
        basis_day="day",
        known_day=pl.col("day"),
        explanation=explained(rows, compared) if explain else pl.lit(None, pl.String),
    )


def explained(rows: pl.DataFrame, compared: pl.DataFrame) -> pl.Series:
    """Name the lesions of the scan that is mixed."""
    at_scan = compared.join(rows.select("stream", "day"), on=["stream", "day"], how="semi")
    named = (
        moved_targets(at_scan)
        .group_by("stream")
        .agg(grown=pl.col("name").filter("up"), shrunk=pl.col("name").filter("down"))
    )
    told = said(
        "Day {}: {} grew by more than 20 % ({} together) and {} shrank by more than 30 % from baseline.",
        *("day", names("grown"), mm("growth_um"), names("shrunk")),
    )
    none = pl.lit("No target lesion is recorded one by one at baseline and after it.")
    return (
        rows.join(named, on="stream", how="left", maintain_order="left")
        .select(
            explanation=first_that_holds(
                [(pl.col("day").is_not_null(), told), (~pl.col("seen"), none)],
                said("No scan shows both; the record ends on day {}.", "last_day"),
            )
        )
        .to_series()
    )


def names(column: str) -> pl.Expr:
    """Name lesions in order."""
    return pl.col(column).list.sort().list.join(", ")


def tozuka(record: Record, lesions: Lesions, *, explain: bool) -> pl.DataFrame:
    """Look for lesions that shrank beside others that grew or are new, at the first scan that is progression.

    Sources:
        Tozuka 2020, Methods: sought in patients with PD at the initial evaluation, in all measurable lesions;
        no amount of change is printed.
    """
    asked = first_evaluations(record)
    later = lesions.followed.filter(pl.col("when") > 0)
    if record.options.tozuka_requires_pd:
        scans = asked.filter("progression").select("stream", "day")
        later = later.join(scans, on=["stream", "day"], how="semi", maintain_order="left")
    found = mixed_lesions(later).unique("stream", keep="first", maintain_order=True)
    listed = lesions.followed["stream"].unique()
    rows = (
        record.streams.join(asked.rename({"day": "first_day"}), on="stream", how="left", maintain_order="left")
        .join(found, on="stream", how="left", maintain_order="left")
        .with_columns(listed=record.streams["stream"].is_in(listed.implode()))
    )
    return answer_of_tozuka(rows, requires_pd=record.options.tozuka_requires_pd, explain=explain)


def mixed_lesions(later: pl.DataFrame) -> pl.DataFrame:
    """Name, for each scan with both, the lesions that shrank, and those that grew or are new.

    Returns:
        `stream`, `day`, `grown`, `shrunk`, by stream and day.
    """
    change, state = pl.col("size_um") - pl.col("from_um"), pl.col("state")
    word = pl.col("role") != TARGET
    grown = (change > 0) | (word & state.is_in([INCREASED, UNEQUIVOCAL_PROGRESSION])) | (is_new() & is_shown())
    shrunk = (change < 0) | (word & ~is_new() & state.is_in([DECREASED, ABSENT]))
    moved = later.with_columns(grown=grown.fill_null(value=False), shrunk=shrunk.fill_null(value=False))
    scan = ["stream", "day"]
    both = moved.group_by(scan).agg(pl.col("grown", "shrunk").any()).filter(pl.col("grown") & pl.col("shrunk"))
    return (
        moved.join(both.select(scan), on=scan, how="semi")
        .group_by(scan)
        .agg(grown=pl.col("name").filter("grown"), shrunk=pl.col("name").filter("shrunk"))
        .sort(scan)
    )


def answer_of_tozuka(rows: pl.DataFrame, *, requires_pd: bool, explain: bool) -> pl.DataFrame:
    """Put the answer together: without progression at the first scan the question does not arise."""
    yes, first = pl.col("day").is_not_null(), pl.col("first_day")
    stable = ~pl.col("progression") if requires_pd else pl.lit(value=False)
    unknown = pl.col("progression").is_null() if requires_pd else pl.lit(value=False)
    cases = [
        (
            yes,
            YES,
            said("Day {}: {} grew or is new, and {} shrank.", "day", names("grown"), names("shrunk")),
        ),
        (first.is_null(), NOT_COMPUTABLE, pl.lit("No scan after baseline.")),
        (stable, NO, said("The first scan, on day {}, is no PD under RECIST 1.1.", first)),
        (unknown, NOT_COMPUTABLE, said("The first scan, on day {}, cannot be evaluated under RECIST 1.1.", first)),
        (~pl.col("listed"), NOT_COMPUTABLE, pl.lit("No lesion is recorded one by one.")),
    ]
    where = said("at the first scan, on day {}", first) if requires_pd else said("to day {}", "last_day")
    text = first_that_holds([(case, said_) for case, _, said_ in cases], said("Lesions did not part {}.", where))
    known = first_that_holds(
        [(yes, pl.col("day")), (stable, first), (unknown | ~pl.col("listed"), pl.lit(None, pl.Int32))], first
    )
    return rows.select(
        "stream",
        call=first_that_holds([(case, pl.lit(call)) for case, call, _ in cases], pl.lit(NO)),
        basis_day=pl.coalesce("day", pl.when(stable).then(first)),
        known_day=known if requires_pd else pl.col("day"),
        explanation=text if explain else pl.lit(None, pl.String),
    )
