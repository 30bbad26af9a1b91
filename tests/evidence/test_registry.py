"""The registry of published flares: only what is printed, and each comparison with its rule."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ebbtide
from ebbtide.errors import CriteriaError
from ebbtide.evidence.registry import CASES, PublishedCase, cases, published_cases
from ebbtide.evidence.registry_lookup import like, presentation_of
from ebbtide.evidence.registry_matching import (
    FACTS,
    MATCHES,
    Presentation,
    nearest_cases,
    target_in,
    tell_cases,
    tumor_group,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ebbtide.study import Study


def agreements(presentation: Presentation, case: str, within_days: int = 7) -> dict[str, str]:
    """Say for each fact of a case how it agrees."""
    found = nearest_cases(presentation, within_days=within_days).filter(case=case)
    return dict(found.select("fact", "agreement").rows())


def study_of(name: str) -> Study:
    """Read a bundled study."""
    return ebbtide.read_study(ebbtide.examples.path(name))


def test_the_table_has_its_columns_and_every_case_once() -> None:
    """One row per case, 15 of them, in the documented schema."""
    table = cases()
    assert dict(table.schema) == CASES
    assert table["case"].n_unique() == table.height == 15
    assert table["kind"].value_counts().sort("kind").rows() == [
        ("flare", 9),
        ("local_crs", 3),
        ("mimic", 1),
        ("no_flare", 2),
    ]


def test_every_case_can_be_found() -> None:
    """Each has a reference that ends in a link, and says how much of it was read."""
    table = cases()
    assert table["link"].null_count() == 0
    assert all(reference.endswith(link) for reference, link in table.select("reference", "link").rows())
    assert table["read"].null_count() == 0


def test_the_gastric_case_is_as_printed() -> None:
    """Zhao 2025: sums 42.47 and 90.73 mm, 48.26 / 42.47 = 113.6 %; scan of day 28, CRS grade 1, biopsy on day 100."""
    row = cases().row(0, named=True)
    assert row["growth_pct"] == pytest.approx(100 * 48.26 / 42.47)
    assert (row["seen_day"], row["crs_grade"], row["biopsy_day"], row["infusion"]) == (28, 1, 100, 1)
    assert (row["target"], row["dose"]) == ("Claudin 18.2", "8.55e8 cells (1.5e7/kg)")
    assert row["judgement"] == "pseudoprogression"
    assert row["onset_from_day"] is row["crs_onset_day"] is row["age"] is row["sex"] is None


def test_the_second_gastric_infusion_counts_its_own_days() -> None:
    """Day 156 is day 29 of the infusion of day 127; no sum is printed, so no growth is known."""
    row = cases().filter(case="zhao_2025_infusion_2").row(0, named=True)
    assert (row["seen_day"], row["infusion"], row["patient"]) == (156 - 127, 2, "zhao_2025")
    assert row["growth_pct"] is None
    assert row["course"] is None
    assert row["judgement"] == "mixed"


def test_the_infant_case_is_as_printed() -> None:
    """Authorea 2021: CRS grade 2 on day 3, the leg well by day 14; no day and no size of the growth."""
    row = cases().filter(case="infant_all_2021").row(0, named=True)
    assert (row["age"], row["crs_grade"], row["crs_onset_day"], row["resolved_day"]) == (10, 2, 3, 14)
    assert row["seen_day"] is row["onset_from_day"] is row["growth_pct"] is row["dose"] is None
    assert "before the infusion" in row["confounders"]


def test_the_donor_case_is_there_to_compare_with() -> None:
    """Kong 2022: a second infusion with CRS grade 2 and no enlargement is no flare."""
    row = cases().filter(case="kong_2022_infusion_2").row(0, named=True)
    assert (row["kind"], row["course"], row["crs_grade"], row["cell_source"]) == (
        "no_flare",
        "not_enlarged",
        2,
        "donor",
    )


def test_a_cohort_carries_counts_and_no_patient() -> None:
    """Rows of cohorts have no patient, age or grade; rows of patients have no counts."""
    table = cases()
    cohorts = table.filter(level="cohort")
    patients = table.filter(level="patient")
    assert all(cohorts[name].null_count() == len(cohorts) for name in ("patient", "age", "sex", "crs_grade"))
    assert all(patients[name].null_count() == len(patients) for name in ("counted", "evaluated"))
    assert patients["patient"].null_count() == 0


def test_the_table_is_handed_out_anew() -> None:
    """Published cases cannot be changed through the table."""
    assert cases() is not cases()
    assert isinstance(published_cases(), tuple)


@pytest.mark.parametrize("word", ["level", "kind", "judgement", "course", "read"])
def test_a_word_of_no_list_is_refused(word: str) -> None:
    """A slip in the registry is found when it is read, by case and word."""
    with pytest.raises(CriteriaError, match=f"zhao_2025_infusion_1: {word} 'wrong'"):
        replace(published_cases()[0], **{word: "wrong"})  # type: ignore[arg-type]


def test_growth_needs_a_printed_sum_of_that_scan() -> None:
    """Without the sum of the scan that showed it nothing is computed."""
    case = published_cases()[0]
    assert case.growth_pct == pytest.approx(113.633, abs=1e-3)
    assert published_cases()[1].growth_pct is None


def test_nothing_known_is_nothing_alike() -> None:
    """An empty presentation agrees and disagrees with no case."""
    found = nearest_cases(Presentation())
    assert dict(found.schema) == MATCHES
    assert found["agreement"].unique().to_list() == ["not known"]
    assert found["case"].unique(maintain_order=True).to_list() == [case.id for case in published_cases()]


def test_each_case_has_each_fact_once_in_order() -> None:
    """Seven facts a case, always in the same order."""
    found = nearest_cases(Presentation(day=8))
    assert all(part["fact"].to_list() == list(FACTS) for part in found.partition_by("case"))
    assert len(found) == len(FACTS) * len(published_cases())


@pytest.mark.parametrize(("day", "said"), [(20, "differs"), (21, "alike"), (35, "alike"), (36, "differs")])
def test_a_printed_day_is_met_within_a_week(day: int, said: str) -> None:
    """Around day 28, days 21 to 35 are alike and the next ones are not."""
    assert agreements(Presentation(day=day), "zhao_2025_infusion_1")["day"] == said


@pytest.mark.parametrize(("day", "said"), [(6, "differs"), (7, "alike"), (10, "alike"), (11, "differs")])
def test_a_printed_range_of_days_is_its_ends(day: int, said: str) -> None:
    """Danylesko's days 7 to 10, without tolerance, include both ends."""
    assert agreements(Presentation(day=day), "danylesko_2021_case_1", within_days=0)["day"] == said


@pytest.mark.parametrize(("growth", "said"), [(79.0, "alike"), (77.0, "differs"), (156.0, "alike"), (157.0, "differs")])
def test_sizes_are_compared_as_ratios(growth: float, said: str) -> None:
    """2.136 over 1.2 is 1.780 and times 1.2 is 2.564: 78.0 % to 156.4 % are within the factor."""
    assert agreements(Presentation(growth_pct=growth), "zhao_2025_infusion_1")["growth"] == said


@pytest.mark.parametrize("target", ["Claudin 18.2", "CLDN18.2", "claudin18.2"])
def test_a_target_is_known_by_any_spelling(target: str) -> None:
    """Case, blanks and the short form do not matter."""
    assert agreements(Presentation(target=target), "zhao_2025_infusion_1")["construct"] == "alike"
    assert agreements(Presentation(target="CD19"), "zhao_2025_infusion_1")["construct"] == "differs"


def test_what_a_product_targets_is_not_read_into_a_source() -> None:
    """The letter names the product and no target: a patient of whom only the target is known is not comparable."""
    assert agreements(Presentation(target="CD19"), "infant_all_2021")["construct"] == "not known"
    assert agreements(Presentation(product="Tisagenlecleucel"), "infant_all_2021")["construct"] == "alike"


def test_a_family_that_is_not_recognised_is_not_known() -> None:
    """A tumor in words of no family is neither alike nor different."""
    assert tumor_group("thymoma") is None
    assert agreements(Presentation(tumor="thymoma"), "zhao_2025_infusion_1")["tumor"] == "not known"
    assert agreements(Presentation(tumor="melanoma"), "zhao_2025_infusion_1")["tumor"] == "differs"


@pytest.mark.parametrize("case", published_cases(), ids=lambda case: case.id)
def test_the_family_of_every_case_is_recognised_from_its_words(case: PublishedCase) -> None:
    """A patient described as the case is would be alike in tumor."""
    assert tumor_group(case.tumor) == case.group


def test_a_grade_of_zero_is_known() -> None:
    """No cytokine release is a fact: alike with the second gastric infusion and different from the first."""
    assert agreements(Presentation(crs_grade=0), "zhao_2025_infusion_2")["crs"] == "alike"
    assert agreements(Presentation(crs_grade=0), "zhao_2025_infusion_1")["crs"] == "differs"


def test_sites_share_a_word() -> None:
    """The liver is the liver; a side alone is no site."""
    assert agreements(Presentation(site="liver, segment IV"), "zhao_2025_infusion_1")["site"] == "alike"
    assert agreements(Presentation(site="left"), "infant_all_2021")["site"] == "not known"


def test_cases_come_by_how_many_facts_are_alike() -> None:
    """Most alike first, then fewest that differ, and the counts stand beside."""
    found = nearest_cases(Presentation(tumor="B-ALL", crs_grade=2, course="smaller"))
    heads = found.unique("case", keep="first", maintain_order=True)
    assert heads["case"][0] == "infant_all_2021"
    keys = heads.select("alike", "differ").rows()
    assert keys == sorted(keys, key=lambda pair: (-pair[0], pair[1]))
    assert all(sum(counts) == len(FACTS) for counts in heads.select("alike", "differ", "not_known").rows())


def test_a_case_is_told_in_a_sentence() -> None:
    """What is alike, what differs, and what is not known, by name."""
    told = tell_cases(nearest_cases(Presentation(tumor="gastric cancer", crs_grade=3), kinds=["flare"]))
    first = next(line for line in told if line.startswith("zhao_2025_infusion_1"))
    assert first == (
        "zhao_2025_infusion_1 (flare, judged pseudoprogression; Zhao 2025): alike in tumor; differs in crs; "
        "not known: construct, site, day, growth, course."
    )


def test_impossible_questions_are_refused() -> None:
    """A kind of no case and tolerances below nothing are errors."""
    with pytest.raises(CriteriaError, match="relapse"):
        nearest_cases(Presentation(), kinds=["relapse"])
    with pytest.raises(CriteriaError, match="within_days"):
        nearest_cases(Presentation(), within_days=-1)
    with pytest.raises(CriteriaError, match="size_ratio"):
        nearest_cases(Presentation(), size_ratio=0.9)


@given(
    st.builds(
        Presentation,
        tumor=st.sampled_from([None, "gastric cancer", "DLBCL", "B-ALL"]),
        day=st.none() | st.integers(-5, 60),
        growth_pct=st.none() | st.floats(-100, 500),
        crs_grade=st.none() | st.integers(0, 4),
    ),
    st.integers(0, 20),
)
def test_a_wider_tolerance_never_makes_a_day_differ(patient: Presentation, days: int) -> None:
    """What is alike within some days is alike within more."""
    narrow = nearest_cases(patient, within_days=days).filter(fact="day").sort("case")
    wide = nearest_cases(patient, within_days=days + 1).filter(fact="day").sort("case")
    assert not ((narrow["agreement"] == "alike") & (wide["agreement"] != "alike")).any()


def test_the_gastric_study_finds_itself_first() -> None:
    """Six facts are alike, none differs, and the site is not in the study."""
    found = like(study_of("gastric-car-t"), "GC-01")
    assert found.row(0, named=True)["case"] == "zhao_2025_infusion_1"
    assert found.select("alike", "differ", "not_known").row(0) == (6, 0, 1)


def test_the_first_growth_is_put_in_words() -> None:
    """Day 28, 113.6 %, CRS grade 1, smaller on day 56."""
    found = presentation_of(study_of("gastric-car-t"), "GC-01")
    assert (found.tumor, found.target, found.product, found.site) == ("gastric cancer", "Claudin 18.2", None, None)
    assert (found.day, found.crs_grade, found.course) == (28, 1, "smaller")
    assert found.growth_pct == pytest.approx(100 * 48.26 / 42.47)


def test_what_came_later_is_not_known_on_the_day() -> None:
    """On day 28 the course is open; on day 27 there is no growth yet."""
    study = study_of("gastric-car-t")
    assert presentation_of(study, "GC-01", known_on=28).course is None
    before = presentation_of(study, "GC-01", known_on=27)
    assert (before.day, before.growth_pct, before.target) == (None, None, "Claudin 18.2")


def test_a_later_growth_counts_from_its_own_infusion() -> None:
    """Day 156 is day 29 of the second infusion: no number, no grade recorded, and a new therapy that day."""
    found = presentation_of(study_of("gastric-car-t"), "GC-01", day=156)
    assert (found.day, found.growth_pct, found.crs_grade, found.course) == (29, None, None, None)


def test_a_second_growth_is_measured_from_the_sum_before_its_infusion() -> None:
    """50 mm before the infusion of day 60 and 75 mm after it is 50 %, though the first baseline was 40 mm."""
    study = sums_of({0: 40, 56: 50, 88: 75, 116: 80}, infusions=(0, 60))
    found = presentation_of(study, "S1", day=88)
    assert found.growth_pct == pytest.approx(50.0)
    assert (found.day, found.course) == (28, "larger")


def test_a_new_therapy_ends_the_story() -> None:
    """What a scan after a new therapy shows cannot be ascribed to the cells."""
    fallen = {0: 40, 28: 60, 56: 42}
    assert presentation_of(sums_of(fallen), "S1").course == "smaller"
    assert presentation_of(sums_of(fallen, new_therapy=40), "S1").course is None


def test_an_infusion_ends_the_story_too() -> None:
    """A scan after the next infusion says nothing of the one before."""
    assert presentation_of(sums_of({0: 40, 28: 60, 56: 42}, infusions=(0, 40)), "S1").course is None


def test_the_infant_study_has_no_growth_to_compare() -> None:
    """No progression is called, so day, size and course are not known; product, family and grade still are."""
    found = presentation_of(study_of("infant-all-bone-lesion"), "IL-01")
    assert (found.day, found.growth_pct, found.course) == (None, None, None)
    assert (found.product, found.crs_grade) == ("tisagenlecleucel", 2)
    assert like(study_of("infant-all-bone-lesion"), "IL-01").row(0, named=True)["case"] == "infant_all_2021"


def test_sites_are_the_organs_of_the_lesions() -> None:
    """Both organs of the donor case are named, each once."""
    assert presentation_of(study_of("donor-car-t"), "DC-01.2").site == "retroperitoneum, pelvic wall"


def test_a_study_without_readings_is_still_looked_up() -> None:
    """Where nothing was measured and no cells were given, tumor and nothing else is compared."""
    found = presentation_of(study_of("inspire"), "INS-D-001")
    assert found == Presentation(tumor="melanoma")


def test_an_unknown_subject_is_answered_with_the_nearest() -> None:
    """The hint names who is there."""
    with pytest.raises(CriteriaError, match="'GC-1'") as caught:
        like(study_of("gastric-car-t"), "GC-1")
    assert "GC-01" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("anti-CD19 CAR-T", "CD19"),
        ("BCMA cells", "BCMA"),
        ("EGFRvIII", "EGFRvIII"),
        ("pembrolizumab", None),
        (None, None),
    ],
)
def test_a_target_is_found_in_words(text: str | None, found: str | None) -> None:
    """Known antigens are read from an agent's name; a product names none."""
    assert target_in(text) == found


def sums_of(sums: Mapping[int, float], *, infusions: tuple[int, ...] = (0,), new_therapy: int | None = None) -> Study:
    """Make a study of one subject from sums by day, mm."""
    tables = {
        "timepoints": pl.DataFrame(
            {
                "subject": ["S1"] * len(sums),
                "day": list(sums),
                "target_sum_mm": [float(length) for length in sums.values()],
                "new_lesion": ["none"] * len(sums),
            }
        ),
        "treatments": pl.DataFrame(
            {
                "subject": ["S1"] * len(infusions),
                "day": list(infusions),
                "agent": ["CD19 CAR-T"] * len(infusions),
                "class": ["car_t"] * len(infusions),
            }
        ),
    }
    if new_therapy is not None:
        tables["events"] = pl.DataFrame({"subject": ["S1"], "day": [new_therapy], "event": ["new_therapy"]})
    return ebbtide.read_study(tables)
