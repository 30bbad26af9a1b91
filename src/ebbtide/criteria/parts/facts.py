"""The first fold: one time point's readings become its facts.

Lesions have memory (smallest size, last size, whether known), so this is a fold and not a
grouping. Rows may come in any order within a time point; nothing here depends on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from ebbtide.criteria.parts.memory import grew, shrank
from ebbtide.criteria.parts.readings import (
    Sizes,
    is_evaluated,
    is_gone,
    is_resolved,
    is_visible,
)
from ebbtide.criteria.parts.records import (
    NODE_IN_PARTS,
    NOT_SEEN,
    Lesion,
    Point,
    Reading,
    Roster,
    Visit,
)
from ebbtide.terms.lesions import (
    MERGED,
    UNEQUIVOCAL_PROGRESSION,
)

if TYPE_CHECKING:
    from ebbtide.criteria.parts.news import News

MARKER_RAISED: Final = 1
MARKER_NORMAL: Final = 2


class Targets(NamedTuple):
    """The target lesions of one time point, summed so far."""

    seen: int
    diameters: int
    diameters_seen: int
    lengths: int
    lengths_seen: int
    viable: int
    viable_seen: int
    viable_assumed: int
    products: int
    products_seen: int
    resolved: int
    viable_resolved: int
    gone: int
    visible: int
    rose: int
    rose_from_baseline: int
    returned: int
    treated: int
    method_changed: int
    density: int
    density_count: int
    density_missing: int
    merged: int
    nodes: int
    nodes_in_parts: int
    first_day: int


NO_TARGETS: Final = Targets(*[0] * 26)._replace(first_day=NOT_SEEN)


class Nontargets(NamedTuple):
    """The non-target lesions of one time point, counted so far."""

    seen: int
    gone: int
    absent: int
    une: int
    increased: int
    decreased: int
    visible: int
    node_une: int
    progressed_seen: int
    merged: int
    une_day: int


NO_NONTARGETS: Final = Nontargets(*[0] * 11)._replace(une_day=NOT_SEEN)


def add_target(tally: Targets, lesion: Lesion, reading: Reading, size: Sizes, flat: int) -> Targets:
    """Add one target lesion to the sums of its time point."""
    treated = lesion.treated or reading.treated
    changed = lesion.method > 0 and reading.method > 0 and reading.method != lesion.method
    worth = size.length if flat or lesion.flat else size.product
    return Targets(
        tally.seen + 1,
        tally.diameters + max(size.diameter, 0),
        tally.diameters_seen + int(size.diameter >= 0),
        tally.lengths + max(size.length, 0),
        tally.lengths_seen + int(size.length >= 0),
        tally.viable + max(size.viable, 0),
        tally.viable_seen + int(size.viable >= 0),
        tally.viable_assumed | int(size.viable_assumed and size.viable > 0),
        tally.products + max(size.product, 0),
        tally.products_seen + int(size.product >= 0),
        tally.resolved + int(is_resolved(reading, size.diameter)),
        tally.viable_resolved + int(is_resolved(reading, size.viable)),
        tally.gone + int(is_gone(reading, size)),
        tally.visible | int(is_visible(reading, size.diameter)),
        tally.rose + int(lesion.least > 0 and worth > lesion.least and 4 * worth >= 5 * lesion.least),
        tally.rose_from_baseline + int(lesion.first > 0 and worth > lesion.first and 4 * worth >= 5 * lesion.first),
        tally.returned | int(lesion.least == 0 and worth > 0),
        tally.treated | int(treated),
        tally.method_changed | int(changed),
        tally.density + (reading.density if reading.has_density and size.diameter > 0 else 0),
        tally.density_count + int(reading.has_density and size.diameter > 0),
        tally.density_missing + int(not reading.has_density and size.diameter > 0),
        tally.merged + int(reading.state == MERGED),
        tally.nodes + int(reading.nodal > 0),
        tally.nodes_in_parts + int(reading.nodal == NODE_IN_PARTS),
        min(tally.first_day, reading.day) if is_evaluated(reading) else tally.first_day,
    )


def add_nontarget(tally: Nontargets, lesion: Lesion, reading: Reading, size: Sizes) -> Nontargets:
    """Add one non-target lesion to the counts of its time point."""
    if not is_evaluated(reading):
        return tally
    une = int(reading.state == UNEQUIVOCAL_PROGRESSION)
    gone = is_resolved(reading, size.diameter)
    increased = grew(lesion, reading, size.diameter)
    return Nontargets(
        tally.seen + 1,
        tally.gone + int(gone),
        tally.absent + int(is_gone(reading, size)),
        tally.une | une,
        tally.increased | int(increased),
        tally.decreased | int(not increased and shrank(lesion, reading, size.diameter)),
        tally.visible | int(not gone and not reading.nodal),
        tally.node_une | int(reading.nodal and une),
        tally.progressed_seen + int(lesion.state == UNEQUIVOCAL_PROGRESSION and reading.state != MERGED),
        tally.merged + int(reading.state == MERGED),
        min(tally.une_day, reading.day) if une else tally.une_day,
    )


def seen_on(day: int, visit: Visit) -> int:
    """Give the day on which something was first seen at a time point; the time point's own where it was not."""
    return visit.day if day == NOT_SEEN else day


def has_host(targets: Targets) -> int:
    """Tell whether merged targets have a host among the targets; without one nothing is known of them."""
    return int(targets.merged == 0 or targets.merged < targets.diameters_seen)


def nontargets_gone(roster: Roster, targets: Targets, nontargets: Nontargets) -> tuple[int, int]:
    """Tell whether all non-targets are gone, with and without the node rule.

    One that has merged is gone exactly when its host is: another non-target, or else the targets.
    """
    hosted = nontargets.merged == 0 or nontargets.merged < nontargets.seen
    by_targets = roster.targets > 0 and targets.resolved == roster.targets and targets.merged < roster.targets
    known = hosted or by_targets
    return int(known and nontargets.gone == roster.nontargets), int(known and nontargets.absent == roster.nontargets)


def point_of(
    roster: Roster, progressed_before: int, visit: Visit, targets: Targets, nontargets: Nontargets, news: News
) -> Point:
    """Close a time point: what was summed, and what is missing from it."""
    # A decrease takes a progression back only when every lesion that had progressed was looked at.
    decreased = nontargets.decreased and nontargets.progressed_seen == progressed_before
    trend = 1 if nontargets.increased else (-1 if decreased else 0)
    hosted = has_host(targets)
    seen = hosted * targets.diameters_seen
    seen_resolved = int(hosted and 0 < seen == targets.resolved)
    viable_seen_resolved = int(hosted and 0 < targets.viable_seen == targets.viable_resolved)
    gone, absent = nontargets_gone(roster, targets, nontargets)
    marker_blocks_cr = int(roster.marker_raised and visit.marker != MARKER_NORMAL)
    return Point(
        visit.day,
        visit.last_day,
        visit.new_symptom,
        marker_blocks_cr,
        visit.cr_withdrawn,
        roster.targets,
        targets.diameters,
        roster.targets - seen,
        roster.carried,
        targets.lengths,
        roster.targets - hosted * targets.lengths_seen,
        targets.viable,
        roster.targets - hosted * targets.viable_seen,
        targets.viable_assumed,
        targets.products,
        roster.targets - hosted * targets.products_seen,
        hosted * int(targets.resolved == roster.targets),
        seen_resolved,
        hosted * int(targets.viable_resolved == roster.targets),
        viable_seen_resolved,
        hosted * int(targets.gone == roster.targets),
        targets.visible,
        # A host that has absorbed its neighbour has not grown by itself: each merger excuses one growth.
        int(targets.rose > targets.merged),
        int(targets.rose_from_baseline > targets.merged),
        targets.returned,
        roster.flat,
        targets.treated,
        targets.method_changed,
        targets.density,
        targets.density_count,
        targets.density_missing,
        roster.nontargets,
        roster.nontargets - nontargets.seen,
        gone,
        absent,
        nontargets.une,
        trend,
        nontargets.visible,
        nontargets.node_une,
        news.bits,
        news.doubtful_bits,
        news.small_bits,
        news.short_bits,
        news.equivocal,
        news.unread,
        roster.news - news.seen,
        news.looked_bits,
        news.target_sum,
        news.target_bits,
        roster.new_target_bits,
        news.present,
        news.other_present,
        news.other_increased_bits,
        news.other_une_bits,
        news.index_products,
        roster.indexed - news.index_seen,
        news.nonindex_present,
        targets.nodes,
        targets.nodes_in_parts,
        seen_on(targets.first_day, visit),
        seen_on(nontargets.une_day, visit),
        seen_on(news.shown_day, visit),
    )
