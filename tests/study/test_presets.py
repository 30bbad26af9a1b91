"""Presets: whole sets of options under one name."""

from __future__ import annotations

import pytest

from ebbtide.study import Options
from ebbtide.study.presets import PRESETS


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_a_set_of_options(name: str) -> None:
    """Every name in it is an option, and every value is one that it takes."""
    options = Options.of_preset(name)
    assert {option: getattr(options, option) for option in PRESETS[name]} == dict(PRESETS[name])


@pytest.mark.parametrize("name", ["eisenhauer_2009", "eortc"])
def test_the_defaults_are_recist_as_published(name: str) -> None:
    """Neither the paper nor the working group's clarifications depart from them."""
    assert Options.of_preset(name) == Options()


def test_admiralonco_departs_where_its_events_do() -> None:
    """What its articles and tests settle otherwise for best responses, and nothing else."""
    changed = Options.of_preset("admiralonco").changed()
    assert {
        "clinical_benefit_days": 42,
        "cr_then_disease": "ne",
        "icpd_needs_iupd": True,
        "nc_min_days": 42,
        "new_therapy_cuts": False,
        "not_done": "ranked",
    }.items() <= changed.items()
    assert not {"sd_min_days", "confirm_days", "confirm_max_ne", "confirm_accept_sd", "missing_as_ne"} & set(changed)
