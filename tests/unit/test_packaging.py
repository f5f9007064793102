"""rules/ is found from a wheel, from the wheel that an sdist makes, and from an editable install."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
_TELL = (
    "from linkbot.kept_rules import built_in_folder; from linkbot.rulebook import load_rulebook; "
    "b = load_rulebook(); print(built_in_folder(), *b.rules)"
)


def run(*words: str | Path, cwd: Path | None = None, path: Path | None = None) -> str:
    environment = {**os.environ, "PYTHONPATH": str(path) if path else ""}
    done = subprocess.run(words, cwd=cwd, env=environment, check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, CHECKOUT)
    return folder


def test_the_wheel_that_the_sdist_makes_carries_the_rules(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")

    folder, *codes = run(sys.executable, "-P", "-c", _TELL, cwd=tmp_path, path=tmp_path / "site").split()

    assert folder == str(tmp_path / "site" / "linkbot" / "_rules")
    assert codes == sorted(path.stem[:5] for path in (CHECKOUT / "rules/checks").glob("*.yaml"))


def test_the_wheel_carries_the_workflows_that_init_writes(built: Path) -> None:
    (wheel,) = built.glob("*.whl")

    names = zipfile.ZipFile(wheel).namelist()

    assert {"linkbot/init/nightly.yml", "linkbot/init/pull_request.yml"} <= set(names)


def test_the_sdist_carries_the_rules_and_the_tests(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")

    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert "rules/checks/LB101-dead-link.yaml" in names
    assert "tests/unit/test_packaging.py" in names


def test_an_editable_install_reads_the_checkout(tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=False, symlinks=True)
    python = tmp_path / "venv/bin/python"
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    hook = f"import hatchling.build; print(hatchling.build.build_editable({str(tmp_path)!r}))"
    wheel = run(sys.executable, "-c", hook, cwd=CHECKOUT).split()[-1]
    zipfile.ZipFile(tmp_path / wheel).extractall(site)
    (site / "dependencies.pth").write_text("\n".join(path for path in sys.path if path.endswith("site-packages")))

    folder, *codes = run(python, "-P", "-c", _TELL, cwd=tmp_path).split()

    assert folder == str(CHECKOUT / "rules")
    assert "LB101" in codes
