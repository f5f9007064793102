"""What GitHub refuses because of how a repository or its owner has set things up."""

from __future__ import annotations

import pytest

from tests.hub.asking import Asking, a_bot, a_branch, a_list, a_person, a_pull
from tests.hub.hub import Hub
from tests.hub.items import Rule


def test_actions_may_be_kept_from_opening_pull_requests(hub: Hub) -> None:
    repository = a_list(hub)
    repository.settings.actions_may_open_pulls = False
    bot = a_bot(hub)
    a_branch(bot, repository)
    asked = {"title": "T", "head": "linkbot/links", "base": "main"}

    assert bot.refusal("POST", "pulls", asked) == (403, "GitHub Actions is not permitted to create or approve pull requests.")
    assert a_person(hub).write("POST", "pulls", asked)["number"] == 1


def test_an_archived_repository_is_only_read(hub: Hub) -> None:
    repository = a_list(hub)
    bot = a_bot(hub)
    number = a_pull(bot, repository)

    repository.archive()

    archived = (403, "Repository was archived so is read-only.")
    assert bot.refusal("POST", "issues", {"title": "T"}) == archived
    assert bot.refusal("PATCH", f"pulls/{number}", {"state": "closed"}) == archived
    assert bot.refusal("POST", "git/blobs", {"content": "x"}) == archived
    assert bot.get("")["archived"] is True


def test_a_renamed_repository_leads_on_reads_and_writes(hub: Hub) -> None:
    repository = a_list(hub)
    bot = a_bot(hub)
    repository.rename("better-list")

    read = bot("GET", "issues?state=all")
    written = bot("POST", "issues", {"title": "T"})

    here = f"{hub.url}/repositories/{repository.id}/issues"
    assert (read.status_code, read.headers["Location"]) == (301, f"{here}?state=all")
    assert (written.status_code, written.headers["Location"], written.json()["message"]) == (307, here, "Moved Permanently")
    assert bot.get(here) == []
    assert bot.get("/repos/curator/better-list")["full_name"] == "curator/better-list"
    assert repository.issues() == []


def test_a_protected_branch_takes_no_push_and_says_so(hub: Hub) -> None:
    repository = a_list(hub)
    repository.protect("main")
    bot = a_bot(hub)
    sha = bot.commit({"a.md": b"a"}, parent=repository.tip() or "")

    status, words = bot.refusal("PATCH", "git/refs/heads/main", {"sha": sha})

    assert (status, words) == (422, "Repository rule violations found\n\nChanges must be made through a pull request.\n\n")
    assert bot.get("branches/main")["protected"] is True
    number = a_pull(bot, repository)
    assert repository.merge(number) == repository.tip()


def test_a_ruleset_may_forbid_new_branches(hub: Hub) -> None:
    repository = a_list(hub)
    words = "Repository rule violations found\n\nCannot create ref due to creations being restricted.\n\n"
    repository.settings.rules.append(Rule("refs/heads/linkbot/*", frozenset({"creation"}), words))

    asked = {"ref": "refs/heads/linkbot/links", "sha": repository.tip()}

    assert a_bot(hub).refusal("POST", "git/refs", asked) == (422, words)
    assert repository.tip("linkbot/links") is None


def test_saml_keeps_a_token_out(hub: Hub) -> None:
    repository = a_list(hub)
    repository.settings.sso = True

    reply = a_person(hub)("GET", "issues")

    assert (reply.status_code, reply.headers["X-GitHub-SSO"].split(";")[0]) == (403, "required")
    assert reply.json()["message"].startswith("Resource protected by organization SAML enforcement.")
    assert a_bot(hub).get("issues") == []


def test_a_blocked_repository_says_why(hub: Hub) -> None:
    a_list(hub).settings.disabled = True

    reply = a_bot(hub)("GET", "")

    assert (reply.status_code, reply.json()["message"], reply.json()["block"]["reason"]) == (
        403,
        "Repository access blocked",
        "tos",
    )


def test_the_primary_limit_runs_out(hub: Hub) -> None:
    a_list(hub)
    bot = a_bot(hub)
    hub.left["core"] = 1

    last = bot("GET", "")
    refused = bot("GET", "")

    assert (last.headers["X-RateLimit-Remaining"], refused.status_code) == ("0", 403)
    assert refused.json()["message"].startswith("API rate limit exceeded for user ID ")
    assert bot.get("/rate_limit")["resources"]["core"]["remaining"] == 0


def test_what_is_unchanged_costs_nothing(hub: Hub) -> None:
    a_list(hub)
    bot = a_bot(hub)
    first = bot("GET", "branches/main")

    again = bot("GET", "branches/main", If_None_Match=first.headers["ETag"])

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["X-RateLimit-Remaining"] == first.headers["X-RateLimit-Remaining"]


@pytest.mark.parametrize("path", ["branches/none", "commits/none", "git/trees/none", "git/blobs/none", "pulls/9", "issues/9"])
def test_what_is_not_there_is_not_found(hub: Hub, path: str) -> None:
    a_list(hub)

    status, words = a_bot(hub).refusal("GET", path)

    assert (status, words.split(":")[0]) in {(404, "Not Found"), (404, "Branch not found"), (422, "No commit found for SHA")}


def test_a_client_must_say_who_it_is(hub: Hub) -> None:
    a_list(hub)
    asking = Asking(hub)
    asking.session.headers["User-Agent"] = ""

    assert asking.refusal("GET", "")[0] == 403
