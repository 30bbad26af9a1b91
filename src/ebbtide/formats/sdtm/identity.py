"""Which lesion a record is of: its role, organ and side from TU, split and merged lesions, new ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.formats.lesions import is_node
from ebbtide.formats.names import folded
from ebbtide.formats.text import mapped
from ebbtide.formats.words import ROLES_BY_WORD, is_nodal_role

if TYPE_CHECKING:
    from ebbtide.formats.intake import Intake
    from ebbtide.formats.sdtm.domains import Domain

__all__ = ["LESION", "identify", "lesions_of_tu", "new_without_records", "part_merged"]

LESION: Final = ("subject", "reader", "lesion")

_IDENTITY: Final = ("role", "organ", "side", "identified_by")
_RELATED: Final = ("TUSPLIT", "TUMERGE")
_UNDONE: Final = ("not_done", "merged", "not_evaluable")


def lesions_of_tu(tu: Domain | None) -> pl.DataFrame:
    """List the lesions that TU identifies, each by its first record.

    Returns:
        One row per subject, reader and lesion: `row`, `visit`, `date`, `day` and what identifies it.
    """
    if tu is None:
        texts = dict.fromkeys((*LESION, "visit", "date", *_IDENTITY), pl.String)
        return pl.DataFrame(schema={"row": pl.UInt32, **texts, "day": pl.Int32})
    tu.require("TULNKID")
    records = tu.frame.select(
        "row",
        subject="USUBJID",
        reader=tu.reader,
        lesion="TULNKID",
        visit=tu.visit,
        date=tu.text("TUDTC"),
        day=tu.day(),
        role=tu.text("TUSTRESC", "TUORRES"),
        organ=tu.text("TULOC"),
        side=tu.text("TULAT"),
        identified_by=tu.text("TUMETHOD"),
        test=tu.text("TUTESTCD"),
    )
    # Records of splitting and merging name lesions, and a role only by chance.
    no_role = pl.col("test").is_in(_RELATED) & ~_is_role("role", records)
    first = records.filter(pl.col("lesion").is_not_null() & ~no_role.fill_null(value=False)).sort("row")
    return first.unique(LESION, keep="first", maintain_order=True).drop("test")


def identify(readings: pl.DataFrame, lesions: pl.DataFrame) -> pl.DataFrame:
    """Add to every reading what identifies its lesion.

    The part T04.1 of a split lesion is what its parent T04 is. A lesion that TU does not have under
    the reader takes its role from TRGRPID.

    Args:
        readings: The readings with the group of their records.
        lesions: The lesions of TU.

    Returns:
        The readings with role (null where nothing tells it), organ, side, method of identification,
        `organ_is_node` and `role_is_nodal`.
    """
    own = lesions.select(*LESION, *_IDENTITY)
    parents = own.rename({"lesion": "parent", **{name: f"{name}_of_parent" for name in _IDENTITY}})
    told = readings.with_columns(parent=pl.col("lesion").str.replace(r"\.\d+$", ""))
    told = told.join(own, on=LESION, how="left", maintain_order="left")
    told = told.join(parents, on=["subject", "reader", "parent"], how="left", maintain_order="left")
    told = told.with_columns([pl.coalesce(name, f"{name}_of_parent").alias(name) for name in _IDENTITY])
    return _with_nodes(told.with_columns(role=pl.coalesce("role", "group")))


def part_merged(readings: pl.DataFrame) -> pl.DataFrame:
    """Give the size of merged lesions, named `T02/T03`, to the first; the others become `merged`."""
    merged = pl.col("lesion").str.contains("/", literal=True)
    if not readings.select(merged.any()).item():
        return readings
    parts = pl.col("lesion").str.split("/").list.eval(pl.element().str.strip_chars())
    hosts = readings.filter(merged).with_columns(parts=parts)
    first = hosts.with_columns(lesion=pl.col("parts").list.first()).drop("parts")
    others = hosts.with_columns(lesion=pl.col("parts").list.slice(1)).drop("parts").explode("lesion")
    blank = [pl.lit(None, pl.Int64).alias(name) for name in ("LDIAM", "LPERP", "DIAMETER")]
    others = others.with_columns(pl.lit("merged").cast(readings.schema["state"]).alias("state"), *blank)
    mapped_rows = pl.concat([first, others])
    # The parts' own records only say that they were not done.
    visit = [*LESION, "visit"]
    standing = readings.filter(~merged)
    idle = standing.filter(pl.col("state").cast(pl.String).is_in(_UNDONE)).join(
        mapped_rows, on=visit, how="semi", nulls_equal=True
    )
    return pl.concat([standing.join(idle, on="row", how="anti"), mapped_rows]).sort("row")


def new_without_records(lesions: pl.DataFrame, readings: pl.DataFrame, intake: Intake) -> pl.DataFrame:
    """Take new lesions that only TU has as present when they were identified; note all lesions that TR lacks."""
    alone = lesions.join(readings, on=LESION, how="anti").sort("row")
    is_new = _role(alone.get_column("role")).str.starts_with("new").fill_null(value=False)
    seen = pl.format("{} is identified and has no records; it counts as present then", "lesion")
    unseen = pl.format("{} is identified and has no records", "lesion")
    intake.note("READ52", alone.filter(is_new), "TULNKID", seen)
    intake.note("READ52", alone.filter(~is_new), "TULNKID", unseen)
    return alone.filter(is_new).select(
        *("row", *LESION, "visit", "date", "day", "role", "organ", "side"),
        state=pl.lit("present"),
        method="identified_by",
    )


def _is_role(column: str, records: pl.DataFrame) -> pl.Series:
    return _role(records.get_column(column)).is_not_null()


def _role(values: pl.Series) -> pl.Series:
    return mapped(values, {word: ROLES_BY_WORD.get(folded(word)) for word in values.unique().drop_nulls()}, pl.String)


def _with_nodes(told: pl.DataFrame) -> pl.DataFrame:
    organs, roles = told.get_column("organ"), told.get_column("role")
    nodes = mapped(organs, {organ: is_node(organ) for organ in organs.unique().drop_nulls()}, pl.Boolean)
    nodal = mapped(roles, {word: is_nodal_role(word) for word in roles.unique().drop_nulls()}, pl.Boolean)
    return told.with_columns(organ_is_node=nodes.fill_null(value=False), role_is_nodal=nodal.fill_null(value=False))
