"""A report is read as it was written, and a file that is none is refused with its name, the place in it and a way out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.unit.reports import a_finding, a_link, a_related, a_report

from linkbot import report_file
from linkbot.errors import InputError
from linkbot.report import FORMATS
from linkbot.report.view import View


def a_file(folder: Path, content: str | bytes) -> Path:
    """report.json in `folder`."""
    path = folder / "report.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def a_changed_report(**fields: Any) -> str:
    """The JSON of a report with one finding, and `fields` in place of its own."""
    return json.dumps({**json.loads(FORMATS["json"](a_report(a_finding()), View())), **fields})


def refused(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        report_file.load(path)
    return caught.value


def test_a_report_is_read_as_it_was_written(tmp_path: Path) -> None:
    report = a_report(a_finding(related=[a_related()]), links=[a_link()])

    read = report_file.load(a_file(tmp_path, FORMATS["json"](report, View())))

    assert read == report


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = a_file(tmp_path, b"\xef\xbb\xbf" + a_changed_report().encode())

    assert len(report_file.load(path).findings) == 1


def test_a_report_that_is_not_there_is_named_with_the_command_that_writes_one(tmp_path: Path) -> None:
    error = refused(tmp_path / "report.json")

    assert str(error) == f"{tmp_path / 'report.json'}: no such file"
    assert error.hint == "`linkbot check --output report.json` writes one"


def test_a_folder_is_no_report(tmp_path: Path) -> None:
    assert str(refused(tmp_path)) == f"{tmp_path}: cannot be read: Is a directory"


@pytest.mark.parametrize("content", [b"", b"# A list\n", b'{"run": ', b'\xff\xfe{\x00"\x00', b"[" * 100_000])
def test_what_is_no_json_is_told_with_its_line(content: bytes, tmp_path: Path) -> None:
    path = a_file(tmp_path, content)

    assert str(refused(path)).startswith(f"{path}: not JSON: ")
    assert " at line " in str(refused(path))


@pytest.mark.parametrize("content", ["{}", "[]", "null", "7", '{"version": "2.1.0", "runs": []}'])
def test_json_of_another_kind_is_called_no_report(content: str, tmp_path: Path) -> None:
    path = a_file(tmp_path, content)

    assert str(refused(path)) == f"{path}: JSON, and no report of linkbot"


@pytest.mark.parametrize("version", [2, 0, "1", None])
def test_a_report_of_another_schema_is_told_by_its_number(version: object, tmp_path: Path) -> None:
    path = a_file(tmp_path, a_changed_report(schema_version=version, new_field=[]))

    error = refused(path)

    assert str(error) == f"{path}: a report of schema_version {version}, and this linkbot reads 1"
    assert error.hint == "read it with the linkbot that wrote it, or check again with this one"


def test_what_is_wrong_in_a_report_is_told_with_its_place(tmp_path: Path) -> None:
    finding = json.loads(a_changed_report())["findings"][0]
    path = a_file(tmp_path, a_changed_report(findings=[finding, {**finding, "line": "seven"}]))

    error = refused(path)

    assert str(error).startswith(f"{path}: findings[1].line: input should be a valid integer")
    assert error.hint == "another linkbot wrote it, or a hand changed it: check again to write it anew"


def test_a_field_that_nobody_knows_is_told(tmp_path: Path) -> None:
    path = a_file(tmp_path, a_changed_report(surprise=1))

    assert str(refused(path)) == f"{path}: surprise: extra inputs are not permitted"


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_file, "LARGEST", 1_000)
    path = a_file(tmp_path, a_changed_report())

    assert str(refused(path)) == f"{path}: larger than 1,000 bytes, which is the most that is read"


def test_a_file_that_never_ends_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_file, "LARGEST", 1_000)

    assert str(refused(Path("/dev/zero"))) == "/dev/zero: larger than 1,000 bytes, which is the most that is read"
