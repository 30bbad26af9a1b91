"""Acute lymphoblastic leukemia: Gokbuget N et al. Blood 2024;143:1891-1902; profiles of NCI, NCCN and CIBMTR."""

from __future__ import annotations

from typing import Final

from ebbtide.criteria.parts.composite.criterion import CompositeCriterion
from ebbtide.criteria.parts.leukemia.clauses import CLAUSES, ELN, FLAG_CLAUSES
from ebbtide.criteria.parts.leukemia.rules import define
from ebbtide.criteria.parts.leukemia.step import begin, step
from ebbtide.criteria.parts.leukemia.telling import next_step, numbers, says
from ebbtide.sources import BROWN_2021, BUCHMANN_2022, CHESON_2014, CIBMTR_ALL, GOKBUGET_2024, KROGER_2010
from ebbtide.terms.responses import LEUKEMIA_WORDS

CRITERION: Final = CompositeCriterion(
    id="all",
    title="ALL response",
    disease="leukemia",
    looks="marrow",
    sources=(GOKBUGET_2024, KROGER_2010, BROWN_2021, CIBMTR_ALL, BUCHMANN_2022, CHESON_2014),
    place=ELN,
    define=define,
    begin=begin,
    step=step,
    words=LEUKEMIA_WORDS,
    clauses=CLAUSES,
    flag_clauses=FLAG_CLAUSES,
    numbers=numbers,
    next_step=next_step,
    option_names=(
        "all_profile",
        "all_relapse",
        "all_mrd",
        "euromrd",
        "all_mrd_below_1_is_cr",
        "cri_requires_one_lineage",
        "steinherz_bleyer",
        "all_cns2_after_cns1",
        "all_outside",
        "all_progression",
        "all_unexamined",
        "all_component_days",
        "all_imaging_days",
        "carry_forward_marrow",
        "all_swelling_days",
        "duplicate_reading",
    ),
    burden="blasts",
    says=says,
)
