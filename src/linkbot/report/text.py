"""Text from lists and pages, made harmless for the terminals, logs and files that it is shown in.

What a stranger wrote must not move the cursor, turn the reading order round, give commands to the runner of a workflow, or
carry somebody's password into a public log.
"""

from __future__ import annotations

import re

from linkbot.secrets import redact

_ESCAPE = re.compile(
    r"\x1b\[[0-?]{0,64}[ -/]{0,8}[@-~]"  # colours and cursor movements: ESC [ 31 m
    r"|\x1b\][^\x07\x1b]{0,4096}(?:\x07|\x1b\\)"  # window titles and links: ESC ] 8 ; ; url BEL
    r"|\x9b[0-?]{0,64}[ -/]{0,8}[@-~]"  # the same in one byte
)
_BREAK = re.compile("[\t\n\x0b\x0c\r\x85\u2028\u2029]")
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # control characters
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks that reorder text (UAX #9)
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"  # byte order mark, annotations, tags: text that nobody sees
)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")

_COMMAND = re.compile(r"^([ \t]*):(?=:)", re.MULTILINE)  # ::error::, at the start of a line
_OLD_COMMAND = re.compile(r"##(?=\[)")  # ##[set-output], anywhere in a line


def clean(text: str) -> str:
    """`text` in one line, without control characters, secrets, or commands of a workflow runner."""
    return neutral(redact(visible(text))).strip()


def visible(text: str) -> str:
    """`text` in one line, with nothing in it that cannot be seen but a space or a joiner of emoji."""
    text = _BREAK.sub(" ", _ESCAPE.sub("", text))
    return _LONE_SURROGATE.sub("\ufffd", _UNSEEN.sub("", text))


def neutral(text: str) -> str:
    """`text`, of any number of lines, with nothing that the runner of a GitHub workflow takes for a command."""
    return _OLD_COMMAND.sub("## ", _COMMAND.sub(r"\1: ", text))
