"""Neurotoxicity: every score of ICE and CAPD, every combination of domains, and what a chart gives."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from ebbtide.celltherapy.toxicity.icans import capd_grade, icans_grade, ice_grade, is_graded_as_child
from tests.celltherapy.toxicity_studies import row_of, study_of

ICE = dict(zip(range(11), [3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 0], strict=True))
CAPD = {0: 0} | dict.fromkeys(range(1, 9), 1) | dict.fromkeys(range(9, 33), 3)
CONSCIOUS = {"awake": 0, "voice": 2, "tactile": 3, "unarousable": 4}
SEIZURE = {"none": 0, "brief": 3, "prolonged": 4}
EDEMA = {"none": 0, "focal": 3, "diffuse": 4}


@pytest.mark.parametrize(("score", "expected"), ICE.items())
def test_every_ice_score_has_its_grade(score: int, expected: int) -> None:
    """10 is 0, 7 to 9 are 1, 3 to 6 are 2, 0 to 2 are 3."""
    assert ice_grade(score) == expected
    assert icans_grade(score=score).grade == expected


@pytest.mark.parametrize(("score", "expected"), CAPD.items())
def test_every_capd_score_has_its_grade(score: int, expected: int) -> None:
    """0 is 0, 1 to 8 are 1, 9 and more are 3."""
    assert capd_grade(score) == expected
    assert icans_grade(is_child=True, score=score, consciousness="awake").grade == expected


@pytest.mark.parametrize("is_child", [False, True])
def test_the_worst_domain_wins_in_every_combination(*, is_child: bool) -> None:
    """Over all scores and all words of the domains the grade is the highest of them."""
    scores = CAPD if is_child else ICE
    for score, awake, seizure, weak, edema in product(scores, CONSCIOUS, SEIZURE, [False, True], EDEMA):
        graded = icans_grade(
            is_child=is_child,
            score=score,
            consciousness=awake,
            seizure=seizure,
            has_motor_weakness=weak,
            edema=edema,
        )
        worst = max(scores[score], CONSCIOUS[awake], SEIZURE[seizure], 4 * weak, EDEMA[edema])
        assert (graded.grade, graded.is_complete) == (worst, True)


@pytest.mark.parametrize(
    ("domains", "expected"),
    [
        ({"score": 10, "consciousness": "awake"}, 0),
        ({"score": 0, "consciousness": "awake"}, 3),
        ({"score": 0, "consciousness": "unarousable"}, 4),
        ({"score": 3, "seizure": "brief"}, 3),
        ({"is_child": True, "score": 8, "consciousness": "awake"}, 1),
        ({"is_child": True, "score": 8, "consciousness": "voice"}, 2),
        ({"is_child": True, "score": 9, "consciousness": "awake"}, 3),
        ({"is_child": True, "consciousness": "unarousable"}, 4),
        ({"consciousness": "awake"}, None),
        ({"seizure": "none", "has_motor_weakness": False, "edema": "none"}, None),
        ({}, None),
        ({"is_fatal": True}, 5),
    ],
)
def test_published_and_derived_vectors(domains: dict[str, Any], expected: int | None) -> None:
    """The examples of the tables come out, and what is unknown is never grade 0."""
    assert icans_grade(**domains).grade == expected


@pytest.mark.parametrize(("tool", "score"), [("ICE", 11), ("ICE", -1), ("CAPD", 33)])
def test_a_score_outside_its_range_is_refused(tool: str, score: int) -> None:
    """ICE ends at 10, CAPD at 32."""
    with pytest.raises(ValueError, match=tool):
        icans_grade(is_child=tool == "CAPD", score=score)


@pytest.mark.parametrize(("age", "exclusive", "inclusive"), [(11.9, True, True), (12, False, True), (13, False, False)])
def test_the_child_ends_at_12_by_option(age: float, *, exclusive: bool, inclusive: bool) -> None:
    """Those of 12 years are children only under the inclusive option."""
    assert is_graded_as_child(age) is exclusive
    assert is_graded_as_child(age, is_inclusive=True) is inclusive
    assert is_graded_as_child(age, is_delayed=True) is True
    assert is_graded_as_child(None) is None


@pytest.mark.parametrize(
    ("found", "age", "expected"),
    [
        ([(4, "ICE", 6)], 60, 2),
        ([(4, "ICE", 9), (4, "ICE", 5)], 60, 2),
        ([(4, "ICE", 10), (4, "tremor", None, "yes")], 60, 0),
        ([(4, "ICE", 10), (4, "intracranial hemorrhage", None, "yes")], 60, 0),
        ([(4, "ICE", 9), (4, "seizure", None, "prolonged")], 60, 4),
        ([(4, "ICE", 9), (4, "motor weakness", None, "yes")], 60, 4),
        ([(4, "ICE", 9), (4, "cerebral edema", None, "focal")], 60, 3),
        ([(4, "ICE", 9), (4, "cerebral edema", None, "no diffuse edema")], 60, 1),
        ([(4, "ICE", None, "impossible, unarousable")], 60, 4),
        ([(4, "ICE", None, "untestable: sedation"), (4, "seizure", None, "none")], 60, None),
        ([(4, "ICE", 3, "explained by opioids")], 60, None),
        ([(4, "consciousness", None, "awakens to voice")], 60, 2),
        ([(4, "CAPD", 8)], 11, 1),
        ([(4, "CAPD", 8)], 12, None),
        ([(4, "ICE", 8)], 11, None),
        ([(4, "CAPD", 9)], None, 3),
        ([(4, "ICE", 9)], None, 1),
        ([(4, "CAPD", 9), (1, "developmental delay", None, "yes")], 20, 3),
        ([(4, "ICE", 11)], 60, None),
    ],
)
def test_a_chart_gives_the_grade(found: list[tuple[object, ...]], age: float | None, expected: int | None) -> None:
    """The words of a chart, the age and the score that fits it decide."""
    assert row_of(study_of(found, age=age), "icans")["computed_grade"] == expected


def test_the_inclusive_option_asks_capd_of_those_of_12() -> None:
    """With the option, CAPD grades a child of 12."""
    assert row_of(study_of([(4, "CAPD", 8)], age=12), "icans", icans_child_inclusive=True)["computed_grade"] == 1


def test_a_child_with_ice_alone_is_told() -> None:
    """ICE in a child is no score, and the row says so."""
    row = row_of(study_of([(4, "ICE", 8)], [(4, "icans", None, 1)], age=7), "icans")
    assert row["agreement"] == "not assessable"
    assert "ICE is not for this age" in row["components"]
