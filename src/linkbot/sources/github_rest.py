"""One repository, one path at a time: GitHub's REST API, for those without a token and for what GraphQL leaves open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from linkbot.model.evidence import Answer, Attempt, Found, Gone, Moved, Repository, Unknown
from linkbot.sources.github_api import Absent, Answered, Failed, GitHubApi, Reply, TakenDown
from linkbot.sources.github_target import Known, Split, Target

MISSING = "GitHub: no such repository, or it is private"
# GitHub's words when it is the ref that is missing; anything else leaves the ref in peace
_NO_REF = "no commit found for the ref"


def ask_rest(api: GitHubApi, targets: Sequence[Target]) -> Iterator[list[Known]]:
    """Answers in the groups in which they come; blocks while it asks. The cheap questions come first: the limit is 60 an hour."""
    for target in sorted(targets, key=lambda target: len(target.paths)):
        reply = api.get(f"/repos/{target.name}")
        facts = _facts(reply)
        if facts is None:
            yield target.all_the_same(_no_facts(reply), reply.attempt)
            continue
        answer = repository_answer(target.name, facts)
        yield [Known(question, answer, reply.attempt) for question in target.itself]
        yield _paths(api, target, facts)


def repository_answer(asked: str, facts: Repository) -> Answer:
    """Found under the name that was asked for, in whatever case, or moved to another."""
    if facts.name.casefold() == asked.casefold():
        return Found(facts=facts)
    return Moved(to=facts.name, permanent=True, facts=facts)


def _facts(reply: Reply) -> Repository | None:
    data: Mapping[str, Any] = reply.data if isinstance(reply, Answered) and isinstance(reply.data, dict) else {}
    if not isinstance(data.get("full_name"), str):
        return None
    pushed = data.get("pushed_at")
    return Repository(
        name=data["full_name"],
        id=str(data.get("id") or ""),
        archived=bool(data.get("archived")),
        disabled=bool(data.get("disabled")),
        default_branch=data.get("default_branch") or "",
        pushed=datetime.fromisoformat(pushed) if pushed else None,
    )


def _no_facts(reply: Reply) -> Answer:
    match reply:
        case Absent():
            return Gone(reason=MISSING)
        case TakenDown(reason=reason):
            return Gone(reason=f"GitHub: taken down ({reason})")
        case Failed(unknown=unknown):
            return unknown
    return Unknown(reason="protocol", detail="not GitHub's answer for a repository")


def _paths(api: GitHubApi, target: Target, facts: Repository) -> list[Known]:
    known: list[Known] = []
    for question, path in target.paths.items():
        look = _Look(api, facts.name)
        try:
            answer: Answer = Found(facts=path.state(facts.default_branch, look.is_there))
        except _UnseenError as unseen:
            answer = unseen.unknown
        known.append(Known(question, answer, look.attempt))
    return known


class _UnseenError(Exception):
    """Whether something is there could not be known."""

    def __init__(self, unknown: Unknown) -> None:
        super().__init__(unknown.detail)
        self.unknown = unknown


class _Look:
    """Looks up the readings of one path. Once a ref is known to exist, no reading with another ref costs a request."""

    def __init__(self, api: GitHubApi, name: str) -> None:
        self._api = api
        self._name = name
        self._refs: dict[str, bool] = {}
        self.attempt: Attempt | None = None

    def is_there(self, split: Split) -> bool:
        """Whether the reading resolves. Raises _UnseenError where GitHub does not say."""
        if split.ref in self._refs and not (split.path and self._refs[split.ref]):
            return self._refs[split.ref]
        if split.ref != "HEAD" and any(self._refs.values()) and split.ref not in self._refs:
            return False
        parameters = {} if split.ref == "HEAD" else {"ref": split.ref}
        reply = self._api.get(f"/repos/{self._name}/contents/{quote(split.path)}", **parameters)
        self.attempt = reply.attempt or self.attempt
        match reply:
            case Answered():
                self._refs[split.ref] = True
                return True
            case Absent(message=message):
                self._refs[split.ref] = not message.lower().startswith(_NO_REF)
                return False
            case TakenDown(reason=reason):
                raise _UnseenError(Unknown(reason="blocked", detail=reason))
            case Failed(unknown=unknown):
                raise _UnseenError(unknown)
