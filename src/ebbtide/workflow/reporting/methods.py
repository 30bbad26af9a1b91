"""How it was done, as a paragraph for a manuscript, with the options and the references that it rests on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from ebbtide import __version__
from ebbtide.reports.blocks import Fold, Prose, Reference, References
from ebbtide.reports.laying_out import as_text, table_of
from ebbtide.sources import CLOPPER_1934, COHEN_1960, JIA_2019, KAPLAN_1958
from ebbtide.study import Options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.reports.blocks import Block
    from ebbtide.sources import Source
    from ebbtide.workflow.assessed import Assessment

__all__ = ["methods_blocks"]


class Bibliography:
    """Sources by number, in the order in which they are first cited."""

    def __init__(self) -> None:
        self.sources: list[Source] = []

    def cite(self, *sources: Source) -> str:
        """Give the numbers of some sources in brackets."""
        for source in sources:
            if source not in self.sources:
                self.sources.append(source)
        numbers = sorted({self.sources.index(source) + 1 for source in sources})
        return f"[{', '.join(map(str, numbers))}]" if numbers else ""

    @property
    def references(self) -> References:
        """The reference list."""
        return References(tuple(Reference(_without_link(one), one.link) for one in self.sources))


def methods_blocks(assessment: Assessment, *, is_of_study: bool) -> tuple[Block, ...]:
    """Tell how a study was judged.

    Args:
        assessment: The study.
        is_of_study: Whether what is derived over all subjects is told of as well.
    """
    cited = Bibliography()
    told = [_judged(assessment, cited), _readings(assessment)]
    if is_of_study:
        told += [_derived(cited)]
    paragraph = Prose((" ".join(filter(None, told)),), is_for_copying=True)
    listed = Fold(f"Options: {_changed(assessment)}", (_options(assessment),))
    return (paragraph, Fold(f"References ({len(cited.sources)})", (cited.references,)), listed)


def _judged(assessment: Assessment, cited: Bibliography) -> str:
    named = [f"{one.title} {cited.cite(one.source)}" for one in assessment.criteria]
    readers = assessment.responses["reader"].n_unique()
    subjects = len(assessment.study.subjects)
    whom = f"{subjects:,} subject{'s' if subjects != 1 else ''}"
    by = f" by {readers} readers" if readers > 1 else ""
    if assessment.source == "reported":
        return (
            f"The responses of {whom}{by} were taken as reported, under {_series(named)}, with Ebbtide {__version__}."
        )
    same = "; every criterion judged the same readings" if len(named) > 1 else ""
    return f"The readings of {whom}{by} were judged with Ebbtide {__version__} under {_series(named)}{same}."


def _readings(assessment: Assessment) -> str:
    changed = assessment.options.changed()
    if not changed:
        return "Where a published rule leaves a choice, the documented default was used throughout."
    told = [f"{name} = {as_text(value)}" for name, value in changed.items()]
    return f"Where a published rule leaves a choice, the documented default was used, but for {_series(told)}."


def _derived(cited: Bibliography) -> str:
    return (
        "Response rates are given with exact 95 % confidence intervals "
        f"{cited.cite(CLOPPER_1934)}, all subjects being in the denominator, those without an assessment as "
        "non-responders. Times to events were estimated by the product-limit method "
        f"{cited.cite(KAPLAN_1958)} with log-log 95 % confidence intervals. Pseudoprogression was called under each "
        "published definition for which the record suffices, and its incidence counted among all treated and among "
        "those who progressed and were scanned again; published incidences were taken from a review and pooled by a "
        f"random-effects model of logits {cited.cite(JIA_2019)}. Where several readers read, agreement is given as the "
        f"share of equal calls and as kappa {cited.cite(COHEN_1960)}."
    )


def _series(words: Sequence[str]) -> str:
    """Write words as a series.

    Examples:
        >>> _series(["A"]), _series(["A", "B", "C"])
        ('A', 'A, B and C')
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _changed(assessment: Assessment) -> str:
    changed = len(assessment.options.changed())
    return f"{changed} other than their defaults" if changed else "all at their defaults"


def _options(assessment: Assessment) -> Block:
    """List the options that were changed and those that the criteria read; the file holds them all."""
    chosen, changed = assessment.options.model_dump(mode="json"), assessment.options.changed()
    read = {name for one in assessment.criteria for name in one.option_names}
    rows = [
        (name, as_text(chosen[name]), as_text(default), _sentence(decides), name in changed)
        for name, default, decides in Options.register()
    ]
    rows.sort(key=lambda row: (not row[4], row[0] not in read))
    names = ("option", "value", "default", "decides")
    schema = {**dict.fromkeys(names, pl.String), "changed": pl.Boolean}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    heads = {"option": "Option", "value": "Value", "default": "Default", "decides": "What it decides"}
    shown = len(read | set(changed))
    caption = "Options that were changed, or that the criteria read; the others stand at their defaults"
    return table_of(frame, heads, caption=caption, file="options", most=shown)


def _sentence(words: str) -> str:
    return re.sub(r"\s+", " ", words).replace("`", "")


def _without_link(source: Source) -> str:
    return source.reference.removesuffix(source.link or "").rstrip()
