"""Commands are measured in processes of their own, and the data they read is found again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.measure import CommandFailedError, ask, edition, machine, run
from benchmarks.pipeline import lesions_to_endpoints
from benchmarks.rounds import Order, Round, Scope, find_data
from benchmarks.trajectories import write_study

if TYPE_CHECKING:
    from pathlib import Path


def test_memory_is_the_command_s_own() -> None:
    """What this process holds does not count for the command it starts, and what the command holds does."""
    held = b"1" * (300 * 2**20)
    small, large = run("-c", "pass"), run("-c", "held = bytes(b'1') * (200 * 2**20)")

    assert len(held) > small.peak_mib * 2**20
    assert small.peak_mib < 100
    assert 200 < large.peak_mib < 300


def test_output_and_time_are_given() -> None:
    """What the command printed comes back, with the seconds it took."""
    found = run("-c", "import time; time.sleep(0.2); print('done')")

    assert found.output == "done\n"
    assert found.seconds >= 0.2


def test_json_is_read() -> None:
    """An answer in JSON is read."""
    assert ask("-c", "print('{\"rows\": 3}')") == {"rows": 3}


def test_a_failing_command_is_an_error() -> None:
    """A command that fails is no measurement, and its last words are passed on."""
    with pytest.raises(CommandFailedError, match=r"(?s)exit code 3.*no such study"):
        run("-c", "import sys; print('no such study', file=sys.stderr); sys.exit(3)")


def test_the_machine_is_stated() -> None:
    """Cores, memory and the versions of what does the work stand above the numbers."""
    assert {"cores", "memory", "python", "polars", "numba"} <= machine().keys()
    assert edition("a-package-that-nobody-installs") == "not installed"


def test_data_are_written_once(tmp_path: Path) -> None:
    """The second time the file is there already; another order of rows is another file."""
    first = find_data(tmp_path, 5, 1, Order.SORTED)
    written = first.stat().st_mtime_ns

    assert find_data(tmp_path, 5, 1, Order.SORTED) == first
    assert first.stat().st_mtime_ns == written
    assert find_data(tmp_path, 5, 1, Order.BY_VISIT) != first


def test_ratios_are_to_the_whole_floor() -> None:
    """The floor is reading and writing together."""
    one = Round(Order.SORTED, Scope.WHOLE, 2, 6, 12, peak_mib=1, rows=1, parts=1, mib=1, mib_again=1, calls=1)

    assert one.floor_s == 8
    assert one.ratio == 1.5


def test_the_floor_writes_what_is_written() -> None:
    """The responses alone, or every table there is."""
    assert Scope.RESPONSES.tables == "responses"
    assert Scope.WHOLE.tables == "responses,settled,best_responses,endpoints,patterns"


def test_lesions_to_endpoints_come_out_with_every_criterion(tmp_path: Path) -> None:
    """Each of 20 subjects has an overall survival, and a time of each criterion at least."""
    write_study(tmp_path / "measurements.parquet", 20)
    seconds, rows = lesions_to_endpoints(tmp_path / "measurements.parquet", ("recist-1.1",))
    assert seconds > 0
    assert rows >= 20 * 3
