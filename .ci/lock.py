"""Writes requirements.lock: what the Action installs, every file with its hash, for every platform and Python.

`python .ci/lock.py` asks PyPI, by `uv pip compile` (pip install uv). `python .ci/lock.py --check` asks nobody: it tells whether
the lock still gives what pyproject.toml asks for (exit code 1 where it does not). `--upgrade` takes the newest of everything.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.lock"
PYTHONS = ("3.11", "3.12", "3.13")
PLATFORMS = ("linux", "darwin", "win32")
COMMAND = "uv pip compile --quiet --universal --generate-hashes --only-binary :all: --no-header --no-annotate"
HEADER = """\
# What the Action installs. Written by `python .ci/lock.py`; change pyproject.toml, not this file.
# Made for the dependencies with the digest {digest}
"""
_PIN = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[0-9][\w.!+]*)"  # aiohttp==3.14.5
    r"(?: ; (?P<marker>[^\\\n]+?))?"  # ; python_version < '3.12'
    r"(?P<hashes>(?: \\\n +--hash=\S+)*)$",  # a hash a line, each after a backslash
    re.MULTILINE,
)
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}$")


def main(arguments: list[str]) -> int:
    """Writes or checks the lock; the exit code."""
    if arguments == ["--check"]:
        told = list(troubles(LOCK.read_text(encoding="utf-8") if LOCK.is_file() else "", dependencies()))
        for trouble in told:
            print(f"requirements.lock: {trouble}; run `python .ci/lock.py`", file=sys.stderr)
        return int(bool(told))
    if arguments not in ([], ["--upgrade"]):
        print("usage: python .ci/lock.py [--check | --upgrade]", file=sys.stderr)
        return 2
    words = [*COMMAND.split(), "--python-version", PYTHONS[0], *arguments, "--output-file", str(LOCK), "pyproject.toml"]
    subprocess.run(words, cwd=ROOT, check=True)
    pins = LOCK.read_text(encoding="utf-8")
    LOCK.write_text(HEADER.format(digest=digest(dependencies())) + pins, encoding="utf-8", newline="\n")
    return 0


def dependencies() -> list[str]:
    """What pyproject.toml asks for, the extras left out."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return sorted(project["dependencies"])


def digest(wanted: list[str]) -> str:
    """A short name of a set of dependencies: another set, another name."""
    return sha256("\n".join(wanted).encode()).hexdigest()[:16]


def troubles(lock: str, wanted: list[str]) -> Iterator[str]:
    """Why `lock` is not a lock of the dependencies `wanted`, as far as that can be told without asking anybody."""
    if f"digest {digest(wanted)}\n" not in lock:
        yield "it was made for other dependencies"
    pins = list(_PIN.finditer(lock))
    plain = _PIN.sub("", lock)
    yield from (f"{line.strip()!r} is no pin" for line in plain.splitlines() if line.strip() and not line.startswith("#"))
    for pin in pins:
        hashes = pin["hashes"].replace("\\\n", " ").split()
        if not hashes or not all(_HASH.match(one) for one in hashes):
            yield f"{pin['name']} has no hash, or one that is not SHA-256"
    for requirement in map(Requirement, wanted):
        lacking = [python for python in PYTHONS if not all(_is_given(requirement, pins, python, name) for name in PLATFORMS)]
        if lacking:
            yield f"{requirement} is not given for Python {', '.join(lacking)}"


def _is_given(requirement: Requirement, pins: list[re.Match[str]], python: str, platform: str) -> bool:
    here = {"python_version": python, "python_full_version": f"{python}.9", "sys_platform": platform}
    if requirement.marker and not requirement.marker.evaluate(here):
        return True
    named = [pin for pin in pins if canonicalize_name(pin["name"]) == canonicalize_name(requirement.name)]
    fitting = [pin for pin in named if not pin["marker"] or Marker(pin["marker"]).evaluate(here)]
    return any(requirement.specifier.contains(Version(pin["version"]), prereleases=True) for pin in fitting)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
