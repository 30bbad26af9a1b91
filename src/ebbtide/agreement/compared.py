"""The comparison that a user holds: readers against each other, and what was reported against what is computed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

import polars as pl

from ebbtide.agreement import tables
from ebbtide.agreement.causes import with_agreement, with_causes
from ebbtide.agreement.discordances import adjudications, discordance_rates, discordances
from ebbtide.agreement.margins import MARGINS, margins
from ebbtide.agreement.pairing import paired_points, pairs_of, shared_subjects
from ebbtide.agreement.points import POINTS, STREAMS, computed_points, computed_streams, reported_points
from ebbtide.agreement.targets import chosen_targets
from ebbtide.criteria import ANY_BY_ID
from ebbtide.errors import DataError

if TYPE_CHECKING:
    from ebbtide.agreement.points import Source
    from ebbtide.assessment import JudgedStudy, ReportedStudy
    from ebbtide.study import Study
    from ebbtide.study.agreement_options import AgreementOptions

__all__ = ["Compared"]


@dataclass(frozen=True)
class Compared:
    """A study's readers, and its reported and computed responses, set against each other.

    Args:
        judged: The study judged by its measurements; None where it holds none.
        reported: The same study by its reported responses; None where it reports none.
        readers_by: Whether two readers are compared by what is computed of their lesions, or by what they reported.
        options: What triggers an adjudication.
    """

    judged: JudgedStudy | None
    reported: ReportedStudy | None
    readers_by: Source
    options: AgreementOptions

    @classmethod
    def of(
        cls,
        judged: JudgedStudy | None,
        reported: ReportedStudy | None = None,
        *,
        readers_by: Source | None = None,
        options: AgreementOptions | None = None,
    ) -> Self:
        """Compare a study.

        Args:
            judged: The study judged.
            reported: The study by its reported responses.
            readers_by: By what two readers are compared; by what is computed where the study was judged, when None.
            options: What triggers an adjudication; as the study pins it when None.

        Raises:
            DataError: If there is nothing to compare.

        Examples:
            >>> import ebbtide
            >>> from ebbtide.assessment import assess, assess_reported
            >>> study = ebbtide.read_study(ebbtide.examples.path("pharmaverse-recist"))
            >>> judged = assess(study, criteria=["recist-1.1"], explanations=False)
            >>> compared = Compared.of(judged, assess_reported(study))
            >>> compared.pairs.select("first", "second").head(1).row(0)
            ('INVESTIGATOR', 'RADIOLOGIST 1')
        """
        calls = _either(judged, reported)
        by = readers_by or ("reported" if judged is None else "computed")
        return cls(judged, reported, by, options or calls.options)

    @property
    def study(self) -> Study:
        """What is compared."""
        return _either(self.judged, self.reported).study

    @property
    def criteria(self) -> tuple[str, ...]:
        """The ids of the criteria, in the order of the house."""
        used = {one.id for calls in (self.judged, self.reported) if calls is not None for one in calls.criteria}
        return tuple(name for name in ANY_BY_ID if name in used)

    @cached_property
    def pairs(self) -> pl.DataFrame:
        """Who is compared with whom, criterion by criterion: columns as in `pairing.PAIRS`."""
        return pairs_of(self._points, self._streams, self.criteria, self.readers_by)

    @cached_property
    def calls(self) -> pl.DataFrame:
        """The calls side by side, time point by time point, and why they differ: columns as in `tables.CALLS`."""
        return tables.calls(self._rows)

    @cached_property
    def agreement(self) -> pl.DataFrame:
        """How often the two of a pair agree, with kappa: columns as in `tables.AGREEMENT`."""
        return tables.agreement(self.calls)

    @cached_property
    def several(self) -> pl.DataFrame:
        """How far three or more readers agree, by Fleiss's kappa: columns as in `tables.SEVERAL`."""
        return tables.several(self.calls)

    @cached_property
    def sums(self) -> pl.DataFrame:
        """How far the sums of two readers lie apart: columns as in `tables.SUMS`."""
        return tables.sums(self._rows)

    @cached_property
    def discordances(self) -> pl.DataFrame:
        """The endpoints of each pair side by side: columns as in `discordances.DISCORDANCES`."""
        return discordances(self.pairs, self._subjects, self._best, self._rows, self.options)

    @cached_property
    def discordance_rates(self) -> pl.DataFrame:
        """How many subjects differ in each endpoint: columns as in `discordances.RATES`."""
        return discordance_rates(self.discordances)

    @cached_property
    def adjudications(self) -> pl.DataFrame:
        """The subjects that an adjudicator should see, and why: columns as in `discordances.ADJUDICATIONS`."""
        return adjudications(self.discordances, self.calls)

    @cached_property
    def margins(self) -> pl.DataFrame:
        """By how much each sum would have to differ to change its call: columns as in `margins.MARGINS`."""
        return pl.DataFrame(schema=MARGINS) if self.judged is None else margins(self.judged)

    @cached_property
    def _points(self) -> pl.DataFrame:
        parts = [pl.DataFrame(schema=POINTS)]
        if self.judged is not None:
            parts.append(computed_points(self.judged))
        if self.reported is not None:
            parts.append(reported_points(self.reported, self.judged))
        return pl.concat(parts)

    @cached_property
    def _streams(self) -> pl.DataFrame:
        known = self._points.select(list(STREAMS))
        parts = [known] if self.judged is None else [known, computed_streams(self.judged)]
        return pl.concat(parts).unique(maintain_order=True)

    @cached_property
    def _subjects(self) -> pl.DataFrame:
        return shared_subjects(self.pairs, self._streams)

    @cached_property
    def _rows(self) -> pl.DataFrame:
        window = _either(self.judged, self.reported).options.tp_window_days
        both = with_agreement(paired_points(self.pairs, self._points, self._subjects, window))
        return with_causes(both, self.pairs, chosen_targets(self.judged))

    @cached_property
    def _best(self) -> pl.DataFrame:
        """The best responses of computed and of reported courses."""
        from ebbtide.endpoints.best import BEST_RESPONSES, best_responses
        from ebbtide.endpoints.milestones import milestones_of

        parts = [pl.DataFrame(schema={**BEST_RESPONSES, "source": pl.String})]
        for source, calls in (("computed", self.judged), ("reported", self.reported)):
            if calls is not None:
                found = best_responses(calls.courses, milestones_of(calls.study), calls.options, explain=False)
                parts.append(found.with_columns(source=pl.lit(source)))
        return pl.concat(parts)


def _either(judged: JudgedStudy | None, reported: ReportedStudy | None) -> JudgedStudy | ReportedStudy:
    found = judged or reported
    if found is None:
        raise DataError(
            "there are neither computed nor reported responses to compare",
            hint="give a study with measurements of two readers, or with measurements and reported responses",
        )
    return found
