"""Many repositories in one query: what is written to GitHub's GraphQL API, and how its partial answers are read."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from linkbot.model.evidence import Attempt, Found, Gone, PathState, Repository, Unknown
from linkbot.sources.github_api import Answered, Failed, GitHubApi
from linkbot.sources.github_readme import anchors_in, folders_to_ask, is_markdown, readme_in, texts_to_ask
from linkbot.sources.github_rest import MISSING, ask_rest, repository_answer
from linkbot.sources.github_target import Known, RepositoryPath, Split, Target, batches

_REPOSITORIES = 100
_LOOKUPS = 200  # those, and as many paths in them
_FIELDS = "databaseId nameWithOwner isArchived isDisabled isEmpty pushedAt defaultBranchRef { name }"
_TEXT = "__typename ... on Blob { isBinary isTruncated text }"
_NAMES = "__typename ... on Tree { entries { name } }"


def ask_graphql(api: GitHubApi, targets: Sequence[Target]) -> Iterator[list[Known]]:
    """Answers in the groups in which they come; blocks while it asks.

    A query that is too much for GitHub is halved. What a query leaves open about a single repository, REST is asked.
    """
    queue = deque(batches(targets, _REPOSITORIES, _LOOKUPS))
    while queue:
        batch = queue.popleft()
        reply = api.graphql(_query(batch))
        match reply:
            case Answered():
                yield from _read(api, batch, reply)
            case Failed(scope="overload") if len(batch) > 1:
                middle = len(batch) // 2
                queue.extendleft((batch[middle:], batch[:middle]))
            case Failed(scope="overload"):
                yield from ask_rest(api, batch)
            case Failed(unknown=unknown, attempt=attempt):
                yield [known for target in batch for known in target.all_the_same(unknown, attempt)]
            case refused:
                unknown = Unknown(reason="protocol", detail="no GraphQL at this address")
                yield [known for target in batch for known in target.all_the_same(unknown, refused.attempt)]


def _query(batch: Sequence[Target]) -> str:
    """`query { r0: repository(owner: "o", name: "n") { ... p0: object(expression: "main:docs") { __typename } } r1: ... }`."""
    parts: list[str] = []
    for number, target in enumerate(batch):
        owner, _, name = target.name.partition("/")
        lookups = " ".join(
            f"p{place}: object(expression: {_literal(expression)}) {{ {fields} }}"
            for place, (expression, fields) in enumerate(_lookups(target).items())
        )
        parts.append(f"r{number}: repository(owner: {_literal(owner)}, name: {_literal(name)}) {{ {_FIELDS} {lookups} }}")
    return f"query {{ {' '.join(parts)} }}"


def _literal(text: str) -> str:
    """A GraphQL string: its escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False)


def _lookups(target: Target) -> dict[str, str]:
    """What is asked of each expression, in the order of their aliases p0, p1, ..."""
    lookups = {split.expression: "__typename" for path in target.all_paths for split in path.readings}
    for path in target.texts.values():
        lookups |= {_content(folder): _NAMES for folder in folders_to_ask(path)}
        lookups |= {_content(file): _TEXT for file in texts_to_ask(path)}
    return dict(sorted(lookups.items()))


def _content(split: Split) -> str:
    """A reading as the file or folder that it is: `main` alone is a commit, `main:` the folder at its top."""
    return f"{split.ref}:{split.path}"


def _read(api: GitHubApi, batch: Sequence[Target], reply: Answered) -> Iterator[list[Known]]:
    missing: set[str] = set()
    doubtful: set[str] = set()
    for error in reply.errors:
        path = [str(part) for part in error.get("path") or ()]
        if len(path) == 1 and error.get("type") == "NOT_FOUND":
            missing.update(path)
        elif len(path) > 1:
            doubtful.add(path[0])
    answers: list[Known] = []
    open_targets: list[Target] = []
    for number, target in enumerate(batch):
        alias = f"r{number}"
        data = reply.data.get(alias)
        if alias in missing:
            answers += target.all_the_same(Gone(reason=MISSING), reply.attempt)
        elif isinstance(data, dict) and alias not in doubtful:
            answers += _answers(target, data, reply.attempt)
        else:
            open_targets.append(target)
    yield answers
    yield from ask_rest(api, open_targets)


def _answers(target: Target, data: Mapping[str, Any], attempt: Attempt) -> Iterator[Known]:
    facts = _facts(data)
    found = {name: data[f"p{place}"] for place, name in enumerate(_lookups(target)) if data.get(f"p{place}")}

    def is_there(split: Split) -> bool:
        return split.expression in found

    answer = repository_answer(target.name, facts)
    yield from (Known(question, answer, attempt) for question in target.itself)
    for question, path in target.paths.items():
        yield Known(question, Found(facts=path.state(facts.default_branch, is_there)), attempt)
    for question, shown in target.texts.items():
        state = shown.state(facts.default_branch, is_there) if shown else PathState(exists=True)
        reading = shown.reading(is_there) if shown else Split("HEAD", "")
        anchors = _anchors(shown, reading, found) if reading else None
        yield Known(question, Found(facts=state.model_copy(update={"anchors": anchors})), attempt)


def _anchors(path: RepositoryPath | None, reading: Split, found: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...] | None:
    """The anchors of the Markdown that GitHub shows for a reading of a path; None where it is not Markdown, or not all there."""

    def names_in(folder: Split) -> list[str]:
        entries = found.get(_content(folder), {}).get("entries") or ()
        return [str(entry["name"]) for entry in entries if "name" in entry]

    file = reading if path and path.word == "blob" else readme_in(reading, names_in)
    blob = found.get(_content(file), {}) if file and is_markdown(file.path) else {}
    text = blob.get("text")
    if not isinstance(text, str) or blob.get("isBinary") or blob.get("isTruncated"):
        return None
    return anchors_in(text)


def _facts(data: Mapping[str, Any]) -> Repository:
    pushed = data.get("pushedAt")
    return Repository(
        name=data["nameWithOwner"],
        id=str(data.get("databaseId") or ""),
        archived=bool(data.get("isArchived")),
        disabled=bool(data.get("isDisabled")),
        empty=bool(data.get("isEmpty")),
        default_branch=(data.get("defaultBranchRef") or {}).get("name", ""),
        pushed=datetime.fromisoformat(pushed) if pushed else None,
    )
