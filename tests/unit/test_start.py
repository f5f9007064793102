"""A command starts without what it does not use."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from linkbot.model.evidence import Evidence, Found, Page, Question
from linkbot.store import Store

NETWORK = {"aiohttp", "aiodns", "arxiv", "github", "requests", "tenacity", "urllib3"}
PARSERS = {"bs4", "cmarkgfm", "lxml", "pyromark"}
_LIST = "- [A page](https://example.org/page) - Does one thing.\n"
_TELL = """
import sys
from linkbot.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit as error:
    assert not error.code, error.code
print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "list.md").write_text(_LIST, encoding="utf-8")
    return tmp_path


def imported(folder: Path, *arguments: str) -> set[str]:
    """The packages that a call of linkbot has loaded at its end."""
    environment = {"HOME": str(folder), "XDG_CACHE_HOME": str(folder), "LINKBOT_STORE": str(folder / "store.sqlite3")}
    command = [sys.executable, "-c", _TELL, *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.splitlines()[-1].split())


def test_help_needs_no_network_no_parser_and_no_models(folder: Path) -> None:
    loaded = imported(folder, "--help")

    assert loaded.isdisjoint(NETWORK | PARSERS | {"pydantic", "rich", "ruamel", "sqlite3", "ftfy", "rapidfuzz"})


def test_the_help_of_check_needs_none_either(folder: Path) -> None:
    loaded = imported(folder, "check", "--help")

    assert loaded.isdisjoint(NETWORK | PARSERS | {"pydantic", "rich", "ruamel", "sqlite3", "ftfy", "rapidfuzz"})


def test_a_run_that_asks_nobody_loads_no_client(folder: Path) -> None:
    loaded = imported(folder, "check", "--offline", "list.md")

    assert loaded.isdisjoint(NETWORK)


def test_a_run_that_finds_every_answer_in_the_store_loads_no_client(folder: Path) -> None:
    now, page = datetime.now(UTC), "https://example.org/page"
    answer = Found(facts=Page(status=200, url=page))
    with Store(folder / "store.sqlite3") as store:
        question = Question("web", page)
        store.put(Evidence(question=question, answer=answer, asked_at=now, expires_at=now + timedelta(days=1)))

    loaded = imported(folder, "check", "list.md")

    assert loaded.isdisjoint(NETWORK)


def test_rules_are_read_as_yaml_once(folder: Path) -> None:
    first = imported(folder, "check", "--offline", "list.md")

    second = imported(folder, "check", "--offline", "--refresh", "list.md")

    assert "ruamel" in first
    assert "ruamel" not in second


def test_a_run_that_is_told_again_loads_no_parser(folder: Path) -> None:
    imported(folder, "check", "--offline", "list.md")

    again = imported(folder, "check", "--offline", "list.md")

    assert again.isdisjoint(NETWORK | PARSERS | {"ruamel", "ftfy", "rapidfuzz"})
