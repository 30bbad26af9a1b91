"""Why two calls differ, cause by cause, on the smallest tables that tell them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import ebbtide
from ebbtide.agreement.causes import CAUSES
from ebbtide.agreement.compared import Compared
from ebbtide.assessment import assess, assess_reported
from ebbtide.study import Study
from tests.agreement.two_readers import call, causes, compare, study, two
from tests.criteria.histories import tidy

if TYPE_CHECKING:
    from tests.criteria.histories import History

STABLE: History = {"T1": {-7: 50_000, 56: 50_000}}


def targets(*lesions: tuple[str, int, int, str, str | None]) -> History:
    """Write targets down: name, µm at baseline and on day 56, organ, side."""
    return {
        name: {
            day: {("perpendicular_um" if name.endswith("node") else "longest_um"): um, "state": "measured"}
            | {"organ": organ, "side": side}
            for day, um in ((-7, before), (56, after))
        }
        for name, before, after, organ, side in lesions
    }


def test_two_who_agree_have_no_cause() -> None:
    """50 mm that stay 50 mm and 40 mm that stay 40 mm are both SD."""
    compared = two(STABLE, {"T1": {-7: 40_000, 56: 40_000}})
    assert causes(compared) == ["none"]
    assert call(compared, 56)["agree"] is True


def test_a_time_point_of_one_reader_alone_is_missing() -> None:
    """B read day 56 only; the time point of day 112 has one side, and no agreement."""
    compared = two({"T1": {-7: 50_000, 56: 50_000, 112: 50_000}}, STABLE)
    assert causes(compared) == ["none", "missing_time_point"]
    alone = call(compared, 112)
    assert (alone["first_overall"], alone["second_overall"], alone["agree"]) == ("SD", None, None)


def test_a_target_that_was_not_measured_makes_the_time_point_missing() -> None:
    """A measured the target and calls SD; B did not, and calls NE."""
    compared = two(STABLE, {"T1": {-7: 50_000, 56: "not_evaluable"}})
    assert call(compared, 56)["second_overall"] == "NE"
    assert causes(compared) == ["missing_time_point"]


def test_a_new_lesion_of_one_reader_is_the_cause() -> None:
    """Only B sees the new lesion, and calls PD."""
    assert causes(two(STABLE, {**STABLE, "NEW1": {56: 12_000}})) == ["new_lesion"]


def test_a_new_lesion_goes_before_non_targets_and_targets() -> None:
    """B sees a new lesion, progressing non-targets and a larger target: the new lesion is named."""
    worse: History = {
        "T1": {-7: 50_000, 56: 80_000},
        "NT1": {-7: "present", 56: "unequivocal_progression"},
        "NEW1": {56: 12_000},
    }
    assert causes(two({**STABLE, "NT1": {-7: "present", 56: "present"}}, worse)) == ["new_lesion"]


def test_progressing_non_targets_of_one_reader_are_the_cause() -> None:
    """Both measure the same; B calls the non-target progressing."""
    same, worse = ({"NT1": {-7: "present", 56: state}} for state in ("present", "unequivocal_progression"))
    assert causes(two({**STABLE, **same}, {**STABLE, **worse})) == ["non_target"]


def test_non_targets_that_are_gone_for_one_reader_are_the_cause() -> None:
    """Both see the target gone; the non-target is gone for A (CR) and there for B (PR)."""
    gone: History = {"T1": {-7: 50_000, 56: 0}}
    compared = two({**gone, "NT1": {-7: "present", 56: "absent"}}, {**gone, "NT1": {-7: "present", 56: "present"}})
    assert (call(compared, 56)["first_overall"], call(compared, 56)["second_overall"]) == ("CR", "PR")
    assert causes(compared) == ["non_target"]


SMALLER = ("T1", 50_000, 35_000, "LIVER", None)
THE_SAME = ("T1", 50_000, 50_000, "LIVER", None)


@pytest.mark.parametrize(
    ("second", "cause"),
    [
        ([THE_SAME], "measurement"),
        ([THE_SAME, ("T2", 20_000, 20_000, "LIVER", None)], "different_targets"),
        ([("T1", 50_000, 50_000, "LUNG", None)], "different_targets"),
        ([("T1node", 50_000, 50_000, "LIVER", None)], "different_targets"),
        ([("T1", 50_000, 50_000, "LEFT LIVER", None)], "measurement"),
    ],
    ids=["same", "number", "organ", "node", "side of one alone"],
)
def test_targets_that_differ_in_number_organ_or_kind_are_the_cause(
    second: list[tuple[str, int, int, str, str | None]], cause: str
) -> None:
    """A sees 50 mm fall to 35 mm (PR) and B SD: of the same liver lesion, of two, in the lung, or in a node."""
    compared = two(targets(SMALLER), targets(*second))
    assert (call(compared, 56)["first_overall"], call(compared, 56)["second_overall"]) == ("PR", "SD")
    assert causes(compared) == [cause]


@pytest.mark.parametrize(("side", "cause"), [("RIGHT", "different_targets"), ("LEFT", "measurement")])
def test_the_other_side_is_another_target(side: str, cause: str) -> None:
    """A chose a lesion of the left lung; B one of the right lung, or of the left as well."""
    first, second = (targets(("T1", 50_000, after, "LUNG", of)) for after, of in ((35_000, "LEFT"), (50_000, side)))
    assert causes(two(first, second)) == [cause]


def test_an_organ_that_one_reader_does_not_name_is_no_other_target() -> None:
    """B names no organ: number and kind are the same, and so the targets are."""
    assert causes(two(targets(SMALLER), {"T1": {-7: 50_000, 56: 50_000}})) == ["measurement"]


def test_calls_that_differ_by_what_went_before_keep_the_cause_of_that_day() -> None:
    """Under iRECIST only A sees the new lesion of day 28; both see one on day 56, so A confirms what B now suspects."""
    lesion: History = {"T1": {-7: 50_000, 28: 50_000, 56: 50_000}}
    compared = two({**lesion, "NEW1": {28: 12_000, 56: 18_000}}, {**lesion, "NEW1": {56: 18_000}}, "irecist")
    second = call(compared, 56)
    assert (second["first_overall"], second["second_overall"]) == ("iCPD", "iUPD")
    assert causes(compared) == ["new_lesion", "new_lesion"]


@pytest.mark.parametrize(("organ", "cause"), [("LIVER", "measurement"), ("LUNG", "different_targets")])
def test_parts_that_are_alike_part_by_their_sums(organ: str, cause: str) -> None:
    """Under iRECIST both see 61 mm of 50 mm (iUPD); 5 mm more on day 56 confirm for A, 4 mm more do not for B."""
    first, second = (
        {"T1": {day: {"longest_um": um, "state": "measured", "organ": of} for day, um in looks.items()}}
        for of, looks in (
            ("LIVER", {-7: 50_000, 28: 61_000, 56: 66_000}),
            (organ, {-7: 50_000, 28: 61_000, 56: 65_000}),
        )
    )
    compared = two(first, second, "irecist")
    there = call(compared, 56)
    assert (there["first_overall"], there["second_overall"]) == ("iCPD", "iUPD")
    assert there["first_target"] == there["second_target"]
    assert causes(compared) == ["none", cause]


def test_what_a_reader_reports_against_his_own_lesions_is_a_calculation() -> None:
    """35 mm of 50 mm are -30 % and so PR; SD was reported, and its target response too."""
    said = {"day": 56, "overall_response": "SD", "target_response": "SD"}
    assert causes(compare(study({"A": {"T1": {-7: 50_000, 56: 35_000}}}, [said]))) == ["calculation"]


@pytest.mark.parametrize(
    ("part", "cause"),
    [
        ({"new_lesion": "unequivocal"}, "new_lesion"),
        ({"nontarget_response": "PD"}, "non_target"),
        ({}, "calculation"),
    ],
)
def test_a_part_that_was_reported_otherwise_is_the_cause(part: dict[str, str], cause: str) -> None:
    """PD was reported of a stable target: for a new lesion, for non-targets, or without a word why."""
    lesions = {**STABLE, "NT1": {-7: "present", 56: "present"}}
    said = {"day": 56, "overall_response": "PD"} | part
    assert causes(compare(study({"A": lesions}, [said]))) == [cause]


def test_a_response_that_was_not_reported_is_a_missing_time_point() -> None:
    """A response was reported for day 56 and none for day 112."""
    lesions: History = {"T1": {-7: 50_000, 56: 50_000, 112: 50_000}}
    compared = compare(study({"A": lesions}, [{"day": 56, "overall_response": "SD"}]))
    assert causes(compared) == ["none", "missing_time_point"]


def test_reported_readers_without_parts_differ_for_an_unknown_cause() -> None:
    """Nothing but the overall responses of two readers is known."""
    rows = [
        {"subject": "S1", "reader": name, "criterion": "recist-1.1", "day": 56, "overall_response": word}
        for name, word in (("A", "SD"), ("B", "PD"))
    ]
    compared = Compared.of(None, assess_reported(Study("test", {"reported": tidy(rows, "reported")})))
    assert causes(compared) == ["unknown"]
    assert compared.sums.is_empty()
    assert compared.margins.is_empty()


def test_the_same_parts_and_sums_with_another_call_are_a_calculation() -> None:
    """Two readers with one set of lesions, of whom one reported SD and one PD, both with a stable target."""
    parts = {"target_response": "SD", "nontarget_response": "NON-CR/NON-PD", "new_lesion": "none", "day": 56}
    said = [parts | {"reader": name, "overall_response": word} for name, word in (("A", "SD"), ("B", "PD"))]

    both = study({"A": STABLE, "B": STABLE}, said)
    judged = assess(both, criteria=["recist-1.1"], explanations=False)
    compared = Compared.of(judged, assess_reported(both), readers_by="reported")
    assert compared.calls.filter(kind="readers")["cause"].to_list() == ["calculation"]


def test_every_cause_is_one_of_the_list() -> None:
    """The bundled readers' causes are words of CAUSES."""
    compared = compare(ebbtide.read_study(ebbtide.examples.path("pharmaverse-recist")))
    assert set(causes(compared)) <= set(CAUSES)
