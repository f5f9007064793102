"""GitHub as a source: what is asked, what is understood, and what stays unknown."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from tests.world.server import World

from linkbot.model.evidence import Evidence, Found, Gone, Moved, PathState, Question, Repository, Unknown
from linkbot.sources.github import GitHubSource
from linkbot.sources.github_target import RepositoryPath, Split, batches, targets

API = "https://api.github.com/"
GRAPHQL = "https://api.github.com/graphql"


def a_repository(name: str) -> Question:
    return Question("github", name)


def a_path(key: str) -> Question:
    return Question("github", key, "path")


def ask(
    world: World, *questions: Question, token: str | None = "good", say: Callable[[str], None] = print
) -> dict[Question, Evidence]:
    """Asks a source in this world; every question must have exactly one answer."""

    async def gather() -> list[Evidence]:
        source = GitHubSource(world.settings(github_token=token, retry_delay=0.01, timeout=0.3), say)
        try:
            return [evidence async for evidence in source.ask(questions)]
        finally:
            await source.close()

    answers = asyncio.run(gather())
    assert sorted(evidence.question for evidence in answers) == sorted(questions)
    return {evidence.question: evidence for evidence in answers}


def answer_to(world: World, question: Question, token: str | None = "good") -> object:
    return ask(world, question, token=token)[question].answer


both = pytest.mark.parametrize("token", ["good", None], ids=["graphql", "rest"])


# Repositories


@both
def test_a_repository_is_found_with_its_facts(world: World, token: str | None) -> None:
    world.repository("Owner/Name", archived=True, default_branch="trunk", id=42, pushed="2024-02-03T04:05:06Z")

    answer = answer_to(world, a_repository("owner/name"), token)

    assert answer == Found(
        facts=Repository(
            name="Owner/Name", id="42", archived=True, default_branch="trunk", pushed=datetime(2024, 2, 3, 4, 5, 6, tzinfo=UTC)
        )
    )


@both
def test_a_renamed_repository_has_moved_for_good_and_keeps_its_number(world: World, token: str | None) -> None:
    world.repository("new/name", id=42)
    world.rename("old/name", "new/name")

    answer = answer_to(world, a_repository("old/name"), token)

    assert isinstance(answer, Moved)
    assert (answer.to, answer.permanent) == ("new/name", True)
    assert isinstance(answer.facts, Repository)
    assert answer.facts.id == "42"


@both
def test_another_spelling_is_no_move(world: World, token: str | None) -> None:
    world.repository("HuggingFace/Transformers")

    assert isinstance(answer_to(world, a_repository("huggingface/transformers"), token), Found)


@both
def test_a_missing_repository_is_gone(world: World, token: str | None) -> None:
    assert answer_to(world, a_repository("no/body"), token) == Gone(reason="GitHub: no such repository, or it is private")


@pytest.mark.parametrize(("reason", "told"), [("dmca", "GitHub: taken down (dmca)"), ("tos", "GitHub: taken down (tos)")])
def test_a_repository_that_github_took_down_is_gone(world: World, reason: str, told: str) -> None:
    world.repository("owner/name", blocked=reason)

    assert answer_to(world, a_repository("owner/name"), token=None) == Gone(reason=told)


def test_an_empty_and_a_disabled_repository_are_found_as_such(world: World) -> None:
    world.repository("owner/empty", empty=True)
    world.repository("owner/disabled", disabled=True)

    answers = ask(world, a_repository("owner/empty"), a_repository("owner/disabled"))

    assert answers[a_repository("owner/empty")].answer.facts.empty  # type: ignore[union-attr]
    assert answers[a_repository("owner/disabled")].answer.facts.disabled  # type: ignore[union-attr]


def test_a_repository_that_this_token_may_not_see_is_unknown(world: World) -> None:
    world.repository("owner/name")
    world.github.forbidden.add("owner/name")

    answer = answer_to(world, a_repository("owner/name"))

    assert isinstance(answer, Unknown)
    assert answer.reason == "blocked"


def test_what_is_no_repository_is_unsupported_and_not_asked(world: World) -> None:
    answers = ask(world, a_repository("nobody"), a_path("owner/name/wiki/Home"), a_path("owner/name/tree/a..b"))

    assert {evidence.answer.reason for evidence in answers.values()} == {"unsupported"}  # type: ignore[union-attr]
    assert world.requests == []


def test_found_is_believed_for_a_day_and_unknown_not_at_all(world: World) -> None:
    world.repository("owner/name")

    found = ask(world, a_repository("owner/name"))[a_repository("owner/name")]
    unknown = ask(world, a_repository("nobody"))[a_repository("nobody")]

    assert found.expires_at - found.asked_at == timedelta(days=1)
    assert unknown.expires_at == unknown.asked_at


def test_the_request_behind_an_answer_is_in_its_trace(world: World) -> None:
    world.repository("owner/name")

    evidence = ask(world, a_repository("owner/name"), token=None)[a_repository("owner/name")]

    assert [(attempt.method, attempt.url, attempt.status) for attempt in evidence.trace] == [("GET", "/repos/owner/name", 200)]


# Paths


@both
@pytest.mark.parametrize(
    "path",
    [
        "tree/main/docs",
        "blob/main/docs/guide.md",
        "tree/main",
        "blob/feature/x/new.py",
        "tree/feature/x",
        "raw/refs/heads/main/docs/guide.md",
    ],
)
def test_a_path_is_there(world: World, token: str | None, path: str) -> None:
    world.repository("owner/name", paths=["docs/guide.md"], branches={"feature/x": ["new.py"]})

    assert answer_to(world, a_path(f"owner/name/{path}"), token) == Found(facts=PathState(exists=True))


@both
def test_a_missing_path_on_a_branch_that_is_there(world: World, token: str | None) -> None:
    world.repository("owner/name", paths=["docs/guide.md"])

    answer = answer_to(world, a_path("owner/name/blob/main/docs/old.md"), token)

    assert answer == Found(facts=PathState(exists=False, branch_exists=True))


@both
def test_a_missing_branch_leads_to_the_same_path_on_the_default_branch(world: World, token: str | None) -> None:
    world.repository("owner/name", paths=["docs/guide.md"])

    answer = answer_to(world, a_path("owner/name/blob/master/docs/guide.md"), token)

    assert answer == Found(facts=PathState(exists=False, branch_exists=False, elsewhere="blob/main/docs/guide.md"))


@both
def test_the_root_of_a_missing_branch_leads_to_the_root_of_the_default_branch(world: World, token: str | None) -> None:
    world.repository("owner/name")

    answer = answer_to(world, a_path("owner/name/tree/master"), token)

    assert answer == Found(facts=PathState(exists=False, branch_exists=False, elsewhere="tree/main"))


@both
def test_a_file_of_the_same_name_elsewhere_is_not_taken_for_the_missing_one(world: World, token: str | None) -> None:
    world.repository("owner/name", paths=["guide.md"])

    answer = answer_to(world, a_path("owner/name/blob/master/docs/guide.md"), token)

    assert answer == Found(facts=PathState(exists=False, branch_exists=False))


@both
def test_a_path_is_looked_up_where_the_repository_is_called_now(world: World, token: str | None) -> None:
    world.repository("new/name", paths=["docs/guide.md"], branches={"dev": ["x.py"]})
    world.rename("old/name", "new/name")

    answer = answer_to(world, a_path("old/name/blob/dev/x.py"), token)

    assert answer == Found(facts=PathState(exists=True))


@both
def test_a_path_in_a_missing_repository_is_gone_with_it(world: World, token: str | None) -> None:
    assert isinstance(answer_to(world, a_path("no/body/tree/main/docs"), token), Gone)


@both
def test_names_with_blanks_quotes_and_other_scripts_are_asked_as_they_are(world: World, token: str | None) -> None:
    world.repository("owner/name", paths=['a b/"c".md', "资料/论文.md"])

    answers = ask(world, a_path('owner/name/blob/main/a b/"c".md'), a_path("owner/name/blob/main/资料/论文.md"), token=token)

    assert [evidence.answer for evidence in answers.values()] == [Found(facts=PathState(exists=True))] * 2


def test_a_branch_may_end_at_any_of_the_first_three_slashes() -> None:
    path = RepositoryPath.parse("tree/release/v1/docs/a.md")

    assert path is not None
    assert path.splits == (Split("release", "v1/docs/a.md"), Split("release/v1", "docs/a.md"), Split("release/v1/docs", "a.md"))


def test_batches_hold_at_most_as_many_lookups_as_told() -> None:
    asked, _ = targets([*(a_repository(f"o/r{number}") for number in range(150)), a_path("o/r0/tree/main/docs")])

    groups = list(batches(asked, 100, 100))

    assert [len(group) for group in groups] == [96, 54]


# Manners


def test_a_hundred_repositories_are_one_request(world: World) -> None:
    world.repository("owner/r7")

    answers = ask(world, *(a_repository(f"owner/r{number}") for number in range(100)))

    assert [str(request.url) for request in world.requests] == [GRAPHQL]
    assert isinstance(answers[a_repository("owner/r7")].answer, Found)
    assert isinstance(answers[a_repository("owner/r8")].answer, Gone)


def test_a_repository_and_its_paths_are_one_lookup_of_it(world: World) -> None:
    world.repository("owner/name", paths=["docs/guide.md"])

    ask(world, a_repository("owner/name"), a_path("owner/name/tree/main/docs"), a_path("owner/name/tree/main/gone"))

    assert len(world.requests) == 1
    assert json.loads(world.requests[0].body)["query"].count("repository(") == 1


def test_without_a_token_a_missing_path_costs_one_request_beside_its_repository(world: World) -> None:
    world.repository("owner/name", paths=["docs/guide.md"])

    ask(world, a_path("owner/name/blob/main/docs/old.md"), token=None)

    assert [request.path for request in world.requests] == ["/repos/owner/name", "/repos/owner/name/contents/docs/old.md"]


def test_a_source_that_was_closed_asks_nothing_more(world: World) -> None:
    async def close_then_ask() -> list[Evidence]:
        source = GitHubSource(world.settings(github_token="good"))
        await source.close()
        return [evidence async for evidence in source.ask([a_repository("owner/name")])]

    (evidence,) = asyncio.run(close_then_ask())

    assert isinstance(evidence.answer, Unknown)
    assert evidence.answer.reason == "not-asked"
    assert world.requests == []


def test_a_query_that_is_too_much_is_halved(world: World) -> None:
    for number in range(4):
        world.repository(f"owner/r{number}")
    world.fail(GRAPHQL, times=2, status=502, body='{"message": "Server Error"}')

    answers = ask(world, *(a_repository(f"owner/r{number}") for number in range(4)))

    assert all(isinstance(evidence.answer, Found) for evidence in answers.values())
    assert [json.loads(request.body)["query"].count("repository(") for request in world.asked(GRAPHQL)] == [4, 2, 1, 1, 2]


def test_a_query_that_takes_too_long_is_halved(world: World) -> None:
    world.repository("owner/a")
    world.repository("owner/b")
    words = "Something went wrong while executing your query. This may be the result of a timeout, or it could be a GitHub bug."
    world.fail(GRAPHQL, status=200, body=json.dumps({"data": None, "errors": [{"message": words}]}))

    answers = ask(world, a_repository("owner/a"), a_repository("owner/b"))

    assert all(isinstance(evidence.answer, Found) for evidence in answers.values())


def test_a_single_repository_that_graphql_cannot_answer_is_asked_by_rest(world: World) -> None:
    world.repository("owner/name")
    world.fail(GRAPHQL, status=502)

    assert isinstance(answer_to(world, a_repository("owner/name")), Found)
    assert world.asked(f"{API}repos/owner/name")


def test_a_lookup_that_went_wrong_inside_a_query_is_asked_by_rest(world: World) -> None:
    world.repository("owner/name", paths=["docs/guide.md"])
    error = {"type": "SERVICE_UNAVAILABLE", "path": ["r0", "p0"], "message": "Timeout"}
    world.fail(
        GRAPHQL, status=200, body=json.dumps({"data": {"r0": {"nameWithOwner": "owner/name", "p0": None}}, "errors": [error]})
    )

    answer = answer_to(world, a_path("owner/name/blob/main/docs/guide.md"))

    assert answer == Found(facts=PathState(exists=True))


def test_a_path_whose_lookup_fails_is_unknown_though_its_repository_is_found(world: World) -> None:
    world.repository("owner/name")
    world.fail(f"{API}repos/owner/name/contents", status=503, times=1000)

    answers = ask(world, a_repository("owner/name"), a_path("owner/name/tree/main/docs"), token=None)

    assert isinstance(answers[a_repository("owner/name")].answer, Found)
    assert isinstance(answers[a_path("owner/name/tree/main/docs")].answer, Unknown)


@both
def test_a_hiccup_is_asked_again(world: World, token: str | None) -> None:
    world.repository("owner/name")
    world.fail(API, status=503, times=2)

    assert isinstance(answer_to(world, a_repository("owner/name"), token), Found)


@both
@pytest.mark.parametrize("fault", ["reset", "garbage"])
def test_a_broken_connection_is_asked_again(world: World, token: str | None, fault: str) -> None:
    world.repository("owner/name")
    world.fail(API, fault=fault)  # type: ignore[arg-type]

    assert isinstance(answer_to(world, a_repository("owner/name"), token), Found)


@both
def test_when_github_is_down_everything_is_unknown_after_a_few_requests(world: World, token: str | None) -> None:
    world.fail(API, status=503, times=1000)

    answers = ask(world, *(a_repository(f"owner/r{number}") for number in range(300)), token=token)

    assert {evidence.answer.reason for evidence in answers.values()} == {"server-error"}  # type: ignore[union-attr]
    assert len(world.requests) == 9


def test_a_server_that_never_answers_is_a_timeout_not_a_dead_repository(world: World) -> None:
    world.repository("owner/name")
    world.fail(API, fault="hang", times=1000)
    started = time.monotonic()

    answer = answer_to(world, a_repository("owner/name"))

    assert isinstance(answer, Unknown)
    assert answer.reason == "timeout"
    assert time.monotonic() - started < 4


@both
def test_a_page_in_place_of_the_api_is_unknown(world: World, token: str | None) -> None:
    world.fail(API, status=200, body="<html>Please log in to this network</html>", times=1000)

    answer = answer_to(world, a_repository("owner/name"), token)

    assert isinstance(answer, Unknown)
    assert answer.reason == "protocol"


@both
def test_a_404_that_is_not_githubs_is_not_believed(world: World, token: str | None) -> None:
    world.fail(API, status=404, body="<html>nginx: no such page</html>", times=1000)

    answer = answer_to(world, a_repository("owner/name"), token)

    assert isinstance(answer, Unknown)
    assert answer.reason == "protocol"


def test_without_a_token_no_more_is_asked_than_the_limit_allows(world: World) -> None:
    for number in range(5):
        world.repository(f"owner/r{number}")
    world.github.left["core"] = 3

    answers = ask(world, *(a_repository(f"owner/r{number}") for number in range(5)), token=None)

    late = [evidence.answer for evidence in answers.values() if isinstance(evidence.answer, Unknown)]
    assert len(world.requests) == 3
    assert [(answer.reason, answer.retry_at) for answer in late] == [
        ("rate-limited", datetime.fromtimestamp(world.github.reset, UTC))
    ] * 2


def test_graphql_stops_where_its_limit_ends(world: World) -> None:
    world.github.left["graphql"] = 1

    answers = ask(world, *(a_repository(f"owner/r{number}") for number in range(250)))

    reasons = [evidence.answer.answer for evidence in answers.values()]
    assert len(world.requests) == 1
    assert (reasons.count("gone"), reasons.count("unknown")) == (100, 150)


def test_a_limit_whose_time_is_over_is_no_reason_not_to_ask(world: World) -> None:
    world.github.left["core"] = 1
    world.github.reset = int(time.time()) - 1

    ask(world, a_repository("owner/a"), a_repository("owner/b"), token=None)

    assert len(world.requests) == 2


def test_a_limit_that_others_used_up_is_unknown(world: World) -> None:
    world.github.left["graphql"] = 0

    answer = answer_to(world, a_repository("owner/name"))

    assert isinstance(answer, Unknown)
    assert answer.reason == "rate-limited"
    assert len(world.requests) == 1


@both
@pytest.mark.parametrize("status", [403, 429])
def test_a_secondary_limit_ends_the_asking_until_the_time_it_names(world: World, token: str | None, status: int) -> None:
    body = json.dumps({"message": "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."})
    world.fail(API, status=status, body=body, headers={"Retry-After": "60"}, times=1000)
    before = datetime.now(UTC)

    answers = ask(world, *(a_repository(f"owner/r{number}") for number in range(3)), token=token)

    answer = answers[a_repository("owner/r0")].answer
    assert isinstance(answer, Unknown)
    assert answer.reason == "rate-limited"
    assert answer.retry_at is not None
    assert timedelta(seconds=59) < answer.retry_at - before < timedelta(seconds=70)
    assert len(world.requests) == 1


def test_a_refused_token_is_told_once_and_never_shown(world: World) -> None:
    world.github.refused_tokens.add("ghp_secret")
    said: list[str] = []

    answers = ask(world, a_repository("owner/a"), a_repository("owner/b"), token="ghp_secret", say=said.append)

    assert {evidence.answer.reason for evidence in answers.values()} == {"blocked"}  # type: ignore[union-attr]
    assert said == ["GitHub: the token is refused (Bad credentials); check GH_TOKEN"]
    assert "ghp_secret" not in "".join(evidence.model_dump_json() for evidence in answers.values())
    assert len(world.requests) == 1


def test_the_token_is_sent_to_the_api_and_the_user_agent_names_a_contact(world: World) -> None:
    world.repository("owner/name")

    ask(world, a_repository("owner/name"), token="good")

    headers = world.requests[0].headers
    assert headers["authorization"] == "token good"
    assert headers["user-agent"].startswith("linkbot/")
    assert "https://example.org/linkbot" in headers["user-agent"]


def test_a_redirect_of_the_api_to_another_host_does_not_take_the_token_along(world: World) -> None:
    world.host("elsewhere.example")
    world.redirect("https://api.github.com/repos/owner/name", "https://elsewhere.example/")
    world.fail(GRAPHQL, status=502)

    answer = answer_to(world, a_repository("owner/name"))

    assert isinstance(answer, Unknown)
    assert world.asked("https://elsewhere.example/") == []
