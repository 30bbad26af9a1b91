"""The rules of PERCIST and its kin, one by one, and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ebbtide.criteria.parts.composite.looks import ABSENT_LOOK
from ebbtide.criteria.parts.records import MISSING, NEVER
from ebbtide.terms.lesions import (
    EQUIVOCAL,
    MERGED,
    NONTARGET,
    NOT_DONE,
    NOT_EVALUABLE,
    PRESENT,
    UNEQUIVOCAL_PROGRESSION,
)
from ebbtide.terms.responses import PD, SD
from ebbtide.terms.scans import NEW_DOUBTFUL, NEW_MORE, NEW_SEEN, NEW_UNREAD, NO_NEW
from tests.criteria.metabolic.scans import GONE, UNTOLD, counted, hottest, judged, last, lesion, new, pet, words

if TYPE_CHECKING:
    from ebbtide.criteria.parts.composite.looks import Sight

BASE = pet(0, lesion("T1", "10.0"), lesion("T2", "8.0"), liver="2.0", tlg="100")
ALL_FOUR = ("percist", "percimt", "ipercist", "impercist5")
BY_SUL = ("percist", "ipercist", "impercist5")


def test_the_hottest_lesion_may_be_another() -> None:
    """Each scan's hottest lesion counts, whichever it was at baseline."""
    call = last("percist", [BASE, pet(42, lesion("T1", "3.0"), lesion("T2", "7.5"))])

    assert (call.word, call.verdict.burden, call.verdict.baseline) == ("SMD", 7_500, 10_000)


def test_a_lesion_up_by_more_than_30_percent_prevents_a_response() -> None:
    """The hottest has fallen by half, another has risen: stable."""
    base = pet(0, lesion("T1", "10.0"), lesion("T2", "3.0", longest=20_000))
    assert words("percist", [base, pet(42, lesion("T1", "5.0"), lesion("T2", "4.0"))]) == ["SMD"]
    assert words("percist", [base, pet(42, lesion("T1", "5.0"), lesion("T2", "3.0", longest=26_001))]) == ["SMD"]
    assert words("percist", [base, pet(42, lesion("T1", "5.0"), lesion("T2", "3.9", longest=26_000))]) == ["PMR"]


def test_recist_progression_prevents_a_partial_response() -> None:
    """A fall of half beside RECIST PD is stable; a complete response stays, to be verified."""
    call = last("percist", [BASE, pet(42, lesion("T1", "5.0"), lesion("T2", "3.0"), recist=PD)])
    assert call.word == "SMD"
    assert call.reasons >= {"RECIST_PROGRESSED"}
    clear = last("percist", [BASE, pet(42, lesion("T1", GONE), lesion("T2", GONE), recist=PD)])
    assert clear.word == "CMR"
    assert clear.flags >= {"RECIST_PD"}


def test_glycolysis_is_progression_only_without_a_fall() -> None:
    """+75 % in TLG counts when the hottest lesion is as hot as it was, or hotter."""
    assert words("percist", [BASE, pet(42, lesion("T1", "10.0"), lesion("T2", "8.0"), tlg="175")]) == ["PMD"]
    assert words("percist", [BASE, pet(42, lesion("T1", "9.999"), lesion("T2", "8.0"), tlg="175")]) == ["SMD"]
    assert words("impercist5", [BASE, pet(42, lesion("T1", "10.0"), lesion("T2", "8.0"), tlg="500")]) == ["SMD"]


def test_progression_is_measured_from_baseline_or_nadir() -> None:
    """10, 4, 8: below baseline, twice the nadir; the option decides and the flag says so."""
    scans = hottest("10.0", "4.0", "8.0")
    for name, pmd in (("percist", "PMD"), ("ipercist", "UPMD"), ("impercist5", "PMD")):
        assert words(name, scans) == ["PMR", "SMD"]
        assert words(name, scans, percist_pmd_reference="nadir") == ["PMR", pmd]
        assert "BASELINE_OR_NADIR" in last(name, scans).flags


def test_glycolysis_is_measured_from_its_nadir_too() -> None:
    """Under the option the smallest TLG is the reference."""
    scans = [
        pet(0, lesion("T1", "10.0"), tlg="100"),
        pet(42, lesion("T1", "9.0"), tlg="50"),
        pet(84, lesion("T1", "9.0"), tlg="90"),
    ]
    assert words("percist", scans) == ["SMD", "SMD"]
    assert words("percist", scans, percist_pmd_reference="nadir") == ["SMD", "PMD"]


def test_a_pet_that_cannot_be_compared_is_flagged_or_not_evaluable() -> None:
    """The call stands with a flag; under strict quality it is NE, but for a new lesion."""
    scan = pet(42, lesion("T1", "5.0"), lesion("T2", "4.0"), liver="2.4")
    assert last("percist", [BASE, scan]).flags >= {"PET_NOT_COMPARABLE"}
    assert words("percist", [BASE, scan]) == ["PMR"]
    assert words("percist", [BASE, scan], percist_strict_qc=True) == ["NE"]
    found = scan._replace(sights=(*scan.sights, new("N1", "4.0", day=42)))
    assert words("percist", [BASE, found], percist_strict_qc=True) == ["PMD"]


def test_an_incomparable_pet_is_no_nadir_under_strict_quality() -> None:
    """4.0 was not comparable, so 8.0 later is no rise."""
    scans = [
        pet(0, lesion("T1", "10.0")),
        pet(42, lesion("T1", "4.0"), tlg="1", comparable=0),
        pet(84, lesion("T1", "8.0")),
    ]
    options = {"percist_pmd_reference": "nadir", "percist_strict_qc": True}
    assert words("percist", scans, **options) == ["NE", "SMD"]


@pytest.mark.parametrize(
    ("place", "asked"),
    [
        ({"organ": "liver"}, False),
        ({"organ": "Lung"}, False),
        ({"organ": "lymph node"}, True),
        ({"organ": "bone"}, True),
        ({"organ": "lung", "nodal": 1}, True),
        ({}, True),
    ],
)
def test_a_new_visceral_lesion_needs_no_second_look(place: dict[str, object], *, asked: bool) -> None:
    """Any other progression is to be seen again within 30 days, unless RECIST shows it."""
    scan = pet(42, lesion("T1", "10.0"), lesion("T2", "8.0"), new("N1", "5.0", **place))
    call = last("percist", [BASE, scan])

    assert call.word == "PMD"
    assert ("PMD_TO_CONFIRM" in call.flags) is asked
    assert call.verdict.due == ((43, 72) if asked else None)
    assert "PMD_TO_CONFIRM" not in last("percist", [BASE, scan._replace(recist=PD)]).flags


def test_a_progression_seen_again_is_confirmed() -> None:
    """The second scan says so once; later ones are only flagged as after progression."""
    calls = judged("percist", hottest("10.0", "14.0", "14.0", "14.0"))

    assert [call.word for call in calls] == ["PMD"] * 3
    assert [sorted(call.flags & {"PMD_TO_CONFIRM", "CONFIRMED", "AFTER_PD"}) for call in calls] == [
        ["PMD_TO_CONFIRM"],
        ["AFTER_PD", "CONFIRMED"],
        ["AFTER_PD"],
    ]


def test_a_progression_not_seen_again_is_asked_for_anew() -> None:
    """A stable scan between ends the wait; a scan that is not evaluable does not."""
    again = judged("percist", hottest("10.0", "14.0", "10.0", "14.0"))
    assert again[-1].flags >= {"PMD_TO_CONFIRM", "AFTER_PD"}
    open_still = judged("percist", hottest("10.0", "14.0", UNTOLD, "14.0"))
    assert [call.word for call in open_still] == ["PMD", "NE", "PMD"]
    assert open_still[-1].flags >= {"CONFIRMED"}


def test_a_return_after_complete_response_is_flagged() -> None:
    """From baseline a return is a response still; from the nadir it is progression."""
    scans = hottest("10.0", GONE, "3.0")
    assert words("percist", scans) == ["CMR", "PMR"]
    assert last("percist", scans).flags >= {"RETURNED"}
    assert words("percist", scans, percist_pmd_reference="nadir") == ["CMR", "PMD"]


def test_disease_below_the_liver_at_baseline_is_not_complete_response() -> None:
    """What was cooler than the liver all along has not become so."""
    scans = [pet(0, lesion("T1", "1.5"), liver="2.0"), pet(42, lesion("T1", "1.5"), liver="2.0")]
    call = last("percist", scans)
    assert call.word == "SMD"
    assert call.flags >= {"NOT_MEASURABLE"}
    assert words("percist", [scans[0], pet(42, lesion("T1", GONE))]) == ["CMR"]


def test_a_lesion_without_a_baseline_sul_must_lose_its_uptake_too() -> None:
    """It prevents a complete response while nobody says that it has."""
    base = pet(0, lesion("T1", "10.0"), lesion("NT1", UNTOLD, NONTARGET, longest=12_000))
    for told, call in (
        ({"longest": 12_000}, "PMR"),
        ({"longest": 12_000, "avid": 0}, "CMR"),
        ({"state": NOT_EVALUABLE}, "PMR"),
    ):
        scan = pet(42, lesion("T1", GONE), lesion("NT1", UNTOLD, NONTARGET, **told))
        assert words("percist", [base, scan]) == [call]
    assert words("percist", [base, pet(42, lesion("T1", GONE))]) == ["PMR"]
    cooled = pet(42, lesion("T1", GONE), lesion("NT1", "1.0", NONTARGET), liver="2.0")
    assert words("percist", [base, cooled]) == ["CMR"]


def test_a_lesion_without_a_baseline_sul_may_be_the_hottest_but_enters_no_sum() -> None:
    """Being measured for the first time is no growth of a sum."""
    scans = [pet(0, lesion("T1", "10.0"), lesion("T2")), pet(42, lesion("T1", "10.0"), lesion("T2", "14.0"))]
    assert words("percist", scans) == ["PMD"]
    assert words("impercist5", scans) == ["SMD"]


def test_a_missing_sul_is_not_evaluable_unless_the_rest_proves_progression() -> None:
    """One of two lesions is not measured."""
    for name, pmd in (("percist", "PMD"), ("ipercist", "UPMD")):
        assert words(name, [BASE, pet(42, lesion("T1", "5.0"), lesion("T2"))]) == ["NE"]
        assert words(name, [BASE, pet(42, lesion("T1", "5.0"))]) == ["NE"]
        proven = last(name, [BASE, pet(42, lesion("T1", "14.0"))])
        assert proven.word == pmd
        assert proven.flags >= {"PARTIAL_PD"}
    assert words("impercist5", [BASE, pet(42, lesion("T1", "23.399"))]) == ["NE"]
    assert words("impercist5", [BASE, pet(42, lesion("T1", "23.4"))]) == ["PMD"]
    assert last("percist", [BASE, pet(42, lesion("T1", "5.0"))]).verdict.burden == MISSING


def test_a_missing_sul_may_be_taken_as_cooler() -> None:
    """Where only the hottest lesion is recorded, the others are taken to be cooler, but not cooler than nothing."""
    option = {"percist_missing_sul": "cooler"}
    assert words("percist", [BASE, pet(42, lesion("T2", "5.0"))], **option) == ["PMR"]
    assert words("percist", [BASE, pet(42, lesion("T2", "1.9"), liver="2.0")], **option) == ["CMR"]
    assert words("percist", [BASE, pet(42, lesion("T2", GONE))], **option) == ["NE"]
    assert words("percist", [BASE, pet(42, lesion("T1"), lesion("T2"))], **option) == ["NE"]


def test_a_lesion_treated_locally_cannot_show_a_response() -> None:
    """From then on it proves progression or nothing, unless the option says otherwise."""
    scans = [
        pet(0, lesion("T1", "10.0")),
        pet(42, lesion("T1", "4.0", treated=1)),
        pet(84, lesion("T1", "3.0")),
        pet(126, lesion("T1", "14.0")),
    ]
    assert words("percist", scans) == ["NE", "NE", "PMD"]
    assert words("percist", scans, resected_counts_zero=True) == ["PMR", "PMR", "PMD"]


def test_a_merged_lesion_speaks_through_its_host() -> None:
    """It is neither missing nor a sign of anything."""
    scan = pet(42, lesion("T1", "9.0"), lesion("T2", state=MERGED))
    assert words("percist", [BASE, scan]) == ["SMD"]


@pytest.mark.parametrize("name", BY_SUL)
def test_without_a_baseline_nothing_but_progression_is_shown(name: str) -> None:
    """Scans progress among themselves, or by a new lesion."""
    pmd = "UPMD" if name == "ipercist" else "PMD"
    scans = [ABSENT_LOOK, pet(42, lesion("T1", "4.0")), pet(84, lesion("T1", "2.0")), pet(126, lesion("T1", "4.0"))]
    assert words(name, scans) == ["NE", "NE", pmd]
    found = words(name, [ABSENT_LOOK, pet(42, lesion("T1", "4.0"), new("N1", "3.0"))])
    assert found == ["NE" if name == "impercist5" else pmd]


@pytest.mark.parametrize("name", ALL_FOUR)
def test_printed_sums_say_nothing_of_uptake(name: str) -> None:
    """A study of sums is not evaluable, and the reason names what is missing."""
    scans = [pet(0, lesion("(sum)", longest=50_000)), pet(42, lesion("(sum)", longest=30_000))]
    call = last(name, scans)
    assert call.word == "NE"
    assert call.reasons & {"NO_BASELINE_SUL", "LESIONS_NOT_LISTED"}


@pytest.mark.parametrize("name", ALL_FOUR)
def test_empty_scans_are_not_evaluable(name: str) -> None:
    """No lesion, no number, no baseline: NE, never a crash."""
    for scans in ([pet(0), pet(42)], [ABSENT_LOOK, pet(42)], [BASE, pet(42)], [ABSENT_LOOK, pet(42, lesion("T1"))]):
        assert words(name, scans) == ["NE"]


def test_a_patient_without_uptake_at_baseline_stays_so_or_progresses() -> None:
    """No disease, and none now; what is hotter than the liver and over 0.8 is progression."""
    base = pet(0, lesion("T1", longest=10_000, avid=0))
    assert words("percist", [base, pet(42, lesion("T1", longest=10_000, avid=0))]) == ["NED"]
    assert words("percist", [base, pet(42, lesion("T1", "0.8"))]) == ["SMD"]
    assert words("percist", [base, pet(42, lesion("T1", "0.801"))]) == ["PMD"]
    assert words("percist", [base, pet(42, lesion("T1", "1.9"), liver="2.0")]) == ["NED"]
    assert words("percist", [base, pet(42, lesion("T1", "2.0"), liver="2.0")]) == ["PMD"]


def test_avid_lesions_may_go_without_a_number() -> None:
    """Said to be avid and then gone is a complete response; known only by its size it is not."""
    for avid, call in ((1, "CMR"), (-1, "NE")):
        scans = [pet(0, lesion("T1", longest=20_000, avid=avid)), pet(42, lesion("T1", GONE))]
        assert words("percist", scans) == [call]


def test_non_targets_progress_by_a_readers_word() -> None:
    """Unequivocal progression is PMD; imPERCIST5 knows only its sum."""
    scan = pet(42, lesion("T1", "10.0"), lesion("T2", "8.0", NONTARGET, state=UNEQUIVOCAL_PROGRESSION))
    assert words("percist", [BASE, scan]) == ["PMD"]
    assert words("ipercist", [BASE, scan]) == ["UPMD"]
    assert words("impercist5", [BASE, scan]) == ["SMD"]


@pytest.mark.parametrize(
    ("sight", "told", "call", "flag"),
    [
        (new("N1"), {}, "PMD", "NEW_AVIDITY_UNTOLD"),
        (new("N1", avid=1), {}, "PMD", ""),
        (new("N1", avid=0), {}, "SMD", ""),
        (new("N1"), {"new_avid": NO_NEW}, "SMD", ""),
        (new("N1", "3.0"), {"new_avid": NO_NEW}, "PMD", ""),
        (new("N1"), {"new_avid": NEW_DOUBTFUL}, "SMD", "EQUIVOCAL_NEW_LESION"),
        (new("N1", state=EQUIVOCAL), {}, "SMD", "EQUIVOCAL_NEW_LESION"),
        (new("N1", state=NOT_DONE), {}, "SMD", "NEW_NOT_EVALUATED"),
        (None, {"new_avid": NEW_SEEN}, "PMD", ""),
        (None, {"new_avid": NEW_MORE}, "PMD", ""),
        (None, {"new_avid": NEW_UNREAD}, "SMD", "NEW_NOT_EVALUATED"),
        (new("T2", "8.0"), {}, "SMD", ""),
    ],
)
def test_which_new_lesions_count(sight: Sight | None, told: dict[str, Any], call: str, flag: str) -> None:
    """A new lesion counts unless it is said not to take up FDG; what was there at baseline is not new."""
    known = [lesion("T1", "10.0"), lesion("T2", "8.0")]
    listed = [sight] if sight else []
    others = [one for one in known if one.lesion not in {found.lesion for found in listed}]
    found = last("percist", [BASE, pet(42, *others, *listed, **told)])

    assert found.word == call
    assert found.flags & {"NEW_AVIDITY_UNTOLD", "EQUIVOCAL_NEW_LESION", "NEW_NOT_EVALUATED"} == ({flag} - {""})


def test_a_new_lesion_without_sul_leaves_the_sum_open() -> None:
    """imPERCIST5: it may be among the hottest, so only progression can still be shown."""
    assert words("impercist5", [BASE, pet(42, lesion("T1", "10.0"), lesion("T2", "8.0"), new("N1"))]) == ["NE"]
    assert words("impercist5", [BASE, pet(42, lesion("T1", "16.0"), lesion("T2", "8.0"), new("N1"))]) == ["PMD"]
    unlisted = pet(42, lesion("T1", "10.0"), lesion("T2", "8.0"), new_avid=NEW_SEEN)
    assert words("impercist5", [BASE, unlisted]) == ["NE"]


def test_impercist5_sums_five_of_each_scan() -> None:
    """A new lesion replaces the coolest of five in the sum."""
    five = [lesion(f"T{number}", "4.0", organ="liver") for number in range(5)]
    call = last("impercist5", [pet(0, *five), pet(42, *five, new("N1", "10.0", organ="lung"))])
    assert (call.word, call.verdict.burden, call.verdict.baseline) == ("PMD", 26_000, 20_000)
    limited = last(
        "impercist5", [pet(0, *five), pet(42, *five, new("N1", "10.0", organ="lung"))], impercist5_per_organ="2"
    )
    assert (limited.verdict.burden, limited.verdict.baseline) == (18_000, 8_000)


def test_impercist5_responds_beside_a_new_lesion() -> None:
    """The sum has fallen by 30 % with the new lesion in it."""
    scan = pet(42, lesion("T1", "5.0"), lesion("T2", "4.0"), new("N1", "3.0"))
    call = last("impercist5", [BASE, scan])
    assert call.word == "PMR"
    assert call.reasons >= {"SUL_FELL", "NEW_IN_SUM"}
    assert words("percist", [BASE, scan]) == ["PMD"]


def test_ipercist_further_rise() -> None:
    """Under the option more is needed: a hotter lesion, or one more new lesion."""
    option = {"ipercist_confirm": "further_rise"}
    days = (0, 42, 84, 126)
    assert words("ipercist", hottest("10.0", "14.0", "14.0", "14.001", days=days), **option) == ["UPMD", "UPMD", "CPMD"]
    first = pet(42, lesion("T1", "10.0"), lesion("T2", "8.0"), new("N1", "5.0"))
    same = first._replace(day=84)
    hotter = pet(84, lesion("T1", "10.0"), lesion("T2", "8.0"), new("N1", "10.001"))
    more = pet(84, lesion("T1", "10.0"), lesion("T2", "8.0"), new("N1", "5.0"), new("N2", "4.0"))
    for second, call in ((same, "UPMD"), (hotter, "CPMD"), (more, "CPMD"), (same._replace(new_avid=NEW_MORE), "CPMD")):
        assert words("ipercist", [BASE, first, second], **option) == ["UPMD", call]


def test_ipercist_keeps_a_question_open_through_a_scan_that_says_nothing() -> None:
    """NE neither confirms nor resets; the due days stay."""
    calls = judged("ipercist", hottest("10.0", "14.0", UNTOLD, "14.0", days=(0, 42, 80, 90)))
    assert [call.word for call in calls] == ["UPMD", "NE", "CPMD"]
    assert calls[0].verdict.due == calls[1].verdict.due == (70, 98)
    assert calls[2].verdict.since_day == 42


def test_ipercist_after_confirmation() -> None:
    """Calls go on and are flagged; progression stays confirmed."""
    calls = judged("ipercist", hottest("10.0", "14.0", "14.0", "14.0", "6.0"))
    assert [call.word for call in calls] == ["UPMD", "CPMD", "CPMD", "PMR"]
    assert [("AFTER_CPMD" in call.flags) for call in calls] == [False, False, True, True]
    assert calls[-1].verdict.since_day == NEVER


def test_percimt_response() -> None:
    """All gone, some gone, none gone; uptake values say nothing."""
    base = pet(0, lesion("T1", "10.0"), lesion("T2", "8.0"))
    for sights, call in (
        ((lesion("T1", GONE), lesion("T2", GONE)), "CMR"),
        ((lesion("T1", GONE), lesion("T2", "20.0")), "PMR"),
        ((lesion("T1", "1.0"), lesion("T2", "20.0")), "SMD"),
        ((lesion("T1", GONE), lesion("T2", "8.0"), new("N1", "5.0")), "SMD"),
        ((lesion("T1", GONE), lesion("T2", GONE), new("N1", "5.0")), "SMD"),
        ((lesion("T1", GONE),), "NE"),
        ((lesion("T1", GONE), lesion("T2", state=NOT_DONE)), "NE"),
    ):
        assert words("percimt", [base, pet(42, *sights)]) == [call]


def test_percimt_new_lesion_without_size() -> None:
    """It counts where size does not matter, and is flagged."""
    known = lesion("T1", "5.0")
    base = pet(0, known)
    sizes = [new(f"N{number}", longest=16_000, avid=1) for number in range(1)]
    bare = [new(f"B{number}", avid=1) for number in range(3)]
    call = last("percimt", [base, pet(42, known, *sizes, *bare)])
    assert call.word == "PMD"
    assert call.reasons == {"MANY_NEW"}
    assert call.flags >= {"NEW_SIZE_UNKNOWN"}
    assert words("percimt", [base, pet(42, known, *sizes, *bare)], percimt_counts="literal") == ["SMD"]
    assert words("percimt", [base, pet(42, known, *bare)]) == ["SMD"]
    assert words("percimt", [base, pet(42, known, new_avid=NEW_SEEN)]) == ["SMD"]


def test_percimt_counts_at_the_scan_or_since_baseline() -> None:
    """Two new lesions, then two others while the first have gone."""
    known = lesion("T1", "5.0")
    first = [new(f"N{number}", longest=8_000, avid=1) for number in (1, 2)]
    second = [new(f"N{number}", longest=8_000, avid=1) for number in (3, 4)]
    gone = [lesion(f"N{number}", GONE, role=2) for number in (1, 2)]
    scans = [pet(0, known), pet(42, known, *first), pet(84, known, *second, *gone)]
    assert words("percimt", scans) == ["SMD", "SMD"]
    assert words("percimt", scans, percimt_new="since_baseline") == ["SMD", "PMD"]
    assert last("percimt", scans).flags >= {"NEW_LESION_GONE"}


def test_percimt_new_lesions_not_looked_for_leave_the_count_open() -> None:
    """With the two that were not assessed there would be four."""
    known = lesion("T1", "5.0")
    first = [new(f"N{number}", longest=8_000, avid=1) for number in (1, 2)]
    second = [new(f"N{number}", longest=8_000, avid=1) for number in (3, 4)]
    scans = [pet(0, known), pet(42, known, *first), pet(84, known, *second)]
    assert words("percimt", scans) == ["SMD", "NE"]
    assert words("percimt", [*scans[:2], pet(84, known, second[0])]) == ["SMD", "SMD"]
    assert words("percimt", [*scans[:2], pet(84, known)]) == ["SMD", "NE"]
    assert words("percimt", [*scans[:2], pet(84, known, new_avid=NO_NEW)]) == ["SMD", "SMD"]


def test_percimt_without_a_baseline() -> None:
    """New lesions are counted all the same; fewer say nothing."""
    news = [new(f"N{number}", longest=16_000, avid=1) for number in (1, 2)]
    assert words("percimt", [ABSENT_LOOK, pet(42, *news)]) == ["PMD"]
    assert words("percimt", [ABSENT_LOOK, pet(42, news[0])]) == ["NE"]


def test_percimt_goes_on_after_progression() -> None:
    """Later calls speak of their scan, and are flagged."""
    scans = counted("1.6", "1.7")
    later = pet(84, lesion("T1", "5.0"), lesion("N0", GONE, role=2), lesion("N1", GONE, role=2))
    calls = judged("percimt", [*scans, later])
    assert [call.word for call in calls] == ["PMD", "SMD"]
    assert calls[-1].flags >= {"AFTER_PD"}


def test_the_event_is_dated_to_the_image_that_shows_it() -> None:
    """A time point of several days is placed on its first, the progression on its image."""
    scan = pet(42, lesion("T1", "10.0"), lesion("T2", "8.0"), new("N1", "5.0"))
    spread = scan._replace(
        last_day=45, sights=tuple(s._replace(day=45 if s.lesion == "N1" else 42) for s in scan.sights)
    )
    assert last("percist", [BASE, spread]).verdict.event_day == 45
    assert last("ipercist", [BASE, spread]).verdict.since_day == 45


def test_components_tell_uptake_and_recist() -> None:
    """RECIST is shown beside the metabolic category where it was judged."""
    scan = pet(42, lesion("T1", "5.0"), lesion("T2", "4.0"))
    assert last("percist", [BASE, scan]).verdict.components == (("uptake", "PMR"),)
    assert last("percist", [BASE, scan._replace(recist=SD)]).verdict.components == (("uptake", "PMR"), ("ct", "SD"))


def test_present_lesions_without_avidity_are_not_gone() -> None:
    """A lesion that is only said to be present has not lost its uptake."""
    base = pet(0, lesion("T1", state=PRESENT, avid=1))
    assert words("percimt", [base, pet(42, lesion("T1", state=PRESENT))]) == ["SMD"]
    assert words("percimt", [base, pet(42, lesion("T1", state=PRESENT, avid=0))]) == ["CMR"]


def test_uptake_shows_a_lesion_whose_size_was_not_told() -> None:
    """A row with SULpeak alone is read as not evaluable in size, and is there all the same."""
    unsized: dict[str, Any] = {"state": NOT_EVALUABLE}
    base = pet(0, lesion("T1", "10.0", **unsized), lesion("T2", "8.0", **unsized))
    assert words("percist", [base, pet(42, lesion("T1", "5.0", **unsized), lesion("T2", "4.0", **unsized))]) == ["PMR"]
    known = [lesion("T1", "10.0", **unsized), lesion("T2", "8.0", **unsized)]
    assert words("percist", [base, pet(42, *known, new("N1", "4.0", **unsized))]) == ["PMD"]
    assert words("percist", [base, pet(42, *known, new("N1", avid=1, **unsized))]) == ["PMD"]
    assert words("percimt", [base, pet(42, lesion("T1", GONE), lesion("T2", "8.0", **unsized))]) == ["PMR"]


def test_ipercist_responds_although_recist_stays_at_progression() -> None:
    """A new lesion that has gone keeps RECIST at PD; it must not keep iPERCIST from a response."""
    scans = [
        pet(0, lesion("T1", "10.0")),
        pet(42, lesion("T1", "9.0"), new("N1", "4.0"), recist=PD),
        pet(84, lesion("T1", "5.0"), recist=PD),
    ]
    assert words("ipercist", scans) == ["UPMD", "PMR"]
    assert words("percist", scans) == ["PMD", "SMD"]
    assert words("ipercist", [scans[0], scans[2]]) == ["SMD"]
