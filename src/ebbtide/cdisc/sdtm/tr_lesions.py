"""The records of single lesions: those that the study came with, or records made of its measurements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.cdisc.sdtm.supplements import own_records
from ebbtide.cdisc.sdtm.tr_numbers import decimals, number_of_text
from ebbtide.cdisc.sdtm.tr_points import POINT
from ebbtide.cdisc.subjects import study_day
from ebbtide.criteria.parts.readings import TOO_SMALL_UM
from ebbtide.formats.sdtm.domains import plain_number
from ebbtide.terms.codelists import LESION_WORDS

if TYPE_CHECKING:
    from ebbtide.cdisc.sdtm.tr_points import TimePoints
    from ebbtide.study import Study

__all__ = ["NUMBERS", "TESTS", "came_with_records", "lesion_records"]

TESTS: Final = {
    "LDIAM": "Longest Diameter",
    "LPERP": "Longest Perpendicular",
    "VDIAM": "Viable Diameter",
    "RADIODEN": "Radiodensity",
    "TUMSTATE": "Tumor State",
    "LNSTATE": "Lymph Node State",
}
"""The tests of a lesion that are written, in their order."""

NUMBERS: Final = {"TRSEQ": pl.Int64, "VISITNUM": pl.Float64, "TRSTRESN": pl.Float64, "TRDY": pl.Int64}
"""The variables that are no text."""

_SIZES: Final = {"LDIAM": "longest_um", "LPERP": "perpendicular_um", "VDIAM": "viable_um", "RADIODEN": "density_mhu"}
_STATES: Final = {
    "absent": "ABSENT",
    "present": "PRESENT",
    "increased": "INCREASED",
    "decreased": "DECREASED",
    "unequivocal_progression": "UNEQUIVOCAL",
    "equivocal": "EQUIVOCAL",
    "merged": "TUMOR MERGED",
}
_NODE_STATES: Final = {"absent": "NON-PATHOLOGICAL", "present": "PATHOLOGICAL"}
_UNDONE: Final = {"not_evaluable": "NOT EVALUABLE", "not_done": "SCAN NOT PERFORMED"}
_TOO_SMALL: Final = "TOO SMALL TO MEASURE"
_RESULTS: Final = ("TRORRES", "TRORRESU", "TRSTRESC", "TRSTRESN", "TRSTRESU")
_SAME: Final = ("USUBJID", "TREVAL", "TREVALID", "TRLNKID", "_visit")


def came_with_records(study: Study) -> bool:
    """Tell whether a study came with records of TR that name lesions."""
    return "TR" in study.domains and {"USUBJID", "TRLNKID", "TRTESTCD"} <= set(study.domains["TR"].frame.columns)


def lesion_records(study: Study, points: TimePoints) -> pl.DataFrame:
    """Give the records of TR that tell of lesions, each with the time point that it was judged in.

    A study that came with TR keeps its records as they are, whatever they tell. For any other study they are made of
    its measurements: a size each under LDIAM, LPERP, VDIAM or RADIODEN, a state under TUMSTATE or, for nodes that are
    there or gone, LNSTATE; what was not measured is NOT DONE with its reason; a lesion that is too small to measure
    says so in TRORRES, and counts 5 mm where no size is given. Slice thickness and local treatment have no place in
    TR and are not written.

    Args:
        study: The study.
        points: Its time points.

    Returns:
        The variables of TR (text, or as NUMBERS says), and `subject, reader, start` of the time point and
        `measurement`, the row of the tidy measurement that it belongs to; null where it belongs to none.

    Sources:
        CDISC RECIST 1.1 supplement, TR examples; CDISC CT 2025-03-28, code lists TRTESTCD and TRPROPRS.
    """
    return _read(study, points) if came_with_records(study) else _made(points)


def _read(study: Study, points: TimePoints) -> pl.DataFrame:
    """Take the records of the study, and find the measurement that each went into."""
    frame = _standardised(own_records(study, "TR"))
    gone = [name for name in ("TREVAL", "TREVALID", "VISIT", "VISITNUM", "TRDTC") if name not in frame.columns]
    records = frame.with_columns(_blank(*gone)).sort("row")
    keys = records.with_columns(
        pl.col("TREVAL", "TREVALID", "TRLNKID", "TRDTC").fill_null(""),
        _visit=pl.coalesce("VISIT", "VISITNUM", pl.lit("")),
    )
    anchors = _anchors(keys, points.placed)
    dated = _follow(keys, anchors, [*_SAME, "TRDTC"])
    loose = _follow(keys.join(dated, on="row", how="anti"), anchors, list(_SAME))
    linked = records.join(pl.concat([dated, loose]), on="row", how="left", maintain_order="left")
    return _as_numbers(linked).drop("row")


def _standardised(frame: pl.DataFrame) -> pl.DataFrame:
    """Fill in results in standard form that a record has elsewhere only: in TRSTRESN, or as they were collected."""
    whole = frame.with_columns(_blank(*(name for name in _RESULTS if name not in frame.columns)))
    text = pl.coalesce("TRSTRESC", plain_number(pl.col("TRSTRESN")), "TRORRES")
    collected = pl.coalesce("TRSTRESC", "TRSTRESN").is_null()
    return whole.with_columns(
        TRSTRESC=text,
        TRSTRESN=pl.coalesce("TRSTRESN", pl.when(number_of_text(text).is_not_null()).then(text)),
        TRSTRESU=pl.when(collected).then("TRORRESU").otherwise("TRSTRESU"),
    )


def _anchors(keys: pl.DataFrame, placed: pl.DataFrame) -> pl.DataFrame:
    """Find the record that each measurement was made of; a new lesion that only TU has was made of none."""
    rows = placed.select(*POINT, "lesion", "row").unique("row", keep="first", maintain_order=True)
    told = keys.select(*_SAME, "TRDTC", "row").join(rows, on="row", maintain_order="left")
    same = (pl.col("USUBJID") == pl.col("subject")) & (
        pl.col("TRLNKID").str.contains(pl.col("lesion"), literal=True)
        | pl.col("lesion").str.contains(pl.col("TRLNKID"), literal=True)
    )
    return told.filter(same).drop("lesion").with_columns(measurement="row")


def _follow(records: pl.DataFrame, anchors: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Give each record the last anchor before it of the same lesion, evaluator and visit."""
    found = records.select(*by, "row").sort("row").join_asof(
        anchors.select(*by, *POINT, "measurement", "row").sort("row"),
        on="row", by=by, strategy="backward", check_sortedness=False,
    )  # fmt: skip
    return found.filter(pl.col("measurement").is_not_null()).select("row", *POINT, "measurement")


def _as_numbers(records: pl.DataFrame) -> pl.DataFrame:
    """Read the variables that are no text; records without numbers of their own are numbered as they stand."""
    there = [pl.col(name).cast(pl.Float64, strict=False).cast(NUMBERS[name]) for name in NUMBERS if name in records]
    read = records.with_columns(there)
    if "TRSEQ" not in read.columns or read["TRSEQ"].null_count():
        read = read.with_columns(TRSEQ=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("USUBJID"))
    return read


def _made(points: TimePoints) -> pl.DataFrame:
    """Make the records of measurements."""
    rows = points.placed.with_columns(
        size=pl.when("nodal").then("perpendicular_um").otherwise("longest_um"),
        main=pl.when("nodal").then(pl.lit("LPERP")).otherwise(pl.lit("LDIAM")),
        seen=~pl.col("state").is_in(list(_UNDONE)),
    )
    parts = [*(_sizes(rows, test) for test in _SIZES), _too_small(rows), _states(rows), _undone(rows)]
    order = pl.col("TRTESTCD").replace_strict({test: place for place, test in enumerate(TESTS)})
    records = pl.concat(parts, how="diagonal").sort("subject", "reader", "day", "lesion", "row", order)
    return records.select(
        pl.col("subject").alias("USUBJID"),
        pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("subject").alias("TRSEQ"),
        pl.col("role").replace_strict(LESION_WORDS, return_dtype=pl.String).alias("TRGRPID"),
        pl.col("lesion").alias("TRLNKID"),
        "TRTESTCD",
        pl.col("TRTESTCD").replace_strict(TESTS, return_dtype=pl.String).alias("TRTEST"),
        "TRORRES", "TRORRESU", "TRSTRESC", number_of_text(pl.col("TRSTRESC")).alias("TRSTRESN"), "TRSTRESU",
        "TRSTAT", "TRREASND",
        pl.col("method").alias("TRMETHOD"),
        pl.col("visit").alias("VISIT"),
        pl.col("date").dt.to_string("iso").alias("TRDTC"),
        study_day("day").alias("TRDY"),
        *POINT,
        measurement="row",
    )  # fmt: skip


def _sizes(rows: pl.DataFrame, test: str) -> pl.DataFrame:
    """Record one kind of size; that of a lesion too small to measure is told by `_too_small`."""
    name, unit = _SIZES[test], "HU" if test == "RADIODEN" else "mm"
    told_apart = (pl.col("state") == "too_small") & (pl.col("main") == test)
    measured = rows.filter(pl.col(name).is_not_null() & pl.col("seen") & ~told_apart)
    text = decimals(pl.col(name), 3)
    return measured.with_columns(
        *_blank("TRSTAT", "TRREASND"),
        TRTESTCD=pl.lit(test), TRORRES=text, TRSTRESC=text, TRORRESU=pl.lit(unit), TRSTRESU=pl.lit(unit),
    )  # fmt: skip


def _too_small(rows: pl.DataFrame) -> pl.DataFrame:
    size = decimals(pl.col("size").fill_null(TOO_SMALL_UM), 3)
    return rows.filter(pl.col("state") == "too_small").with_columns(
        *_blank("TRORRESU", "TRSTAT", "TRREASND"),
        TRTESTCD="main", TRORRES=pl.lit(_TOO_SMALL), TRSTRESC=size, TRSTRESU=pl.lit("mm"),
    )  # fmt: skip


def _states(rows: pl.DataFrame) -> pl.DataFrame:
    of_node = pl.col("nodal") & pl.col("state").is_in(list(_NODE_STATES))
    state = pl.col("state")
    told = rows.filter(state.is_in(list(_STATES))).with_columns(
        *_blank("TRORRESU", "TRSTRESU", "TRSTAT", "TRREASND"),
        TRTESTCD=_state_test(of_node),
        TRORRES=pl.when(of_node)
        .then(state.replace_strict(_NODE_STATES, default=None, return_dtype=pl.String))
        .otherwise(state.replace_strict(_STATES, default=None, return_dtype=pl.String)),
    )
    return told.with_columns(TRSTRESC="TRORRES")


def _undone(rows: pl.DataFrame) -> pl.DataFrame:
    """Say of a lesion that it was not read, under the test that it would have had."""
    test = pl.when(pl.col("role") == "target").then("main").otherwise(_state_test(pl.col("nodal")))
    reason = pl.col("state").replace_strict(_UNDONE, default=None, return_dtype=pl.String)
    return rows.filter(~pl.col("seen")).with_columns(
        *_blank("TRORRES", "TRORRESU", "TRSTRESC", "TRSTRESU"),
        TRTESTCD=test, TRSTAT=pl.lit("NOT DONE"), TRREASND=reason,
    )  # fmt: skip


def _state_test(of_node: pl.Expr) -> pl.Expr:
    return pl.when(of_node).then(pl.lit("LNSTATE")).otherwise(pl.lit("TUMSTATE"))


def _blank(*names: str) -> list[pl.Expr]:
    return [pl.lit(None, pl.String).alias(name) for name in names]
