"""What a criterion is to the rest of the house: its definition, its step, its words, its sources."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from ebbtide.criteria.parts.records import (
    CONFIRMS_BY_EPISODE,
    CONFIRMS_BY_GROWTH,
    CONFIRMS_BY_THRESHOLD,
    CONFIRMS_NOTHING,
    DIAMETERS,
    LENGTHS,
    NEGATED_BY_ANY,
    NEGATED_BY_NEXT,
    PRODUCTS,
    PRODUCTS_OR_LENGTHS,
    VIABLE,
    Definition,
)
from ebbtide.study.options import Options
from ebbtide.terms.responses import code_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ebbtide.sources import Citation, Source
    from ebbtide.terms.responses import Response, Vocabulary

MEASURES: Final = {
    DIAMETERS: "sum of longest diameters, nodes by short axis",
    LENGTHS: "sum of longest diameters, nodes too",
    VIABLE: "sum of longest viable diameters, nodes by short axis",
    PRODUCTS: "sum of products of diameters",
    PRODUCTS_OR_LENGTHS: "sum of products of diameters, or lengths where none has a second",
}
CONFIRMATIONS: Final = {
    CONFIRMS_NOTHING: "progression is final when called",
    CONFIRMS_BY_THRESHOLD: "progression confirmed by a scan at {days} days or more still over the limit",
    CONFIRMS_BY_GROWTH: "progression confirmed by a scan at {days} days or more that shows further growth",
    CONFIRMS_BY_EPISODE: "iUPD confirmed by further growth or more lesions, {days} to {late} days later",
    NEGATED_BY_NEXT: "progression negated by non-progression at the next scan at {days} days or more",
    NEGATED_BY_ANY: "progression negated by non-progression at any scan at {days} days or more",
}


@dataclass(frozen=True)
class Criterion:
    """One published criterion.

    Args:
        id: The id of the contract (`recist-1.1`).
        title: The name people use.
        sources: Where it is published, the first one primary.
        define: Makes the definition from a study's options.
        begin: The state at baseline.
        step: One time point forward.
        words: Its response words.
        option_names: The options it reads.
        extra_lesions: What the table of criteria says of lesion counts.
        place: Where its target rules are printed.
    """

    id: str
    title: str
    sources: tuple[Source, ...]
    define: Callable[[Options], Definition]
    begin: Callable[..., Any]
    step: Callable[..., Any]
    words: Vocabulary
    option_names: tuple[str, ...]
    extra_lesions: str
    place: Citation

    @property
    def source(self) -> Source:
        """The primary publication."""
        return self.sources[0]

    @cached_property
    def definition(self) -> Definition:
        """The definition under default options."""
        return self.define(Options())

    @property
    def is_area(self) -> bool:
        """Whether the burden is an area."""
        return self.definition.measure in (PRODUCTS, PRODUCTS_OR_LENGTHS)

    @property
    def confirms(self) -> bool:
        """Whether a progression is followed after it is called."""
        return self.confirms_by != CONFIRMS_NOTHING

    @property
    def confirms_by(self) -> int:
        """How it is followed, a code of `records`."""
        return self.definition.confirms

    def code_of(self, word: str) -> Response | None:
        """Find the code of a response that was reported under this criterion; None for a word that is none."""
        return code_of(word)

    def describe(self, options: Options | None = None) -> dict[str, str]:
        """Say what the definition says, as one column of the table of criteria.

        Returns:
            One text per item, in the order of the table.

        Examples:
            >>> from ebbtide.criteria import BY_ID
            >>> BY_ID["recist-1.1"].describe()["PD"]
            'at least +20 % and +5 mm from nadir'
        """
        rules = self.define(options or Options())
        return {
            "criterion": self.title,
            "source": str(self.source),
            "measure": MEASURES[rules.measure],
            "lesions": self.extra_lesions,
            "nodes": "normal below 10 mm short axis" if rules.node_rule else "no node rule",
            "CR": "all lesions gone" + (", nodes below 10 mm" if rules.node_rule else ""),
            "PR": describe_response(rules),
            "PD": describe_progression(rules),
            "held response": "a PR is held until PD" if rules.holds_response else "no",
            "new lesions": describe_new(rules),
            "non-targets": describe_nontargets(rules),
            "confirmation": CONFIRMATIONS[rules.confirms].format(days=rules.confirm_days, late=rules.late_days),
        }


def describe_response(rules: Definition) -> str:
    """Say what a partial response needs."""
    text = f"at least -{rules.fall_pct} % from baseline"
    if rules.density_fall_pct:
        text += f" {'and' if rules.both_arms else 'or'} density -{rules.density_fall_pct} %"
    return text + (", no unequivocal non-target progression" if rules.nontarget_blocks_pr else "")


def describe_progression(rules: Definition) -> str:
    """Say what progression needs."""
    if rules.per_lesion:
        reference = "its size at baseline" if rules.per_lesion_from_baseline else "its smallest size"
        return f"one lesion at least +{rules.rise_pct} % from {reference}"
    floor = f" and +{rules.rise_floor // 1000} mm" if rules.rise_floor else ""
    text = f"at least +{rules.rise_pct} %{floor} from {'baseline' if rules.from_baseline else 'nadir'}"
    return text + (" without response by density" if rules.density_fall_pct and not rules.both_arms else "")


def describe_new(rules: Definition) -> str:
    """Say what a new lesion does."""
    if rules.confirms == CONFIRMS_BY_EPISODE:
        return "unconfirmed progression; followed apart, never added to the sum"
    if rules.new_is_progression:
        return "progression"
    text = "measurable: added to the burden"
    if rules.nonmeasurable_new_is_progression:
        return text + "; others: progression"
    return text + "; others only prevent CR"


def describe_nontargets(rules: Definition) -> str:
    """Say what unequivocal progression of non-targets does."""
    if rules.confirms == CONFIRMS_BY_EPISODE:
        return "unequivocal progression is unconfirmed progression"
    if rules.nontarget_is_progression:
        return "unequivocal progression is progression"
    return "only prevent CR" + (" and PR" if rules.nontarget_blocks_pr else "")


BASE: Final = Definition(
    measure=DIAMETERS,
    rise_pct=20,
    rise_floor=0,
    fall_pct=30,
    node_rule=1,
    holds_response=0,
    reappearance=0,
    per_lesion=0,
    per_lesion_from_baseline=0,
    new_is_progression=1,
    nontarget_is_progression=1,
    nontarget_blocks_pr=0,
    nonmeasurable_new_is_progression=0,
    new_least=0,
    confirms=CONFIRMS_NOTHING,
    confirm_days=28,
    response_days=28,
    late_days=56,
    confirmation_required=0,
    impute=0,
    treated_counts=0,
    variance_days=0,
    early_moves_nadir=0,
    table2_nontargets=0,
    reset_shrink=5_000,
    new_shrink_resets=0,
    ne_breaks_episode=0,
    ne_outside_nadir=0,
    density_fall_pct=0,
    density_required=0,
    both_arms=0,
    from_baseline=0,
)
"""What a definition changes; every field of it that a criterion does not name is off."""

COMMON_OPTIONS: Final = (
    "resected_counts_zero",
    "tp_window_days",
    "duplicate_reading",
)
IMPUTATIONS: Final = {"off": 0, "lower_bound_zero": 1, "last_value": 2}


def with_common(rules: Definition, options: Options) -> Definition:
    """Apply the options that every criterion shares."""
    return rules._replace(
        treated_counts=int(options.resected_counts_zero),
    )
