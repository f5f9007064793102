"""The commands in printed lines are read as actions/runner reads them, also those that an attacker prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.actions.annotations import Annotation
from tests.actions.command_lines import COMMANDS, Command, parse
from tests.actions.results import JobResult
from tests.actions.writing import a_file, a_runner, run_steps


def printed(folder: Path, lines: str) -> JobResult:
    """A job with one step, `talk`, that prints the lines as they are."""
    runner = a_runner(folder)
    (runner.workspace_source.parent / "lines").write_bytes(lines.encode())
    return run_steps(runner, f"- id: talk\n  run: cat '{runner.workspace_source.parent / 'lines'}'\n")


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("::error::text", Command("error", {}, "text")),
        ("  \t::error::text", Command("error", {}, "text")),
        ("\u00a0\u2003::error::text", Command("error", {}, "text")),
        ("::ERROR File=a.md,Line=3::text", Command("ERROR", {"file": "a.md", "line": "3"}, "text")),
        ("::error file=a.md, line=3::", Command("error", {"file": "a.md", " line": "3"}, "")),
        ("::error title=a%3Ab%2Cc%25,=x=y,==z,file=::text", Command("error", {"title": "a:b,c%", "x": "y"}, "text")),
        ("::error title=a=b::text", Command("error", {"title": "a=b"}, "text")),
        ("::notice::one%0Atwo%0D%253A%3A", Command("notice", {}, "one\ntwo\r%3A%3A")),
        ("::error::a::b", Command("error", {}, "a::b")),
        ("::set-output name=a::b", Command("set-output", {"name": "a"}, "b")),
        ("##[error]text", Command("error", {}, "text")),
        ("a link to ##[set-output name=a;]b", Command("set-output", {"name": "a"}, "b")),
        ("##[error file=a.md;line=3]a%3Bb%5D", Command("error", {"file": "a.md", "line": "3"}, "a;b]")),
        ("::unknown:: ##[warning]text", Command("warning", {}, "text")),
    ],
)
def test_a_command_is_read(line: str, command: Command) -> None:
    assert parse(line, COMMANDS) == command


@pytest.mark.parametrize(
    "line",
    [
        "text ::error::text",
        "::error:text",
        "::error",
        ": :error::text",
        "::er ror::text",
        "::nonsense::text",
        "::internal-set-repo-path::text",
        "\ufeff::error::text",
        "\x1c::error::text",
        "##[error",
        "##[nonsense]##[error]text",
        "# #[error]text",
        "",
    ],
)
def test_what_is_no_command_is_text(line: str) -> None:
    assert parse(line, COMMANDS) is None


def test_a_link_in_the_middle_of_a_line_can_set_an_output(tmp_path: Path) -> None:
    job = printed(tmp_path, "dead: https://example.org/##[set-output name=broken;]0\n")

    assert job.step("talk").outputs == {"broken": "0"}
    assert [annotation.level for annotation in job.annotations] == ["warning"]


@pytest.mark.parametrize("line", ["::set-env name=PATH::/tmp/evil", "::add-path::/tmp/evil", "##[set-env name=PATH;]/tmp/evil"])
def test_commands_that_change_the_environment_are_refused_and_fail_the_step(tmp_path: Path, line: str) -> None:
    job = printed(tmp_path, f"{line}\n")

    assert job.conclusion == "failure"
    assert "command is disabled" in job.annotations[1].message
    assert "PATH" not in job.environment


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_bare_carriage_return_begins_a_line_too(tmp_path: Path, end: str) -> None:
    job = printed(tmp_path, f"a title{end}::warning::forged\n")

    assert [annotation.message for annotation in job.annotations] == ["forged"]


def test_nothing_is_a_command_until_the_token_comes(tmp_path: Path) -> None:
    job = printed(
        tmp_path,
        "::stop-commands::Token-1\n"
        "::error::no\n"
        "::set-output name=a::no\n"
        "::stop-commands::other\n"
        "::add-mask::shown\n"
        "text before ##[token-1]\n"
        "::warning::yes shown\n",
    )

    assert [annotation.message for annotation in job.annotations] == ["yes shown"]
    assert "::error::no\n::set-output name=a::no\n" in job.log
    assert job.step("talk").outputs == {}


@pytest.mark.parametrize("token", ["", "pause-logging", "error", "Stop-Commands"])
def test_a_token_that_anybody_can_guess_is_refused(tmp_path: Path, token: str) -> None:
    job = printed(tmp_path, f"::stop-commands::{token}\n::warning::still a command\n")

    assert job.conclusion == "failure"
    assert job.annotations[-1].message == "still a command"


def test_a_token_counts_for_its_own_step_alone(tmp_path: Path) -> None:
    job = run_steps(a_runner(tmp_path), "- run: echo ::stop-commands::token\n- run: echo ::warning::heard\n")

    assert [annotation.message for annotation in job.annotations] == ["heard"]


def test_an_annotation_has_its_place(tmp_path: Path) -> None:
    job = printed(tmp_path, "::error file=a%2Cb.md,line=3,endLine=3,col=5,endColumn=9,title=LB101%3A dead::text%0Amore\n")

    assert job.annotations == [Annotation("error", "text\nmore", "LB101: dead", "a,b.md", 3, 3, 5, 9)]


@pytest.mark.parametrize(
    ("place", "annotation"),
    [
        ("endLine=4", Annotation("notice", "text", line=4, end_line=4)),
        ("line=3,endColumn=9", Annotation("notice", "text", line=3, column=9, end_column=9)),
        ("col=5", Annotation("notice", "text")),
        ("line=3,endLine=4,col=5", Annotation("notice", "text", line=3, end_line=4)),
        ("line=4,endLine=3", Annotation("notice", "text")),
        ("line=3,col=9,endColumn=5", Annotation("notice", "text", line=3)),
        ("line=three", Annotation("notice", "text")),
    ],
)
def test_a_place_that_does_not_fit_is_mended(tmp_path: Path, place: str, annotation: Annotation) -> None:
    job = printed(tmp_path, f"::notice {place}::text\n")

    assert job.annotations == [annotation]


def test_a_path_of_the_workspace_is_made_relative(tmp_path: Path) -> None:
    job = run_steps(a_runner(tmp_path), '- run: echo "::error file=$GITHUB_WORKSPACE/docs/a.md::text"\n')

    assert job.annotations == [Annotation("error", "text", file="docs/a.md")]


def test_github_shows_ten_of_a_level_and_step_and_fifty_of_a_job(tmp_path: Path) -> None:
    step = "- run: for n in $(seq 12); do echo ::error::$n; echo ::warning::$n; echo ::notice::$n; done\n"

    one = run_steps(a_runner(tmp_path), step)
    two = run_steps(a_runner(tmp_path), step * 2)

    assert len(one.annotations) == 30
    assert len(one.steps[0].raised) == 36
    assert [annotation.message for annotation in one.annotations[-3:]] == ["10", "10", "10"]
    assert len(two.annotations) == 50


def test_a_long_message_is_cut(tmp_path: Path) -> None:
    job = printed(tmp_path, f"::error::{'x' * 5000}\n")

    assert len(job.annotations[0].message) == 4096


def test_what_is_hidden_is_hidden_from_then_on(tmp_path: Path) -> None:
    job = run_steps(
        a_runner(tmp_path, secrets={"KEY": "s3cr3t value"}, token=lambda _job, _permissions: "ghs_abc"),
        """\
        - run: echo early; echo ::add-mask::early%0Alines; echo early; echo lines
        - run: echo "$KEY ${{ github.token }} $(printf %s "$KEY" | base64)"; echo "::warning::$KEY"
          env:
            KEY: ${{ secrets.KEY }}
        """,
    )

    assert "\nearly\n***\n***\n" in job.log
    assert "\n*** *** ***\n##[warning]***\n" in job.log
    assert "  KEY: ***\n" in job.log
    assert "s3cr3t" not in job.log


def test_commands_are_echoed_where_the_step_asks_for_it(tmp_path: Path) -> None:
    job = printed(tmp_path, "::debug::a\n::echo::on\n::group::b\n::debug::c\n::endgroup::\n::echo::maybe\n")

    assert job.log.endswith(
        "::group::b\n##[group]b\n::endgroup::\n##[endgroup]\n::echo::maybe\n"
        "##[error]Unable to process command '::echo::maybe' successfully.\n"
        "##[error]Invalid echo command value. Possible values can be: 'on', 'off'. Current value is: 'maybe'.\n"
    )


def test_a_problem_matcher_must_be_a_file(tmp_path: Path) -> None:
    runner = a_runner(tmp_path)
    a_file(runner.workspace_source / "matcher.json", "{}")

    good = run_steps(runner, "- uses: actions/checkout@v6\n- run: echo ::add-matcher::matcher.json\n")
    bad = run_steps(runner, "- run: echo ::add-matcher::nowhere.json\n")

    assert (good.conclusion, bad.conclusion) == ("success", "failure")
