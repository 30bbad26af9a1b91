"""Define-XML 2.1: structure, references, code lists and metadata by parameter."""

from __future__ import annotations

import datetime as dt
from importlib import resources
from xml.etree import ElementTree as ET

import polars as pl
import pytest
import xmlschema
from odmlib.define_loader import XMLDefineLoader
from odmlib.loader import ODMLoader

from ebbtide.formats.datasets.dataset import Dataset, Variable
from ebbtide.formats.datasets.define import StudyIdentity, define_xml
from ebbtide.terms.terminology import bundled

CREATED = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)
SPACES = {"odm": "http://www.cdisc.org/ns/odm/v1.3", "def": "http://www.cdisc.org/ns/def/v2.1"}
DEF = f"{{{SPACES['def']}}}"


def keyed(*names: str) -> tuple[Variable, ...]:
    """Give identifying variables, the last with its key."""
    return tuple(Variable(name, name.title(), "text", key=place) for place, name in enumerate(names, start=1))


TR = Dataset(
    "TR",
    "Tumor/Lesion Results",
    pl.DataFrame(
        {
            "STUDYID": ["S1"] * 3,
            "DOMAIN": ["TR"] * 3,
            "USUBJID": ["S1-01"] * 3,
            "TRSEQ": [1, 2, 3],
            "TRTESTCD": ["LDIAM", "TUMSTATE", "SUMDIAM"],
            "TRTEST": ["Longest Diameter", "Tumor State", "Sum of Diameter"],
            "TRSTRESC": ["12.5", "PRESENT", "12.5"],
            "TRSTRESN": [12.5, None, 12.5],
            "TRSTRESU": ["mm", None, "mm"],
            "TRDTC": ["2024-05-17", "2024-05", "2024-05-17"],
        }
    ),
    (
        *keyed("STUDYID", "DOMAIN", "USUBJID"),
        Variable("TRSEQ", "Sequence Number", "integer", key=4, origin="Assigned", derivation="Numbered in order."),
        Variable("TRTESTCD", "Short Name", "text", codelist="TRTESTCD", origin="Assigned"),
        Variable("TRTEST", "Test Name", "text", codelist="TRTEST", origin="Assigned"),
        Variable("TRSTRESC", "Character Result", "text", codelist="TRPROPRS", origin="Collected"),
        Variable("TRSTRESN", "Numeric Result", "number", origin="Derived", derivation="TRSTRESC as a number."),
        Variable("TRSTRESU", "Unit", "text", codelist="UNIT", origin="Assigned"),
        Variable("TRDTC", "Date/Time", "text", origin="Collected"),
    ),
    structure="One record per result per subject",
    kind="FINDINGS",
    study="S1",
)
ADRS = Dataset(
    "ADRS",
    "Response Analysis",
    pl.DataFrame(
        {
            "STUDYID": ["S1"] * 4,
            "USUBJID": ["S1-01"] * 4,
            "PARAMCD": ["OVR", "OVR", "PD", "BOR"],
            "PARAM": ["Overall Response", "Overall Response", "Progression", "Best Overall Response"],
            "ADT": [dt.date(2024, 5, 17)] * 4,
            "AVAL": [3.0, 5.0, 1.0, 3.0],
            "AVALC": ["SD", "NC", "Y", "SD"],
        }
    ),
    (
        *keyed("STUDYID", "USUBJID"),
        Variable("PARAMCD", "Parameter Code", "text", key=3, origin="Assigned"),
        Variable("PARAM", "Parameter", "text", origin="Assigned"),
        Variable("ADT", "Analysis Date", "date", key=4, origin="Predecessor", derivation="RS.RSDTC"),
        Variable("AVAL", "Analysis Value", "number", origin="Derived", derivation="The code of AVALC."),
        Variable("AVALC", "Analysis Value (C)", "text", codelist="ONCRSR", origin="Derived", derivation="By rule."),
    ),
    structure="One record per parameter per subject",
    kind="BASIC DATA STRUCTURE",
    study="S1",
)


def sdtm() -> str:
    """Describe TR."""
    return define_xml([TR], bundled(), standard="sdtm", created=CREATED, files={"TR": "tr.xpt"})


def adam() -> str:
    """Describe ADRS."""
    return define_xml([ADRS], bundled(), standard="adam", created=CREATED, files={"ADRS": "adrs.json"})


def parsed(text: str) -> ET.Element:
    """Parse what we wrote ourselves."""
    return ET.fromstring(text.encode())  # noqa: S314 - our own text


def found(text: str, path: str) -> ET.Element:
    """Find the one element at a path."""
    element = parsed(text).find(path, SPACES)
    assert element is not None
    return element


def spelt(element: ET.Element) -> str:
    """Give the text within an element."""
    return "".join(element.itertext()).strip()


@pytest.fixture(scope="session")
def published() -> xmlschema.XMLSchema:
    """Give the schema that CDISC publishes, from the wheel of odmlib."""
    return xmlschema.XMLSchema(str(resources.files("odmlib.schemas") / "define" / "2.1" / "define2-1-0.xsd"))


@pytest.mark.parametrize("text", [sdtm(), adam()], ids=["sdtm", "adam"])
def test_it_is_valid_under_the_published_schema(text: str, published: xmlschema.XMLSchema) -> None:
    """Order, names and values of elements and attributes are those of Define-XML 2.1."""
    assert [str(error) for error in published.iter_errors(text)] == []


@pytest.mark.parametrize("text", [sdtm(), adam()], ids=["sdtm", "adam"])
def test_every_reference_leads_somewhere(text: str) -> None:
    """An item, code list, method, comment, clause, value list, standard or file that is named is there."""
    root = parsed(text)
    named = {
        value
        for element in root.iter()
        for name, value in element.attrib.items()
        if name.removeprefix(DEF)
        in {
            "ItemOID",
            "CodeListOID",
            "MethodOID",
            "CommentOID",
            "WhereClauseOID",
            "ValueListOID",
            "StandardOID",
            "ArchiveLocationID",
        }
    }
    there = [
        element.get("OID") or element.get("ID") for element in root.iter() if element.get("OID") or element.get("ID")
    ]
    assert named <= set(there)
    assert len(there) == len(set(there))


def test_the_same_datasets_give_the_same_bytes() -> None:
    """Nothing of the machine or the hour gets in."""
    assert adam() == adam()
    assert 'CreationDateTime="2026-03-01T12:00:00+00:00"' in adam()


def test_another_reader_finds_what_was_written() -> None:
    """The library odmlib reads the dataset, its key and its file."""
    loader = ODMLoader(XMLDefineLoader(model_package="define_2_1", ns_uri=SPACES["def"]))
    loader.load_odm_string(sdtm())
    group = loader.MetaDataVersion().ItemGroupDef[0]
    assert [ref.ItemOID for ref in group.ItemRef if ref.KeySequence] == [
        "IT.TR.STUDYID",
        "IT.TR.DOMAIN",
        "IT.TR.USUBJID",
        "IT.TR.TRSEQ",
    ]
    assert group.leaf.href == "tr.xpt"
    assert group.Class.Name == "FINDINGS"


def test_the_standards_name_the_guide_and_the_package_of_terms() -> None:
    """The date of the terminology and the version of the guide can be read off."""
    standards = parsed(adam()).iterfind(".//def:Standard", SPACES)
    assert [(each.get("Name"), each.get("Version")) for each in standards] == [
        ("ADaMIG", "1.3"),
        ("CDISC/NCI", "2025-03-28"),
    ]


def test_a_term_has_its_code_and_a_sponsor_term_is_marked() -> None:
    """SD is C18213; NC is WHO's and not CDISC's, so it extends the code list and says what it means."""
    stable = found(adam(), ".//odm:CodeList[@OID='CL.ONCRSR']/odm:CodeListItem[@CodedValue='SD']")
    added = found(adam(), ".//odm:CodeList[@OID='CL.ONCRSR']/odm:CodeListItem[@CodedValue='NC']")
    alias = stable.find("odm:Alias", SPACES)
    assert alias is not None
    assert alias.attrib == {"Name": "C18213", "Context": "nci:ExtCodeID"}
    assert stable.get(f"{DEF}ExtendedValue") is None
    assert added.get(f"{DEF}ExtendedValue") == "Yes"
    assert added.find("odm:Alias", SPACES) is None
    assert "No change" in spelt(added)


def test_a_code_list_has_the_words_that_are_used() -> None:
    """Of the 77 test codes of TR the three that occur are listed, each with its name."""
    listed = found(sdtm(), ".//odm:CodeList[@OID='CL.TRTESTCD']").iterfind("odm:CodeListItem", SPACES)
    assert [(item.get("CodedValue"), spelt(item)) for item in listed] == [
        ("LDIAM", "Longest Diameter"),
        ("SUMDIAM", "Sum of Diameter"),
        ("TUMSTATE", "Tumor State"),
    ]


def test_a_list_that_is_there_in_part_marks_no_word_as_the_sponsors() -> None:
    """Of UNIT only some terms are known, so a unit without a code may be a term nonetheless."""
    frame = TR.frame.with_columns(TRSTRESU=pl.Series(["mm2", None, "mm"]))
    text = define_xml([Dataset("TR", "L", frame, TR.variables)], bundled(), standard="sdtm", created=CREATED)
    unit = found(text, ".//odm:CodeList[@OID='CL.UNIT']/odm:EnumeratedItem[@CodedValue='mm2']")
    assert unit.get(f"{DEF}ExtendedValue") is None


def test_answers_and_responses_have_their_own_code_list() -> None:
    """AVALC of OVR is a response, of PD an answer; AVALC as a whole is neither."""
    whole = found(adam(), ".//odm:ItemDef[@OID='IT.ADRS.AVALC']")
    overall = found(adam(), ".//odm:ItemDef[@OID='IT.ADRS.AVALC.OVR']/odm:CodeListRef")
    progression = found(adam(), ".//odm:ItemDef[@OID='IT.ADRS.AVALC.PD']/odm:CodeListRef")
    assert whole.find("odm:CodeListRef", SPACES) is None
    assert whole.find("def:ValueListRef", SPACES) is not None
    assert overall.get("CodeListOID") == "CL.ONCRSR"
    assert progression.get("CodeListOID") == "CL.NY"


def test_measurements_have_no_list_of_words() -> None:
    """TRSTRESC of LDIAM holds numbers, of TUMSTATE words of TRPROPRS."""
    diameter = found(sdtm(), ".//odm:ItemDef[@OID='IT.TR.TRSTRESC.LDIAM']")
    state = found(sdtm(), ".//odm:ItemDef[@OID='IT.TR.TRSTRESC.TUMSTATE']/odm:CodeListRef")
    assert diameter.find("odm:CodeListRef", SPACES) is None
    assert state.get("CodeListOID") == "CL.TRPROPRS"


def test_a_where_clause_tells_the_rows() -> None:
    """The metadata of OVR hold where PARAMCD is OVR, once for AVAL and AVALC."""
    clauses = parsed(adam()).findall(".//def:WhereClauseDef[@OID='WC.ADRS.PARAMCD.OVR']", SPACES)
    check = clauses[0].find("odm:RangeCheck", SPACES)
    assert len(clauses) == 1
    assert check is not None
    assert (check.get(f"{DEF}ItemOID"), check.get("Comparator"), spelt(check)) == ("IT.ADRS.PARAMCD", "EQ", "OVR")


def test_a_derivation_is_a_method_and_a_predecessor_an_origin() -> None:
    """What was computed says how, what was copied says whence, what was assigned has a comment."""
    method = found(adam(), ".//odm:MethodDef[@OID='MT.ADRS.AVAL']")
    origin = found(adam(), ".//odm:ItemDef[@OID='IT.ADRS.ADT']/def:Origin")
    comment = found(sdtm(), ".//def:CommentDef[@OID='COM.TR.TRSEQ']")
    assert spelt(method) == "The code of AVALC."
    assert (origin.get("Type"), spelt(origin)) == ("Predecessor", "RS.RSDTC")
    assert spelt(comment) == "Numbered in order."


@pytest.mark.parametrize(
    ("text", "item", "expected"),
    [
        (sdtm(), "IT.TR.TRSTRESN", ("float", "4", "1")),
        (sdtm(), "IT.TR.TRSEQ", ("integer", "1", None)),
        (sdtm(), "IT.TR.TRTESTCD", ("text", "8", None)),
        (sdtm(), "IT.TR.TRDTC", ("partialDate", None, None)),
        (adam(), "IT.ADRS.ADT", ("integer", "8", None)),
        (adam(), "IT.ADRS.AVAL", ("float", "1", "0")),
    ],
)
def test_a_type_is_that_of_the_values(text: str, item: str, expected: tuple[str, str | None, str | None]) -> None:
    """12.5 has four places, one after the point; 2024-05 makes the dates partial."""
    element = found(text, f".//odm:ItemDef[@OID='{item}']")
    assert (element.get("DataType"), element.get("Length"), element.get("SignificantDigits")) == expected


def test_a_dataset_without_rows_says_so(published: xmlschema.XMLSchema) -> None:
    """No records are declared, with a comment, and the file stays valid."""
    empty = Dataset("TR", "Tumor/Lesion Results", TR.frame.clear(), TR.variables, "One record", "FINDINGS", "S1")
    text = define_xml([empty], bundled(), standard="sdtm", created=CREATED)
    group = found(text, ".//odm:ItemGroupDef")
    assert group.get(f"{DEF}HasNoData") == "Yes"
    assert group.get(f"{DEF}CommentOID") == "COM.NO_RECORDS"
    assert [str(error) for error in published.iter_errors(text)] == []


def test_the_study_may_be_named_otherwise() -> None:
    """A description and a protocol are told when they are given, and odd letters make no bad identifier."""
    text = define_xml(
        [TR], bundled(), standard="sdtm", created=CREATED, study=StudyIdentity("My trial", "About <tumours>", "P 7")
    )
    assert found(text, ".//odm:Study").get("OID") == "STDY.My_trial"
    assert spelt(found(text, ".//odm:StudyDescription")) == "About <tumours>"
    assert spelt(found(text, ".//odm:ProtocolName")) == "P 7"
