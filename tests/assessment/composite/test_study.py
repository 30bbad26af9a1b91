"""Whole studies under composite criteria: which are asked, what is written, and what follows."""

from __future__ import annotations

from typing import Any, Final

import polars as pl
import pytest

import ebbtide
from ebbtide import workflow
from ebbtide.criteria import COMPOSITES
from ebbtide.errors import DataError

SOLID: Final = [criterion.id for criterion in ebbtide.CRITERIA]
LYMPHOMA: Final = ["lugano", "lyric", "recil"]


def table(*cells: dict[str, Any]) -> pl.DataFrame:
    """Lay rows out as a table; a cell that a row leaves out is blank."""
    names = list(dict.fromkeys(name for row in cells for name in row))
    return pl.DataFrame({name: [row.get(name) for row in cells] for name in names})


def node(subject: str, day: int, size: tuple[int, int], name: str = "T1", role: str = "target") -> dict[str, Any]:
    """Make one reading of a lymph node, in mm."""
    sizes = {"longest_mm": str(size[0]), "perpendicular_mm": str(size[1])}
    return {"subject": subject, "lesion": name, "day": day, "role": role, "organ": "lymph node", **sizes}


SCANS: Final = table(
    *(node("FLARE", day, size) for day, size in ((0, (40, 30)), (42, (50, 40)), (84, (30, 20)), (126, (28, 18)))),
    *(node("TRUE", day, size) for day, size in ((0, (40, 30)), (42, (50, 40)), (84, (62, 52)))),
    *(node("OPEN", day, size) for day, size in ((0, (40, 30)), (42, (50, 40)))),
    *(node("LATE", day, size) for day, size in ((0, (40, 30)), (42, (40, 30)), (120, (60, 50)))),
)
"""Burdens that grow by two thirds on day 42: taken back, borne out, left open; and one that grows after 12 weeks."""
NOTES: Final = table(
    {"subject": "FLARE", "day": 126, "deauville": "2", "uptake": "lower", "marrow_uptake": "none", "spleen_mm": "120"}
)
PATIENTS: Final = table(
    *({"subject": name, "tumor_type": "follicular lymphoma"} for name in ("FLARE", "TRUE", "OPEN", "LATE"))
)


@pytest.fixture(scope="module")
def assessment() -> ebbtide.Assessment:
    """Judge four patients with lymphoma under everything that they call for."""
    return ebbtide.assess(ebbtide.read_study({"measurements": SCANS, "timepoints": NOTES, "subjects": PATIENTS}))


def calls_of(assessment: ebbtide.Assessment, criterion: str, subject: str) -> dict[int, str]:
    """Give the calls of one subject by day."""
    rows = assessment.responses.filter(subject=subject).filter(pl.col("criterion").cast(pl.String) == criterion)
    return dict(rows.select("day", pl.col("overall_response").cast(pl.String)).iter_rows())


class TestAsked:
    """Which criteria a study is judged under unasked."""

    def test_a_lymphoma_is_judged_under_the_criteria_of_lymphoma_too(self, assessment: ebbtide.Assessment) -> None:
        """The diagnosis says so; the criteria by sizes stand beside."""
        assert [criterion.id for criterion in assessment.criteria] == [*SOLID, *LYMPHOMA]

    def test_a_carcinoma_is_not(self) -> None:
        """Nothing but sizes is told."""
        found = ebbtide.assess(ebbtide.read_study({"measurements": SCANS}))
        assert [criterion.id for criterion in found.criteria] == SOLID

    @pytest.mark.parametrize(
        ("note", "wanted"),
        [
            ({"deauville": "4"}, LYMPHOMA),
            ({"spleen_mm": "120"}, LYMPHOMA),
            ({"liver_sul": "2.1"}, ["percist", "percimt", "ipercist", "impercist5"]),
            ({"steroid_mg": "4"}, ["rano", "irano"]),
            ({"flair": "stable"}, ["rano", "irano"]),
        ],
    )
    def test_what_is_said_of_a_scan_calls_for_its_criteria(self, note: dict[str, str], wanted: list[str]) -> None:
        """Who gives a Deauville score wants Lugano."""
        notes = table({"subject": "OPEN", "day": 42, **note})
        found = ebbtide.assess(ebbtide.read_study({"measurements": SCANS, "timepoints": notes}))
        assert [criterion.id for criterion in found.criteria] == [*SOLID, *wanted]

    @pytest.mark.parametrize(
        ("diagnosis", "wanted"),
        [
            ("glioblastoma", ["rano", "irano"]),
            ("Hodgkin lymphoma", LYMPHOMA),
            ("B-lineage acute lymphoblastic leukemia", ["all"]),
            ("ALL", ["all"]),
            ("small cell lung cancer", []),
            ("acute myeloid leukemia", []),
        ],
    )
    def test_a_diagnosis_calls_for_its_criteria(self, diagnosis: str, wanted: list[str]) -> None:
        """Only of diagnoses that a criterion is made for."""
        patients = table({"subject": "OPEN", "tumor_type": diagnosis})
        found = ebbtide.assess(ebbtide.read_study({"measurements": SCANS, "subjects": patients}))
        assert [criterion.id for criterion in found.criteria] == [*SOLID, *wanted]


class TestResponses:
    """The table of responses, and its parts."""

    def test_calls_stand_side_by_side_in_the_order_of_the_house(self, assessment: ebbtide.Assessment) -> None:
        """Every time point has a row for every criterion."""
        ids = assessment.responses["criterion"].cast(pl.String).to_list()
        points = assessment.responses.select("subject", "day").unique().height
        assert ids == [*SOLID, *LYMPHOMA] * points
        assert assessment.responses["subject"].is_sorted()

    def test_criteria_by_sizes_say_what_they_say_alone(self, assessment: ebbtide.Assessment) -> None:
        """Nothing that is asked beside them changes their calls."""
        alone = ebbtide.assess(assessment.study, criteria=SOLID)
        theirs = assessment.responses.filter(pl.col("criterion").cast(pl.String).is_in(SOLID))
        assert theirs.equals(alone.responses)

    def test_lyric_waits_where_lugano_calls_progression(self, assessment: ebbtide.Assessment) -> None:
        """+66.7 % by day 42 is PD and IR(1); a further +61 % on day 84 is PD; a fall to half is PR."""
        assert calls_of(assessment, "lugano", "TRUE") == {42: "PD", 84: "PD"}
        assert calls_of(assessment, "lyric", "TRUE") == {42: "IR(1)", 84: "PD"}
        assert calls_of(assessment, "lyric", "FLARE") == {42: "IR(1)", 84: "PR", 126: "CR"}
        assert calls_of(assessment, "lyric", "LATE") == {42: "SD", 120: "PD"}

    def test_parts_are_told_apart(self, assessment: ebbtide.Assessment) -> None:
        """On day 126 the CT is a partial response and the PET a complete one, which decides."""
        parts = assessment.components.filter(subject="FLARE", day=126, criterion="lugano")
        told = dict(parts.select("component", "category").iter_rows())
        assert (told["ct"], told["pet"]) == ("PR", "CMR")
        assert calls_of(assessment, "lugano", "FLARE")[126] == "CR"

    def test_every_row_has_its_reason_in_words(self, assessment: ebbtide.Assessment) -> None:
        """A call without a reason cannot be checked."""
        assert assessment.responses.filter(
            pl.col("reasons").cast(pl.String).str.len_chars().fill_null(0) == 0
        ).is_empty()
        assert assessment.responses["explanation"].null_count() == 0


class TestWhatFollows:
    """Settled progressions, best responses and endpoints."""

    def test_an_indeterminate_response_is_settled_by_what_follows(self, assessment: ebbtide.Assessment) -> None:
        """Cleared by a response, borne out by PD, or open."""
        rows = assessment.settled.filter(criterion="lyric").select("subject", "day", "outcome", "known_day").rows()
        assert rows == [
            ("FLARE", 42, "disregarded", 84),
            ("LATE", 120, "confirmed", 120),
            ("OPEN", 42, "unconfirmed", None),
            ("TRUE", 42, "confirmed", 84),
        ]

    def test_progression_under_lyric_is_dated_at_the_first_indeterminate_response(
        self, assessment: ebbtide.Assessment
    ) -> None:
        """PD of day 84 after IR of day 42 is an event of day 42; an open IR is none, a cleared one never was."""
        times = assessment.endpoints().filter(endpoint="PFS", criterion="lyric")
        found = {row["subject"]: (row["event"], row["day"]) for row in times.iter_rows(named=True)}
        assert found == {"FLARE": (False, 126), "LATE": (True, 120), "OPEN": (False, 0), "TRUE": (True, 42)}

    def test_progression_under_lugano_is_final(self, assessment: ebbtide.Assessment) -> None:
        """The first PD ends the record."""
        times = assessment.endpoints().filter(endpoint="PFS", criterion="lugano")
        assert times.select("subject", "event", "day").rows() == [
            ("FLARE", True, 42),
            ("LATE", True, 120),
            ("OPEN", True, 42),
            ("TRUE", True, 42),
        ]

    def test_best_responses_follow(self, assessment: ebbtide.Assessment) -> None:
        """A complete response after an indeterminate one is the best under LYRIC; PD is under Lugano."""
        best = assessment.best_responses().filter(subject="FLARE")
        told = dict(best.select("criterion", "best_overall_response").iter_rows())
        assert (told["lugano"], told["lyric"]) == ("PD", "CR")

    def test_reported_responses_lead_to_the_same_endpoints(self, assessment: ebbtide.Assessment) -> None:
        """What is computed, handed back as reported, settles and times alike."""
        said = assessment.responses.select(
            pl.col("subject", "reader", "criterion", "overall_response").cast(pl.String), "day"
        ).filter(pl.col("criterion").is_in(LYMPHOMA))
        again = ebbtide.assess(ebbtide.read_study({"reported": said}), responses="reported")
        columns = ["subject", "criterion", "endpoint", "day", "event", "event_description"]
        ours = assessment.endpoints().filter(pl.col("criterion").is_in(LYMPHOMA)).select(columns)
        theirs = again.endpoints().filter(pl.col("criterion").is_in(LYMPHOMA)).select(columns)
        assert theirs.equals(ours)


class TestAskedAlone:
    """A study asked about composite criteria alone."""

    def test_no_other_criterion_is_judged(self) -> None:
        """Lugano alone has its responses, endpoints and patterns."""
        found = ebbtide.assess(ebbtide.read_study({"measurements": SCANS}), criteria=["lugano"])
        assert found.responses["criterion"].cast(pl.String).unique().to_list() == ["lugano"]
        assert found.endpoints()["criterion"].unique().sort().to_list() == ["", "lugano"]
        assert found.best_responses().height == 4
        assert found.patterns().is_empty() or "lugano" not in found.patterns()["definition"].to_list()

    def test_every_criterion_answers_a_study_of_bare_sizes(self) -> None:
        """Where nothing else is told they say what can be said, or NE; none fails."""
        ids = [criterion.id for criterion in COMPOSITES]
        found = ebbtide.assess(ebbtide.read_study({"measurements": SCANS}), criteria=ids)
        told = found.responses.group_by(pl.col("criterion").cast(pl.String)).len()
        assert set(told["criterion"]) >= set(ids) - {"all"}

    def test_every_criterion_answers_a_study_of_sums(self) -> None:
        """Printed sums have no products and no uptake: nothing is made up."""
        sums = ebbtide.read_study(ebbtide.examples.path("gastric-car-t"))
        found = ebbtide.assess(sums, criteria=["lugano", "percist", "rano", "impercist5"])
        assert set(found.responses["overall_response"].cast(pl.String)) <= {"NE", "PD", "PMD"}

    def test_an_unknown_day_is_refused_with_the_days_there_are(self) -> None:
        """As for every other criterion."""
        found = ebbtide.assess(ebbtide.read_study({"measurements": SCANS}), criteria=["lugano"])
        with pytest.raises(DataError, match="no time point on day 43"):
            found.explain("OPEN", day=43)

    def test_an_explanation_names_the_clause_and_its_numbers(self) -> None:
        """Growth of one lesion, in millimetres and percent, and where the rule is printed."""
        found = ebbtide.assess(ebbtide.read_study({"measurements": SCANS}), criteria=["lugano"])
        text = found.explain("OPEN", day=42)
        assert text.startswith("Day 42, Lugano: PD.")
        assert "50 x 40 mm" in text
        assert "+66.7 %" in text
        assert "Cheson 2014" in text


def test_two_readers_are_judged_apart() -> None:
    """Each reader's scores belong to that reader's lesions."""
    both = pl.concat([SCANS.with_columns(reader=pl.lit(name)) for name in ("A", "B")])
    notes = table(
        {"subject": "OPEN", "reader": "A", "day": 42, "deauville": "2", "uptake": "lower"},
        {"subject": "OPEN", "reader": "B", "day": 42, "deauville": "5", "uptake": "higher"},
    )
    study = ebbtide.read_study({"measurements": both, "timepoints": notes, "subjects": PATIENTS})
    rows = ebbtide.assess(study, criteria=["lugano"]).responses.filter(subject="OPEN")
    assert rows.select("reader", pl.col("overall_response").cast(pl.String)).rows() == [("A", "CR"), ("B", "PD")]


def test_divergence_counts_an_indeterminate_response_as_a_question() -> None:
    """Lugano's PD and LYRIC's IR differ."""
    found = ebbtide.assess(ebbtide.read_study({"measurements": SCANS}), criteria=["lugano", "lyric"])
    assert found.divergence("OPEN")["differs"].to_list() == [True]


def test_all_criteria_are_described_alike() -> None:
    """`ebbtide criteria` sets every one of them side by side."""
    told = workflow.describe_criteria()
    assert [one["id"] for one in told] == [*SOLID, *(criterion.id for criterion in COMPOSITES)]
    assert all(text for one in told for text in one["items"].values())
