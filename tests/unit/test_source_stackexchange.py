"""Stack Exchange: a hundred questions in a call, rests where the API asks for them, the page as the second sign of a death."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from tests.unit.apis import Told, always, ask_api, serving
from tests.unit.asking import Handler

from linkbot.model.evidence import Found, Gone, Page, Unknown

SITE = "stackoverflow.com"
GONE_PAGE = web.Response(status=404, text="<title>Page not found</title>", content_type="text/html")


def items(*ids: int, kind: str = "question", **fields: Any) -> dict[str, Any]:
    """An answer as https://api.stackexchange.com/docs/wrapper has it."""
    rows = [{f"{kind}_id": number, "title": f"Why is {number} &lt; 0?", "score": 1, "is_answered": True} for number in ids]
    return {"items": rows, "has_more": False, "quota_max": 300, "quota_remaining": 299, **fields}


def in_turn(*told: Told) -> Handler:
    """Answers the requests one after the other, the last answer for all that follow."""
    left = [always(each) for each in told]

    async def handle(request: web.Request) -> web.StreamResponse:
        return await (left.pop(0) if len(left) > 1 else left[0])(request)

    return handle


def test_a_question_is_found_with_its_title() -> None:
    asked = ask_api("stackexchange", serving(**{"/api/questions/7": items(7)}), f"{SITE}/q/7")

    page = Page(status=200, url=f"https://{SITE}/q/7", title="Why is 7 < 0?")
    assert asked.answers == {f"{SITE}/q/7": Found(facts=page)}


def test_a_hundred_questions_of_one_site_are_one_call() -> None:
    keys = [f"{SITE}/q/{number}" for number in range(1, 151)]

    asked = ask_api("stackexchange", in_turn(items(*range(1, 101)), items(*range(101, 151))), *keys)

    assert {type(answer) for answer in asked.answers.values()} == {Found}
    assert len(asked.answers) == 150
    assert len(asked.requests) == 2


def test_each_site_and_the_answers_have_calls_of_their_own() -> None:
    pages = {
        "/api/questions/1;2": items(1, 2),
        "/api/questions/1": items(1),
        "/api/answers/1": items(1, kind="answer"),
    }
    keys = [f"{SITE}/q/1", f"{SITE}/q/2", f"{SITE}/a/1", "math.stackexchange.com/q/1"]

    asked = ask_api("stackexchange", serving(**pages), *keys)

    assert {type(answer) for answer in asked.answers.values()} == {Found}
    assert sorted(asked.requests) == [
        f"/api/answers/1?site={SITE}&pagesize=100",
        "/api/questions/1;2?site=stackoverflow.com&pagesize=100",
        "/api/questions/1?site=math.stackexchange.com&pagesize=100",
    ]


def test_a_question_that_api_and_page_do_not_have_is_gone() -> None:
    pages = {"/api/questions/7;8": items(7), f"/pages/{SITE}/q/8": GONE_PAGE}

    asked = ask_api("stackexchange", serving(**pages), f"{SITE}/q/7", f"{SITE}/q/8")

    assert isinstance(asked.answers[f"{SITE}/q/7"], Found)
    assert asked.answers[f"{SITE}/q/8"] == Gone(reason="Stack Exchange's API does not know it, and its page answers 404")


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        # moved to another site: the redirect outlives the record
        (web.Response(status=200, text="<title>the question, elsewhere</title>", content_type="text/html"), "unverifiable"),
        (web.Response(status=403), "blocked"),
        (web.Response(status=503), "rate-limited"),
    ],
)
def test_a_question_that_only_the_api_does_not_have_is_not_dead(page: web.Response, reason: str) -> None:
    asked = ask_api("stackexchange", serving(**{"/api/questions/8": items(), f"/pages/{SITE}/q/8": page}), f"{SITE}/q/8")

    assert asked.answers[f"{SITE}/q/8"].reason == reason


@pytest.mark.parametrize(
    "told",
    [
        items(has_more=True),
        {"items": []},
        {"has_more": False, "quota_remaining": 5},
        {"items": {}, "has_more": False},
        {"items": [{"question_id": [8]}], "has_more": None},
    ],
)
def test_what_is_missing_from_half_an_answer_is_not_looked_for(told: dict[str, Any]) -> None:
    asked = ask_api("stackexchange", always(told), f"{SITE}/q/8")

    assert asked.answers[f"{SITE}/q/8"].reason == "protocol"
    assert len(asked.requests) == 1


def test_a_rest_that_the_api_asks_for_is_kept() -> None:
    keys = [f"{SITE}/q/1", "math.stackexchange.com/q/1"]

    asked = ask_api("stackexchange", in_turn(items(1, backoff=1), items(1)), *keys)

    assert {type(answer) for answer in asked.answers.values()} == {Found}
    assert asked.arrived_at[1] - asked.arrived_at[0] >= 1
    assert asked.said == ["Stack Exchange: 1 s of rest, as its API asks"]


@pytest.mark.parametrize(
    "told",
    [
        items(1, quota_remaining=0),
        items(1, backoff=600),
        (
            400,
            {
                "error_id": 502,
                "error_name": "throttle_violation",
                "error_message": "too many requests from this IP, more requests available in 80000 seconds",
            },
        ),
    ],
    ids=["no quota left", "a long rest", "throttled"],
)
def test_after_a_refusal_nothing_more_is_asked(told: Told) -> None:
    keys = ["a.stackexchange.com/q/1", "b.stackexchange.com/q/1", "c.stackexchange.com/q/1"]

    asked = ask_api("stackexchange", always(told), *keys)

    assert [asked.answers[key].reason for key in keys[1:]] == ["rate-limited", "rate-limited"]
    assert len(asked.requests) == 1


def test_a_throttled_call_says_why_in_the_words_of_the_api() -> None:
    told = (400, {"error_id": 502, "error_name": "throttle_violation", "error_message": "too many requests from this IP"})

    asked = ask_api("stackexchange", always(told), f"{SITE}/q/1")

    assert asked.answers[f"{SITE}/q/1"] == Unknown(reason="rate-limited", detail="Stack Exchange: too many requests from this IP")


def test_a_refusal_is_believed_for_as_long_as_it_says() -> None:
    said = "too many requests from this IP, more requests available in 80000 seconds"

    asked = ask_api("stackexchange", always((400, {"error_id": 502, "error_message": said})), f"{SITE}/q/1")

    evidence = asked.evidence[f"{SITE}/q/1"]
    assert timedelta(seconds=79_000) < evidence.expires_at - evidence.asked_at <= timedelta(seconds=80_000)


def test_nobody_rests_after_the_last_call() -> None:
    asked = ask_api("stackexchange", always(items(1, backoff=50)), f"{SITE}/q/1")

    assert isinstance(asked.answers[f"{SITE}/q/1"], Found)
    assert asked.said == []


def test_a_site_that_the_api_does_not_know_costs_only_its_own_questions() -> None:
    bad = (400, {"error_id": 400, "error_name": "bad_parameter", "error_message": "No site found for name `chat`"})
    pages: dict[str, Told] = {"/api/questions/1": bad, "/api/questions/2": items(2)}

    asked = ask_api("stackexchange", serving(**pages), "chat.stackexchange.com/q/1", f"{SITE}/q/2")

    assert asked.answers["chat.stackexchange.com/q/1"].reason == "protocol"
    assert isinstance(asked.answers[f"{SITE}/q/2"], Found)


@pytest.mark.parametrize("key", ["stackoverflow.com", "stackoverflow.com/u/1", "stackoverflow.com/q/x", "evil.example/x/q/1"])
def test_a_key_of_another_form_is_not_asked_for(key: str) -> None:
    asked = ask_api("stackexchange", always(items(1)), key)

    assert asked.answers[key].reason == "unsupported"
    assert asked.requests == []


def test_a_compressed_answer_is_read() -> None:
    async def compressed(request: web.Request) -> web.Response:
        response = web.json_response(items(1))
        response.enable_compression(web.ContentCoding.gzip)
        return response

    asked = ask_api("stackexchange", compressed, f"{SITE}/q/1")

    assert isinstance(asked.answers[f"{SITE}/q/1"], Found)
