"""docs/chaos.md: every hostile case with its verdict, from the cases themselves."""

from __future__ import annotations

from collections.abc import Iterator

from tests.world.chaos.case import Case, Text
from tests.world.chaos.cases import CASES, GROUPS, TEXTS

_INTRO = """# What happens when the web misbehaves

{count} hostile cases, each of them a real server, name service or file on loopback that misbehaves on purpose, and what linkbot
says of it. `tests/world/test_chaos.py` runs them all with every change and holds linkbot to this page: each verdict, the one rule
that speaks, the number of requests, each ask within its deadline, little memory, and nobody at the canary that listens where
linkbot must not go. The cases are data, in `tests/world/chaos`.

| verdict | what it means |
|---|---|
| ok | it is there |
| redirected | it is there, for now under another address |
| moved | it is there, for good under another address |
| broken | there is proof that it is not there |
| flaky | it failed, which proves nothing |
| blocked | the host lets no program in, or wants a login |
| unverifiable | it answered, and the answer cannot be trusted |
| unsafe | it leads where linkbot never goes |
| unknown | it could not be asked |
| skipped | it is nothing that is checked |
| malformed | it is no URL |

A rule is named where it speaks; all else is counted with its reason and is no finding. *Requests* are those that reach a server,
redirects and repetitions included.
"""
_TEXTS = """
## Markdown

Files that are made to hurt a parser, or are hardly text. *Links* are how many are found in them.

| case | what is in the file | links | rule |
|---|---|---|---|
"""


def chaos() -> str:
    """The page, without a note on where it comes from."""
    return "".join(_lines())


def _lines() -> Iterator[str]:
    yield _INTRO.format(count=len(CASES) + len(TEXTS))
    for group, cases in GROUPS.items():
        yield f"\n## {group}\n\n| case | what happens | verdict | reason | rule | requests |\n|---|---|---|---|---|---|\n"
        yield from map(_row, cases)
    yield _TEXTS
    yield from map(_text_row, TEXTS)


def _row(case: Case) -> str:
    happens = case.happens.replace("|", "\\|")
    return f"| {case.name} | {happens} | {case.verdict} | {_words(case.reason)} | {case.rule} | {case.requests} |\n"


def _text_row(text: Text) -> str:
    return f"| {text.name} | {_words(text.happens)} | {text.links} | {text.rule} |\n"


def _words(text: str) -> str:
    """A text that Markdown shows as it is."""
    return f"`{text}`" if set(text) & set("<>[]|*_`") else text
