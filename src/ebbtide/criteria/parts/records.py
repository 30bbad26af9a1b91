"""The records that rules speak about. All fields are whole numbers: µm, µm², days, codes, 0 or 1.

One kind of number throughout lets the engine keep a table of records as a list (interpreted)
or as an array (compiled) without the rules knowing which.
"""

from __future__ import annotations

from typing import Final, NamedTuple

MISSING: Final = -1
"""A length that was not given. Lengths are never negative."""

NEVER: Final = -1_000_000
"""A day that has not come."""


NOT_SEEN: Final = 1_000_000
"""A day for what was not seen at a time point; any real day is earlier."""


class Reading(NamedTuple):
    """One lesion as one reader saw it at one time point; `nodal` is NODE or NODE_IN_PARTS for a lymph node, else 0."""

    lesion: int
    day: int
    role: int
    state: int
    nodal: int
    organ: int
    skin: int
    longest: int
    perpendicular: int
    product: int
    viable: int
    density: int
    has_density: int
    method: int
    treated: int


NODE: Final = 1
NODE_IN_PARTS: Final = 2
"""A lymph node that has split; its parts are added up."""


class Lesion(NamedTuple):
    """What is remembered of one lesion from one time point to the next."""

    owner: int
    role: int
    counted: int
    weighed: int
    indexed: int
    bit: int
    recorded: int
    seen: int
    diameter: int
    state: int
    least: int
    first: int
    flat: int
    treated: int
    method: int


NOT_COUNTED: Final = 0
COUNTED: Final = 1

STRANGER: Final = Lesion(-1, -1, 0, 0, 0, 0, 0, 0, MISSING, -1, MISSING, MISSING, 0, 0, 0)


class Organ(NamedTuple):
    """How many new lesions of one organ are already followed by size."""

    owner: int
    new_targets: int
    indexed: int


NO_ORGAN: Final = Organ(-1, 0, 0)


class Roster(NamedTuple):
    """Which lesions one subject has under one reader."""

    stream: int
    targets: int
    nontargets: int
    marks: int
    news: int
    new_targets: int
    new_target_bits: int
    indexed: int
    index_visceral: int
    index_skin: int
    carried: int
    flat: int
    marker_raised: int
    progressed: int


WITHDRAWN: Final = 1
"""A complete response that its reader took back, under the criteria that follow RECIST 1.1."""
WITHDRAWN_IMMUNE: Final = 2
"""The same under iRECIST, whose calls a reader may report apart."""


class Visit(NamedTuple):
    """What is known of a time point beside its lesions; `cr_withdrawn` is a set of the bits above."""

    day: int
    last_day: int
    new_symptom: int
    marker: int
    cr_withdrawn: int


class Point(NamedTuple):
    """The facts of one time point."""

    day: int
    last_day: int
    new_symptom: int
    marker_blocks_cr: int
    cr_withdrawn: int
    targets: int
    diameters: int
    diameters_missing: int
    diameters_carried: int
    lengths: int
    lengths_missing: int
    viable: int
    viable_missing: int
    viable_assumed: int
    products: int
    products_missing: int
    resolved: int
    seen_resolved: int
    viable_resolved: int
    viable_seen_resolved: int
    gone: int
    target_visible: int
    lesion_rose: int
    lesion_rose_from_baseline: int
    lesion_returned: int
    flat: int
    treated: int
    method_changed: int
    density: int
    density_count: int
    density_missing: int
    nontargets: int
    nontargets_missing: int
    nontargets_gone: int
    nontargets_absent: int
    nontarget_une: int
    nontarget_trend: int
    nontarget_visible: int
    nontarget_node_une: int
    new_bits: int
    new_doubtful_bits: int
    new_small_bits: int
    new_short_bits: int
    new_equivocal: int
    new_unread: int
    new_missing: int
    new_looked_bits: int
    new_target_sum: int
    new_target_bits: int
    new_target_roster: int
    new_present: int
    new_other_present: int
    new_other_increased_bits: int
    new_other_une_bits: int
    index_products: int
    index_missing: int
    nonindex_present: int
    nodes: int
    nodes_in_parts: int
    target_day: int
    nontarget_day: int
    new_day: int


class Common(NamedTuple):
    """Two time points compared over the lesions measured at both, µm."""

    targets_then: int
    targets_now: int
    new_then: int
    new_now: int


NOTHING_IN_COMMON: Final = Common(0, 0, 0, 0)


class Definition(NamedTuple):
    """What one published criterion asks for, in numbers only: one step serves every definition."""

    measure: int
    rise_pct: int
    rise_floor: int
    fall_pct: int
    node_rule: int
    holds_response: int
    reappearance: int
    per_lesion: int
    per_lesion_from_baseline: int
    new_is_progression: int
    nontarget_is_progression: int
    nontarget_blocks_pr: int
    nonmeasurable_new_is_progression: int
    new_least: int
    confirms: int
    confirm_days: int
    response_days: int
    late_days: int
    confirmation_required: int
    impute: int
    treated_counts: int
    variance_days: int
    early_moves_nadir: int
    table2_nontargets: int
    reset_shrink: int
    new_shrink_resets: int
    ne_breaks_episode: int
    ne_outside_nadir: int
    density_fall_pct: int
    density_required: int
    both_arms: int
    from_baseline: int


DIAMETERS: Final = 0
"""Longest diameters, nodes by their short axis."""
LENGTHS: Final = 1
"""Longest diameters, nodes too."""
VIABLE: Final = 2
"""Longest diameters of the viable (enhancing) part."""
PRODUCTS: Final = 3
"""Products of the two largest perpendicular diameters."""
PRODUCTS_OR_LENGTHS: Final = 4
"""Products, or lengths where no lesion has a second diameter (WHO)."""

CONFIRMS_NOTHING: Final = 0
CONFIRMS_BY_THRESHOLD: Final = 1
CONFIRMS_BY_GROWTH: Final = 2
NEGATED_BY_NEXT: Final = 3
NEGATED_BY_ANY: Final = 4
CONFIRMS_BY_EPISODE: Final = 5


class Call(NamedTuple):
    """One judgement, with the numbers it rests on."""

    target: int
    numeric: int
    nontarget: int
    new: int
    overall: int
    reasons: int
    flags: int
    burden: int
    baseline: int
    nadir: int
    nadir_day: int
    since_day: int
    last_day: int
    reference: int
    growth: int
    event_day: int
