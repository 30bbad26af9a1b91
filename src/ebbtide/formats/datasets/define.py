"""Define-XML 2.1: the datasets of a study described for who receives them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple
from xml.etree.ElementTree import indent, tostring

from ebbtide.formats.datasets.define_codelists import codelist_defs, parameter_codelists, used_by
from ebbtide.formats.datasets.define_elements import DEFINE, NAMESPACES, described, element, oid
from ebbtide.formats.datasets.define_items import Item, commented, item_def, items_of, slices_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from xml.etree.ElementTree import Element

    from ebbtide.formats.datasets.dataset import Dataset
    from ebbtide.terms.terminology import Terminology

__all__ = ["StudyIdentity", "define_xml"]

_GUIDES: Final = {"sdtm": ("SDTMIG", "3.4"), "adam": ("ADaMIG", "1.3")}
_PURPOSES: Final = {"sdtm": "Tabulation", "adam": "Analysis"}
_GUIDE: Final = "STD.IG"
_TERMS: Final = "STD.CT"
_MANDATORY: Final = frozenset({"STUDYID", "DOMAIN", "USUBJID", "PARAMCD", "PARAM"})
_MANDATORY_ENDINGS: Final = ("SEQ", "TESTCD", "TEST")
_EMPTY: Final = "COM.NO_RECORDS"


class StudyIdentity(NamedTuple):
    """How the study is called.

    Args:
        name: Its short name.
        description: What it is about; its name, if not given.
        protocol: The name of its protocol; the name of the study, if not given.
    """

    name: str
    description: str = ""
    protocol: str = ""


def define_xml(
    datasets: Sequence[Dataset],
    terminology: Terminology,
    *,
    standard: Literal["sdtm", "adam"],
    created: datetime,
    files: Mapping[str, str] | None = None,
    study: StudyIdentity | None = None,
) -> str:
    """Describe datasets in Define-XML 2.1.

    Each dataset has its structure, key and file; each variable its type, length, origin, code list and derivation;
    results have them parameter by parameter (`PARAMCD`, `--TESTCD`) too. The code lists hold the words that are
    used, with their NCIt codes, and words that the terminology lacks are marked as the sponsor's. The same
    datasets give the same text.

    Args:
        datasets: The datasets of one standard and one study.
        terminology: The package of controlled terminology that they are held to.
        standard: SDTM (SDTMIG 3.4) or ADaM (ADaMIG 1.3).
        created: When the datasets were made.
        files: The file of each dataset by its name, relative to this one.
        study: The study; that of the datasets, if not given.

    Returns:
        The XML, with its declaration, to be written in UTF-8.

    Sources:
        CDISC Define-XML 2.1.
    """
    study = study or StudyIdentity(next((dataset.study for dataset in datasets if dataset.study), "study"))
    version = _version(datasets, terminology, standard, files or {}, study)
    variables = [
        element("StudyName", text=study.name),
        element("StudyDescription", text=study.description or study.name),
        element("ProtocolName", text=study.protocol or study.name),
    ]
    home = element("Study", {"OID": oid("STDY", study.name)}, [element("GlobalVariables", {}, variables), version])
    attributes = {
        **NAMESPACES,
        "ODMVersion": "1.3.2",
        "FileType": "Snapshot",
        "FileOID": oid("DEF", study.name, standard),
        "CreationDateTime": created.isoformat(timespec="seconds"),
        "SourceSystem": "Ebbtide",
        "def:Context": "Submission",
    }
    root = element("ODM", dict(attributes), [home])
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _version(
    datasets: Sequence[Dataset],
    terminology: Terminology,
    standard: Literal["sdtm", "adam"],
    files: Mapping[str, str],
    study: StudyIdentity,
) -> Element:
    """Write the MetaDataVersion, its elements in the order of the schema."""
    items = [item for dataset in datasets for item in items_of(dataset)]
    sliced = {item.oid: slices for item in items if (slices := slices_of(item))}
    every = [*items, *(each for slices in sliced.values() for each in slices)]
    # What is told parameter by parameter has its code lists there.
    used = {item.oid: found for item in every if item.oid not in sliced and (found := used_by(item, terminology))}
    own = dict(parameter_codelists(items))
    codelists = {key: found.oid for key, found in used.items()} | {key: each.get("OID") for key, each in own.items()}
    attributes: dict[str, str | None] = {
        "OID": oid("MDV", study.name, standard),
        "Name": f"{study.name}, {standard.upper() if standard == 'sdtm' else 'ADaM'} datasets",
        "def:DefineVersion": DEFINE,
    }
    children = [
        _standards(standard, terminology),
        *(_value_list(item, sliced[item.oid]) for item in items if item.oid in sliced),
        *_where_clauses(each for slices in sliced.values() for each in slices),
        *(_item_group(dataset, standard, files.get(dataset.name)) for dataset in datasets),
        *(item_def(item, codelists.get(item.oid), _value_list_of(item, sliced)) for item in every),
        *codelist_defs(used.values(), terminology, _TERMS),
        *own.values(),
        *(_method(item) for item in items if _is_derived(item)),
        *_comments(datasets, items),
    ]
    return element("MetaDataVersion", attributes, children)


def _standards(standard: str, terminology: Terminology) -> Element:
    name, version = _GUIDES[standard]
    guide = {"OID": _GUIDE, "Name": name, "Type": "IG", "Version": version, "Status": "Final"}
    terms = {"OID": _TERMS, "Name": "CDISC/NCI", "Type": "CT", "PublishingSet": "SDTM"}
    terms |= {"Version": terminology.package, "Status": "Final"}
    return element("def:Standards", {}, [element("def:Standard", dict(each)) for each in (guide, terms)])


def _value_list(item: Item, slices: Sequence[Item]) -> Element:
    references = []
    for place, each in enumerate(slices, start=1):
        clause = element("def:WhereClauseRef", {"WhereClauseOID": _clause_of(each)})
        attributes: dict[str, str | None] = {"ItemOID": each.oid, "OrderNumber": str(place), "Mandatory": "No"}
        references.append(element("ItemRef", attributes, [clause]))
    return element("def:ValueListDef", {"OID": oid("VL", item.dataset.name, item.variable.name)}, references)


def _value_list_of(item: Item, sliced: Mapping[str, Sequence[Item]]) -> str | None:
    return oid("VL", item.dataset.name, item.variable.name) if item.oid in sliced else None


def _clause_of(item: Item) -> str:
    where = item.slice
    return oid("WC", item.dataset.name, where.variable, where.value) if where else ""


def _where_clauses(items: Iterable[Item]) -> Iterator[Element]:
    """Write the condition of each parameter once, though several variables have it."""
    for identifier, item in {_clause_of(item): item for item in items}.items():
        if item.slice is not None:
            variable = oid("IT", item.dataset.name, item.slice.variable)
            attributes: dict[str, str | None] = {"Comparator": "EQ", "SoftHard": "Soft", "def:ItemOID": variable}
            check = element("RangeCheck", attributes, [element("CheckValue", text=item.slice.value)])
            yield element("def:WhereClauseDef", {"OID": identifier}, [check])


def _item_group(dataset: Dataset, standard: str, file: str | None) -> Element:
    leaf = oid("LF", dataset.name)
    attributes = {
        "OID": oid("IG", dataset.name),
        "Domain": dataset.name[:2] if standard == "sdtm" else None,
        "Name": dataset.name,
        "Repeating": "No" if dataset.structure.casefold() == "one record per subject" else "Yes",
        "IsReferenceData": "No",
        "SASDatasetName": dataset.name,
        "def:Structure": dataset.structure or "One record per row of the dataset",
        "Purpose": _PURPOSES[standard],
        "def:StandardOID": _GUIDE,
        "def:ArchiveLocationID": leaf if file else None,
        "def:HasNoData": "Yes" if dataset.frame.is_empty() else None,
        "def:CommentOID": _EMPTY if dataset.frame.is_empty() else None,
    }
    children = [described("Description", dataset.label)]
    children += [_item_ref(item, place) for place, item in enumerate(items_of(dataset), start=1)]
    if dataset.kind:
        within = [element("def:SubClass", {"Name": "TIME-TO-EVENT"})] if "CNSR" in dataset.frame.columns else []
        children.append(element("def:Class", {"Name": dataset.kind}, within))
    if file:
        children.append(element("def:leaf", {"ID": leaf, "xlink:href": file}, [element("def:title", text=file)]))
    return element("ItemGroupDef", attributes, children)


def _item_ref(item: Item, place: int) -> Element:
    variable = item.variable
    named = variable.name in _MANDATORY or variable.name[2:] in _MANDATORY_ENDINGS
    attributes = {
        "ItemOID": item.oid,
        "OrderNumber": str(place),
        "Mandatory": "Yes" if named else "No",
        "KeySequence": None if variable.key is None else str(variable.key),
        "MethodOID": _method_of(item) if _is_derived(item) else None,
    }
    return element("ItemRef", attributes)


def _is_derived(item: Item) -> bool:
    return item.variable.origin == "Derived" and bool(item.variable.derivation)


def _method_of(item: Item) -> str:
    return oid("MT", item.dataset.name, item.variable.name)


def _method(item: Item) -> Element:
    name = f"Derivation of {item.dataset.name}.{item.variable.name}"
    text = described("Description", item.variable.derivation)
    return element("MethodDef", {"OID": _method_of(item), "Name": name, "Type": "Computation"}, [text])


def _comments(datasets: Sequence[Dataset], items: Sequence[Item]) -> Iterator[Element]:
    for item in items:
        if commented(item):
            identifier = oid("COM", item.dataset.name, item.variable.name)
            yield element("def:CommentDef", {"OID": identifier}, [described("Description", item.variable.derivation)])
    if any(dataset.frame.is_empty() for dataset in datasets):
        text = described("Description", "The study has no such records.")
        yield element("def:CommentDef", {"OID": _EMPTY}, [text])
