"""What datasets must keep before they are written: rules of SDTM, ADaM and the files that carry them.

These are the structural rules that a writer must never break, checked on what would go out. They do not
replace the conformance engines of CDISC and the agencies, which know many more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebbtide.cdisc.conformance.adam import is_analysis, of_analysis
from ebbtide.cdisc.conformance.sdtm import is_domain, of_domain, of_domains_together
from ebbtide.cdisc.conformance.structure import of_structure, of_transport
from ebbtide.cdisc.conformance.terms import of_terms
from ebbtide.cdisc.conformance.violation import Violation
from ebbtide.errors import ConformanceError
from ebbtide.terms.terminology import bundled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ebbtide.formats.datasets.dataset import Dataset
    from ebbtide.terms.terminology import Terminology

__all__ = ["Violation", "refuse", "violations"]

_NAMED = 10
"""As many violations are named by the error."""


def violations(
    datasets: Sequence[Dataset], terminology: Terminology | None = None, *, transport: bool = True
) -> list[Violation]:
    """Find the rules that datasets break.

    Args:
        datasets: The datasets of one study that go out together.
        terminology: The package of terminology that they are held to; the bundled one, if not given.
        transport: Whether they are written as XPT version 5, with its limits on text.

    Returns:
        The violations, dataset by dataset, then those between datasets.

    Sources:
        SDTMIG 3.4; ADaMIG 1.3; CDISC SDTM conformance rules, where a rule names one; SAS TS-140.
    """
    terminology = terminology or bundled()
    found = [each for dataset in datasets for each in _of_dataset(dataset, terminology, transport=transport)]
    return [*found, *of_domains_together(datasets)]


def refuse(datasets: Sequence[Dataset], terminology: Terminology | None = None, *, transport: bool = True) -> None:
    """Refuse datasets that break a rule, before anything is written.

    Args:
        datasets: The datasets of one study that go out together.
        terminology: The package of terminology that they are held to; the bundled one, if not given.
        transport: Whether they are written as XPT version 5, with its limits on text.

    Raises:
        ConformanceError: If a rule is broken; it names the rules, datasets, variables, rows and the mends.
    """
    found = violations(datasets, terminology, transport=transport)
    if not found:
        return
    lines = [f"  {violation}" for violation in found[:_NAMED]]
    more = [f"  and {len(found) - _NAMED} more"] if len(found) > _NAMED else []
    count = f"{len(found)} {'rule is' if len(found) == 1 else 'rules are'} broken, so nothing is written"
    mends = dict.fromkeys(violation.mend for violation in found[:_NAMED])
    raise ConformanceError("\n".join([f"{count}:", *lines, *more]), hint="; ".join(mends))


def _of_dataset(dataset: Dataset, terminology: Terminology, *, transport: bool) -> Iterator[Violation]:
    yield from of_structure(dataset)
    if transport:
        yield from of_transport(dataset)
    if is_domain(dataset) or dataset.kind == "FINDINGS":
        yield from of_domain(dataset)
    if is_analysis(dataset):
        yield from of_analysis(dataset)
    yield from of_terms(dataset, terminology)
