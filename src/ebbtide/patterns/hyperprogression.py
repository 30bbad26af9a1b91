"""Hyperprogression under six published definitions, each with what it needs.

A condition whose data are not in the record is unknown, and unknown is carried through: `no` is said only where
a known condition fails, `yes` only where all that is asked for is known. A ratio to a growth that was none, or
negative, is not computable, and never infinite.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.assessment.batch import lookup, organ_groups
from ebbtide.patterns.kinetics import ADVISED_DAYS, complete_sums, growth_of, with_rates
from ebbtide.patterns.lesions import is_new, is_shown
from ebbtide.patterns.record import first_evaluations
from ebbtide.patterns.treatment import failures_of
from ebbtide.patterns.words import NO, NOT_COMPUTABLE, YES, first_that_holds, mm, percent, said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ebbtide.patterns.lesions import Lesions
    from ebbtide.patterns.record import Record
    from ebbtide.study import Study

__all__ = ["hyperprogressions"]

PATTERN: Final = "hyperprogression"
NEEDED: Final = 3
"""Of the five signs of Lo Russo 2019."""
POOR_ECOG: Final = 2
SLACK: Final = 1e-9
"""Rates are floats: what is exactly on a limit must not be moved off it by rounding."""


def hyperprogressions(
    study: Study, record: Record, lesions: Lesions, *, explain: bool
) -> Iterator[tuple[tuple[str, str], pl.DataFrame]]:
    """Call hyperprogression under each definition.

    Args:
        study: The study; its tables `treatments`, `findings` and `events` are read.
        record: Its streams and their calls.
        lesions: Its lesions.
        explain: Write the explanation.

    Yields:
        The key of each definition and its answer: one row per stream, in order.

    Sources:
        Champiat 2017, Kato 2017, Saada-Bouzid 2017, Ferrara 2018, Lo Russo 2019, Matos 2020; Kas 2020 compares
        them. Kato's pace is read as the relative growth of the sum per month.
    """
    facts = facts_of(study, record, lesions)
    if "recist-1.1" in record.ids:
        yield (PATTERN, "champiat_2017"), champiat(facts, explain=explain)
    yield (PATTERN, "kato_2017"), kato(facts, explain=explain)
    yield (PATTERN, "saada_bouzid_2017"), saada_bouzid(facts, explain=explain)
    if "recist-1.1" in record.ids:
        yield (PATTERN, "ferrara_2018"), ferrara(facts, record.options.ferrara_tgr_points, explain=explain)
    yield (PATTERN, "lo_russo_2019"), lo_russo(facts, explain=explain)
    yield (PATTERN, "matos_2020"), matos(facts, record, explain=explain)


def facts_of(study: Study, record: Record, lesions: Lesions) -> pl.DataFrame:
    """Gather what the definitions ask, one row per stream, in order; what is not known is null."""
    limit = record.options.hyper_failure_days
    growth = with_rates(growth_of(lesions))
    evaluated = first_evaluations(record).rename({"day": "first_day"})
    facts = (
        growth.join(evaluated, on="stream", how="left", maintain_order="left")
        .join(record.streams.drop("reader"), on="stream", how="left", maintain_order="left")
        .join(failures_of(study, limit), on="subject", how="left", maintain_order="left")
        .join(ecog_of(study, limit), on="subject", how="left", maintain_order="left")
        .join(early_scans(lesions, record), on="stream", how="left", maintain_order="left")
    )
    new = new_organs(lesions, facts.select("stream", until="after_day"))
    return facts.join(new.drop("until"), on="stream", how="left", maintain_order="left")


def ecog_of(study: Study, limit: int) -> pl.DataFrame:
    """Find whether the ECOG performance status was 2 or worse within the first two months.

    Returns:
        `subject`, `poor_ecog`, `ecog_day` (the first on which it was); subjects without a recorded number are left out.
    """
    rows = study.table("findings").filter(
        pl.col("test").str.to_uppercase().str.contains("ECOG", literal=True),
        pl.col("day").is_between(1, limit),
        pl.col("value").is_not_null(),
    )
    poor = pl.col("value") >= POOR_ECOG
    return rows.group_by("subject").agg(poor_ecog=poor.any(), ecog_day=pl.col("day").filter(poor).min())


def early_scans(lesions: Lesions, record: Record) -> pl.DataFrame:
    """Find the scan within two months that Matos 2020 turns on: the first that meets it, else the last.

    Returns:
        `stream`, `early` (whether it meets the definition; null where an organ is not told), `early_day`,
        `early_um`, `early_organs` (organs with new lesions by then).
    """
    limit, least = record.options.hyper_failure_days, 1000 * record.options.matos_least_mm
    early = (pl.col("when") == 0) | ((pl.col("when") > 0) & (pl.col("day") <= limit))
    sums = complete_sums(lesions.targets().filter(early)).filter(pl.col("sum_um").is_not_null())
    base = sums.filter(pl.col("when") == 0, pl.col("sum_um") > 0).select("stream", from_um="sum_um")
    whole = sums.filter(pl.col("when") > 0).join(base, on="stream").with_columns(until="day")
    organs = new_organs(lesions, whole.select("stream", "until"))
    told = whole.join(organs, on=["stream", "until"], how="left")
    many, untold = pl.col("organs").fill_null(0), pl.col("untold").fill_null(0) > 0
    several = pl.when((many >= 2) | ~untold).then(many >= 2)  # noqa: PLR2004 - the definition's own number
    grown, start = pl.col("sum_um") - pl.col("from_um"), pl.col("from_um")
    meets = (grown >= least) & ((100 * grown > 40 * start) | ((100 * grown > 20 * start) & several))
    rank = pl.when(pl.col("early")).then(0).when(pl.col("early").is_null()).then(1).otherwise(2)
    return (
        told.with_columns(early=meets)
        .with_columns(rank=rank)
        .sort("stream", "rank", pl.when(rank == 0).then("day").otherwise(-pl.col("day")))
        .unique("stream", keep="first", maintain_order=True)
        .select("stream", "early", early_day="day", early_um="sum_um", early_organs=many)
    )


def new_organs(lesions: Lesions, until: pl.DataFrame) -> pl.DataFrame:
    """Count the new lesions of each stream up to a day, by whether their organ was involved at baseline.

    Args:
        lesions: The lesions.
        until: `stream` and `until`, the last day that counts; a stream may stand there with several days.

    Returns:
        `stream`, `until`, `most_involved` (new lesions in the involved organ with most of them), `spread` (in
        organs not involved), `organs` (organs with new lesions), `untold` (new lesions whose organ is not told).
    """
    rows = lesions.rows
    new = rows.filter(is_new() & is_shown()).join(until, on="stream").filter(pl.col("day") <= pl.col("until"))
    new = new.unique(["lesion", "until"], keep="first", maintain_order=True)
    base = rows.filter(pl.col("when") == 0, is_shown()).join(new.select("stream"), on="stream", how="semi")
    table, _, _ = organ_groups(pl.concat([new["organ"], base["organ"]]).unique().drop_nulls())
    new, base = (some.with_columns(place=organ_number(table)) for some in (new, base))
    involved = base.filter(pl.col("place") >= 0).select("stream", "place", involved=pl.lit(value=True)).unique()
    placed = new.join(involved, on=["stream", "place"], how="left").with_columns(
        pl.col("involved").fill_null(value=False), told=pl.col("place") >= 0
    )
    by_organ = placed.group_by("stream", "until", "place", "involved", "told").agg(many=pl.len())
    many = pl.col("many")
    return by_organ.group_by("stream", "until").agg(
        most_involved=many.filter(pl.col("involved")).max().fill_null(0),
        spread=many.filter(~pl.col("involved"), pl.col("told")).sum(),
        organs=pl.col("told").sum(),
        untold=many.filter(~pl.col("told")).sum(),
    )


def organ_number(table: dict[str, int]) -> pl.Expr:
    """Number an organ: paired organs are one, all nodes together are one, -1 is not told.

    Sources:
        Eisenhauer 2009, sec. 3.2; EORTC RECIST clarifications.
    """
    told = lookup("organ", table, -1).cast(pl.Int64).fill_null(-1)
    return pl.when("nodal").then(pl.lit(0, pl.Int64)).otherwise(told)


def champiat(facts: pl.DataFrame, *, explain: bool) -> pl.DataFrame:
    """PD at the first evaluation, and the growth rate at least doubled."""
    before, after = pl.col("tgr_before_pct_month"), pl.col("tgr_after_pct_month")
    doubled = pl.when(before > 0).then(after >= 2 * before - SLACK)
    conditions, texts = [pl.col("progression"), doubled], [progression_text(), rate_text()]
    return called(facts, conditions, texts, known=first_scan(), explain=explain)


def ferrara(facts: pl.DataFrame, points: int, *, explain: bool) -> pl.DataFrame:
    """PD at the first evaluation, and the growth rate up by so many percentage points."""
    risen = pl.col("tgr_after_pct_month") - pl.col("tgr_before_pct_month") > points + SLACK
    conditions, texts = [pl.col("progression"), risen], [progression_text(), rate_text()]
    return called(facts, conditions, texts, known=first_scan(), explain=explain)


def saada_bouzid(facts: pl.DataFrame, *, explain: bool) -> pl.DataFrame:
    """Growth kinetics at least doubled, in whole micrometres and days."""
    days_before, days_after = spans()
    grown_before, grown_after = gains()
    doubled = pl.when(grown_before > 0, pl.col("before_um") > 0, pl.col("after_um") > 0).then(
        grown_after * days_before >= 2 * grown_before * days_after
    )
    return called(facts, [doubled], [kinetic_text()], known=pl.col("after_day"), explain=explain)


def kato(facts: pl.DataFrame, *, explain: bool) -> pl.DataFrame:
    """Failure within two months, the sum up by more than 50 %, and the pace more than doubled."""
    days_before, days_after = spans()
    grown_before, grown_after = gains()
    base, before = pl.col("baseline_um"), pl.col("before_um")
    usable = (before > 0) & (base > 0) & (pl.col("after_um") > 0) & (grown_before > 0)
    faster = pl.when(usable).then(grown_after * before * days_before > 2 * grown_before * base * days_after)
    larger = pl.when(base > 0).then(100 * grown_after > 50 * base)
    conditions = [pl.col("failed"), larger, faster]
    scanned = larger & faster
    known = first_that_holds(
        [(~scanned, pl.col("after_day")), (~pl.col("failed"), pl.col("treated_day"))], failure_or_scan()
    )
    texts = [failure_text(), growth_text(), kinetic_text()]
    return called(facts, conditions, texts, known=known, explain=explain)


def lo_russo(facts: pl.DataFrame, *, explain: bool) -> pl.DataFrame:
    """Three of five signs at the first evaluation."""
    _, grown = gains()
    base, untold = pl.col("baseline_um"), pl.col("untold").fill_null(0) > 0
    scanned = pl.col("after_day").is_not_null()
    two = pl.col("most_involved").fill_null(0) >= 2  # noqa: PLR2004 - the definition's own number
    spread = pl.col("spread").fill_null(0) > 0
    signs = {
        "failure within two months": pl.col("failed"),
        "target sum up by 50 %": pl.when(base > 0).then(100 * grown >= 50 * base),
        "two new lesions in an involved organ": pl.when(scanned & (two | ~untold)).then(two),
        "a new organ": pl.when(scanned & (spread | ~untold)).then(spread),
        "ECOG 2 or worse": pl.col("poor_ecog"),
    }
    there = pl.sum_horizontal(sign.cast(pl.UInt8).fill_null(0) for sign in signs.values())
    possible = pl.sum_horizontal(sign.fill_null(value=True).cast(pl.UInt8) for sign in signs.values())
    holds = first_that_holds(
        [(there >= NEEDED, pl.lit(value=True)), (possible < NEEDED, pl.lit(value=False))], pl.lit(None, pl.Boolean)
    )
    days = {"failure within two months": pl.col("failure_day"), "ECOG 2 or worse": pl.col("ecog_day")}
    seen = [pl.when(sign).then(days.get(name, pl.col("after_day")).cast(pl.Int32)) for name, sign in signs.items()]
    third = pl.concat_list(seen).list.drop_nulls().list.sort().list.get(NEEDED - 1, null_on_oob=True)
    listed = [
        pl.concat_list(pl.when(test(sign)).then(pl.lit(name)) for name, sign in signs.items())
        .list.drop_nulls()
        .list.join("; ")
        for test in (lambda sign: sign.fill_null(value=False), pl.Expr.is_null)
    ]
    there_are = pl.when(there == 0).then(pl.lit("none")).otherwise(listed[0])
    text = said("{} of 5 signs: {}", there, there_are)
    unknown = pl.when(listed[1] != "").then(said(" (not known: {})", listed[1])).otherwise(pl.lit(""))
    texts = [pl.concat_str(text, unknown, pl.lit("."))]
    return called(facts, [holds], texts, known=third, explain=explain)


def matos(facts: pl.DataFrame, record: Record, *, explain: bool) -> pl.DataFrame:
    """Within two months the sum is up by more than 40 %, or by more than 20 % with new lesions in two organs."""
    base, limit = pl.col("baseline_um"), record.options.hyper_failure_days
    text = first_that_holds(
        [
            (base.is_null(), pl.lit("No complete target sum at baseline.")),
            (pl.col("early_day").is_null(), pl.lit(f"No complete target sum after baseline and by day {limit}.")),
        ],
        said(
            "Target sum {} on day {}, {} from {} at baseline; organs with new lesions by then: {}.",
            *(mm("early_um"), "early_day", percent(pl.col("early_um") - base, base), mm("baseline_um")),
            "early_organs",
        ),
    )
    early = pl.col("early_day")
    # A later scan within the two months may still meet it.
    final = pl.when(pl.col("early") | (pl.col("last_day") > limit)).then(early)
    return called(facts, [pl.col("early")], [text], basis=early, known=final, explain=explain)


def spans() -> tuple[pl.Expr, pl.Expr]:
    """Days before and after baseline."""
    days = [pl.col(f"{name}_day").cast(pl.Int64) for name in ("before", "baseline", "after")]
    return days[1] - days[0], days[2] - days[1]


def gains() -> tuple[pl.Expr, pl.Expr]:
    """Growth of the sum before and after baseline, µm."""
    sums = [pl.col(f"{name}_um") for name in ("before", "baseline", "after")]
    return sums[1] - sums[0], sums[2] - sums[1]


def first_scan() -> pl.Expr:
    """The day of the first evaluation, by the targets and by RECIST 1.1."""
    return pl.max_horizontal("after_day", "first_day")


def failure_or_scan() -> pl.Expr:
    """The later day of the first scan and of treatment failure."""
    return pl.max_horizontal(pl.col("after_day"), pl.col("failure_day").cast(pl.Int32))


def called(
    facts: pl.DataFrame,
    conditions: Sequence[pl.Expr],
    texts: Sequence[pl.Expr],
    *,
    explain: bool,
    known: pl.Expr,
    basis: pl.Expr | None = None,
) -> pl.DataFrame:
    """Call what holds if all conditions hold: one that fails decides, one that is not known leaves it open.

    Args:
        facts: One row per stream.
        conditions: True, false, or null where it cannot be known.
        texts: A sentence for each condition.
        explain: Write the explanation.
        known: The day on which it became known; null where it is not final.
        basis: The scan that the call rests on, the first after baseline when None.
    """
    holds = pl.all_horizontal(conditions)
    call = first_that_holds([(holds, pl.lit(YES)), (~holds, pl.lit(NO))], pl.lit(NOT_COMPUTABLE))
    text = pl.concat_str(list(texts), separator=" ") if explain else pl.lit(None, pl.String)
    decided = pl.when(holds.is_not_null())
    return facts.select(
        "stream",
        call=call,
        basis_day=decided.then(pl.col("after_day") if basis is None else basis),
        known_day=decided.then(known),
        explanation=text,
    )


def progression_text() -> pl.Expr:
    """Say whether the first evaluation is progression."""
    return first_that_holds(
        [
            (pl.col("progression"), said("PD at the first evaluation, on day {}.", "first_day")),
            (~pl.col("progression"), said("No PD at the first evaluation, on day {}.", "first_day")),
            (pl.col("first_day").is_not_null(), said("The first evaluation, on day {}, tells nothing.", "first_day")),
        ],
        pl.lit("No evaluation after baseline."),
    )


def missing_text(numbers: pl.Expr) -> pl.Expr:
    """Say what of the three scans is missing, or give the numbers."""
    base, before, after = (pl.col(f"{name}_um") for name in ("baseline", "before", "after"))
    gained, _ = gains()
    days_before, days_after = spans()
    close = pl.min_horizontal(days_before, days_after) < ADVISED_DAYS
    note = pl.when(close).then(pl.lit(f" Scans less than {ADVISED_DAYS} days apart.")).otherwise(pl.lit(""))
    return first_that_holds(
        [
            (pl.col("before_day").is_null(), pl.lit("No pre-baseline scan.")),
            (pl.col("after_day").is_null(), pl.lit("No scan of the targets after baseline.")),
            (base.is_null(), pl.lit("A target is not measured at baseline.")),
            (before.is_null(), said("A target is not measured on day {}, before baseline.", "before_day")),
            (after.is_null(), said("A target is not measured at the first scan, on day {}.", "after_day")),
            (pl.min_horizontal(base, before, after) == 0, pl.lit("A target sum is 0: no rate of growth.")),
            (gained <= 0, said("No growth before baseline ({} to {}): no ratio.", mm("before_um"), mm("baseline_um"))),
        ],
        numbers + note,
    )


def rate_text() -> pl.Expr:
    """Say the growth rates."""
    rates = [pl.col(name).round(1) for name in ("tgr_before_pct_month", "tgr_after_pct_month")]
    gained, _ = gains()
    both = said("Growth rate {} % a month before and {} % after baseline.", *rates)
    shown = pl.when((gained <= 0) & rates[0].is_not_null() & rates[1].is_not_null())
    return shown.then(both + " No growth before baseline: no ratio.").otherwise(missing_text(both))


def kinetic_text() -> pl.Expr:
    """Say the growth kinetics."""
    return missing_text(
        said(
            "Target sum {} on day {}, {} at baseline, {} on day {}: {} and {} mm a day.",
            *(mm("before_um"), "before_day", mm("baseline_um"), mm("after_um"), "after_day"),
            *(pl.col(name).round(3) for name in ("tgk_before_mm_day", "tgk_after_mm_day")),
        )
    )


def growth_text() -> pl.Expr:
    """Say how the sum changed at the first scan."""
    _, gained = gains()
    base = pl.col("baseline_um")
    told = pl.when(gained.is_not_null() & (base > 0))
    return told.then(said("Target sum {} at the first scan.", percent(gained, base))).otherwise(
        pl.lit("No change of the target sum at the first scan can be told.")
    )


def failure_text() -> pl.Expr:
    """Say what is known of treatment failure."""
    return first_that_holds(
        [
            (pl.col("failed"), said("Treatment failed on day {}.", "failure_day")),
            (
                ~pl.col("failed"),
                said("No treatment failure within two months, as is known from day {}.", "treated_day"),
            ),
        ],
        pl.lit("Time to treatment failure is not recorded."),
    )
