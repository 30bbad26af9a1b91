"""Responses in the words of PET and leukemia count for a rate like CR and PR."""

from __future__ import annotations

import polars as pl
import pytest

from ebbtide.endpoints.rates import response_rates


@pytest.mark.parametrize(
    ("word", "responders"), [("PMR", 1), ("CMR", 1), ("CRi", 1), ("iPR", 1), ("SMD", 0), ("MR", 0), ("NE", 0)]
)
def test_a_response_counts_by_what_it_means(word: str, responders: int) -> None:
    """A metabolic response is a response; a minor one, or stability, is none."""
    best = pl.DataFrame({"subject": ["S1"], "reader": [""], "criterion": ["percist"]}).with_columns(
        *(pl.lit(word).alias(f"{kind}best_overall_response") for kind in ("", "confirmed_")),
        *(
            pl.lit(value=False).alias(f"{kind}{name}")
            for kind in ("", "confirmed_")
            for name in ("disease_control", "clinical_benefit")
        ),
    )
    rates = response_rates(best, pl.DataFrame({"subject": ["S1"], "arm": ["A"]}))
    assert rates.filter(rate="ORR")["responders"].item() == responders
