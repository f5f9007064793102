"""Reads the files by which a program answers the runner: GITHUB_OUTPUT, GITHUB_ENV, GITHUB_PATH, GITHUB_STEP_SUMMARY."""

from __future__ import annotations

import re
from collections.abc import Iterator

SUMMARY_LIMIT = 1024 * 1024
"""Bytes of a step's summary; of a longer one GitHub shows nothing."""


class EnvFileError(ValueError):
    """A line of such a file is malformed: the step fails."""


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """The names and values of GITHUB_OUTPUT, GITHUB_ENV or GITHUB_STATE: `NAME=VALUE` or `NAME<<END`, lines, `END`.

    Only a line feed ends a line here. Pairs before a malformed line count (FileCommandManager.cs, EnvFileKeyValuePairs).
    """
    lines = _Lines(text.removeprefix("\ufeff"))
    while (line := lines.next()) is not None:
        if not line:
            continue
        name, equals, value = line.partition("=")
        before, heredoc, end = line.partition("<<")
        if equals and len(name) <= len(before):
            yield name, value
        elif not heredoc:
            raise EnvFileError(f"Invalid format '{line}'")
        elif not before or not end:
            raise EnvFileError(f"Invalid format '{line}'. Name must not be empty and delimiter must not be empty")
        else:
            yield before, lines.until(end)


def paths(text: str) -> list[str]:
    """The folders of GITHUB_PATH, the last one first on PATH; here a bare carriage return ends a line too."""
    return [line for line in re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")) if line]


def summary_error(size: int) -> str:
    """What the runner says of a summary that is too long; `size` in bytes."""
    return (
        f"$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of {SUMMARY_LIMIT // 1024}k, got {size // 1024}k. "
        "For more information see: "
        "https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#adding-a-markdown-summary"
    )


class _Lines:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._ended = True
        """Whether the last line that was read ended in a line feed."""

    def next(self) -> str | None:
        if self._at >= len(self._text):
            return None
        end = self._text.find("\n", self._at)
        self._ended = end >= 0
        start, end = self._at, end if end >= 0 else len(self._text)
        self._at = end + 1
        return self._text[start:end]

    def until(self, delimiter: str) -> str:
        collected = []
        while (line := self.next()) != delimiter:
            if line is None:
                raise EnvFileError(f"Invalid value. Matching delimiter not found '{delimiter}'")
            if not self._ended:
                raise EnvFileError("Invalid value. EOF marker missing new line.")
            collected.append(line)
        return "\n".join(collected)
