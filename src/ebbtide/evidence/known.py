"""What was known of a subject on a day: its findings, treatments and lesions up to it, and the setting they make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.assessment.diagnoses import tumor_named
from ebbtide.errors import DataError
from ebbtide.formats.names import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ebbtide.study import Study

__all__ = ["Known", "Result", "known_by"]

CHECKPOINT_INHIBITORS: Final = (
    "atezolizumab",
    "avelumab",
    "cemiplimab",
    "dostarlimab",
    "durvalumab",
    "ipilimumab",
    "nivolumab",
    "pembrolizumab",
    "relatlimab",
    "tremelimumab",
)
"""Agents that are checkpoint inhibitors where the class is blank."""
_CNS: Final = ("brain", "cerebr", "cerebell", "cranial", "mening", "spinal_cord", "central_nervous", "cns")
_GROWN_PCT: Final = 120
_GROWN_UM: Final = 5_000
_TABLES: Final = ("findings", "treatments", "events", "measurements", "timepoints", "reported")


class Result(NamedTuple):
    """One finding, as it stands in the table.

    Args:
        test: The test, folded.
        day: When.
        value: As a number.
        text: In words, folded.
        unit: Of the value, folded; values of different units are never compared.
        lloq: Lower limit of quantification.
        said: In words, as recorded.
        category: The category, folded.
        unit_said: The unit, as recorded.
    """

    test: str
    day: int
    value: float | None
    text: str
    unit: str
    lloq: float | None
    said: str
    category: str
    unit_said: str = ""

    @property
    def amount(self) -> str:
        """The value with its unit; what is below the limit of quantification is said so."""
        if self.value is None:
            return self.said
        if self.lloq is not None and self.value < self.lloq:
            return f"below {self.lloq:g} {self.unit_said}".strip()
        return f"{self.value:g} {self.unit_said}".strip()


@dataclass(frozen=True)
class Known:
    """What was known of a subject on a day.

    Args:
        subject: The subject.
        day: The day.
        tables: Its rows of each table up to that day; an end that lay ahead is blank.
        results: Its findings, by day.
        tumor: The tumor, by the words of this package; None where it is not recorded.
        therapies: Classes of treatment given by that day.
        therapy: The class that the growth came under: the latest of cells and checkpoint inhibitors, else
            radiotherapy; None where none of them is recorded.
        infusion_day: The latest infusion of cells.
        start_day: Start of the therapy: the latest infusion of cells, or the first checkpoint inhibitor; else 0.
        radiotherapy_day: The last day of radiotherapy.
        cns_only: Whether all lesions that grew lie in the central nervous system; None where none grew.
    """

    subject: str
    day: int
    tables: Mapping[str, pl.DataFrame]
    results: tuple[Result, ...]
    tumor: str | None
    therapies: frozenset[str]
    therapy: str | None
    infusion_day: int | None
    start_day: int
    radiotherapy_day: int | None
    cns_only: bool | None

    def of(self, *tests: str) -> list[Result]:
        """Give the findings of these tests, by day."""
        return [result for result in self.results if result.test in tests]

    def after_cells(self, day: int) -> int | None:
        """Count the days from the latest infusion of cells."""
        return None if self.infusion_day is None else day - self.infusion_day


def known_by(study: Study, subject: str, day: int | None = None) -> Known:
    """Take what was known of a subject on a day.

    Args:
        study: The study.
        subject: The subject.
        day: The day; the last one on which anything is recorded when left out.

    Raises:
        DataError: If the study has no such subject.
    """
    if not any((table["subject"] == subject).any() for table in study.tables.values()):
        raise DataError(f"the study has no subject {subject}", hint=f"it has {len(study.subjects)} others")
    mine = {name: study.table(name).filter(pl.col("subject") == subject) for name in _TABLES}
    last = day if day is not None else max((_last_day(table) for table in mine.values()), default=0)
    tables = {name: _up_to(table, last) for name, table in mine.items()}
    given = _given(study, subject, tables["treatments"])
    infusion = max(given.get("car_t", []), default=None)
    inhibitors = given.get("checkpoint_inhibitor", [])
    therapy = _latest({"car_t": infusion, "checkpoint_inhibitor": max(inhibitors, default=None)})
    if therapy is None and "radiotherapy" in given:
        therapy = "radiotherapy"
    start = infusion if therapy == "car_t" else min(inhibitors, default=None)
    return Known(
        subject=subject,
        day=last,
        tables=tables,
        results=tuple(_results(tables["findings"])),
        tumor=_tumor_of(study, subject),
        therapies=frozenset(given),
        therapy=therapy,
        infusion_day=infusion,
        start_day=0 if start is None else start,
        radiotherapy_day=_radiotherapy_day(tables["treatments"]),
        cns_only=_cns_only(tables["measurements"]),
    )


def _last_day(table: pl.DataFrame) -> int:
    last = table["day"].max()
    return last if isinstance(last, int) else 0


def _up_to(table: pl.DataFrame, day: int) -> pl.DataFrame:
    kept = table.filter(pl.col("day") <= day)
    if "end_day" not in kept.columns:
        return kept
    return kept.with_columns(end_day=pl.when(pl.col("end_day") <= day).then("end_day"))


def _given(study: Study, subject: str, treatments: pl.DataFrame) -> dict[str, list[int]]:
    """Find the days on which each class of treatment was given; without any, what the subject's row says."""
    given: dict[str, list[int]] = {}
    for agent, kind, day in treatments.select("agent", "class", "day").iter_rows():
        word = folded(kind or "") or _class_of(agent)
        if word:
            given.setdefault(word, []).append(day)
    if treatments.is_empty():
        said = study.table("subjects").filter(pl.col("subject") == subject)["therapy"].to_list()
        if word := next((_class_of(words) for words in said), ""):
            return {word: [0]}
    return given


def _class_of(agent: str | None) -> str:
    words = folded(agent or "")
    return "checkpoint_inhibitor" if any(name in words for name in CHECKPOINT_INHIBITORS) else ""


def _latest(days: Mapping[str, int | None]) -> str | None:
    placed = [(day, name) for name, day in days.items() if day is not None]
    return max(placed, key=lambda pair: pair[0])[1] if placed else None


def _radiotherapy_day(treatments: pl.DataFrame) -> int | None:
    rows = treatments.filter(pl.col("class").str.to_lowercase() == "radiotherapy")
    last = rows.select(pl.max_horizontal("day", "end_day")).to_series().max()
    return last if isinstance(last, int) else None


def _tumor_of(study: Study, subject: str) -> str | None:
    rows = study.table("subjects").filter(pl.col("subject") == subject)
    return tumor_named(rows["tumor_type"][0]) if len(rows) else None


def _results(findings: pl.DataFrame) -> Iterable[Result]:
    columns = ("test", "day", "value", "text", "unit", "lloq", "category")
    # A total order: the same rows in another order are the same record.
    for test, day, value, text, unit, lloq, category in findings.select(columns).sort("day", *columns).iter_rows():
        words = (text or "", folded(category or ""), unit or "")
        yield Result(folded(test or ""), day, value, folded(text or ""), folded(unit or ""), lloq, *words)


def _cns_only(measurements: pl.DataFrame) -> bool | None:
    grown = [organ for organ, has_grown in _lesions(measurements) if has_grown]
    return all(any(part in folded(organ) for part in _CNS) for organ in grown) if grown else None


def _lesions(measurements: pl.DataFrame) -> Iterable[tuple[str, bool]]:
    """Tell for each lesion where it is and whether it is new or grew, by its last reading."""
    rows = measurements.sort("day").with_columns(pl.col("role", "state").cast(pl.String))
    for _, lesion in rows.group_by("reader", "lesion", maintain_order=True):
        sizes = lesion["longest_um"].to_list()
        organ = next((organ for organ in lesion["organ"] if organ), "")
        yield organ, _has_grown(lesion["role"][-1], lesion["state"][-1], sizes)


def _has_grown(role: str, state: str, sizes: list[int | None]) -> bool:
    if role.startswith("new") or state in ("increased", "unequivocal_progression"):
        return True
    last, earlier = sizes[-1], [size for size in sizes[:-1] if size is not None]
    if last is None or not earlier:
        return False
    least = min(earlier)
    return 100 * last >= _GROWN_PCT * least and last - least >= _GROWN_UM
