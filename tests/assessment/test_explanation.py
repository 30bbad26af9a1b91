"""The reason for each call: its numbers, its limits, the clause it rests on, and what comes next."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import polars as pl
import pytest
from hypothesis import given

import ebbtide
from ebbtide import Options
from ebbtide.criteria import CRITERIA
from ebbtide.criteria.clauses import CLAUSES, FLAG_CLAUSES
from ebbtide.criteria.parts.reasons import FLAGS, REASONS, words
from ebbtide.errors import CriteriaError, DataError
from ebbtide.study import Study
from tests.criteria.histories import judged, rows_of, study_of, tidy
from tests.strategies import Patient, patients

if TYPE_CHECKING:
    from ebbtide import Assessment
    from ebbtide.assessment import Explanation
    from tests.criteria.histories import History

GASTRIC: Final = "GC-01"
SNAPSHOT: Final = {
    ("recist-1.1", 28): """\
Day 28, RECIST 1.1: PD.
  Sum of diameters 90.73 mm is +113.6 % and +48.26 mm over the nadir 42.47 mm (day 0); limits 20 % and 5 mm.
  Next: Progression is final for best response and progression-free survival.
  Flips to SD at -39.767 mm: a target sum of 50.963 mm.
  [Eisenhauer 2009, sec. 4.3.1]""",
    ("irecist", 28): """\
Day 28, iRECIST: iUPD.
  Sum of diameters 90.73 mm is +113.6 % and +48.26 mm over the nadir 42.47 mm (day 0); limits 20 % and 5 mm.
  This progression is unconfirmed.
  Next: First progression: confirm on day 56 to day 84.
  Flips to iSD at -39.767 mm: a target sum of 50.963 mm.
  [Seymour 2017, Table 2]""",
    ("irecist", 89): """\
Day 89, iRECIST: iSD.
  Sum of diameters 49.15 mm is +15.7 % from the baseline 42.47 mm and +15.7 % from the nadir 42.47 mm (day 0): \
neither response nor progression; limits 20 % and 5 mm, -30 %.
  The iUPD of day 28 was not confirmed: the bar is reset.
  Flips to iPR at -19.421 mm: a target sum of 29.729 mm.
  Flips to iUPD at +1.814 mm: a target sum of 50.964 mm.
  [Seymour 2017, Table 2; Seymour 2017, Resetting the bar]""",
    ("irecist", 121): """\
Day 121, iRECIST: iUPD.
  A target lesion was not assessed.
  There is a new lesion.
  This progression is unconfirmed.
  Next: First progression: confirm on day 149 to day 177.
  [Eisenhauer 2009, sec. 4.4.2; Eisenhauer 2009, sec. 4.3.5; Seymour 2017, Table 2]""",
    ("imrecist", 56): """\
Day 56, imRECIST: PD.
  Sum of diameters with new lesions 59.27 mm is +39.6 % and +16.8 mm over the nadir 42.47 mm (day 0); \
limits 20 % and 5 mm.
  The progression of day 28 still stands at this scan, 28 days later.
  The next scan and a later scan tell different stories: imrecist_negation decides (A5).
  Flips to SD at -8.307 mm: a target sum of 50.963 mm.
  [Hodi 2018, Table 1; Hodi 2018, Progression and its negation]""",
}


@pytest.fixture(scope="module")
def gastric() -> Assessment:
    """Judge the gastric case under every criterion."""
    return ebbtide.assess(ebbtide.read_study(ebbtide.examples.path("gastric-car-t")))


@pytest.mark.parametrize(("criterion", "day"), SNAPSHOT, ids=str)
def test_the_gastric_case_is_explained_word_for_word(gastric: Assessment, criterion: str, day: int) -> None:
    """The reasons of the published case read as they are meant to."""
    assert gastric.explain(GASTRIC, day=day, criterion=criterion) == SNAPSHOT[criterion, day]


def test_an_open_progression_tells_how_the_sum_has_moved(gastric: Assessment) -> None:
    """On day 56 the sum has fallen since the iUPD, and what would confirm or end the question is told."""
    text = gastric.explain(GASTRIC, day=56, criterion="irecist")
    assert "-31.46 mm since" in text
    assert "confirm on day 57 to day 112" in text
    assert "Flips to iCPD at +36.46 mm: a target sum of 95.73 mm." in text


def test_a_window_that_has_passed_is_not_told_as_one_to_come(gastric: Assessment) -> None:
    """On day 298 nobody is told to confirm on day 299 to day 177."""
    assert "day 299 to day 177" not in gastric.explain(GASTRIC, day=298, criterion="irecist")


def test_an_assessment_explains_each_call_in_order_of_day_and_criterion(gastric: Assessment) -> None:
    """Six time points under ten criteria are sixty explanations, and the column says the same on one line."""
    found = gastric.explanations(GASTRIC)
    keys = gastric.responses.select("day", "criterion").rows()
    assert [(one.day, one.criterion) for one in found] == keys
    assert [one.line for one in found] == gastric.responses["explanation"].to_list()
    assert [one.overall_response for one in found] == gastric.responses["overall_response"].to_list()


def explained(history: History, criterion: str, options: Options | None = None) -> Explanation:
    """Explain the last call of one subject."""
    return judged(history, criterion, options=options).explanations("S1")[-1]


@pytest.mark.parametrize(
    ("criterion", "history", "sentence"),
    [
        ("recist-1.1", {"T1": {0: 100_000, 42: 119_999}},
         "Sum of diameters 119.999 mm is +20.0 % from the baseline 100 mm and +19.999 % from the nadir 100 mm (day 0)"),
        ("recist-1.1", {"T1": {0: 100_000, 42: 70_001}},
         "Sum of diameters 70.001 mm is -29.999 % from the baseline 100 mm"),
        ("recist-1.1", {"T1": {0: 90_000, 42: 63_000}},
         "Sum of diameters 63 mm is -30.0 % from the baseline 90 mm; limit -30 %."),
        ("recist-1.1", {"T1": {0: 90_000, 42: 63_000, 84: 64_000}},
         "Sum of diameters 64 mm is -28.9 % from the baseline 90 mm: an earlier partial response is held"),
        ("recist-1.1", {"T1": {0: 90_000, 42: 0}}, "All target lesions are gone."),
        ("recist-1.1", {"T1node": {0: 20_000, 42: 9_000}}, "All target lesions are gone, nodes below 10 mm."),
        ("recist-1.1", {"T1": {0: 20_000, 42: 0, 84: 4_000}},
         "A target lesion is back after a complete response (4 mm)."),
        ("recist-1.1", {"T1": {0: 20_000, 42: 0, 84: 6_000}, "NT1": {0: "present", 42: "present", 84: "present"}},
         "Sum of diameters 6 mm is not computable in % and +6 mm over the nadir 0 mm (day 42); limits 20 % and 5 mm."),
        ("recist-1.0", {"T1": {0: 50_000, 42: 60_000}},
         "Sum of diameters 60 mm is +20.0 % and +10 mm over the nadir 50 mm (day 0); limit 20 %."),
        ("mwho", {"T1": {0: (20_000, 10_000), 42: (25_000, 10_000)}},
         "Sum of products of diameters 250 mm2 is +25.0 % and +50 mm2 over the nadir 200 mm2 (day 0); limit 25 %."),
        ("mrecist",
         {"T1": {0: {"longest_um": 70_000, "viable_um": 50_000}, 42: {"longest_um": 70_000, "viable_um": 60_000}}},
         "Sum of viable diameters 60 mm is +20.0 % and +10 mm over the nadir 50 mm (day 0); limit 20 %."),
        ("irrecist", {"T1": {0: 50_000, 42: 60_000}},
         "Sum of diameters with new lesions 60 mm is +20.0 % and +10 mm over the nadir 50 mm (day 0)"),
        ("who", {"T1": {0: 50_000, 42: 70_000}}, "A lesion has grown by at least 25 % from its smallest size."),
        ("irecist", {"T1": {0: 50_000, 42: 60_000, 84: 65_000}},
         "Confirmed: the sum has grown by +5 mm since the iUPD of day 42 (limit 5 mm)."),
        ("irecist", {"T1": {0: 50_000, 42: 60_000, 69: 65_000}},
         "The scan comes 27 days after the iUPD of day 42, before 4 weeks: it is disregarded."),
    ],
)  # fmt: skip
def test_a_sentence_has_the_numbers_it_rests_on(criterion: str, history: History, sentence: str) -> None:
    """The sum, the reference, its day, the change and the limits are in the words of the rule that fired."""
    found = explained(history, criterion)
    assert any(one.startswith(sentence) for one in found.sentences), found


@given(patients())
def test_every_call_can_be_put_into_words(patient: Patient) -> None:
    """Each explanation names its criterion and its call, cites a source, and leaves no gap and no bare code."""
    found = ebbtide.assess(study_of(patient.rows, patient.notes), explanations=False).explanations("S1")
    titles = {criterion.id: criterion.title for criterion in CRITERIA}
    for one in found:
        assert one.headline == f"Day {one.day}, {titles[one.criterion]}: {one.overall_response}."
        assert one.sentences
        assert one.sources
        assert not {"{", "}", "None", "-1000000"} & set(str(one).replace("{", " { ").split())
        assert all(sentence.endswith(".") for sentence in one.sentences)


@given(patients(targets=1))
def test_the_words_show_the_numbers_of_the_table(patient: Patient) -> None:
    """Where the sum has grown enough, the sentence has the very burden and nadir of the response."""
    found = ebbtide.assess(study_of(patient.rows), criteria=["recist-1.1", "irecist"])
    for row in found.responses.rows(named=True):
        if "SUM_ROSE" in row["reasons"].split() and "IMPUTED" not in row["flags"]:
            burden, nadir = (f"{Decimal(str(row[name])).normalize():f} mm" for name in ("burden", "nadir"))
            assert f"Sum of diameters {burden} is " in row["explanation"]
            assert f" over the nadir {nadir} (day " in row["explanation"]


def test_every_reason_and_flag_is_put_into_words() -> None:
    """No bit is without its sentence, but the flags that the words of a reason already say."""
    said_by_reasons = {"STICKY_PR", "UNCONFIRMED", "CONFIRMED", "NEGATES_PD"}
    reasons = {name for clause in CLAUSES for name in words(REASONS, clause.reason)}
    flags = {name for clause in FLAG_CLAUSES for name in words(FLAGS, clause.reason)}
    assert reasons == set(REASONS)
    assert set(FLAGS) - flags == said_by_reasons


# --------------------------------------------------------------------------------------------------- what comes next


@pytest.mark.parametrize(
    ("criterion", "lengths", "options", "expected"),
    [
        ("irecist", (50, 60), Options(), "First progression: confirm on day 70 to day 98."),
        ("irecist", (50, 60), Options(early_variance_days=2), "First progression: confirm on day 68 to day 100."),
        ("irecist", (50, 60, 60), Options(), "Still open: confirm on day 85 to day 140."),
        ("irecist", (50, 60, 66), Options(), ""),
        ("irecist", (50, 60, 50), Options(), ""),
        ("recist-1.1", (50, 60), Options(), "Progression is final for best response and progression-free survival."),
        ("recist-1.1", (50, 50), Options(), ""),
        ("irrecist", (50, 60), Options(),
         "Confirmed by the next evaluable scan on day 70 or later still over the limit."),
        ("irrecist", (50, 60), Options(irc_confirm="continued_growth"),
         "Confirmed by the next evaluable scan on day 70 or later that shows further growth."),
        ("irrecist", (50, 60, 60), Options(), ""),
        ("imrecist", (50, 60), Options(), "Negated if the next scan on day 70 or later shows no progression."),
        ("imrecist", (50, 60), Options(imrecist_negation="any_later"),
         "Negated if a scan on day 70 or later shows no progression."),
    ],
)  # fmt: skip
def test_the_next_step_is_told_in_days(
    criterion: str, lengths: tuple[int, ...], options: Options, expected: str
) -> None:
    """When a progression can be confirmed or taken back is told as long as the question is open."""
    history: History = {"T1": {42 * place: 1_000 * length for place, length in enumerate(lengths)}}
    assert explained(history, criterion, options=options).next_step == expected


def test_an_ignored_scan_tells_from_when_on_one_counts() -> None:
    """Before four weeks the window is the one that the iUPD opened."""
    history: History = {"T1": {0: 50_000, 42: 60_000, 56: 66_000}}
    assert explained(history, "irecist").next_step == "Still open: confirm on day 70 to day 98."


def test_the_window_counts_from_the_image_that_shows_the_progression() -> None:
    """A new lesion found on day 33 of a visit that began on day 28 can be confirmed from day 61 on."""
    rows = [
        {"subject": "S1", "lesion": lesion, "role": role, "day": day, "longest_um": 50_000, "visit": visit}
        for lesion, role, day, visit in (
            ("T1", "target", 0, "BASELINE"), ("T1", "target", 28, "WEEK 4"), ("NEW1", "new", 33, "WEEK 4"),
        )
    ]  # fmt: skip
    [found] = ebbtide.assess(study_of(rows), criteria=["irecist"]).explanations("S1")
    assert found.next_step == "First progression: confirm on day 61 to day 89."


def in_dates() -> Assessment:
    """Judge a patient whose day 0 is the first of March 2024."""
    subjects = pl.DataFrame({"subject": ["S1"], "reference_date": [date(2024, 3, 1)]})
    rows = rows_of({"T1": {0: 50_000, 28: 60_000}})
    return ebbtide.assess(Study("dated", {"measurements": tidy(rows), "subjects": subjects}), criteria=["irecist"])


def test_the_next_step_is_told_in_dates_where_day_0_is_dated() -> None:
    """Day 56 to day 84 from the first of March is 26 April to 24 May."""
    [found] = in_dates().explanations("S1")
    assert found.headline == "Day 28 (2024-03-29), iRECIST: iUPD."
    assert found.next_step == ("First progression: confirm on day 56 (2024-04-26) to day 84 (2024-05-24).")
    assert in_dates().responses["explanation"].to_list() == [found.line]


# ------------------------------------------------------------------------------------------------------- who asks


def test_one_reader_can_be_asked_for() -> None:
    """Of two readers' calls on one day, those of the one named are explained."""
    rows = [
        row | {"reader": reader, "longest_um": 50_000 + row["day"] * step}
        for reader, step in (("R1", 0), ("R2", 500))
        for row in rows_of({"T1": {0: 50_000, 42: 50_000}})
    ]
    found = ebbtide.assess(study_of(rows), criteria=["recist-1.1"])
    assert [one.overall_response for one in found.explanations("S1")] == ["SD", "PD"]
    assert [one.overall_response for one in found.explanations("S1", reader="R2")] == ["PD"]


def test_what_is_not_there_cannot_be_explained(gastric: Assessment) -> None:
    """An unknown subject, day, reader or criterion is an error that names what there is."""
    with pytest.raises(DataError, match="no subject 'GC-1'") as subject:
        gastric.explain("GC-1")
    with pytest.raises(DataError, match="no time point on day 30") as day:
        gastric.explain(GASTRIC, day=30)
    with pytest.raises(DataError, match="no reader 'R9'") as reader:
        gastric.explain(GASTRIC, reader="R9")
    with pytest.raises(CriteriaError, match="unknown criterion 'irecist-2'") as criterion:
        gastric.explain(GASTRIC, criterion="irecist-2")
    assert "near: GC-01" in subject.value.hint
    assert "28, 56, 89, 121, 156, 298" in day.value.hint
    assert "readers: ''" in reader.value.hint
    assert "did you mean irecist" in criterion.value.hint


def test_a_criterion_that_was_not_assessed_can_still_be_explained() -> None:
    """The explanation replays the rule, whatever was asked of the assessment before."""
    found = judged({"T1": {0: 50_000, 42: 60_000}}, "recist-1.1")
    assert found.explanations("S1", criterion="irecist")[0].overall_response == "iUPD"


def test_explaining_heeds_the_options_of_the_assessment() -> None:
    """Under other options other words are said, and they agree with the table."""
    history: History = {"T1": {0: 50_000, 42: 60_000, 68: 65_000}}
    found = judged(history, "irecist", options=Options(early_variance_days=2))
    assert found.explanations("S1")[-1].overall_response == found.responses["overall_response"].to_list()[-1] == "iCPD"
