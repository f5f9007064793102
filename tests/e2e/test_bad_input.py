"""What the command does with files, settings, rules and streams that are not as they should be: a sentence, a way out, a code."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from linkbot.cli.main import main
from linkbot.model.report import Report

TWICE = "- [A page](https://x.example/a)\n- [The same page](https://x.example/a)\n"
NOT_UTF8 = os.fsdecode(b"caf\xe9.md")
NO_NETWORK = {"LINKBOT_PROXY": "http://127.0.0.1:1", "LINKBOT_RETRY_DELAY": "0", "LINKBOT_ARXIV_DELAY": "0"}
"""A proxy that nobody runs: whatever is asked, nothing answers."""

Check = Callable[..., Result]
Process = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, a store of its own, and no settings of this machine."""
    for name in [name for name in os.environ if name.startswith(("LINKBOT_", "GH_", "GITHUB_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LINKBOT_STORE", str(tmp_path / "store.sqlite3"))
    lists = tmp_path / "lists"
    lists.mkdir()
    monkeypatch.chdir(lists)
    return lists


@pytest.fixture
def check() -> Check:
    """`linkbot check --offline` in this process."""

    def run(*arguments: str, stdin: bytes = b"") -> Result:
        return CliRunner().invoke(main, ["check", "--offline", *arguments], input=stdin)

    return run


@pytest.fixture
def process() -> Process:
    """`linkbot` in a process of its own."""

    def run(*arguments: str, **more: object) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-c", "from linkbot.cli.main import main; main()", *arguments]
        return subprocess.run(command, timeout=60, check=False, **{"capture_output": True, **more})  # type: ignore[call-overload,no-any-return]

    return run


# Files


def test_an_empty_file_is_clean(check: Check) -> None:
    Path("empty.md").touch()

    result = check("empty.md")

    assert (result.exit_code, result.stdout) == (0, "")
    assert "No findings." in result.stderr


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"# A scan\n\0\1\2", "not a text file: a NUL byte at offset 9"),
        ("- [A page](https://x.example/a)\n".encode("utf-16"), "the file is UTF-16: save it as UTF-8"),
        ("- [A page](https://x.example/a)\n".encode("utf-16-le"), "not a text file: a NUL byte at offset 1"),
    ],
)
def test_a_file_that_is_no_text_is_a_finding(check: Check, data: bytes, problem: str) -> None:
    Path("odd.md").write_bytes(data)

    result = check("odd.md")

    assert result.exit_code == 1
    assert result.stdout == f"odd.md:1:1: LB002 nothing here was checked: {problem} [error]\n"
    assert "1 file could not be read: odd.md." in result.stderr


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (TWICE.replace("page", "páge").replace("\n", "\r\n").encode("latin-1"), [1, 2]),
        (b"\xef\xbb\xbf" + TWICE.encode(), [1, 2]),
        (b"\xef\xbb\xbf" + TWICE.replace("page", "p\xe9ge").encode("latin-1"), [1, 2]),
        (TWICE.replace("\n", "\r").encode(), [1, 2]),
        (TWICE.replace("\n", "\r\n", 1).encode(), [1, 2]),
    ],
)
def test_text_is_read_on_its_own_lines_whatever_its_encoding(check: Check, data: bytes, lines: list[int]) -> None:
    Path("odd.md").write_bytes(data)

    result = check("odd.md", "--select", "LB401")

    assert result.exit_code == 1
    assert [int(line) for line in re.findall(r"^odd\.md:(\d+):\d+: LB401", result.stdout, re.MULTILINE)] == lines


def test_a_huge_file_is_told_about_at_once(process: Process) -> None:
    with Path("huge.md").open("wb") as file:
        file.write(b"- a\n" * 12_500_000)
    begun = time.monotonic()

    result = process("check", "--offline", "huge.md")

    assert time.monotonic() - begun < 5  # most of it is the start of Python, on a busy machine
    assert result.returncode == 1
    assert (
        b"LB002 nothing here was checked: it is 50,000,000 bytes long, and the limit is 10,000,000 (max_file_size)"
        in result.stdout
    )


def test_a_link_that_is_repeated_a_thousand_times_makes_no_million_rows(check: Check) -> None:
    result = check("-", "--format", "json", stdin=TWICE.encode() * 500)

    findings = json.loads(result.stdout)["findings"]
    assert len(findings) == 1000
    assert max(len(row["related"]) for row in findings) == 10


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_a_finding_and_the_others_are_checked(check: Check) -> None:
    Path("a.md").write_text(TWICE)
    Path("secret.md").touch(mode=0)

    result = check("a.md", "secret.md")

    assert result.exit_code == 1
    assert "secret.md:1:1: LB002 nothing here was checked: it cannot be read: Permission denied" in result.stdout
    assert "a.md:1:3: LB401" in result.stdout


def test_a_folder_without_markdown_is_nothing_to_check(check: Check) -> None:
    Path("notes.txt").touch()

    result = check(".")

    assert result.exit_code == 3
    assert result.stderr.startswith("error: no Markdown file in .\nhint: linkbot looks for .md")


def test_a_path_that_is_not_there_comes_with_its_neighbour(check: Check) -> None:
    Path("README.md").touch()

    result = check("READNE.md")

    assert result.exit_code == 2
    assert result.stderr == "error: READNE.md: no such file or folder\nhint: did you mean README.md?\n"


def test_a_link_to_a_file_that_is_gone_is_not_there_itself(check: Check) -> None:
    Path("list.md").symlink_to("elsewhere.md")

    result = check("list.md")

    assert result.exit_code == 2
    assert result.stderr == "error: list.md: no such file or folder\nhint: paths are relative to the working directory\n"


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="a folder of Unix")
def test_a_pipe_is_as_good_as_a_file(check: Check) -> None:
    reader, writer = os.pipe()
    os.write(writer, TWICE.encode())
    os.close(writer)

    result = check(f"/dev/fd/{reader}")

    os.close(reader)
    assert result.exit_code == 1
    assert result.stdout.startswith(f"/dev/fd/{reader}:1:3: LB401")


def test_standard_input_is_a_list_like_any_other(check: Check) -> None:
    assert check("-").exit_code == 0
    assert check("-", stdin=TWICE.encode()).stdout.startswith("stdin.md:1:3: LB401")
    assert "LB002 nothing here was checked: not a text file" in check("-", stdin=b"\0").stdout


def test_standard_input_has_a_limit_too(check: Check) -> None:
    Path("linkbot.toml").write_text("max_file_size = 10")

    result = check("-", stdin=TWICE.encode())

    assert result.stdout.startswith("stdin.md:1:1: LB002 nothing here was checked: it is 71 bytes long, and the limit is 10")


# A name that is not UTF-8


@pytest.fixture
def not_utf8(folder: Path) -> str:
    try:
        Path(NOT_UTF8).write_text(f"{TWICE}- [Notes](notes.md)\n")
    except OSError:
        pytest.skip("this file system has no such names")
    return NOT_UTF8


@pytest.mark.parametrize("format_name", ["concise", "full"])
def test_a_name_that_is_not_utf8_is_shown_escaped(process: Process, not_utf8: str, format_name: str) -> None:
    result = process("check", "--offline", "--format", format_name, not_utf8)

    assert result.returncode == 1
    assert result.stdout.startswith(rb"caf\udce9.md:1:3: ")
    assert b"error:" not in result.stderr


def test_a_report_about_such_a_name_is_json_that_can_be_read_again(process: Process, not_utf8: str) -> None:
    Path("notes.md").touch()

    process("check", "--offline", not_utf8, "--format", "json", "--output", "report.json")
    again = process("check", "--offline", not_utf8, "--format", "json", "--output", "report.json")

    printed, written = Report.model_validate_json(again.stdout), Report.model_validate_json(Path("report.json").read_bytes())
    assert printed.findings == written.findings
    assert {(row.path, row.code) for row in printed.findings} == {(r"caf\udce9.md", "LB401")}


@pytest.mark.parametrize("format_name", ["json", "csv", "bibtex"])
def test_the_entries_of_such_a_name_are_printed(process: Process, not_utf8: str, format_name: str) -> None:
    result = process("entries", "--format", format_name, not_utf8)

    assert (result.returncode, result.stderr) == (0, b"")
    assert b"https://x.example/a" in result.stdout


def test_links_in_a_folder_of_such_a_name_are_looked_up_there(check: Check, not_utf8: str) -> None:
    folder = Path(os.fsdecode(b"caf\xe9"))
    folder.mkdir()
    (folder / "list.md").write_text("- [Notes](notes.md)\n- [More](more.md)\n")
    (folder / "notes.md").touch()

    result = check(f"{folder}/list.md")

    assert re.findall(r":(\d+):\d+: (LB\d+)", result.stdout) == [("2", "LB104")]


# Settings and rules


@pytest.mark.parametrize(
    ("text", "error", "hint"),
    [
        ('fail_on = "error', ": not TOML: ", ""),
        ("\nofline = true", ":2: ofline: there is no such setting", "did you mean `offline`?"),
        ('timeout = "soon"', ":1: timeout: should be a number", "The longest that one"),
        ("timeout = -1", ":1: timeout: should be greater than 0, not -1", ""),
        ('fail_on = "sometimes"', ":1: fail_on: should be 'info', 'warning' or 'error'", ""),
        ('select = ["LB999"]', ":1: select: no rule is called 'LB999'", "`linkbot rule` lists all rules"),
        ('\n\nignore = ["dead-lnik"]', ":3: ignore: no rule is called 'dead-lnik'", "did you mean dead-link"),
        ("[rules.LB401]\n[rules.LB999]", ":2: rules.LB999: no rule is called 'LB999'", "`linkbot rule`"),
        ("[rules.LB401.params]\nscop = 1", ":1: rules.LB401.params.scop: there is no such parameter", "scope"),
        ("[rules.LB401]\nlevel = 1", ":2: rules.LB401.level: there is no such setting", "there are enabled, severity, fix"),
        ('exclude_links = ["("]', ":1: exclude_links: not a regular expression: '('", "\\."),
        ('allow_network = ["10.0.0.0/99"]', ":1: allow_network: ", "Networks, as CIDR"),
        ('proxy = "foo"', ":1: proxy: not a web address: 'foo' (write http://HOST:PORT", "An HTTP proxy"),
        ('doi_url = "doi.org"', ":1: doi_url: not a web address: 'doi.org'", "resolver"),
        ('github_url = "https://ghe.example:99999"', ":1: github_url: not a web address: ", "GitHub"),
        ("allow_ports = [80, 0]", ":1: allow_ports: should be greater than or equal to 1, not 0", "ports"),
        ("allow_ports = [99999]", ":1: allow_ports: should be less than or equal to 65535, not 99999", "ports"),
        ('budget = "soon"', ":1: budget: not a time: 'soon' (write 90s, 10m or 1h)", "The longest that a run may ask"),
        ("budget = 0", ":1: budget: should be greater than 0, not 0", ""),
        ('github_token = "x"', ":1: a token does not belong in a file", "GH_TOKEN"),
    ],
)
def test_broken_settings_are_named_with_file_and_line_and_a_way_out(
    check: Check, folder: Path, text: str, error: str, hint: str
) -> None:
    Path("linkbot.toml").write_text(text)
    Path("a.md").touch()

    result = check("a.md")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"error: {folder / 'linkbot.toml'}{error}")
    assert hint in result.stderr.partition("hint: ")[2]


def test_settings_that_are_not_utf8_are_an_error(check: Check) -> None:
    Path("linkbot.toml").write_bytes(b'contact = "caf\xe9"')

    result = check()

    assert result.exit_code == 2
    assert result.stderr.endswith("linkbot.toml: not UTF-8, which TOML has to be\nhint: save the file as UTF-8\n")


@pytest.mark.parametrize("flag", ["--select", "--ignore"])
def test_a_flag_that_names_no_rule_is_an_error(check: Check, flag: str) -> None:
    Path("a.md").touch()

    result = check("a.md", flag, "LB101,ded-link")

    assert result.exit_code == 2
    assert result.stderr.startswith(f"error: {flag}: ")
    assert "no rule is called 'ded-link'\nhint: did you mean dead-link" in result.stderr


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("code: [", "X101.yaml: not YAML: "),
        ("- a list", "X101.yaml: expected a mapping at the top"),
        ("code: X101\nname: a-rule", "X101.yaml: kind: Field required"),
        ("code: LB401\nseverity: loud", "X101.yaml: severity: Input should be 'info', 'warning' or 'error'"),
        ("code: LB401\ncode: LB402", "X101.yaml: not YAML: "),
    ],
)
def test_a_broken_rule_is_named_with_its_file(check: Check, folder: Path, text: str, error: str) -> None:
    Path("linkbot.toml").write_text('rules_dir = "rules"')
    Path("rules/checks").mkdir(parents=True)
    Path("rules/checks/X101.yaml").write_text(text)
    Path("a.md").touch()

    result = check("a.md")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"error: {folder}/rules/checks/{error}")


def test_a_folder_of_rules_that_is_not_there_is_an_error(check: Check, folder: Path) -> None:
    Path("linkbot.toml").write_text('rules_dir = "ruls"')
    Path("a.md").touch()

    result = check()

    assert result.exit_code == 2
    assert result.stderr.startswith(f"error: {folder}/ruls: no such folder\nhint: ")


# Streams and networks


def test_a_reader_that_leaves_early_is_no_error(process: Process) -> None:
    Path("long.md").write_text(TWICE * 500)
    reader, writer = os.pipe()
    os.close(reader)

    result = process(
        "check", "--offline", "--format", "json", "-q", "long.md", capture_output=False, stdout=writer, stderr=subprocess.PIPE
    )

    os.close(writer)
    assert (result.returncode, result.stderr) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk_is_told_in_a_sentence(process: Process) -> None:
    Path("a.md").write_text(TWICE)

    with Path("/dev/full").open("wb") as full:
        result = process(
            "check", "--offline", "--format", "json", "a.md", capture_output=False, stdout=full, stderr=subprocess.PIPE
        )

    assert result.returncode == 2
    assert result.stderr.endswith(
        b"error: standard output cannot be written: No space left on device\nhint: --output FILE writes a file\n"
    )


@pytest.mark.skipif(os.name != "posix", reason="a shell of Unix")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_stream_that_is_closed_is_one_that_nobody_reads(closed: str) -> None:
    Path("a.md").write_text(TWICE)
    command = [sys.executable, "-c", "from linkbot.cli.main import main; main()", "check", "--offline", "a.md"]

    shell = ["sh", "-c", f'exec "$@" {closed}', "sh", *command, "--output", "report.json"]
    result = subprocess.run(shell, timeout=60, check=False, capture_output=True)

    assert result.returncode == 1
    assert len(json.loads(Path("report.json").read_bytes())["findings"]) == 2
    assert b"error:" not in result.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_an_error_that_nobody_can_be_told_keeps_its_exit_code(process: Process) -> None:
    with Path("/dev/full").open("wb") as full:
        result = process("check", "nowhere.md", capture_output=False, stdout=subprocess.PIPE, stderr=full)

    assert (result.returncode, result.stdout) == (2, b"")


def test_a_report_may_be_printed_by_its_format(check: Check) -> None:
    Path("a.md").write_text(TWICE)

    result = check("a.md", "--output", "json=-")

    assert [row["line"] for row in json.loads(result.stdout)["findings"]] == [1, 2]
    assert not Path("-").exists()


def test_standard_output_takes_one_report(check: Check) -> None:
    Path("a.md").write_text(TWICE)

    result = check("a.md", "--output", "json=-", "--format", "full")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "Standard output takes one report, not full and json; write the others to files." in result.stderr


def test_without_a_network_the_rules_that_need_none_still_judge(process: Process) -> None:
    links = [
        "https://one.example/", "https://two.example/a", "https://arxiv.org/abs/1706.03762", "https://doi.org/10.1038/nature14539",
        "https://github.com/google-research/bert", "https://huggingface.co/google-bert/bert-base-uncased",
        "https://arxiv.org/abs/2213.00001",
    ]  # fmt: skip
    Path("a.md").write_text("".join(f"- [A link]({link})\n" for link in links))

    result = process("check", "a.md", "--output", "report.json", env={**os.environ, **NO_NETWORK})

    report = json.loads(Path("report.json").read_bytes())
    assert result.returncode == 1
    assert [(row["line"], row["code"]) for row in report["findings"]] == [(7, "LB206")]
    assert b"\n6 links could not be verified: no network.\n" in result.stderr


def test_a_missing_network_alone_never_fails_a_run(process: Process) -> None:
    Path("a.md").write_text("".join(f"- [A page](https://host-{number}.example/)\n" for number in range(6)))

    result = process("check", "a.md", env={**os.environ, **NO_NETWORK})

    assert (result.returncode, result.stdout) == (0, b"")
    assert b"6 links could not be verified: no network.\nNo findings.\nhint: behind a proxy" in result.stderr
