"""What datasets must keep before they are written."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from pathlib import Path

import polars as pl
import pytest

from ebbtide.cdisc.conformance import Violation, refuse, violations
from ebbtide.cdisc.sponsor import sponsor_terms
from ebbtide.errors import ConformanceError
from ebbtide.formats.datasets.dataset import Dataset, Kind, Variable
from ebbtide.terms.terminology import Codelist, Term, Terminology, bundled

KINDS: dict[type[pl.DataType], Kind] = {pl.String: "text", pl.Int64: "integer", pl.Float64: "number", pl.Date: "date"}
CODELISTS = {
    "RSTESTCD": "ONCRTSCD",
    "RSTEST": "ONCRTS",
    "RSCAT": "ONCRSCAT",
    "RSORRES": "ONCRSR",
    "RSSTRESC": "ONCRSR",
    "TRTESTCD": "TRTESTCD",
    "TRTEST": "TRTEST",
    "TRSTRESC": "TRPROPRS",
    "TRSTAT": "ND",
    "AVALC": "ONCRSR",
    "ANL01FL": "NY",
}
KEYS = {"RS": ("USUBJID", "RSSEQ"), "TR": ("USUBJID", "TRSEQ"), "TU": ("USUBJID", "TUSEQ")}


def dataset(name: str, kind: str, **columns: list[object]) -> Dataset:
    """Make a dataset whose variables are described as its columns are."""
    frame = pl.DataFrame(columns).with_columns(pl.col(pl.Null).cast(pl.String))
    keys = KEYS.get(name, ("USUBJID", "PARAMCD", "ADT"))
    variables = tuple(
        Variable(
            column,
            column.title(),
            KINDS[frame.schema[column].base_type()],
            key=keys.index(column) + 1 if column in keys else None,
            codelist=CODELISTS.get(column, ""),
        )
        for column in frame.columns
    )
    return Dataset(name, f"The {name}", frame, variables, "One record per record", kind, "S1")


def rs(**changes: list[object]) -> Dataset:
    """Two overall responses of one subject, with some columns changed or, by an empty list, left out."""
    columns: dict[str, list[object]] = {
        "STUDYID": ["S1", "S1"],
        "DOMAIN": ["RS", "RS"],
        "USUBJID": ["S1-01", "S1-01"],
        "RSSEQ": [1, 2],
        "RSTESTCD": ["OVRLRESP", "NEWLIND"],
        "RSTEST": ["Overall Response", "New Lesion Indicator"],
        "RSCAT": ["iRECIST", "iRECIST"],
        "RSORRES": ["iUPD", "Y"],
        "RSSTRESC": ["iUPD", "Y"],
        "RSEVAL": ["INVESTIGATOR", "INVESTIGATOR"],
        "VISITNUM": [3.0, 3.0],
        "RSDTC": ["2024-05-17", "2024-05"],
    }
    return dataset("RS", "FINDINGS", **{key: value for key, value in (columns | changes).items() if value})


def tr(**changes: list[object]) -> Dataset:
    """A diameter and a state of one lesion."""
    columns: dict[str, list[object]] = {
        "STUDYID": ["S1", "S1"],
        "DOMAIN": ["TR", "TR"],
        "USUBJID": ["S1-01", "S1-01"],
        "TRSEQ": [1, 2],
        "TRTESTCD": ["LDIAM", "TUMSTATE"],
        "TRTEST": ["Longest Diameter", "Tumor State"],
        "TRLNKID": ["T01", "NT01"],
        "TRORRES": ["12.5", "PRESENT"],
        "TRORRESU": ["mm", None],
        "TRSTRESC": ["12.5", "PRESENT"],
        "TRSTRESN": [12.5, None],
        "TRSTRESU": ["mm", None],
        "TRMETHOD": ["CT SCAN", "CT SCAN"],
        "TREVAL": ["INVESTIGATOR", "INVESTIGATOR"],
        "VISITNUM": [3.0, 3.0],
        "TRDTC": ["2024-05-17", "2024-05-17"],
    }
    return dataset("TR", "FINDINGS", **{key: value for key, value in (columns | changes).items() if value})


def tu(lesions: list[object]) -> Dataset:
    """The lesions of one subject."""
    count = len(lesions)
    one: dict[str, object] = {"STUDYID": "S1", "DOMAIN": "TU", "USUBJID": "S1-01", "TUTESTCD": "TUMIDENT"}
    one |= {"TUTEST": "Tumor Identification", "TUORRES": "TARGET", "TUSTRESC": "TARGET", "TULOC": "LUNG"}
    one |= {"TUMETHOD": "CT SCAN", "TUEVAL": "INVESTIGATOR", "VISITNUM": 1.0, "TUDTC": "2024-01-01"}
    columns = {name: [value] * count for name, value in one.items()}
    return dataset("TU", "FINDINGS", **columns, TUSEQ=list(range(1, count + 1)), TULNKID=lesions)


def adrs(**changes: list[object]) -> Dataset:
    """Three responses and whether there was progression."""
    columns: dict[str, list[object]] = {
        "STUDYID": ["S1"] * 3,
        "USUBJID": ["S1-01"] * 3,
        "PARAMCD": ["OVR", "OVR", "PD"],
        "PARAM": ["Overall Response", "Overall Response", "Progression"],
        "ADT": [dt.date(2024, 5, 17), dt.date(2024, 7, 17), dt.date(2024, 7, 17)],
        "AVAL": [3.0, 5.0, 1.0],
        "AVALC": ["SD", "PD", "Y"],
        "ANL01FL": ["Y", None, "Y"],
    }
    return dataset(
        "ADRS", "BASIC DATA STRUCTURE", **{key: value for key, value in (columns | changes).items() if value}
    )


def adtte(**changes: list[object]) -> Dataset:
    """A time to an event and a censored one."""
    columns: dict[str, list[object]] = {
        "STUDYID": ["S1", "S1"],
        "USUBJID": ["S1-01", "S1-02"],
        "PARAMCD": ["PFS", "PFS"],
        "PARAM": ["Progression-Free Survival", "Progression-Free Survival"],
        "STARTDT": [dt.date(2024, 1, 1)] * 2,
        "ADT": [dt.date(2024, 5, 17), dt.date(2024, 1, 1)],
        "AVAL": [138.0, 1.0],
        "CNSR": [0, 1],
    }
    return dataset(
        "ADTTE", "BASIC DATA STRUCTURE", **{key: value for key, value in (columns | changes).items() if value}
    )


def found(*datasets: Dataset, transport: bool = True) -> dict[str, Violation]:
    """Find violations by rule, the first of each."""
    return {violation.rule: violation for violation in reversed(violations(datasets, transport=transport))}


def redescribed(data: Dataset, told: Variable) -> Dataset:
    """Change the description of RSCAT."""
    variables = tuple(told if each.name == "RSCAT" else each for each in data.variables)
    return dataclasses.replace(data, variables=variables)


def test_what_is_right_breaks_no_rule() -> None:
    """Domains and analysis datasets as they should be go out."""
    together = [tu(["T01", "NT01"]), tr(), rs(), adrs(), adtte()]
    assert violations(together) == []
    refuse(together)


@pytest.mark.parametrize(
    ("broken", "rule", "variable", "rows"),
    [
        (rs(RSSEQ=[]), "required-variable", "RSSEQ", 0),
        (rs(USUBJID=["S1-01", None]), "required-variable", "USUBJID", 1),
        (rs(STUDYID=["S1", " "]), "required-variable", "STUDYID", 1),
        (rs(RSEVAL=[]), "expected-variable", "RSEVAL", 0),
        (tr(TRLNKID=[]), "expected-variable", "TRLNKID", 0),
        (rs(DOMAIN=["RS", "TR"]), "domain", "DOMAIN", 1),
        (rs(RSSEQ=[1, 1]), "sequence", "RSSEQ", 2),
        (rs(RSSEQ=[1, 1]), "key", "USUBJID, RSSEQ", 2),
        (rs(RSTESTCD=["OVRLRESP", "9LIVES"]), "test-code", "RSTESTCD", 1),
        (rs(RSTESTCD=["OVRLRESP", "NEWLESION"]), "test-code", "RSTESTCD", 1),
        (rs(RSTEST=["Overall Response", "x" * 41]), "test-name", "RSTEST", 1),
        (rs(RSTESTCD=["OVRLRESP", "OVRLRESP"]), "test-pair", "RSTESTCD", 2),
        (rs(RSTEST=["Overall Response", "Overall Response"]), "test-pair", "RSTESTCD", 2),
        (tr(TRSTRESN=[12.4, None]), "numeric-result", "TRSTRESN", 1),
        (tr(TRSTRESN=[None, None], TRSTRESC=["12.5", "PRESENT"]), "numeric-result", "TRSTRESN", 1),
        (tr(TRSTRESN=[12.5, 1.0]), "numeric-result", "TRSTRESN", 1),
        (tr(TRSTAT=["NOT DONE", None]), "status", "TRSTAT", 1),
        (tr(TRSTRESC=[None, "PRESENT"], TRSTRESN=[None, None]), "unit", "TRSTRESU", 1),
        (tr(TRLOC=["LUNG", "LIVER"]), "location-in-tu", "TRLOC", 0),
        (adrs(PARAM=[]), "required-variable", "PARAM", 0),
        (adrs(AVAL=[], AVALC=[]), "analysis-value", "", 0),
        (adrs(PARAMCD=["OVR", "OVR", "PROGRESSED"]), "parameter-code", "PARAMCD", 1),
        (adrs(PARAM=["Overall Response", "Overall", "Progression"]), "parameter-pair", "PARAMCD", 2),
        (adrs(PARAM=["Response"] * 3), "parameter-pair", "PARAMCD", 3),
        (adrs(AVAL=[3.0, 3.0, 1.0]), "value-pair", "AVALC", 2),
        (adrs(AVALC=["SD", "SD", "Y"]), "value-pair", "AVALC", 2),
        (adtte(CNSR=[]), "required-variable", "CNSR", 0),
        (adtte(AVAL=[138.0, None]), "required-variable", "AVAL", 1),
        (adtte(STARTDT=[]), "expected-variable", "STARTDT", 0),
        (adtte(CNSR=[-1, 1]), "censoring", "CNSR", 1),
        (adtte(ADT=[dt.date(2023, 12, 31), dt.date(2024, 1, 1)]), "time-order", "ADT", 1),
        (adrs(ANL01FL=["Y", "X", "Y"]), "closed-codelist", "ANL01FL", 1),
        (rs(RSSTRESC=["IUPD", "Y"]), "term-spelling", "RSSTRESC", 1),
        (rs(RSSTRESC=["SD ", "Y"]), "term-spelling", "RSSTRESC", 1),
        (rs(RSORRES=["x" * 201, "Y"]), "text-length", "RSORRES", 1),
        (rs(RSORRES=["Überlauf", "Y"]), "ascii", "RSORRES", 1),
        (redescribed(rs(), Variable("RSCAT", "", "text")), "label", "RSCAT", 0),
        (redescribed(rs(), Variable("RSCAT", "x" * 41, "text")), "label", "RSCAT", 0),
        (redescribed(rs(), Variable("RSCAT", "Catégorie", "text")), "ascii", "RSCAT", 0),
        (redescribed(rs(), Variable("RSCAT", "Category", "text", length=6)), "declared-length", "RSCAT", 2),
        (redescribed(rs(), Variable("RSCAT", "Category", "number")), "columns-described", "RSCAT", 0),
        (redescribed(rs(), Variable("RSCATEGORY", "Category", "text")), "name", "RSCATEGORY", 0),
        (redescribed(rs(), Variable("RSSCAT", "Category", "text")), "columns-described", "RSCAT", 0),
        (dataclasses.replace(rs(), label=" "), "label", "", 0),
        (dataclasses.replace(rs(), name="rs"), "name", "", 0),
        (dataclasses.replace(rs(), variables=rs().variables[::-1]), "columns-described", "", 0),
    ],
)
def test_a_broken_rule_is_found(broken: Dataset, rule: str, variable: str, rows: int) -> None:
    """Each rule names the variable and counts the rows."""
    violation = found(broken)[rule]
    assert (violation.variable, violation.rows) == (variable, rows)


@pytest.mark.parametrize(
    "date", ["2024", "2024-05", "2024-05-17", "2024-05-17T09:30", "2024---17", "--05-17", "2024-05-17T09:30:00+02:00"]
)
def test_a_date_in_iso_8601_may_be_partial(date: str) -> None:
    """What is not known of a date is left off, or a hyphen stands for it."""
    assert "iso-8601" not in found(rs(RSDTC=[date, None]))


@pytest.mark.parametrize(
    "date", ["17MAY2024", "2024-13-01", "2024-02-30", "2024/05/17", "17-05-2024", "2024-05-17 09:30"]
)
def test_a_date_in_another_form_is_refused(date: str) -> None:
    """Other forms, and days that no calendar has, are no ISO 8601."""
    violation = found(rs(RSDTC=[date, "2024-05"]))["iso-8601"]
    assert violation.first == (f"row 1: {date}",)


@pytest.mark.parametrize(
    ("variable", "rule"), [("TRLOC", "CG0299"), ("TRLAT", "CG0300"), ("TRDIR", "CG0301"), ("TRPORTOT", "CG0302")]
)
def test_a_rule_of_cdisc_is_named_by_its_identifier(variable: str, rule: str) -> None:
    """Where a lesion is stands in TU, and CDISC has a rule for each variable."""
    where: dict[str, list[object]] = {variable: ["X", "X"]}
    assert rule in found(tr(**where))["location-in-tu"].source


def test_a_lesion_of_tr_is_one_of_tu() -> None:
    """A measurement of a lesion that TU does not identify is found, with the subject."""
    violation = found(tr(), tu(["T01"]))["linked-lesion"]
    assert violation.first == ("row 2: USUBJID S1-01, NT01",)


def test_one_study_goes_out_at_a_time() -> None:
    """Two values of STUDYID are found wherever they are."""
    assert found(rs(), tr(STUDYID=["S2", "S2"]))["one-study"].source.startswith("CDISC CG0409")


def test_without_transport_only_the_limits_of_xpt_are_lifted() -> None:
    """Dataset-JSON holds long texts and every alphabet; all other rules stay."""
    long = rs(RSORRES=["ü" * 201, "Y"], RSSEQ=[1, 1])
    assert {"text-length", "ascii"} <= set(found(long))
    assert set(found(long, transport=False)) == {"sequence", "key"}


def test_a_study_that_knows_only_days_has_times_without_dates() -> None:
    """Where no calendar date is known, STARTDT and ADT are there and empty."""
    undated = adtte()
    frame = undated.frame.with_columns(STARTDT=pl.lit(None, pl.Date), ADT=pl.lit(None, pl.Date))
    assert violations([dataclasses.replace(undated, frame=frame)]) == []


def test_200_bytes_are_not_too_long() -> None:
    """The limit is one of bytes, itself allowed."""
    assert violations([rs(RSORRES=["x" * 200, "Y"])]) == []


def test_an_open_code_list_takes_a_sponsor_term_which_is_listed() -> None:
    """NC and imRECIST break no rule, and are listed with what they mean; a stranger's word has no meaning here."""
    data = rs(RSCAT=["imRECIST", "WHO 1979"], RSSTRESC=["NC", "BETTER STILL"], RSORRES=["NC", "PD"])
    assert violations([data]) == []
    listed = sponsor_terms([data], bundled())
    assert listed.columns == ["dataset", "variable", "codelist", "term", "meaning"]
    assert listed.select("variable", "term").rows() == [
        ("RSCAT", "WHO 1979"),
        ("RSCAT", "imRECIST"),
        ("RSSTRESC", "BETTER STILL"),
        ("RSSTRESC", "NC"),
    ]
    assert listed.row(2)[-1] is None
    assert str(listed.row(3)[-1]).startswith("No change")


def test_numbers_and_answers_are_no_sponsor_terms() -> None:
    """12.5 in TRSTRESC and Y in RSSTRESC or AVALC extend no code list."""
    assert sponsor_terms([tr(), rs(), adrs()], bundled()).is_empty()


def test_a_result_as_it_was_collected_is_held_to_no_code_list() -> None:
    """RSORRES is what the site wrote; RSSTRESC is what it stands for."""
    data = rs(RSORRES=["stable disease", "y"], RSSTRESC=["SD", "Y"])
    assert violations([data]) == []
    assert sponsor_terms([data], bundled()).is_empty()


def test_a_synonym_is_a_sponsor_term_which_says_of_what() -> None:
    """NMR is a synonym of SMD in 2025 and may be a term later, so it is no misspelling."""
    data = rs(RSORRES=["NMR", "Y"], RSSTRESC=["NMR", "Y"])
    assert violations([data]) == []
    assert sponsor_terms([data], bundled()).get_column("meaning").to_list() == ["A synonym of SMD in this package"]


def test_irrecist_is_a_sponsor_term_although_cdisc_has_it_as_a_synonym() -> None:
    """What is kept apart with reason is no misspelling."""
    assert violations([rs(RSCAT=["irRECIST", "irRECIST"])]) == []


def test_another_package_decides_what_is_a_sponsor_term() -> None:
    """A list that a package closes refuses what it lacks."""
    terms = {"PD": Term("C35571", "PD", "Progressive Disease")}
    closed = Terminology(
        "2030-01-01", {"ONCRSR": Codelist("ONCRSR", "C96785", "Response", extensible=False, terms=terms)}
    )
    data = rs(RSORRES=["PD", "PD"], RSSTRESC=["PD", "NC"])
    assert [violation.rule for violation in violations([data], closed)] == ["closed-codelist"]


def test_the_refusal_says_what_is_wrong_and_what_to_do() -> None:
    """Rule, source, dataset, variable, rows and mend are all there."""
    with pytest.raises(ConformanceError) as caught:
        refuse([rs(RSDTC=["17MAY2024", "18MAY2024"])])
    assert caught.value.problem == (
        "1 rule is broken, so nothing is written:\n"
        "  RS.RSDTC, 2 rows (row 1: 17MAY2024; row 2: 18MAY2024): --DTC is a date in ISO 8601, complete or partial: "
        "2024-05-17, 2024-05, 2024 [iso-8601; SDTMIG 3.4, sec. 4.4.1]"
    )
    assert caught.value.hint == "write what is known of the date, from the year on"


def test_many_violations_are_counted_and_the_first_ten_named() -> None:
    """The message stays readable."""
    bare = Dataset("TR", "", pl.DataFrame(), (), kind="FINDINGS")
    with pytest.raises(ConformanceError) as caught:
        refuse([bare])
    assert len(caught.value.problem.splitlines()) == 12
    assert "and 7 more" in caught.value.problem


def test_a_dataset_without_rows_keeps_the_rules_of_structure() -> None:
    """No rows break no rule about rows."""
    empty = rs()
    assert violations([dataclasses.replace(empty, frame=empty.frame.clear())]) == []


def test_the_page_names_every_rule() -> None:
    """Readers find each rule that may refuse their datasets."""
    root = Path(__file__).parents[2]
    page = (root / "docs" / "reference" / "terminology.md").read_text(encoding="utf-8").split("## Rules")[1]
    sources = (root / "src" / "ebbtide" / "cdisc" / "conformance").glob("*.py")
    rules = {
        name for path in sources for name in re.findall(r'Rule\(\s*"([a-z0-9-]+)"', path.read_text(encoding="utf-8"))
    }
    assert rules == set(re.findall(r"`([a-z][a-z0-9-]*)`", page))
