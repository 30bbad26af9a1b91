"""What the metabolic criteria say of themselves in the table of criteria, and the options they share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts.metabolic.numbers import sul_text
from ebbtide.criteria.parts.metabolic.records import CONFIRMS_STILL, SINCE_BASELINE, CountRules, Rules

if TYPE_CHECKING:
    from ebbtide.study.options import Options

SHARED_OPTIONS: Final = ("resected_counts_zero", "tp_window_days", "duplicate_reading")
SUL_OPTIONS: Final = ("percist_pmd_reference", "percist_strict_qc")
PERCIST_OPTIONS: Final = ("percist_pmd_strict", *SUL_OPTIONS, "percist_missing_sul")
NODES: Final = "no node rule: uptake counts"


def percist_rules(options: Options) -> Rules:
    """Apply the options of PERCIST, which iPERCIST shares.

    Sources:
        Wahl 2009, table on PERCIST 1.0.
    """
    return Rules(
        strict=int(options.percist_pmd_strict),
        from_nadir=int(options.percist_pmd_reference == "nadir"),
        strict_quality=int(options.percist_strict_qc),
        cooler=int(options.percist_missing_sul == "cooler"),
        treated_counts=int(options.resected_counts_zero),
    )


def tell_percist(rules: Rules) -> dict[str, str]:
    """Say what the rules of PERCIST say."""
    return _tell_sul(rules) | {
        "PD": f"{_rise(rules)}; or total lesion glycolysis at least +{rules.tlg_pct} % without fall in SULpeak",
        "PR": f"{_fall(rules)}, no lesion up by more than {rules.rise_pct} %, no RECIST progression",
        "new lesions": "progression, if FDG-avid and typical",
        "non-targets": "unequivocal progression is progression",
        "confirmation": f"progression is called at once; seen again within {rules.verify_days} days unless visceral "
        "or shown by RECIST",
    }


def tell_ipercist(rules: Rules) -> dict[str, str]:
    """Say what the rules of iPERCIST say."""
    how = "still progression" if rules.confirm == CONFIRMS_STILL else "further progression"
    return tell_percist(rules) | {
        "new lesions": "unconfirmed progression, if FDG-avid and typical",
        "non-targets": "unequivocal progression is unconfirmed progression",
        "confirmation": f"UPMD confirmed by a second PET, {how} {rules.confirm_days} to {rules.late_days} days later",
    }


def tell_impercist5(rules: Rules) -> dict[str, str]:
    """Say what the rules of imPERCIST5 say."""
    return _tell_sul(rules) | {
        "PD": _rise(rules),
        "PR": _fall(rules),
        "new lesions": "no progression by themselves; part of the sum if among the hottest",
        "non-targets": "only prevent CR",
        "confirmation": "progression is final when called",
    }


def tell_percimt(rules: CountRules) -> dict[str, str]:
    """Say what the rules of PERCIMT say."""
    small = "of 1.0 cm or less" if rules.literal else "of any size"
    which = "seen since baseline" if rules.since_baseline == SINCE_BASELINE else "on the scan"
    return {
        "measure": f"number and functional diameter of the new FDG-avid lesions {which}",
        "lesions": "all FDG-avid lesions",
        "nodes": NODES,
        "CR": "all lesions without uptake, no new lesion",
        "PR": "some lesions without uptake, no new lesion",
        "PD": f"{rules.any_size} new lesions {small}, {rules.over_10} over 1.0 cm, or {rules.over_15} over 1.5 cm",
        "held response": "no",
        "new lesions": "progression from a number that depends on their size",
        "non-targets": "as all lesions",
        "confirmation": "progression is final when called",
    }


def _tell_sul(rules: Rules) -> dict[str, str]:
    most = "hottest lesion" if rules.most == 1 else f"up to {rules.most} hottest lesions"
    limit = f", {rules.per_organ} per organ" if rules.per_organ else ""
    return {
        "measure": "SULpeak of the hottest lesion of each scan" if rules.most == 1 else "sum of SULpeak",
        "lesions": f"{most} of each scan{limit}" + (", new ones alike" if rules.new_counts else ""),
        "nodes": NODES,
        "CR": "all lesions cooler than the liver's mean, or without uptake",
        "held response": "no",
    }


def _rise(rules: Rules) -> str:
    word = "more than" if rules.strict else "at least"
    floor = f" and +{sul_text(rules.rise_floor)} SUL" if rules.rise_floor else ""
    return f"{word} +{rules.rise_pct} %{floor} from {'nadir' if rules.from_nadir else 'baseline'}"


def _fall(rules: Rules) -> str:
    floor = f" and -{sul_text(rules.fall_floor)} SUL" if rules.fall_floor else ""
    return f"at least -{rules.fall_pct} %{floor} from baseline"
