"""Lesions that split, merge or are new."""

from __future__ import annotations

import pytest

from tests.checks.follow_up_trials import Row, found, lesion, node, trial

BASELINE = [*lesion("T1", {-7: "30", 42: "28"}), *lesion("T2", {-7: "20"})]


def test_the_whole_beside_its_parts_is_an_error() -> None:
    """F14 asks where T2 has a size beside T2.1 and T2.2, which are summed."""
    rows = [*BASELINE, *lesion("T2", {42: "17"}), *lesion("T2.1", {42: "9"}), *lesion("T2.2", {42: "8.5"})]
    (query,) = found(trial({"measurements": rows}), "F14")
    assert (query["lesion"], query["day"], query["severity"]) == ("T2", 42, "error")
    assert "T2 has a size of its own (17 mm) beside its parts (T2.1 9 mm, T2.2 8.5 mm)" in query["message"]
    assert "17.5 mm" in query["message"]


def test_parts_alone_are_right() -> None:
    """F14 is silent where the parts take the place of the whole."""
    rows = [*BASELINE, *lesion("T2.1", {42: "9"}), *lesion("T2.2", {42: "8"})]
    assert found(trial({"measurements": rows}), "F14") == []


def test_one_part_alone_is_an_error() -> None:
    """F14 asks where a lesion has a single part, and where a part is lost at a later visit."""
    one = [*BASELINE, *lesion("T2.1", {42: "9"})]
    (query,) = found(trial({"measurements": one}), "F14")
    assert "T2 is read in parts, but there is one part only (there is T2.1)" in query["message"]
    rows = [*BASELINE, *lesion("T1", {84: "28"}), *lesion("T2.1", {42: "9", 84: "9"}), *lesion("T2.2", {42: "8"})]
    (query,) = found(trial({"measurements": rows}), "F14")
    assert (query["lesion"], query["day"]) == ("T2", 84)
    assert "T2.2 is missing (there is T2.1)" in query["message"]


def test_a_lesion_measured_after_it_merged_is_an_error() -> None:
    """F14 asks where T2 has a size after it merged, and not while it stays merged."""
    rows = [*BASELINE, *lesion("T1", {84: "50"}), *lesion("T2", {42: "merged", 84: "12"})]
    (query,) = found(trial({"measurements": rows}), "F14")
    assert (query["lesion"], query["day"], query["severity"]) == ("T2", 84, "error")
    assert "T2 is measured (12 mm), although it merged into another lesion at day 42" in query["message"]
    rows = [*BASELINE, *lesion("T1", {84: "50"}), *lesion("T2", {42: "merged", 84: "merged"})]
    assert found(trial({"measurements": rows}), "F14") == []


def test_both_halves_beside_the_merged_lesion_are_errors() -> None:
    """F14 asks about T1 and about T2 where T1/T2 is measured too."""
    rows = [*lesion("T1", {-7: "30", 42: "28"}), *lesion("T2", {-7: "20", 42: "18"}), *lesion("T1/T2", {42: "45"})]
    assert [one["lesion"] for one in found(trial({"measurements": rows}), "F14")] == ["T1", "T2"]


def test_records_of_a_half_beside_the_merged_lesion_are_an_error() -> None:
    """F14 asks where TR has a size of T02 beside T02/T03."""
    usual: Row = {"TRTESTCD": "LDIAM", "VISIT": "WEEK 6", "TRDY": "43"}
    whole = usual | {"TRLNKID": "T02/T03", "TRSTRESC": "40"}
    (query,) = found(trial({}, {"TR": [whole, usual | {"TRLNKID": "T02", "TRSTRESC": "20"}]}), "F14")
    assert (query["lesion"], query["day"]) == ("T02", 42)
    assert "T02 is measured beside T02/T03" in query["message"]
    assert found(trial({}, {"TR": [whole, usual | {"TRLNKID": "T02", "TRSTRESC": None}]}), "F14") == []


def new(by_day: dict[int, str], **cells: object) -> list[Row]:
    """Write readings of a target and of one new lesion."""
    old = lesion("T1", {-7: "30"} | dict.fromkeys(by_day, "30"), method="CT", date=None)
    return [*old, *lesion("N1", by_day, "new", **{"method": "CT", "organ": "LUNG"} | cells)]


SAYS: list[Row] = [{"day": 42, "new_lesion": "unequivocal"}]


def test_a_new_lesion_without_its_organ_is_an_error() -> None:
    """F16 asks for the organ of a new lesion where the study has organs."""
    (query,) = found(trial({"measurements": new({42: "12"}, organ=None), "timepoints": SAYS}), "F16")[1:]
    assert (query["lesion"], query["day"], query["severity"]) == ("N1", 42, "error")
    assert "the record of the new lesion N1 does not tell its organ" in query["message"]


def test_what_a_study_never_records_is_asked_once() -> None:
    """F16 asks once for the dates that a study counted in days does not have, and for the words it lacks."""
    query = found(trial({"measurements": new({42: "12"})}), "F16")
    assert [one["subject"] for one in query] == [None, None]
    assert ["date" in one["message"] for one in query] == [True, False]
    assert "unequivocal" in query[1]["message"]


def test_a_new_lesion_with_all_details_is_right() -> None:
    """F16 is silent where organ, date and a word on its certainty are there."""
    rows = [
        {"lesion": "T1", "role": "target", "longest_mm": "30", "organ": "LIVER", "date": "2024-01-01"},
        {"lesion": "T1", "role": "target", "longest_mm": "30", "organ": "LIVER", "date": "2024-02-12"},
        {"lesion": "N1", "role": "new", "longest_mm": "12", "organ": "LUNG", "date": "2024-02-12"},
    ]
    assert found(trial({"measurements": rows, "timepoints": SAYS}), "F16") == []


def test_a_word_on_a_new_lesion_is_due_where_its_visit_was_reported() -> None:
    """F16 asks whether a new lesion is unequivocal where its visit has a response, and not where it has none."""
    second = lesion("N2", {84: "14"}, "new", method="CT", organ="LUNG")
    tables = {"measurements": [*new({42: "12", 84: "12"}), *second], "timepoints": SAYS}
    assert [one["lesion"] for one in found(trial(tables), "F16") if one["subject"]] == []
    response = {"day": 84, "criterion": "recist-1.1", "overall_response": "PD"}
    (query,) = (one for one in found(trial(tables | {"reported": [response]}), "F16") if one["subject"])
    assert query["lesion"] == "N2"
    assert "does not tell whether it is unequivocal" in query["message"]


def test_irecist_needs_to_know_whether_a_new_lesion_is_measurable() -> None:
    """F16 asks under iRECIST about a new lesion that is merely present, and not under RECIST 1.1."""
    tables = {"measurements": new({42: "present"}), "timepoints": SAYS}
    asked = [one for one in found(trial(tables, criteria=["irecist"]), "F16") if one["subject"]]
    assert ["whether it is measurable" in one["message"] for one in asked] == [True]
    assert [one for one in found(trial(tables, criteria=["recist-1.1"]), "F16") if one["subject"]] == []
    sized = {"measurements": new({42: "12"}), "timepoints": SAYS}
    assert [one for one in found(trial(sized, criteria=["irecist"]), "F16") if one["subject"]] == []


def test_a_new_lesion_where_baseline_did_not_look_is_asked() -> None:
    """F17 asks about a new lesion of the brain by MRI where baseline has CT and no brain."""
    (query,) = found(trial({"measurements": new({42: "12"}, organ="BRAIN", method="MRI")}), "F17")
    assert (query["lesion"], query["day"], query["severity"]) == ("N1", 42, "query")
    assert "N1 (BRAIN) was found by MRI, and baseline shows CT only" in query["message"]


@pytest.mark.parametrize(
    ("organ", "method"), [("BRAIN", "CT"), ("BRAIN", None), ("liver", "MRI"), ("LUNG", "FDG-PET"), (None, "MRI")]
)
def test_a_new_lesion_that_baseline_could_show_is_not_asked(organ: str | None, method: str | None) -> None:
    """F17 is silent for the method of baseline, an unknown one, PET, and an organ that baseline has."""
    assert found(trial({"measurements": new({42: "12"}, organ=organ, method=method)}), "F17") == []


@pytest.mark.parametrize(("size", "asked"), [("9.999", 1), ("10", 0)])
def test_a_small_new_lesion_is_doubtful(size: str, asked: int) -> None:
    """F18 warns of a new lesion below 10 mm."""
    query = found(trial({"measurements": new({42: size})}), "F18")
    assert [(one["lesion"], one["severity"]) for one in query] == [("N1", "warning")] * asked


@pytest.mark.parametrize(("size", "asked"), [("11", 1), ("14.999", 1), ("15", 0)])
def test_a_small_new_node_is_doubtful(size: str, asked: int) -> None:
    """F18 warns of a new node below 15 mm in short axis."""
    rows = [*lesion("T1", {-7: "30", 42: "30"}), *node("N1", {42: size}, "new")]
    query = found(trial({"measurements": rows}), "F18")
    assert len(query) == asked
    assert all(f"a node of {size} mm in short axis" in one["message"] for one in query)


def test_a_new_lesion_in_bone_is_doubtful() -> None:
    """F18 warns of a new lesion in bone; one already called equivocal is not asked about."""
    (query,) = found(trial({"measurements": new({42: "present"}, organ="BONE, LEFT RIB")}), "F18")
    assert "in bone" in query["message"]
    assert found(trial({"measurements": new({42: "equivocal"}, organ="BONE")}), "F18") == []


def test_a_new_lesion_by_pet_alone_is_unconfirmed() -> None:
    """F19 warns of a new lesion that only FDG-PET has shown."""
    prepared = trial({"measurements": new({42: "present", 84: "present"}, method="FDG-PET")})
    (query,) = found(prepared, "F19")
    assert (query["lesion"], query["day"], query["severity"]) == ("N1", 42, "warning")
    assert "seen by FDG-PET alone" in query["message"]
    assert found(prepared, "F18") == []


def test_a_new_lesion_by_pet_that_ct_bears_out_is_right() -> None:
    """F19 is silent where CT shows the lesion too, the scan is PET/CT, tissue was taken, or baseline had PET."""
    rows = new({42: "present"}, method="FDG-PET")
    later = lesion("N1", {84: "12"}, "new", organ="LUNG", method="CT")
    assert found(trial({"measurements": [*rows, *later]}), "F19") == []
    assert found(trial({"measurements": new({42: "present"}, method="PET/CT")}), "F19") == []
    tissue = [{"day": 50, "test": "biopsy", "text": "adenocarcinoma", "category": "pathology"}]
    assert found(trial({"measurements": rows, "findings": tissue}), "F19") == []
    earlier = [{"day": 41, "test": "biopsy", "text": "adenocarcinoma", "category": "pathology"}]
    assert len(found(trial({"measurements": rows, "findings": earlier}), "F19")) == 1
    had_pet = lesion("NT1", {-7: "present", 42: "present"}, "nontarget", method="PET")
    assert found(trial({"measurements": [*rows, *had_pet]}), "F19") == []


def test_a_new_lesion_by_pet_that_ct_does_not_show_is_doubtful() -> None:
    """F18, and not F19, speaks where CT has looked after PET and found nothing."""
    rows = new({42: "present"}, method="FDG-PET")
    later = lesion("N1", {84: "absent"}, "new", organ="LUNG", method="CT")
    prepared = trial({"measurements": [*rows, *later]})
    (query,) = found(prepared, "F18")
    assert "seen by FDG-PET alone and not by later imaging" in query["message"]
    assert found(prepared, "F19") == []
