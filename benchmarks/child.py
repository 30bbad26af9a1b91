"""Run one command and say how long it took and how much memory it held at most.

    python -I -S benchmarks/child.py RESULT.json COMMAND [ARGUMENT ...]

Linux hands the peak memory of the process that starts another on to the one it starts. So what starts the command to
be measured has to be small: this script imports next to nothing and is itself started bare.
"""

import json
import os
import sys
from time import perf_counter

KIB_PER_UNIT = 1 / 1024 if sys.platform == "darwin" else 1


def main(result: str, *command: str) -> None:
    """Run the command, then write seconds, peak memory and exit code to the result file."""
    start = perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ)
    _, status, usage = os.wait4(child, 0)
    seconds = perf_counter() - start
    with open(result, "w", encoding="utf-8") as file:  # noqa: PTH123 - pathlib would triple this script's memory
        json.dump({
            "seconds": seconds,
            "peak_mib": usage.ru_maxrss * KIB_PER_UNIT / 1024,
            "exit_code": os.waitstatus_to_exitcode(status),
        }, file)  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
