"""Biopsies are classed by unambiguous words alone."""

from __future__ import annotations

import pytest

from ebbtide.evidence.pathway.antigen import antigen_lost
from ebbtide.terms.histology import Histology, histology_of

H1, H2, H3, H4, H5 = Histology.H1, Histology.H2, Histology.H3, Histology.H4, Histology.H5
UNKNOWN = Histology.UNKNOWN


@pytest.mark.parametrize(
    ("text", "histology"),
    [
        ("h4", H4),
        ("no viable tumour, necrosis and fibrosis", H1),
        ("no evidence of residual lymphoma", H1),
        ("negative for malignancy", H1),
        ("immune cell infiltrate without tumor cells", H1),
        ("rare malignant cells amid fibrosis", H2),
        ("scattered tumor cells", H3),
        ("viable carcinoma, no treatment effect", H4),
        ("viable carcinoma", H3),
        ("no tumor necrosis", H3),
        ("no tumor regression, viable carcinoma", H3),
        ("no change of the carcinoma", H3),
        ("no tumor cells, but malignancy cannot be excluded", H3),
        ("probably no tumor", H3),
        ("insufficient material", H5),
        ("no tumor cells; lesion not growing", H5),
        ("lymphocytes", UNKNOWN),
        ("unknown", UNKNOWN),
        ("", UNKNOWN),
        (None, UNKNOWN),
    ],
)
def test_only_plain_words_are_classed(text: str | None, histology: Histology) -> None:
    """What leaves a doubt supports nothing."""
    assert histology_of(text) == histology


@pytest.mark.parametrize(
    ("text", "lost"),
    [("CD19 negative", True), ("antigen loss", True), ("positive", False), ("weak", False), (None, False)],
)
def test_an_antigen_is_lost_where_the_record_says_so(text: str | None, lost: bool) -> None:  # noqa: FBT001 - a case
    """Silence is no loss."""
    assert antigen_lost(text) is lost
