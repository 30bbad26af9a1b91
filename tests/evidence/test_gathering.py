"""The evidence of a subject on a day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ebbtide
from ebbtide.errors import DataError
from ebbtide.evidence.gathering import EVIDENCE, Evidence, evidence
from ebbtide.evidence.items import items
from ebbtide.examples import path
from ebbtide.study.evidence_options import EvidenceOptions
from tests.evidence.cases import CELLS, FALL, PD1, case

if TYPE_CHECKING:
    from tests.evidence.cases import Finding, Given

PLAIN = EvidenceOptions()
RISE: tuple[Finding, ...] = ((-3, "ctDNA", 100, "copies/mL"), (42, "ctDNA", 200, "copies/mL"))


def row(told: Evidence, item: str) -> dict[str, object]:
    """Give the row of an item."""
    return told.table.filter(item=item).row(0, named=True)


def status(told: Evidence, item: str) -> str | None:
    """Give the status of an item; None where it has no row."""
    rows = told.table.filter(item=item)
    return rows["status"][0] if len(rows) else None


def test_favorable_ctdna_moves_the_prior_of_melanoma() -> None:
    """Prior Beta(9.5, 20.5), ratio 7.98: 79 % plainly, 53 % conservatively, both shown."""
    told = evidence(case(FALL), "01", day=60, options=PLAIN)
    assert told.counted == ("lee2018_ctdna_fav",)
    assert told.prior is not None
    assert told.prior.id == "lee2018"
    assert told.plain is not None
    assert told.conservative is not None
    assert told.plain.point == pytest.approx(0.787, abs=0.001)
    assert told.conservative.point == pytest.approx(0.534, abs=0.001)
    assert told.is_sufficient
    assert told.verdict == "supports pseudoprogression (likelihood ratio 7.98, conservatively 2.47)"


def test_a_row_tells_finding_strength_cohort_and_age() -> None:
    """The row of an item holds what was found, when, how strong it is and in whom it was counted."""
    told = evidence(case(FALL), "01", day=60, options=PLAIN)
    assert dict(told.table.schema) == EVIDENCE
    found = row(told, "lee2018_ctdna_fav")
    assert found["found"] == "day -3: 120 copies/mL, day 42: 3 copies/mL"
    assert (found["found_day"], found["age_days"], found["stale"]) == (42, 18, False)
    assert found["strength"] == "7.98 (3.3 to 44.6)"
    assert found["patients"] == 29
    assert str(found["cohort"]).startswith("melanoma with BRAF or NRAS mutation")
    assert found["source"] == "Lee 2018"


def test_unfavorable_ctdna_supports_true_progression() -> None:
    """A rise has the ratio 0.057, conservatively 0.85."""
    told = evidence(case(RISE), "01", day=60, options=PLAIN)
    assert told.verdict == "supports true progression (likelihood ratio 0.0568, conservatively 0.85)"


def test_what_lies_between_does_not_count() -> None:
    """A fall of less than tenfold is shown without a ratio, and the result is insufficient."""
    told = evidence(case([(-3, "ctDNA", 100, "x"), (42, "ctDNA", 50, "x")]), "01", day=60, options=PLAIN)
    assert status(told, "ctdna") == "shown"
    assert row(told, "ctdna")["ratio"] is None
    assert told.verdict == "insufficient: no finding with published counts applies"
    assert told.plain is told.conservative is None


def test_an_interval_around_one_tells_nothing_conservatively() -> None:
    """PERCIMT leans, and read conservatively leaves the prior where it was."""
    told = evidence(case([(60, "PERCIMT", "not PD")]), "01", day=60, options=PLAIN)
    assert told.counted == ("cancers2024_percimt_notpd",)
    assert told.verdict == "leans to pseudoprogression (likelihood ratio 1.24); read conservatively it tells nothing"
    assert told.conservative is not None
    assert told.conservative.point == pytest.approx(9.5 / 30)


def test_of_one_method_the_latest_counts() -> None:
    """Dual-time PET of day 50 gives way to PERCIMT of day 60."""
    told = evidence(case([(50, "dual-time PET", "negative"), (60, "PERCIMT", "PD")]), "01", day=60, options=PLAIN)
    assert told.counted == ("cancers2024_percimt_pd",)
    assert row(told, "cancers2024_dtp_neg")["why"] == "same method as cancers2024_percimt_pd"


def test_of_one_method_and_day_the_weaker_counts() -> None:
    """Two published counts of one reading: the one nearest 1 is taken."""
    findings: list[Finding] = [(60, "PERCIMT", "non-PMD"), (60, "EORTC PET", "PMD")]
    told = evidence(case(findings), "01", day=60, options=PLAIN)
    assert told.counted == ("cancers2024_percimt_notpd",)
    assert status(told, "ejnmmires2021_nonpmd") == "not_combined"


def test_methods_counted_in_the_same_patients_are_not_combined() -> None:
    """Karnofsky and FLAIR of Rowe 2018 share their patients; the later finding counts."""
    findings: list[Finding] = [(-9, "KPS", 90), (60, "KPS", 70), (62, "FLAIR", "decreased")]
    study = case(findings, tumor="glioblastoma", given=[(0, "radiotherapy"), (0, "chemotherapy")])
    told = evidence(study, "01", day=62, options=PLAIN)
    assert told.counted == ("rowe2018_flair_decrease",)
    assert row(told, "rowe2018_kps_decline")["why"] == "same patients as rowe2018_flair_decrease"
    assert told.prior is not None
    assert told.prior.id == "rowe2018"


@pytest.mark.parametrize(("day", "expected"), [(1, "barred"), (21, "barred"), (22, "counted")])
def test_ctdna_is_barred_early_after_cells(day: int, expected: str) -> None:
    """Up to day 21 after an infusion the counts of melanoma under checkpoint inhibitors mean nothing."""
    findings: list[Finding] = [(-9, "ctDNA", 100, "x"), (30 + day, "ctDNA", 1, "x")]
    study = case(findings, given=[(-20, "checkpoint_inhibitor"), (30, "car_t")])
    told = evidence(study, "01", day=60, options=PLAIN)
    assert status(told, "lee2018_ctdna_fav") == expected


@pytest.mark.parametrize(("day", "expected"), [(35, "barred"), (36, "counted")])
def test_percimt_is_barred_early_after_cells(day: int, expected: str) -> None:
    """Counts of PET under checkpoint inhibitors mean nothing up to day 35 after an infusion."""
    study = case([(day, "PERCIMT", "PD")], given=[(-20, "checkpoint_inhibitor"), CELLS])
    assert status(evidence(study, "01", day=60, options=PLAIN), "cancers2024_percimt_pd") == expected


def test_a_new_infusion_starts_the_clock_again() -> None:
    """A fall of ctDNA under the first infusion is a result before the second one."""
    findings: list[Finding] = [(-9, "ctDNA", 100, "x"), (40, "ctDNA", 1, "x")]
    told = evidence(case(findings, given=[CELLS, (50, "car_t")]), "01", day=60, options=PLAIN)
    assert row(told, "ctdna")["why"] == "no ctDNA result since the start of therapy"


def test_transport_to_cells_is_warned_of() -> None:
    """Later than that they count with a warning: cells are not the therapy they were counted under."""
    told = evidence(case(FALL, given=[CELLS]), "01", day=60, options=PLAIN)
    assert row(told, "lee2018_ctdna_fav")["why"] == "counted under checkpoint inhibitors, this is CAR-T cells"
    assert told.verdict == "insufficient: no prior for this setting: melanoma, car_t"


def test_transport_to_another_tumor_is_warned_of() -> None:
    """Counts of melanoma are believed of lung cancer with a warning, over the prior of lung cancer."""
    told = evidence(case(FALL, tumor="NSCLC"), "01", day=60, options=PLAIN)
    assert row(told, "lee2018_ctdna_fav")["why"] == "counted in melanoma, this is NSCLC"
    assert told.prior is not None
    assert told.prior.id == "kiriu2019"


def test_growth_in_the_brain_alone_bars_ctdna() -> None:
    """Where only brain lesions grew ctDNA does not count; with a liver lesion it does."""
    brain = evidence(case(FALL, organs=["brain", "cerebellum"]), "01", day=60, options=PLAIN)
    assert row(brain, "lee2018_ctdna_fav")["why"] == "growth in the central nervous system alone"
    both = evidence(case(FALL, organs=["brain", "liver"]), "01", day=60, options=PLAIN)
    assert both.counted == ("lee2018_ctdna_fav",)


def test_another_therapy_bars_what_was_counted_under_checkpoint_inhibitors() -> None:
    """Under chemotherapy alone nothing counted under checkpoint inhibitors applies."""
    told = evidence(case(FALL, given=[(0, "chemotherapy")]), "01", day=60, options=PLAIN)
    assert row(told, "lee2018_ctdna_fav")["why"] == "counted under checkpoint inhibitors, which was not given"


def test_glioma_items_hold_in_glioma_only() -> None:
    """A fall of Karnofsky in melanoma is shown as performance, and Rowe's counts are barred."""
    told = evidence(case([(-9, "Karnofsky", 90), (50, "Karnofsky", 70)]), "01", day=60, options=PLAIN)
    assert status(told, "rowe2018_kps_decline") == "barred"
    assert row(told, "performance")["direction"] == "unfavorable"


def test_il_8_is_off_unless_asked_for() -> None:
    """Off by default; on, it points by its course and never counts; during cytokine release it is barred."""
    findings: list[Finding] = [(-3, "IL-8", 40, "pg/mL"), (50, "IL-8", 10, "pg/mL")]
    on = EvidenceOptions(evidence_il_8=True)
    assert status(evidence(case(findings), "01", day=60, options=PLAIN), "il_8") == "off"
    told = evidence(case(findings), "01", day=60, options=on)
    assert (status(told, "il_8"), row(told, "il_8")["direction"]) == ("shown", "favorable")
    assert told.counted == ()
    during = evidence(case(findings, events=[(49, "crs", 52)]), "01", day=60, options=on)
    assert status(during, "il_8") == "barred"
    after = evidence(case(findings, events=[(40, "crs", 45)]), "01", day=60, options=on)
    assert status(after, "il_8") == "shown"


@pytest.mark.parametrize(
    ("text", "direction"),
    [("H1", "favorable"), ("H2", "favorable"), ("H3", "neither"), ("H4", "unfavorable"), ("H5", "neither")],
)
def test_a_biopsy_points_by_its_class(text: str, direction: str) -> None:
    """H1 and H2 support pseudoprogression, H4 true progression, H3 and H5 neither; none has a ratio."""
    told = evidence(case([(55, "biopsy class", text)]), "01", day=60, options=PLAIN)
    assert (row(told, "biopsy")["direction"], row(told, "biopsy")["strength"]) == (direction, None)


def test_a_biopsy_without_a_class_cannot_be_told() -> None:
    """A biopsy in words alone, or of an unknown class, is not assessable."""
    for finding in ((55, "biopsy", "inflammation"), (55, "biopsy class", "H9")):
        assert status(evidence(case([finding]), "01", day=60, options=PLAIN), "biopsy") == "not_assessable"


def test_markers_that_disagree_point_nowhere() -> None:
    """Two falling markers are favorable; one that rises makes them point nowhere."""
    cea: list[Finding] = [(-3, "CEA", 20, "ng/mL"), (50, "CEA", 5, "ng/mL")]
    ca: list[Finding] = [(-3, "CA 19-9", 50, "U/mL"), (50, "CA 19-9", 90, "U/mL")]
    alone = evidence(case(cea), "01", day=60, options=PLAIN)
    assert row(alone, "tumor_markers")["direction"] == "favorable"
    both = evidence(case(cea + ca), "01", day=60, options=PLAIN)
    assert (row(both, "tumor_markers")["finding"], row(both, "tumor_markers")["direction"]) == ("differing", "neither")


@pytest.mark.parametrize(
    ("findings", "item", "finding", "direction"),
    [
        ([(-3, "LDH", 200, "U/L"), (50, "LDH", 400, "U/L")], "ldh", "risen", "unfavorable"),
        ([(-3, "NLR", 4.0)], "kiriu2019_nlr_pre_low", "low", "favorable"),
        ([(-3, "NLR", 4.1)], "kiriu2019_nlr_pre_high", "high", "unfavorable"),
        ([(40, "NLR", 3.1)], "kiriu2019_nlr_post_low", "low", "favorable"),
        ([(40, "NLR", 3.2)], "kiriu2019_nlr_post_high", "high", "unfavorable"),
        ([(-3, "ECOG", 0), (50, "ECOG", 1)], "performance", "decline", "unfavorable"),
        ([(-3, "ECOG", 1), (50, "ECOG", 1)], "performance", "no_decline", "neither"),
        ([(-3, "TMB", 12, "mut/Mb")], "tmb", "recorded", "neither"),
        ([(50, "new PET lesions", 3)], "anwar2018_lt4", "below_4", "favorable"),
        ([(50, "new PET lesions", 4)], "anwar2018_ge4", "from_4", "unfavorable"),
        ([(50, "lesion blood flow", "decreased")], "ultrasound_flow", "fallen", "favorable"),
        ([(-3, "CRP", 10), (20, "CRP", 21), (60, "CRP", 9)], "crp_kinetics_barth2023", "fallen", "neither"),
    ],
)
def test_findings_without_a_posterior_are_shown(
    findings: list[Finding], item: str, finding: str, direction: str
) -> None:
    """They have a class and a direction, and do not count."""
    told = evidence(case(findings), "01", day=60, options=PLAIN)
    shown = row(told, item)
    assert (shown["status"], shown["finding"], shown["direction"]) == ("shown", finding, direction)
    assert told.counted == ()


@pytest.mark.parametrize(
    ("findings", "item"),
    [
        ([(7, "ctDNA", "undetectable")], "frank2021_ctdna_d7_undetectable"),
        ([(28, "ctDNA", 5, "x")], "frank2021_d28_prsd_detectable"),
        ([(30, "SUVmax", 9.9)], "breen_m1_suvmax_lt10"),
        ([(30, "SUVmax", 10)], "breen_m1_suvmax_ge10"),
        ([(30, "Deauville", 4)], "galtier2022_ds4"),
    ],
)
def test_lymphoma_after_cells_has_its_own_items(findings: list[Finding], item: str) -> None:
    """They speak of durable response, are shown with their ratio and never enter the posterior."""
    told = evidence(case(findings, tumor="DLBCL", given=[CELLS]), "01", day=35, options=PLAIN)
    assert status(told, item) == "shown"
    assert told.counted == ()


def test_rcbv_is_no_pseudoprogression_of_immunotherapy() -> None:
    """Its target is treatment change after radiotherapy: shown in glioma, barred elsewhere."""
    glioma = case([(50, "rCBV", "low")], tumor="glioma", given=[(0, "radiotherapy")])
    assert row(evidence(glioma, "01", day=60, options=PLAIN), "fu2022_dsc_low_rcbv")["strength"] == "4.87 (no interval)"
    elsewhere = evidence(case([(50, "rCBV", "low")]), "01", day=60, options=PLAIN)
    assert status(elsewhere, "fu2022_dsc_low_rcbv") == "barred"


def test_an_old_finding_is_stale() -> None:
    """Older than 28 days it is marked and warned of, and still counts."""
    told = evidence(case(FALL), "01", day=71, options=PLAIN)
    found = row(told, "lee2018_ctdna_fav")
    assert (found["stale"], found["why"], found["status"]) == (True, "29 days old", "counted")
    assert row(evidence(case(FALL), "01", day=70, options=PLAIN), "lee2018_ctdna_fav")["stale"] is False


def test_a_method_without_a_finding_is_listed() -> None:
    """Every family has a row, recorded or not."""
    told = evidence(case(FALL), "01", day=60, options=PLAIN)
    assert status(told, "biopsy") == "not_recorded"
    assert set(told.table["family"]) == {item.family for item in items()} - {"pooled"}


def test_the_flare_of_the_published_case_is_timed() -> None:
    """Zhao 2025: larger lesions on day 28, 19 days after the largest count of cells; the biopsy came on day 100."""
    study = ebbtide.read_study(path("gastric-car-t"))
    early = evidence(study, "GC-01", day=28)
    words = str(row(early, "flare_timing")["found"])
    assert "last scan 28 days after the infusion" in words
    assert "largest count of cells so far 9 days after the infusion, 19 days before the scan" in words
    assert early.verdict.startswith("insufficient: no prior for this setting")
    assert status(early, "biopsy") == "not_recorded"
    later = evidence(study, "GC-01", day=121)
    assert row(later, "biopsy")["direction"] == "favorable"


def test_a_study_without_treatments_is_told_by_its_subject() -> None:
    """The therapy named with the subject stands in for a table of treatments."""
    subjects = pl.DataFrame({"subject": ["01"], "tumor_type": ["NSCLC"], "therapy": ["pembrolizumab"]})
    study = ebbtide.read_study(
        {"subjects": subjects, "findings": pl.DataFrame([{"subject": "01", "day": 3, "test": "x"}])}
    )
    told = evidence(study, "01")
    assert told.prior is not None
    assert (told.day, told.prior.id) == (3, "kiriu2019")


def test_an_unknown_subject_is_an_error() -> None:
    """Whoever is not in the study cannot be asked for."""
    with pytest.raises(DataError, match="no subject 99"):
        evidence(case(FALL), "99")


FINDINGS = st.lists(
    st.one_of(
        st.tuples(st.integers(-20, 120), st.just("ctDNA"), st.sampled_from([0.0, 1, 9, 10, 11, 100]), st.just("x")),
        st.tuples(
            st.integers(-20, 120), st.sampled_from(["PERCIMT", "dual-time PET"]), st.sampled_from(["PD", "not PD"])
        ),
        st.tuples(st.integers(-20, 120), st.sampled_from(["KPS", "LDH", "NLR", "CRP"]), st.integers(1, 9).map(float)),
    ),
    min_size=1,
    max_size=6,
)
GIVEN = st.sampled_from([(PD1,), (CELLS,), (PD1, (30, "car_t")), ((0, "radiotherapy"),)])


@settings(max_examples=25, deadline=None)
@given(FINDINGS, GIVEN, st.integers(0, 100))
def test_later_findings_never_change_an_earlier_day(
    findings: list[Finding], given: tuple[Given, ...], day: int
) -> None:
    """What was known on a day is the same whatever is recorded afterwards."""
    known = [finding for finding in findings if finding[0] <= day]
    before = tuple(one for one in given if one[0] <= day)
    whole = evidence(case(findings, given=given, organs=["liver"]), "01", day=day, options=PLAIN)
    part = evidence(case(known, given=before, organs=["liver"]), "01", day=day, options=PLAIN)
    assert whole.table.equals(part.table)
    assert (whole.plain, whole.conservative, whole.verdict) == (part.plain, part.conservative, part.verdict)


@settings(max_examples=25, deadline=None)
@given(FINDINGS, GIVEN, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(findings: list[Finding], given: tuple[Given, ...], random: object) -> None:
    """Shuffled findings are the same record."""
    shuffled = sorted(findings, key=lambda _: random.random())  # type: ignore[attr-defined]
    one = evidence(case(findings, given=given), "01", day=100, options=PLAIN)
    other = evidence(case(shuffled, given=given), "01", day=100, options=PLAIN)
    assert one.table.equals(other.table)
    assert replace(one, table=other.table) == other


@settings(max_examples=25, deadline=None)
@given(FINDINGS, GIVEN)
def test_the_conservative_posterior_never_crosses_the_prior(findings: list[Finding], given: tuple[Given, ...]) -> None:
    """It lies between the prior and the plain posterior."""
    told = evidence(case(findings, given=given), "01", day=100, options=PLAIN)
    if told.prior is None or told.prior.mean is None or told.plain is None or told.conservative is None:
        assert told.verdict.startswith("insufficient")
        return
    low, high = sorted((told.prior.mean, told.plain.point))
    assert low - 1e-12 <= told.conservative.point <= high + 1e-12
