"""Lugano on CT: published and derived values first, then every limit and one micrometre to each side."""

from __future__ import annotations

import pytest

from ebbtide.criteria import lugano
from ebbtide.criteria.parts.lymphoma.reasons import Note, Why
from ebbtide.terms import lesions as t
from ebbtide.terms.responses import CR, NE, NED, NEW_EQUIVOCAL, NEW_NOT_EVALUATED, NEW_UNEQUIVOCAL, PD, PR, SD
from tests.criteria.lymphoma.scans import calls, last, lesion, new, node, scan, unmeasured

LUGANO = lugano.CRITERION
GROWTH = [
    (("16", "12"), ("20", "15"), False),
    (("16", "12"), ("21", "15"), True),
    (("30", "20"), ("36", "26"), False),
    (("30", "20"), ("40", "24"), True),
    (("19", "14"), ("26", "16"), True),
    (("10", "8"), ("15.1", "12"), True),
    (("20", "15"), ("25", "18"), True),
    (("20", "15"), ("24.999", "19"), False),
    (("20", "15"), ("25", "17.999"), False),
    (("20.001", "15"), ("25.001", "20"), False),
    (("20.001", "15"), ("30.001", "20"), True),
    (("10", "8"), ("15", "12"), False),
    (("10", "8"), ("15.001", "12"), True),
    (("18", "10"), ("18.5", "15"), True),
    (("18", "10"), ("19", "14.999"), False),
]


@pytest.mark.parametrize(("nadir", "now", "progressed"), GROWTH)
def test_one_lesion_progresses_by_its_own_nadir(
    nadir: tuple[str, str],
    now: tuple[str, str],
    progressed: bool,  # noqa: FBT001 - a case
) -> None:
    """Abnormal, half larger in product, 5 or 10 mm longer in an axis: each limit included but the first."""
    verdict = last(LUGANO, scan(0, node("T1", "40", "30")), scan(30, node("T1", *nadir)), scan(60, node("T1", *now)))

    assert (verdict.overall == PD) is progressed
    assert bool(verdict.reasons & Why.LESION_GREW) is progressed


def test_the_step_by_size_goes_by_the_nadir_or_by_what_the_lesion_is_now() -> None:
    """19 to 26 mm is +7 mm: enough for a lesion of 20 mm or less, not for a larger one (register A7)."""
    course = scan(0, node("T1", "19", "14")), scan(42, node("T1", "26", "16"))

    assert last(LUGANO, *course).overall == PD
    assert last(LUGANO, *course, lugano_size_class="current").overall == SD


def test_an_axis_grows_from_its_own_least_or_from_that_at_the_least_product() -> None:
    """The shortest longest diameter and the least product need not be of one day."""
    course = (
        scan(0, node("T1", "16", "14")),
        scan(30, node("T1", "19", "9")),
        scan(60, node("T1", "21", "13")),
    )

    assert last(LUGANO, *course).overall == PD
    assert last(LUGANO, *course, lugano_axis_nadir="at_ppd_nadir").overall == SD


@pytest.mark.parametrize(("longest", "strict", "open_"), [("15.001", PD, PD), ("15", SD, PD), ("10", SD, SD)])
def test_an_extranodal_lesion_is_abnormal_from_15_or_from_10_mm(longest: str, strict: int, open_: int) -> None:
    """The table prints 15 mm for any lesion, and 10 mm for a new extranodal one."""
    course = (
        scan(0, lesion("T1", "5", "4"), lesion("T2", "30", "20")),
        scan(42, lesion("T1", longest, "9"), lesion("T2", "30", "20")),
    )

    assert last(LUGANO, *course).overall == strict
    assert last(LUGANO, *course, lugano_extranodal_abnormal="10").overall == open_


@pytest.mark.parametrize(("longest", "call"), [("15", CR), ("15.001", SD)])
def test_a_node_of_15_mm_is_normal(longest: str, call: int) -> None:
    """CR leaves nodes of up to 15 mm in longest diameter."""
    assert last(LUGANO, scan(0, node("T1", "18", "12")), scan(42, node("T1", longest, "12"))).overall == call


def test_an_extranodal_lesion_must_be_gone() -> None:
    """Too small to measure is 5 x 5 mm, not absent."""
    before = scan(0, lesion("T1", "30", "20"))

    assert last(LUGANO, before, scan(42, lesion("T1", "0", "0"))).overall == CR
    small = last(LUGANO, before, scan(42, unmeasured("T1", t.TOO_SMALL, role=t.TARGET)))
    assert (small.overall, small.burden) == (PR, 25_000_000)


@pytest.mark.parametrize(("across", "call"), [("10", PR), ("10.001", SD)])
def test_half_of_the_sum_of_products_is_a_partial_response(across: str, call: int) -> None:
    """Of one lesion it is the product itself."""
    assert last(LUGANO, scan(0, node("T1", "40", "20")), scan(42, node("T1", "40", across))).overall == call


@pytest.mark.parametrize(
    ("nodal", "longest", "across", "call"),
    [
        (1, "15", "10", SD),
        (1, "15.001", "10", PD),
        (1, "10", "15.001", PD),
        (0, "10", "5", SD),
        (0, "10.001", "5", PD),
    ],
)
def test_a_new_lesion_counts_from_its_size_on(nodal: int, longest: str, across: str, call: int) -> None:
    """A new node over 15 mm, another new lesion over 10 mm, in any axis."""
    verdict = last(
        LUGANO,
        scan(0, node("T1", "30", "20")),
        scan(42, node("T1", "30", "20"), new("N1", longest, across, nodal=nodal)),
    )

    assert verdict.overall == call
    assert bool(verdict.flags & Note.SMALL_NEW_LESION) is (call == SD)
    assert verdict.new == (NEW_UNEQUIVOCAL if call == PD else NEW_EQUIVOCAL)


@pytest.mark.parametrize(
    ("sight", "call", "word"),
    [
        (unmeasured("N1", t.PRESENT, role=t.NEW), PD, NEW_UNEQUIVOCAL),
        (new("N1", "6", "4", avid=1), PD, NEW_UNEQUIVOCAL),
        (new("N1", "6", "4", organ="Bone marrow"), PD, NEW_UNEQUIVOCAL),
        (unmeasured("N1", t.EQUIVOCAL, role=t.NEW), SD, NEW_EQUIVOCAL),
        (unmeasured("N1", t.NOT_EVALUABLE, role=t.NEW), SD, NEW_NOT_EVALUATED),
        (unmeasured("N1", t.ABSENT, role=t.NEW), SD, 0),
    ],
)
def test_a_new_lesion_counts_at_any_size_beyond_doubt(sight: object, call: int, word: int) -> None:
    """The reader's word, uptake of FDG and marrow are beyond doubt; an equivocal lesion waits."""
    verdict = last(LUGANO, scan(0, node("T1", "30", "20")), scan(42, node("T1", "30", "20"), sight))  # type: ignore[arg-type]

    assert (verdict.overall, verdict.new) == (call, word)


def test_a_new_lesion_stands_when_it_is_seen_no_more() -> None:
    """Progression is final: later calls say so, and that they come after it."""
    before = scan(0, node("T1", "30", "20"))
    first, second = calls(
        LUGANO, before, scan(42, node("T1", "30", "20"), new("N1", "20", "10")), scan(84, node("T1", "30", "20"))
    )

    assert (first.overall, second.overall) == (PD, PD)
    assert second.reasons & Why.NEW_LESION_BEFORE
    assert second.flags & Note.AFTER_PD
    assert not first.flags & Note.AFTER_PD


@pytest.mark.parametrize(
    ("back", "call"), [(lesion("T1", "6", "4"), PD), (unmeasured("T1", t.TOO_SMALL, role=t.TARGET), PD)]
)
def test_an_extranodal_lesion_that_was_gone_is_progression_when_it_is_back(back: object, call: int) -> None:
    """Regrowth of a resolved lesion needs no size."""
    verdict = last(LUGANO, scan(0, lesion("T1", "30", "20")), scan(42, lesion("T1", "0", "0")), scan(84, back))  # type: ignore[arg-type]

    assert verdict.overall == call
    assert verdict.reasons & Why.LESION_RETURNED


@pytest.mark.parametrize(("longest", "call"), [("15", CR), ("15.001", PD)])
def test_a_node_that_was_gone_must_be_abnormal_to_be_back(longest: str, call: int) -> None:
    """A node of normal size is no disease."""
    course = scan(0, node("T1", "30", "20")), scan(42, node("T1", "0", "0")), scan(84, node("T1", longest, "8"))
    assert last(LUGANO, *course).overall == call


@pytest.mark.parametrize(
    ("state", "call"),
    [
        (t.ABSENT, CR),
        (t.PRESENT, SD),
        (t.INCREASED, SD),
        (t.UNEQUIVOCAL_PROGRESSION, PD),
        (t.NOT_EVALUABLE, SD),
    ],
)
def test_non_measured_disease_stands_beside_a_node_that_is_normal(state: int, call: int) -> None:
    """Absent lets CR be, clear progression is PD, the rest leaves it to the sum of products."""
    course = (
        scan(0, node("T1", "18", "12"), unmeasured("NT", t.PRESENT)),
        scan(42, node("T1", "15", "12"), unmeasured("NT", state)),
    )
    assert last(LUGANO, *course).overall == call


@pytest.mark.parametrize(("state", "call"), [(t.PRESENT, PR), (t.DECREASED, PR), (t.INCREASED, SD), (t.NOT_DONE, PR)])
def test_increased_non_measured_disease_prevents_a_partial_response(state: int, call: int) -> None:
    """A response asks that it has not increased."""
    verdict = last(
        LUGANO,
        scan(0, node("T1", "40", "20"), unmeasured("NT", t.PRESENT)),
        scan(42, node("T1", "20", "20"), unmeasured("NT", state)),
    )

    assert verdict.overall == call
    assert bool(verdict.reasons & Why.NONMEASURED_INCREASED) is (call == SD)
    assert bool(verdict.flags & Note.NONTARGET_NOT_ASSESSED) is (state == t.NOT_DONE)


def test_non_measured_disease_that_was_gone_is_back() -> None:
    """It is progression, dated on its own image."""
    verdict = last(
        LUGANO,
        scan(0, node("T1", "40", "20"), unmeasured("NT", t.PRESENT)),
        scan(42, node("T1", "40", "20"), unmeasured("NT", t.ABSENT)),
        scan(84, node("T1", "40", "20"), unmeasured("NT", t.PRESENT, day=86)),
    )

    assert (verdict.overall, verdict.event_day) == (PD, 86)


@pytest.mark.parametrize(
    ("now", "biopsied", "call"),
    [
        (t.ABSENT, "", CR),
        (t.PRESENT, "", SD),
        (t.PRESENT, "bone_marrow", CR),
        (t.NOT_DONE, "", SD),
        (t.UNEQUIVOCAL_PROGRESSION, "", PD),
    ],
)
def test_marrow_must_be_normal_for_a_complete_response(now: int, biopsied: str, call: int) -> None:
    """Marrow is listed like a lesion; a biopsy that shows none clears it."""
    verdict = last(
        LUGANO,
        scan(0, node("T1", "18", "12"), unmeasured("M", t.PRESENT, organ="bone marrow")),
        scan(
            42,
            node("T1", "15", "12"),
            unmeasured("M", now, organ="bone marrow"),
            biopsy="H1" if biopsied else "",
            biopsied=biopsied,
        ),
    )

    assert verdict.overall == call
    assert bool(verdict.reasons & Why.MARROW_INVOLVED) is (call == PD)
    assert bool(verdict.flags & Note.MARROW_NOT_ASSESSED) is (now == t.NOT_DONE)


def test_a_target_not_assessed_leaves_the_call_open_unless_another_proves_progression() -> None:
    """What is missing supports neither response nor stable disease."""
    before = scan(0, node("T1", "30", "20"), node("T2", "30", "20"))
    missing = unmeasured("T2", t.NOT_EVALUABLE, role=t.TARGET)
    open_ = last(LUGANO, before, scan(42, node("T1", "30", "20"), missing))
    proved = last(LUGANO, before, scan(42, node("T1", "45", "30"), missing))

    assert (open_.overall, bool(open_.reasons & Why.TARGET_NOT_ASSESSED)) == (NE, True)
    assert (proved.overall, bool(proved.flags & Note.PARTIAL_PD)) == (PD, True)


def test_a_new_lesion_proves_progression_though_a_target_is_missing() -> None:
    """The call says that it rests on a part; with all targets seen it does not."""
    before = scan(0, node("T1", "30", "20"), node("T2", "30", "20"))
    seen = (node("T1", "30", "20"), new("N1", "20", "10"))
    partial, whole = (
        last(LUGANO, before, scan(42, *seen)),
        last(LUGANO, before, scan(42, *seen, node("T2", "30", "20"))),
    )

    assert (partial.overall, bool(partial.flags & Note.PARTIAL_PD)) == (PD, True)
    assert (whole.overall, bool(whole.flags & Note.PARTIAL_PD)) == (PD, False)


def test_a_diameter_alone_gives_no_product() -> None:
    """A printed sum, or one diameter, cannot be judged by products; the reason says what is missing."""
    verdict = last(LUGANO, scan(0, lesion("(sum)", "60", None)), scan(42, lesion("(sum)", "20", None)))

    assert verdict.overall == NE
    assert verdict.reasons & Why.NO_PRODUCTS


def test_a_node_without_a_second_diameter_can_still_be_normal() -> None:
    """Complete response asks for the longest diameter alone."""
    assert last(LUGANO, scan(0, node("T1", "30", "20")), scan(42, node("T1", "12", None))).overall == CR


def test_without_a_baseline_only_progression_can_be_told() -> None:
    """Nothing at baseline: NE, until a new lesion or growth among the follow-ups."""
    course = scan(0), scan(42, node("T1", "20", "15")), scan(84, node("T1", "30", "20"))
    first, second = calls(LUGANO, *course)

    assert (first.overall, bool(first.reasons & Why.NO_BASELINE)) == (NE, True)
    assert first.flags & Note.LATE_TARGET
    assert second.overall == PD


def test_a_scan_without_any_word_on_it_is_not_evaluable() -> None:
    """Neither PET nor CT: NE, and nothing made up."""
    verdict = last(LUGANO, scan(0, node("T1", "30", "20")), scan(42))

    assert (verdict.overall, verdict.components) == (NE, ())
    assert verdict.reasons & Why.NOTHING_EVALUABLE
    assert verdict.reasons & Why.CT_NOT_DONE


def test_no_disease_at_baseline_and_none_now() -> None:
    """A patient whose only record is a normal spleen has no evidence of disease."""
    assert last(LUGANO, scan(0, spleen=110_000), scan(42, spleen=110_000)).overall == NED


def test_targets_beyond_six_stand() -> None:
    """The reader's choice is kept and flagged."""
    many = [node(f"T{i}", "30", "20") for i in range(7)]
    seven, six = (last(LUGANO, scan(0, *some), scan(42, *some)) for some in (many, many[:6]))

    assert seven.burden == 7 * 600_000_000
    assert seven.flags & Note.MORE_THAN_6_TARGETS
    assert not six.flags & Note.MORE_THAN_6_TARGETS


def test_a_lesion_treated_locally_leaves_the_sum() -> None:
    """It is NE until the end, unless the study lets it count."""
    course = (
        scan(0, node("T1", "40", "20")),
        scan(42, node("T1", "20", "20", treated=1)),
        scan(84, node("T1", "20", "20")),
    )

    assert [verdict.overall for verdict in calls(LUGANO, *course)] == [NE, NE]
    assert calls(LUGANO, *course)[0].reasons & Why.TARGET_TREATED
    assert calls(LUGANO, *course)[0].flags & Note.LOCAL_THERAPY
    assert last(LUGANO, *course, resected_counts_zero=True).overall == PR


def test_an_absorbed_lesion_is_resolved_with_its_host() -> None:
    """A merged lesion adds nothing and stands against nothing."""
    before = scan(0, node("T1", "20", "15"), node("T2", "20", "15"))
    merged = unmeasured("T2", t.MERGED, role=t.TARGET)

    assert last(LUGANO, before, scan(42, node("T1", "14", "10"), merged)).overall == CR
    assert last(LUGANO, before, scan(42, node("T1", "22", "15"), merged)).overall == SD


def test_the_day_of_a_progression_is_that_of_its_image() -> None:
    """Not the first day of the time point."""
    verdict = last(
        LUGANO,
        scan(0, node("T1", "30", "20"), node("T2", "30", "20")),
        scan(42, node("T1", "30", "20", day=42), node("T2", "45", "30", day=45)),
    )

    assert (verdict.overall, verdict.event_day) == (PD, 45)


def test_the_nadir_is_the_least_complete_sum_with_baseline() -> None:
    """A sum with a gap does not lower it."""
    course = (
        scan(0, node("T1", "40", "20"), node("T2", "40", "20")),
        scan(42, node("T1", "30", "20"), node("T2", "30", "20")),
        scan(84, node("T1", "10", "10")),
        scan(126, node("T1", "30", "20"), node("T2", "30", "20")),
    )
    found = calls(LUGANO, *course)

    assert [(one.nadir, one.nadir_day) for one in found] == [
        (1_600_000_000, 0),
        (1_200_000_000, 42),
        (1_200_000_000, 42),
    ]
