"""Rules for SDTM domains, and for TU, TR and RS in particular."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.cdisc.conformance.violation import Rule, Violation, blank, filled, has

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ebbtide.formats.datasets.dataset import Dataset

__all__ = ["is_domain", "of_domain", "of_domains_together"]

_REQUIRED: Final = ("STUDYID", "DOMAIN", "USUBJID")
_REQUIRED_OF_FINDINGS: Final = ("{}SEQ", "{}TESTCD", "{}TEST")
_EXPECTED: Final[Mapping[str, Sequence[str]]] = {
    "TU": ("TULNKID", "TUORRES", "TUSTRESC", "TULOC", "TUMETHOD", "TUEVAL", "VISITNUM", "TUDTC"),
    "TR": (
        "TRLNKID",
        "TRORRES",
        "TRORRESU",
        "TRSTRESC",
        "TRSTRESN",
        "TRSTRESU",
        "TRMETHOD",
        "TREVAL",
        "VISITNUM",
        "TRDTC",
    ),
    "RS": ("RSCAT", "RSORRES", "RSSTRESC", "RSEVAL", "VISITNUM", "RSDTC"),
}
_ELSEWHERE: Final = {"TRLOC": "CG0299", "TRLAT": "CG0300", "TRDIR": "CG0301", "TRPORTOT": "CG0302"}
_GUIDE: Final = {"TU": "SDTMIG 3.4, sec. 6.3.12", "TR": "SDTMIG 3.4, sec. 6.3.12", "RS": "SDTMIG 3.4, sec. 6.3.9"}
_FINDINGS: Final = frozenset(_EXPECTED)
_MONTH: Final = r"(?:0[1-9]|1[0-2]|-)"
_DAY: Final = r"(?:0[1-9]|[12]\d|3[01]|-)"
_CLOCK: Final = r"(?:[01]\d|2[0-3]|-)(?::(?:[0-5]\d|-)(?::[0-5]\d(?:\.\d+)?)?)?(?:Z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)?"
_MOMENT: Final = rf"(?:\d{{4}}|-)(?:-{_MONTH}(?:-{_DAY}(?:T{_CLOCK})?)?)?"
_ISO_8601: Final = rf"^{_MOMENT}(?:/{_MOMENT})?$"

_PRESENT: Final = Rule(
    "required-variable",
    "a variable that the domain requires is there, with a value in each row",
    "SDTMIG 3.4, sec. 4.1.5",
    "fill the variable, or leave out the row",
)
_EXPECTED_RULE: Final = Rule(
    "expected-variable",
    "a variable that the domain expects is there, if without values",
    "SDTMIG 3.4, sec. 4.1.5",
    "add the variable; it may be null",
)
_DOMAIN: Final = Rule(
    "domain", "DOMAIN is the name of the dataset", "SDTMIG 3.4, sec. 4.2.2", "write the name of the dataset there"
)
_SEQUENCE: Final = Rule(
    "sequence", "--SEQ names each row of a subject once", "SDTMIG 3.4, sec. 4.1.5", "number the rows anew"
)
_TEST_CODE: Final = Rule(
    "test-code",
    "--TESTCD has up to 8 capital letters, digits and underscores and begins with no digit",
    "SDTMIG 3.4, sec. 4.2.1",
    "give the test a shorter code",
)
_TEST_NAME: Final = Rule(
    "test-name", "--TEST has up to 40 characters", "SDTMIG 3.4, sec. 4.2.1", "give the test a shorter name"
)
_TEST_PAIR: Final = Rule(
    "test-pair", "--TESTCD and --TEST go together one to one", "SDTMIG 3.4, sec. 4.2.1", "name each test in one way"
)
_NUMERIC: Final = Rule(
    "numeric-result",
    "--STRESN is the number that --STRESC spells, and null where --STRESC is none",
    "SDTMIG 3.4, sec. 4.5.1.1",
    "let both say the same",
)
_STATUS: Final = Rule(
    "status",
    "a row has --ORRES or --STAT, not both",
    "CDISC CG0422; SDTMIG 3.4, sec. 4.5.1.1",
    "leave the result blank where nothing was assessed",
)
_UNIT: Final = Rule(
    "unit", "where there is --STRESU there is --STRESC", "CDISC CG0426", "leave the unit blank where there is no result"
)
_DATES: Final = Rule(
    "iso-8601",
    "--DTC is a date in ISO 8601, complete or partial: 2024-05-17, 2024-05, 2024",
    "SDTMIG 3.4, sec. 4.4.1",
    "write what is known of the date, from the year on",
)
_PLACED: Final = Rule(
    "linked-lesion",
    "a lesion that TR measures is one that TU identifies for the subject",
    "SDTMIG 3.4, sec. 6.3.12",
    "add the lesion to TU, or mend TRLNKID",
)
_ONE_STUDY: Final = Rule(
    "one-study",
    "all records have the same STUDYID",
    "CDISC CG0409; SDTMIG 3.4, sec. 4.2.6",
    "write one study at a time",
)


def is_domain(dataset: Dataset) -> bool:
    """Tell whether a dataset is an SDTM domain."""
    return has(dataset, "DOMAIN")


def of_domain(dataset: Dataset) -> Iterator[Violation]:
    """Hold an SDTM domain to its rules; TU, TR and RS to those of findings."""
    yield from _variables(dataset)
    if has(dataset, "DOMAIN"):
        yield from _DOMAIN.broken_by_rows(dataset, "DOMAIN", pl.col("DOMAIN") != dataset.name[:2])
    for name in dataset.frame.columns:
        if name.endswith("DTC") and dataset.frame.schema[name] == pl.String:
            yield from _DATES.broken_by_rows(dataset, name, filled(name) & ~_is_iso_8601(name))
    prefix = dataset.name[:2]
    if has(dataset, "USUBJID", f"{prefix}SEQ"):
        twins = pl.struct("USUBJID", f"{prefix}SEQ").is_duplicated()
        shown = pl.format("USUBJID {}, {}", "USUBJID", f"{prefix}SEQ")
        yield from _SEQUENCE.broken_by_rows(dataset, f"{prefix}SEQ", twins, shown)
    if prefix in _FINDINGS:
        yield from _tests(dataset, prefix)
        yield from _results(dataset, prefix)
    if dataset.name == "TR":
        for name in _ELSEWHERE:
            if has(dataset, name):
                yield _elsewhere(name).broken(dataset, name)


def of_domains_together(datasets: Sequence[Dataset]) -> Iterator[Violation]:
    """Hold the datasets of one study to each other: one STUDYID, and each lesion of TR in TU."""
    yield from _one_study([dataset for dataset in datasets if has(dataset, "STUDYID")])
    by_name = {dataset.name: dataset for dataset in datasets}
    if (tr := by_name.get("TR")) and (tu := by_name.get("TU")):
        yield from _linked(tr, tu)


def _variables(dataset: Dataset) -> Iterator[Violation]:
    prefix = dataset.name[:2]
    findings = tuple(name.format(prefix) for name in _REQUIRED_OF_FINDINGS) if prefix in _FINDINGS else ()
    source = _GUIDE.get(prefix, _PRESENT.source)
    for name in (*_REQUIRED, *findings):
        if not has(dataset, name):
            yield _PRESENT._replace(source=source).broken(dataset, name, shown=("no such variable",))
        else:
            yield from _PRESENT._replace(source=source).broken_by_rows(dataset, name, blank(name))
    for name in _EXPECTED.get(dataset.name, ()):
        if not has(dataset, name):
            yield _EXPECTED_RULE._replace(source=source).broken(dataset, name, shown=("no such variable",))


def _tests(dataset: Dataset, prefix: str) -> Iterator[Violation]:
    code, name = f"{prefix}TESTCD", f"{prefix}TEST"
    if not has(dataset, code, name):
        return
    yield from _TEST_CODE.broken_by_rows(dataset, code, ~pl.col(code).str.contains(r"^[A-Z_][A-Z0-9_]{0,7}$"))
    yield from _TEST_NAME.broken_by_rows(dataset, name, pl.col(name).str.len_chars() > 40)  # noqa: PLR2004 - a label
    yield from _TEST_PAIR.broken_by_rows(dataset, code, ~_go_together(code, name), pl.format("{} = {}", code, name))


def _results(dataset: Dataset, prefix: str) -> Iterator[Violation]:
    text, number, unit = f"{prefix}STRESC", f"{prefix}STRESN", f"{prefix}STRESU"
    if has(dataset, text, number):
        spelt = pl.col(text).cast(pl.Float64, strict=False)
        differ = ~spelt.eq_missing(pl.col(number).cast(pl.Float64))
        shown = pl.format(
            "{} and {}", pl.col(text).fill_null("blank"), pl.col(number).cast(pl.String).fill_null("blank")
        )
        yield from _NUMERIC.broken_by_rows(dataset, number, differ, shown)
    if has(dataset, f"{prefix}ORRES", f"{prefix}STAT"):
        both = filled(f"{prefix}ORRES") & filled(f"{prefix}STAT")
        yield from _STATUS.broken_by_rows(dataset, f"{prefix}STAT", both, pl.col(f"{prefix}ORRES"))
    if has(dataset, text, unit):
        yield from _UNIT.broken_by_rows(dataset, unit, filled(unit) & blank(text))


def _go_together(one: str, other: str) -> pl.Expr:
    """True where a value of one variable is always with the same value of the other, and the other way round."""
    return (pl.col(other).n_unique().over(one) == 1) & (pl.col(one).n_unique().over(other) == 1)


def _is_iso_8601(name: str) -> pl.Expr:
    text = pl.col(name)
    whole = text.str.contains(r"^\d{4}-\d{2}-\d{2}")
    return text.str.contains(_ISO_8601) & (~whole | text.str.head(10).str.to_date(strict=False).is_not_null())


def _elsewhere(name: str) -> Rule:
    return Rule(
        "location-in-tu",
        f"{name} is not in TR: where a lesion is stands in TU",
        f"CDISC {_ELSEWHERE[name]}; SDTMIG 3.4, sec. 6.3.12.2",
        "leave the variable out and link the lesion by TRLNKID",
    )


def _one_study(datasets: Sequence[Dataset]) -> Iterator[Violation]:
    studies = [set(dataset.frame.get_column("STUDYID").drop_nulls().unique()) for dataset in datasets]
    if len(set().union(*studies)) > 1:
        for dataset, found in zip(datasets, studies, strict=True):
            yield _ONE_STUDY.broken(dataset, "STUDYID", shown=tuple(sorted(map(str, found)))[:3])


def _linked(tr: Dataset, tu: Dataset) -> Iterator[Violation]:
    if not (has(tr, "USUBJID", "TRLNKID") and has(tu, "USUBJID", "TULNKID")):
        return
    known = tu.frame.select("USUBJID", TRLNKID="TULNKID").unique().with_columns(known=True)
    frame = tr.frame.join(known, on=["USUBJID", "TRLNKID"], how="left", maintain_order="left")
    missing = frame.get_column("known").is_null()
    shown = pl.format("USUBJID {}, {}", "USUBJID", "TRLNKID")
    yield from _PLACED.broken_by_rows(tr, "TRLNKID", filled("TRLNKID") & pl.lit(missing), shown)
