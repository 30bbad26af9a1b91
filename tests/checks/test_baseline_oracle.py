"""A whole public trial whose targets were drawn at random: how many of them are too small is known by counting."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl
import pytest

import ebbtide
from ebbtide.checks.baseline import CHECKS
from ebbtide.checks.examined import Examined
from ebbtide.checks.running import query_list

TRIAL: Final = Path(__file__).parent / "data" / "pharmaverse-onco-baseline"
LESION: Final = ["subject", "reader", "lesion"]


@pytest.fixture(scope="module", name="queries")
def _queries() -> pl.DataFrame:
    """Every query on the baseline of the trial."""
    return query_list(Examined.of(ebbtide.read_study(TRIAL)), CHECKS)


@pytest.mark.parametrize(("check", "lesions"), [("B03", 750), ("B04", 420)])
def test_every_small_target_is_asked_about_once(queries: pl.DataFrame, check: str, lesions: int) -> None:
    """Counted in the files: 750 of 3,239 other targets below 10 mm, and 420 of 571 target nodes below 15 mm."""
    asked = queries.filter(pl.col("check") == check)
    assert asked.height == asked.select(LESION).unique().height == lesions
    assert asked["severity"].unique().to_list() == ["error"]


def test_every_region_is_asked_about_once(queries: pl.DataFrame) -> None:
    """TULOC is BODY for 762 lesions, CHEST for 191 and ABDOMINAL CAVITY for 191."""
    asked = queries.filter(pl.col("check") == "B11", pl.col("lesion").is_not_null())
    regions = asked.group_by(region=pl.col("message").str.extract("is '([^']+)', a region")).len()
    assert dict(regions.iter_rows()) == {"BODY": 762, "CHEST": 191, "ABDOMINAL CAVITY": 191}


def test_nothing_else_is_asked_but_for_what_no_lesion_has(queries: pl.DataFrame) -> None:
    """Five targets of each reader, one location each, and sums that agree with their lesions."""
    others = queries.filter(~pl.col("check").is_in(["B03", "B04"]), pl.col("lesion").is_null())
    assert others.select("check", "subject").rows() == [("B11", None)]
    assert set(queries["check"].unique()) == {"B03", "B04", "B11"}
