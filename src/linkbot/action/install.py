"""The environment that the Action runs in, made before anything is installed: this file needs Python, and nothing else.

What linkbot depends on is installed by requirements.lock, with hashes, and only from wheels, so that nothing is built and no code
of a package runs while it is installed. linkbot itself is not installed at all: the environment gets a path to the tree of the
Action that the workflow has pinned. That needs neither a build system nor a network.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
from collections.abc import Mapping
from pathlib import Path

OLDEST = (3, 11)
TREE = Path(__file__).resolve().parents[3]
_VERSION = re.compile(r'^__version__ = "([^"]+)"$', re.MULTILINE)
_PIP = (
    "-m pip install --disable-pip-version-check --no-input --quiet --no-deps --only-binary :all: --require-hashes --requirement"
)
_ASKED = "import linkbot; print(linkbot.__version__)"


def main(environ: Mapping[str, str]) -> int:
    """Makes the environment and gives its interpreter to the step after, as the output `python`; the exit code.

    An interpreter that has this version of linkbot already, as on a machine of one's own, is taken as it is.
    """
    try:
        python = _ready(environ)
    except (OSError, subprocess.CalledProcessError) as error:
        why = (
            f"{Path(str(error.cmd[0])).name} ended with exit code {error.returncode}"
            if isinstance(error, subprocess.CalledProcessError)
            else error
        )
        _say(f"::error title=linkbot::cannot be installed: {why}; the log has the reason")
        return 2
    with Path(environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8", newline="\n") as outputs:
        outputs.write(f"python={python}\n")
    return 0


def _ready(environ: Mapping[str, str]) -> str:
    """An interpreter that can run linkbot. Raises OSError or CalledProcessError."""
    if sys.version_info < OLDEST:
        raise OSError(f"Python {sys.version.split()[0]} is too old; {'.'.join(map(str, OLDEST))} or later is needed")
    if installed_version(sys.executable) == version():
        _say(f"linkbot {version()} is there already: {sys.executable}")
        return sys.executable
    folder = Path(environ["RUNNER_TEMP"]) / "linkbot" / "venv"
    venv.create(folder, clear=True, with_pip=True, symlinks=os.name != "nt")
    python = str(folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    subprocess.run([python, "-I", *_PIP.split(), str(TREE / "requirements.lock")], check=True)  # noqa: S603 - words of our own
    site = _answer(python, "import sysconfig; print(sysconfig.get_path('purelib'))")
    (Path(site) / "linkbot.pth").write_text(f"{TREE / 'src'}\n", encoding="utf-8")
    if installed_version(python) != version():
        raise OSError(f"{python} does not find linkbot {version()}")
    return python


def version() -> str:
    """The version of linkbot in this tree."""
    match = _VERSION.search((TREE / "src/linkbot/__init__.py").read_text(encoding="utf-8"))
    return match[1] if match else ""


def installed_version(python: str) -> str:
    """The version of linkbot that an interpreter has, "" for none."""
    try:
        return _answer(python, _ASKED)
    except subprocess.CalledProcessError:
        return ""


def _answer(python: str, code: str) -> str:
    done = subprocess.run([python, "-I", "-c", code], check=True, capture_output=True, text=True)  # noqa: S603 - code of our own
    return done.stdout.strip()


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(os.environ))
