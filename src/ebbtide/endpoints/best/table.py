"""The table of best responses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from ebbtide.endpoints.best.counted import NEVER, NOWHERE
from ebbtide.endpoints.best.explanation import explanations
from ebbtide.endpoints.best.ranking import MISSING, RANK, choose, word_of
from ebbtide.terms.responses import NON

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.assessment.courses import Courses
    from ebbtide.criteria import AnyCriterion
    from ebbtide.endpoints.best.counted import Ints
    from ebbtide.endpoints.best.ranking import Chosen
    from ebbtide.study import Options

__all__ = ["BEST_RESPONSES", "all_words", "best_responses", "days"]

BEST_RESPONSES: Final = {
    "subject": pl.String,
    "reader": pl.String,
    "criterion": pl.String,
    "best_overall_response": pl.String,
    "best_day": pl.Int32,
    "confirmed_best_overall_response": pl.String,
    "confirmed_day": pl.Int32,
    "progression_day": pl.Int32,
    "response_day": pl.Int32,
    "confirmed_response_day": pl.Int32,
    "clinical_benefit": pl.Boolean,
    "confirmed_clinical_benefit": pl.Boolean,
    "disease_control": pl.Boolean,
    "confirmed_disease_control": pl.Boolean,
    "explanation": pl.String,
}


def best_responses(
    courses: Courses, milestones: pl.DataFrame, options: Options, *, explain: bool = True
) -> pl.DataFrame:
    """Derive the best overall response of each subject, reader and criterion, unconfirmed and confirmed.

    Calls count from day 0 to the first progression, inclusive (iRECIST: the first iCPD; irRC and irRECIST: the first
    confirmed irPD; imRECIST: all), and before a new anticancer therapy. Best is CR, PR, SD, NON-CR/NON-PD, NED, PD, NE,
    in this order; stable disease counts from a minimum of days. A confirmed response needs a second one at least
    `confirm_days` later; one without counts as SD. Of several that are best, the first gives the day.

    Args:
        courses: Courses of responses, computed or reported.
        milestones: One row per subject: `subject`, `new_therapy_day`.
        options: The conventions; see docs/guide/best-responses.md.
        explain: Whether to render the column `explanation`; null if not.

    Returns:
        One row per course, in the order of `courses.heads`; columns as in BEST_RESPONSES, days from day 0. A subject
        without any assessment that counts is MISSING, without a day. `confirmed_day` is that of the response itself,
        not of the scan that confirmed it. `response_day` is that of the first CR or PR, `confirmed_response_day`
        that of the first which was confirmed. Clinical benefit is a response, or stable disease at
        `clinical_benefit_days` or later; disease control is a best response of CR, PR, SD or NON-CR/NON-PD.

    Sources:
        Eisenhauer 2009, sec. 4.4.3, 4.6 and table 3; Seymour 2017, table 3; Wolchok 2009; Hodi 2018.

    Examples:
        >>> import polars as pl
        >>> from ebbtide.assessment.reported_courses import reported_courses
        >>> from ebbtide.endpoints.milestones import milestones_of
        >>> from ebbtide.formats import read_study
        >>> said = {"subject": ["P1"] * 3, "day": [42, 84, 126], "overall_response": ["PR", "CR", "PD"]}
        >>> study = read_study({"reported": pl.DataFrame(said).with_columns(criterion=pl.lit("recist-1.1"))})
        >>> best = best_responses(reported_courses(study, study.options), milestones_of(study), study.options)
        >>> best.select("best_overall_response", "best_day", "confirmed_best_overall_response", "confirmed_day").row(0)
        ('CR', 84, 'PR', 42)
    """
    chosen = choose(courses, milestones, options)
    order = courses.heads["course"].cast(pl.Int64).to_numpy()
    best, confirmed = chosen.unconfirmed_best, chosen.confirmed_best
    criterion = chosen.kinds.criterion[order]
    columns = [
        words_of(courses.criteria, criterion, best.rank[order], options),
        days(best.day[order]),
        words_of(courses.criteria, criterion, confirmed.rank[order], options),
        days(confirmed.day[order]),
        days(chosen.progressed.day[order]),
        days(chosen.calls.day_of(chosen.response[order])),
        days(chosen.calls.day_of(chosen.confirmed_response[order])),
        pl.Series(chosen.benefit[order] != NOWHERE),
        pl.Series(chosen.confirmed_benefit[order] != NOWHERE),
        pl.Series(best.rank[order] <= RANK[NON]),
        pl.Series(confirmed.rank[order] <= RANK[NON]),
        explained(chosen, order, options) if explain else pl.Series([None] * len(order), dtype=pl.String),
    ]
    heads = [courses.heads[name] for name in ("subject", "reader", "criterion")]
    named = zip(BEST_RESPONSES, [*heads, *columns], strict=True)
    return pl.DataFrame([column.alias(name) for name, column in named])


def explained(chosen: Chosen, order: Ints, options: Options) -> pl.Series:
    """Render the explanations, in the order of the table."""
    return pl.Series(list(explanations(chosen, order.tolist(), options)), dtype=pl.String)


def days(found: Ints) -> pl.Series:
    """Write days down; null for one that does not come."""
    series = pl.Series(np.where(found == NEVER, 0, found).astype(np.int32))
    return series.set(pl.Series(found == NEVER), None)


def words_of(criteria: Sequence[AnyCriterion], criterion: Ints, rank: Ints, options: Options) -> pl.Series:
    """Say ranks in the words of each criterion."""
    return all_words(criteria, options).gather(pl.Series(criterion * (MISSING + 1) + rank))


def all_words(criteria: Sequence[AnyCriterion], options: Options) -> pl.Series:
    """List the words of every rank, criterion by criterion."""
    words = [word_of(one, place, options) for one in criteria for place in range(MISSING + 1)]
    return pl.Series(words, dtype=pl.String)
