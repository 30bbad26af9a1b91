"""The parameters of ADRS and ADTTE: their codes, their names and the numbers of their values.

One scheme for both, so that a parameter is named alike under every criterion and for every evaluator:

* The plain names are those that users of admiralonco know, and belong to RECIST 1.1 and the first evaluator.
* iRECIST puts an I before them, as its article does (`IBOR`, `ICPD`). `IOVR` is its overall response, since `OVR`
  cannot be that of two criteria.
* Each other criterion has a letter of its own behind the name: `BORW` is WHO's.
* Each evaluator after the first has a number behind that: `BOR2`, `IBOR3`, `BORW2`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.criteria import ANY_BY_ID
from ebbtide.terms.responses import CPD, CR, NE, NED, NON, PD, PR, SD, code_of, composite_code_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["DEATH", "LETTERS", "MEASURABLE", "TITLES", "aval_of_words", "criterion_titles", "number_of", "parameter"]

LETTERS: Final[Mapping[str, str]] = {
    "recist-1.1": "",
    "irecist": "",
    "recist-1.0": "T",
    "who": "W",
    "mwho": "V",
    "irrc": "C",
    "irrecist": "J",
    "imrecist": "M",
    "mrecist": "L",
    "choi": "H",
    "percist": "P",
    "percimt": "Q",
    "ipercist": "E",
    "impercist5": "F",
    "lugano": "G",
    "lyric": "Y",
    "recil": "R",
    "rano": "N",
    "irano": "K",
    "all": "A",
}
"""What stands behind the name of a parameter under each criterion."""

_PLAIN: Final = "recist-1.1"
_IMMUNE: Final = "irecist"

DEATH: Final = "DEATH"
MEASURABLE: Final = "MDIS"
TITLES: Final[Mapping[str, str]] = {
    "OVR": "Overall Response{by}",
    "PD": "Disease Progression{by}",
    "ICPD": "Confirmation of Disease Progression{by}",
    "IUPD": "Unconfirmed Disease Progression{by}",
    "RSP": "Response{by} (confirmation not required)",
    "CB": "Clinical Benefit{by} (confirmation for response not required)",
    "BOR": "Best Overall Response{by} (confirmation not required)",
    "BCP": "Best Overall Response of CR/PR{by} (confirmation not required)",
    "CRSP": "Confirmed Response{by}",
    "CCB": "Confirmed Clinical Benefit{by}",
    "CBOR": "Best Confirmed Overall Response{by}",
    "CBCP": "Best Confirmed Overall Response of CR/PR{by}",
    "ACCB": "Alternative Confirmed Clinical Benefit{by}",
    "LSTA": "Last Disease Assessment{by}",
    MEASURABLE: "Measurable Disease at Baseline{by}",
    "OS": "Overall Survival",
    "PFS": "Progression Free Survival{by}",
    "PFSO": "Progression Free Survival{by} ({negation})",
    "TTP": "Time to Progression{by}",
    "TTR": "Time to Response{by}",
    "RSD": "Duration of Response{by}",
}
"""The names of parameters, without their criterion; {by} is who evaluated."""

_NUMBERS: Final = {CR: 1.0, PR: 2.0, SD: 3.0, NON: 4.0, NED: 4.5, PD: 5.0, CPD: 5.5, NE: 6.0}
_OWN_NUMBERS: Final = {
    "CRi": 1.1,
    "CR_COUNTS_UNKNOWN": 1.2,
    "MR": 2.5,
    "MLFS": 2.6,
    "NOT_CR_RESIDUAL_EMD": 3.5,
    "FAILURE": 4.2,
    "IR(1)": 4.6,
    "IR(2)": 4.7,
    "IR(3)": 4.8,
    **dict.fromkeys(("IR", "PD_SUSPECTED", "PD_UNCONFIRMED"), 4.9),
    "RELAPSE": 5.1,
}
"""Numbers of words that share a code with another: one number for one value within a parameter."""
_ANSWERS: Final = {"Y": 1.0, "N": 0.0}
_MISSING: Final = 7.0


def parameter(name: str, criterion: str, place: int, by: str, negation: str = "") -> tuple[str, str]:
    """Give the code and the name of a parameter.

    Args:
        name: What it is: a key of TITLES, or a parameter of iRECIST by its own name (`IBOR`).
        criterion: The id of the criterion.
        place: The place of the evaluator, from 1.
        by: The name of the evaluator; empty where the study has none.
        negation: The reading of imRECIST that a second progression-free survival follows.

    Returns:
        PARAMCD, up to 8 characters, and PARAM.

    Examples:
        >>> parameter("BOR", "recist-1.1", 1, "Investigator")
        ('BOR', 'Best Overall Response by Investigator (confirmation not required)')
        >>> parameter("ICPD", "irecist", 2, "Radiologist 1")
        ('ICPD2', 'iRECIST Confirmation of Disease Progression by Radiologist 1')
        >>> parameter("PFS", "irrecist", 3, "")
        ('PFSJ3', 'irRECIST Progression Free Survival')
    """
    plain = name if name in TITLES else name.removeprefix("I")
    code = f"I{plain}" if criterion == _IMMUNE and not name.startswith("I") else name
    ahead = "" if criterion == _PLAIN else f"{ANY_BY_ID[criterion].title} "
    behind = "" if place == 1 else str(place)
    said = TITLES[plain].format(by=f" by {by}" if by else "", negation=negation)
    return f"{code}{LETTERS[criterion]}{behind}", f"{ahead}{said}"


def criterion_titles() -> pl.DataFrame:
    """List the criteria: `criterion`, `PARCAT3`."""
    titles = [criterion.title for criterion in ANY_BY_ID.values()]
    return pl.DataFrame({"criterion": list(ANY_BY_ID), "PARCAT3": titles})


def number_of(word: str) -> float | None:
    """Give the number of a value: AVAL of AVALC.

    Responses are numbered from best to worst as admiralonco numbers them: CR 1, PR 2, SD 3, NON-CR/NON-PD 4, PD 5,
    NE 6, MISSING 7, and the words of every other criterion alike: iCR 1, iPR 2, iSD 3, NON-iCR/NON-iUPD 4, iUPD 5.
    What RECIST 1.1 has no word for lies between: MR 2.5, NED 4.5, IR(1) 4.6, iCPD 5.5. Y is 1 and N is 0. An
    assessment that was not done (ND), or that iRECIST disregards, has no number.

    Sources:
        admiralonco 1.4, `aval_resp`; its article on iRECIST numbers iRECIST's words the other way round in OVR and
        leaves those of ICBOR blank, so one scale is used here instead.

    Examples:
        >>> [number_of(word) for word in ("PR", "iUPD", "iCPD", "MISSING", "Y", "ND")]
        [2.0, 5.0, 5.5, 7.0, 1.0, None]
    """
    if word == "MISSING":
        return _MISSING
    if word in _OWN_NUMBERS:
        return _OWN_NUMBERS[word]
    code = code_of(word) or composite_code_of(word, follows=False)
    return _ANSWERS.get(word) if code is None else _NUMBERS.get(code)


def aval_of_words(words: Iterable[str | None]) -> pl.DataFrame:
    """Number the words that occur: `AVALC`, `AVAL`."""
    known = sorted({word for word in words if word is not None})
    return pl.DataFrame(
        {"AVALC": known, "AVAL": [number_of(word) for word in known]}, schema={"AVALC": pl.String, "AVAL": pl.Float64}
    )
