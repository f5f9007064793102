"""The JSON format: the whole report, as docs/report.schema.json describes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from linkbot.report.view import View
from linkbot.secrets import redact

if TYPE_CHECKING:
    from linkbot.model.report import Report

_ROWS = 1_000
"""How many rows are written at a time: the JSON of 100,000 links is ten times as large as the list."""
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")


def render(report: Report, view: View) -> str:  # noqa: ARG001 - every format is called alike
    """The report as JSON, indented. What a terminal or a runner would act upon is written as an escape, so nothing is lost.

    Only the secrets of URLs are, and with them any fix that would have to write one.
    """
    return "".join(pieces(report))


def pieces(report: Report) -> Iterator[str]:
    """The same, piece by piece, for a reader who need not have it all at once."""
    names = list(type(report).model_fields)
    rows = {name: value for name in names if isinstance(value := getattr(report, name), list)}
    rest = report.model_copy(update={name: [] for name in rows})
    for name in names:
        yield ("{" if name == names[0] else ",") + f'\n  "{name}": '
        parts = [rows[name][start : start + _ROWS] for start in range(0, len(rows.get(name, ())), _ROWS)]
        for number, part in enumerate(parts):
            text = _field(name, rest.model_copy(update={name: part}))
            # "[", a line for each value, "]": the brackets stand around all parts
            yield ("[" if number == 0 else ",") + text[1:-4] + ("\n  ]" if number == len(parts) - 1 else "")
        if not parts:
            yield _field(name, rest)
    yield "\n}\n"


def _field(name: str, report: Report) -> str:
    """The value of one field of a report, as it stands in its JSON."""
    text = report.model_dump_json(include={name}, indent=2)
    if redact(text) != text:  # rare, and some ten times as slow
        text = redacted(report).model_dump_json(include={name}, indent=2)
    return escaped(text[len(f'{{\n  "{name}": ') : -len("\n}")])


def escaped(json: str) -> str:
    r"""JSON with the characters that are not to be printed as they are, written as `\uXXXX`, which means the same."""
    json = json.replace("##[", "##\\u005b")
    if json.isascii() and "\x7f" not in json:
        return json
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", json)


def redacted(report: Report) -> Report:
    """The report without the secrets of its URLs."""
    data = report.model_dump(mode="json")
    without = redacted_data(data)
    findings = (*data["findings"], *(hidden["finding"] for hidden in data["suppressed"]))
    clean_findings = (*without["findings"], *(hidden["finding"] for hidden in without["suppressed"]))
    for finding, shown in zip(findings, clean_findings, strict=True):
        if finding["fix"] != shown["fix"]:
            shown["fix"] = None
    return type(report).model_validate(without)


def redacted_data(value: Any) -> Any:
    """JSON data with the secrets of its URLs as `***`."""
    match value:
        case str():
            return redact(value)
        case list():
            return [redacted_data(item) for item in value]
        case dict():
            return {key: redacted_data(item) for key, item in value.items()}
        case _:
            return value
