"""Response parameters: the best responses and what leads to them, one row each, as analysis data sets hold them.

Names, values, dates and order are those that users of admiralonco know. What counts, and what confirms, follows the
options; the preset `admiralonco` holds its conventions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import polars as pl

from ebbtide.endpoints.best.counted import EPISODE, NEVER, NOWHERE, among, look_up, up_to
from ebbtide.endpoints.best.ranking import MISSING, RANK, choose
from ebbtide.endpoints.best.table import all_words, days
from ebbtide.terms.responses import CPD, IGNORED, NE, NOT_DONE, PD, PR

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ebbtide.assessment.courses import Courses
    from ebbtide.endpoints.best.counted import Bools, Calls, Ints
    from ebbtide.endpoints.best.ranking import Choice, Chosen
    from ebbtide.study import Options

__all__ = ["PARAMETERS", "RESPONSE_PARAMETERS", "response_parameters"]

RESPONSE_PARAMETERS: Final = {
    "subject": pl.String,
    "reader": pl.String,
    "criterion": pl.String,
    "parameter": pl.String,
    "value": pl.String,
    "day": pl.Int32,
}
PARAMETERS: Final = {
    "OVR": "overall response at a time point",
    "PD": "progression",
    "ICPD": "confirmed progression, dated by the iUPD that opened it",
    "IUPD": "progression that is open at the end, dated by the last iUPD",
    "RSP": "response, CR or PR",
    "IRSP": "response, iCR or iPR",
    "CB": "clinical benefit",
    "ICB": "clinical benefit",
    "BOR": "best overall response",
    "IBOR": "best overall response",
    "BCP": "best overall response of CR or PR",
    "IBCP": "best overall response of iCR or iPR",
    "CRSP": "confirmed response",
    "ICRSP": "confirmed response",
    "CCB": "clinical benefit, a response having to be confirmed",
    "ICCB": "clinical benefit, a response having to be confirmed",
    "CBOR": "best overall response, confirmed",
    "ICBOR": "best overall response, confirmed",
    "CBCP": "confirmed best overall response of CR or PR",
    "ICBCP": "confirmed best overall response of iCR or iPR",
    "ACCB": "clinical benefit as CCB, or a progression later than that",
    "LSTA": "last assessment",
    "ILSTA": "last assessment",
    "DEATH": "death",
}
"""Every parameter with what it says, in order; those that begin with I are iRECIST's."""
_PLACES: Final = {name: place for place, name in enumerate(PARAMETERS)}
_NOTHING: Final = -1
_NO: Final = 0
_YES: Final = 1
_IGNORED: Final = 2
_PLAIN: Final = ("N", "Y", "IGNORED")
_RANKS: Final = np.array([RANK[code] for code in range(len(RANK))], np.int64)


class Column(NamedTuple):
    """One parameter of every course it is of; arrays of one length.

    Args:
        name: The parameter.
        course: Numbers of courses.
        word: What it says: a place in the list of words, or _NOTHING.
        day: The day; NEVER without one.
    """

    name: str
    course: Ints
    word: Ints
    day: Ints


def response_parameters(courses: Courses, milestones: pl.DataFrame, options: Options) -> pl.DataFrame:
    """Derive the response parameters of each subject, reader and criterion.

    A parameter that asks a question is `Y` with the earliest day that answers it, or `N` without a day. A best
    response has the day of the record that gives it; a confirmed one that of the record that was confirmed. `OVR`
    has one row per assessment, `LSTA` (`ILSTA`) the last assessment that was done, NE or not, progression or not.
    `DEATH` is there where the study records any event.

    Args:
        courses: Courses of responses, computed or reported.
        milestones: One row per subject with an event: `subject`, `new_therapy_day`, `death_day`.
        options: The conventions; those of admiralonco are its preset.

    Returns:
        One row per course and parameter, in the order of `courses.heads` and of PARAMETERS: `subject`, `reader`,
        `criterion`, `parameter`, `value`, `day` (from day 0).

    Sources:
        admiralonco 1.4, "Creating ADRS" and "Creating ADRS with iRECIST endpoints".

    Examples:
        >>> import polars as pl
        >>> from ebbtide.assessment.reported_courses import reported_courses
        >>> from ebbtide.endpoints.milestones import milestones_of
        >>> from ebbtide.formats import read_study
        >>> said = {"subject": ["P1"] * 2, "day": [28, 84], "overall_response": ["PR", "PD"]}
        >>> study = read_study({"reported": pl.DataFrame(said).with_columns(criterion=pl.lit("recist-1.1"))})
        >>> rows = response_parameters(reported_courses(study, study.options), milestones_of(study), study.options)
        >>> rows.filter(pl.col("parameter").is_in(["PD", "CRSP", "CBOR"])).select("parameter", "value", "day").rows()
        [('PD', 'Y', 84), ('CRSP', 'N', None), ('CBOR', 'PD', 84)]
    """
    chosen = choose(courses, milestones, options)
    found = [*shared(chosen), *classical(chosen, options), *immune(chosen), *deaths(chosen, milestones)]
    rows = laid_out(sorted(found, key=lambda column: _PLACES[column.name]), courses)
    words = pl.concat([pl.Series(_PLAIN), all_words(courses.criteria, options)])
    columns = [
        *(courses.heads[name].gather(pl.Series(rows.head)) for name in ("subject", "reader", "criterion")),
        pl.Series(list(PARAMETERS)).gather(pl.Series(rows.place)),
        words.gather(pl.Series(np.maximum(rows.word, 0))).set(pl.Series(rows.word == _NOTHING), None),
        days(rows.day),
    ]
    return pl.DataFrame([column.alias(name) for name, column in zip(RESPONSE_PARAMETERS, columns, strict=True)])


class Rows(NamedTuple):
    """The rows of the table as numbers: the head of the course, the parameter's place, the word's place, the day."""

    head: Ints
    place: Ints
    word: Ints
    day: Ints


def laid_out(found: Sequence[Column], courses: Courses) -> Rows:
    """Give every row its place: by head, then by parameter, then by day. Nothing is sorted."""
    order = courses.heads["course"].cast(pl.Int64).to_numpy()
    count = len(order)
    sizes = [np.bincount(column.course, minlength=count) for column in found]
    in_all: Ints = np.asarray(np.sum(sizes, axis=0), np.int64)
    free = np.empty(count, np.int64)
    free[order] = np.cumsum(in_all[order]) - in_all[order]
    rows = Rows(*(np.empty(int(in_all.sum()), np.int64) for _ in Rows._fields))
    heads = np.argsort(order)
    for column, size in zip(found, sizes, strict=True):
        several = np.arange(len(column.course)) - (np.cumsum(size) - size)[column.course]
        at = free[column.course] + several
        rows.head[at] = heads[column.course]
        rows.place[at] = _PLACES[column.name]
        rows.word[at] = column.word
        rows.day[at] = column.day
        free += size
    return rows


def shared(chosen: Chosen) -> Iterator[Column]:
    """Give the parameters that every criterion has, under the names of each."""
    calls, best, confirmed = chosen.calls, chosen.unconfirmed_best, chosen.confirmed_best
    for own, prefix in ((chosen.kinds.follows != EPISODE, ""), (chosen.kinds.follows == EPISODE, "I")):
        course = np.flatnonzero(own)
        yield overall(chosen, own)
        yield answer(f"{prefix}RSP", course, calls.day_of(chosen.response[course]))
        yield answer(f"{prefix}CB", course, calls.day_of(chosen.benefit[course]))
        yield best_of(f"{prefix}BOR", chosen, best, course)
        yield answer(f"{prefix}BCP", course, of_response(best)[course])
        yield answer(f"{prefix}CRSP", course, calls.day_of(chosen.confirmed_response[course]))
        yield answer(f"{prefix}CCB", course, calls.day_of(chosen.confirmed_benefit[course]))
        yield best_of(f"{prefix}CBOR", chosen, confirmed, course)
        yield answer(f"{prefix}CBCP", course, of_response(confirmed)[course])
        yield last_assessment(f"{prefix}LSTA", chosen, course)


def classical(chosen: Chosen, options: Options) -> Iterator[Column]:
    """Give the parameters of all criteria but iRECIST."""
    course = np.flatnonzero(chosen.kinds.follows != EPISODE)
    calls = chosen.calls
    yield answer("PD", course, before_therapy(chosen)[course])
    late = among(calls.response, PD, CPD) & (calls.day > options.clinical_benefit_days)
    worse = calls.day_of(calls.first(late, len(chosen.therapy_day)))
    yield answer("ACCB", course, np.minimum(calls.day_of(chosen.confirmed_benefit), worse)[course])


def immune(chosen: Chosen) -> Iterator[Column]:
    """Give the parameters of iRECIST alone."""
    course = np.flatnonzero(chosen.kinds.follows == EPISODE)
    calls, count = chosen.calls, len(chosen.therapy_day)
    confirmed = calls.first(calls.response == CPD, count) != NOWHERE
    yield answer("ICPD", course, np.where(confirmed, chosen.progressed.day, NEVER)[course])
    last = last_of(calls, ~among(calls.response, NE, IGNORED), count)
    unconfirmed = look_up(calls.response, last, NE) == PD
    yield answer("IUPD", course, np.where(unconfirmed, calls.day_of(last), NEVER)[course])


def deaths(chosen: Chosen, milestones: pl.DataFrame) -> Iterator[Column]:
    """Give the deaths, where the study records any event."""
    if milestones.is_empty():
        return
    heads = chosen.courses.heads.sort("course").join(milestones, on="subject", how="left", maintain_order="left")
    course = np.flatnonzero(chosen.kinds.follows != EPISODE)
    yield answer("DEATH", course, heads["death_day"].cast(pl.Int64).fill_null(NEVER).to_numpy()[course])


def answer(name: str, course: Ints, day: Ints) -> Column:
    """Answer a question by the day that says yes."""
    return Column(name, course, np.where(day == NEVER, _NO, _YES), day)


def best_of(name: str, chosen: Chosen, best: Choice, course: Ints) -> Column:
    """Give a best response."""
    return Column(name, course, word_at(chosen.kinds.criterion[course], best.rank[course]), best.day[course])


def of_response(best: Choice) -> Ints:
    """Give the day of a best response of CR or PR; NEVER for any other."""
    return np.where(best.rank <= RANK[PR], best.day, NEVER)


def before_therapy(chosen: Chosen) -> Ints:
    """Give the day of progression, unless a new therapy started before or on it."""
    day = chosen.progressed.day
    return np.where(day < chosen.therapy_day, day, NEVER)


def overall(chosen: Chosen, own: Bools) -> Column:
    """Give every assessment."""
    calls = chosen.follow_up
    kept = own[calls.course]
    course, response = calls.course[kept], calls.response[kept]
    said = word_at(chosen.kinds.criterion[course], _RANKS[response])
    return Column("OVR", course, np.where(response == IGNORED, _IGNORED, said), calls.day[kept])


def last_assessment(name: str, chosen: Chosen, course: Ints) -> Column:
    """Give the last assessment that was done, before a new therapy; without one, neither a value nor a day."""
    calls = up_to(chosen.follow_up, chosen.therapy_day - 1)
    last = last_of(calls, ~among(calls.response, NOT_DONE), len(chosen.therapy_day))[course]
    response = look_up(calls.response, last, NE)
    said = np.where(response == IGNORED, _IGNORED, word_at(chosen.kinds.criterion[course], _RANKS[response]))
    return Column(name, course, np.where(last == NOWHERE, _NOTHING, said), calls.day_of(last))


def last_of(calls: Calls, wanted: Bools, courses: int) -> Ints:
    """Find the last call of each course that is wanted; NOWHERE without one."""
    found = np.full(courses, NOWHERE, np.int64)
    found[calls.course[wanted]] = np.flatnonzero(wanted)
    return found


def word_at(criterion: Ints, rank: Ints) -> Ints:
    """Find the place of a rank's word in the list of words."""
    return len(_PLAIN) + criterion * (MISSING + 1) + rank
