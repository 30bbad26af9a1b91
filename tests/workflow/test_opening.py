"""Options of the moment over those a study pins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from ebbtide.errors import CriteriaError, DataError, MissingColumnError
from ebbtide.study import Options
from ebbtide.workflow import opening
from ebbtide.workflow.opening import is_large, open_study, open_subject, options_for, options_over

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


def test_a_preset_given_replaces_the_one_that_is_pinned(tmp_path: Path) -> None:
    """The study's own options still stand over it, and those of the command over both."""
    (tmp_path / "ebbtide.toml").write_text('preset = "admiralonco"\n[options]\nconfirm_days = 30\n')
    options = options_for(tmp_path, {"confirm_max_ne": "0"}, preset="eisenhauer_2009")
    assert (options.cr_then_disease, options.confirm_days, options.confirm_max_ne) == ("pd", 30, 0)


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


def test_an_option_that_matters_on_reading_is_heeded(tmp_path: Path) -> None:
    """Of two lengths for one lesion on one day, the larger counts where that is asked for."""
    rows = ("P,T,0,target,10", "P,T,42,target,11", "P,T,42,target,19")
    (tmp_path / "measurements.csv").write_text("\n".join(("subject,lesion,day,role,longest_mm", *rows)))
    study = open_study(tmp_path, {"duplicate_reading": "largest"})
    assert study.table("measurements").filter(day=42)["longest_um"].to_list() == [19_000]


def test_of_a_large_table_only_the_subject_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The column of subjects is found under any of its names; an unknown subject is refused."""
    monkeypatch.setattr(opening, "LARGE", 0)
    rows = {
        "USUBJID": ["P", "Q"],
        "lesion": ["T", "T"],
        "day": [0, 0],
        "role": ["target"] * 2,
        "longest_mm": [9.5, 8.0],
    }
    table = tmp_path / "table.parquet"
    pl.DataFrame(rows).write_parquet(table)
    assert open_subject(table, "Q").table("measurements").select("subject", "longest_um").rows() == [("Q", 8_000)]
    with pytest.raises(DataError, match=r"no subject 'R' in table\.parquet"):
        open_subject(table, "R")
    pl.DataFrame(rows).drop("USUBJID").write_parquet(table)
    with pytest.raises(MissingColumnError, match="lacks the column subject"):
        open_subject(table, "Q")


def test_only_large_parquet_is_large(tmp_path: Path) -> None:
    """A text table, a damaged one and a missing one are left to the reader."""
    (tmp_path / "text.csv").write_text("a\n1\n")
    (tmp_path / "damaged.parquet").write_bytes(b"PAR1")
    for name in ("text.csv", "damaged.parquet", "missing.parquet"):
        assert not is_large(tmp_path / name)
