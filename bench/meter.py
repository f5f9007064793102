"""Runs a command and says what it took, from a process that is small itself.

`python bench/meter.py LOG COMMAND ...` writes what the command prints to LOG, and prints JSON: seconds by the clock, seconds of
all cores, KB at its largest, exit code. Linux accounts a process for the memory of the one that started it, too (`ru_maxrss` of
getrusage(2)): started from the benchmark, which reads reports, a small tool would look large.
"""

from __future__ import annotations

import json
import os
import sys
import time


def main(log: str, command: list[str]) -> None:
    """Runs `command` to its end."""
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    began = time.perf_counter()
    process = os.posix_spawn(
        command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, out, 1), (os.POSIX_SPAWN_DUP2, out, 2)]
    )
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - began
    cpu = usage.ru_utime + usage.ru_stime
    print(json.dumps({"wall": wall, "cpu": cpu, "memory": usage.ru_maxrss, "code": os.waitstatus_to_exitcode(status)}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
