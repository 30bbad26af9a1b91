"""Who is in a study, how they were followed, and how good the records are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.reports.blocks import Facts, Fold, Prose
from ebbtide.reports.laying_out import table_of
from ebbtide.study.imports import as_frame
from ebbtide.workflow.grouping import GROUPINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.reports.blocks import Block
    from ebbtide.study import Finding, Study
    from ebbtide.workflow.assessed import Assessment

__all__ = ["enrolment_blocks", "findings_blocks", "holding_blocks"]

_WORDS: Final = {"arm": "Arm", "tumor_type": "Tumor type", "therapy": "Therapy", "sex": "Sex"}


def enrolment_blocks(assessment: Assessment) -> tuple[Block, ...]:
    """Tell who is in a study, and what was noticed on reading and judging it."""
    known = Facts(tuple(_facts(assessment)))
    return (known, *holding_blocks(assessment.study), *findings_blocks(assessment.findings))


def holding_blocks(study: Study) -> tuple[Block, ...]:
    """Tell what a study holds, of whom, and what became of every row that was read."""
    return (_tables(study), *_groups(study), *_imports(study))


def _facts(assessment: Assessment) -> list[tuple[str, tuple[str, ...]]]:
    study, points = assessment.study, assessment.responses.select("subject", "reader", "day").unique()
    enrolled, judged = len(study.subjects), points["subject"].n_unique()
    facts = [("Subjects", (f"{enrolled:,}, of whom {judged:,} were judged at a time point after baseline",))]
    readers = sorted(filter(None, points["reader"].unique()))
    if readers:
        facts.append((f"Readers, {len(readers)}", (", ".join(readers),)))
    if len(points):
        each = points.group_by("subject", "reader").agg(last=pl.col("day").max(), points=pl.len())
        told = each.select(
            pl.col("points").median().alias("median"),
            pl.col("points").min().alias("fewest"),
            pl.col("points").max().alias("most"),
            pl.col("last").median().alias("last"),
        ).row(0, named=True)
        text = f"{told['median']:g} in the median for a subject and reader ({told['fewest']} to {told['most']})"
        facts += [("Time points after baseline", (text,)), ("Last time point, median", (f"day {told['last']:g}",))]
    milestones = assessment.milestones
    died = milestones["death_day"].drop_nulls().len()
    therapy = milestones["new_therapy_day"].drop_nulls().len()
    return [*facts, ("Deaths recorded", (f"{died:,}",)), ("New therapies recorded", (f"{therapy:,}",))]


def _tables(study: Study) -> Block:
    rows = [(name.replace("_", " "), len(table), table["subject"].n_unique()) for name, table in study.tables.items()]
    frame = pl.DataFrame(rows, schema={"table": pl.String, "rows": pl.Int64, "subjects": pl.Int64}, orient="row")
    heads = {"table": "Table", "rows": "Rows", "subjects": "Subjects"}
    return table_of(frame, heads, caption="What the study holds")


def _groups(study: Study) -> tuple[Block, ...]:
    subjects = study.table("subjects")
    told = [name for name in GROUPINGS if subjects[name].null_count() < len(subjects)]
    rows = [
        (_WORDS[name], str(group or "not told"), count)
        for name in told
        for group, count in subjects.group_by(name).len().sort("len", name, descending=[True, False]).iter_rows()
    ]
    if not rows:
        return ()
    frame = pl.DataFrame(rows, schema={"by": pl.String, "group": pl.String, "subjects": pl.Int64}, orient="row")
    heads = {"by": "By", "group": "Group", "subjects": "Subjects"}
    return (table_of(frame, heads, caption="Subjects by group", file="groups"),)


def _imports(study: Study) -> tuple[Block, ...]:
    if not study.imports:
        return ()
    frame = as_frame(study.imports)
    aside = int(frame["set_aside"].sum())
    heads = {
        "file": "File",
        "holds": "Holds",
        "becomes": "Becomes",
        "rows": "Rows",
        "used": "Used",
        "set_aside": "Set aside",
        "why": "Why",
    }
    table = table_of(frame, heads, caption="What became of every row", file="imports")
    return (Fold(f"Rows that were read: {int(frame['rows'].sum()):,}, set aside {aside:,}", (table,)),)


def findings_blocks(found: Sequence[Finding]) -> tuple[Block, ...]:
    """Count what was noticed, rule by rule, and list it beneath."""
    if not found:
        return (Prose(("Nothing was noticed on reading and judging.",), is_aside=True),)
    rows = [(one.severity, one.rule, one.place, one.problem, one.hint) for one in found]
    names = ("severity", "rule", "place", "problem", "hint")
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    counted = (
        frame.group_by("severity", "rule", maintain_order=True)
        .agg(pl.len().alias("times"), pl.col("place", "problem").first())
        .sort(pl.col("severity").replace_strict({"error": 0, "warning": 1, "info": 2}), "rule")
    )
    heads = {"rule": "Rule", "severity": "Severity", "times": "Times", "problem": "For example", "place": "Where"}
    title = f"Noticed on reading and judging: {len(found):,} finding{'s' if len(found) != 1 else ''}"
    each = {"rule": "Rule", "severity": "Severity", "place": "Where", "problem": "What", "hint": "What to do"}
    whole = table_of(frame, each, caption="Every finding", file="findings")
    return (table_of(counted, heads, caption=title), Fold("Every finding", (whole,)))
