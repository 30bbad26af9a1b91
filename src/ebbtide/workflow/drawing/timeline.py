"""Ask a study for everything that is known of one subject, and have its timeline drawn."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.assessment import JudgedStudy
from ebbtide.assessment.laboratory.results import DETECTED, QUANTIFIED, with_reading
from ebbtide.celltherapy.infusions import infusions
from ebbtide.celltherapy.samples import kinetic_samples
from ebbtide.celltherapy.toxicity import performance
from ebbtide.figures.timeline import Course, timeline
from ebbtide.figures.timeline.course import CALLS, LESIONS, RESULTS, SIGNS, SUMS
from ebbtide.figures.timeline.drawn import CELLS, CYTOKINES
from ebbtide.formats.names import folded
from ebbtide.terms.families import family_of
from ebbtide.workflow.drawing.asking import about, criterion_of, reader_of, subject_of
from ebbtide.workflow.drawing.bedside import SYNDROMES, bands_of, dated, origin_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ebbtide.criteria import AnyCriterion
    from ebbtide.figures import Figure
    from ebbtide.study import Study
    from ebbtide.workflow.assessed import Assessment
    from ebbtide.workflow.drawing.asking import Asked

__all__ = ["course_of", "draw"]

_UNITS: Final = {"mm": "Sum of diameters (mm)", "mm2": "Sum of products (mm²)", "%": "Blasts in marrow (%)"}
_TOLD: Final = {
    "increased": "larger",
    "decreased": "smaller",
    "absent": "gone",
    "unequivocal_progression": "larger",
    "present": "present",
}
_NAMED: Final = {"findings": ("test", "text"), "events": ("event", "detail")}
_ENDS: Final = ("death", "last_contact")
_PANELS: Final = {
    "ctdna": "ctDNA",
    "marker": "Tumor markers",
    "burden": "Tumor burden",
    "vital": "Vital signs",
    "car_product": "CAR-T product",
}
_ROWS: Final = {
    "car_kinetics": CELLS,
    "cytokine": CYTOKINES,
    "performance": "Performance status",
    "marker": "Tumor markers",
    "ctdna": "ctDNA",
    "pathology": "Biopsy, pathology",
}
_TITLES: Final = {
    "mrd": "MRD",
    "car_t_cells": "CAR-T cells",
    "car_copies": "CAR copies",
    "crs": "CRS",
    "icans": "ICANS",
    "gvhd": "GVHD",
    "biopsy_class": "biopsy class",
    "marrow_blasts": "marrow blasts",
}
_CLASSES: Final = {
    "H1": "no viable tumor",
    "H2": "few viable cells within treatment effect",
    "H3": "tumor and infiltrate, undecided",
    "H4": "viable tumor",
    "H5": "inadequate",
}
_OTHER: Final = "Findings"
_PARTIAL: Final = "PARTIAL_PD"
"""The flag of a burden that lacks a lesion: it proves progression, and is no sum to compare."""
_LINE: Final = 2


def draw(assessment: Assessment, asked: Asked) -> Figure:
    """Draw the timeline of one subject.

    Raises:
        DataError: If no subject is named among several, or nothing is recorded of it on any day.
    """
    subject, criterion, reader = (
        subject_of(assessment, asked),
        criterion_of(assessment, asked),
        reader_of(assessment, asked),
    )
    course = course_of(assessment, subject, criterion, reader)
    told = assessment.study.table("subjects").filter(pl.col("subject") == subject).select("tumor_type", "therapy")
    population = "; ".join(filter(None, told.row(0))) if told.height else ""
    drawn = criterion if course.sums["burden"].drop_nulls().len() else None
    return timeline(course, about(assessment, population, criterion=drawn, reader=reader))


def course_of(assessment: Assessment, subject: str, criterion: AnyCriterion, reader: str) -> Course:
    """Gather what is known of one subject.

    Args:
        assessment: The study, judged.
        subject: Who.
        criterion: Whose burden is drawn; the calls are those of all that were judged.
        reader: Whose reading.
    """
    study, apart = dated(assessment.study, subject)
    results = _results(study)
    own = _responses(assessment, subject, reader)
    burden = own.filter(pl.col("criterion") == criterion.id)
    unit = next(iter(burden["burden_unit"].drop_nulls().cast(pl.String)), "mm")
    ends = study.table("events").filter(pl.col("event").is_in(_ENDS))
    died = ends.filter(pl.col("event") == "death")
    return Course(
        subject=subject,
        origin=origin_of(study, subject),
        burden_title=_UNITS.get(unit, f"Burden ({unit})"),
        sums=_sums(burden, study, reader, _baseline_day(assessment, subject, reader)),
        lesions=_lesions(study, reader) if unit == "mm" else pl.DataFrame(schema=LESIONS),
        signs=_signs(burden if burden.height else own),
        calls=_calls(assessment, own),
        treatments=study.table("treatments").select("agent", "class", "day", "end_day").drop_nulls("day"),
        infusions=infusions(study).select("infusion", "day", "agent"),
        results=results,
        performance=performance(study).select("scale", "day", "value"),
        told=_told(study, results),
        bands=bands_of(study, subject),
        scans=_scans(study, reader),
        ends=(died if died.height else ends.tail(1)).select("day", "event", "detail"),
        nominal_days=tuple(sorted({day for rows in apart.values() for day in rows["day"].drop_nulls()})),
        without_day=tuple(
            chain.from_iterable(_without(apart[name], *named) for name, named in _NAMED.items() if name in apart)
        ),
    )


def _without(rows: pl.DataFrame, name: str, words: str) -> Iterator[str]:
    for test, said in rows.select(name, words).rows():
        plain = said.rpartition(";")[0] or said.rpartition(",")[0]
        yield f"{_titled(test)}{f' ({plain})' if plain else ''}"


def _titled(name: str) -> str:
    return _TITLES.get(folded(name), name.replace("_", " "))


def _responses(assessment: Assessment, subject: str, reader: str) -> pl.DataFrame:
    """Give the calls of one subject and reader, with words as words."""
    own = assessment.responses.filter(pl.col("subject") == subject, pl.col("reader").cast(pl.String) == reader)
    words = [name for name, kind in own.schema.items() if isinstance(kind, pl.Categorical | pl.Enum)]
    return own.with_columns(pl.col(words).cast(pl.String))


def _baseline_day(assessment: Assessment, subject: str, reader: str) -> int | None:
    if not isinstance(assessment.calls, JudgedStudy):
        return None
    points = assessment.calls.batch.points
    first = points.filter(
        pl.col("subject").cast(pl.String) == subject, pl.col("reader").cast(pl.String) == reader, pl.col("is_baseline")
    )
    return first["start"][0] if first.height else None


def _sums(burden: pl.DataFrame, study: Study, reader: str, first: int | None) -> pl.DataFrame:
    """Give the burden by day: that of baseline, then that of each time point, in words where it is not known."""
    if burden.is_empty():
        return pl.DataFrame(schema=SUMS)
    told = _told_sizes(study, reader)
    partial = pl.col("flags").fill_null("").str.split(" ").list.contains(_PARTIAL)
    rows = burden.select("day", "burden", "change_from_baseline_pct", partial).rows()
    sums = [
        (day, None, None, "not all measured")
        if lacks
        else (day, size, change, told.get(day, "not measured") if size is None else None)
        for day, size, change, lacks in rows
    ]
    base = burden["baseline"].drop_nulls()
    if first is not None and base.len() and base[0] > 0:
        sums.insert(0, (first, base[0], None, None))
    elif all(not size for _, size, _, _ in sums):
        # Without targets there is no sum: the 0 of the criteria that add up new lesions measures nothing.
        sums = [(day, None, None, told.get(day)) for day, _, _, _ in sums]
    return pl.DataFrame(sums, schema=SUMS, orient="row").filter(
        pl.col("burden").is_not_null() | pl.col("told").is_not_null()
    )


def _told_sizes(study: Study, reader: str) -> dict[int, str]:
    """Find what is said of the targets, by day, in words."""
    mine = pl.col("reader").cast(pl.String) == reader
    points = study.table("timepoints").filter(mine).select("day", pl.col("target_state").cast(pl.String))
    targets = study.table("measurements").filter(mine, pl.col("role").cast(pl.String) == "target")
    states = targets.select("day", pl.col("state").cast(pl.String)).group_by("day").agg(pl.col("state").unique())
    said = {day: _TOLD[only[0]] for day, only in states.rows() if len(only) == 1 and only[0] in _TOLD}
    return said | {day: _TOLD[state] for day, state in points.rows() if state in _TOLD}


def _lesions(study: Study, reader: str) -> pl.DataFrame:
    """Give the diameters of the targets: the short axis of nodes, the longest of others."""
    own = study.table("measurements").filter(
        pl.col("reader").cast(pl.String) == reader, pl.col("role").cast(pl.String) == "target"
    )
    size = pl.when("nodal").then("perpendicular_um").otherwise("longest_um") / 1000
    found = own.select("lesion", "day", size_mm=size).drop_nulls("size_mm")
    return found.sort("lesion", "day").select(pl.col(name).cast(kind) for name, kind in LESIONS.items())


def _signs(calls: pl.DataFrame) -> pl.DataFrame:
    """Find new lesions, certain or doubtful, and the progression of non-targets."""
    new = pl.col("new_lesion")
    signs = {
        "new lesion": new.is_in(["unequivocal", "additional"]),
        "possible new lesion": new == "equivocal",
        "non-target progression": pl.col("nontarget_response").is_in(["PD", "iUPD", "iCPD"]),
    }
    found = [calls.filter(holds).select("day", sign=pl.lit(sign)) for sign, holds in signs.items()]
    return pl.concat(found).unique().sort("day", "sign").select(pl.col(name).cast(kind) for name, kind in SIGNS.items())


def _calls(assessment: Assessment, own: pl.DataFrame) -> pl.DataFrame:
    titles = {criterion.id: criterion.title for criterion in assessment.criteria}
    order = {name: at for at, name in enumerate(titles)}
    rows = [
        (titles[criterion], day, said, str(family_of(said, is_unconfirmed="UNCONFIRMED" in flags)), "AFTER_PD" in flags)
        for criterion, day, said, flags in (
            (criterion, day, said, (flags or "").split())
            for criterion, day, said, flags in own.drop_nulls("overall_response")
            .sort(pl.col("criterion").replace_strict(order), "day")
            .select("criterion", "day", "overall_response", "flags")
            .rows()
        )
    ]
    return pl.DataFrame(rows, schema=CALLS, orient="row")


def _results(study: Study) -> pl.DataFrame:
    """Gather what is drawn as numbers: infused cells, cytokines, and every other test with two results or more."""
    samples = kinetic_samples(study, infusions(study)).filter(~pl.col("undated"))
    numbered = pl.col("reading").is_in([QUANTIFIED]).any().over("measure", "unit")
    cells = samples.filter(numbered).select(
        panel=pl.lit(CELLS),
        test=pl.col("measure").map_elements(_titled, pl.String),
        unit="unit",
        infusion="infusion",
        day="study_day",
        reading="reading",
        amount="amount",
        limit="limit",
        text=pl.lit(None, pl.String),
    )
    others = with_reading(study.table("findings").filter(pl.col("day").is_not_null())).filter(
        pl.col("reading").is_not_null()
    )
    unnamed = pl.col("category").fill_null("laboratory")
    others = others.with_columns(category=unnamed).filter(
        ~unnamed.is_in(["car_kinetics", "performance", "car_product"])
    )
    amounts = (pl.col("reading") == QUANTIFIED).sum().over("test", "unit")
    least = pl.when(pl.col("category") == "cytokine").then(1).otherwise(_LINE)
    shown = others.filter(amounts >= least, pl.col("reading") != DETECTED).select(
        panel=pl.col("category").map_elements(_row_of, pl.String),
        test=pl.col("test").map_elements(_titled, pl.String),
        unit="unit",
        infusion=pl.lit(None, pl.Int32),
        day="day",
        reading="reading",
        amount="amount",
        limit="limit",
        text="text",
    )
    whole = [found.select(pl.col(name).cast(kind) for name, kind in RESULTS.items()) for found in (cells, shown)]
    return pl.concat(whole).unique(maintain_order=True)


def _told(study: Study, results: pl.DataFrame) -> pl.DataFrame:
    """Put what is not drawn as a number into words, row by row of its category."""
    drawn = set(results.select("test", "day").rows())
    rows: dict[str, list[tuple[int, str]]] = {}
    for row in study.table("findings").drop_nulls("day").sort("day").iter_rows(named=True):
        name, category = _titled(row["test"]), row["category"]
        is_graded = any(word in folded(row["test"]).split("_") for word in SYNDROMES)
        is_number = row["value"] is not None and category in ("performance", "car_kinetics")
        is_blank = row["value"] is None and not row["text"]
        if (name, row["day"]) in drawn or is_graded or is_number or is_blank:
            continue
        rows.setdefault(_row_of(category), []).append((row["day"], _words(_beside(name, category), row)))
    for day, event, grade, detail in study.table("events").sort("day").select("day", "event", "grade", "detail").rows():
        if folded(event) in SYNDROMES or event in _ENDS:
            continue
        more = (f" grade {grade}" if grade is not None else "") + (f": {detail}" if detail else "")
        rows.setdefault("Events", []).append((day, f"{_titled(event)}{more}"))
    order = [row for row in chain(_ROWS.values(), rows) if row in rows]
    said = [(row, day, text) for row in dict.fromkeys(order) for day, text in _gathered(row, rows[row])]
    return pl.DataFrame(said, schema={"row": pl.String, "day": pl.Int32, "text": pl.String}, orient="row")


def _beside(name: str, category: str | None) -> str:
    """Leave out of the name of a test what the name of its row says already.

    Examples:
        >>> (
        ...     _beside("CAR-T cells in blood", "car_kinetics"),
        ...     _beside("tumor markers", "marker"),
        ...     _beside("CEA", "marker"),
        ... )
        ('', '', 'CEA')
    """
    row, plain = folded(_row_of(category)), folded(name)
    return "" if plain == row or (category == "car_kinetics" and plain.startswith(row)) else name


def _row_of(category: str | None) -> str:
    if category is None:
        return _OTHER
    plain = category.replace("_", " ")
    return (_PANELS | _ROWS).get(category, plain[:1].upper() + plain[1:])


def _gathered(row: str, said: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Say at once of several cytokines of one day what is the same of all: `IL-6, IL-8: peak`."""
    if row != CYTOKINES:
        yield from said
        return
    same: dict[tuple[int, str], list[str]] = {}
    for day, text in said:
        name, _, what = text.partition(": ")
        same.setdefault((day, what), []).append(name)
    for (day, what), names in same.items():
        yield day, f"{', '.join(names)}: {what}" if what else ", ".join(names)


def _words(name: str, row: dict[str, object]) -> str:
    """Put a finding into a few words.

    Examples:
        >>> _words("biopsy class", {"value": None, "unit": None, "text": "H1"})
        'biopsy class: H1, no viable tumor'
    """
    value, text = row["value"], str(row["text"] or "")
    number = f"{value:,g} {row['unit'] or ''}".strip() if isinstance(value, float) else ""
    means = f"{text}, {_CLASSES[text]}" if text in _CLASSES else text
    told = ", ".join(part for part in (number, means) if part)
    return ": ".join(part for part in (name, told) if part)


def _scans(study: Study, reader: str) -> tuple[int, ...]:
    mine = pl.col("reader").cast(pl.String) == reader
    found = [study.table(name).filter(mine)["day"] for name in ("measurements", "timepoints")]
    days = found if any(column.len() for column in found) else [study.table("reported").filter(mine)["day"]]
    return tuple(sorted({day for column in days for day in column.drop_nulls()}))
