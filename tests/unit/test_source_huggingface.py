"""Hugging Face: the records of its API, and what its 401 means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from aiohttp import web
from tests.unit.asking import Asked, Handler, ask

from linkbot.config import Settings
from linkbot.model.evidence import Found, Gone, Moved, Question, Repository, Unknown
from linkbot.sources.huggingface import HuggingFaceSource
from linkbot.sources.net import Net
from linkbot.sources.source import Say

REPOSITORIES = {"models/microsoft/phi-4", "datasets/squad", "spaces/mteb/leaderboard"}


def record(name: str, **fields: object) -> web.Response:
    return web.json_response(
        {
            "_id": "621ffdc036468d709f17434d",
            "id": name,
            "author": name.partition("/")[0],
            "sha": "0" * 40,
            "lastModified": "2025-01-15T10:00:00.000Z",
            "private": False,
            "gated": False,
            "disabled": False,
            "tags": [],
            "siblings": [{"rfilename": "README.md"}],
            **fields,
        }
    )


async def hub(request: web.Request) -> web.Response:
    kind, _, name = request.path.removeprefix("/api/").partition("/")
    if f"{kind}/{name}" in REPOSITORIES:
        return record(name)
    headers = {"X-Error-Code": "RepoNotFound", "X-Error-Message": "Repository not found"}
    return web.json_response({"error": "Invalid username or password."}, status=401, headers=headers)


def ask_hub(handler: Handler, *keys: str, **settings: object) -> Asked:
    def make(settings: Settings, net: Net, say: Say) -> HuggingFaceSource:
        return HuggingFaceSource(settings, net)

    return ask(make, handler, [Question("huggingface", key) for key in keys], **settings)


def always(make: Callable[[], web.Response]) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        return make()

    return handle


def test_models_datasets_and_spaces_are_found_by_the_api() -> None:
    asked = ask_hub(hub, *REPOSITORIES)

    assert {key: type(answer) for key, answer in asked.answers.items()} == dict.fromkeys(REPOSITORIES, Found)
    assert sorted(asked.requests) == sorted(f"/api/{key}" for key in REPOSITORIES)


def test_a_model_has_the_facts_of_its_record() -> None:
    asked = ask_hub(hub, "models/microsoft/phi-4")

    assert asked.answers["models/microsoft/phi-4"] == Found(
        facts=Repository(name="microsoft/phi-4", id="621ffdc036468d709f17434d", pushed=datetime(2025, 1, 15, 10, tzinfo=UTC))
    )


def test_a_repository_that_is_unknown_or_private_is_gone() -> None:
    asked = ask_hub(hub, "models/microsoft/phi-400")

    assert asked.answers["models/microsoft/phi-400"] == Gone(reason="Hugging Face does not know it, or it is private")


def test_a_renamed_model_has_moved() -> None:
    async def renamed(request: web.Request) -> web.Response:
        if request.path == "/api/models/gpt2":
            raise web.HTTPTemporaryRedirect("/api/models/openai-community/gpt2")
        return record("openai-community/gpt2")

    asked = ask_hub(renamed, "models/gpt2")

    answer = asked.answers["models/gpt2"]
    assert isinstance(answer, Moved)
    assert (answer.to, answer.permanent) == ("models/openai-community/gpt2", True)


def test_another_spelling_of_the_name_is_the_same_model() -> None:
    asked = ask_hub(always(lambda: record("Microsoft/Phi-4")), "models/microsoft/phi-4")

    assert isinstance(asked.answers["models/microsoft/phi-4"], Found)


def test_a_disabled_model_says_so() -> None:
    asked = ask_hub(always(lambda: record("a/b", disabled=True)), "models/a/b")

    assert asked.answers["models/a/b"].facts.disabled


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        ({"status": 401, "text": "{}"}, "blocked"),
        ({"status": 403, "text": "no"}, "blocked"),
        ({"status": 404, "text": "<html>"}, "protocol"),
        ({"status": 500, "text": "oops"}, "server-error"),
        ({"status": 200, "text": "<html>maintenance</html>"}, "protocol"),
        ({"status": 200, "text": "[]"}, "protocol"),
        ({"status": 200, "text": '{"id": ""}'}, "protocol"),
        ({"status": 200, "text": '{"id": "a/b", "lastModified": "soon"}'}, "protocol"),
    ],
)
def test_an_answer_that_is_no_record_proves_nothing(response: dict[str, object], reason: str) -> None:
    asked = ask_hub(always(lambda: web.Response(**response)), "models/a/b")

    answer = asked.answers["models/a/b"]
    assert isinstance(answer, Unknown)
    assert answer.reason == reason


def test_a_kind_that_the_api_does_not_have_is_not_asked_for() -> None:
    asked = ask_hub(hub, "kernels/a/b")

    assert asked.answers["kernels/a/b"].reason == "unsupported"
    assert asked.requests == []
