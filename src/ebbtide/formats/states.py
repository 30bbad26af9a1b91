"""The state of every lesion, and of every printed sum: as given, as said in the cell of a length, or as it shows.

A state and a length that contradict each other are said so, and what is left is never more
than the row can bear: a target without a length is not evaluable.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.formats.tidy import SAID
from ebbtide.study.lengths import as_millimetres
from ebbtide.terms.lesions import (
    ABSENT,
    DECREASED,
    EQUIVOCAL,
    INCREASED,
    MEASURED,
    MERGED,
    NOT_DONE,
    NOT_EVALUABLE,
    PRESENT,
    ROLES,
    STATES,
    TARGET,
    TOO_SMALL,
    UNEQUIVOCAL_PROGRESSION,
)

if TYPE_CHECKING:
    from ebbtide.formats.intake import Intake

__all__ = ["settle_states", "settle_sums"]

_LENGTHS: Final = ("longest_um", "perpendicular_um", "viable_um")
_STATE: Final = pl.col("state").to_physical()
_ROLE: Final = pl.col("role").to_physical()
_LARGEST: Final = pl.max_horizontal(*_LENGTHS)
_NODE_NORMAL_UM: Final = 10_000


def _is_one_of(*states: int) -> pl.Expr:
    return pl.any_horizontal([state == _STATE for state in states])


_UNSEEN: Final = _is_one_of(NOT_EVALUABLE, NOT_DONE, MERGED)
_SEEN: Final = _is_one_of(PRESENT, INCREASED, DECREASED, UNEQUIVOCAL_PROGRESSION, EQUIVOCAL)
_IS_ZERO: Final = ((_LARGEST == 0) & ~pl.col("nodal")).fill_null(value=False)
_IS_LARGE: Final = (
    pl.when(pl.col("nodal")).then(pl.col("perpendicular_um") >= _NODE_NORMAL_UM).otherwise(_LARGEST > 0)
).fill_null(value=False)
_HAS_SIZE: Final = _LARGEST.is_not_null()


def settle_states(frame: pl.DataFrame, intake: Intake) -> pl.DataFrame:
    """Give every row one state that its lengths bear out.

    Args:
        frame: The readings with `state` (null where the file gives none), what their lengths said in
            words, roles, `nodal` and lengths.
        intake: Where to note what is odd.

    Returns:
        The same rows; `state` is never null, and lengths that contradict it are null.
    """
    frame = _with_said(frame, intake)
    if _are_plain(frame):
        return _note_bare_nodes(frame, intake)
    frame = _drop_contradicting_lengths(frame, intake)
    frame = _prefer_lengths(frame, intake)
    frame = _fill_blanks(frame, intake)
    return _note_bare_nodes(frame, intake)


def settle_sums(frame: pl.DataFrame, intake: Intake) -> pl.DataFrame:
    """Bring the printed sum of the targets and their state together, as the length and the state of a target.

    Args:
        frame: The time points with `target_sum_um`, what its cells said in words, and `target_state`.
        intake: Where to note what is odd.

    Returns:
        The same rows. A sum that contradicts its state is null; a state that contradicts its sum is `measured`.
    """
    said = SAID + "target_sum_um"
    told = frame.select(
        "row",
        "subject",
        *([pl.col(said).alias(SAID + "longest_um")] if said in frame.columns else []),
        role=pl.lit(ROLES[TARGET], pl.Enum(ROLES)),
        # Below 10 mm a sum may be all of normal nodes: it does not contradict targets that are gone.
        nodal=pl.col("target_sum_um").is_between(1, _NODE_NORMAL_UM - 1).fill_null(value=False),
        longest_um="target_sum_um",
        perpendicular_um=pl.lit(None, pl.Int64),
        viable_um=pl.lit(None, pl.Int64),
        state="target_state",
    )
    told = _with_said(told, intake, "target_state")
    settled = _prefer_lengths(_drop_contradicting_lengths(told, intake, "target_state"), intake, "target_state")
    # A sum alone needs no state: many sources print nothing else.
    state = pl.when(told.get_column("state").is_not_null()).then(settled.get_column("state"))
    return frame.with_columns(target_sum_um=settled.get_column("longest_um"), target_state=state)


def _are_plain(frame: pl.DataFrame) -> bool:
    """Tell whether every state is given and no length contradicts it, so that nothing is left to settle."""
    known = [name for name in _LENGTHS if frame.get_column(name).null_count() < frame.height]
    largest = pl.max_horizontal(known) if known else pl.lit(None, pl.Int64)
    told = frame.select("nodal", state=_STATE, role=_ROLE, largest=largest)
    state, size = pl.col("state"), pl.col("largest")
    unsized = state.is_between(NOT_EVALUABLE, MERGED) | state.is_in([ABSENT, TOO_SMALL])
    seen = state.is_between(PRESENT, UNEQUIVOCAL_PROGRESSION) | (state == EQUIVOCAL)
    plain = (
        pl.when(size > 0)
        .then((state == MEASURED) | (seen & (pl.col("role") != TARGET)))
        .when(size == 0)
        .then((state == ABSENT) & ~pl.col("nodal"))
        .otherwise(unsized | (seen & (pl.col("role") != TARGET)))
    )
    return bool(told.select(plain.all(ignore_nulls=False).fill_null(value=False)).item())


def _with_said(frame: pl.DataFrame, intake: Intake, column: str = "state") -> pl.DataFrame:
    """Take the states that cells of lengths say; a state column holds unless it says less."""
    columns = [SAID + name for name in _LENGTHS if SAID + name in frame.columns]
    if not columns:
        return frame
    said = pl.coalesce(columns)
    says_less = _STATE.is_null() | _is_one_of(MEASURED, PRESENT)
    apart = frame.filter(said.is_not_null() & ~says_less & (said != pl.col("state")))
    problem = pl.format("the cell says {}, the state {}; the state holds", said, "state")
    intake.note("READ31", apart, column, problem)
    return frame.with_columns(state=pl.when(says_less & said.is_not_null()).then(said).otherwise("state"))


def _drop_contradicting_lengths(frame: pl.DataFrame, intake: Intake, column: str = "state") -> pl.DataFrame:
    """Make null the length of what was not seen, and a length of zero of what was."""
    useless = (_UNSEEN & _HAS_SIZE) | ((_SEEN | (_STATE == TOO_SMALL)) & _IS_ZERO)
    rows = frame.filter(useless)
    problem = pl.format("{} contradicts the state {} and is not used", as_millimetres(_LARGEST), "state")
    intake.note("READ31", rows, column, problem)
    if rows.is_empty():
        return frame
    blank = pl.when(~useless | useless.is_null())
    return frame.with_columns([blank.then(name).alias(name) for name in _LENGTHS])


def _prefer_lengths(frame: pl.DataFrame, intake: Intake, column: str = "state") -> pl.DataFrame:
    """Believe a length over `absent`, and say `measured` or `absent` where a length shows it."""
    standing = frame.filter((_STATE == ABSENT) & _IS_LARGE)
    problem = pl.format("{} contradicts the state absent; the length holds", as_millimetres(_LARGEST))
    intake.note("READ31", standing, column, problem)
    said_nothing = _STATE.is_null() & _HAS_SIZE
    shown = said_nothing | ((_STATE == ABSENT) & _IS_LARGE) | (_SEEN & _HAS_SIZE & (_ROLE == TARGET))
    gone = (_STATE.is_null() | (_STATE == MEASURED)) & _IS_ZERO
    state = pl.when(gone).then(_state(ABSENT)).when(shown).then(_state(MEASURED)).otherwise("state")
    return frame.with_columns(state=state)


def _fill_blanks(frame: pl.DataFrame, intake: Intake) -> pl.DataFrame:
    """Say what is known of a row without a length."""
    is_target = _ROLE == TARGET
    unknown = ~_HAS_SIZE & (_STATE.is_null() | (is_target & (_SEEN | (_STATE == MEASURED))))
    seen = ~_HAS_SIZE & ~is_target & (_STATE == MEASURED)
    outcome = pl.when(unknown).then(pl.lit("not evaluable")).otherwise(pl.lit("present"))
    said = pl.col("state").cast(pl.String).fill_null("no state")
    problem = pl.format("{} and no length; the {} counts as {}", said, "role", outcome)
    # On a PET a lesion has an uptake and no length: nothing is amiss.
    hot = pl.col("sul_peak_milli").is_not_null() if "sul_peak_milli" in frame.columns else pl.lit(value=False)
    intake.note("READ30", frame.filter((unknown | seen) & ~hot), "state", problem)
    state = pl.when(unknown).then(_state(NOT_EVALUABLE)).when(seen).then(_state(PRESENT)).otherwise("state")
    return frame.with_columns(state=state)


def _note_bare_nodes(frame: pl.DataFrame, intake: Intake) -> pl.DataFrame:
    measured = (_STATE == MEASURED) & pl.col("longest_um").is_not_null() & pl.col("perpendicular_um").is_null()
    bare = frame.filter(pl.col("nodal") & measured) if frame.get_column("nodal").any() else frame.clear()
    problem = pl.format("the node {} has a longest diameter and no short axis", "lesion")
    intake.note("READ32", bare, "perpendicular_mm", problem)
    return frame


def _state(code: int) -> pl.Expr:
    return pl.lit(STATES[code], pl.Enum(STATES))
