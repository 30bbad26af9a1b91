"""Sums of products of diameters, and what is missing from one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.criteria.parts.lymphoma.reasons import Why
from ebbtide.criteria.parts.lymphoma.records import GONE, UNKNOWN
from ebbtide.criteria.parts.lymphoma.sizes import is_normal_node, size_of
from ebbtide.criteria.parts.records import MISSING
from ebbtide.terms.lesions import TARGET

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ebbtide.criteria.parts.composite.looks import Sight
    from ebbtide.criteria.parts.lymphoma.records import Known, LuganoRules, LuganoState


def targets_of(state: LuganoState) -> list[str]:
    """Name the targets of baseline."""
    return [name for name, known in state.known.items() if known.role == TARGET and known.at_baseline]


def followed(state: LuganoState) -> list[str]:
    """Name the targets of baseline and the measured new lesions that are followed with them."""
    return [*targets_of(state), *sorted(state.members)]


def product_now(rules: LuganoRules, known: Known, sight: Sight | None) -> int:
    """Take a lesion's product; missing where it was not assessed or was treated locally."""
    treated = max(known.treated, sight.treated if sight else 0)
    if sight is None or (treated and not rules.treated_counts):
        return MISSING
    return size_of(sight).product


def sum_of(rules: LuganoRules, known: Mapping[str, Known], seen: Mapping[str, Sight], names: Iterable[str]) -> int:
    """Add up the products of lesions; missing where there is none, or one is missing."""
    products = [product_now(rules, known[name], seen.get(name)) for name in names]
    return MISSING if not products or MISSING in products else sum(products)


def gaps(rules: LuganoRules, state: LuganoState, seen: Mapping[str, Sight]) -> int:
    """Say why a sum of products cannot be compared with that of baseline."""
    found = Why(0)
    for name in followed(state):
        sight, known = seen.get(name), state.known[name]
        if sight is None or size_of(sight) == UNKNOWN:
            found |= Why.TARGET_NOT_ASSESSED
        elif max(known.treated, sight.treated) and not rules.treated_counts:
            found |= Why.TARGET_TREATED
        elif size_of(sight).product == MISSING:
            found |= Why.NO_PRODUCTS
    return found or Why.NO_BASELINE


def are_normal(rules: LuganoRules, state: LuganoState, seen: Mapping[str, Sight]) -> bool:
    """Tell whether every lesion that is measured is gone, or is a node of normal length.

    Sources:
        Cheson 2014, Table 3, complete radiologic response.
    """
    return all(is_normal(rules, state.known[name], seen.get(name)) for name in followed(state))


def is_normal(rules: LuganoRules, known: Known, sight: Sight | None) -> bool:
    """Tell whether one lesion is gone, or is a node of normal length."""
    if sight is None or (max(known.treated, sight.treated) and not rules.treated_counts):
        return False
    now = size_of(sight)
    return now == GONE or is_normal_node(known.nodal, now.longest, rules.node)
