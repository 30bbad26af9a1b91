"""What a profile of response in acute lymphoblastic leukemia asks for, in numbers only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from ebbtide.study.options import Options

LUGANO: Final = 0
NCCN_SIZES: Final = 1
BY_PROFILE: Final = 0
BY_AGE: Final = 1
PEDIATRIC: Final = 2
PROFILE_NAMES: Final = ("eln2024", "nci2010", "nccn", "cibmtr")
ELN2024, NCI2010, NCCN, CIBMTR = range(4)


class Rules(NamedTuple):
    """The rules of one profile with a study's options; 0 or 1 where a rule is on or off.

    Args:
        profile: Its place in PROFILE_NAMES.
        counts_inclusive: Counts on the limit have recovered (>=).
        mrd_decides: Residual disease of 1 % or more is failure.
        needs_trilineage: A remission needs all three lineages.
        needs_blood: It needs a blood without blasts; `needs_cns`: CNS1.
        four_weeks: It has to last four weeks.
        needs_no_transfusion: It has to do without transfusions.
        has_progression: 25 % more blasts before remission are progression.
        relapse_blasts: Thousandths of a percent of marrow blasts that are relapse after remission;
            `relapse_inclusive`: exactly so many are.
        after_partial: More than 25 % of blasts after a partial remission are relapse.
        relapse: BY_PROFILE, BY_AGE (of children the pediatric consensus) or PEDIATRIC.
        sizes: LUGANO or NCCN_SIZES, the thresholds of disease outside the marrow.
        one_lineage: CRi needs one recovered lineage.
        euromrd: Residual disease of exactly 0.01 % is failure.
        mrd_second: Residual disease in variant 2.
        mrd_below_is_cr: Blasts of 5 to 25 % with residual disease below 1 % are a remission.
        ratio_limit: The traumatic puncture is told by the ratio to red cells (Steinherz-Bleyer).
        cns2_stays: CNS2 after CNS1 is a disease that is not cleared.
        pd_points: The 25 % are percentage points.
        unexamined_is_clear: A compartment that the profile asks for and nobody examined is taken as clear.
        component_days: How far apart the findings of one call may lie; `imaging_days`: imaging from the rest.
        carry_days: How old a finding may be that is carried forward; 0: none is.
        swelling_days: Days after the onset of CRS in which growth of known lesions is no progression by itself.
    """

    profile: int
    counts_inclusive: int
    mrd_decides: int
    needs_trilineage: int
    needs_blood: int
    needs_cns: int
    four_weeks: int
    needs_no_transfusion: int
    has_progression: int
    relapse_blasts: int
    relapse_inclusive: int
    after_partial: int
    relapse: int = BY_AGE
    sizes: int = LUGANO
    one_lineage: int = 1
    euromrd: int = 0
    mrd_second: int = 0
    mrd_below_is_cr: int = 0
    ratio_limit: int = 0
    cns2_stays: int = 0
    pd_points: int = 0
    unexamined_is_clear: int = 0
    component_days: int = 7
    imaging_days: int = 28
    carry_days: int = 0
    swelling_days: int = 14


PROFILES: Final = (
    Rules(
        ELN2024,
        counts_inclusive=0,
        mrd_decides=1,
        needs_trilineage=0,
        needs_blood=0,
        needs_cns=0,
        four_weeks=0,
        needs_no_transfusion=0,
        has_progression=0,
        relapse_blasts=5_000,
        relapse_inclusive=0,
        after_partial=0,
    ),
    Rules(
        NCI2010,
        counts_inclusive=1,
        mrd_decides=0,
        needs_trilineage=1,
        needs_blood=1,
        needs_cns=1,
        four_weeks=1,
        needs_no_transfusion=0,
        has_progression=1,
        relapse_blasts=25_000,
        relapse_inclusive=1,
        after_partial=1,
    ),
    Rules(
        NCCN,
        counts_inclusive=0,
        mrd_decides=0,
        needs_trilineage=1,
        needs_blood=1,
        needs_cns=0,
        four_weeks=1,
        needs_no_transfusion=0,
        has_progression=1,
        relapse_blasts=5_000,
        relapse_inclusive=0,
        after_partial=0,
    ),
    Rules(
        CIBMTR,
        counts_inclusive=1,
        mrd_decides=0,
        needs_trilineage=0,
        needs_blood=0,
        needs_cns=0,
        four_weeks=1,
        needs_no_transfusion=1,
        has_progression=0,
        relapse_blasts=5_000,
        relapse_inclusive=0,
        after_partial=0,
    ),
)
"""The profiles before any option, in the order of PROFILE_NAMES."""
_RELAPSES: Final = {"profile": BY_PROFILE, "by_age": BY_AGE, "pediatric": PEDIATRIC}


def define(options: Options) -> Rules:
    """Take a profile and apply a study's options.

    Sources:
        Gokbuget 2024 (response criteria); Kroger 2010, Table 4a; CIBMTR ALL response criteria.
    """
    return PROFILES[PROFILE_NAMES.index(options.all_profile)]._replace(
        relapse=_RELAPSES[options.all_relapse],
        sizes=NCCN_SIZES if options.all_outside == "nccn" else LUGANO,
        one_lineage=int(options.cri_requires_one_lineage),
        euromrd=int(options.euromrd),
        mrd_second=int(options.all_mrd == "v2"),
        mrd_below_is_cr=int(options.all_mrd_below_1_is_cr),
        ratio_limit=int(options.steinherz_bleyer),
        cns2_stays=int(options.all_cns2_after_cns1 == "not_cleared"),
        pd_points=int(options.all_progression == "points"),
        unexamined_is_clear=int(options.all_unexamined == "clear"),
        component_days=options.all_component_days,
        imaging_days=options.all_imaging_days,
        carry_days=options.carry_forward_marrow,
        swelling_days=options.all_swelling_days,
    )
