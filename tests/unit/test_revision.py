"""What git says of a revision is read right whatever the names, the settings and the repository's state, and told in words."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.repositories import ALONE, Repository

from linkbot.errors import InputError
from linkbot.revision import Revision, revision

CONFIGURED = """
[diff]
    external = false
    renames = false
    relative = true
    noprefix = true
    mnemonicPrefix = true
    orderFile = /dev/null
    ignoreSubmodules = none
    wordRegex = .
[color]
    ui = always
    diff = always
[core]
    quotepath = true
    pager = false
    fsmonitor = /nowhere/to/be/found
"""
LIST = "# A list\n\n- one\n- two\n- three\n- four\n"


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ALONE.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """One commit with two lists, and the branch `work` on it."""
    made = Repository.at(tmp_path / "top", **{"README.md": LIST, "notes.md": "# Notes\n"})
    made.git("checkout", "-q", "-b", "work")
    return made


def since(repository: Repository, name: str = "main") -> Revision:
    return revision(name, repository.path)


def refused(name: str, folder: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        revision(name, folder)
    return caught.value


# Which commit it is


def test_what_the_other_branch_did_since_the_fork_does_not_count(repository: Repository) -> None:
    fork = repository.git("rev-parse", "main")
    repository.commit({"README.md": LIST + "- five\n"})
    repository.git("checkout", "-q", "main")
    repository.commit({"notes.md": "# Other notes\n"})
    repository.git("checkout", "-q", "work")

    found = since(repository)

    assert found.commit == fork
    assert found.changed == {"README.md": "README.md"}


@pytest.mark.parametrize("name", ["main", "HEAD~1", "main~0", "v1", "heads/main", "HEAD^{/A step}~1", "@{-1}"])
def test_any_name_of_a_commit_will_do(name: str, repository: Repository) -> None:
    repository.git("tag", "-a", "-m", "One", "v1")
    repository.commit({"README.md": "# Another list\n"})

    assert since(repository, name).commit == repository.git("rev-parse", "main")


def test_in_a_merge_of_a_pull_request_its_first_parent_is_the_base(repository: Repository) -> None:
    repository.commit({"README.md": LIST + "- five\n"})
    repository.git("checkout", "-q", "main")
    repository.commit({"notes.md": "# Other notes\n"})
    repository.git("merge", "-q", "--no-ff", "-m", "Merge", "work")

    assert since(repository, "HEAD^1").changed == {"README.md": "README.md"}


# Which files have changed


def test_a_change_counts_in_a_commit_in_the_index_and_in_the_working_tree(repository: Repository) -> None:
    repository.commit({"README.md": "# One\n"})
    repository.write({"notes.md": "# Two\n", "added.md": "# Three\n"})
    repository.git("add", "notes.md")
    repository.git("add", "--intent-to-add", "added.md")

    found = since(repository)

    assert found.changed == {"README.md": "README.md", "notes.md": "notes.md", "added.md": ""}
    assert found.files == {"README.md", "notes.md"}


def test_a_file_that_git_does_not_track_is_neither_changed_nor_tracked(repository: Repository) -> None:
    repository.write({"new.md": "# New\n"})

    found = since(repository)

    assert "new.md" not in found.changed
    assert found.tracked == {"README.md", "notes.md"}


def test_a_renamed_file_has_the_bytes_of_its_old_name(repository: Repository) -> None:
    repository.git("mv", "README.md", "list.md")
    repository.commit({"list.md": LIST + "- five\n"})

    found = since(repository)

    assert found.changed == {"list.md": "README.md"}
    assert found.files == {"README.md", "notes.md"}
    assert found.bytes_of(["README.md"]) == {"README.md": LIST.encode()}


def test_a_deleted_file_was_there(repository: Repository) -> None:
    repository.git("rm", "-q", "notes.md")

    found = since(repository)

    assert found.changed == {}
    assert "notes.md" in found.files


def test_a_file_that_was_only_touched_or_made_executable_has_the_same_bytes(repository: Repository) -> None:
    os.utime(repository.path / "notes.md", (1, 1))
    (repository.path / "README.md").chmod(0o755)

    found = since(repository)

    assert found.changed == {"README.md": "README.md", "notes.md": "notes.md"}
    assert found.bytes_of(found.changed) == {"README.md": LIST.encode(), "notes.md": b"# Notes\n"}


def test_a_file_that_became_a_link_to_another_is_changed(repository: Repository) -> None:
    (repository.path / "notes.md").unlink()
    (repository.path / "notes.md").symlink_to("README.md")

    assert since(repository).changed == {"notes.md": "notes.md"}


def test_a_submodule_is_a_file_without_bytes(repository: Repository) -> None:
    commit = repository.git("rev-parse", "HEAD")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{commit},library")
    base = repository.git("commit-tree", "-m", "With a library", "-p", "HEAD", repository.git("write-tree"))
    repository.git("reset", "-q", "--hard", base)
    repository.git("rm", "-q", "--cached", "library")

    found = since(repository, base)

    assert "library" in found.files
    assert found.bytes_of(["library"]) == {}


def test_the_two_sides_of_a_merge_that_is_not_done_yet_are_changes(repository: Repository) -> None:
    repository.commit({"README.md": "# Ours\n"})
    repository.git("checkout", "-q", "-b", "other", "main")
    repository.commit({"README.md": "# Theirs\n"})
    with pytest.raises(Exception, match="merge"):
        repository.git("merge", "work")

    found = since(repository)

    assert found.changed == {"README.md": "README.md"}
    assert found.bytes_of(["README.md"]) == {"README.md": LIST.encode()}


@pytest.mark.parametrize(
    "name", ["a list.md", "täg.md", 'quo"te.md', "tab\there.md", "line\nend.md", " -x.md", "caf\udce9.md", "a:b.md"]
)
def test_every_name_of_a_file_is_read_as_it_is(name: str, repository: Repository) -> None:
    base = repository.commit({name: LIST})
    repository.write({name: LIST + "- five\n"})

    found = since(repository, base)

    assert found.changed == {name: name}
    assert found.bytes_of([name]) == {name: LIST.encode()}


def test_from_a_folder_the_whole_repository_is_seen(repository: Repository) -> None:
    repository.commit({"docs/a.md": "# A\n", "README.md": "# One\n"})

    found = revision("main", repository.path / "docs")

    assert found.top == repository.path
    assert found.changed == {"README.md": "README.md", "docs/a.md": ""}


def test_what_a_user_has_configured_makes_no_difference(repository: Repository) -> None:
    config = repository.path / ".git/config"
    config.write_text(config.read_text() + CONFIGURED)
    repository.git("mv", "README.md", "lïst.md")
    repository.commit({"lïst.md": LIST + "- five\n"})

    assert since(repository).changed == {"lïst.md": "README.md"}


def test_the_index_is_left_as_it_was(repository: Repository) -> None:
    os.utime(repository.path / "notes.md", (1, 1))
    before = (repository.path / ".git/index").read_bytes()

    since(repository)

    assert (repository.path / ".git/index").read_bytes() == before


# What cannot be used


@pytest.mark.parametrize("name", ["-x", "--output=stolen", ""])
def test_an_option_is_no_revision(name: str, repository: Repository) -> None:
    assert str(refused(name, repository.path)) == f"--since {name!r}: not a revision"
    assert not (repository.path / "stolen").exists()


@pytest.mark.parametrize("name", ["nowhere", "main...HEAD", "main..", "origin/", "^main main", "main\nwork"])
def test_a_name_that_git_does_not_know_is_told_with_the_way_out(name: str, repository: Repository) -> None:
    error = refused(name, repository.path)

    assert str(error) == f"--since {name}: git knows no such revision here"
    assert error.hint == "`git fetch` brings the branches of others; --since takes one revision, no range"


@pytest.mark.parametrize("name", ["HEAD:README.md", "HEAD^{tree}", "^main"])
def test_what_is_no_commit_is_told(name: str, repository: Repository) -> None:
    assert str(refused(name, repository.path)) == f"--since {name}: not a commit"


def test_outside_of_a_repository_there_is_nothing_to_compare_with(tmp_path: Path) -> None:
    error = refused("main", tmp_path)

    assert str(error) == f"--since: {tmp_path} is in no git repository"
    assert error.hint == "without --since the whole lists are checked"


def test_inside_of_git_s_own_folder_there_are_no_lists(repository: Repository) -> None:
    assert str(refused("main", repository.path / ".git")).endswith(".git is in no working tree")


def test_before_the_first_commit_there_is_nothing_to_compare_with(tmp_path: Path) -> None:
    assert str(refused("main", Repository.at(tmp_path / "new").path)) == "--since: the repository has no commit yet"


def test_two_histories_with_nothing_in_common_are_told(repository: Repository) -> None:
    repository.git("checkout", "-q", "--orphan", "other")
    repository.commit({"README.md": "# Another list\n"})

    assert str(refused("main", repository.path)) == "--since main: it has no commit in common with HEAD"


@pytest.mark.parametrize("name", ["main", "HEAD~1", "other"])
def test_in_a_shallow_clone_the_way_out_is_named(name: str, repository: Repository, tmp_path: Path) -> None:
    repository.git("branch", "other", "main")
    repository.commit({"README.md": "# One\n"})
    repository.git("clone", "-q", "--depth=1", f"file://{repository.path}", str(tmp_path / "shallow"))

    assert refused(name, tmp_path / "shallow").hint.startswith("fetch the whole history: `fetch-depth: 0`")


def test_branches_whose_fork_was_not_fetched_are_told_with_the_way_out(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"README.md": "# One\n"})
    repository.git("checkout", "-q", "main")
    repository.commit({"notes.md": "# Two\n"})
    clone = ("clone", "-q", "--depth=1", "--no-single-branch", f"file://{repository.path}", str(tmp_path / "shallow"))
    repository.git(*clone)

    error = refused("origin/work", tmp_path / "shallow")

    assert str(error) == "--since origin/work: it has no commit in common with HEAD"
    assert error.hint.startswith("fetch the whole history")


def test_a_repository_of_somebody_else_is_told_with_git_s_own_advice(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")

    error = refused("main", repository.path)

    assert "dubious ownership" in str(error)
    assert "git config --global --add safe.directory" in error.hint


def test_without_git_that_is_told(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    error = refused("main", repository.path)

    assert str(error) == "--since needs git, which cannot be run: No such file or directory"
    assert error.hint == "install git, or leave --since out"


def test_bytes_that_are_not_at_hand_are_told(repository: Repository) -> None:
    found = replace(since(repository), _blobs={"README.md": "1" * 40})

    with pytest.raises(InputError, match=r"the history of .* is incomplete: 1{40} missing"):
        found.bytes_of(["README.md"])
