"""Pseudoprogression of a lesion: it grew or appeared, and later shrank or vanished.

A patient can have one such lesion while the disease as a whole progresses, so it is told apart from
pseudoprogression of the patient; the explanation names the lesions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.patterns.dissociation import names
from ebbtide.patterns.lesions import is_new, is_shown
from ebbtide.patterns.words import NO, NOT_COMPUTABLE, OPEN, YES, first_that_holds, said
from ebbtide.terms.lesions import ABSENT, DECREASED, INCREASED, UNEQUIVOCAL_PROGRESSION

if TYPE_CHECKING:
    from ebbtide.patterns.lesions import Lesions
    from ebbtide.patterns.record import Record

__all__ = ["ippolito", "nishino_lesion"]

RISE_PCT: Final = 20
RISE_UM: Final = 5_000
FALL_PCT: Final = 30
FAR_UM: Final = 20_000_000
"""More than any two sizes can differ: a length is below 10 m."""


def nishino_lesion(record: Record, lesions: Lesions, *, explain: bool) -> pl.DataFrame:
    """Find lesions that grew or appeared, and later shrank or were gone.

    A lesion grows when it is 20 % and 5 mm over its smallest size so far, or when its reader says so; it shrinks
    when it is 30 % below its largest size since.

    Sources:
        Nishino 2017, Results (pseudoprogression of single lesions, new ones included); the amounts are those of
        irRECIST for a sum, taken for one lesion: the paper prints none.
    """
    known = pl.col("size_um").is_not_null() | pl.col("state").is_in([INCREASED, DECREASED, UNEQUIVOCAL_PROGRESSION])
    rows = lesions.followed.filter(known | is_shown())
    fates = fates_of(rows)
    back = (
        fates.filter(pl.col("fall_day").is_not_null())
        .sort("stream", "fall_day", "rise_day", "name")
        .group_by("stream", maintain_order=True)
        .agg(rise_day=pl.col("rise_day").first(), fall_day=pl.col("fall_day").first(), fallen="name")
    )
    waits = (
        fates.filter(pl.col("fall_day").is_null())
        .group_by("stream")
        .agg(open_day=pl.col("rise_day").min(), risen="name")
    )
    seen = rows.filter(pl.col("when") > 0)["stream"].unique()
    told = (
        record.streams.with_columns(seen=record.streams["stream"].is_in(seen.implode()), therapy=record.new_therapy())
        .join(back, on="stream", how="left", maintain_order="left")
        .join(waits, on="stream", how="left", maintain_order="left")
    )
    return answer_of_lesions(told, explain=explain)


def fates_of(rows: pl.DataFrame) -> pl.DataFrame:
    """Find the day each lesion first grew or appeared, and the first day it had shrunk again.

    Args:
        rows: Readings from baseline on, each lesion's together and in order, with `run`.

    Returns:
        One row per lesion that grew or appeared: `stream`, `name`, `rise_day`, `fall_day` (null while it has not).
    """
    size, state = pl.col("size_um"), pl.col("state")
    ordered = rows.with_columns(least=least_before())
    growth = size - pl.col("least")
    grown = (growth >= RISE_UM) & (100 * growth >= RISE_PCT * pl.col("least"))
    # Only a reader's word speaks of what was never measured.
    told = state.is_in([INCREASED, UNEQUIVOCAL_PROGRESSION]) & size.is_null()
    risen = (grown.fill_null(value=False) | told | (is_new() & is_shown())) & (pl.col("when") > 0)
    has_risen = (risen.cast(pl.Int64) + 2 * pl.col("run")).cum_max() - 2 * pl.col("run") == 1
    since = ordered.filter(has_risen).with_columns(
        largest=largest_so_far(), first=pl.col("run").ne_missing(pl.col("run").shift(1))
    )
    largest = pl.col("largest")
    shrunk = (100 * (largest - size) >= FALL_PCT * largest) & (largest > 0)
    gone = state.is_in([ABSENT, DECREASED]) & ~(size > 0).fill_null(value=False)
    fallen = (shrunk.fill_null(value=False) | gone) & ~pl.col("first")
    last = since.filter(fallen).unique("lesion", keep="first", maintain_order=True).select("lesion", fall_day="day")
    first = since.filter("first").select("lesion", "stream", "name", rise_day="day")
    return first.join(last, on="lesion", how="left", maintain_order="left")


def least_before() -> pl.Expr:
    """The smallest size of a lesion before, its rows standing together; other lesions' sizes lie far above it."""
    step = pl.col("run") * FAR_UM
    return (pl.col("size_um") - step).cum_min().forward_fill().shift(1) + step


def largest_so_far() -> pl.Expr:
    """The largest size of a lesion so far, its rows standing together; other lesions' sizes lie far below it."""
    step = pl.col("run") * FAR_UM
    return (pl.col("size_um") + step).cum_max() - step


def answer_of_lesions(rows: pl.DataFrame, *, explain: bool) -> pl.DataFrame:
    """Put one call per stream together, and name the lesions."""
    yes, waits = pl.col("fall_day").is_not_null(), pl.col("open_day").is_not_null()
    died, cut = pl.col("death_day").is_not_null(), pl.col("therapy").is_not_null()
    risen = names("risen")
    cases = [
        (
            yes,
            YES,
            said(
                "{} grew or appeared and later shrank or was gone: first on day {}, known on day {}.",
                *(names("fallen"), "rise_day", "fall_day"),
            ),
        ),
        (
            waits & cut,
            NOT_COMPUTABLE,
            said("{} grew or appeared, and had not shrunk before the new therapy of day {}.", risen, "therapy"),
        ),
        (waits & died, NO, said("{} grew or appeared, and had not shrunk before death on day {}.", risen, "death_day")),
        (waits, OPEN, said("{} grew or appeared, and has not shrunk to day {}.", risen, "last_day")),
        (~pl.col("seen"), NOT_COMPUTABLE, pl.lit("No lesion is recorded one by one after baseline.")),
    ]
    text = first_that_holds(
        [(case, words) for case, _, words in cases],
        said("No lesion grew or appeared; the record ends on day {}.", "last_day"),
    )
    final = pl.when(died & ~(waits & cut) & pl.col("seen")).then("death_day")
    return rows.select(
        "stream",
        call=first_that_holds([(case, pl.lit(call)) for case, call, _ in cases], pl.lit(NO)),
        basis_day=pl.coalesce("rise_day", "open_day"),
        known_day=pl.coalesce("fall_day", final),
        explanation=text if explain else pl.lit(None, pl.String),
    )


def ippolito(record: Record, lesions: Lesions, compared: pl.DataFrame, *, explain: bool) -> pl.DataFrame:
    """Find a target that is longer at the first scan and shorter at the next.

    Args:
        record: The streams.
        lesions: Their lesions.
        compared: Their targets beside their baseline, see `dissociation.compared_with_baseline`.
        explain: Write the explanation.

    Sources:
        Ippolito 2021, Figure 1; what the second change is measured from is the option `ippolito_fall_from`.
    """
    scans = first_two_scans(lesions)
    change = pl.col("size_um") - pl.col("from_um")
    first = scans.select("stream", day="first_day")
    up = compared.join(first, on=["stream", "day"], how="semi").filter(100 * change > RISE_PCT * pl.col("from_um"))
    second = compared.join(scans.select("stream", day="second_day"), on=["stream", "day"], how="semi")
    start = "from_um" if record.options.ippolito_fall_from == "baseline" else "first_um"
    both = up.select("stream", "name", first_um="size_um").join(second, on=["stream", "name"], how="left")
    fell = 100 * (pl.col(start) - pl.col("size_um")) > FALL_PCT * pl.col(start)
    told = both.group_by("stream").agg(
        risen=pl.col("name").sort(),
        fallen=pl.col("name").filter(fell.fill_null(value=False)).sort(),
        unread=pl.col("size_um").null_count() > 0,
    )
    seen = compared.join(first, on=["stream", "day"], how="semi")["stream"].unique()
    rows = (
        record.streams.with_columns(seen=record.streams["stream"].is_in(seen.implode()), therapy=record.new_therapy())
        .join(scans, on="stream", how="left", maintain_order="left")
        .join(told, on="stream", how="left", maintain_order="left")
    )
    return answer_of_ippolito(rows, record, explain=explain)


def first_two_scans(lesions: Lesions) -> pl.DataFrame:
    """Find the first two time points after baseline at which targets were looked at."""
    later = lesions.targets().filter(pl.col("when") > 0).select("stream", "day")
    again = (pl.col("stream") == pl.col("stream").shift(1)) & (pl.col("day") == pl.col("day").shift(1))
    scans = later.filter(~again.fill_null(value=False))
    stream = pl.col("stream")
    one, two = stream.ne_missing(stream.shift(1)), stream.ne_missing(stream.shift(2))
    second = scans.filter(~one & two).rename({"day": "second_day"})
    return scans.filter(one).rename({"day": "first_day"}).join(second, on="stream", how="left", maintain_order="left")


def answer_of_ippolito(rows: pl.DataFrame, record: Record, *, explain: bool) -> pl.DataFrame:
    """Put one call per stream together: the second scan decides, and nothing after it."""
    risen, fallen = pl.col("risen").is_not_null(), pl.col("fallen").list.len().fill_null(0) > 0
    waits = risen & pl.col("second_day").is_null()
    died, cut = pl.col("death_day").is_not_null(), pl.col("therapy").is_not_null()
    since = "baseline" if record.options.ippolito_fall_from == "baseline" else "the first scan"
    grew = said("{} was more than 20 % larger on day {}", names("risen"), "first_day")
    cases = [
        (~pl.col("seen"), NOT_COMPUTABLE, pl.lit("No target lesion is recorded one by one at the first scan.")),
        (
            fallen,
            YES,
            said(
                "{} was more than 20 % larger on day {} and more than 30 % below {} on day {}.",
                *(names("fallen"), "first_day", pl.lit(since), "second_day"),
            ),
        ),
        (~risen, NO, said("No target was more than 20 % larger at the first scan, on day {}.", "first_day")),
        (
            waits & cut,
            NOT_COMPUTABLE,
            said("{}; a new therapy began on day {}, before the next scan.", grew, "therapy"),
        ),
        (waits & died, NO, said("{}; the patient died on day {}, before the next scan.", grew, "death_day")),
        (waits, OPEN, said("{}; there is no later scan.", grew)),
        (pl.col("unread"), NOT_COMPUTABLE, said("{}; it was not measured on day {}.", grew, "second_day")),
    ]
    text = first_that_holds(
        [(case, words) for case, _, words in cases],
        said("{}, and not more than 30 % below {} on day {}.", grew, pl.lit(since), "second_day"),
    )
    known = first_that_holds(
        [
            (~pl.col("seen"), pl.lit(None, pl.Int32)),
            (~risen, pl.col("first_day")),
            (waits & ~cut, pl.col("death_day")),
            (~fallen & pl.col("unread"), pl.lit(None, pl.Int32)),
        ],
        pl.col("second_day"),
    )
    return rows.select(
        "stream",
        call=first_that_holds([(case, pl.lit(call)) for case, call, _ in cases], pl.lit(NO)),
        basis_day=pl.when(risen).then("first_day"),
        known_day=known,
        explanation=text if explain else pl.lit(None, pl.String),
    )
