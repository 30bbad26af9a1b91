"""B01 and B02: how many targets a criterion allows, in all and in one organ."""

from __future__ import annotations

import pytest

from ebbtide import Options
from ebbtide.checks.baseline.counts import LIMITS
from ebbtide.criteria import BY_ID
from tests.checks.baseline_studies import Row, queries, query, row, study

ORGANS = (
    "LIVER",
    "LUNG",
    "KIDNEY",
    "BONE",
    "SPLEEN",
    "BRAIN",
    "ADRENAL GLAND",
    "PANCREAS",
    "STOMACH",
    "THYROID",
    "COLON",
)


def targets(many: int, organ: str | None = None, **cells: object) -> list[Row]:
    """Write targets of 20 mm, each in an organ of its own unless one is named."""
    return [row(f"T{i + 1:02}", 20_000, organ=organ or ORGANS[i], **cells) for i in range(many)]


def test_six_targets_are_one_too_many() -> None:
    """RECIST 1.1 allows five targets; the query names the reader's lesions and both numbers."""
    one = query("B01", study(*targets(6)))
    assert (one["subject"], one["day"], one["severity"]) == ("S1", -7, "error")
    assert "6 target lesions were chosen (T01, T02, T03, T04, T05, T06), and RECIST 1.1 allows 5." in one["message"]


def test_five_targets_are_allowed() -> None:
    """The limit itself is no query."""
    assert queries("B01", study(*targets(5))) == []


@pytest.mark.parametrize(("criterion", "most"), [("recist-1.0", 10), ("irecist", 5), ("mrecist", 5), ("choi", 10)])
def test_the_limit_is_that_of_the_criterion(criterion: str, most: int) -> None:
    """One more than the criterion allows is asked about, and the limit is not."""
    assert queries("B01", study(*targets(most)), criterion) == []
    assert f"allows {most}." in query("B01", study(*targets(most + 1)), criterion)["message"]


def test_criteria_with_one_limit_are_asked_about_once() -> None:
    """Two criteria that both allow five make one query that names both."""
    assert "RECIST 1.1 and iRECIST allow 5" in query("B01", study(*targets(6)), "recist-1.1", "irecist")["message"]


def test_lesions_of_the_skin_are_counted_apart() -> None:
    """The immune-related criteria allow ten visceral lesions and five of the skin."""
    visceral = targets(10)
    skin = [row(f"TS{i}", 20_000, organ="SKIN") for i in range(6)]
    assert queries("B01", study(*visceral, *skin[:5]), "irrc") == []
    assert "6 target lesions of the skin" in query("B01", study(*visceral, *skin), "irrc")["message"]


def test_who_sets_no_limit() -> None:
    """The WHO handbook names no number."""
    assert queries("B01", study(*targets(11)), "who") == queries("B02", study(*targets(11, "LIVER")), "who") == []


def test_lugano_allows_six() -> None:
    """A study that reports Lugano is held to its six targets, and not to RECIST 1.1."""
    called = [{"day": 56, "criterion": "lugano", "overall_response": "CMR"}]
    assert queries("B01", study(*targets(6), reported=called)) == []
    assert "Lugano allows 6" in query("B01", study(*targets(7), reported=called))["message"]


def test_a_limit_of_the_study_stands_first() -> None:
    """A protocol that allows three asks about the fourth."""
    options = Options(max_targets=3)
    assert "allows 3" in query("B01", study(*targets(4), options=options))["message"]
    assert queries("B01", study(*targets(3), options=options)) == []


def test_readers_are_counted_apart() -> None:
    """Five targets of each of two readers are not ten."""
    both = [*targets(5, reader="A"), *targets(5, reader="B")]
    assert queries("B01", study(*both)) == []


def test_the_parts_of_a_split_lesion_count_once() -> None:
    """Two fragments beside their parent are no further targets."""
    parts = [row("T05.1", 9_000, organ="LIVER"), row("T05.2", 9_000, organ="LIVER")]
    assert queries("B01", study(*targets(5), *parts)) == []


def test_three_targets_in_one_organ_are_too_many() -> None:
    """Two targets per organ are allowed; the query names the organ and the lesions."""
    one = query("B02", study(*targets(3, "LIVER")))
    assert one["severity"] == "error"
    assert "3 target lesions were chosen in one organ, LIVER (T01, T02, T03), and RECIST 1.1 allows 2" in one["message"]
    assert queries("B02", study(*targets(2, "LIVER"))) == []


def test_both_of_a_pair_are_one_organ() -> None:
    """Two targets in the left lung and one in the right are three in the lungs."""
    lungs = [
        row("T1", 20_000, organ="LEFT LUNG"),
        row("T2", 20_000, organ="LUNG, LEFT"),
        row("T3", 20_000, organ="Lungs"),
    ]
    assert "both of a pair" in query("B02", study(*lungs))["message"]


def test_all_nodes_are_one_organ() -> None:
    """Nodes of three regions are three targets in one organ."""
    nodes = [row(f"T{i}node", 20_000, organ=organ) for i, organ in enumerate(("AXILLA", "NECK", "MEDIASTINUM"))]
    one = query("B02", study(*nodes))
    assert "the lymph nodes (T0node, T1node, T2node)" in one["message"]
    assert "All lymph nodes together count as one organ." in one["message"]


@pytest.mark.parametrize("organ", [None, "BODY", "Abdominal cavity"])
def test_an_unknown_organ_is_not_counted(organ: str | None) -> None:
    """Lesions of which only a region of the body is known may lie in several organs."""
    rows = [row(f"T{i}", 20_000, organ=organ) for i in range(4)]
    assert queries("B02", study(*rows)) == []


def test_a_study_may_allow_one_per_organ() -> None:
    """The study's own number stands before that of the criterion."""
    assert (
        "allows 1 per organ"
        in query("B02", study(*targets(2, "LIVER"), options=Options(max_targets_per_organ=1)))["message"]
    )


def test_every_criterion_has_its_limits() -> None:
    """A new criterion cannot be forgotten here."""
    assert set(LIMITS) == {*BY_ID, "lugano"}
