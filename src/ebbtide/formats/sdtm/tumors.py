"""TU and TR: lesions identified once and measured at every visit, one row per lesion and reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from ebbtide.errors import DataError
from ebbtide.formats.raw import Raw, counted_on, moved
from ebbtide.formats.sdtm.identity import LESION, Identified, identify, lesions_of_tu, new_without_records, part_merged
from ebbtide.formats.sdtm.qualifiers import SLICES
from ebbtide.formats.sdtm.results import DENSITY_TEST, LENGTH_TESTS, POINT, STATE_TESTS, read_results
from ebbtide.formats.sdtm.unused import tell_unused

if TYPE_CHECKING:
    from ebbtide.formats.accounts import Account
    from ebbtide.formats.intake import Intake
    from ebbtide.formats.sdtm.domains import Domain
    from ebbtide.study.findings import Findings

__all__ = ["Measured", "measured_lesions"]

_TESTS = (*LENGTH_TESTS, *STATE_TESTS, DENSITY_TEST)
_SLICE = r"^\d+(\.\d+)?(\s*(mm|cm))?$"


class Measured(NamedTuple):
    """What TU and TR give: two raw tables, and the records behind each of their rows (`record`, `row`).

    `first` are the records of TU by which lesions are identified.
    """

    measurements: Raw
    details: Raw
    of_tr: pl.DataFrame
    of_tu: pl.DataFrame
    in_details: pl.DataFrame
    first: pl.Series


def measured_lesions(
    tu: Domain | None, tr: Domain | None, findings: Findings, accounts: dict[str, Account]
) -> Measured:
    """Turn TU and TR into `measurements` and `lesion_details`.

    Args:
        tu: The lesions; where it is missing, TRGRPID tells their roles.
        tr: Their measurements and states.
        findings: Where to note what is odd and what is not used.
        accounts: The account of each domain.

    Raises:
        DataError: If a variable is missing, results cannot be used, or nothing tells what the lesions are.
    """
    identified = _no_lesions()
    if tu is not None:
        tu.note_partial_dates("measurements", findings)
        identified = lesions_of_tu(tu, tu.intake("measurements", findings), accounts["TU"])
    known = _known_readings(tr, identified.lesions, findings, accounts) if tr is not None else None
    return _brought_together(tu, tr, identified, known, findings)


def _known_readings(
    tr: Domain, lesions: pl.DataFrame, findings: Findings, accounts: dict[str, Account]
) -> pl.DataFrame:
    """Read TR, each reading with what identifies its lesion; a reading of no known lesion is set aside."""
    intake, account = tr.intake("measurements", findings), accounts["TR"]
    tr.note_partial_dates("measurements", findings)
    readings = part_merged(_readings(read_results(_records(tr, intake, account), intake, account)), account)
    _note_third_diameters(readings, intake)
    told = identify(readings, lesions)
    strangers = told.filter(pl.col("role").is_null())
    if "TU" not in accounts and told.height and strangers.height == told.height:
        raise DataError(
            f"{tr.files} does not tell what the lesions are: there is no TU, and no TRGRPID is a role",
            hint="add TU, or say in TRGRPID which lesions are TARGET, NON-TARGET and NEW",
        )
    problem = pl.format("TU does not identify {}, and no TRGRPID tells its role; the record is set aside", "lesion")
    intake.note("READ51", strangers, "TRLNKID", problem)
    account.set_aside(
        strangers.get_column("records").explode().cast(pl.UInt32), "is of a lesion that nothing identifies"
    )
    return told.filter(pl.col("role").is_not_null())


def _records(tr: Domain, intake: Intake, account: Account) -> pl.DataFrame:
    """Take the records that measure or describe a single lesion; the others are counted and left alone."""
    tr.require("TRTESTCD", "TRLNKID")
    standard = tr.text("TRSTRESC", "TRSTRESN")
    records = tr.frame.select(
        "row",
        subject="USUBJID",
        reader=tr.reader,
        lesion="TRLNKID",
        visit=tr.visit,
        date=tr.date,
        day=tr.day(),
        test=pl.col("TRTESTCD").str.to_uppercase(),
        group=tr.text("TRGRPID"),
        value=tr.text("TRSTRESC", "TRSTRESN", "TRORRES"),
        original=tr.text("TRORRES"),
        unit=pl.when(standard.is_not_null()).then(tr.text("TRSTRESU")).otherwise(tr.text("TRORRESU")),
        status=tr.text("TRSTAT"),
        reason=tr.text("TRREASND"),
        method=tr.text("TRMETHOD"),
        slice_mm=tr.text(*SLICES),
    )
    used = pl.col("test").is_in(_TESTS).fill_null(value=False)
    tell_unused(records.filter(~used), intake, account, column="TRTESTCD")
    unnamed = records.filter(used & pl.col("lesion").is_null())
    intake.note("READ51", unnamed, "TRLNKID", pl.format("a record of {} names no lesion and is set aside", "test"))
    account.set_aside(unnamed.get_column("row"), "names no lesion")
    return records.filter(used & pl.col("lesion").is_not_null())


def _readings(results: pl.DataFrame) -> pl.DataFrame:
    """Bring the results of a lesion and visit side by side; a second record of a test makes a row of its own."""
    turns = results.with_columns(turn=pl.int_range(pl.len()).over(*POINT, "test"))
    sizes = [pl.col("um").filter(pl.col("test") == test).first().alias(test) for test in LENGTH_TESTS]
    # A node that was measured is what its short axis makes it, whatever its state is called.
    measured = pl.col("um").is_not_null().any()
    says_more = ~((pl.col("test") == "LNSTATE") & measured)
    return turns.group_by(*POINT, "turn", maintain_order=True).agg(
        pl.col("row").min(),
        *sizes,
        pl.col("state").filter(says_more).drop_nulls().first(),
        pl.col("density").drop_nulls().first(),
        pl.col("group").drop_nulls().first(),
        pl.col("method").drop_nulls().first(),
        pl.col("slice_mm").drop_nulls().first().alias("slice_of_tr"),
        pl.col("test").implode().alias("tests"),
        pl.col("row").implode().alias("records"),
    ).drop("turn")  # fmt: skip


def _note_third_diameters(readings: pl.DataFrame, intake: Intake) -> None:
    """Note a DIAMETER that is neither of the diameters beside it: it is not used then."""
    diameter, beside = pl.col("DIAMETER"), pl.coalesce("LDIAM", "LPERP")
    third = (
        beside.is_not_null() & (diameter != pl.coalesce("LDIAM", "LPERP")) & (diameter != pl.coalesce("LPERP", "LDIAM"))
    )
    problem = pl.format("DIAMETER of {} is neither LDIAM nor LPERP; those hold", "lesion")
    intake.note("READ58", readings.filter(third), "TRTESTCD", problem)


def _brought_together(
    tu: Domain | None, tr: Domain | None, identified: Identified, known: pl.DataFrame | None, findings: Findings
) -> Measured:
    """Put the readings of TR and the new lesions that only TU has into one table."""
    lesions = identified.lesions
    readings = lesions.select(*LESION).clear() if known is None else known.select(*LESION)
    rows = [] if known is None else [_as_measurements(known)]
    there = [domain for domain in (tr, tu) if domain is not None]
    afters, parts = counted_on([(domain.frame.get_column("row"), domain.sources) for domain in there])
    if tu is not None:
        new = new_without_records(lesions, readings, tu.intake("measurements", findings))
        rows.append(moved(new, afters[-1]))
        # Only the files that rows come from are files of the table.
        parts = tr.sources if tr is not None and new.is_empty() else parts
    frame = pl.concat(rows, how="diagonal").sort("row")
    many = parts if len(parts) > 1 else ()
    details = _details(lesions)
    return Measured(
        Raw(frame, parts[0].file, parts=many),
        Raw(details, tu.file if tu is not None else "", parts=() if tu is None else tu.parts),
        _pairs_of_tr(known),
        _pairs_of_tu(identified, frame),
        identified.pairs.filter(pl.col("row").is_in(details.get_column("row").implode())),
        lesions.get_column("row"),
    )


def _as_measurements(known: pl.DataFrame) -> pl.DataFrame:
    """Name the sizes: a diameter that is neither the longest nor perpendicular is the one the sum uses."""
    only_across = pl.col("tests").list.contains("LPERP").any().over(LESION) & ~(
        pl.any_horizontal([pl.col(test).is_not_null().any().over(LESION) for test in ("LDIAM", "DIAMETER")])
    )
    node = pl.coalesce("role_is_nodal", "organ_is_node") | only_across
    # Beside LDIAM, a DIAMETER of the same size is that one again and no short axis.
    other = pl.when((pl.col("DIAMETER") != pl.col("LDIAM")) | pl.col("LDIAM").is_null()).then("DIAMETER")
    return known.select(
        "row",
        "subject",
        "reader",
        "lesion",
        "visit",
        "day",
        "date",
        "role",
        pl.col("state").cast(pl.String),
        "organ",
        "side",
        pl.when(only_across).then(pl.lit(value=True)).otherwise("role_is_nodal").alias("nodal"),
        pl.when(node).then("LDIAM").otherwise(pl.coalesce("LDIAM", "DIAMETER")).alias("longest_um"),
        pl.when(node).then(pl.coalesce("LPERP", other)).otherwise("LPERP").alias("perpendicular_um"),
        pl.col("VDIAM").alias("viable_um"),
        pl.col("density").alias("density_hu"),
        pl.coalesce("method", "identified_by").alias("method"),
        _thickness(pl.coalesce("slice_of_tr", "slice_mm")).alias("slice_mm"),
    )


def _thickness(said: pl.Expr) -> pl.Expr:
    """Take a thickness that is a number, with its unit or in millimetres; anything else says nothing."""
    return pl.when(said.str.to_lowercase().str.contains(_SLICE)).then(said)


def _details(lesions: pl.DataFrame) -> pl.DataFrame:
    names = ("irradiated", "progressed_since", "contrast")
    told = lesions.filter(pl.any_horizontal(pl.col(names).is_not_null()))
    return told.select("row", *LESION, *names)


def _pairs_of_tr(known: pl.DataFrame | None) -> pl.DataFrame:
    if known is None:
        return _no_pairs()
    pairs = known.select("row", record="records").explode("record")
    return pairs.select(pl.col("record").cast(pl.UInt32), "row").unique()


def _pairs_of_tu(identified: Identified, frame: pl.DataFrame) -> pl.DataFrame:
    """Find the rows that the first record of each lesion stands behind: one of its readings, or itself."""
    plain = frame.select(*LESION, into="row").with_columns(parent=pl.col("lesion").str.replace(r"\.\d+$", ""))
    own = identified.lesions.select(*LESION, "row")
    by_name = own.join(plain.drop("parent"), on=LESION)
    by_part = own.join(plain.drop("lesion").rename({"parent": "lesion"}), on=LESION)
    behind = pl.concat([by_name, by_part.select(by_name.columns)]).select("row", "into").unique()
    first = identified.pairs.filter(pl.col("record") == pl.col("row"))
    return first.join(behind, on="row").select("record", row="into")


def _no_pairs() -> pl.DataFrame:
    return pl.DataFrame(schema={"record": pl.UInt32, "row": pl.UInt32})


def _no_lesions() -> Identified:
    texts = (*LESION, "visit", "date", "organ", "side", "identified_by", "slice_mm", "role")
    details = ("irradiated", "progressed_since", "contrast")
    schema = {"row": pl.UInt32, "day": pl.Int32, "role_is_nodal": pl.Boolean}
    lesions = pl.DataFrame(schema={**schema, **dict.fromkeys((*texts, *details), pl.String)})
    return Identified(lesions, _no_pairs())
