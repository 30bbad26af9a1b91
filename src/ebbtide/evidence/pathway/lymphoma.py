"""What LYRIC made of each scan, as P-LYRIC is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ebbtide.assessment import JudgedStudy
from ebbtide.assessment.diagnoses import tumor_named
from ebbtide.criteria.parts.lymphoma import findings, steps
from ebbtide.criteria.parts.lymphoma.growth import has_lengthened
from ebbtide.criteria.parts.lymphoma.sizes import size_of
from ebbtide.criteria.parts.records import MISSING
from ebbtide.evidence.pathway.imaging import LYMPHOMA
from ebbtide.terms.responses import CR, NE, PD, PR, SD

if TYPE_CHECKING:
    from ebbtide.assessment import ReportedStudy
    from ebbtide.criteria.parts.composite.criterion import Said
    from ebbtide.criteria.parts.lymphoma.lyric_records import LyricRules
    from ebbtide.study import Study

__all__ = ["lymphoma_table"]

_LYRIC: Final = "lyric"
_WORDS: Final = {CR: "CR", PR: "PR", SD: "SD", PD: "PD", NE: "NE"}


def lymphoma_table(judged: JudgedStudy | ReportedStudy) -> pl.DataFrame:
    """Lay out each scan of a lymphoma with the facts that the indeterminate responses turn on.

    Args:
        judged: A study, judged under LYRIC among others.

    Returns:
        The columns of `LYMPHOMA`, one row per scan of each subject's first reader; empty where LYRIC was not judged.

    Sources:
        Cheson 2016, "Indeterminate response".

    Examples:
        >>> import ebbtide
        >>> study = ebbtide.read_study(ebbtide.examples.path("gastric-car-t"))
        >>> lymphoma_table(ebbtide.assess(study, criteria=["lyric"]).calls).is_empty()
        True
    """
    others = subjects_with_another_diagnosis(judged.study)
    rows = []
    for part in judged.parts if isinstance(judged, JudgedStudy) else ():
        first = part.heads.select(pl.col("reader").min().over("subject"))["reader"]
        for ruled in part.judged:
            if ruled.criterion.id == _LYRIC:
                heads = zip(part.heads.select("subject", "reader").rows(), first, ruled.said, strict=True)
                rows += [told_of(subject, ruled.rules, said) for (subject, who), own, said in heads if who == own]
    return pl.DataFrame(rows, schema=LYMPHOMA).filter(~pl.col("subject").is_in(others))


def subjects_with_another_diagnosis(study: Study) -> list[str]:
    """Name the subjects whose diagnosis is told, and is no lymphoma."""
    told = study.table("subjects").filter(pl.col("tumor_type").is_not_null()).select("subject", "tumor_type").rows()
    return [subject for subject, tumor in told if tumor_named(tumor) != "lymphoma"]


def told_of(subject: str, rules: LyricRules, said: Said) -> dict[str, Any]:
    """Lay out one scan: what Lugano calls it, by what, and the sums; what is not known is None."""
    state, look = said.state, said.look
    judged = steps.judge(rules.lugano, state.lugano, look)
    by_lesion = findings.by_lesion(judged) or (findings.by_other(judged) and bool(rules.other_is_indeterminate))
    then = state.lugano.baseline if rules.from_baseline else state.lugano.nadir
    areas = {
        "spd_um2": judged.ct.spd,
        "reference_um2": then,
        "baseline_um2": state.lugano.baseline,
        "enlarged_um2": judged.ct.followed,
        "enlarged_nadir_um2": state.set_nadir,
    }
    return {
        "subject": subject,
        "day": look.day,
        "category": _WORDS.get(judged.overall, "NE"),
        "by_spd": findings.sum_has_grown(rules, state, judged),
        "by_lesion": by_lesion,
        "by_uptake": findings.by_uptake_alone(judged),
        "by_other": findings.by_other(judged) and not by_lesion,
        "grown": any(
            one.lesion in state.sizes and has_lengthened(rules.lugano, state.sizes[one.lesion], size_of(one))
            for one in look.sights
        ),
        "deteriorated": look.stable == 0,
        **{name: None if area == MISSING else area for name, area in areas.items()},
    }
