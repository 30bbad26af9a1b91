"""Small studies that two or three readers read, and what a comparison says of them.

A reader is a history as in `tests.criteria.histories`: lesions and what was seen of each, by day; -7 is the baseline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ebbtide.agreement.compared import Compared
from ebbtide.assessment import assess, assess_reported
from ebbtide.study import Study
from tests.criteria.histories import rows_of, tidy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ebbtide.study.agreement_options import AgreementOptions
    from tests.criteria.histories import History

Row = dict[str, Any]


def study(readers: Mapping[str, History], reported: Sequence[Mapping[str, object]] = (), **cells: object) -> Study:
    """Make a study of one subject, S1, as several readers saw it; `cells` are set in every row."""
    rows = [row | {"reader": name} | cells for name, history in readers.items() for row in rows_of(history)]
    tables = {"measurements": tidy(rows)}
    said = [{"subject": "S1", "reader": "A", "criterion": "recist-1.1"} | dict(row) for row in reported]
    return Study("test", tables | ({"reported": tidy(said, "reported")} if said else {}))


def compare(of: Study, *criteria: str, options: AgreementOptions | None = None) -> Compared:
    """Compare a study's readers, and its reported responses if it has any."""
    judged = assess(of, criteria=criteria or ["recist-1.1"], explanations=False)
    said = assess_reported(of) if len(of.table("reported")) else None
    return Compared.of(judged, said, options=options)


def two(first: History, second: History, *criteria: str, options: AgreementOptions | None = None) -> Compared:
    """Compare two readers, A and B."""
    return compare(study({"A": first, "B": second}), *criteria, options=options)


def causes(compared: Compared) -> list[str]:
    """The cause of each time point, in order."""
    return compared.calls["cause"].to_list()


def call(compared: Compared, day: int) -> Row:
    """The calls of one day."""
    (only,) = compared.calls.filter(day=day).to_dicts()
    return only


def discordance(compared: Compared, endpoint: str) -> Row:
    """What the two make of one endpoint."""
    (only,) = compared.discordances.filter(endpoint=endpoint).to_dicts()
    return only
