"""One rule, two ways to run it: interpreted and compiled give the same calls, and neither is ever out of date."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
import pytest

import ebbtide
from ebbtide import Options
from ebbtide.assessment import engine, runner
from ebbtide.assessment.assessing import rulings_of
from ebbtide.assessment.batch import Tables, prepare
from ebbtide.assessment.judging import judge_batch
from ebbtide.criteria import BY_ID, CRITERIA, chosen
from ebbtide.criteria.parts.reasons import FLAGS, REASONS, words
from ebbtide.study.columns import empty_table
from tests.assessment.random_subjects import random_tables
from tests.criteria.histories import tidy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ebbtide.assessment.judging import Ruling
    from ebbtide.assessment.runner import Calls

needs_numba = pytest.mark.skipif(not engine.can_compile(), reason="compiled runs need Numba, the extra `fast`")

SUBJECTS: Final = 100_000
PARTS: Final = 4
BLOCK: Final = 5_000
OPTION_SETS: Final = (
    Options(
        who_pd_reference="baseline", irc_confirm="continued_growth", irrecist_profile="bohnsack_2014",
        irrecist_floor=False, a4_nt="table2", reset_min_shrink="any", nl_regression_resets=True,
        imrecist_negation="any_later", mrecist_edition="2020", choi_pd_reference="baseline",
    ),
    Options(
        ne_breaks_episode=True, nadir_excludes_ne_timepoints=True, early_scan_moves_nadir=True, early_variance_days=2,
        confirmation_required=True, confirm_days=56, reset_min_shrink="off", choi_combine="and",
    ),
    Options(ne_impute="lower_bound_zero", resected_counts_zero=True, choi_without_density="not_evaluable"),
    Options(ne_impute="last_value", confirmation_required=True, tp_window_days=30),
)  # fmt: skip


def differences(tables: Tables, rulings: Sequence[Ruling], options: Options) -> list[str]:
    """Judge tables both ways and name the columns of calls that differ."""
    compiled = judge_batch(prepare(tables, options, as_arrays=True), rulings, compiled=True).calls
    interpreted = judge_batch(prepare(tables, options, as_arrays=False), rulings, compiled=False).calls
    return unlike(compiled, interpreted)


def unlike(one: Calls, other: Calls) -> list[str]:
    """Name the columns in which two runs differ."""
    pairs = zip(one._fields, one, other, strict=True)
    return [name for name, left, right in pairs if not np.array_equal(np.asarray(left), np.asarray(right))]


@needs_numba
@pytest.mark.parametrize("part", range(PARTS))
def test_both_ways_agree_on_100000_random_subjects(part: int) -> None:
    """Every column of every call under every criterion is the same, whoever runs the rules."""
    options = Options()
    rulings = rulings_of(CRITERIA, options)
    blocks = SUBJECTS // PARTS // BLOCK
    found = [differences(random_tables(1_000 * part + block, BLOCK), rulings, options) for block in range(blocks)]
    assert found == [[]] * blocks


@needs_numba
@pytest.mark.parametrize("options", OPTION_SETS, ids=["readings", "strict", "zero", "carried"])
def test_both_ways_agree_under_other_readings(options: Options) -> None:
    """Options change numbers that machine code is given, never the code: both ways still agree."""
    assert differences(random_tables(77, 1_500, most_visits=7), rulings_of(CRITERIA, options), options) == []


@needs_numba
def test_random_subjects_meet_every_rule() -> None:
    """No reason and no flag is left out of the comparison: each is set somewhere under some options."""
    tables = random_tables(1, 6_000, most_visits=7)
    reasons, flags = 0, 0
    for options in (Options(), *OPTION_SETS):
        batch = prepare(tables, options, as_arrays=True)
        found = judge_batch(batch, rulings_of(CRITERIA, options), compiled=True).calls
        reasons |= int(np.bitwise_or.reduce(np.asarray(found.reasons)))
        flags |= int(np.bitwise_or.reduce(np.asarray(found.flags)))
    assert set(words(REASONS, reasons)) == set(REASONS)
    assert set(words(FLAGS, flags)) == set(FLAGS)


@needs_numba
def test_both_ways_agree_on_the_largest_lesions() -> None:
    """Machine numbers wrap around where Python's do not: just below 10 m, products of many lesions still fit."""
    longest = 9_999_999
    rows = [
        {"subject": "P1", "lesion": f"{prefix}{number:02d}", "role": role, "day": day, "longest_um": length,
         "perpendicular_um": length, "density_mhu": 3_000_000}
        for day, length in ((0, longest), (42, longest - 1), (84, longest))
        for prefix, role, many in (("T", "target", 60), ("NEW", "new", 60 * (day > 0)))
        for number in range(many)
    ]  # fmt: skip
    tables = Tables(tidy(rows), empty_table("timepoints"), empty_table("reported"))
    assert differences(tables, rulings_of(CRITERIA, Options()), Options()) == []


@needs_numba
def test_every_batch_gives_machine_code_the_same_kind_of_arguments() -> None:
    """Rules are compiled once: an empty batch, a small one and one of several pieces differ in length alone."""
    from numba import typeof

    empty = Tables(empty_table("measurements"), empty_table("timepoints"), empty_table("reported"))
    some = random_tables(5, 40)
    pieces = some.measurements
    chunked = Tables(pl.concat([pieces[:100], pieces[100:]], rechunk=False), some.timepoints, some.reported)
    kinds = set()
    for tables in (empty, some, chunked):
        batch = prepare(tables, Options(), as_arrays=True)
        kinds.add(tuple(typeof(array) for columns in (batch.readings, batch.visits) for array in columns))
    assert len(kinds) == 1


@needs_numba
@pytest.mark.parametrize("order", list(permutations(("recist-1.1", "irrc", "irecist"))), ids="-".join)
def test_steps_bound_into_one_loop_do_not_cross(order: tuple[str, ...]) -> None:
    """A criterion's machine code gives its own calls, whichever criteria were bound and run before it."""
    options = Options()
    tables = random_tables(5, 200)
    batch = prepare(tables, options, as_arrays=True)
    plain = prepare(tables, options, as_arrays=False)
    for name in order:
        rulings = rulings_of(chosen([name]), options)
        machine, rules = judge_batch(batch, rulings, compiled=True), judge_batch(plain, rulings, compiled=False)
        assert unlike(machine.calls, rules.calls) == []


@needs_numba
def test_machine_code_is_kept_under_its_step_and_the_digest_of_the_rules() -> None:
    """Numba's own key would take two steps for one and an edited rule for the old one."""
    names = {engine.runner_of(criterion, compile_=True).__qualname__ for criterion in CRITERIA}
    steps = {criterion.step for criterion in CRITERIA}
    assert len(names) == len(steps)
    assert all(name.endswith(engine.rules_digest()) for name in names)


def test_the_digest_covers_every_file_that_can_change_a_verdict() -> None:
    """Rules, definitions, vocabularies and the loops themselves are all in it."""
    root = Path(ebbtide.__file__).parent
    covered = {path.relative_to(root).as_posix() for path in engine.rule_sources()}
    rules = {path.relative_to(root).as_posix() for path in (root / "criteria").rglob("*.py")}
    assert rules | {"terms/lesions.py", "terms/responses.py", "assessment/runner.py"} <= covered


def test_the_rules_themselves_are_left_alone() -> None:
    """Binding copies a function; the original keeps its globals, its name and its step."""
    before = dict(runner.judge.__globals__)
    bound = engine.runner_of(BY_ID["irecist"], compile_=False)
    assert bound.__globals__["step"] is BY_ID["irecist"].step
    assert runner.judge.__globals__["step"] is before["step"]
    assert runner.judge.__globals__ == before


def test_only_plain_functions_can_be_bound() -> None:
    """Anything else is a mistake of the programmer and says so."""
    with pytest.raises(TypeError, match="is not a plain function"):
        engine.bind(len, {})


# ---------------------------------------------------------------------------------- in processes of their own

STUDY: Final = """
import polars as pl
import ebbtide
from ebbtide.assessment import engine, runner
from ebbtide.criteria import chosen

days = [0, 42, 84]
frame = pl.DataFrame({
    "subject": ["P1"] * 3, "lesion": ["T1"] * 3, "role": ["target"] * 3, "day": days, "longest_mm": ["50", "60", "48"]
})


def words(**how):
    found = ebbtide.assess(frame, criteria=["recist-1.1"], explanations=False, **how).responses
    return " ".join(found["overall_response"].to_list())
"""
COMPILED: Final = """
print(words(compiled=True))
for run in (engine.bind_survey(compile_=True), engine.runner_of(chosen(["recist-1.1"])[0], compile_=True)):
    print(sum(run.stats.cache_hits.values()), sum(run.stats.cache_misses.values()))
"""
EDIT: Final = "\n\ndef has_risen(definition, total, reference):\n    return False\n"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy the package, so that its rules can be edited."""
    source = Path(ebbtide.__file__).parent
    shutil.copytree(source, tmp_path / "ebbtide", ignore=shutil.ignore_patterns("__pycache__", "*.csv"))
    return tmp_path


def run(folder: Path, script: str, **environment: str) -> list[str]:
    """Run a script on the copy of the package in a folder; warnings are errors."""
    inherited: Mapping[str, str] = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA")}
    settings = {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1", **environment}
    done = subprocess.run(  # noqa: S603 - our own interpreter on our own script
        [sys.executable, "-W", "error", "-c", script],
        cwd=folder, env={**inherited, **settings}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@needs_numba
def test_editing_a_helper_of_a_rule_changes_the_compiled_verdict_at_once(copy: Path) -> None:
    """Unedited, a second process finds its machine code again; once a helper is edited, none of the old is used."""
    kept = {"NUMBA_CACHE_DIR": str(copy / "kept")}
    first = run(copy, STUDY + COMPILED, **kept)
    again = run(copy, STUDY + COMPILED, **kept)
    helper = copy / "ebbtide" / "criteria" / "parts" / "targets.py"
    helper.write_text(helper.read_text("utf8") + EDIT, "utf8")
    edited = run(copy, STUDY + COMPILED, **kept)
    assert first == ["PD SD", "0 1", "0 1"]
    assert again == ["PD SD", "1 0", "1 0"]
    assert edited == ["SD SD", "0 1", "0 1"]


@needs_numba
def test_without_a_folder_to_keep_machine_code_in_it_still_runs(copy: Path) -> None:
    """Where neither the package nor a cache folder can be written, code is compiled for the process alone."""
    wall = copy / "wall"
    wall.write_text("a file where a folder is wanted", "utf8")
    (copy / "ebbtide" / "assessment" / "__pycache__").write_text("not a folder", "utf8")
    nowhere = str(wall / "below")
    found = run(
        copy, STUDY + "print(words(compiled=True))", NUMBA_CACHE_DIR=nowhere, XDG_CACHE_HOME=nowhere, HOME=nowhere
    )
    assert found == ["PD SD"]
    assert not list(copy.rglob("*.nb[ci]"))


WITHOUT_NUMBA: Final = """
import sys
sys.modules["numba"] = None  # as if it were not installed
"""
LARGE: Final = """
from pathlib import Path
from ebbtide.assessment import assessing, stream

assessing.WORTH_COMPILING = 0
print(engine.can_compile(), words())
frame.write_parquet("measurements.parquet")
parts = []
def take(part):
    parts.append(part.responses)
stream.assess_stream(Path("measurements.parquet"), take, criteria=["recist-1.1"], options=ebbtide.Options())
print(" ".join(parts[0]["overall_response"].to_list()))
"""


def test_without_numba_everything_runs_interpreted(copy: Path) -> None:
    """Large work and streams give the same calls where the compiler is not installed, only later."""
    assert run(copy, WITHOUT_NUMBA + STUDY + LARGE) == ["False PD SD", "PD SD"]


def test_small_work_never_loads_the_compiler(copy: Path) -> None:
    """A study on a laptop starts at once: neither Numba nor NumPy is imported for it."""
    script = STUDY + "import sys\nwords()\nprint(sorted({'llvmlite', 'numba', 'numpy'} & set(sys.modules)))"
    assert run(copy, script) == ["[]"]


@needs_numba
@pytest.mark.parametrize("explanations", [True, False])
def test_a_compiled_assessment_is_the_interpreted_one(*, explanations: bool) -> None:
    """Responses, explanations and what hindsight makes of them do not tell who ran the rules."""
    study = ebbtide.read_study(random_tables(9, 40).measurements)
    compiled, interpreted = (ebbtide.assess(study, compiled=how, explanations=explanations) for how in (True, False))
    assert compiled.responses.rows() == interpreted.responses.rows()
    assert compiled.settled.rows() == interpreted.settled.rows()


REFUSED: Final = """
try:
    words(compiled=True)
except ebbtide.errors.MissingExtraError as error:
    print("fast" in str(error))
"""


def test_asking_for_machine_code_without_numba_names_the_extra(copy: Path) -> None:
    """The error says what to install."""
    assert run(copy, WITHOUT_NUMBA + STUDY + "import ebbtide.errors" + REFUSED) == ["True"]
