"""What happened to a subject that endpoints turn on: death, last contact, a new therapy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from ebbtide.study import Study

__all__ = ["MILESTONES", "milestones_of", "no_milestones"]

MILESTONES: Final = {
    "subject": pl.String,
    "death_day": pl.Int32,
    "last_contact_day": pl.Int32,
    "new_therapy_day": pl.Int32,
}


def no_milestones() -> pl.DataFrame:
    """Make the frame for a study that records no events.

    Examples:
        >>> no_milestones().columns
        ['subject', 'death_day', 'last_contact_day', 'new_therapy_day']
    """
    return pl.DataFrame(schema=MILESTONES)


def milestones_of(study: Study) -> pl.DataFrame:
    """Find the first death, the last contact and the first new therapy of each subject that has one.

    Returns:
        One row per subject with an event of the table `events`: `subject`, `death_day`, `last_contact_day`,
        `new_therapy_day`; days from day 0, null where there is none. A therapy that began before day 0 is a
        prior one and no new therapy.
    """
    day, event = pl.col("day"), pl.col("event")
    return (
        study.table("events")
        .group_by("subject", maintain_order=True)
        .agg(
            death_day=day.filter(event == "death").min(),
            last_contact_day=day.filter(event == "last_contact").max(),
            new_therapy_day=day.filter((event == "new_therapy") & (day >= 0)).min(),
        )
        .select(pl.col(name).cast(kind) for name, kind in MILESTONES.items())
    )
