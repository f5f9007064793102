from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
HASH = " \\\n    --hash=sha256:" + "0" * 64


@pytest.fixture(scope="module")
def lock() -> ModuleType:
    """.ci/lock.py, which is a script and in no package."""
    spec = importlib.util.spec_from_file_location("lock", ROOT / ".ci/lock.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def a_lock(lock: ModuleType, wanted: list[str], *pins: str) -> str:
    """The text of a lock of these pins, made for these dependencies."""
    head: str = lock.HEADER.format(digest=lock.digest(wanted))
    return head + "".join(f"{pin}\n" for pin in pins)


def test_the_lock_gives_what_the_project_asks_for(lock: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    code = lock.main(["--check"])

    assert (code, capsys.readouterr().err) == (0, "")


def test_a_lock_of_sound_pins_has_no_trouble(lock: ModuleType) -> None:
    wanted = ["Some_Thing>=1,<3", "colour>=1; sys_platform == 'win32'"]
    text = a_lock(lock, wanted, f"some-thing==2.0{HASH}", f"colour==1.5 ; sys_platform == 'win32'{HASH}{HASH}")

    assert list(lock.troubles(text, wanted)) == []


@pytest.mark.parametrize(
    ("pins", "trouble"),
    [
        ((), "thing>=2 is not given for Python 3.11, 3.12, 3.13"),
        ((f"thing==1.9{HASH}",), "thing>=2 is not given for Python 3.11, 3.12, 3.13"),
        ((f"thing==2.1 ; python_version < '3.12'{HASH}",), "thing>=2 is not given for Python 3.12, 3.13"),
        (("thing==2.1",), "thing has no hash, or one that is not SHA-256"),
        ((f"thing==2.1{HASH}", "other @ https://x.example/other.whl"), "'other @ https://x.example/other.whl' is no pin"),
    ],
)
def test_what_a_lock_lacks_is_told(lock: ModuleType, pins: tuple[str, ...], trouble: str) -> None:
    text = a_lock(lock, ["thing>=2"], *pins)

    assert list(lock.troubles(text, ["thing>=2"])) == [trouble]


def test_a_lock_of_other_dependencies_is_told(lock: ModuleType) -> None:
    text = a_lock(lock, ["thing>=1"], f"thing==2.1{HASH}")

    assert list(lock.troubles(text, ["thing>=2"])) == ["it was made for other dependencies"]
