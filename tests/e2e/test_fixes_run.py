"""Six lists mended end to end in a simulated internet: which bytes change, what is left, and who is asked for it."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.e2e.test_world_run import DOCUMENTS, LISTS, a_repository, enter
from tests.world.server import World
from tests.world.wire import Request

from linkbot.cli.main import main
from linkbot.fix import by_applicability
from linkbot.fix.write import write_all
from linkbot.model.report import FindingRow, Report
from linkbot.pipeline import Checker, read
from linkbot.read import File
from linkbot.repair import Repaired, repair
from linkbot.rulebook import load_rulebook

TWIN = "| [XLM-R](https://explained.example.org/xlm-r) | November 2019 | A hundred languages at once. |\n"
SAFE = {
    "bullets.md": [
        (15, "/blob/main/", "/blob/master/"),
        (16, "facebookresearch/llama", "meta-llama/llama"),
        (21, "(arxiv.org/", "(https://arxiv.org/"),
        (32, "(http://profiler", "(https://profiler"),
        (43, "?utm_source=newsletter", ""),
        (44, "example.org/embeddings", "example.org/language/embeddings"),
    ],
    "citations.md": [],
    "tables-without-pipes.md": [
        (8, "March 20222", "March 2022"),
        (10, "pdf/2307.09288.pdf", "abs/2307.09288"),
        (24, "Decmber 2023", "December 2023"),
    ],
    "numbered.md": [],
    "sorted-table.md": [(11, TWIN, ""), (23, "Novembr 2022", "November 2022")],
    "hard-links.md": [],
}
"""What each safe fix changes: the line, and what stands there before and after."""

UNSAFE = {
    "bullets.md": [(3, "‚≠ê", "⭐"), (6, "#retreival", "#retrieval"), (20, "Finetunning", "Finetuning")],
    "citations.md": [(14, "November 9, 2021", "November 9, 2022")],
    "tables-without-pipes.md": [
        (11, "May. 2013", "May. 2023"),
        (19, "2205.05638", "2106.09685"),
        (22, "Jun. 2023", "Jul. 2023"),
    ],
    "numbered.md": [(14, "2005.11401", "2004.04906"), (15, "2004.04906", "2005.11401"), (17, "Scaling/", "scaling/")],
    "sorted-table.md": [],
    "hard-links.md": [],
}
"""What each unsafe fix changes beyond that."""

FIXED_SAFELY = [
    ("bullets.md", 15, "LB304"),
    ("bullets.md", 16, "LB302"),
    ("bullets.md", 21, "LB105"),
    ("bullets.md", 32, "LB102"),
    ("bullets.md", 43, "LB503"),
    ("bullets.md", 44, "LB102"),
    ("sorted-table.md", 11, "LB401"),
    ("sorted-table.md", 23, "LB404"),
    ("tables-without-pipes.md", 8, "LB404"),
    ("tables-without-pipes.md", 10, "LB503"),
    ("tables-without-pipes.md", 24, "LB404"),
]
FIXED_UNSAFELY = [
    ("bullets.md", 3, "LB501"),
    ("bullets.md", 6, "LB103"),
    ("bullets.md", 20, "LB201"),
    ("citations.md", 14, "LB405"),
    ("numbered.md", 14, "LB202"),
    ("numbered.md", 15, "LB202"),
    ("numbered.md", 17, "LB104"),
    ("tables-without-pipes.md", 11, "LB405"),
    ("tables-without-pipes.md", 19, "LB202"),
    ("tables-without-pipes.md", 22, "LB203"),
]
IDEAS = [
    ("bullets.md", 33, "LB103"),  # to link the page without its fragment
    ("citations.md", 19, "LB203"),  # two versions are as close to what is written
]
"""Fixes that are shown and never applied."""

MENDED_WITH_THE_OTHER = [("sorted-table.md", 10, "LB401")]  # of two entries that are the same, one had to go
MENDED_WITH_THE_ID = [("tables-without-pipes.md", 19, "LB401"), ("tables-without-pipes.md", 20, "LB401")]
"""Findings without a fix of their own that end with another one: the wrong id was that of the next row."""

NEVER_KEPT = "https://sandbox.example.org/start"
"""Whose answer other settings might change: it is asked again in every run."""


@dataclass(frozen=True)
class Mending:
    """One run with --fix: what was found, what became of it, and what each of the two checks asked."""

    found: Report
    done: Repaired
    first: tuple[Request, ...]
    second: tuple[Request, ...]

    @property
    def texts(self) -> dict[str, bytes]:
        """The bytes that the changed files are to have."""
        return {change.path: change.after for change in self.done.changes}


@dataclass(frozen=True)
class Mendings:
    """Runs in one world with one store: the safe fixes, the same again, and with the unsafe ones, from the start, and again."""

    safe: Mending
    safe_again: Mending
    unsafe: Mending
    unsafe_again: Mending
    store: Path


@pytest.fixture(scope="module")
def mendings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mendings]:
    folder = tmp_path_factory.mktemp("mendings")
    with pytest.MonkeyPatch.context() as patch, World(folder) as world:
        repository = enter(world, folder, patch)
        runs = []
        for unsafe in (False, True):
            shutil.copytree(LISTS, repository, dirs_exist_ok=True)
            runs += [a_mending(world, unsafe=unsafe), a_mending(world, unsafe=unsafe)]
        store = world.settings().store
        assert store is not None
        yield Mendings(*runs, store)


def a_mending(world: World, *, unsafe: bool) -> Mending:
    """A run with --fix in the folder that lists and notes lie in."""
    settings = world.settings(github_token="t0ken")
    checker = Checker(settings, resolver=world.resolver)

    def run(lists: Sequence[File]) -> Report:
        return asyncio.run(checker.check(lists))

    files = read(DOCUMENTS, settings)
    started = len(world.requests)
    found = run(files)
    checked = len(world.requests)
    done = repair(files, found, lambda _: by_applicability(unsafe=unsafe), run, load_rulebook())
    write_all([(Path(change.path), change.before, change.after) for change in done.changes])
    return Mending(found, done, tuple(world.requests[started:checked]), tuple(world.requests[checked:]))


def mended(path: str, *tables: dict[str, list[tuple[int, str, str]]]) -> bytes:
    """The list with the changes of `tables`, and no other."""
    lines = (LISTS / path).read_text(encoding="utf-8").splitlines(keepends=True)
    for line, old, new in (change for table in tables for change in table[path]):
        assert lines[line - 1].count(old) == 1
        lines[line - 1] = lines[line - 1].replace(old, new)
    return "".join(lines).encode()


def places(rows: Sequence[FindingRow]) -> list[tuple[str, int, str]]:
    return sorted((row.path, row.line, row.code) for row in rows)


def fingerprints(rows: Sequence[FindingRow]) -> Counter[str]:
    return Counter(row.fingerprint for row in rows)


def went(mending: Mending) -> list[tuple[str, int, str]]:
    """Where findings stood that are no longer told, and that no fix of their own mended."""
    rest = fingerprints(mending.done.report.findings) + fingerprints(mending.done.report.fixed)
    return places([row for row in mending.found.findings if row.fingerprint not in rest])


def asked(requests: Sequence[Request]) -> list[str]:
    return sorted(f"{request.method} {request.url}" for request in requests)


# What changes


@pytest.mark.parametrize("path", SAFE)
def test_the_safe_fixes_change_these_lines_and_not_one_byte_more(mendings: Mendings, path: str) -> None:
    original = (LISTS / path).read_bytes()

    assert mendings.safe.texts.get(path, original) == mended(path, SAFE)


@pytest.mark.parametrize("path", SAFE)
def test_with_the_unsafe_fixes_these_lines_change_too(mendings: Mendings, path: str) -> None:
    original = (LISTS / path).read_bytes()

    assert mendings.unsafe.texts.get(path, original) == mended(path, SAFE, UNSAFE)


def test_a_file_that_needs_nothing_is_not_written(mendings: Mendings) -> None:
    assert sorted(mendings.safe.texts) == sorted(path for path, changes in SAFE.items() if changes)
    assert sorted(mendings.unsafe.texts) == sorted(path for path in SAFE if SAFE[path] + UNSAFE[path])


# What is left


def test_what_is_left_is_what_was_found_less_what_was_mended(mendings: Mendings) -> None:
    for mending in (mendings.safe, mendings.unsafe):
        assert not fingerprints(mending.done.report.findings) - fingerprints(mending.found.findings)
        assert not fingerprints(mending.done.report.findings) & fingerprints(mending.done.report.fixed)
    assert went(mendings.safe) == MENDED_WITH_THE_OTHER
    assert went(mendings.unsafe) == sorted(MENDED_WITH_THE_OTHER + MENDED_WITH_THE_ID)


def test_the_report_tells_what_was_fixed_as_it_was_found(mendings: Mendings) -> None:
    assert places(mendings.safe.done.report.fixed) == FIXED_SAFELY
    assert places(mendings.unsafe.done.report.fixed) == sorted(FIXED_SAFELY + FIXED_UNSAFELY)


def test_the_report_tells_what_was_held_back_and_why(mendings: Mendings) -> None:
    held, held_of_all = (
        sorted((row.path, row.line, row.code, row.reason, row.detail) for row in mending.done.report.held)
        for mending in (mendings.safe, mendings.unsafe)
    )

    ideas = [(*place, "display", "") for place in IDEAS]
    assert held == sorted([*ideas, *((*place, "unsafe", "") for place in FIXED_UNSAFELY)])
    assert held_of_all == ideas


def test_every_fix_says_why_it_is_right(mendings: Mendings) -> None:
    proofs = {(row.path, row.line): row.fix.proof for row in mendings.unsafe.done.report.fixed if row.fix}

    assert [place for place, proof in proofs.items() if not proof or proof.endswith(".")] == []
    assert len(proofs) == len(FIXED_SAFELY + FIXED_UNSAFELY)


# What is asked


def test_the_second_check_asks_for_the_new_addresses_alone_and_each_once(mendings: Mendings) -> None:
    assert asked(mendings.safe.second) == [
        "GET https://lectures.example.org/2023/transformers",
        "GET https://lectures.example.org/language/embeddings",
        "GET https://profiler.example.org/start",
        "POST https://api.github.com/graphql",
    ]


def test_github_is_asked_about_the_new_name_and_the_other_branch_in_one_query(mendings: Mendings) -> None:
    (request,) = (request for request in mendings.safe.second if request.host == "api.github.com")

    assert re.findall(rb'name: \\"(\w+)\\"', request.body) == [b"bert", b"llama"]
    assert b"master:predicting_movie_reviews_with_bert_on_tf_hub.ipynb" in request.body


def test_the_unsafe_fixes_ask_for_the_paper_that_was_not_in_the_list_before(mendings: Mendings) -> None:
    (request,) = mendings.unsafe.second

    assert request.host == "export.arxiv.org"
    assert request.url.query["id_list"] == "2106.09685"


def test_fixing_twice_changes_nothing_and_asks_nobody(mendings: Mendings) -> None:
    for again, before in ((mendings.safe_again, mendings.safe), (mendings.unsafe_again, mendings.unsafe)):
        assert again.done.changes == ()
        assert again.second == ()
        assert {str(request.url) for request in again.first} <= {NEVER_KEPT}
        assert fingerprints(again.done.report.findings) == fingerprints(before.done.report.findings)


# The command, which needs nothing but what is in the store


@pytest.fixture
def night(mendings: Mendings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the lists as they were, where the command has the answers of the runs and no network."""
    for name in [name for name in os.environ if name.startswith(("LINKBOT_", "GH_", "GITHUB_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LINKBOT_STORE", str(mendings.store))
    monkeypatch.setenv("LINKBOT_OFFLINE", "true")
    repository = a_repository(tmp_path)
    monkeypatch.chdir(repository)
    return repository


def command(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *DOCUMENTS, *arguments])


@pytest.mark.parametrize(("flags", "tables"), [((), (SAFE,)), (("--unsafe-fixes",), (SAFE, UNSAFE))], ids=["safe", "unsafe"])
def test_the_command_writes_the_same_fixes(
    night: Path, flags: tuple[str, ...], tables: Sequence[dict[str, list[tuple[int, str, str]]]]
) -> None:
    result = command("--fix", *flags, "--output", "report.json")

    assert {path: (night / path).read_bytes() for path in SAFE} == {path: mended(path, *tables) for path in SAFE}
    assert result.exit_code == 1
    report = json.loads((night / "report.json").read_bytes())
    expected = FIXED_SAFELY + (FIXED_UNSAFELY if flags else [])
    assert sorted((row["path"], row["line"], row["code"]) for row in report["fixed"]) == sorted(expected)
    assert f"Fixed {len(expected)} findings in " in result.stderr


@pytest.mark.parametrize(("flags", "tables"), [((), (SAFE,)), (("--unsafe-fixes",), (SAFE, UNSAFE))], ids=["safe", "unsafe"])
def test_the_diff_writes_nothing_and_is_what_fix_would_write(
    night: Path, flags: tuple[str, ...], tables: Sequence[dict[str, list[tuple[int, str, str]]]]
) -> None:
    result = command("--diff", *flags)
    untouched = {path: (night / path).read_bytes() for path in SAFE}
    subprocess.run(["git", "apply", "-"], input=result.stdout_bytes, check=True, cwd=night)

    assert untouched == {path: (LISTS / path).read_bytes() for path in SAFE}
    assert {path: (night / path).read_bytes() for path in SAFE} == {path: mended(path, *tables) for path in SAFE}
    assert result.exit_code == 1
