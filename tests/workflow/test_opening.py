"""Options of the moment over those a study pins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ebbtide.errors import CriteriaError
from ebbtide.study import Options
from ebbtide.workflow.opening import is_large, open_study, options_over

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_given_stands_over_what_is_pinned(tmp_path: Path) -> None:
    """The command has the last word, and says nothing of what it does not name."""
    (tmp_path / "measurements.csv").write_text(
        "subject,lesion,day,role,longest_mm\nP,T,0,target,10\nP,T,42,target,10\n"
    )
    (tmp_path / "ebbtide.toml").write_text('[options]\na4_nt = "table2"\nconfirm_days = 30\n')
    study = open_study(tmp_path, {"confirm_days": "35"})
    assert study.options.changed() == {"a4_nt": "table2", "confirm_days": 35}


@pytest.mark.parametrize(
    ("given", "problem", "hint"),
    [
        ({"confirm_day": "28"}, "unknown option: confirm_day", "confirm_days"),
        ({"confirm_days": "-1"}, "the option confirm_days cannot be '-1'", "0 to 3650"),
        ({"irrecist_floor": "perhaps"}, "the option irrecist_floor cannot be 'perhaps'", "true or false"),
    ],
)
def test_a_wrong_option_is_answered_with_what_it_may_be(given: dict[str, str], problem: str, hint: str) -> None:
    """The name or the value is named, and so is what would do."""
    with pytest.raises(CriteriaError) as caught:
        options_over(Options(), given)
    assert caught.value.problem == problem
    assert hint in caught.value.hint


def test_only_large_parquet_is_large(tmp_path: Path) -> None:
    """A text table, a damaged one and a missing one are left to the reader."""
    (tmp_path / "text.csv").write_text("a\n1\n")
    (tmp_path / "damaged.parquet").write_bytes(b"PAR1")
    for name in ("text.csv", "damaged.parquet", "missing.parquet"):
        assert not is_large(tmp_path / name)
