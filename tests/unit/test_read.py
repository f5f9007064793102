"""What a person names is what is read, and what cannot be read is said."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from linkbot.errors import InputError, NothingToCheck
from linkbot.read import File, read_files


def paths(*inputs: str, folder: Path, **options: object) -> list[str]:
    return [file.path for file in read_files(inputs, folder=folder, max_size=1_000, **options)]  # type: ignore[arg-type]


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    for name in ("README.md", "docs/a.md", "docs/b.MARKDOWN", "docs/c.txt", ".hidden/d.md", "node_modules/e.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("# A list\n")
    return tmp_path


def test_a_file_is_read_whatever_its_ending(lists: Path) -> None:
    assert read_files(["docs/c.txt"], folder=lists, max_size=100) == (File("docs/c.txt", b"# A list\n"),)


def test_a_folder_means_the_markdown_below_it(lists: Path) -> None:
    assert paths("docs", folder=lists) == ["docs/a.md", "docs/b.MARKDOWN"]


def test_no_input_outside_a_repository_means_all_markdown_below(lists: Path) -> None:
    assert paths(folder=lists) == ["README.md", "docs/a.md", "docs/b.MARKDOWN"]


def test_no_input_in_a_repository_means_its_tracked_markdown(lists: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=lists, check=True)
    subprocess.run(["git", "add", "README.md"], cwd=lists, check=True)

    assert paths(folder=lists) == ["README.md"]


def test_a_tracked_file_that_was_deleted_is_not_missed(lists: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=lists, check=True)
    subprocess.run(["git", "add", "README.md", "docs/a.md"], cwd=lists, check=True)
    (lists / "docs/a.md").unlink()

    assert paths(folder=lists) == ["README.md"]


def test_a_glob_that_the_shell_left_is_expanded(lists: Path) -> None:
    assert paths("docs/*.md", folder=lists) == ["docs/a.md"]


def test_a_file_named_twice_is_read_once(lists: Path) -> None:
    assert paths("README.md", ".", folder=lists) == ["README.md", "docs/a.md", "docs/b.MARKDOWN"]


def test_excluded_files_are_left_out_of_folders(lists: Path) -> None:
    assert paths(".", folder=lists, exclude=["docs/*"]) == ["README.md"]


def test_standard_input_is_a_file_like_any_other(lists: Path) -> None:
    assert read_files(["-"], stdin=b"- x\n", folder=lists, max_size=10) == (File("stdin.md", b"- x\n"),)


def test_a_path_that_is_not_there_is_named_with_its_neighbour(lists: Path) -> None:
    with pytest.raises(InputError, match=r"docs/aa\.md: no such file") as caught:
        paths("docs/aa.md", folder=lists)

    assert caught.value.hint == "did you mean docs/a.md?"


def test_a_glob_without_a_match_is_an_error(lists: Path) -> None:
    with pytest.raises(InputError, match="no file matches"):
        paths("*.mdx", folder=lists)


def test_a_folder_without_markdown_is_nothing_to_check(tmp_path: Path) -> None:
    with pytest.raises(NothingToCheck, match="no Markdown file"):
        paths(".", folder=tmp_path)


def test_a_file_over_the_limit_is_told_and_not_read(lists: Path) -> None:
    (lists / "big.md").write_bytes(b"x" * 2_000)

    (file,) = read_files(["big.md"], folder=lists, max_size=1_000)

    assert file.data == b""
    assert "2,000 bytes long, and the limit is 1,000" in file.problem


@pytest.mark.parametrize(
    ("known", "problem", "hint"),
    [
        (["README.md", "docs/a.md"], "no Markdown file in", "linkbot looks for .md"),
        (["docs/a.md"], "1 Markdown file is not known to git: README.md", "git add README.md, or name what to check"),
        ([], "2 Markdown files are not known to git: README.md, docs/a.md", "git add README.md docs/a.md, or name"),
    ],
)
def test_files_that_git_does_not_know_are_named_where_there_are_no_others(
    tmp_path: Path, known: list[str], problem: str, hint: str
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "README.md").write_text("# A list\n")
    (tmp_path / "docs/a.md").write_text("# A list\n")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "--", *known], cwd=tmp_path, check=True)

    with pytest.raises(NothingToCheck, match=problem) as caught:
        read_files([], folder=tmp_path, max_size=100, exclude=known)

    assert caught.value.hint.startswith(hint)
