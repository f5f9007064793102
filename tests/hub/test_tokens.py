"""Who may do what: people, Actions, Apps; and what GitHub says to the others."""

from __future__ import annotations

import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from github import Auth, Github, GithubIntegration

from tests.hub.asking import ALL, Asking, a_bot, a_list, a_person, a_pull
from tests.hub.hub import Hub

INTEGRATION = (403, "Resource not accessible by integration")


@pytest.fixture(scope="session")
def pem() -> str:
    key = rsa.generate_private_key(65537, 2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()


def test_a_person_s_token_says_whose_it_is(hub: Hub) -> None:
    person = a_person(hub)

    assert person.get("/user")["login"] == "curator"
    assert person.write("POST", "/graphql", {"query": "{viewer{login}}"}) == {"data": {"viewer": {"login": "curator"}}}


def test_actions_learn_their_name_by_graphql_alone(hub: Hub) -> None:
    a_list(hub)
    bot = a_bot(hub)

    assert bot.refusal("GET", "/user") == INTEGRATION
    assert (
        bot.write("POST", "/graphql", {"query": "query { viewer { login } }"})["data"]["viewer"]["login"] == "github-actions[bot]"
    )


def test_strangers_and_wrong_tokens(hub: Hub) -> None:
    a_list(hub)

    assert Asking(hub, "ghp_wrong").refusal("GET", "") == (401, "Bad credentials")
    assert Asking(hub).refusal("GET", "/user") == (401, "Requires authentication")
    assert Asking(hub).refusal("POST", "issues", {"title": "T"}) == (401, "Requires authentication")
    assert Asking(hub).refusal("POST", "/graphql", {"query": "{viewer{login}}"})[0] == 401
    assert Asking(hub).get("branches/main")["name"] == "main"


def test_each_write_needs_its_own_permission(hub: Hub) -> None:
    repository = a_list(hub)
    number = a_pull(a_bot(hub), repository)
    repository.open_issue("By hand")
    reader = a_bot(hub, contents="read", issues="read", pull_requests="read")
    pulls = a_bot(hub, contents="read", pull_requests="write")

    assert reader.refusal("POST", "git/blobs", {"content": "x"}) == INTEGRATION
    assert reader.refusal("POST", "issues", {"title": "T"}) == INTEGRATION
    assert reader.refusal("PATCH", f"pulls/{number}", {"body": "x"}) == INTEGRATION
    assert pulls.refusal("POST", "git/refs", {"ref": "refs/heads/x", "sha": repository.tip()}) == INTEGRATION
    assert pulls.refusal("PATCH", "issues/2", {"body": "x"}) == INTEGRATION
    assert pulls.write("POST", f"issues/{number}/labels", {"labels": ["linkbot"]})[0]["name"] == "linkbot"


def test_a_token_of_actions_reaches_no_other_repository(hub: Hub) -> None:
    a_list(hub)
    hub.repository("curator/other", {"README.md": b"x"})

    assert a_bot(hub).refusal("POST", "/repos/curator/other/issues", {"title": "T"}) == INTEGRATION
    assert a_bot(hub).get("/repos/curator/other")["full_name"] == "curator/other"


def test_people_need_scopes_permissions_and_a_role(hub: Hub) -> None:
    a_list(hub)
    blob = ("POST", "git/blobs", {"content": "x"})

    assert a_person(hub, scopes=()).refusal(*blob) == (404, "Not Found")
    assert a_person(hub, "visitor").refusal(*blob) == (404, "Not Found")
    narrow = a_person(hub, permissions={"contents": "read"})
    assert narrow.refusal(*blob) == (403, "Resource not accessible by personal access token")
    assert a_person(hub, permissions={"contents": "write"}, repositories=["curator/list"]).write(*blob)["sha"]


def test_a_private_repository_is_not_there_for_others(hub: Hub) -> None:
    a_list(hub, private=True)

    assert a_person(hub, "visitor").refusal("GET", "") == (404, "Not Found")
    assert Asking(hub).refusal("GET", "issues") == (404, "Not Found")
    assert a_bot(hub).get("/repos/curator/list")["private"] is True
    assert a_bot(hub, contents="read").get("branches/main")["name"] == "main"
    assert a_bot(hub, contents="read").refusal("GET", "pulls") == INTEGRATION
    query = '{repository(owner: "curator", name: "list") { name }}'
    assert a_person(hub, "visitor").write("POST", "/graphql", {"query": query})["errors"][0]["type"] == "NOT_FOUND"


def test_permissions_of_a_person_are_told_by_role(hub: Hub) -> None:
    a_list(hub, roles={"helper": "push"})

    found = a_person(hub, "helper").get("/repos/curator/list")

    assert found["permissions"] == {"admin": False, "maintain": False, "push": True, "triage": True, "pull": True}


def test_an_app_gets_a_token_for_where_it_is_installed(hub: Hub, pem: str) -> None:
    a_list(hub, private=True)
    hub.repository("curator/other", {"README.md": b"x"})
    hub.app(7, pem, slug="linkbot", installed_on=["curator/list"], permissions=ALL)
    integration = GithubIntegration(auth=Auth.AppAuth(7, pem), base_url=hub.url, seconds_between_requests=0, retry=None)

    installation = integration.get_repo_installation("curator", "list")
    token = integration.get_access_token(installation.id).token
    with Github(base_url=hub.url, auth=Auth.Token(token), retry=None) as client:
        client.get_repo("curator/list").create_issue("Link health")
    integration.close()

    app = Asking(hub, token)
    assert app.get("issues")[0]["user"] == {**app.get("issues")[0]["user"], "login": "linkbot[bot]", "type": "Bot"}
    assert app.write("POST", "/graphql", {"query": "{viewer{login}}"})["data"]["viewer"]["login"] == "linkbot[bot]"
    assert app.refusal("POST", "/repos/curator/other/issues", {"title": "T"}) == INTEGRATION
    assert hub.writes[0].path == "/repos/curator/list/issues"


def test_a_token_for_an_app_asks_for_no_more_than_was_granted(hub: Hub, pem: str) -> None:
    a_list(hub)
    hub.app(7, pem, installed_on=["curator/list"], permissions={"issues": "write"})
    app = Asking(hub)
    signed = f"Bearer {_signed(pem, '7')}"
    number = app("GET", "installation", Authorization=signed).json()["id"]
    path = f"/app/installations/{number}/access_tokens"

    refused = app("POST", path, {"permissions": {"contents": "write"}}, Authorization=signed)
    granted = app("POST", path, {"permissions": {"issues": "read"}}, Authorization=signed)

    assert refused.status_code == 422
    assert (granted.status_code, granted.json()["permissions"]) == (201, {"metadata": "read", "issues": "read"})


def test_an_app_is_known_by_its_key(hub: Hub, pem: str) -> None:
    a_list(hub)
    hub.app(7, pem, slug="linkbot")
    asking = Asking(hub)

    def status(token: str) -> tuple[int, str]:
        reply = asking("GET", "/app", Authorization=f"Bearer {token}")
        return reply.status_code, str(reply.json().get("slug") or reply.json()["message"])

    other = rsa.generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    assert status(_signed(pem, "7")) == (200, "linkbot")
    assert status(_signed(pem, "8")) == (404, "Integration not found")
    assert status(_signed(other.decode(), "7")) == (401, "A JSON web token could not be decoded")
    assert status(_signed(pem, "7", lapse=-900))[1].startswith("'Expiration time' claim ('exp') must be")
    reply = asking("GET", "installation", Authorization=f"Bearer {_signed(pem, '7')}")
    assert reply.status_code == 404


def _signed(pem: str, issuer: str, lapse: int = 0) -> str:
    now = int(time.time()) + lapse
    return jwt.encode({"iat": now - 60, "exp": now + 300, "iss": issuer}, pem, algorithm="RS256")
