"""Nothing skips in continuous integration, and everywhere else a skip is a skip."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEST = "import pytest\n\ndef test_one():\n    pytest.skip('no reason')\n"
MODULE = "import pytest\n\npytest.importorskip('no_such_module')\n\ndef test_one():\n    pass\n"


@pytest.mark.parametrize(
    ("source", "ci", "status"),
    [
        (TEST, "", pytest.ExitCode.OK),
        (TEST, "1", pytest.ExitCode.TESTS_FAILED),
        (MODULE, "", pytest.ExitCode.NO_TESTS_COLLECTED),
        (MODULE, "1", pytest.ExitCode.INTERRUPTED),
    ],
)
def test_a_skip_fails_where_nothing_may_skip(source: str, ci: str, status: pytest.ExitCode, tmp_path: Path) -> None:
    """The very run that passes on a desk fails when EBBTIDE_CI is set."""
    (tmp_path / "test_skipping.py").write_text(source, "utf8")
    shutil.copy(ROOT / "conftest.py", tmp_path)

    assert exit_status(tmp_path, ci=ci) == status


def exit_status(folder: Path, *, ci: str) -> int:
    """Run the tests of a folder on their own."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(folder), str(folder)]
    return subprocess.run(  # noqa: S603 - our own interpreter on our own file
        command, cwd=folder, env={**os.environ, "EBBTIDE_CI": ci}, capture_output=True, check=False
    ).returncode
