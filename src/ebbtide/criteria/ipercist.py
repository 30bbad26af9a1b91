"""iPERCIST: Goldfarb L et al. EJNMMI Res 2019;9:8. PERCIST whose progression waits for a second PET."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ebbtide.criteria.parts.composite.criterion import CompositeCriterion, settle_episodes
from ebbtide.criteria.parts.metabolic import episode
from ebbtide.criteria.parts.metabolic.clauses import IPERCIST_CLAUSES, IPERCIST_FLAGS, IPERCIST_PLACE
from ebbtide.criteria.parts.metabolic.judging import begin
from ebbtide.criteria.parts.metabolic.numbers import next_look, sul_numbers
from ebbtide.criteria.parts.metabolic.records import CONFIRMS_FURTHER, CONFIRMS_STILL
from ebbtide.criteria.parts.metabolic.telling import PERCIST_OPTIONS, SHARED_OPTIONS, percist_rules, tell_ipercist
from ebbtide.sources import GOLDFARB_2019, WAHL_2009
from ebbtide.terms.responses import IPERCIST_WORDS

if TYPE_CHECKING:
    from ebbtide.criteria.parts.metabolic.records import Rules
    from ebbtide.study.options import Options


def define(options: Options) -> Rules:
    """Apply a study's options.

    Sources:
        Goldfarb 2019, Response criteria: 4 to 8 weeks from the unconfirmed progression to the second PET.

    Examples:
        >>> from ebbtide.study import Options
        >>> define(Options()).confirm_days
        28
    """
    return percist_rules(options)._replace(
        recist_stays=0,
        verify_days=0,
        confirm=CONFIRMS_FURTHER if options.ipercist_confirm == "further_rise" else CONFIRMS_STILL,
        early_ignored=int(options.ipercist_early_scan == "ignored"),
    )


CRITERION: Final = CompositeCriterion(
    id="ipercist",
    title="iPERCIST",
    disease="metabolic",
    sources=(GOLDFARB_2019, WAHL_2009),
    place=IPERCIST_PLACE,
    define=define,
    begin=begin,
    step=episode.step,
    words=IPERCIST_WORDS,
    clauses=IPERCIST_CLAUSES,
    flag_clauses=IPERCIST_FLAGS,
    numbers=sul_numbers,
    next_step=next_look,
    option_names=(*PERCIST_OPTIONS, "ipercist_confirm", "ipercist_early_scan", *SHARED_OPTIONS),
    burden="sul",
    says=tell_ipercist,
    follows=True,
    settle=settle_episodes,
)
