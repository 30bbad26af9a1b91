"""Criteria, described from the definitions that judge."""

from __future__ import annotations

import pytest

from ebbtide.criteria import ANY_BY_ID
from ebbtide.study import Options
from ebbtide.workflow import describe_criteria
from ebbtide.workflow.describing import values_of


def test_all_criteria_are_described_in_order() -> None:
    """Every criterion has the same items, so that they stand side by side."""
    described = describe_criteria()
    assert [one["id"] for one in described] == list(ANY_BY_ID)
    assert len({tuple(one["items"]) for one in described}) == 1


@pytest.mark.parametrize("option", Options.model_fields)
def test_what_an_option_may_be_includes_its_default(option: str) -> None:
    """A user can write what stands there."""
    field = Options.model_fields[option]
    values = values_of(option)
    told = "none" if field.default is None else str(field.default)
    if isinstance(field.default, bool):
        assert values == ["true", "false"]
    elif isinstance(field.default, int | float):
        low, high = map(float, values[0].split(" to "))
        assert low <= field.default <= high
    elif values == ["a word"]:
        assert isinstance(field.default, str)
    else:
        assert told in values
