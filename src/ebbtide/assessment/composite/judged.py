"""Composite criteria run over the time points of a study, and the tables that follow."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import polars as pl

from ebbtide.assessment.frames import RESPONSE_TYPES, SETTLED_COLUMNS, percent
from ebbtide.criteria.parts.composite.criterion import BURDENS, settle_episodes
from ebbtide.terms.responses import NEW_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.criteria import CompositeCriterion
    from ebbtide.criteria.parts.composite.criterion import PartClause, Said
    from ebbtide.criteria.parts.composite.looks import Patient
    from ebbtide.study.options import Options

__all__ = ["COMPONENTS", "JudgedPart", "judge_part"]

COMPONENTS: Final = {
    "subject": pl.String,
    "reader": pl.String,
    "day": pl.Int32,
    "visit": pl.String,
    "criterion": pl.String,
    "component": pl.String,
    "category": pl.String,
}
"""Names and types of the table of components, in order."""


class Ruled(NamedTuple):
    """One criterion over all time points after baseline, in their order: its rules and what was said."""

    criterion: CompositeCriterion
    rules: Any
    said: list[Said]


@dataclass(frozen=True)
class JudgedPart:
    """Some time points judged under the composite criteria that look at them.

    Args:
        points: The time points, by subject, reader and day, each baseline first.
        judged: What each criterion said.
    """

    points: pl.DataFrame
    judged: tuple[Ruled, ...]

    @property
    def criteria(self) -> tuple[CompositeCriterion, ...]:
        """The criteria, in the order of the house."""
        return tuple(one.criterion for one in self.judged)

    @cached_property
    def heads(self) -> pl.DataFrame:
        """The time points after baseline: `subject, reader, day, date, visit`."""
        after = self.points.filter(~pl.col("is_baseline"))
        return after.select(pl.col("subject", "reader").cast(pl.String), "date", "visit", day="start")

    @cached_property
    def responses(self) -> pl.DataFrame:
        """The responses, one row per time point and criterion in this order; columns of the contract."""
        rows = [self._rows(one) for one in self.judged]
        return _in_turn([self.heads.hstack(frame) for frame in rows], len(self.heads)).select(
            pl.col(name).cast(kind) for name, kind in RESPONSE_TYPES.items()
        )

    @cached_property
    def codes(self) -> pl.Series:
        """The codes of the responses, in their order."""
        codes = [pl.DataFrame({"code": [said.verdict.overall for said in one.said]}) for one in self.judged]
        return _in_turn(codes, len(self.heads))["code"].cast(pl.Int8)

    @cached_property
    def settled(self) -> pl.DataFrame:
        """What hindsight makes of the progressions of the criteria that follow them."""
        heads = self.heads.rows()
        found = []
        for one in self.judged:
            if one.criterion.follows:
                settle = one.criterion.settle or settle_episodes
                for first, last in self._streams:
                    said = one.said[first:last]
                    days = [entry.look.day for entry in said]
                    places = {day: first + i for i, day in enumerate(days)}
                    words = {day: _word(one.criterion, entry) for day, entry in zip(days, said, strict=True)}
                    for outcome in settle([entry.verdict for entry in said], days):
                        subject, reader, date, _, day = heads[places[outcome.day]]
                        call = (one.criterion.id, "", words[day], outcome.outcome, outcome.known_day)
                        found.append((subject, reader, day, date, *call))
        schema = dict(zip(SETTLED_COLUMNS, _SETTLED, strict=True))
        return pl.DataFrame(found, schema=schema, orient="row").with_columns(_SPELT)

    @cached_property
    def components(self) -> pl.DataFrame:
        """What each part of a call says: columns as in COMPONENTS."""
        heads = self.heads.select("subject", "reader", "day", "visit").rows()
        found = [
            (*head, one.criterion.id, component, category)
            for i, head in enumerate(heads)
            for one in self.judged
            for component, category in one.said[i].verdict.components
        ]
        return pl.DataFrame(found, schema=COMPONENTS, orient="row")

    @cached_property
    def _streams(self) -> list[tuple[int, int]]:
        """The places among the time points after baseline where each subject's begin and end."""
        starts = self.points["is_baseline"].arg_true()
        return list(pairwise([*(start - i for i, start in enumerate(starts)), len(self.heads)]))

    def _rows(self, one: Ruled) -> pl.DataFrame:
        """Lay out the calls of one criterion, without who and when."""
        unit = BURDENS[one.criterion.burden]
        component = one.criterion.words.component
        verdicts = [said.verdict for said in one.said]
        whole = pl.DataFrame(
            {name: [getattr(verdict, name) for verdict in verdicts] for name in _NUMBERS},
            schema=dict.fromkeys(_NUMBERS, pl.Int64),
        ).with_columns(pl.when(pl.col(name) >= 0).then(name) for name in _NUMBERS)
        words = pl.DataFrame(
            {
                "target_response": [component[verdict.target] or None for verdict in verdicts],
                "target_numeric": [component[verdict.target] or None for verdict in verdicts],
                "nontarget_response": [component[verdict.nontarget] or None for verdict in verdicts],
                "new_lesion": [NEW_WORDS[verdict.new] for verdict in verdicts],
                "overall_response": [_word(one.criterion, said) for said in one.said],
                "flags": [named(one.criterion.flag_clauses, verdict.flags) for verdict in verdicts],
                "reasons": [named(one.criterion.clauses, verdict.reasons) for verdict in verdicts],
            },
            schema=dict.fromkeys(_WORDS, pl.String),
        )
        # A column is divided by a column: by a constant it would be multiplied by its reciprocal, which misprints.
        units = whole.with_columns(pl.repeat(float(unit.divisor), len(whole), eager=True).alias("unit"))
        numbers = units.select(
            *(pl.col(name).cast(pl.Float64) / pl.col("unit") for name in _NUMBERS),
            change_from_baseline_pct=percent("baseline"),
            change_from_nadir_pct=percent("nadir"),
            change_from_nadir=(pl.col("burden") - pl.col("nadir")).cast(pl.Float64) / pl.col("unit"),
        )
        same = (pl.lit(one.criterion.id).alias("criterion"), pl.lit(unit.unit).alias("burden_unit"))
        return words.hstack(numbers).with_columns(*same, pl.lit(None, pl.String).alias("explanation"))


_NUMBERS: Final = ("burden", "baseline", "nadir")
_WORDS: Final = (
    *("target_response", "target_numeric", "nontarget_response", "new_lesion", "overall_response"),
    *("flags", "reasons"),
)
_SETTLED: Final = (
    *(pl.String, pl.String, pl.Int32, pl.Date, pl.String),
    *(pl.String, pl.String, pl.String, pl.Int32),
)
_SPELT: Final = pl.col("overall_response").cast(pl.Categorical)


def judge_part(
    criteria: Sequence[CompositeCriterion],
    options: Options,
    points: pl.DataFrame,
    looks: Sequence[Sequence[Any]],
    patients: Sequence[Patient],
) -> JudgedPart:
    """Judge patients' looks under composite criteria.

    Args:
        criteria: The criteria.
        options: The readings of ambiguous rules.
        points: The time points: `subject, reader, start, date, visit, is_baseline`, in order.
        looks: For each subject and reader in that order what is seen at each time point, the baseline first.
        patients: What is known of each throughout, in the same order.
    """
    judged = []
    for criterion in criteria:
        rules = criterion.define(options)
        said = [
            entry
            for patient, seen in zip(patients, looks, strict=True)
            for entry in criterion.run(rules, patient, seen)
        ]
        judged.append(Ruled(criterion, rules, said))
    return JudgedPart(points, tuple(judged))


def named(clauses: Sequence[PartClause], bits: int) -> str:
    """Name the bits that are set, in the order of the clauses."""
    return " ".join(clause.word for clause in clauses if clause.bit & bits)


def _word(criterion: CompositeCriterion, said: Said) -> str:
    return said.verdict.word or criterion.words.overall[said.verdict.overall]


def _in_turn(frames: Sequence[pl.DataFrame], rows: int) -> pl.DataFrame:
    """Take the first row of each frame, then the second, and so on."""
    many = len(frames)
    order = pl.int_range(rows * many, eager=True)
    return pl.concat(frames)[(order % many) * rows + order // many]
