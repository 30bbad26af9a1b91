"""A study prepared for the checks: readings placed in their time points, calls beside what was reported.

Lives here: what many checks ask for, made once. Does not live here: any check.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

import polars as pl

from ebbtide.assessment import assess
from ebbtide.assessment.frames import RESPONSE_TYPES
from ebbtide.assessment.visits import baselines, place_readings
from ebbtide.criteria import BY_ID, by_sizes, chosen
from ebbtide.criteria.parts.readings import TOO_SMALL_UM

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ebbtide.assessment import JudgedStudy
    from ebbtide.study import Options, Records, Study

__all__ = ["DEFAULT_CRITERION", "Examined"]

DEFAULT_CRITERION: Final = "recist-1.1"
_Made = TypeVar("_Made")
_STREAM: Final = ("subject", "reader")
_NEW: Final = ("new", "new_target", "new_nontarget")


@dataclass(frozen=True)
class Examined:
    """A study under examination.

    Args:
        study: What is examined.
        criteria: Ids of the criteria it is held to.
        judged: The study judged under them; None where it holds nothing that can be judged.
    """

    study: Study
    criteria: tuple[str, ...]
    judged: JudgedStudy | None

    @classmethod
    def of(cls, study: Study, criteria: Sequence[str] | None = None) -> Self:
        """Prepare a study.

        Args:
            study: The study.
            criteria: Ids of criteria; by default those that the study reports, RECIST 1.1 if it reports none.

        Raises:
            CriteriaError: If a criterion is unknown.
        """
        ids = (tuple(one.id for one in by_sizes(chosen(criteria))) if criteria else ()) or _reported_criteria(study)
        judges = not (study.table("measurements").is_empty() and study.table("timepoints").is_empty())
        return cls(study, ids, assess(study, criteria=ids, explanations=False) if judges else None)

    @property
    def options(self) -> Options:
        """The options that the study pins."""
        return self.study.options

    @cached_property
    def readings(self) -> pl.DataFrame:
        """The measurements, each in its time point.

        Returns:
            The tidy table in order of subject, reader and time point, with `start` (the day of the time point),
            `baseline` (that of the baseline, null without one), `is_baseline`, `size_um` (the short axis of a
            node, the longest diameter of any other lesion; what is too small to measure counts 5 mm, what is gone
            0) and `is_new` (whether the role is one of a new lesion). `role` and `state` are text.
        """
        layout = place_readings(self.study.table("measurements"), self.options)
        if layout.rows.is_empty():
            return _with_sizes(layout.rows.with_columns(start="day", baseline=pl.lit(None, pl.Int32)))
        chosen_days = baselines(layout, self.options)
        return _with_sizes(
            layout.rows.with_columns(baseline=chosen_days["baseline"].gather(layout.edges.streams.numbers))
        )

    @cached_property
    def targets(self) -> pl.DataFrame:
        """The readings of target lesions."""
        return self.readings.filter(pl.col("role") == "target")

    @cached_property
    def points(self) -> pl.DataFrame:
        """The time points of which readings, or sums and words, are there.

        Returns:
            `subject, reader, start, visit, date` (its first), `last_day`, `baseline` (the day of the baseline,
            null without one) and `is_baseline`.
        """
        of_readings = self.readings.group_by(*_STREAM, "start", maintain_order=True).agg(
            pl.col("visit").drop_nulls().first(), pl.col("date").min(), last_day=pl.col("day").max()
        )
        told = self.study.table("timepoints").select(*_STREAM, start="day", visit="visit", date="date", last_day="day")
        points = pl.concat([of_readings, told]).unique([*_STREAM, "start"], keep="first", maintain_order=True)
        known = points.join(self._baselines, on=_STREAM, how="left", maintain_order="left")
        is_baseline = (pl.col("start") == pl.col("baseline")).fill_null(value=False)
        return known.with_columns(is_baseline=is_baseline).sort(*_STREAM, "start")

    @cached_property
    def _baselines(self) -> pl.DataFrame:
        """The day of each baseline, of those who have one."""
        if self.judged is None:
            return pl.DataFrame(schema={"subject": pl.String, "reader": pl.String, "baseline": pl.Int32})
        first = self.judged.batch.points.filter("is_baseline")
        days = first.select(pl.col(_STREAM).cast(pl.String), baseline=pl.col("start").cast(pl.Int32))
        none = [one.subject for one in self.judged.findings if one.rule == "ASSESS01"]
        return days.filter(~pl.col("subject").is_in(none))

    @cached_property
    def sums(self) -> pl.DataFrame:
        """The target sums: the time points that have targets.

        Returns:
            `subject, reader, start, visit, is_baseline, targets` (how many were chosen at baseline), `measured`
            (how many of them have a size now) and `sum_um` (µm, of those that have).
        """
        known = self.targets.filter("is_baseline").select(*_STREAM, "lesion").unique()
        many = known.group_by(_STREAM).agg(targets=pl.len())
        own = self.targets.join(known, on=[*_STREAM, "lesion"], how="semi").filter(pl.col("size_um").is_not_null())
        now = own.group_by(*_STREAM, "start").agg(measured=pl.col("lesion").n_unique(), sum_um=pl.col("size_um").sum())
        points = self.points.select(*_STREAM, "start", "visit", "is_baseline").join(many, on=_STREAM)
        return points.join(now, on=[*_STREAM, "start"], how="left", maintain_order="left").with_columns(
            pl.col("measured").fill_null(0)
        )

    @cached_property
    def reported(self) -> pl.DataFrame:
        """The reported responses, each with `start`: the time point of its visit, else of its day, else its own day."""
        said = self.study.table("reported")
        labelled = self.points.filter(pl.col("visit").is_not_null())
        by_visit = labelled.unique([*_STREAM, "visit"], keep="first", maintain_order=True)
        by_visit = by_visit.select(*_STREAM, "visit", of_visit="start")
        placed = said.join(by_visit, on=[*_STREAM, "visit"], how="left", maintain_order="left")
        return placed.with_columns(start=pl.coalesce("of_visit", "day")).drop("of_visit")

    @cached_property
    def calls(self) -> pl.DataFrame:
        """The computed responses, as text, with `start` for their day; empty where nothing can be judged."""
        table = pl.DataFrame(schema=RESPONSE_TYPES) if self.judged is None else self.judged.responses
        text = table.with_columns(pl.col(pl.Categorical).cast(pl.String))
        return text.with_columns(start=pl.col("day").cast(pl.Int32))

    @cached_property
    def called(self) -> pl.DataFrame:
        """Reported responses beside computed ones, where both are: the columns of the first, and `our_…`.

        Returns:
            Those of `reported`, and of the call: `our_target, our_nontarget, our_new, our_overall` (words),
            `burden, baseline, nadir` (mm or mm²), `change_from_baseline_pct, change_from_nadir_pct,
            change_from_nadir, flags, reasons`.
        """
        ours = self.calls.select(
            *_STREAM, "criterion", "start",
            *("burden", "baseline", "nadir", "change_from_baseline_pct", "change_from_nadir_pct", "change_from_nadir"),
            *("flags", "reasons"),
            our_target="target_response", our_nontarget="nontarget_response",
            our_new="new_lesion", our_overall="overall_response",
        )  # fmt: skip
        return self.reported.join(ours, on=[*_STREAM, "criterion", "start"], maintain_order="left")

    def once(self, make: Callable[[Examined], _Made]) -> _Made:
        """Give what several checks make of this study, made when it is first asked for and kept."""
        if make not in self._kept:
            self._kept[make] = make(self)
        return self._kept[make]  # type: ignore[no-any-return]

    @cached_property
    def _kept(self) -> dict[Callable[[Examined], object], Any]:
        return {}

    def domain(self, code: str) -> Records | None:
        """Give an SDTM domain as it was read; None where the study did not come with it."""
        return self.study.domains.get(code)


def _reported_criteria(study: Study) -> tuple[str, ...]:
    said = set(study.table("reported")["criterion"].unique())
    return tuple(name for name in BY_ID if name in said) or (DEFAULT_CRITERION,)


def _with_sizes(rows: pl.DataFrame) -> pl.DataFrame:
    size = pl.when("nodal").then("perpendicular_um").otherwise("longest_um")
    small, gone = pl.lit(TOO_SMALL_UM, pl.Int64), pl.lit(0, pl.Int64)
    told = rows.with_columns(pl.col("role", "state").cast(pl.String))
    return told.with_columns(
        is_baseline=(pl.col("start") == pl.col("baseline")).fill_null(value=False),
        is_new=pl.col("role").is_in(_NEW),
        size_um=pl.when(pl.col("state") == "absent")
        .then(pl.coalesce(size, gone))
        .when(pl.col("state") == "too_small")
        .then(pl.coalesce(size, small))
        .otherwise(size),
    )
