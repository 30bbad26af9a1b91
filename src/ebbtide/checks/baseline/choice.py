"""Whether targets were chosen where there were any to choose, and kept their role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.assessment.split import FRAGMENT
from ebbtide.checks.baseline.counts import LIMITS
from ebbtide.checks.baseline.kinds import NOT_MEASURABLE
from ebbtide.checks.baseline.lesions import (
    PLACE,
    QUERY,
    STREAM,
    as_list,
    chosen,
    held_to,
    titles,
    with_details,
    with_organ_groups,
)
from ebbtide.checks.baseline.sizes import MEASURABLE, RECIST_1_1, with_least, with_method_codes
from ebbtide.checks.check import NO_QUERIES, Check
from ebbtide.checks.domain_records import lesion_records
from ebbtide.criteria.parts.readings import NODE_MEASURABLE_UM
from ebbtide.sources import EISENHAUER_2009
from ebbtide.study.columns import LESION_KEY
from ebbtide.study.lengths import as_millimetres

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "late_targets", "missing_targets"]

UNSEEN: Final = ("not_done", "not_evaluable")


def missing_targets(trial: Examined) -> pl.DataFrame:
    """B10: hold the targets against what the site says of measurable disease, and against the lesions listed."""
    return pl.concat([_said_measurable(trial), _said_not_measurable(trial), _left_out(trial)], how="diagonal")


def _said_measurable(trial: Examined) -> pl.DataFrame:
    said = trial.study.table("subjects").filter("measurable_disease").select("subject")
    sums = trial.study.table("timepoints").filter(pl.col("target_sum_um").is_not_null()).select(*STREAM)
    have = pl.concat([chosen(trial).select(*STREAM), sums]).unique()
    bare = trial.points.filter("is_baseline").join(said, on="subject", how="semi").join(have, on=STREAM, how="anti")
    message = pl.format(
        "{}: measurable disease was entered, and no target lesion was chosen. Please choose the target lesions, or "
        "correct the entry.",
        PLACE,
    )
    return bare.select(*STREAM, "visit", day="start", message=message)


def _said_not_measurable(trial: Examined) -> pl.DataFrame:
    said = trial.study.table("subjects").filter(~pl.col("measurable_disease")).select("subject")
    targets = chosen(trial).join(said, on="subject", how="semi", maintain_order="left")
    many = targets.group_by(STREAM, maintain_order=True).agg(pl.col("visit", "start").first(), lesions=as_list())
    message = pl.format(
        "{}: no measurable disease was entered, and target lesions were chosen ({}). Please correct the entry, or "
        "follow the lesions as non-targets.",
        *(PLACE, "lesions"),
    )
    return many.select(*STREAM, "visit", day="start", message=message)


def _left_out(trial: Examined) -> pl.DataFrame:
    """Find measured non-targets that are large enough to be targets, where there is still room for them."""
    held = [one for one in held_to(trial) if MEASURABLE.get(one) == RECIST_1_1]
    if not held:
        return NO_QUERIES
    total = trial.options.max_targets or LIMITS[held[0]].total
    per_organ = trial.options.max_targets_per_organ or LIMITS[held[0]].per_organ
    targets = with_organ_groups(chosen(trial))
    in_all = targets.group_by(STREAM).agg(targets=pl.len())
    in_organ = targets.group_by(*STREAM, "group").agg(there=pl.len())
    others = with_organ_groups(_measurable(trial)).filter(pl.col("group").is_not_null())
    room = (
        others.join(in_all, on=STREAM, how="left", maintain_order="left")
        .join(in_organ, on=[*STREAM, "group"], how="left", maintain_order="left")
        .with_columns(pl.col("targets", "there").fill_null(0))
        .filter(pl.col("targets") < total, pl.col("there") < per_organ)
    )
    message = pl.format(
        f"{{}}: the non-target {{}} in {{}} is {{}} and large enough to be a target; {{}} of {total} targets were "
        f"chosen, {{}} of {per_organ} in this organ. {titles(held)} asks for all measurable lesions up to these "
        "numbers. Please choose it as a target, or say why it cannot be measured again.",
        *(PLACE, "lesion", pl.coalesce("organ", pl.lit("a lymph node")), as_millimetres(pl.col("size_um"))),
        *("targets", "there"),
    )
    return room.with_columns(day="start", message=message).select(QUERY)


def _measurable(trial: Examined) -> pl.DataFrame:
    """List the non-targets at baseline that RECIST 1.1 would let be targets."""
    rows = with_details(trial, chosen(trial, "nontarget")).filter(pl.col("state") == "measured")
    words = pl.concat_str("kind", "organ", separator=" ", ignore_nulls=True).fill_null("")
    poor = pl.any_horizontal([words.str.contains(kind.pattern) for kind in NOT_MEASURABLE]) | words.str.contains(
        r"(?i)\bbone|\bcyst"
    )
    treated = pl.col("irradiated").fill_null(value=False) | pl.col("locally_treated")
    sized = with_least(with_method_codes(rows.filter(~poor & ~treated)), RECIST_1_1)
    least = pl.when("nodal").then(NODE_MEASURABLE_UM).otherwise("least")
    return sized.filter(pl.col("size_um") >= least)


def late_targets(trial: Examined) -> pl.DataFrame:
    """B13: find targets that were not chosen at baseline, and lesions that changed between target and non-target."""
    return pl.concat([_without_baseline(trial), _with_two_roles(trial)])


def _without_baseline(trial: Examined) -> pl.DataFrame:
    targets = trial.targets.filter(pl.col("baseline").is_not_null())
    at_baseline = targets.filter("is_baseline").select(LESION_KEY).unique()
    parent = pl.col("lesion").str.extract(FRAGMENT, 1)
    late = (
        targets.join(at_baseline, on=LESION_KEY, how="anti", maintain_order="left")
        .with_columns(parent=parent)
        .join(at_baseline.rename({"lesion": "parent"}), on=[*STREAM, "parent"], how="anti", maintain_order="left")
        .filter(pl.col("start") > pl.col("baseline"), ~pl.col("state").is_in(UNSEEN))
        .sort(*LESION_KEY, "start")
        .unique(LESION_KEY, keep="first", maintain_order=True)
    )
    message = pl.format(
        "{}: target {} has no reading at the baseline of day {}. Targets are chosen at baseline, and it is not part "
        "of the sum. Please give its baseline reading, or say whether it is a new lesion.",
        *(PLACE, "lesion", "baseline"),
    )
    return late.with_columns(day="start", message=message).select(QUERY)


def _with_two_roles(trial: Examined) -> pl.DataFrame:
    """Find them in the readings, in what the reader of the files settled, and in the domains."""
    told = [_settled_roles(trial), _roles_in_readings(trial), _roles_in_domains(trial)]
    return pl.concat(told).unique(LESION_KEY, keep="first", maintain_order=True).sort(LESION_KEY).select(QUERY)


def _settled_roles(trial: Examined) -> pl.DataFrame:
    found = [(one.subject, one.row, one.problem) for one in trial.study.findings if one.rule == "READ22"]
    schema = {"subject": pl.String, "row": pl.UInt32, "problem": pl.String}
    rows = pl.DataFrame(found, schema=schema, orient="row")
    read = trial.readings.join(rows, on=["subject", "row"])
    message = pl.format(
        "{}: {}. A lesion keeps the role it has at baseline. Please correct the role.",
        *(PLACE, pl.col("problem").str.replace_all(r"\bnontarget\b", "non-target").str.replace_all("_", " ")),
    )
    return read.with_columns(day="start", message=message).select(QUERY)


def _roles_in_readings(trial: Examined) -> pl.DataFrame:
    known = trial.readings.filter(pl.col("role").is_in(["target", "nontarget"]))
    return _changed(known.select(*LESION_KEY, "visit", "start", "role"))


def _roles_in_domains(trial: Examined) -> pl.DataFrame:
    """Hold the roles of TU and the groups of TR against each other, visit by visit."""
    rows = pl.concat([lesion_records(trial, "TU"), lesion_records(trial, "TR")])
    role = (
        pl.when(pl.col("group").str.contains(r"^NON[- _]?TARGET"))
        .then(pl.lit("nontarget"))
        .when(pl.col("group").str.contains(r"^TARGET"))
        .then(pl.lit("target"))
    )
    labelled = trial.points.filter(pl.col("visit").is_not_null()).unique([*STREAM, "visit"], keep="first")
    days = labelled.select(*STREAM, "visit", "start")
    named = rows.with_columns(role=role).filter(pl.col("role").is_not_null(), pl.col("lesion").is_not_null())
    placed = named.join(days, on=[*STREAM, "visit"], how="left", maintain_order="left")
    return _changed(placed.select(*LESION_KEY, "visit", "start", "role"))


def _changed(rows: pl.DataFrame) -> pl.DataFrame:
    words = {"target": "target", "nontarget": "non-target"}
    ordered = rows.sort(*LESION_KEY, "start", nulls_last=True, maintain_order=True).with_columns(
        first=pl.col("role").first().over(LESION_KEY)
    )
    changed = ordered.filter(pl.col("role") != pl.col("first")).unique(LESION_KEY, keep="first", maintain_order=True)
    message = pl.format(
        "{}: {} is called {}, and was {} before. A lesion keeps the role it has at baseline. Please correct the role.",
        *(pl.coalesce(PLACE, pl.lit("At one visit")), "lesion"),
        *(pl.col("role").replace_strict(words), pl.col("first").replace_strict(words)),
    )
    return changed.with_columns(day=pl.col("start").cast(pl.Int32), message=message).select(QUERY)


CHECKS: Final = (
    Check(
        "B10",
        "Measurable disease and targets contradict",
        "query",
        "Holds the site's word on measurable disease against the targets, and asks for measured non-targets that could "
        "be targets while there is room for them.",
        f"{EISENHAUER_2009.at('4.1')} and 4.2",
        missing_targets,
        ("max_targets", "max_targets_per_organ"),
    ),
    Check(
        "B13",
        "Target added later, or role changed",
        "error",
        "Targets are chosen at baseline and keep their role. Finds targets without a baseline reading, and lesions "
        "that are target at one visit and non-target at another.",
        str(EISENHAUER_2009.at("4.2")),
        late_targets,
    ),
)
