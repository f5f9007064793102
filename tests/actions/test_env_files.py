"""The files by which a step answers are read as actions/runner reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.actions.env_files import EnvFileError, pairs, paths
from tests.actions.writing import a_runner, run_steps


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a=b", [("a", "b")]),
        ("a=b\n\nc=\n", [("a", "b"), ("c", "")]),
        ("a=b=c<<d\n", [("a", "b=c<<d")]),
        ("=b\n", [("", "b")]),
        ("a=b\r\n", [("a", "b\r")]),
        ("# a=b\n", [("# a", "b")]),
        ("\ufeffa=b\n", [("a", "b")]),
        ("a<<END\nEND\n", [("a", "")]),
        ("a<<END\nEND", [("a", "")]),
        ("a<<END\none\n\ntwo=2\nEND\nb=c\n", [("a", "one\n\ntwo=2"), ("b", "c")]),
        ("a<<END\n END\nEND \nEND\n", [("a", " END\nEND ")]),
        ("a<<b=c\nd\nb=c\n", [("a", "d")]),
        ("a <<END\nb\nEND\n", [("a ", "b")]),
    ],
)
def test_names_and_values_are_read(text: str, found: list[tuple[str, str]]) -> None:
    assert list(pairs(text)) == found


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("text\n", "Invalid format 'text'"),
        ("<<END\nEND\n", "Name must not be empty"),
        ("a<<\n\n", "delimiter must not be empty"),
        ("a<<END\nb\n", "Matching delimiter not found 'END'"),
        ("a<<END\nb", "EOF marker missing new line"),
        ("a<<END", "Matching delimiter not found 'END'"),
    ],
)
def test_a_malformed_line_is_an_error(text: str, error: str) -> None:
    with pytest.raises(EnvFileError, match=error):
        list(pairs(text))


def test_a_value_with_the_delimiter_in_it_can_forge_an_output() -> None:
    title = "a title\nEOF\nbroken=0"

    found = list(pairs(f"title<<EOF\n{title}\nEOF\n"[: -len("EOF\n")]))

    assert found == [("title", "a title"), ("broken", "0")]


def test_folders_are_read_line_by_line() -> None:
    assert paths("/one\r/two\r\n\n/three") == ["/one", "/two", "/three"]


def test_outputs_variables_and_folders_reach_the_next_step(tmp_path: Path) -> None:
    job = run_steps(
        a_runner(tmp_path),
        """\
        - id: first
          run: |
            mkdir tools
            printf '#!/bin/sh\\necho found\\n' > tools/it; chmod +x tools/it
            echo "$PWD/tools" >> "$GITHUB_PATH"
            echo "WORD=hello" >> "$GITHUB_ENV"
            echo "word=world" >> "$GITHUB_OUTPUT"
            echo "first ${WORD:-nothing}"
        - id: second
          run: |
            it
            echo "second $WORD ${{ env.WORD }} ${{ steps.first.outputs.word }}"
        """,
    )

    assert "\nfirst nothing\n" in job.log
    assert "\nfound\nsecond hello hello world\n" in job.log
    assert job.environment == {"WORD": "hello"}


def test_a_malformed_file_fails_the_step_and_what_came_before_it_counts(tmp_path: Path) -> None:
    job = run_steps(a_runner(tmp_path), '- id: step\n  run: printf "a=b\\nnonsense\\nc=d\\n" >> "$GITHUB_OUTPUT"\n')

    assert job.conclusion == "failure"
    assert job.step("step").outputs == {"a": "b"}
    assert [annotation.message for annotation in job.annotations] == [
        "Unable to process file command 'output' successfully.",
        "Invalid format 'nonsense'",
    ]


def test_node_options_cannot_be_set_and_github_variables_cannot_be_replaced(tmp_path: Path) -> None:
    job = run_steps(
        a_runner(tmp_path),
        """\
        - run: printf 'GITHUB_SHA=forged\\nRUNNER_OS=forged\\n' >> "$GITHUB_ENV"
        - run: echo "$GITHUB_SHA $RUNNER_OS"
        - run: echo 'node_options=--require /tmp/evil.js' >> "$GITHUB_ENV"
        """,
    )

    assert f"\n{'0' * 40} Linux\n" in job.log
    assert job.steps[2].conclusion == "failure"


def test_summaries_are_joined_and_masked_and_one_of_more_than_a_mebibyte_is_lost(tmp_path: Path) -> None:
    job = run_steps(
        a_runner(tmp_path, secrets={"KEY": "s3cr3t"}),
        """\
        - run: echo "# one ${{ secrets.KEY }}" >> "$GITHUB_STEP_SUMMARY"
        - run: head -c 1048577 /dev/zero | tr '\\0' x >> "$GITHUB_STEP_SUMMARY"
        - run: head -c 1048576 /dev/zero | tr '\\0' y >> "$GITHUB_STEP_SUMMARY"
        - run: echo "# last" >> "$GITHUB_STEP_SUMMARY"
        """,
    )

    assert job.conclusion == "success"
    assert job.summary == f"# one ***\n{'y' * 1048576}\n# last\n"
    assert [annotation.message[:73] for annotation in job.annotations] == [
        "$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 102"
    ]
