"""`linkbot report` tells again what a check has told, in every format, and is plain about a file that is no report."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from linkbot.cli.main import main
from linkbot.report import FORMATS

LIST = """# A list

- [One](arxiv.org/abs/1706.03762)
- [Two](https://user:secret@two.example.org/)
- [Gone](gone.md) \u001b[31m\u202e
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A list, and the report of its check in every format."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    Path("list.md").write_text(LIST, encoding="utf-8")
    files = [f"--output={name}={name}.report" for name in FORMATS]
    linkbot("check", "list.md", "--offline", "--store", "store", *files)
    return tmp_path


def linkbot(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_as_the_check_wrote_it(name: str) -> None:
    Path("list.md").unlink()

    end = linkbot("report", "json.report", "--format", name)

    assert end.exit_code == 0
    assert end.stdout == Path(f"{name}.report").read_text(encoding="utf-8")


def test_the_summary_is_told_as_well_unless_it_is_not_wanted() -> None:
    end, quiet = linkbot("report", "json.report"), linkbot("report", "json.report", "-q")

    assert "2 findings: 2 errors.\n" in end.stderr
    assert (end.stdout, quiet.stderr) == (quiet.stdout, "")


def test_a_report_is_written_to_files_in_their_formats() -> None:
    end = linkbot("report", "json.report", "--output", "again.json", "--output", "concise=again.log")

    assert end.exit_code == 0
    assert Path("again.json").read_bytes() == Path("json.report").read_bytes()
    assert Path("again.log").read_bytes() == Path("concise.report").read_bytes()


def test_the_report_that_is_read_is_not_written_over() -> None:
    before = Path("json.report").read_bytes()

    end = linkbot("report", "json.report", "--output", "full=./json.report")

    assert end.exit_code == 2
    assert "json.report: the report that is read is not written over" in end.stderr
    assert Path("json.report").read_bytes() == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("# A list\n", "error: it.json: not JSON: expected value at line 1 column 1\n"),
        ("{}", "error: it.json: JSON, and no report of linkbot\nhint: `linkbot check --output report.json` writes one\n"),
        ('{"schema_version": 9}', "error: it.json: a report of schema_version 9, and this linkbot reads 1\n"),
    ],
)
def test_what_is_no_report_is_an_error_with_a_way_out(content: str, said: str) -> None:
    Path("it.json").write_text(content)

    end = linkbot("report", "it.json")

    assert end.exit_code == 2
    assert said in end.stderr
    assert end.stdout == ""
