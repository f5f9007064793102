"""One repository, one path at a time: GitHub's REST API, for those without a token and for what GraphQL leaves open."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from linkbot.model.evidence import Answer, Attempt, Found, Gone, Moved, PathState, Question, Repository, Unknown
from linkbot.sources.github_api import Absent, Answered, Failed, GitHubApi, Reply, TakenDown
from linkbot.sources.github_readme import anchors_in, is_markdown
from linkbot.sources.github_target import Known, RepositoryPath, Split, Target

MISSING = "GitHub: no such repository, or it is private"
# GitHub's words when it is the ref that is missing; anything else leaves the ref in peace
_NO_REF = "no commit found for the ref"


def ask_rest(api: GitHubApi, targets: Sequence[Target]) -> Iterator[list[Known]]:
    """Answers in the groups in which they come; blocks while it asks. The cheap questions come first: the limit is 60 an hour."""
    there: list[tuple[Target, Repository, dict[RepositoryPath, _Look]]] = []
    for target in sorted(targets, key=lambda target: len(target.paths)):
        reply = api.get(f"/repos/{target.name}")
        facts = _facts(reply)
        if facts is None:
            yield target.all_the_same(_no_facts(reply), reply.attempt)
            continue
        answer = repository_answer(target.name, facts)
        yield [Known(question, answer, reply.attempt) for question in target.itself]
        looks = {path: _Look(api, facts.name) for path in target.all_paths}
        yield [_path(question, path, looks[path], facts) for question, path in target.paths.items()]
        there.append((target, facts, looks))
    for target, facts, looks in there:
        yield [
            _text(question, path, looks[path] if path else _Look(api, facts.name), facts)
            for question, path in target.texts.items()
        ]


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


def _path(question: Question, path: RepositoryPath, look: _Look, facts: Repository) -> Known:
    try:
        answer: Answer = Found(facts=path.state(facts.default_branch, look.is_there))
    except _UnseenError as unseen:
        answer = unseen.unknown
    return Known(question, answer, look.attempt)


def _text(question: Question, path: RepositoryPath | None, look: _Look, facts: Repository) -> Known:
    """The anchors of the Markdown that GitHub shows for a path, or for the repository."""
    try:
        state = path.state(facts.default_branch, look.is_there) if path else PathState(exists=True)
        reading = path.reading(look.is_there) if path else Split("HEAD", "")
        anchors = look.anchors(reading, is_file=path is not None and path.word == "blob") if reading else None
        answer: Answer = Found(facts=state.model_copy(update={"anchors": anchors}))
    except _UnseenError as unseen:
        answer = unseen.unknown
    return Known(question, answer, look.attempt)


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
        self._seen: dict[Split, Any] = {}
        self.attempt: Attempt | None = None

    def is_there(self, split: Split) -> bool:
        """Whether the reading resolves. Raises _UnseenError where GitHub does not say."""
        if split in self._seen:
            return self._seen[split] is not None
        if split.ref in self._refs and not (split.path and self._refs[split.ref]):
            return self._refs[split.ref]
        if split.ref != "HEAD" and any(self._refs.values()) and split.ref not in self._refs:
            return False
        self._seen[split] = self._get("contents", split)
        return self._seen[split] is not None

    def anchors(self, reading: Split, *, is_file: bool) -> tuple[str, ...] | None:
        """The anchors of a file that is there, or of the README that GitHub shows for a folder; None where that is no Markdown.

        Raises _UnseenError where GitHub does not say.
        """
        data = self._seen.get(reading) if is_file else self._get("readme", reading)
        if not isinstance(data, dict) or data.get("encoding") != "base64" or not is_markdown(str(data.get("name"))):
            return None  # a large file comes without its content
        try:
            content = b64decode(str(data.get("content")))
        except ValueError as error:  # cut off, on the way or by a mirror of GitHub
            raise _UnseenError(Unknown(reason="protocol", detail=f"the content of {data.get('path')} is no base64")) from error
        return anchors_in(content.decode("utf-8", "replace"))

    def _get(self, what: str, split: Split) -> Any:
        """GitHub's answer for a reading, None where there is no such thing."""
        parameters = {} if split.ref == "HEAD" else {"ref": split.ref}
        reply = self._api.get(f"/repos/{self._name}/{what}/{quote(split.path)}".rstrip("/"), **parameters)
        self.attempt = reply.attempt or self.attempt
        match reply:
            case Answered(data=data):
                self._refs[split.ref] = True
                return data
            case Absent(message=message):
                self._refs[split.ref] = not message.lower().startswith(_NO_REF)
                return None
            case TakenDown(reason=reason):
                raise _UnseenError(Unknown(reason="blocked", detail=reason))
            case Failed(unknown=unknown):
                raise _UnseenError(unknown)
