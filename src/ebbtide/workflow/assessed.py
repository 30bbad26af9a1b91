"""The assessment that a user holds: a study's calls, and what trials and clinics derive from them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias

import polars as pl

from ebbtide.assessment import JudgedStudy, ReportedStudy, assess_reported
from ebbtide.assessment import assess as judge
from ebbtide.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ebbtide.assessment import Explanation
    from ebbtide.assessment.courses import Courses
    from ebbtide.criteria import AnyCriterion
    from ebbtide.statistics.survival import SurvivalByGroup
    from ebbtide.study import Finding, Options, Study

__all__ = ["MOST_EXPLAINED", "Assessment", "Source", "assess"]

Source: TypeAlias = Literal["computed", "reported"]
DEFINITION_OF = {
    "recist-1.1": "lee_2018",
    "irrc": "hodi_2016_early",
    "irrecist": "hodi_2016_early",
    "imrecist": "imrecist_next_scan",
}
"""The definition of pseudoprogression that reads a criterion's calls; iRECIST's own for the others."""
PREFERRED = ("recist-1.1", "irecist", "irrecist", "imrecist")
"""Whose row of an endpoint is meant where nothing else is said."""
MOST_EXPLAINED = 100_000
"""Subjects, counted once per reader and criterion, up to which what is derived is explained unasked."""


@dataclass(frozen=True)
class Assessment:
    """A study's responses under some criteria, and what follows from them.

    Args:
        calls: The study, judged by its measurements or taken by its reported responses.
    """

    calls: JudgedStudy | ReportedStudy

    @property
    def study(self) -> Study:
        """What was assessed."""
        return self.calls.study

    @property
    def criteria(self) -> tuple[AnyCriterion, ...]:
        """Under what, in the order of the house."""
        return self.calls.criteria

    @property
    def options(self) -> Options:
        """With which readings of ambiguous rules."""
        return self.calls.options

    @property
    def responses(self) -> pl.DataFrame:
        """One row per time point and criterion (docs/guide/python.md)."""
        return self.calls.responses

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was noticed on reading and on judging."""
        return self.calls.findings

    @property
    def settled(self) -> pl.DataFrame:
        """What hindsight makes of each progression: confirmed, disregarded, negated, still open."""
        return self.calls.settled

    @property
    def components(self) -> pl.DataFrame:
        """What each part of a call says, CT, PET, marrow, blood, of criteria that put parts together.

        Returns:
            `subject, reader, day, visit, criterion, component, category`; empty where no such criterion was judged.
        """
        from ebbtide.assessment.composite.judged import COMPONENTS

        return self.calls.components if isinstance(self.calls, JudgedStudy) else pl.DataFrame(schema=COMPONENTS)

    @property
    def courses(self) -> Courses:
        """The calls in order of subject, reader, criterion and day, as codes."""
        return self.calls.courses

    @property
    def source(self) -> Source:
        """Whether the responses were computed or reported."""
        return "computed" if isinstance(self.calls, JudgedStudy) else "reported"

    def explanations(
        self, subject: str, *, day: int | None = None, criterion: str | None = None, reader: str | None = None
    ) -> list[Explanation]:
        """Explain the calls of one subject, in order of day and criterion.

        Raises:
            DataError: If the subject, day or reader is not in the study, or its responses were only reported.
            CriteriaError: If the criterion is unknown.
        """
        return self.calls.explanations(subject, day=day, criterion=criterion, reader=reader)

    def explain(
        self, subject: str, *, day: int | None = None, criterion: str | None = None, reader: str | None = None
    ) -> str:
        """Explain the calls of one subject as text.

        Examples:
            >>> import ebbtide
            >>> study = ebbtide.read_study(ebbtide.examples.path("gastric-car-t"))
            >>> assessment = ebbtide.assess(study, criteria=["irecist"])
            >>> print(assessment.explain(study.subjects[0], day=28).splitlines()[0])
            Day 28, iRECIST: iUPD.
        """
        return "\n\n".join(str(one) for one in self.explanations(subject, day=day, criterion=criterion, reader=reader))

    def divergence(self, subject: str | None = None) -> pl.DataFrame:
        """Set the criteria side by side: one row per time point, one column per criterion, and whether they differ."""
        return self.calls.divergence(subject)

    @cached_property
    def milestones(self) -> pl.DataFrame:
        """Each subject's death, last contact and new therapy, by day."""
        from ebbtide.endpoints.milestones import milestones_of

        return milestones_of(self.study)

    def best_responses(self, *, explain: bool | None = None) -> pl.DataFrame:
        """Derive best responses, unconfirmed and confirmed (docs/guide/best-responses.md).

        Args:
            explain: Write the path that led there; for up to 100,000 courses when None.

        Examples:
            >>> import ebbtide
            >>> study = ebbtide.read_study(ebbtide.examples.path("gastric-car-t"))
            >>> best = ebbtide.assess(study, criteria=["recist-1.1", "irecist"]).best_responses()
            >>> best.select("criterion", "best_overall_response", "best_day").rows()
            [('recist-1.1', 'PD', 28), ('irecist', 'iSD', 89)]
        """
        from ebbtide.endpoints.best import best_responses

        if not self._explains(explain):
            return self._best
        return best_responses(self.courses, self.milestones, self.options, explain=True)

    @cached_property
    def _best(self) -> pl.DataFrame:
        """The best responses without words: endpoints, patterns and rates rest on them."""
        from ebbtide.endpoints.best import best_responses

        return best_responses(self.courses, self.milestones, self.options, explain=False)

    def parameters(self) -> pl.DataFrame:
        """Derive the response parameters of ADRS: subject, reader, criterion, parameter, value, day."""
        from ebbtide.endpoints.parameters import response_parameters

        return response_parameters(self.courses, self.milestones, self.options)

    def rates(self, *, by: str = "arm") -> pl.DataFrame:
        """Count responders of each arm, with exact intervals; every subject of the study is in the denominator."""
        from ebbtide.endpoints.rates import response_rates

        return response_rates(self._best, self.study.table("subjects"), by=by)

    def endpoints(self, *, explain: bool | None = None) -> pl.DataFrame:
        """Derive times to events, each censoring with its reason (docs/guide/endpoints.md).

        Args:
            explain: Name the record that each rests on; for up to 100,000 courses when None.
        """
        from ebbtide.endpoints.times import endpoints

        if not self._explains(explain):
            return self._times
        return endpoints(self.courses, self.milestones, self._best, self.options, explain=True)

    @cached_property
    def _times(self) -> pl.DataFrame:
        """The endpoints without words: patterns and survival rest on them."""
        from ebbtide.endpoints.times import endpoints

        return endpoints(self.courses, self.milestones, self._best, self.options, explain=False)

    def patterns(self, *, explain: bool | None = None) -> pl.DataFrame:
        """Call pseudoprogression and its relatives under each published definition (docs/guide/patterns.md).

        Args:
            explain: Write why; for up to 100,000 courses when None.
        """
        from ebbtide.patterns import patterns

        return patterns(self.courses, self.study, self._times, self.options, explain=self._explains(explain))

    def disagreements(self) -> pl.DataFrame:
        """List the patients on whom the definitions of a pattern disagree."""
        from ebbtide.patterns import disagreements

        return disagreements(self.patterns(explain=False))

    def incidence(self, *, by: str | None = None, pattern: str = "pseudoprogression") -> pl.DataFrame:
        """Count a pattern among all treated, and among those who progressed and were scanned again.

        Args:
            by: A column of `subjects` to count by, such as `arm`.
            pattern: Which pattern.
        """
        from ebbtide.patterns.study_incidence import study_incidence

        subjects = self.study.table("subjects")
        found = self.patterns(explain=False)
        return study_incidence(found, self.courses, subjects, by=by, milestones=self.milestones, pattern=pattern)

    def survival(
        self,
        *,
        by: str | None = "pattern",
        endpoint: str = "OS",
        landmark: int | None = None,
        criterion: str | None = None,
        definition: str | None = None,
        reader: str | None = None,
    ) -> SurvivalByGroup:
        """Compare the times to an endpoint between groups of subjects (docs/guide/survival.md).

        Args:
            by: `pattern` for what was known of each at the landmark, or a column of `subjects`; None for one curve of
                all, a group without a name.
            endpoint: Which endpoint.
            landmark: The day the comparison counts from; needed for groups by pattern.
            criterion: Whose responses, progressions and endpoint; when None, iRECIST's for the groups if it was
                judged, and for the endpoint that of its name, RECIST 1.1 first.
            definition: Of pseudoprogression; when None, the one that reads the criterion.
            reader: Whose; needed where several read.

        Raises:
            DataError: If groups by pattern are asked for without a landmark, or the study does not tell the groups.
            MissingExtraError: If lifelines is not installed.
        """
        from ebbtide.patterns.prognosis import groups_at
        from ebbtide.statistics.survival import survival_by
        from ebbtide.workflow.grouping import groups_of

        if by == "pattern":
            if landmark is None:
                raise DataError(
                    "whoever shows a pattern has lived long enough to show it, so groups by pattern need a landmark",
                    hint="name the day that the comparison counts from: --landmark 84",
                )
            whose, how = self.pattern_read(criterion, definition)
            found = self.patterns(explain=False)
            grouping = groups_at(landmark, found, self.courses, criterion=whose, definition=how, reader=reader)
        else:
            grouping = groups_of(self.study, by)
        of_all = endpoint == "OS"
        return survival_by(
            self._times,
            grouping,
            endpoint=endpoint,
            landmark=landmark,
            criterion=None if of_all else self.criterion_of_endpoint(endpoint, criterion),
            reader=None if of_all else reader,
        )

    def pattern_read(self, criterion: str | None, definition: str | None) -> tuple[str, str]:
        """Choose under which criterion, and by which definition, subjects are grouped by pattern."""
        ids = [one.id for one in self.criteria]
        whose = criterion or ("irecist" if "irecist" in ids else ids[0])
        return whose, definition or DEFINITION_OF.get(whose, "irecist")

    def criterion_of_endpoint(self, endpoint: str, criterion: str | None) -> str | None:
        """Choose whose rows of an endpoint are meant: those of the criterion, or the first that has it."""
        has = self._times.filter(pl.col("endpoint") == endpoint)["criterion"].cast(pl.String).unique().to_list()
        return next((name for name in (criterion, *PREFERRED) if name in has), criterion)

    def _explains(self, wanted: bool | None) -> bool:  # noqa: FBT001 - handed on by the methods above
        return self.courses.heads.height <= MOST_EXPLAINED if wanted is None else wanted


def assess(
    study: object,
    *,
    criteria: Iterable[str] | None = None,
    options: Options | None = None,
    responses: Source = "computed",
    explanations: bool | None = None,
    compiled: bool | None = None,
) -> Assessment:
    """Judge a study under published criteria, or take it by its reported responses.

    Args:
        study: A study, or frames as `read_study` takes them.
        criteria: AnyCriterion ids; all, or all that are reported, when None.
        options: Readings of ambiguous rules; the study's own when None.
        responses: Judge its measurements, or take the responses of its table `reported` as they are.
        explanations: Write the `explanation` column; up to 100,000 rows when None.
        compiled: Run machine code or not; by size when None.

    Raises:
        DataError: If the study holds nothing that can be judged, or reports nothing.
        CriteriaError: If a criterion is unknown.

    Examples:
        >>> import ebbtide
        >>> study = ebbtide.read_study(ebbtide.examples.path("gastric-car-t"))
        >>> ebbtide.assess(study, criteria=["irecist"]).responses["overall_response"].to_list()[:3]
        ['iUPD', 'iUPD', 'iSD']
    """
    if responses == "reported":
        return Assessment(assess_reported(study, criteria=criteria, options=options))
    return Assessment(judge(study, criteria=criteria, options=options, explanations=explanations, compiled=compiled))
