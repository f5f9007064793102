"""Measures linkbot against lychee on the same lists in the same run, and prints a Markdown table.

    python bench/run.py [--latency 0.02] [--runs 3] [SCENARIO ...]        all scenarios by default

Needs `pip install -e .[bench]`. Nothing leaves the machine: the web is bench/server.py. bench/README.md explains the scenarios.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from scenarios import SCENARIOS, Setup


def main(arguments: list[str]) -> int:
    """Runs the scenarios that `arguments` name and prints a row for each measure."""
    parser = argparse.ArgumentParser(description="Measures linkbot against lychee.")
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help=", ".join(SCENARIOS))
    parser.add_argument("--latency", type=float, default=0.02, help="Seconds from a request to its answer.")
    parser.add_argument("--runs", type=int, default=3, help="How often what is not decided by waiting is measured.")
    given = parser.parse_args(arguments)
    if unknown := [name for name in given.scenarios if name not in SCENARIOS]:
        parser.error(f"no scenario {unknown[0]!r}; there are {', '.join(SCENARIOS)}")
    print("| | | linkbot | lychee | linkbot / lychee |\n|---|---|---:|---:|---:|", flush=True)
    for name in given.scenarios or SCENARIOS:
        with tempfile.TemporaryDirectory() as folder:
            for row in SCENARIOS[name](Setup(Path(folder), given.latency, given.runs)):
                print(row, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
