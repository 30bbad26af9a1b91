"""Which lesion a record is of: its role, organ and side from TU, split and merged lesions, new ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.errors import UnknownWordError
from ebbtide.formats.lesions import is_node
from ebbtide.formats.sdtm.codes import is_indicator, is_no_role, role_of
from ebbtide.formats.sdtm.qualifiers import CONTRAST, IRRADIATED, PROGRESSED_SINCE, SLICES
from ebbtide.formats.text import mapped
from ebbtide.formats.words import is_nodal_role

if TYPE_CHECKING:
    from ebbtide.formats.accounts import Account
    from ebbtide.formats.intake import Intake
    from ebbtide.formats.sdtm.domains import Domain

__all__ = ["LESION", "Identified", "identify", "lesions_of_tu", "new_without_records", "part_merged", "with_roles"]

LESION: Final = ("subject", "reader", "lesion")

_IDENTITY: Final = ("role", "role_is_nodal", "organ", "side", "identified_by", "slice_mm")
_DETAILS: Final = ("irradiated", "progressed_since", "contrast")
_RELATED: Final = ("TUSPLIT", "TUMERGE")
_UNDONE: Final = ("not_done", "merged", "not_evaluable")
_ANSWERS: Final = {"Y": "yes", "YES": "yes", "N": "no", "NO": "no"}


class Identified(NamedTuple):
    """The lesions that TU identifies, each by its first record, and every record of them by its lesion."""

    lesions: pl.DataFrame
    pairs: pl.DataFrame


def lesions_of_tu(tu: Domain, intake: Intake, account: Account) -> Identified:
    """List the lesions that TU identifies, each by its first record.

    Returns:
        `lesions`, one row per subject, reader and lesion: `row`, `visit`, `date`, `day`, what identifies it and
        what is known of it once; `pairs` has `record` and the `row` of its lesion.

    Raises:
        MissingColumnError: If lesions have no names.
        UnknownWordError: If a lesion is identified by a word that is no role.
    """
    tu.require("TULNKID")
    records = _identifying(tu, intake, account)
    roles = with_roles(records, "said")
    # Records of splitting and merging name lesions, and a role only by chance.
    told = roles.filter(pl.col("role").is_not_null() | (pl.col("said").is_null() & ~_relates()))
    _settle_others(roles.filter(pl.col("role").is_null()), intake, account)
    told = told.sort("row")
    first = told.unique(LESION, keep="first", maintain_order=True)
    whole = told.join(first.select(*LESION, first="row"), on=LESION, how="left", maintain_order="left")
    details = whole.group_by("first").agg(pl.col(name).drop_nulls().first() for name in _DETAILS)
    lesions = first.drop(*_DETAILS).join(details, left_on="row", right_on="first", how="left", maintain_order="left")
    return Identified(lesions.drop("test", "said"), whole.select(record="row", row="first"))


def with_roles(records: pl.DataFrame, column: str) -> pl.DataFrame:
    """Add `role`, null where a word gives none, and `role_is_nodal`, what the word says about nodes."""
    said = records.get_column(column)
    seen = said.unique().drop_nulls().to_list()
    return records.with_columns(
        role=mapped(said, {word: role_of(word) for word in seen}, pl.String),
        role_is_nodal=mapped(said, {word: is_nodal_role(word) for word in seen}, pl.Boolean),
    )


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
    grouped = with_roles(told.select("group"), "group")
    by_group = pl.col("role").is_null()
    told = told.with_columns(
        role_is_nodal=pl.when(by_group).then(grouped.get_column("role_is_nodal")).otherwise("role_is_nodal"),
        role=pl.coalesce("role", grouped.get_column("role")),
    )
    organs = told.get_column("organ")
    nodes = mapped(organs, {organ: is_node(organ) for organ in organs.unique().drop_nulls()}, pl.Boolean)
    return told.with_columns(organ_is_node=nodes.fill_null(value=False))


def part_merged(readings: pl.DataFrame, account: Account) -> pl.DataFrame:
    """Give the size of merged lesions, named `T02/T03`, to the first; the others become `merged`."""
    merged = pl.col("lesion").str.contains("/", literal=True)
    if not readings.select(merged.any()).item():
        return readings
    parts = pl.col("lesion").str.split("/").list.eval(pl.element().str.strip_chars())
    hosts = readings.filter(merged).with_columns(parts=parts)
    first = hosts.with_columns(lesion=pl.col("parts").list.first()).drop("parts")
    others = hosts.with_columns(lesion=pl.col("parts").list.slice(1)).drop("parts").explode("lesion")
    blank = [pl.lit(None, pl.Int64).alias(name) for name in ("LDIAM", "LPERP", "DIAMETER", "VDIAM")]
    others = others.with_columns(
        pl.lit("merged").cast(readings.schema["state"]).alias("state"), pl.lit(None, pl.String).alias("density"), *blank
    )
    mapped_rows = pl.concat([first, others])
    # The parts' own records only say that they were not done.
    visit = [*LESION, "visit"]
    standing = readings.filter(~merged)
    idle = standing.filter(pl.col("state").cast(pl.String).is_in(_UNDONE)).join(
        mapped_rows, on=visit, how="semi", nulls_equal=True
    )
    account.set_aside(idle.get_column("records").explode(), "says again that the lesion is merged")
    return pl.concat([standing.join(idle, on="row", how="anti"), mapped_rows]).sort("row")


def new_without_records(lesions: pl.DataFrame, readings: pl.DataFrame, intake: Intake) -> pl.DataFrame:
    """Take new lesions that only TU has as present when they were identified; note all lesions that TR lacks."""
    alone = lesions.join(readings, on=LESION, how="anti").sort("row")
    is_new = pl.col("role").str.starts_with("new").fill_null(value=False)
    seen = pl.format("{} is identified and has no records; it counts as present then", "lesion")
    unseen = pl.format("{} is identified and has no records", "lesion")
    intake.note("READ52", alone.filter(is_new), "TULNKID", seen)
    intake.note("READ52", alone.filter(~is_new), "TULNKID", unseen)
    return alone.filter(is_new).select(
        *("row", *LESION, "visit", "date", "day", "role", "organ", "side"),
        nodal="role_is_nodal",
        state=pl.lit("present"),
        method="identified_by",
    )


def _identifying(tu: Domain, intake: Intake, account: Account) -> pl.DataFrame:
    """Take the records that identify lesions; yes-no tests and nameless lesions are told and left alone."""
    records = tu.frame.select(
        "row",
        subject="USUBJID",
        reader=tu.reader,
        lesion="TULNKID",
        visit=tu.visit,
        date=tu.text("TUDTC"),
        day=tu.day(),
        said=tu.text("TUSTRESC", "TUORRES"),
        organ=tu.text("TULOC"),
        side=tu.text("TULAT"),
        identified_by=tu.text("TUMETHOD"),
        slice_mm=tu.text(*SLICES),
        irradiated=_answer(tu.text(*IRRADIATED)),
        progressed_since=_answer(tu.text(*PROGRESSED_SINCE)),
        contrast=_answer(tu.text(*CONTRAST)),
        test=tu.text("TUTESTCD").str.to_uppercase(),
    )
    tests = records.get_column("test").unique().drop_nulls()
    asks = pl.col("test").is_in([test for test in tests if is_indicator(test)]).fill_null(value=False)
    nameless = records.filter(~asks & pl.col("lesion").is_null())
    intake.note("READ51", nameless, "TULNKID", pl.lit("the record names no lesion and is set aside"))
    account.set_aside(nameless.get_column("row"), "names no lesion")
    for test, count in records.filter(asks & (pl.col("test") != "MEASIND")).group_by("test").len().sort("test").rows():
        intake.remark("READ50", f"{count:,} records of {test} are not used", column="TUTESTCD")
        account.set_aside(records.filter(pl.col("test") == test).get_column("row"), f"{test} is not used")
    return records.filter(~asks & pl.col("lesion").is_not_null())


def _settle_others(others: pl.DataFrame, intake: Intake, account: Account) -> None:
    """Tell what is no role: splits and merges, things no criterion follows; refuse words that no list has."""
    related = others.filter(_relates())
    account.set_aside(related.get_column("row"), "says that lesions split or merged")
    rest = others.filter(~_relates() & pl.col("said").is_not_null())
    words = rest.get_column("said").unique()
    known = pl.col("said").is_in([word for word in words if is_no_role(word)])
    followed = pl.format("{} is identified as {}, which no criterion follows; it is set aside", "lesion", "said")
    intake.note("READ51", rest.filter(known), "TUSTRESC", followed)
    account.set_aside(rest.filter(known).get_column("row"), "identifies what no criterion follows")
    strangers = rest.filter(~known)
    hint = "a lesion is TARGET, NON-TARGET, NEW, or another word of the code list TUIDRS"
    intake.refuse(UnknownWordError, strangers, "TUSTRESC", pl.format("'{}' is no role of a lesion", "said"), hint)
    intake.settle()


def _relates() -> pl.Expr:
    return pl.col("test").is_in(_RELATED).fill_null(value=False)


def _answer(said: pl.Expr) -> pl.Expr:
    return said.str.to_uppercase().replace_strict(_ANSWERS, default=None, return_dtype=pl.String)
