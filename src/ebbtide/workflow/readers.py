"""Compare a study's readers, and what was reported with what is computed: from files to files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import polars as pl

from ebbtide.agreement.compared import Compared
from ebbtide.assessment import assess as judge
from ebbtide.assessment import assess_reported
from ebbtide.errors import DataError, OutputError
from ebbtide.workflow.opening import is_large, open_study, open_subject
from ebbtide.workflow.tables import write_tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from ebbtide.assessment import JudgedStudy, ReportedStudy
    from ebbtide.study import Study
    from ebbtide.workflow.writing import Form

__all__ = [
    "COMPARISONS",
    "CompareOrder",
    "adjudications_in_words",
    "agreement_in_words",
    "compare",
    "compare_study",
    "comparison_as_plain",
    "discordance_in_words",
    "pairs_in_words",
    "several_in_words",
    "sums_in_words",
    "within",
    "write_comparison",
]

COMPARISONS: Final = (
    *(
        "pairs",
        "agreement",
        "several",
        "sums",
        "calls",
        "discordance_rates",
        "discordances",
        "adjudications",
        "margins",
    ),
)
"""The tables of a comparison, by the name they are written under."""
MOST_CALLS: Final = 20_000
"""Up to so many calls `margins` is worked out unasked: a criterion is asked about each call anew, which takes time."""
Margins: TypeAlias = Literal["auto", "always", "never"]
_ITEMS: Final = {"overall": "overall", "target": "target", "nontarget": "non-target", "new_lesion": "new lesion"}
_AT: Final = {"baseline": "baseline", "follow_up": "follow-up", "change_pct": "change from baseline"}


@dataclass(frozen=True)
class CompareOrder:
    """How a study is to be compared.

    Args:
        criteria: Ids of the criteria; None for those that the study reports, RECIST 1.1 if it reports none.
        readers_by: Whether two readers are compared by what is computed of their lesions, or by what they reported;
            None for computed where the study can be judged.
        subject: Only this subject; None for all.
        options: Readings and triggers, as text, over those the study pins.
        preset: The set of options to start from, in place of the one the study names.
        margins: Whether to work out how near each call is to another; auto: up to MOST_CALLS of them.
        form: Kind of files.
        overwrite: Whether an earlier comparison may be replaced.
    """

    criteria: Sequence[str] | None = None
    readers_by: Literal["computed", "reported"] | None = None
    subject: str | None = None
    options: Mapping[str, str] | None = None
    preset: str | None = None
    margins: Margins = "auto"
    form: Form = "csv"
    overwrite: bool = False

    def tables_of(self, compared: Compared) -> tuple[str, ...]:
        """Name the tables that are wanted of a comparison."""
        many = 0 if compared.judged is None else len(compared.judged.responses)
        wanted = self.margins == "always" or (self.margins == "auto" and many <= MOST_CALLS)
        return tuple(name for name in COMPARISONS if wanted or name != "margins")


def compare_study(source: Path, order: CompareOrder) -> Compared:
    """Read a study and compare its readers, and its reported responses with computed ones.

    Raises:
        DataError: If the study cannot be used, or there is nothing to compare.
        CriteriaError: If a criterion or an option is unknown.
        OutputError: If the study is too large to be held in memory.
    """
    if order.subject is not None:
        study = open_subject(source, order.subject, order.options, preset=order.preset)
    elif is_large(source):
        raise OutputError(f"{source} is too large to be compared as a whole", hint="name a subject with --subject")
    else:
        study = open_study(source, order.options, preset=order.preset)
    return compare(study, criteria=order.criteria, readers_by=order.readers_by)


def compare(
    study: Study,
    *,
    criteria: Sequence[str] | None = None,
    readers_by: Literal["computed", "reported"] | None = None,
) -> Compared:
    """Compare the readers of a study, and its reported responses with computed ones (docs/guide/comparing-readers.md).

    Args:
        study: The study.
        criteria: Ids of the criteria; by default those that it reports, RECIST 1.1 if it reports none.
        readers_by: Whether readers are compared by what is computed of their lesions or by what they reported; by
            default computed, where the study can be judged.

    Raises:
        DataError: If one reader alone read, and nothing was reported.
        CriteriaError: If a criterion is unknown.

    Examples:
        >>> import ebbtide
        >>> study = ebbtide.read_study(ebbtide.examples.path("pharmaverse-recist"))
        >>> compared = ebbtide.compare(study)
        >>> compared.agreement.filter(kind="reported", item="overall")["percent"].unique().to_list()
        [100.0]
    """
    said = [name for name in study.table("reported")["criterion"].unique().sort() if name]
    wanted = criteria or said or ["recist-1.1"]
    judges = not (study.table("measurements").is_empty() and study.table("timepoints").is_empty())
    judged = judge(study, criteria=wanted, explanations=False) if judges else None
    told = set(wanted) & set(said)
    reported = assess_reported(study, criteria=sorted(told)) if told else None
    compared = Compared.of(judged, reported, readers_by=readers_by, options=study.options)
    if compared.pairs.is_empty():
        hint = "give the measurements of two readers (column `reader`), or the responses that were reported"
        raise DataError(f"the study {study.name!r} has nothing to compare: {_why_alone(judged, reported)}", hint=hint)
    return compared


def _why_alone(judged: JudgedStudy | None, reported: ReportedStudy | None) -> str:
    """Say why no two sides of a study can be compared."""
    read = [one.responses.select(pl.col("subject", "reader").cast(pl.String)) for one in (judged, reported) if one]
    readers = pl.concat(read)["reader"].n_unique()
    if not readers:
        return "no reader has a time point after baseline"
    if readers == 1:
        return "one reader, and no reported responses"
    return f"{readers} readers, and no subject that two of them have read"


def within(compared: Compared, millimetres: float) -> tuple[int, int]:
    """Count the calls that a change of the sum by so many millimetres, or fewer, would make another.

    Returns:
        How many, and of how many calls that rest on a sum of diameters.
    """
    of_length = compared.margins.filter(pl.col("unit") == "mm", pl.col("sum").is_not_null())
    near = pl.min_horizontal(pl.col("down").abs(), pl.col("up")) <= millimetres
    return int(of_length.select(near.sum()).item() or 0), len(of_length)


def write_comparison(compared: Compared, source: Path, folder: Path, order: CompareOrder) -> list[str]:
    """Write every table of a comparison into a folder, whole or not at all.

    Returns:
        The names of the files.

    Raises:
        OutputError: If the folder may not or cannot be written.
    """
    wanted = order.tables_of(compared)
    return write_tables(
        {name: getattr(compared, name) if name in wanted else None for name in COMPARISONS},
        compared.study,
        source,
        folder,
        form=order.form,
        overwrite=order.overwrite,
        criteria=compared.criteria,
    )


def comparison_as_plain(compared: Compared, order: CompareOrder | None = None) -> dict[str, Any]:
    """Give a comparison as lists and dictionaries, for a program to read as JSON; a table not wanted is None."""
    wanted = COMPARISONS if order is None else order.tables_of(compared)
    return {
        "study": compared.study.name,
        "criteria": list(compared.criteria),
        "readers_by": compared.readers_by,
        "options": compared.study.options.model_dump(mode="json"),
        **{name: getattr(compared, name).to_dicts() if name in wanted else None for name in COMPARISONS},
    }


def pairs_in_words(table: pl.DataFrame) -> pl.DataFrame:
    """Name who is compared, as `compared`: two readers, or what was reported with what is computed.

    Examples:
        >>> rows = pl.DataFrame({"kind": ["reported"], "reader": ["R1"], "first": ["reported"], "second": ["computed"]})
        >>> pairs_in_words(rows)["compared"].to_list()
        ['R1: reported, computed']
    """
    two = pl.concat_str("first", pl.lit(", "), "second")
    of_reader = pl.when(pl.col("reader") == "").then(two).otherwise(pl.concat_str("reader", pl.lit(": "), two))
    return table.with_columns(compared=pl.when(pl.col("kind") == "reported").then(of_reader).otherwise(two))


def agreement_in_words(compared: Compared) -> pl.DataFrame:
    """Give how often two agree, for reading.

    Returns:
        `compared, criterion, item, pairs, agreeing, percent, kappa` (with its interval), where there are pairs.
    """
    told = pairs_in_words(compared.agreement.filter(pl.col("pairs") > 0))
    item = pl.col("item").replace_strict(_ITEMS, return_dtype=pl.String)
    return told.select(
        "compared", "criterion", "pairs", "agreeing", "percent", item=item, kappa=_with_interval("kappa", "low", "high")
    )


def several_in_words(compared: Compared) -> pl.DataFrame:
    """Give how far three or more readers agree, for reading.

    Returns:
        `criterion, item, time_points, agreeing, percent, kappa`, where there are time points of all of them.
    """
    told = compared.several.filter(pl.col("time_points") > 0)
    item = pl.col("item").replace_strict(_ITEMS, return_dtype=pl.String)
    return told.select(
        "criterion", "time_points", "agreeing", "percent", item=item, kappa=_two_decimals("kappa").fill_null("")
    )


def sums_in_words(compared: Compared) -> pl.DataFrame:
    """Give how far sums lie apart, for reading: `compared, criterion, at, unit, pairs, bias, limits`."""
    told = pairs_in_words(compared.sums.filter(pl.col("pairs") > 0))
    limits = pl.format("{} to {}", _two_decimals("lower"), _two_decimals("upper"))
    at = pl.col("at").replace_strict(_AT, return_dtype=pl.String)
    return told.select("compared", "criterion", "unit", "pairs", at=at, bias=_two_decimals("bias"), limits=limits)


def discordance_in_words(compared: Compared) -> pl.DataFrame:
    """Give the endpoints in which two differ, with the causes, for reading.

    Returns:
        `compared, criterion, endpoint, subjects, discordant, percent, causes`, where any subject differs.
    """
    keys = ["kind", "criterion", "reader", "first", "second", "endpoint"]
    differ = compared.discordances.filter("discordant")
    counted = differ.group_by(*keys, "cause", maintain_order=True).len().sort("len", "cause", descending=[True, False])
    said = pl.concat_str(_plain("cause"), pl.lit(" "), pl.col("len").cast(pl.String))
    causes = counted.group_by(keys, maintain_order=True).agg(causes=said.str.join(", "))
    rates = compared.discordance_rates.filter(pl.col("discordant") > 0)
    told = pairs_in_words(rates.join(causes, on=keys, how="left", nulls_equal=True, maintain_order="left"))
    endpoint = _plain("endpoint")
    return told.select("compared", "criterion", "subjects", "discordant", "percent", "causes", endpoint=endpoint)


def adjudications_in_words(compared: Compared) -> pl.DataFrame:
    """Give who should be adjudicated, for reading: `subject, criterion, compared, why, cause, visit, …_sequence`."""
    names = ("why", "cause")
    return compared.adjudications.with_columns(
        pl.concat_str("first", pl.lit(", "), "second").alias("compared"),
        pl.coalesce("visit", pl.format("day {}", "day")).alias("visit"),
        *(_plain(name).alias(name) for name in names),
    )


def _plain(name: str) -> pl.Expr:
    """Write words of a table as a person would."""
    return pl.col(name).str.replace_all("non_target", "non-target").str.replace_all("_", " ").str.replace_all(";", ",")


def _with_interval(value: str, low: str, high: str) -> pl.Expr:
    bare = _two_decimals(value)
    full = pl.format("{} ({} to {})", bare, _two_decimals(low), _two_decimals(high))
    return pl.when(pl.col(low).is_null()).then(bare).otherwise(full)


def _two_decimals(name: str) -> pl.Expr:
    hundredths = (pl.col(name) * 100).round().cast(pl.Int64)
    sign = pl.when(hundredths < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    whole = hundredths.abs()
    return pl.concat_str(sign, (whole // 100).cast(pl.String), pl.lit("."), (whole % 100).cast(pl.String).str.zfill(2))
