"""Models, datasets and spaces, by Hugging Face's own API rather than its pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from linkbot.config import Settings
from linkbot.model.evidence import Answer, Evidence, Found, Gone, Moved, Question, Repository, SourceName, Unknown
from linkbot.sources.answers import JSON, each, evidence_for, json_object, unknown_from
from linkbot.sources.fetched import Fetched
from linkbot.sources.net import Net

_KINDS = ("models", "datasets", "spaces")
_NOT_FOUND = ("repositorynotfound", "reponotfound")
_MAX_BODY = 4_000_000
"""Bytes: a dataset's record names each of its files."""


class HuggingFaceSource:
    """Answers "huggingface" questions, one request each. A model of another name than was asked for has moved.

    Limits, anonymous: 500 API requests in 5 minutes (https://huggingface.co/docs/hub/rate-limits); the pace is the host's in
    rules/hosts.
    """

    requests = 0
    name: SourceName = "huggingface"

    def __init__(self, settings: Settings, net: Net) -> None:
        self._url = settings.huggingface_url.rstrip("/")
        self._net = net

    def ask(self, questions: Sequence[Question]) -> AsyncIterator[Evidence]:
        """Answers to `questions`, one each, as they come."""
        return each(questions, self._ask)

    async def close(self) -> None:
        """Does nothing: the network belongs to the run."""

    async def _ask(self, question: Question) -> Evidence:
        if question.key.partition("/")[0] not in _KINDS:
            return evidence_for(question, Unknown(reason="unsupported", detail=f"not one of {', '.join(_KINDS)}"))
        fetched = await self._net.get(f"{self._url}/api/{quote(question.key)}", headers=JSON, max_body=_MAX_BODY)
        return evidence_for(question, _answer(question.key, fetched), trace=fetched.attempts)


class _Record(BaseModel):
    """What is read of the API's record of a repository."""

    model_config = ConfigDict(extra="ignore")

    name: str = Field(alias="id", min_length=1)
    number: str = Field(default="", alias="_id")
    disabled: bool = False
    modified: str | None = Field(default=None, alias="lastModified")


def _answer(key: str, fetched: Fetched) -> Answer:
    # It answers 401 for what is missing as for what is private, and says in a header which API error that is.
    if fetched.headers.get("x-error-code", "").lower() in _NOT_FOUND and fetched.status in (401, 404):
        return Gone(reason="Hugging Face does not know it, or it is private")
    if fetched.failure or fetched.status != 200:
        return unknown_from(fetched)
    data = json_object(fetched)
    if data is None:
        return Unknown(reason="protocol", detail="Hugging Face's answer is not the record of a repository")
    try:
        record = _Record.model_validate(data)
        facts = Repository.model_validate(
            {"name": record.name, "id": record.number, "disabled": record.disabled, "pushed": record.modified}
        )
    except ValidationError as error:
        return Unknown(
            reason="protocol", detail=f"Hugging Face's answer is not the record of a repository: {error.errors()[0]['msg']}"
        )
    kind, _, name = key.partition("/")
    if record.name.lower() == name.lower():
        return Found(facts=facts)
    return Moved(to=f"{kind}/{record.name}", permanent=True, facts=facts)
