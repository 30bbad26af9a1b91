"""Words, numbers and variables: M09, M10 and M11."""

from __future__ import annotations

import pytest

from tests.checks.follow_up_trials import Row, found, trial


def said(word: str, test: str = "OVRLRESP", **cells: object) -> Row:
    """Write one result of RS."""
    return {"RSTESTCD": test, "RSTEST": "Overall Response", "RSCAT": "RECIST 1.1", "RSSTRESC": word} | cells


@pytest.mark.parametrize(
    ("row", "says", "severity"),
    [
        (said("NMR"), "RSSTRESC 'NMR' in 1 record (S1) is no term of the code list ONCRSR", "info"),
        (said("PD", RSCAT="imRECIST"), "RSCAT 'imRECIST'", "info"),
        (said("IUPD"), "which writes 'iUPD'", "error"),
        (said("PD", RSACPTFL="YES"), "RSACPTFL 'YES' in 1 record (S1) is no term of the code list NY", "error"),
        (said("PD", RSSTAT="NOT ASSESSED"), "which is closed. Please write one of its terms: NOT DONE.", "error"),
        (said("Stable Disease"), "CDISC has 'SD' for it", "info"),
    ],
)
def test_a_word_outside_its_code_list_is_told(row: Row, says: str, severity: str) -> None:
    """M09 tells a sponsor term of an open list from an error in a closed one or in the case of a term."""
    (query,) = found(trial({}, {"RS": [row]}), "M09")
    assert (query["subject"], query["severity"]) == (None, severity)
    assert says in query["message"]


def test_a_word_is_told_once_with_its_first_subjects() -> None:
    """M09 counts the records of a word and names three subjects."""
    rows = [said("NMR", USUBJID=f"S{number}") for number in (5, 1, 4, 2, 3, 1)]
    (query,) = found(trial({}, {"RS": rows}), "M09")
    assert "in 6 records (S1, S2, S3 and 2 more)" in query["message"]


@pytest.mark.parametrize(
    ("code", "row"),
    [
        ("RS", said("iCPD", RSEVAL="INDEPENDENT ASSESSOR", RSEVALID="RADIOLOGIST 1", RSACPTFL="Y")),
        ("RS", said("Y", "NEWLIND", RSTEST="New Lesion Indicator")),
        ("RS", said("1", "ECOG101", RSTEST="ECOG1-Performance Status", RSCAT="ECOG")),
        ("TR", {"TRTESTCD": "LDIAM", "TRTEST": "Longest Diameter", "TRSTRESC": "12.5"}),
        ("TR", {"TRTESTCD": "TUMSTATE", "TRTEST": "Tumor State", "TRSTRESC": "PRESENT"}),
        ("TU", {"TUTESTCD": "TUMIDENT", "TUTEST": "Tumor Identification", "TUSTRESC": "NEW TARGET"}),
    ],
)
def test_terms_and_numbers_are_right(code: str, row: Row) -> None:
    """M09 is silent on terms, answers, numbers, and on clinical classifications with lists of their own."""
    assert found(trial({}, {code: [row]}), "M09") == []


def measured(**cells: object) -> Row:
    """Write one length of TR."""
    return {"TRLNKID": "T01", "TRTESTCD": "LDIAM", "VISIT": "WEEK 6", "TRORRES": "2.1", "TRSTRESN": None} | cells


def test_a_number_needs_its_standard_number() -> None:
    """M10 names the lesion, the visit and the number."""
    rows = [measured(), measured(TRSTRESN="21", VISIT="WEEK 12")]
    (query,) = found(trial({}, {"TR": rows}), "M10")
    assert (query["lesion"], query["visit"], query["severity"]) == ("T01", "WEEK 6", "error")
    assert "LDIAM of T01 is 2.1 in TRORRES, and TRSTRESN is blank" in query["message"]


@pytest.mark.parametrize("cells", [{"TRSTRESN": "21"}, {"TRORRES": "TOO SMALL TO MEASURE"}, {"TRORRES": None}])
def test_words_need_no_number(cells: Row) -> None:
    """M10 is silent on words, on blanks, and where the number is there."""
    assert found(trial({}, {"TR": [measured(**cells), measured(TRSTRESN="1")]}), "M10") == []


def test_a_missing_variable_is_told_once() -> None:
    """M10 says once for the study that TR has no TRSTRESN."""
    rows = [{"TRLNKID": "T01", "TRORRES": "21"}, {"TRLNKID": "T02", "TRORRES": "12"}]
    (query,) = found(trial({}, {"TR": rows}), "M10")
    assert query["subject"] is None
    assert "no variable TRSTRESN, and 2 results are numbers (S1)" in query["message"]


def test_a_location_in_tr_is_an_error() -> None:
    """M11 names each variable that belongs in TU, and the rule."""
    query = found(trial({}, {"TR": [measured(TRLOC="LIVER", TRPORTOT=None)]}), "M11")
    assert [(one["subject"], one["severity"]) for one in query] == [(None, "error")] * 2
    assert "TR has the variable TRLOC" in query[0]["message"]
    assert "(CG0299)" in query[0]["message"]
    assert "TUPORTOT" in query[1]["message"]


def test_a_qualifier_is_no_variable_of_tr() -> None:
    """M11 is silent on TRLOC of SUPPTR, which stands beside the variables of TR when it is read."""
    supplement = [{"RDOMAIN": "TR", "QNAM": "TRLOC", "QVAL": "LIVER"}]
    assert found(trial({}, {"TR": [measured(TRLOC="LIVER")], "SUPPTR": supplement}), "M11") == []
