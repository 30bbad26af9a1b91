"""Published values and thresholds of response in acute lymphoblastic leukemia: on every limit and to each side."""

from __future__ import annotations

import pytest

from ebbtide.criteria.parts.leukemia import looks
from ebbtide.criteria.parts.leukemia.looks import (
    CNS_WORDS,
    DETECTED,
    MRD_PERCENT,
    NOT_DETECTED,
    SAID_CLEAR,
    SAID_CR,
    SAID_CRI,
    SAID_MLFS,
    SAID_NO_REMISSION,
    SAID_RELAPSE,
    Blood,
    Counts,
    Marrow,
    Nervous,
    Residual,
)
from ebbtide.criteria.parts.leukemia.marrow import mrd_word
from ebbtide.criteria.parts.leukemia.nervous_system import cns_state
from ebbtide.criteria.parts.leukemia.rules import define
from ebbtide.study.options import Options
from ebbtide.terms.lesions import (
    ABSENT,
    DECREASED,
    EQUIVOCAL,
    NEW,
    NONTARGET,
    NOT_DONE,
    PRESENT,
    UNEQUIVOCAL_PROGRESSION,
)
from tests.criteria.leukemia.leukemia_looks import (
    BASE,
    FULL,
    at,
    blasts,
    flags,
    judge,
    mass,
    mrd,
    outside,
    reasons,
    words,
)

NO_BLOOD = Blood(0, 0)
CLEAR = outside()._replace(said=0)


def counts(neutrophils: int, platelets: int, **more: int) -> Counts:
    """Make counts of 1e6 and 1e6 cells per mL (1e9/L)."""
    return Counts(0, neutrophils, platelets, **more)


@pytest.mark.parametrize(
    ("profile", "neutrophils", "platelets", "call"),
    [
        ("eln2024", 1_000_000, 100_000_000, "MLFS"),
        ("eln2024", 1_000_001, 100_000_001, "CR"),
        ("eln2024", 1_000_001, 100_000_000, "CRi"),
        ("eln2024", 1_000_000, 100_000_001, "CRi"),
        ("nccn", 1_000_000, 100_000_001, "CRi"),
        ("nci2010", 1_000_000, 100_000_000, "CR"),
        ("nci2010", 999_999, 100_000_000, "CRi"),
        ("nci2010", 999_999, 99_999_999, "MLFS"),
        ("cibmtr", 1_000_000, 100_000_000, "CR"),
        ("cibmtr", 1_000_000, 99_999_999, "CRi"),
    ],
)
def test_counts_at_their_limits_by_profile(profile: str, neutrophils: int, platelets: int, call: str) -> None:
    """ELN and NCCN print above 1.0 and 100e9/L, NCI and CIBMTR at least; one low line is CRi, two are MLFS."""
    look = at(28, marrow=blasts(4_900), blood=NO_BLOOD, counts=counts(neutrophils, platelets), outside=CLEAR)
    assert words(look, all_profile=profile) == [call]


def test_both_lines_low_are_cri_where_no_lineage_is_required() -> None:
    """`cri_requires_one_lineage` off."""
    look = at(28, marrow=blasts(4_900), counts=counts(0, 0))
    assert words(look, cri_requires_one_lineage=False) == ["CRi"]


@pytest.mark.parametrize(
    ("amount", "call"), [(12_000_000, "FAILURE"), (10_000_000, "FAILURE"), (9_999_999, "CR"), (100_001, "CR")]
)
def test_residual_disease_of_one_percent_is_failure_under_eln(amount: int, call: str) -> None:
    """Failure from 1 % on, whatever the marrow looks like; other profiles do not print it."""
    look = at(28, marrow=blasts(2_000), residual=mrd(amount), counts=FULL, blood=NO_BLOOD, outside=CLEAR)
    assert words(look) == [call]
    assert words(look, all_profile="nci2010") == ["CR"]


@pytest.mark.parametrize(("share", "call"), [(4_999, "CR"), (5_000, "PR"), (25_000, "PR"), (25_001, "SD")])
def test_marrow_blasts_at_their_limits(share: int, call: str) -> None:
    """Below 5 % is remission; 5 to 25 % after a fall by half with counts is partial."""
    [said] = judge(at(28, marrow=blasts(share), counts=FULL))
    assert words(at(28, marrow=blasts(share), counts=FULL)) == [call]
    assert ("REVIEW_5PCT" in flags(said)) == (share == 5_000)


@pytest.mark.parametrize(("share", "call"), [(10_000, "PR"), (10_001, "SD")])
def test_partial_remission_needs_a_fall_by_half(share: int, call: str) -> None:
    """Exactly half of baseline is enough."""
    assert words(at(28, marrow=blasts(share), counts=FULL), base=at(0, marrow=blasts(20_000))) == [call]


def test_partial_remission_needs_counts() -> None:
    """With low counts blasts of 5 to 25 % are stable; with unknown counts too, flagged."""
    assert words(at(28, marrow=blasts(10_000), counts=counts(0, 0))) == ["SD"]
    [said] = judge(at(28, marrow=blasts(10_000)))
    assert flags(said) == {"COUNTS_UNKNOWN", "PROFILE_ELN2024"}


def test_blasts_above_5_with_little_residual_disease_are_cr_by_option() -> None:
    """ELN prints CR where residual disease is below 1 %; the default keeps PR and flags it."""
    look = at(28, marrow=blasts(10_000), residual=mrd(9_999_999), counts=FULL)
    assert words(look) == ["PR"]
    assert words(look, all_mrd_below_1_is_cr=True) == ["CR"]
    assert words(look._replace(residual=mrd(10_000_000)._replace(day=28)), all_mrd_below_1_is_cr=True) == ["FAILURE"]
    undetected = look._replace(residual=Residual(28, NOT_DETECTED))
    [said] = judge(undetected, all_mrd_below_1_is_cr=True)
    assert "MRD_BELOW_1PCT" in flags(said)
    assert reasons(said) >= {"MRD_BELOW_ONE"}


@pytest.mark.parametrize(
    ("profile", "share", "call"),
    [
        ("nccn", 5_000, "SD"),
        ("nccn", 5_001, "RELAPSE"),
        ("cibmtr", 5_001, "RELAPSE"),
        ("eln2024", 5_000, "SD"),
        ("eln2024", 5_001, "RELAPSE"),
        ("nci2010", 16_000, "SD"),
        ("nci2010", 24_999, "SD"),
        ("nci2010", 25_000, "RELAPSE"),
    ],
)
def test_relapse_in_the_marrow_by_profile(profile: str, share: int, call: str) -> None:
    """Above 5 % after remission; NCI 2010 prints 25 % or more."""
    first = at(28, marrow=blasts(2_000), counts=FULL, blood=NO_BLOOD, outside=CLEAR)
    later = at(84, marrow=blasts(share), blood=NO_BLOOD, outside=CLEAR)
    said = judge(first, later, all_profile=profile)
    assert words(first, later, all_profile=profile) == ["CR", call]
    assert ("BLASTS_AFTER_REMISSION" in flags(said[1])) == (call == "SD")
    assert f"PROFILE_{profile.upper()}" in flags(said[1])
    assert ("profile", profile) in said[1].verdict.components


def test_more_than_25_percent_after_a_partial_remission_is_relapse_under_nci() -> None:
    """Above 25 %, not at it; only under NCI 2010."""
    first = at(28, marrow=blasts(24_000), counts=FULL, blood=NO_BLOOD, outside=CLEAR)
    for share, call in ((25_000, "PR"), (25_001, "RELAPSE")):
        later = at(56, marrow=blasts(share), counts=FULL, blood=NO_BLOOD, outside=CLEAR)
        assert words(first, later, all_profile="nci2010") == ["PR", call]


@pytest.mark.parametrize(("share", "call"), [(50_000, "PD"), (49_999, "SD")])
def test_a_quarter_more_blasts_is_progression_under_nci(share: int, call: str) -> None:
    """From the least number, 40 %; ELN prints no progression."""
    first = at(28, marrow=blasts(40_000), blood=NO_BLOOD, outside=CLEAR)
    later = at(56, marrow=blasts(share), blood=NO_BLOOD, outside=CLEAR)
    assert words(first, later, all_profile="nci2010") == ["SD", call]
    assert words(first, later, all_profile="eln2024") == ["SD", "SD"]
    assert words(first, later, all_profile="nccn", all_progression="points") == ["SD", "SD"]
    far = at(56, marrow=blasts(65_000), blood=NO_BLOOD, outside=CLEAR)
    assert words(first, far, all_profile="nccn", all_progression="points") == ["SD", "PD"]


def test_more_circulating_blasts_are_progression_under_nci() -> None:
    """A quarter more, or any after none; other units are not compared."""
    base = at(0, marrow=blasts(80_000), blood=Blood(0, 1, 40_000))
    for amount, call in ((50_000, "PD"), (49_999, "SD")):
        look = at(28, marrow=blasts(60_000), blood=Blood(0, 1, amount), outside=CLEAR)
        assert words(look, base=base, all_profile="nci2010") == [call]
    cells = at(28, marrow=blasts(60_000), blood=Blood(0, 1, 90_000, looks.IN_CELLS), outside=CLEAR)
    assert words(cells, base=base, all_profile="nci2010") == ["SD"]
    none = at(28, marrow=blasts(60_000), blood=NO_BLOOD, outside=CLEAR)
    some = at(56, marrow=blasts(60_000), blood=Blood(0, 1), outside=CLEAR)
    assert words(none, some, base=base, all_profile="nci2010") == ["SD", "PD"]


def test_partial_remission_under_nci_needs_fewer_circulating_blasts() -> None:
    """They too fall by half."""
    base = at(0, marrow=blasts(80_000), blood=Blood(0, 1, 40_000))
    for amount, call in ((20_000, "PR"), (20_001, "SD")):
        look = at(28, marrow=blasts(10_000), blood=Blood(0, 1, amount), counts=FULL, outside=CLEAR)
        assert words(look, base=base, all_profile="nci2010") == [call]


@pytest.mark.parametrize(
    ("residual", "options", "word"),
    [
        (mrd(100_000), {}, "POSITIVE_LOW"),
        (mrd(100_000), {"euromrd": True}, "FAILURE"),
        (mrd(100_001), {}, "FAILURE"),
        (mrd(110_000), {}, "FAILURE"),
        (mrd(1), {}, "POSITIVE_LOW"),
        (mrd(1), {"all_mrd": "v2"}, "PERSISTENCE"),
        (Residual(0, NOT_DETECTED, limit=10_000_000 // 10), {}, "NEGATIVE_INSUFFICIENT_SENSITIVITY"),
        (Residual(0, NOT_DETECTED, limit=100_000), {}, "COMPLETE"),
        (Residual(0, NOT_DETECTED, limit=100_001), {}, "NEGATIVE_INSUFFICIENT_SENSITIVITY"),
        (Residual(0, NOT_DETECTED, limit=100_000), {"all_mrd": "v2"}, "COMPLETE"),
        (Residual(0, NOT_DETECTED), {}, "NEGATIVE"),
        (Residual(0, DETECTED), {}, "POSITIVE_NOT_QUANTIFIABLE"),
        (Residual(0, DETECTED), {"all_mrd": "v2"}, "POSITIVE_NOT_QUANTIFIABLE"),
        (Residual(), {}, ""),
    ],
)
def test_categories_of_residual_disease(residual: Residual, options: dict[str, object], word: str) -> None:
    """Variants 1 and 2; 0.01 % is the limit of failure and of sensitivity."""
    assert mrd_word(define(Options.model_validate(options)), residual) == word


def test_parts_per_billion_are_exact() -> None:
    """0.0001 % is a whole number of them."""
    assert MRD_PERCENT // 10_000 * 10_000 == MRD_PERCENT


ONE = 1_000


@pytest.mark.parametrize(
    ("nervous", "by_ratio", "word"),
    [
        (Nervous(0, 0), False, "CNS1"),
        (Nervous(0, 0, 900 * ONE, 900 * ONE), False, "CNS1"),
        (Nervous(0, 1, 3 * ONE, 9_999), False, "CNS2a"),
        (Nervous(0, 1, 3 * ONE, 10 * ONE), False, "CNS2b"),
        (Nervous(0, 1, 3 * ONE, 50 * ONE), False, "CNS2b"),
        (Nervous(0, 1, 4_999, 50 * ONE), False, "CNS2b"),
        (Nervous(0, 1, 3 * ONE), False, "CNS2"),
        (Nervous(0, 1, 8 * ONE, 50 * ONE, 10 * ONE), False, "CNS2c"),
        (Nervous(0, 1, 20 * ONE, 50 * ONE, 10 * ONE), False, "CNS2c"),
        (Nervous(0, 1, 20_001, 50 * ONE, 10 * ONE), False, "CNS3b"),
        (Nervous(0, 1, 8 * ONE, 50 * ONE), False, "CNS2/3"),
        (Nervous(0, 1, 8 * ONE), False, "CNS2/3"),
        (Nervous(0, 1), False, "CNS2/3"),
        (Nervous(0, 1, 8 * ONE, 2 * ONE), False, "CNS3a"),
        (Nervous(0, 1, 5 * ONE, 2 * ONE), False, "CNS3a"),
        (Nervous(0, 0, signs=1), False, "CNS3c"),
        (Nervous(0, -1, said=looks.CNS2B), False, "CNS2b"),
        (Nervous(0, 1, said=looks.CNS3A), False, "CNS3a"),
        (Nervous(0, 1, 8 * ONE, 50 * ONE, 10 * ONE, 500 * ONE), True, "CNS3b"),
        (Nervous(0, 1, 8 * ONE, 50 * ONE, 10 * ONE, 125 * ONE), True, "CNS2c"),
        (Nervous(0, 1, 8 * ONE, 50 * ONE, 10 * ONE, 125_001), True, "CNS3b"),
        (Nervous(0, 1, 8 * ONE, 50 * ONE, 10 * ONE), True, "CNS2/3"),
    ],
)
def test_classes_of_the_nervous_system(nervous: Nervous, by_ratio: bool, word: str) -> None:  # noqa: FBT001
    """Five white cells, ten red cells, and the traumatic limit by cells or by ratio."""
    assert CNS_WORDS[cns_state(nervous, by_ratio=by_ratio)] == word


def test_a_nervous_system_that_nobody_examined_has_no_class() -> None:
    """Neither has fluid of which blasts are not told."""
    assert cns_state(Nervous(), by_ratio=False) == -1
    assert cns_state(Nervous(3, wbc=8 * ONE), by_ratio=False) == -1


def test_the_ratio_decides_only_by_option() -> None:
    """`steinherz_bleyer` turns CNS2c into CNS3b, which after CNS1 is a relapse."""
    base = at(0, marrow=blasts(80_000), nervous=Nervous(0, 0))
    look = at(28, marrow=blasts(2_000), nervous=Nervous(0, 1, 8 * ONE, 50 * ONE, 10 * ONE, 500 * ONE), counts=FULL)
    assert words(look, base=base) == ["CR"]
    assert words(look, base=base, steinherz_bleyer=True) == ["RELAPSE"]


def test_cns2_after_cns1_is_flagged_or_keeps_remission_off() -> None:
    """By default it leaves the call."""
    base = at(0, marrow=blasts(80_000), nervous=Nervous(0, 0))
    look = at(28, marrow=blasts(2_000), nervous=Nervous(0, 1, 3 * ONE, ONE), counts=FULL)
    [said] = judge(look, base=base)
    assert "CNS2_AFTER_CNS1" in flags(said)
    assert words(look, base=base, all_cns2_after_cns1="not_cleared") == ["NOT_CR_RESIDUAL_EMD"]


def test_a_nervous_system_involved_at_baseline_has_to_be_clear() -> None:
    """Unknown it leaves NE, involved it is not CR, CNS1 clears it; blasts among it are counted as disease."""
    base = at(0, marrow=blasts(80_000), nervous=Nervous(0, 1, 3 * ONE, ONE))
    full = at(28, marrow=blasts(2_000), counts=FULL)
    assert words(full, base=base) == ["NE"]
    assert words(full._replace(nervous=Nervous(28, 1, 2 * ONE, ONE)), base=base) == ["NOT_CR_RESIDUAL_EMD"]
    assert words(full._replace(nervous=Nervous(28, 1)), base=base) == ["NOT_CR_RESIDUAL_EMD"]
    assert words(full._replace(nervous=Nervous(28, 0)), base=base) == ["CR"]


@pytest.mark.parametrize(
    ("said", "call"),
    [
        (SAID_CR, "CR"),
        (SAID_CRI, "CRi"),
        (SAID_MLFS, "MLFS"),
        (SAID_CLEAR, "CR_COUNTS_UNKNOWN"),
        (SAID_NO_REMISSION, "SD"),
        (SAID_RELAPSE, "SD"),
        (-1, "NE"),
    ],
)
def test_the_source_s_own_word_stands_where_counts_are_unknown(said: int, call: str) -> None:
    """A reported category, flagged; a marrow without blasts and without a word is CR_COUNTS_UNKNOWN."""
    [one] = judge(at(28, marrow=Marrow(0, said=said)))
    assert words(at(28, marrow=Marrow(0, said=said))) == [call]
    assert ("COUNTS_UNKNOWN" in flags(one)) == (call not in {"SD", "NE"})


def test_counts_known_in_part_decide_as_far_as_they_can() -> None:
    """One low and one unknown is CRi, one full and one unknown is open, both flagged; words may say that both hold."""
    low = at(28, marrow=blasts(2_000), counts=Counts(0, platelets=65_000_000))
    half = at(28, marrow=blasts(2_000), counts=Counts(0, platelets=165_000_000))
    told = at(28, marrow=blasts(2_000), counts=Counts(0, said_full=1))
    assert words(low) == ["CRi"]
    assert words(half) == ["CR_COUNTS_UNKNOWN"]
    assert words(told) == ["CR"]
    assert "COUNTS_UNKNOWN" in flags(judge(low)[0])


def test_counts_under_drugs_are_flagged() -> None:
    """G-CSF holds neutrophils up, a TPO agonist platelets."""
    [said] = judge(at(28, marrow=blasts(2_000), counts=FULL._replace(support=3)))
    assert flags(said) >= {"G_CSF", "TPO_AGONIST"}


def test_transfusions_keep_remission_incomplete_under_cibmtr() -> None:
    """Given: CRi; not told: flagged; other profiles do not ask."""
    given = at(28, marrow=blasts(2_000), counts=FULL._replace(transfused=1))
    assert words(given, all_profile="cibmtr") == ["CRi"]
    assert words(given) == ["CR"]
    [open_] = judge(at(28, marrow=blasts(2_000), counts=FULL), all_profile="cibmtr")
    assert "TRANSFUSION_UNKNOWN" in flags(open_)
    [free] = judge(at(28, marrow=blasts(2_000), counts=FULL._replace(transfused=0)), all_profile="cibmtr")
    assert "TRANSFUSION_UNKNOWN" not in flags(free)


def test_a_marrow_without_three_lineages_is_no_remission_under_nci() -> None:
    """Known to lack them: MLFS; not told: flagged."""
    look = at(28, marrow=blasts(2_000, trilineage=0), counts=FULL, blood=NO_BLOOD, outside=CLEAR)
    assert words(look, all_profile="nci2010") == ["MLFS"]
    [said] = judge(look._replace(marrow=Marrow(28, 2_000)), all_profile="nci2010")
    assert "TRILINEAGE_UNKNOWN" in flags(said)


def test_circulating_blasts_bar_remission_where_the_profile_prints_it() -> None:
    """NCI: stable; ELN does not print it: flagged. After remission they are a relapse."""
    look = at(28, marrow=blasts(2_000), counts=FULL, blood=Blood(0, 1), outside=CLEAR)
    assert words(look, base=at(0, marrow=blasts(80_000), blood=Blood(0, 1)), all_profile="nci2010") == ["SD"]
    [said] = judge(look)
    assert "CIRCULATING_BLASTS" in flags(said)
    again = at(56, marrow=blasts(2_000), counts=FULL, blood=Blood(0, 1, 1_000))
    assert words(at(28, marrow=blasts(2_000), counts=FULL), again) == ["CR", "RELAPSE"]


def test_a_profile_that_asks_for_blood_and_fluid_needs_them() -> None:
    """Unexamined they leave NE, unless a study takes them as clear."""
    look = at(28, marrow=blasts(2_000), counts=FULL)
    [said] = judge(look, all_profile="nci2010")
    assert reasons(said) == {"BLOOD_UNKNOWN", "CNS_UNKNOWN"}
    assert words(look, all_profile="nci2010", all_unexamined="clear") == ["CR"]
    assert words(look, all_profile="nccn") == ["NE"]


def test_four_weeks_without_recurrence() -> None:
    """NCI, NCCN and CIBMTR flag a remission until its twenty-eighth day."""
    for day, is_flagged in ((55, True), (56, False)):
        first = at(28, marrow=blasts(2_000), counts=FULL)
        said = judge(first, at(day, marrow=blasts(2_000), counts=FULL), all_profile="cibmtr")
        assert "UNDER_4_WEEKS" in flags(said[0])
        assert ("UNDER_4_WEEKS" in flags(said[1])) == is_flagged
    [eln] = judge(at(28, marrow=blasts(2_000), counts=FULL))
    assert "UNDER_4_WEEKS" not in flags(eln)


BASE_MASS = at(0, marrow=blasts(80_000), outside=outside(mass(40_000, 20_000)))


@pytest.mark.parametrize(
    ("now", "sizes", "word"),
    [
        (mass(20_000, 20_000), "lugano", "PR"),
        (mass(20_000, 20_001), "lugano", "SD"),
        (mass(20_000, 20_000), "nccn", "SD"),
        (mass(20_000, 19_999), "nccn", "PR"),
        (mass(10_000, 20_000), "nccn", "PR"),
        (mass(10_000, 19_999), "nccn", "CRu"),
        (mass(40_000, 25_000), "nccn", "SD"),
        (mass(40_000, 25_001), "nccn", "PD"),
        (mass(50_000, 24_000), "lugano", "PD"),
        (mass(50_000, 23_999), "lugano", "SD"),
        (mass(49_999, 24_010), "lugano", "SD"),
        (mass(40_000, 30_000), "lugano", "PD"),
        (mass(-1, -1, state=DECREASED), "lugano", "NON-CR/NON-PD"),
        (mass(-1, -1, state=UNEQUIVOCAL_PROGRESSION), "lugano", "PD"),
        (mass(-1, -1, state=NOT_DONE), "lugano", "NE"),
        (mass(0, 0, state=ABSENT), "lugano", "CR"),
        (mass(30_000, 20_000)._replace(avid=0), "lugano", "CR"),
    ],
)
def test_disease_outside_the_marrow_at_its_limits(now: object, sizes: str, word: str) -> None:
    """Lugano: half the sum, half more and 10 mm in a diameter; NCCN: more than half, a quarter, three quarters."""
    look = at(28, marrow=blasts(2_000), counts=FULL, outside=outside(now))  # type: ignore[arg-type]
    [said] = judge(look, base=BASE_MASS, all_outside=sizes)
    assert dict(said.verdict.components)["extramedullary"] == word


def test_a_small_lesion_grows_by_5_mm() -> None:
    """Up to 20 mm of least longest diameter the step is 5 mm, and 15 mm has to be passed."""
    for least, across, now, call in (
        (11_000, 10_000, mass(16_000, 11_000), "PD"),
        (11_000, 10_000, mass(15_999, 11_000), "NOT_CR_RESIDUAL_EMD"),
        (10_000, 10_000, mass(15_000, 15_000), "NOT_CR_RESIDUAL_EMD"),
        (20_000, 10_000, mass(25_000, 12_000), "PD"),
        (20_001, 10_000, mass(25_001, 12_001), "NOT_CR_RESIDUAL_EMD"),
    ):
        base = at(0, marrow=blasts(80_000), outside=outside(mass(least, across)))
        assert words(at(28, marrow=blasts(2_000), outside=outside(now)), base=base) == [call]


def test_a_node_of_15_mm_is_normal() -> None:
    """At 15 mm it counts as gone, a micrometre more does not."""
    base = at(0, marrow=blasts(80_000), outside=outside(mass(40_000, 20_000)._replace(nodal=1)))
    for longest, call in ((15_000, "CR"), (15_001, "PR")):
        look = at(28, marrow=blasts(2_000), counts=FULL, outside=outside(mass(longest, 10_000)._replace(nodal=1)))
        assert words(look, base=base) == [call]


def test_halved_masses_are_partial_only_with_low_blasts_and_counts() -> None:
    """Row 3: else it is not CR, and the marrow stands beside it."""
    half = outside(mass(20_000, 20_000))
    for marrow, full, call in (
        (blasts(25_000), FULL, "PR"),
        (blasts(25_001), FULL, "NOT_CR_RESIDUAL_EMD"),
        (blasts(2_000), counts(0, 0), "NOT_CR_RESIDUAL_EMD"),
        (Marrow(0, said=SAID_CR), FULL, "PR"),
        (Marrow(0), FULL, "NOT_CR_RESIDUAL_EMD"),
    ):
        assert words(at(28, marrow=marrow, counts=full, outside=half), base=BASE_MASS) == [call]
    [said] = judge(at(28, marrow=blasts(2_000), outside=half), base=BASE_MASS)
    assert "COUNTS_UNKNOWN" in flags(said)
    assert dict(said.verdict.components)["marrow"] == "CR"


def test_new_disease_outside_the_marrow() -> None:
    """Before remission PD, after it RELAPSE; a node up to 15 mm and an equivocal lesion wait, flagged."""
    new = mass(20_000, 20_000, lesion="N1", role=NEW)
    assert words(at(28, marrow=blasts(60_000), outside=outside(new))) == ["PD"]
    first = at(28, marrow=blasts(2_000), counts=FULL)
    assert words(first, at(56, marrow=blasts(2_000), counts=FULL, outside=outside(new))) == ["CR", "RELAPSE"]
    for doubtful in (new._replace(nodal=1, longest=15_000), new._replace(state=EQUIVOCAL)):
        [said] = judge(at(28, marrow=blasts(2_000), counts=FULL, outside=outside(doubtful)))
        assert "EQUIVOCAL_NEW_LESION" in flags(said)


def test_a_lesion_that_was_gone_and_is_back() -> None:
    """Regrowth of a resolved lesion is a relapse after remission."""
    gone = at(28, marrow=blasts(2_000), counts=FULL, outside=outside(mass(0, 0, state=ABSENT)))
    back = at(56, marrow=blasts(2_000), counts=FULL, outside=outside(mass(20_000, 20_000)))
    assert words(gone, back, base=BASE_MASS) == ["CR", "RELAPSE"]


def test_swelling_with_crs_is_no_progression_by_itself() -> None:
    """Within the days after onset growth of a known lesion is held and flagged; new disease is not."""
    grown = mass(60_000, 40_000)
    for since, options, call in (
        (14, {}, "NOT_CR_RESIDUAL_EMD"),
        (15, {}, "PD"),
        (14, {"all_swelling_days": 0}, "PD"),
        (-1, {}, "PD"),
    ):
        look = at(10, marrow=blasts(60_000), outside=outside(grown, days_since_crs=since))
        assert words(look, base=BASE_MASS, **options) == [call]
        assert ("SWELLING_WITH_CRS" in flags(judge(look, base=BASE_MASS, **options)[0])) == (call != "PD")
    new = outside(mass(20_000, 20_000), mass(20_000, 20_000, lesion="N1", role=NEW), days_since_crs=3)
    assert words(at(10, marrow=blasts(60_000), outside=new), base=BASE_MASS) == ["PD"]


def test_disease_outside_the_marrow_in_words() -> None:
    """Present without sizes is not CR; none clears it; present where it was known to be clear is new."""
    base = at(0, marrow=blasts(80_000), outside=outside()._replace(said=1))
    full = at(28, marrow=blasts(2_000), counts=FULL)
    assert words(full, base=base) == ["NE"]
    assert words(full._replace(outside=outside()._replace(day=28, said=1)), base=base) == ["NOT_CR_RESIDUAL_EMD"]
    assert words(full._replace(outside=outside()._replace(day=28, said=0)), base=base) == ["CR"]
    clear = at(0, marrow=blasts(80_000), outside=CLEAR)
    assert words(full._replace(outside=outside()._replace(day=28, said=1)), base=clear) == ["PD"]


def test_non_targets_alone_are_present_or_gone() -> None:
    """A bone lesion without sizes."""
    bone = mass(-1, -1, role=NONTARGET, state=PRESENT)
    base = at(0, marrow=blasts(80_000), outside=outside(bone))
    left = at(28, marrow=blasts(2_000), counts=FULL, outside=outside(bone))
    gone = at(28, marrow=blasts(2_000), counts=FULL, outside=outside(bone._replace(state=ABSENT)))
    assert words(left, base=base) == ["NOT_CR_RESIDUAL_EMD"]
    assert words(gone, base=base) == ["CR"]


def test_relapse_comes_before_failure_and_residue() -> None:
    """The first row that holds decides."""
    first = at(28, marrow=blasts(2_000), counts=FULL)
    all_at_once = at(56, marrow=blasts(30_000), residual=mrd(MRD_PERCENT * 20))
    assert words(first, all_at_once) == ["CR", "RELAPSE"]
    failed = at(28, marrow=blasts(2_000), residual=mrd(MRD_PERCENT), outside=outside(mass(40_000, 20_000)))
    assert words(failed, base=BASE_MASS) == ["FAILURE"]


@pytest.mark.parametrize(
    ("share", "amount", "others", "call"),
    [
        (25_000, -1, 0, "RELAPSE"),
        (24_999, -1, 0, "PR"),
        (5_000, 10_000_000, 0, "RELAPSE"),
        (5_000, 9_999_999, 0, "PR"),
        (5_000, -1, 1, "RELAPSE"),
        (4_999, 10_000_000, 0, "CR"),
        (4_999, 10_000_000, 1, "RELAPSE"),
        (999, 9_999_999, 0, "CR"),
    ],
)
def test_relapse_by_the_pediatric_consensus(share: int, amount: int, others: int, call: str) -> None:
    """25 % alone, 5 % with one more test of at least 1 %, 1 % with two more."""
    residual = Residual(0, looks.QUANTIFIED, amount, others=others) if amount >= 0 else Residual(0, others=others)
    first = at(28, marrow=blasts(200), counts=FULL)
    later = at(84, marrow=blasts(share), residual=residual, counts=FULL)
    assert words(first, later, age=10, all_profile="cibmtr") == ["CR", call]
    assert words(first, later, all_relapse="pediatric", all_profile="cibmtr") == ["CR", call]
    is_over = share > 5_000
    assert (words(first, later, age=10, all_relapse="profile", all_profile="cibmtr")[1] == "RELAPSE") == is_over
    assert (words(first, later, age=18, all_profile="cibmtr")[1] == "RELAPSE") == is_over


def test_a_second_marrow_settles_what_the_first_left_open() -> None:
    """Two tests of at least 1 % in the second marrow."""
    first = at(28, marrow=blasts(200), counts=FULL)
    open_ = at(84, marrow=blasts(6_000))
    second = at(98, marrow=blasts(3_000), residual=mrd(2 * MRD_PERCENT), counts=FULL)
    said = judge(first, open_, second, age=9, all_profile="cibmtr")
    assert "SECOND_MARROW_NEEDED" in flags(said[1])
    assert words(first, open_, second, age=9, all_profile="cibmtr") == ["CR", "SD", "RELAPSE"]
    assert words(first, second, age=9, all_profile="cibmtr") == ["CR", "CR"]


def test_a_reported_relapse_without_a_number_stands_after_remission() -> None:
    """In grown-ups and in children."""
    first = at(28, marrow=blasts(200), counts=FULL)
    later = at(84, marrow=Marrow(0, said=SAID_RELAPSE))
    assert words(first, later) == ["CR", "RELAPSE"]
    assert words(first, later, age=5) == ["CR", "RELAPSE"]


@pytest.mark.parametrize(("day", "call"), [(58, "CR"), (59, "NE")])
def test_imaging_belongs_to_a_marrow_of_four_weeks(day: int, call: str) -> None:
    """28 days, not 29; the counts are those of the marrow."""
    first = at(30, marrow=blasts(2_000), counts=FULL, outside=outside(mass(40_000, 20_000)))
    later = at(day, outside=outside(mass(0, 0, state=ABSENT)))
    assert words(first, later, base=BASE_MASS)[1] == call
    shorter = words(first, later, base=BASE_MASS, all_imaging_days=7)
    assert shorter[1] == "NE"


def test_imaging_of_four_weeks_belongs_to_a_later_marrow() -> None:
    """What was gone 28 days before is gone; 29 days before is not known."""
    gone = at(30, outside=outside(mass(0, 0, state=ABSENT)))
    for day, call in ((58, "CR"), (59, "NE")):
        assert words(gone, at(day, marrow=blasts(2_000), counts=FULL), base=BASE_MASS)[1] == call


def test_counts_belong_to_a_marrow_of_seven_days() -> None:
    """Seven days, not eight, unless a study says otherwise."""
    for day, call in ((37, "CR"), (38, "CR_COUNTS_UNKNOWN")):
        look = at(30, marrow=blasts(2_000), counts=FULL._replace(day=day))
        assert words(look) == [call]
    late = at(30, marrow=blasts(2_000), counts=FULL._replace(day=38))
    assert words(late, all_component_days=8) == ["CR"]


def test_an_older_marrow_is_carried_forward_only_by_option() -> None:
    """Up to so many days, flagged; the baseline never is."""
    first = at(30, marrow=blasts(2_000), counts=FULL)
    later = at(150, counts=counts(3_000_000, 65_000_000))
    assert words(first, later) == ["CR", "NE"]
    for days, call in ((120, "CRi"), (119, "NE")):
        said = judge(first, later, carry_forward_marrow=days)
        assert words(first, later, carry_forward_marrow=days)[1] == call
        assert ("CARRIED_FORWARD" in flags(said[1])) == (call == "CRi")
    assert words(later, base=at(0, marrow=blasts(1_000)), carry_forward_marrow=365) == ["NE"]


def test_what_comes_after_a_relapse_is_flagged() -> None:
    """A second remission is called, after PD."""
    seq = [
        at(28, marrow=blasts(2_000), counts=FULL),
        at(60, marrow=blasts(40_000)),
        at(90, marrow=blasts(1_000), counts=FULL),
    ]
    assert words(*seq) == ["CR", "RELAPSE", "CR"]
    assert "AFTER_PD" in flags(judge(*seq)[2])
    assert "AFTER_PD" not in flags(judge(*seq)[1])


def test_contradictory_blasts_leave_the_marrow_unknown() -> None:
    """Two numbers of one day, neither believed."""
    [said] = judge(at(28, marrow=Marrow(0, contradicted=1), counts=FULL))
    assert words(at(28, marrow=Marrow(0, contradicted=1), counts=FULL)) == ["NE"]
    assert "CONTRADICTORY" in flags(said)


def test_without_a_baseline_remission_can_be_told_and_partial_remission_cannot() -> None:
    """Flagged NO_BASELINE."""
    nothing = looks.MarrowLook(0)
    assert words(at(28, marrow=blasts(2_000), counts=FULL), base=nothing) == ["CR"]
    assert words(at(28, marrow=blasts(20_000), counts=FULL), base=nothing) == ["SD"]
    assert "NO_BASELINE" in flags(judge(at(28, marrow=blasts(2_000)), base=nothing)[0])
    assert "NO_BASELINE" not in flags(judge(at(28, marrow=blasts(2_000)), base=BASE)[0])


def test_an_empty_time_point_is_not_evaluable() -> None:
    """Nothing is invented."""
    assert words(at(28)) == ["NE"]
