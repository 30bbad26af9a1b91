"""Other drugs that blur what is seen: cytokines, responses, PET (K10, K13, K16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.cell_therapy.told import (
    FLARE_DAYS,
    STEROID,
    asked,
    events_of,
    findings_of,
    infusions,
    span,
    treatments_of,
)
from ebbtide.checks.check import Check
from ebbtide.sources import ZHAO_2025

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "active_drugs", "steroids_at_pet", "treated_cytokines"]

ATTRIBUTION_DAYS: Final = 30
"""A drug given so many days before an infusion may still act after it; after it, for the days of a flare."""
ANTI_CYTOKINE_DAYS: Final = 14
"""For so many days after the last dose of an anti-cytokine, inflammatory markers are read with it in mind."""
STEROID_MG: Final = 10.0
ANTI_CYTOKINE: Final = r"anti_cytokine|tocilizumab|siltuximab|sarilumab|anakinra|emapalumab|ruxolitinib|infliximab"
_MARKERS: Final = r"(?:.*_)?(?:il_6|il6|il_8|il8|interleukin_6|interleukin_8|crp|c_reactive_protein)(?:_.*)?"
_ACTIVE: Final = (
    r"chemo|cytotox|antineoplast|checkpoint|kinase|\btki\b|targeted|antibod|immunotherap|hormon|endocrine|radi|bridging|"
    r"bispecific|transplant|imid|new_therapy"
)
_STANDARD: Final = (
    r"lympho-?deplet\w*|conditioning|chemotherapy|regimen|preparatory|fludarabine?|cyclophosphamide|bendamustine|"
    r"flu/?cy|fc\b|\b(?:and|with|plus|the|for|days?|mg|intravenous|iv)\b"
)
"""Words of a lymphodepletion that is meant for lymphocytes; whatever else it names may act on the tumour."""
# Milligrams of prednisone that one milligram is worth, from the usual table: prednisone 5 mg, prednisolone 5,
# methylprednisolone 4, dexamethasone 0.75, hydrocortisone 20, betamethasone 0.6, cortisone 25.
_PREDNISONE: Final = {
    "methylpred": 5 / 4,
    "predniso": 1.0,
    "dexameth": 5 / 0.75,
    "hydrocort": 5 / 20,
    "betameth": 5 / 0.6,
    "cortisone": 5 / 25,
}
_PET: Final = r".*\bpet.*|(?:.*_)?pet(?:_.*)?|deauville.*|suv.*|sul.*|metabolic_.*|tlg|mtv|tmtv"


def treated_cytokines(trial: Examined) -> pl.DataFrame:
    """K10: IL-6, IL-8 and CRP under an anti-cytokine or a steroid.

    Sources:
        Soluble IL-6 rises once its receptor is blocked, and CRP falls: Nishimoto 2008, to be confirmed against
        the paper.
    """
    anti = treatments_of(trial, ANTI_CYTOKINE).with_columns(upto=pl.col("last") + ANTI_CYTOKINE_DAYS)
    steroids = treatments_of(trial, STEROID).with_columns(upto=pl.col("last"))
    drugs = pl.concat([anti, steroids]).unique(["subject", "row"], keep="first", maintain_order=True)
    drugs = drugs.select("subject", "agent", "upto", given="day", given_end="end_day")
    measured = findings_of(trial, _MARKERS).drop_nulls("day").select("subject", "test", "day")
    under = measured.join(drugs, on="subject", maintain_order="left").filter(
        pl.col("day").is_between(pl.col("given"), pl.col("upto")), pl.col("day") > pl.col("given")
    )
    told = (
        under.sort("subject", "given", "day", "test")
        .group_by("subject", "agent", "given", maintain_order=True)
        .agg(
            pl.col("given_end", "day").first(),
            what=pl.format("{} (day {})", "test", "day").unique(maintain_order=True).str.join(", "),
        )
    )
    message = pl.format(
        "{} after {} ({}): these values show the drug as well as the disease. IL-6 in serum rises while its "
        "receptor is "
        "blocked, and CRP falls; steroids lower all of them. They are read as confounded.",
        *("what", "agent", span("given", "given_end")),
    )
    return asked(told, message)


def active_drugs(trial: Examined) -> pl.DataFrame:
    """K13: another drug against the tumour from 30 days before an infusion to 35 days after it.

    Sources:
        Zhao 2025, paragraphs 2 and 3: nab-paclitaxel in the conditioning, and an oral drug until day 14.
    """
    drugs = pl.concat([_drugs(trial), _depleting_more(trial), _new_therapies(trial)])
    windows = infusions(trial).select("subject", "infused", "upto")
    until = pl.min_horizontal(pl.col("infused") + FLARE_DAYS, pl.col("upto") - 1)
    pairs = drugs.join(windows, on="subject", maintain_order="left").filter(
        (pl.col("last") >= pl.col("infused") - ATTRIBUTION_DAYS) & (pl.col("day") <= until)
    )
    once = pairs.sort("subject", "infused", "day", "what").unique(
        ["subject", "infused", "day", "what"], keep="first", maintain_order=True
    )
    message = pl.format(
        "Infusion of day {}: {}, {}, lies within {} days before and {} days after it. What happens to the tumour then "
        "cannot be ascribed to the CAR-T cells alone. It is shown as a confounder; please confirm the days.",
        *("infused", "what", span("day", "last"), pl.lit(ATTRIBUTION_DAYS), pl.lit(FLARE_DAYS)),
    )
    return asked(once, message)


def _drugs(trial: Examined) -> pl.DataFrame:
    """Treatments whose class acts on a tumour, as `subject, day, last, what`."""
    rows = treatments_of(trial).filter(pl.col("kind").str.contains(_ACTIVE))
    return rows.select(
        "subject", "day", "last", what=pl.format("{} ({})", "agent", pl.col("kind").str.replace_all("_", " "))
    )


def _depleting_more(trial: Examined) -> pl.DataFrame:
    """Lymphodepletion that names more than fludarabine, cyclophosphamide or bendamustine."""
    rows = (
        treatments_of(trial)
        .filter(pl.col("kind") == "lymphodepletion")
        .with_columns(
            more=pl.col("agent")
            .str.to_lowercase()
            .str.replace_all(_STANDARD, " ")
            .str.extract_all(r"[a-z][a-z-]{3,}")
            .list.join(", ")
        )
    )
    what = pl.format("lymphodepletion with more than the usual drugs ({})", "more")
    return rows.filter(pl.col("more") != "").select("subject", "day", "last", what=what)


def _new_therapies(trial: Examined) -> pl.DataFrame:
    """New therapies among the events, where no treatment of that day tells of them."""
    rows = events_of(trial, "new_therapy").join(
        _drugs(trial).select("subject", "day"), on=["subject", "day"], how="anti"
    )
    what = pl.format("new therapy ({})", pl.col("detail").fill_null("not named"))
    return rows.select("subject", "day", what=what, last=pl.max_horizontal("day", "end_day")).select(
        "subject", "day", "last", "what"
    )


def steroids_at_pet(trial: Examined) -> pl.DataFrame:
    """K16: at least 10 mg of prednisone, or as much of another steroid, on the day of a PET."""
    days = pl.concat([_pet_findings(trial), _pet_readings(trial)]).unique().sort("subject", "pet")
    weights = trial.study.table("subjects").select("subject", "weight_kg")
    steroids = treatments_of(trial, STEROID).join(weights, on="subject", how="left", maintain_order="left")
    steroids = steroids.with_columns(prednisone=_daily_mg() * _worth())
    under = days.join(steroids, on="subject", maintain_order="left").filter(
        pl.col("pet").is_between(pl.col("day"), pl.col("last"))
    )
    of_day = under.group_by("subject", "pet", maintain_order=True).agg(
        mg=pl.col("prednisone").sum(),
        untold=pl.col("prednisone").is_null().any(),
        agents=pl.col("agent").unique(maintain_order=True).str.join(", "),
    )
    high = pl.format(
        "PET of day {}: {}, {} mg of prednisone a day or its equivalent. From {} mg on, steroids may change the uptake "
        "of lymphoma and of inflammation. Please confirm the dose on that day, and read the scan with it in mind.",
        *("pet", "agents", pl.col("mg").round(1).cast(pl.String).str.strip_suffix(".0"), pl.lit(f"{STEROID_MG:g}")),
    )
    untold = pl.format(
        "PET of day {}: {} was given, and its daily dose in mg is not told. Please give the dose on that "
        "day: from {} mg "
        "of prednisone on, or as much of another steroid, it may change the uptake.",
        *("pet", "agents", pl.lit(f"{STEROID_MG:g}")),
    )
    is_high = pl.col("mg") >= STEROID_MG - 1e-9
    odd = of_day.filter(is_high | pl.col("untold"))
    grave = pl.when(is_high).then(pl.lit("warning")).otherwise(pl.lit("query"))
    return asked(odd, pl.when(is_high).then(high).otherwise(untold), grave, day="pet")


def _pet_findings(trial: Examined) -> pl.DataFrame:
    return findings_of(trial, _PET).drop_nulls("day").select("subject", pet="day")


def _pet_readings(trial: Examined) -> pl.DataFrame:
    rows = trial.study.table("measurements").filter(pl.col("method").str.contains(r"(?i)\bPET"))
    return rows.drop_nulls("day").select("subject", pet="day")


def _daily_mg() -> pl.Expr:
    unit = pl.col("dose_unit").str.to_lowercase().str.replace_all(r"\s", "")
    a_day = r"(?:/d|/day|/24h|perday|daily)?"
    return (
        pl.when(unit.str.contains(rf"^mg{a_day}$"))
        .then("dose")
        .when(unit.str.contains(rf"^mg/kg{a_day}$"))
        .then(pl.col("dose") * pl.col("weight_kg"))
    )


def _worth() -> pl.Expr:
    """Milligrams of prednisone that one milligram of the agent is worth; null of an agent that is not known."""
    worth = pl.lit(None, pl.Float64)
    for name, factor in reversed(_PREDNISONE.items()):
        worth = pl.when(pl.col("words").str.contains(name, literal=True)).then(factor).otherwise(worth)
    return worth


CHECKS: Final = (
    Check(
        "K10",
        "Inflammatory markers under treatment",
        "info",
        f"IL-6, IL-8 or CRP measured after an anti-cytokine (up to {ANTI_CYTOKINE_DAYS} days) or during a steroid.",
        "Nishimoto 2008, to be confirmed",
        treated_cytokines,
    ),
    Check(
        "K13",
        "Another active drug in the attribution window",
        "warning",
        f"A drug, radiation or a conditioning with more than the usual drugs, from {ATTRIBUTION_DAYS} days before an "
        f"infusion to {FLARE_DAYS} days after it: a response is not ascribed to the cells alone.",
        str(ZHAO_2025.at("Introduction")),
        active_drugs,
    ),
    Check(
        "K16",
        "Steroid at a PET",
        "warning",
        "A steroid worth 10 mg of prednisone a day or more on the day of a PET, or one whose dose is not told.",
        "data management",
        steroids_at_pet,
    ),
)
