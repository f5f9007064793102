"""GitHub as a source of truth: whether a repository is there and under which name, and whether a path is in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from linkbot.config import Settings
from linkbot.model.evidence import Evidence, Question, SourceName, Unknown
from linkbot.sources.github_api import GitHubApi
from linkbot.sources.github_graphql import ask_graphql
from linkbot.sources.github_rest import ask_rest
from linkbot.sources.github_target import Known, targets
from linkbot.sources.source import Say, silent
from linkbot.sources.thread import in_thread

_FRESH = timedelta(days=1)
_WITHOUT_A_TOKEN = 60  # requests an hour


class GitHubSource:
    """Answers for repositories (`owner/name`) and for paths in them (`owner/name/tree/main/docs`, want "path").

    With a token, a hundred repositories in one GraphQL query; without one, a REST request each, as far as the hour's limit
    goes. A missing repository is Gone: the API speaks with authority, though it cannot tell private from deleted. A
    path's answer is a `PathState`, in the repository as it is called now.
    """

    name: SourceName = "github"

    def __init__(self, settings: Settings, say: Say = silent) -> None:
        self._api = GitHubApi(settings)
        self._say = say

    async def ask(self, questions: Sequence[Question]) -> AsyncIterator[Evidence]:
        """Answers `questions`, one each, as they come. The client is synchronous: each call is made in a thread."""
        asked, strange = targets(questions)
        unsupported = Unknown(reason="unsupported", detail="not a repository on GitHub, or a path in one")
        for question in strange:
            yield _evidence(Known(question, unsupported, None))
        if not self._api.has_token and len(asked) > _WITHOUT_A_TOKEN:
            self._say(f"GitHub: {_WITHOUT_A_TOKEN} of {len(asked)} repositories an hour without a token; set GH_TOKEN")
        told: set[str] = set()
        rounds = ask_graphql(self._api, asked) if self._api.has_token else ask_rest(self._api, asked)
        while (answers := await in_thread(_next, rounds)) is not None:
            for known in answers:
                if isinstance(known.answer, Unknown) and known.answer.detail not in told:
                    told.add(known.answer.detail)
                    self._say(f"GitHub: {known.answer.detail}")
                yield _evidence(known)

    @property
    def requests(self) -> int:
        """Calls made so far, those that are asked again included."""
        return self._api.requests

    async def close(self) -> None:
        """Frees the connections."""
        await in_thread(self._api.close)


def _next(rounds: Iterator[list[Known]]) -> list[Known] | None:
    return next(rounds, None)


def _evidence(known: Known) -> Evidence:
    asked_at = known.attempt.at if known.attempt else datetime.now(UTC)
    fresh = timedelta(0) if isinstance(known.answer, Unknown) else _FRESH
    trace = (known.attempt,) if known.attempt else ()
    return Evidence(question=known.question, answer=known.answer, asked_at=asked_at, expires_at=asked_at + fresh, trace=trace)
