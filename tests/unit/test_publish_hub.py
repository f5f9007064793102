"""A repository on GitHub, as publishing reads and writes it: against a GitHub with real git behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from tests.hub import Fault, Repository, Request, secondary_limit
from tests.hub import Hub as GitHub
from tests.unit.scripted import Time

from linkbot.config import Settings
from linkbot.publish.client import open_courier, open_hub
from linkbot.publish.commits import is_ours, trailer
from linkbot.publish.facts import Cause, Distance, File, Refused
from linkbot.publish.repository import Hub

LIST = b"\xef\xbb\xbf# List\r\n- [caf\xe9](http://a.example/x)\r\nno newline at the end"
BRANCH = "linkbot/links"


@contextmanager
def a_github(**repository: Any) -> Iterator[tuple[GitHub, Repository]]:
    """A GitHub with the repository curator/list."""
    with GitHub() as github:
        yield github, github.repository("curator/list", {"README.md": LIST, "docs/more.md": b"more"}, **repository)


@contextmanager
def linkbot_at(github: GitHub, token: str = "", name: str = "curator/list", url: str = "") -> Iterator[Hub]:
    """linkbot with that token, else with that of a workflow that may write everything; its clock moves by sleeping alone."""
    token = token or github.actions_token(name, contents="write", issues="write", pull_requests="write")
    settings = Settings.model_validate({"github_token": token, "github_url": url or github.url})
    time = Time()
    courier = open_courier(settings, name, {}, clock=time.clock, sleep=time.sleep)
    try:
        yield open_hub(courier, settings, name)
    finally:
        courier.close()


def commit_a_fix(hub: Hub, files: dict[str, File] | None = None, *parents: str) -> str:
    """A commit of ours on top of the default branch, not yet on any branch."""
    base = hub.branch("main")
    assert base
    tree = hub.make_tree(base.tree, files or {"README.md": File(LIST.replace(b"http:", b"https:"), "100644")})
    return hub.make_commit(f"Fix 1 link\n\n{trailer(tree)}", tree, parents or (base.sha,))


# who and where


@pytest.mark.parametrize("prefix", ["url", "enterprise_url"])
def test_a_workflows_token_and_a_persons_know_who_they_are(prefix: str) -> None:
    with a_github() as (github, _), linkbot_at(github, url=getattr(github, prefix)) as hub:
        person = github.user("curator")
        with linkbot_at(github, person, url=getattr(github, prefix)) as theirs:
            assert (hub.me, theirs.me) == ("github-actions[bot]", "curator")
            assert len(github.log) == 4


def test_a_renamed_repository_is_told_and_written_under_its_new_name() -> None:
    with a_github() as (github, repository):
        token = github.user("curator")
        repository.rename("curator/better-list")

        with linkbot_at(github, token) as hub:
            hub.create_ref(f"refs/heads/{BRANCH}", commit_a_fix(hub))

            assert (hub.facts.asked_as, hub.facts.full_name) == ("curator/list", "curator/better-list")
            assert all(write.path.startswith("/repos/curator/better-list/") for write in github.writes if "git" in write.path)
            assert repository.tip(BRANCH)


def test_a_repository_renamed_on_the_way_is_not_written_to() -> None:
    with a_github() as (github, repository):
        token = github.user("curator")
        with linkbot_at(github, token) as hub:
            repository.open_pull("By hand", _branch(repository))
            repository.rename("curator/better-list")

            for call in (lambda: hub.pulls("by-hand"), lambda: hub.open_issue("Link health", "body")):
                with pytest.raises(Refused, match="renamed or moved"):
                    call()

            assert not repository.issues()


def _branch(repository: Repository) -> str:
    repository.push({"README.md": b"by hand"}, branch="by-hand")
    return "by-hand"


# reading


def test_a_branch_its_files_and_their_bytes_take_three_reads() -> None:
    with a_github() as (github, repository), linkbot_at(github) as hub:
        before = len(github.log)
        base = hub.branch("main")
        assert base
        files = hub.files(base.tree, ["README.md"])

        assert base.sha == repository.tip("main")
        assert hub.blob(files["README.md"].sha) == LIST
        assert len(github.log) - before == 3


def test_what_is_not_there_is_none() -> None:
    with a_github() as (github, _), linkbot_at(github) as hub:
        assert hub.branch("linkbot/links") is None
        assert hub.tip("linkbot/links") is None
        assert hub.blob("0" * 40) is None
        assert hub.refs("linkbot/claim/") == {}
        assert hub.pulls("linkbot/links") == ()


def test_an_empty_repository_has_no_branch() -> None:
    with GitHub() as github:
        github.repository("curator/list")
        with linkbot_at(github) as hub:
            assert hub.branch("main") is None
            assert hub.tip("main") is None


def test_modes_submodules_and_folders_are_told_apart() -> None:
    with a_github() as (github, repository), linkbot_at(github) as hub:
        repository.push({"run.sh": b"#!", "link": b"README.md"}, modes={"run.sh": 0o100755, "link": 0o120000})
        base = hub.branch("main")
        assert base

        found = hub.files(base.tree, ["docs/more.md"])

        assert {path: blob.mode for path, blob in found.items()} == {
            "README.md": "100644",
            "docs/more.md": "100644",
            "link": "120000",
            "run.sh": "100755",
        }


def test_a_tree_too_large_to_list_is_walked_only_where_it_is_needed() -> None:
    with a_github() as (github, repository), linkbot_at(github) as hub:
        repository.push({f"other/{number}.md": b"" for number in range(30)} | {"docs/deep/er/list.md": b"deep"})
        repository.settings.tree_limit = 5
        base = hub.branch("main")
        assert base
        before = len(github.log)

        found = hub.files(base.tree, ["docs/deep/er/list.md", "docs/more.md", "not/there.md"])

        assert {"README.md", "docs/more.md", "docs/deep/er/list.md"} <= found.keys()
        assert not any(path.startswith("other/") for path in found)
        assert len(github.log) - before == 5


def test_distances_are_counted_both_ways() -> None:
    with a_github() as (github, repository), linkbot_at(github) as hub:
        base = repository.tip("main") or ""
        ours = commit_a_fix(hub)
        theirs = repository.push({"README.md": b"moved"})

        assert hub.distance(base, ours) == Distance(ahead=1, behind=0)
        assert hub.distance(theirs, ours) == Distance(ahead=1, behind=1)
        assert hub.distance(theirs, theirs) == Distance(ahead=0, behind=0)


def test_histories_that_have_nothing_in_common_are_apart_both_ways() -> None:
    with a_github() as (github, _), linkbot_at(github) as hub:
        base = hub.branch("main")
        assert base
        alone = hub.make_commit("alone", base.tree, ())

        assert hub.distance(base.sha, alone) == Distance(ahead=1, behind=1)


def test_pull_requests_are_told_open_merged_and_closed() -> None:
    with a_github() as (github, repository), linkbot_at(github) as hub:
        hub.create_ref(f"refs/heads/{BRANCH}", commit_a_fix(hub))
        merged = hub.open_pull(BRANCH, "main", "Fix 1 link", "body")
        repository.merge(merged.number)
        hub.move_branch(BRANCH, commit_a_fix(hub, {"docs/more.md": File(b"less", "100644")}))
        closed = hub.open_pull(BRANCH, "main", "Fix 2 links", "body")
        repository.close(closed.number)
        hub.open_pull(BRANCH, "main", "Fix 3 links", "body")

        states = [(pull.title, pull.state, pull.merged) for pull in hub.pulls(BRANCH)]

        assert states == [("Fix 3 links", "open", False), ("Fix 2 links", "closed", False), ("Fix 1 link", "closed", True)]


def test_issues_are_ours_alone_and_no_pull_requests() -> None:
    with a_github() as (github, repository), linkbot_at(github) as hub:
        repository.open_issue("By hand")
        hub.create_ref(f"refs/heads/{BRANCH}", commit_a_fix(hub))
        hub.open_pull(BRANCH, "main", "Fix 1 link", "body")
        ours = hub.open_issue("Link health", "body")

        assert hub.issues() == (ours,)


def test_issues_are_looked_through_page_by_page_until_the_one() -> None:
    with a_github() as (github, repository), linkbot_at(github) as hub:
        for number in range(250):
            repository.open_issue(f"Issue {number}", by=hub.me)
        before = len(github.log)

        everything = hub.issues()
        found = hub.issues(lambda issue: issue.title == "Issue 200")

        assert [issue.title for issue in everything] == [f"Issue {number}" for number in reversed(range(250))]
        assert len(found) == 100
        assert len(github.log) - before == 4


# writing


def test_a_commit_changes_the_files_given_and_nothing_else() -> None:
    with a_github() as (github, repository), linkbot_at(github) as hub:
        repository.push({"run.sh": b"#!"}, modes={"run.sh": 0o100755})
        files = {"README.md": File(LIST.replace(b"http:", b"https:"), "100644"), "run.sh": File(b"#!/bin/sh", "100755")}
        hub.create_ref(f"refs/heads/{BRANCH}", commit_a_fix(hub, files))

        tip = hub.branch(BRANCH)

        assert tip
        assert repository.files(BRANCH) == {**repository.files(), "README.md": files["README.md"].data, "run.sh": b"#!/bin/sh"}
        assert hub.files(tip.tree, ["run.sh"])["run.sh"].mode == "100755"
        assert is_ours(tip)


def test_a_workflows_commit_is_signed_by_github_and_a_persons_is_their_own() -> None:
    with a_github() as (github, _), linkbot_at(github) as hub, linkbot_at(github, github.user("curator")) as theirs:
        by_workflow, by_person = hub.commit(commit_a_fix(hub)), theirs.commit(commit_a_fix(theirs))

        assert (by_workflow.by_github, by_workflow.committer) == (True, "noreply@github.com")
        assert (by_person.by_github, by_person.author == by_person.committer) == (False, True)
        assert is_ours(by_workflow)
        assert is_ours(by_person)


def test_a_tree_of_many_files_is_made_in_pieces() -> None:
    with a_github() as (github, _), linkbot_at(github) as hub:
        files = {f"docs/{number:03}.md": File(b"%d" % number, "100644") for number in range(120)}
        commit = commit_a_fix(hub, files)

        tree = hub.files(hub.commit(commit).tree, sorted(files))

        assert files.keys() <= tree.keys()
        assert sum(write.path.endswith("/git/trees") for write in github.writes) == 2


def test_a_push_in_between_is_never_overwritten() -> None:
    with a_github() as (github, repository), linkbot_at(github) as hub:
        hub.create_ref(f"refs/heads/{BRANCH}", commit_a_fix(hub))
        second = commit_a_fix(hub, {"README.md": File(b"second", "100644")}, hub.tip(BRANCH) or "")
        theirs = repository.push({"README.md": b"by hand"}, branch=BRANCH)

        with pytest.raises(Refused) as caught:
            hub.move_branch(BRANCH, second)

        assert caught.value.cause is Cause.MOVED_ON
        assert hub.tip(BRANCH) == theirs


def test_a_branch_that_stands_in_the_way_of_its_name_is_told() -> None:
    with a_github() as (github, repository), linkbot_at(github) as hub:
        repository.push({"README.md": b"by hand"}, branch="linkbot")

        with pytest.raises(Refused) as caught:
            hub.create_ref(f"refs/heads/{BRANCH}", commit_a_fix(hub))

        assert caught.value.cause is Cause.BLOCKED_NAME


def test_pull_requests_and_issues_are_edited_in_one_request() -> None:
    with a_github() as (github, _), linkbot_at(github) as hub:
        hub.create_ref(f"refs/heads/{BRANCH}", commit_a_fix(hub))
        pull = hub.open_pull(BRANCH, "main", "Fix 1 link", "body")
        issue = hub.open_issue("Link health", "body")
        before = len(github.writes)

        closed = hub.edit_pull(pull.number, body="done", state="closed")
        completed = hub.edit_issue(issue.number, body="done", state="closed", reason="completed")

        assert len(github.writes) - before == 2
        assert (closed.state, closed.body, closed.title) == ("closed", "done", "Fix 1 link")
        assert hub.issue(issue.number) == completed
        assert hub.add_labels(pull.number, ["linkbot"]) == ""


def test_claims_can_be_made_once_and_are_the_only_refs_ever_deleted() -> None:
    with a_github() as (github, repository), linkbot_at(github) as hub:
        sha = commit_a_fix(hub)
        hub.create_ref("refs/linkbot/claim/dashboard-1", sha)

        with pytest.raises(Refused) as caught:
            hub.create_ref("refs/linkbot/claim/dashboard-1", sha)
        claims = hub.refs("linkbot/claim/")
        hub.delete_ref("refs/linkbot/claim/dashboard-1")
        hub.delete_ref("refs/linkbot/claim/dashboard-1")
        with pytest.raises(ValueError, match="not ours"):
            hub.delete_ref("refs/heads/main")

        assert caught.value.cause is Cause.TAKEN
        assert claims == {"refs/linkbot/claim/dashboard-1": sha}
        assert hub.refs("linkbot/claim/") == {}
        assert repository.tip("main")


# answers that are lost


@pytest.mark.parametrize("lost", [{"status": 502}, {"hang_up": True}, {"status": 504}])
@pytest.mark.parametrize("after", [True, False])
def test_nothing_is_made_twice_whatever_happens_to_its_answer(lost: dict[str, Any], after: bool) -> None:
    with a_github() as (github, repository), linkbot_at(github) as hub:
        sha = commit_a_fix(hub)
        github.faults += [
            Fault("POST", path, after=after, **lost) for path in ("/git/refs$", r"curator/list/pulls$", r"curator/list/issues$")
        ]
        said: list[str] = []

        for call in (
            lambda: hub.create_ref(f"refs/heads/{BRANCH}", sha),
            lambda: hub.open_pull(BRANCH, "main", "Fix 1 link", "body"),
            lambda: hub.open_issue("Link health", "body"),
        ):
            said += _refusals_of(call)
            said += _refusals_of(call) if not after else []

        assert said == ([] if after else [Cause.UNCERTAIN] * 3)
        assert (len(repository.pulls()), len(repository.issues())) == (1, 1)


def _refusals_of(call: Any) -> list[Cause]:
    try:
        call()
    except Refused as refusal:
        return [refusal.cause]
    return []


def test_another_run_that_was_faster_is_told_and_nothing_is_made() -> None:
    with a_github() as (github, repository), linkbot_at(github) as hub:
        hub.create_ref(f"refs/heads/{BRANCH}", commit_a_fix(hub))

        def before(request: Request) -> None:
            if request.method == "POST" and request.path.endswith("/pulls") and not repository.pulls():
                repository.open_pull("Fix 1 link", BRANCH, by=hub.me)

        github.before = before
        with pytest.raises(Refused) as caught:
            hub.open_pull(BRANCH, "main", "Fix 1 link", "body")

        assert caught.value.cause is Cause.TAKEN
        assert len(repository.pulls()) == 1


def test_a_secondary_limit_delays_and_loses_nothing() -> None:
    with a_github() as (github, repository), linkbot_at(github) as hub:
        github.faults.append(secondary_limit(path=r"/issues$", retry_after=30))

        hub.open_issue("Link health", "body")

        assert len(repository.issues()) == 1
