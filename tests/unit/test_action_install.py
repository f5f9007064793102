"""The environment of the Action; .ci/install-from-lock makes a whole one, which takes a network."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.actions.env_files import pairs

import linkbot
from linkbot.action import install

BARE = getattr(sys, "_base_executable", sys.executable)
"""The interpreter that the environment of the tests was made with."""
in_an_environment = pytest.mark.skipif(sys.prefix == sys.base_prefix, reason="linkbot is not in an environment of its own")


def test_an_interpreter_that_has_this_linkbot_is_taken_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outputs = tmp_path / "outputs"

    code = install.main({"RUNNER_TEMP": str(tmp_path), "GITHUB_OUTPUT": str(outputs)})

    assert code == 0
    assert dict(pairs(outputs.read_text(encoding="utf-8"))) == {"python": sys.executable}
    assert capsys.readouterr().out == f"linkbot {linkbot.__version__} is there already: {sys.executable}\n"
    assert not (tmp_path / "linkbot").exists()


def test_the_version_of_the_tree_is_read_without_its_dependencies() -> None:
    assert install.version() == linkbot.__version__
    assert install.installed_version(sys.executable) == linkbot.__version__


@in_an_environment
def test_an_interpreter_without_linkbot_has_no_version() -> None:
    assert install.installed_version(BARE) == ""


@in_an_environment
def test_what_cannot_be_installed_is_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "linkbot").write_text("a file where a folder is to be", encoding="utf-8")
    words = [BARE, "-I", str(Path(install.__file__))]

    done = subprocess.run(
        words, env={"RUNNER_TEMP": str(tmp_path), "GITHUB_OUTPUT": str(tmp_path / "outputs")}, capture_output=True, text=True
    )

    assert done.returncode == 2
    assert done.stdout.startswith("::error title=linkbot::cannot be installed: ")
    assert not (tmp_path / "outputs").exists()
