"""Rows that belong together: roles, doubles, sizes; and the sieve for large tables."""

from __future__ import annotations

from typing import Any, Final

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ebbtide.formats import screen
from ebbtide.formats.twins import DuplicateReading  # noqa: TC001 - short of a block for one name
from tests.formats.support import Tidied, lesion, tidy

READERS = st.sampled_from(["", "A", "B"])


def test_the_earliest_role_holds() -> None:
    """A lesion keeps its role, whatever later rows or their order say."""
    raw = lesion(longest_mm=["20", "21", "22"], role=["target", "nontarget", "new"])
    tidied = tidy(raw)
    assert tidied.column("role") == ["target"] * 3
    assert tidied.the("READ22").problem == "T1 was target and is called nontarget on day 42"
    assert tidy(raw.reverse()).column("role") == ["target"] * 3


def test_readers_may_see_a_lesion_differently() -> None:
    """Two readers' roles do not conflict."""
    raw = lesion(longest_mm=["20", "21"], day=["0", "0"], role=["target", "nontarget"], reader=["A", "B"])
    assert tidy(raw).column("role") == ["target", "nontarget"]


def test_identical_rows_are_read_once() -> None:
    """A copy adds nothing and is said so."""
    raw = lesion(longest_mm=["20", "20.0"], day=["0", "0"], method=["MRI", "CT"])
    tidied = tidy(raw)
    assert (tidied.frame.height, tidied.column("method")) == (1, ["CT"])
    assert tidied.rules == {"READ20": 1}


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("policy", "state", "um"),
    [("not_evaluable", "not_evaluable", None), ("largest", "measured", 24_000), ("smallest", "measured", 20_000)],
)
def test_different_readings_of_one_day_follow_the_option(
    policy: DuplicateReading, state: str, um: int | None, *, turned: bool
) -> None:
    """Neither, the larger or the smaller; the same in any order, with both values and rows named."""
    raw = lesion(longest_mm=["20", "24"], day=["0", "0"])
    tidied = tidy(raw.reverse() if turned else raw, duplicate_reading=policy)
    assert (tidied.column("state"), tidied.column("longest_um")) == ([state], [um])
    finding = tidied.the("READ21")
    assert finding.severity == "error"
    assert "rows 2 and 3" in finding.problem
    assert "measured 20 mm" in finding.problem
    assert "measured 24 mm" in finding.problem


@pytest.mark.parametrize(
    ("states", "largest", "smallest"),
    [
        (["present", "unequivocal_progression"], "unequivocal_progression", "present"),
        (["absent", "present"], "present", "absent"),
        (["not_evaluable", "present"], "present", "present"),
        (["not_done", "not_evaluable"], "not_done", "not_evaluable"),
    ],
)
def test_states_are_ranked_like_sizes(states: list[str], largest: str, smallest: str) -> None:
    """The graver state is the larger; a lesion that was seen goes before one that was not."""
    raw = lesion(longest_mm=[None, None], day=["0", "0"], role=["nontarget"] * 2, state=states)
    assert tidy(raw, duplicate_reading="largest").column("state") == [largest]
    assert tidy(raw, duplicate_reading="smallest").column("state") == [smallest]


def test_densities_and_sizes_stand_in_the_finding() -> None:
    """Readings that differ only in density differ."""
    raw = lesion(longest_mm=["20", "20"], perpendicular_mm=["10", "10"], day=["0", "0"], density_hu=["40", "50"])
    assert "measured 20 mm x 10 mm (40000 thousandths of a HU)" in tidy(raw).the("READ21").problem


def test_one_visit_may_span_two_days() -> None:
    """Different lesions on different days are no oddity; one lesion twice is."""
    raw = lesion(longest_mm=["20", "15"], lesion=["T1", "T2"], visit=["BL", "BL"], day=["0", "2"])
    assert not tidy(raw).findings
    twice = tidy(raw.with_columns(lesion=pl.lit("T1")))
    assert twice.frame.height == 2
    assert twice.the("READ24").problem == "T1 is read on day 0 and on day 2 of BL"


@pytest.mark.parametrize(
    ("sizes", "problems"),
    [
        (["24", "23", "2.2", "21"], ["T1 is 2.2 mm on day 84 after 23 mm on day 42"]),
        (["24", "240", "25"], ["T1 is 240 mm on day 42 after 24 mm on day 0"]),
        (["2.4", "2.3"], ["T1 is 2.4 mm on its first day, which is small for a target"]),
        (["24", "3.001"], []),
        (["24", "3"], ["T1 is 3 mm on day 42 after 24 mm on day 0"]),
        (["24", "TSTM", "2"], ["T1 is 2 mm on day 84 after 24 mm on day 0"]),
        (["24", "0", "24"], []),
        (["410", "400"], ["T1 is 410 mm, which is large for any lesion"]),
    ],
)
def test_slips_of_unit_or_point_are_noted(sizes: list[str], problems: list[str]) -> None:
    """Eightfold leaps, targets under 3 mm and lesions over 40 cm; the value stays as it is."""
    tidied = tidy(lesion(longest_mm=sizes))
    assert [finding.problem for finding in tidied.findings if finding.rule == "READ33"] == problems
    plain = [float(size) * 1000 if size != "TSTM" else None for size in sizes]
    assert tidied.column("longest_um") == plain


def test_the_short_axis_of_a_node_is_what_leaps() -> None:
    """A node is measured across."""
    raw = lesion(longest_mm=["24", "24"], perpendicular_mm=["16", "1.6"], nodal=["yes", "yes"])
    assert tidy(raw).the("READ33").problem == "T1 is 1.6 mm on day 42 after 16 mm on day 0"


@st.composite
def tables(draw: st.DrawFn) -> pl.DataFrame:
    """Draw a small table with all that can go wrong between rows."""
    row = st.fixed_dictionaries({
        "subject": st.sampled_from(["P1", "P2"]),
        "reader": READERS,
        "lesion": st.sampled_from(["T1", "T2"]),
        "day": st.sampled_from([0, 42, 84]),
        "visit": st.sampled_from([None, "BL", "W6"]),
        "role": st.sampled_from(["target", "target", "nontarget", "new"]),
        "state": st.sampled_from([None, "measured", "absent", "too_small", "present", "not_evaluable"]),
        "longest_mm": st.sampled_from([None, 0.0, 2.5, 12.0, 20.0, 24.0, 200.0, 450.0]),
        "perpendicular_mm": st.sampled_from([None, 1.5, 12.0, 16.0]),
        "nodal": st.sampled_from([None, True, False]),
    })  # fmt: skip
    rows = draw(st.lists(row, min_size=1, max_size=25))
    return pl.DataFrame(rows, infer_schema_length=None)


def without_places(tidied: Tidied) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """What was read and noticed, whatever the rows are numbered."""
    rows = sorted(tidied.frame.drop("row").rows(), key=repr)
    return rows, sorted((finding.rule, str(finding.subject), str(finding.column)) for finding in tidied.findings)


@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(raw: pl.DataFrame, chance: Any) -> None:  # noqa: ANN401 - a random source
    """Shuffled rows give the same readings and the same findings."""
    places = list(range(raw.height))
    chance.shuffle(places)
    assert without_places(tidy(raw)) == without_places(tidy(raw[places]))


CONTRADICTED: Final = {
    "subject": ["P1", "P1"],
    "reader": ["", ""],
    "lesion": ["T1", "T1"],
    "day": [0, 42],
    "visit": [None, None],
    "role": ["target", "target"],
    "state": ["not_evaluable", None],
    "longest_mm": [None, 2.5],
    "perpendicular_mm": [12.0, None],
    "nodal": [None, None],
}
"""A length that its state contradicts: the lesion's first size is that of day 42."""


@given(tables())
@example(pl.DataFrame(CONTRADICTED))
def test_the_sieve_holds_nothing_back(raw: pl.DataFrame) -> None:
    """A large table, sieved first, gives what looking at every lesion gives; in any order of rows."""
    for table in (raw, raw.sort("subject", "day")):
        plain = tidy(table)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(screen, "WORTHWHILE", 0)
            sieved = tidy(table)
        assert sieved.frame.equals(plain.frame)
        assert set(sieved.findings) == set(plain.findings)


def test_too_many_names_for_the_sieve_are_looked_at_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where counting would take too much memory, every lesion is looked at, with the same result."""
    raw = lesion(longest_mm=["20", "24", "2"], day=["0", "0", "42"], visit=["BL", "BL", "BL"])
    plain = tidy(raw)
    monkeypatch.setattr(screen, "WORTHWHILE", 0)
    for most in (0, 3):
        monkeypatch.setattr(screen, "_MOST_SLOTS", most)
        sieved = tidy(raw)
        assert sieved.frame.equals(plain.frame)
        assert set(sieved.findings) == set(plain.findings)


@given(tables())
def test_every_row_is_accounted_for(raw: pl.DataFrame) -> None:
    """What is not in the tidy table is in a finding."""
    tidied = tidy(raw)
    rows = {finding.row for finding in tidied.findings if finding.rule == "READ20"}
    conflicts = [finding.problem for finding in tidied.findings if finding.rule == "READ21"]
    named = rows | {int(word) for problem in conflicts for word in problem.replace(";", " ").split() if word.isdigit()}
    gone = set(range(2, raw.height + 2)) - set(tidied.column("row"))
    assert gone <= named


@given(tables())
def test_tidy_readings_are_sound(raw: pl.DataFrame) -> None:
    """Whatever goes in, the schema holds: one row per lesion and day, states and lengths that agree."""
    from ebbtide.study.tables import check_table

    frame = tidy(raw).frame
    check_table("measurements", frame)
    unseen = frame.filter(pl.col("state").cast(pl.String).is_in(["not_evaluable", "not_done", "merged"]))
    assert unseen.get_column("longest_um").null_count() == unseen.height
    targets = frame.filter(pl.col("role") == "target", pl.col("state").cast(pl.String).is_in(["present", "increased"]))
    assert targets.is_empty()
