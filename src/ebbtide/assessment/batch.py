"""Tidy tables become the columns that the folds read.

Lives here: codes for words, the order of rows, and where each subject and time point begins.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import polars as pl

from ebbtide.assessment.codes import Codes, are_among, are_different, codes, crossed
from ebbtide.assessment.runner import Readings, Visits
from ebbtide.assessment.split import IN_PARTS, PRODUCT, join_fragments
from ebbtide.assessment.sums import listed_at_baseline, stand_ins, unused_words
from ebbtide.assessment.visits import (
    Layout,
    baseline_findings,
    baselines,
    lay_out,
    place_readings,
    set_baseline,
)
from ebbtide.criteria.parts.facts import MARKER_NORMAL, MARKER_RAISED
from ebbtide.criteria.parts.records import MISSING, NODE, NODE_IN_PARTS, WITHDRAWN, WITHDRAWN_IMMUNE
from ebbtide.errors import DataError
from ebbtide.study import Finding, Study
from ebbtide.terms.lesions import NONTARGET, TARGET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.study.options import Options

MOST_NEW_LESIONS: Final = 62
WITHDRAWING: Final = ("PR", "SD", "iPR", "iSD", "irPR", "irSD", "NC", "NON-CR/NON-PD", "NON-iCR/NON-iUPD")
REPORTS: Final = {"recist-1.1": WITHDRAWN, "irecist": WITHDRAWN_IMMUNE}
"""For which criteria a report speaks."""
NODES: Final = "LYMPH NODE"
SIDE: Final = r"\b(LEFT|RIGHT|BILATERAL|UPPER|MIDDLE|LOWER|LOBE|SEGMENT|OF|THE|L|R)\b|[^A-Z ]"
SKIN: Final = r"SKIN|CUTAN|CUTIS"
METHODS: Final = (
    (r"(?i)\bct\b|computed|spiral", 1),
    (r"(?i)\bmri?\b|magnetic", 2),
    (r"(?i)x-?ray|radiograph|\bcxr\b", 3),
    (r"(?i)calip|physical|palpation|photo|clinical|\bpe\b", 4),
    (r"(?i)ultraso|sonogr|\bus\b", 5),
    (r"(?i)\bpet\b|fdg", 6),
)


class Batch(NamedTuple):
    """Some subjects, ready to be judged.

    Args:
        readings: Columns of the rows; `visits`: of the time points.
        points: One row per time point: `subject`, `reader`, `day`, `date`, `visit`, `is_baseline`.
        lesions: Number of distinct lesion names; `organs`: of organs.
        findings: What was noticed on the way.
        rows: The readings as they are laid out, by subject, reader and time point.
    """

    readings: Readings
    visits: Visits
    points: pl.DataFrame
    lesions: int
    organs: int
    findings: tuple[Finding, ...]
    rows: pl.DataFrame

    @property
    def streams(self) -> int:
        """The number of subjects, counted once per reader."""
        return len(self.visits.starts) - 1


class Tables(NamedTuple):
    """The tidy tables that bear on the calls, of whole subjects.

    Args:
        measurements: Readings of lesions, in any order.
        timepoints: Sums and notes; may be empty.
        reported: What readers called themselves; may be empty.
    """

    measurements: pl.DataFrame
    timepoints: pl.DataFrame
    reported: pl.DataFrame

    @classmethod
    def of_study(cls, study: Study, *, may_be_empty: bool = False) -> Tables:
        """Take the tables of a study that bear on the calls.

        Args:
            study: The study.
            may_be_empty: Whether something else than lesions is to be judged.

        Raises:
            DataError: If there is nothing to judge.
        """
        tables = cls(study.table("measurements"), study.table("timepoints"), study.table("reported"))
        if tables.measurements.is_empty() and tables.timepoints.is_empty() and not may_be_empty:
            message = f"the study {study.name!r} holds neither measurements nor time points"
            hint = "add a `measurements` table (one row per lesion and day), or `timepoints` with sums"
            if not tables.reported.is_empty():
                hint += "; or take the responses it reports, with --responses reported"
            raise DataError(message, hint=hint)
        return tables

    def of(self, subject: str) -> Tables:
        """Keep one subject."""
        return Tables(*(table.filter(pl.col("subject") == subject) for table in self))


def prepare(tables: Tables, options: Options, *, as_arrays: bool) -> Batch:
    """Make a batch of tidy tables.

    Args:
        tables: The tidy tables of some subjects.
        options: The study's options.
        as_arrays: Give NumPy arrays (for compiled runs) instead of lists.

    Raises:
        DataError: If a subject has more new lesions than can be followed.
    """
    rows, unused = with_words(tables, options)
    placed = place_readings(rows, options)
    chosen = baselines(placed, options)
    layout = joined_fragments(set_baseline(placed, chosen))
    lesions = codes(layout.rows["lesion"])
    once, repeated = keep_last_of_repeats(layout, lesions)
    if once is not layout:
        layout, lesions = once, codes(once.rows["lesion"])
    if lesions.many > MOST_NEW_LESIONS:
        refuse_too_many_new(layout)
    late = late_target_findings(layout, lesions)
    points = points_of(layout, tables.timepoints)
    if options.cr_withdrawn_by_report and not tables.reported.is_empty():
        points = note_withdrawals(points, tables.reported)
    visits = visits_of(points, len(layout.rows), as_arrays=as_arrays)
    readings, organs = readings_of(layout.rows, lesions, as_arrays=as_arrays)
    findings = (*baseline_findings(chosen), *repeated, *late, *unused)
    return Batch(readings, visits, points, lesions.many, organs, findings, layout.rows)


def with_words(tables: Tables, options: Options) -> tuple[pl.DataFrame, list[Finding]]:
    """Add what the time points say in sums and words to the readings, and report what they say in vain."""
    rows, words = tables.measurements, tables.timepoints
    if words.is_empty():
        return rows, []
    listed = listed_at_baseline(words, rows, options)
    return pl.concat([rows, stand_ins(words, rows, listed)]), unused_words(words, rows, listed)


def joined_fragments(layout: Layout) -> Layout:
    """Sum split lesions under their parents."""
    joined = join_fragments(layout.rows)
    return layout if joined is layout.rows else lay_out(joined, "start")


def keep_last_of_repeats(layout: Layout, lesions: Codes) -> tuple[Layout, list[Finding]]:
    """Keep the last of several readings of one lesion at one time point, and say so."""
    if are_different(crossed(layout.edges.points, lesions)):
        return layout, []
    key = ["subject", "reader", "start", "lesion"]
    order = ["day", "longest_um", "perpendicular_um", "row"]
    kept = layout.rows.sort(order, nulls_last=False).unique(key, keep="last", maintain_order=True)
    lost = layout.rows.join(kept.select([*key, "row"]), on=[*key, "row"], how="anti").sort([*key, "row"])
    found = [
        Finding(
            "ASSESS03",
            "warning",
            "measurements",
            row["row"],
            "day",
            row["subject"],
            f"lesion {row['lesion']} was read more than once at the time point of day {row['start']}; "
            "the last day is used",
            "give the visits labels of their own if they are different time points",
        )
        for row in lost.iter_rows(named=True)
    ]
    return lay_out(kept, "start"), found


def refuse_too_many_new(layout: Layout) -> None:
    """Refuse a subject whose new lesions cannot all be followed."""
    new = layout.rows["role"].to_physical() > NONTARGET
    named = layout.rows.select("subject", "reader", "lesion").filter(new)
    counts = (
        named.group_by("subject", "reader").agg(n=pl.col("lesion").n_unique()).filter(pl.col("n") > MOST_NEW_LESIONS)
    )
    if counts.is_empty():
        return
    subject, n = counts.sort("subject").select("subject", "n").row(0)
    message = f"measurements, subject {subject}: {n} different new lesions"
    raise DataError(
        message, hint=f"at most {MOST_NEW_LESIONS} can be followed by name; sum up the smallest ones under one id"
    )


def late_target_findings(layout: Layout, lesions: Codes) -> list[Finding]:
    """Say which target lesions have no reading at baseline: their role began too late, and they are not judged."""
    late = late_targets(layout, lesions)
    return [
        Finding(
            "ASSESS04",
            "warning",
            "measurements",
            row["row"],
            "role",
            row["subject"],
            f"target {row['lesion']} has no reading at baseline; it is not part of the sum",
            "a target is chosen at baseline: give its baseline reading, or the role new",
        )
        for row in late.iter_rows(named=True)
    ]


def late_targets(layout: Layout, lesions: Codes) -> pl.DataFrame:
    """Find the first row of each target lesion that has no row at baseline."""
    is_target = layout.rows["role"].to_physical() == TARGET
    key = crossed(layout.edges.streams, lesions)
    # Rows of a subject's first time point are its baseline.
    is_first = layout.edges.places.get_column("new_stream")
    at_baseline = is_first.gather(layout.edges.points.numbers)
    baseline = key.numbers.filter(is_target & at_baseline)
    if are_among(key.numbers.filter(is_target), baseline, key.many):
        return layout.rows.head(0)
    late = layout.rows.with_columns(_key=key.numbers).filter(is_target & ~key.numbers.is_in(baseline.implode()))
    return late.unique("_key", keep="first", maintain_order=True).drop("_key")


def points_of(layout: Layout, timepoints: pl.DataFrame) -> pl.DataFrame:
    """Describe the time points: who, when, which visit, and what was noted of them."""
    heads = layout.heads("subject", "reader", "start", "visit", "date").rename({"new_stream": "is_baseline"})
    ends = heads["place"].shift(-1, fill_value=len(layout.rows)) - 1
    if (layout.rows["day"] != layout.rows["start"]).any():
        heads = heads.drop("visit", "date").join(
            spans(layout.rows), on=["subject", "reader", "start"], how="left", maintain_order="left"
        )
    else:
        heads = heads.with_columns(last_day=layout.rows["day"].gather(ends))
    if timepoints.is_empty():
        return heads.with_columns(new_symptom=pl.lit(0), marker=pl.lit(0), cr_withdrawn=pl.lit(0))
    return heads.join(
        notes(timepoints), on=["subject", "reader", "start"], how="left", maintain_order="left"
    ).with_columns(pl.col("new_symptom", "marker", "cr_withdrawn").fill_null(0))


def note_withdrawals(points: pl.DataFrame, reported: pl.DataFrame) -> pl.DataFrame:
    """Note where a reader reported a response that is neither complete nor progression.

    It matters only where a lesion is back after a complete response: the reader has then
    withdrawn that response (EORTC RECIST clarifications). A report under RECIST 1.1 speaks for RECIST 1.1
    and one under iRECIST for iRECIST; where a reader reported under one of them alone, it speaks for both.
    Reports under other criteria, which sum other things, speak for neither.
    """
    said = reported.select(
        *("subject", "reader", "day", "visit"),
        bit=pl.col("criterion").cast(pl.String).replace_strict(REPORTS, default=0, return_dtype=pl.Int64),
        withdraws=pl.col("overall_response").cast(pl.String).is_in(WITHDRAWING),
    ).filter(pl.col("bit") > 0)
    alone = pl.col("bit").n_unique().over("subject", "reader") == 1
    both = pl.lit(WITHDRAWN | WITHDRAWN_IMMUNE, pl.Int64)
    called = said.with_columns(bit=pl.when(alone).then(both).otherwise("bit")).filter(
        pl.col("withdraws").fill_null(value=False)
    )
    joined = points
    for name, key in (("start", "day"), ("visit", "visit")):
        place = called.filter(pl.col(key).is_not_null()).group_by("subject", "reader", pl.col(key).alias(name))
        bits = place.agg(_bits=pl.col("bit").bitwise_or())
        joined = joined.join(bits, on=["subject", "reader", name], how="left", maintain_order="left")
        noted = pl.col("cr_withdrawn").cast(pl.Int64) | pl.col("_bits").fill_null(0)
        joined = joined.with_columns(cr_withdrawn=noted).drop("_bits")
    return joined


def spans(readings: pl.DataFrame) -> pl.DataFrame:
    """Find each time point's visit label, first date and last day."""
    return readings.group_by(["subject", "reader", "start"]).agg(
        visit=pl.col("visit").drop_nulls().first(), date=pl.col("date").min(), last_day=pl.col("day").max()
    )


def notes(timepoints: pl.DataFrame) -> pl.DataFrame:
    """Take what the `timepoints` table says beside lesions, by its day."""
    marker = pl.col("marker_state").replace_strict({"raised": MARKER_RAISED, "normal": MARKER_NORMAL}, default=0)
    return timepoints.group_by("subject", "reader", start="day").agg(
        new_symptom=pl.col("new_symptom").fill_null(value=False).any().cast(pl.Int64),
        marker=marker.max().cast(pl.Int64),
        cr_withdrawn=pl.col("cr_withdrawn").fill_null(value=False).any().cast(pl.Int64)
        * (WITHDRAWN | WITHDRAWN_IMMUNE),
    )


def visits_of(points: pl.DataFrame, rows: int, *, as_arrays: bool) -> Visits:
    """Lay out the time points."""
    end = pl.Series([rows], dtype=pl.Int64)
    starts = pl.concat([points["is_baseline"].arg_true().cast(pl.Int64), pl.Series([len(points)], dtype=pl.Int64)])
    day, last_day = points["start"].cast(pl.Int64), points["last_day"].cast(pl.Int64)
    columns = (starts, pl.concat([points["place"], end]), day, last_day, *notes_columns(points))
    return Visits(*(plain(column, as_arrays=as_arrays) for column in columns))


def notes_columns(points: pl.DataFrame) -> list[pl.Series]:
    """Take the notes of the time points as numbers."""
    return [points[name].cast(pl.Int64) for name in ("new_symptom", "marker", "cr_withdrawn")]


def readings_of(readings: pl.DataFrame, lesions: Codes, *, as_arrays: bool) -> tuple[Readings, int]:
    """Lay out the rows, words as codes and lengths as whole numbers."""
    organ, skin, organs = organ_codes(readings)
    numbers = readings.select(
        role=pl.col("role").to_physical(),
        state=pl.col("state").to_physical(),
        nodal=nodal_codes(readings),
        longest=pl.col("longest_um").fill_null(MISSING),
        perpendicular=pl.col("perpendicular_um").fill_null(MISSING),
        product=pl.col(PRODUCT).fill_null(MISSING) if PRODUCT in readings.columns else pl.lit(MISSING, pl.Int64),
        viable=pl.col("viable_um").fill_null(MISSING),
        density=pl.col("density_mhu").fill_null(0),
        has_density=pl.col("density_mhu").is_not_null().cast(pl.UInt8),
        treated=pl.col("locally_treated").cast(pl.UInt8),
    )
    columns = {
        "lesion": lesions.numbers,
        "day": readings["day"].cast(pl.Int32),
        "organ": organ,
        "skin": skin,
        "method": method_codes(readings["method"]),
        **{name: numbers[name] for name in numbers.columns},
    }
    laid = {name: plain(columns[name], as_arrays=as_arrays) for name in Readings._fields}
    return Readings(**laid), organs


def nodal_codes(readings: pl.DataFrame) -> pl.Expr:
    """Tell lymph nodes from other lesions, and those in parts from whole ones."""
    if IN_PARTS not in readings.columns:
        return pl.col("nodal").cast(pl.UInt8)
    node = pl.when(IN_PARTS).then(NODE_IN_PARTS).otherwise(NODE)
    return pl.when("nodal").then(node).otherwise(0).cast(pl.UInt8)


def organ_codes(readings: pl.DataFrame) -> tuple[pl.Series, pl.Series, int]:
    """Number the organs of new lesions: paired organs are one, all lymph nodes together are one, unknown is -1.

    Only new lesions are counted by organ; the reader's choice of targets stands.

    Sources:
        EORTC RECIST clarifications (lymph nodes are one organ); Eisenhauer 2009, sec. 3.2.
    """
    size = len(readings)
    organ = pl.repeat(-1, size, dtype=pl.Int32, eager=True)
    skin = pl.repeat(0, size, dtype=pl.UInt8, eager=True)
    places = (readings["role"].to_physical() > NONTARGET).arg_true()
    if places.is_empty():
        return organ, skin, 1
    new = readings.select(pl.col("organ").gather(places).cast(pl.String), pl.col("nodal").gather(places))
    table, in_skin, organs = organ_groups(new["organ"].unique().drop_nulls())
    coded = new.select(
        organ=pl.when("nodal").then(0).otherwise(lookup("organ", table, -1)).cast(pl.Int32),
        skin=lookup("organ", in_skin, 0).cast(pl.UInt8),
    )
    return organ.scatter(places, coded["organ"]), skin.scatter(places, coded["skin"]), organs


def organ_groups(words: pl.Series) -> tuple[dict[str, int], dict[str, int], int]:
    """Number the organs that words name; 0 is the lymph nodes."""
    named = pl.DataFrame({"organ": words}).with_columns(
        group=pl.col("organ").str.to_uppercase().str.replace_all(SIDE, " ").str.strip_chars().str.strip_chars_end("S")
    )
    groups = [NODES, *sorted(set(named["group"]) - {NODES})]
    place = {name: i for i, name in enumerate(groups)}
    table = {word: place[group] for word, group in named.iter_rows()}
    in_skin = {word: int(re.search(SKIN, group) is not None) for word, group in named.iter_rows()}
    return table, in_skin, len(groups)


def lookup(column: str, table: dict[str, int], default: int) -> pl.Expr:
    """Replace words by numbers."""
    if not table:
        return pl.lit(default, pl.Int64)
    return pl.col(column).replace_strict(table, default=default, return_dtype=pl.Int64)


def method_codes(methods: pl.Series) -> pl.Series:
    """Number the kinds of imaging; what is not known is 0 and never counts as a change."""
    if methods.null_count() == len(methods):
        return pl.repeat(0, len(methods), dtype=pl.UInt8, eager=True)
    methods = methods.cast(pl.String)
    table = {word: method_code(word) for word in methods.unique().drop_nulls()}
    return methods.replace_strict(table, default=0, return_dtype=pl.UInt8)


def method_code(word: str) -> int:
    """Find the kind of imaging a word means."""
    for pattern, code in METHODS:
        if re.search(pattern, word):
            return code
    return 0


def plain(column: pl.Series, *, as_arrays: bool) -> Sequence[int]:
    """Give a column to the folds: a list for interpreted runs, an array for compiled ones.

    Arrays are never to be written to: whether Polars lends its memory or copies it must not make another kind of
    argument, for which all rules would be compiled anew.
    """
    if as_arrays:
        array: Any = column.rechunk().to_numpy()
        array.flags.writeable = False
        return array  # type: ignore[no-any-return]
    return column.to_list()
