"""The pathway over whole studies: the published gastric case worked by hand, and small records made for a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

import ebbtide
from ebbtide.errors import CriteriaError, MissingColumnError
from ebbtide.evidence.pathway import inputs_of, pathway, standing
from ebbtide.study import Study
from ebbtide.study.columns import TABLES
from tests.evidence.test_pathway_laws import DRUGS, ORDERS

if TYPE_CHECKING:
    from ebbtide.assessment.courses import Courses

Rows = list[tuple[Any, ...]]


def frame(columns: str, *rows: tuple[object, ...]) -> pl.DataFrame:
    """Make a table of one patient, S1."""
    names = columns.split()
    return pl.DataFrame(
        [{"subject": "S1", **dict(zip(names, row, strict=True))} for row in rows], infer_schema_length=None
    )


def assessed(**tables: pl.DataFrame) -> tuple[Study, Courses]:
    """Read and assess a record under iRECIST."""
    assessment = ebbtide.assess(dict(tables), criteria=["irecist"])
    return assessment.study, assessment.courses


def sums(*rows: tuple[int, float, str]) -> pl.DataFrame:
    """Make time points: day, sum in mm, new lesions."""
    return frame("day target_sum_mm new_lesion", *rows)


def transitions(table: pl.DataFrame) -> Rows:
    """Take what a hand-worked case says of each step."""
    return table.select("day", "transition", "state", "underneath", "due_open", "due_close").rows()


UNCONFIRMED = sums((0, 50.0, "none"), (28, 70.0, "none"))
FALSE_ALARM = sums((0, 50.0, "none"), (28, 70.0, "none"), (56, 48.0, "none"))
CONFIRMED = sums((0, 50.0, "none"), (28, 70.0, "none"), (56, 80.0, "none"))


@pytest.fixture(scope="module")
def gastric() -> tuple[Study, Courses, pl.DataFrame]:
    """The bundled gastric case, its courses and its patterns."""
    study = ebbtide.read_study(ebbtide.examples.path("gastric-car-t"))
    assessment = ebbtide.assess(study, criteria=["recist-1.1", "irecist"])
    return study, assessment.courses, assessment.patterns()


def test_the_gastric_case_as_worked_by_hand(gastric: tuple[Study, Courses, pl.DataFrame]) -> None:
    """Larger on day 28, due day 56 to 84, smaller on day 56, biopsy of class H1, a second infusion, larger, overdue."""
    study, courses, _ = gastric
    table = pathway(study, courses).filter(machine="P-CART-EARLY")

    assert table.select("run", "day", "transition", "state", "due_open", "due_close", "overdue").rows() == [
        (1, 0, "", "NONE", None, None, False),
        (1, 0, "cart-14", "NONE", None, None, False),
        (1, 28, "cart-03", "FLARE_SCAN", 56, 84, False),
        (1, 56, "cart-08", "FLARE_RESOLVED", None, None, False),
        (1, 100, "cart-11", "FLARE_RESOLVED", None, None, False),
        (1, 127, "cart-16", "CLOSED", None, None, False),
        (2, 127, "", "NONE", None, None, False),
        (2, 156, "cart-03", "FLARE_SCAN", 184, 212, False),
        (2, 156, "cart-14", "FLARE_SCAN", 184, 212, False),
        (2, 213, "cart-15", "FLARE_SCAN", 184, 212, True),
    ]
    assert table["label"].to_list()[3:5] == ["pseudoprogression by course", "histology supports pseudoprogression"]
    assert table["flags"].to_list()[-1] == ["CONFOUNDED"]


def test_hyperprogression_calls_for_a_review_on_top_of_the_machine(
    gastric: tuple[Study, Courses, pl.DataFrame],
) -> None:
    """With +113.6 % on day 28 (Matos 2020) the review is due that day, and the machine runs on underneath."""
    study, courses, patterns = gastric
    table = pathway(study, courses, patterns).filter(machine="P-CART-EARLY", run=1)

    assert transitions(table)[2:] == [
        (28, "cart-03", "URGENT_REVIEW", "FLARE_SCAN", 28, 28),
        (56, "cart-08", "URGENT_REVIEW", "FLARE_RESOLVED", 28, 28),
        (100, "cart-11", "URGENT_REVIEW", "FLARE_RESOLVED", 28, 28),
        (127, "cart-16", "CLOSED", "CLOSED", None, None),
    ]
    assert table["overrides"].to_list()[2] == ["O3"]
    assert table.row(2, named=True)["window_close"] == 84


@pytest.mark.parametrize("today", [0, 27, 28, 60, 110, 130, 160, 300])
def test_a_record_cut_off_gives_the_same_past(gastric: tuple[Study, Courses, pl.DataFrame], today: int) -> None:
    """What a study says up to a day does not depend on what it says later."""
    study, courses, _ = gastric
    tables = {
        name: table.filter(pl.col("day") <= today) if "day" in TABLES[name].schema else table
        for name, table in study.tables.items()
    }
    cut = ebbtide.assess(Study("cut", tables), criteria=["recist-1.1", "irecist"])
    past = pathway(study, courses, today=today)

    assert pathway(cut.study, cut.courses, today=today).equals(past)
    assert past.equals(pathway(study, courses).filter(pl.col("day") <= today))


def test_a_progression_taken_back_is_pseudoprogression() -> None:
    """After iUPD on day 28 a scan is due on day 56 to 84; iSD on day 56 settles it."""
    assert transitions(pathway(*assessed(timepoints=FALSE_ALARM))) == [
        (0, "", "CLEAR", "CLEAR", None, None),
        (28, "ici-01", "UNCONFIRMED", "UNCONFIRMED", 56, 84),
        (56, "ici-05", "WATCH", "WATCH", 56, 84),
        (56, "ici-13", "PSEUDO", "PSEUDO", None, None),
    ]


def test_a_confirmed_progression_is_dated_at_the_first() -> None:
    """A progression that iCPD confirms on day 56 is dated on day 28."""
    last = pathway(*assessed(timepoints=CONFIRMED)).row(-1, named=True)

    assert (last["state"], last["day"], last["event_day"]) == ("CONFIRMED", 56, 28)


@pytest.mark.parametrize(("today", "overdue"), [(84, False), (85, True)])
def test_a_window_is_past_the_day_after_its_end(today: int, overdue: bool) -> None:  # noqa: FBT001 - a case
    """Without a scan, iUPD of day 28 is overdue on day 85, not on day 84."""
    row = standing(*assessed(timepoints=UNCONFIRMED), today=today).row(0, named=True)

    assert (row["overdue"], row["due_close"]) == (overdue, 84)


def test_death_without_a_scan_leaves_it_unresolved() -> None:
    """The event is dated at the first iUPD, and nothing is to be obtained."""
    events = frame("day event", (50, "death"))
    row = pathway(*assessed(timepoints=UNCONFIRMED, events=events)).row(-1, named=True)

    assert (row["state"], row["event_day"], row["data_to_obtain"]) == ("UNRESOLVED", 28, [])
    assert row["label"].endswith("dated at the first iUPD")


def test_a_biopsy_is_planned_read_and_leaves_the_scan_due() -> None:
    """Class H4 asks for the scan at its earliest; class H1 leaves the window as it was."""
    events = frame("day event end_day", (30, "biopsy_planned", 35))
    for words, last, label in (
        ("H4", (56, 56), "histology supports true progression"),
        ("no tumor cells, lymphocytic infiltrate", (56, 84), "histology supports pseudoprogression"),
    ):
        findings = frame("day test text category", (35, "biopsy", words, "pathology"))
        table = pathway(*assessed(timepoints=UNCONFIRMED, events=events, findings=findings))
        assert transitions(table)[2] == (30, "ici-02", "TISSUE_PENDING", "TISSUE_PENDING", 35, 35)
        row = table.row(-1, named=True)
        assert ((row["due_open"], row["due_close"]), row["label"]) == (last, label)


@pytest.mark.parametrize(
    ("test", "value", "text"),
    [("lesion_accessible", None, "no"), ("biopsy_consent", None, "no"), ("ecog", 3.0, None), ("karnofsky", 50.0, None)],
)
def test_what_forbids_a_biopsy_keeps_it_from_being_awaited(test: str, value: float | None, text: str | None) -> None:
    """Without access, consent or performance the machine does not wait for tissue."""
    findings = frame("day test value text category", (0, test, value, text, "pathology"))
    events = frame("day event", (30, "biopsy_planned"))
    table = pathway(*assessed(timepoints=UNCONFIRMED, events=events, findings=findings))

    assert "TISSUE_PENDING" not in table["underneath"].to_list()


@pytest.mark.parametrize(
    ("values", "raised"),
    [
        ([("ecog", 0, 1.0), ("ecog", 27, 2.0)], ["O2"]),
        ([("ecog", 0, 1.0), ("ecog", 27, 1.0)], []),
        ([("karnofsky", 0, 90.0), ("karnofsky", 27, 80.0)], []),
        ([("karnofsky", 0, 80.0), ("karnofsky", 27, 70.0)], ["O2"]),
        ([("karnofsky", 0, 90.0), ("ecog", 27, 2.0)], []),
        ([("oxygen", 0, 0.0), ("oxygen", 30, 2.0)], ["O2"]),
        ([("vasopressors", 0, 1.0), ("vasopressors", 30, 1.0)], []),
    ],
)
def test_worse_performance_or_support_calls_for_a_review(
    values: list[tuple[str, int, float]], raised: list[str]
) -> None:
    """A scale is compared with itself; a fall by an ECOG class or an escalation of support does not wait."""
    findings = frame("test day value category", *((*one, "performance") for one in values))
    row = standing(*assessed(timepoints=UNCONFIRMED, findings=findings)).row(0, named=True)

    assert row["overrides"] == raised
    assert (row["state"] == "URGENT_REVIEW") == bool(raised)


def test_a_review_is_closed_by_a_name_and_a_reason() -> None:
    """A note without both leaves it open; with both, the machine shows again."""
    signs = [(30, "critical_site", "airway"), (31, "review_closed", "done")]
    closed = [*signs, (33, "review_closed", "Dr. Ito: airway free on CT")]
    study, courses = assessed(timepoints=UNCONFIRMED, events=frame("day event detail", *closed))

    open_row = standing(study, courses, today=32).row(0, named=True)
    assert (open_row["state"], open_row["underneath"], open_row["due_open"]) == ("URGENT_REVIEW", "UNCONFIRMED", 30)
    assert open_row["data_to_obtain"][0]["datum"] == "urgent review by the treating team"
    assert standing(study, courses, today=33).row(0, named=True)["state"] == "UNCONFIRMED"


def test_a_symptom_before_the_scan_counts_with_the_growth_it_shows() -> None:
    """New symptom on day 26, iUPD on day 28: review on day 28; the same symptom before iSD calls for none."""
    events = frame("day event", (26, "new_symptom"))
    row = pathway(*assessed(timepoints=UNCONFIRMED, events=events)).row(-1, named=True)
    assert (row["day"], row["overrides"]) == (28, ["O4"])
    calm = sums((0, 50.0, "none"), (28, 50.0, "none"), (56, 70.0, "none"))
    assert pathway(*assessed(timepoints=calm, events=events)).row(-1, named=True)["overrides"] == []


def test_a_swelling_at_the_tumor_goes_down_when_crs_is_over() -> None:
    """Seed of the leg lesion: swelling with CRS on day 3, normal on day 14, imaging of month 1 due."""
    treatments = frame("day agent class", (0, "CAR-T", "car_t"))
    events = frame(
        "day event end_day grade",
        (3, "crs", 9, 2), (3, "swelling", None, None), (14, "swelling_resolved", None, None),
    )  # fmt: skip
    study, courses = assessed(timepoints=sums((0, 50.0, "none")), treatments=treatments, events=events)

    assert transitions(pathway(study, courses))[1:] == [
        (3, "cart-01", "FLARE_EARLY", "FLARE_EARLY", 3, 35),
        (14, "cart-04", "FLARE_RESOLVED", "FLARE_RESOLVED", 25, 35),
    ]
    assert standing(study, courses, today=36).row(0, named=True)["overdue"]


@pytest.mark.parametrize(("grade", "raised"), [(2, []), (3, ["LESIONAL_CRS"])])
def test_severe_local_inflammation_cannot_wait(grade: int, raised: list[str]) -> None:
    """Lesional CRS of grade 3 calls for a review, grade 2 does not."""
    treatments = frame("day agent class", (0, "CAR-T", "car_t"))
    events = frame("day event grade", (5, "lesional_crs", grade))
    row = standing(*assessed(timepoints=sums((0, 50.0, "none")), treatments=treatments, events=events)).row(
        0, named=True
    )

    assert (row["underneath"], row["overrides"]) == ("FLARE_EARLY", raised)


@pytest.mark.parametrize(
    ("rows", "flags"),
    [
        ([(9, "CAR copies in blood", None, "not detected"), (28, "car_copies", 40.0, None)], ["NO_EXPANSION"]),
        ([(9, "CAR copies in blood", 500.0, None), (28, "car_copies", None, "undetectable")], []),
        ([(20, "b_cells", None, "recovered")], ["NO_EXPANSION"]),
        ([(29, "b_cells", None, "recovered")], []),
    ],
)
def test_no_expansion_is_flagged(rows: Rows, flags: list[str]) -> None:
    """Never above the limit by day 28, or B cells back by then after CD19 cells, speaks against a flare."""
    treatments = frame("day agent class", (0, "CD19 CAR-T", "car_t"))
    findings = frame("day test value text lloq category", *((*row, 50.0, "car_kinetics") for row in rows))
    study, courses = assessed(timepoints=UNCONFIRMED, treatments=treatments, findings=findings)

    assert standing(study, courses, today=40).row(0, named=True)["flags"] == flags


@pytest.mark.parametrize(
    ("scores", "state", "due"),
    [
        ({"deauville": 2.0}, "RESPONSE", (90, 90)),
        ({"deauville": 4.0}, "INDETERMINATE_AVID", (58, 90)),
        ({"deauville": 4.0, "suv_max": 12.0}, "HIGH_RISK_AVID", (58, 58)),
        ({"deauville": 5.0}, "HIGH_RISK_AVID", (58, 58)),
    ],
)
def test_the_pet_of_month_1(scores: dict[str, float], state: str, due: tuple[int, int]) -> None:
    """Deauville score and SUVmax on day 30 say where a lymphoma stands after CAR-T cells."""
    findings = frame("day test value category", *((30, test, value, "imaging") for test, value in scores.items()))
    study, courses = assessed(
        subjects=frame("tumor_type", ("diffuse large B-cell lymphoma",)),
        timepoints=sums((0, 50.0, "none"), (30, 40.0, "none")),
        treatments=frame("day agent class", (0, "CAR-T", "car_t")),
        findings=findings,
    )
    row = pathway(study, courses).filter(machine="P-CART-M1").row(-1, named=True)

    # Deauville 4 on day 30: 4 to 8 weeks is day 58 to 86, and month 3 is day 90.
    assert (row["state"], (row["due_open"], row["due_close"])) == (state, due)


def test_an_indeterminate_response_that_grows_on_is_dated_at_its_first() -> None:
    """IR1 on day 60, grown on by 10 % with a lesion 5 mm larger on day 140: PD, dated day 60."""
    lymphoma = pl.DataFrame(
        {
            "subject": ["S1"] * 2,
            "day": [60, 140],
            "category": ["PD", "PD"],
            "by_spd": [True, True],
            "spd_um2": [1500, 1650],
            "reference_um2": [1000, 1000],
            "grown": [True, True],
        }
    )
    study, courses = assessed(timepoints=sums((0, 50.0, "none")))
    table = pathway(study, courses, lymphoma=lymphoma).filter(machine="P-LYRIC")

    assert table.select("day", "state", "due_open", "due_close", "event_day").rows()[1:] == [
        (60, "IR1", 88, 144, None),
        (140, "PD", None, None, 60),
    ]


def test_one_row_per_patient_and_the_most_pressing_machine() -> None:
    """Standing has a row for each subject; who has no machine is not assessable."""
    events = pl.DataFrame({"subject": ["S2"], "day": [3], "event": ["crs"]})
    study, courses = assessed(timepoints=UNCONFIRMED, events=events)
    table = standing(study, courses)

    assert table.select("subject", "state").rows() == [("S1", "UNCONFIRMED"), ("S2", "NOT_ASSESSABLE")]
    assert table.row(1, named=True)["data_to_obtain"]


def test_reason_and_source_stand_in_every_explanation(gastric: tuple[Study, Courses, pl.DataFrame]) -> None:
    """Each transition names its source, in its column and in its explanation, and orders nothing."""
    study, courses, patterns = gastric
    table = pathway(study, courses, patterns).filter(pl.col("transition") != "")

    for row in table.iter_rows(named=True):
        assert row["source"]
        assert row["source"] in row["explanation"]
        assert not ORDERS.search(row["explanation"])
        assert not DRUGS.search(row["explanation"])


def test_what_is_not_there_is_an_error() -> None:
    """A subject or reader that the study lacks, and assessments without a category, are told."""
    study, courses = assessed(timepoints=UNCONFIRMED)

    with pytest.raises(CriteriaError, match="S9"):
        inputs_of(study, courses, None, "S9")
    with pytest.raises(CriteriaError, match="nobody"):
        pathway(study, courses, reader="nobody")
    with pytest.raises(MissingColumnError, match="category"):
        pathway(study, courses, lymphoma=pl.DataFrame({"subject": ["S1"], "day": [3]}))
