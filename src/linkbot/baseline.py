"""The baseline's file: read, checked and written, so that a check tells only what is new."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from linkbot.accepted import Accepted, Baseline
from linkbot.errors import ConfigError, LinkbotError

__all__ = ["Accepted", "Baseline", "load", "save"]

_BETWEEN = re.compile(r"[\s,\[]*")


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    schema_version: Literal[1]
    findings: tuple[Accepted, ...]


def load(file: Path) -> Baseline:
    """The baseline at `file`. Raises LinkbotError that names the file and the line."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        way_out = f"`linkbot baseline write --file {_named(file)}` makes it"
        raise ConfigError(f"there is no baseline {_named(file)}", hint=way_out, setting="baseline") from error
    except OSError as error:
        raise ConfigError(f"the baseline {_named(file)} cannot be read: {error.strerror}", setting="baseline") from error
    except UnicodeDecodeError as error:
        raise _unusable(file, 1, "not UTF-8, which a baseline has to be") from error
    if not text.strip():
        return Baseline(file)
    try:
        data = _File.model_validate(json.loads(text))
    except json.JSONDecodeError as error:
        raise _unusable(file, error.lineno, f"not JSON: {error.msg}") from error
    except ValidationError as error:
        raise _not_valid(file, text, error) from error
    return Baseline(file, {row.fingerprint: row for row in data.findings})


def save(baseline: Baseline) -> bool:
    """Writes the file of `baseline`, whole or not at all, unless it says the same already. Whether it was written.

    Raises LinkbotError.
    """
    from linkbot.fix.write import write

    file, after = baseline.file, baseline.text().encode()
    try:
        is_new = not file.exists()
        if is_new:
            file.open("xb").close()  # an empty file is a baseline too, should this be the end
        before = file.read_bytes()
    except OSError as error:
        hint = f"make the folder first: mkdir -p {file.parent}" if isinstance(error, FileNotFoundError) else ""
        raise LinkbotError(f"{_named(file)}: cannot be written: {error.strerror}", hint=hint) from error
    if not is_new and load(file).text() == baseline.text():  # it may have been checked out with other line ends
        return False
    try:
        write(file, before, after)
    except LinkbotError:
        if is_new:
            file.unlink(missing_ok=True)
        raise
    return True


def _named(file: Path) -> str:
    return Baseline(file).name


def _unusable(file: Path, line: int, problem: str) -> LinkbotError:
    way_out = f"mend the line, or have the file made anew: delete it, then `linkbot baseline write --file {_named(file)}`"
    return LinkbotError(f"{_named(file)}:{line}: {problem}", hint=way_out)


def _not_valid(file: Path, text: str, error: ValidationError) -> LinkbotError:
    first = error.errors()[0]
    place, names = first["loc"], [str(part) for part in first["loc"] if isinstance(part, str)]
    index = next((part for part in place if isinstance(part, int)), None)
    line = _line_of(text, names[0] if names else "", index)
    return _unusable(file, line, f"{'.'.join(names) or 'the file'}: {first['msg'][:1].lower()}{first['msg'][1:]}")


def _line_of(text: str, name: str, index: int | None) -> int:
    """The line, from 1, of a member of the file's object, or of the value at `index` of the array that it is."""
    at = max(0, text.find(f'"{name}"'))
    if index is not None:
        decoder, at = json.JSONDecoder(), text.index("[", at)
        for number in range(index + 1):
            between = _BETWEEN.match(text, at)
            at = between.end() if between else at
            if number < index:
                at = decoder.raw_decode(text, at)[1]
    return text.count("\n", 0, at) + 1
