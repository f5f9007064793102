"""The JSON format: the whole report, as docs/report.schema.json describes it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from linkbot.secrets import redact
from linkbot.report.view import View

if TYPE_CHECKING:
    from linkbot.model.report import Report

_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|(?<=##)\\[")


def render(report: Report, view: View) -> str:  # noqa: ARG001 - every format is called alike
    """The report as JSON, indented. What a terminal or a runner would act upon is written as an escape, so nothing is lost.

    Only the secrets of URLs are, and with them any fix that would have to write one.
    """
    text = report.model_dump_json(indent=2)
    if redact(text) != text:  # rare, and some ten times as slow for a long report
        text = redacted(report).model_dump_json(indent=2)
    return escaped(text) + "\n"


def escaped(json: str) -> str:
    r"""JSON with the characters that are not to be printed as they are, written as `\uXXXX`, which means the same."""
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
