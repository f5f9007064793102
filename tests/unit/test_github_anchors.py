"""Headings of Markdown on GitHub: read from the file, in the same call that asks whether it is there."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import pytest
from tests.unit.test_source_github import API, GRAPHQL, a_path, a_repository, ask, both
from tests.world.server import World

from linkbot.model.evidence import Found, Gone, PathState, Question, Unknown
from linkbot.sources.github_readme import readme_in
from linkbot.sources.github_target import Split

GUIDE = "# The Guide\n\n## First steps\n\n## First steps\n"


def the_anchors(key: str) -> Question:
    return Question("github", key, "anchors")


def anchors_of(world: World, key: str, token: str | None) -> tuple[str, ...] | None:
    """The anchors without GitHub's prefix, of something that is there."""
    answer = ask(world, the_anchors(key), token=token)[the_anchors(key)].answer
    assert isinstance(answer, Found)
    assert isinstance(answer.facts, PathState)
    assert answer.facts.exists
    anchors = answer.facts.anchors
    return anchors and tuple(anchor for anchor in anchors if not anchor.startswith("user-content-"))


@both
@pytest.mark.parametrize("readme", ["README.md", "readme.md", "Readme.md", "README.MD"])
def test_a_repository_has_the_anchors_of_its_readme(world: World, token: str | None, readme: str) -> None:
    world.repository("owner/name", paths=["src/a.py", readme], default_branch="trunk", texts={readme: GUIDE})

    assert anchors_of(world, "owner/name", token) == ("first-steps", "first-steps-1", "the-guide")


@both
@pytest.mark.parametrize(
    ("paths", "heading"),
    [
        ([".github/README.md", "README.md", "docs/README.md"], "of-.github"),
        (["README.md", "docs/README.md"], "of-root"),
        (["docs/readme.md", ".github/workflows/a.yml"], "of-docs"),
    ],
)
def test_a_repository_shows_the_readme_of_github_s_folder_then_its_own_then_that_of_docs(
    world: World, token: str | None, paths: Sequence[str], heading: str
) -> None:
    texts = {
        ".github/README.md": "# of-.github",
        "README.md": "# of-root",
        "docs/README.md": "# of-docs",
        "docs/readme.md": "# of-docs",
    }
    world.repository("owner/name", paths=paths, texts=texts)

    assert anchors_of(world, "owner/name", token) == (heading.replace(".", ""),)


@both
@pytest.mark.parametrize("readme", ["README.rst", "README", "README.adoc", "readme.org", "README.txt"])
def test_the_anchors_of_a_readme_that_is_no_markdown_are_not_known(world: World, token: str | None, readme: str) -> None:
    world.repository("owner/name", paths=[readme, "docs/README.md"], texts={readme: "Title\n=====\n"})

    assert anchors_of(world, "owner/name", token) is None


@both
def test_a_repository_without_a_readme_has_no_anchors_that_are_known(world: World, token: str | None) -> None:
    world.repository("owner/name", paths=["main.py"])

    assert anchors_of(world, "owner/name", token) is None


@both
@pytest.mark.parametrize(
    "key",
    [
        "owner/name/blob/main/docs/guide.md",
        "owner/name/blob/feature/x/docs/guide.md",
        "owner/name/tree/main/docs/more",
        "owner/name/tree/feature/x/docs/more",
        "owner/name/blob/HEAD/docs/guide.md",
    ],
)
def test_a_file_and_the_readme_of_a_folder_have_anchors_on_any_branch(world: World, token: str | None, key: str) -> None:
    paths = ["README.md", "docs/guide.md", "docs/more/README.md"]
    texts = {"docs/guide.md": GUIDE, "docs/more/README.md": GUIDE}
    world.repository("owner/name", paths=paths, branches={"feature/x": paths}, texts=texts)

    assert anchors_of(world, key, token) == ("first-steps", "first-steps-1", "the-guide")


@both
def test_the_top_of_a_branch_shows_the_repository_s_readme(world: World, token: str | None) -> None:
    world.repository("owner/name", branches={"dev": ["docs/README.md"]}, texts={"docs/README.md": GUIDE})

    assert anchors_of(world, "owner/name/tree/dev", token) == ("first-steps", "first-steps-1", "the-guide")


@both
@pytest.mark.parametrize("name", ["guide.rst", "model.py", "guide.mdx", "notebook.ipynb", "LICENSE"])
def test_the_anchors_of_a_file_that_is_no_markdown_are_not_known(world: World, token: str | None, name: str) -> None:
    world.repository("owner/name", paths=[name], texts={name: GUIDE})

    assert anchors_of(world, f"owner/name/blob/main/{name}", token) is None


@both
def test_the_anchors_of_a_text_that_comes_cut_are_not_known(world: World, token: str | None) -> None:
    world.repository("owner/name", paths=["long.md"], texts={"long.md": "# Title\n" + "word " * 220_000})

    assert anchors_of(world, "owner/name/blob/main/long.md", token) is None


@pytest.mark.parametrize("path", ["docs/index.md", "../packages/core/README.md", "README-en.md"])
def test_the_anchors_of_a_symbolic_link_are_not_known(world: World, path: str) -> None:
    world.repository("owner/name", texts={"README.md": path})

    assert anchors_of(world, "owner/name", "good") is None


@both
def test_a_renamed_repository_is_read_under_its_name_of_today(world: World, token: str | None) -> None:
    world.repository("new/name", texts={"README.md": GUIDE})
    world.rename("old/name", "new/name")

    assert anchors_of(world, "old/name", token) == ("first-steps", "first-steps-1", "the-guide")
    assert anchors_of(world, "old/name/blob/main/README.md", token) == ("first-steps", "first-steps-1", "the-guide")


@both
def test_a_file_that_is_not_there_has_no_anchors(world: World, token: str | None) -> None:
    world.repository("owner/name")

    answer = ask(world, the_anchors("owner/name/blob/main/gone.md"), token=token)[the_anchors("owner/name/blob/main/gone.md")]

    assert answer.answer == Found(facts=PathState(exists=False))


@both
def test_what_is_in_a_repository_that_is_gone_is_gone_with_it(world: World, token: str | None) -> None:
    assert isinstance(ask(world, the_anchors("no/body"), token=token)[the_anchors("no/body")].answer, Gone)


def test_a_repository_its_path_and_the_text_are_one_query(world: World) -> None:
    world.repository("owner/name", paths=["README.md", "docs/guide.md"], texts={"README.md": GUIDE, "docs/guide.md": GUIDE})
    path = "owner/name/blob/main/docs/guide.md"

    ask(world, a_repository("owner/name"), the_anchors("owner/name"), a_path(path), the_anchors(path))

    assert len(world.asked(GRAPHQL)) == len(world.requests) == 1


def test_a_hundred_readmes_are_asked_in_as_many_queries_as_a_hundred_repositories(world: World) -> None:
    names = [f"owner/r{number}" for number in range(100)]
    list(map(world.repository, names))

    ask(world, *map(a_repository, names), *map(the_anchors, names))

    assert len(world.requests) == 1


def test_without_a_token_texts_are_asked_after_everything_else(world: World) -> None:
    world.repository("owner/one", paths=["README.md"], texts={"README.md": GUIDE})
    world.repository("owner/two", paths=["docs/a.md"], texts={"docs/a.md": GUIDE})
    path = "owner/two/blob/main/docs/a.md"

    ask(world, the_anchors("owner/one"), a_repository("owner/one"), a_path(path), the_anchors(path), token=None)

    assert [str(request.url).removeprefix(API) for request in world.requests] == [
        "repos/owner/one",
        "repos/owner/two",
        "repos/owner/two/contents/docs/a.md?ref=main",
        "repos/owner/one/readme",
    ]


def test_a_text_for_which_the_limit_does_not_last_is_unknown(world: World) -> None:
    world.repository("owner/name", texts={"README.md": GUIDE})
    world.github.left["core"] = 1

    answers = ask(world, a_repository("owner/name"), the_anchors("owner/name"), token=None)

    assert isinstance(answers[a_repository("owner/name")].answer, Found)
    unknown = answers[the_anchors("owner/name")].answer
    assert isinstance(unknown, Unknown)
    assert unknown.reason == "rate-limited"


def test_a_content_that_comes_damaged_is_unknown_and_costs_no_other_answer(world: World) -> None:
    world.repository("owner/name")
    damaged = '{"name": "README.md", "path": "README.md", "encoding": "base64", "content": "A"}'
    world.fail(f"{API}repos/owner/name/readme", status=200, body=damaged, times=10)

    answers = ask(world, a_repository("owner/name"), the_anchors("owner/name"), token=None)

    assert isinstance(answers[a_repository("owner/name")].answer, Found)
    unknown = answers[the_anchors("owner/name")].answer
    assert unknown == Unknown(reason="protocol", detail="the content of README.md is no base64")


@pytest.mark.parametrize("names", list(permutations(["README", "README.md", "README.rst", "readme.txt"])))
def test_markdown_is_the_readme_of_a_folder_that_has_several(names: Sequence[str]) -> None:
    assert readme_in(Split("main", "docs"), lambda folder: names) == Split("main", "docs/README.md")
