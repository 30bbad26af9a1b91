"""Findings of leukemia become time points: what makes one, what joins it, and how numbers and words are read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

import ebbtide
from ebbtide.assessment.composite.marrow import MarrowCourse, marrow_course
from ebbtide.assessment.composite.marrow_findings import kind_of
from ebbtide.criteria.parts.leukemia import looks
from ebbtide.criteria.parts.leukemia.extramedullary import IN_DOUBT
from ebbtide.criteria.parts.records import MISSING, NEVER
from ebbtide.study.options import Options
from ebbtide.terms.scans import UNTOLD

if TYPE_CHECKING:
    from ebbtide.criteria.parts.leukemia.looks import MarrowLook


def table(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Lay rows of one subject out as a table."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pl.DataFrame({"subject": [row.get("subject", "S1") for row in rows]} | {
        name: [row.get(name) for row in rows] for name in names if name != "subject"
    })  # fmt: skip


def course(*found: dict[str, Any], options: Options | None = None, **tables: list[dict[str, Any]]) -> MarrowCourse:
    """Read a study of findings, and more tables where given."""
    frames = {name: table(rows) for name, rows in tables.items()}
    if found:
        frames["findings"] = table([*found])
    return marrow_course(ebbtide.read_study(frames), options or Options())


def look(*found: dict[str, Any], **more: Any) -> MarrowLook:  # noqa: ANN401
    """Give the one time point after baseline."""
    [[_, one]] = course(*found, **more).looks
    return one


def row(day: int, test: str, value: float | None = None, unit: str | None = None, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """Write a finding."""
    return {
        "day": day,
        "test": test,
        "value": None if value is None else float(value),
        "unit": unit,
        "text": None,
        **more,
    }


def days(found: MarrowCourse) -> list[tuple[int, int, bool]]:
    """List first and last days, and which are baselines."""
    return found.points.select("start", "last_day", "is_baseline").rows()


@pytest.mark.parametrize(
    ("test", "kind"),
    [
        ("Bone marrow blasts", "marrow_blasts"),
        ("marrow", "marrow"),
        ("MRD", "mrd"),
        ("mrd_pcr", "mrd"),
        ("minimal residual disease", "mrd"),
        ("Peripheral blood blasts", "blood_blasts"),
        ("CSF WBC", "csf_wbc"),
        ("lumbar puncture", "csf_blasts"),
        ("Platelet count", "platelets"),
        ("absolute neutrophil count", "anc"),
        ("Leukocytes", "wbc"),
        ("cranial nerve palsy", "cns_signs"),
        ("IL-6", None),
        ("chimerism", None),
    ],
)
def test_tests_are_known_by_their_usual_names(test: str, kind: str | None) -> None:
    """A test of another kind is left alone."""
    assert kind_of(test, "marrow") == kind


def test_the_table_of_time_points_has_the_columns_of_the_others() -> None:
    """Names and types, one baseline first."""
    points = course(row(0, "marrow_blasts", 80, "%"), row(28, "marrow_blasts", 3, "%")).points
    assert points.schema == {
        "subject": pl.String,
        "reader": pl.String,
        "start": pl.Int32,
        "last_day": pl.Int32,
        "date": pl.Date,
        "visit": pl.String,
        "is_baseline": pl.Boolean,
    }
    assert points.rows() == [("S1", "", 0, 0, None, None, True), ("S1", "", 28, 28, None, None, False)]


def test_findings_of_a_week_are_one_time_point() -> None:
    """Seven days after its first day, not eight."""
    base = row(0, "marrow_blasts", 80, "%")
    for day, many in ((35, 2), (36, 3)):
        found = course(base, row(28, "marrow_blasts", 3, "%"), row(day, "mrd", 0.01, "%"))
        assert len(found.points) == many
    wide = Options(all_component_days=8)
    assert len(course(base, row(28, "marrow_blasts", 3, "%"), row(36, "mrd", 0.01, "%"), options=wide).points) == 2


def test_a_second_marrow_is_a_time_point_of_its_own() -> None:
    """Two marrows of one week are two."""
    rows = [row(0, "marrow_blasts", 80, "%"), row(8, "marrow_blasts", 30, "%"), row(15, "marrow_blasts", 3, "%")]
    assert days(course(*rows)) == [(0, 0, True), (8, 8, False), (15, 15, False)]


def test_blood_counts_alone_make_no_time_point_unless_they_are_a_follow_up() -> None:
    """Their words say so."""
    base = row(0, "marrow_blasts", 80, "%")
    counts = row(150, "platelets", 65, "10^9/L")
    assert days(course(base, counts)) == [(0, 0, True)]
    found = course(base, counts | {"text": "last follow-up"})
    assert days(found) == [(0, 0, True), (150, 150, False)]
    assert found.looks[0][1].counts.platelets == 65_000_000


def test_the_baseline_holds_the_last_of_each_compartment_before_day_1() -> None:
    """However far apart."""
    found = course(
        row(-40, "marrow_blasts", 50, "%"),
        row(-20, "marrow_blasts", 80, "%"),
        row(-5, "csf_blasts", text="none"),
        row(0, "mrd", 60, "%"),
        row(28, "marrow_blasts", 3, "%"),
    )
    base = found.looks[0][0]
    assert (base.marrow.day, base.marrow.blasts) == (-20, 80_000)
    assert (base.nervous.day, base.nervous.blasts) == (-5, 0)
    assert base.residual.amount == 60 * looks.MRD_PERCENT
    assert days(found)[0] == (0, 0, True)


def test_without_a_baseline_there_is_an_empty_one() -> None:
    """A day before the first time point."""
    found = course(row(28, "marrow_blasts", 3, "%"))
    assert days(found) == [(27, 27, True), (28, 28, False)]
    assert found.looks[0][0].marrow.day == NEVER


def test_dates_and_visits_are_taken_along() -> None:
    """Of the first day of a time point."""
    found = course(
        row(0, "marrow_blasts", 80, "%"),
        row(28, "marrow_blasts", 3, "%", date="2021-03-01"),
        measurements=[{"lesion": "T1", "role": "target", "day": 28, "visit": "month 1", "state": "absent"}],
    )
    assert found.points.select("date", "visit").row(1) == (date(2021, 3, 1), "month 1")


@pytest.mark.parametrize(
    ("value", "unit", "lloq", "text", "found", "amount", "limit"),
    [
        (0.011, "%", None, None, looks.QUANTIFIED, 110_000, MISSING),
        (0.0001, "%", None, None, looks.QUANTIFIED, 1_000, MISSING),
        (0.0001, "ratio", None, None, looks.QUANTIFIED, 100_000, MISSING),
        (1.2, "%", 0.01, None, looks.QUANTIFIED, 12_000_000, 100_000),
        (0.005, "%", 0.01, None, looks.DETECTED, MISSING, 100_000),
        (0.0, "%", 0.01, None, looks.NOT_DETECTED, MISSING, 100_000),
        (None, "%", 0.01, "not detected", looks.NOT_DETECTED, MISSING, 100_000),
        (None, "%", None, "<0.01", looks.NOT_DETECTED, MISSING, 100_000),
        (None, None, None, "negative; one month", looks.NOT_DETECTED, MISSING, MISSING),
        (None, None, None, "positive, below quantification", looks.DETECTED, MISSING, MISSING),
        (1.2, None, None, None, looks.DETECTED, MISSING, MISSING),
        (1.2, "copies", None, None, looks.DETECTED, MISSING, MISSING),
    ],
)
def test_residual_disease_is_read(
    value: float | None, unit: str | None, lloq: float | None, text: str | None, found: int, amount: int, limit: int
) -> None:
    """Percent, ratios, limits and words; a number of unknown unit is only positive."""
    one = look(row(0, "marrow_blasts", 80, "%"), row(28, "mrd", value, unit, lloq=lloq, text=text))
    assert (one.residual.found, one.residual.amount, one.residual.limit) == (found, amount, limit)


def test_several_assays_of_a_day() -> None:
    """The one that found most leads; others of at least 1 % are counted, and genetics with them."""
    one = look(
        row(0, "marrow_blasts", 80, "%", category="marrow"),
        row(28, "mrd_flow", 3, "%"),
        row(28, "mrd_pcr", 2, "%"),
        row(28, "FISH KMT2A", text="positive", category="marrow"),
    )
    assert (one.residual.amount, one.residual.others) == (3 * looks.MRD_PERCENT, 2)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("complete remission; one month, no day printed", looks.SAID_CR),
        ("CR2", looks.SAID_CR),
        ("complete hematologic response", looks.SAID_CR),
        ("CRi", looks.SAID_CRI),
        ("CR with incomplete count recovery", looks.SAID_CRI),
        ("MLFS", looks.SAID_MLFS),
        ("morphologic leukemia-free state", looks.SAID_MLFS),
        ("no evidence of leukemia", looks.SAID_CLEAR),
        ("relapse", looks.SAID_RELAPSE),
        ("complete remission without relapse", looks.SAID_CR),
        ("not in remission", looks.SAID_NO_REMISSION),
        ("refractory", looks.SAID_NO_REMISSION),
        ("hypocellular", -1),
    ],
)
def test_a_marrow_in_words_is_read(text: str, said: int) -> None:
    """Words that name no response are no category."""
    assert look(row(0, "marrow_blasts", 80, "%"), row(28, "marrow", text=text)).marrow.said == said


def test_a_molecular_remission_says_that_nothing_was_detected() -> None:
    """Unless an assay of that day says more."""
    base, words = row(0, "marrow_blasts", 80, "%"), row(28, "marrow", text="complete remission, cellular and molecular")
    assert look(base, words).residual.found == looks.NOT_DETECTED
    assert look(base, words, row(28, "mrd", 0.02, "%")).residual.found == looks.QUANTIFIED


def test_blasts_below_a_limit() -> None:
    """None detected is clear; below 5 % too, below 10 % not; blasts without a unit are percent."""
    base = row(0, "marrow_blasts", 80, "%")
    for text, said in (("none detected", looks.SAID_CLEAR), ("<5", looks.SAID_CLEAR), ("<10", -1)):
        assert look(base, row(28, "marrow_blasts", text=text)).marrow == looks.Marrow(28, MISSING, said)
    assert look(base, row(28, "marrow_blasts", 3)).marrow.blasts == 3_000
    assert look(base, row(28, "marrow_blasts", 3, "/uL")).marrow.blasts == MISSING


def test_contradictory_blasts_of_a_day() -> None:
    """Neither is believed, or the larger, or the smaller."""
    rows = (row(0, "marrow_blasts", 80, "%"), row(28, "marrow_blasts", 3, "%"), row(28, "marrow_blasts", 7, "%"))
    assert look(*rows).marrow == looks.Marrow(28, MISSING, contradicted=1)
    assert look(*rows, options=Options(duplicate_reading="largest")).marrow.blasts == 7_000
    assert look(*rows, options=Options(duplicate_reading="smallest")).marrow.blasts == 3_000


def test_counts_of_the_week_join_with_their_units() -> None:
    """The nearest to the marrow, converted; an unknown unit says nothing, and two values of a day neither."""
    base, marrow = row(0, "marrow_blasts", 80, "%"), row(28, "marrow_blasts", 3, "%")
    one = look(
        base, marrow, row(26, "ANC", 900, "/uL"), row(29, "ANC", 1.2, "10^9/L"), row(35, "platelets", 120, "G/L")
    )
    assert (one.counts.neutrophils, one.counts.platelets, one.last_day) == (1_200_000, 120_000_000, 35)
    assert look(base, marrow, row(28, "ANC", 2)).counts.neutrophils == MISSING
    twice = (row(28, "ANC", 2, "10^9/L"), row(28, "ANC", 3, "10^9/L"))
    assert look(base, marrow, *twice).counts.neutrophils == MISSING
    assert look(base, marrow, *twice, options=Options(duplicate_reading="largest")).counts.neutrophils == 3_000_000
    assert look(base, marrow, row(36, "platelets", 120, "10^9/L")).counts.day == NEVER
    assert look(base, marrow, row(28, "blood counts", text="recovered")).counts.said_full == 1


@pytest.mark.parametrize(
    ("agent", "day", "end_day", "support"),
    [
        ("filgrastim", 20, 21, looks.GROWTH_FACTOR),
        ("filgrastim", 19, 20, 0),
        ("G-CSF", 28, None, looks.GROWTH_FACTOR),
        ("G-CSF", 29, None, 0),
        ("eltrombopag", -10, 0, looks.TPO_AGONIST),
        ("eltrombopag", -10, -1, 0),
        ("romiplostim", -100, None, looks.TPO_AGONIST),
    ],
)
def test_drugs_that_hold_counts_up(agent: str, day: int, end_day: int | None, support: int) -> None:
    """G-CSF for 7 days, a TPO agonist for 28, and on where no end is recorded."""
    one = look(
        row(0, "marrow_blasts", 80, "%"),
        row(28, "marrow_blasts", 3, "%"),
        row(28, "ANC", 2, "10^9/L"),
        row(28, "platelets", 120, "10^9/L"),
        treatments=[{"day": day, "end_day": end_day, "agent": agent}],
    )
    assert one.counts.support == support


def test_transfusions_of_four_weeks() -> None:
    """As treatments or findings; none unless somebody says so."""
    rows = (row(0, "marrow_blasts", 80, "%"), row(40, "marrow_blasts", 3, "%"), row(40, "ANC", 2, "10^9/L"))
    for day, told in ((12, 1), (11, -1)):
        given = [{"day": day, "agent": "platelet transfusion"}]
        assert look(*rows, treatments=given).counts.transfused == told
    assert look(*rows, row(38, "transfusion", text="independent")).counts.transfused == 0
    assert look(*rows, row(38, "transfusions", text="given")).counts.transfused == 1


def test_fluid_is_read_with_the_blood_of_that_time() -> None:
    """Cells per microliter where no unit is given; white and red cells of blood within the week."""
    one = look(
        row(0, "marrow_blasts", 80, "%"),
        row(28, "csf_blasts", text="present"),
        row(28, "csf_wbc", 8),
        row(28, "csf_rbc", 50, "/uL"),
        row(27, "WBC", 10, "10^9/L"),
        row(27, "RBC", 4, "10^12/L"),
    )
    assert one.nervous == looks.Nervous(28, 1, 8_000, 50_000, 10_000_000, 4_000_000_000)
    palsy = look(row(0, "marrow_blasts", 80, "%"), row(28, "cranial_nerve_palsy", text="present"))
    assert palsy.nervous.signs == 1
    named = look(row(0, "marrow_blasts", 80, "%"), row(28, "CNS status", text="CNS2a"))
    assert named.nervous.said == looks.CNS2A


def test_blasts_of_the_blood_are_read() -> None:
    """Shares, cells and words."""
    base = row(0, "marrow_blasts", 80, "%")
    assert look(base, row(28, "circulating blasts", 2, "%")).blood == looks.Blood(28, 1, 2_000, looks.IN_PERCENT)
    assert look(base, row(28, "circulating blasts", 20, "/uL")).blood == looks.Blood(28, 1, 20_000, looks.IN_CELLS)
    assert look(base, row(28, "blood blasts", text="none")).blood.seen == 0
    near = look(base, row(28, "marrow_blasts", 3, "%"), row(22, "blood blasts", text="present"))
    assert near.blood.day == 22


def test_imaging_joins_by_reader_and_crs_is_counted() -> None:
    """Each reader has time points of its own; days since the onset of CRS come along."""
    lesions = [
        {"lesion": "T1", "role": "target", "day": day, "reader": reader, "longest_mm": "40", "perpendicular_mm": "20"}
        for reader in ("A", "B")
        for day in (0, 10)
    ]
    found = course(
        row(0, "marrow_blasts", 80, "%"),
        row(8, "marrow_blasts", 3, "%"),
        measurements=lesions,
        events=[{"day": 3, "event": "crs"}],
    )
    assert found.points.select("reader", "start", "last_day").rows() == [
        *[("A", 0, 0), ("A", 8, 10)],
        *[("B", 0, 0), ("B", 8, 10)],
    ]
    outside = found.looks[0][1].outside
    assert (outside.day, outside.days_since_crs, outside.sights[0].product) == (10, 7, 800_000_000)
    assert len(found.patients) == 2


def test_words_on_disease_outside_the_marrow() -> None:
    """Present or none."""
    base = row(0, "marrow_blasts", 80, "%")
    assert look(base, row(28, "extramedullary disease", text="present; smaller")).outside.said == 1
    assert look(base, row(28, "EMD", text="none")).outside == looks.Outside(28, said=0)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("left testis", 1),
        ("relapse in the left eye", 1),
        ("mass of the leg, biopsy pending", 1),
        ("suspected", IN_DOUBT),
        ("possible mass of the leg", IN_DOUBT),
        ("resolved completely", 0),
        ("complete response", 0),
        ("not assessed", UNTOLD),
    ],
)
def test_disease_outside_the_marrow_in_other_words(words: str, said: int) -> None:
    """A record that neither denies nor doubts the disease tells of it: nothing lets a remission be called over it."""
    base = row(0, "marrow_blasts", 80, "%")
    found = look(base, row(28, "marrow_blasts", 1, "%"), row(28, "extramedullary disease", text=words))
    assert found.outside.said == said


def test_who_is_looked_at() -> None:
    """Subjects with findings of leukemia or its diagnosis; nobody else."""
    solid = [{"subject": "S2", "lesion": "T1", "role": "target", "day": 0, "longest_mm": "40"}]
    assert course(row(0, "IL-6", 3, "pg/mL"), measurements=solid).looks == []
    named = course(
        row(0, "IL-6", 3, "pg/mL"),
        measurements=solid,
        subjects=[{"subject": "S2", "tumor_type": "acute lymphoblastic leukemia", "age": 9}],
    )
    assert named.points["subject"].to_list() == ["S2"]
    assert named.patients[0].age == 9


def test_a_study_without_leukemia_is_empty() -> None:
    """No time points, but the table has its columns."""
    found = course(row(0, "IL-6", 3, "pg/mL"))
    assert (len(found.points), found.looks, found.patients) == (0, [], [])
    assert found.points.columns[0] == "subject"


def test_numbers_that_are_none_say_nothing() -> None:
    """Not a number, infinite or below 0."""
    base = row(0, "marrow_blasts", 80, "%")
    for value in (float("nan"), float("inf"), -1.0):
        one = look(base, row(28, "marrow_blasts", value, "%"), row(28, "mrd", value, "%"))
        assert one.marrow.blasts == MISSING
        assert one.residual.found != looks.QUANTIFIED


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no CR", looks.SAID_NO_REMISSION),
        ("no complete response", looks.SAID_NO_REMISSION),
        ("no longer in remission", looks.SAID_NO_REMISSION),
        ("loss of remission", looks.SAID_NO_REMISSION),
        ("no blasts, complete remission", looks.SAID_CR),
        ("relapse-free, complete remission", looks.SAID_CR),
        ("no evidence of relapse", looks.SAID_CLEAR),
        ("second relapse", looks.SAID_RELAPSE),
        ("normal", looks.SAID_CLEAR),
        ("abnormal", -1),
        ("below 5 % of blasts", looks.SAID_CLEAR),
        ("below 50 % of blasts", -1),
        ("Ph-negative lymphoblasts", -1),
        ("not done", -1),
    ],
)
def test_words_that_deny_are_not_read_as_what_they_deny(text: str, said: int) -> None:
    """And a word inside another is none."""
    assert look(row(0, "marrow_blasts", 80, "%"), row(28, "marrow", text=text)).marrow.said == said


def test_several_words_on_one_marrow() -> None:
    """Disease leads, then the least of the remissions; that no blasts were found adds nothing."""
    base = row(0, "marrow_blasts", 80, "%")
    for texts, said in (
        (("complete remission", "relapse"), looks.SAID_RELAPSE),
        (("complete remission", "CRi"), looks.SAID_CRI),
        (("complete remission", "no evidence of leukemia"), looks.SAID_CR),
    ):
        assert look(base, *(row(28, "marrow", text=text) for text in texts)).marrow.said == said
        assert look(base, *(row(28, "marrow", text=text) for text in reversed(texts))).marrow.said == said


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("none detected", looks.NOT_DETECTED),
        ("no MRD detected", looks.NOT_DETECTED),
        ("undetectable", looks.NOT_DETECTED),
        ("detected", looks.DETECTED),
        ("positive, not quantifiable", looks.DETECTED),
        ("not done", -1),
    ],
)
def test_residual_disease_in_words(text: str, found: int) -> None:
    """Nothing found, something found, nobody looked."""
    assert look(row(0, "marrow_blasts", 80, "%"), row(28, "mrd", text=text)).residual.found == found


def test_a_denied_molecular_remission_says_nothing_of_residual_disease() -> None:
    """Neither does a molecular relapse beside a remission."""
    base = row(0, "marrow_blasts", 80, "%")
    for text in ("complete remission, no molecular remission", "complete remission, molecular relapse"):
        assert look(base, row(28, "marrow", text=text)).residual.found == -1


@pytest.mark.parametrize("text", ["not done", "not assessed", "not performed", "unknown", "not yet examined"])
def test_what_nobody_looked_at_is_not_clear(text: str) -> None:
    """Blood, fluid, signs and disease outside the marrow stay untold."""
    base = row(0, "marrow_blasts", 80, "%")
    tests = ("circulating blasts", "lumbar puncture", "cns_signs", "extramedullary")
    one = look(base, *(row(28, test, text=text) for test in tests))
    assert (one.blood.seen, one.nervous.blasts, one.nervous.signs, one.outside.said) == (-1, -1, -1, -1)
    none = look(base, *(row(28, test, text="none") for test in tests))
    assert (none.blood.seen, none.nervous.blasts, none.nervous.signs, none.outside.said) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("text", "said_full"),
    [
        ("recovered", 1),
        ("normal", 1),
        ("not recovered", 0),
        ("counts have not recovered", 0),
        ("incomplete recovery", 0),
        ("low", 0),
    ],
)
def test_the_recovery_of_counts_in_words(text: str, said_full: int) -> None:
    """Only words that say so without a but."""
    one = look(row(0, "marrow_blasts", 80, "%"), row(28, "marrow_blasts", 3, "%"), row(28, "blood counts", text=text))
    assert one.counts.said_full == said_full


@pytest.mark.parametrize(("text", "said"), [("normal", 1), ("present", 1), ("absent", 0), ("reduced", -1)])
def test_three_lineages_in_words(text: str, said: int) -> None:
    """A normal maturation is one of all three."""
    one = look(row(0, "marrow_blasts", 80, "%"), row(28, "marrow_blasts", 3, "%"), row(28, "trilineage", text=text))
    assert one.marrow.trilineage == said


@pytest.mark.parametrize(
    ("text", "said"),
    [("CNS 1", looks.CNS1), ("CNS3b", looks.CNS3B), ("none", looks.CNS1), ("present", looks.CNS_BLASTS), ("odd", -1)],
)
def test_the_class_of_the_nervous_system_as_printed(text: str, said: int) -> None:
    """A class, or words that tell whether there is any leukemia."""
    assert look(row(0, "marrow_blasts", 80, "%"), row(28, "CNS disease", text=text)).nervous.said == said


def test_signs_of_another_day_do_not_hide_the_fluid() -> None:
    """Each counts from its last day."""
    base = row(0, "marrow_blasts", 80, "%")
    one = look(base, row(28, "csf_blasts", text="present"), row(28, "csf_wbc", 8), row(30, "cns_signs", text="none"))
    assert one.nervous == looks.Nervous(30, 1, 8_000, signs=0)
    before = course(
        row(-9, "csf_blasts", text="present"), row(-2, "cns_signs", text="none"), row(28, "marrow", text="CR")
    )
    assert before.looks[0][0].nervous.blasts == 1


def test_a_first_imaging_during_therapy_is_a_time_point() -> None:
    """It is no baseline, and is not lost."""
    sizes = [
        {"lesion": "T1", "role": "target", "day": day, "longest_mm": longest, "perpendicular_mm": "20"}
        for day, longest in ((9, "40"), (40, "20"))
    ]
    found = course(row(0, "marrow_blasts", 80, "%"), row(28, "marrow_blasts", 3, "%"), measurements=sizes)
    assert [(one.outside.day, len(one.outside.sights)) for one in found.looks[0]] == [
        (NEVER, 0),
        (9, 1),
        (NEVER, 0),
        (40, 1),
    ]


def test_residual_disease_in_blood_plasma_is_not_of_the_marrow() -> None:
    """Category `ctdna` is of another table, and makes nobody a patient with leukemia."""
    assert kind_of("MRD", "ctdna") is None
    assert course(row(28, "MRD", 0.1, "%", category="ctdna")).looks == []


def test_transfusions_until_day_0() -> None:
    """A course that ends on day 0 reaches to it."""
    rows = (row(0, "marrow_blasts", 80, "%"), row(28, "marrow_blasts", 3, "%"), row(28, "ANC", 2, "10^9/L"))
    for end_day, told in ((0, 1), (-1, -1)):
        given = [{"day": -10, "end_day": end_day, "agent": "red cell transfusions"}]
        assert look(*rows, treatments=given).counts.transfused == told


PRINTED = {
    "POSITIVE_LOW": [row(28, "mrd", 0.01, "%", lloq=0.001)],
    "NEGATIVE_INSUFFICIENT_SENSITIVITY": [row(28, "mrd", None, "%", text="not detected", lloq=0.1)],
    "COMPLETE": [row(28, "mrd", None, "%", text="not detected", lloq=0.01)],
    "CNS2b": [row(28, "csf_wbc", 3), row(28, "csf_blasts", text="present"), row(28, "csf_rbc", 50)],
    "CNS2c": [
        row(28, "csf_wbc", 8),
        row(28, "csf_blasts", text="present"),
        row(28, "csf_rbc", 50),
        row(28, "WBC", 10, "10^9/L"),
    ],
    "CNS3a": [row(28, "csf_wbc", 8), row(28, "csf_blasts", text="present"), row(28, "csf_rbc", 2)],
    "CNS3c": [row(28, "cranial_nerve_palsy", text="present"), row(28, "csf_blasts", text="none")],
}


@pytest.mark.parametrize("word", PRINTED)
def test_published_classes_from_findings(word: str) -> None:
    """Residual disease at its limits and sensitivities, and the nervous system, through a whole study."""
    study = ebbtide.read_study({"findings": table([row(0, "marrow_blasts", 80, "%"), *PRINTED[word]])})
    found = ebbtide.assess(study, criteria=["all"]).components
    assert found.filter(component="cns" if word.startswith("CNS") else "mrd")["category"].to_list() == [word]


@pytest.mark.parametrize(("day", "call"), [(17, "NOT_CR_RESIDUAL_EMD"), (18, "PD")])
def test_a_mass_that_swells_with_crs_through_a_study(day: int, call: str) -> None:
    """Up to 14 days after the onset it is held and flagged; a day later it is progression."""
    sizes = [
        {"lesion": "T1", "role": "target", "day": when, "longest_mm": longest, "perpendicular_mm": "40"}
        for when, longest in ((0, "40"), (day, "70"))
    ]
    frames = {
        "findings": table([row(0, "marrow_blasts", 80, "%")]),
        "measurements": table(sizes),
        "events": table([{"day": 3, "event": "crs"}]),
    }
    found = ebbtide.assess(ebbtide.read_study(frames), criteria=["all"]).responses
    assert found["overall_response"].cast(pl.String).to_list() == [call]
    assert ("SWELLING_WITH_CRS" in found["flags"][0].split()) == (call != "PD")
