"""Time points that print only sums and states become readings of stand-in lesions.

Published cases often give a sum and a word. Each becomes a row, so that one path judges
everything: `(sum)` for the targets, `(non-target)`, and `(new)` for what is not measured.
Where lesions are recorded one by one from baseline on they decide, and a word that says more
is reported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.assessment.visits import baselines, place_readings
from ebbtide.study import Finding
from ebbtide.terms.lesions import NONTARGET, ROLES, STATES, TARGET

if TYPE_CHECKING:
    from ebbtide.study.options import Options

SUM: Final = "(sum)"
NONTARGETS: Final = "(non-target)"
NEW: Final = "(new)"
BARE: Final = "(time point)"
KEYS: Final = ("subject", "reader", "visit", "day", "date", "row")
NEW_STATES: Final = {
    "none": "absent",
    "unequivocal": "present",
    "additional": "present",
    "equivocal": "equivocal",
    "not_evaluated": "not_evaluable",
}


def listed_at_baseline(timepoints: pl.DataFrame, measurements: pl.DataFrame, options: Options) -> pl.DataFrame:
    """Find whose targets, and whose non-targets, are recorded one by one at or before baseline.

    Only what is known at baseline may choose between lesions and printed sums: a lesion first read later must not
    change what was called before it. A subject without a baseline is asked at its first time point.

    Returns:
        One row for each `subject`, `reader` and `role` that is so recorded.
    """
    nobody = measurements.clear()
    lesions = measurements.join(timepoints, on=["subject", "reader"], how="semi")
    if not (lesions["role"].to_physical() <= NONTARGET).any():
        return nobody.select("subject", "reader", "role")
    words = stand_ins(timepoints, measurements, nobody).join(lesions, on=["subject", "reader"], how="semi")
    both = [lesions.with_columns(listed=pl.lit(value=True)), words.with_columns(listed=pl.lit(value=False))]
    placed = place_readings(pl.concat(both), options)
    until = baselines(placed, options).select("subject", "reader", until=pl.coalesce("baseline", "first"))
    rows = placed.rows.filter(pl.col("listed") & (pl.col("role").to_physical() <= NONTARGET))
    known = rows.join(until, on=["subject", "reader"]).filter(pl.col("start") <= pl.col("until"))
    return known.select("subject", "reader", "role").unique()


def stand_ins(timepoints: pl.DataFrame, measurements: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """Make readings of the `timepoints` table, for what the `measurements` table does not hold.

    Args:
        timepoints: The tidy table.
        measurements: The tidy table.
        listed: Whose lesions of which `role` are recorded one by one, see `listed_at_baseline`.

    Returns:
        Rows in the shape of tidy `measurements`; empty when nothing needs a stand-in.
    """
    unlisted = before_first_new(timepoints, measurements)
    parts = [
        without(timepoints, listed, "target").pipe(target_rows),
        without(timepoints, listed, "nontarget").pipe(nontarget_rows),
        new_rows(unlisted),
        additional_rows(unlisted),
        bare_rows(timepoints, measurements),
    ]
    filled = [part.select(columns_like(measurements, part)) for part in parts]
    return pl.concat(filled)


def bare_rows(timepoints: pl.DataFrame, measurements: pl.DataFrame) -> pl.DataFrame:
    """Make a row for a time point of which no lesion is told, so that it is a time point all the same."""
    told = pl.any_horizontal(
        pl.col(name).is_not_null() for name in ("target_sum_um", "target_state", "nontarget_state", "new_lesion")
    )
    bare = timepoints.filter(~told).join(measurements, on=["subject", "reader", "day"], how="anti")
    return bare.select(
        *KEYS,
        lesion=pl.lit(BARE),
        role=pl.lit("new_nontarget", pl.Enum(ROLES)),
        state=pl.lit("absent", pl.Enum(STATES)),
    )


def without(timepoints: pl.DataFrame, listed: pl.DataFrame, role: str) -> pl.DataFrame:
    """Keep the subjects whose lesions of this role are not recorded one by one."""
    recorded = listed.filter(pl.col("role").cast(pl.String) == role)
    return timepoints.join(recorded, on=["subject", "reader"], how="anti")


def beside(timepoints: pl.DataFrame, listed: pl.DataFrame, role: str) -> pl.DataFrame:
    """Keep the subjects whose lesions of this role are recorded one by one."""
    recorded = listed.filter(pl.col("role").cast(pl.String) == role)
    return timepoints.join(recorded, on=["subject", "reader"], how="semi")


def before_first_new(timepoints: pl.DataFrame, measurements: pl.DataFrame) -> pl.DataFrame:
    """Keep the time points before a new lesion is first listed; their words speak of that lesion, as `lesion`.

    What was seen before the list began must not be lost, and must not count a lesion twice.
    """
    listed = measurements.filter(pl.col("role").to_physical() > NONTARGET).sort("day", "lesion")
    first = listed.group_by("subject", "reader", maintain_order=True).agg(
        pl.col("lesion", "role").first(), first=pl.col("day").first()
    )
    joined = timepoints.join(first, on=["subject", "reader"], how="left")
    return joined.filter(pl.col("first").is_null() | (pl.col("day") < pl.col("first"))).with_columns(
        lesion=pl.col("lesion").fill_null(NEW),
        role=pl.col("role").cast(pl.String).fill_null("new_nontarget").cast(pl.Enum(ROLES)),
    )


def unused_words(timepoints: pl.DataFrame, measurements: pl.DataFrame, listed: pl.DataFrame) -> list[Finding]:
    """Report the sums and words of time points that are not used and that no lesion of that day or visit tells."""
    return [
        Finding(
            "ASSESS05",
            "error",
            "timepoints",
            row["row"],
            row["column"],
            row["subject"],
            f"not used: such lesions are recorded one by one in measurements, and none of them on day {row['day']}",
            "add the lesion's row for this time point to measurements, or take the word out",
        )
        for row in words_not_told(timepoints, measurements, listed).iter_rows(named=True)
    ]


def words_not_told(timepoints: pl.DataFrame, measurements: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """Find the words that say more than the lesions: `subject`, `row`, `day`, `column`."""
    role = pl.col("role").to_physical()
    targets, others = measurements.filter(role == TARGET), measurements.filter(role == NONTARGET)
    news = measurements.filter((role > NONTARGET) & (pl.col("state").cast(pl.String) != "absent"))
    sums = timepoints.filter(pl.col("target_sum_um").is_not_null() | pl.col("target_state").is_not_null())
    states = timepoints.filter(pl.col("nontarget_state").is_not_null())
    words = timepoints.filter(pl.col("new_lesion").cast(pl.String) != "none")
    unused = words.join(before_first_new(timepoints, measurements), on="row", how="anti")
    lost = [
        not_told(beside(sums, listed, "target"), targets, "target_sum_um"),
        not_told(beside(states, listed, "nontarget"), others, "nontarget_state"),
        not_told(unused, news, "new_lesion"),
    ]
    return pl.concat(lost).sort("subject", "row", "column")


def not_told(timepoints: pl.DataFrame, lesions: pl.DataFrame, column: str) -> pl.DataFrame:
    """Keep the time points of whose day and visit no such lesion is recorded."""
    by_day = timepoints.join(lesions, on=["subject", "reader", "day"], how="anti")
    by_visit = by_day.join(lesions, on=["subject", "reader", "visit"], how="anti")
    return by_visit.select("subject", "row", "day", column=pl.lit(column))


def columns_like(measurements: pl.DataFrame, part: pl.DataFrame) -> list[pl.Expr]:
    """Fill in the columns a stand-in does not have."""
    blank = {"nodal": False, "locally_treated": False}
    return [
        pl.col(name).cast(kind) if name in part.columns else pl.lit(blank.get(name), kind).alias(name)
        for name, kind in measurements.schema.items()
    ]


def target_rows(timepoints: pl.DataFrame) -> pl.DataFrame:
    """Make one row for each printed sum or target state."""
    told = pl.col("target_sum_um").is_not_null() | pl.col("target_state").is_not_null()
    state = pl.col("target_state").cast(pl.String).fill_null("measured")
    return timepoints.filter(told).select(
        *KEYS,
        lesion=pl.lit(SUM),
        role=pl.lit("target", pl.Enum(ROLES)),
        state=state.cast(pl.Enum(STATES)),
        longest_um=pl.col("target_sum_um"),
    )


def nontarget_rows(timepoints: pl.DataFrame) -> pl.DataFrame:
    """Make one row for each printed non-target state."""
    return timepoints.filter(pl.col("nontarget_state").is_not_null()).select(
        *KEYS,
        lesion=pl.lit(NONTARGETS),
        role=pl.lit("nontarget", pl.Enum(ROLES)),
        state=pl.col("nontarget_state").cast(pl.String).cast(pl.Enum(STATES)),
    )


def new_rows(timepoints: pl.DataFrame) -> pl.DataFrame:
    """Make one row for each word about new lesions; the same word again is the same `lesion`."""
    state = pl.col("new_lesion").cast(pl.String).replace_strict(NEW_STATES)
    return timepoints.filter(pl.col("new_lesion").is_not_null()).select(
        *KEYS,
        "lesion",
        "role",
        state=state.cast(pl.Enum(STATES)),
    )


def additional_rows(timepoints: pl.DataFrame) -> pl.DataFrame:
    """Make a lesion of its own where one more new lesion is printed; later words speak of it too."""
    words = timepoints.filter(pl.col("new_lesion").is_not_null()).with_columns(pl.col("new_lesion").cast(pl.String))
    entered = words.filter(pl.col("new_lesion") == "additional").select("subject", "reader", entry="day")
    followed = words.join(entered, on=["subject", "reader"]).filter(pl.col("day") >= pl.col("entry"))
    return followed.select(
        *KEYS,
        lesion=pl.format("(new, day {})", pl.col("entry")),
        role=pl.lit("new_nontarget", pl.Enum(ROLES)),
        state=pl.col("new_lesion").replace_strict(NEW_STATES, return_dtype=pl.String).cast(pl.Enum(STATES)),
    )
