"""The virtual subjects are what the benchmarks say they are: the same for a seed, of every kind, in any order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest
from pyarrow import parquet

from benchmarks.trajectories import KINDS, measurements, write_study
from ebbtide.terms.lesions import ROLES, STATES

if TYPE_CHECKING:
    from pathlib import Path

KEY = ["subject", "day", "lesion"]
SUBJECTS = 3_000


@pytest.fixture(scope="module")
def study() -> pl.DataFrame:
    """A study large enough for shares to be near what is aimed at."""
    return measurements(SUBJECTS, seed=5)


def test_a_seed_gives_one_study() -> None:
    """The same seed gives the same study, another seed another."""
    assert measurements(50, seed=3).equals(measurements(50, seed=3))
    assert not measurements(50, seed=3).equals(measurements(50, seed=4))


@pytest.mark.parametrize("fewer", [1, 999, 1_000, 1_001])
def test_a_smaller_study_is_the_beginning_of_a_larger(study: pl.DataFrame, fewer: int) -> None:
    """Asking for more subjects changes none of the first."""
    small = measurements(fewer, seed=5)

    assert small.equals(study.head(small.height))
    assert small["subject"].n_unique() == fewer


def test_rows_are_about_38_to_a_subject(study: pl.DataFrame) -> None:
    """Eight time points of four targets, and six rows more for the rest."""
    assert 37.5 < study.height / SUBJECTS < 38.5


def test_rows_lie_by_subject_and_day(study: pl.DataFrame) -> None:
    """The study is sorted, and no lesion is read twice on a day."""
    assert study.select(KEY).equals(study.select(KEY).sort("subject", "day", maintain_order=True))
    assert not study.select(KEY).is_duplicated().any()


def test_words_are_words_of_the_tables(study: pl.DataFrame) -> None:
    """Roles and states are spelt as the engine knows them."""
    assert set(study["role"]) <= set(ROLES)
    assert set(study["state"]) <= set(STATES)


def test_targets_can_be_chosen_as_targets(study: pl.DataFrame) -> None:
    """At baseline there are four measurable targets, at most two to an organ; one subject in four has a node."""
    first = study.filter(role="target", visit="BASELINE")
    nodes = first.filter("nodal")

    assert first.group_by("subject").len()["len"].unique().to_list() == [4]
    assert first.group_by("subject", "organ").len()["len"].max() == 2
    assert first.filter(~pl.col("nodal"))["longest_mm"].min() >= 10  # type: ignore[operator]  # not empty
    assert nodes["perpendicular_mm"].min() >= 15  # type: ignore[operator]  # not empty
    assert 0.22 < nodes.height / SUBJECTS < 0.28


def test_lengths_have_one_decimal(study: pl.DataFrame) -> None:
    """A length is the number one writes with one decimal, and the axis across is the shorter."""
    for name in ("longest_mm", "perpendicular_mm"):
        lengths = study[name].drop_nulls()
        assert lengths.cast(pl.String).str.contains(r"^\d+\.\d$").all()
    assert study.filter(pl.col("perpendicular_mm") > pl.col("longest_mm")).is_empty()


def test_lengths_go_with_their_state(study: pl.DataFrame) -> None:
    """What was measured has a length, what is gone has none left, what cannot be measured has none written."""
    targets = study.filter(role="target")

    assert targets.filter(state="measured")["longest_mm"].null_count() == 0
    assert targets.filter(state="absent")["longest_mm"].unique().to_list() == [0]
    assert study.filter(pl.col("state").is_in(["too_small", "not_evaluable"]))["longest_mm"].is_null().all()


def test_one_or_two_targets_in_a_hundred_are_missing(study: pl.DataFrame) -> None:
    """Some are marked not evaluable and a few are not listed at all, but none at baseline."""
    followed = study.filter(pl.col("role") == "target", pl.col("visit") != "BASELINE")
    due = SUBJECTS * 7 * 4
    read = followed.filter(pl.col("state") != "not_evaluable").height

    assert followed.height < due
    assert 0.01 < 1 - read / due < 0.02


def test_new_lesions_appear_and_are_followed(study: pl.DataFrame) -> None:
    """About 15 subjects in 100 have a new lesion, never at baseline, and it is listed from then on."""
    new = study.filter(role="new")
    last = new.group_by("subject", "lesion").agg(pl.col("visit").last())

    assert 0.13 < new["subject"].n_unique() / SUBJECTS < 0.18
    assert "BASELINE" not in set(new["visit"])
    assert set(last["visit"]) == {"WEEK 42"}


def test_every_kind_of_course_occurs(study: pl.DataFrame) -> None:
    """Sums vanish, fall for good, fall and rise again, stand still, rise, and rise before they fall."""
    points = study.filter(role="target").group_by("subject", "visit", "day").agg(pl.col("longest_mm").sum())
    sums = points.sort("subject", "day").group_by("subject").agg(pl.col("longest_mm"))
    first, last, least, most = (
        pl.col("longest_mm").list.first(),
        pl.col("longest_mm").list.last(),
        pl.col("longest_mm").list.min(),
        pl.col("longest_mm").list.max(),
    )
    courses = {
        "vanish": last == 0,
        "shrink": (last > 0) & (last < 0.7 * first) & (last < 1.1 * least),
        "shrink and return": (least < 0.7 * first) & (last > 1.2 * least),
        "stand still": (least > 0.7 * first) & (most < 1.2 * first),
        "grow": last > 1.2 * first,
        "swell, then shrink": (most > 1.2 * first) & (last < 0.7 * first),
    }

    assert set(courses) == set(KINDS)
    assert [name for name, course in courses.items() if sums.filter(course).height < SUBJECTS / 50] == []


@pytest.mark.parametrize("order", ["sorted", "shuffled", "by-visit"])
def test_orders_hold_the_same_rows(study: pl.DataFrame, tmp_path: Path, order: str) -> None:
    """On disk no row is lost and none is added, however they lie, and nothing else is left behind."""
    path = tmp_path / "study" / "measurements.parquet"

    write_study(path, SUBJECTS, seed=5, order=order)

    assert pl.read_parquet(path).sort(KEY).equals(study.sort(KEY))
    assert [file.name for file in path.parent.iterdir()] == ["measurements.parquet"]


def test_sorted_lies_as_drawn(study: pl.DataFrame, tmp_path: Path) -> None:
    """The sorted file holds the study row for row."""
    write_study(tmp_path / "measurements.parquet", SUBJECTS, seed=5)

    assert pl.read_parquet(tmp_path / "measurements.parquet").equals(study)


def test_shuffled_lies_in_no_order(tmp_path: Path) -> None:
    """In a shuffled file a row hardly ever follows a row of the same subject, and the seed says where each lies."""
    for name in ("one", "two"):
        write_study(tmp_path / name, 1_000, seed=5, order="shuffled")
    shuffled = pl.read_parquet(tmp_path / "one")
    same = (shuffled["subject"] == shuffled["subject"].shift()).sum()

    assert same < shuffled.height / 200
    assert shuffled.equals(pl.read_parquet(tmp_path / "two"))


def test_by_visit_lies_scan_by_scan(tmp_path: Path) -> None:
    """All baselines come first, then all second scans; within a scan the subjects are in order."""
    write_study(tmp_path / "measurements.parquet", 1_000, seed=5, order="by-visit")
    study = pl.read_parquet(tmp_path / "measurements.parquet")
    runs = study.with_columns(run=pl.col("visit").rle_id())

    assert runs["run"].max() == 7
    assert all(rows["subject"].is_sorted() for (_,), rows in runs.group_by("run"))


def test_visits_may_go_unnamed(tmp_path: Path) -> None:
    """Without visits the file has days only."""
    write_study(tmp_path / "measurements.parquet", 10, visits=False)

    assert pl.read_parquet_schema(tmp_path / "measurements.parquet").get("visit") is None


def test_words_are_stored_as_dictionaries(tmp_path: Path) -> None:
    """A column of words is plain text to the reader and a dictionary on disk, as writers of Parquet make it."""
    write_study(tmp_path / "measurements.parquet", 1_000)
    group = parquet.read_metadata(tmp_path / "measurements.parquet").row_group(0)
    columns = {column.path_in_schema: column.encodings for column in map(group.column, range(group.num_columns))}

    assert pl.read_parquet_schema(tmp_path / "measurements.parquet")["role"] == pl.String
    assert all("RLE_DICTIONARY" in columns[name] for name in ("subject", "lesion", "visit", "role", "organ", "state"))
