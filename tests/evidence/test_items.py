"""The published items."""

from __future__ import annotations

from pathlib import Path

import pytest

import ebbtide.evidence
from ebbtide.errors import CriteriaError
from ebbtide.evidence.items import ITEMS, PSEUDO, item_of, items, published_items
from ebbtide.sources import evidence as bibliography
from ebbtide.sources.source import Source

TABLE_3 = {"biopsy", "radiographic_follow_up", "spion_mri", "ultrasound_flow", "ctdna", "il_8"}
FURTHER = {"pet_percimt", "performance", "tumor_markers", "ldh", "tmb", "pd_l1", "msi", "t_cell_invigoration"}


def test_every_method_of_the_review_is_there() -> None:
    """The six rows of Jia 2019, Table 3, and the eight further ones of its text have an entry with limits."""
    for name in TABLE_3 | FURTHER:
        assert item_of(name).limits
        assert item_of(name).source


def test_the_table_has_the_named_columns() -> None:
    """One row per item, each with a source."""
    table = published_items()
    assert dict(table.schema) == ITEMS
    assert table.height == len(items())
    assert table["source"].null_count() == 0


def test_only_counts_of_pseudoprogression_enter_the_posterior() -> None:
    """Eleven items have counts that separate pseudoprogression from true progression."""
    counted = {item.id for item in items() if item.counts_for_posterior}
    assert counted == {
        "lee2018_ctdna_fav",
        "lee2018_ctdna_unfav",
        "cancers2024_percimt_notpd",
        "cancers2024_percimt_pd",
        "cancers2024_dtp_pos",
        "cancers2024_dtp_neg",
        "ejnmmires2021_nonpmd",
        "ejnmmires2021_pmd",
        "rowe2018_kps_decline",
        "rowe2018_flair_decrease",
        "rowe2018_cbv_up",
    }
    assert all(item_of(name).target == PSEUDO and item_of(name).sample for name in counted)


def test_a_direction_is_that_of_its_counts() -> None:
    """A ratio above 1 is favorable, one below 1 unfavorable."""
    for item in items():
        ratio = item.ratio if item.likelihood is None else item.likelihood.point
        if ratio is not None:
            assert item.direction == ("favorable" if ratio > 1 else "unfavorable"), item.id


@pytest.mark.parametrize("name", ["fu2022_dsc_low_rcbv", "brainmets_dsc_low", "brainmets_pet_negative"])
def test_ratios_follow_from_sensitivity_and_specificity(name: str) -> None:
    """A negative test for true progression favors treatment change by specificity over missed progressions."""
    item = item_of(name)
    assert item.sensitivity is not None
    assert item.specificity is not None
    assert item.ratio == pytest.approx(item.specificity / (1 - item.sensitivity), abs=0.01)


def test_the_label_trap_is_told() -> None:
    """Favorable ctDNA was in all 9 pseudoprogressions and in 2 of 20 true ones, whatever the abstract's labels."""
    item = item_of("lee2018_ctdna_fav")
    assert str(item.counts) == "9/9 v 2/20"
    assert "sensitivity 90 %" in item.limits


def test_marks_are_printed() -> None:
    """What is still to be confirmed against the paper says so beside its source."""
    assert item_of("frank2021_d28_prsd_undetectable").citation == "Frank 2021 [to be confirmed]"
    assert item_of("biopsy").citation == "Jia 2019, Table 3"


def test_links_are_those_of_the_bibliography() -> None:
    """Where the bibliography has the source of an item, its DOI is the item's link."""
    known = {source.key: source.doi for source in vars(bibliography).values() if isinstance(source, Source)}
    linked = [item for item in items() if item.source in known]
    assert len(linked) > 20
    assert all(item.link == known[item.source] for item in linked)


def test_an_unknown_item_is_an_error() -> None:
    """The error names what is near."""
    with pytest.raises(CriteriaError, match="unknown item of evidence: lee2018_ctdna_fave"):
        item_of("lee2018_ctdna_fave")


def test_no_item_names_a_treatment_to_give() -> None:
    """No entry recommends, continues or stops anything."""
    folder = Path(ebbtide.evidence.__file__).parent
    words = (folder / "items.toml").read_text() + (folder / "priors.toml").read_text()
    assert not any(
        word in words.lower() for word in ("recommend", "should be given", "continue ", "discontinue", "stop ")
    )
