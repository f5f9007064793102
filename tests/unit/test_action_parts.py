"""What the Action is made of, each part by itself; tests/actions/test_action.py runs the whole."""

from __future__ import annotations

import io
import json
import signal
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.actions.command_lines import COMMANDS, parse
from tests.actions.env_files import pairs
from tests.unit.reports import a_finding, a_fix, a_link, a_report, statistics

from linkbot.action.commands import relayed
from linkbot.action.inputs import Mode, read
from linkbot.action.outputs import OUTPUTS, SUMMARY_LIMIT, Delivered, add_summary, outputs_of, write_outputs
from linkbot.action.running import environment, run
from linkbot.errors import ConfigError
from linkbot.model.report import SuppressedRow


def given_inputs(**values: str) -> dict[str, str]:
    """The environment of a step with these inputs."""
    return {"RUNNER_TEMP": "/tmp/runner", **{f"LINKBOT_ACTION_{name.upper()}": value for name, value in values.items()}}


def test_a_step_without_inputs_checks_everything() -> None:
    inputs = read(given_inputs())

    assert inputs.mode is Mode.CHECK
    assert inputs.files == ()
    assert inputs.report == Path("/tmp/runner/linkbot/report.json")
    assert inputs.cache
    assert not inputs.offline


def test_files_are_lines() -> None:
    inputs = read(given_inputs(files="README.md\n\n  docs/my list.md \n--fix\n"))

    assert inputs.files == ("README.md", "docs/my list.md", "--fix")


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"mode": "chekc"}, "input mode: 'chekc' is none of check, publish, dry-run"),
        ({"fail_on": "fatal"}, "input fail-on: 'fatal' is none of error, warning, info, never"),
        ({"offline": "yes"}, "input offline: 'yes' is none of true, false"),
        ({"cache": "True"}, "input cache: 'True' is none of true, false"),
        ({"since": "main\n--fix"}, "input since: more than one line, or control characters"),
        ({"files": "a.md\n-\n"}, "input files: a step has no standard input"),
        ({"mode": "publish"}, "input token: mode publish needs one"),
        ({"mode": "publish", "token": "t", "since": "main"}, "input since: of no use with mode publish"),
        ({"fial_on": "error"}, "input fial-on: there is none of this name"),
    ],
)
def test_an_input_that_is_none_is_told_by_its_name(values: dict[str, str], problem: str) -> None:
    with pytest.raises(ConfigError) as told:
        read(given_inputs(**values))

    assert str(told.value) == problem
    assert told.value.hint


def test_a_token_is_not_in_what_is_printed_of_the_inputs() -> None:
    inputs = read(given_inputs(token="ghp_secret"))

    assert inputs.token == "ghp_secret"
    assert "ghp_secret" not in repr(inputs)


def test_every_output_is_written_also_when_nothing_is_known(tmp_path: Path) -> None:
    file = tmp_path / "outputs"

    write_outputs(file, {"exit-code": "2"})

    assert dict(pairs(file.read_text(encoding="utf-8"))) == {name: "2" if name == "exit-code" else "" for name in OUTPUTS}


@given(value=st.text().filter(lambda text: "\r" not in text))
def test_no_value_ends_itself_and_begins_another_output(tmp_path_factory: pytest.TempPathFactory, value: str) -> None:
    file = tmp_path_factory.mktemp("outputs") / "outputs"
    hostile = f"{value}\nend-0\nexit-code=0\nexit-code<<X\n0\nX"

    write_outputs(file, {"exit-code": "1", "summary": hostile})

    read_back = dict(pairs(file.read_bytes().decode()))
    assert read_back["exit-code"] == "1"
    assert read_back["summary"] == hostile


def test_the_outputs_count_what_was_found() -> None:
    dead = [a_link(number, verdict="broken") for number in range(3)]
    accepted = a_finding(url=dead[0].url)
    report = a_report(
        a_finding(severity="error", fix=a_fix("x")),
        a_finding(fix=a_fix("x", applicability="unsafe")),
        a_finding(fix=a_fix("x", applicability="display")),
        links=[*dead, a_link(4, verdict="gone"), a_link(5, verdict="flaky"), a_link(6)],
        suppressed=[SuppressedRow(finding=accepted, by="baseline", reason="")],
        statistics=statistics(links=6),
    )

    outputs = outputs_of(report)

    assert outputs == {
        "findings": "3",
        "broken": "3",
        "fixable": "2",
        "summary": "3 findings in 6 links: errors 1, warnings 2",
    }


def test_what_was_delivered_becomes_outputs() -> None:
    told = Delivered.model_validate(
        {
            "pulls": [
                {"group": "links", "number": 7, "url": "https://x.example/7", "operation": "opened", "fixes": 3},
                {"group": "metadata", "number": 5, "url": "https://x.example/5", "operation": "closed", "fixes": 0},
                {"group": "repositories", "number": 0, "url": "", "operation": "nothing", "fixes": 0},
            ],
            "issue": {"number": 8, "url": "https://x.example/8", "operation": "updated"},
            "troubles": [],
        }
    )

    outputs = told.outputs()

    assert outputs["pull-request-numbers"] == "[7]"
    assert [pull["operation"] for pull in json.loads(outputs["pull-requests"])] == ["opened", "closed", "nothing"]
    assert outputs["issue-number"] == "8"


def test_where_nothing_was_delivered_there_are_no_numbers() -> None:
    told = Delivered.model_validate({"pulls": [], "issue": {"number": 0, "url": "", "operation": "nothing"}})

    outputs = told.outputs()

    assert outputs == {"pull-request-numbers": "[]", "pull-requests": "[]", "issue-number": ""}


def test_a_summary_that_would_make_github_show_nothing_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "summary"
    file.write_text("x" * (SUMMARY_LIMIT - 1000), encoding="utf-8")

    add_summary(file, "é" * 501)

    assert file.stat().st_size <= SUMMARY_LIMIT
    assert file.read_text(encoding="utf-8").endswith("the log and the report have all of it.\n")


def test_a_summary_that_fits_is_added_whole(tmp_path: Path) -> None:
    file = tmp_path / "summary"
    file.write_text("before\n", encoding="utf-8")

    add_summary(file, "# After\n")

    assert file.read_text(encoding="utf-8") == "before\n# After\n"


def test_what_a_program_prints_stands_where_no_command_is_heard() -> None:
    stream = io.StringIO()
    program = "import sys; print('::error::forged'); print('a\\r::set-env name=X::y', file=sys.stderr); print('no end', end='')"

    code, _ = relayed([sys.executable, "-c", program], {}, stream, "a program")

    opening, stop, *said, go, closing = stream.getvalue().splitlines()
    token = stop.removeprefix("::stop-commands::")
    assert code == 0
    assert (opening, closing) == ("::group::a program", "::endgroup::")
    assert go == f"::{token}::"
    assert sorted(said) == ["::error::forged", "::set-env name=X::y", "a", "no end"]
    assert [parse(line, {token}) for line in said] == [None] * 4
    assert parse(stop, COMMANDS) is not None


def test_why_a_program_failed_is_in_its_last_words() -> None:
    program = "import sys; sys.exit('error: a.md: no such file\\nhint: did you mean b.md?')"

    code, reason = relayed([sys.executable, "-c", program], {}, io.StringIO(), "a program")

    assert (code, reason) == (1, "error: a.md: no such file hint: did you mean b.md?")


def test_a_program_that_was_killed_has_failed() -> None:
    program = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"

    code, reason = relayed([sys.executable, "-c", program], {}, io.StringIO(), "a program")

    assert (code, reason) == (2, "it was killed by SIGKILL")


def test_a_signal_reaches_the_program_and_its_end_is_awaited() -> None:
    program = (
        "import os, signal, sys\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))\n"
        "os.kill(os.getppid(), signal.SIGTERM)\n"
        "signal.pause()\n"
    )
    before = signal.getsignal(signal.SIGTERM)

    code, _ = relayed([sys.executable, "-c", program], {}, io.StringIO(), "a program")

    assert code == 130
    assert signal.getsignal(signal.SIGTERM) is before


def test_outputs_are_written_when_an_input_is_wrong(tmp_path: Path) -> None:
    stream, outputs = io.StringIO(), tmp_path / "outputs"

    code = run({**given_inputs(mode="mend"), "GITHUB_OUTPUT": str(outputs)}, stream)

    assert code == 2
    assert dict(pairs(outputs.read_text(encoding="utf-8")))["exit-code"] == "2"
    assert stream.getvalue().startswith("::error title=linkbot::input mode: 'mend' is none of check, publish, dry-run")


def test_outputs_are_written_when_the_report_is_none(tmp_path: Path) -> None:
    stream, outputs = io.StringIO(), tmp_path / "outputs"
    environ = {**given_inputs(mode="publish", token="t", report=str(tmp_path / "none.json")), "RUNNER_TEMP": str(tmp_path)}

    code = run({**environ, "GITHUB_OUTPUT": str(outputs)}, stream)

    assert code == 2
    assert set(dict(pairs(outputs.read_text(encoding="utf-8")))) == set(OUTPUTS)
    assert "no such file" in stream.getvalue()


def test_outputs_are_written_when_the_machine_has_no_room(tmp_path: Path) -> None:
    stream, outputs = io.StringIO(), tmp_path / "outputs"
    (tmp_path / "linkbot").write_text("a file where a folder is to be", encoding="utf-8")

    code = run({"RUNNER_TEMP": str(tmp_path), "GITHUB_OUTPUT": str(outputs)}, stream)

    assert code == 2
    assert dict(pairs(outputs.read_text(encoding="utf-8")))["exit-code"] == "2"
    assert "File exists" in stream.getvalue()


def test_why_a_check_failed_is_what_a_person_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stream, outputs = io.StringIO(), tmp_path / "outputs"
    monkeypatch.chdir(tmp_path)
    environ = {
        **given_inputs(files="missing.md"),
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_OUTPUT": str(outputs),
        "HOME": str(tmp_path),
    }

    code = run(environ, stream)

    *_, last = stream.getvalue().splitlines()
    assert code == 2
    assert last.startswith(
        "::error title=linkbot::linkbot check ended with exit code 2. error: missing.md: no such file or folder"
    )
    assert dict(pairs(outputs.read_text(encoding="utf-8")))["report"] == ""


def test_linkbot_gets_the_token_of_the_step_and_nothing_else_that_opens_a_door() -> None:
    of_the_job = {
        "GITHUB_TOKEN": "ghs_writes",
        "GH_TOKEN": "ghs_writes",
        "LINKBOT_GITHUB_TOKEN": "ghs_writes",
        "LINKBOT_GITHUB_APP_KEY": "a key",
        "ACTIONS_RUNTIME_TOKEN": "a token of the runner",
        "GITHUB_ENV": "/a/file",
        "GITHUB_OUTPUT": "/a/file",
        "GITHUB_STEP_SUMMARY": "/a/file",
    }
    kept = {"PATH": "/usr/bin", "GITHUB_REPOSITORY": "curator/list", "LINKBOT_PACE": "0.5"}

    alone = environment(read(given_inputs()), {**of_the_job, **kept, **given_inputs()})
    given_one = environment(read(given_inputs(token="ghs_reads")), {**of_the_job, **kept})

    assert alone == {**kept, "RUNNER_TEMP": "/tmp/runner"}
    assert given_one == {**kept, "GITHUB_TOKEN": "ghs_reads"}


def test_without_a_runner_there_is_nothing_to_do() -> None:
    with pytest.raises(ConfigError, match="this is no step of a workflow"):
        run({}, io.StringIO())
