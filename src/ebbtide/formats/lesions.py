"""What rows of one lesion must share: role, organ, side, node or not; filled where blank, settled where they differ."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.errors import UnknownWordError
from ebbtide.formats.screen import is_steady
from ebbtide.formats.text import categories_of, distinct, mapped
from ebbtide.formats.tidy import SAID
from ebbtide.study.columns import LESION_KEY as KEY
from ebbtide.terms.lesions import ROLES

if TYPE_CHECKING:
    from ebbtide.formats.intake import Intake
    from ebbtide.formats.screen import Coded

__all__ = ["fill_lesions", "is_node", "settle_roles"]

_NODE: Final = re.compile(r"\blymph[ -]?nodes?\b|\bnod(e|es|al)\b|\bl\.?n\.?s?\b|lymphaden", re.IGNORECASE)
_NO_NODE: Final = re.compile(r"\b(extra|non)[ -]?nodal\b", re.IGNORECASE)
_EARLIEST: Final = ("day", pl.col("role").to_physical())


def fill_lesions(frame: pl.DataFrame, coded: Coded | None, intake: Intake) -> pl.DataFrame:
    """Fill blank roles, organs and sides from other rows of the lesion, and say which lesions are nodes.

    Args:
        frame: The readings with `day`; `role`, `organ`, `side` and `nodal` null where the file says nothing.
        coded: The lesions of a large table as numbers.
        intake: Where to note what is odd.

    Returns:
        The same rows; `role` and `nodal` are never null.
    """
    for column in ("role", "organ", "side"):
        frame = _filled(frame, column)
    _refuse_blank_roles(frame, intake)
    return _with_nodes(frame, coded, intake)


def settle_roles(frame: pl.DataFrame, intake: Intake) -> pl.DataFrame:
    """Give each lesion the role of its earliest row.

    Args:
        frame: The readings; all rows of each lesion.
        intake: Where to note what is odd.
    """
    first = pl.col("role").sort_by(*_EARLIEST).first().over(KEY)
    told = frame.with_columns(first_role=first)
    if (told.get_column("first_role") == told.get_column("role")).all():
        return frame
    changed = told.filter(pl.col("first_role") != pl.col("role")).sort(*_EARLIEST, "row").unique(KEY, keep="first")
    problem = pl.format("{} was {} and is called {} on day {}", "lesion", "first_role", "role", "day")
    intake.note("READ22", changed.sort("row"), "role", problem)
    return told.with_columns(role="first_role").drop("first_role")


def _filled(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    blanks = frame.get_column(column).null_count()
    if blanks in (0, frame.height):
        return frame
    # Of two values on one day the order of the words decides, never that of the rows; a node before no node.
    order = pl.col(column) if column != "nodal" else ~pl.col(column)
    earliest = pl.col(column).sort_by("day", order).drop_nulls().first().over(KEY)
    return frame.with_columns(pl.col(column).fill_null(earliest))


def _refuse_blank_roles(frame: pl.DataFrame, intake: Intake) -> None:
    blank = frame.filter(pl.col("role").is_null())
    if blank.height:
        problem = pl.format("the lesion {} has no role in any row", "lesion")
        intake.refuse(UnknownWordError, blank, "role", problem, f"role is one of {', '.join(ROLES)}")
        intake.settle()


def _with_nodes(frame: pl.DataFrame, coded: Coded | None, intake: Intake) -> pl.DataFrame:
    """Say which lesions are nodes: as given, as the role says (`TARGET NODAL`), or as the organ says."""
    told = [name for name in ("nodal", SAID + "nodal") if _says_something(frame, name)]
    organs = _nodes_by_organ(frame)
    if organs is not None:
        frame = frame.with_columns(organs)
        told.append(organs.name)
    if not told:
        return frame.with_columns(nodal=pl.lit(value=False))
    frame = frame.with_columns(nodal=pl.coalesce(told)).drop(organs.name if organs is not None else [])
    settled = _settle_nodes(_filled(frame, "nodal"), coded, intake)
    return settled.with_columns(pl.col("nodal").fill_null(value=False))


def _says_something(frame: pl.DataFrame, column: str) -> bool:
    return column in frame.columns and frame.get_column(column).null_count() < frame.height


def _nodes_by_organ(frame: pl.DataFrame) -> pl.Series | None:
    """True where the organ is a node, null elsewhere; None where no organ is."""
    if not _says_something(frame, "organ"):
        return None
    organs = frame.get_column("organ")
    seen = categories_of(organs) if isinstance(organs.dtype, pl.Categorical) else distinct(organs).drop_nulls()
    nodes = dict.fromkeys((organ for organ in seen if is_node(organ)), True)
    return mapped(organs, nodes, pl.Boolean).alias("organ_is_node") if nodes else None


def is_node(organ: str) -> bool:
    """Tell whether an organ is a lymph node.

    Examples:
        >>> [is_node(organ) for organ in ("LYMPH NODE", "cervical LN", "thyroid nodule", "extranodal, lung")]
        [True, True, False, False]
    """
    return _NODE.search(organ) is not None and _NO_NODE.search(organ) is None


def _settle_nodes(frame: pl.DataFrame, coded: Coded | None, intake: Intake) -> pl.DataFrame:
    nodal = frame.get_column("nodal").drop_nulls()
    if nodal.all() or not nodal.any():
        return frame
    if coded and is_steady(frame.get_column("nodal"), coded):
        return frame
    first = pl.col("nodal").sort_by("day", "nodal", descending=[False, True]).first().over(KEY)
    told = frame.with_columns(first_nodal=first)
    apart = told.filter(pl.col("nodal") != pl.col("first_nodal"))
    problem = pl.format("{} is taken as {} as on its earliest row", "lesion", _as_kind(pl.col("first_nodal")))
    intake.note("READ23", apart, "nodal", problem)
    return told.with_columns(nodal="first_nodal").drop("first_nodal") if apart.height else frame


def _as_kind(nodal: pl.Expr) -> pl.Expr:
    return pl.when(nodal).then(pl.lit("a node")).otherwise(pl.lit("no node"))
