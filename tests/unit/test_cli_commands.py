from __future__ import annotations

import io
import json
import os
import signal
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from tests.unit.reports import a_finding, a_report, a_run

from linkbot import __version__
from linkbot.cli.check import LEVELS, exit_code
from linkbot.cli.errors import Edge
from linkbot.cli.main import main
from linkbot.cli.outputs import Output
from linkbot.cli.terminal import check_writable, view_of, write_file
from linkbot.config import Settings
from linkbot.errors import LinkbotError, NothingToCheck
from linkbot.model.finding import Severity
from linkbot.model.report import Report
from linkbot.report.view import View

LIST = "# List\n\n- [A page](https://x.example/a)\n- [The same page](https://x.example/a)\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """linkbot in an empty folder, with no settings of this machine and a store of its own."""
    for name in [name for name in os.environ if name.startswith(("LINKBOT_", "GH_", "GITHUB_"))]:
        monkeypatch.delenv(name)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LINKBOT_STORE", str(tmp_path / "store.sqlite3"))
    (tmp_path / "lists").mkdir()
    monkeypatch.chdir(tmp_path / "lists")
    return CliRunner()


def test_findings_go_to_stdout_and_talk_to_stderr(run: CliRunner) -> None:
    Path("a.md").write_text(LIST, encoding="utf-8")

    result = run.invoke(main, ["check", "--offline", "a.md"])

    assert result.exit_code == 1
    assert result.stdout.startswith("a.md:")
    assert all("LB401" in line for line in result.stdout.splitlines())
    assert "unique link" in result.stderr


def test_quiet_prints_findings_and_nothing_else(run: CliRunner) -> None:
    Path("a.md").write_text(LIST, encoding="utf-8")

    result = run.invoke(main, ["check", "--offline", "-q", "a.md"])

    assert "LB401" in result.stdout
    assert result.stderr == ""


def test_a_list_can_come_from_standard_input(run: CliRunner) -> None:
    result = run.invoke(main, ["check", "--offline", "-"], input=LIST)

    assert result.exit_code == 1
    assert result.stdout.startswith("stdin.md:")


def test_several_outputs_are_written_beside_the_default_format(run: CliRunner) -> None:
    Path("a.md").write_text(LIST, encoding="utf-8")

    result = run.invoke(main, ["check", "--offline", "a.md", "--output", "r.json", "--output", "concise=r.log"])

    report = Report.model_validate_json(Path("r.json").read_text(encoding="utf-8"))
    assert {row.code for row in report.findings} == {"LB401"}
    assert report.run.arguments == ["check", "--offline", "a.md", "--output", "r.json", "--output", "concise=r.log"]
    assert Path("r.log").read_text(encoding="utf-8") == result.stdout
    assert sorted(path.name for path in Path().iterdir()) == ["a.md", "r.json", "r.log"]


def test_an_output_that_cannot_be_written_is_told_before_the_run(run: CliRunner) -> None:
    result = run.invoke(main, ["check", "missing.md", "--output", "nowhere/r.json"])

    assert result.exit_code == 2
    assert result.stderr == "error: nowhere/r.json: there is no folder nowhere\nhint: make it first: mkdir -p nowhere\n"


def test_nothing_to_check_is_exit_code_3(run: CliRunner) -> None:
    result = run.invoke(main, ["check", "--offline", "."])

    assert result.exit_code == NothingToCheck.exit_code == 3
    assert result.stderr.startswith("error: no Markdown file in .")
    assert "hint: " in result.stderr


def test_wrong_settings_are_exit_code_2_with_a_hint(run: CliRunner) -> None:
    Path("linkbot.toml").write_text("ofline = true\n", encoding="utf-8")

    result = run.invoke(main, ["check"])

    assert result.exit_code == 2
    assert result.stderr.endswith("linkbot.toml:1: ofline: there is no such setting\nhint: did you mean `offline`?\n")


def test_entries_are_printed_without_checking_anything(run: CliRunner) -> None:
    Path("a.md").write_text("- [Attention Is All You Need](https://arxiv.org/abs/1706.03762), 2017\n", encoding="utf-8")

    result = run.invoke(main, ["entries", "a.md"])

    (entry,) = json.loads(result.stdout)
    assert entry["identity"] == "arxiv:1706.03762"
    assert result.stderr == ""


def test_config_show_prints_a_file_that_would_give_the_same_settings(run: CliRunner) -> None:
    Path("linkbot.toml").write_text('fail_on = "error"\n\n[rules.LB401]\nseverity = "info"\n', encoding="utf-8")

    result = run.invoke(main, ["config", "show"], env={"GH_TOKEN": "t0ken"})

    shown = tomllib.loads(result.stdout)
    assert shown["fail_on"] == "error"
    assert shown["rules"] == {"LB401": {"enabled": True, "severity": "info", "params": {}}}
    assert "linkbot.toml:1\n" in result.stdout
    assert "# github_token is set  # GH_TOKEN\n" in result.stdout
    assert "t0ken" not in result.stdout


def test_config_show_tells_programs_where_each_value_comes_from(run: CliRunner) -> None:
    result = run.invoke(main, ["config", "show", "--format", "json"], env={"LINKBOT_PROXY": "http://me:pw@proxy.example"})

    shown = json.loads(result.stdout)
    assert shown["proxy"] == {"value": "http://***@proxy.example", "origin": "LINKBOT_PROXY"}
    assert shown["timeout"]["origin"] == "default"


def test_rules_are_listed_and_explained(run: CliRunner) -> None:
    listed = run.invoke(main, ["rule"])
    explained = run.invoke(main, ["rule", "duplicate-link"])

    assert "LB401  duplicate-link" in listed.stdout
    assert explained.stdout.startswith("LB401 duplicate-link (")
    assert "What it does\n" in explained.stdout
    assert "Bad\n" in explained.stdout


def test_rules_are_data_for_programs(run: CliRunner) -> None:
    result = run.invoke(main, ["rule", "--all", "--format", "json"])

    assert {rule["code"] for rule in json.loads(result.stdout)} >= {"LB101", "LB201", "LB401"}


def test_an_unknown_rule_is_told_with_the_closest_one(run: CliRunner) -> None:
    result = run.invoke(main, ["rule", "dupliacte-link"])

    assert result.exit_code == 2
    assert result.stderr == "error: there is no rule dupliacte-link\nhint: did you mean duplicate-link?\n"


def test_help_explains_commands_and_topics(run: CliRunner) -> None:
    assert run.invoke(main, ["help", "exit-codes"]).stdout.startswith("    0  clean")
    assert "Usage: linkbot check" in run.invoke(main, ["help", "check"], prog_name="linkbot").stdout
    assert "Usage: linkbot config show" in run.invoke(main, ["help", "config", "show"], prog_name="linkbot").stdout
    assert "could be written at GitHub" in run.invoke(main, ["help", "exit-codes"]).stdout


@pytest.mark.parametrize("topic", [["nothing"], ["config", "nothing"], ["check", "nothing"]])
def test_help_on_what_is_not_there_names_what_is_and_nothing_hidden(run: CliRunner, topic: list[str]) -> None:
    end = run.invoke(main, ["help", *topic])

    assert end.exit_code == 2
    assert f"There is no command or topic '{' '.join(topic)}'" in end.stderr
    assert "action" not in end.stderr


@pytest.mark.parametrize(("command", "lists"), [("check", True), ("report", True), ("publish", False), ("init", False)])
def test_the_help_on_v_says_what_it_does_there(run: CliRunner, command: str, lists: bool) -> None:
    assert ("List what could not be verified" in run.invoke(main, [command, "--help"]).stdout) is lists


def test_the_version_is_printed(run: CliRunner) -> None:
    assert run.invoke(main, ["--version"]).stdout == f"linkbot {__version__}\n"


def test_help_starts_without_the_network_and_without_the_model() -> None:
    code = "import sys, linkbot.cli.main; print(*sorted(sys.modules))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert not {"aiohttp", "github", "arxiv", "bs4", "pydantic", "rich", "ruamel"} & set(done.stdout.split()) - {"asyncio"}


def test_control_c_writes_a_partial_report_and_says_so(run: CliRunner) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(30)
        port = silent.getsockname()[1]
        Path("a.md").write_text(LIST.replace("https://x.example", f"http://127.0.0.1:{port}"), encoding="utf-8")
        code = "from linkbot.cli.main import main; main()"
        command = [sys.executable, "-c", code, "check", "a.md", "--allow-network", "127.0.0.0/8", "--output", "r.json"]
        environ = {**os.environ, "LINKBOT_ALLOW_PORTS": str(port)}
        with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            connection, _ = silent.accept()
            with connection:
                process.send_signal(signal.SIGINT)
                printed, told = process.communicate()

    assert process.returncode == 130
    assert "LB401" in printed
    assert "Interrupted: " in told
    assert Report.model_validate_json(Path("r.json").read_text(encoding="utf-8")).run.partial


def test_a_reader_that_leaves_is_no_error() -> None:
    code = "from linkbot.cli.terminal import write_out; import sys; sys.stdin.read(); write_out('x' * 10**6); sys.exit(1)"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.close()

        _, told = process.communicate()

    assert told == b""
    assert process.returncode == 1


@pytest.mark.parametrize(
    ("fail_on", "severity", "code"),
    [("warning", "warning", 1), ("warning", "info", 0), ("error", "warning", 0), ("info", "info", 1), ("never", "error", 0)],
)
def test_the_exit_code_follows_the_severity_that_fails(fail_on: str, severity: str, code: int) -> None:
    settings = Settings(fail_on=fail_on)  # type: ignore[arg-type]

    assert exit_code(a_report(a_finding(severity=severity)), settings) == code


def test_exit_zero_tolerates_findings_and_not_an_interruption() -> None:
    settings = Settings()

    assert exit_code(a_report(a_finding(severity="error")), settings, exit_zero=True) == 0
    assert exit_code(a_report(run=a_run(partial=True)), settings, exit_zero=True) == 130


def test_every_severity_can_be_failed_on() -> None:
    assert (*Severity, "never") == LEVELS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("r.json", Output("json", Path("r.json"))),
        ("out/r.TXT", Output("full", Path("out/r.TXT"))),
        ("concise=r.log", Output("concise", Path("r.log"))),
        ("a=b.json", Output("json", Path("a=b.json"))),
    ],
)
def test_an_output_says_its_format(text: str, expected: Output) -> None:
    assert Output.parse(text) == expected


@pytest.mark.parametrize("text", ["r.log", "yaml=r.log", "json="])
def test_an_output_of_no_known_format_is_wrong_usage(text: str) -> None:
    with pytest.raises(click.BadParameter, match="cannot tell the format"):
        Output.parse(text)


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("color", "environ", "terminal", "expected"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"TERM": "dumb"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_colour_is_decided_by_flag_variables_and_terminal(
    color: str, environ: dict[str, str], terminal: bool, expected: bool
) -> None:
    stream = _Terminal() if terminal else io.StringIO()

    assert view_of(stream, color, environ).color is expected


def test_a_page_that_no_terminal_shows_has_a_fixed_width() -> None:
    assert view_of(io.StringIO(), "auto", {}) == View(120, color=False)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    file.write_text("old", encoding="utf-8")

    write_file(file, "new")

    assert file.read_text(encoding="utf-8") == "new"
    assert list(tmp_path.iterdir()) == [file]


def test_a_device_is_written_to_and_not_replaced() -> None:
    write_file(Path(os.devnull), "text")

    assert not Path(os.devnull).is_file()


def test_a_folder_is_no_output(tmp_path: Path) -> None:
    with pytest.raises(LinkbotError, match="a folder, not a file"):
        check_writable(tmp_path)


def _failing(error: BaseException) -> click.Group:
    group = Edge("linkbot")

    @group.command()
    @click.option("-v", "--verbose", count=True, callback=lambda ctx, _, value: ctx.meta.update({"linkbot.verbosity": value}))
    def fail(verbose: None) -> None:
        raise error

    return group


def test_an_unexpected_error_is_one_sentence_to_paste() -> None:
    result = CliRunner().invoke(_failing(KeyError("x\x1b[2J")), ["fail"])

    assert result.exit_code == 2
    assert result.stderr.startswith("error: linkbot failed, which is its own fault: KeyError: ")
    assert f"linkbot {__version__}, Python " in result.stderr
    assert "hint: run it again with -vv" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_traceback_is_shown_with_vv() -> None:
    result = CliRunner().invoke(_failing(KeyError("x")), ["fail", "-vv"])

    assert "Traceback" in result.stderr


def test_control_c_is_exit_code_130() -> None:
    result = CliRunner().invoke(_failing(KeyboardInterrupt()), ["fail"])

    assert result.exit_code == 130
    assert result.stderr == "error: interrupted\n"
