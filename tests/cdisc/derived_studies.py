"""Studies and what is derived of them, for the tests of analysis datasets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ebbtide.cdisc.derived import Derived
from ebbtide.examples import path
from ebbtide.formats import read_study
from ebbtide.study import Options, Records
from ebbtide.workflow.assessed import assess
from tests.endpoints.courses import study_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ebbtide.study import Study
    from tests.endpoints.courses import Stories

EXAMPLE: Final = "pharmaverse-recist"
ADMIRALONCO: Final = Options.of_preset("admiralonco")


def derived_of(study: Study, *, source: str = "computed", criteria: Iterable[str] | None = None) -> Derived:
    """Bring together everything that the datasets tell of a study."""
    held = assess(study, criteria=criteria, options=study.options, responses=source)  # type: ignore[arg-type]
    return Derived(
        held.study,
        held.criteria,
        held.source,
        held.options,
        held.responses,
        held.courses,
        held.milestones,
        held.parameters(),
        held.best_responses(explain=False),
        held.endpoints(explain=True),
    )


def example(options: Options = ADMIRALONCO) -> Study:
    """Read the example in SDTM with its domains."""
    return replace(read_study(path(EXAMPLE), options=options), options=options, domains=domains_of_example())


def domains_of_example() -> dict[str, Records]:
    """Take the domains of the example as text."""
    return {code: records(f"{code.lower()}.csv") for code in ("DM", "RS", "TR", "TU")}


def records(file: str) -> Records:
    """Read one domain; the header is row 1."""
    text = pl.read_csv(path(EXAMPLE) / file, infer_schema=False)
    return Records(text.with_columns(row=pl.int_range(2, text.height + 2, dtype=pl.UInt32)), file)


def told(
    stories: Stories,
    criterion: str = "recist-1.1",
    events: Iterable[tuple[str, int, str]] = (),
    options: Options | None = None,
) -> Derived:
    """Derive a study of reported responses, told as words by day; day 0 has no date."""
    study = replace(study_of(stories, criterion, events), options=options or Options())
    return derived_of(study, source="reported")


def row_of(frame: pl.DataFrame, **wanted: Any) -> dict[str, Any]:  # noqa: ANN401 - any value of a column
    """Take the one row that has these values."""
    return frame.filter(**wanted).row(0, named=True) if frame.filter(**wanted).height == 1 else {}
