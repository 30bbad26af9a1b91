"""The optional part."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ebbtide.errors import MissingExtraError
from ebbtide.statistics.pooling import pool
from ebbtide.statistics.proportions import exact_interval
from ebbtide.statistics.survival import cox, kaplan_meier, log_rank

if TYPE_CHECKING:
    from collections.abc import Callable

JOBS = {
    "an interval": ("scipy.special", lambda: exact_interval([1], [2])),
    "pooling": ("scipy.special", lambda: pool([1, 2], [9, 9])),
    "the interval of a curve": ("scipy.special", lambda: kaplan_meier([1, 2], [1, 1])),
    "comparing survival": ("lifelines.statistics", lambda: log_rank([1, 2], [1, 1], ["a", "b"])),
}


@pytest.mark.parametrize("purpose", list(JOBS))
def test_without_the_extra_the_error_names_it(purpose: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever lacks the part is told what it is for and how to get it."""
    module, job = JOBS[purpose]
    refused = refusal_of(job, module, monkeypatch)
    assert refused.problem == f'{purpose} needs the optional part "statistics"'
    assert refused.hint == "pip install 'ebbtide[statistics]'"


def test_without_lifelines_there_is_no_hazard_ratio(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is lifelines that is asked for first, not what lifelines needs."""
    refused = refusal_of(lambda: cox([1, 2, 3], [1, 1, 1], ["a", "b", "a"]), "lifelines", monkeypatch)
    assert refused.problem.startswith("comparing survival")


def refusal_of(job: Callable[[], object], module: str, monkeypatch: pytest.MonkeyPatch) -> MissingExtraError:
    """Do a job as if a module were not installed."""
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError) as refused:
        job()
    return refused.value


def test_importing_loads_none_of_it() -> None:
    """SciPy, statsmodels, lifelines and pandas load when they are first needed."""
    modules = "ebbtide.statistics.survival, ebbtide.statistics.pooling, ebbtide.patterns.incidence"
    code = f"import sys, {modules}; print({{'scipy', 'statsmodels', 'lifelines', 'pandas'}} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert found.stdout.strip() == "set()"
