"""Which lesions a subject has: entering one, following it, forgetting another subject's.

Records are rebuilt field by field because compiled steps know no other way to change one.
"""

from __future__ import annotations

from ebbtide.criteria.parts.records import (
    MISSING,
    NO_ORGAN,
    STRANGER,
    Lesion,
    Organ,
    Roster,
)
from ebbtide.terms.lesions import (
    UNEQUIVOCAL_PROGRESSION,
)


def empty_roster(stream: int) -> Roster:
    """Start a subject: no lesion known yet."""
    return Roster(stream, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)


def recall(lesion: Lesion, stream: int) -> Lesion:
    """Forget what another subject's lesion of the same name left behind."""
    return lesion if lesion.owner == stream else STRANGER


def recall_organ(organ: Organ, stream: int) -> Organ:
    """Forget another subject's count."""
    return organ if organ.owner == stream else NO_ORGAN


def enter(lesion: Lesion, counted: bool, recorded: bool, seen: bool, indexed: bool, weighed: bool) -> Lesion:
    """Mark what a new lesion counts as, from now on."""
    return Lesion(
        lesion.owner,
        lesion.role,
        lesion.counted | int(counted),
        lesion.weighed | int(weighed),
        lesion.indexed | int(indexed),
        lesion.bit,
        lesion.recorded | int(recorded),
        lesion.seen | int(seen),
        lesion.diameter,
        lesion.state,
        lesion.least,
        lesion.first,
        lesion.flat,
        lesion.treated,
        lesion.method,
    )


def enrol_new(roster: Roster, lesion: Lesion, counted: bool, seen: bool, indexed: bool, skin: bool) -> Roster:
    """Count a new lesion in the roster of its subject."""
    return Roster(
        roster.stream,
        roster.targets,
        roster.nontargets,
        roster.marks,
        roster.news + int(seen),
        roster.new_targets + int(counted),
        roster.new_target_bits | (lesion.bit if counted else 0),
        roster.indexed + int(indexed),
        roster.index_visceral + int(indexed and not skin),
        roster.index_skin + int(indexed and skin),
        roster.carried,
        roster.flat,
        roster.marker_raised,
        roster.progressed,
    )


def mark_new(roster: Roster) -> Roster:
    """Hand out the next new lesion's bit."""
    return Roster(
        roster.stream,
        roster.targets,
        roster.nontargets,
        roster.marks + 1,
        roster.news,
        roster.new_targets,
        roster.new_target_bits,
        roster.indexed,
        roster.index_visceral,
        roster.index_skin,
        roster.carried,
        roster.flat,
        roster.marker_raised,
        roster.progressed,
    )


def follow_progressed(roster: Roster, before: int, after: int) -> Roster:
    """Count the non-targets that stand unequivocally progressed at their last assessment."""
    change = int(after == UNEQUIVOCAL_PROGRESSION) - int(before == UNEQUIVOCAL_PROGRESSION)
    return Roster(
        roster.stream,
        roster.targets,
        roster.nontargets,
        roster.marks,
        roster.news,
        roster.new_targets,
        roster.new_target_bits,
        roster.indexed,
        roster.index_visceral,
        roster.index_skin,
        roster.carried,
        roster.flat,
        roster.marker_raised,
        roster.progressed + change,
    )


def first_sight(stream: int, role: int, bit: int, counted: int) -> Lesion:
    """Enter a lesion that was not known before."""
    return Lesion(stream, role, counted, 0, 0, bit, 0, 0, MISSING, -1, MISSING, MISSING, 0, 0, 0)


def enrol(roster: Roster, targets: int, nontargets: int, carried: int, flat: int, marker_raised: int) -> Roster:
    """Update what the roster holds of the lesions that were there at baseline."""
    return Roster(
        roster.stream,
        targets,
        nontargets,
        roster.marks,
        roster.news,
        roster.new_targets,
        roster.new_target_bits,
        roster.indexed,
        roster.index_visceral,
        roster.index_skin,
        carried,
        flat,
        marker_raised,
        roster.progressed,
    )
