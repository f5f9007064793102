from __future__ import annotations

import asyncio
import socket
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.git_server import GitServer, git
from tests.unit.watching import Program, Told, a_setup, a_target

from linkbot.watch.folder import Outcome
from linkbot.watch.run import Setup, run
from linkbot.watch_settings import Target

SECRET = "s3cret-t0ken"
AS_HEADER = b64encode(f"x-access-token:{SECRET}".encode()).decode()
TARGET = a_target(path=None, repository="owner/list")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[GitServer]:
    with GitServer(tmp_path / "server", secret=SECRET).running() as running:
        yield running


def a_watch(folder: Path, server: GitServer, target: Target = TARGET, **settings: object) -> Setup:
    return a_setup(folder, target, program=Program(folder, check="report(); sys.exit(0)"), git_url=server.url, **settings)


def fetched(setup: Setup, target: Target = TARGET, told: Told | None = None) -> tuple[Outcome, dict[str, bytes]]:
    """How the run ended, and the files that were checked."""
    outcome = asyncio.run(run(target, setup, told or Told(), lambda _: None))
    checkout = setup.folder.checkout(target.name)
    files = {path.relative_to(checkout).as_posix(): path for path in checkout.rglob("*") if path.is_file()}
    return outcome, {name: path.read_bytes() for name, path in files.items() if not name.startswith(".git/")}


def test_a_repository_is_checked_as_it_is_now(tmp_path: Path, server: GitServer) -> None:
    work = server.repository("owner/list", {"README.md": b"one", "old.md": b"old"})
    setup = a_watch(tmp_path, server)

    first = fetched(setup)
    git("rm", "--quiet", "old.md", folder=work)
    server.commit(work, {"README.md": b"two"})
    second = fetched(setup)

    assert first == ("success", {"README.md": b"one", "old.md": b"old"})
    assert second == ("success", {"README.md": b"two"})


def test_a_branch_may_be_named(tmp_path: Path, server: GitServer) -> None:
    work = server.repository("owner/list", {"README.md": b"trunk"})
    git("switch", "--quiet", "--create", "next", folder=work)
    server.commit(work, {"README.md": b"next"})
    git("switch", "--quiet", "trunk", folder=work)
    target = TARGET.model_copy(update={"branch": "next"})

    assert fetched(a_watch(tmp_path, server, target), target)[1] == {"README.md": b"next"}


def test_files_are_byte_by_byte_those_of_the_commit(tmp_path: Path, server: GitServer) -> None:
    work = server.repository("owner/list", {"README.md": b"a\r\nb\n", "plain.md": b"$Id$\r\n\xff"})
    server.commit(work, {".gitattributes": b"*.md text eol=crlf ident filter=x\n", "new.md": b"a\nb\n"})

    found = fetched(a_watch(tmp_path, server))[1]

    assert found["README.md"] == b"a\r\nb\n"
    assert found["plain.md"] == b"$Id$\r\n\xff"
    assert found["new.md"] == b"a\nb\n"


def test_a_link_in_a_repository_leads_nowhere(tmp_path: Path, server: GitServer) -> None:
    work = server.repository("owner/list", {"README.md": b"one"})
    (work / "passwords.md").symlink_to("/etc/passwd")
    server.commit(work, {})

    assert fetched(a_watch(tmp_path, server))[1]["passwords.md"] == b"/etc/passwd"


def test_a_token_is_sent_as_a_header_and_is_seen_nowhere_else(tmp_path: Path, server: GitServer) -> None:
    server.repository("owner/list", {"README.md": b"one"})
    setup = a_watch(tmp_path, server, github_token=SECRET)

    outcome, _ = fetched(setup)
    kept = b"".join(path.read_bytes() for path in setup.folder.path.rglob("*") if path.is_file())

    assert outcome == "success"
    assert set(server.authorizations) == {f"Basic {AS_HEADER}"}
    assert server.exposed == []
    assert SECRET.encode() not in kept
    assert AS_HEADER.encode() not in kept


def test_a_token_does_not_follow_a_redirect(tmp_path: Path, server: GitServer) -> None:
    with GitServer(tmp_path / "other").running() as other:
        other.repository("owner/list", {"README.md": b"one"})
        server.redirect = other.url
        told = Told()

        outcome, _ = fetched(a_watch(tmp_path, server, github_token=SECRET), told=told)

    assert (outcome, other.authorizations) == ("failure", [])
    assert "cannot be fetched" in told.of("run_ended")[0]
    assert "see that it has this name" in told.of("run_ended")[0]
    assert SECRET not in str(told.events)


def test_a_repository_that_is_not_there_is_a_failure_with_a_hint(tmp_path: Path, server: GitServer) -> None:
    told = Told()

    assert fetched(a_watch(tmp_path, server), told=told)[0] == "failure"
    assert f"owner/list cannot be fetched from {server.url}: " in told.of("run_ended")[0]
    assert "that a token may read it if it is private" in told.of("run_ended")[0]
    assert told.of("output") == []


def test_where_nobody_answers_git_s_own_words_are_told_and_the_name_is_not_doubted(tmp_path: Path) -> None:
    told = Told()
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}"

        fetched(a_setup(tmp_path, TARGET, git_url=url), told=told)

    assert f"owner/list cannot be fetched from {url}: unable to access '{url}/owner/list.git/': " in told.of("run_ended")[0]
    assert "hint" not in told.of("run_ended")[0]


def test_a_branch_that_is_not_there_is_told(tmp_path: Path, server: GitServer) -> None:
    server.repository("owner/list", {"README.md": b"one"})
    target, told = TARGET.model_copy(update={"branch": "next"}), Told()

    fetched(a_watch(tmp_path, server, target), target, told)

    assert "(hint: see that it has this branch)" in told.of("run_ended")[0]


def test_a_checkout_that_was_cut_short_or_damaged_is_made_good(tmp_path: Path, server: GitServer) -> None:
    server.repository("owner/list", {"README.md": b"one"})
    setup = a_watch(tmp_path, server)
    fetched(setup)
    checkout = setup.folder.checkout("my-list")

    (checkout / ".git/index.lock").touch()
    (checkout / ".git/shallow.lock").touch()
    (checkout / "README.md").write_bytes(b"changed")
    (checkout / "left-over.md").touch()
    assert fetched(setup) == ("success", {"README.md": b"one"})

    (checkout / ".git/HEAD").write_bytes(b"")
    assert fetched(setup) == ("success", {"README.md": b"one"})


def test_a_hook_or_a_filter_of_the_machine_is_not_run(tmp_path: Path, server: GitServer) -> None:
    server.repository("owner/list", {"README.md": b"one"})
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text(f'[core]\n\tfsmonitor = "touch {tmp_path}/ran"\n\thooksPath = "{home}"\n')
    (home / "post-checkout").write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    (home / "post-checkout").chmod(0o755)

    assert fetched(a_watch(tmp_path, server, environ={"HOME": str(home)}))[0] == "success"
    assert not (tmp_path / "ran").exists()
