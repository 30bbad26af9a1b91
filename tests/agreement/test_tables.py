"""How often readers agree, and how far their sums lie apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import ebbtide
from ebbtide.agreement import discordances, margins, pairing, tables
from ebbtide.agreement.compared import Compared
from ebbtide.assessment import assess, assess_reported
from ebbtide.study import Study
from tests.agreement.two_readers import compare, study, two

if TYPE_CHECKING:
    from tests.criteria.histories import History

FALLS: Final[dict[str, dict[int, int]]] = {"T1": {-7: 50_000, 56: 35_000, 112: 45_000}}
RISES: Final[dict[str, dict[int, int]]] = {"T1": {-7: 40_000, 56: 40_000, 112: 50_000}}


@pytest.fixture(scope="module")
def example() -> Compared:
    """The bundled study of eight subjects, with investigator and two radiologists."""
    return compare(ebbtide.read_study(ebbtide.examples.path("pharmaverse-recist")))


def item(compared: Compared, name: str) -> dict[str, object]:
    """The agreement of one pair on one item."""
    (only,) = compared.agreement.filter(item=name).to_dicts()
    return only


def test_all_66_reported_responses_of_the_bundled_study_are_reproduced(example: Compared) -> None:
    """Each of three readers reported 22 responses, and each of them is the computed one: kappa is 1."""
    said = example.agreement.filter(kind="reported", item="overall")
    assert said.select("reader", "pairs", "agreeing", "percent", "kappa").rows() == [
        (name, 22, 22, 100.0, pytest.approx(1.0)) for name in ("INVESTIGATOR", "RADIOLOGIST 1", "RADIOLOGIST 2")
    ]
    assert not example.discordances.filter(kind="reported")["discordant"].any()


def test_readers_who_see_the_same_agree_fully() -> None:
    """Two readers with one set of lesions that fall and rise: two words, all alike, kappa 1."""
    compared = two(FALLS, FALLS)
    overall = item(compared, "overall")
    assert [overall[name] for name in ("pairs", "agreeing", "percent", "kappa", "weighted_kappa")] == [2, 2, 100, 1, 1]
    assert not compared.discordances["discordant"].any()
    assert compared.sums["bias"].to_list() == [0.0, 0.0, 0.0]


def test_agreement_on_one_word_alone_has_no_kappa() -> None:
    """No reader saw a new lesion: 100 %, and kappa is null, since chance would agree as fully."""
    new = item(two(FALLS, FALLS), "new_lesion")
    assert (new["percent"], new["kappa"], new["low"], new["high"]) == (100.0, None, None, None)


def test_a_part_that_neither_has_is_not_counted() -> None:
    """Without non-targets there is nothing to agree on."""
    part = item(two(FALLS, FALLS), "nontarget")
    assert (part["pairs"], part["agreeing"], part["percent"], part["kappa"]) == (0, 0, None, None)


def test_one_of_two_is_half() -> None:
    """A calls PR and PD (45 mm is 10 mm and 29 % over 35 mm), B SD and PD (50 mm is 25 % over 40 mm)."""
    overall = item(two(FALLS, RISES), "overall")
    assert [overall[name] for name in ("pairs", "agreeing", "percent")] == [2, 1, 50.0]
    # Chance: PD 1/2 × 1/2 = 1/4, so kappa is (1/2 - 1/4) / (3/4) = 1/3. Weighted by steps PR-SD-PD: the observed
    # distance is 1/2 (of 0 and 1), that by chance is (1 + 2 + 1 + 0) / 4 = 1, so it is 1 - 1/2.
    assert overall["kappa"] == pytest.approx(1 / 3)
    assert overall["weighted_kappa"] == pytest.approx(1 / 2)


def test_sums_are_compared_at_baseline_at_follow_up_and_in_percent() -> None:
    """50 less 40 mm at baseline; 35 less 40 and 45 less 50 mm later; -30 less 0 and -10 less +25 % of change."""
    compared = two(FALLS, RISES)
    rows = compared.sums.select("at", "unit", "pairs", "bias", "std_dev").rows()
    assert rows[0] == ("baseline", "mm", 1, 10.0, None)
    assert rows[1] == ("follow_up", "mm", 2, -5.0, 0.0)
    # The deviation of -30 and -35 from their mean, by n - 1: 5 / sqrt(2).
    assert rows[2] == ("change_pct", "%", 2, pytest.approx(-32.5), pytest.approx(5 / 2**0.5))


def test_areas_are_compared_in_their_own_unit() -> None:
    """Under irRC a lesion of 50 by 40 mm against one of 40 by 40 mm is 400 mm2 more at baseline."""
    first, second = ({"T1": {-7: (long, 40_000), 56: (long, 40_000)}} for long in (50_000, 40_000))
    baseline = two(first, second, "irrc").sums.row(0, named=True)
    assert (baseline["at"], baseline["unit"], baseline["bias"]) == ("baseline", "mm2", 400.0)


def test_three_readers_are_also_measured_together(example: Compared) -> None:
    """All three called 22 time points; where they differ one of them stands alone, so 19 are called alike by all."""
    together = example.several.filter(item="overall").row(0, named=True)
    pairs = example.agreement.filter(kind="readers", item="overall")
    assert (together["time_points"], together["readers"]) == (22, "INVESTIGATOR, RADIOLOGIST 1, RADIOLOGIST 2")
    assert pairs["agreeing"].to_list() == [20, 21, 19]
    assert together["agreeing"] == 19


def test_two_readers_are_not_several() -> None:
    """Fleiss's kappa is for three or more."""
    assert two(FALLS, RISES).several.is_empty()


def test_three_readers_who_never_read_one_subject_together_have_no_kappa() -> None:
    """A and B read S1, B and C read S2: two pairs, and no time point of all three."""
    one, other = (study(dict.fromkeys(names, FALLS)).table("measurements") for names in ("AB", "BC"))
    both = Study("test", {"measurements": pl.concat([one, other.with_columns(subject=pl.lit("S2"))])})
    compared = compare(both)
    assert compared.pairs.select("first", "second").rows() == [("A", "B"), ("B", "C")]
    together = compared.several.filter(item="overall").row(0, named=True)
    assert (together["time_points"], together["percent"], together["kappa"]) == (0, None, None)


def test_words_of_one_meaning_agree() -> None:
    """A word that is no response counts as NE, as for best responses: both agree with the computed NE of day 56."""
    seen: History = {"T1": {-7: 50_000, 56: "not_evaluable", 112: "not_evaluable"}}
    said = [{"day": 56, "overall_response": "perhaps"}, {"day": 112, "overall_response": "NE"}]
    compared = compare(study({"A": seen}, said))
    assert compared.calls["agree"].to_list() == [True, True]
    assert (item(compared, "overall")["agreeing"], item(compared, "overall")["kappa"]) == (2, None)


def test_every_table_has_its_columns_with_and_without_rows(example: Compared) -> None:
    """Names and types are those that the modules declare."""
    alone = compare(study({"A": FALLS}))
    for compared in (example, alone):
        assert dict(compared.pairs.schema) == pairing.PAIRS
        assert dict(compared.calls.schema) == tables.CALLS
        assert dict(compared.agreement.schema) == tables.AGREEMENT
        assert dict(compared.several.schema) == tables.SEVERAL
        assert dict(compared.sums.schema) == tables.SUMS
        assert dict(compared.discordances.schema) == discordances.DISCORDANCES
        assert dict(compared.discordance_rates.schema) == discordances.RATES
        assert dict(compared.adjudications.schema) == discordances.ADJUDICATIONS
        assert dict(compared.margins.schema) == margins.MARGINS


def renamed(of: Study, names: dict[str, str]) -> Study:
    """Give readers other names."""
    given = {
        name: table.with_columns(pl.col("reader").replace(names)) if "reader" in table.columns else table
        for name, table in of.tables.items()
    }
    return Study(of.name, given, (), of.options)


def mirrored(table: pl.DataFrame) -> pl.DataFrame:
    """Swap the columns of the first and of the second."""
    swap = {
        name: name.replace("first", "second") if "first" in name else name.replace("second", "first")
        for name in table.columns
    }
    return table.rename(swap).select(table.columns)


def test_swapping_the_readers_swaps_the_columns_and_nothing_else() -> None:
    """A and B exchange names in a study in which they differ in every way; only the names themselves stay."""
    first: History = {
        "T1": {-7: 50_000, 56: 35_000, 112: 45_000, 168: 30_000},
        "NT1": {-7: "present", 56: "present", 112: "present", 168: "absent"},
    }
    second: History = {
        "T1": {-7: 42_000, 60: 42_000, 115: 42_000},
        "NT1": {-7: "present", 60: "present", 115: "unequivocal_progression"},
        "NEW1": {115: 12_000},
    }
    there, back = two(first, second), two(second, first)
    names = ["first", "second"]
    for table in ("calls", "discordances", "adjudications", "agreement"):
        given, other = (getattr(one, table).drop(names) for one in (there, back))
        assert_frame_equal(given, mirrored(other))
    mine, theirs = there.sums, back.sums
    assert mine["bias"].to_list() == pytest.approx([-value for value in theirs["bias"]])
    assert mine["upper"].drop_nulls().to_list() == pytest.approx([-value for value in theirs["lower"].drop_nulls()])


def test_swapping_the_readers_of_the_bundled_study_swaps_their_calls() -> None:
    """The two radiologists exchange names: each pair's row is the mirror of what it was."""
    whole = ebbtide.read_study(ebbtide.examples.path("pharmaverse-recist"))
    swapped = renamed(whole, {"RADIOLOGIST 1": "RADIOLOGIST 2", "RADIOLOGIST 2": "RADIOLOGIST 1"})
    one, other = (
        Compared.of(assess(of, criteria=["recist-1.1"], explanations=False), assess_reported(of))
        for of in (whole, swapped)
    )
    own = {"kind": "readers", "first": "RADIOLOGIST 1", "second": "RADIOLOGIST 2"}
    for table in ("calls", "agreement", "discordances"):
        there, back = (getattr(of, table).filter(**own).drop("first", "second") for of in (one, other))
        assert_frame_equal(there, mirrored(back))
