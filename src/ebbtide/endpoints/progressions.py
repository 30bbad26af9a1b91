"""Which progression of a course is the one that endpoints count.

A progression that was disregarded or negated is none. One that no later assessment has
settled is *open*; whether it counts is a matter of the criterion and of options.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.endpoints.follow_up import first_of_each, last_of_each
from ebbtide.endpoints.slots import DOR
from ebbtide.terms.responses import CPD, CR, NED, NON, PR, SD

if TYPE_CHECKING:
    from ebbtide.assessment.courses import Courses
    from ebbtide.study import Options

__all__ = ["counted_progressions", "progressions_under", "stays_open"]

SETTLED: Final = ("final", "confirmed", "stands")
OPEN: Final = "unconfirmed"
_IR: Final = ("irrc", "irrecist")
_DENYING: Final = (CR, PR, SD, NON, NED)
_NEGATIONS: Final = ("next_scan", "any_later")
_IMRECIST: Final = "imrecist_negation="


def progressions_under(courses: Courses, negation: str, cuts: pl.DataFrame, options: Options) -> pl.DataFrame:
    """Take the progressions under one reading of imRECIST, as they stand on the day a course is cut.

    An assessment after the cut settles nothing: what it would have confirmed or taken back is open.

    Args:
        courses: The courses.
        negation: `next_scan` or `any_later`; other criteria have one reading.
        cuts: The courses that are cut: `course`, `cut_day`.
        options: `icpd_needs_iupd`.

    Returns:
        `course`, `day`, `known_day` and `settled` (else it is open), in order of course and day.
    """
    dropped = [f"{_IMRECIST}{reading}" for reading in _NEGATIONS if reading != negation]
    rows = courses.progressions.filter(~pl.col("reading").is_in(dropped))
    outcome, known = pl.col("outcome"), pl.col("known_day")
    if len(cuts):
        late = (known > pl.col("cut_day")).fill_null(value=False)
        rows = up_to_cut(rows, cuts).join(cuts, on="course", how="left", maintain_order="left")
        rows = rows.with_columns(
            outcome=pl.when(late).then(pl.lit(OPEN)).otherwise(outcome), known_day=pl.when(~late).then(known)
        )
    kept = rows.filter(outcome.is_in([*SETTLED, OPEN]))
    found = without_relabelled(kept.select("course", "day", "known_day", settled=outcome != OPEN), courses, cuts)
    return found if options.icpd_needs_iupd else with_bare_confirmations(found, courses, cuts)


def without_relabelled(found: pl.DataFrame, courses: Courses, cuts: pl.DataFrame) -> pl.DataFrame:
    """Drop the open irPDs that another category follows, if only too early to deny them.

    Sources:
        Wolchok 2009: an irPD is unconfirmed where no further scan follows; otherwise the later category holds.
    """
    ir = courses.heads.filter(pl.col("criterion").is_in(_IR)).select("course")
    if ir.is_empty():
        return found
    still = ir.join(found.filter(~pl.col("settled")), on="course", how="semi")
    others = courses.calls.filter(pl.col("response").is_in(_DENYING)).join(
        still, on="course", how="semi", maintain_order="left"
    )
    last = last_of_each(up_to_cut(others, cuts)).select("course", denied_day="day")
    kept = pl.col("settled") | (pl.col("day") > pl.col("denied_day")).fill_null(value=True)
    return found.join(last, on="course", how="left", maintain_order="left").filter(kept).drop("denied_day")


def up_to_cut(rows: pl.DataFrame, cuts: pl.DataFrame) -> pl.DataFrame:
    """Keep the rows of each course up to the day it is cut."""
    if cuts.is_empty():
        return rows
    told = rows.join(cuts, on="course", how="left", maintain_order="left")
    return told.filter((pl.col("day") <= pl.col("cut_day")).fill_null(value=True)).drop("cut_day")


def with_bare_confirmations(found: pl.DataFrame, courses: Courses, cuts: pl.DataFrame) -> pl.DataFrame:
    """Add the first confirmed progression of courses that have no progression which it confirmed.

    Readers may report iCPD without the iUPD before it; it then is the progression.
    """
    confirmed = first_of_each(courses.calls.filter(pl.col("response") == CPD).select("course", "day"))
    bare = up_to_cut(confirmed.join(found.filter("settled"), on="course", how="anti"), cuts)
    if bare.is_empty():
        return found
    rows = bare.select("course", "day", known_day="day", settled=pl.lit(value=True))
    return pl.concat([found, rows]).sort("course", "day", maintain_order=True)


def counted_progressions(rows: pl.DataFrame) -> pl.DataFrame:
    """Find the progression of each course: the first that is settled, and the run that is open.

    Args:
        rows: Progressions as of `progressions_under`.

    Returns:
        One row per course with any: `course`, `settled_day`, `settled_known_day`, `open_day` and
        `open_last_day` (the first and the last of the open run; null where there is a settled one).
    """
    settled = first_of_each(rows.filter("settled")).select("course", settled_day="day", settled_known_day="known_day")
    still = rows.filter(~pl.col("settled"))
    first = first_of_each(still).select("course", open_day="day")
    last = last_of_each(still).select(open_last_day="day")
    both = settled.join(first.hstack(last), on="course", how="full", coalesce=True)
    return both.with_columns(pl.when(pl.col("settled_day").is_null()).then(pl.col("open_day", "open_last_day")))


def stays_open(options: Options) -> pl.Expr:
    """Tell whether an open progression does not count, so that the time is censored before it.

    An iUPD that is never confirmed nor taken back is progression on its day. By option it is not while its
    confirmation may still come: it is pending, the subject lives, and no new therapy has begun. By another
    option the duration of a response never ends with it. An indeterminate response of LYRIC is no event. The
    columns that are read: `criterion`, `slot`, `is_pending`, `death_day` and `cut_day`.

    Args:
        options: `ipfs_pending`, `idor_requires_icpd`, `irpd_unconfirmed_is_event`.

    Sources:
        Seymour 2017, "Progression-free survival" and table 3; Wolchok 2009; Cheson 2016 (LYRIC); register A32.
    """
    criterion = pl.col("criterion")
    lives = pl.col("death_day").is_null() & pl.col("cut_day").is_null()
    awaited = pl.col("is_pending") & lives & pl.lit(options.ipfs_pending == "censor")
    unended = (pl.col("slot") == DOR) & pl.lit(options.idor_requires_icpd)
    unconfirmed = criterion.is_in(_IR) & pl.lit(not options.irpd_unconfirmed_is_event)
    indeterminate = criterion == "lyric"
    return ((criterion == "irecist") & (awaited | unended)) | unconfirmed | indeterminate
