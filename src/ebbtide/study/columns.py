"""The tidy tables as data: every column with its kind, unit and words.

Nothing is read or checked here. `study.tables` makes schemas of these definitions,
`formats` reads files by them (and knows the other names a column may come under), and
`docs/guide/tables.md` prints them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final, TypeAlias

import polars as pl
from polars.datatypes import DataTypeClass

from ebbtide.terms.lesions import NEW_LESION, ROLES, STATES
from ebbtide.terms.scans import DEAUVILLE, FLAIR, MARROW_UPTAKE, UPTAKE

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["LESION_KEY", "TABLES", "Column", "Dtype", "Kind", "Table", "empty_table"]

Dtype: TypeAlias = pl.DataType | DataTypeClass


LESION_KEY: Final = ("subject", "reader", "lesion")
"""What names a lesion: two readers' lesions are two lesions."""


class Kind(Enum):
    """What a column holds, and so how it is read."""

    IDENTIFIER = "identifier"
    TEXT = "text"
    WORD = "word"
    LENGTH = "length"
    DENSITY = "density"
    EXACT = "exact number"
    NUMBER = "number"
    WHOLE = "whole number"
    YES_NO = "yes or no"
    DAY = "day"
    DATE = "date"
    ROW = "row"


_DTYPES: Final[Mapping[Kind, Dtype]] = {
    Kind.IDENTIFIER: pl.String,
    Kind.TEXT: pl.String,
    Kind.WORD: pl.String,
    Kind.LENGTH: pl.Int64,
    Kind.DENSITY: pl.Int64,
    Kind.EXACT: pl.Int64,
    Kind.NUMBER: pl.Float64,
    Kind.WHOLE: pl.Int32,
    Kind.YES_NO: pl.Boolean,
    Kind.DAY: pl.Int32,
    Kind.DATE: pl.Date,
    Kind.ROW: pl.UInt32,
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a tidy table.

    `name` is what the tidy frame calls it; `header` is what a file calls it where that
    differs: a length is `longest_um` in the frame and `longest_mm` in the file, and an exact number
    is kept in thousandths, `sul_peak_milli` for `sul_peak`. `words`
    closes the list of allowed words; a column of kind `WORD` without words takes any.
    `absent` is the value where the file has no such column.
    """

    name: str
    kind: Kind
    says: str
    header: str = ""
    required: bool = False
    never_null: bool = False
    absent: bool | str | None = None
    words: tuple[str, ...] = ()

    @property
    def written(self) -> str:
        """The header a file gives it."""
        return self.header or self.name

    @property
    def dtype(self) -> Dtype:
        """The type it has in the tidy frame."""
        return pl.Enum(self.words) if self.words else _DTYPES[self.kind]


@dataclass(frozen=True, slots=True)
class Table:
    """One tidy table: its columns in order."""

    name: str
    says: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """Give the column of that name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def required(self) -> tuple[Column, ...]:
        """The columns a file cannot do without."""
        return tuple(column for column in self.columns if column.required)

    @property
    def schema(self) -> dict[str, Dtype]:
        """Names and types of the tidy frame, in order."""
        return {column.name: column.dtype for column in self.columns}


_SUBJECT: Final = Column("subject", Kind.IDENTIFIER, "trial participant", required=True, never_null=True)
_READER: Final = Column("reader", Kind.IDENTIFIER, "who read: investigator, reader 1, ...", never_null=True, absent="")
_VISIT: Final = Column("visit", Kind.TEXT, "name of the time point")
_DAY: Final = Column(
    "day",
    Kind.DAY,
    "days from the start of therapy, which is day 0; a file may give `date` instead",
    never_null=True,
)
_DATE: Final = Column(
    "date", Kind.DATE, "calendar date, ISO 8601; a month without a day is read as its first, or as an option says"
)
_END_DAY: Final = Column("end_day", Kind.DAY, "last day; a file may give `end_date` instead")
_NEW_LESION: Final = Column("new_lesion", Kind.WORD, "new lesions at this time point", words=NEW_LESION)
_ROW: Final = Column("row", Kind.ROW, "row of the file, its header being row 1; made by the reader", never_null=True)

_SUBJECTS: Final = Table(
    "subjects",
    "One row per trial participant.",
    (
        _SUBJECT,
        Column("arm", Kind.TEXT, "treatment arm"),
        Column("tumor_type", Kind.TEXT, "diagnosis"),
        Column("therapy", Kind.TEXT, "what is given"),
        Column("reference_date", Kind.DATE, "date of day 0: first dose or infusion"),
        Column("age", Kind.NUMBER, "age, years"),
        Column("sex", Kind.TEXT, "sex as recorded"),
        Column("weight_kg", Kind.NUMBER, "body weight, kg"),
        Column("measurable_disease", Kind.YES_NO, "whether there was measurable disease at baseline, as the site says"),
        _ROW,
    ),
)

_MEASUREMENTS: Final = Table(
    "measurements",
    "One row per lesion, reader and time point.",
    (
        _SUBJECT,
        _READER,
        Column(
            "lesion",
            Kind.IDENTIFIER,
            "name of the lesion, the same at every time point",
            required=True,
            never_null=True,
        ),
        _VISIT,
        _DAY,
        _DATE,
        Column("role", Kind.WORD, "part the lesion plays in the criteria", required=True, never_null=True, words=ROLES),
        Column("state", Kind.WORD, "what was seen; may be blank where a length says it", never_null=True, words=STATES),
        Column("organ", Kind.TEXT, "organ or site"),
        Column("side", Kind.TEXT, "left, right, ..."),
        Column(
            "nodal",
            Kind.YES_NO,
            "whether it is a lymph node; where blank, what the organ says",
            never_null=True,
        ),
        Column("longest_um", Kind.LENGTH, "longest diameter", header="longest_mm"),
        Column(
            "perpendicular_um",
            Kind.LENGTH,
            "greatest perpendicular diameter; the short axis of a node",
            header="perpendicular_mm",
        ),
        Column("viable_um", Kind.LENGTH, "longest diameter of the enhancing part (mRECIST)", header="viable_mm"),
        Column("density_mhu", Kind.DENSITY, "mean density (Choi)", header="density_hu"),
        Column("sul_peak_milli", Kind.EXACT, "SULpeak of the lesion on PET (PERCIST)", header="sul_peak"),
        Column("avid", Kind.YES_NO, "whether the lesion takes up FDG (Lugano)"),
        Column("method", Kind.TEXT, "how it was imaged"),
        Column("slice_um", Kind.LENGTH, "slice thickness", header="slice_mm"),
        Column(
            "locally_treated",
            Kind.YES_NO,
            "whether the lesion was resected, ablated or irradiated",
            never_null=True,
            absent=False,
        ),
        _ROW,
    ),
)

_TIMEPOINTS: Final = Table(
    "timepoints",
    "One row per reader and time point: sums and states where no lesions are recorded, and what is said of the "
    "scan as a whole.",
    (
        _SUBJECT,
        _READER,
        _VISIT,
        _DAY,
        _DATE,
        Column("target_sum_um", Kind.LENGTH, "sum of the target diameters", header="target_sum_mm"),
        Column("target_state", Kind.WORD, "state of the targets", words=STATES),
        Column("nontarget_state", Kind.WORD, "state of the non-targets", words=STATES),
        _NEW_LESION,
        Column("new_symptom", Kind.YES_NO, "whether new symptoms prompted the scan"),
        Column("clinically_stable", Kind.YES_NO, "whether the patient was clinically stable"),
        Column("cr_withdrawn", Kind.YES_NO, "whether the reader takes back an earlier complete response"),
        Column("marker_state", Kind.WORD, "tumor markers: `normal` or `raised`"),
        Column("deauville", Kind.WORD, "Deauville score of a PET (lymphoma)", words=DEAUVILLE),
        Column("uptake", Kind.WORD, "FDG uptake of the known disease against baseline", words=UPTAKE),
        Column("new_avid_lesion", Kind.WORD, "new foci on PET consistent with tumor", words=NEW_LESION),
        Column("marrow_uptake", Kind.WORD, "bone marrow on PET (lymphoma)", words=MARROW_UPTAKE),
        Column("spleen_um", Kind.LENGTH, "vertical length of the spleen (lymphoma)", header="spleen_mm"),
        Column("liver_sul_milli", Kind.EXACT, "mean SUL of the normal liver on PET (PERCIST)", header="liver_sul"),
        Column("tlg", Kind.NUMBER, "total lesion glycolysis (PERCIST)"),
        Column("pet_comparable", Kind.YES_NO, "whether a PET can be compared with that of baseline (PERCIST)"),
        Column("flair", Kind.WORD, "T2/FLAIR abnormality against the best scan (RANO)", words=FLAIR),
        Column("steroid_milli", Kind.EXACT, "corticosteroid, mg of dexamethasone a day (RANO)", header="steroid_mg"),
        _ROW,
    ),
)

_REPORTED: Final = Table(
    "reported",
    "One row per response that a reader or a database already called.",
    (
        _SUBJECT,
        _READER,
        _VISIT,
        _DAY,
        _DATE,
        Column("criterion", Kind.WORD, "criterion of the call, by its id", required=True, never_null=True),
        Column("overall_response", Kind.WORD, "overall response of the time point", required=True),
        Column("target_response", Kind.WORD, "response of the targets"),
        Column("nontarget_response", Kind.WORD, "response of the non-targets"),
        _NEW_LESION,
        _ROW,
    ),
)

_LESION_DETAILS: Final = Table(
    "lesion_details",
    "One row per lesion and reader, for what is known of a lesion beyond its readings; no criterion needs it.",
    (
        _SUBJECT,
        _READER,
        Column("lesion", Kind.IDENTIFIER, "name of the lesion, as in `measurements`", required=True, never_null=True),
        Column("kind", Kind.TEXT, "what it is: `lytic bone`, `blastic bone`, `cystic`, `ascites`, `effusion`, ..."),
        Column("irradiated", Kind.YES_NO, "whether it lies where radiation or another local therapy was given before"),
        Column("progressed_since", Kind.YES_NO, "whether it has grown since that therapy"),
        Column("contrast", Kind.YES_NO, "whether contrast medium was given for its baseline scan"),
        _ROW,
    ),
)

_REPORTED_BEST: Final = Table(
    "reported_best",
    "One row per best overall response that a reader or a database already called.",
    (
        _SUBJECT,
        _READER,
        Column("criterion", Kind.WORD, "criterion of the call, by its id", required=True, never_null=True),
        Column("best_overall_response", Kind.WORD, "best overall response", required=True, never_null=True),
        Column("confirmed", Kind.YES_NO, "whether it is the confirmed one"),
        _ROW,
    ),
)

_TREATMENTS: Final = Table(
    "treatments",
    "One row per treatment given.",
    (
        _SUBJECT,
        _DAY,
        _DATE,
        _END_DAY,
        Column("agent", Kind.TEXT, "what was given", required=True, never_null=True),
        Column("class", Kind.WORD, "`car_t`, `checkpoint_inhibitor`, `chemotherapy`, `lymphodepletion`, ..."),
        Column("dose", Kind.NUMBER, "dose"),
        Column("dose_unit", Kind.TEXT, "unit of the dose"),
        _ROW,
    ),
)

_FINDINGS: Final = Table(
    "findings",
    "One row per laboratory, pathology, imaging or clinical finding.",
    (
        _SUBJECT,
        _DAY,
        _DATE,
        Column("test", Kind.TEXT, "what was examined", required=True, never_null=True),
        Column("value", Kind.NUMBER, "result as a number"),
        Column("text", Kind.TEXT, "result in words"),
        Column("unit", Kind.TEXT, "unit of the result"),
        Column("lloq", Kind.NUMBER, "lower limit of quantification, in the unit of the result"),
        Column(
            "category",
            Kind.WORD,
            "`ctdna`, `cytokine`, `marker`, `car_kinetics`, `performance`, `pathology`, `imaging`, `marrow`, ...",
        ),
        _ROW,
    ),
)

_EVENTS: Final = Table(
    "events",
    "One row per event.",
    (
        _SUBJECT,
        _DAY,
        _DATE,
        Column(
            "event",
            Kind.WORD,
            "`death`, `last_contact`, `new_therapy`, `crs`, `icans`, ...",
            required=True,
            never_null=True,
        ),
        _END_DAY,
        Column("grade", Kind.WHOLE, "grade"),
        Column("detail", Kind.TEXT, "anything more"),
        _ROW,
    ),
)

TABLES: Final[Mapping[str, Table]] = {
    table.name: table
    for table in (
        _SUBJECTS,
        _MEASUREMENTS,
        _LESION_DETAILS,
        _TIMEPOINTS,
        _REPORTED,
        _REPORTED_BEST,
        _TREATMENTS,
        _FINDINGS,
        _EVENTS,
    )
}


def empty_table(name: str) -> pl.DataFrame:
    """Make a typed frame without rows.

    Raises:
        KeyError: If the tidy study has no table of that name.

    Examples:
        >>> empty_table("subjects").columns[:2]
        ['subject', 'arm']
    """
    return pl.DataFrame(schema=TABLES[name].schema)
