"""The one-page story of a subject: where it stands, what is under question, what is due, and how it came to that."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ebbtide.errors import DataError
from ebbtide.reports.blocks import Card, Cards, Facts, Group, Table
from ebbtide.reports.laying_out import CELL, as_text, as_value, marked, table_of
from ebbtide.terms.families import family_of
from ebbtide.terms.responses import NEW_UNEQUIVOCAL, NEW_WORDS
from ebbtide.workflow.evidencing import standing_in_words
from ebbtide.workflow.telling import tell_course, tell_outcomes

if TYPE_CHECKING:
    from ebbtide.reports.blocks import Block
    from ebbtide.workflow.reporting.scope import Scope

__all__ = ["call_cell", "standing_blocks"]

_GRAVE: Final = ("death", "new_therapy", "crs", "icans", "last_contact")
_LONG: Final = 160
_FINAL: Final = "Progression is final"


def standing_blocks(scope: Scope) -> tuple[Block, ...]:
    """Tell where a subject stands, and how it came to that."""
    return (Cards((_now(scope), _in_question(scope), _due(scope))), _story(scope), *_hindsight(scope))


def _hindsight(scope: Scope) -> tuple[Block, ...]:
    outcomes = tell_outcomes(scope.assessment, scope.subject, settled=_settled(scope))
    pairs = tuple((title.replace("_", " "), (text,)) for title, text in outcomes)
    return (Group("What became of each progression", (Facts(pairs),)),) if pairs else ()


def _now(scope: Scope) -> Card:
    if scope.responses.is_empty():
        return Card(f"State on day {scope.last_day}", ("Nothing judged yet", *_survival(scope)))
    lines = [_last_call(scope, one.id) for one in scope.told]
    return Card(f"State on day {scope.last_day}", (*filter(None, lines), *_burden(scope), *_survival(scope)))


def _last_call(scope: Scope, criterion: str) -> str:
    rows = scope.responses.filter(criterion=criterion).sort("day")
    last = rows.row(-1, named=True)
    said = f"{scope.title_of(criterion)}: {last['overall_response']} on day {last['day']}"
    best = scope.rows(scope.assessment.best_responses(explain=False)).filter(criterion=criterion)
    return f"{said}, best response {best['best_overall_response'][0]}" if len(best) else said


def _burden(scope: Scope) -> list[str]:
    """Tell the last burden that was measured against baseline and nadir."""
    rows = scope.responses.filter(pl.col("criterion") == scope.main.id, pl.col("burden").is_not_null()).sort("day")
    if rows.is_empty():
        return []
    row = rows.row(-1, named=True)
    parts = [
        f"{row[f'change_from_{name}_pct']:+.1f} % from {name} ({_amount(row, name)})"
        for name in ("baseline", "nadir")
        if row[f"change_from_{name}_pct"] is not None
    ]
    return [f"Last measured on day {row['day']}: {', '.join((_amount(row, 'burden'), *parts))}"]


def _amount(row: dict[str, Any], name: str) -> str:
    """Write a burden with its unit.

    Examples:
        >>> _amount({"burden": 90.73, "burden_unit": "mm"}, "burden")
        '90.73 mm'
    """
    return f"{as_text(row[name])} {row['burden_unit'] or ''}".replace("mm2", "mm²").rstrip()


def _survival(scope: Scope) -> list[str]:
    died = _died(scope)
    if died is not None:
        return [f"Died on day {died}"]
    contact = _milestone(scope, "last_contact_day")
    return [] if contact is None else [f"Alive at last contact, day {contact}"]


def _died(scope: Scope) -> int | None:
    return _milestone(scope, "death_day")


def _milestone(scope: Scope, name: str) -> int | None:
    known = scope.rows(scope.assessment.milestones)[name]
    return known[0] if len(known) else None


def _in_question(scope: Scope) -> Card:
    open_ones = _settled(scope).filter(pl.col("known_day").is_null())
    words = pl.format("{} of day {}", "overall_response", "day")
    grouped = open_ones.group_by("criterion", "reading", maintain_order=True).agg(
        said=words.unique(maintain_order=True)
    )
    lines = [f"{_named(scope, row)}: {_listed(row['said'])} still open" for row in grouped.to_dicts()]
    if not lines:
        return Card("Under question", ("No progression is open",))
    return Card("Under question", tuple(lines), "open")


def _named(scope: Scope, row: dict[str, Any]) -> str:
    """Name a criterion, and the reading of an ambiguous rule where one decides."""
    reading = row["reading"].rpartition("=")[2].replace("_", " ")
    return f"{scope.title_of(row['criterion'])} ({reading})" if reading else scope.title_of(row["criterion"])


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _settled(scope: Scope) -> pl.DataFrame:
    return scope.rows(scope.assessment.settled)


def _due(scope: Scope) -> Card:
    died = _died(scope)
    if died is not None:
        return Card("What is due", (f"Nothing: died on day {died}",))
    lines, is_late = _due_on_pathway(scope)
    lines += [f"{one.title}: {one.next_step}" for one in _last_explanations(scope) if _asks(one.next_step)]
    if not lines:
        return Card("What is due", ("Nothing is due",))
    return Card("What is due", tuple(dict.fromkeys(lines)), "late" if is_late else "open")


def _due_on_pathway(scope: Scope) -> tuple[list[str], bool]:
    found = scope.pathways
    if isinstance(found, DataError) or found.standing.is_empty():
        return [], False
    row = found.standing.row(0, named=True)
    due = dict(standing_in_words(row)).get("due", "")
    wanted = row["data_to_obtain"] or [{"datum": "next scan"}]
    return [f"Pathway: {wanted[0]['datum']}, {due}"] if due else [], bool(row["overdue"])


def _asks(step: str) -> bool:
    return bool(step) and not step.startswith(_FINAL)


def _last_explanations(scope: Scope) -> list[Any]:
    """Take the explanation of the last call of each criterion."""
    last = {one.criterion: one for one in scope.explanations}
    return list(last.values())


def _story(scope: Scope) -> Table:
    """Lay out what happened, day by day: what was given, the burden, and what it was called."""
    heads = {"day": "Day", "what": "What happened", "sum": _burden_head(scope), "change": "From baseline, %"}
    heads |= {one.id: one.title for one in scope.told}
    days = sorted({*scope.responses["day"].to_list(), *(told := _told(scope))})
    rows = [_told_on(scope, day, told.get(day, "")) for day in days]
    columns: dict[str, pl.DataType | type[pl.DataType]] = {
        "day": pl.Int64,
        "what": pl.String,
        "sum": pl.Float64,
        "change": pl.Float64,
    }
    cells = dict.fromkeys((one.id for one in scope.told), CELL)
    frame = pl.DataFrame(rows, schema={**columns, **cells})
    return table_of(frame, heads, caption="The story so far, by day from the start of therapy")


def _burden_head(scope: Scope) -> str:
    units = scope.responses.filter(criterion=scope.main.id)["burden_unit"].drop_nulls()
    unit = units[0].replace("mm2", "mm²") if len(units) else "mm"
    return f"Burden, {unit}"


def _told(scope: Scope) -> dict[int, str]:
    """Tell what was given, what befell and what pathology found; other findings stand in the course."""
    tables = {
        "treatments": scope.own.table("treatments"),
        "events": scope.own.table("events").filter(pl.col("event").cast(pl.String).is_in(_GRAVE)),
        "findings": scope.own.table("findings").filter(_is_told_of()),
    }
    course = tell_course(replace(scope.own, tables=tables), scope.subject)
    return {day: "; ".join(_short(text) for text in texts) for day, texts in course}


def _is_told_of() -> pl.Expr:
    """Keep what pathology found, but for the antigen before the infusion, which is no event of the course."""
    return (pl.col("category").cast(pl.String) == "pathology") & ~pl.col("test").str.starts_with("h_score")


def _short(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:_LONG].rstrip()}…"


def _told_on(scope: Scope, day: int, what: str) -> dict[str, object]:
    here = scope.responses.filter(day=day)
    rows = {row["criterion"]: row for row in here.iter_rows(named=True)}
    main = rows.get(scope.main.id, {})
    change = main.get("change_from_baseline_pct")
    new = "new lesion" if main.get("new_lesion") == NEW_WORDS[NEW_UNEQUIVOCAL] else ""
    return {
        "day": day,
        "what": "; ".join(filter(None, (what, new))),
        "sum": main.get("burden"),
        "change": None if change is None else round(change, 1),
        **{one.id: call_cell(rows.get(one.id)) for one in scope.told},
    }


def call_cell(row: dict[str, Any] | None) -> dict[str, str]:
    """Set a call with its mark, as a cell of a table.

    Examples:
        >>> call_cell({"overall_response": "PD", "flags": ""})["mark"], call_cell(None)["text"]
        ('▲', '')
    """
    if row is None or not row["overall_response"]:
        return as_value(None)
    word = row["overall_response"]
    return as_value(marked(word, family_of(word, is_unconfirmed="UNCONFIRMED" in (row["flags"] or "").split())))
