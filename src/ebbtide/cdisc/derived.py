"""What the derived datasets are made of: a study, its responses, and what follows from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import polars as pl

    from ebbtide.assessment.courses import Courses
    from ebbtide.criteria import AnyCriterion
    from ebbtide.study import Options, Study

__all__ = ["Derived"]


class Derived(NamedTuple):
    """A study under some criteria, with everything that the datasets tell of it.

    Args:
        study: The study; its `domains` are the SDTM records that it was made of, if it was.
        criteria: The criteria, in the order of the house.
        source: Whether the responses were computed from measurements, or are those that readers reported.
        options: The readings and conventions that all of this was derived under.
        responses: One row per subject, reader, time point and criterion (docs/guide/python.md).
        courses: The same as codes, one response a day, in order of subject, reader, criterion and day.
        milestones: One row per subject with an event: `subject`, `death_day`, `last_contact_day`,
            `new_therapy_day`.
        parameters: The response parameters, as of `ebbtide.endpoints.parameters`.
        best: The best responses, as of `ebbtide.endpoints.best`.
        endpoints: The times to events, as of `ebbtide.endpoints.times`, with `event_description`.
    """

    study: Study
    criteria: tuple[AnyCriterion, ...]
    source: Literal["computed", "reported"]
    options: Options
    responses: pl.DataFrame
    courses: Courses
    milestones: pl.DataFrame
    parameters: pl.DataFrame
    best: pl.DataFrame
    endpoints: pl.DataFrame
