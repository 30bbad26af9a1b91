"""Courses for tests, told as words: what each subject was called, and on which day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ebbtide.assessment.reported_courses import reported_courses
from ebbtide.endpoints.best import best_responses
from ebbtide.endpoints.milestones import milestones_of
from ebbtide.endpoints.parameters import response_parameters
from ebbtide.study import Options, Study
from ebbtide.study.columns import empty_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Calls = Sequence[tuple[int, str]]
    Stories = Mapping[str, Calls]

SOMEBODY: Final = "somebody"


def study_of(stories: Stories, criterion: str = "recist-1.1", events: Iterable[tuple[str, int, str]] = ()) -> Study:
    """Make a study of reported responses; a subject without calls is there all the same."""
    rows = [(subject, day, word, criterion) for subject, calls in stories.items() for day, word in calls]
    # Somebody else has an assessment, so that the criterion is reported at all.
    rows.append((SOMEBODY, 42, "NE", criterion))
    return Study(
        "told",
        {
            "reported": laid_out("reported", rows, ("subject", "day", "overall_response", "criterion")),
            "subjects": laid_out("subjects", [(subject,) for subject in stories], ("subject",)),
            "events": laid_out("events", list(events), ("subject", "day", "event")),
        },
    )


def laid_out(name: str, rows: Sequence[tuple[Any, ...]], columns: Sequence[str]) -> pl.DataFrame:
    """Lay rows out as a tidy table; columns that are not given are blank."""
    empty = empty_table(name)
    kinds = {column: empty.schema[column] for column in columns}
    table = pl.concat([empty, pl.DataFrame(rows, schema=kinds, orient="row")], how="diagonal")
    known = [column for column in ("reader",) if column in table.columns]
    return table.with_columns(pl.col(known).fill_null(""), row=pl.int_range(2, len(rows) + 2, dtype=pl.UInt32))


def best_of(
    stories: Stories,
    criterion: str = "recist-1.1",
    options: Options | None = None,
    events: Iterable[tuple[str, int, str]] = (),
) -> dict[str, dict[str, Any]]:
    """Derive the best responses of subjects; by subject."""
    study, options = study_of(stories, criterion, events), options or Options()
    table = best_responses(reported_courses(study, options), milestones_of(study), options)
    return {row["subject"]: row for row in table.iter_rows(named=True) if row["subject"] in stories}


def parameters_of(
    stories: Stories,
    criterion: str = "recist-1.1",
    options: Options | None = None,
    events: Iterable[tuple[str, int, str]] = (),
) -> dict[str, dict[str, tuple[str | None, int | None]]]:
    """Derive the response parameters but OVR; by subject and parameter, value and day."""
    study, options = study_of(stories, criterion, events), options or Options.of_preset("admiralonco")
    table = response_parameters(reported_courses(study, options), milestones_of(study), options)
    found: dict[str, dict[str, tuple[str | None, int | None]]] = {subject: {} for subject in stories}
    for row in table.filter(pl.col("subject") != SOMEBODY, pl.col("parameter") != "OVR").iter_rows(named=True):
        found[row["subject"]][row["parameter"]] = (row["value"], row["day"])
    return found
