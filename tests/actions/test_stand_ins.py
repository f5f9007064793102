"""The stand-ins do what GitHub's own actions do."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.actions.globs import files, hash_files, patterns
from tests.actions.stand_ins.python import setup_python
from tests.actions.writing import a_file, a_repository, a_runner, git, run_steps, run_workflow


def test_a_checkout_has_one_commit_on_its_branch_and_the_token_until_the_job_ends(tmp_path: Path) -> None:
    _first, second = a_repository(tmp_path / "source", {"a.md": "one\n"}, {"a.md": "two\n"})
    runner = a_runner(tmp_path, token=lambda _job, _permissions: "ghs_secret")

    job = run_steps(
        runner,
        """\
        - id: checkout
          uses: actions/checkout@v6
        - run: |
            cat a.md; git rev-list --count HEAD; git rev-parse --abbrev-ref HEAD
            git remote get-url origin; git status --porcelain
            git config http.https://github.com/.extraheader
        """,
    )

    assert job.log.endswith("\ntwo\n1\nmain\nhttps://github.com/curator/list\nAUTHORIZATION: basic ***\n")
    assert job.step("checkout").outputs["commit"] == second
    assert job.workspace is not None
    assert "extraheader" not in (job.workspace / ".git" / "config").read_text()


def test_a_checkout_fetches_what_it_is_asked_for(tmp_path: Path) -> None:
    first, _second, third = a_repository(tmp_path / "source", {"a.md": "one\n"}, {"a.md": "two\n"}, {"a.md": "three\n"})
    git(tmp_path / "source", "branch", "other", first)
    git(tmp_path / "source", "tag", "v1", first)
    git(tmp_path / "source", "update-ref", "refs/pull/7/merge", third)

    job = run_steps(
        a_runner(tmp_path),
        """\
        - uses: actions/checkout@v6
          with: {fetch-depth: 2, path: two}
        - uses: actions/checkout@v6
          with: {fetch-depth: 0, ref: other, path: all, persist-credentials: false}
        - uses: actions/checkout@v6
          with: {ref: v1, path: tag}
        - run: |
            git -C two rev-list --count HEAD; git -C two symbolic-ref -q HEAD || echo detached
            git -C all for-each-ref --format='%(refname)'; git -C all config http.https://github.com/.extraheader || echo no token
            cat tag/a.md; git -C tag symbolic-ref -q HEAD || echo detached
        """,
        ref="refs/pull/7/merge",
    )

    refs = "refs/heads/other\nrefs/remotes/origin/main\nrefs/remotes/origin/other\nrefs/tags/v1\n"
    assert job.log.endswith(f"\n2\ndetached\n{refs}no token\none\ndetached\n")


def test_what_cannot_be_checked_out_fails_the_step(tmp_path: Path) -> None:
    a_repository(tmp_path / "source", {"a.md": "one\n"})
    job = run_steps(
        a_runner(tmp_path),
        """\
        - uses: actions/checkout@v6
          with: {ref: nowhere}
        - if: always()
          uses: actions/checkout@v6
          with: {repository: someone/else}
        """,
    )

    assert [step.outcome for step in job.steps[:2]] == ["failure", "failure"]


def test_an_unknown_input_of_an_action_is_told(tmp_path: Path) -> None:
    job = run_steps(a_runner(tmp_path), "- uses: actions/checkout@v6\n  with: {fetch_depth: 0}\n")

    assert "Unexpected input(s) 'fetch_depth'" in job.annotations[0].message


def test_python_is_put_on_the_path_or_told_alone(tmp_path: Path) -> None:
    job = run_steps(
        a_runner(tmp_path, actions={"actions/setup-python": setup_python()}),
        """\
        - id: alone
          uses: actions/setup-python@v6
          with: {python-version: "3.13", update-environment: false}
        - run: echo "[$pythonLocation]"; ${{ steps.alone.outputs.python-path }} -c 'import sys; print(sys.prefix)'
        - uses: actions/setup-python@v6
        - run: test "$(command -v python)" = "$pythonLocation/bin/python"
        """,
    )

    assert job.conclusion == "success"
    assert f"\n[]\n{sys.prefix}\n" in job.log


CACHE = """\
on: [push, pull_request]
jobs:
  job:
    runs-on: ubuntu-24.04
    steps:
      - id: restore
        uses: actions/cache/restore@v5
        with:
          path: "${{ runner.temp }}/answers"
          key: v1-${{ github.run_id }}
          restore-keys: |
            v1-
      - run: |
          mkdir -p "$RUNNER_TEMP/answers"; cat "$RUNNER_TEMP/answers/all" || true
          echo "run $GITHUB_RUN_NUMBER" >> "$RUNNER_TEMP/answers/all"
          echo "hit [${{ steps.restore.outputs.cache-hit }}] ${{ steps.restore.outputs.cache-matched-key }}"
      - uses: actions/cache/save@v5
        with: {path: "${{ runner.temp }}/answers", key: "${{ steps.restore.outputs.cache-primary-key }}"}
"""


def test_a_restore_key_finds_the_newest_cache(tmp_path: Path) -> None:
    runner = a_runner(tmp_path)

    logs = [run_workflow(runner, CACHE).log for _ in range(3)]

    assert "\nhit [] \n" in logs[0]
    assert "\nrun 1\nhit [false] v1-9000000001\n" in logs[1]
    assert "\nrun 1\nrun 2\nhit [false] v1-9000000002\n" in logs[2]


def test_a_pull_request_reads_the_caches_of_its_base_and_keeps_its_own_to_itself(tmp_path: Path) -> None:
    runner = a_runner(tmp_path)
    payload = {"pull_request": {"base": {"ref": "main"}, "head": {"ref": "patch"}}}

    run_workflow(runner, CACHE)
    of_request = run_workflow(runner, CACHE, event="pull_request", payload=payload, ref="refs/pull/7/merge")
    of_main = run_workflow(runner, CACHE)

    assert "\nrun 1\nhit [false] v1-9000000001\n" in of_request.log
    assert "\nrun 1\nhit [false] v1-9000000001\n" in of_main.log


def test_a_cache_is_never_replaced(tmp_path: Path) -> None:
    runner = a_runner(tmp_path)
    steps = "- run: echo %s > kept\n- uses: actions/cache/save@v5\n  with: {path: kept, key: fixed}\n"
    restore = "- id: restore\n  uses: actions/cache/restore@v5\n  with: {path: kept, key: fixed}\n- run: cat kept\n"

    run_steps(runner, steps % "one")
    again = run_steps(runner, steps % "two")
    read = run_steps(runner, restore)

    assert again.conclusion == "success"
    assert [annotation.message for annotation in again.annotations] == ["Cache save failed."]
    assert read.log.endswith("\none\n")
    assert read.step("restore").outputs["cache-hit"] == "true"


def test_a_cache_of_other_paths_is_not_found_and_one_of_nothing_not_kept(tmp_path: Path) -> None:
    runner = a_runner(tmp_path)

    run_steps(runner, "- run: echo > kept\n- uses: actions/cache/save@v5\n  with: {path: kept, key: fixed}\n")
    other = run_steps(runner, "- uses: actions/cache/restore@v5\n  with: {path: ./kept, key: fixed, fail-on-cache-miss: true}\n")
    nothing = run_steps(runner, "- uses: actions/cache/save@v5\n  with: {path: nowhere, key: other}\n")

    assert other.conclusion == "failure"
    assert [annotation.message for annotation in nothing.annotations] == ["Cache save failed."]


def test_the_whole_cache_action_saves_when_the_job_ends_well(tmp_path: Path) -> None:
    runner = a_runner(tmp_path)
    steps = "- id: cache\n  uses: actions/cache@v5\n  with: {path: ~/kept, key: fixed}\n- run: echo kept > ~/kept; %s\n"

    failed = run_steps(runner, steps % "exit 1")
    saved = run_steps(runner, steps % "true")
    hit = run_steps(runner, steps % "true")

    assert [step.outcome for step in failed.steps] == ["success", "failure", "skipped"]
    assert saved.step("cache").outputs == {"cache-primary-key": "fixed"}
    assert hit.step("cache").outputs["cache-hit"] == "true"
    assert len(hit.steps) == 2


HANDED_OVER = """\
on: push
jobs:
  first:
    runs-on: ubuntu-24.04
    steps:
      - run: |
          mkdir -p out/.hidden; echo report > out/report.json; echo secret > out/.hidden/file
          echo script > run.sh; chmod +x run.sh
      - uses: actions/upload-artifact@v6
        with: {name: one, path: out/report.json, if-no-files-found: error}
      - uses: actions/upload-artifact@v6
        with: {name: all, path: "out\\nrun.sh\\n!out/nothing*"}
      - uses: actions/upload-artifact@v6
        with: {name: hidden, path: out, include-hidden-files: true}
  second:
    needs: first
    runs-on: ubuntu-24.04
    steps:
      - id: one
        uses: actions/download-artifact@v7
        with: {name: one, path: got/one}
      - uses: actions/download-artifact@v7
        with: {pattern: "[ah]*", path: got}
      - run: find got -type f | sort; test -x got/all/run.sh || echo not executable
"""


def test_an_artifact_is_handed_from_job_to_job(tmp_path: Path) -> None:
    result = run_workflow(a_runner(tmp_path), HANDED_OVER)

    assert result.log.splitlines()[-6:] == [
        "got/all/out/report.json",
        "got/all/run.sh",
        "got/hidden/.hidden/file",
        "got/hidden/report.json",
        "got/one/report.json",
        "not executable",
    ]


def test_an_artifact_belongs_to_its_run(tmp_path: Path) -> None:
    runner = a_runner(tmp_path)

    run_workflow(runner, HANDED_OVER)
    job = run_steps(runner, "- uses: actions/download-artifact@v7\n  with: {name: one}\n")

    assert job.annotations[0].message == "Unable to download artifact(s): Artifact not found for name: one"


@pytest.mark.parametrize(
    ("given", "outcome", "level"),
    [
        ("", "success", "warning"),
        (", if-no-files-found: ignore", "success", None),
        (", if-no-files-found: error", "failure", "error"),
        (", if-no-files-found: fail", "failure", "error"),
    ],
)
def test_nothing_to_upload_is_told_as_the_step_asks(tmp_path: Path, given: str, outcome: str, level: str | None) -> None:
    job = run_steps(a_runner(tmp_path), f"- uses: actions/upload-artifact@v6\n  with: {{path: .hidden{given}}}\n")

    assert job.steps[0].outcome == outcome
    assert [annotation.level for annotation in job.annotations] == ([level] if level else [])


def test_an_artifact_of_the_same_name_is_a_conflict_unless_it_may_be_replaced(tmp_path: Path) -> None:
    upload = "- uses: actions/upload-artifact@v6\n  with: {name: same, path: file%s}\n"

    job = run_steps(
        a_runner(tmp_path), "- run: echo > file\n" + upload % "" + upload % ", overwrite: true" + upload % "" + "- run: 'true'\n"
    )

    assert [step.outcome for step in job.steps] == ["success", "success", "success", "failure", "skipped"]
    assert "(409) Conflict" in job.annotations[0].message


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("a.md", ["a.md"]),
        ("*.md", ["a.md", "b.md"]),
        ("**/*.md", ["a.md", "b.md", "docs/c.md", "docs/deep/d.md"]),
        ("docs", ["docs/c.md", "docs/deep/d.md", "docs/x.txt"]),
        ("docs/*", ["docs/c.md", "docs/deep/d.md", "docs/x.txt"]),
        ("docs/?.md", ["docs/c.md"]),
        ("[a-a]*.md", ["a.md"]),
        ("[!a].md", ["b.md"]),
        ("# a remark\n*.md\n!b.md", ["a.md"]),
        ("docs\n!docs/deep", ["docs/c.md", "docs/x.txt"]),
        ("nowhere/*", []),
    ],
)
def test_a_pattern_means_what_it_means_to_githubs_own_actions(tmp_path: Path, pattern: str, found: list[str]) -> None:
    for name in ("a.md", "b.md", "docs/c.md", "docs/deep/d.md", "docs/x.txt"):
        a_file(tmp_path / name, name)

    assert [path.relative_to(tmp_path).as_posix() for path in files(patterns(pattern, tmp_path, tmp_path))] == found


def test_the_hash_of_files_changes_with_them_and_is_empty_for_none(tmp_path: Path) -> None:
    a_file(tmp_path / "a.lock", "one")

    before = hash_files(tmp_path, ["**/*.lock"])
    a_file(tmp_path / "a.lock", "two")

    # SHA-256 of the SHA-256 of "one".
    assert before == "fe8d7a873dc48961a6af334c996b2cb3ce37149d5ce9c9253952a54c6a92c1ad"
    assert hash_files(tmp_path, ["**/*.lock"]) != before
    assert hash_files(tmp_path, ["*.txt"]) == ""
