"""What a refusal of GitHub means: the cause, a sentence, and the setting to change, by rules/conventions/refusals.yaml."""

from __future__ import annotations

import re
from functools import cache

from pydantic import BaseModel, ConfigDict, TypeAdapter

from linkbot.publish.facts import Cause, Refused
from linkbot.publish.wire import Reply
from linkbot.report.text import clean
from linkbot.rulebook import load_rulebook

_LONGEST = 200  # characters of GitHub's own words
_PERMISSION = re.compile(r"([a-z_]+)=(read|write)")  # x-accepted-github-permissions: pull_requests=write,issues=write
_PARTS = {"pulls": "pull-requests", "issues": "issues"}


class _Refusal(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    words: str
    status: tuple[int, ...] = ()
    method: str = ""
    path: str = ""
    cause: Cause
    says: str
    hint: str = ""

    def fits(self, reply: Reply, words: str) -> bool:
        return (
            self.words in words
            and (not self.status or reply.status in self.status)
            and (not self.method or re.fullmatch(self.method, reply.method) is not None)
            and (not self.path or re.fullmatch(self.path, _place(reply)) is not None)
        )


def refused(reply: Reply, repository: str, page: str) -> Refused:
    """Why GitHub would not do what `reply` answers. `page` is the address of the repository's page.

    Nothing that was sent is in it: no text of a list, and no token.
    """
    words = _words(reply)
    refusal = next(each for each in _refusals() if each.fits(reply, words.lower()))
    known = {"repository": repository, "page": page, "needs": _needs(reply), "words": words.rstrip(".")}
    return Refused(refusal.cause, _filled(refusal.says, known), hint=_filled(refusal.hint, known))


@cache
def _refusals() -> tuple[_Refusal, ...]:
    return TypeAdapter(tuple[_Refusal, ...]).validate_python(load_rulebook().conventions["refusals"]["refusals"])


def _filled(template: str, known: dict[str, str]) -> str:
    return " ".join(re.sub(r"\{(\w+)\}", lambda match: known[match[1]], template).split())


def _words(reply: Reply) -> str:
    """What GitHub said, on one line: its message, and what is wrong with which field."""
    told = [reply.message or ("" if reply.errors else f"status {reply.status}")]
    for error in reply.errors:
        field = " ".join(str(error[key]) for key in ("field", "code") if error.get(key) not in (None, "custom"))
        told.append(str(error.get("message") or field))
    text = "; ".join(" ".join(clean(part).split()) for part in told if part)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _needs(reply: Reply) -> str:
    """The permission that was lacking, as a workflow writes it: `pull-requests: write`."""
    named = _PERMISSION.match(reply.headers.get("x-accepted-github-permissions", ""))
    level = "read" if reply.method == "GET" else "write"
    if named:
        return f"{named[1].replace('_', '-')}: {named[2]}"
    part = _place(reply).split("/")[1]
    return f"{_PARTS.get(part, 'contents')}: {level}"


def _place(reply: Reply) -> str:
    """The request's path below that of the repository: `/git/refs`."""
    return "/" + "/".join(reply.path.partition("?")[0].split("/")[4:])
