"""What the criteria of lymphoma say of themselves, and what comes next after a call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.criteria.parts.lymphoma.numbers import millimetres
from ebbtide.criteria.parts.lymphoma.reasons import Note

if TYPE_CHECKING:
    from collections.abc import Callable

    from ebbtide.criteria.parts.composite.criterion import Said
    from ebbtide.criteria.parts.lymphoma.lyric_records import LyricRules
    from ebbtide.criteria.parts.lymphoma.recil_records import RecilRules
    from ebbtide.criteria.parts.lymphoma.records import LuganoRules


def says_lugano(rules: LuganoRules) -> dict[str, str]:
    """Say what Lugano asks for, as one column of the table of criteria."""
    steps = f"{millimetres(rules.small_step)} (up to {millimetres(rules.small)}) or {millimetres(rules.large_step)}"
    return {
        "measure": "sum of products of diameters; on PET the five-point scale, which decides where FDG is taken up",
        "lesions": f"up to {rules.most_targets}: nodes over 15 mm, others over 10 mm in longest diameter",
        "nodes": f"normal up to {millimetres(rules.node)} longest diameter",
        "CR": "PET: score 1 to 3; CT: all gone, nodes and spleen normal",
        "PR": f"PET: score 4 or 5, uptake lower; CT: at least -{rules.fall_pct} % from baseline",
        "PD": f"PET: uptake higher or new foci; CT: one lesion +{rules.rise_pct} % and +{steps} from its nadir",
        "held response": "no",
        "new lesions": f"progression; node over {millimetres(rules.node)}, other {millimetres(rules.new_extranodal)}",
        "non-targets": "clear progression, and that of spleen or marrow, is progression",
        "confirmation": "progression is final when called",
    }


def says_lyric(rules: LyricRules) -> dict[str, str]:
    """Say what LYRIC asks for, as one column of the table of criteria."""
    return says_lugano(rules.lugano) | {
        "PD": f"as Lugano; IR(1): sum +{rules.rise_pct} % by day {rules.last_day}; IR(2): lesions; IR(3): uptake alone",
        "new lesions": "IR(2); followed with the targets, up to 6",
        "confirmation": (
            f"IR(1): sum +{rules.further_pct} % more; IR(2): lesions followed +{rules.rise_pct} %; IR(3): size, number "
            "or biopsy; PD dated at the first IR"
        ),
    }


def says_recil(rules: RecilRules) -> dict[str, str]:
    """Say what RECIL asks for, as one column of the table of criteria."""
    return {
        "measure": "sum of longest diameters, with PET",
        "lesions": f"up to {rules.most_targets}, nodes from 15 mm longest diameter",
        "nodes": f"normal below {millimetres(rules.normal_node)} longest diameter",
        "CR": f"all gone, nodes normal; or -{rules.fall_pct} % with a Deauville score of 1 to 3; marrow negative",
        "PR": f"at least -{rules.fall_pct} % from baseline; MR: at least -{rules.minor_pct} %",
        "PD": f"more than +{rules.rise_pct} % from nadir; lesions below {millimetres(rules.small)} need "
        f"{millimetres(rules.small_step)} too",
        "held response": "no",
        "new lesions": f"progression: node from {millimetres(rules.new_node)}, others beyond doubt",
        "non-targets": "unequivocal progression is progression" if rules.nontarget_progresses else "only prevent CR",
        "confirmation": "progression is final when called",
    }


def next_after_lugano(_rules: LuganoRules, said: Said, _write: Callable[[int], str]) -> str:
    """Say what comes next after a call under Lugano; empty where nothing does."""
    if said.verdict.flags & Note.DISCORDANT:
        return "PET and CT disagree: review both."
    if said.verdict.flags & Note.MARROW_FOCAL:
        return "Focal uptake of marrow: MRI, biopsy or a later scan."
    return ""


def next_after_lyric(_rules: LyricRules, said: Said, write: Callable[[int], str]) -> str:
    """Say when an indeterminate response is due to be looked at again; empty where nothing is."""
    due = said.verdict.due
    if due is None:
        return ""
    when = f"on {write(due[0])}" if due[0] == due[1] else f"on {write(due[0])} to {write(due[1])}"
    return f"Indeterminate: image again {when}, or take a biopsy before."


def next_after_recil(_rules: RecilRules, _said: Said, _write: Callable[[int], str]) -> str:
    """Say what comes next after a call under RECIL: nothing."""
    return ""
