"""Files beside the documents: there or not, spelled as on GitHub, and what is not looked up."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from linkbot.model.evidence import Answer, File, Found, Gone, Question, Unknown
from linkbot.sources.files import FileSource


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A list in a folder of its own, with notes beside it."""
    folder = tmp_path / "list"
    (folder / "docs" / "notes").mkdir(parents=True)
    (folder / "README.md").write_text("# My List\n\n## Papers\n")
    (folder / "docs" / "a file.md").write_text("# A File\n")
    (folder / "docs" / "notes" / "Readme.md").write_text("# Notes\n")
    (folder / "roadmap.png").write_bytes(b"\x89PNG")
    (tmp_path / "beside.md").write_text("# Beside\n")
    return folder


def look_up(root: Path, key: str, *folders: Path) -> Answer:
    async def ask() -> list[Answer]:
        source = FileSource(root, folders)
        return [evidence.answer async for evidence in source.ask([Question("file", key)])]

    (answer,) = asyncio.run(ask())
    return answer


def test_a_file_that_is_there_is_found(folder: Path) -> None:
    assert look_up(folder, "roadmap.png") == Found(facts=File(path="roadmap.png"))


def test_a_file_that_is_not_there_is_gone(folder: Path) -> None:
    assert look_up(folder, "docs/missing.md") == Gone(reason="there is no 'missing.md'")


def test_a_file_below_a_file_is_gone(folder: Path) -> None:
    assert look_up(folder, "README.md/x") == Gone(reason="there is no 'x'")


def test_a_folder_is_found_with_the_anchors_of_its_readme(folder: Path) -> None:
    answer = look_up(folder, "docs/notes")

    assert isinstance(answer, Found)
    assert answer.facts.is_folder
    assert "notes" in answer.facts.anchors


def test_a_folder_without_a_readme_has_no_anchors_that_are_known(folder: Path) -> None:
    assert look_up(folder, "docs") == Found(facts=File(path="docs", is_folder=True))


def test_the_folder_of_the_list_itself_is_found(folder: Path) -> None:
    answer = look_up(folder, ".")

    assert isinstance(answer, Found)
    assert answer.facts.is_folder


def test_a_markdown_file_tells_its_anchors(folder: Path) -> None:
    answer = look_up(folder, "README.md")

    assert isinstance(answer, Found)
    assert {"my-list", "papers"} <= set(answer.facts.anchors)


def test_spaces_are_part_of_a_name(folder: Path) -> None:
    assert isinstance(look_up(folder, "docs/a file.md"), Found)


def test_another_case_is_another_file_and_the_right_one_is_named(folder: Path) -> None:
    assert look_up(folder, "Readme.md") == Gone(reason="there is 'README.md' but no 'Readme.md'", instead="README.md")


def test_a_path_is_named_as_it_is_spelled_from_end_to_end(folder: Path) -> None:
    answer = look_up(folder, "DOCS/A File.md")

    assert isinstance(answer, Gone)
    assert answer.instead == "docs/a file.md"


def test_a_path_with_a_part_that_nothing_is_called_has_no_other_spelling(folder: Path) -> None:
    answer = look_up(folder, "DOCS/another file.md")

    assert isinstance(answer, Gone)
    assert answer.instead == ""


def test_a_path_out_of_the_repository_is_not_looked_up(folder: Path) -> None:
    (folder / ".git").mkdir()

    answer = look_up(folder, "../beside.md")

    assert isinstance(answer, Unknown)
    assert answer.reason == "unverifiable"


def test_a_path_up_within_the_repository_is_looked_up(folder: Path) -> None:
    (folder.parent / ".git").mkdir()

    assert isinstance(look_up(folder, "../beside.md"), Found)
    assert isinstance(look_up(folder, "../missing.md"), Gone)


def test_a_path_out_of_a_folder_that_is_no_repository_is_looked_up(folder: Path) -> None:
    assert isinstance(look_up(folder, "../beside.md"), Found)
    assert isinstance(look_up(folder, "../missing.md"), Gone)


@pytest.mark.parametrize("key", ["../../issues", "../../wiki/Home", "../../releases/latest"])
def test_the_pages_of_github_about_the_repository_are_no_missing_files(folder: Path, key: str) -> None:
    assert isinstance(look_up(folder, key), Unknown)


@pytest.mark.parametrize("key", ["a\0b", "x" * 5000, "docs/" * 3000 + "x"])
def test_a_path_that_no_disk_could_hold_is_gone(folder: Path, key: str) -> None:
    assert isinstance(look_up(folder, key), Gone)


def test_a_slash_in_front_means_the_top_of_the_repository_wherever_linkbot_runs(folder: Path, tmp_path: Path) -> None:
    (folder / ".git").mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    found = look_up(elsewhere, "//README.md", folder / "docs")

    assert isinstance(found, Found)
    assert found.facts.path == "README.md"
    assert "papers" in found.facts.anchors
    assert look_up(elsewhere, "//nowhere.md", folder / "docs") == Gone(reason="there is no 'nowhere.md'")


def test_without_a_repository_nobody_can_say_where_the_top_is(folder: Path) -> None:
    answer = look_up(folder, "//README.md", folder)

    assert isinstance(answer, Unknown)
    assert answer.reason == "unverifiable"


def test_a_page_beside_the_list_has_its_anchors(folder: Path) -> None:
    (folder / "page.html").write_text("<h1 id=top-of-it>A page</h1><!-- <p id=no> -->")

    assert look_up(folder, "page.html") == Found(facts=File(path="page.html", anchors=("top-of-it",)))


def test_a_folder_has_the_anchors_of_its_readme_and_of_its_front_page(folder: Path) -> None:
    (folder / "docs" / "notes" / "index.html").write_text("<h1 id=front>A page</h1>")

    answer = look_up(folder, "docs/notes")

    assert isinstance(answer, Found)
    assert isinstance(answer.facts, File)
    assert {"notes", "front"} <= set(answer.facts.anchors or ())


def test_the_anchors_of_a_huge_page_are_not_read(folder: Path) -> None:
    (folder / "page.html").write_text("<p id=x>" + "words " * 400_000)

    assert look_up(folder, "page.html") == Found(facts=File(path="page.html"))
