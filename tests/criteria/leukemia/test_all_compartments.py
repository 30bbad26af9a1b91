"""What one compartment says where its findings disagree, come in words, or were there before the remission."""

from __future__ import annotations

import pytest

from ebbtide.criteria.parts.leukemia import looks
from ebbtide.criteria.parts.leukemia.looks import CNS_WORDS, Blood, Counts, Marrow, Nervous, Residual
from ebbtide.criteria.parts.leukemia.nervous_system import cns_state
from ebbtide.terms.lesions import ABSENT, INCREASED, NONTARGET, NOT_DONE, PRESENT
from tests.criteria.leukemia.leukemia_looks import FULL, at, blasts, flags, judge, mass, mrd, outside, reasons, words

FULL_MARROW = at(28, marrow=blasts(2_000), counts=FULL)
MASSES = at(0, marrow=blasts(80_000), outside=outside(mass(40_000, 20_000)))


def test_blasts_that_circulated_all_along_are_not_back() -> None:
    """A remission that ELN calls beside them is no relapse by them a day later; once gone, they are back."""
    seen, gone = Blood(0, 1), Blood(0, 0)
    first = at(28, marrow=blasts(2_000), counts=FULL, blood=seen)
    second = at(29, marrow=blasts(2_000), counts=FULL, blood=seen)
    unseen = at(50, marrow=blasts(2_000), counts=FULL)
    third = at(60, marrow=blasts(2_000), counts=FULL, blood=seen)
    clear = at(50, marrow=blasts(2_000), counts=FULL, blood=gone)
    assert words(first, second, unseen, third) == ["CR"] * 4
    assert words(first, second, clear, third) == ["CR", "CR", "CR", "RELAPSE"]
    assert "CIRCULATING_BLASTS" in flags(judge(first, second)[1])
    assert "RELAPSE_BLOOD" in reasons(judge(first, clear, third)[2])


def test_blasts_that_come_up_in_remission_stay_a_relapse() -> None:
    """The second time point that shows them is a relapse like the first."""
    seen = [at(day, marrow=blasts(2_000), blood=Blood(0, 1)) for day in (60, 61)]
    assert words(FULL_MARROW, *seen) == ["CR", "RELAPSE", "RELAPSE"]


@pytest.mark.parametrize(
    ("counts", "call"),
    [
        (Counts(0, said_full=1), "CR"),
        (Counts(0, 2_000_000, said_full=1), "CR"),
        (Counts(0, 1_000_000, said_full=1), "CRi"),
        (Counts(0, 1_000_000, 100_000_000, said_full=1), "MLFS"),
    ],
)
def test_the_word_that_counts_recovered_fills_only_what_is_not_counted(counts: Counts, call: str) -> None:
    """A number that is too low stands against it."""
    assert words(at(28, marrow=blasts(2_000), counts=counts)) == [call]


def test_the_word_that_counts_recovered_does_not_hide_transfusions() -> None:
    """Under CIBMTR a remission does without them."""
    look = at(28, marrow=blasts(2_000), counts=Counts(0, transfused=1, said_full=1))
    assert words(look, all_profile="cibmtr") == ["CRi"]
    assert words(look) == ["CR"]


@pytest.mark.parametrize(("share", "call"), [(25_000, "CR"), (25_001, "SD")])
def test_little_residual_disease_makes_a_remission_up_to_25_percent(share: int, call: str) -> None:
    """The option ends where the row on PR ends."""
    look = at(28, marrow=blasts(share), residual=mrd(1), counts=FULL)
    base = at(0, marrow=blasts(30_000))
    assert words(look, base=base, all_mrd_below_1_is_cr=True) == [call]
    assert ("MRD_BELOW_1PCT" in flags(judge(look, base=base)[0])) == (call == "CR")


@pytest.mark.parametrize(("share", "others", "call"), [(1_000, 2, "RELAPSE"), (1_000, 1, "CR"), (999, 2, "CR")])
def test_one_percent_needs_two_more_tests_in_children(share: int, others: int, call: str) -> None:
    """Two others of at least 1 %; below 1 % nothing is a relapse."""
    later = at(84, marrow=blasts(share), residual=Residual(0, others=others), counts=FULL)
    assert words(FULL_MARROW, later, age=17.9)[1] == call
    assert words(FULL_MARROW, later, age=18)[1] == "CR"


@pytest.mark.parametrize(
    ("nervous", "word"),
    [
        (Nervous(0, 1, 5_000, 9_999), "CNS3a"),
        (Nervous(0, 1, 5_000, 10_000, 2_500), "CNS2c"),
        (Nervous(0, 1, 5_001, 10_000, 2_500), "CNS3b"),
        (Nervous(0, 0, said=looks.CNS3C), "CNS3c"),
        (Nervous(0, 0, signs=0, said=looks.CNS3C), "CNS1"),
        (Nervous(0, 0, said=looks.CNS3A), "CNS1"),
    ],
)
def test_classes_on_the_limit_of_red_cells_and_by_printed_signs(nervous: Nervous, word: str) -> None:
    """Ten red cells; a printed CNS3c stands for signs that nobody else tells of, not against their absence."""
    assert CNS_WORDS[cns_state(nervous, by_ratio=False)] == word


def test_a_nervous_system_is_known_under_nci_by_fluid_or_by_the_word_that_nothing_is_outside() -> None:
    """Masses that are gone say nothing of the fluid."""
    look = at(28, marrow=blasts(2_000), counts=FULL, blood=Blood(0, 0))
    gone = outside(mass(0, 0, state=ABSENT))._replace(day=28)
    imaged, said = look._replace(outside=gone), look._replace(outside=gone._replace(said=0))
    assert words(imaged, base=MASSES, all_profile="nci2010") == ["NE"]
    assert "CNS_UNKNOWN" in reasons(judge(imaged, base=MASSES, all_profile="nci2010")[0])
    assert words(said, base=MASSES, all_profile="nci2010") == ["CR"]
    assert words(imaged._replace(nervous=Nervous(28, 0)), base=MASSES, all_profile="nci2010") == ["CR"]


def test_masses_that_shrink_beside_one_that_grows_are_no_partial_remission() -> None:
    """A non-target called increased keeps the halved target from making one."""
    bone = mass(-1, -1, lesion="N1", role=NONTARGET, state=PRESENT)
    base = at(0, marrow=blasts(80_000), outside=outside(mass(40_000, 20_000), bone))
    for state, call, part in ((PRESENT, "PR", "PR"), (INCREASED, "NOT_CR_RESIDUAL_EMD", "SD")):
        seen = outside(mass(20_000, 20_000), bone._replace(state=state))
        look = at(28, marrow=blasts(2_000), counts=FULL, outside=seen)
        assert words(look, base=base) == [call]
        assert dict(judge(look, base=base)[0].verdict.components)["extramedullary"] == part


def test_words_and_images_that_disagree_never_make_a_remission() -> None:
    """Disease in words bars it beside images without any; a lesion that is left bars it beside the word none."""
    gone = mass(0, 0, state=ABSENT)
    told = at(28, marrow=blasts(2_000), counts=FULL, outside=outside(gone, said=1))
    assert words(told, base=MASSES) == ["NOT_CR_RESIDUAL_EMD"]
    two = at(0, marrow=blasts(80_000), outside=outside(mass(40_000, 20_000), mass(30_000, 20_000, lesion="T2")))
    half = outside(mass(40_000, 20_000), mass(-1, -1, lesion="T2", state=NOT_DONE), said=0)
    assert words(at(28, marrow=blasts(2_000), counts=FULL, outside=half), base=two) == ["NOT_CR_RESIDUAL_EMD"]
    unread = outside(mass(-1, -1, state=NOT_DONE), said=0)
    assert words(at(28, marrow=blasts(2_000), counts=FULL, outside=unread), base=MASSES) == ["CR"]
    rest = outside(mass(30_000, 20_000)._replace(avid=0), said=1)
    assert words(at(28, marrow=blasts(2_000), counts=FULL, outside=rest), base=MASSES) == ["CR"]


def test_disease_in_words_at_baseline_is_there_whatever_was_imaged() -> None:
    """The same words later are a rest, and no new disease."""
    base = at(0, marrow=blasts(80_000), outside=outside(mass(0, 0, state=ABSENT), said=1))
    look = at(28, marrow=blasts(2_000), counts=FULL, outside=outside(said=1))
    assert words(look, base=base) == ["NOT_CR_RESIDUAL_EMD"]


def test_a_marrow_without_numbers_or_a_name_says_so() -> None:
    """It is not evaluable, and the reason speaks of blasts."""
    [said] = judge(at(28, marrow=Marrow(0)))
    assert reasons(said) == {"MARROW_UNKNOWN"}
