"""Targets, non-targets and new lesions put together: every row of the published tables, and the non-targets' memory."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

import pytest

from ebbtide import Options
from tests.criteria.histories import calls, flags

if TYPE_CHECKING:
    from tests.criteria.histories import History, Seen

TARGETS: Final[dict[str, Seen]] = {"CR": 0, "PR": 60_000, "SD": 100_000, "PD": 130_000, "NE": "not_evaluable"}
NONTARGETS: Final[dict[str, Seen]] = {
    "CR": "absent",
    "NON": "present",
    "NE": "not_evaluable",
    "PD": "unequivocal_progression",
}

# Rows: the targets. Columns: non-targets gone, there, not evaluated, progressed, and none at baseline.
TABLE_1: Final = """
       CR   NON  NE   PD   none
CR     CR   PR   PR   PD   CR
PR     PR   PR   PR   PD   PR
SD     SD   SD   SD   PD   SD
PD     PD   PD   PD   PD   PD
NE     NE   NE   NE   PD   NE
none   CR   NON  NE   PD   NED
"""
# imRECIST: non-targets only keep a complete response away.
TABLE_IMRECIST: Final = """
       CR   NON  NE   PD   none
CR     CR   PR   PR   PR   CR
PR     PR   PR   PR   PR   PR
SD     SD   SD   SD   SD   SD
PD     PD   PD   PD   PD   PD
NE     NE   NE   NE   NE   NE
none   CR   NON  NE   NON  NED
"""
# irRECIST of Nishino 2013: their unequivocal progression keeps a partial response away too.
TABLE_NISHINO: Final = """
       CR   NON  NE   PD   none
CR     CR   PR   PR   SD   CR
PR     PR   PR   PR   SD   PR
SD     SD   SD   SD   SD   SD
PD     PD   PD   PD   PD   PD
NE     NE   NE   NE   NE   NE
none   CR   NON  NE   NON  NED
"""
TABLES: Final = {
    "recist-1.1": TABLE_1,
    "irecist": TABLE_1,
    "mrecist": TABLE_1,
    "imrecist": TABLE_IMRECIST,
    "irrecist": TABLE_NISHINO,
}
WORDS: Final = {
    "recist-1.1": {"NON": "NON-CR/NON-PD"},
    "mrecist": {"NON": "NON-CR/NON-PD"},
    "imrecist": {"NON": "NON-CR/NON-PD"},
    "irrecist": {"CR": "irCR", "PR": "irPR", "SD": "irSD", "PD": "irPD", "NON": "NON-CR/NON-PD"},
    "irecist": {"CR": "iCR", "PR": "iPR", "SD": "iSD", "PD": "iUPD", "NON": "NON-iCR/NON-iUPD"},
}


def cells(table: str) -> dict[tuple[str, str], str]:
    """Read a table: target and non-target response, and the overall response they give."""
    head, *rows = [line.split() for line in table.strip().splitlines()]
    return {(row[0], column): call for row in rows for column, call in zip(head, row[1:], strict=True)}


def patient(target: str, nontarget: str) -> History:
    """Write a patient down whose targets and non-targets give certain responses on day 42."""
    history: dict[str, dict[int, Seen]] = {}
    if target != "none":
        history["T1"] = {0: 100_000, 42: TARGETS[target]}
    if nontarget != "none":
        history["NT1"] = {0: "present", 42: NONTARGETS[nontarget]}
    # A patient without any lesion still has time points.
    return history or {"NEWNT1": {0: "absent", 42: "absent"}}


@pytest.mark.parametrize("criterion", TABLES)
def test_every_cell_of_the_table_is_as_printed(criterion: str) -> None:
    """Each target response beside each non-target response gives the overall response of the table."""
    table = cells(TABLES[criterion])
    found = {pair: calls(patient(*pair), criterion)[-1] for pair in table}
    assert found == {pair: WORDS[criterion].get(call, call) for pair, call in table.items()}


@pytest.mark.parametrize("criterion", ["recist-1.1", "irecist", "mrecist"])
def test_a_new_lesion_is_progression_beside_everything(criterion: str) -> None:
    """Whatever targets and non-targets say, an unequivocal new lesion decides."""
    for target, nontarget in product((*TARGETS, "none"), (*NONTARGETS, "none")):
        history = dict(patient(target, nontarget)) | {"NEW1": {42: 20_000}}
        assert calls(history, criterion)[-1] == WORDS[criterion].get("PD", "PD")


@pytest.mark.parametrize("criterion", ["recist-1.1", "irecist"])
def test_an_equivocal_new_lesion_decides_nothing_yet(criterion: str) -> None:
    """It is flagged and counts as none until it is unequivocal."""
    for pair in cells(TABLE_1):
        history = dict(patient(*pair)) | {"NEW1": {42: "equivocal"}}
        assert calls(history, criterion)[-1] == calls(patient(*pair), criterion)[-1]
        assert "EQUIVOCAL_NEW_LESION" in flags(history, criterion)[-1]


# ----------------------------------------------------------------------------------------- the non-targets' memory


def nontargets(*seen: Seen) -> History:
    """Write one non-target beside an unchanged target down, from day 0 on, every 42 days."""
    days = [42 * place for place in range(len(seen))]
    return {"T1": dict.fromkeys(days, 50_000), "NT1": dict(zip(days, seen, strict=True))}


@pytest.mark.parametrize(
    ("after", "word"),
    [
        ("present", "PD"),
        ("increased", "PD"),
        ("unequivocal_progression", "PD"),
        ("not_evaluable", "PD"),
        ("decreased", "SD"),
        ("absent", "SD"),
    ],
)
def test_unequivocal_progression_stands_until_it_has_decreased(after: str, word: str) -> None:
    """Seen once, it is not taken back by a lesion that is merely there, but by one that is smaller or gone."""
    found = calls(nontargets("present", "unequivocal_progression", after), "recist-1.1")
    assert found == ["PD", word]


def test_an_increase_that_is_not_unequivocal_is_no_progression() -> None:
    """A larger non-target is noted and leaves the call."""
    assert calls(nontargets("present", "increased"), "recist-1.1") == ["SD"]


def test_a_decrease_of_another_lesion_takes_nothing_back() -> None:
    """The progression stands as long as the lesion that progressed was not looked at again."""
    history: History = {
        "T1": {0: 50_000, 42: 50_000, 84: 50_000},
        "NT1": {0: "present", 42: "unequivocal_progression", 84: "not_evaluable"},
        "NT2": {0: "present", 42: "present", 84: "decreased"},
    }
    assert calls(history, "recist-1.1") == ["PD", "PD"]


def test_a_new_lesion_that_is_gone_leaves_the_classical_call() -> None:
    """RECIST 1.1 stays at progression and flags it, iRECIST ends the question."""
    history: History = {"T1": {0: 50_000, 42: 50_000, 84: 50_000}, "NEW1": {42: 20_000, 84: "absent"}}
    assert calls(history, "recist-1.1") == ["PD", "PD"]
    assert {"A30", "AFTER_PD"} <= flags(history, "recist-1.1")[-1]
    assert calls(history, "irecist") == ["iUPD", "iSD"]


@pytest.mark.parametrize(("new", "word"), [("absent", "iCR"), ("present", "iPR"), ("not_evaluable", "NE")])
def test_a_complete_response_needs_every_new_lesion_gone(new: str, word: str) -> None:
    """With the targets gone after an iUPD by a new lesion, that lesion decides between iCR, iPR and NE."""
    history: History = {"T1": {0: 50_000, 42: 50_000, 84: 0}, "NEW1": {42: 20_000, 84: new}}
    assert calls(history, "irecist") == ["iUPD", word]


def test_a_new_lesion_known_from_before_still_keeps_a_complete_response_away() -> None:
    """Two visits after it was found and one after the bar was reset, it still counts as there."""
    history: History = {
        "T1": {0: 50_000, 42: 50_000, 84: 40_000, 126: 0, 168: 0},
        "NEW1": {42: 20_000, 84: 20_000, 126: 20_000, 168: 0},
    }
    assert calls(history, "irecist") == ["iUPD", "iSD", "iPR", "iCR"]
    unseen = dict(history) | {"NEW1": {42: 20_000, 84: 20_000}}
    assert calls(unseen, "irecist")[2:] == ["iPR", "iPR"]


@pytest.mark.parametrize(
    ("across", "word", "flagged"),
    [
        (9_999, "SD", set()),
        (10_000, "SD", {"EQUIVOCAL_NEW_NODE"}),
        (14_999, "SD", {"EQUIVOCAL_NEW_NODE"}),
        (15_000, "PD", set()),
    ],
)
def test_a_new_node_is_doubtful_from_10_to_under_15_mm(across: int, word: str, flagged: set[str]) -> None:
    """Below it is normal, from 15 mm on it is a new lesion."""
    history: History = {"T1": {0: 50_000, 42: 50_000}, "NEW1node": {42: across}}
    assert calls(history, "recist-1.1") == [word]
    assert flags(history, "recist-1.1")[-1] & {"EQUIVOCAL_NEW_NODE"} == flagged


@pytest.mark.parametrize(("density", "word"), [(50_000, "NE"), (90_000, "PD")])
def test_by_another_method_choi_sees_progression_alone(density: int, word: str) -> None:
    """A larger tumour is progression; where its density fell that is not so, and no response either."""
    first = {"longest_um": 40_000, "density_mhu": 90_000, "method": "CT"}
    then = {"longest_um": 50_000, "density_mhu": density, "method": "MRI"}
    history: History = {"T1": {0: first, 42: then}}
    assert calls(history, "choi") == [word]
    assert "METHOD_CHANGE" in flags(history, "choi")[-1]


# -------------------------------------------------------------------------------- new lesions in or beside a burden


@pytest.mark.parametrize("criterion", ["irrecist", "imrecist"])
def test_the_only_lesion_not_looked_at_leaves_nothing_known(criterion: str) -> None:
    """Without disease at baseline, a new lesion outside the burden that was not evaluated is not gone."""
    history: History = {"NEW1": {42: "present", 84: "not_evaluable"}}
    assert calls(history, criterion, timepoints=[{"day": 0}]) == ["NON-CR/NON-PD", "NE"]


@pytest.mark.parametrize(("criterion", "word"), [("irrecist", "irPR"), ("imrecist", "PR")])
def test_a_normal_node_that_grows_is_no_progression_of_the_burden(criterion: str, word: str) -> None:
    """Below 10 mm it is no disease; a new lesion outside the burden only keeps the complete response away."""
    history: History = {"T1node": {0: 16_000, 42: 4_000, 84: 9_500}, "NEW1": {84: "present"}}
    assert calls(history, criterion)[-1] == word


@pytest.mark.parametrize(("length", "word", "flagged"), [(24_999, "irSD", {"A3"}), (25_000, "irPD", set())])
def test_the_floor_of_irrecist_is_flagged_where_it_decides(length: int, word: str, flagged: set[str]) -> None:
    """From 5 mm on, growth of 20 % is progression with a floor and without."""
    history: History = {"T1": {0: 20_000, 42: length}}
    assert calls(history, "irrecist") == [word]
    assert flags(history, "irrecist")[-1] & {"A3"} == flagged


def test_complete_response_goes_before_the_growth_of_one_lesion() -> None:
    """A node that its reader calls gone is gone in WHO too, whatever its measured rest does."""
    rest = [{"longest_um": length, "perpendicular_um": 5_000, "state": "absent"} for length in (8_000, 12_000)]
    history: History = {"T1node": {0: (20_000, 16_000), 42: rest[0], 84: rest[1]}}
    assert calls(history, "who") == ["CR", "CR"]


@pytest.mark.parametrize(
    ("criterion", "options", "length", "word", "reason"),
    [
        ("recist-1.1", Options(), 1, "PD", "TARGET_REAPPEARED"),
        ("irecist", Options(), 1, "iUPD", "TARGET_REAPPEARED"),
        ("recist-1.0", Options(), 1, "PD", "SUM_ROSE"),
        ("mrecist", Options(mrecist_edition="2020"), 4_999, "PR", "SUM_FELL"),
        ("mrecist", Options(mrecist_edition="2020"), 5_000, "PD", "SUM_ROSE"),
        ("choi", Options(choi_pd_reference="baseline"), 40_000, "PR", "SUM_FELL"),
    ],
)
def test_a_target_that_returns_after_complete_response(
    criterion: str, options: Options, length: int, word: str, reason: str
) -> None:
    """In RECIST 1.1 and iRECIST it is progression whatever its size; elsewhere the sum decides."""
    history: History = {"T1": {0: 50_000, 42: 0, 84: length}}
    assert calls(history, criterion, options=options)[-1] == word
    assert reason in calls(history, criterion, "reasons", options=options)[-1].split()
