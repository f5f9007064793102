"""A report that was written to a file, read again and proved to be one."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from linkbot.errors import InputError
from linkbot.model.report import SCHEMA_VERSION, Report

LARGEST = 300_000_000
"""The largest report that is read, in bytes: some 200,000 links. What never ends, such as /dev/zero, must not fill the memory."""
_SHOWN = 40
"""How much is shown of a number that may be anything, in characters."""
_BOM = b"\xef\xbb\xbf"
_WAY_OUT = "`linkbot check --output report.json` writes one"


def load(path: Path) -> Report:
    """The report in the JSON file at `path`, as `linkbot check --output report.json` wrote it.

    Raises InputError that names the file, the place in it, and the way out.
    """
    try:
        return Report.model_validate_json(_read(path))
    except ValidationError as error:
        raise _no_report(path, error.errors(include_url=False)) from error


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            data = file.read(LARGEST + 1) if size <= LARGEST else b""
    except FileNotFoundError as error:
        raise InputError(f"{path}: no such file", hint=_WAY_OUT) from error
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}", hint=_WAY_OUT) from error
    if max(size, len(data)) > LARGEST:
        hint = "check fewer lists at a time, each with a report of its own"
        raise InputError(f"{path}: larger than {LARGEST:,} bytes, which is the most that is read", hint=hint)
    return data.removeprefix(_BOM)


def _no_report(path: Path, errors: list[ErrorDetails]) -> InputError:
    first = errors[0]
    version = next((error["input"] for error in errors if error["loc"] == ("schema_version",)), SCHEMA_VERSION)
    missing = {error["loc"] for error in errors if error["type"] == "missing"}
    if first["type"] == "json_invalid":
        return InputError(f"{path}: not JSON: {first['ctx']['error']}", hint=_WAY_OUT)
    if version != SCHEMA_VERSION:
        return InputError(
            f"{path}: a report of schema_version {str(version)[:_SHOWN]}, and this linkbot reads {SCHEMA_VERSION}",
            hint="read it with the linkbot that wrote it, or check again with this one",
        )
    if first["loc"] == () or missing >= {("run",), ("documents",), ("findings",)}:
        return InputError(f"{path}: JSON, and no report of linkbot", hint=_WAY_OUT)
    return InputError(
        f"{path}: {_place(first['loc'])}: {first['msg'][:1].lower()}{first['msg'][1:]}",
        hint="another linkbot wrote it, or a hand changed it: check again to write it anew",
    )


def _place(location: Iterable[int | str]) -> str:
    """Where in the JSON something stands: `findings[3].fix.edits[0].span`."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return "".join(parts).removeprefix(".")
